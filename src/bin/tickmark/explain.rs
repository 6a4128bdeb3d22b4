//! `tickmark explain`: the page of a rule.

use std::io::Write;
use std::process::ExitCode;

use tickmark::finding::RuleId;
use tickmark::input::inspect::CHECKS;
use tickmark::output::{write_check, write_rule};

use crate::args::ExplainArgs;
use crate::failure::Failure;
use crate::ruleset;
use crate::terminal::{self, Terminal};

pub(crate) fn run(args: &ExplainArgs, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let rules = ruleset::load(&args.rules)?;
    let mut out = terminal::stdout();
    if let Some(rule) = rules.get(&args.rule) {
        let others = rules.rules().iter().map(|other| other.id());
        let is_related = |other: &&RuleId| other.pack() == rule.id().pack() && *other != rule.id();
        let related: Vec<&str> = others.filter(is_related).map(RuleId::as_str).collect();
        write_rule(&mut out, rule, &related, terminal.palette())?;
    } else if let Some(check) = CHECKS.iter().find(|check| check.id == args.rule) {
        write_check(&mut out, check, terminal.palette())?;
    } else {
        return Err(Failure::Usage {
            message: format!("no rule `{}`", args.rule),
            hint: ruleset::suggestion(&rules, &args.rule).or_else(|| Some("tickmark rules lists them".into())),
        });
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
