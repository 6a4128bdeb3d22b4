//! `present`: at least one node, or one value, is there.

use super::target::Target;
use super::{About, Operator, Spec, Test};
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::keys::Shape;
use crate::rule::spot;
use crate::rule::verdict::{Breach, Slots, Verdict};
use crate::rule::watch::Sight;
use crate::tree::NodeRef;

/// `{ present: "@title" }`
pub(super) struct Present;

#[derive(Debug)]
struct PresentTest {
    target: Target,
}

static SPEC: Spec = Spec {
    key: "present",
    takes: Shape::SelectorOrPath,
    about: About::Nodes,
    parameters: &[],
    doc: "At least one node, or one value of a path, is there.",
    fields: &[],
    labels: &["here"],
};

impl Operator for Present {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let target = Target::compile(fields.get(SPEC.key)?, SPEC.key, compiler)?;
        Some(Box::new(PresentTest { target }))
    }
}

impl Test for PresentTest {
    fn test<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Verdict<'t> {
        if self.target.count(context, subject) > 0 {
            return Verdict::Passed;
        }
        let plain = format!("this {} has no `{}`", subject.kind(), self.target.text());
        let breach = Breach::new(subject, spot::of_node(subject), Slots::default(), plain);
        Verdict::Failed(vec![breach])
    }

    fn sights<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Sight> {
        vec![self.target.sight(context, subject)]
    }
}
