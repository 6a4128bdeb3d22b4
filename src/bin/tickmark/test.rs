//! `tickmark test`: the test cases that rules bring along.

use std::io::{self, Write};
use std::process::ExitCode;

use tickmark::batch::in_order;
use tickmark::grammar::{self, Lines};
use tickmark::output::{
    Palette, format_count, plural, write_problem, write_rule_result, write_survivors, write_uncovered, write_wrong_case,
};
use tickmark::rule::case::{self, CaseResult};
use tickmark::rule::trial::{self, Coverage, Mutant};
use tickmark::rule::{Rule, RuleSet};
use tickmark::submission::Document;
use tickmark::tree::DocumentTree;

use crate::args::TestArgs;
use crate::failure::Failure;
use crate::ruleset;
use crate::terminal::{self, Terminal};

/// What came out for one rule.
struct Tested<'r> {
    rule: &'r Rule,
    results: Vec<CaseResult>,
    coverage: Vec<Coverage>,
    /// Changes that no case noticed; none where they were not asked for.
    survivors: Vec<Mutant>,
}

/// What came out for all rules.
#[derive(Default)]
struct Tally {
    rules: usize,
    passed: usize,
    failed: usize,
    assertions: usize,
    covered: usize,
    mutants: usize,
    survivors: usize,
    lacking: usize,
}

/// Exits with 0 where all is right, with 1 where a case failed, a change went unnoticed or a rule lacks cases.
pub(crate) fn run(args: &TestArgs, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let rules = ruleset::to_test(args)?;
    let palette = terminal.palette();
    let mut out = terminal::stdout();
    let mut tally = Tally::default();
    let all: Vec<&Rule> = rules.rules().iter().collect();
    in_order(
        &all,
        0,
        |rule| test(rule, args.mutate),
        |tested| {
            write_tested(&mut out, &tested, args, palette)?;
            tally.add(&tested, args.mutate);
            Ok::<(), io::Error>(())
        },
    )?;
    if args.require_tests {
        tally.lacking = write_lacking(&mut out, &rules, palette)?;
    }
    tally.write(&mut out, args)?;
    out.flush()?;
    Ok(ExitCode::from(u8::from(!tally.is_good())))
}

fn test(rule: &Rule, mutate: bool) -> Tested<'_> {
    let parse = parser(rule);
    let results = case::run(rule, parse);
    // Where a case is wrong already, it says nothing of changes.
    let asks = mutate && results.iter().all(CaseResult::is_right);
    let survivors = if asks { trial::survivors(rule, parse) } else { Vec::new() };
    Tested { rule, results, coverage: trial::coverage(rule, parse), survivors }
}

/// Makes trees as the rule needs them.
fn parser(rule: &Rule) -> impl Fn(&Document) -> DocumentTree + Copy {
    let lines = if rule.needs_lines() { Lines::Built } else { Lines::Skipped };
    move |document: &Document| grammar::parse(document, lines)
}

fn write_tested(out: &mut dyn Write, tested: &Tested<'_>, args: &TestArgs, palette: Palette) -> io::Result<()> {
    let rule = tested.rule;
    let is_right = tested.results.iter().all(CaseResult::is_right) && !tested.results.is_empty();
    if !(args.quiet && is_right) {
        write_rule_result(out, rule, &tested.results, palette)?;
    }
    for (at, (case, result)) in rule.cases().iter().zip(&tested.results).enumerate() {
        if !result.is_right() {
            let tree = case.tree(rule, parser(rule));
            write_wrong_case(out, rule, (at + 1, case, result), &rule.trace(&tree), palette)?;
        }
    }
    if is_right && !args.quiet && !args.mutate {
        write_uncovered(out, rule, &tested.coverage, palette)?;
    }
    write_survivors(out, rule, &tested.survivors, palette)
}

/// Draws what rules lack of cases, and returns how many do.
fn write_lacking(out: &mut dyn Write, rules: &RuleSet, palette: Palette) -> io::Result<usize> {
    let lacking = rules.missing_cases();
    for problem in &lacking {
        write_problem(out, problem, palette)?;
    }
    Ok(lacking.len())
}

impl Tally {
    fn add(&mut self, tested: &Tested<'_>, mutate: bool) {
        let passed = tested.results.iter().filter(|result| result.is_right()).count();
        self.rules += 1;
        self.passed += passed;
        self.failed += tested.results.len() - passed;
        self.assertions += tested.coverage.len();
        self.covered += tested.coverage.iter().filter(|coverage| coverage.is_full()).count();
        if mutate && passed == tested.results.len() {
            self.mutants += trial::mutants(tested.rule).len();
            self.survivors += tested.survivors.len();
        }
    }

    fn is_good(&self) -> bool {
        self.failed == 0 && self.survivors == 0 && self.lacking == 0
    }

    fn write(&self, out: &mut dyn Write, args: &TestArgs) -> io::Result<()> {
        let cases = format!("{} passed, {} failed", plural(self.passed, "case"), format_count(self.failed));
        let covered = format!("{} of {}", format_count(self.covered), plural(self.assertions, "assertion"));
        writeln!(out, "{}: {cases}; {covered} seen to hold and to fail", plural(self.rules, "rule"))?;
        if args.mutate {
            let noticed =
                format!("{} of {}", format_count(self.mutants - self.survivors), plural(self.mutants, "change"));
            writeln!(out, "{noticed} of an assertion noticed by a case")?;
        }
        if args.require_tests && self.lacking > 0 {
            writeln!(
                out,
                "{} without a case that fails, one that passes and one that is skipped",
                plural(self.lacking, "rule")
            )?;
        }
        Ok(())
    }
}
