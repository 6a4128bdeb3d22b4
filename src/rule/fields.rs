//! A mapping of a rule file, read by key.

use super::yaml::{Entry, Key, Node};
use crate::source::Span;

/// A mapping with its place.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'n> {
    pub(crate) span: Span,
    entries: &'n [Entry],
}

impl<'n> Fields<'n> {
    pub(crate) fn new(span: Span, entries: &'n [Entry]) -> Self {
        Self { span, entries }
    }

    /// The value of a key.
    pub(crate) fn get(self, key: &str) -> Option<&'n Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The key itself, for its place.
    pub(crate) fn key(self, key: &str) -> Option<&'n Key> {
        self.entry(key).map(|entry| &entry.key)
    }

    /// The entries in the order of the file.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'n Entry> {
        self.entries.iter()
    }

    /// Where the mapping begins: its first key.
    pub(crate) fn start(self) -> Span {
        self.entries.first().map_or(self.span, |entry| entry.key.span)
    }

    fn entry(self, key: &str) -> Option<&'n Entry> {
        self.entries.iter().find(|entry| entry.key.text == key)
    }
}
