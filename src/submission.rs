//! From the text of a source to the documents in it.
//!
//! A stand-alone file is one document. A submission (`<SEC-DOCUMENT>`, `<IMS-DOCUMENT>`, the feed's `<SUBMISSION>`, or a file
//! that begins with `<DOCUMENT>`) is recognised by its content, with or without the privacy-enhanced message around it. Its
//! documents stay parts of the one text: what is found in them stands where it stands in the file.

mod content;
mod header;
mod split;

use std::sync::Arc;

use crate::decode::{Text, html, unescape};
use crate::source::Span;

pub use content::{Content, binary};
pub use header::{Filer, Header};
pub use split::Entry;

/// Why a scanned page, say, is not checked.
const BLANK_HTML: &str = "an HTML document without text";
/// The first line of a privacy-enhanced message.
const SEAL: &str = "-----BEGIN PRIVACY-ENHANCED MESSAGE-----";
/// Types of documents that a submission carries for machines: the data and pages of the XBRL viewer, images.
const MACHINE_TYPES: &[&str] = &["XML", "ZIP", "JSON", "EXCEL", "GRAPHIC"];

/// One document: a stand-alone file, or one `<DOCUMENT>` of a submission.
#[derive(Clone, Debug)]
pub struct Document {
    /// The path as given or found.
    pub path: String,
    /// The text of the whole source; of an HTML document the text that its reader sees.
    pub text: Arc<Text>,
    /// The bytes of the text that are this document.
    pub span: Span,
    /// The submission that it is part of, and its index there.
    pub submission: Option<(Arc<Submission>, usize)>,
}

/// One EDGAR filing: its header and its documents.
#[derive(Debug)]
pub struct Submission {
    /// The path as given or found.
    pub path: String,
    /// The whole text.
    pub text: Arc<Text>,
    /// Who filed what, and when.
    pub header: Header,
    /// Its documents, in order; there is at least one.
    pub entries: Vec<Entry>,
    /// Whether it stands in a privacy-enhanced message, whose seal any change would break.
    pub is_sealed: bool,
}

/// What a source, or a document of a submission, was recognised as.
#[derive(Clone, Debug)]
pub enum Recognised {
    /// Plain text: an exhibit to check.
    Exhibit(Document),
    /// Nothing but white space.
    Empty(Document),
    /// A submission of several documents.
    Submission(Arc<Submission>),
    /// A document that is no exhibit; the reason is for the reader of the report.
    NoExhibit(String),
    /// Something that should be checked and cannot be; the reason is for the reader of the report.
    Unchecked(String),
}

impl Document {
    /// Takes the whole text as one document.
    pub fn standalone(path: impl Into<String>, text: Arc<Text>) -> Self {
        let span = Span::new(0, text.as_str().len());
        Self { path: path.into(), text, span, submission: None }
    }

    /// Reads the part of a text that `span` names as an HTML document.
    pub fn html(path: impl Into<String>, text: &Arc<Text>, span: Span) -> Self {
        Self::standalone(path, Arc::new(html::read(text, span)))
    }

    /// The bytes of the source's text that are this document.
    pub fn source_span(&self) -> Span {
        match &self.submission {
            Some((submission, index)) => submission.entries[*index].content,
            None => Span::new(0, self.text.source().as_str().len()),
        }
    }

    /// The name of the document in its submission.
    pub fn name(&self) -> Option<String> {
        self.submission.as_ref().map(|(submission, index)| submission.name(*index))
    }
}

