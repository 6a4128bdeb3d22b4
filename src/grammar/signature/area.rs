//! Where signatures stand, and their columns.

use std::ops::Range;

use crate::decode::Join;
use crate::grammar::pest_rules::Rule;
use crate::grammar::plan::{Part, Plan};
use crate::grammar::token::{Cell, CellKind, Opening, TokenKind};
use crate::grammar::words;
use crate::layout::Line;
use crate::source::Span;

/// The columns by which two blocks side by side must stand apart.
const APART: usize = 12;

/// Lines that the name of a party may take.
const NAME: usize = 4;

/// One thing in a column of a signature area.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    pub kind: CellKind,
    pub span: Span,
    pub value: Option<Span>,
    /// 0-based column of the page.
    pub column: usize,
    /// Blank lines stand between this and the one before it in the column.
    pub is_apart: bool,
    pub line: usize,
}

/// The signature areas of a document, as ranges of tokens.
pub(super) fn find(plan: &Plan<'_>) -> Vec<Range<usize>> {
    let mut areas = Vec::new();
    let mut index = 0;
    while index < plan.len() {
        let end = (index..plan.len()).find(|&at| !is_area_line(plan, at)).unwrap_or(plan.len());
        if (index..end).any(|at| is_anchor(plan, at)) {
            areas.push(trim(plan, index..end));
        }
        index = end.max(index) + 1;
    }
    areas
}

/// Whether a token can stand inside a signature area.
fn is_area_line(plan: &Plan<'_>, index: usize) -> bool {
    if plan.parts[index].is_furniture() {
        return true;
    }
    if plan.parts[index] != Part::Free {
        return false;
    }
    match plan.kind(index) {
        TokenKind::Rule { .. } | TokenKind::Tag => true,
        TokenKind::Heading { .. } | TokenKind::Folio { .. } | TokenKind::ListHeading => true,
        TokenKind::Cells { .. } => !is_running_text(plan, index),
        _ => is_initialled_name(plan, index) || is_wrapped_name(plan, index),
    }
}

/// Whether a line right under a signature is a name that begins with an initial and so looks like a clause: `V. L. Evans`.
fn is_initialled_name(plan: &Plan<'_>, index: usize) -> bool {
    let TokenKind::Prose(Opening::Clause { number, .. }) = plan.kind(index) else { return false };
    let is_initial = number.len() == 1 && plan.slice(number).starts_with(char::is_uppercase);
    let is_line = plan.token(index).next_line == plan.token(index).line + 1 && !plan.is_sentence(index);
    let is_under = index > 0
        && !plan.opens(index)
        && (is_anchor(plan, index - 1) || matches!(plan.kind(index - 1), TokenKind::Rule { .. }));
    is_initial && is_line && is_under
}

/// Whether a paragraph of a page that wraps over a line to sign on is a party's long name, and no sentence.
fn is_wrapped_name(plan: &Plan<'_>, index: usize) -> bool {
    let token = plan.token(index);
    matches!(token.kind, TokenKind::Prose(Opening::None))
        && plan.line(index).join == Some(Join::Apart)
        && (2..=NAME).contains(&(token.next_line - token.line))
        && !plan.is_sentence(index)
        && (index + 1..plan.len().min(index + NAME)).any(|at| is_anchor(plan, at))
}

/// Whether a line of one cell is a sentence of the text around the signatures.
fn is_running_text(plan: &Plan<'_>, index: usize) -> bool {
    let Some(cell) = plan.sole_text(index) else {
        return false;
    };
    let text = plan.slice(cell.span);
    text.len() > 60 && words::is_sentence(text)
}

/// Whether a line is one to sign on.
fn is_anchor(plan: &Plan<'_>, index: usize) -> bool {
    let is_signed = |cell: &Cell| {
        matches!(
            cell.kind,
            CellKind::By | CellKind::ByBlank | CellKind::ByEntity | CellKind::Signed | CellKind::AttestSigned
        )
    };
    match plan.kind(index) {
        TokenKind::Rule { is_blank } => is_blank,
        _ => plan.cells(index).iter().any(|cell| is_signed(cell) || cell.kind == CellKind::Blank),
    }
}

