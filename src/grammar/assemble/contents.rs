//! Tables of contents, whose entries look like clauses.

use std::ops::Range;

use crate::grammar::plan::Plan;

/// Entries that a table of contents has at the least.
const ENTRIES: usize = 3;
/// Lines without the number of a page that may stand between two entries.
const APART: usize = 12;

/// The entries of each table of contents: from its heading to its last line that ends with the number of a page.
pub(super) fn find(plan: &Plan<'_>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut index = 0;
    while index < plan.len() {
        index += 1;
        if is_heading(plan, index - 1) {
            let end = last_entry(plan, index);
            found.extend(end.map(|end| index..end + 1));
            index = end.unwrap_or(index);
        }
    }
    found
}

fn is_heading(plan: &Plan<'_>, index: usize) -> bool {
    const HEADING: &str = "table of contents";
    plan.sole_text(index)
        .and_then(|cell| plan.slice(cell.span).get(..HEADING.len()))
        .is_some_and(|start| start.eq_ignore_ascii_case(HEADING))
}

/// The last entry under a heading.
fn last_entry(plan: &Plan<'_>, heading: usize) -> Option<usize> {
    let (mut last, mut count) = (heading, 0);
    let mut index = heading;
    while index < plan.len() && index - last <= APART {
        if plan.parts[index].is_furniture() {
            last += usize::from(index == last + 1);
        } else if is_entry(plan.token_text(index)) {
            (last, count) = (index, count + 1);
        }
        index += 1;
    }
    (count >= ENTRIES).then_some(last)
}

/// Whether a row of points leads to the number of a page, under whatever heading: `Section 1. Definitions.......1`
pub(super) fn has_leader(text: &str) -> bool {
    text.as_bytes().last().is_some_and(u8::is_ascii_digit) && is_entry(text) && text.contains("....")
}

/// Whether a line ends with the number of a page, after a blank or a row of points.
fn is_entry(text: &str) -> bool {
    let name = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - name.len();
    (1..=3).contains(&digits) && name.ends_with([' ', '\t', '.', '\u{a0}', '\n'])
}
