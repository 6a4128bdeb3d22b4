//! The place that the grammar takes: for now, a tree of its root alone.

use crate::submission::Document;
use crate::tree::{DocumentTree, Kind, TreeBuilder};

/// Whether `line` nodes are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// They are left out.
    Skipped,
    /// They are built.
    Built,
}

/// Reads a document.
pub fn parse(document: &Document, _lines: Lines) -> DocumentTree {
    TreeBuilder::new(document.text.clone(), Kind::Document, document.span).finish()
}
