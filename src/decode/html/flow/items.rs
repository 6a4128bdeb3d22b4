//! Marks before the items of lists.

use super::{Flow, REACH};
use crate::decode::html::ink::Word;
use crate::decode::html::list::{self, List, item_counts};
use crate::decode::html::markup::Tag;
use crate::decode::html::style::Style;
use crate::source::Span;

/// The mark of an item of a list, before the first words of the item are read.
#[derive(Debug)]
pub(super) struct ItemMark {
    text: String,
    tag: Span,
    /// The column of the item's text.
    left: f32,
    /// The number of elements open outside of the item.
    outside: usize,
}

impl Flow<'_> {
    /// The number of items of the list that a tag opens.
    pub(super) fn items_of(&mut self, tag: &Tag<'_>) -> i64 {
        let (source, start) = (self.source, self.start);
        let items = self.items.get_or_insert_with(|| item_counts(source, start));
        items.get(&tag.span.start()).copied().unwrap_or_default()
    }

    /// Notes the mark of an item. An item outside of any list has that of a list without numbers.
    pub(super) fn mark_item(&mut self, tag: &Tag<'_>, style: Style, left: f32) {
        let floor = self.floor().max(self.open.len().saturating_sub(REACH));
        let list = self.open[floor..].iter_mut().rev().find_map(|open| open.list.as_mut());
        let text = match list {
            Some(list) => list.mark(tag, style.mark),
            None => { List::BULLETS }.mark(tag, style.mark),
        };
        self.marks.extend(text.map(|text| ItemMark { text, tag: tag.span, left, outside: self.open.len() }));
    }

    /// Shows the marks of items that end without a word; `open` elements stay open.
    pub(super) fn mark_empty_items(&mut self, open: usize) {
        if self.marks.last().is_some_and(|mark| mark.outside >= open) {
            self.put_line(Vec::new());
        }
    }

    /// The words behind their marks, and the column of the first mark; the words themselves begin at a column.
    pub(super) fn marked(&mut self, words: Vec<Word>, column: usize) -> (usize, Vec<Word>) {
        let place = |mark: &ItemMark| list::column(&mark.text, mark.left.max(0.0).round() as usize);
        let marks = std::mem::take(&mut self.marks);
        let first = place(&marks[0]);
        let mut marked: Vec<Word> = Vec::with_capacity(marks.len() + words.len());
        let mut end = first;
        for mark in marks {
            let mut word = self.ink.mark(&mark.text, mark.tag);
            word.blanks = place(&mark).saturating_sub(end).max(usize::from(!marked.is_empty()));
            end += word.blanks + word.width;
            marked.push(word);
        }
        let text = marked.len();
        marked.extend(words);
        if let Some(word) = marked.get_mut(text) {
            word.blanks = (column + word.blanks).saturating_sub(end).max(list::GAP);
        }
        (first, marked)
    }
}
