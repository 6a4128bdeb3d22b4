//! The values that paths lead to: an attribute of a node, with its own place.

use std::borrow::Cow;

use jiff::civil::Date;

use super::ast::Attribute;
use crate::source::Span;
use crate::tree::{AttributeName, NodeRef, ValueRef};

/// The value of an attribute, the computed ones included.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'t> {
    /// Text or a label, white space folded.
    Text(Cow<'t, str>),
    /// A number.
    Number(f64),
    /// A day of the calendar.
    Date(Date),
    /// Present.
    Flag,
}

impl Value<'_> {
    /// The value as messages show it and text comparisons see it.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Date(date) => Cow::Owned(date.to_string()),
            Self::Flag => Cow::Borrowed("true"),
        }
    }
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Datum<'t> {
    /// The node that has it.
    pub node: NodeRef<'t>,
    /// The bytes of the value; of the node for values that are computed.
    pub span: Span,
    /// The value.
    pub value: Value<'t>,
}

/// The value of an attribute of a node; `None` where the node does not have it.
pub(crate) fn of(node: NodeRef<'_>, attribute: Attribute) -> Option<Datum<'_>> {
    let own = |name: AttributeName| {
        let attribute = node.attribute(name)?;
        let value = match attribute.value() {
            ValueRef::Text(text) => Value::Text(Cow::Borrowed(text)),
            ValueRef::Number(number) => Value::Number(number),
            ValueRef::Date(date) => Value::Date(date),
            ValueRef::Flag => Value::Flag,
        };
        Some(Datum { node, span: attribute.span(), value })
    };
    let computed = |value| Some(Datum { node, span: node.span(), value });
    match attribute {
        Attribute::Own(name) => own(name),
        Attribute::Text => own(AttributeName::Text).or_else(|| computed(Value::Text(node.text()))),
        Attribute::Line => computed(Value::Number(node.line() as f64)),
        Attribute::Kind => computed(Value::Text(Cow::Borrowed(node.kind().name()))),
    }
}
