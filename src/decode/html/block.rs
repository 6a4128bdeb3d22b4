//! Blocks of words, and the lines of a typewritten page that they become.

use super::PAGE_WIDTH as PAGE;
use super::ink::Word;
use super::style::Align;
use crate::decode::origin::Join;
use crate::source::Span;

/// The least width in which words are wrapped.
const NARROW: usize = 12;
/// The width of centred lines: there is room on both sides of them, so that they are seen to be centred.
const CENTRED: usize = 58;

/// What stands on a page or in a cell of a table.
#[derive(Debug)]
pub(super) enum Block {
    /// Text.
    Paragraph(Paragraph),
    /// A table, laid out.
    Lines(Vec<Line>),
    /// The end of a page, and the tag that says so.
    Break(Span),
}

/// The space between two blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Space {
    #[default]
    None,
    /// What every paragraph has that does not say otherwise. The lines of a title, each a centred paragraph, still touch.
    Usual,
    /// An empty line.
    Line,
}

/// Words that are wrapped to the width of the page.
#[derive(Debug)]
pub(super) struct Paragraph {
    pub words: Vec<Word>,
    pub align: Align,
    /// The column of all lines but the first.
    pub left: usize,
    /// The column of the first line.
    pub first: usize,
    /// The space above it.
    pub space: Space,
    /// Whether it goes on after a `<br>`.
    pub goes_on: bool,
    /// Whether its lines are never wrapped.
    pub is_pre: bool,
}

/// A line of the page.
#[derive(Debug)]
pub(super) enum Line {
    /// Words with their columns, ascending; none on an empty line.
    Words(Vec<(usize, Word)>, Join),
    /// The end of a page.
    Break(Span),
}

impl Line {
    pub(super) const EMPTY: Self = Self::Words(Vec::new(), Join::Apart);

    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Words(words, _) if words.is_empty())
    }

    /// The column after the last word.
    pub(super) fn end(&self) -> usize {
        match self {
            Self::Words(words, _) => words.last().map_or(0, |(column, word)| column + word.width),
            Self::Break(_) => 0,
        }
    }

    /// Moves the line to the right.
    pub(super) fn shift(&mut self, columns: usize) {
        if let Self::Words(words, _) = self {
            words.iter_mut().for_each(|(column, _)| *column += columns);
        }
    }
}

impl Block {
    /// The columns that the block takes where it is not wrapped.
    pub(super) fn width(&self) -> usize {
        match self {
            Self::Paragraph(paragraph) => paragraph.width(),
            Self::Lines(lines) => lines.iter().map(Line::end).max().unwrap_or(0),
            Self::Break(_) => 0,
        }
    }
}

impl Paragraph {
    fn width(&self) -> usize {
        self.first + self.length()
    }

    /// The columns of its words.
    fn length(&self) -> usize {
        self.words.iter().map(|word| word.blanks + word.width).sum()
    }

    /// What its first line, or any other, is to the line before.
    fn join(&self, is_first: bool) -> Join {
        match self.align {
            _ if is_first && self.goes_on => Join::Broken,
            _ if is_first => Join::Apart,
            Align::Centre => Join::Centred,
            _ => Join::Wrapped,
        }
    }

    /// Wraps the words to a page of `width` columns.
    pub(super) fn wrap(self, width: usize) -> Vec<Line> {
        // What is indented further than half a page, as inside many lists, would be wrapped into a word a line.
        let room = width / 2 + 1;
        let (first, left) = (self.first.min(room), self.left.min(room));
        let limit = match self.align {
            // Far to the right, too, a line of the page stays one.
            _ if self.is_pre || self.length() <= PAGE => usize::MAX,
            Align::Centre => left + (width - left).min(CENTRED),
            _ => width.max(NARROW),
        };
        let mut lines: Vec<Line> = Vec::new();
        let mut line: Vec<(usize, Word)> = Vec::new();
        let mut column = first;
        for &word in &self.words {
            if !line.is_empty() && column + word.blanks + word.width > limit {
                lines.push(Line::Words(std::mem::take(&mut line), self.join(lines.is_empty())));
                column = left;
            }
            let is_wrapped = line.is_empty() && !lines.is_empty();
            column += if is_wrapped { 0 } else { word.blanks };
            line.push((column, word));
            column += word.width;
        }
        lines.push(Line::Words(line, self.join(lines.is_empty())));
        if self.align != Align::Left && !self.is_pre {
            lines.iter_mut().for_each(|line| align(line, self.align, left, width));
        }
        lines
    }
}

/// Moves a line that starts at the left to its place.
fn align(line: &mut Line, align: Align, left: usize, width: usize) {
    let Line::Words(words, _) = line else {
        return;
    };
    let start = words.first().map_or(0, |(column, _)| *column);
    let length = words.last().map_or(0, |(column, word)| column + word.width) - start;
    let free = width.saturating_sub(left + length);
    let place = left + if align == Align::Centre { free / 2 } else { free };
    words.iter_mut().for_each(|(column, _)| *column = *column - start + place);
}

/// Lays blocks out one below the other.
#[derive(Debug, Default)]
pub(super) struct Stack {
    last: Kind,
}

/// What a block is to its neighbours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    /// A line.
    #[default]
    Line,
    /// A centred line.
    Title,
    /// Lines that nothing touches.
    Wrapped,
}

impl Stack {
    /// The lines of the next block, empty lines above it included.
    pub(super) fn lines(&mut self, block: Block, width: usize) -> Vec<Line> {
        let (mut lines, kind, is_spaced) = match block {
            Block::Break(span) => (vec![Line::Break(span)], Kind::Line, false),
            Block::Lines(lines) => (lines, Kind::Wrapped, true),
            Block::Paragraph(paragraph) => {
                let Paragraph { space, goes_on, align, .. } = paragraph;
                let lines = paragraph.wrap(width);
                let kind = match (lines.len(), align) {
                    (1, Align::Centre) => Kind::Title,
                    (1, _) => Kind::Line,
                    _ => Kind::Wrapped,
                };
                let is_wrapped = kind == Kind::Wrapped || self.last == Kind::Wrapped;
                let is_title = kind == Kind::Title && self.last == Kind::Title;
                let is_spaced = space == Space::Line || space == Space::Usual && !is_title || is_wrapped && !goes_on;
                (lines, kind, is_spaced)
            }
        };
        if is_spaced {
            lines.insert(0, Line::EMPTY);
        }
        self.last = kind;
        lines
    }
}