/// Leaves out what page furniture stands at the ends.
fn trim(plan: &Plan<'_>, tokens: Range<usize>) -> Range<usize> {
    let mut tokens = tokens;
    while tokens.end > tokens.start && plan.parts[tokens.end - 1].is_furniture() {
        tokens.end -= 1;
    }
    while tokens.start < tokens.end && plan.parts[tokens.start].is_furniture() {
        tokens.start += 1;
    }
    tokens
}

/// The items of an area, column by column.
pub(super) fn columns(plan: &Plan<'_>, tokens: Range<usize>) -> Vec<Vec<Item>> {
    let rows: Vec<Vec<Item>> = tokens.filter(|&index| plan.is_free(index)).map(|index| row(plan, index)).collect();
    let starts = column_starts(&rows);
    let mut columns: Vec<Vec<Item>> = vec![Vec::new(); starts.len()];
    for item in rows.iter().flatten() {
        let at = starts.partition_point(|&start| start <= item.column + 3).saturating_sub(1);
        columns[at].push(*item);
    }
    if columns.len() == 2 {
        split_parties(plan, &mut columns, starts[1]);
    }
    if columns.iter().filter(|column| column.iter().any(is_to_sign)).count() < 2 {
        columns = vec![rows.into_iter().flat_map(|row| signed_first(plan, row)).collect()];
    }
    for column in &mut columns {
        join_words(plan, column);
        mark_gaps(plan, column);
    }
    columns
}

/// The items of one line, each label joined with the value that stands in the next cell.
fn row(plan: &Plan<'_>, index: usize) -> Vec<Item> {
    let item = |cell: &Cell| Item {
        kind: cell.kind,
        span: cell.span,
        value: cell.value,
        column: cell.column,
        is_apart: false,
        line: cell.line,
    };
    match plan.kind(index) {
        TokenKind::Cells { .. } => join_labels(plan.cells(index).iter().map(item).collect()),
        kind => {
            let is_blank = matches!(kind, TokenKind::Rule { is_blank: true });
            let kind = match kind {
                TokenKind::Rule { .. } if is_blank => CellKind::Blank,
                TokenKind::Rule { .. } | TokenKind::Tag => CellKind::Drawn,
                TokenKind::Heading { tail, .. } if !tail.is_empty() => CellKind::Drawn,
                _ => CellKind::Text,
            };
            let token = plan.token(index);
            let item = |(line, physical): (usize, &Line)| {
                let (span, column) = (physical.span, physical.indent);
                Item { kind, span, value: Some(span), column, is_apart: false, line }
            };
            let lines = token.line..token.next_line;
            lines.clone().zip(&plan.layout.lines()[lines]).map(item).collect()
        }
    }
}

fn join_labels(items: Vec<Item>) -> Vec<Item> {
    let mut joined: Vec<Item> = Vec::with_capacity(items.len());
    for item in items {
        match joined.last_mut() {
            Some(label) if label.value.is_none() && takes(label.kind, item.kind) => {
                label.span = label.span.join(item.span);
                label.value = item.value.filter(|_| item.kind != CellKind::Blank);
                label.kind = joined_kind(label.kind, item.kind);
            }
            _ => joined.push(item),
        }
    }
    joined
}

fn takes(label: CellKind, value: CellKind) -> bool {
    match label {
        CellKind::By => matches!(value, CellKind::Signed | CellKind::Blank | CellKind::Text),
        CellKind::Name | CellKind::Title | CellKind::Dated => matches!(value, CellKind::Text | CellKind::Blank),
        CellKind::Signed => value == CellKind::Text,
        _ => false,
    }
}

fn joined_kind(label: CellKind, value: CellKind) -> CellKind {
    match (label, value) {
        (CellKind::By, CellKind::Signed) => CellKind::Signed,
        (CellKind::By, CellKind::Blank) => CellKind::ByBlank,
        (CellKind::By, _) => CellKind::ByEntity,
        _ => label,
    }
}

