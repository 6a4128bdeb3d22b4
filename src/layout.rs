//! The geometry of a page: where lines stand, which of them continue the one before, where columns begin.
//!
//! No words are known here, only blanks, letter case and punctuation. Every line that is not blank gets a mark, by which the
//! grammar's builder tells what it may be:
//!
//! | mark | the line |
//! |---|---|
//! | `l` | starts at the left margin |
//! | `i` | is indented |
//! | `c` | is centred on the page |
//! | `r` | stands in the right column |
//! | `w` | continues the wrapped text of the line before |
//! | form feed | is the end of a page |
//!
//! A capital mark tells that every letter of the line is a capital. Inside a line every gap of three blanks or more, or with a
//! tab in it, begins a new *cell*. [`Layout::text`] gives the text of a line with one tab for each gap, which the grammar reads,
//! and [`Layout::source`] leads every offset in it back to the text.

mod mark;
mod measure;

use std::borrow::Cow;

use crate::decode::{Join, Sheet};
use crate::source::Span;

pub use mark::Page;

/// What ends a page, and the mark of a line that does.
pub const FORM_FEED: u8 = b'\x0c';

/// A physical line that is not blank.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// The bytes of the text from the first character to the last that is no blank.
    pub span: Span,
    /// The 0-based column of the first character.
    pub indent: usize,
    /// The 0-based column after the last character.
    pub end: usize,
    /// The line's mark.
    pub mark: u8,
    /// Whether a blank line, a page's end or the start of the text stands before it.
    pub opens: bool,
    /// What it is to the line before, where that is known.
    pub join: Option<Join>,
    /// Whether its characters are ASCII and seen, with single blanks between.
    pub is_even: bool,
    /// How many words it has.
    pub words: u32,
    /// How many of them begin with a small letter.
    pub small_words: u32,
    /// Whether some letter is a capital.
    pub has_capital: bool,
    /// Whether some letter is none.
    pub has_small: bool,
    /// Columns of the first word.
    first_word: u32,
    /// Its cells, in the common list; none where it has no gap.
    cells: (u32, u32),
}

impl Line {
    /// Its cells in the common list; none where it has no gap.
    fn cells<'c>(&self, all: &'c [Cell]) -> &'c [Cell] {
        &all[self.cells.0 as usize..self.cells.1 as usize]
    }
}

/// A part of a line between two gaps.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    /// Where it stands in the text.
    pub span: Span,
    /// The 0-based column where it begins.
    pub column: usize,
    /// Where it begins in the line with one tab for each gap.
    at: usize,
}

/// The lines of a document, and what was learnt of its page.
#[derive(Debug)]
pub struct Layout {
    lines: Vec<Line>,
    cells: Vec<Cell>,
    page: Page,
}

impl Layout {
    /// Lays out the part of a text that `span` names. Linear in its length.
    pub fn new(text: &str, span: Span) -> Self {
        Self::of(text, span, None)
    }

    /// Lays out the part of a text that `span` names, which was laid out on a page: its margin is at column 0.
    pub fn on_page(text: &str, span: Span, sheet: &Sheet) -> Self {
        Self::of(text, span, Some(sheet))
    }

    fn of(text: &str, span: Span, sheet: Option<&Sheet>) -> Self {
        let measure::Lines { lines, cells, .. } = measure::measure(text, span);
        let learnt = Page::learn(&lines);
        let page = sheet.map_or(learnt, |sheet| Page { margin: 0, width: sheet.width, ..learnt });
        let mut layout = Self { lines, cells, page };
        mark::mark(text, &mut layout, sheet);
        layout
    }

    /// The lines that are not blank, in order.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// What was learnt of the page.
    pub fn page(&self) -> Page {
        self.page
    }

    /// The cells of a line; none where it has no gap.
    pub fn cells(&self, line: usize) -> &[Cell] {
        self.lines[line].cells(&self.cells)
    }

