//! `tickmark check`: exhibits against rules.

use std::io::Write;
use std::process::ExitCode;
use std::time::Instant;

use tickmark::batch::{self, MAX_JOBS};
use tickmark::finding::{InputReport, Summary};
use tickmark::input::{Input, collect};

use crate::args::CheckArgs;
use crate::changed;
use crate::decisions::Decisions;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::plans::Plans;
use crate::progress::Progress;
use crate::project::Project;
use crate::reports::Reports;
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
    let mut inputs = collect(&args.paths, &args.files.walk_options(&project));
    if let Some(revision) = &args.changed {
        changed::retain(&mut inputs, revision)?;
    }
    let plans = Plans::new(&project, &args.selection, args.files.max_file_size, &inputs)?;
    let mut decisions = Decisions::none(&project).with_baseline(args.baseline.as_deref())?;
    if !args.no_waivers {
        decisions = decisions.with_waivers()?;
    }
    let interrupt = Interrupt::watch(&inputs);
    let reports = Reports::open(args, &inputs, terminal)?;
    let summary = report(args, &plans, &inputs, decisions, reports, &interrupt, start)?;
    // Where nothing was changed there is nothing to check.
    let allows_empty = args.allow_empty || args.changed.is_some();
    let verdict = summary.verdict(args.fail_on(&project), allows_empty);
    Ok(ExitCode::from(verdict.exit_code()))
}

/// Checks the inputs and writes the reports as they grow.
fn report(
    args: &CheckArgs,
    plans: &Plans<'_>,
    inputs: &[Input],
    mut decisions: Decisions<'_>,
    mut reports: Reports,
    interrupt: &Interrupt,
    start: Instant,
) -> Result<Summary, Failure> {
    let mut summary = plans.summary();
    let is_interactive = terminal::is_interactive();
    let mut progress = Progress::new(inputs.len());
    let (mut done, mut last) = (0, String::new());
    reports.begin()?;
    let run = batch::run(
        inputs,
        |input| plans.of(input),
        args.jobs,
        |mut report: InputReport| {
            decisions.apply(&mut report);
            summary.add(&report);
            reports.input(&report)?;
            if is_interactive && reports.has_unshown() {
                progress.suspend(|| reports.show())?;
            }
            progress.advance(&summary);
            // The documents of a submission or an archive come one after the other.
            if report.path != last {
                done += 1;
                last = report.path;
            }
            interrupt.go_on(done, inputs.len())
        },
    );
    progress.end();
    run?;
    decisions.conclude(&mut summary);
    // The time is no part of what the same input gives again, so it is shown only to a person or on request.
    let shows_time = args.output.timing || is_interactive && args.output.format != "json";
    reports.end(&summary, shows_time.then(|| start.elapsed()))?;
    Ok(summary)
}

fn note_clamped(jobs: usize) {
    if jobs > MAX_JOBS {
        terminal::warn(&format!("note: {jobs} threads are more than tickmark starts; {MAX_JOBS} are used"));
    }
}
