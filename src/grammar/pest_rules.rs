//! The rules that pest generates from `grammar/exhibit.pest` and `grammar/inline.pest`. Private to the grammar.

#![allow(missing_docs)]

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/exhibit.pest"]
#[grammar = "../grammar/inline.pest"]
pub(super) struct ExhibitParser;

/// Whether a rule may fit the start of a text, as far as its first two bytes tell.
pub(super) fn may_start(rule: Rule, text: &str) -> bool {
    match *text.as_bytes() {
        [first @ 0..128, second @ 0..128, ..] => ROWS[usize::from(starts(rule)[usize::from(first)])] >> second & 1 == 1,
        _ => true,
    }
}

/// Whether a text starts with one of the words that a rule lists.
pub(super) fn starts_with_word(rule: Rule, text: &str) -> bool {
    let starts = |word: &&str| {
        text.as_bytes().get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    };
    may_start(rule, text) && words(rule).iter().any(starts)
}

include!(concat!(env!("OUT_DIR"), "/starts.rs"));

#[cfg(test)]
mod tests {
    use pest::Parser;

    use super::{ExhibitParser, Rule, may_start};

    const TEXTS: [&str; 30] = [
        "/s/ Amy L. Carter",
        "(1)",
        "(the \"Agreement\")",
        "12/1/95",
        "18th day of August, 2003",
        "2003-11-24",
        "$1,250.50",
        "0.25%",
        "A-1 hereto",
        "Accepted by:",
        "AMENDMENT NO. 6",
        "Agreement",
        "By: /s/ Amy L. Carter\n",
        "By: ____\n",
        "Class A Shares",
        "Dated: May 1, 2001\n",
        "Executive Vice President",
        "Fund II",
        "ii",
        "Inc. II",
        "Name: Amy L. Carter\n",
        "N/A",
        "November 24, 2003",
        "PORTFOLIOS\n",
        "SCHEDULE A-1\n",
        "Section 15.3 The\n",
        "WHEREAS, the\n",
        "[NAME OF FUND]",
        "____ day of ______, 200_",
        "a Delaware corporation",
    ];

    #[test]
    fn every_rule_that_fits_may_start() {
        for &rule in Rule::all_rules() {
            for text in TEXTS {
                let fits = ExhibitParser::parse(rule, text).is_ok();
                assert!(!fits || may_start(rule, text), "{rule:?} fits {text}");
            }
        }
    }

    #[test]
    fn a_rule_that_cannot_fit_may_not_start() {
        for (rule, text) in
            [(Rule::instrument, "Fund"), (Rule::class_list, "Harbor Fund"), (Rule::signature_note, "By")]
        {
            assert!(!may_start(rule, text), "{rule:?} {text}");
        }
    }
}
