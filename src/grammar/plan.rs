//! Which part of an exhibit each line belongs to. The passes that know one kind of part each (pages, head, schedules, lists,
//! signatures) claim their tokens here, in that order; what nobody claims is running text.

use std::ops::Range;

use super::list::ListEntry;
use super::signature::Block;
use super::token::{Cell, CellKind, Token, TokenKind, Tokens};
use super::words::WordCount;
use crate::layout::{Layout, Line};
use crate::source::Span;

/// What a token was claimed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Nobody's: running text.
    Free,
    /// The end of a page.
    PageBreak,
    /// A printed page number.
    Folio,
    /// A line repeated at the head or foot of pages.
    RunningHead,
    /// The exhibit's own label.
    ExhibitLabel,
    /// A line of the instrument's title.
    Title,
    /// The heading of a schedule.
    Heading,
    /// A line of the title under a schedule's heading.
    ScheduleTitle,
    /// Inside a section.
    Section,
}

impl Part {
    /// Whether the token belongs to the page and not to the text that runs over it.
    pub(super) fn is_furniture(self) -> bool {
        matches!(self, Self::PageBreak | Self::Folio | Self::RunningHead)
    }
}

/// A run of tokens that is read as a whole.
#[derive(Debug)]
pub(super) struct Section {
    pub tokens: Range<usize>,
    pub content: SectionContent,
}

#[derive(Debug)]
pub(super) enum SectionContent {
    Signatures(Vec<Block>),
    List(Vec<ListEntry>),
}

/// A document's lines and what each was claimed as.
pub(super) struct Plan<'a> {
    pub text: &'a str,
    pub layout: &'a Layout,
    pub tokens: &'a Tokens,
    pub parts: Vec<Part>,
    /// In document order.
    pub sections: Vec<Section>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(text: &'a str, layout: &'a Layout, tokens: &'a Tokens) -> Self {
        Self { text, layout, tokens, parts: vec![Part::Free; tokens.tokens.len()], sections: Vec::new() }
    }

    /// Whether a token is of one line that stands as it is, with single blanks between its words.
    pub(super) fn is_even(&self, index: usize) -> bool {
        let token = self.token(index);
        token.next_line == token.line + 1 && self.layout.lines()[token.line].is_even
    }

    /// Whether most words of a token begin with a small letter, as in a sentence.
    pub(super) fn is_sentence(&self, index: usize) -> bool {
        let token = self.token(index);
        let mut count = WordCount::default();
        self.layout.lines()[token.line..token.next_line].iter().for_each(|line| count.add_line(line));
        count.is_sentence()
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.tokens.len()
    }

    pub(super) fn token(&self, index: usize) -> &'a Token {
        &self.tokens.tokens[index]
    }

    pub(super) fn kind(&self, index: usize) -> TokenKind {
        self.tokens.tokens[index].kind
    }

    pub(super) fn cells(&self, index: usize) -> &'a [Cell] {
        self.tokens.cells(self.token(index))
    }

    /// The only cell of a line, where it is plain text.
    pub(super) fn sole_text(&self, index: usize) -> Option<&'a Cell> {
        match self.cells(index) {
            [cell] if cell.kind == CellKind::Text => Some(cell),
            _ => None,
        }
    }

    pub(super) fn line(&self, index: usize) -> &'a Line {
        &self.layout.lines()[self.token(index).line]
    }

    /// The bytes from the first line of a token to its last.
    pub(super) fn span(&self, index: usize) -> Span {
        let token = self.token(index);
        let lines = self.layout.lines();
        lines[token.line].span.join(lines[token.next_line - 1].span)
    }

    pub(super) fn slice(&self, span: Span) -> &'a str {
        &self.text[span.range()]
    }

    pub(super) fn token_text(&self, index: usize) -> &'a str {
        self.slice(self.span(index))
    }

    /// Whether a blank line, a page's end or the document's start stands before a token.
    pub(super) fn opens(&self, index: usize) -> bool {
        self.line(index).opens || index > 0 && self.parts[index - 1].is_furniture()
    }

    /// Whether a blank line, a page's end or the document's end stands after a token.
    pub(super) fn closes(&self, index: usize) -> bool {
        index + 1 >= self.len() || self.opens(index + 1) || matches!(self.kind(index + 1), TokenKind::Page)
    }

    /// The first token before `index` that is no furniture.
    pub(super) fn before(&self, index: usize) -> Option<usize> {
        (0..index).rev().find(|&at| !self.parts[at].is_furniture())
    }

    /// The first token from `index` on that is no furniture.
    pub(super) fn from(&self, index: usize) -> Option<usize> {
        (index..self.len()).find(|&at| !self.parts[at].is_furniture())
    }

    pub(super) fn is_free(&self, index: usize) -> bool {
        self.parts[index] == Part::Free
    }

    /// Claims the free tokens of a range for a section.
    pub(super) fn claim(&mut self, tokens: Range<usize>, content: SectionContent) {
        for part in &mut self.parts[tokens.clone()] {
            if *part == Part::Free {
                *part = Part::Section;
            }
        }
        self.sections.push(Section { tokens, content });
    }
}
