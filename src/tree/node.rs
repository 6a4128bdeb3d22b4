//! Reading a tree: nodes, their neighbours and their attributes.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::Date;

use super::schema::{AttributeName, Kind};
use super::{Attribute, DocumentTree, Node, NodeId, Value};
use crate::source::Span;

/// A node of a tree, cheap to copy.
#[derive(Clone, Copy)]
pub struct NodeRef<'t> {
    tree: &'t DocumentTree,
    id: NodeId,
}

/// An attribute of a node.
#[derive(Clone, Copy)]
pub struct AttributeRef<'t> {
    tree: &'t DocumentTree,
    attribute: &'t Attribute,
}

/// The value of an attribute, as a reader sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ValueRef<'t> {
    /// Text or a label, white space folded.
    Text(&'t str),
    /// A number.
    Number(f64),
    /// A day of the calendar.
    Date(Date),
    /// Present.
    Flag,
}

impl fmt::Display for ValueRef<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => formatter.write_str(text),
            Self::Number(number) => number.fmt(formatter),
            Self::Date(date) => date.fmt(formatter),
            Self::Flag => formatter.write_str("true"),
        }
    }
}

impl<'t> NodeRef<'t> {
    pub(super) fn new(tree: &'t DocumentTree, id: NodeId) -> Self {
        Self { tree, id }
    }

    fn node(self) -> &'t Node {
        &self.tree.nodes[self.id.index()]
    }

    /// The tree that the node belongs to.
    pub fn tree(self) -> &'t DocumentTree {
        self.tree
    }

    /// The node's index; ascends in document order.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// The index just after the node's last descendant; no node may have it.
    pub fn after(self) -> NodeId {
        NodeId(self.node().next)
    }

    /// The node's kind.
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// The bytes from the node's first character to its last, descendants included.
    pub fn span(self) -> Span {
        self.node().span
    }

    /// The 1-based line on which the node starts.
    pub fn line(self) -> usize {
        self.tree.text.line(self.span().start())
    }

    /// The text of the node, white space folded to single blanks.
    ///
    /// Where the kind has an attribute `text`, that is meant (a clause's text is its own, without its sub-clauses).
    pub fn text(self) -> Cow<'t, str> {
        match self.attribute(AttributeName::Text).map(AttributeRef::value) {
            Some(ValueRef::Text(text)) => Cow::Borrowed(text),
            _ => fold(self.tree.text.slice(self.span())),
        }
    }

    /// The parent; `None` for the root.
    pub fn parent(self) -> Option<Self> {
        self.node().parent.map(|id| Self::new(self.tree, id))
    }

    /// The parent, its parent, and so on to the root.
    pub fn ancestors(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.parent(), |node| node.parent())
    }

    /// The children in document order.
    pub fn children(self) -> impl Iterator<Item = Self> {
        let end = self.node().next;
        let first = self.id.0 + 1;
        let mut next = first;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = Self::new(self.tree, NodeId(next));
                next = child.node().next;
                child
            })
        })
    }

    /// The children, their children and so on, in document order.
    pub fn descendants(self) -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator {
        (self.id.0 + 1..self.node().next).map(move |index| Self::new(self.tree, NodeId(index)))
    }

    /// Whether `other` stands inside this node.
    pub fn is_ancestor_of(self, other: Self) -> bool {
        self.id < other.id && other.id.0 < self.node().next
    }

    /// The next child of the same parent.
    pub fn next_sibling(self) -> Option<Self> {
        let end = self.parent()?.node().next;
        let next = self.node().next;
        (next < end).then(|| Self::new(self.tree, NodeId(next)))
    }

    /// The children of the same parent that stand after this one, in document order.
    pub fn following_siblings(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.next_sibling(), |node| node.next_sibling())
    }

    /// The attributes, in the order in which they were found.
    pub fn attributes(self) -> impl Iterator<Item = AttributeRef<'t>> {
        let start = self.node().attributes as usize;
        let end =
            self.tree.nodes.get(self.id.index() + 1).map_or(self.tree.attributes.len(), |n| n.attributes as usize);
        self.tree.attributes[start..end].iter().map(move |attribute| AttributeRef { tree: self.tree, attribute })
    }

    /// An attribute by name.
    pub fn attribute(self, name: AttributeName) -> Option<AttributeRef<'t>> {
        self.attributes().find(|attribute| attribute.name() == name)
    }

    /// The text of a text or label attribute.
    pub fn attribute_text(self, name: AttributeName) -> Option<&'t str> {
        match self.attribute(name)?.value() {
            ValueRef::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether the node has an attribute.
    pub fn has(self, name: AttributeName) -> bool {
        self.attribute(name).is_some()
    }
}

impl fmt::Debug for NodeRef<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}#{}", self.kind(), self.id.0)
    }
}

impl PartialEq for NodeRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.id == other.id
    }
}

impl<'t> AttributeRef<'t> {
    /// The attribute's name.
    pub fn name(self) -> AttributeName {
        self.attribute.name
    }

    /// Where the value stands.
    pub fn span(self) -> Span {
        self.attribute.span
    }

    /// The value.
    pub fn value(self) -> ValueRef<'t> {
        match &self.attribute.value {
            Value::Verbatim => ValueRef::Text(self.tree.text.slice(self.attribute.span)),
            Value::Text(text) => ValueRef::Text(text),
            Value::Number(number) => ValueRef::Number(*number),
            Value::Date(date) => ValueRef::Date(*date),
            Value::Flag => ValueRef::Flag,
        }
    }

    /// The 1-based line on which the value starts.
    pub fn line(self) -> usize {
        self.tree.text.line(self.span().start())
    }
}

/// Folds white space: every run becomes one blank, none is left at the ends. Borrows where nothing changes.
pub fn fold(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim();
    let mut previous_blank = false;
    let is_folded = trimmed.chars().all(|character| {
        let fine = character == ' ' && !previous_blank || !character.is_whitespace();
        previous_blank = character == ' ';
        fine
    });
    if is_folded {
        return Cow::Borrowed(trimmed);
    }
    let mut folded = String::with_capacity(trimmed.len());
    for word in trimmed.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    Cow::Owned(folded)
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn white_space_folds_to_single_blanks() {
        assert_eq!(fold("  AIM \n\t Funds\u{a0} Inc. "), "AIM Funds Inc.");
        assert!(matches!(fold("AIM Funds"), std::borrow::Cow::Borrowed(_)));
    }
}
