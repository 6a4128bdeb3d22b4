//! Marks measured lines: how each stands on the page, and which continue the one before.

use std::ops::Range;

use super::{Cell, FORM_FEED, Layout, Line};
use crate::decode::{Join, Sheet};

/// What was learnt of a document's page, in columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The column at which running text starts.
    pub margin: usize,
    /// The column before which running text ends.
    pub width: usize,
    /// Whether lines have lost their leading blanks: every line starts at the margin.
    pub is_flush: bool,
}

/// Columns that a centred line may be off the middle.
const CENTRE_SLACK: usize = 3;
/// The least indent of a centred or right-hand line, from the margin.
const CENTRE_INDENT: usize = 8;
/// The least width of a line of running text, in columns.
const PROSE_WIDTH: usize = 50;
/// The least width of a run of lines that is folded.
const FOLD_WIDTH: usize = 38;
/// Lines of one run that are looked at together.
const RUN: usize = 4096;

/// Marks all lines of a text.
pub(super) fn mark(text: &str, layout: &mut Layout, sheet: Option<&Sheet>) {
    let mut at = 0;
    while at < layout.lines.len() {
        // After a form feed every line opens.
        let goes_on = |line: &&Line| !line.opens && line.mark != FORM_FEED;
        let end = at + 1 + layout.lines[at + 1..].iter().take(RUN - 1).take_while(goes_on).count();
        mark_run(text, layout, at..end, sheet);
        at = end;
    }
}

/// Marks lines that no blank line separates.
fn mark_run(text: &str, layout: &mut Layout, run: Range<usize>, sheet: Option<&Sheet>) {
    let Layout { lines, cells, page } = layout;
    let lines = &mut lines[run];
    let fold = Fold::new(lines, *page);
    let join = |line: &Line| sheet.map(|sheet| sheet.join(line.span.start()));
    let mut continues = false;
    for at in 0..lines.len() {
        let line = &lines[at];
        let goes_on = |next: &Line| join(next) == Some(Join::Wrapped) || fold.continues(line, next, cells, text);
        let wraps = lines.get(at + 1).is_some_and(goes_on);
        let mark = if continues { b'w' } else { alignment(line, cells, *page) };
        let is_capital = line.has_capital && !line.has_small;
        let line = &mut lines[at];
        line.join = join(line);
        if line.mark != FORM_FEED {
            line.mark = if is_capital { mark.to_ascii_uppercase() } else { mark };
        }
        continues = wraps;
    }
}

fn alignment(line: &Line, cells: &[Cell], page: Page) -> u8 {
    let Page { margin, width, .. } = page;
    if line.indent <= margin + 1 {
        return b'l';
    }
    let middle = margin + width;
    let off = (line.indent + line.end).abs_diff(middle);
    if line.indent >= margin + CENTRE_INDENT && off <= 2 * CENTRE_SLACK && line.cells(cells).is_empty() {
        b'c'
    } else if 2 * line.indent + 2 >= middle {
        b'r'
    } else {
        b'i'
    }
}

impl Page {
    /// Learns margin and width from the lines that look like running text, or from all lines where none does.
    pub(super) fn learn(lines: &[Line]) -> Self {
        let is_prose = |line: &&Line| {
            line.end - line.indent >= PROSE_WIDTH && line.words >= 6 && line.small_words * 3 >= line.words
        };
        let mut indents = Histogram::new();
        let mut ends = Histogram::new();
        for line in lines.iter().filter(is_prose) {
            indents.add(line.indent);
            ends.add(line.end);
        }
        let is_learnt = ends.total > 0;
        if !is_learnt {
            for line in lines.iter() {
                indents.add(line.indent);
                ends.add(line.end);
            }
        }
        let margin = indents.low();
        let width = ends.high().max(margin + 1);
        let width = if is_learnt { width } else { width.max(margin.min(72) + 80) };
        let filled = lines.iter().filter(|line| line.words > 0);
        let (all, indented) =
            filled.fold((0, 0), |(all, indented), line| (all + 1, indented + usize::from(line.indent > margin + 1)));
        Self { margin, width, is_flush: indented * 50 <= all }
    }
}

/// Counts of columns up to a limit that no page reaches.
struct Histogram {
    counts: [u32; Self::LIMIT],
    total: u32,
}

impl Histogram {
    const LIMIT: usize = 512;

    fn new() -> Self {
        Self { counts: [0; Self::LIMIT], total: 0 }
    }

    fn add(&mut self, column: usize) {
        self.counts[column.min(Self::LIMIT - 1)] += 1;
        self.total += 1;
    }

    /// The least column that a sixth of the lines share, or else the least that occurs.
    fn low(&self) -> usize {
        let enough = (self.total / 6).max(1);
        let common = self.counts.iter().position(|&count| count >= enough);
        common.or_else(|| self.counts.iter().position(|&count| count > 0)).unwrap_or(0)
    }

    /// The column that nineteen lines in twenty stay within.
    fn high(&self) -> usize {
        let mut left = self.total - self.total / 20;
        for (column, &count) in self.counts.iter().enumerate() {
            if count >= left {
                return column;
            }
            left -= count;
        }
        0
    }
}

