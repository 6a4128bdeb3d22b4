//! Where the grammar's rules end in a text, told without building what they read. `build/recognizers.rs` writes a function for
//! each rule from the same files that pest reads.

use super::pest_rules::Rule;

include!(concat!(env!("OUT_DIR"), "/recognizers.rs"));

fn eoi(text: &str, at: usize) -> Option<usize> {
    (at == text.len()).then_some(at)
}

#[inline]
fn word(text: &str, at: usize, word: &str) -> Option<usize> {
    let end = at + word.len();
    (text.as_bytes().get(at..end)? == word.as_bytes()).then_some(end)
}

/// The word is in small letters.
#[inline]
fn word_in_any_case(text: &str, at: usize, word: &str) -> Option<usize> {
    let end = at + word.len();
    let found = text.as_bytes().get(at..end)?;
    found.iter().zip(word.as_bytes()).all(|(found, letter)| found.to_ascii_lowercase() == *letter).then_some(end)
}

#[inline]
fn character(text: &str, at: usize, is: impl Fn(char) -> bool) -> Option<usize> {
    let first = *text.as_bytes().get(at)?;
    if first.is_ascii() { is(char::from(first)).then_some(at + 1) } else { beyond_ascii(text, at, is) }
}

#[inline(never)]
fn beyond_ascii(text: &str, at: usize, is: impl Fn(char) -> bool) -> Option<usize> {
    text[at..].chars().next().filter(|&c| is(c)).map(|c| at + c.len_utf8())
}

#[inline]
fn repeated(at: usize, least: u32, most: u32, step: impl Fn(usize) -> Option<usize>) -> Option<usize> {
    let (mut end, mut count) = (at, 0);
    while count < most
        && let Some(next) = step(end)
    {
        end = next;
        count += 1;
    }
    (count >= least).then_some(end)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use pest::Parser;

    use super::{Rule, end};
    use crate::grammar::pest_rules::ExhibitParser;

    /// Where pest ends, as far as it tells: silent rules yield no pair.
    fn by_pest(rule: Rule, text: &str) -> Option<Option<usize>> {
        let found = ExhibitParser::parse(rule, text).ok()?.next();
        Some(found.filter(|pair| pair.as_rule() == rule).map(|pair| pair.as_span().end()))
    }

    #[track_caller]
    fn check(text: &str) {
        for &rule in Rule::all_rules() {
            let (ours, pests) = (end(rule, text), by_pest(rule, text));
            assert_eq!(ours.is_some(), pests.is_some(), "{rule:?} on {text:?}");
            if let Some(pests) = pests.flatten() {
                assert_eq!(ours, Some(pests), "{rule:?} on {text:?}");
            }
        }
    }

    #[test]
    fn recognizers_read_as_pest_does() {
        for text in [
            "",
            "\n",
            "18th day of August, 2003",
            "2003-11-24",
            "$1,250.50 million",
            "A-1 hereto",
            "By: /s/ Amy L. Carter\tBy: ____\n",
            "Class A, B and C Shares)",
            "EX-10.1",
            "XXIV. Fund",
            "Harbor Fund (formerly “Harbor Income Fund”)† é",
            "[●] and “é”",
            "____ day of ______, 200_",
            "\u{a0}—\u{2026}",
        ] {
            check(text);
            text.char_indices().for_each(|(at, _)| check(&text[at..]));
        }
    }

    #[test]
    fn recognizers_read_the_lines_of_fixtures_and_rules_as_pest_does() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut folders = vec![root.join("tests/fixtures"), root.join("rules")];
        let mut lines: Vec<String> = Vec::new();
        while let Some(folder) = folders.pop() {
            for path in fs::read_dir(folder).expect("fixtures").map(|entry| entry.expect("an entry").path()) {
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "txt" || extension == "yaml") {
                    let text = fs::read(path).expect("a fixture");
                    lines.extend(String::from_utf8_lossy(&text).lines().map(|line| line.trim().to_owned()));
                }
            }
        }
        lines.sort_unstable();
        lines.dedup();
        lines.iter().for_each(|line| check(line));
        assert!(lines.len() > 2000, "{} lines", lines.len());
    }
}
