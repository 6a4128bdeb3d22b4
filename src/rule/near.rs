//! Values that are almost the same, without comparing each with each.
//!
//! Two texts that differ in one or two letters become equal when one or two letters are left out of each. So every text is filed under
//! all that it can become, and only texts that meet there are compared.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::selector::Datum;
use crate::source::Span;

/// The longest text that is compared, in characters: a text costs its length to the power of the letters that may differ.
const LONGEST: usize = 120;

/// Values, filed so that near ones meet.
pub(super) struct Near<'t> {
    within: usize,
    values: Vec<(String, Datum<'t>)>,
    /// The first value of every form that can become what the key is the hash of.
    filed: HashMap<u64, Vec<usize>>,
}

impl<'t> Near<'t> {
    /// Files values by their normal forms.
    pub(super) fn new(values: Vec<(String, Datum<'t>)>, within: usize) -> Self {
        let mut filed: HashMap<u64, Vec<usize>> = HashMap::new();
        let mut seen = BTreeSet::new();
        for (index, (form, _)) in values.iter().enumerate() {
            if seen.insert(form.as_str()) {
                for hash in shortened(form, within) {
                    filed.entry(hash).or_default().push(index);
                }
            }
        }
        Self { within, values, filed }
    }

    /// The first value whose form differs a little from `form`, and whose numerals are those of `text`.
    ///
    /// Where the value at `span` is itself among the values, only those before it count, so that a pair is told once.
    pub(super) fn nearest(&self, form: &str, text: &str, span: Span) -> Option<&Datum<'t>> {
        let own = self.values.iter().position(|(_, datum)| datum.span == span);
        let limit = own.unwrap_or(self.values.len());
        let mut candidates = BTreeSet::new();
        for hash in shortened(form, self.within) {
            candidates.extend(
                self.filed
                    .get(&hash)
                    .into_iter()
                    .flatten()
                    .filter(|&&index| index < limit),
            );
        }
        let is_near = |index: &usize| {
            let (other, datum) = &self.values[*index];
            let is_close = other != form && strsim::osa_distance(other, form) <= self.within;
            is_close && numerals(&datum.value.text()) == numerals(text)
        };
        candidates.into_iter().find(is_near).map(|index| &self.values[index].1)
    }
}

/// The hashes of a text and of all that it becomes when up to `within` letters are left out.
fn shortened(text: &str, within: usize) -> BTreeSet<u64> {
    let letters: Vec<char> = text.chars().collect();
    let mut hashes = BTreeSet::new();
    if letters.len() <= LONGEST {
        shorten(&letters, within, 0, &mut hashes);
    }
    hashes
}

fn shorten(letters: &[char], within: usize, from: usize, hashes: &mut BTreeSet<u64>) {
    let mut hasher = DefaultHasher::new();
    letters.hash(&mut hasher);
    hashes.insert(hasher.finish());
    if within == 0 {
        return;
    }
    for at in from..letters.len() {
        let mut shorter = letters.to_vec();
        shorter.remove(at);
        shorten(&shorter, within - 1, at, hashes);
    }
}

/// The words of a text that tell one of a family from another: numbers, roman numerals, single letters.
fn numerals(text: &str) -> Vec<String> {
    let is_numeral = |word: &str| {
        let is_roman = word.chars().all(|character| "ivxIVX".contains(character));
        word.chars().count() == 1 || is_roman || word.chars().any(|character| character.is_ascii_digit())
    };
    let words = text.split(|character: char| !character.is_alphanumeric());
    words
        .filter(|word| !word.is_empty() && is_numeral(word))
        .map(str::to_lowercase)
        .collect()
}
