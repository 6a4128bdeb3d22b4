//! Numbers in words, figures and Roman numerals, as instruments write them.

/// The ordinals from `first` to `twentieth`, in small letters.
pub const ORDINALS: [&str; 20] = [
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
/// The number that Roman numerals do not reach.
const ROMAN_END: u32 = 4000;
/// What Roman numerals are made of, the largest first.
const ROMAN: [(&str, u32); 13] = [
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
    let lower = text.to_ascii_lowercase();
    let (mut rest, mut number) = (lower.as_str(), 0);
    for (part, value) in ROMAN {
        while let Some(after) = rest.strip_prefix(part).filter(|_| number < ROMAN_END) {
            (rest, number) = (after, number + value);
        }
    }
    let is_regular = rest.is_empty() && to_roman(number).is_some_and(|regular| regular == lower);
    is_regular.then_some(number)
}

/// The Roman numeral of a number below 4000, in small letters.
pub fn to_roman(number: u32) -> Option<String> {
    if !(1..ROMAN_END).contains(&number) {
        return None;
    }
    let mut rest = number;
    let mut numeral = String::new();
    for (part, value) in ROMAN {
        while rest >= value {
            numeral.push_str(part);
            rest -= value;
        }
    }
    Some(numeral)
}

/// The factor that a word after a number stands for: `million`.
pub fn scale(word: &str) -> Option<f64> {
    match word.to_ascii_lowercase().as_str() {
        "thousand" => Some(1e3),
        "million" => Some(1e6),
        "billion" => Some(1e9),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{cardinal, ordinal, roman, to_roman};

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
    fn roman_numerals_are_written_as_they_are_read() {
        assert!((1..4000).all(|number| to_roman(number).and_then(|numeral| roman(&numeral)) == Some(number)));
        assert_eq!([to_roman(0), to_roman(4000)], [None, None]);
        assert_eq!(roman(&"m".repeat(100_000)), None);
    }
}
