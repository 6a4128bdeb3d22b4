//! What `present`, `absent` and `count` are asked about: nodes, or the attributes of nodes.

use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::spot;
use crate::rule::watch::{Sight, seen};
use crate::rule::yaml::Node;
use crate::selector::{Path, Selector};
use crate::source::Span;
use crate::tree::NodeRef;

/// Nodes, or those values of a path that are there.
#[derive(Debug)]
pub(super) enum Target {
    Nodes(Selector),
    Values(Path),
}

/// One thing that a target leads to.
pub(super) struct Found<'t> {
    pub(super) node: NodeRef<'t>,
    pub(super) span: Span,
    pub(super) text: String,
}

impl Target {
    pub(super) fn compile(node: &Node, key: &str, compiler: &mut Compiler<'_>) -> Option<Self> {
        if node.scalar().is_some_and(Path::is_path) {
            compiler.path(node, key).map(Self::Values)
        } else {
            compiler.selector(node, key).map(Self::Nodes)
        }
    }

    pub(super) fn count<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> usize {
        match self {
            Self::Nodes(selector) => context.nodes(selector, subject).len(),
            Self::Values(path) => context.values(path, subject).len(),
        }
    }

    pub(super) fn find<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Found<'t>> {
        match self {
            Self::Nodes(selector) => {
                let found = |node: &NodeRef<'t>| Found {
                    node: *node,
                    span: spot::of_node(*node),
                    text: node.text().into_owned(),
                };
                context.nodes(selector, subject).iter().map(found).collect()
            }
            Self::Values(path) => {
                let found = |datum: &crate::selector::Datum<'t>| Found {
                    node: datum.node,
                    span: spot::of_value(datum),
                    text: datum.value.text().into_owned(),
                };
                context.values(path, subject).iter().map(found).collect()
            }
        }
    }

    /// What the target leads to.
    pub(super) fn sight<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Sight {
        let found = self.find(context, subject).into_iter();
        Sight::new(self.text(), found.map(|found| seen(found.text, found.node, found.span)))
    }

    /// The target as its rule writes it.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Nodes(selector) => selector.to_string(),
            Self::Values(path) => path.to_string(),
        }
    }
}
