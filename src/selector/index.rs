//! The nodes of a tree by kind, found once a document.

use std::ops::Range;

use crate::tree::{DocumentTree, Kind, NodeId, NodeRef};

/// The nodes of a tree, listed by kind in document order, so that a selector starts at the nodes it may find.
pub struct Index<'t> {
    tree: &'t DocumentTree,
    all: Vec<NodeId>,
    by_kind: Vec<Vec<NodeId>>,
}

impl<'t> Index<'t> {
    /// Lists the nodes of a tree.
    pub fn new(tree: &'t DocumentTree) -> Self {
        let mut by_kind = vec![Vec::new(); Kind::ALL.len()];
        let mut all = Vec::with_capacity(tree.nodes().len());
        for node in tree.nodes() {
            all.push(node.id());
            by_kind[node.kind() as usize].push(node.id());
        }
        Self { tree, all, by_kind }
    }

    /// The tree.
    pub fn tree(&self) -> &'t DocumentTree {
        self.tree
    }

    /// All nodes of a kind, or of any, in document order.
    pub(super) fn of_kind(&self, kind: Option<Kind>) -> &[NodeId] {
        kind.map_or(&self.all, |kind| &self.by_kind[kind as usize])
    }

    /// The nodes of a kind, or of any, from one index up to before another.
    pub(super) fn within(&self, kind: Option<Kind>, range: Range<NodeId>) -> &[NodeId] {
        let nodes = self.of_kind(kind);
        let start = nodes.partition_point(|&id| id < range.start);
        let end = nodes.partition_point(|&id| id < range.end);
        &nodes[start..end.max(start)]
    }

    /// The nodes of a kind below `node`.
    pub(super) fn below(&self, node: NodeRef<'t>, kind: Option<Kind>) -> &[NodeId] {
        let below = self.within(kind, node.id()..node.after());
        // The node itself, where it is of the kind, comes first.
        below.strip_prefix(&[node.id()]).unwrap_or(below)
    }
}
