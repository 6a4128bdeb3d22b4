//! Days in running text, and the part they play.

use jiff::civil::Date;
use pest::iterators::Pair;

use super::pest_rules::Rule;
use super::words;
use crate::numeral::ordinal;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The part that a date plays in an instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The day on which it was signed or made.
    Execution,
    /// The day of the agreement that is amended.
    Base,
    /// The day on which it takes effect.
    Effective,
    /// The day as of which it is made, or a list is true.
    AsOf,
    /// Any other.
    Mention,
}

impl Role {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Execution => "execution",
            Self::Base => "base",
            Self::Effective => "effective",
            Self::AsOf => "as-of",
            Self::Mention => "mention",
        }
    }
}

/// How a sentence leads up to a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// `effective as of`
    Effective,
    /// `made as of`, `entered into as of`
    Made,
    /// `dated`, `dated as of`
    Dated,
    /// `this` (18th day of …)
    This,
    /// `as of` and nothing before it that tells more
    AsOf,
    None,
}

/// Tells from the words before a date how the sentence leads up to it.
pub(super) fn lead(before: &str) -> Lead {
    const ENDINGS: &[(&str, Lead)] = &[
        ("effective as of", Lead::Effective),
        ("effective as of the", Lead::Effective),
        ("effective", Lead::Effective),
        ("effective on", Lead::Effective),
        ("effective date of", Lead::Effective),
        ("take effect on", Lead::Effective),
        ("take effect as of", Lead::Effective),
        ("made as of", Lead::Made),
        ("made and entered into as of", Lead::Made),
        ("entered into as of", Lead::Made),
        ("entered into on", Lead::Made),
        ("entered into", Lead::Made),
        ("made on", Lead::Made),
        ("made and entered into", Lead::Made),
        ("made", Lead::Made),
        ("dated as of", Lead::Dated),
        ("dated", Lead::Dated),
        ("dated:", Lead::Dated),
        ("dated effective", Lead::Effective),
        ("executed as of", Lead::This),
        ("executed on", Lead::This),
        ("this", Lead::This),
        ("as of", Lead::AsOf),
        ("earliest event reported):", Lead::AsOf),
        ("earliest event reported)", Lead::AsOf),
        ("date of report:", Lead::AsOf),
        ("date of report", Lead::AsOf),
        ("on", Lead::None),
    ];
    let tail = last_words(before);
    let tail = tail.strip_suffix(" the").unwrap_or(&tail);
    let longest =
        ENDINGS.iter().filter(|(ending, _)| ends_with_words(tail, ending)).max_by_key(|(ending, _)| ending.len());
    longest.map_or(Lead::None, |&(_, lead)| lead)
}

fn last_words(before: &str) -> String {
    words::tail(before, 48).trim_end().to_lowercase()
}

fn ends_with_words(text: &str, ending: &str) -> bool {
    let Some(before) = text.strip_suffix(ending) else {
        return false;
    };
    !before.ends_with(|character: char| character.is_alphanumeric())
}

/// The day that eight digits give: `20030826`.
pub(super) fn compact(digits: &str) -> Option<Date> {
    if digits.len() != 8 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    Date::new(digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..].parse().ok()?).ok()
}

/// A day as found: its value where every part is there and the calendar has it.
pub(super) fn value(day: Pair<'_, Rule>) -> Option<Date> {
    let form = day.into_inner().next()?;
    let mut parts = Parts::default();
    let mut open = vec![form];
    while let Some(pair) = open.pop() {
        parts.take(&pair);
        open.extend(pair.into_inner());
    }
    Date::new(parts.year?, parts.month?, parts.day?).ok()
}

#[derive(Default)]
struct Parts {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
}

