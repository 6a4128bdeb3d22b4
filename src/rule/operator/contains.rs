//! `contains`, `not-contains`: a value holds, or does not hold, another.

use super::comparison::Comparison;
use super::value::Sense;

/// `{ value: "@text", not-contains: "Error! Reference source" }`
pub(super) static CONTAINS: Comparison =
    Comparison::new("contains", "The value holds the text given.", Sense::Plain, place, "does not contain");

pub(super) static NOT_CONTAINS: Comparison =
    Comparison::new("not-contains", "The value does not hold the text given.", Sense::Negated, place, "contains");

fn place(value: &str, other: &str) -> Option<usize> {
    value.find(other)
}
