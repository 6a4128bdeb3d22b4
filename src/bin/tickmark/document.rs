//! The one file that a command is asked about: a document, or a submission of several.

use std::path::Path;
use std::sync::Arc;

use tickmark::batch::{Held, read_held};
use tickmark::grammar::{self, Lines};
use tickmark::input::{DEFAULT_SIZE_LIMIT, Input, Source, WalkOptions, collect, shown_path};
use tickmark::submission::{Document, Recognised, Submission};
use tickmark::tree::DocumentTree;

use crate::failure::Failure;

/// Reads the file that a path leads to; `-` is standard input.
pub(crate) fn read(path: &Path) -> Result<Held, Failure> {
    let source = source(path)?;
    let unreadable =
        |path: &str, reason: &str| Failure::Unreadable { path: path.to_owned(), reason: reason.to_owned() };
    let mut held = read_held(&source, DEFAULT_SIZE_LIMIT);
    let first = held.next().ok_or_else(|| unreadable(&source.path, "an archive without exhibits"))?;
    if held.next().is_some() {
        return Err(unreadable(&source.path, "an archive of several files; this command takes one"));
    }
    first.map_err(|(path, reason)| unreadable(&path, &reason))
}

/// A document of a submission by its index; `None` where it is not read.
pub(crate) fn part(submission: &Arc<Submission>, index: usize) -> Option<Document> {
    match submission.document(index) {
        Recognised::Exhibit(document) | Recognised::Empty(document) => Some(document),
        _ => None,
    }
}

/// The tree of a document of a submission by its index; `None` where it is not read.
pub(crate) fn part_tree(submission: &Arc<Submission>, index: usize) -> Option<DocumentTree> {
    part(submission, index).map(|document| grammar::parse(&document, Lines::Skipped))
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
