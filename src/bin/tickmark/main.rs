//! The command line of tickmark.

mod args;
mod check;
mod completions;
mod document;
mod explain;
mod failure;
mod man;
mod outline;
mod progress;
mod query;
mod rules;
mod ruleset;
mod schema;
mod terminal;
mod test;
mod why;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    terminal::report_panics_briefly();
    let cli = args::Cli::parse();
    let terminal = terminal::Terminal::new(cli.color);
    args::run(&cli, &terminal).unwrap_or_else(|failure| failure.report(&terminal))
}
