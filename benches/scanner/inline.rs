//! What stands inside running text: references, definitions, parties and dates of the two forms that the exhibit has.

use jiff::civil::Date;
use tickmark::tree::{AttributeName, Kind, TreeBuilder, Value};

use super::joined::Joined;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Writes all that stands in a paragraph. Dates get the given role.
pub(super) fn write(builder: &mut TreeBuilder, joined: &Joined, has_parties: bool, role: &str) {
    let text = joined.text();
    let mut party_from = if has_parties { text.find("between ").map(|at| at + "between ".len()) } else { None };
    let mut bracket = None;
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        let starts_word = at == 0 || !text.as_bytes()[at - 1].is_ascii_alphanumeric();
        let end = match byte {
            b'(' => {
                bracket = Some(at);
                None
            }
            b')' => {
                party_from = party_from.map(|from| from.max(at + 1));
                bracket = None;
                None
            }
            b'"' if bracket.is_some() => definition(builder, joined, at, bracket, party_from),
            b'S' | b's' if starts_word => reference(builder, joined, at),
            b'0'..=b'9' if starts_word => day_of(builder, joined, at, role),
            b'A'..=b'Z' if starts_word => month_day(builder, joined, at, role),
            _ => None,
        };
        at = end.unwrap_or(at + 1);
    }
}

/// Writes the references alone.
pub(super) fn write_references(builder: &mut TreeBuilder, joined: &Joined) {
    let bytes = joined.text().as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let starts_word = at == 0 || bytes[at - 1] == b' ';
        let is_start = starts_word && matches!(bytes[at], b'S' | b's');
        at = Some(at).filter(|_| is_start).and_then(|at| reference(builder, joined, at)).unwrap_or(at + 1);
    }
}

/// `Schedule A-1`
fn reference(builder: &mut TreeBuilder, joined: &Joined, at: usize) -> Option<usize> {
    const WORD: &str = "schedule ";
    let rest = &joined.text()[at..];
    if !rest.get(..WORD.len())?.eq_ignore_ascii_case(WORD) {
        return None;
    }
    let label = &rest[WORD.len()..];
    let is_label = label.starts_with(|first: char| first.is_ascii_alphabetic()) && label[1..].starts_with('-');
    let digits = label.bytes().skip(2).take_while(u8::is_ascii_digit).count();
    if !is_label || digits == 0 {
        return None;
    }
    let start = at + WORD.len();
    let end = start + 2 + digits;
    let span = joined.source(at, end);
    let id = builder.leaf(Kind::Reference, span);
    builder.attribute(id, AttributeName::KindWord, span, Value::Text("Schedule".into()));
    let label = joined.text()[start..end].into();
    builder.attribute(id, AttributeName::Label, joined.source(start, end), Value::Text(label));
    builder.attribute(id, AttributeName::Text, span, Value::Text(joined.text()[at..end].into()));
    Some(end)
}

/// `"Fund"` inside brackets; before it the party that it is the short name of.
fn definition(
    builder: &mut TreeBuilder,
    joined: &Joined,
    at: usize,
    bracket: Option<usize>,
    party_from: Option<usize>,
) -> Option<usize> {
    let text = joined.text();
    let end = at + 1 + text[at + 1..].find('"')?;
    if let (Some(from), Some(bracket)) = (party_from, bracket) {
        party(builder, joined, (from, bracket), (at + 1, end));
    }
    let id = builder.leaf(Kind::Definition, joined.source(at, end + 1));
    builder.attribute(id, AttributeName::Term, joined.source(at + 1, end), Value::Text(text[at + 1..end].into()));
    Some(end + 1)
}

/// `, and HARBOR DISTRIBUTORS, INC., a Delaware corporation (`
fn party(builder: &mut TreeBuilder, joined: &Joined, (from, to): (usize, usize), term: (usize, usize)) {
    if from >= to {
        return;
    }
    let text = joined.text();
    let mut start = text[from..to].rfind(", and ").map_or(from, |at| from + at + ", and ".len());
    start += text[start..to].len() - text[start..to].trim_start_matches([',', ' ']).len();
    let end = text[start..to].find(", a ").map_or(to, |at| start + at);
    let name = text[start..end].trim_end();
    if !name.starts_with(|first: char| first.is_ascii_uppercase()) {
        return;
    }
    let span = joined.source(start, start + name.len());
    let id = builder.leaf(Kind::Party, span);
    builder.attribute(id, AttributeName::Name, span, Value::Text(name.into()));
    let place = joined.source(term.0, term.1);
    builder.attribute(id, AttributeName::DefinedAs, place, Value::Text(text[term.0..term.1].into()));
}

/// `18th day of August, 2003`
fn day_of(builder: &mut TreeBuilder, joined: &Joined, at: usize, role: &str) -> Option<usize> {
    let rest = &joined.text()[at..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let day = rest[..digits].parse().ok()?;
    let after = &rest[digits..];
    let after = ["st", "nd", "rd", "th"].iter().find_map(|ending| after.strip_prefix(ending))?;
    let after = after.strip_prefix(" day of ")?;
    let (month, after) = month(after)?;
    let (year, after) = year(after.strip_prefix(", ")?)?;
    date(builder, joined, (at, joined.text().len() - after.len()), Date::new(year, month, day).ok(), role)
}

/// `November 24, 2003`
fn month_day(builder: &mut TreeBuilder, joined: &Joined, at: usize, role: &str) -> Option<usize> {
    let (month, after) = month(&joined.text()[at..])?;
    let after = after.strip_prefix(' ')?;
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let day = after[..digits].parse().ok()?;
    let (year, after) = year(after[digits..].strip_prefix(", ")?)?;
    date(builder, joined, (at, joined.text().len() - after.len()), Date::new(year, month, day).ok(), role)
}

fn month(text: &str) -> Option<(i8, &str)> {
    MONTHS.iter().zip(1..).find_map(|(name, number)| Some((number, text.strip_prefix(name)?)))
}

fn year(text: &str) -> Option<(i16, &str)> {
    let digits = text.get(..4)?;
    Some((digits.parse().ok()?, &text[4..]))
}

fn date(
    builder: &mut TreeBuilder,
    joined: &Joined,
    (start, end): (usize, usize),
    value: Option<Date>,
    role: &str,
) -> Option<usize> {
    let span = joined.source(start, end);
    let id = builder.leaf(Kind::Date, span);
    builder.attribute(id, AttributeName::Role, span, Value::Text(role.into()));
    if let Some(value) = value {
        builder.attribute(id, AttributeName::Value, span, Value::Date(value));
    }
    builder.attribute(id, AttributeName::Text, span, Value::Text(joined.text()[start..end].into()));
    Some(end)
}
