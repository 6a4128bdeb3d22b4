//! How well a rule's cases test it: which assertions they make hold and fail, and which changes of an assertion they notice.

use super::Rule;
use super::case::{Case, judge};
use super::context::Context;
use super::watch::{Answer, Change};
use crate::submission::Document;
use crate::tree::DocumentTree;

/// What the cases of a rule made of one of its assertions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// In some case it holds.
    pub holds: bool,
    /// In some case it does not.
    pub fails: bool,
}

/// An assertion that was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mutant {
    /// The number of the assertion, as in [`Rule::assertions`].
    pub assertion: usize,
    /// How it was changed.
    pub change: Change,
}

impl Coverage {
    /// Whether the cases show both.
    pub fn is_full(self) -> bool {
        self.holds && self.fails
    }
}

/// What the cases make of each assertion of a rule, in the order of [`Rule::assertions`]. `parse` makes a tree of a case's text,
/// with lines where the rule needs them.
pub fn coverage(rule: &Rule, parse: impl Fn(&Document) -> DocumentTree) -> Vec<Coverage> {
    let mut coverage = vec![Coverage::default(); rule.assertions().len()];
    for case in rule.cases() {
        let tree = case.tree(rule, &parse);
        for record in rule.trace(&tree).subjects.iter().flat_map(|subject| &subject.records) {
            let coverage = &mut coverage[record.assertion];
            coverage.holds |= record.answer == Answer::Holds;
            coverage.fails |= matches!(record.answer, Answer::Fails(_));
        }
    }
    coverage
}

/// The changes that no case of a rule notices: with each, every case still comes out right.
pub fn survivors(rule: &Rule, parse: impl Fn(&Document) -> DocumentTree) -> Vec<Mutant> {
    let trees: Vec<(&Case, DocumentTree)> = rule.cases().iter().map(|case| (case, case.tree(rule, &parse))).collect();
    let survives = |mutant: &Mutant| {
        trees.iter().all(|(case, tree)| {
            let context = Context::changing(tree, mutant.assertion, mutant.change);
            judge(rule, case, &context).is_right()
        })
    };
    mutants(rule).into_iter().filter(survives).collect()
}

/// Every change that is tried on a rule.
pub fn mutants(rule: &Rule) -> Vec<Mutant> {
    let numbers = 0..rule.assertions().len();
    numbers.flat_map(|assertion| Change::ALL.map(|change| Mutant { assertion, change })).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Coverage, coverage, survivors};
    use crate::rule::{Rule, RuleSet, RuleSource};
    use crate::submission::Document;
    use crate::tree::{DocumentTree, sketch};

    /// A rule whose cases are drawn trees.
    fn rules(assertion: &str, cases: &[(&str, &str)]) -> RuleSet {
        let mut text = format!("id: x/y\nfor: signature\n{assertion}\ntests:\n");
        for (at, (expect, drawing)) in cases.iter().enumerate() {
            text.push_str(&format!("  - name: case {at}\n    expect: {expect}\n    text: |\n      document path=x\n"));
            if !drawing.is_empty() {
                text.push_str(&format!("        signature column=1 {drawing}\n"));
            }
        }
        let source = RuleSource { name: "x.yaml".into(), text: Arc::from(text) };
        RuleSet::load(&[source]).unwrap_or_else(|problems| panic!("{problems}"))
    }

    fn parse(document: &Document) -> DocumentTree {
        sketch::tree(document.text.as_str())
    }

    fn survived(rule: &Rule) -> Vec<String> {
        let name =
            |mutant: &super::Mutant| format!("{} {}", rule.assertions()[mutant.assertion].path, mutant.change.name());
        survivors(rule, parse).iter().map(name).collect()
    }

    #[test]
    fn cases_that_show_both_sides_notice_every_change() {
        let rules = rules("assert: { present: '@title' }", &[("fail", "name=A"), ("pass", "title=B"), ("skip", "")]);
        let rule = &rules.rules()[0];
        assert_eq!(survived(rule), Vec::<String>::new());
        assert!(coverage(rule, parse)[0].is_full());
    }

    #[test]
    fn a_part_that_no_case_shows_survives() {
        let assertion = "when: { present: '@party' }\nassert:\n  - { present: '@title' }\n  - { present: '@name' }";
        let rules = rules(assertion, &[("fail", "party=P name=A"), ("pass", "party=P name=A title=B")]);
        let rule = &rules.rules()[0];
        assert_eq!(survived(rule), ["when removed", "assert[2] removed"]);
        let expected = [(true, false), (true, true), (true, false)].map(|(holds, fails)| Coverage { holds, fails });
        assert_eq!(coverage(rule, parse), expected);
    }

    #[test]
    fn conditions_inside_are_changed_too() {
        let assertion = "assert: { if: { present: '@party' }, then: { present: '@title' }, else: { any: [{ present: '@name' }, { present: '@date' }] } }";
        let cases = [("fail", "party=P"), ("pass", "party=P title=B"), ("pass", "name=A"), ("fail", "signer=S")];
        let rules = rules(assertion, &cases);
        let rule = &rules.rules()[0];
        let paths: Vec<&str> = rule.assertions().iter().map(|assertion| assertion.path.as_str()).collect();
        let expected =
            ["assert", "assert.if", "assert.then", "assert.else", "assert.else.any[1]", "assert.else.any[2]"];
        assert_eq!(paths, expected);
        assert_eq!(survived(rule), ["assert.else.any[2] removed"]);
    }
}
