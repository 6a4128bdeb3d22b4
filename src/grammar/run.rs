//! Running text put on one line: the lines of a paragraph joined by blanks, with the way back to the source.

use crate::layout::Line;
use crate::source::Span;

/// Text whose white space is folded, and where each stretch of it stands in the source.
#[derive(Debug, Default)]
pub(super) struct Run {
    text: String,
    /// Offsets of the folded text and of the source from which the two advance together.
    stretches: Vec<(u32, u32)>,
    end: usize,
}

impl Run {
    /// Adds a line of the layout.
    pub(super) fn push_line(&mut self, source: &str, line: &Line) {
        if !line.is_even {
            return self.push(source, line.span);
        }
        self.join();
        self.stretch(line.span.start());
        self.text.push_str(&source[line.span.range()]);
        self.end = line.span.end();
    }

    /// Adds a line, joined by a blank, or by nothing where a word was broken at its hyphen. Nothing is added for an empty span.
    pub(super) fn push(&mut self, source: &str, span: Span) {
        let span = trim(source, span);
        if span.is_empty() {
            return;
        }
        self.join();
        let line = &source[span.range()];
        self.stretch(span.start());
        let mut copied = 0;
        for (start, end) in irregular_blanks(line) {
            self.text.push_str(&line[copied..start]);
            if end < line.len() {
                self.text.push(' ');
                self.stretch(span.start() + end);
            }
            copied = end;
        }
        self.text.push_str(&line[copied..]);
        self.end = span.end();
    }

    fn join(&mut self) {
        if !self.text.is_empty() && !ends_hyphenated(&self.text) {
            self.text.push(' ');
        }
    }

    fn stretch(&mut self, source: usize) {
        self.stretches.push((self.text.len() as u32, source as u32));
    }

    /// The folded text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Gives the folded text away.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// Whether nothing was added.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The bytes of the source from the first character to the last.
    pub(super) fn span(&self) -> Span {
        let start = self.stretches.first().map_or(self.end, |&(_, source)| source as usize);
        Span::new(start, self.end)
    }

    /// Whether the run stands in the source as it stands here.
    pub(super) fn is_verbatim(&self) -> bool {
        self.stretches.len() == 1
    }

    /// The bytes of the source that a part of the folded text stands for.
    pub(super) fn source(&self, start: usize, end: usize) -> Span {
        let from = self.locate(start);
        let last = self.text[..end].char_indices().next_back().map_or(start, |(at, _)| at).max(start);
        Span::new(from, self.locate(last) + (end - last))
    }

    fn locate(&self, offset: usize) -> usize {
        let at = self.stretches.partition_point(|&(text, _)| text as usize <= offset).saturating_sub(1);
        let (text, source) = self.stretches[at];
        source as usize + offset.saturating_sub(text as usize)
    }
}

/// The span without white space at its ends.
pub(super) fn trim(source: &str, span: Span) -> Span {
    let text = source[span.range()].trim_start_matches(is_space);
    let start = span.end() - text.len();
    Span::new(start, start + text.trim_end_matches(is_space).len())
}

/// The span without white space at its ends, where a run of it alone would hold the text as the source has it.
pub(super) fn as_it_stands(source: &str, span: Span) -> Option<Span> {
    let span = trim(source, span);
    (!span.is_empty() && next_irregular(&source[span.range()]).is_none()).then_some(span)
}

/// Whether a word goes on in the next line after its hyphen.
fn ends_hyphenated(text: &str) -> bool {
    text.strip_suffix(['-', '‐']).is_some_and(|word| word.ends_with(char::is_alphabetic))
}

/// The runs of white space of a line that are no single blank.
fn irregular_blanks(line: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (start, length) = next_irregular(&line[at..])?;
        let found = (at + start, at + start + length);
        at = found.1;
        Some(found)
    })
}

fn next_irregular(line: &str) -> Option<(usize, usize)> {
    let bytes = line.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let found = bytes[at..].iter().position(|&byte| !(b'!'..0xC2).contains(&byte))? + at;
        if bytes[found] == b' ' && bytes.get(found + 1).is_some_and(u8::is_ascii_graphic) {
            at = found + 1;
            continue;
        }
        let length: usize = line[found..].chars().take_while(|c| is_space(*c)).map(char::len_utf8).sum();
        if length > 1 || length == 1 && bytes[found] != b' ' {
            return Some((found, length));
        }
        let step = line[found..].chars().next().map_or(1, char::len_utf8);
        at = found + step;
    }
    None
}

fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' | '\0')
}

#[cfg(test)]
mod tests {
    use super::Run;
    use crate::source::Span;

    fn run(source: &str) -> Run {
        let mut run = Run::default();
        let mut start = 0;
        for line in source.split_inclusive('\n') {
            let indent = line.len() - line.trim_start().len();
            run.push(source, Span::new(start + indent, start + line.trim_end().len()));
            start += line.len();
        }
        run
    }

    #[test]
    fn lines_join_and_lead_back() {
        let source = "   the 18th  day of\n   August,\t2003, by “A”\u{a0}Inc.\n";
        let run = run(source);
        assert_eq!(run.text(), "the 18th day of August, 2003, by “A” Inc.");
        for word in ["day of", "August", "2003", "“A”", "Inc."] {
            let at = run.text().find(word).expect(word);
            assert_eq!(&source[run.source(at, at + word.len()).range()], word);
        }
        let start = run.text().find("18th").expect("18th");
        let end = run.text().find("2003").expect("2003") + 4;
        assert_eq!(&source[run.source(start, end).range()], "18th  day of\n   August,\t2003");
    }
}
