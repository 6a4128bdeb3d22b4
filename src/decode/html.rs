//! HTML documents as the text that their readers see: lines and columns of a typewritten page.
//!
//! Paragraphs are wrapped, centred and indented as in a plain-text exhibit, tables become columns, page breaks become form feeds; what
//! is not shown is left out. The grammar then reads an HTML exhibit as it reads every other one, and every byte of the text knows
//! the bytes of the source that it stands for.
//!
//! Linear in the length of the document, however its elements nest.

mod block;
mod element;
mod entity;
mod flow;
mod ink;
mod markup;
mod page;
mod style;
mod table;

use std::sync::Arc;

use super::Text;
use crate::source::Span;
use flow::Flow;

/// The columns of the page that HTML is laid out for: six and a half inches of twelve-point type.
pub(super) const PAGE_WIDTH: usize = 78;

/// Reads the HTML document that is the part `span` of a source's text.
///
/// Lines, columns and bytes that the made text reports are those of the whole source.
pub fn read(source: &Arc<Text>, span: Span) -> Text {
    let content = &source.as_str()[..span.end()];
    let mut flow = Flow::new(content);
    markup::visit(&content[span.start()..], span.start(), |part| flow.part(part));
    let (text, map) = flow.finish().into_parts();
    Text::made(text, Arc::clone(source), map)
}
