//! From tags and text to blocks: which element is open, how far it is indented, where a table begins and ends.
//!
//! Nothing here is recursive: elements that are open lie on a list, and so do tables.

mod items;
mod tables;
mod text;

use std::collections::HashMap;

use super::block::{Block, Space};
use super::element::{Element, ends_before, is_heading, is_void};
use super::ink::Ink;
use super::list::List;
use super::markup::{Part, Tag};
use super::page::Page;
use super::raised::Raised;
use super::style::{Align, Style};
use crate::source::Span;
use items::ItemMark;
use tables::Table;

/// How many open elements an end tag is looked for in.
const REACH: usize = 256;
/// Columns between what stands side by side. More would part it into cells.
const BESIDE: usize = 2;
/// The longest words that stand before what floats beside them as a mark does before an item: `•`, `(iii)`.
const MARK: usize = 8;

/// Where an open element puts its text.
#[derive(Clone, Copy, Debug, Default)]
struct Context {
    align: Align,
    left: f32,
    first: f32,
    is_pre: bool,
    is_upper: bool,
    is_flex: bool,
}

/// An element that is open.
#[derive(Debug)]
struct Open {
    name: &'static str,
    context: Context,
    space_below: Space,
    /// Whether a page ends after the element.
    breaks_after: bool,
    floats_left: bool,
    /// The list that it is.
    list: Option<List>,
}

/// Reads the parts of a document one after the other.
pub(super) struct Flow<'s> {
    source: &'s str,
    /// Where the document begins.
    start: usize,
    ink: Ink,
    page: Page<'s>,
    open: Vec<Open>,
    tables: Vec<Table>,
    /// Tables that lie too deep and are open.
    buried: usize,
    /// The element whose content is not shown, and how often it is open.
    hidden: Option<(String, usize)>,
    /// The marks of items that have no words yet, one in the other.
    marks: Vec<ItemMark>,
    /// The number of items of each list, found when first asked for.
    items: Option<HashMap<usize, i64>>,
    raised: Option<Raised>,
    /// The element in a line whose letters are shown as capitals, and how often it is open.
    upper: Option<(String, usize)>,
    /// Whether nothing but blanks that count stood in the line before.
    was_blank: bool,
    /// Whether the words of the line are those of an element that floats at the left.
    has_floated: bool,
    /// The tag that is read.
    here: Span,
    /// The element that the last line stood in; empty before the first.
    last: &'static str,
    space: Space,
    goes_on: bool,
    /// Whether the last line was a page number.
    was_folio: bool,
}

impl<'s> Flow<'s> {
    pub(super) fn new(source: &'s str, start: usize) -> Self {
        Self {
            source,
            start,
            ink: Ink::default(),
            page: Page::new(source),
            open: Vec::new(),
            tables: Vec::new(),
            buried: 0,
            hidden: None,
            marks: Vec::new(),
            items: None,
            raised: None,
            upper: None,
            was_blank: false,
            has_floated: false,
            here: Span::default(),
            last: "",
            space: Space::None,
            goes_on: false,
            was_folio: false,
        }
    }

    /// Takes the next part of the document.
    pub(super) fn part(&mut self, part: Part<'_>) {
        if self.is_hidden(&part) {
            return;
        }
        match part {
            Part::Open(tag) => {
                self.here = tag.span;
                self.begin(&tag);
            }
            Part::Close(name, span) => {
                self.here = span;
                self.end(&name);
            }
            Part::Text(span) => self.text(span),
        }
    }

