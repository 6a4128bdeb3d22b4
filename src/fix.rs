//! Changes of a file's bytes: several edits at once, each confined to its own span, in the file's own encoding.
//!
//! Nothing here decides what is to be changed; see [`crate::rule`] for how findings are mended.

use crate::decode::{Text, decode};
use crate::finding::RuleId;
use crate::source::Span;

/// A change of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes of the text to replace.
    pub span: Span,
    /// What to put there; empty to delete.
    pub replacement: String,
    /// The rule that wants it.
    pub rule: RuleId,
    /// The fingerprint of the finding that it mends.
    pub fingerprint: String,
}

/// What became of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was made.
    Made,
    /// It overlaps one that was made; it can be made in the next pass, if it is still wanted.
    Postponed,
    /// The file's encoding has no such character.
    Unencodable,
}

/// A file with edits made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The whole file.
    pub bytes: Vec<u8>,
    /// What became of each edit, in the order in which they were given.
    pub fates: Vec<Fate>,
    /// The bytes of the original file that were replaced, and what stands there now; ascending.
    pub changes: Vec<(Span, Vec<u8>)>,
}

/// Makes edits in a file; `text` is what its bytes were decoded to. Of edits that overlap, the first in the text is made.
///
/// `None` where the changed bytes would no longer be read as the changed text: a file that is told to be windows-1252 by a byte that
/// an edit takes out could be taken for UTF-8 after it.
pub fn apply(bytes: &[u8], text: &Text, edits: &[Edit]) -> Option<Edited> {
    let mut order: Vec<usize> = (0..edits.len()).collect();
    order.sort_by_key(|&at| (edits[at].span, at));
    let mut fates = vec![Fate::Postponed; edits.len()];
    let mut edited = Edited { bytes: Vec::with_capacity(bytes.len()), fates: Vec::new(), changes: Vec::new() };
    let mut expected = String::with_capacity(text.as_str().len());
    // How far the text and the bytes were copied.
    let (mut copied, mut copied_bytes) = (0, 0);
    let mut original_start = text.original(Span::default()).start();
    let mut last: Option<Span> = None;
    for at in order {
        let Edit { span, replacement, .. } = &edits[at];
        if last.is_some_and(|last| overlap(last, *span)) {
            continue;
        }
        let Some(encoded) = text.encode_at(span.start(), replacement) else {
            fates[at] = Fate::Unencodable;
            continue;
        };
        fates[at] = Fate::Made;
        last = Some(*span);
        let start = original_start + text.encoded_length(Span::new(copied, span.start()));
        let end = start + text.encoded_length(*span);
        edited.bytes.extend_from_slice(&bytes[copied_bytes..start]);
        edited.bytes.extend_from_slice(&encoded);
        edited.changes.push((Span::new(start, end), encoded));
        expected.push_str(text.slice(Span::new(copied, span.start())));
        expected.push_str(replacement);
        (copied, copied_bytes, original_start) = (span.end(), end, end);
    }
    edited.bytes.extend_from_slice(&bytes[copied_bytes..]);
    expected.push_str(&text.as_str()[copied..]);
    let is_read_so = decode(edited.bytes.clone()).is_ok_and(|read| read.as_str() == expected);
    is_read_so.then_some(Edited { fates, ..edited })
}

