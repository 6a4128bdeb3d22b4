//! `tickmark check`: exhibits against rules.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

use tickmark::batch::{self, MAX_JOBS};
use tickmark::finding::Summary;
use tickmark::input::{Input, collect, shown_path};
use tickmark::output::{FORMATS, Formatter, Options};

use crate::args::CheckArgs;
use crate::failure::Failure;
use crate::plans::Plans;
use crate::progress::Progress;
use crate::project::Project;
use crate::show_config;
use crate::terminal::{self, Terminal};

pub(crate) fn run(args: &CheckArgs, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let start = Instant::now();
    let project = Project::load(&args.rules)?;
    args.selection.reject_unknown(&project.rules)?;
    if args.show_config {
        let mut out = terminal::stdout();
        show_config::write(&mut out, args, &project)?;
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    }
    note_clamped(args.jobs);
    let inputs = collect(&args.paths, &args.files.walk_options(&project));
    let plans = Plans::new(&project, &args.selection, args.files.max_file_size, &inputs)?;
    let summary = report(args, &plans, &inputs, terminal, start)?;
    let verdict = summary.verdict(args.fail_on(&project), args.allow_empty);
    Ok(ExitCode::from(verdict.exit_code()))
}

/// Checks the inputs and writes the report as it grows.
fn report(
    args: &CheckArgs,
    plans: &Plans<'_>,
    inputs: &[Input],
    terminal: &Terminal,
    start: Instant,
) -> io::Result<Summary> {
    let mut out = terminal::stdout();
    let mut formatter = formatter(args, terminal);
    let mut summary = plans.summary();
    let is_interactive = terminal::is_interactive();
    let mut progress = Progress::new(inputs.len());
    formatter.begin(&mut out)?;
    let run = batch::run(
        inputs,
        |input| plans.of(input),
        args.jobs,
        |report| {
            summary.add(&report);
            formatter.input(&mut out, &report)?;
            if is_interactive && !out.buffer().is_empty() {
                progress.suspend(|| out.flush())?;
            }
            progress.advance(&summary);
            Ok::<(), io::Error>(())
        },
    );
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
