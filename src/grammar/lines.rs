//! Physical lines as nodes, for the rules that ask for them. A line of HTML is none of the exhibit's: it is a node of another kind, which
//! stands in the source alone.

use crate::decode::Text;
use crate::source::Span;
use crate::submission::Document;
use crate::tree::{AttributeName, Kind, NodeId, TreeBuilder, Value};

/// Adds every line of a document as its child, after all other nodes: of plain text as it is read, of HTML as it is written.
pub(super) fn add(builder: &mut TreeBuilder, document: &Document) {
    builder.close_to(&[]);
    let text = &document.text;
    if text.is_page() {
        for span in spans(text.source(), document.source_span()) {
            let length = text.source().slice(span).chars().count();
            add_line(builder, Kind::MarkupLine, text.beyond(span), length);
        }
        return;
    }
    let mut in_table = false;
    for span in spans(text, document.span) {
        let content = text.slice(span);
        let tag = content.trim_start().to_ascii_uppercase();
        in_table &= !tag.starts_with("</TABLE>");
        let id = add_line(builder, Kind::Line, span, content.chars().count());
        if in_table {
            builder.attribute(id, AttributeName::InTable, span, Value::Flag);
        }
        in_table |= tag.starts_with("<TABLE>");
    }
}

/// The lines of a part of a text, without their ends.
fn spans(text: &Text, part: Span) -> impl Iterator<Item = Span> + '_ {
    let lines = text.lines();
    let spans = (lines.line(part.start())..=lines.count()).map_while(move |line| lines.span(text.as_str(), line));
    // Where line ends were lost, the part begins or ends inside a line of the file.
    let cut = move |span: Span| Span::new(span.start().max(part.start()), span.end().min(part.end()));
    spans.take_while(move |span| span.start() < part.end().max(1)).map(cut)
}

fn add_line(builder: &mut TreeBuilder, kind: Kind, span: Span, length: usize) -> NodeId {
    let id = builder.leaf(kind, span);
    let number = builder.text().line(span.start());
    builder.attribute(id, AttributeName::Number, span, Value::Number(number as f64));
    builder.attribute(id, AttributeName::Length, span, Value::Number(length as f64));
    builder.attribute(id, AttributeName::Text, span, Value::Verbatim);
    id
}