impl Submission {
    /// The name of a document by its index: `document 3 (EX-99.E, agreement.txt)`.
    pub fn name(&self, index: usize) -> String {
        let entry = &self.entries[index];
        let said: Vec<&str> =
            [entry.r#type, entry.filename].into_iter().flatten().map(|span| self.text.slice(span)).collect();
        let number = index + 1;
        if said.is_empty() { format!("document {number}") } else { format!("document {number} ({})", said.join(", ")) }
    }

    /// Tells by its content what a document of the submission is.
    pub fn document(self: &Arc<Self>, index: usize) -> Recognised {
        let entry = &self.entries[index];
        if let Some(kind) = self.machine_type(entry) {
            return Recognised::NoExhibit(format!("a document for machines, of type {kind}"));
        }
        let submission = Some((Arc::clone(self), index));
        // In a sealed message lines that begin with a dash are escaped.
        let unescaped = self.is_sealed.then(|| unescape(&self.text, entry.content)).flatten();
        as_content(match unescaped {
            Some(text) => Document { submission, ..Document::standalone(self.path.clone(), Arc::new(text)) },
            None => {
                let (path, text) = (self.path.clone(), Arc::clone(&self.text));
                Document { path, text, span: entry.content, submission }
            }
        })
    }

    /// The type of a document that a submission carries for machines.
    fn machine_type(&self, entry: &Entry) -> Option<&str> {
        let said = self.text.slice(entry.r#type?);
        let is_data = MACHINE_TYPES.contains(&said) || said.starts_with("EX-101.");
        is_data.then_some(said)
    }

    /// What stands around the contents of the documents.
    pub fn around(&self) -> Vec<Span> {
        let starts = std::iter::once(0).chain(self.entries.iter().map(|entry| entry.content.end()));
        let ends = self.entries.iter().map(|entry| entry.content.start()).chain([self.text.as_str().len()]);
        starts.zip(ends).map(|(start, end)| Span::new(start, end)).collect()
    }
}

/// Tells by its content what a text is.
pub fn recognise(path: impl Into<String>, text: Arc<Text>) -> Recognised {
    let start = text.as_str().trim_start();
    let is_sealed = start.starts_with(SEAL);
    if !is_sealed && !is_envelope(start) {
        return as_content(Document::standalone(path, text));
    }
    let entries = split::split(text.as_str());
    let Some(first) = entries.first() else {
        return match is_sealed && !has_envelope(start) {
            true => Recognised::Unchecked("a privacy-enhanced message without a submission".to_owned()),
            false => Recognised::Unchecked("a submission without documents".to_owned()),
        };
    };
    let header = header::read(text.as_str(), Span::new(0, first.element.start()));
    Recognised::Submission(Arc::new(Submission { path: path.into(), header, entries, is_sealed, text }))
}

/// Whether a text begins as submissions do.
fn is_envelope(start: &str) -> bool {
    const OPENINGS: &[&str] =
        &["<SEC-DOCUMENT>", "<IMS-DOCUMENT>", "<SUBMISSION>", "<DOCUMENT>", "<SEC-HEADER>", "<IMS-HEADER>"];
    OPENINGS.iter().any(|opening| start.starts_with(opening))
}

/// Whether a sealed message holds a submission.
fn has_envelope(start: &str) -> bool {
    ["<SEC-DOCUMENT>", "<IMS-DOCUMENT>"].iter().any(|opening| start.contains(opening))
}

/// The one place where the content of a document decides what becomes of it.
fn as_content(document: Document) -> Recognised {
    match Content::of(document.text.slice(document.span)) {
        Content::Text => Recognised::Exhibit(document),
        Content::Empty => Recognised::Empty(document),
        Content::Html => {
            let read = Document::html(document.path, &document.text, document.span);
            let is_blank = read.text.as_str().trim().is_empty();
            let read = Document { submission: document.submission, ..read };
            if is_blank { Recognised::Unchecked(BLANK_HTML.to_owned()) } else { Recognised::Exhibit(read) }
        }
        Content::Other(what) => Recognised::NoExhibit(what),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Recognised, Submission, recognise};
    use crate::decode::Text;

    fn submission(content: &str) -> Arc<Submission> {
        match recognise("x", Arc::new(Text::from_string(content.into()))) {
            Recognised::Submission(submission) => submission,
            other => panic!("{other:?}"),
        }
    }

    fn describe(recognised: &Recognised) -> String {
        match recognised {
            Recognised::Exhibit(document) => format!("exhibit of {} bytes", document.span.len()),
            Recognised::Empty(_) => "empty".to_owned(),
            Recognised::Submission(submission) => format!("submission of {}", submission.entries.len()),
            Recognised::NoExhibit(what) => format!("skipped: {what}"),
            Recognised::Unchecked(reason) => format!("not checked: {reason}"),
        }
    }

    #[track_caller]
    fn check(content: &str, expected: &str) {
        assert_eq!(describe(&recognise("x", Arc::new(Text::from_string(content.into())))), expected, "{content}");
    }

    const DOCUMENT: &str =
        "<DOCUMENT>\n<TYPE>EX-99.E\n<SEQUENCE>1\n<FILENAME>a.txt\n<TEXT>\nAMENDMENT\n</TEXT>\n</DOCUMENT>\n";

    #[test]
    fn a_submission_is_told_by_how_it_begins() {
        for opening in ["<SEC-DOCUMENT>1.txt : 1\n", "<IMS-DOCUMENT>1.txt : 1\n", "<SUBMISSION>\n<TYPE>10-K\n", ""] {
            check(&format!("{opening}{DOCUMENT}"), "submission of 1");
        }
        check("AMENDMENT\n", "exhibit of 10 bytes");
        check("<SEC-DOCUMENT>0000.txt : 1\n", "not checked: a submission without documents");
        check(
            "-----BEGIN PRIVACY-ENHANCED MESSAGE-----\nx\n",
            "not checked: a privacy-enhanced message without a submission",
        );
        check("\n<HTML>\n<BODY>AMENDMENT", "exhibit of 10 bytes");
        check("<html><body><img src=\"page1.jpg\"></body></html>", "not checked: an HTML document without text");
        check("<?xml version=\"1.0\"?>\n<ownershipDocument>", "skipped: an XML document");
    }

    #[test]
    fn a_sealed_message_holds_a_submission() {
        let sealed = format!(
            "-----BEGIN PRIVACY-ENHANCED MESSAGE-----\nProc-Type: 2001,MIC-CLEAR\n\n<SEC-DOCUMENT>1.txt : 1\n{DOCUMENT}-----END PRIVACY-ENHANCED MESSAGE-----\n"
        );
        check(&sealed, "submission of 1");
        assert!(submission(&sealed).is_sealed && !submission(DOCUMENT).is_sealed);
    }

    #[test]
    fn documents_are_named_and_told_by_their_content() {
        let parts = ["AMENDMENT\n", "<html>", "<PDF>\nbegin 644 a.pdf\n$)5!$1@\n", " "];
        let text: String = parts.iter().map(|part| DOCUMENT.replace("AMENDMENT\n", part)).collect();
        let submission = submission(
            &(text + &DOCUMENT.replace("EX-99.E", "GRAPHIC") + "<DOCUMENT>\n<TEXT>\nx\n</TEXT>\n</DOCUMENT>\n"),
        );
        let found: Vec<String> = (0..6)
            .map(|index| format!("{}: {}", submission.name(index), describe(&submission.document(index))))
            .collect();
        assert_eq!(
            found,
            [
                "document 1 (EX-99.E, a.txt): exhibit of 10 bytes",
                "document 2 (EX-99.E, a.txt): not checked: an HTML document without text",
                "document 3 (EX-99.E, a.txt): skipped: a uuencoded PDF file",
                "document 4 (EX-99.E, a.txt): empty",
                "document 5 (GRAPHIC, a.txt): skipped: a document for machines, of type GRAPHIC",
                "document 6: exhibit of 2 bytes",
            ]
        );
    }
}
