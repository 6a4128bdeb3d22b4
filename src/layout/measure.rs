//! Measures every line: its columns, its letters, its gaps.

use super::{Cell, FORM_FEED, Line};
use crate::ascii::Ascii;
use crate::source::Span;

/// Columns to the next tab stop.
const TAB: usize = 8;
/// Bytes that a line takes at the least, in most texts.
const LINE: usize = 32;
/// Blanks in a row that begin a new cell.
const GAP: usize = 3;

/// Measures the lines of the part of `text` that `span` names.
pub(super) fn measure(text: &str, span: Span) -> Lines {
    let mut lines = Lines { lines: Vec::with_capacity(span.len() / LINE), cells: Vec::new(), opens: true };
    let bytes = &text.as_bytes()[..span.end()];
    let mut at = span.start();
    let mut ends = LineEnds::new(bytes, at);
    while at < bytes.len() {
        let end = ends.of_line(at);
        if end > at || bytes.get(end) != Some(&FORM_FEED) {
            lines.push(&text[at..end], at);
        }
        at = match bytes.get(end) {
            Some(b'\r') if bytes.get(end + 1) == Some(&b'\n') => end + 2,
            Some(&FORM_FEED) => {
                lines.push_form_feed(end);
                end + 1
            }
            _ => end + 1,
        };
    }
    lines
}

/// Finds where lines end: at a line feed, a carriage return, a form feed, or the end of the text.
struct LineEnds<'t> {
    bytes: &'t [u8],
    /// The next carriage return or form feed: most texts have none, or few.
    rare: usize,
}

impl<'t> LineEnds<'t> {
    fn new(bytes: &'t [u8], from: usize) -> Self {
        let mut ends = Self { bytes, rare: 0 };
        ends.look_on(from);
        ends
    }

    /// Where the line that begins at `from` ends.
    fn of_line(&mut self, from: usize) -> usize {
        if self.rare < from {
            self.look_on(from);
        }
        memchr::memchr(b'\n', &self.bytes[from..self.rare]).map_or(self.rare, |length| from + length)
    }

    fn look_on(&mut self, from: usize) {
        let found = memchr::memchr2(b'\r', FORM_FEED, &self.bytes[from..]);
        self.rare = found.map_or(self.bytes.len(), |length| from + length);
    }
}

/// The lines of a text that are not blank, and the cells of those that have gaps.
pub(super) struct Lines {
    pub lines: Vec<Line>,
    pub cells: Vec<Cell>,
    /// Whether a blank line, a page's end or the start of the text stands before the next line.
    opens: bool,
}

impl Lines {
    fn push_form_feed(&mut self, at: usize) {
        self.lines.push(Line { span: Span::new(at, at + 1), mark: FORM_FEED, opens: self.opens, ..empty(at) });
        self.opens = true;
    }

    fn push(&mut self, text: &str, offset: usize) {
        let first_cell = self.cells.len() as u32;
        let line = plain(text.as_bytes(), offset, &mut self.cells).unwrap_or_else(|| {
            let mut scan = Scan::new(offset, &mut self.cells);
            for (at, character) in text.char_indices() {
                scan.character(at, character.len_utf8(), character);
            }
            scan.line()
        });
        if line.words > 0 {
            self.lines.push(Line { opens: self.opens, cells: (first_cell, self.cells.len() as u32), ..line });
        }
        self.opens = line.words == 0;
    }
}

/// A line without words, not yet marked.
fn empty(at: usize) -> Line {
    Line {
        span: Span::new(at, at),
        indent: 0,
        end: 0,
        mark: 0,
        opens: false,
        join: None,
        is_even: false,
        words: 0,
        small_words: 0,
        has_capital: false,
        has_small: false,
        first_word: 0,
        cells: (0, 0),
    }
}

/// Measures a line of blanks and ASCII characters that are seen, where every byte takes a column; `None` where others are in it.
fn plain(line: &[u8], offset: usize, cells: &mut Vec<Cell>) -> Option<Line> {
    let indent = run_end(line, 0, true);
    let Some(end) = line.iter().rposition(|&byte| byte != b' ').map(|last| last + 1) else {
        return Some(empty(offset));
    };
    let text = &line[indent..end];
    let found = Ascii::of(text);
    if !found.is_seen {
        return None;
    }
    if found.has_two_blanks {
        find_gaps(text, offset + indent, indent, cells);
    }
    Some(Line {
        span: Span::new(offset + indent, offset + end),
        indent,
        end,
        is_even: !found.has_two_blanks,
        words: found.words,
        small_words: found.small_words,
        has_capital: found.has_capital,
        has_small: found.has_small,
        first_word: run_end(text, 0, false) as u32,
        ..empty(offset)
    })
}

