//! Drawing an excerpt with its marks: the only user of miette's renderer.
//!
//! miette writes escape bytes as they are, panics on very long lines and is slow at the end of long texts. It is therefore
//! given only a few cut and encoded lines, never a document.

use std::fmt;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents};
use miette::{SourceCode, SourceSpan, SpanContents};

use crate::finding::{Excerpt, ExcerptLine, Point, Severity};

use super::encode;
use super::palette::Palette;

/// Tabs in exhibits stand at every eighth column.
const TAB_WIDTH: usize = 8;

/// Draws an excerpt: a frame with the place of its first mark, the lines, and under them what is said about each mark.
///
/// `path` is encoded here. The drawing ends with a line feed.
pub fn draw(excerpt: &Excerpt, path: &str, severity: Severity, palette: Palette) -> String {
    let window = Window::new(excerpt, path, severity);
    let handler = GraphicalReportHandler::new_themed(theme(&window, palette))
        .with_wrap_lines(false)
        .with_context_lines(WHOLE_WINDOW)
        .without_syntax_highlighting();
    let mut drawing = String::new();
    handler.render_report(&mut drawing, &window).expect("internal error: writing to a string cannot fail");
    // The first line would hold miette's own header; the message is written by the caller.
    let body = drawing.split_once('\n').map_or("", |(_, body)| body);
    body.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// The renderer's colours: the finding in that of its severity, evidence in another.
fn theme(window: &Window, palette: Palette) -> GraphicalTheme {
    let mut theme = match palette {
        Palette::Plain => GraphicalTheme::unicode_nocolor(),
        Palette::Ansi => GraphicalTheme::unicode(),
    };
    let styles = &mut theme.styles;
    let primary = match window.severity {
        Severity::Error => styles.error,
        Severity::Warning => styles.warning,
        Severity::Info => styles.advice,
    };
    // The renderer gives its styles to the marks in the order in which they start.
    let mut marks: Vec<&WindowMark> = window.marks.iter().collect();
    marks.sort_by_key(|mark| mark.span.offset());
    let style = |mark: &&WindowMark| if mark.is_primary { primary } else { styles.help };
    styles.highlights = marks.iter().map(style).collect();
    theme
}

/// The number of context lines by which the renderer asks for the lines to draw; with none it asks for a mark's place.
const WHOLE_WINDOW: usize = 1;

/// The encoded lines of an excerpt, in the shape that the renderer reads.
#[derive(Debug)]
struct Window {
    path: String,
    severity: Severity,
    /// The lines, joined by line feeds.
    text: String,
    /// The number of the first line, 0-based.
    first_line: usize,
    line_count: usize,
    marks: Vec<WindowMark>,
}

#[derive(Debug)]
struct WindowMark {
    span: SourceSpan,
    line: usize,
    column: usize,
    message: Option<String>,
    is_primary: bool,
}

impl Window {
    fn new(excerpt: &Excerpt, path: &str, severity: Severity) -> Self {
        let mut text = String::new();
        let offsets: Vec<Vec<usize>> = excerpt.lines.iter().map(|line| push_line(&mut text, line)).collect();
        text.pop();
        let offset = |point: Point| offsets[point.line][point.byte];
        let marks = excerpt
            .marks
            .iter()
            .map(|mark| WindowMark {
                span: (offset(mark.start), offset(mark.end) - offset(mark.start)).into(),
                line: excerpt.lines[mark.start.line].number - 1,
                column: mark.column - 1,
                message: mark.message.as_deref().map(|message| encode::inline(message).into_owned()),
                is_primary: mark.is_primary,
            })
            .collect();
        Self {
            path: encode::inline(path).into_owned(),
            severity,
            text,
            first_line: excerpt.lines.first().map_or(0, |line| line.number - 1),
            line_count: excerpt.lines.len(),
            marks,
        }
    }
}

/// Appends an encoded line and returns where each of its bytes, and its end, came to stand.
fn push_line(text: &mut String, line: &ExcerptLine) -> Vec<usize> {
    let mut width = 0;
    if line.cut_before > 0 {
        text.push('…');
    }
    let mut offsets = Vec::with_capacity(line.text.len() + 1);
    for character in line.text.chars() {
        offsets.extend(std::iter::repeat_n(text.len(), character.len_utf8()));
        if character == '\t' {
            let blanks = TAB_WIDTH - width % TAB_WIDTH;
            text.extend(std::iter::repeat_n(' ', blanks));
            width += blanks;
        } else {
            encode::push(text, character);
            width += 1;
        }
    }
    offsets.push(text.len());
    if line.is_cut_after {
        text.push('…');
    }
    // The renderer leaves out a last line that is empty, and a mark at the very end of the text.
    text.push_str(" \n");
    offsets
}

impl fmt::Display for Window {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Window {}

impl Diagnostic for Window {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.marks.iter().map(|mark| {
            let message = mark.message.clone();
            if mark.is_primary {
                LabeledSpan::new_primary_with_span(message, mark.span)
            } else {
                LabeledSpan::new_with_span(message, mark.span)
            }
        });
        Some(Box::new(labels))
    }
}

impl SourceCode for Window {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let mark = self.marks.iter().find(|mark| before < WHOLE_WINDOW && mark.span == *span);
        let (range, line, column) = match mark {
            Some(mark) => (span.offset()..span.offset() + span.len(), mark.line, mark.column),
            None => (0..self.text.len(), self.first_line, 0),
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.clone(),
            &self.text.as_bytes()[range.clone()],
            (range.start, range.len()).into(),
            line,
            column,
            self.line_count,
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::draw;
    use crate::finding::{MarkedSpan, Severity, excerpts};
    use crate::output::palette::Palette;
    use crate::source::{LineIndex, Span};

    /// Draws `text` with its first `needle` marked as the finding.
    fn drawn(text: &str, needle: &str, message: &str) -> String {
        let start = text.find(needle).expect("needle");
        let lines = LineIndex::new(text);
        let marked = MarkedSpan {
            span: Span::new(start, start + needle.len()),
            column: lines.position(text, start).column,
            message: Some(message),
            is_primary: true,
        };
        let excerpt = &excerpts(text, &lines, &[marked])[0];
        draw(excerpt, "x.txt", Severity::Error, Palette::Plain)
    }

    #[test]
    fn a_mark_is_drawn_under_its_words() {
        let expected = "
   ╭─[x.txt:2:3]
 2 │   Harbor Energy Fund
   ·   ─────────┬────────
   ·            ╰── listed again here
   ╰────
";
        let drawing = drawn("\n  Harbor Energy Fund\n", "Harbor Energy Fund", "listed again here");
        assert_eq!(drawing, expected.trim_start_matches('\n'));
    }

    #[test]
    fn fault_32_escape_bytes_never_reach_the_drawing() {
        let drawing = drawn("a \x1b[31mred\x1b]8;;x\x07\tz\n", "red", "\x1b[2J");
        assert!(drawing.contains("␛[31mred␛]8;;x␇"), "{drawing}");
        assert!(drawing.contains("╰── ␛[2J"), "{drawing}");
        assert!(!drawing.contains(['\x1b', '\x07', '\t']), "{drawing}");
    }

    #[test]
    fn the_mark_stands_under_encoded_text() {
        let drawing = drawn("\u{202E}\t“é” x\n", "x", "here");
        let lines: Vec<&str> = drawing.lines().collect();
        let column = |line: &str, what: char| line.chars().position(|character| character == what);
        assert_eq!(column(lines[1], 'x'), column(lines[2], '┬'), "{drawing}");
    }

    #[test]
    fn fault_09_a_line_of_20_mb_is_drawn_in_160_columns() {
        let text = format!("{}needle{}", "a ".repeat(5_000_000), "b ".repeat(5_000_000));
        let drawing = drawn(&text, "needle", "here");
        assert!(drawing.lines().all(|line| line.chars().count() < 180), "{drawing}");
        assert!(drawing.contains("needle"), "{drawing}");
    }

    #[test]
    fn an_empty_line_and_an_empty_text_are_drawn() {
        assert!(drawn("", "", "the file is empty").contains("the file is empty"));
        assert!(drawn("a\n\n", "\n\n", "here").contains("here"));
    }
}
