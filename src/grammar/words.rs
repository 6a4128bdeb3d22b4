//! Asks the grammar about a few words at a time.

use pest::Parser;
use pest::iterators::Pair;

use super::pest_rules::{ExhibitParser, Rule, may_start};
use crate::ascii::Ascii;
use crate::layout::Line;

/// Whether a rule fits the start of a text.
pub(super) fn is(rule: Rule, text: &str) -> bool {
    worth_asking(rule, text).is_some_and(|text| ExhibitParser::parse(rule, text).is_ok())
}

/// The part that a rule finds first at the start of a text, or the rule itself where it has no parts.
pub(super) fn what(rule: Rule, text: &str) -> Option<Rule> {
    let found = ExhibitParser::parse(rule, text).ok()?.next()?;
    Some(found.into_inner().next().map_or(rule, |part| part.as_rule()))
}

/// What a rule finds at the start of a text.
pub(super) fn parse(rule: Rule, text: &str) -> Option<Pair<'_, Rule>> {
    if may_fit(rule, text) { ExhibitParser::parse(rule, text).ok()?.next() } else { None }
}

/// The text of which a rule has to be asked whether it fits, if it may: a rule that looks for a word passes over all words
/// before the first that may be meant.
pub(super) fn worth_asking(rule: Rule, text: &str) -> Option<&str> {
    match rule {
        Rule::title_noun | Rule::title_whole => from_word(Rule::instrument, text),
        Rule::office => from_word(Rule::office_noun, text),
        Rule::entity => from_word(Rule::entity_noun, text),
        _ => Some(text).filter(|text| may_fit(rule, text)),
    }
}

/// Whether a rule may fit the start of a text, as far as its first letters tell.
fn may_fit(rule: Rule, text: &str) -> bool {
    match rule {
        Rule::role_caption => text.ends_with(':') || may_start(Rule::caption_words, text),
        Rule::list_cell => text.ends_with(':') || may_start(Rule::list_words, text),
        // A title that runs on into a sentence has a word in small letters.
        Rule::titled => text.as_bytes().windows(2).any(|pair| pair[0] == b' ' && pair[1].is_ascii_lowercase()),
        _ => may_start(rule, text),
    }
}

/// The text from the first word on that a rule may fit.
fn from_word(rule: Rule, text: &str) -> Option<&str> {
    let starts = memchr::memchr2_iter(b' ', b'\t', text.as_bytes()).map(|at| at + 1);
    std::iter::once(0).chain(starts).map(|at| &text[at..]).find(|rest| may_start(rule, rest))
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
    let word = &text[..memchr::memchr(b' ', text.as_bytes()).unwrap_or(text.len())];
    let is_plain = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_graphic());
    if is_plain { word } else { text.split_whitespace().next().unwrap_or("") }
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
        check(
            Rule::list_cell,
            &[
                "12/1/95",
                "March 1, 2004",
                "0.75/0.25",
                "N/A",
                "1.00%",
                "-",
                "Trust",
                "Effective Date",
                "Class A",
                "(1)",
            ],
            &["March Fund", "Harbor Trust", "2 Funds"],
        );
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
