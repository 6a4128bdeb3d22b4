//! Measures every line: its columns, its letters, its gaps.

use crate::source::Span;

/// Columns to the next tab stop.
const TAB: usize = 8;
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
    let mut measured = Measured::default();
    let bytes = &text.as_bytes()[..span.end()];
    let mut at = span.start();
    while at < bytes.len() {
        let found = memchr::memchr3(b'\n', b'\r', b'\x0c', &bytes[at..]);
        let end = found.map_or(bytes.len(), |length| at + length);
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

impl Measured {
    fn push_form_feed(&mut self, at: usize) {
        let gaps = self.gaps.len() as u32;
        let mut line = blank(at, gaps);
        line.span = Span::new(at, at + 1);
        line.is_form_feed = true;
        self.lines.push(line);
    }

    fn push(&mut self, line: &str, offset: usize) {
        let first_gap = self.gaps.len() as u32;
        if line.is_empty() {
            self.lines.push(blank(offset, first_gap));
            return;
        }
        let mut scan = Scan::new(offset, first_gap);
        let letters = Letters::of(line.as_bytes());
        if letters.is_plain {
            scan.line.has_capital = letters.has_capital;
            scan.line.has_small = letters.has_small;
            scan.plain(line.as_bytes(), &mut self.gaps);
        } else {
            for (at, character) in line.char_indices() {
                scan.character(at, character.len_utf8(), character, &mut self.gaps);
            }
        }
        self.lines.push(scan.finish(self.gaps.len() as u32));
    }
}

fn blank(at: usize, gaps: u32) -> Measure {
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
        gaps: (gaps, gaps),
    }
}

/// What a line is written in.
struct Letters {
    /// Blanks and ASCII characters that are seen.
    is_plain: bool,
    /// An ASCII capital is among them.
    has_capital: bool,
    /// A small ASCII letter is among them.
    has_small: bool,
}

impl Letters {
    fn of(line: &[u8]) -> Self {
        let (mut is_plain, mut has_capital, mut has_small) = (true, false, false);
        for byte in line {
            is_plain &= matches!(byte, b' '..=b'~');
            has_capital |= byte.is_ascii_uppercase();
            has_small |= byte.is_ascii_lowercase();
        }
        Self { is_plain, has_capital, has_small }
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
    fn new(offset: usize, gaps: u32) -> Self {
        let line = blank(offset, gaps);
        Self { line, offset, column: 0, last_end: 0, in_word: false, has_tab: false }
    }

    /// A whole line of blanks and ASCII characters that are seen: every byte takes a column.
    fn plain(&mut self, line: &[u8], gaps: &mut Vec<Gap>) {
        let mut at = run_end(line, 0, true);
        self.line.is_even = true;
        while at < line.len() {
            self.line.is_even &= self.line.words == 0 || at == self.line.end + 1;
            self.column = at;
            self.word(at, char::from(line[at]), gaps);
            let end = run_end(line, at, false);
            if self.line.words == 1 {
                self.line.first_word = end - at;
            }
            self.line.end = end;
            self.last_end = self.offset + end;
            at = run_end(line, end, true);
        }
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

    fn finish(mut self, gaps: u32) -> Measure {
        if self.line.words > 0 {
            self.line.span = Span::new(self.line.span.start(), self.last_end);
        }
        self.line.gaps.1 = gaps;
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
