//! The rows of a list, and what their cells hold.

use std::collections::BTreeMap;
use std::ops::Range;

use smallvec::{SmallVec, smallvec};

use crate::ascii::{self, Ascii};
use crate::grammar::pest_rules::Rule;
use crate::grammar::plan::Plan;
use crate::grammar::token::{Cell, CellKind, TokenKind};
use crate::grammar::words::{self, NameEnd};
use crate::layout::Line;
use crate::source::Span;

/// Lines that one row of a table may take.
const WRAPPED: usize = 3;

/// A line of a list.
#[derive(Debug)]
pub(super) struct Row {
    pub span: Span,
    pub kind: RowKind,
    pub cells: SmallVec<[RowCell; 1]>,
    /// A blank line or a page's end stands before it.
    pub opens: bool,
    /// The page ended before it.
    pub follows_page: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowKind {
    /// `PORTFOLIOS`
    Heading,
    /// The heads of columns.
    Columns,
    /// Cells that may name something.
    Cells,
    /// A rule, a tag, a note.
    Other,
}

/// A cell of a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowCell {
    pub span: Span,
    pub column: usize,
    pub holds: Holds,
    /// Every letter is a capital, `Inc.` aside.
    pub is_capital: bool,
    /// The name ends like that of a series.
    pub is_fund: bool,
    /// The name ends like that of a trust or corporation, and not like that of one series.
    pub is_registrant: bool,
    /// The name is one of a registrant, and says that it has several funds.
    pub is_family: bool,
    /// The cell ends with a bracket.
    pub is_bracketed: bool,
    /// Nothing hangs on the name, and it stands in the text as it is.
    pub is_plain: bool,
    /// Columns.
    pub width: usize,
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Name,
    Date,
    Figure,
    /// A footnote's mark that found no place on the line before.
    Note,
    /// A number of shares or the like: no list of portfolios has them.
    Count,
    HeadRegistrant,
    HeadPortfolio,
    HeadOther,
}

impl Holds {
    fn is_head(self) -> bool {
        matches!(self, Self::HeadRegistrant | Self::HeadPortfolio | Self::HeadOther)
    }
}

impl RowCell {
    /// Whether the name needs no further line.
    pub(super) fn is_whole(&self) -> bool {
        self.is_fund || self.is_registrant || self.is_bracketed
    }
}

impl Row {
    pub(super) fn has_value(&self) -> bool {
        self.cells.iter().any(|cell| matches!(cell.holds, Holds::Date | Holds::Figure))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &RowCell> {
        self.cells.iter().filter(|cell| cell.holds == Holds::Name)
    }
}

/// The rows of a run of tokens; page furniture is left out.
pub(super) fn rows(plan: &Plan<'_>, tokens: Range<usize>) -> Vec<Row> {
    let columns = Columns::of(plan, tokens.clone());
    let mut rows: Vec<Row> = Vec::with_capacity(tokens.len());
    for index in tokens.filter(|&index| plan.is_free(index)) {
        let goes_on = !plan.opens(index) && rows.last().is_some_and(|above| above.kind == RowKind::Cells);
        let row = row(plan, index, &columns);
        let row = if goes_on { as_rest(row, &rows) } else { row };
        rows.push(row);
    }
    rows
}

fn row(plan: &Plan<'_>, index: usize, columns: &Columns) -> Row {
    let cells = match plan.kind(index) {
        TokenKind::ListHeading | TokenKind::Folio { .. } | TokenKind::Prose(_) => {
            smallvec![row_cell(plan, index, CellKind::Text, plan.span(index), plan.line(index).indent)]
        }
        _ => {
            let mut cells = SmallVec::new();
            for cell in plan.cells(index) {
                columns.split(plan, index, cell, &mut cells);
            }
            cells
        }
    };
    let kind = match plan.kind(index) {
        TokenKind::ListHeading => RowKind::Heading,
        TokenKind::Cells { .. } if cells.iter().all(|cell| cell.holds.is_head()) => RowKind::Columns,
        TokenKind::Cells { .. } if !is_note(plan, index, &cells) => RowKind::Cells,
        TokenKind::Folio { .. } | TokenKind::Prose(_) => RowKind::Cells,
        _ => RowKind::Other,
    };
    Row {
        span: plan.span(index),
        kind,
        cells,
        opens: plan.opens(index),
        follows_page: index > 0 && plan.parts[index - 1].is_furniture(),
    }
}

/// A row right under names that looks like a heading may be the rest of them: `Fund`, `Series`, `Trust`.
fn as_rest(mut row: Row, rows: &[Row]) -> Row {
    let Some(above) = rows.last() else { return row };
    let has_value = rows.iter().rev().take(WRAPPED).any(Row::has_value);
    let is_unfinished =
        |head: &RowCell| above.names().any(|name| name.column.abs_diff(head.column) <= 4 && !name.is_whole());
    let heads = row.cells.iter().filter(|cell| cell.holds.is_head());
    if heads.clone().next().is_some() && (has_value || heads.clone().all(is_unfinished)) {
        for cell in row.cells.iter_mut().filter(|cell| cell.holds.is_head()) {
            cell.holds = Holds::Name;
        }
        row.kind = RowKind::Cells;
    }
    row
}

/// The columns at which cells begin in many rows: a full cell reaches the next one with a single blank between.
struct Columns {
    /// Each with whether names stand there.
    starts: Vec<(usize, bool)>,
}

impl Columns {
    fn of(plan: &Plan<'_>, tokens: Range<usize>) -> Self {
        let mut counts: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        let mut rows = 0;
        for index in tokens.filter(|&index| plan.is_free(index) && plan.cells(index).len() > 1) {
            rows += 1;
            for cell in plan.cells(index).iter().skip(1) {
                let holds = holds(plan.slice(cell.span));
                let names = usize::from(!matches!(holds, Holds::Figure | Holds::Date | Holds::Note | Holds::Count));
                let count = counts.entry(cell.column).or_default();
                *count = (count.0 + 1, count.1 + names);
            }
        }
        let is_common = |(_, (count, _)): &(usize, (usize, usize))| *count > 1 && count * 5 >= rows;
        let starts =
            counts.into_iter().filter(is_common).map(|(column, (count, names))| (column, names * 2 > count)).collect();
        Self { starts }
    }

