//! Spans of a text as places that people and other tools can use: lines, columns, bytes of the original file.

use crate::decode::Text;
use crate::source::{Position, Span};

/// A span of a text, counted in every way that a report needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    /// The first character.
    pub start: Position,
    /// The position just after the last character.
    pub end: Position,
    /// The bytes of the original file, as it lies on disk.
    pub span: Span,
}

/// Locates spans of `text` in its source; the answers stand in the order of the spans.
///
/// One pass over the places asked for: linear in the text and n log n in the spans, however long a line is and whatever
/// the encoding.
pub fn locate(text: &Text, spans: &[Span]) -> Vec<Location> {
    let spans: Vec<Span> = spans.iter().map(|&span| text.source_span(span)).collect();
    let text = text.source();
    let mut offsets: Vec<usize> = spans.iter().flat_map(|span| [span.start(), span.end()]).collect();
    offsets.sort_unstable();
    offsets.dedup();
    let places = places(text, &offsets);
    let place = |offset: usize| {
        let index = offsets.binary_search(&offset);
        places[index.expect("internal error: every offset was collected")]
    };
    spans
        .iter()
        .map(|span| {
            let (start, end) = (place(span.start()), place(span.end()));
            Location { start: start.position, end: end.position, span: Span::new(start.original, end.original) }
        })
        .collect()
}

/// One offset of a text: as a position and in bytes of the original.
#[derive(Clone, Copy)]
struct Place {
    position: Position,
    original: usize,
}

/// Counts from each offset to the next; `offsets` ascend.
fn places(text: &Text, offsets: &[usize]) -> Vec<Place> {
    let mut passed = offsets.first().copied().unwrap_or(0);
    let original = text.original(Span::new(passed, passed)).start();
    let mut place = Place { position: text.position(passed), original };
    let mut places = Vec::with_capacity(offsets.len());
    for &offset in offsets {
        place.original += text.encoded_length(Span::new(passed, offset));
        place.position = advance(text, place.position, passed, offset);
        passed = offset;
        places.push(place);
    }
    places
}

/// The position of `offset`, given the position of an earlier offset.
fn advance(text: &Text, position: Position, passed: usize, offset: usize) -> Position {
    let line = text.lines().line(offset);
    let (from, column) = if line == position.line {
        (passed, position.column)
    } else {
        let span = text.lines().span(text.as_str(), line);
        (span.expect("internal error: the line holds an offset").start(), 1)
    };
    let characters = text.slice(Span::new(from, offset)).chars().count();
    Position { line, column: column + characters }
}

#[cfg(test)]
mod tests {
    use super::locate;
    use crate::decode::{Text, decode};
    use crate::source::{Position, Span};

    fn check(bytes: &[u8], needle: &str, line: usize, column: usize, original: usize) {
        let text = decode(bytes.to_vec()).expect("text");
        let start = text.as_str().find(needle).expect("needle");
        let span = Span::new(start, start + needle.len());
        let location = locate(&text, &[span])[0];
        assert_eq!(location.start, Position { line, column });
        assert_eq!(location.end.column, column + needle.chars().count());
        assert_eq!(location.span.start(), original);
    }

    #[test]
    fn columns_are_characters_and_bytes_are_those_of_the_file() {
        check(b"one\ntwo x", "x", 2, 5, 8);
        check("“one” x".as_bytes(), "x", 1, 7, 10);
        check(b"\x93one\x94 x", "x", 1, 7, 6);
        check(b"\xEF\xBB\xBFone x", "x", 1, 5, 7);
        check(b"\xFF\xFEo\0 \0x\0", "x", 1, 3, 6);
    }

    #[test]
    fn fault_06_crlf_and_lf_give_the_same_positions() {
        check(b"a\nb\nx", "x", 3, 1, 4);
        check(b"a\r\nb\r\nx", "x", 3, 1, 6);
        check(b"a\rb\rx", "x", 3, 1, 4);
    }

    #[test]
    fn answers_stand_in_the_order_of_the_spans() {
        let text = Text::from_string("ab\ncd\n".into());
        let spans = [Span::new(4, 5), Span::new(0, 1), Span::new(6, 6)];
        let starts: Vec<_> = locate(&text, &spans).iter().map(|location| location.start).collect();
        let position = |line, column| Position { line, column };
        assert_eq!(starts, [position(2, 2), position(1, 1), position(3, 1)]);
    }

    #[test]
    fn fault_13_many_places_on_one_long_line_are_linear() {
        let text = Text::from_string("x ".repeat(1_000_000));
        let spans: Vec<Span> = (0..100_000).map(|at| Span::new(at * 20, at * 20 + 1)).collect();
        let locations = locate(&text, &spans);
        assert_eq!(locations[99_999].start.column, 99_999 * 20 + 1);
    }
}
