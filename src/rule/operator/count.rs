//! `count`: the number of nodes, or of values, fits.

use super::target::Target;
use super::{About, Operator, Spec, Test};
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::keys::{COUNT_KEYS, Shape};
use crate::rule::spot;
use crate::rule::verdict::{Breach, Slots, Verdict};
use crate::rule::watch::Sight;
use crate::tree::NodeRef;

/// `{ count: "> portfolio", at-least: 1, at-most: 40 }`, `{ count: caption, is: 1 }`
pub(super) struct Count;

#[derive(Debug)]
struct CountTest {
    target: Target,
    least: usize,
    most: usize,
}

static SPEC: Spec = Spec {
    key: "count",
    takes: Shape::SelectorOrPath,
    about: About::Nodes,
    parameters: &COUNT_KEYS,
    doc: "The number of nodes, or of values of a path, is the one given or lies within the bounds.",
    fields: &["count", "actual", "expected"],
    labels: &["here"],
};

impl Operator for Count {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let target = Target::compile(fields.get(SPEC.key)?, SPEC.key, compiler);
        let mut bound = |key: &str| match fields.get(key) {
            None => Some(None),
            Some(node) => compiler.count(node, key).map(Some),
        };
        let (is, least, most) = (bound("is")?, bound("at-least")?, bound("at-most")?);
        let (least, most) = match (is, least, most) {
            (Some(is), None, None) => (is, is),
            (None, None, None) => {
                let problem = compiler.problem("rule/missing-key", fields.start(), "`count` needs a number");
                problem.help = Some("add `is`, `at-least` or `at-most`".to_owned());
                return None;
            }
            (None, least, most) => (least.unwrap_or(0), most.unwrap_or(usize::MAX)),
            (Some(_), ..) => {
                compiler.problem("rule/contradiction", fields.start(), "`is` leaves no room for another bound");
                return None;
            }
        };
        if least > most {
            compiler.problem("rule/contradiction", fields.start(), "no number lies within these bounds");
            return None;
        }
        let target = target?;
        Some(Box::new(CountTest { target, least, most }))
    }
}

impl CountTest {
    fn expected(&self) -> String {
        match (self.least, self.most) {
            (least, most) if least == most => least.to_string(),
            (least, usize::MAX) => format!("at least {least}"),
            (0, most) => format!("at most {most}"),
            (least, most) => format!("{least} to {most}"),
        }
    }
}

impl Test for CountTest {
    fn test<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Verdict<'t> {
        let count = self.target.count(context, subject);
        if (self.least..=self.most).contains(&count) {
            return Verdict::Passed;
        }
        let expected = self.expected();
        let plain = format!("{count} × `{}`, expected {expected}", self.target.text());
        let slots = Slots {
            count: Some(count.to_string()),
            actual: Some(count.to_string()),
            expected: Some(expected),
            ..Slots::default()
        };
        Verdict::Failed(vec![Breach::new(subject, spot::of_node(subject), slots, plain)])
    }

    fn sights<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Sight> {
        vec![self.target.sight(context, subject)]
    }
}
