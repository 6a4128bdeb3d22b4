//! The way from a readable text back to the text that it was made of.

use std::sync::Arc;

use super::Text;
use crate::source::Span;

/// Where a text that was made of another comes from.
#[derive(Debug)]
pub(super) struct Origin {
    /// The text of the whole source.
    pub source: Arc<Text>,
    /// Which bytes of it each byte was made of.
    pub map: OffsetMap,
    /// The page that the text was laid out on, if it was.
    pub sheet: Option<Sheet>,
    /// The opening tags in it, ascending.
    pub tags: Vec<TagPlace>,
}

/// The page that a text was laid out on.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Its columns.
    pub width: usize,
    /// The lines that are one block with the line before, each by the byte of the text where its first word begins; ascending.
    joins: Vec<(u32, Join)>,
}

/// What a line of a page is to the line before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// Another block: a paragraph, a row.
    Apart,
    /// A line of the same block, which its source parts.
    Broken,
    /// What found no place on the line before.
    Wrapped,
    /// The same, where lines are centred, as those of titles are.
    Centred,
}

impl Sheet {
    pub(super) fn new(width: usize, joins: Vec<(u32, Join)>) -> Self {
        Self { width, joins }
    }

    /// What the line whose first word begins at a byte of the text is to the line before.
    pub fn join(&self, start: usize) -> Join {
        let at = self.joins.binary_search_by_key(&(start as u32), |(start, _)| *start);
        at.map_or(Join::Apart, |at| self.joins[at].1)
    }
}

/// An opening tag of the source.
#[derive(Clone, Copy, Debug)]
pub(super) struct TagPlace {
    /// Its first byte.
    pub start: u32,
    /// Of a table, how many tables it stands in, itself counted; else 0.
    pub level: u32,
}

/// Pieces of a text, ascending, each with the bytes of the source that it stands for.
#[derive(Debug, Default)]
pub(super) struct OffsetMap {
    pieces: Vec<Piece>,
    length: usize,
}

/// A piece reaches to the start of the next one.
#[derive(Clone, Copy, Debug)]
struct Piece {
    start: u32,
    source: Span,
    /// The piece holds the source's bytes as they are; otherwise it stands for all of them as a whole.
    is_copy: bool,
}

impl Origin {
    /// Leads to the source of the source, where that was made of another text itself.
    pub(super) fn through(self) -> Self {
        let Some(below) = &self.source.origin else {
            return self;
        };
        let start = |tag: TagPlace| below.map.source(Span::new(tag.start as usize, tag.start as usize)).start() as u32;
        let tags = self.tags.iter().map(|&tag| TagPlace { start: start(tag), ..tag }).collect();
        Self { source: Arc::clone(&below.source), map: self.map.through(&below.map), sheet: self.sheet.clone(), tags }
    }
}

impl OffsetMap {
    /// The map through another one, which maps the text that this one leads to.
    fn through(&self, below: &Self) -> Self {
        let mut map = Self::default();
        for (span, source, is_copy) in self.pieces(Span::new(0, self.length)) {
            if !is_copy {
                map.stand_for(below.source(source), span.len());
                continue;
            }
            for (part, source, is_copy) in below.pieces(source) {
                match is_copy {
                    true => map.copy(source.start(), part.len()),
                    false => map.stand_for(source, part.len()),
                }
            }
        }
        map
    }

    /// Says that the next `length` bytes are the bytes of the source from `source` on.
    pub(super) fn copy(&mut self, source: usize, length: usize) {
        match self.pieces.last_mut() {
            Some(last) if last.is_copy && last.source.end() == source => {
                last.source = Span::new(last.source.start(), source + length);
            }
            _ => self.add(Span::new(source, source + length), true),
        }
        self.length += length;
    }

    /// Says that the next `length` bytes stand for a span of the source.
    pub(super) fn stand_for(&mut self, source: Span, length: usize) {
        if length > 0 {
            self.add(source, false);
            self.length += length;
        }
    }

    fn add(&mut self, source: Span, is_copy: bool) {
        self.pieces.push(Piece { start: Span::new(self.length, self.length).start() as u32, source, is_copy });
    }

    /// Removes everything.
    pub(super) fn clear(&mut self) {
        self.pieces.clear();
        self.length = 0;
    }

    /// The pieces that make up a span, each cut to it: bytes of the text, and the source they stand for.
    pub(super) fn pieces(&self, span: Span) -> impl Iterator<Item = (Span, Span, bool)> + '_ {
        let first = self.index(span.start());
        self.pieces[first.min(self.pieces.len())..].iter().enumerate().map_while(move |(at, piece)| {
            let start = piece.start as usize;
            let end = self.pieces.get(first + at + 1).map_or(self.length, |next| next.start as usize);
            let cut = Span::new(start.max(span.start()), end.min(span.end()));
            let source = if piece.is_copy {
                let source = piece.source.start() + cut.start() - start;
                Span::new(source, source + cut.len())
            } else {
                piece.source
            };
            (start < span.end()).then_some((cut, source, piece.is_copy))
        })
    }

    /// The bytes of the source between what the first byte of a span stands for and what its last byte does. An empty span is the place
    /// before the byte that follows it.
    pub(super) fn source(&self, span: Span) -> Span {
        let Some(last) = self.pieces.last() else {
            return Span::default();
        };
        if span.start() >= self.length {
            return Span::new(last.source.end(), last.source.end());
        }
        let start = self.one(span.start());
        if span.is_empty() {
            return Span::new(start.start(), start.start());
        }
        // Beside each other, the line below on the left may come from before the line above on the right.
        start.join(self.one(span.end() - 1))
    }

    /// The bytes of the source that one byte stands for.
    fn one(&self, offset: usize) -> Span {
        let piece = self.pieces[self.index(offset)];
        if !piece.is_copy {
            return piece.source;
        }
        let start = piece.source.start() + offset - piece.start as usize;
        Span::new(start, start + 1)
    }

    fn index(&self, offset: usize) -> usize {
        self.pieces.partition_point(|piece| piece.start as usize <= offset).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::OffsetMap;
    use crate::source::Span;

    /// `<b>A&amp;B</b> c` read as `A&B c`.
    fn map() -> OffsetMap {
        let mut map = OffsetMap::default();
        map.copy(3, 1);
        map.stand_for(Span::new(4, 9), 1);
        map.copy(9, 1);
        map.copy(14, 2);
        map
    }

    #[test]
    fn spans_lead_back_from_their_first_to_their_last_byte() {
        let check = |start, end, expected: (usize, usize)| {
            let source = map().source(Span::new(start, end));
            assert_eq!((source.start(), source.end()), expected);
        };
        check(0, 1, (3, 4));
        check(0, 2, (3, 9));
        check(1, 2, (4, 9));
        check(0, 3, (3, 10));
        check(2, 5, (9, 16));
        check(3, 3, (14, 14));
        check(5, 5, (16, 16));
        assert_eq!(OffsetMap::default().source(Span::new(0, 0)), Span::default());
    }

    #[test]
    fn what_is_copied_in_one_go_is_one_piece() {
        let mut map = OffsetMap::default();
        map.copy(5, 2);
        map.copy(7, 2);
        let pieces: Vec<_> = map.pieces(Span::new(1, 3)).collect();
        assert_eq!(pieces, [(Span::new(1, 3), Span::new(6, 8), true)]);
    }
}
