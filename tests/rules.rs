//! Every case of every built-in rule is one named test: `fund/unique-portfolio: the same name on two lines`. So is, for each rule,
//! that its cases notice every change of an assertion.

use libtest_mimic::{Arguments, Failed, Trial};
use tickmark::grammar::{self, Lines};
use tickmark::rule::case::{Case, run_one};
use tickmark::rule::{Rule, RuleSet, trial};
use tickmark::submission::Document;
use tickmark::tree::DocumentTree;

fn main() {
    let arguments = Arguments::from_args();
    let trials = match RuleSet::builtin() {
        Ok(rules) => trials(rules),
        Err(problems) => {
            let message = problems.to_string();
            vec![Trial::test("the built-in rules load", move || Err(Failed::from(message)))]
        }
    };
    libtest_mimic::run(&arguments, trials).exit();
}

fn trials(rules: RuleSet) -> Vec<Trial> {
    let rules: &'static RuleSet = Box::leak(Box::new(rules));
    let of_rule = |rule: &'static Rule| {
        let cases = rule.cases().iter().map(move |case| right(rule, case));
        cases.chain([noticed(rule), complete(rule)])
    };
    rules.rules().iter().flat_map(of_rule).collect()
}

/// Makes trees as the rule needs them.
fn parser(rule: &Rule) -> impl Fn(&Document) -> DocumentTree + Copy {
    let lines = if rule.needs_lines() { Lines::Built } else { Lines::Skipped };
    move |document: &Document| grammar::parse(document, lines)
}

/// With each assertion negated or removed, some case fails.
fn noticed(rule: &'static Rule) -> Trial {
    Trial::test(format!("{}: every change of an assertion is noticed", rule.id()), move || {
        let survivors = trial::survivors(rule, parser(rule));
        let describe = |mutant: &trial::Mutant| {
            let assertion = &rule.assertions()[mutant.assertion];
            format!("{}:{} {}", rule.file(), rule.line(assertion.span.start()), mutant.change.name())
        };
        if survivors.is_empty() {
            return Ok(());
        }
        Err(Failed::from(survivors.iter().map(describe).collect::<Vec<_>>().join("\n")))
    })
}

/// Each assertion holds in some case and fails in another.
fn complete(rule: &'static Rule) -> Trial {
    Trial::test(format!("{}: every assertion is seen to hold and to fail", rule.id()), move || {
        let coverage = trial::coverage(rule, parser(rule));
        let open = coverage.iter().zip(rule.assertions()).filter(|(coverage, _)| !coverage.is_full());
        let paths: Vec<&str> = open.map(|(_, assertion)| assertion.path.as_str()).collect();
        if paths.is_empty() { Ok(()) } else { Err(Failed::from(paths.join(", "))) }
    })
}

fn right(rule: &'static Rule, case: &'static Case) -> Trial {
    Trial::test(format!("{}: {}", rule.id(), case.name), move || {
        let result = run_one(rule, case, parser(rule));
        if result.is_right() {
            return Ok(());
        }
        Err(Failed::from(result.describe().join("\n")))
    })
}
