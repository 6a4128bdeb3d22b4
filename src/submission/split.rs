//! Where the documents of a submission begin and end.
//!
//! No byte is lost: the header, the documents and what stands between them make up the text.

use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

use super::header::value;
use crate::source::Span;

/// One `<DOCUMENT>` of a submission. Every span is one of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// From `<DOCUMENT>` to the end of `</DOCUMENT>`.
    pub element: Span,
    /// What stands in `<TEXT>`, without the line end behind that tag.
    pub content: Span,
    /// The type: `EX-99.E`.
    pub r#type: Option<Span>,
    /// The number that the submission gives it.
    pub sequence: Option<Span>,
    /// The file name.
    pub filename: Option<Span>,
    /// What the submission says of it.
    pub description: Option<Span>,
    /// Tags that are missing: `<TEXT>`, `</TEXT>`, `</DOCUMENT>`.
    pub missing: Vec<&'static str>,
}

const OPENING: &str = "<DOCUMENT>";
const CLOSING: &str = "</DOCUMENT>";
/// The tags of a document's own header, the first of which follows `<DOCUMENT>`.
const TAGS: [&str; 5] = ["<TYPE>", "<SEQUENCE>", "<FILENAME>", "<DESCRIPTION>", "<TEXT>"];
const TEXT: usize = 4;

static EDGES: LazyLock<AhoCorasick> = LazyLock::new(|| finder(&[OPENING, CLOSING]));
static FIELDS: LazyLock<AhoCorasick> = LazyLock::new(|| finder(&TAGS));

fn finder(patterns: &[&str]) -> AhoCorasick {
    AhoCorasick::new(patterns).expect("internal error: the patterns are few and fixed")
}

/// Finds the documents of a text, in order. Linear in its length.
pub(super) fn split(text: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut open: Option<usize> = None;
    for edge in EDGES.find_iter(text) {
        let is_opening = edge.pattern().as_usize() == 0;
        match open {
            None if is_opening && opens(text, edge.end()) => open = Some(edge.start()),
            // The document before was never closed.
            Some(start) if is_opening && begins_line(text, edge.start()) && opens(text, edge.end()) => {
                entries.push(entry(text, Span::new(start, edge.start()), None));
                open = Some(edge.start());
            }
            Some(start) if !is_opening && begins_line(text, edge.start()) => {
                entries.push(entry(text, Span::new(start, edge.end()), Some(edge.start())));
                open = None;
            }
            _ => {}
        }
    }
    if let Some(start) = open {
        entries.push(entry(text, Span::new(start, text.len()), None));
    }
    entries
}

/// Whether a field of a document's header stands at an offset.
fn opens(text: &str, at: usize) -> bool {
    let rest = text[at..].trim_start();
    TAGS.iter().any(|tag| rest.starts_with(tag))
}

/// Whether an offset is the first of its line, or follows another tag.
fn begins_line(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t']);
    before.is_empty() || before.ends_with(['\n', '\r', '>'])
}

