//! From the text of a source to the documents in it.
//!
//! A stand-alone file is one document, in plain text or in HTML. Envelopes (`<SEC-DOCUMENT>`, the `.nc` feed dialect) are recognised
//! by their content and named as not checked; nothing that is no exhibit is parsed as one.

use std::sync::Arc;

use crate::decode::{Text, html};
use crate::source::Span;

/// One document: a stand-alone file, or one `<DOCUMENT>` of a submission.
#[derive(Clone, Debug)]
pub struct Document {
    /// The path as given or found.
    pub path: String,
    /// The text of the whole source; of an HTML document the text that its reader sees.
    pub text: Arc<Text>,
    /// The bytes of the text that are this document.
    pub span: Span,
}

impl Document {
    /// Takes the whole text as one document.
    pub fn standalone(path: impl Into<String>, text: Arc<Text>) -> Self {
        let span = Span::new(0, text.as_str().len());
        Self { path: path.into(), text, span }
    }

    /// Reads the part of a text that `span` names as an HTML document.
    pub fn html(path: impl Into<String>, text: &Arc<Text>, span: Span) -> Self {
        Self::standalone(path, Arc::new(html::read(text, span)))
    }
}

/// What a source was recognised as.
#[derive(Clone, Debug)]
pub enum Recognised {
    /// An exhibit to check.
    Exhibit(Document),
    /// Nothing but white space.
    Empty(Document),
    /// Something that cannot be checked; the reason is for the reader of the report.
    Unchecked(&'static str),
}

/// Number of characters of a text that [`recognise`] looks at.
const SNIFFED: usize = 4096;
/// Why a scanned page, say, is not checked.
const BLANK_HTML: &str = "an HTML document without text";

/// Tells by its content what a text is.
pub fn recognise(path: impl Into<String>, text: Arc<Text>) -> Recognised {
    let head = head(text.as_str());
    let start = head.trim_start();
    if let Some(reason) = envelope(start) {
        return Recognised::Unchecked(reason);
    }
    if is_html(start) {
        let document = Document::html(path, &text, Span::new(0, text.as_str().len()));
        let is_blank = document.text.as_str().trim().is_empty();
        return if is_blank { Recognised::Unchecked(BLANK_HTML) } else { Recognised::Exhibit(document) };
    }
    if let Some(reason) = markup(start) {
        return Recognised::Unchecked(reason);
    }
    let is_empty = text.as_str().trim().is_empty();
    let document = Document::standalone(path, text);
    if is_empty { Recognised::Empty(document) } else { Recognised::Exhibit(document) }
}

/// Tells by the first bytes of a source that it is no text at all, and what it is instead.
pub fn recognise_binary(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF file"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"PK\x05\x06", "an empty ZIP archive"),
        (b"\x1F\x8B", "a gzip archive"),
        (b"\x28\xB5\x2F\xFD", "a Zstandard archive"),
        (b"\x89PNG\r\n", "a PNG image"),
        (b"\xFF\xD8\xFF", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"\xD0\xCF\x11\xE0", "an Office document"),
        (b"{\\rtf", "an RTF document"),
        (b"\x7FELF", "a program"),
    ];
    MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|&(_, name)| name)
}

fn head(text: &str) -> &str {
    let end = text.char_indices().nth(SNIFFED).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

fn envelope(start: &str) -> Option<&'static str> {
    const OPENINGS: &[&str] =
        &["-----BEGIN PRIVACY-ENHANCED MESSAGE-----", "<SEC-DOCUMENT>", "<IMS-DOCUMENT>", "<SUBMISSION>", "<DOCUMENT>"];
    let is_envelope = OPENINGS.iter().any(|opening| starts_with(start, opening));
    is_envelope.then_some("an EDGAR submission; its documents are not read yet")
}

/// Whether a text whose first characters are given is an HTML document.
///
/// Comments and an XML declaration may stand before it.
pub fn is_html(start: &str) -> bool {
    const OPENINGS: &[&str] = &["<!doctype html", "<html", "<head", "<body"];
    let start = without_comments(start);
    let is_xml = starts_with(start, "<?xml") || starts_with(start, "<xbrl");
    OPENINGS.iter().any(|opening| starts_with(start, opening)) || is_xml && start.to_ascii_lowercase().contains("<html")
}

/// What follows the comments at the start of a text.
fn without_comments(text: &str) -> &str {
    let mut rest = text.trim_start();
    while let Some((_, after)) = rest.strip_prefix("<!--").and_then(|comment| comment.split_once("-->")) {
        rest = after.trim_start();
    }
    rest
}

fn markup(start: &str) -> Option<&'static str> {
    if starts_with(start, "<?xml") || starts_with(start, "<xbrl") {
        return Some("an XML document");
    }
    if starts_with(start, "begin 6")
        && start.lines().nth(1).is_some_and(|line| line.starts_with('M') && line.len() == 61)
    {
        return Some("a uuencoded file");
    }
    None
}

fn starts_with(text: &str, opening: &str) -> bool {
    text.get(..opening.len()).is_some_and(|start| start.eq_ignore_ascii_case(opening))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Recognised, recognise, recognise_binary};
    use crate::decode::Text;

    fn outcome(content: &str) -> &'static str {
        match recognise("x", Arc::new(Text::from_string(content.into()))) {
            Recognised::Exhibit(_) => "exhibit",
            Recognised::Empty(_) => "empty",
            Recognised::Unchecked(reason) => reason,
        }
    }

    #[test]
    fn content_decides_what_a_text_is() {
        assert_eq!(outcome("<PAGE>\n   EXHIBIT e(2)(g)\n"), "exhibit");
        assert_eq!(outcome(" \n\n"), "empty");
        assert!(outcome("<SEC-DOCUMENT>0000.txt : 1\n").contains("submission"));
        assert_eq!(outcome("\n<HTML>\n<BODY>AMENDMENT"), "exhibit");
        assert_eq!(outcome("<!-- made by hand -->\n<html>\nAMENDMENT"), "exhibit");
        assert_eq!(outcome("<?xml version=\"1.0\"?>\n<html xmlns=\"x\">AMENDMENT"), "exhibit");
        assert_eq!(outcome("<html><body><img src=\"page1.jpg\"></body></html>"), "an HTML document without text");
        assert!(outcome("<?xml version=\"1.0\"?>\n<ownershipDocument>").contains("XML"));
    }

    #[test]
    fn a_tag_of_plain_text_exhibits_is_no_markup() {
        assert_eq!(outcome("<TABLE>\n<CAPTION>\n"), "exhibit");
        assert_eq!(outcome("<TEXT>\n"), "exhibit");
    }

    #[test]
    fn fault_14_binary_files_are_told_by_their_first_bytes() {
        assert_eq!(recognise_binary(b"%PDF-1.4"), Some("a PDF file"));
        assert_eq!(recognise_binary(b"PK\x03\x04xx"), Some("a ZIP archive"));
        assert_eq!(recognise_binary(b"AMENDMENT"), None);
    }
}
