//! `none`: no assertion of a list holds.

use super::{About, Operator, Spec, Test};
use crate::rule::assertion;
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::keys::Shape;
use crate::rule::spot;
use crate::rule::verdict::{Breach, Slots, Verdict};
use crate::tree::NodeRef;

/// `{ none: [{ value: "@name", matches: "(?i)trust" }] }`
pub(super) struct NoneOf;

#[derive(Debug)]
struct NoneTest {
    tests: Vec<Box<dyn Test>>,
}

static SPEC: Spec = Spec {
    key: "none",
    takes: Shape::Assertions,
    about: About::Assertions,
    parameters: &[],
    doc: "No assertion of the list holds; an assertion with nothing to test does not hold.",
    fields: &[],
    labels: &["here"],
};

impl Operator for NoneOf {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let node = fields.get(SPEC.key)?;
        // What holds inside makes no finding of its own.
        let tests = compiler.quietly(|compiler| assertion::list(node, SPEC.key, compiler))?;
        Some(Box::new(NoneTest { tests }))
    }
}

impl Test for NoneTest {
    fn test<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Verdict<'t> {
        let mut reason = None;
        for test in &self.tests {
            match test.test(context, subject) {
                Verdict::Passed => {
                    let plain = format!("this {} is what it must not be", subject.kind());
                    let breach = Breach::new(subject, spot::of_node(subject), Slots::default(), plain);
                    return Verdict::Failed(vec![breach]);
                }
                Verdict::Undetermined(why) => reason = reason.or(Some(why)),
                Verdict::Skipped | Verdict::Failed(_) => {}
            }
        }
        reason.map_or(Verdict::Passed, Verdict::Undetermined)
    }
}
