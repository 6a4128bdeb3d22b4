//! `all`: every assertion of a list holds.

use super::{About, Operator, Spec, Test};
use crate::rule::assertion;
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::keys::Shape;
use crate::rule::verdict::Verdict;
use crate::tree::NodeRef;

/// `{ all: [{ present: "@name" }, { present: "@title" }] }`; a plain list means the same
pub(super) struct All;

/// Several assertions that must all hold.
#[derive(Debug)]
pub(in crate::rule) struct AllTest {
    pub(in crate::rule) tests: Vec<Box<dyn Test>>,
}

static SPEC: Spec = Spec {
    key: "all",
    takes: Shape::Assertions,
    about: About::Assertions,
    parameters: &[],
    doc: "Every assertion of the list holds; each that does not has its own findings.",
    fields: &[],
    labels: &[],
};

impl Operator for All {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let tests = assertion::list(fields.get(SPEC.key)?, SPEC.key, compiler)?;
        Some(Box::new(AllTest { tests }))
    }
}

impl Test for AllTest {
    fn test<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Verdict<'t> {
        Verdict::all(self.tests.iter().map(|test| test.test(context, subject)))
    }
}