    /// Ends the document.
    pub(super) fn finish(mut self) -> Page<'s> {
        self.end_block();
        self.mark_empty_items(0);
        while !self.tables.is_empty() {
            self.end_table();
        }
        self.page
    }

    /// Follows content that is not shown to its end.
    fn is_hidden(&mut self, part: &Part<'_>) -> bool {
        let Some((hidden, depth)) = &mut self.hidden else {
            return false;
        };
        match part {
            Part::Open(tag) if tag.name == *hidden && !tag.is_self_closing => *depth += 1,
            Part::Close(name, _) if name == hidden => *depth -= 1,
            _ => {}
        }
        if *depth == 0 {
            self.hidden = None;
        }
        true
    }

    fn begin(&mut self, tag: &Tag<'_>) {
        let style = Style::of(tag);
        let element = Element::of(&tag.name);
        if (style.is_hidden || element == Element::Hidden) && !is_void(&tag.name) {
            self.hidden = (!tag.is_self_closing).then(|| (tag.name.to_string(), 1));
            return;
        }
        match element {
            Element::Block { name, is_spaced, indent } => {
                self.begin_block(name, tag, style, is_spaced, indent);
                if tag.is_self_closing {
                    self.end(name);
                }
            }
            Element::LineEnd => self.line_end(tag, style),
            Element::Rule => self.rule(tag, style),
            Element::Table => self.begin_table(tag, style),
            Element::Row => self.begin_row(tag, style),
            Element::Cell => self.begin_cell(tag, style),
            Element::Inline => self.begin_inline(tag, style),
            Element::Hidden => {}
        }
    }

    fn begin_inline(&mut self, tag: &Tag<'_>, style: Style) {
        // A number and its heading are often parted by this alone.
        self.settle_gap(style.left);
        match &mut self.upper {
            Some((name, depth)) => *depth += usize::from(tag.name == *name && !tag.is_self_closing),
            None if style.is_upper == Some(true) && !tag.is_self_closing => {
                self.upper = Some((tag.name.to_string(), 1));
            }
            None => {}
        }
        match &mut self.raised {
            Some(raised) if raised.is_open() => raised.open(&tag.name),
            _ if (style.is_raised || tag.name == "sup") && !tag.is_self_closing => {
                self.settle_raised(None);
                self.raised = Some(Raised::new(&tag.name));
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match Element::of(name) {
            Element::Block { name, .. } => match self.find(name) {
                Some(at) => self.close(at),
                None => self.end_block(),
            },
            Element::Table if self.buried > 0 => {
                self.end_block();
                self.buried -= 1;
            }
            Element::Table => self.end_table(),
            Element::Row if self.buried == 0 => self.end_row(),
            Element::Cell if self.buried == 0 => self.end_cell(),
            Element::Row | Element::Cell => self.end_block(),
            Element::Inline => {
                if let Some(raised) = &mut self.raised {
                    raised.close(name);
                }
                if let Some((_, depth)) = self.upper.as_mut().filter(|(upper, _)| upper == name) {
                    *depth -= 1;
                }
                self.upper.take_if(|(_, depth)| *depth == 0);
            }
            Element::LineEnd | Element::Rule | Element::Hidden => {}
        }
    }

    fn context(&self) -> Context {
        self.open.last().map_or_else(Context::default, |open| open.context)
    }

    /// The number of elements open outside of the innermost cell or table.
    fn floor(&self) -> usize {
        self.tables.last().map_or(0, |table| table.outside)
    }

    /// The innermost open element of a name, in the same cell.
    fn find(&self, name: &str) -> Option<usize> {
        let floor = self.floor().max(self.open.len().saturating_sub(REACH));
        let at = self.open[floor..].iter().rposition(|open| open.name == name)?;
        Some(floor + at)
    }

    fn begin_block(&mut self, name: &'static str, tag: &Tag<'_>, style: Style, is_spaced: bool, indent: f32) {
        let is_in_flex = self.context().is_flex;
        // The mark of an item begins a line.
        let stands_beside = name != "li" && (is_in_flex || self.has_floated && style.floats_left);
        if stands_beside {
            self.go_beside();
        } else {
            self.end_block();
        }
        self.close_before(name);
        let outer = self.context();
        let mut context = Context {
            align: style.align.unwrap_or(outer.align),
            left: outer.left + style.left + indent,
            first: style.first.unwrap_or(outer.first),
            is_pre: outer.is_pre || matches!(name, "pre" | "xmp" | "listing"),
            is_upper: style.is_upper.unwrap_or(outer.is_upper),
            is_flex: style.is_flex,
        };
        if name == "center" {
            context.align = Align::Centre;
        }
        self.space = self.space.max(space(style.above, is_spaced));
        let is_apart = name != self.last && (is_heading(name) || is_heading(self.last)) && style.above != Some(false);
        if is_apart && !self.last.is_empty() && is_spaced {
            self.space = Space::Line;
        }
        if style.breaks_before {
            self.put(Block::Break(tag.span));
        }
        if name == "li" {
            self.mark_item(tag, style, context.left);
        }
        let list = List::opened_by(tag, style.mark, || self.items_of(tag));
        self.open.push(Open {
            name,
            context,
            space_below: space(style.below, is_spaced),
            breaks_after: style.breaks_after,
            floats_left: style.floats_left || is_in_flex,
            list,
        });
    }

    /// Goes on beside what floats at the left, if that is no longer than a mark; below it otherwise.
    fn go_beside(&mut self) {
        if (1..=MARK).contains(&self.ink.column()) {
            self.settle_raised(None);
            self.ink.part(BESIDE);
            self.has_floated = false;
        } else {
            self.end_block();
        }
    }

    /// Closes the elements that end where one of the given name begins.
    fn close_before(&mut self, name: &str) {
        while self.open.len() > self.floor() && self.open.last().is_some_and(|open| ends_before(open.name, name)) {
            self.close(self.open.len() - 1);
        }
    }

    /// Closes all elements from the given one on.
    fn close(&mut self, at: usize) {
        let floats_left = self.open[at..].iter().all(|open| open.floats_left);
        if floats_left && !self.ink.is_empty() {
            self.has_floated = true;
        } else {
            self.end_block();
        }
        self.mark_empty_items(at);
        for open in self.open.split_off(at).into_iter().rev() {
            self.space = self.space.max(open.space_below);
            if open.breaks_after {
                self.put(Block::Break(self.here));
            }
        }
    }

    fn line_end(&mut self, tag: &Tag<'_>, style: Style) {
        if style.breaks_before || style.breaks_after {
            self.end_block();
            self.put(Block::Break(tag.span));
            return;
        }
        self.break_line();
    }

    /// A rule ends a page where it says so or where it stands under a page number.
    fn rule(&mut self, tag: &Tag<'_>, style: Style) {
        self.end_block();
        self.close_before("hr");
        self.space = Space::Line;
        if style.breaks_before || style.breaks_after || self.was_folio {
            self.put(Block::Break(tag.span));
        }
    }

    /// Puts a block into the innermost cell, or on the page.
    fn put(&mut self, block: Block) {
        let is_break = matches!(block, Block::Break(_));
        // No page ends before the first line.
        if is_break && self.last.is_empty() {
            return;
        }
        self.was_folio &= !is_break;
        if let Some(table) = self.tables.last_mut() {
            table.cell().blocks.push(block);
        } else {
            self.page.put(block, &self.ink);
            if self.ink.is_empty() {
                self.ink.clear();
            }
        }
    }
}

/// The space that a style asks for, or that the element has by itself.
fn space(declared: Option<bool>, is_spaced: bool) -> Space {
    match (declared, is_spaced) {
        (Some(true), _) => Space::Line,
        (None, true) => Space::Usual,
        _ => Space::None,
    }
}
