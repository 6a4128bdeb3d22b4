//! Physical lines as nodes, for the rules that ask for them. A line of HTML is none of the exhibit's: there are no nodes for it.

use crate::source::Span;
use crate::submission::Document;
use crate::tree::{AttributeName, Kind, TreeBuilder, Value};

/// Adds every line of a plain-text document as its child, after all other nodes.
pub(super) fn add(builder: &mut TreeBuilder, document: &Document) {
    if document.text.is_page() {
        return;
    }
    builder.close_to(&[]);
    let text = document.text.as_str();
    let lines = document.text.lines();
    let first = lines.line(document.span.start());
    let mut in_table = false;
    for line in first..=lines.count() {
        let Some(span) = lines.span(text, line).filter(|span| span.start() < document.span.end().max(1)) else {
            break;
        };
        // Where line ends were lost, the document begins or ends inside a line of the file.
        let span = Span::new(span.start().max(document.span.start()), span.end().min(document.span.end()));
        let content = &text[span.range()];
        let tag = content.trim_start().to_ascii_uppercase();
        in_table &= !tag.starts_with("</TABLE>");
        add_line(builder, span, document.text.line(span.start()), content.chars().count(), in_table);
        in_table |= tag.starts_with("<TABLE>");
    }
}

fn add_line(builder: &mut TreeBuilder, span: Span, number: usize, length: usize, in_table: bool) {
    let id = builder.leaf(Kind::Line, span);
    builder.attribute(id, AttributeName::Number, span, Value::Number(number as f64));
    builder.attribute(id, AttributeName::Length, span, Value::Number(length as f64));
    if in_table {
        builder.attribute(id, AttributeName::InTable, span, Value::Flag);
    }
    builder.attribute(id, AttributeName::Text, span, Value::Verbatim);
}
