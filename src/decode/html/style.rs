//! Where attributes and styles put a block on the page.
//!
//! Lengths are read as columns of a typewritten page: six points each, as in ten-pitch type of twelve points.

use super::PAGE_WIDTH as PAGE;
use super::list::Mark;
use super::markup::Tag;

/// Where the lines of a block stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Align {
    #[default]
    Left,
    Centre,
    Right,
}

/// What an element says about itself; nothing where it is silent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Style {
    pub align: Option<Align>,
    /// Columns by which the block is indented further than what holds it.
    pub left: f32,
    /// Columns by which its first line is indented further.
    pub first: Option<f32>,
    /// Whether there is space above it.
    pub above: Option<bool>,
    /// Whether there is space below it.
    pub below: Option<bool>,
    pub breaks_before: bool,
    pub breaks_after: bool,
    pub is_hidden: bool,
    /// Whether it stands above the line.
    pub is_raised: bool,
    /// Whether it stands at the left of what follows it.
    pub floats_left: bool,
    /// Whether what stands in it stands side by side.
    pub is_flex: bool,
    /// Whether its small letters are shown as capitals; nothing where it is silent.
    pub is_upper: Option<bool>,
    /// How items of a list are marked.
    pub mark: Option<Mark>,
    /// The columns it takes.
    pub width: Option<f32>,
}

/// Points in a column.
const COLUMN: f32 = 6.0;
/// Points from its line at which text is seen to be raised: those of the top, which lies above.
const RAISED: f32 = -1.5;
/// Points of space that look like an empty line.
const SPACE: f32 = 5.0;

impl Style {
    /// Reads the attributes of a tag.
    pub(super) fn of(tag: &Tag<'_>) -> Self {
        let mut style = Self { align: tag.attribute("align").and_then(|value| align(&value)), ..Self::default() };
        style.is_hidden = tag.attribute("hidden").is_some();
        style.width = tag.attribute("width").and_then(|value| columns(&value));
        let (mut is_relative, mut top) = (false, 0.0);
        for declaration in tag.attribute("style").unwrap_or_default().split(';') {
            if let Some((name, value)) = declaration.split_once(':') {
                let (name, value) = (name.trim(), value.trim().trim_end_matches("!important").trim_end());
                match name.to_ascii_lowercase().as_str() {
                    "position" => is_relative = value.eq_ignore_ascii_case("relative"),
                    "top" => top = points(value).unwrap_or_default(),
                    _ => style.declare(name, value),
                }
            }
        }
        style.is_raised |= is_relative && top <= RAISED;
        style
    }

    fn declare(&mut self, name: &str, value: &str) {
        match name.to_ascii_lowercase().as_str() {
            "text-align" => self.align = align(value).or(self.align),
            "text-indent" => self.first = columns(value),
            "margin-left" | "padding-left" => self.left += columns(value).unwrap_or_default(),
            "margin-top" | "padding-top" => self.above = space(value).or(self.above),
            "margin-bottom" | "padding-bottom" => self.below = space(value).or(self.below),
            "margin" | "padding" => self.box_of(value),
            "page-break-before" | "break-before" => self.breaks_before = is_break(value),
            "page-break-after" | "break-after" => self.breaks_after = is_break(value),
            "display" => {
                self.is_hidden |= value.eq_ignore_ascii_case("none");
                self.is_flex = matches!(value.to_ascii_lowercase().as_str(), "flex" | "inline-flex");
            }
            "flex-direction" | "flex-flow" if value.to_ascii_lowercase().starts_with("column") => self.is_flex = false,
            "visibility" => self.is_hidden |= value.eq_ignore_ascii_case("hidden"),
            "vertical-align" => self.is_raised = value.eq_ignore_ascii_case("super"),
            "float" => self.floats_left = value.eq_ignore_ascii_case("left"),
            "font-variant" | "font-variant-caps" => {
                self.is_upper = Some(value.to_ascii_lowercase().contains("small-caps"))
            }
            "text-transform" => self.is_upper = Some(value.eq_ignore_ascii_case("uppercase")),
            "list-style-type" => self.mark = Mark::of_style(value),
            "list-style" => self.mark = value.split_whitespace().find_map(Mark::of_style),
            "width" => self.width = columns(value),
            _ => {}
        }
    }

