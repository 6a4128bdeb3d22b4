//! Values sought in texts whatever their letter case, to see whether the texts write them with the same capitals.

use std::collections::HashSet;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::selector::Datum;

/// Values, ready to be sought; of those that differ only in letter case the first.
pub(super) struct Capitals<'t> {
    values: Vec<(String, Datum<'t>)>,
    /// `None` where there is nothing to seek, or more of it than can be sought.
    automaton: Option<AhoCorasick>,
}

/// A place of a text that says a value but lacks some of its capitals.
pub(super) struct Lapse<'c, 't> {
    /// The bytes of the text.
    pub(super) range: Range<usize>,
    /// How the value is written.
    pub(super) value: &'c str,
    /// Where the value stands.
    pub(super) datum: &'c Datum<'t>,
}

impl<'t> Capitals<'t> {
    pub(super) fn new(values: impl Iterator<Item = (String, Datum<'t>)>) -> Self {
        let mut seen = HashSet::new();
        let values: Vec<_> = values.filter(|(text, _)| seen.insert(text.to_ascii_lowercase())).collect();
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest);
        let automaton = builder.build(values.iter().map(|(text, _)| text)).ok().filter(|_| !values.is_empty());
        Self { values, automaton }
    }

    /// Whether there is nothing to seek.
    pub(super) fn is_empty(&self) -> bool {
        self.automaton.is_none()
    }

    /// The places where a text says a value as whole words, some with capitals, some without that the value writes with one.
    pub(super) fn lapses(&self, text: &str) -> Vec<Lapse<'_, 't>> {
        let found = self.automaton.iter().flat_map(|automaton| automaton.find_iter(text));
        let lapse = found.filter_map(|found| {
            let (value, datum) = &self.values[found.pattern().as_usize()];
            let lapses = is_whole(text, &found.range()) && lacks_capitals(value, text, found.range());
            lapses.then(|| Lapse { range: found.range(), value, datum })
        });
        lapse.collect()
    }
}

/// Whether no word goes on beyond a range of a text; hyphens join words.
fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let joins = |character: char| character.is_alphanumeric() || character == '-';
    !text[..range.start].ends_with(joins) && !text[range.end..].starts_with(joins)
}

/// Whether words of a use begin with capitals and others, which the value begins with capitals, with small letters. A capital that
/// the beginning of a sentence asks for does not count.
fn lacks_capitals(value: &str, text: &str, range: Range<usize>) -> bool {
    let written = &text[range.clone()];
    let is_lowered = |(meant, found): (char, char)| meant.is_ascii_uppercase() && found.is_ascii_lowercase();
    let skipped = usize::from(begins_sentence(&text[..range.start]));
    initials(value).zip(initials(written)).any(is_lowered)
        && initials(written).skip(skipped).any(|initial| initial.is_ascii_uppercase())
}

/// The first letter or digit of each word.
fn initials(text: &str) -> impl Iterator<Item = char> {
    text.split(|character: char| !character.is_alphanumeric()).filter_map(|word| word.chars().next())
}

/// Whether a sentence may begin after a text: nothing, a number or any sign but a comma stands before.
fn begins_sentence(before: &str) -> bool {
    let word = before.split_whitespace().next_back().unwrap_or_default();
    let is_number = word.chars().all(|character| character.is_ascii_digit() || matches!(character, '.' | ','));
    is_number || !word.ends_with(|character: char| character.is_alphanumeric() || matches!(character, ',' | '\'' | '’'))
}
