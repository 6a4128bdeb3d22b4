//! Page ends, page numbers, and lines that are repeated on every page.

use std::collections::HashMap;

use super::pest_rules::Rule;
use super::plan::{Part, Plan};
use super::token::{Cell, CellKind, TokenKind};
use super::words;
use crate::numeral::roman;

/// Claims what belongs to pages and not to the text.
pub(super) fn claim(plan: &mut Plan<'_>) {
    for index in 0..plan.len() {
        if plan.kind(index) == TokenKind::Page {
            plan.parts[index] = Part::PageBreak;
        }
    }
    let numbers: Vec<usize> = (0..plan.len()).filter(|&index| is_number_alone(plan, index)).collect();
    for (at, &index) in numbers.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| numbers[before]);
        let after = numbers.get(at + 1).copied();
        if stands_at_page(plan, index) || is_page_number(plan, index, before, after) {
            plan.parts[index] = Part::Folio;
        }
    }
    claim_running_heads(plan);
}

/// Whether a line is nothing but a number, apart from the text. One in brackets under a line is the mark of a footnote.
fn is_number_alone(plan: &Plan<'_>, index: usize) -> bool {
    match plan.kind(index) {
        TokenKind::Folio { .. } if !plan.opens(index) && plan.token_text(index).starts_with('(') => false,
        TokenKind::Folio { is_glued, .. } => is_glued || plan.opens(index) || plan.closes(index),
        _ => false,
    }
}

/// Whether nothing but blank lines, or one more line, stands between a number and the end or start of its page.
fn stands_at_page(plan: &Plan<'_>, index: usize) -> bool {
    if matches!(plan.kind(index), TokenKind::Folio { is_glued: true, .. }) {
        return true;
    }
    let is_break = |at: usize| plan.parts.get(at) == Some(&Part::PageBreak);
    let ends_page = is_break(index + 1) || is_break(index + 2) && plan.opens(index) && plan.cells(index + 1).len() == 1;
    let starts_page = index > 0 && is_break(index - 1);
    let is_last = index + 1 == plan.len();
    let is_centred = !plan.token(index).mark.eq_ignore_ascii_case(&b'l');
    (ends_page || starts_page || is_last) && (plan.opens(index) || is_centred)
}

/// Whether a lone number in a document without page breaks counts pages: it stands apart, and its neighbours count on.
fn is_page_number(plan: &Plan<'_>, index: usize, before: Option<usize>, after: Option<usize>) -> bool {
    let stands_apart = matches!(plan.token(index).mark.to_ascii_lowercase(), b'c' | b'r' | b'i');
    let follows = |first: usize, second: usize| match (value(plan, first), value(plan, second)) {
        (Some(first), Some(second)) => second > first && second - first <= 2,
        _ => false,
    };
    let counts =
        before.is_some_and(|before| follows(before, index)) || after.is_some_and(|after| follows(index, after));
    let is_alone = plan.opens(index) && plan.closes(index);
    counts && (stands_apart || is_alone) || stands_apart && is_alone
}

/// The number that a folio prints; of `A-2` the last part.
fn value(plan: &Plan<'_>, index: usize) -> Option<u32> {
    let TokenKind::Folio { number, .. } = plan.kind(index) else {
        return None;
    };
    let text = plan.slice(number);
    let last = text.rsplit('-').next().unwrap_or(text);
    last.parse().ok().or_else(|| roman(last))
}

/// Lines beside page breaks or numbers whose text stands beside another break too.
fn claim_running_heads(plan: &mut Plan<'_>) {
    // What counts at the feet of pages, `EXHIBIT 99-1`, differs in its figures; a heading at the head of one is another schedule's.
    let key = |plan: &Plan<'_>, index: usize| {
        let is_head = matches!(plan.kind(index), TokenKind::Heading { .. }) && !is_foot(plan, index);
        let tells = |c: &char| if is_head { c.is_alphanumeric() } else { c.is_alphabetic() };
        plan.token_text(index).chars().filter(tells).flat_map(char::to_lowercase).collect::<String>()
    };
    let beside: Vec<(usize, String)> =
        (0..plan.len()).filter(|&index| is_beside_page(plan, index)).map(|index| (index, key(plan, index))).collect();
    let mut seen: HashMap<&str, u32> = HashMap::new();
    for (_, text) in &beside {
        *seen.entry(text).or_default() += 1;
    }
    // What stands over the first running text is a cover, and its title no running head of the pages after it.
    let text_from = (0..plan.len()).find(|&at| matches!(plan.kind(at), TokenKind::Prose(_))).unwrap_or(0);
    for &(index, ref text) in beside.iter().filter(|(index, _)| *index >= text_from) {
        let is_repeated =
            text.len() > 3 && seen[text.as_str()] > 1 && !is_title(plan, index) && !follows_signature(plan, index);
        if is_repeated || is_footer(plan, index) {
            plan.parts[index] = Part::RunningHead;
        }
    }
}

/// Whether a line to sign on stands over a line, which then is the signatory's name.
fn follows_signature(plan: &Plan<'_>, index: usize) -> bool {
    let is_signature = |cell: &Cell| !matches!(cell.kind, CellKind::Text | CellKind::Drawn);
    (index.saturating_sub(2)..index).any(|at| plan.cells(at).iter().any(is_signature))
}

/// Whether a line at the foot of a page names the document: by a number, or by its title.
fn is_footer(plan: &Plan<'_>, index: usize) -> bool {
    let is_foot = plan.parts.get(index + 1).is_none_or(|part| part.is_furniture()) && plan.opens(index);
    let text = plan.token_text(index);
    let is_id = text.len() > 6 && !text.contains(' ') && words::is(Rule::document_id, text);
    let is_name = text.chars().count() < 40 && words::is(Rule::title_whole, text);
    is_id || is_foot && is_name
}

fn is_beside_page(plan: &Plan<'_>, index: usize) -> bool {
    let is_line = plan.cells(index).len() == 1 || matches!(plan.kind(index), TokenKind::Heading { .. });
    let is_page = |at: usize| plan.parts.get(at).is_some_and(|part| matches!(part, Part::PageBreak | Part::Folio));
    let is_foot = (is_page(index + 1) || index + 1 == plan.len()) && plan.opens(index);
    let is_head = index > 0 && is_page(index - 1) && plan.closes(index);
    is_line && plan.is_free(index) && (is_foot || is_head)
}

/// The heading of a schedule may be repeated at the head of its pages; that is told apart where schedules are claimed.
fn is_title(plan: &Plan<'_>, index: usize) -> bool {
    matches!(plan.kind(index), TokenKind::Heading { .. }) && !is_foot(plan, index)
}

fn is_foot(plan: &Plan<'_>, index: usize) -> bool {
    plan.parts.get(index + 1).is_some_and(|part| part.is_furniture())
}
