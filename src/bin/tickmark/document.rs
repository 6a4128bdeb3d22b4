//! The one document that a command is asked about.

use std::path::Path;

use tickmark::batch::read_document;
use tickmark::input::{DEFAULT_SIZE_LIMIT, Input, Source, WalkOptions, collect, shown_path};
use tickmark::submission::Document;

use crate::failure::Failure;

/// Reads the document that a path leads to; `-` is standard input.
pub(crate) fn read(path: &Path) -> Result<Document, Failure> {
    let source = source(path)?;
    read_document(&source, DEFAULT_SIZE_LIMIT)
        .map_err(|reason| Failure::Unreadable { path: source.path.clone(), reason })
}

/// The one source that a path leads to.
fn source(path: &Path) -> Result<Source, Failure> {
    let unreadable = |reason| Failure::Unreadable { path: shown_path(path), reason };
    if path.is_dir() {
        return Err(unreadable("a folder; this command takes one file".to_owned()));
    }
    match collect(&[path.to_owned()], &WalkOptions::default()).pop() {
        Some(Input::Source(source)) => Ok(source),
        Some(Input::Failed { reason, .. } | Input::Skipped { reason, .. }) => Err(unreadable(reason)),
        None => Err(unreadable("no such file".to_owned())),
    }
}
