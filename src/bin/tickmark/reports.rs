//! Where the report of a run goes: to standard output, and to files.
//!
//! A report file takes the place of the old one only when it is whole: it is written beside it under another name.

use std::fs;
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::NamedTempFile;

use tickmark::finding::{InputReport, Summary};
use tickmark::input::{Content, Input, reason, shown_path};
use tickmark::output::{FORMATS, Formatter, Options};

use crate::args::{CheckArgs, ReportFile};
use crate::atomic;
use crate::failure::Failure;
use crate::terminal::{self, Terminal};

/// All reports of a run.
pub(crate) struct Reports {
    screen: BufWriter<StdoutLock<'static>>,
    formatter: Box<dyn Formatter>,
    files: Vec<FileReport>,
}

/// A report that goes to a file.
struct FileReport {
    path: PathBuf,
    formatter: Box<dyn Formatter>,
    out: BufWriter<NamedTempFile>,
}

impl Reports {
    /// Opens all reports. A file that is also an input is refused.
    pub(crate) fn open(args: &CheckArgs, inputs: &[Input], terminal: &Terminal) -> Result<Self, Failure> {
        let options = options(args, terminal);
        refuse_inputs(&args.reports, inputs)?;
        let files = args.reports.iter().map(|file| open(file, options.clone())).collect::<Result<_, _>>()?;
        Ok(Self { screen: terminal::stdout(), formatter: make(&args.output.format, options), files })
    }

    /// Writes what stands before the first input.
    pub(crate) fn begin(&mut self) -> Result<(), Failure> {
        self.formatter.begin(&mut self.screen)?;
        self.each_file(|file| file.formatter.begin(&mut file.out))
    }

    /// Writes one input.
    pub(crate) fn input(&mut self, report: &InputReport) -> Result<(), Failure> {
        self.formatter.input(&mut self.screen, report)?;
        self.each_file(|file| file.formatter.input(&mut file.out, report))
    }

    /// Whether something waits to be shown.
    pub(crate) fn has_unshown(&self) -> bool {
        !self.screen.buffer().is_empty()
    }

    /// Shows what was written so far.
    pub(crate) fn show(&mut self) -> io::Result<()> {
        self.screen.flush()
    }

    /// Writes what stands after the last input, and puts the files in their places.
    pub(crate) fn end(mut self, summary: &Summary, elapsed: Option<Duration>) -> Result<(), Failure> {
        self.each_file(|file| {
            file.formatter.end(&mut file.out, summary, None)?;
            file.out.flush()
        })?;
        for file in self.files {
            let path = file.path;
            let unwritable = |error: &io::Error| Failure::Unwritable { path: shown_path(&path), reason: reason(error) };
            let temporary = file.out.into_inner().map_err(|error| unwritable(error.error()))?;
            atomic::put(temporary, &path).map_err(|error| unwritable(&error))?;
        }
        self.formatter.end(&mut self.screen, summary, elapsed)?;
        self.screen.flush()?;
        Ok(())
    }

    fn each_file(&mut self, mut write: impl FnMut(&mut FileReport) -> io::Result<()>) -> Result<(), Failure> {
        for file in &mut self.files {
            write(file)
                .map_err(|error| Failure::Unwritable { path: shown_path(&file.path), reason: reason(&error) })?;
        }
        Ok(())
    }
}

fn options(args: &CheckArgs, terminal: &Terminal) -> Options {
    let output = &args.output;
    Options {
        palette: terminal.palette(),
        verbosity: output.verbosity(),
        shown: output.report.into(),
        statistics: output.statistics,
        rule_paths: args.rules.rules.iter().map(|path| shown_path(path)).collect(),
    }
}

fn make(format: &str, options: Options) -> Box<dyn Formatter> {
    let format = FORMATS.iter().find(|known| known.name == format);
    let format = format.expect("internal error: the command line accepts no other format");
    (format.make)(options)
}

fn open(file: &ReportFile, options: Options) -> Result<FileReport, Failure> {
    let temporary = atomic::beside(&file.path)
        .map_err(|error| Failure::Unwritable { path: shown_path(&file.path), reason: reason(&error) })?;
    // A file has no colours.
    let options = Options { palette: Default::default(), ..options };
    Ok(FileReport {
        path: file.path.clone(),
        formatter: make(&file.format, options),
        out: BufWriter::with_capacity(1 << 16, temporary),
    })
}

/// Refuses a report file that would take the place of an input or of another report.
fn refuse_inputs(files: &[ReportFile], inputs: &[Input]) -> Result<(), Failure> {
    if files.is_empty() {
        return Ok(());
    }
    for (at, file) in files.iter().enumerate() {
        if files[..at].iter().any(|other| identity(&other.path) == identity(&file.path)) {
            return Err(Failure::usage(format!("two reports would be written to {}", shown_path(&file.path))));
        }
    }
    for input in inputs {
        let Input::Source(source) = input else {
            continue;
        };
        let Content::File(path) = &source.content else {
            continue;
        };
        let clash = files.iter().find(|file| identity(&file.path) == identity(path));
        if let Some(file) = clash {
            let message = format!("{} is an input; the report would take its place", shown_path(&file.path));
            return Err(Failure::usage(message));
        }
    }
    Ok(())
}

/// What tells one file from another, also where it is not there yet.
fn identity(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let in_folder = || Some(fs::canonicalize(folder).ok()?.join(path.file_name()?));
    fs::canonicalize(path).ok().or_else(in_folder).unwrap_or_else(|| path.to_owned())
}
