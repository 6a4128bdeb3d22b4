//! `if`, `then`, `else`: which assertion must hold depends on another.

use super::{About, Operator, Spec, Test};
use crate::rule::assertion;
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::keys::{BRANCH_KEYS, Shape};
use crate::rule::verdict::Verdict;
use crate::tree::NodeRef;

/// `{ if: { count: "> portfolio", is: 1 }, then: { … }, else: { … } }`
pub(super) struct Conditional;

#[derive(Debug)]
struct ConditionalTest {
    condition: Box<dyn Test>,
    then: Option<Box<dyn Test>>,
    otherwise: Option<Box<dyn Test>>,
}

static SPEC: Spec = Spec {
    key: "if",
    takes: Shape::Assertion,
    about: About::Assertions,
    parameters: &BRANCH_KEYS,
    doc: "Where the first assertion holds, `then` must hold; where it fails, `else`. With nothing to test in the first, or without \
          the branch, the node is skipped.",
    fields: &[],
    labels: &[],
};

impl Operator for Conditional {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let condition = fields.get(SPEC.key)?;
        let condition = compiler.quietly(|compiler| assertion::compile(condition, SPEC.key, compiler));
        let mut branch = |key: &str| match fields.get(key) {
            None => Some(None),
            Some(node) => assertion::compile(node, key, compiler).map(Some),
        };
        let (then, otherwise) = (branch("then"), branch("else"));
        let (then, otherwise) = (then?, otherwise?);
        if then.is_none() && otherwise.is_none() {
            compiler.problem("rule/missing-key", fields.start(), "`if` needs `then` or `else`");
            return None;
        }
        Some(Box::new(ConditionalTest { condition: condition?, then, otherwise }))
    }
}

impl Test for ConditionalTest {
    fn test<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Verdict<'t> {
        let branch = match self.condition.test(context, subject) {
            Verdict::Passed => &self.then,
            Verdict::Failed(_) => &self.otherwise,
            verdict => return verdict,
        };
        branch.as_ref().map_or(Verdict::Skipped, |test| test.test(context, subject))
    }
}
