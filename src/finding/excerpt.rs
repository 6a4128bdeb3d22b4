//! The few lines of a text that a finding is drawn on, so that the text itself can be dropped.
//!
//! The lines are as they stand in the text, cut to [`EXCERPT_COLUMNS`]; whoever shows them encodes them. Neighbouring lines of an HTML
//! document are no neighbours in its source: there every mark has a line of its own, with the number of the source's.

use crate::decode::Text;
use crate::source::{LineIndex, Span};

/// The number of characters that a line of an excerpt is cut to.
pub const EXCERPT_COLUMNS: usize = 160;
/// The number of pieces of evidence that are drawn; further ones are only named.
pub const DRAWN_EVIDENCE: usize = 4;

/// Characters that stay before the mark when a line is cut on the left.
const LEAD: usize = 40;
/// Marks that have at most this many unmarked lines between them share an excerpt.
const GAP: usize = 3;
/// A span over more lines than this is marked on its first line only.
const MARKED_LINES: usize = 6;

/// A run of neighbouring lines with the marks on them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The lines, in order and without gaps.
    pub lines: Vec<ExcerptLine>,
    /// The marks, in the order in which they start.
    pub marks: Vec<Mark>,
}

/// A line of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExcerptLine {
    /// The line's number in the text, 1-based.
    pub number: usize,
    /// What stands there, without its line end, at most [`EXCERPT_COLUMNS`] characters.
    pub text: String,
    /// The number of bytes cut off before `text`.
    pub cut_before: usize,
    /// Whether something was cut off after `text`.
    pub is_cut_after: bool,
}

/// A place in an excerpt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// The index of the line in [`Excerpt::lines`].
    pub line: usize,
    /// The byte in [`ExcerptLine::text`].
    pub byte: usize,
}

/// A marked part of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where the marked part starts.
    pub start: Point,
    /// Where it ends, the end excluded.
    pub end: Point,
    /// The column of the first character in its whole line: 1-based, in characters.
    pub column: usize,
    /// What is said about it.
    pub message: Option<String>,
    /// Whether it is the finding itself and not evidence.
    pub is_primary: bool,
}

/// A span to be marked, and what is said about it.
#[derive(Clone, Copy, Debug)]
pub struct MarkedSpan<'a> {
    /// The bytes of the text.
    pub span: Span,
    /// The column of its first character: 1-based, in characters.
    pub column: usize,
    /// What is said about it.
    pub message: Option<&'a str>,
    /// Whether it is the finding itself and not evidence.
    pub is_primary: bool,
}

/// A span with the lines that its mark covers.
#[derive(Clone, Copy)]
struct Placed<'a> {
    marked: MarkedSpan<'a>,
    first: usize,
    last: usize,
}

