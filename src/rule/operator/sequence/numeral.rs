//! Numerals as legal documents write them: 3, third, c, iii.

use crate::numeral::{ORDINALS, roman, to_roman};

/// A way of writing numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `3`, `3.`, `(3)`, `3rd`
    Number,
    /// `THIRD`
    Ordinal,
    /// `c`, `(c)`; after `z` follow `aa`, `bb`
    Letter,
    /// `iii`, `III.`
    Roman,
}

impl Style {
    pub(super) const ALL: [Self; 4] = [Self::Number, Self::Ordinal, Self::Letter, Self::Roman];

    /// The number that a numeral stands for; signs around it do not matter.
    pub(super) fn read(self, text: &str) -> Option<i64> {
        let word = text.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase();
        match self {
            Self::Number => read_number(&word),
            Self::Ordinal => ORDINALS.iter().position(|ordinal| *ordinal == word).map(|at| at as i64 + 1),
            Self::Letter => read_letters(&word),
            Self::Roman => roman(&word).map(i64::from),
        }
    }

    /// The numeral of a number, in the letter case of `like`.
    pub(super) fn write(self, number: i64, like: &str) -> String {
        let numeral = match self {
            Self::Ordinal => {
                usize::try_from(number - 1).ok().and_then(|at| ORDINALS.get(at)).map(|word| (*word).to_owned())
            }
            Self::Letter => write_letters(number),
            Self::Roman => u32::try_from(number).ok().and_then(to_roman),
            Self::Number => None,
        };
        let numeral = numeral.unwrap_or_else(|| number.to_string());
        if like.chars().any(char::is_lowercase) { numeral } else { numeral.to_uppercase() }
    }
}

fn read_number(word: &str) -> Option<i64> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let (number, ending) = word.split_at(digits);
    matches!(ending, "" | "st" | "nd" | "rd" | "th").then(|| number.parse().ok())?
}

/// `a` is 1, `z` 26, `aa` 27, `bb` 28.
fn read_letters(word: &str) -> Option<i64> {
    let first = *word.as_bytes().first()?;
    let is_repeated = word.len() <= 4 && first.is_ascii_lowercase() && word.bytes().all(|byte| byte == first);
    is_repeated.then(|| i64::from(first - b'a') + 1 + 26 * (word.len() as i64 - 1))
}

fn write_letters(number: i64) -> Option<String> {
    let at = u8::try_from((number - 1).rem_euclid(26)).ok()?;
    let times = usize::try_from((number - 1) / 26 + 1).ok()?;
    (number > 0 && times <= 4).then(|| char::from(b'a' + at).to_string().repeat(times))
}

/// What all texts begin with up to and including a hyphen, dot or blank: `A-` of `A-1` and `A-2`.
pub(super) fn common_prefix<'t>(mut texts: impl Iterator<Item = &'t str>) -> &'t str {
    let Some(first) = texts.next() else {
        return "";
    };
    let mut length = first.len();
    for text in texts {
        let same = first.bytes().zip(text.bytes()).take(length).take_while(|(a, b)| a == b).count();
        length = same;
    }
    let length = (0..=length).rev().find(|&at| first.is_char_boundary(at)).unwrap_or(0);
    let cut = first[..length].trim_end_matches(['-', '.', ' ']);
    let head = &first[..length];
    // A prefix ends at a joint; a shared digit is part of the number.
    let joint = if cut.len() < head.len() { head.len() } else { head.rfind(['-', '.', ' ']).map_or(0, |at| at + 1) };
    if joint == first.len() { "" } else { &first[..joint] }
}

#[cfg(test)]
mod tests {
    use super::{Style, common_prefix};

    fn check(style: Style, text: &str, number: Option<i64>) {
        assert_eq!(style.read(text), number, "{text}");
    }

    #[test]
    fn numerals_are_read() {
        check(Style::Number, "(12)", Some(12));
        check(Style::Number, "3rd", Some(3));
        check(Style::Number, "3a", None);
        check(Style::Number, "99999999999999999999", None);
        check(Style::Ordinal, "SECOND:", Some(2));
        check(Style::Letter, "(c)", Some(3));
        check(Style::Letter, "bb", Some(28));
        check(Style::Letter, "ab", None);
        check(Style::Roman, "xiv", Some(14));
        check(Style::Roman, "IV.", Some(4));
        check(Style::Roman, "iiii", None);
        check(Style::Roman, "", None);
    }

    #[test]
    fn numerals_are_written_in_the_case_of_their_neighbours() {
        assert_eq!(Style::Roman.write(14, "XIII"), "XIV");
        assert_eq!(Style::Letter.write(28, "aa"), "bb");
        assert_eq!(Style::Ordinal.write(3, "SECOND"), "THIRD");
        assert_eq!(Style::Number.write(7, "6"), "7");
    }

    #[test]
    fn a_common_prefix_ends_at_a_joint() {
        let prefix = |texts: &[&'static str]| common_prefix(texts.iter().copied());
        assert_eq!(prefix(&["A-1", "A-2"]), "A-");
        assert_eq!(prefix(&["A-10", "A-11"]), "A-");
        assert_eq!(prefix(&["10", "11"]), "");
        assert_eq!(prefix(&["3.1", "3.2"]), "3.");
        assert_eq!(prefix(&["A-1"]), "A-");
        assert_eq!(prefix(&["2", "2"]), "");
    }
}
