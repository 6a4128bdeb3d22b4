//! What stands around a document: its submission, the filers, and what the submission says of it.

use std::sync::Arc;

use crate::decode::Text;
use crate::source::Span;
use crate::submission::{Content, Document, Entry, Submission};
use crate::tree::{AttributeName, DocumentTree, Kind, NodeId, TreeBuilder, Value, fold};

use super::date;

/// Starts the tree of a document: it is the root, or stands in its submission.
pub(super) fn open(document: &Document) -> TreeBuilder {
    let text = Arc::clone(&document.text);
    let Some((submission, index)) = &document.submission else {
        return TreeBuilder::new(text, Kind::Document, document.span);
    };
    let mut builder = head(submission, text);
    let id = builder.enter(Kind::Document, document.span);
    describe(&mut builder, id, submission, &submission.entries[*index]);
    builder
}

/// The tree of a submission without what stands in its documents.
pub(super) fn tree(submission: &Submission) -> DocumentTree {
    let mut builder = head(submission, Arc::clone(&submission.text));
    for entry in &submission.entries {
        let id = builder.leaf(Kind::Document, entry.element);
        let start = Span::new(entry.element.start(), entry.element.start());
        builder.attribute(id, AttributeName::Path, start, Value::Text(submission.path.as_str().into()));
        builder.attribute(id, AttributeName::Format, start, Value::Text(format(submission, entry).into()));
        describe(&mut builder, id, submission, entry);
    }
    builder.finish()
}

fn format(submission: &Submission, entry: &Entry) -> &'static str {
    match Content::of(submission.text.slice(entry.content)) {
        Content::Text | Content::Empty => "text",
        Content::Html => "html",
        Content::Other(_) => "other",
    }
}

/// The submission and its filers, over the text of one of its documents or of all.
fn head(submission: &Submission, text: Arc<Text>) -> TreeBuilder {
    let whole = Span::new(0, text.as_str().len());
    let mut builder = TreeBuilder::new(text, Kind::Submission, whole);
    let header = &submission.header;
    for (name, span) in [(AttributeName::Accession, header.accession), (AttributeName::FormType, header.form_type)] {
        put(&mut builder, NodeId::ROOT, name, submission, span);
    }
    let filed = header.filed.and_then(|span| Some((span, date::compact(submission.text.slice(span))?)));
    if let Some((span, date)) = filed {
        let span = place(&builder, submission, span);
        builder.attribute(NodeId::ROOT, AttributeName::Filed, span, Value::Date(date));
    }
    for filer in &header.filers {
        let span = place(&builder, submission, filer.cik.map_or(filer.name, |cik| filer.name.join(cik)));
        let id = builder.leaf(Kind::Filer, span);
        put(&mut builder, id, AttributeName::Name, submission, Some(filer.name));
        put(&mut builder, id, AttributeName::Cik, submission, filer.cik);
    }
    builder
}

/// Where a span of the submission stands in the text of the tree: what is made of an HTML document holds nothing of what stands around
/// it.
fn place(builder: &TreeBuilder, submission: &Submission, span: Span) -> Span {
    if Arc::ptr_eq(builder.text(), &submission.text) { span } else { Span::default() }
}

/// Gives a node a text that stands in the submission.
fn put(builder: &mut TreeBuilder, id: NodeId, name: AttributeName, submission: &Submission, span: Option<Span>) {
    let Some(span) = span else { return };
    let text = fold(submission.text.slice(span)).into_owned();
    let place = place(builder, submission, span);
    builder.attribute(id, name, place, Value::Text(text.into()));
}

/// What a submission says of a document.
fn describe(builder: &mut TreeBuilder, id: NodeId, submission: &Submission, entry: &Entry) {
    put(builder, id, AttributeName::Type, submission, entry.r#type);
    put(builder, id, AttributeName::Filename, submission, entry.filename);
    put(builder, id, AttributeName::Description, submission, entry.description);
    if entry.missing.is_empty() {
        let start = Span::new(entry.element.start(), entry.element.start());
        let start = place(builder, submission, start);
        builder.attribute(id, AttributeName::Closed, start, Value::Flag);
    }
    let number = |span: Span| submission.text.slice(span).parse::<u32>().ok();
    if let Some((span, number)) = entry.sequence.and_then(|span| Some((span, number(span)?))) {
        let span = place(builder, submission, span);
        builder.attribute(id, AttributeName::Sequence, span, Value::Number(f64::from(number)));
    }
}
