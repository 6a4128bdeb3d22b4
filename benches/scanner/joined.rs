//! The lines of a block on one line, with the way back to the source.

use tickmark::source::Span;
use tickmark::tree::Value;

use super::Line;

/// Lines joined by a blank, runs of blanks folded.
pub(super) struct Joined {
    text: String,
    /// Where a stretch starts in the joined text and in the source.
    stretches: Vec<(usize, usize)>,
    end: usize,
}

impl Joined {
    pub(super) fn new(lines: &[Line<'_>]) -> Self {
        let length = lines.iter().map(|line| line.text.len() + 1).sum();
        let mut joined =
            Self { text: String::with_capacity(length), stretches: Vec::with_capacity(lines.len()), end: 0 };
        for line in lines {
            joined.line(*line);
        }
        joined
    }

    fn line(&mut self, line: Line<'_>) {
        let mut rest = line.text;
        loop {
            if !self.text.is_empty() {
                self.text.push(' ');
            }
            let start = line.start + (line.text.len() - rest.len());
            self.stretches.push((self.text.len(), start));
            let Some(gap) = rest.find("  ") else { break };
            self.text.push_str(&rest[..gap]);
            rest = rest[gap..].trim_start();
        }
        self.text.push_str(rest);
        self.end = line.span().end();
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn span(&self) -> Span {
        Span::new(self.stretches[0].1, self.end)
    }

    /// The bytes of the source that a part of the joined text stands for.
    pub(super) fn source(&self, start: usize, end: usize) -> Span {
        Span::new(self.locate(start), self.locate(end - 1) + 1)
    }

    fn locate(&self, offset: usize) -> usize {
        let after = self.stretches.partition_point(|&(joined, _)| joined <= offset);
        let (joined, source) = self.stretches[after - 1];
        source + (offset - joined)
    }

    /// The text as the value of an attribute.
    pub(super) fn into_value(self) -> Value {
        if self.stretches.len() == 1 { Value::Verbatim } else { Value::Text(self.text.into()) }
    }
}