    /// The short form: top, right, bottom, left; a missing one is that opposite to it.
    fn box_of(&mut self, value: &str) {
        let sides: Vec<&str> = value.split_whitespace().collect();
        let side = |at: usize| sides.get(at).or_else(|| sides.get(at.wrapping_sub(2))).or(sides.first());
        self.above = side(0).and_then(|value| space(value)).or(self.above);
        self.below = side(2).and_then(|value| space(value)).or(self.below);
        self.left += side(3).and_then(|value| columns(value)).unwrap_or_default();
    }
}

fn align(value: &str) -> Option<Align> {
    match value.to_ascii_lowercase().as_str() {
        "center" | "middle" | "-webkit-center" => Some(Align::Centre),
        "right" | "end" => Some(Align::Right),
        "left" | "justify" | "start" => Some(Align::Left),
        _ => None,
    }
}

fn is_break(value: &str) -> bool {
    ["always", "page", "left", "right"].iter().any(|word| value.eq_ignore_ascii_case(word))
}

/// Whether a length is that of an empty line at least.
fn space(value: &str) -> Option<bool> {
    points(value).map(|points| points >= SPACE)
}

/// A length in columns.
fn columns(value: &str) -> Option<f32> {
    points(value).map(|points| points / COLUMN)
}

/// A length in points; numbers without a unit are pixels.
fn points(value: &str) -> Option<f32> {
    let value = value.trim();
    let end = value.find(|c: char| !matches!(c, '0'..='9' | '.' | '-' | '+')).unwrap_or(value.len());
    let number: f32 = value[..end].parse().ok()?;
    let unit = match value[end..].trim().to_ascii_lowercase().as_str() {
        "" | "px" => 0.75,
        "pt" => 1.0,
        "in" => 72.0,
        "em" | "rem" | "pc" => 12.0,
        "ex" | "ch" => 6.0,
        "cm" => 28.35,
        "mm" => 2.835,
        "%" => PAGE as f32 * COLUMN / 100.0,
        _ => return None,
    };
    number.is_finite().then_some(number * unit)
}

#[cfg(test)]
mod tests {
    use super::{Align, Style};
    use crate::decode::html::markup::{Part, visit};

    fn style(tag: &str) -> Style {
        let mut style = Style::default();
        visit(tag, 0, |part| {
            if let Part::Open(tag) = part {
                style = Style::of(&tag);
            }
        });
        style
    }

    #[test]
    fn attributes_and_styles_say_where_a_block_stands() {
        assert_eq!(style("<p align=center>").align, Some(Align::Centre));
        assert_eq!(style("<p align=left style='text-align: RIGHT'>").align, Some(Align::Right));
        assert_eq!(style("<p style='margin-left:0.5in;text-indent:-36pt'>").left, 6.0);
        assert_eq!(style("<p style='margin-left:0.5in;text-indent:-36pt'>").first, Some(-6.0));
        assert_eq!(style("<p style='margin:0pt 0pt 0pt 48px; padding-left: 1em'>").left, 8.0);
        assert_eq!(style("<td width='50%'>").width.map(f32::round), Some(39.0));
        assert_eq!(style("<p style='margin-left:wide;text-indent'>"), Style::default());
    }

    #[test]
    fn space_above_and_below_is_seen() {
        let check = |tag: &str, above, below| {
            let style = style(tag);
            assert_eq!((style.above, style.below), (above, below), "{tag}");
        };
        check("<p>", None, None);
        check("<p style='margin-top:12px;margin-bottom:0px'>", Some(true), Some(false));
        check("<p style='margin:0 auto'>", Some(false), Some(false));
        check("<p style='margin: 12pt 0 0'>", Some(true), Some(false));
    }

    #[test]
    fn pages_break_and_content_is_hidden() {
        assert!(style("<p style='page-break-before: always'>").breaks_before);
        assert!(style("<hr style='break-after:page'>").breaks_after);
        assert!(!style("<hr style='page-break-after:avoid'>").breaks_after);
        assert!(style("<div style='display:none'>").is_hidden);
        assert!(style("<div hidden>").is_hidden);
    }
}
