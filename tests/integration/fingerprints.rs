//! Fingerprints survive what changes in a document without changing the finding.

use std::sync::{Arc, LazyLock};

use tickmark::check::check;
use tickmark::decode::Text;
use tickmark::grammar::{self, Lines};
use tickmark::rule::RuleSet;
use tickmark::submission::Document;

use crate::support::text_files;

/// An amendment with a finding of nearly every kind: in a clause, in signatures, in lists.
const EXHIBIT: &str = "<PAGE>
                                                                EXHIBIT e(1)(d)

                                AMENDMENT NO. 3
                                       TO
                         MASTER DISTRIBUTION AGREEMENT

         The Master Distribution Agreement, dated as of July 1, 2001, by and between HARBOR EQUITY
FUNDS and HARBOR DISTRIBUTORS, INC., is hereby amended as follows:

         1.       Schedule a to the Agreement is hereby deleted in its entirety and replaced with
Schedule a attached to this amendment, and each notice is given to the “Board” in writing.

         2.       All other terms and provisions of the Agreement not amended herein shall remain
in full force and effect, and Schedule C is attached to this amendment.

Dated: November __, 2003

                                           HARBOR EQUITY FUNDS

                                           By: /s/ Glenn Norris
                                               ---------------------------------
                                               Name: Glenn Norris
                                               Title: President

                                           HARBOR DISTRIBUTORS, INC.

                                           By: /s/ Jane R. Holloway
                                               ---------------------------------
                                               Name: Jane R. Holloway

                                       1
<PAGE>
                                   SCHEDULE A

         HARBOR EQUITY FUNDS

         PORTFOLIOS

         Harbor Blue Chip Fund
         Harbor Energy Fund
         Harbor Energy Fund
         Harbor Growth Fund

         HARBOR SECTOR FUNDS

         PORTFOLIOS

         Harbor Utilities Fund

                                       2
";

/// The largest file of a corpus that is looked at, in bytes.
const LARGEST: usize = 16_000;

/// The findings as (rule, fingerprint), ascending.
fn prints(text: &str) -> Vec<(String, String)> {
    static RULES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::builtin().expect("rules"));
    let document = Document::standalone("x.txt", Arc::new(Text::from_string(text.to_owned())));
    let tree = grammar::parse(&document, Lines::Built);
    let findings = check(&tree, &RULES).findings;
    let mut prints: Vec<(String, String)> =
        findings.into_iter().map(|finding| (finding.rule.as_str().to_owned(), finding.fingerprint)).collect();
    prints.sort();
    prints
}

/// The findings of a changed text are those of the text as it was; only a line that is too long is no longer the same when it is broken.
fn survive(changed: &str) {
    let about_text = |prints: Vec<(String, String)>| -> Vec<(String, String)> {
        prints.into_iter().filter(|(rule, _)| rule != "edgar/line-length").collect()
    };
    assert_eq!(about_text(prints(changed)), about_text(prints(EXHIBIT)), "{changed}");
}

#[test]
fn the_exhibit_has_findings_of_many_kinds() {
    let mut rules: Vec<String> = prints(EXHIBIT).into_iter().map(|(rule, _)| rule).collect();
    rules.dedup();
    let expected = [
        "date/no-blank",
        "edgar/characters",
        "fund/heading-number",
        "fund/unique-portfolio",
        "schedule/label-case",
        "schedule/referenced-is-attached",
        "signature/title-present",
    ];
    for rule in expected {
        assert!(rules.iter().any(|found| found == rule), "{rule}: {rules:?}");
    }
}

#[test]
fn equal_findings_have_fingerprints_of_their_own() {
    let prints = prints(EXHIBIT);
    let mut distinct = prints.clone();
    distinct.dedup();
    assert_eq!(prints, distinct);
}

#[test]
fn a_new_pagination_leaves_them() {
    // Page breaks elsewhere: between the clauses, in a list, none before the schedule.
    let unpaged = EXHIBIT.replace("\n                                       1\n<PAGE>\n", "\n");
    survive(&unpaged);
    let broken = EXHIBIT.replace(
        "         2.       All other",
        "                                       1\n<PAGE>\n\n         2.       All other",
    );
    survive(
        &broken
            .replace(
                "                                       1\n<PAGE>\n                                   SCHEDULE",
                "                                       2\n<PAGE>\n                                   SCHEDULE",
            )
            .replace(
                "Harbor Utilities Fund\n\n                                       2",
                "Harbor Utilities Fund\n\n                                       3",
            ),
    );
    survive(&EXHIBIT.replace("         Harbor Energy Fund\n         Harbor Growth", "         Harbor Energy Fund\n\n                                       2\n<PAGE>\n\n         Harbor Growth").replace("Harbor Utilities Fund\n\n                                       2", "Harbor Utilities Fund\n\n                                       3"));
    survive(&EXHIBIT.replace("<PAGE>\n", "\x0C\n"));
}

#[test]
fn new_line_breaks_leave_them() {
    survive(&EXHIBIT.replace(
        "and replaced with\nSchedule a attached to this amendment, and each",
        "and replaced\nwith Schedule a attached to this amendment, and\neach",
    ));
    survive(&EXHIBIT.replace("replaced with\nSchedule a attached", "replaced with Schedule\na attached"));
    survive(&EXHIBIT.replace("HARBOR EQUITY\nFUNDS and", "HARBOR\nEQUITY FUNDS and"));
}

#[test]
fn other_line_ends_leave_them() {
    for end in ["\r\n", "\r"] {
        assert_eq!(prints(&EXHIBIT.replace('\n', end)), prints(EXHIBIT));
    }
}

#[test]
fn a_portfolio_added_elsewhere_leaves_them() {
    survive(
        &EXHIBIT.replace("         Harbor Growth Fund\n", "         Harbor Growth Fund\n         Harbor Income Fund\n"),
    );
    survive(
        &EXHIBIT.replace(
            "         Harbor Blue Chip Fund\n",
            "         Harbor Arctic Fund\n         Harbor Blue Chip Fund\n",
        ),
    );
}

#[test]
fn a_clause_added_before_leaves_them() {
    let renumbered = EXHIBIT.replace("         2.       All other", "         3.       All other").replace(
        "         1.       Schedule a to",
        "         1.       The Agreement is continued for a further year.\n\n         2.       Schedule a to",
    );
    survive(&renumbered);
}

#[test]
fn another_defect_has_another_fingerprint() {
    let other = prints(&EXHIBIT.replace("Harbor Energy Fund", "Harbor Income Fund"));
    let of = |prints: Vec<(String, String)>| prints.into_iter().find(|(rule, _)| rule == "fund/unique-portfolio");
    assert_ne!(of(other), of(prints(EXHIBIT)));
}

/// Runs where a corpus is at hand (`TICKMARK_CORPUS`): real exhibits keep their fingerprints, too.
#[test]
fn other_line_ends_leave_those_of_a_corpus() {
    let Some(corpus) = std::env::var_os("TICKMARK_CORPUS") else {
        return;
    };
    let mut count = 0;
    for path in text_files(std::path::Path::new(&corpus)) {
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let text = text.replace("\r\n", "\n");
        // Whole submissions take minutes in a debug build and show nothing more.
        if text.contains('\r') || text.len() > LARGEST {
            continue;
        }
        let found = prints(&text);
        count += found.len();
        assert_eq!(prints(&text.replace('\n', "\r\n")), found, "{}", path.display());
    }
    assert!(count > 0, "the corpus has findings");
}