impl Parts {
    fn take(&mut self, pair: &Pair<'_, Rule>) {
        let text = pair.as_str();
        match pair.as_rule() {
            Rule::month_name => self.month = month(text),
            Rule::month_number => self.month = text.parse().ok(),
            Rule::day_digits => self.day = text.parse().ok(),
            Rule::day_word => self.day = ordinal(text).and_then(|day| i8::try_from(day).ok()),
            Rule::long_year => self.year = text.parse().ok(),
            Rule::short_year => self.year = text.parse().ok().map(century),
            _ => {}
        }
    }
}

/// Puts a year of two digits in the years 1950 to 2049; EDGAR's filings began in 1993.
fn century(year: i16) -> i16 {
    match year {
        0..50 => 2000 + year,
        50..100 => 1900 + year,
        _ => year,
    }
}

/// The number of a month by its first three letters.
fn month(name: &str) -> Option<i8> {
    let start = name.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().position(|&month| month == start).map(|at| at as i8 + 1)
}

/// The place of the day of the week that stands just before a date: `Monday, ` and `Monday the `, given what stands before.
pub(super) fn weekday_before(before: &str) -> Option<(usize, usize)> {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let rest = before.trim_end();
    let rest = rest.strip_suffix(" the").unwrap_or(rest).trim_end_matches([',', ' ']);
    let start = rest.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
    let word = &rest[start..];
    DAYS.iter().any(|day| day.eq_ignore_ascii_case(word)).then_some((start, rest.len()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};
    use pest::Parser;

    use super::{Lead, lead, month, value, weekday_before};
    use crate::grammar::pest_rules::{ExhibitParser, Rule};

    #[test]
    fn months_by_their_start() {
        assert_eq!([month("Sept"), month("DECEMBER"), month("Ma")], [Some(9), Some(12), None]);
    }

    #[track_caller]
    fn check(text: &str, expect: Option<Date>) {
        let pair = ExhibitParser::parse(Rule::day, text).expect(text).next().expect(text);
        assert_eq!(pair.as_str().len(), text.len(), "{text}");
        assert_eq!(value(pair), expect, "{text}");
    }

    #[test]
    fn days_in_every_form() {
        check("November 24, 2003", Some(date(2003, 11, 24)));
        check("18th day of August, 2003", Some(date(2003, 8, 18)));
        check("twenty-first day of May, 1998", Some(date(1998, 5, 21)));
        check("28t h day of September 2004", Some(date(2004, 9, 28)));
        check("19/th/ day of May 1997", Some(date(1997, 5, 19)));
        check("9/28/2004", Some(date(2004, 9, 28)));
        check("4/30/97", Some(date(1997, 4, 30)));
        check("October 1,1996", Some(date(1996, 10, 1)));
        check("10 January 2025", Some(date(2025, 1, 10)));
        check("February 8th, 2023", Some(date(2023, 2, 8)));
        check("2003-11-24", Some(date(2003, 11, 24)));
    }

    #[test]
    fn a_blank_or_an_impossible_day_has_no_value() {
        check("November __, 2003", None);
        check("December [___], 2018", None);
        check("____ day of ______, 200_", None);
        check("February 30, 2003", None);
    }

    #[test]
    fn the_words_before_tell_the_lead() {
        assert_eq!(lead("the Agreement made as of the "), Lead::Made);
        assert_eq!(lead("dated and effective as of "), Lead::Effective);
        assert_eq!(lead("Agreement dated "), Lead::Dated);
        assert_eq!(lead("executed on their behalf this "), Lead::This);
        assert_eq!(lead("Date of Report (Date of earliest event reported): "), Lead::AsOf);
        assert_eq!(lead("updated "), Lead::None);
    }

    #[test]
    fn a_day_of_the_week_stands_before_its_date() {
        let check = |before: &str, expect: Option<&str>| {
            assert_eq!(weekday_before(before).map(|(start, end)| &before[start..end]), expect, "{before}");
        };
        check("ends on Monday, ", Some("Monday"));
        check("MONDAY the ", Some("MONDAY"));
        check("“Friday, ", Some("Friday"));
        check("on any Monday after ", None);
        check("Mondays, ", None);
        check("", None);
    }
}
