//! The rules that pest generates from `grammar/exhibit.pest` and `grammar/inline.pest`. Private to the grammar.

#![allow(missing_docs)]

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/exhibit.pest"]
#[grammar = "../grammar/inline.pest"]
pub(super) struct ExhibitParser;

/// Whether a rule may fit the start of a text, as far as its first two bytes tell.
pub(super) fn may_start(rule: Rule, text: &str) -> bool {
    match *text.as_bytes() {
        [first @ 0..128, second @ 0..128, ..] => ROWS[usize::from(starts(rule)[usize::from(first)])] >> second & 1 == 1,
        _ => true,
    }
}

include!(concat!(env!("OUT_DIR"), "/starts.rs"));
