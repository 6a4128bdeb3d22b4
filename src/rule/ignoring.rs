//! What a comparison overlooks: letter case, spacing and the like, or whatever a regular expression matches.

use regex::Regex;

/// The words that `ignoring` takes, with what they overlook.
pub const WORDS: &[(&str, &str)] = &[
    ("case", "capital and small letters are the same"),
    ("spacing", "all white space is overlooked: `A I M` is `AIM`"),
    ("punctuation", "signs are overlooked; a dash or slash counts as a blank: `Mid-Cap` is `Mid Cap`"),
    ("plural", "the plural is the singular: `Funds` is `Fund`"),
    ("articles", "`the`, `a` and `an` are overlooked"),
];

/// What a comparison overlooks.
#[derive(Clone, Debug, Default)]
pub(super) struct Ignoring {
    pub(super) case: bool,
    pub(super) spacing: bool,
    pub(super) punctuation: bool,
    pub(super) plural: bool,
    pub(super) articles: bool,
    /// Expressions whose matches are taken out first.
    pub(super) patterns: Vec<Regex>,
}

impl Ignoring {
    /// The text as the comparison sees it: two texts are the same where their normal forms are.
    pub(super) fn normalise(&self, text: &str) -> String {
        let mut normal = text.to_owned();
        for pattern in &self.patterns {
            normal = pattern.replace_all(&normal, "").into_owned();
        }
        if self.punctuation {
            normal = normal.chars().filter_map(without_punctuation).collect();
        }
        if self.case {
            normal = normal.to_lowercase();
        }
        if self.punctuation || self.plural || self.articles || !self.patterns.is_empty() {
            let words = normal.split_whitespace().filter(|word| !(self.articles && is_article(word)));
            let words: Vec<String> = words.map(|word| self.number(word)).collect();
            normal = words.join(" ");
        }
        if self.spacing {
            normal.retain(|character| !character.is_whitespace());
        }
        normal
    }

    /// A text that tells one from another.
    pub(super) fn key(&self) -> String {
        let flags = [self.case, self.spacing, self.punctuation, self.plural, self.articles];
        let mut key: String = flags.iter().map(|&flag| if flag { '1' } else { '0' }).collect();
        for pattern in &self.patterns {
            key.push('\n');
            key.push_str(pattern.as_str());
        }
        key
    }

    fn number(&self, word: &str) -> String {
        if self.plural { singular(word) } else { word.to_owned() }
    }
}

fn without_punctuation(character: char) -> Option<char> {
    match character {
        '-' | '/' | '\u{2010}'..='\u{2015}' => Some(' '),
        character if character.is_alphanumeric() || character.is_whitespace() => Some(character),
        _ => None,
    }
}

fn is_article(word: &str) -> bool {
    ["the", "a", "an"].iter().any(|article| word.eq_ignore_ascii_case(article))
}

fn singular(word: &str) -> String {
    let lower = word.to_lowercase();
    let cut = |ending: usize| word.chars().take(word.chars().count() - ending).collect::<String>();
    if lower.ends_with("ies") && lower.len() > 4 {
        let y = if word.ends_with('S') { 'Y' } else { 'y' };
        let mut stem = cut(3);
        stem.push(y);
        stem
    } else if lower.ends_with('s') && !lower.ends_with("ss") && lower.len() > 3 {
        cut(1)
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::Ignoring;

    fn check(set: impl Fn(&mut Ignoring), left: &str, right: &str) {
        let plain = Ignoring::default();
        assert_ne!(plain.normalise(left), plain.normalise(right));
        let mut ignoring = Ignoring::default();
        set(&mut ignoring);
        assert_eq!(ignoring.normalise(left), ignoring.normalise(right));
    }

    #[test]
    fn each_word_overlooks_one_thing() {
        check(|i| i.case = true, "Harbor FUND", "HARBOR Fund");
        check(|i| i.spacing = true, "A I M", "AIM");
        check(|i| i.punctuation = true, "HARBOR FUNDS, INC.", "HARBOR FUNDS INC");
        check(|i| i.punctuation = true, "Mid-Cap Fund", "Mid Cap Fund");
        check(|i| i.plural = true, "HARBOR FUNDS", "HARBOR FUND");
        check(|i| i.plural = true, "Equities", "Equity");
        check(|i| i.articles = true, "The Harbor Fund", "Harbor Fund");
    }

    #[test]
    fn expressions_take_out_what_they_match() {
        let fund = Regex::new(" (Fund|Portfolio)$").expect("an expression");
        check(|i| i.patterns = vec![fund.clone()], "Harbor Bond Fund", "Harbor Bond Portfolio");
    }

    #[test]
    fn what_is_not_overlooked_still_differs() {
        let ignoring = Ignoring { case: true, spacing: true, ..Ignoring::default() };
        assert_ne!(ignoring.normalise("Harbor Fund I"), ignoring.normalise("Harbor Fund II"));
        assert_ne!(ignoring.normalise("Harbor-Fund"), ignoring.normalise("Harbor Fund"));
    }
}