/// Writes the cells of a plain line without the blanks around it, which begins at `column`, if it has gaps.
fn find_gaps(text: &[u8], start: usize, column: usize, cells: &mut Vec<Cell>) {
    let mut gaps = Gaps::new(cells, start, column);
    let mut at = run_end(text, 0, false);
    while at < text.len() {
        let end = run_end(text, at, true);
        if end - at >= GAP {
            gaps.push(start + at, start + end, column + end);
        }
        at = run_end(text, end, false);
    }
    gaps.finish(start + text.len());
}

/// Writes the cells that the gaps of a line part.
struct Gaps<'c> {
    cells: &'c mut Vec<Cell>,
    /// The cell that goes on.
    start: usize,
    column: usize,
    at: usize,
}

impl<'c> Gaps<'c> {
    fn new(cells: &'c mut Vec<Cell>, start: usize, column: usize) -> Self {
        Self { cells, start, column, at: 0 }
    }

    /// Adds a gap between two bytes of the text, after which the line goes on at `column`.
    fn push(&mut self, from: usize, to: usize, column: usize) {
        self.cells.push(Cell { span: Span::new(self.start, from), column: self.column, at: self.at });
        self.at += from - self.start + 1;
        (self.start, self.column) = (to, column);
    }

    /// Ends the line.
    fn finish(self, end: usize) {
        if self.at > 0 {
            self.cells.push(Cell { span: Span::new(self.start, end), column: self.column, at: self.at });
        }
    }
}

/// One pass over the characters of a line.
struct Scan<'c> {
    line: Line,
    gaps: Gaps<'c>,
    offset: usize,
    column: usize,
    last_end: usize,
    in_word: bool,
    has_tab: bool,
}

impl<'c> Scan<'c> {
    fn new(offset: usize, cells: &'c mut Vec<Cell>) -> Self {
        let gaps = Gaps::new(cells, offset, 0);
        Self { line: empty(offset), gaps, offset, column: 0, last_end: 0, in_word: false, has_tab: false }
    }

    #[inline]
    fn character(&mut self, at: usize, length: usize, character: char) {
        if character == ' ' {
            self.in_word = false;
            self.column += 1;
            return;
        }
        if !character.is_ascii_graphic() && is_blank(character) {
            self.blank(character);
            return;
        }
        if !self.in_word {
            self.word(at, character);
        } else if self.line.words == 1 {
            self.line.first_word += 1;
        }
        if character.is_ascii() {
            self.line.has_capital |= character.is_ascii_uppercase();
            self.line.has_small |= character.is_ascii_lowercase();
        } else {
            self.line.has_capital |= character.is_uppercase();
            self.line.has_small |= character.is_lowercase();
        }
        self.column += 1;
        self.line.end = self.column;
        self.last_end = self.offset + at + length;
    }

    fn blank(&mut self, character: char) {
        self.in_word = false;
        if character == '\t' {
            self.has_tab = true;
            self.column += TAB - self.column % TAB;
        } else if character == '\u{a0}' {
            self.column += 1;
        }
    }

    fn word(&mut self, at: usize, character: char) {
        let start = self.offset + at;
        if self.line.words == 0 {
            self.line.indent = self.column;
            self.line.span = Span::new(start, start);
            self.line.first_word = 1;
            (self.gaps.start, self.gaps.column) = (start, self.column);
        } else if self.column - self.line.end >= GAP || self.has_tab {
            self.gaps.push(self.last_end, start, self.column);
        }
        self.in_word = true;
        self.has_tab = false;
        self.line.words += 1;
        self.line.small_words += u32::from(character.is_lowercase());
    }

    fn line(mut self) -> Line {
        if self.line.words > 0 {
            self.line.span = Span::new(self.line.span.start(), self.last_end);
            self.gaps.finish(self.last_end);
        }
        self.line
    }
}

/// Where the run of blanks, or of other bytes, that begins at `from` ends: eight bytes at a time.
fn run_end(line: &[u8], from: usize, is_blank: bool) -> usize {
    const BLANKS: u64 = u64::from_le_bytes([b' '; 8]);
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    let mut at = from;
    while let Some(chunk) = line[at..].first_chunk() {
        // Zero where a blank stands; the lowest bit that is set below then lies in the first byte that ends the run.
        let differs = u64::from_le_bytes(*chunk) ^ BLANKS;
        let ends = if is_blank { differs } else { differs.wrapping_sub(ONES) & !differs & HIGH };
        if ends != 0 {
            return at + ends.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    line[at..].iter().position(|&byte| (byte == b' ') != is_blank).map_or(line.len(), |length| at + length)
}

/// Blanks of every kind, and characters without width that filings carry by accident.
fn is_blank(character: char) -> bool {
    match character {
        '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' | '\0' => true,
        _ => character.is_whitespace(),
    }
}