    /// Adds the cells that a cell holds.
    fn split(&self, plan: &Plan<'_>, index: usize, cell: &Cell, parts: &mut SmallVec<[RowCell; 1]>) {
        let (mut span, mut column) = (cell.span, cell.column);
        for &(start, has_names) in &self.starts {
            let Some((left, right)) = cut(plan, span, column, start) else { continue };
            let fits = matches!(holds(plan.slice(right)), Holds::Figure | Holds::Date | Holds::Note) || has_names;
            if fits {
                parts.push(row_cell(plan, index, cell.kind, left, column));
                (span, column) = (right, start);
            }
        }
        parts.push(row_cell(plan, index, cell.kind, span, column));
    }
}

/// Cuts a cell that begins at `column` at the column `start`, where a word begins there.
fn cut(plan: &Plan<'_>, span: Span, column: usize, start: usize) -> Option<(Span, Span)> {
    let text = plan.slice(span);
    let (at, _) = text.char_indices().nth(start.checked_sub(column)?)?;
    let left = text[..at].strip_suffix(' ')?.trim_end();
    let begins_word = text[at..].starts_with(|c: char| !c.is_whitespace());
    let cut = (Span::new(span.start(), span.start() + left.len()), Span::new(span.start() + at, span.end()));
    (begins_word && !left.is_empty()).then_some(cut)
}

fn row_cell(plan: &Plan<'_>, index: usize, kind: CellKind, span: Span, column: usize) -> RowCell {
    let text = plan.slice(span);
    let letters = letters(plan.line(index), span, text);
    let is_plain = is_plain_name(text);
    let name = if is_plain { text } else { entry_name(text) };
    let NameEnd { is_fund, is_registrant } = NameEnd::of(name);
    let holds = match kind {
        CellKind::Drawn | CellKind::Blank => Holds::Figure,
        CellKind::Dated if text.len() < 12 => Holds::HeadOther,
        _ if (is_fund || is_registrant) && letters.words > 2 && !may_be_head(text, letters) => Holds::Name,
        _ => holds(text),
    };
    RowCell {
        span,
        column,
        holds,
        is_capital: if is_plain { is_capital(name, letters) } else { is_capital(name, Ascii::of(name.as_bytes())) },
        is_fund,
        is_registrant,
        is_family: is_registrant && name.split([' ', ',']).any(|word| word.eq_ignore_ascii_case("funds")),
        is_bracketed: text.ends_with(')'),
        is_plain: is_plain && plan.is_even(index),
        width: if letters.is_seen { text.len() } else { text.chars().count() },
    }
}

/// What a cell is written in: what the layout saw of its line, where it is all of that.
fn letters(line: &Line, span: Span, text: &str) -> Ascii {
    if !line.is_even || line.span != span {
        return Ascii::of(text.as_bytes());
    }
    Ascii {
        is_seen: true,
        has_capital: line.has_capital,
        has_small: line.has_small,
        has_two_blanks: false,
        words: line.words,
        small_words: line.small_words,
    }
}

/// Whether a text of three words or more that ends like a name may be the head of a column all the same: `Name of the Trust`.
fn may_be_head(text: &str, letters: Ascii) -> bool {
    let has_links = letters.small_words > 0 && (text.contains(" and ") || text.contains(" of "));
    has_links || memchr::memchr(b':', text.as_bytes()).is_some()
}

/// What a cell holds by its words; a name where they tell nothing else.
fn holds(text: &str) -> Holds {
    const RULES: [(Rule, Holds); 7] = [
        (Rule::head_registrant, Holds::HeadRegistrant),
        (Rule::head_portfolio, Holds::HeadPortfolio),
        (Rule::head_other, Holds::HeadOther),
        (Rule::list_note, Holds::Note),
        (Rule::list_count, Holds::Count),
        (Rule::list_date, Holds::Date),
        (Rule::list_figure, Holds::Figure),
    ];
    RULES.iter().find(|(rule, _)| words::is_whole(*rule, text)).map_or(Holds::Name, |&(_, holds)| holds)
}

/// The name in a cell, without what hangs on it.
fn entry_name(text: &str) -> &str {
    let entry = words::parse(Rule::list_entry, text).and_then(|entry| words::find(entry, Rule::entry_name));
    entry.map_or(text, |name| name.as_str().trim_end())
}

/// Whether nothing can hang on a name: no bracket, note, number or class in it.
pub(in crate::grammar) fn is_plain_name(text: &str) -> bool {
    if !text.starts_with(|c: char| c.is_alphabetic()) || text.ends_with([',', ';']) {
        return false;
    }
    // Of `lass` the first two bytes, of a dagger the first.
    let suspects = ascii::count(text.as_bytes(), |before, byte| {
        let is_class = (before | 0x20 == b'l') & (byte | 0x20 == b'a');
        is_class | (byte == b'(') | (byte == b'[') | (byte == b'*') | (byte == b'+') | (byte == 0xE2)
    });
    suspects == 0 || !(text.contains(['(', '[', '*', '+', '†', '‡']) || text.contains("lass") || text.contains("LASS"))
}

/// Whether every letter of a name is a capital, but those of `Inc.` and `Ltd.` at its end.
fn is_capital(name: &str, letters: Ascii) -> bool {
    let body = name.trim_end_matches(['.', ',']);
    let rest = if body.ends_with(['c', 'd']) { without_ends(without_ends(body, "Inc"), "Ltd") } else { body };
    if rest.len() == body.len() && letters.is_seen {
        return letters.has_capital && !letters.has_small;
    }
    rest.chars().any(char::is_uppercase) && !rest.chars().any(char::is_lowercase)
}

fn without_ends<'t>(mut name: &'t str, end: &str) -> &'t str {
    while let Some(rest) = name.strip_suffix(end) {
        name = rest;
    }
    name
}

