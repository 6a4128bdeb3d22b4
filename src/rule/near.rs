//! Values that are almost the same, without comparing each with each.
//!
//! Two texts that differ in one or two letters become equal when one or two letters are left out of each. So every text is filed under
//! all that it can become, and only texts that meet there are compared.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::selector::Datum;
use crate::source::Span;

/// The longest text that is compared, in characters: a text costs its length to the power of the letters that may differ.
const LONGEST: usize = 120;

/// Values, filed so that near ones meet.
pub(super) struct Near<'t> {
    within: usize,
    values: Vec<(String, Datum<'t>)>,
    places: HashMap<Span, usize>,
    /// The first value of every form that can become what the key is the hash of.
    filed: HashMap<u64, Vec<usize>>,
}

impl<'t> Near<'t> {
    /// Files values by their normal forms.
    pub(super) fn new(values: Vec<(String, Datum<'t>)>, within: usize) -> Self {
        let mut filed: HashMap<u64, Vec<usize>> = HashMap::new();
        let mut seen = HashSet::new();
        for (index, (form, datum)) in values.iter().enumerate() {
            if seen.insert(form.as_str()) {
                for hash in shortened(form, &datum.value.text(), within) {
                    filed.entry(hash).or_default().push(index);
                }
            }
        }
        let places = values.iter().enumerate().map(|(index, (_, datum))| (datum.span, index));
        Self { within, places: places.collect(), filed, values }
    }

    /// The first value that is printed otherwise than `text` in more than letter case and blanks, whose form is `form` or differs from
    /// it a little, and whose numerals are those of `text`.
    ///
    /// Where the value at `span` is itself among the values, only those before it count, so that a pair is told once.
    pub(super) fn nearest(&self, form: &str, text: &str, span: Span) -> Option<&Datum<'t>> {
        let limit = self.places.get(&span).copied().unwrap_or(self.values.len());
        let mut candidates = BTreeSet::new();
        for hash in shortened(form, text, self.within) {
            candidates.extend(self.filed.get(&hash).into_iter().flatten().filter(|&&index| index < limit));
        }
        let is_near = |index: &usize| {
            let (other, datum) = &self.values[*index];
            let other_text = datum.value.text();
            let is_close = strsim::osa_distance(other, form) <= self.within;
            is_close && !is_printed_alike(&other_text, text) && numerals(&other_text) == numerals(text)
        };
        candidates.into_iter().find(is_near).map(|index| &self.values[index].1)
    }
}

/// Whether two texts are the same but for letter case and the width of blanks: a repetition, which is no near value.
fn is_printed_alike(left: &str, right: &str) -> bool {
    left.split_whitespace().map(str::to_lowercase).eq(right.split_whitespace().map(str::to_lowercase))
}

/// The hashes of all that a form becomes when up to `within` letters are left out, told apart by the numerals of its text.
fn shortened(form: &str, text: &str, within: usize) -> BTreeSet<u64> {
    let letters: Vec<char> = form.chars().collect();
    let mut hashes = BTreeSet::new();
    if letters.len() <= LONGEST {
        let mut hasher = DefaultHasher::new();
        numerals(text).hash(&mut hasher);
        shorten(&letters, within, 0, &hasher, &mut hashes);
    }
    hashes
}

fn shorten(letters: &[char], within: usize, from: usize, start: &DefaultHasher, hashes: &mut BTreeSet<u64>) {
    let mut hasher = start.clone();
    letters.hash(&mut hasher);
    hashes.insert(hasher.finish());
    if within == 0 {
        return;
    }
    for at in from..letters.len() {
        let mut shorter = letters.to_vec();
        shorter.remove(at);
        shorten(&shorter, within - 1, at, start, hashes);
    }
}

/// The words of a text that tell one of a family from another: numbers, roman numerals, single letters.
fn numerals(text: &str) -> Vec<String> {
    let is_numeral = |word: &str| {
        let is_roman = word.chars().all(|character| "ivxIVX".contains(character));
        word.chars().count() == 1 || is_roman || word.chars().any(|character| character.is_ascii_digit())
    };
    let words = text.split(|character: char| !character.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty() && is_numeral(word));
    words.map(str::to_lowercase).collect()
}