/// Reads a document; `close` is where `</DOCUMENT>` stands.
fn entry(text: &str, element: Span, close: Option<usize>) -> Entry {
    let end = close.unwrap_or(element.end());
    let start = element.start() + OPENING.len();
    let found: Vec<_> = fields(&text[start..end]);
    let mut values = [None; TAGS.len()];
    for (at, &(tag, _, behind)) in found.iter().enumerate() {
        let limit = found.get(at + 1).map_or(end - start, |next| next.1);
        values[tag] = values[tag].or_else(|| value(text, Span::new(start + behind, start + limit)));
    }
    let opened = found.last().filter(|last| last.0 == TEXT).map(|last| start + last.2);
    let (content, missing) = content(text, opened, end, close);
    let [r#type, sequence, filename, description, _] = values;
    Entry { element, content, r#type, sequence, filename, description, missing }
}

/// The fields of a document's header up to `<TEXT>`: which, where its tag begins, where it ends.
fn fields(part: &str) -> Vec<(usize, usize, usize)> {
    let mut found = Vec::new();
    for field in FIELDS.find_iter(part) {
        let tag = field.pattern().as_usize();
        found.push((tag, field.start(), field.end()));
        if tag == TEXT {
            break;
        }
    }
    found
}

/// What stands in `<TEXT>`, which begins at `opened`, and the tags that are missing. Without `<TEXT>` there is no content.
fn content(text: &str, opened: Option<usize>, end: usize, close: Option<usize>) -> (Span, Vec<&'static str>) {
    let mut missing = Vec::new();
    let start = opened.unwrap_or(end);
    let closing =
        text[start..end].rfind("</TEXT>").filter(|at| text[start + at + "</TEXT>".len()..end].trim().is_empty());
    if opened.is_none() {
        missing.push("<TEXT>");
    } else if closing.is_none() {
        missing.push("</TEXT>");
    }
    if close.is_none() {
        missing.push(CLOSING);
    }
    let end = closing.map_or(end, |at| start + at);
    let part = &text[start..end];
    let line_end = ["\r\n", "\n", "\r"].iter().find(|line_end| part.starts_with(**line_end));
    (Span::new(start + line_end.map_or(0, |line_end| line_end.len()), end), missing)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Entry, split};
    use crate::source::Span;

    const TWO: &str = "<SEC-DOCUMENT>x\n<DOCUMENT>\n<TYPE>485BPOS\n<SEQUENCE>1\n<FILENAME>a.txt\n<DESCRIPTION>ANNUAL\n\
        <TEXT>\nFirst\n</TEXT>\n</DOCUMENT>\n<DOCUMENT>\n<TYPE>EX-99.E\n<SEQUENCE>2\n<TEXT>\nSecond\n</TEXT>\n</DOCUMENT>\n";

    /// The documents as `type|sequence|filename|description|content|missing`.
    fn check(text: &str, expected: &[&str]) {
        let shown = |span: Option<Span>| span.map_or("-", |span| &text[span.range()]).to_owned();
        let found: Vec<String> = split(text)
            .iter()
            .map(|entry| {
                let Entry { r#type, sequence, filename, description, content, missing, .. } = entry;
                let fields = [shown(*r#type), shown(*sequence), shown(*filename), shown(*description)];
                format!("{}|{}|{}", fields.join("|"), text[content.range()].trim(), missing.join(","))
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    const BOTH: [&str; 2] = ["485BPOS|1|a.txt|ANNUAL|First|", "EX-99.E|2|-|-|Second|"];

    #[test]
    fn documents_are_found_whatever_the_line_ends() {
        check(TWO, &BOTH);
        check(&TWO.replace('\n', "\r\n"), &BOTH);
        check(&TWO.replace('\n', "\r"), &BOTH);
        check(&TWO.replace('\n', ""), &BOTH);
        check(&TWO["<SEC-DOCUMENT>x\n".len()..], &BOTH);
    }

    #[test]
    fn a_tag_inside_a_sentence_is_text() {
        let text = TWO.replace("First", "The tag <DOCUMENT> is closed by the tag </DOCUMENT> and so on");
        check(
            &text,
            &[&BOTH[0].replace("First", "The tag <DOCUMENT> is closed by the tag </DOCUMENT> and so on"), BOTH[1]],
        );
    }

    #[test]
    fn what_is_not_closed_ends_where_the_next_begins() {
        check(&TWO.replacen("</DOCUMENT>\n", "", 1), &["485BPOS|1|a.txt|ANNUAL|First|</DOCUMENT>", BOTH[1]]);
        check(&TWO.replacen("</TEXT>\n", "", 1), &["485BPOS|1|a.txt|ANNUAL|First|</TEXT>", BOTH[1]]);
        let cut = TWO.rfind("ond\n").expect("cut");
        check(&TWO[..cut], &[BOTH[0], "EX-99.E|2|-|-|Sec|</TEXT>,</DOCUMENT>"]);
        check("<DOCUMENT>\n<TYPE>10-K\n</DOCUMENT>", &["10-K|-|-|-||<TEXT>"]);
    }

    proptest! {
        /// Whatever the pieces and their order: documents stand in order, apart, and hold their contents.
        #[test]
        fn documents_never_overlap(pieces in prop::collection::vec(0usize..12, 0..40)) {
            const PIECES: [&str; 12] = [
                "<DOCUMENT>", "</DOCUMENT>", "<TEXT>", "</TEXT>", "<TYPE>", "<SEQUENCE>1", "\n", "\r", "é x", "<FILENAME>", " ", "EX-99",
            ];
            let text: String = pieces.iter().map(|&piece| PIECES[piece]).collect();
            let mut end = 0;
            for entry in split(&text) {
                prop_assert!(entry.element.start() >= end && entry.element.contains(entry.content));
                for field in [entry.r#type, entry.sequence, entry.filename, entry.description].into_iter().flatten() {
                    prop_assert!(entry.element.contains(field) && !text[field.range()].is_empty());
                }
                end = entry.element.end();
            }
            prop_assert!(end <= text.len());
        }

        /// What is put into documents is what is found in them.
        #[test]
        fn no_byte_of_a_document_is_lost(contents in prop::collection::vec("[ -;=-~é][ -;=-~é\n]{0,60}", 1..6), line_end in "\n|\r\n|\r") {
            let mut text = format!("<SEC-DOCUMENT>x{line_end}");
            for content in &contents {
                text.push_str(&format!("<DOCUMENT>{line_end}<TYPE>EX-99{line_end}<TEXT>{line_end}{content}</TEXT>{line_end}</DOCUMENT>{line_end}"));
            }
            let found: Vec<String> = split(&text).iter().map(|entry| text[entry.content.range()].to_owned()).collect();
            prop_assert_eq!(found, contents);
        }
    }
}
