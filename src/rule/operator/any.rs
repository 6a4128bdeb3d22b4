//! `any`: at least one assertion of a list holds.

use super::{About, Operator, Spec, Test};
use crate::rule::assertion;
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::keys::Shape;
use crate::rule::verdict::Verdict;
use crate::tree::NodeRef;

/// `{ any: [{ present: "@signer" }, { present: "@name" }] }`
pub(super) struct Any;

#[derive(Debug)]
struct AnyTest {
    tests: Vec<Box<dyn Test>>,
}

static SPEC: Spec = Spec {
    key: "any",
    takes: Shape::Assertions,
    about: About::Assertions,
    parameters: &[],
    doc: "At least one assertion of the list holds; where none does, the finding is the first one's first.",
    fields: &[],
    labels: &[],
};

impl Operator for Any {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let tests = assertion::list(fields.get(SPEC.key)?, SPEC.key, compiler)?;
        Some(Box::new(AnyTest { tests }))
    }
}

impl Test for AnyTest {
    fn test<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Verdict<'t> {
        let (mut first, mut reason) = (None, None);
        for test in &self.tests {
            match test.test(context, subject) {
                Verdict::Passed => return Verdict::Passed,
                Verdict::Skipped => {}
                Verdict::Undetermined(why) => reason = reason.or(Some(why)),
                Verdict::Failed(breaches) => first = first.or(breaches.into_iter().next()),
            }
        }
        match (reason, first) {
            (Some(reason), _) => Verdict::Undetermined(reason),
            (None, Some(breach)) => Verdict::Failed(vec![breach]),
            (None, None) => Verdict::Skipped,
        }
    }
}
