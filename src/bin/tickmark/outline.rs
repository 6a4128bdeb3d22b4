//! `tickmark outline`: the document tree of a file.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use tickmark::batch::read_document;
use tickmark::grammar::{self, Lines};
use tickmark::input::{DEFAULT_SIZE_LIMIT, Input, Source, WalkOptions, collect, shown_path};
use tickmark::output::{write_outline_json, write_outline_text};

use crate::args::{OutlineArgs, OutlineFormat};
use crate::failure::Failure;
use crate::terminal::{self, Terminal};

pub(crate) fn run(args: &OutlineArgs, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let source = source(&args.file)?;
    let document = read_document(&source, DEFAULT_SIZE_LIMIT)
        .map_err(|reason| Failure::Unreadable { path: source.path.clone(), reason })?;
    let tree = grammar::parse(&document, Lines::Skipped);
    let mut out = terminal::stdout();
    match args.format {
        OutlineFormat::Text => write_outline_text(&mut out, &tree, terminal.palette())?,
        OutlineFormat::Json => write_outline_json(&mut out, &tree)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The one source that a path leads to.
fn source(path: &Path) -> Result<Source, Failure> {
    let unreadable = |reason| Failure::Unreadable { path: shown_path(path), reason };
    if path.is_dir() {
        return Err(unreadable("a folder; outline shows one file".to_owned()));
    }
    match collect(&[path.to_owned()], &WalkOptions::default()).pop() {
        Some(Input::Source(source)) => Ok(source),
        Some(Input::Failed { reason, .. } | Input::Skipped { reason, .. }) => Err(unreadable(reason)),
        None => Err(unreadable("no such file".to_owned())),
    }
}