/// Whether the lines of a run are wrapped text.
struct Fold {
    right: usize,
    /// Columns from the margin of the page to its right edge.
    width: usize,
    is_wide: bool,
    is_prose: bool,
}

impl Fold {
    fn new(lines: &[Line], page: Page) -> Self {
        let right = lines.iter().map(|line| line.end).max().unwrap_or(0).min(page.width);
        let left = lines.iter().map(|line| line.indent).min().unwrap_or(0);
        let (words, small) =
            lines.iter().fold((0, 0), |(words, small), line| (words + line.words, small + line.small_words));
        let is_wide = lines.len() > 1 && right.saturating_sub(left) >= FOLD_WIDTH;
        Self { right, width: page.width - page.margin, is_wide, is_prose: is_wide && small * 3 >= words }
    }

    /// Whether `line` goes on with the sentence of `before`: no word of it had a place there.
    fn continues(&self, before: &Line, line: &Line, cells: &[Cell], text: &str) -> bool {
        let is_full = before.end + 1 + line.first_word as usize + 3 > self.right;
        let is_line_like = before.end - before.indent >= FOLD_WIDTH;
        if !self.is_sentence(before, line) || !is_full || !is_line_like || is_rule(before, text) || is_rule(line, text)
        {
            return false;
        }
        if starts_tag(slice(text, line)) || starts_tag(slice(text, before)) || shares_column(before, line, cells) {
            return false;
        }
        if starts_item(slice(text, line)) && slice(text, before).ends_with(['.', ';', ':', ',']) {
            return false;
        }
        line.indent <= before.indent + 1 || self.hangs(before, line, cells, text)
    }

    /// Whether two lines are text of one sentence: both in small words, or all of their run in capitals or small words alike.
    fn is_sentence(&self, before: &Line, line: &Line) -> bool {
        let is_small = |line: &Line| line.small_words * 3 >= line.words;
        let changes_case = !before.has_small && line.has_small && 5 * (before.end - before.indent) < 3 * self.width;
        let reaches_far = 5 * (before.end - before.indent) >= 4 * self.width;
        !changes_case && (self.is_prose || self.is_wide && reaches_far && is_small(before) && is_small(line))
    }

    /// Whether `line` hangs under the text after the number of `before`, or plainly goes on in small letters.
    fn hangs(&self, before: &Line, line: &Line, cells: &[Cell], text: &str) -> bool {
        let numbered = after_gaps(before, cells).first();
        let is_under = numbered.is_some_and(|cell| cell.column.abs_diff(line.indent) <= 1);
        let starts_small = slice(text, line).starts_with(|first: char| first.is_lowercase());
        is_under || starts_small
    }
}

fn slice<'t>(text: &'t str, line: &Line) -> &'t str {
    &text[line.span.range()]
}

fn is_rule(line: &Line, text: &str) -> bool {
    !line.has_capital && !line.has_small && !slice(text, line).contains(|character: char| character.is_ascii_digit())
}

/// Whether a cell begins at the same column of two lines, as in the rows of a table.
fn shares_column(before: &Line, line: &Line, cells: &[Cell]) -> bool {
    let is_near = |cell: &Cell, other: &Cell| cell.column.abs_diff(other.column) <= 1;
    after_gaps(before, cells).iter().any(|cell| after_gaps(line, cells).iter().any(|other| is_near(cell, other)))
}

/// The cells of a line that gaps stand before.
fn after_gaps<'c>(line: &Line, cells: &'c [Cell]) -> &'c [Cell] {
    line.cells(cells).get(1..).unwrap_or(&[])
}

/// Whether a line starts with a tag: `<PAGE>`, `</TABLE>`.
fn starts_tag(line: &str) -> bool {
    line.strip_prefix('<').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'))
}

/// Whether a line starts like an item of a list: `1.`, `(a)`, `iv)`.
fn starts_item(line: &str) -> bool {
    let Some(word) = line.split_whitespace().next() else {
        return false;
    };
    let body = word.trim_matches(['(', ')', '.']);
    let is_number =
        body.starts_with(|c: char| c.is_ascii_digit()) && body.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_roman = body.len() <= 5 && body.chars().all(|c| "ivxIVX".contains(c));
    let is_letter = body.len() == 1 && body.chars().all(|c| c.is_ascii_alphabetic());
    let is_marked = word.ends_with([')', '.']) && word.len() <= 8 && !body.is_empty();
    is_marked && (is_number || is_roman || is_letter) && line.len() > word.len()
}

#[cfg(test)]
mod tests {
    use super::starts_item;

    #[test]
    fn items_start_with_a_number_or_letter() {
        for item in ["1. Term", "(a) the", "iv) and", "1.1. Net", "A. Terms"] {
            assert!(starts_item(item), "{item}");
        }
        for other in ["Fund. The", "the Fund", "(the \"Fund\")", "1.", "Agreement) and"] {
            assert!(!starts_item(other), "{other}");
        }
    }
}
