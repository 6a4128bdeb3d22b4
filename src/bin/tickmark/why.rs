//! `tickmark why`: how a rule came to its outcome on a file.

use std::io::Write;
use std::process::ExitCode;

use tickmark::grammar::{self, Lines};
use tickmark::output::{Nodes, encode, write_trace};

use crate::args::WhyArgs;
use crate::document;
use crate::failure::Failure;
use crate::ruleset;
use crate::terminal::{self, Terminal};

/// The nodes that are shown where no more are asked for.
const SHOWN: usize = 8;

pub(crate) fn run(args: &WhyArgs, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let rules = ruleset::load(&args.rules)?;
    let rule = ruleset::find(&rules, &args.rule)?;
    let document = document::read(&args.file)?;
    let lines = if rule.needs_lines() { Lines::Built } else { Lines::Skipped };
    let tree = grammar::parse(&document, lines);
    let nodes = match (args.all, args.line) {
        (true, _) => Nodes::All,
        (false, Some(line)) => Nodes::OnLine(line),
        (false, None) => Nodes::First(SHOWN),
    };
    let mut out = terminal::stdout();
    let (id, file) = (encode::inline(rule.id().as_str()), encode::inline(&document.path));
    writeln!(out, "{id} on {file}\n")?;
    write_trace(&mut out, rule, &rule.trace(&tree), nodes, terminal.palette())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
