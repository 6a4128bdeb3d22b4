//! Where text stands: byte spans, lines and columns.
//!
//! Nothing here knows what the text says. Offsets are bytes, 0-based; lines and columns shown to people are 1-based,
//! columns in characters.

use std::ops::Range;

/// A range of bytes in a text, start included, end excluded.
///
/// Offsets are held in 32 bits: a text is at most 4 GiB, which the size limit of the input stays far below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// Makes the span of `start..end` (bytes). An end before the start gives the empty span at `start`.
    pub fn new(start: usize, end: usize) -> Self {
        let start = u32::try_from(start).expect("internal error: texts are limited to 4 GiB");
        let end = u32::try_from(end).expect("internal error: texts are limited to 4 GiB");
        Self { start, end: end.max(start) }
    }

    /// The first byte.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// The byte after the last.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// The number of bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The span as a range to index a text with.
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// Whether `other` lies inside this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that holds both.
    pub fn join(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A place as people count: line and column, both 1-based, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// The line, 1-based.
    pub line: usize,
    /// The column, 1-based, in characters.
    pub column: usize,
}

/// The starts of all lines of a text.
///
/// A line ends at LF, CRLF or a lone CR; a form feed is a page break and ends no line.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    length: usize,
}

impl LineIndex {
    /// Finds the lines of `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = Vec::with_capacity(bytes.len() / 40 + 1);
        starts.push(0);
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let is_crlf = bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
            if !is_crlf {
                starts.push(Span::new(at + 1, at + 1).start);
            }
        }
        Self { starts, length: bytes.len() }
    }

    /// The number of lines. A line end at the end of the text starts no further line; an empty text has one.
    pub fn count(&self) -> usize {
        let closed = self.starts.len() > 1 && self.starts[self.starts.len() - 1] as usize == self.length;
        self.starts.len() - usize::from(closed)
    }

    /// The 1-based line that holds the byte at `offset`.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start as usize <= offset)
    }

    /// The bytes of a 1-based line of `text`, without its line end. `None` past the last line.
    pub fn span(&self, text: &str, line: usize) -> Option<Span> {
        let start = *self.starts.get(line.checked_sub(1)?)? as usize;
        let limit = self.starts.get(line).map_or(self.length, |&next| next as usize);
        let end = start + text[start..limit].trim_end_matches(['\n', '\r']).len();
        Some(Span::new(start, end))
    }

    /// The position of the byte at `offset` of `text`. Linear in the length of its line.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let line = self.line(offset);
        let start = self.starts[line - 1] as usize;
        Position { line, column: text[start..offset].chars().count() + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::{LineIndex, Position, Span};

    fn lines(text: &str) -> Vec<&str> {
        let index = LineIndex::new(text);
        (1..=index.count()).map(|line| &text[index.span(text, line).expect("line").range()]).collect()
    }

    #[test]
    fn lf_crlf_and_cr_end_a_line() {
        assert_eq!(lines("a\nb\r\nc\rd"), ["a", "b", "c", "d"]);
        assert_eq!(lines("a\r\r\nb\n"), ["a", "", "b"]);
        assert_eq!(lines(""), [""]);
    }

    #[test]
    fn a_form_feed_ends_no_line() {
        assert_eq!(lines("a\x0cb\nc"), ["a\x0cb", "c"]);
    }

    #[test]
    fn columns_count_characters() {
        let text = "one\n“two” x";
        let index = LineIndex::new(text);
        let at = text.find('x').expect("x");
        assert_eq!(index.position(text, at), Position { line: 2, column: 7 });
    }

    #[test]
    fn the_end_of_the_text_has_a_position() {
        let text = "ab\n";
        assert_eq!(LineIndex::new(text).position(text, 3), Position { line: 2, column: 1 });
    }

    #[test]
    fn spans_join_and_contain() {
        let (a, b) = (Span::new(2, 4), Span::new(7, 9));
        assert_eq!(a.join(b), Span::new(2, 9));
        assert!(a.join(b).contains(b) && !a.contains(b));
    }
}
