//! From a place in folded text back to the text it was folded from.

use std::ops::Range;

/// The bytes of `source` that the bytes `range` of `folded` come from, where the two differ in white space alone.
///
/// `None` where nothing but white space is meant, or where the texts differ otherwise.
pub(super) fn unfold(source: &str, folded: &str, range: Range<usize>) -> Option<Range<usize>> {
    let solid = |text: &str| text.chars().filter(|character| !character.is_whitespace()).count();
    let before = solid(folded.get(..range.start)?);
    let part = folded.get(range)?;
    let length = solid(part);
    let mut places = source.char_indices().filter(|(_, character)| !character.is_whitespace());
    let (start, first) = places.nth(before)?;
    let (end, last) = match length {
        0 => return None,
        1 => (start, first),
        length => places.nth(length - 2)?,
    };
    let found = start..end + last.len_utf8();
    source[found.clone()]
        .split_whitespace()
        .flat_map(str::chars)
        .eq(part.split_whitespace().flat_map(str::chars))
        .then_some(found)
}

#[cfg(test)]
mod tests {
    use super::unfold;

    #[test]
    fn places_are_found_again_through_white_space() {
        let source = "AIM  Blue\n   Chip Fund";
        let folded = "AIM Blue Chip Fund";
        let at = folded.find("Blue Chip").expect("there");
        assert_eq!(unfold(source, folded, at..at + 9).map(|range| &source[range]), Some("Blue\n   Chip"));
        assert_eq!(unfold(source, folded, 3..4), None);
        assert_eq!(unfold("AIM Fund", "INVESCO Fund", 0..7), None);
    }
}
