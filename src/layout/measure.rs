//! Measures every line: its columns, its letters, its gaps.

use crate::ascii::Ascii;
use crate::source::Span;

/// Columns to the next tab stop.
const TAB: usize = 8;
/// Bytes that a line takes at the least, in most texts.
const LINE: usize = 32;
/// Blanks in a row that begin a new cell.
const GAP: usize = 3;

/// What was measured of one physical line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measure {
    /// From the first character that is no blank to the last; empty for a blank line.
    pub span: Span,
    /// 0-based column of the first character.
    pub indent: usize,
    /// 0-based column after the last character.
    pub end: usize,
    /// Words that begin with a small letter.
    pub small_words: u32,
    /// All words.
    pub words: u32,
    /// Some letter is a capital.
    pub has_capital: bool,
    /// Some letter is none.
    pub has_small: bool,
    /// Its characters are ASCII and seen, with single blanks between.
    pub is_even: bool,
    /// Columns of the first word.
    pub first_word: usize,
    /// The line is a form feed.
    pub is_form_feed: bool,
    /// The gaps of the line, in the common list.
    pub gaps: (u32, u32),
}

/// A gap inside a line: bytes of the source, and the column where the text goes on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gap {
    pub span: Span,
    pub column: usize,
}

/// All lines of a text.
#[derive(Debug, Default)]
pub(super) struct Measured {
    pub lines: Vec<Measure>,
    pub gaps: Vec<Gap>,
}

/// Measures the lines of the part of `text` that `span` names.
pub(super) fn measure(text: &str, span: Span) -> Measured {
    let mut measured = Measured { lines: Vec::with_capacity(span.len() / LINE), gaps: Vec::new() };
    let bytes = &text.as_bytes()[..span.end()];
    let mut at = span.start();
    let mut ends = LineEnds::new(bytes, at);
    while at < bytes.len() {
        let end = ends.of_line(at);
        let is_form_feed = bytes.get(end) == Some(&b'\x0c');
        if end > at || !is_form_feed {
            measured.push(&text[at..end], at);
        }
        at = match bytes.get(end) {
            Some(b'\r') if bytes.get(end + 1) == Some(&b'\n') => end + 2,
            Some(b'\x0c') => {
                measured.push_form_feed(end);
                end + 1
            }
            _ => end + 1,
        };
    }
    measured
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
        let found = memchr::memchr2(b'\r', b'\x0c', &self.bytes[from..]);
        self.rare = found.map_or(self.bytes.len(), |length| from + length);
    }
}

impl Measured {
    fn push_form_feed(&mut self, at: usize) {
        self.lines.push(Measure { span: Span::new(at, at + 1), is_form_feed: true, ..blank(at) });
    }

    fn push(&mut self, line: &str, offset: usize) {
        let first_gap = self.gaps.len() as u32;
        if line.is_empty() {
            self.lines.push(blank(offset));
            return;
        }
        let line = match plain(line.as_bytes(), offset, &mut self.gaps) {
            Some(line) => line,
            None => {
                let mut scan = Scan::new(offset);
                for (at, character) in line.char_indices() {
                    scan.character(at, character.len_utf8(), character, &mut self.gaps);
                }
                scan.line()
            }
        };
        self.lines.push(Measure { gaps: (first_gap, self.gaps.len() as u32), ..line });
    }
}

fn blank(at: usize) -> Measure {
    Measure {
        span: Span::new(at, at),
        indent: 0,
        end: 0,
        small_words: 0,
        words: 0,
        has_capital: false,
        has_small: false,
        is_even: false,
        first_word: 0,
        is_form_feed: false,
        gaps: (0, 0),
    }
}

/// Measures a line of blanks and ASCII characters that are seen, where every byte takes a column; `None` where others are in it.
fn plain(line: &[u8], offset: usize, gaps: &mut Vec<Gap>) -> Option<Measure> {
    let indent = run_end(line, 0, true);
    let Some(end) = line.iter().rposition(|&byte| byte != b' ').map(|last| last + 1) else {
        return Some(blank(offset));
    };
    let text = &line[indent..end];
    let found = Ascii::of(text);
    if !found.is_seen {
        return None;
    }
    if found.has_two_blanks {
        find_gaps(text, offset + indent, indent, gaps);
    }
    Some(Measure {
        span: Span::new(offset + indent, offset + end),
        indent,
        end,
        small_words: found.small_words,
        words: found.words,
        has_capital: found.has_capital,
        has_small: found.has_small,
        is_even: !found.has_two_blanks,
        first_word: run_end(text, 0, false),
        ..blank(offset)
    })
}

/// The gaps of a plain line without the blanks around it, which begins at `column`.
fn find_gaps(text: &[u8], start: usize, column: usize, gaps: &mut Vec<Gap>) {
    let mut at = run_end(text, 0, false);
    while at < text.len() {
        let end = run_end(text, at, true);
        if end - at >= GAP {
            gaps.push(Gap { span: Span::new(start + at, start + end), column: column + end });
        }
        at = run_end(text, end, false);
    }
}

/// One pass over the characters of a line.
struct Scan {
    line: Measure,
    offset: usize,
    column: usize,
    last_end: usize,
    in_word: bool,
    has_tab: bool,
}

impl Scan {
    fn new(offset: usize) -> Self {
        let line = blank(offset);
        Self { line, offset, column: 0, last_end: 0, in_word: false, has_tab: false }
    }

    #[inline]
    fn character(&mut self, at: usize, length: usize, character: char, gaps: &mut Vec<Gap>) {
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
            self.word(at, character, gaps);
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

    fn word(&mut self, at: usize, character: char, gaps: &mut Vec<Gap>) {
        let start = self.offset + at;
        if self.line.words == 0 {
            self.line.indent = self.column;
            self.line.span = Span::new(start, start);
            self.line.first_word = 1;
        } else if self.column - self.line.end >= GAP || self.has_tab {
            gaps.push(Gap { span: Span::new(self.last_end, start), column: self.column });
        }
        self.in_word = true;
        self.has_tab = false;
        self.line.words += 1;
        self.line.small_words += u32::from(character.is_lowercase());
    }

    fn line(mut self) -> Measure {
        if self.line.words > 0 {
            self.line.span = Span::new(self.line.span.start(), self.last_end);
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
