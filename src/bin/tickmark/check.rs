//! `tickmark check`: exhibits against rules.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

use tickmark::batch::{self, MAX_JOBS, Plan};
use tickmark::input::{Input, WalkOptions, collect, shown_path};
use tickmark::output::{FORMATS, Formatter, Options};

use crate::args::CheckArgs;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::ruleset;
use crate::terminal::{self, Terminal};

pub(crate) fn run(args: &CheckArgs, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let start = Instant::now();
    let mut rules = ruleset::load(&args.rules)?;
    let checks = ruleset::select(&mut rules, &args.selection)?;
    let plan = Plan { rules, checks, size_limit: args.files.max_file_size };
    note_clamped(args.jobs);
    let options = WalkOptions { follow: args.files.follow, stdin_path: args.files.stdin_filename.clone() };
    let inputs = collect(&args.paths, &options);
    let summary = report(args, &plan, &inputs, terminal, start)?;
    let verdict = summary.verdict(args.fail_on.into(), args.allow_empty);
    Ok(ExitCode::from(verdict.exit_code()))
}

/// Checks the inputs and writes the report as it grows.
fn report(
    args: &CheckArgs,
    plan: &Plan,
    inputs: &[Input],
    terminal: &Terminal,
    start: Instant,
) -> io::Result<tickmark::finding::Summary> {
    let mut out = terminal::stdout();
    let mut formatter = formatter(args, terminal);
    let mut summary = plan.summary();
    let is_interactive = terminal::is_interactive();
    let mut progress = Progress::new(inputs.len());
    formatter.begin(&mut out)?;
    let run = batch::run(inputs, plan, args.jobs, |report| {
        summary.add(&report);
        formatter.input(&mut out, &report)?;
        if is_interactive && !out.buffer().is_empty() {
            progress.suspend(|| out.flush())?;
        }
        progress.advance(&summary);
        Ok::<(), io::Error>(())
    });
    progress.end();
    run?;
    // The time is no part of what the same input gives again, so it is shown only to a person or on request.
    let shows_time = args.output.timing || is_interactive && args.output.format != "json";
    formatter.end(&mut out, &summary, shows_time.then(|| start.elapsed()))?;
    out.flush()?;
    Ok(summary)
}

fn formatter(args: &CheckArgs, terminal: &Terminal) -> Box<dyn Formatter> {
    let output = &args.output;
    let format = FORMATS.iter().find(|format| format.name == output.format);
    let format = format.expect("internal error: the command line accepts no other format");
    (format.make)(Options {
        palette: terminal.palette(),
        verbosity: output.verbosity(),
        shown: output.report.into(),
        statistics: output.statistics,
        rule_paths: args.rules.rules.iter().map(|path| shown_path(path)).collect(),
    })
}

fn note_clamped(jobs: usize) {
    if jobs > MAX_JOBS {
        terminal::warn(&format!("note: {jobs} threads are more than tickmark starts; {MAX_JOBS} are used"));
    }
}
