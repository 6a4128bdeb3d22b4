//! Building a tree in one pass, in document order.

use std::borrow::Cow;
use std::sync::Arc;

use super::node::fold;
use super::schema::{AttributeName, Kind};
use super::{Attribute, DocumentTree, Node, NodeId, Value};
use crate::decode::Text;
use crate::source::Span;

/// Builds a [`DocumentTree`]: nodes are opened and closed in document order, like brackets.
///
/// Attributes may be given to any node at any time before [`TreeBuilder::finish`].
pub struct TreeBuilder {
    text: Arc<Text>,
    nodes: Vec<Node>,
    attributes: Vec<(NodeId, Attribute)>,
    open: Vec<NodeId>,
    /// The open nodes that only [`TreeBuilder::finish`] closes.
    kept_open: usize,
}

impl TreeBuilder {
    /// Starts a tree whose root has the given kind and span.
    pub fn new(text: Arc<Text>, kind: Kind, span: Span) -> Self {
        let root = Node { kind, span, parent: None, next: 0, attributes: 0 };
        let expected = span.len() / 40 + 8;
        let mut nodes = Vec::with_capacity(expected);
        nodes.push(root);
        Self { text, nodes, attributes: Vec::with_capacity(expected), open: vec![NodeId::ROOT], kept_open: 1 }
    }

    /// The text that spans point into.
    pub fn text(&self) -> &Arc<Text> {
        &self.text
    }

    /// The innermost open node.
    pub fn current(&self) -> NodeId {
        *self.open.last().expect("internal error: the root stays open")
    }

    /// The kind of a node.
    pub fn kind(&self, id: NodeId) -> Kind {
        self.nodes[id.index()].kind
    }

    /// Opens a node inside the innermost open one.
    pub fn open(&mut self, kind: Kind, span: Span) -> NodeId {
        let id = NodeId(self.nodes.len() as u32);
        self.nodes.push(Node { kind, span, parent: Some(self.current()), next: 0, attributes: 0 });
        self.open.push(id);
        id
    }

    /// Opens a node that, like the root, stays open to the end of the tree: the document in its submission.
    pub fn enter(&mut self, kind: Kind, span: Span) -> NodeId {
        let id = self.open(kind, span);
        self.kept_open = self.open.len();
        id
    }

    /// The node that everything is put into: the root, or the node that was last entered.
    pub fn base(&self) -> NodeId {
        self.open[self.kept_open - 1]
    }

    /// Closes the innermost open node; its span grows over its children. [`TreeBuilder::finish`] alone closes the base.
    pub fn close(&mut self) {
        if self.open.len() > self.kept_open {
            let id = self.open.pop().expect("internal error: length was tested");
            self.seal(id);
        }
    }

    /// Closes open nodes until one of the given kinds, or the base, is innermost.
    pub fn close_to(&mut self, kinds: &[Kind]) {
        while self.open.len() > self.kept_open && !kinds.contains(&self.kind(self.current())) {
            self.close();
        }
    }

    /// Adds a node without children.
    pub fn leaf(&mut self, kind: Kind, span: Span) -> NodeId {
        let id = self.open(kind, span);
        self.close();
        id
    }

    /// Gives a node an attribute.
    pub fn attribute(&mut self, id: NodeId, name: AttributeName, span: Span, value: Value) {
        self.attributes.push((id, Attribute { name, span, value }));
    }

    /// Gives a node a text attribute: the text of the span with its white space folded.
    pub fn folded(&mut self, id: NodeId, name: AttributeName, span: Span) {
        let slice = self.text.slice(span);
        let folded = fold(slice);
        let is_verbatim = matches!(folded, Cow::Borrowed(same) if same.len() == slice.len());
        let value = if is_verbatim { Value::Verbatim } else { Value::Text(folded.into()) };
        self.attribute(id, name, span, value);
    }

    /// Lets a node's span reach to `end`.
    pub fn extend(&mut self, id: NodeId, end: usize) {
        let span = &mut self.nodes[id.index()].span;
        *span = Span::new(span.start(), end.max(span.end()));
    }

