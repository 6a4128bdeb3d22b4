//! Bytes to text, with the way back to the bytes.
//!
//! Every stage after this one works on a [`Text`]: valid UTF-8 without a byte order mark. Findings are reported in bytes of
//! the file as it lies on disk; [`Text::original`] leads back to them.
//!
//! An HTML document is made into another text, the one that its reader sees ([`html`]), and a document in a privacy-enhanced message into one
//! without that message's escapes ([`unescape`]). Such a text knows the source that it was made
//! of: lines, columns and bytes that are reported are always those of the source. Beyond its last byte lies the source itself, so that what
//! stands there alone, as a tag does, has a place like everything else.

mod charset;
pub mod html;
mod origin;
mod seal;

use std::sync::OnceLock;

use origin::Origin;
pub use origin::{Join, Sheet};

use crate::source::{LineIndex, Position, Span};

pub use charset::{DecodeError, decode};
pub use seal::unescape;

/// How the bytes of a source were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Valid UTF-8, plain ASCII included.
    Utf8,
    /// windows-1252, taken when the bytes are not valid UTF-8.
    Windows1252,
    /// Another encoding of one byte a character, taken when the bytes are not valid UTF-8 and the document says so itself.
    Declared(&'static encoding_rs::Encoding),
    /// UTF-16, little endian, told by its byte order mark or by a NUL after nearly every character.
    Utf16Le,
    /// UTF-16, big endian, told by its byte order mark or by a NUL before nearly every character.
    Utf16Be,
}

impl Encoding {
    /// The name of the encoding as the WHATWG standard writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Windows1252 => "windows-1252",
            Self::Declared(encoding) => encoding.name(),
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
        }
    }
}

/// The decoded text of a source.
#[derive(Debug)]
pub struct Text {
    content: String,
    /// From which byte on the source is in which encoding, ascending; the first is 0. Documents of a submission may differ.
    encodings: Vec<(usize, Encoding)>,
    /// Bytes of a byte order mark that stood before the text.
    mark: usize,
    lines: OnceLock<LineIndex>,
    origin: Option<Origin>,
    /// Where some bytes of the text come from, ascending; asked for in encodings other than UTF-8 alone.
    places: OnceLock<Vec<(usize, usize)>>,
}

/// Bytes of a text between two of its known places.
const STRIDE: usize = 1 << 16;

impl Text {
    /// Takes a string that is already UTF-8, as a rule's test case is.
    pub fn from_string(content: String) -> Self {
        Self::new(content, vec![(0, Encoding::Utf8)], 0)
    }

    fn new(content: String, encodings: Vec<(usize, Encoding)>, mark: usize) -> Self {
        Self { content, encodings, mark, lines: OnceLock::new(), origin: None, places: OnceLock::new() }
    }

    /// A text that was made of another one.
    fn made(content: String, origin: Origin) -> Self {
        let origin = origin.through();
        // What its bytes were is asked of the source.
        Self { origin: Some(origin), ..Self::new(content, vec![(0, Encoding::Utf8)], 0) }
    }

    /// The text of the source: another one where this text was made of it, as that of an HTML document is.
    pub fn source(&self) -> &Text {
        self.origin.as_ref().map_or(self, |origin| &origin.source)
    }

    /// Whether the text was made of that of its source.
    pub fn is_made(&self) -> bool {
        self.origin.is_some()
    }

    /// The page that the text was laid out on, if it was made of HTML.
    pub fn sheet(&self) -> Option<&Sheet> {
        self.origin.as_ref()?.sheet.as_ref()
    }

    /// Whether the text is what the reader of an HTML document sees.
    pub fn is_page(&self) -> bool {
        self.sheet().is_some()
    }

    /// The span of a made text that means a span of its source itself: it lies beyond the last byte. Of any other text the same span.
    pub fn beyond(&self, source: Span) -> Span {
        let start = if self.is_made() { self.content.len() + 1 } else { 0 };
        Span::new(start + source.start(), start + source.end())
    }

    /// Whether a span is one of those that [`Text::beyond`] gives for a made text.
    pub fn is_beyond(&self, span: Span) -> bool {
        self.is_made() && span.start() > self.content.len()
    }

    /// The bytes of [`Text::source`] that a span stands for.
    pub fn source_span(&self, span: Span) -> Span {
        let start = self.content.len() + 1;
        match &self.origin {
            Some(_) if self.is_beyond(span) => Span::new(span.start() - start, span.end() - start),
            Some(origin) => origin.map.source(span),
            None => span,
        }
    }

