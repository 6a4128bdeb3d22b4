//! What a selector is once it has been read: owned, typed, checked.

use jiff::civil::Date;
use regex::Regex;

use super::kinds::KindSet;
use crate::source::Span;
use crate::tree::{AttributeName, Kind, Type};

/// Alternatives; a node matches where one of them does.
#[derive(Clone, Debug)]
pub(crate) struct List {
    pub(crate) complexes: Vec<Complex>,
}

/// Compounds from left to right, each with how it stands to the one before.
#[derive(Clone, Debug)]
pub(crate) struct Complex {
    /// The bytes of the selector that the alternative takes.
    pub(crate) span: Span,
    pub(crate) origin: Origin,
    pub(crate) first: Compound,
    pub(crate) rest: Vec<(Combinator, Compound)>,
}

/// Where the first compound is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Anywhere below the node (nothing is written).
    Below,
    /// Among its children (`>`).
    Children,
    /// Just after it (`+`).
    Next,
    /// Anywhere after it under the same parent (`~`).
    Following,
    /// Its nearest ancestor (`^`).
    Above,
    /// Anywhere in the tree (`/`).
    Document,
}

/// How a compound stands to the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Combinator {
    /// Anywhere below it (a blank).
    Descendant,
    /// Among its children (`>`).
    Child,
    /// Just after it (`+`).
    Next,
    /// Anywhere after it under the same parent (`~`).
    Following,
}

/// A kind, or any, with what is asked of it.
#[derive(Clone, Debug)]
pub(crate) struct Compound {
    /// `None` is `*`.
    pub(crate) kind: Option<Kind>,
    /// The bytes of the selector that name the kind; empty, at the start of the compound, where none is written.
    pub(crate) kind_span: Span,
    pub(crate) predicates: Vec<Asked>,
    /// The kinds that can match, for the checks of what stands to the right.
    pub(crate) kinds: KindSet,
}

/// A predicate and the bytes of the selector that it takes.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) predicate: Predicate,
    pub(crate) span: Span,
}

/// What is asked of a node beyond its kind.
#[derive(Clone, Debug)]
pub(crate) enum Predicate {
    Attribute(AttributeTest),
    Has(List),
    Not(Vec<Compound>),
    Is(Vec<Compound>),
    Text(Regex),
    Empty,
    Position(Position),
}

/// Which of the nodes found is meant. Counted among those that one node on the left gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    /// The n-th, 0-based.
    Nth(usize),
    /// The last.
    Last,
}

/// A test of an attribute.
#[derive(Clone, Debug)]
pub(crate) struct AttributeTest {
    pub(crate) attribute: Attribute,
    pub(crate) test: Test,
}

/// How an attribute's value is tested. A node without the attribute never passes.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    Present,
    Text { form: TextForm, operand: String, ignore_case: bool },
    Pattern(Regex),
    Number { order: Order, operand: f64 },
    Date { order: Order, operand: Date },
}

/// How text is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextForm {
    Equals,
    Differs,
    Starts,
    Ends,
    Contains,
}

/// How numbers and dates are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// An attribute as a selector or path names it: one of the kind's own, or one that every node has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// An attribute of the schema.
    Own(AttributeName),
    /// The text of the node, white space folded.
    Text,
    /// The 1-based line on which the node starts.
    Line,
    /// The name of the kind.
    Kind,
}

impl Attribute {
    /// Finds an attribute by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "text" => Some(Self::Text),
            "line" => Some(Self::Line),
            "kind" => Some(Self::Kind),
            name => AttributeName::from_name(name).map(Self::Own),
        }
    }

    /// The name as rules write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Own(name) => name.name(),
            Self::Text => "text",
            Self::Line => "line",
            Self::Kind => "kind",
        }
    }

    /// The types that the attribute has over a set of kinds, in the order of the kinds; empty where no kind can have it.
    pub(crate) fn types(self, kinds: KindSet) -> Vec<Type> {
        let mut types = Vec::new();
        for r#type in kinds.iter().filter_map(|kind| kind.attribute_type(self.name())) {
            if !types.contains(&r#type) {
                types.push(r#type);
            }
        }
        types
    }
}