/// Whether a line names nothing: a note under a table, a sentence. `(1) Fee waived.` `* Closed to new investors.`
/// `"HQF" shall mean Harbor Advisors, Inc.`
fn is_note(plan: &Plan<'_>, index: usize, cells: &[RowCell]) -> bool {
    let text = plan.token_text(index);
    let starts_with_mark = text.starts_with('*') || text.starts_with('(') && text.chars().take(5).any(|c| c == ')');
    let starts_small = text.starts_with(char::is_lowercase) && memchr::memchr(b' ', text.as_bytes()).is_some();
    let is_definition = text.starts_with(['"', '“']) && text.contains(" mean ");
    // The figures of a row may be words in small letters: `n/a`.
    let has_figure = cells.iter().any(|cell| cell.holds == Holds::Figure);
    starts_with_mark && text.ends_with('.') || is_definition || !has_figure && plan.is_sentence(index) || starts_small
}

/// Whether a name says somewhere that it is of a fund: `Harbor Fund for U.S. Government`.
fn names_fund(name: &str) -> bool {
    name.split([' ', ':', ',']).skip(1).any(|word| words::is(Rule::fund_noun, word))
}

/// Whether rows are a list of portfolios.
pub(super) fn is_list(plan: &Plan<'_>, rows: &[Row], in_schedule: bool) -> bool {
    let has_heading = rows.iter().any(|row| row.kind == RowKind::Heading);
    let names: Vec<&RowCell> = rows.iter().filter(|row| row.kind == RowKind::Cells).flat_map(Row::names).collect();
    let funds =
        names.iter().filter(|cell| cell.is_fund || cell.is_registrant || names_fund(plan.slice(cell.span))).count();
    let named = rows.iter().filter(|row| row.kind == RowKind::Cells && row.names().next().is_some()).count();
    let counted = rows.iter().filter(|row| row.cells.iter().any(|cell| cell.holds == Holds::Count)).count();
    if counted * 3 > named {
        return false;
    }
    let has_column = rows
        .iter()
        .any(|row| row.cells.iter().any(|cell| matches!(cell.holds, Holds::HeadPortfolio | Holds::HeadRegistrant)));
    if in_schedule {
        let is_table = has_column && rows.iter().any(|row| row.has_value() && row.names().next().is_some());
        (has_heading || has_column) && funds > 0 || is_table || funds >= 1 && funds * 2 >= named
    } else {
        has_heading && funds >= 2 && funds * 2 >= named
    }
}
