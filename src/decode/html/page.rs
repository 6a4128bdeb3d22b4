//! The page as it is written: lines of text, and where each byte of them comes from.

use super::PAGE_WIDTH as PAGE;
use super::block::{Block, Line, Stack};
use super::ink::{Ink, Word};
use crate::decode::origin::{Join, OffsetMap, Sheet};
use crate::source::Span;

/// Writes blocks one below the other.
pub(super) struct Page<'s> {
    source: &'s str,
    text: String,
    map: OffsetMap,
    /// The lines that are one block with the line before.
    joins: Vec<(u32, Join)>,
    stack: Stack,
    /// The byte of the source after the last word.
    last: usize,
}

impl<'s> Page<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Self {
            source,
            text: String::new(),
            map: OffsetMap::default(),
            joins: Vec::new(),
            stack: Stack::default(),
            last: 0,
        }
    }

    /// The text, the way back to the source, and the page that the text is.
    pub(super) fn into_parts(self) -> (String, OffsetMap, Sheet) {
        (self.text, self.map, Sheet::new(PAGE, self.joins))
    }

    /// Writes a block below the others.
    pub(super) fn put(&mut self, block: Block, ink: &Ink) {
        for line in self.stack.lines(block, PAGE) {
            self.line(line, ink);
        }
    }

    fn line(&mut self, line: Line, ink: &Ink) {
        match line {
            // One break is enough where a rule and the paragraph after it both ask for it.
            Line::Break(_) if self.text.ends_with("\x0c\n") => {}
            Line::Break(span) => {
                self.mark("\x0c", span);
                self.last = span.end();
                self.line_end();
            }
            Line::Words(words, _) if words.is_empty() => {
                if !self.text.is_empty() && !self.text.ends_with("\n\n") && !self.text.ends_with("\x0c\n") {
                    self.line_end();
                }
            }
            Line::Words(words, join) => {
                if join != Join::Apart {
                    let indent = words.first().map_or(0, |(column, _)| *column);
                    self.joins.push(((self.text.len() + indent) as u32, join));
                }
                self.words(words, ink);
            }
        }
    }

    fn words(&mut self, words: Vec<(usize, Word)>, ink: &Ink) {
        let mut end = 0;
        for (column, word) in words {
            self.word(word, column.saturating_sub(end), ink);
            end = column + word.width;
        }
        self.line_end();
    }

    /// Writes a word after `blanks` blanks.
    fn word(&mut self, word: Word, blanks: usize, ink: &Ink) {
        let mut is_first = true;
        for (span, source, is_copy) in ink.map().pieces(word.span) {
            if std::mem::take(&mut is_first) {
                self.blanks(blanks, source.start());
            }
            self.text.push_str(ink.slice(span));
            match is_copy {
                true => self.map.copy(source.start(), span.len()),
                false => self.map.stand_for(source, span.len()),
            }
            self.last = source.end();
        }
    }

    /// Writes the blanks up to a word, which stand for what is between it and the word before.
    fn blanks(&mut self, count: usize, start: usize) {
        let is_line_start = self.text.is_empty() || self.text.ends_with('\n');
        let gap = Span::new(if is_line_start { start } else { self.last.min(start) }, start);
        if count == 1 && gap.len() == 1 && &self.source[gap.range()] == " " {
            self.text.push(' ');
            self.map.copy(gap.start(), 1);
        } else {
            self.mark(&" ".repeat(count), gap);
        }
    }

    fn line_end(&mut self) {
        self.mark("\n", Span::new(self.last, self.last));
    }

    /// Writes what stands for a span of the source.
    fn mark(&mut self, text: &str, source: Span) {
        self.text.push_str(text);
        self.map.stand_for(source, text.len());
    }
}
