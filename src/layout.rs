//! The geometry of a page: where lines stand, which of them continue the one before, where columns begin.
//!
//! No words are known here, only blanks, letter case and punctuation. The result is *marked text*, which the grammar reads:
//! one line of it a physical line, with runs of blank lines as one empty line. A line is one mark and its trimmed text:
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
//! Before the mark of a line that wraps stands a `p`, so that a reader knows at once that lines continue it.
//! A capital mark tells that every letter of the line is a capital. Inside a line every gap of three blanks or more, or with a
//! tab in it, becomes one tab: there a new *cell* begins. [`Layout::source`] leads every offset back to the text.

mod mark;
mod measure;

use crate::decode::{Join, Sheet};
use crate::source::Span;

pub use mark::Page;

/// A physical line that is not blank.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// The bytes of the text from the first character to the last that is no blank.
    pub span: Span,
    /// The 0-based column of the first character.
    pub indent: usize,
    /// The 0-based column after the last character.
    pub end: usize,
    /// The offset of the line's first byte in the marked text.
    pub marked: usize,
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
    first_cell: u32,
}

/// A stretch of a line that stands in the marked text as it stands in the source.
#[derive(Clone, Copy, Debug)]
struct Cell {
    marked: u32,
    source: u32,
    column: u32,
}

/// The marked text of a document, and the way back.
#[derive(Debug)]
pub struct Layout {
    marked: String,
    lines: Vec<Line>,
    cells: Vec<Cell>,
    page: Page,
}

impl Layout {
    /// Lays out the part of a text that `span` names. Linear in its length.
    pub fn new(text: &str, span: Span) -> Self {
        let measured = measure::measure(text, span);
        let page = Page::learn(&measured.lines);
        mark::mark(text, measured, page, None)
    }

    /// Lays out the part of a text that `span` names, which was laid out on a page: its margin is at column 0.
    pub fn on_page(text: &str, span: Span, sheet: &Sheet) -> Self {
        let measured = measure::measure(text, span);
        let page = Page { margin: 0, width: sheet.width, ..Page::learn(&measured.lines) };
        mark::mark(text, measured, page, Some(sheet))
    }

    /// The marked text.
    pub fn marked(&self) -> &str {
        &self.marked
    }

    /// The lines that are not blank, in order; the n-th is the n-th non-empty line of the marked text.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// What was learnt of the page.
    pub fn page(&self) -> Page {
        self.page
    }

    /// The byte of the source text that an offset of the marked text stands for, given the line it lies in.
    pub fn source(&self, line: usize, marked: usize) -> usize {
        let cell = self.cell(line, marked);
        cell.source as usize + marked.saturating_sub(cell.marked as usize)
    }

    /// The 0-based column of the page that an offset of the marked text stands at, where every byte after the start of its
    /// cell takes one.
    pub fn column(&self, line: usize, marked: usize) -> usize {
        let cell = self.cell(line, marked);
        cell.column as usize + marked.saturating_sub(cell.marked as usize)
    }

    /// Whether a line has no gap in it.
    pub fn is_one_cell(&self, line: usize) -> bool {
        self.cells_of(line).len() == 1
    }

    fn cell(&self, line: usize, marked: usize) -> Cell {
        let cells = self.cells_of(line);
        if let [cell] = cells {
            return *cell;
        }
        let at = cells.partition_point(|cell| cell.marked as usize <= marked).saturating_sub(1);
        cells[at]
    }

    fn cells_of(&self, line: usize) -> &[Cell] {
        let start = self.lines[line].first_cell as usize;
        let end = self.lines.get(line + 1).map_or(self.cells.len(), |next| next.first_cell as usize);
        &self.cells[start..end]
    }
}

#[cfg(test)]
mod tests {
    use super::Layout;
    use crate::source::Span;

    fn marked(text: &str) -> String {
        Layout::new(text, Span::new(0, text.len())).marked().to_owned()
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
                "plThe Amended and Restated Master Distribution Agreement is hereby amended so",
                "wthat every portfolio is listed on the schedule that is attached hereto.",
            ],
        );
    }

    #[test]
    fn a_list_of_names_is_not_folded() {
        let list = format!("{PROSE}\n         Harbor Global Value Fund\n         Harbor Global Growth Fund\n");
        assert!(marked(&list).ends_with("\n\niHarbor Global Value Fund\niHarbor Global Growth Fund\n"));
    }

    #[test]
    fn centred_and_right_lines_are_told_by_the_page() {
        let text = format!("{:>75}\n\n{:^75}\n\n{PROSE}", "EXHIBIT e(2)(g)", "AMENDMENT NO. 6");
        assert!(
            marked(&text).starts_with("REXHIBIT e(2)(g)\n\nCAMENDMENT NO. 6\n\nplThe".replace("RE", "rE").as_str())
        );
    }

    #[test]
    fn any_left_margin_is_learnt() {
        let shifted: String = PROSE.lines().map(|line| format!("          {line}\n")).collect();
        let layout = Layout::new(&shifted, Span::new(0, shifted.len()));
        assert_eq!(layout.page().margin, 10);
        assert!(layout.marked().starts_with("plThe"));
    }

    #[test]
    fn gaps_become_cells_that_lead_back_to_the_source() {
        let text = "By: /s/ A. Smith               By: /s/ B. Jones\n";
        let layout = Layout::new(text, Span::new(0, text.len()));
        assert_eq!(layout.marked(), "lBy: /s/ A. Smith\tBy: /s/ B. Jones\n");
        let second = layout.marked().rfind("By").expect("second cell");
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
        check("one\n\x0ctwo\n", &["lone", "\u{c}", "ltwo"]);
    }

    #[test]
    fn hanging_indents_continue_a_clause() {
        let text = "     1.1   Net Income. The income is what is left of the receipts of the year when\n           \
                    all expenses of the year were taken off it, before taxes on the income.\n";
        assert!(marked(text).contains("\nwall expenses"));
    }
}
