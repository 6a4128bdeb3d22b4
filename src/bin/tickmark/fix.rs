//! `tickmark fix`: what can be mended without changing what a document says.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use similar::TextDiff;

use tickmark::batch::{Mended, Wish, in_order, mend};
use tickmark::decode::decode;
use tickmark::finding::RuleId;
use tickmark::input::{Content, Input, Source, collect, reason};
use tickmark::output::{encode, format_count, plural};
use tickmark::rule::RuleSet;

use crate::args::{FixArgs, SelectionArgs};
use crate::atomic;
use crate::decisions::Decisions;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::plans::{Plans, relative};
use crate::project::Project;
use crate::ruleset;
use crate::terminal;

/// The exit code of `--diff` where something would be changed.
const WOULD_CHANGE: u8 = 1;
/// The exit code where a file could not be mended.
const INCOMPLETE: u8 = 2;

/// How one input ended.
enum Outcome {
    /// It is no exhibit.
    PassedOver,
    /// It was read; nothing was written yet.
    Mended(Source, Box<Mended>),
    /// It could not be read or mended.
    Failed(String, String),
}

/// The counts of a run.
#[derive(Default)]
struct Tally {
    files: usize,
    changed: usize,
    made: usize,
    unmade: usize,
    failed: usize,
}

pub(crate) fn run(args: &FixArgs) -> Result<ExitCode, Failure> {
    let project = Project::load(&args.rules)?;
    for word in &args.rule {
        ruleset::reject_unknown(&project.rules, word)?;
    }
    let inputs = collect(&args.paths, &args.files.walk_options(&project));
    let plans = Plans::new(&project, &SelectionArgs::default(), args.files.max_file_size, &inputs)?;
    let decisions = Decisions::none(&project).with_waivers()?;
    let work = |input: &Input| outcome(input, args, &project, &plans, &decisions);
    let mut out = terminal::stdout();
    let mut tally = Tally::default();
    let interrupt = Interrupt::watch(&inputs);
    let mut done = 0;
    in_order(&inputs, 0, work, |outcome| {
        conclude(&mut out, outcome, args, &mut tally)?;
        done += 1;
        interrupt.go_on(done, inputs.len())
    })?;
    if !args.paths.iter().any(|path| path.as_os_str() == "-") && !args.diff {
        writeln!(out, "{}", tally.describe())?;
    }
    out.flush()?;
    Ok(ExitCode::from(match tally {
        Tally { failed: 1.., .. } => INCOMPLETE,
        Tally { changed: 1.., .. } if args.diff => WOULD_CHANGE,
        _ => 0,
    }))
}

/// Mends one input in memory.
fn outcome(input: &Input, args: &FixArgs, project: &Project, plans: &Plans<'_>, decisions: &Decisions<'_>) -> Outcome {
    let source = match input {
        Input::Skipped { .. } => return Outcome::PassedOver,
        Input::Failed { path, reason } => return Outcome::Failed(path.clone(), reason.clone()),
        Input::Source(source) => source,
    };
    let document = relative(project, source);
    // What is waived stays as it is: somebody answers for it.
    let is_waived = |rule: &RuleId, subject: &str| {
        let waivers = decisions.waivers.as_ref();
        waivers.is_some_and(|waivers| waivers.waiver_of(rule.as_str(), &document, subject).is_some())
    };
    let wants = |rule: &RuleId, subject: &str| is_named(&project.rules, &args.rule, rule) && !is_waived(rule, subject);
    match mend(source, plans.of(input), &Wish { review: args.review, wants: &wants }) {
        Ok(mended) => Outcome::Mended(source.clone(), Box::new(mended)),
        Err(reason) => Outcome::Failed(source.path.clone(), reason),
    }
}

/// Whether the fixes of a rule are asked for; all are where none is named.
fn is_named(rules: &RuleSet, words: &[String], id: &RuleId) -> bool {
    let rule = rules.get(id.as_str());
    words.is_empty() || rule.is_some_and(|rule| words.iter().any(|word| rule.is_meant_by(word)))
}