    /// Lets the last node that was added, and all that hold it, reach to `end`. False where there is no node but the base.
    pub fn extend_last(&mut self, end: usize) -> bool {
        let mut at = Some(NodeId(self.nodes.len() as u32 - 1)).filter(|&last| last != self.base());
        let is_there = at.is_some();
        while let Some(id) = at {
            self.extend(id, end);
            at = self.nodes[id.index()].parent;
        }
        is_there
    }

    /// Whether a node of a kind is open.
    pub fn is_inside(&self, kind: Kind) -> bool {
        self.open.iter().any(|&id| self.kind(id) == kind)
    }

    /// Closes every node and sorts the attributes to their nodes.
    pub fn finish(mut self) -> DocumentTree {
        self.kept_open = 1;
        while self.open.len() > 1 {
            self.close();
        }
        self.seal(NodeId::ROOT);
        let attributes = self.sorted_attributes();
        DocumentTree { text: self.text, nodes: self.nodes, attributes }
    }

    /// The attributes in the order of their nodes, those of one node in the order in which they were given; every node is told
    /// where its own start.
    fn sorted_attributes(&mut self) -> Vec<Attribute> {
        for (id, _) in &self.attributes {
            self.nodes[id.index()].attributes += 1;
        }
        let mut start = 0;
        for node in &mut self.nodes {
            start += std::mem::replace(&mut node.attributes, start);
        }
        let mut next: Vec<u32> = self.nodes.iter().map(|node| node.attributes).collect();
        let mut sorted: Vec<Option<Attribute>> = self.attributes.iter().map(|_| None).collect();
        for (id, attribute) in self.attributes.drain(..) {
            let place = &mut next[id.index()];
            sorted[*place as usize] = Some(attribute);
            *place += 1;
        }
        sorted.into_iter().flatten().collect()
    }

    /// Fixes where a node's descendants end and lets its parent's span hold its own, if it stands in the text.
    fn seal(&mut self, id: NodeId) {
        let next = self.nodes.len() as u32;
        let node = &mut self.nodes[id.index()];
        node.next = next;
        let (span, parent) = (node.span, node.parent);
        if let Some(parent) = parent.filter(|_| !span.is_empty() && !self.text.is_beyond(span)) {
            self.extend(parent, span.end());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::TreeBuilder;
    use crate::decode::Text;
    use crate::source::Span;
    use crate::tree::{AttributeName, Kind, Value};

    #[test]
    fn nodes_nest_and_attributes_find_their_node() {
        let text = Arc::new(Text::from_string("SCHEDULE A\nAIM  FUNDS\nAIM Fund\n".into()));
        let mut builder = TreeBuilder::new(text, Kind::Document, Span::new(0, 31));
        let schedule = builder.open(Kind::Schedule, Span::new(0, 10));
        let registrant = builder.open(Kind::Registrant, Span::new(11, 21));
        let portfolio = builder.leaf(Kind::Portfolio, Span::new(22, 30));
        builder.folded(portfolio, AttributeName::Name, Span::new(22, 30));
        builder.folded(registrant, AttributeName::Name, Span::new(11, 21));
        builder.attribute(schedule, AttributeName::Label, Span::new(9, 10), Value::Verbatim);
        let tree = builder.finish();

        let kinds: Vec<Kind> = tree.nodes().map(|node| node.kind()).collect();
        assert_eq!(kinds, [Kind::Document, Kind::Schedule, Kind::Registrant, Kind::Portfolio]);
        let registrant = tree.node(registrant);
        assert_eq!(registrant.attribute_text(AttributeName::Name), Some("AIM FUNDS"));
        assert_eq!(registrant.span(), Span::new(11, 30));
        assert_eq!(registrant.parent().map(|node| node.kind()), Some(Kind::Schedule));
        assert_eq!(tree.node(portfolio).line(), 3);
        assert_eq!(tree.root().descendants().count(), 3);
        assert_eq!(tree.root().children().count(), 1);
    }
}
