//! `tickmark rules`: the list of rules, or one of them as YAML.

use std::io::Write;
use std::process::ExitCode;

use tickmark::input::inspect::CHECKS;
use tickmark::output::{Listed, encode, write_list};
use tickmark::rule::RuleSet;

use crate::args::RulesArgs;
use crate::failure::Failure;
use crate::ruleset;
use crate::terminal::{self, Terminal};

pub(crate) fn run(args: &RulesArgs, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let rules = ruleset::load(&args.rules)?;
    let mut out = terminal::stdout();
    match &args.show {
        Some(id) => writeln!(out, "{}", encode::block(yaml(&rules, id)?))?,
        None => {
            let mut listed: Vec<Listed<'_>> = CHECKS.iter().map(Listed::from).collect();
            listed.extend(rules.rules().iter().map(Listed::from));
            listed.sort();
            write_list(&mut out, &listed, terminal.palette())?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn yaml<'r>(rules: &'r RuleSet, id: &str) -> Result<&'r str, Failure> {
    Ok(ruleset::find(rules, id)?.source().trim_end())
}