/// Writes what one input became, and tells of it.
fn conclude(out: &mut dyn Write, outcome: Outcome, args: &FixArgs, tally: &mut Tally) -> io::Result<()> {
    match outcome {
        Outcome::PassedOver => Ok(()),
        Outcome::Failed(path, reason) => {
            tally.fail(&path, &reason);
            Ok(())
        }
        Outcome::Mended(source, mended) => {
            tally.files += 1;
            tally.unmade += mended.unmade.len();
            if args.diff {
                tell_unmade(&source, &mended);
                return write_diff(out, &source, &mended, tally);
            }
            match &source.content {
                Content::File(path) => {
                    if mended.before != mended.after {
                        if let Err(error) = replace(path, &mended) {
                            tally.fail(&source.path, &reason(&error));
                            return Ok(());
                        }
                        writeln!(out, "{}", describe(&source, &mended))?;
                    }
                }
                Content::Stdin | Content::Memory(_) => out.write_all(&mended.after)?,
            }
            tally.count(&mended);
            tell_unmade(&source, &mended);
            Ok(())
        }
    }
}

/// Puts the mended file in the place of the old one, unless that was changed in the meantime or may not be written.
fn replace(path: &Path, mended: &Mended) -> io::Result<()> {
    if fs::metadata(path)?.permissions().readonly() {
        return Err(io::Error::other("the file is read-only"));
    }
    if fs::read(path)? != mended.before {
        return Err(io::Error::other("the file was changed while it was mended; nothing was written"));
    }
    atomic::write(path, &mended.after)
}

/// One line about a mended file: `a.txt: 3 fixes (edgar/characters 2, schedule/label-case 1)`.
fn describe(source: &Source, mended: &Mended) -> String {
    let mut rules: Vec<(&str, usize)> = Vec::new();
    for made in &mended.made {
        match rules.iter_mut().find(|(rule, _)| *rule == made.rule.as_str()) {
            Some((_, count)) => *count += 1,
            None => rules.push((made.rule.as_str(), 1)),
        }
    }
    rules.sort_unstable();
    let rules: Vec<String> = rules.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
    let fixes = fixes(mended.made.len());
    format!("{}: {fixes} ({})", encode::inline(&source.path), encode::inline(&rules.join(", ")))
}

/// Names the fixes that were left, on standard error.
fn tell_unmade(source: &Source, mended: &Mended) {
    for unmade in &mended.unmade {
        let at = unmade.at;
        terminal::warn(&format!(
            "{}:{}:{}: {}: not mended: {}",
            source.path, at.line, at.column, unmade.rule, unmade.reason
        ));
    }
}

fn write_diff(out: &mut dyn Write, source: &Source, mended: &Mended, tally: &mut Tally) -> io::Result<()> {
    if mended.before == mended.after {
        return Ok(());
    }
    tally.count(mended);
    let text = |bytes: &[u8]| decode(bytes.to_vec()).map(|text| text.as_str().to_owned()).unwrap_or_default();
    let (before, after) = (text(&mended.before), text(&mended.after));
    let path = encode::inline(&source.path);
    let diff = TextDiff::from_lines(&before, &after);
    let unified = diff.unified_diff().context_radius(1).header(&format!("a/{path}"), &format!("b/{path}")).to_string();
    for line in unified.split_inclusive('\n') {
        // A line end of the document is none of the diff's business.
        writeln!(out, "{}", encode::inline(line.trim_end_matches(['\n', '\r'])))?;
    }
    Ok(())
}

fn fixes(count: usize) -> String {
    if count == 1 { "1 fix".to_owned() } else { format!("{} fixes", format_count(count)) }
}

impl Tally {
    fn count(&mut self, mended: &Mended) {
        self.changed += usize::from(mended.before != mended.after);
        self.made += mended.made.len();
    }

    fn fail(&mut self, path: &str, reason: &str) {
        self.failed += 1;
        terminal::warn(&format!("error: cannot mend {path}: {reason}"));
    }

    fn describe(&self) -> String {
        if self.files == 0 {
            return "Nothing was mended: no exhibit was read.".to_owned();
        }
        let mut line = match self.made {
            0 => format!("Nothing to mend in {}.", plural(self.files, "file")),
            made => format!("Mended {} of {}: {}.", self.changed, plural(self.files, "file"), fixes(made)),
        };
        if self.unmade > 0 {
            line.push_str(&format!("  {} left to a person.", fixes(self.unmade)));
        }
        line
    }
}
