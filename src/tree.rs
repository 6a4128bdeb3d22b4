//! The document tree: what the grammar yields and rules ask about.
//!
//! An arena in document order: a node is followed by its descendants, and knows where they end. Kinds and attributes are
//! closed by [`schema`]; every attribute has its own span, so that a finding can point at a title and not only at its block.

mod builder;
mod node;
pub mod schema;
#[cfg(test)]
pub(crate) mod sketch;

use std::sync::Arc;

use jiff::civil::Date;

use crate::decode::Text;
use crate::source::Span;

pub use builder::TreeBuilder;
pub use node::{AttributeRef, NodeRef, ValueRef, fold};
pub use schema::{AttributeName, Kind, Type};

/// The index of a node in its tree. Ascends in document order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u32);

impl NodeId {
    /// The root of every tree.
    pub const ROOT: Self = Self(0);

    fn index(self) -> usize {
        self.0 as usize
    }
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// The text of the attribute's span, as it stands.
    Verbatim,
    /// Text that differs from its span: white space folded, lines joined.
    Text(Box<str>),
    /// A number.
    Number(f64),
    /// A day of the calendar.
    Date(Date),
    /// Present.
    Flag,
}

#[derive(Debug)]
struct Node {
    kind: Kind,
    span: Span,
    parent: Option<NodeId>,
    /// The node after the last descendant.
    next: u32,
    /// The first of the node's attributes; they end where the next node's begin.
    attributes: u32,
}

#[derive(Debug)]
struct Attribute {
    name: AttributeName,
    span: Span,
    value: Value,
}

/// A document as nodes over its text. Node 0 is the root.
#[derive(Debug)]
pub struct DocumentTree {
    text: Arc<Text>,
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
}

impl DocumentTree {
    /// The text that all spans point into.
    pub fn text(&self) -> &Arc<Text> {
        &self.text
    }

    /// The root node.
    pub fn root(&self) -> NodeRef<'_> {
        NodeRef::new(self, NodeId::ROOT)
    }

    /// The document: the root, or in the tree of a submission its first document. The root where there is none.
    pub fn document(&self) -> NodeRef<'_> {
        let root = self.root();
        let document = root.children().find(|child| child.kind() == Kind::Document);
        document.filter(|_| root.kind() == Kind::Submission).unwrap_or(root)
    }

    /// A node by its index, as [`NodeRef::id`] gave it.
    pub fn node(&self, id: NodeId) -> NodeRef<'_> {
        NodeRef::new(self, id)
    }

    /// All nodes in document order, the root first.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = NodeRef<'_>> + ExactSizeIterator {
        (0..self.nodes.len() as u32).map(|index| NodeRef::new(self, NodeId(index)))
    }
}
