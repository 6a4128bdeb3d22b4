//! Asks the grammar about a few words at a time.

use pest::Parser;
use pest::iterators::Pair;

use super::pest_rules::{ExhibitParser, Rule};
use super::recognize;
use crate::ascii::Ascii;
use crate::layout::Line;

/// Whether a rule fits the start of a text.
pub(super) fn is(rule: Rule, text: &str) -> bool {
    recognize::end(rule, text).is_some()
}

/// Whether a rule fits all of a text.
pub(super) fn is_whole(rule: Rule, text: &str) -> bool {
    recognize::end(rule, text) == Some(text.len())
}

/// What a rule finds at the start of a text.
pub(super) fn parse(rule: Rule, text: &str) -> Option<Pair<'_, Rule>> {
    if is(rule, text) { ExhibitParser::parse(rule, text).ok()?.next() } else { None }
}

/// Reads a text piece by piece, where the parts of a form simply follow one another.
pub(super) struct Pieces<'t> {
    text: &'t str,
    /// Where the next piece begins.
    pub at: usize,
}

impl<'t> Pieces<'t> {
    pub(super) fn new(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }

    /// The piece that a rule fits, if one is next.
    pub(super) fn next(&mut self, rule: Rule) -> Option<&'t str> {
        let rest = &self.text[self.at..];
        let length = recognize::end(rule, rest)?;
        self.at += length;
        Some(&rest[..length])
    }
}

/// What a name is of, by its last words.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct NameEnd {
    /// It ends like the name of a series.
    pub is_fund: bool,
    /// It ends like the name of a trust or corporation.
    pub is_registrant: bool,
}

impl NameEnd {
    /// Of a name of two words or more: its last word, or the last two where that is only a number.
    pub(super) fn of(name: &str) -> Self {
        let Some(blank) = name.bytes().rposition(|byte| byte == b' ') else { return Self::default() };
        let last = Self::of_words(&name[blank + 1..]);
        if last.is_fund || last.is_registrant || name.len() - blank > 5 {
            return last;
        }
        let Some(before) = name.as_bytes()[..blank].iter().rposition(|&byte| byte == b' ') else { return last };
        Self::of_words(&name[before + 1..])
    }

    fn of_words(words: &str) -> Self {
        Self { is_fund: is(Rule::fund_end, words), is_registrant: is(Rule::registrant_end, words) }
    }
}

/// The first pair of a rule anywhere inside another.
pub(super) fn find<'i>(pair: Pair<'i, Rule>, rule: Rule) -> Option<Pair<'i, Rule>> {
    pair.into_inner().flatten().find(|inner| inner.as_rule() == rule)
}

/// Whether most words of a text begin with a small letter, as in a sentence.
pub(super) fn is_sentence(text: &str) -> bool {
    let mut count = WordCount::default();
    count.add(text);
    count.is_sentence()
}

/// Whether every word but the links between them begins with a capital, as in a title: `Agreement and Plan of Merger`.
pub(super) fn is_title_case(text: &str) -> bool {
    const LINKS: [&str; 12] = ["and", "of", "the", "to", "for", "in", "on", "a", "an", "or", "by", "with"];
    text.split_whitespace().all(|word| !word.starts_with(char::is_lowercase) || LINKS.contains(&word))
}

/// The end of a text: its last `count` characters and one more.
pub(super) fn tail(text: &str, count: usize) -> &str {
    &text[text.char_indices().rev().nth(count).map_or(0, |(at, _)| at)..]
}

/// The first `count` characters of a text.
pub(super) fn head(text: &str, count: usize) -> &str {
    let end = match text.as_bytes().get(..count) {
        None => text.len(),
        Some(start) if start.is_ascii() => count,
        Some(_) => text.char_indices().nth(count).map_or(text.len(), |(end, _)| end),
    };
    &text[..end]
}

/// Whether a text starts with some words, in capitals or not.
pub(super) fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
}

/// The first word of a text; empty where it has none.
pub(super) fn first_word(text: &str) -> &str {
    match text.bytes().position(|byte| !byte.is_ascii_graphic()) {
        None => text,
        Some(end @ 1..) if text.as_bytes()[end] == b' ' => &text[..end],
        Some(_) => text.split_whitespace().next().unwrap_or(""),
    }
}

/// How many words a text has, and how many of them begin with a small letter.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WordCount {
    words: usize,
    small: usize,
}

impl WordCount {
    pub(super) fn add(&mut self, text: &str) {
        let found = Ascii::of(text.trim_end_matches(' ').as_bytes());
        if found.is_seen {
            self.words += found.words as usize;
            self.small += found.small_words as usize;
            return;
        }
        for word in text.split_whitespace() {
            self.words += 1;
            self.small += usize::from(word.starts_with(char::is_lowercase));
        }
    }

    /// Adds a line, whose words the layout counted.
    pub(super) fn add_line(&mut self, line: &Line) {
        self.words += line.words as usize;
        self.small += line.small_words as usize;
    }

    /// Whether at least four words are there and two in five of them are small.
    pub(super) fn is_sentence(self) -> bool {
        self.words >= 4 && self.small * 5 >= self.words * 2
    }
}

#[cfg(test)]
mod tests {
    use super::{Rule, is, is_sentence, is_title_case};

    #[track_caller]
    fn check(rule: Rule, yes: &[&str], no: &[&str]) {
        for text in yes {
            assert!(is(rule, text), "{rule:?} should fit {text}");
        }
        for text in no {
            assert!(!is(rule, text), "{rule:?} should not fit {text}");
        }
    }

    #[test]
    fn offices_and_entities() {
        check(
            Rule::office,
            &["Executive Vice President", "Trustee, Secretary and Treasurer", "CFO"],
            &["Amy L. Carter", "HARBOR FUNDS"],
        );
        check(
            Rule::entity,
            &["Harbor GP, LLC", "HARBOR BANK AND TRUST COMPANY", "Harbor Funds Inc."],
            &["Amy L. Carter", "President"],
        );
        check(
            Rule::capacity,
            &["a Delaware corporation", "as Trustee", "its general partner"],
            &["HARBOR FUNDS", "Asset Bank"],
        );
    }

    #[test]
    fn titles() {
        check(Rule::title_noun, &["MASTER DISTRIBUTION AGREEMENT", "AMENDMENT NO. 6"], &["HARBOR FUNDS", "Agreeable"]);
        check(Rule::title_end, &["BY AND BETWEEN", "Dated as of May 1", "June 5, 2001"], &["AMENDMENT"]);
    }

    #[test]
    fn lists() {
        check(Rule::fund_end, &["Fund", "Fund II", "Portfolio"], &["Bond", "Funded"]);
        check(Rule::registrant_end, &["Inc.", "Trust", "Inc. II"], &["Fund", "Series"]);
    }

    #[test]
    fn sentences_have_small_words() {
        assert!(is_sentence("The parties agree to the terms of it"));
        assert!(!is_sentence("Harbor Fund of the Americas Growth Fund"));
    }

    #[test]
    fn titles_have_small_links_only() {
        assert!(is_title_case("Agreement and Plan of Merger"));
        assert!(!is_title_case("Agreement and plan of Merger"));
    }
}
