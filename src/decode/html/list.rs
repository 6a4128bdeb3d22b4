//! The marks of list items: `1.`, `a.`, `iv.`, `•`.

use std::collections::HashMap;

use super::markup::{Part, Tag, visit};

/// Columns from the mark of an item to its text. A bullet stands nearer, or it would be seen as a cell of its own.
const HANG: usize = 4;
const BULLET_HANG: usize = 3;

/// The least blanks between a mark and its text. More would part them into cells, one alone is no sign of a clause's number.
pub(super) const GAP: usize = 2;

/// The column of a mark whose item begins at a column.
pub(super) fn column(mark: &str, left: usize) -> usize {
    left.saturating_sub(if mark.chars().count() > 1 { HANG } else { BULLET_HANG })
}

/// A list that is open.
#[derive(Clone, Copy, Debug)]
pub(super) struct List {
    style: Mark,
    next: i64,
    step: i64,
}

/// How the items of a list are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    None,
    Bullet,
    Decimal,
    LowerLetter,
    UpperLetter,
    LowerRoman,
    UpperRoman,
}

impl Mark {
    /// Reads the value of `list-style-type`, or of one word of `list-style`.
    pub(super) fn of_style(value: &str) -> Option<Self> {
        match value.to_ascii_lowercase().as_str() {
            "none" => Some(Self::None),
            "disc" | "circle" | "square" => Some(Self::Bullet),
            "decimal" | "decimal-leading-zero" => Some(Self::Decimal),
            "lower-alpha" | "lower-latin" => Some(Self::LowerLetter),
            "upper-alpha" | "upper-latin" => Some(Self::UpperLetter),
            "lower-roman" => Some(Self::LowerRoman),
            "upper-roman" => Some(Self::UpperRoman),
            _ => None,
        }
    }

    /// Reads the attribute `type`.
    fn of_type(value: &str) -> Option<Self> {
        match value.trim() {
            "1" => Some(Self::Decimal),
            "a" => Some(Self::LowerLetter),
            "A" => Some(Self::UpperLetter),
            "i" => Some(Self::LowerRoman),
            "I" => Some(Self::UpperRoman),
            other => Self::of_style(other),
        }
    }

    /// The mark of an item with a number.
    fn text(self, number: i64) -> Option<String> {
        let written = match self {
            Self::None => return None,
            Self::Bullet => return Some("•".to_owned()),
            Self::Decimal => None,
            Self::LowerLetter => letters(number),
            Self::UpperLetter => letters(number).map(|letters| letters.to_ascii_uppercase()),
            Self::LowerRoman => roman(number),
            Self::UpperRoman => roman(number).map(|roman| roman.to_ascii_uppercase()),
        };
        Some(format!("{}.", written.unwrap_or_else(|| number.to_string())))
    }
}

impl List {
    /// What an item outside of any list stands in.
    pub(super) const BULLETS: Self = Self { style: Mark::Bullet, next: 1, step: 1 };

    /// The list that a tag opens, if it does. `styled` is what its style says of the marks, `items` the number of its own items, asked for
    /// where they are counted from the last.
    pub(super) fn opened_by(tag: &Tag<'_>, styled: Option<Mark>, items: impl FnOnce() -> i64) -> Option<Self> {
        let is_ordered = match tag.name.as_ref() {
            "ol" => true,
            "ul" | "dir" | "menu" => false,
            _ => return None,
        };
        let usual = if is_ordered { Mark::Decimal } else { Mark::Bullet };
        let typed = tag.attribute("type").and_then(|value| Mark::of_type(&value));
        let is_reversed = is_ordered && tag.attribute("reversed").is_some();
        let start = tag.attribute("start").and_then(|value| integer(&value)).filter(|_| is_ordered);
        Some(Self {
            style: styled.or(typed).unwrap_or(usual),
            next: start.unwrap_or_else(|| if is_reversed { items() } else { 1 }),
            step: if is_reversed { -1 } else { 1 },
        })
    }

    /// The mark of the next item, which a tag opens.
    pub(super) fn mark(&mut self, tag: &Tag<'_>, styled: Option<Mark>) -> Option<String> {
        let typed = tag.attribute("type").and_then(|value| Mark::of_type(&value));
        let number = tag.attribute("value").and_then(|value| integer(&value)).unwrap_or(self.next);
        self.next = number.saturating_add(self.step);
        styled.or(typed).unwrap_or(self.style).text(number)
    }
}

/// The numbers of items of all ordered lists of a document, by where their tags begin.
pub(super) fn item_counts(source: &str, start: usize) -> HashMap<usize, i64> {
    let mut counts = HashMap::new();
    let mut open: Vec<Option<usize>> = Vec::new();
    visit(source, start, |part| match part {
        Part::Open(tag) => match tag.name.as_ref() {
            "ol" => open.push(Some(tag.span.start())),
            "ul" | "dir" | "menu" => open.push(None),
            "li" => {
                if let Some(&Some(list)) = open.last() {
                    *counts.entry(list).or_default() += 1;
                }
            }
            _ => {}
        },
        Part::Close(name, _) if matches!(name.as_ref(), "ol" | "ul" | "dir" | "menu") => drop(open.pop()),
        Part::Close(..) | Part::Text(_) => {}
    });
    counts
}

/// A number as HTML reads it: blanks before it and anything after it do not matter.
fn integer(value: &str) -> Option<i64> {
    let value = value.trim_start();
    let digits = value.trim_start_matches(['-', '+']);
    let sign = value.len() - digits.len();
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    value[..sign + end].parse::<i32>().ok().map(i64::from)
}

/// `a` … `z`, `aa`, `ab` …; there is none for what is no positive number.
fn letters(number: i64) -> Option<String> {
    let mut rest = number;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(b'a' + (rest % 26) as u8);
        rest /= 26;
    }
    let letters = letters.into_iter().rev().map(char::from).collect::<String>();
    (!letters.is_empty()).then_some(letters)
}

/// Roman numerals up to 3999, beyond which there are none.
fn roman(number: i64) -> Option<String> {
    const DIGITS: [(i64, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut rest = Some(number).filter(|number| (1..4000).contains(number))?;
    let mut roman = String::new();
    for (value, digit) in DIGITS {
        while rest >= value {
            roman.push_str(digit);
            rest -= value;
        }
    }
    Some(roman)
}

#[cfg(test)]
mod tests {
    use super::{Mark, integer};

    #[test]
    fn items_are_numbered_in_every_style() {
        let check = |mark: Mark, number, expect: &str| assert_eq!(mark.text(number).as_deref(), Some(expect));
        check(Mark::Decimal, 12, "12.");
        check(Mark::Decimal, -1, "-1.");
        check(Mark::LowerLetter, 26, "z.");
        check(Mark::UpperLetter, 28, "AB.");
        check(Mark::LowerLetter, 0, "0.");
        check(Mark::LowerRoman, 1994, "mcmxciv.");
        check(Mark::UpperRoman, 4, "IV.");
        check(Mark::UpperRoman, 4000, "4000.");
        check(Mark::LowerLetter, i64::from(i32::MAX), "fxshrxw.");
        assert_eq!(Mark::None.text(1), None);
    }

    #[test]
    fn numbers_are_read_as_browsers_read_them() {
        assert_eq!(
            (integer(" 5x"), integer("-3"), integer("+2"), integer("x"), integer("99999999999")),
            (Some(5), Some(-3), Some(2), None, None)
        );
        assert_eq!((integer(""), integer("--3")), (None, None));
    }
}
