//! The selectors of the rule language: CSS over node kinds, parsed, checked against the schema and matched.
//!
//! A selector starts somewhere: [`Selector::select`] looks from one node, [`Selector::find`] through a whole tree, its root
//! included. A [`Path`] is a selector with an attribute, `schedule@label`, and leads to values instead of nodes.
//!
//! | written | means |
//! |---|---|
//! | `schedule`, `*` | nodes of a kind, of any kind |
//! | `[executed]`, `[label="A-2" i]`, `[name=/^The /]`, `[length>80]` | what an attribute must be |
//! | `a b`, `a > b`, `a + b`, `a ~ b`, `a, b` | below, directly in, just after, after, either |
//! | `:has(> b)`, `:not(b)`, `:is(b, c)`, `:text(/…/)`, `:empty` | what else must hold of the node |
//! | `:first`, `:last`, `:nth(2)` | which of those found from one node on the left (or from the start) |
//! | `> b`, `+ b`, `~ b` at the front | children of the start, what stands just after it, after it |
//! | `/b`, `^b` at the front | anywhere in the document, the nearest one that holds the start |

mod ast;
mod attribute_test;
mod index;
mod kinds;
mod parse;
mod pattern;
mod reach;
mod select;
mod steps;
#[cfg(test)]
mod tests;
mod value;

use std::fmt;

use ast::{Asked, Compound, List, Origin, Predicate};

use crate::source::Span;
use crate::tree::{DocumentTree, Kind, NodeRef, Type};

pub use ast::Attribute;
pub use index::Index;
pub use kinds::KindSet;
pub(crate) use pattern::{LetterCase, compile as compile_pattern};
pub(crate) use select::Start;
pub use steps::Step;
pub use value::{Datum, Value};

/// A selector, checked against the schema of trees.
#[derive(Clone, Debug)]
pub struct Selector {
    text: Box<str>,
    list: List,
}

/// A selector with an attribute, checked against the schema of trees; without a selector the node itself is meant.
#[derive(Clone, Debug)]
pub struct Path {
    text: Box<str>,
    list: Option<List>,
    attribute: Attribute,
    kinds: KindSet,
}

/// What is wrong with a selector. The rule's author is at fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SelectorError {
    /// What is wrong, lower case, on one line.
    pub message: String,
    /// The bytes of the selector's text that are at fault.
    pub span: Span,
    /// What to write instead: ``did you mean `signature`?``.
    pub help: Option<String>,
}

impl Selector {
    /// Reads a selector that may start anywhere.
    ///
    /// # Errors
    /// The first mistake: syntax, an unknown kind or attribute, a comparison that does not fit, a place where the kind cannot
    /// stand, a bad regular expression, more than 4096 bytes or 16 nested brackets.
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        Self::parse_from(text, KindSet::all())
    }

    /// Reads a selector that starts at a node of one of the given kinds.
    ///
    /// # Errors
    /// As [`Selector::parse`]; also where nothing of the kind can stand as seen from the start.
    pub fn parse_from(text: &str, start: KindSet) -> Result<Self, SelectorError> {
        Ok(Self { text: text.into(), list: parse::selector(text, start)? })
    }

    /// The nodes that match as seen from `from`, in document order, each once. `from` itself is below nothing and never
    /// matches, except through a leading `/`.
    ///
    /// Lists the nodes of the tree first; where many selectors look through one tree, [`Selector::select_in`] saves that.
    pub fn select<'t>(&self, from: NodeRef<'t>) -> Vec<NodeRef<'t>> {
        self.select_in(&Index::new(from.tree()), from)
    }

    /// As [`Selector::select`], with the nodes of the tree already listed.
    pub fn select_in<'t>(&self, index: &Index<'t>, from: NodeRef<'t>) -> Vec<NodeRef<'t>> {
        select::select(&self.list, index, Start::Node(from))
    }

    /// The nodes of a whole tree that match, its root included, in document order, each once.
    pub fn find<'t>(&self, tree: &'t DocumentTree) -> Vec<NodeRef<'t>> {
        self.find_in(&Index::new(tree))
    }

    /// As [`Selector::find`], with the nodes of the tree already listed.
    pub fn find_in<'t>(&self, index: &Index<'t>) -> Vec<NodeRef<'t>> {
        select::select(&self.list, index, Start::Tree)
    }

    /// How the selector finds its nodes in a whole tree: for each of its alternatives the steps from left to right, up to
    /// the first that leaves no node.
    pub fn steps_in<'t>(&self, index: &Index<'t>) -> Vec<Vec<Step<'t>>> {
        self.list.complexes.iter().map(|complex| steps::of(complex, index)).collect()
    }

    /// Whether the selector finds the same nodes wherever it starts.
    pub fn is_absolute(&self) -> bool {
        self.list.is_absolute()
    }

    /// The kinds that the selector can find.
    pub fn kinds(&self) -> KindSet {
        self.list.kinds()
    }

    /// Whether the selector names a kind whose nodes are built only on request: `line`, `markup` or `markup-attribute`.
    pub fn needs_lines(&self) -> bool {
        needs_lines(&self.list)
    }
}

