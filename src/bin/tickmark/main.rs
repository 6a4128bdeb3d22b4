//! The command line of tickmark.

mod args;
mod atomic;
mod baseline;
mod changed;
mod check;
mod completions;
mod decisions;
mod document;
mod environment;
mod explain;
mod failure;
mod fix;
mod interrupt;
mod man;
mod outline;
mod plans;
mod progress;
mod project;
mod query;
mod reports;
mod rules;
mod ruleset;
mod scaffold;
mod schema;
mod show_config;
mod terminal;
mod test;
mod why;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    terminal::report_panics_briefly();
    let cli = args::Cli::parse();
    environment::warn_of_misspelt();
    let terminal = terminal::Terminal::new(cli.color);
    args::run(&cli, &terminal).unwrap_or_else(|failure| failure.report(&terminal))
}
