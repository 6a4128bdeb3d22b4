//! `ends-with`, `not-ends-with`: a value ends, or does not end, with another.

use super::comparison::Comparison;
use super::value::Sense;

/// `{ value: "@name", ends-with: Fund }`
pub(super) static ENDS_WITH: Comparison =
    Comparison::new("ends-with", "The value ends with the text given.", Sense::Plain, place, "does not end with");

pub(super) static NOT_ENDS_WITH: Comparison =
    Comparison::new("not-ends-with", "The value does not end with the text given.", Sense::Negated, place, "ends with");

fn place(value: &str, other: &str) -> Option<usize> {
    value.strip_suffix(other).map(str::len)
}
