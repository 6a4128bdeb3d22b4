//! Bytes to text, with the way back to the bytes.
//!
//! Every stage after this one works on a [`Text`]: valid UTF-8 without a byte order mark. Findings are reported in bytes of
//! the file as it lies on disk; [`Text::original`] leads back to them.

mod charset;

use std::sync::OnceLock;

use crate::source::{LineIndex, Position, Span};

pub use charset::{DecodeError, decode};

/// How the bytes of a source were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Valid UTF-8, plain ASCII included.
    Utf8,
    /// windows-1252, taken when the bytes are not valid UTF-8.
    Windows1252,
    /// UTF-16, little endian, told by its byte order mark.
    Utf16Le,
    /// UTF-16, big endian, told by its byte order mark.
    Utf16Be,
}

impl Encoding {
    /// The name of the encoding as the WHATWG standard writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Windows1252 => "windows-1252",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
        }
    }
}

/// The decoded text of a source.
#[derive(Debug)]
pub struct Text {
    content: String,
    encoding: Encoding,
    /// Bytes of a byte order mark that stood before the text.
    mark: usize,
    lines: OnceLock<LineIndex>,
}

impl Text {
    /// Takes a string that is already UTF-8, as a rule's test case is.
    pub fn from_string(content: String) -> Self {
        Self { content, encoding: Encoding::Utf8, mark: 0, lines: OnceLock::new() }
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.content
    }

    /// How the bytes were read.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Whether the source began with a byte order mark.
    pub fn has_mark(&self) -> bool {
        self.mark > 0
    }

    /// The text of a span.
    pub fn slice(&self, span: Span) -> &str {
        &self.content[span.range()]
    }

    /// The lines, found when first asked for.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.content))
    }

    /// The line and column of a byte of the text.
    pub fn position(&self, offset: usize) -> Position {
        self.lines().position(&self.content, offset)
    }

    /// The bytes of the original source that a span of the text was decoded from.
    ///
    /// Linear in the text for encodings other than UTF-8, which are rare.
    pub fn original(&self, span: Span) -> Span {
        let start = self.mark + self.encoded_length(Span::new(0, span.start()));
        Span::new(start, start + self.encoded_length(span))
    }

    /// Other text in the encoding of the source, without a byte order mark; `None` where the encoding cannot hold it.
    pub fn encode(&self, text: &str) -> Option<Vec<u8>> {
        charset::encode(text, self.encoding)
    }

    /// The number of bytes that a span of the text takes in the encoding of the source.
    ///
    /// Lets a walk over many spans add up their originals in one pass.
    pub fn encoded_length(&self, span: Span) -> usize {
        let part = self.slice(span);
        match self.encoding {
            Encoding::Utf8 => part.len(),
            Encoding::Windows1252 => part.chars().count(),
            Encoding::Utf16Le | Encoding::Utf16Be => part.chars().map(|c| c.len_utf16() * 2).sum(),
        }
    }
}
