//! Signature blocks of every shape: labelled or not, with or without `By:`, side by side, signed or blank.
//!
//! A *signature area* is a run of short lines without running text that holds at least one line to sign on. Its cells are
//! sorted into columns; each column is read from top to bottom into blocks.

mod area;
mod block;

use super::plan::{Plan, SectionContent};
use crate::source::Span;

pub(super) use block::Block;

/// A value of a block: the stretches it is made of, joined by blanks.
pub(super) type Value = Vec<Span>;

/// Claims every signature area.
pub(super) fn claim(plan: &mut Plan<'_>) {
    for tokens in area::find(plan) {
        let blocks: Vec<Block> =
            area::columns(plan, tokens.clone()).iter().flat_map(|column| block::read(plan, column)).collect();
        if !blocks.is_empty() {
            claim_area(plan, tokens, blocks);
        }
    }
}

fn claim_area(plan: &mut Plan<'_>, tokens: std::ops::Range<usize>, mut blocks: Vec<Block>) {
    for block in &mut blocks {
        block.span = whole_lines(plan, block.span);
    }
    blocks.sort_by_key(|block| (block.span.start(), block.column));
    plan.claim(tokens, SectionContent::Signatures(blocks));
}

/// The span from the start of its first line to the end of its last: what stands beside a block belongs to it.
fn whole_lines(plan: &Plan<'_>, span: Span) -> Span {
    let lines = plan.layout.lines();
    let line_at = |offset: usize| lines.partition_point(|line| line.span.start() <= offset).saturating_sub(1);
    let (first, last) = (line_at(span.start()), line_at(span.end().saturating_sub(1)));
    span.join(lines[first].span).join(lines[last].span)
}