/// Cuts the excerpts that show all of `marked`, the one with the primary span first, the others in document order.
///
/// Takes time in proportion to the excerpts, not to the text.
pub fn excerpts(text: &str, lines: &LineIndex, marked: &[MarkedSpan<'_>]) -> Vec<Excerpt> {
    let mut placed: Vec<Placed<'_>> = marked.iter().map(|&marked| place(text, lines, marked)).collect();
    placed.sort_by_key(|placed| (placed.first, placed.marked.span));
    let mut groups: Vec<Vec<Placed<'_>>> = Vec::new();
    for next in placed {
        match groups.last_mut() {
            Some(group) if belongs(text, lines, group, next) => group.push(next),
            _ => groups.push(vec![next]),
        }
    }
    let mut excerpts: Vec<Excerpt> = groups.iter().map(|group| excerpt(text, lines, group)).collect();
    // A stable sort: only the excerpt with the finding itself moves, to the front.
    excerpts.sort_by_key(|excerpt| !excerpt.marks.iter().any(|mark| mark.is_primary));
    excerpts
}

/// Cuts the excerpts that show all of `marked` from the text of an HTML document, as [`excerpts`] does from others: one for each
/// mark, with the line that is read and the number of the source's line on which the mark starts. What stands in the source alone is
/// drawn on the source's own line.
pub(super) fn excerpts_of_page(text: &Text, marked: &[MarkedSpan<'_>]) -> Vec<Excerpt> {
    let mut marked = marked.to_vec();
    marked.sort_by_key(|marked| (!marked.is_primary, marked.span));
    let cut = |mut marked: MarkedSpan<'_>| {
        let start = marked.span.start();
        if text.is_beyond(marked.span) {
            let source = text.source();
            marked.span = text.source_span(marked.span);
            return excerpts(source.as_str(), source.lines(), &[marked]);
        }
        let length = text.slice(marked.span).find('\n').unwrap_or(marked.span.len());
        marked.span = Span::new(start, start + length);
        let mut excerpts = excerpts(text.as_str(), text.lines(), &[marked]);
        excerpts.iter_mut().flat_map(|excerpt| &mut excerpt.lines).for_each(|line| line.number = text.line(start));
        excerpts
    };
    marked.into_iter().flat_map(cut).collect()
}

fn place<'a>(text: &str, lines: &LineIndex, marked: MarkedSpan<'a>) -> Placed<'a> {
    let first = lines.line(marked.span.start());
    // The byte after a line end belongs to the next line, which the span does not touch.
    let inside = text[marked.span.range()].trim_end_matches(['\n', '\r']).len();
    let last = lines.line(marked.span.start() + inside);
    let is_tall = last - first >= MARKED_LINES;
    Placed { marked, first, last: if is_tall { first } else { last } }
}

