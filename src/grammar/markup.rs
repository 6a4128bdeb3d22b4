//! Opening tags and their attributes as nodes, for the rules that ask for them. They have no place in the text that is read, so their
//! spans lie beyond it.

use std::borrow::Cow;

use crate::decode::html::{self, Attribute, Tag};
use crate::source::Span;
use crate::submission::Document;
use crate::tree::{AttributeName, Kind, NodeId, TreeBuilder, Value, fold};

/// Adds every opening tag of an HTML document as its child, after all other nodes.
pub(super) fn add(builder: &mut TreeBuilder, document: &Document) {
    builder.close_to(&[]);
    for (tag, level) in html::tags(&document.text) {
        add_tag(builder, &tag, level);
    }
}

fn add_tag(builder: &mut TreeBuilder, tag: &Tag<'_>, level: Option<usize>) {
    let span = builder.text().beyond(tag.span);
    let id = builder.open(Kind::Markup, span);
    set(builder, id, AttributeName::Element, tag.name_span(), &tag.name);
    if let Some(level) = level {
        builder.attribute(id, AttributeName::Level, span, Value::Number(level as f64));
    }
    for attribute in &tag.attributes {
        add_attribute(builder, attribute);
    }
    builder.close();
}

fn add_attribute(builder: &mut TreeBuilder, attribute: &Attribute<'_>) {
    let span = builder.text().beyond(attribute.span);
    let id = builder.leaf(Kind::MarkupAttribute, span);
    set(builder, id, AttributeName::Name, attribute.name_span, &attribute.name);
    let value = attribute.value();
    if !value.trim().is_empty() {
        set(builder, id, AttributeName::Value, attribute.value_span, &value);
    }
}

/// Gives a node a text that stands at a span of the source, maybe written otherwise.
fn set(builder: &mut TreeBuilder, id: NodeId, name: AttributeName, source: Span, value: &str) {
    let span = builder.text().beyond(source);
    let folded = match fold(value) {
        // A name of blanks that only other scripts know is a name nevertheless.
        Cow::Borrowed("") => Cow::Borrowed("\u{fffd}"),
        folded => folded,
    };
    let is_verbatim = folded == builder.text().slice(span);
    builder.attribute(id, name, span, if is_verbatim { Value::Verbatim } else { Value::Text(folded.into()) });
}