    /// The bytes of [`Text::source`] that a span stands for, if the same text stands there and nothing else: no tag, no entity.
    ///
    /// An empty span is the place after the character before it.
    pub fn plain_source_span(&self, span: Span) -> Option<Span> {
        if span.is_empty() && self.is_made() && !self.is_beyond(span) {
            let before = self.content[..span.start()].chars().next_back()?;
            let plain = self.plain_source_span(Span::new(span.start() - before.len_utf8(), span.start()))?;
            return Some(Span::new(plain.end(), plain.end()));
        }
        let source = self.source_span(span);
        (self.source().slice(source) == self.slice(span)).then_some(source)
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.content
    }

    /// How the bytes were read that a byte of a source's text stands for.
    pub fn encoding_at(&self, offset: usize) -> Encoding {
        let next = self.encodings.partition_point(|&(start, _)| start <= offset);
        self.encodings[next.saturating_sub(1)].1
    }

    /// Whether all bytes of a source were UTF-8.
    pub fn is_utf8(&self) -> bool {
        matches!(self.encodings[..], [(_, Encoding::Utf8)])
    }

    /// Whether the source began with a byte order mark.
    pub fn has_mark(&self) -> bool {
        self.mark > 0
    }

    /// The text of a span.
    pub fn slice(&self, span: Span) -> &str {
        match &self.origin {
            Some(origin) if self.is_beyond(span) => origin.source.slice(self.source_span(span)),
            _ => &self.content[span.range()],
        }
    }

    /// The lines of this text, found when first asked for. Those of its source are what people are told: see [`Text::line`].
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.content))
    }

    /// The 1-based line of the source on which a byte of the text stands.
    pub fn line(&self, offset: usize) -> usize {
        let source = self.source_span(Span::new(offset, offset));
        self.source().lines().line(source.start())
    }

    /// The line and column in the source of a byte of the text.
    pub fn position(&self, offset: usize) -> Position {
        let (source, span) = (self.source(), self.source_span(Span::new(offset, offset)));
        source.lines().position(&source.content, span.start())
    }

    /// The bytes of the original source that a span of the text was decoded from.
    ///
    /// Takes time in proportion to the span, once the text was gone through.
    pub fn original(&self, span: Span) -> Span {
        if let Some(origin) = &self.origin {
            return origin.source.original(self.source_span(span));
        }
        let start = if self.is_utf8() {
            self.mark + span.start()
        } else {
            let places = self.places.get_or_init(|| self.find_places());
            let (at, original) = places[places.partition_point(|&(at, _)| at <= span.start()) - 1];
            original + self.encoded_length(Span::new(at, span.start()))
        };
        Span::new(start, start + self.encoded_length(span))
    }

    fn find_places(&self) -> Vec<(usize, usize)> {
        let mut places = vec![(0, self.mark)];
        let (mut at, mut original) = (0, self.mark);
        while at + STRIDE < self.content.len() {
            let mut next = at + STRIDE;
            while !self.content.is_char_boundary(next) {
                next -= 1;
            }
            original += self.encoded_length(Span::new(at, next));
            at = next;
            places.push((at, original));
        }
        places
    }

    /// Other text in the encoding that the source has at a byte, without a byte order mark; `None` where the encoding cannot hold it.
    pub fn encode_at(&self, offset: usize, text: &str) -> Option<Vec<u8>> {
        charset::encode(text, self.encoding_at(offset))
    }

    /// The number of bytes that a span of a source's text takes in the source.
    ///
    /// Lets a walk over many spans add up their originals in one pass.
    pub fn encoded_length(&self, span: Span) -> usize {
        let first = self.encodings.partition_point(|&(start, _)| start <= span.start()).saturating_sub(1);
        let ends = self.encodings[first + 1..].iter().map(|&(start, _)| start).chain([usize::MAX]);
        let parts = self.encodings[first..].iter().zip(ends).take_while(|((start, _), _)| *start <= span.end());
        parts
            .map(|(&(start, encoding), end)| {
                let part = &self.content[start.max(span.start())..end.min(span.end())];
                match encoding {
                    Encoding::Utf8 => part.len(),
                    Encoding::Windows1252 | Encoding::Declared(_) => part.chars().count(),
                    Encoding::Utf16Le | Encoding::Utf16Be => part.chars().map(|c| c.len_utf16() * 2).sum(),
                }
            })
            .sum()
    }
}