/// Whether a mark is drawn in the excerpt of the marks before it. Long lines are cut around one mark, so they are not shared.
fn belongs(text: &str, lines: &LineIndex, group: &[Placed<'_>], next: Placed<'_>) -> bool {
    let last = group.iter().map(|placed| placed.last).max().unwrap_or(0);
    let is_long = |line: usize| line_span(text, lines, line).len() > EXCERPT_COLUMNS;
    next.first <= last + GAP + 1 && !is_long(last) && !is_long(next.first)
}

fn line_span(text: &str, lines: &LineIndex, line: usize) -> Span {
    lines.span(text, line).expect("internal error: the line holds a marked byte")
}

fn excerpt(text: &str, lines: &LineIndex, group: &[Placed<'_>]) -> Excerpt {
    let first = group[0].first;
    let last = group.iter().map(|placed| placed.last).max().unwrap_or(first);
    let cut: Vec<ExcerptLine> = (first..=last)
        .map(|line| {
            let start = group.iter().find(|placed| placed.first == line);
            cut_line(text, lines, line, start.map(|placed| placed.marked.span.start()))
        })
        .collect();
    let mark = |placed: &Placed<'_>| {
        let start = point(text, lines, &cut, placed.first - first, placed.marked.span.start());
        let end = if placed.first == placed.last {
            placed.marked.span.end().min(line_span(text, lines, placed.first).end())
        } else {
            placed.marked.span.end()
        };
        Mark {
            start,
            end: point(text, lines, &cut, placed.last - first, end).max(start),
            column: placed.marked.column,
            message: placed.marked.message.map(str::to_owned),
            is_primary: placed.marked.is_primary,
        }
    };
    let marks = group.iter().map(mark).collect();
    Excerpt { lines: cut, marks }
}

/// Cuts a line to its length, around the marked byte where there is one.
fn cut_line(text: &str, lines: &LineIndex, line: usize, marked: Option<usize>) -> ExcerptLine {
    let span = line_span(text, lines, line);
    let whole = &text[span.range()];
    let before = marked.map_or(0, |marked| lead(whole, marked.min(span.end()) - span.start()));
    let rest = &whole[before..];
    let length = rest.char_indices().nth(EXCERPT_COLUMNS).map_or(rest.len(), |(at, _)| at);
    ExcerptLine { number: line, text: rest[..length].to_owned(), cut_before: before, is_cut_after: length < rest.len() }
}

/// The byte at which a long line is cut so that a marked byte stands near its start; 0 where nothing needs to be cut.
fn lead(whole: &str, marked: usize) -> usize {
    if whole.len() <= EXCERPT_COLUMNS {
        return 0;
    }
    whole[..marked].char_indices().rev().nth(LEAD).map_or(0, |(at, character)| at + character.len_utf8())
}

/// The point of a byte of the text, moved into the part of its line that was kept.
fn point(text: &str, lines: &LineIndex, cut: &[ExcerptLine], index: usize, offset: usize) -> Point {
    let line = &cut[index];
    let start = line_span(text, lines, line.number).start() + line.cut_before;
    let mut byte = offset.saturating_sub(start).min(line.text.len());
    while !line.text.is_char_boundary(byte) {
        byte -= 1;
    }
    Point { line: index, byte }
}

#[cfg(test)]
mod tests {
    use super::{EXCERPT_COLUMNS, Excerpt, MarkedSpan, excerpts};
    use crate::source::{LineIndex, Span};

    fn marked(text: &str, needles: &[(&str, bool)]) -> Vec<Excerpt> {
        let spans: Vec<MarkedSpan<'_>> = needles
            .iter()
            .map(|&(needle, is_primary)| {
                let start = text.find(needle).expect("needle");
                MarkedSpan { span: Span::new(start, start + needle.len()), column: 1, message: None, is_primary }
            })
            .collect();
        excerpts(text, &LineIndex::new(text), &spans)
    }

    /// The marked texts of an excerpt, as far as they stand on one line.
    fn shown(excerpt: &Excerpt) -> Vec<&str> {
        let marks = excerpt.marks.iter();
        marks.map(|mark| &excerpt.lines[mark.start.line].text[mark.start.byte..mark.end.byte]).collect()
    }

    #[test]
    fn near_marks_share_an_excerpt_and_far_ones_do_not() {
        let near = marked("a\nx one\nb\ny two\nc\n", &[("two", true), ("one", false)]);
        assert_eq!(near.len(), 1);
        assert_eq!(shown(&near[0]), ["one", "two"]);
        assert_eq!(near[0].lines[0].number, 2);

        let text = format!("x one\n{}y two\n", "\n".repeat(20));
        let far = marked(&text, &[("two", true), ("one", false)]);
        assert_eq!(far.iter().map(shown).collect::<Vec<_>>(), [["two"], ["one"]]);
        assert_eq!(far[0].lines[0].number, 22);
    }

    #[test]
    fn fault_09_a_long_line_is_cut_around_its_mark() {
        let text = format!("{}needle{}", "é".repeat(5000), "z".repeat(5000));
        let excerpt = &marked(&text, &[("needle", true)])[0];
        assert_eq!(shown(excerpt), ["needle"]);
        assert_eq!(excerpt.lines[0].text.chars().count(), EXCERPT_COLUMNS);
        assert!(excerpt.lines[0].cut_before > 0 && excerpt.lines[0].is_cut_after);
    }

    #[test]
    fn two_marks_on_a_long_line_have_an_excerpt_each() {
        let text = format!("one{}two", " ".repeat(5000));
        let found = marked(&text, &[("two", true), ("one", false)]);
        assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), [["two"], ["one"]]);
    }

    #[test]
    fn a_short_block_is_marked_whole_and_a_tall_one_on_its_first_line() {
        let block = &marked("By:\nName:\nTitle:\n", &[("By:\nName:\n", true)])[0];
        assert_eq!((block.lines.len(), block.marks[0].end.line), (2, 1));
        let tall = "x\n".repeat(100);
        let first = &marked(&tall, &[(&tall, true)])[0];
        assert_eq!((first.lines.len(), first.marks[0].end.byte), (1, 1));
    }

    #[test]
    fn the_end_of_a_text_and_an_empty_text_can_be_marked() {
        for text in ["", "a", "a\n"] {
            let at = Span::new(text.len(), text.len());
            let spans = [MarkedSpan { span: at, column: 1, message: None, is_primary: true }];
            assert_eq!(excerpts(text, &LineIndex::new(text), &spans).len(), 1, "{text:?}");
        }
    }
}