/// Two parties on one line with a single blank between, over two signatures: each goes to its column.
fn split_parties(plan: &Plan<'_>, columns: &mut [Vec<Item>], second: usize) {
    for at in 0..columns[0].len() {
        let item = columns[0][at];
        let next = columns[0].get(at + 1);
        let leads_on = next.is_some_and(|next| {
            is_to_sign(next) && columns[1].iter().any(|other| other.line == next.line && is_to_sign(other))
        });
        let is_alone = item.kind == CellKind::Text && !columns[1].iter().any(|other| other.line == item.line);
        if !(leads_on && is_alone) {
            continue;
        }
        let text = plan.slice(item.span);
        let Some(cut) = words::parse(Rule::two_parties, text).and_then(|pair| words::find(pair, Rule::first_party))
        else {
            continue;
        };
        let (left, right) = (cut.as_span().end(), item.span.end() - text[cut.as_span().end()..].trim_start().len());
        columns[0][at].span = Span::new(item.span.start(), item.span.start() + left);
        let other = Item { span: Span::new(right, item.span.end()), column: second, ..item };
        let place = columns[1].partition_point(|item| item.line < other.line);
        columns[1].insert(place, other);
    }
}

fn is_to_sign(item: &Item) -> bool {
    matches!(
        item.kind,
        CellKind::By
            | CellKind::ByBlank
            | CellKind::ByEntity
            | CellKind::Signed
            | CellKind::AttestSigned
            | CellKind::Blank
    )
}

/// A date beside a signature is given with it, and so is read after it.
fn signed_first(plan: &Plan<'_>, mut row: Vec<Item>) -> Vec<Item> {
    if row.iter().any(is_to_sign) {
        let is_date = |item: &Item| item.kind == CellKind::Dated || words::is(Rule::date_line, plan.slice(item.span));
        row.sort_by_key(is_date);
    }
    row
}

/// A name of which every word stands on a line of its own, as in texts that were web pages, is put together.
fn join_words(plan: &Plan<'_>, column: &mut Vec<Item>) {
    let mut joined: Vec<Item> = Vec::with_capacity(column.len());
    for item in column.drain(..) {
        match joined.last_mut() {
            Some(word)
                if word.kind == CellKind::Text && item.kind == CellKind::Text && is_broken_word(plan, word, &item) =>
            {
                word.span = word.span.join(item.span);
                word.value = Some(word.span);
                word.line = item.line;
            }
            _ => joined.push(item),
        }
    }
    *column = joined;
}

fn is_broken_word(plan: &Plan<'_>, word: &Item, next: &Item) -> bool {
    let touches = next.line == word.line + 1 && !plan.layout.lines()[next.line].opens;
    let text = plan.slice(word.span);
    let is_one_word = !text.contains(char::is_whitespace) && text.chars().any(char::is_lowercase);
    touches && plan.layout.page().is_flush && is_one_word
}

/// The columns at which blocks stand side by side; one column where none do.
fn column_starts(rows: &[Vec<Item>]) -> Vec<usize> {
    let says_something = |item: &&Item| item.kind != CellKind::Drawn;
    let beside = rows.iter().flat_map(|row| row.iter().filter(says_something).skip(1));
    let mut starts: Vec<usize> = beside.map(|item| item.column).collect();
    starts.sort_unstable();
    let mut columns = vec![0];
    for start in starts {
        if start >= columns[columns.len() - 1] + APART {
            columns.push(start);
        }
    }
    columns
}

/// Marks the items before which a blank line stands in their column.
fn mark_gaps(plan: &Plan<'_>, column: &mut [Item]) {
    let lines = plan.layout.lines();
    let mut before: Option<usize> = None;
    for item in column {
        item.is_apart = match before {
            Some(before) => {
                lines[before + 1..=item.line.max(before + 1).min(lines.len() - 1)].iter().any(|line| line.opens)
                    || item.line > before + 1 && item.line - before > 2
            }
            None => true,
        };
        before = Some(item.line);
    }
}
