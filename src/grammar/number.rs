//! Numbers in words, figures and Roman numerals, as instruments write them.

const ORDINALS: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];
const CARDINALS: [&str; 20] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The number of an ordinal in words: `twenty-first` is 21. Up to 39.
pub fn ordinal(words: &str) -> Option<u32> {
    let words = words.to_ascii_lowercase();
    let place = |word: &str| ORDINALS.iter().position(|&ordinal| ordinal == word).map(|at| at as u32 + 1);
    if words == "thirtieth" {
        return Some(30);
    }
    match words.split_once(['-', ' ']) {
        Some(("twenty", unit)) => place(unit).map(|unit| 20 + unit),
        Some(("thirty", unit)) => place(unit).map(|unit| 30 + unit),
        _ => place(&words),
    }
}

/// The number of a cardinal: figures, Roman numerals or words up to twenty.
pub fn cardinal(text: &str) -> Option<u32> {
    let word = text.to_ascii_lowercase();
    let in_words = || CARDINALS.iter().position(|&cardinal| cardinal == word).map(|at| at as u32 + 1);
    text.parse().ok().or_else(in_words).or_else(|| roman(text))
}

/// The number of a Roman numeral in capitals or small letters, in its regular form only: `IIX` is none.
pub fn roman(text: &str) -> Option<u32> {
    const PARTS: [(&str, u32); 13] = [
        ("m", 1000),
        ("cm", 900),
        ("d", 500),
        ("cd", 400),
        ("c", 100),
        ("xc", 90),
        ("l", 50),
        ("xl", 40),
        ("x", 10),
        ("ix", 9),
        ("v", 5),
        ("iv", 4),
        ("i", 1),
    ];
    let lower = text.to_ascii_lowercase();
    if lower.is_empty() || lower.len() > 15 {
        return None;
    }
    let (mut rest, mut number) = (lower.as_str(), 0);
    for (part, value) in PARTS {
        let most = if part.len() == 1 && value != 5 && value != 50 && value != 500 { 3 } else { 1 };
        for _ in 0..most {
            let Some(after) = rest.strip_prefix(part) else { break };
            (rest, number) = (after, number + value);
        }
    }
    rest.is_empty().then_some(number)
}

/// The number of a month by its first three letters.
pub(super) fn month(name: &str) -> Option<i8> {
    let start = name.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().position(|&month| month == start).map(|at| at as i8 + 1)
}

#[cfg(test)]
mod tests {
    use super::{cardinal, month, ordinal, roman};

    #[test]
    fn ordinals_in_words() {
        assert_eq!(ordinal("Sixth"), Some(6));
        assert_eq!(ordinal("twenty-first"), Some(21));
        assert_eq!(ordinal("THIRTY FIRST"), Some(31));
        assert_eq!(ordinal("thirtieth"), Some(30));
        assert_eq!(ordinal("last"), None);
    }

    #[test]
    fn cardinals_in_every_script() {
        assert_eq!([cardinal("6"), cardinal("Six"), cardinal("VI")], [Some(6), Some(6), Some(6)]);
        assert_eq!(cardinal("many"), None);
    }

    #[test]
    fn roman_numerals_are_regular() {
        assert_eq!([roman("iv"), roman("XIX"), roman("xlii")], [Some(4), Some(19), Some(42)]);
        assert_eq!([roman("iix"), roman("vv"), roman("a"), roman("")], [None, None, None, None]);
    }

    #[test]
    fn months_by_their_start() {
        assert_eq!([month("Sept"), month("DECEMBER"), month("Ma")], [Some(9), Some(12), None]);
    }
}
