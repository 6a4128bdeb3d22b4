//! Every case of every built-in rule is one named test: `fund/unique-portfolio: the same name on two lines`.

use libtest_mimic::{Arguments, Failed, Trial};
use tickmark::grammar::{self, Lines};
use tickmark::rule::case::{Case, run_one};
use tickmark::rule::{Rule, RuleSet};

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
    let of_rule = |rule: &'static Rule| rule.cases().iter().map(move |case| trial(rule, case));
    rules.rules().iter().flat_map(of_rule).collect()
}

fn trial(rule: &'static Rule, case: &'static Case) -> Trial {
    Trial::test(format!("{}: {}", rule.id(), case.name), move || {
        let lines = if rule.needs_lines() { Lines::Built } else { Lines::Skipped };
        let result = run_one(rule, case, |document| grammar::parse(document, lines));
        if result.is_right() {
            return Ok(());
        }
        Err(Failed::from(result.describe().join("\n")))
    })
}
