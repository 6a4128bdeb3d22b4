//! Lists of registrants and portfolios: under headings, flat, in columns, in tables.
//!
//! A list is a run of short lines that names portfolios. Its rows are classified cell by cell ([`row`]); then the shape of the
//! whole list decides which rows name registrants ([`shape`]).

mod row;
mod shape;

use std::ops::Range;

use smallvec::SmallVec;

pub(super) use row::is_plain_name;

use super::pest_rules::Rule;
use super::plan::{Part, Plan, SectionContent};
use super::token::{CellKind, Opening, TokenKind};
use super::words;
use crate::source::Span;

/// One entry of a list, in document order.
#[derive(Debug)]
pub(super) struct ListEntry {
    pub kind: EntryKind,
    /// Everything that belongs to the entry.
    pub span: Span,
    /// Nothing hangs on the name, and it stands on one line as it is.
    pub is_plain: bool,
    /// The cells that name it, one a line.
    pub cells: SmallVec<[Span; 1]>,
}

/// What an entry names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryKind {
    Registrant,
    Portfolio,
    /// A portfolio that is a registrant of its own, and stands under none.
    Lone,
    Class,
    /// `PORTFOLIOS`, or the head of a column.
    Heading,
    /// A line that names nothing: a rule, a tag, a note.
    Other,
}

/// Claims every list of portfolios: those of schedules, and those that have a heading of their own.
pub(super) fn claim(plan: &mut Plan<'_>) {
    let first_schedule = (0..plan.len()).find(|&index| plan.parts[index] == Part::Heading).unwrap_or(plan.len());
    for tokens in runs(plan) {
        let in_schedule = tokens.start > first_schedule;
        let rows = row::rows(plan, tokens.clone());
        if row::is_list(plan, &rows, in_schedule) {
            let entries = shape::entries(plan, &rows);
            if entries.iter().any(|entry| matches!(entry.kind, EntryKind::Portfolio | EntryKind::Lone)) {
                plan.claim(tokens, SectionContent::List(entries));
            }
        }
    }
}

/// The runs of lines that may be lists: no running text and nothing claimed inside.
fn runs(plan: &Plan<'_>) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut index = 0;
    while index < plan.len() {
        let end = (index..plan.len()).find(|&at| !can_stand_in_list(plan, at)).unwrap_or(plan.len());
        if (index..end).any(|at| plan.is_free(at)) {
            runs.push(trim(plan, index..end));
        }
        index = end + 1;
    }
    runs
}

fn can_stand_in_list(plan: &Plan<'_>, index: usize) -> bool {
    let is_line = matches!(
        plan.kind(index),
        TokenKind::Cells { .. }
            | TokenKind::ListHeading
            | TokenKind::Rule { .. }
            | TokenKind::TableOpen
            | TokenKind::TableClose
            | TokenKind::ColumnTag
            | TokenKind::Tag
    );
    let is_signed = plan.cells(index).iter().any(|cell| matches!(cell.kind, CellKind::Signed | CellKind::By));
    plan.parts[index].is_furniture() || plan.is_free(index) && !is_signed && (is_line || is_note_mark(plan, index))
}

/// Whether a line is nothing but a footnote's mark: `(1)`, `(a)`. Alone it looks like a page number or the start of a clause.
fn is_note_mark(plan: &Plan<'_>, index: usize) -> bool {
    let is_short = matches!(plan.kind(index), TokenKind::Folio { .. } | TokenKind::Prose(Opening::Clause { .. }));
    is_short && !plan.opens(index) && words::is(Rule::note_line, plan.token_text(index))
}

fn trim(plan: &Plan<'_>, tokens: Range<usize>) -> Range<usize> {
    let is_furniture = |at: &usize| plan.parts[*at].is_furniture();
    let start = tokens.clone().find(|at| !is_furniture(at)).unwrap_or(tokens.end);
    let end = tokens.clone().rev().find(|at| !is_furniture(at)).map_or(start, |last| last + 1);
    start..end
}
