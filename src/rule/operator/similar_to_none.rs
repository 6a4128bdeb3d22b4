//! `similar-to-none`: no other value is almost, but not quite, the same.

use super::value::{Answer, Break, Compare, Item, Source, ValueTest};
use super::{About, Operator, Spec, Test};
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::keys::{Shape, VALUE_KEYS, WITHIN};
use crate::rule::spot;
use crate::rule::verdict::Mark;
use crate::rule::watch::Sight;
use crate::selector::Path;
use crate::tree::NodeRef;

/// `{ each: portfolio@name, similar-to-none: portfolio@name, within: 1 }`
pub(super) struct SimilarToNone;

/// The most letters that similar values may differ in.
const MOST: usize = 2;

#[derive(Debug)]
struct SimilarCompare {
    path: Path,
    within: usize,
}

static SPEC: Spec = Spec {
    key: "similar-to-none",
    takes: Shape::Path,
    about: About::Values,
    parameters: &[VALUE_KEYS[0], VALUE_KEYS[1], VALUE_KEYS[2], VALUE_KEYS[3], WITHIN],
    doc: "No value of the path differs from this one in so little as `within` letters (1 where it is left out) or what `ignoring` \
          overlooks. The same value again, whatever its letter case, is not meant. Numbers, roman numerals and single letters tell \
          values apart: `Fund I` is not similar to `Fund II`.",
    fields: &["value", "actual", "first", "expected"],
    labels: &["here", "first"],
};

impl Operator for SimilarToNone {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let source = Source::compile(fields, compiler);
        let path = compiler.path(fields.get(SPEC.key)?, SPEC.key);
        let within = match fields.get("within") {
            None => 1,
            Some(node) => {
                let within = compiler.count(node, "within")?;
                if !(1..=MOST).contains(&within) {
                    compiler.wrong_type(node, "within", "1 or 2");
                    return None;
                }
                within
            }
        };
        Some(ValueTest::boxed(source?, SimilarCompare { path: path?, within }))
    }
}

impl Compare for SimilarCompare {
    fn compare<'t>(&self, item: &Item<'t>, source: &Source, context: &Context<'t>, subject: NodeRef<'t>) -> Answer {
        let near = context.near(&self.path, &source.ignoring, self.within, subject);
        let Some(other) = near.nearest(&item.form, &item.text, item.datum.span) else {
            return Answer::Holds;
        };
        let text = other.value.text().into_owned();
        Answer::Breaks(Break {
            plain: format!("\"{}\" is almost \"{text}\"", item.text),
            expected: Some(text.clone()),
            first: Some(text),
            evidence: vec![Mark { key: "first", span: spot::of_value(other), label: Some("almost the same") }],
            ..Break::default()
        })
    }

    fn sights<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Sight> {
        vec![context.sight(&self.path, subject)]
    }
}
