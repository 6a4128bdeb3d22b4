//! Running rules over a document tree. Pure: the same tree and rules give the same findings in the same order.

mod fingerprint;
mod place;

use fingerprint::Fingerprints;

use crate::finding::{Finding, Outcome, RuleId};
use crate::rule::{Context, Hit, Rule, RuleSet};
use crate::tree::{DocumentTree, Kind};

/// What the rules said of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// How each rule ended, in the order of the rules.
    pub outcomes: Vec<(RuleId, Outcome)>,
    /// All findings, ascending by where they start, then by rule.
    pub findings: Vec<Finding>,
}

/// Runs every rule over the tree of a document. Rules about a submission as a whole have nothing to test there.
///
/// Where [`RuleSet::needs_lines`] says so, the tree must have been built with its lines.
pub fn check(tree: &DocumentTree, rules: &RuleSet) -> Checked {
    let is_part = tree.root().kind() == Kind::Submission;
    run(tree, rules.rules().iter().map(|rule| (rule, !(is_part && rule.is_about_submission()))))
}

/// Runs the rules about a submission as a whole over its tree, as [`crate::grammar::envelope`] makes it.
pub fn check_submission(tree: &DocumentTree, rules: &RuleSet) -> Checked {
    run(tree, rules.rules().iter().filter(|rule| rule.is_about_submission()).map(|rule| (rule, true)))
}

/// Runs rules over a tree; those that are not applied have nothing to test.
fn run<'r>(tree: &DocumentTree, rules: impl Iterator<Item = (&'r Rule, bool)>) -> Checked {
    let context = Context::new(tree);
    let mut fingerprints = Fingerprints::new(tree);
    let mut checked = Checked::default();
    for (rule, is_applied) in rules {
        let (outcome, mut hits) = if is_applied { rule.evaluate(&context) } else { (Outcome::Skip, Vec::new()) };
        checked.outcomes.push((rule.id().clone(), outcome));
        // The ordinal of a fingerprint counts in the order of the document.
        hits.sort_by_key(|hit| hit.span);
        let found = hits.into_iter().map(|hit| finding(rule, hit, &mut fingerprints));
        checked.findings.extend(found);
    }
    // Stable: findings of one rule at one place keep their order; rules stand in the order of their identities.
    checked.findings.sort_by_key(|finding| finding.span);
    checked
}

fn finding(rule: &Rule, hit: Hit<'_>, fingerprints: &mut Fingerprints) -> Finding {
    Finding {
        rule: rule.id().clone(),
        severity: rule.severity(),
        span: hit.span,
        place: place::of(hit.node),
        fingerprint: fingerprints.of(rule.id(), hit.node, value(&hit)),
        message: hit.message,
        label: hit.label,
        help: hit.help,
        evidence: hit.evidence,
        fix: hit.fix,
    }
}

/// What is at fault, for the fingerprint. A line has no name to be known by, so the words at fault must do.
fn value<'h>(hit: &'h Hit<'_>) -> Option<&'h str> {
    match hit.node.kind() {
        Kind::Line | Kind::MarkupLine => Some(hit.node.tree().text().slice(hit.span)),
        _ => hit.value.as_deref(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Checked, check};
    use crate::finding::Outcome;
    use crate::rule::{RuleSet, RuleSource};
    use crate::tree::sketch;

    const RULES: &str = r#"
id: fund/unique-portfolio
severity: error
for: registrant
assert: { unique: "> portfolio", by: "@name", ignoring: [case, spacing] }
message: '"{value}" is listed {count} times under {@name}'
---
id: fund/no-class
for: class
assert: { absent: "^portfolio" }
---
id: fund/schedule
for: schedule
assert: { present: registrant }
"#;

    const EXHIBIT: &str = r#"
document path=x
  exhibit-label text="EXHIBIT e(2)(g)" label=e(2)(g)
  caption text="AMENDMENT NO. 6"
  schedule kind-word=SCHEDULE label=A-2
    registrant name="HARBOR FUNDS"
      portfolio name="Harbor Bond Fund"
      portfolio name="Harbor Energy Fund"
      portfolio name="Harbor Energy Fund"
      portfolio name="HARBOR ENERGY FUND"
"#;

    fn run(exhibit: &str) -> Checked {
        let source = RuleSource { name: "x.yaml".into(), text: Arc::from(RULES) };
        let rules = RuleSet::load(&[source]).expect("rules");
        check(&sketch::tree(exhibit), &rules)
    }

    #[test]
    fn rules_end_in_their_outcomes_and_findings_know_their_place() {
        let checked = run(EXHIBIT);
        let outcomes: Vec<(&str, &Outcome)> =
            checked.outcomes.iter().map(|(id, outcome)| (id.as_str(), outcome)).collect();
        assert_eq!(
            outcomes,
            [
                ("fund/no-class", &Outcome::Skip),
                ("fund/schedule", &Outcome::Pass { tested: 1 }),
                ("fund/unique-portfolio", &Outcome::Fail { tested: 1, findings: 2 }),
            ]
        );
        let finding = &checked.findings[0];
        assert_eq!(finding.message, "\"Harbor Energy Fund\" is listed 3 times under HARBOR FUNDS");
        assert_eq!(finding.place, ["EXHIBIT e(2)(g)", "SCHEDULE A-2", "HARBOR FUNDS"]);
        assert_eq!(finding.label.as_deref(), Some("listed again here"));
        assert_eq!(finding.evidence[0].message, "first listed here");
        assert_eq!(finding.fingerprint.len(), 32);
    }

    #[test]
    fn fingerprints_outlive_what_is_moved_and_added() {
        let prints = |exhibit: &str| -> Vec<String> {
            let findings = run(exhibit).findings;
            findings.into_iter().map(|finding| finding.fingerprint).collect()
        };
        let before = prints(EXHIBIT);
        assert_ne!(before[0], before[1]);
        let moved = EXHIBIT.replace(
            "      portfolio name=\"Harbor Bond Fund\"\n",
            "      portfolio name=\"Harbor Arctic Fund\"\n      page-break\n      portfolio name=\"Harbor Bond Fund\"\n",
        );
        assert_eq!(prints(&moved), before);
        assert_ne!(prints(&EXHIBIT.replace("HARBOR FUNDS", "BAY FUNDS")), before);
        assert_ne!(prints(&EXHIBIT.replace("e(2)(g)", "e(2)(h)")), before);
    }

    #[test]
    fn the_same_in_gives_the_same_out() {
        assert_eq!(run(EXHIBIT), run(EXHIBIT));
    }
}
