//! `starts-with`, `not-starts-with`: a value begins, or does not begin, with another.

use super::comparison::Comparison;
use super::value::Sense;

/// `{ value: "@name", starts-with: "Harbor " }`
pub(super) static STARTS_WITH: Comparison =
    Comparison::new("starts-with", "The value begins with the text given.", Sense::Plain, place, "does not begin with");

pub(super) static NOT_STARTS_WITH: Comparison = Comparison::new(
    "not-starts-with",
    "The value does not begin with the text given.",
    Sense::Negated,
    place,
    "begins with",
);

fn place(value: &str, other: &str) -> Option<usize> {
    value.starts_with(other).then_some(0)
}