    /// A line of the text that was laid out, with one tab for each gap.
    pub fn text<'t>(&self, line: usize, text: &'t str) -> Cow<'t, str> {
        let [first, rest @ ..] = self.cells(line) else {
            return Cow::Borrowed(&text[self.lines[line].span.range()]);
        };
        let mut cells = text[first.span.range()].to_owned();
        for cell in rest {
            cells.push('\t');
            cells.push_str(&text[cell.span.range()]);
        }
        Cow::Owned(cells)
    }

    /// The byte of the text that an offset of a line, with one tab for each gap, stands for.
    pub fn source(&self, line: usize, at: usize) -> usize {
        match self.cell(line, at) {
            Some(cell) => cell.span.start() + (at - cell.at),
            None => self.lines[line].span.start() + at,
        }
    }

    /// The 0-based column of the page that an offset of a line, with one tab for each gap, stands at, where every byte after the
    /// start of its cell takes one.
    pub fn column(&self, line: usize, at: usize) -> usize {
        match self.cell(line, at) {
            Some(cell) => cell.column + (at - cell.at),
            None => self.lines[line].indent + at,
        }
    }

    fn cell(&self, line: usize, at: usize) -> Option<&Cell> {
        let cells = self.cells(line);
        cells.partition_point(|cell| cell.at <= at).checked_sub(1).map(|cell| &cells[cell])
    }
}

#[cfg(test)]
mod tests {
    use super::Layout;
    use crate::source::Span;

    /// The lines of a text, each with its mark.
    fn marked(text: &str) -> String {
        let layout = Layout::new(text, Span::new(0, text.len()));
        let mut marked = String::new();
        for (index, line) in layout.lines().iter().enumerate() {
            marked.push(char::from(line.mark));
            marked.push_str(&layout.text(index, text));
            marked.push('\n');
        }
        marked
    }

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let marked = marked(text);
        assert_eq!(marked.lines().collect::<Vec<_>>(), expect, "{text}");
    }

    const PROSE: &str = "The Amended and Restated Master Distribution Agreement is hereby amended so\n\
                         that every portfolio is listed on the schedule that is attached hereto.\n";

    #[test]
    fn wrapped_prose_is_marked_as_one_run() {
        check(
            PROSE,
            &[
                "lThe Amended and Restated Master Distribution Agreement is hereby amended so",
                "wthat every portfolio is listed on the schedule that is attached hereto.",
            ],
        );
    }

    #[test]
    fn a_list_of_names_is_not_folded() {
        let list = format!("{PROSE}\n         Harbor Global Value Fund\n         Harbor Global Growth Fund\n");
        assert!(marked(&list).ends_with("\niHarbor Global Value Fund\niHarbor Global Growth Fund\n"));
    }

    #[test]
    fn centred_and_right_lines_are_told_by_the_page() {
        let text = format!("{:>75}\n\n{:^75}\n\n{PROSE}", "EXHIBIT e(2)(g)", "AMENDMENT NO. 6");
        assert!(marked(&text).starts_with("rEXHIBIT e(2)(g)\nCAMENDMENT NO. 6\nlThe"));
    }

    #[test]
    fn any_left_margin_is_learnt() {
        let shifted: String = PROSE.lines().map(|line| format!("          {line}\n")).collect();
        let layout = Layout::new(&shifted, Span::new(0, shifted.len()));
        assert_eq!(layout.page().margin, 10);
        assert!(marked(&shifted).starts_with("lThe"));
    }

    #[test]
    fn gaps_become_cells_that_lead_back_to_the_source() {
        let text = "By: /s/ A. Smith               By: /s/ B. Jones\n";
        let layout = Layout::new(text, Span::new(0, text.len()));
        let line = layout.text(0, text);
        assert_eq!(line, "By: /s/ A. Smith\tBy: /s/ B. Jones");
        let second = line.rfind("By").expect("second cell");
        assert_eq!(layout.source(0, second), text.rfind("By").expect("second cell"));
        assert_eq!(layout.column(0, second), 31);
    }

    #[test]
    fn line_ends_make_no_difference() {
        let text = format!("{:^70}\n\n{PROSE}", "SCHEDULE A");
        assert_eq!(marked(&text), marked(&text.replace('\n', "\r\n")));
        assert_eq!(marked(&text), marked(&text.replace('\n', "\r")));
    }

    #[test]
    fn fault_08_a_form_feed_is_a_mark_of_its_own() {
        check("one\n\x0ctwo\n", &["lone", "\u{c}\u{c}", "ltwo"]);
    }

    #[test]
    fn hanging_indents_continue_a_clause() {
        let text = "     1.1   Net Income. The income is what is left of the receipts of the year when\n           \
                    all expenses of the year were taken off it, before taxes on the income.\n";
        assert!(marked(text).contains("\nwall expenses"));
    }
}