/// Whether two edits get in each other's way: they share a byte, or both put something at the same place.
fn overlap(first: Span, second: Span) -> bool {
    second.start() < first.end() || second.start() == first.start()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Edit, Fate, apply};
    use crate::decode::decode;
    use crate::finding::RuleId;
    use crate::source::Span;

    fn edit(start: usize, end: usize, replacement: &str) -> Edit {
        Edit {
            span: Span::new(start, end),
            replacement: replacement.into(),
            rule: RuleId::new("x/y"),
            fingerprint: String::new(),
        }
    }

    fn check(bytes: &[u8], edits: &[Edit], expected: &[u8], fates: &[Fate]) {
        let text = decode(bytes.to_vec()).expect("text");
        let edited = apply(bytes, &text, edits).expect("edited");
        assert_eq!((edited.bytes.as_slice(), edited.fates.as_slice()), (expected, fates));
    }

    #[test]
    fn edits_change_their_spans_alone() {
        check(b"one two three", &[edit(8, 13, "3"), edit(0, 3, "1")], b"1 two 3", &[Fate::Made; 2]);
        check(b"a\r\nb\rc\n", &[edit(3, 4, "x")], b"a\r\nx\rc\n", &[Fate::Made]);
        check(b"ab", &[edit(1, 1, "-"), edit(2, 2, "!")], b"a-b!", &[Fate::Made; 2]);
        check(b"ab", &[], b"ab", &[]);
    }

    #[test]
    fn of_overlapping_edits_the_first_is_made() {
        check(b"abcdef", &[edit(2, 5, "y"), edit(0, 3, "x")], b"xdef", &[Fate::Postponed, Fate::Made]);
        check(b"abc", &[edit(1, 1, "x"), edit(1, 1, "y")], b"axbc", &[Fate::Made, Fate::Postponed]);
        check(b"abcd", &[edit(0, 2, "x"), edit(2, 4, "y")], b"xy", &[Fate::Made; 2]);
    }

    #[test]
    fn the_encoding_is_kept() {
        // A curly quote goes, an accent stays: the file is still windows-1252.
        let (open, close) = ("“".len(), "”".len());
        let edits = [edit(0, open, "\""), edit(open + 1, open + 1 + close, "\"")];
        check(b"\x93a\x94 \xE9\n", &edits, b"\"a\" \xE9\n", &[Fate::Made; 2]);
        check(b"\x93 \xE9\n", &[edit(0, open, "é")], b"\xE9 \xE9\n", &[Fate::Made]);
        check(b"\xEF\xBB\xBFab", &[edit(0, 1, "x")], b"\xEF\xBB\xBFxb", &[Fate::Made]);
        check(b"\xFF\xFEa\0b\0", &[edit(1, 2, "x")], b"\xFF\xFEa\0x\0", &[Fate::Made]);
        check(b"\xFE\xFF\0a\0b", &[edit(0, 1, "“")], b"\xFE\xFF\x20\x1C\0b", &[Fate::Made]);
    }

    #[test]
    fn what_the_encoding_cannot_hold_is_refused() {
        check(b"\x93 \xE9\n", &[edit(0, 3, "Ж"), edit(3, 4, "_")], b"\x93_\xE9\n", &[Fate::Unencodable, Fate::Made]);
    }

    #[test]
    fn bytes_that_would_be_read_as_another_encoding_are_refused() {
        // Without its first byte the rest would be an é of UTF-8.
        let bytes = b"\x93 \xC3\xA9\n";
        let text = decode(bytes.to_vec()).expect("text");
        assert_eq!(text.as_str(), "“ Ã©\n");
        assert_eq!(apply(bytes, &text, &[edit(0, 3, "\"")]), None);
    }

    proptest! {
        /// Whatever the edits: outside of the spans that were changed every byte is the old one, and what is read is the text with
        /// the edits made.
        #[test]
        fn no_byte_outside_of_a_span_is_changed(
            content in "[a-zé“\r\n ]{0,40}",
            is_windows in any::<bool>(),
            edits in prop::collection::vec((0usize..40, 0usize..6, "[a-z\"é]{0,3}"), 0..6),
        ) {
            let bytes = if is_windows {
                content.chars().map(|c| match c { 'é' => 0xE9, '“' => 0x93, c => c as u8 }).collect()
            } else {
                content.clone().into_bytes()
            };
            let text = decode(bytes.clone()).expect("text");
            let bounds: Vec<usize> = text.as_str().char_indices().map(|(at, _)| at).chain([text.as_str().len()]).collect();
            let edits: Vec<Edit> = edits
                .iter()
                .map(|(start, length, replacement)| {
                    let start = (*start).min(bounds.len() - 1);
                    edit(bounds[start], bounds[(start + length).min(bounds.len() - 1)], replacement)
                })
                .collect();
            if let Some(edited) = apply(&bytes, &text, &edits) {
                // Walks old and new bytes side by side: between the changes they are the same.
                let (mut old, mut new) = (0, 0);
                for (span, replacement) in &edited.changes {
                    let kept = span.start() - old;
                    prop_assert_eq!(&bytes[old..span.start()], &edited.bytes[new..new + kept]);
                    new += kept;
                    prop_assert_eq!(replacement.as_slice(), &edited.bytes[new..new + replacement.len()]);
                    (old, new) = (span.end(), new + replacement.len());
                }
                prop_assert_eq!(&bytes[old..], &edited.bytes[new..]);
                let made = edited.fates.iter().filter(|fate| **fate == Fate::Made).count();
                prop_assert_eq!(made, edited.changes.len());
            }
        }
    }
}
