//! `absent`: no node, and no value, is there.

use super::target::Target;
use super::{About, Operator, Spec, Test};
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::keys::Shape;
use crate::rule::verdict::{Breach, Slots, Verdict};
use crate::rule::watch::Sight;
use crate::tree::NodeRef;

/// `{ absent: "placeholder[form=bracket]" }`
pub(super) struct Absent;

#[derive(Debug)]
struct AbsentTest {
    target: Target,
}

static SPEC: Spec = Spec {
    key: "absent",
    takes: Shape::SelectorOrPath,
    about: About::Nodes,
    parameters: &[],
    doc: "No node, and no value of a path, is there; each one that is there is a finding.",
    fields: &["value", "count"],
    labels: &["here"],
};

impl Operator for Absent {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let target = Target::compile(fields.get(SPEC.key)?, SPEC.key, compiler)?;
        Some(Box::new(AbsentTest { target }))
    }
}

impl Test for AbsentTest {
    fn test<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Verdict<'t> {
        let found = self.target.find(context, subject);
        let count = found.len();
        let breach = |found: super::target::Found<'t>| {
            let plain = format!("{} should not be here: {}", found.node.kind(), found.text);
            let slots = Slots { value: Some(found.text), count: Some(count.to_string()), ..Slots::default() };
            Breach::new(found.node, found.span, slots, plain)
        };
        Verdict::of(found.into_iter().map(breach).collect())
    }

    fn sights<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Sight> {
        vec![self.target.sight(context, subject)]
    }
}
