//! "did you mean …?": the known word nearest to a misspelt one.

/// The least letters that two words must begin with alike.
const SHORTEST_START: usize = 4;

/// The word of `known` that `word` is most likely a misspelling of; `None` where none is near.
///
/// Letter case, `_` for `-`, swapped letters and a missing or added letter or two count as near; of equally near words the
/// first wins. Where none is near, one that `word` begins or that begins `word` is taken: `warn` for `warning`.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let word = word.to_lowercase().replace('_', "-");
    let limit = (word.chars().count() / 3).clamp(1, 3);
    let known: Vec<&str> = known.into_iter().collect();
    let near = known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word, &candidate.to_lowercase()), *candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min_by_key(|&(distance, _)| distance);
    let begins = |candidate: &&str| {
        let candidate = candidate.to_lowercase();
        let shorter = candidate.len().min(word.len());
        shorter >= SHORTEST_START && (candidate.starts_with(&word) || word.starts_with(&candidate))
    };
    near.map(|(_, candidate)| candidate).or_else(|| known.iter().copied().find(begins))
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
        assert_eq!(nearest("warn", ["error", "warning"]), Some("warning"));
        assert_eq!(nearest("skipped", ["pass", "skip"]), Some("skip"));
        assert_eq!(nearest("format", known), None);
    }
}
