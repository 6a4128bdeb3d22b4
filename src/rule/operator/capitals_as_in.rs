//! `capitals-as-in`: what a text says of the values of a path it writes with their capitals.

use super::picked::Picked;
use super::value::{Answer, Break, Compare, Item, Source, ValueTest};
use super::{About, Operator, Spec, Test};
use crate::rule::capitals::Lapse;
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::keys::{Shape, TARGET_PART, VALUE_KEYS};
use crate::rule::spot;
use crate::rule::verdict::Mark;
use crate::rule::watch::Sight;
use crate::tree::NodeRef;

/// `{ value: "@text", capitals-as-in: /definition@term }`
pub(super) struct CapitalsAsIn;

#[derive(Debug)]
struct CapitalsCompare {
    target: Picked,
}

static SPEC: Spec = Spec {
    key: "capitals-as-in",
    takes: Shape::Path,
    about: About::Values,
    parameters: &[VALUE_KEYS[0], VALUE_KEYS[1], VALUE_KEYS[2], TARGET_PART],
    doc: "Wherever the text says one of the values of the path (with `target-part`, what the expression picks of them) in whole \
          words, the words that the value begins with a capital begin with one: `Net Asset Value` is not `Net Asset value`. Left \
          alone are words that all begin with small letters, but for the one that begins a sentence (that is the plain word), and \
          what stands before the value.",
    fields: &["value", "actual", "expected"],
    labels: &["here", "expected"],
};

impl Operator for CapitalsAsIn {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let source = Source::compile(fields, compiler);
        let target = Picked::compile(fields, SPEC.key, compiler)?;
        Some(ValueTest::boxed(source?, CapitalsCompare { target }))
    }
}

impl Compare for CapitalsCompare {
    fn compare<'t>(&self, item: &Item<'t>, _: &Source, context: &Context<'t>, subject: NodeRef<'t>) -> Answer {
        let capitals = self.target.capitals(context, subject);
        if capitals.is_empty() {
            return Answer::Skips;
        }
        let mut lapses = capitals.lapses(&item.text);
        lapses.retain(|lapse| stands_after(item, lapse));
        if lapses.is_empty() {
            return Answer::Holds;
        }
        Answer::BreaksOften(lapses.iter().map(|lapse| broken(&item.text, lapse)).collect())
    }

    fn sights<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Sight> {
        self.target.sights(context, subject)
    }
}

/// Whether the value stands before the place that says it.
fn stands_after(item: &Item<'_>, lapse: &Lapse<'_, '_>) -> bool {
    let (text, value) = (item.datum.span, lapse.datum.span);
    match text.contains(value) {
        true => item.narrow(Some(lapse.range.clone())).start() >= value.start(),
        false => text.start() > value.start(),
    }
}

fn broken(text: &str, lapse: &Lapse<'_, '_>) -> Break {
    let written = text[lapse.range.clone()].to_owned();
    Break {
        plain: format!("\"{written}\" is written \"{}\" where it is defined", lapse.value),
        expected: Some(lapse.value.to_owned()),
        actual: Some(written),
        part: Some(lapse.range.clone()),
        evidence: vec![Mark { key: "expected", span: spot::of_value(lapse.datum), label: Some("written so here") }],
        ..Break::default()
    }
}
