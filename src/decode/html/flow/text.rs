//! Characters to the words of a line, and lines to blocks.

use super::Flow;
use crate::decode::html::block::{Block, Paragraph, Space};
use crate::decode::html::entity;
use crate::decode::html::ink::Word;
use crate::source::Span;

/// Columns to the next tab stop.
const TAB: usize = 8;
/// The most columns that an indent inside of a line is seen as.
const GAP: usize = 8;

impl Flow<'_> {
    pub(super) fn text(&mut self, span: Span) {
        let text = &self.source[span.range()];
        if self.has_floated && !text.trim().is_empty() {
            self.go_beside();
        }
        let mut at = 0;
        while let Some(character) = text[at..].chars().next() {
            let rest = &text[at..];
            let start = span.start() + at;
            if let Some((length, characters)) = rest.starts_with('&').then(|| entity::read(rest)).flatten() {
                let source = Span::new(start, start + length);
                characters.chars().for_each(|character| self.character(character, source, false));
                at += length;
            } else {
                let length = character.len_utf8();
                let is_second = character == '\n' && text[..at].ends_with('\r');
                if !is_second {
                    self.character(character, Span::new(start, start + length), true);
                }
                at += length;
            }
        }
    }

    pub(super) fn character(&mut self, character: char, source: Span, is_copy: bool) {
        match &mut self.raised {
            Some(raised) if raised.is_open() && !raised.is_long() => return raised.push((character, source, is_copy)),
            Some(_) => self.settle_raised(Some(character)),
            None => {}
        }
        self.settled_character(character, source, is_copy);
    }

    /// Takes what was raised for what it is before the character `next`.
    pub(super) fn settle_raised(&mut self, next: Option<char>) {
        if let Some(raised) = self.raised.take() {
            for (character, source, is_copy) in raised.typed(self.ink.last(), next) {
                self.settled_character(character, source, is_copy);
            }
        }
    }

    pub(super) fn settled_character(&mut self, character: char, source: Span, is_copy: bool) {
        match character {
            '\n' | '\r' if self.context().is_pre => self.break_line(),
            '\t' if self.context().is_pre => self.ink.hard_blanks(TAB - self.ink.column() % TAB),
            ' ' if self.context().is_pre => self.ink.hard_blanks(1),
            // Without width: they would part a word for a search and for nobody else.
            '\0' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            '\u{2003}' => self.ink.hard_blanks(2),
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => self.ink.hard_blanks(1),
            _ if character.is_whitespace() => self.ink.soft_blank(),
            _ if self.is_upper() && character.is_lowercase() => {
                character.to_uppercase().for_each(|capital| self.ink.character(capital, source, false));
            }
            _ => self.ink.character(character, source, is_copy),
        }
    }

    /// Whether small letters are shown as capitals.
    pub(super) fn is_upper(&self) -> bool {
        self.upper.is_some() || self.context().is_upper
    }

    /// Takes an indent inside of a line.
    pub(super) fn settle_gap(&mut self, columns: f32) {
        if columns >= 0.5 {
            self.settle_raised(None);
            self.ink.gap((columns.round() as usize).clamp(1, GAP));
        }
    }

    /// Breaks the line. Where it has no word, it is an empty one.
    pub(super) fn break_line(&mut self) {
        self.settle_raised(None);
        if self.ink.is_empty() {
            self.space = Space::Line;
        }
        self.end_line();
        self.goes_on = true;
    }

    /// Ends the current block of text.
    pub(super) fn end_block(&mut self) {
        self.end_line();
        self.goes_on = false;
    }

    /// Ends the current line of text, as `<br>` does. A block that holds nothing but blanks that count is an empty line.
    pub(super) fn end_line(&mut self) {
        self.settle_raised(None);
        self.has_floated = false;
        let (words, has_blanks) = self.ink.take();
        self.was_blank = words.is_empty() && (has_blanks || self.was_blank);
        if words.is_empty() {
            self.space = if has_blanks { Space::Line } else { self.space };
            return;
        }
        self.was_folio = is_folio(self.ink.slice(words[0].span.join(words[words.len() - 1].span)));
        self.put_line(words);
    }

    /// Puts a line of text on the page, behind the marks of the items that it begins.
    pub(super) fn put_line(&mut self, words: Vec<Word>) {
        let context = self.context();
        self.last = self.open.last().map_or("body", |open| open.name);
        let left = context.left.max(0.0).round() as usize;
        let first = (context.left + context.first).max(0.0).round() as usize;
        let first = if self.goes_on { left } else { first };
        let (first, words) = if self.marks.is_empty() { (first, words) } else { self.marked(words, first.max(left)) };
        let paragraph = Paragraph {
            words,
            align: context.align,
            left,
            first,
            space: std::mem::take(&mut self.space),
            goes_on: self.goes_on,
            is_pre: context.is_pre,
        };
        self.put(Block::Paragraph(paragraph));
    }
}

/// Whether a line is a page number: `12`, `- 3 -`, `iv`, `A-1`, `Page 2`.
fn is_folio(line: &str) -> bool {
    let line = line.strip_prefix("Page").unwrap_or(line);
    let number = line.trim_matches(['-', '–', '—']);
    let is_roman = || number.chars().all(|c| matches!(c, 'i' | 'v' | 'x'));
    let digits = number.split_once('-').filter(|(letters, _)| letters.len() <= 2).map_or(number, |(_, digits)| digits);
    !number.is_empty() && number.len() <= 6 && (digits.chars().all(|c| c.is_ascii_digit()) || is_roman())
}
