//! `tickmark baseline`: adopting the checks over documents that have findings already.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tickmark::baseline::{Baseline, Collected, FILE_NAME};
use tickmark::batch;
use tickmark::finding::{InputReport, Summary};
use tickmark::input::{Input, collect, reason, shown_path};
use tickmark::output::{encode, plural};

use crate::args::{BaselineAction, BaselineArgs};
use crate::atomic;
use crate::decisions::{Decisions, read_baseline};
use crate::failure::Failure;
use crate::plans::Plans;
use crate::project::Project;
use crate::terminal;

/// The exit code where new findings were refused.
const REFUSED: u8 = 1;
/// The number of new findings that are named.
const NAMED: usize = 20;

/// What a run found, for a baseline.
struct Found {
    baseline: Baseline,
    collected: Collected,
    /// New findings, one line each.
    new: Vec<String>,
    summary: Summary,
}

pub(crate) fn run(args: &BaselineArgs) -> Result<ExitCode, Failure> {
    let project = Project::load(&args.rules)?;
    let path = file(args, &project);
    let known = match args.action {
        BaselineAction::Create if path.exists() => {
            return Err(Failure::Usage {
                message: format!("{} is there already", shown_path(&path)),
                hint: Some("tickmark baseline update takes new findings in".to_owned()),
            });
        }
        BaselineAction::Create => Baseline::default(),
        BaselineAction::Update | BaselineAction::Prune => read_baseline(&path)?,
    };
    let found = find(args, &project, known)?;
    if !found.summary.is_complete() || found.summary.checked == 0 {
        return Err(Failure::usage(format!(
            "not everything was checked; {} is not written (tickmark check tells why)",
            shown_path(&path)
        )));
    }
    let before = found.baseline.len();
    let next = match args.action {
        BaselineAction::Create => found.collected.baseline(),
        BaselineAction::Update if !found.new.is_empty() && !args.accept_new => return refuse(&found.new),
        BaselineAction::Update => found.baseline.updated(&found.collected),
        BaselineAction::Prune => found.baseline.pruned(|document| !project.beside_root(document).exists()),
    };
    write(&path, &next)?;
    conclude(args, &project, &path, before, &next)?;
    Ok(ExitCode::SUCCESS)
}

/// The baseline's file: that of the flag, of the configuration, or the usual one at the root.
fn file(args: &BaselineArgs, project: &Project) -> PathBuf {
    let configured = project.config.file.baseline.as_ref().map(|given| project.path(given));
    args.baseline.clone().or(configured).unwrap_or_else(|| project.beside_root(FILE_NAME))
}

fn find(args: &BaselineArgs, project: &Project, known: Baseline) -> Result<Found, Failure> {
    let inputs: Vec<Input> = collect(&args.paths, &args.files.walk_options(project));
    let plans = Plans::new(project, &args.selection, args.files.max_file_size, &inputs)?;
    let mut decisions = Decisions::none(project).with_waivers()?;
    decisions.baseline = Some(known);
    let (mut collected, mut new, mut summary) = (Collected::default(), Vec::new(), plans.summary());
    let plan_for = |input: &Input| plans.of(input);
    batch::run(&inputs, plan_for, 0, |mut report: InputReport| {
        decisions.apply(&mut report);
        collected.add(&report, &project.root.relative(report.path.as_ref()));
        new.extend(report.active().map(|located| {
            let (start, finding) = (located.location.start, &located.finding);
            format!(
                "{}:{}:{}: {}[{}] {}",
                report.label(),
                start.line,
                start.column,
                finding.severity,
                finding.rule,
                finding.message
            )
        }));
        summary.add(&report);
        Ok::<(), Failure>(())
    })?;
    let baseline = decisions.baseline.unwrap_or_default();
    Ok(Found { baseline, collected, new, summary })
}

/// Names the new findings that an update does not take in unasked.
fn refuse(new: &[String]) -> Result<ExitCode, Failure> {
    let mut out = terminal::stdout();
    for line in new.iter().take(NAMED) {
        writeln!(out, "{}", encode::inline(line))?;
    }
    if new.len() > NAMED {
        writeln!(out, "and {} more", new.len() - NAMED)?;
    }
    writeln!(
        out,
        "{}; the baseline is not changed. Mend them, or take them in with --accept-new.",
        plural(new.len(), "new finding")
    )?;
    out.flush()?;
    Ok(ExitCode::from(REFUSED))
}

fn write(path: &Path, baseline: &Baseline) -> Result<(), Failure> {
    atomic::write(path, baseline.to_json().as_bytes())
        .map_err(|error| Failure::Unwritable { path: shown_path(path), reason: reason(&error) })
}

fn conclude(args: &BaselineArgs, project: &Project, path: &Path, before: usize, next: &Baseline) -> io::Result<()> {
    let mut out = terminal::stdout();
    let path = shown_path(path);
    let change = match args.action {
        BaselineAction::Create => String::new(),
        BaselineAction::Update | BaselineAction::Prune => format!("; before: {before}"),
    };
    writeln!(out, "{}: {}{change}", encode::inline(&path), plural(next.len(), "known finding"))?;
    if args.action == BaselineAction::Create && project.config.file.baseline.is_none() {
        writeln!(out, "Use it with `tickmark check --baseline {path}`, or write `baseline: {path}` in tickmark.yaml.")?;
    }
    out.flush()
}