impl Path {
    /// Reads a path that starts at a node of one of the given kinds.
    ///
    /// # Errors
    /// As [`Selector::parse_from`]; also where the nodes cannot have the attribute.
    pub fn parse_from(text: &str, start: KindSet) -> Result<Self, SelectorError> {
        let parts = parse::path(text, start)?;
        Ok(Self { text: text.into(), list: parts.list, attribute: parts.attribute, kinds: parts.kinds })
    }

    /// Whether a text is written as a path: its last part is `@` and a name.
    pub fn is_path(text: &str) -> bool {
        let is_name = |name: &str| {
            let mut bytes = name.bytes();
            bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic())
                && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        text.trim_end().rsplit_once('@').is_some_and(|(_, name)| is_name(name))
    }

    /// The nodes that the path goes to, whether they have the attribute or not, in document order.
    pub fn nodes<'t>(&self, index: &Index<'t>, from: NodeRef<'t>) -> Vec<NodeRef<'t>> {
        match &self.list {
            Some(list) => select::select(list, index, Start::Node(from)),
            None => vec![from],
        }
    }

    /// The values that the path leads to, in document order; nodes without the attribute give none.
    pub fn values<'t>(&self, index: &Index<'t>, from: NodeRef<'t>) -> Vec<Datum<'t>> {
        let nodes = self.nodes(index, from).into_iter();
        nodes.filter_map(|node| value::of(node, self.attribute)).collect()
    }

    /// The attribute at its end.
    pub fn attribute(&self) -> Attribute {
        self.attribute
    }

    /// The type of its values; `None` where nodes of several kinds have the attribute with different types.
    pub fn value_type(&self) -> Option<Type> {
        match self.attribute.types(self.kinds)[..] {
            [r#type] => Some(r#type),
            _ => None,
        }
    }

    /// Whether the path leads to the same values wherever it starts.
    pub fn is_absolute(&self) -> bool {
        self.list.as_ref().is_some_and(List::is_absolute)
    }

    /// Whether the path names a kind whose nodes are built only on request: `line`, `markup-line`, `markup` or `markup-attribute`.
    pub fn needs_lines(&self) -> bool {
        self.list.as_ref().is_some_and(needs_lines)
    }
}

fn needs_lines(list: &List) -> bool {
    [Kind::Line, Kind::MarkupLine, Kind::Markup, Kind::MarkupAttribute].into_iter().any(|kind| list.names(kind))
}

impl fmt::Display for Selector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl List {
    fn kinds(&self) -> KindSet {
        let last = |complex: &ast::Complex| complex.rest.last().map_or(complex.first.kinds, |(_, last)| last.kinds);
        self.complexes.iter().fold(KindSet::NONE, |set, complex| set | last(complex))
    }

    fn is_absolute(&self) -> bool {
        self.complexes.iter().all(|complex| complex.origin == Origin::Document)
    }

    /// Whether any compound, however deep, names a kind.
    fn names(&self, kind: Kind) -> bool {
        let compounds = |complex: &ast::Complex| {
            let rest = complex.rest.iter().any(|(_, compound)| compound.names(kind));
            rest || complex.first.names(kind)
        };
        self.complexes.iter().any(compounds)
    }
}

impl Compound {
    fn names(&self, kind: Kind) -> bool {
        let inner = |asked: &Asked| match &asked.predicate {
            Predicate::Has(list) => list.names(kind),
            Predicate::Not(choices) | Predicate::Is(choices) => choices.iter().any(|choice| choice.names(kind)),
            _ => false,
        };
        self.kind == Some(kind) || self.predicates.iter().any(inner)
    }
}
