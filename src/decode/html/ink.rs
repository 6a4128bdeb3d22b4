//! The characters that are seen, word by word.

use crate::decode::origin::OffsetMap;
use crate::source::Span;

/// Characters without a blank between them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// Where its characters stand in the ink.
    pub span: Span,
    /// The number of its characters.
    pub width: usize,
    /// Blanks before it.
    pub blanks: usize,
}

/// The characters of words, and where they come from.
#[derive(Debug, Default)]
pub(super) struct Ink {
    text: String,
    map: OffsetMap,
    /// The words of the line that is being read.
    words: Vec<Word>,
    blanks: usize,
    /// The columns of the words and of all blanks so far.
    column: usize,
    /// Whether the last blank was white space, of which a run counts once.
    was_soft: bool,
    has_hard: bool,
}

impl Ink {
    /// Takes a character that stands for a span of the source; `is_copy`: it stands there itself.
    pub(super) fn character(&mut self, character: char, source: Span, is_copy: bool) {
        let start = self.text.len();
        self.text.push(character);
        let length = character.len_utf8();
        match is_copy {
            true => self.map.copy(source.start(), length),
            false => self.map.stand_for(source, length),
        }
        match self.words.last_mut().filter(|_| self.blanks == 0) {
            Some(word) => {
                word.span = Span::new(word.span.start(), start + length);
                word.width += 1;
            }
            None => {
                let span = Span::new(start, start + length);
                self.words.push(Word { span, width: 1, blanks: self.blanks });
            }
        }
        self.column += 1;
        (self.blanks, self.was_soft) = (0, false);
    }

    /// Takes white space: none at the start of a line, one blank in it however long it is.
    pub(super) fn soft_blank(&mut self) {
        if !self.was_soft && (self.blanks > 0 || !self.words.is_empty()) {
            self.blanks += 1;
            self.column += 1;
        }
        self.was_soft = true;
    }

    /// Takes blanks that count, as `&nbsp;` does.
    pub(super) fn hard_blanks(&mut self, count: usize) {
        self.blanks += count;
        self.column += count;
        (self.was_soft, self.has_hard) = (false, true);
    }

    /// Takes a gap between two words that is no character, as an indent inside of a line makes.
    pub(super) fn gap(&mut self, columns: usize) {
        if columns > 0 && !self.words.is_empty() {
            self.blanks += columns;
            self.column += columns;
            self.was_soft = true;
        }
    }

    /// Takes a gap of that many columns at least, blanks that stand there already counted.
    pub(super) fn part(&mut self, columns: usize) {
        self.gap(columns.saturating_sub(self.blanks));
    }

    /// Makes a word that is in no line, and stands for a span of the source as a whole.
    pub(super) fn mark(&mut self, text: &str, source: Span) -> Word {
        let start = self.text.len();
        self.text.push_str(text);
        self.map.stand_for(source, text.len());
        Word { span: Span::new(start, start + text.len()), width: text.chars().count(), blanks: 0 }
    }

    /// The last word of the line, where nothing follows it.
    pub(super) fn last(&self) -> &str {
        let word = self.words.last().filter(|_| self.blanks == 0);
        word.map_or("", |word| self.slice(word.span))
    }

    /// The column that the next character would have.
    pub(super) fn column(&self) -> usize {
        self.column
    }

    /// Whether the line has no word yet.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Ends the line: its words, and whether it held blanks that count.
    pub(super) fn take(&mut self) -> (Vec<Word>, bool) {
        let taken = (std::mem::take(&mut self.words), self.has_hard);
        (self.blanks, self.column, self.was_soft, self.has_hard) = (0, 0, false, false);
        taken
    }

    /// The characters of a span of the ink.
    pub(super) fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// Where the characters of words come from.
    pub(super) fn map(&self) -> &OffsetMap {
        &self.map
    }

    /// Forgets all characters; no word may be left.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.map.clear();
    }
}
