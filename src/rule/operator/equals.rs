//! `equals`, `not-equals`: a value is, or is not, another.

use super::comparison::Comparison;
use super::value::Sense;

/// `{ value: "> heading@text", equals: PORTFOLIO }`
pub(super) static EQUALS: Comparison =
    Comparison::new("equals", "The value is the one given.", Sense::Plain, place, "is not");

pub(super) static NOT_EQUALS: Comparison =
    Comparison::new("not-equals", "The value is not the one given.", Sense::Negated, place, "is");

fn place(value: &str, other: &str) -> Option<usize> {
    (value == other).then_some(0)
}
