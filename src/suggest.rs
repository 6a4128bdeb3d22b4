//! "did you mean …?": the known word nearest to a misspelt one.

/// The word of `known` that `word` is most likely a misspelling of; `None` where none is near.
///
/// Letter case, `_` for `-`, swapped letters and a missing or added letter or two count as near; of equally near words the
/// first wins.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let word = word.to_lowercase().replace('_', "-");
    let limit = (word.chars().count() / 3).clamp(1, 3);
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word, &candidate.to_lowercase()), candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// The nearest word as a question: ``did you mean `severity`?``.
pub fn did_you_mean<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    nearest(word, known).map(|candidate| format!("did you mean `{candidate}`?"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn misspelt_words_lead_to_known_ones() {
        let known = ["severity", "since", "assert", "for", "starts-with"];
        assert_eq!(nearest("severty", known), Some("severity"));
        assert_eq!(nearest("asert", known), Some("assert"));
        assert_eq!(nearest("Starts_With", known), Some("starts-with"));
        assert_eq!(nearest("fro", known), Some("for"));
        assert_eq!(nearest("colour", known), None);
    }
}
