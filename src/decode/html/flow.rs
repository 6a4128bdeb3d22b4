//! From tags and text to blocks: which element is open, how far it is indented, where a table begins and ends.
//!
//! Nothing here is recursive: elements that are open lie on a list, and so do tables.

use std::collections::HashMap;

use super::PAGE_WIDTH as PAGE;
use super::block::{Block, Paragraph, Space};
use super::element::{Element, ends_before, is_heading, is_void};
use super::entity;
use super::ink::{Ink, Word};
use super::list::{self, List, item_counts};
use super::markup::{Part, Tag};
use super::page::Page;
use super::raised::Raised;
use super::style::{Align, Style};
use super::table::{COLUMNS, Cell, Row, lay_out};
use crate::source::Span;

/// Tables inside of each other beyond this depth are read as blocks.
const TABLES: usize = 12;
/// How many open elements an end tag is looked for in.
const REACH: usize = 256;
/// Columns to the next tab stop.
const TAB: usize = 8;
/// The most columns that an indent inside of a line is seen as.
const GAP: usize = 8;
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

/// The mark of an item of a list, before the first words of the item are read.
#[derive(Debug)]
struct ItemMark {
    text: String,
    tag: Span,
    /// The column of the item's text.
    left: f32,
    /// The number of elements open outside of the item.
    outside: usize,
}

/// A table that is open.
#[derive(Debug)]
struct Table {
    rows: Vec<Row>,
    has_row: bool,
    has_cell: bool,
    /// For each column, how many rows below the current one a cell from above reaches into.
    taken: Vec<usize>,
    left: f32,
    row_align: Option<Align>,
    /// The number of elements that were open when it began.
    outside: usize,
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
        let stands_beside = is_in_flex || self.has_floated && style.floats_left;
        if stands_beside && (1..=MARK).contains(&self.ink.column()) {
            self.settle_raised(None);
            self.ink.part(BESIDE);
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

    /// The number of items of the list that a tag opens.
    fn items_of(&mut self, tag: &Tag<'_>) -> i64 {
        let (source, start) = (self.source, self.start);
        let items = self.items.get_or_insert_with(|| item_counts(source, start));
        items.get(&tag.span.start()).copied().unwrap_or_default()
    }

    /// Notes the mark of an item. An item outside of any list has that of a list without numbers.
    fn mark_item(&mut self, tag: &Tag<'_>, style: Style, left: f32) {
        let floor = self.floor().max(self.open.len().saturating_sub(REACH));
        let list = self.open[floor..].iter_mut().rev().find_map(|open| open.list.as_mut());
        let text = match list {
            Some(list) => list.mark(tag, style.mark),
            None => { List::BULLETS }.mark(tag, style.mark),
        };
        self.marks.extend(text.map(|text| ItemMark { text, tag: tag.span, left, outside: self.open.len() }));
    }

    /// Shows the marks of items that end without a word; `open` elements stay open.
    fn mark_empty_items(&mut self, open: usize) {
        if self.marks.last().is_some_and(|mark| mark.outside >= open) {
            self.put_line(Vec::new());
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

    fn text(&mut self, span: Span) {
        let text = &self.source[span.range()];
        let mut at = 0;
        while let Some(character) = text[at..].chars().next() {
            let rest = &text[at..];
            let start = span.start() + at;
            if let Some((length, characters)) = rest.starts_with('&').then(|| entity::read(rest)).flatten() {
                let source = Span::new(start, start + length);
                characters.chars().for_each(|character| self.character(character, source, false));
                at += length;
            } else {
                let length = character.len_utf8();
                let is_second = character == '\n' && text[..at].ends_with('\r');
                if !is_second {
                    self.character(character, Span::new(start, start + length), true);
                }
                at += length;
            }
        }
    }

    fn character(&mut self, character: char, source: Span, is_copy: bool) {
        match &mut self.raised {
            Some(raised) if raised.is_open() && !raised.is_long() => return raised.push((character, source, is_copy)),
            Some(_) => self.settle_raised(Some(character)),
            None => {}
        }
        self.settled_character(character, source, is_copy);
    }

    /// Takes what was raised for what it is before the character `next`.
    fn settle_raised(&mut self, next: Option<char>) {
        if let Some(raised) = self.raised.take() {
            for (character, source, is_copy) in raised.typed(self.ink.last(), next) {
                self.settled_character(character, source, is_copy);
            }
        }
    }

    fn settled_character(&mut self, character: char, source: Span, is_copy: bool) {
        match character {
            '\n' | '\r' if self.context().is_pre => self.break_line(),
            '\t' if self.context().is_pre => self.ink.hard_blanks(TAB - self.ink.column() % TAB),
            ' ' if self.context().is_pre => self.ink.hard_blanks(1),
            // Without width: they would part a word for a search and for nobody else.
            '\0' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            '\u{2003}' => self.ink.hard_blanks(2),
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => self.ink.hard_blanks(1),
            _ if character.is_whitespace() => self.ink.soft_blank(),
            _ if self.is_upper() && character.is_lowercase() => {
                character.to_uppercase().for_each(|capital| self.ink.character(capital, source, false));
            }
            _ => self.ink.character(character, source, is_copy),
        }
    }

    /// Whether small letters are shown as capitals.
    fn is_upper(&self) -> bool {
        self.upper.is_some() || self.context().is_upper
    }

    /// Takes an indent inside of a line.
    fn settle_gap(&mut self, columns: f32) {
        if columns >= 0.5 {
            self.settle_raised(None);
            self.ink.gap((columns.round() as usize).clamp(1, GAP));
        }
    }

    /// Breaks the line. Where it has no word, it is an empty one.
    fn break_line(&mut self) {
        self.settle_raised(None);
        if self.ink.is_empty() {
            self.space = Space::Line;
        }
        self.end_line();
        self.goes_on = true;
    }

    /// Ends the current block of text.
    fn end_block(&mut self) {
        self.end_line();
        self.goes_on = false;
    }

    /// Ends the current line of text, as `<br>` does. A block that holds nothing but blanks that count is an empty line.
    fn end_line(&mut self) {
        self.settle_raised(None);
        self.has_floated = false;
        let (words, has_blanks) = self.ink.take();
        self.was_blank = words.is_empty() && (has_blanks || self.was_blank);
        if words.is_empty() {
            self.space = if has_blanks { Space::Line } else { self.space };
            return;
        }
        self.was_folio = is_folio(self.ink.slice(words[0].span.join(words[words.len() - 1].span)));
        self.put_line(words);
    }

    /// Puts a line of text on the page, behind the marks of the items that it begins.
    fn put_line(&mut self, words: Vec<Word>) {
        let context = self.context();
        self.last = self.open.last().map_or("body", |open| open.name);
        let left = context.left.max(0.0).round() as usize;
        let first = (context.left + context.first).max(0.0).round() as usize;
        let first = if self.goes_on { left } else { first };
        let (first, words) = if self.marks.is_empty() { (first, words) } else { self.marked(words, first.max(left)) };
        let paragraph = Paragraph {
            words,
            align: context.align,
            left,
            first,
            space: std::mem::take(&mut self.space),
            goes_on: self.goes_on,
            is_pre: context.is_pre,
        };
        self.put(Block::Paragraph(paragraph));
    }

    /// The words behind their marks, and the column of the first mark; the words themselves begin at a column.
    fn marked(&mut self, words: Vec<Word>, column: usize) -> (usize, Vec<Word>) {
        let place = |mark: &ItemMark| list::column(&mark.text, mark.left.max(0.0).round() as usize);
        let marks = std::mem::take(&mut self.marks);
        let first = place(&marks[0]);
        let mut marked: Vec<Word> = Vec::with_capacity(marks.len() + words.len());
        let mut end = first;
        for mark in marks {
            let mut word = self.ink.mark(&mark.text, mark.tag);
            word.blanks = place(&mark).saturating_sub(end).max(usize::from(!marked.is_empty()));
            end += word.blanks + word.width;
            marked.push(word);
        }
        let text = marked.len();
        marked.extend(words);
        if let Some(word) = marked.get_mut(text) {
            word.blanks = (column + word.blanks).saturating_sub(end).max(list::GAP);
        }
        (first, marked)
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

    fn begin_table(&mut self, tag: &Tag<'_>, style: Style) {
        self.end_block();
        self.mark_empty_items(0);
        if style.breaks_before {
            self.put(Block::Break(tag.span));
        }
        if self.tables.len() >= TABLES {
            self.buried += 1;
            return;
        }
        // Where it says nothing itself, it stands where what it stands in puts its lines.
        let says_right = tag.attribute("align").map(|value| value.eq_ignore_ascii_case("right"));
        let is_right = says_right.unwrap_or(self.context().align == Align::Right);
        let right = style.width.filter(|_| is_right).map(|width| (PAGE as f32 - width).max(0.0));
        let left = self.context().left + right.unwrap_or(style.left);
        self.tables.push(Table::new(left, self.open.len()));
        self.space = Space::None;
    }

    fn begin_row(&mut self, tag: &Tag<'_>, style: Style) {
        if self.buried > 0 || self.tables.is_empty() {
            self.end_block();
            return;
        }
        self.end_row();
        let table = self.tables.last_mut().expect("internal error: a table is open");
        table.begin_row(style.breaks_before.then_some(tag.span));
        table.row_align = style.align;
    }

    fn begin_cell(&mut self, tag: &Tag<'_>, style: Style) {
        if self.buried > 0 || self.tables.is_empty() {
            self.end_block();
            return;
        }
        self.end_cell();
        let table = self.tables.last_mut().expect("internal error: a table is open");
        let number = |name: &str| tag.attribute(name).and_then(|value| value.trim().parse::<usize>().ok()).unwrap_or(1);
        let width = style.width.map(|columns| columns.max(0.0).round() as usize);
        let is_caption = tag.name == "caption";
        if is_caption {
            table.begin_row(None);
        }
        table.begin_cell(if is_caption { COLUMNS } else { number("colspan") }, number("rowspan"), width);
        let inherited = if tag.name == "td" { Align::Left } else { Align::Centre };
        let align = style.align.or(table.row_align).unwrap_or(inherited);
        let is_upper = style.is_upper.unwrap_or(self.context().is_upper);
        let context = Context {
            align,
            left: style.left,
            first: style.first.unwrap_or(0.0),
            is_pre: false,
            is_upper,
            is_flex: false,
        };
        let (name, space_below) = ("td", Space::None);
        self.open.push(Open { name, context, space_below, breaks_after: false, floats_left: false, list: None });
        self.space = Space::None;
    }

    fn end_cell(&mut self) {
        self.end_block();
        let floor = self.floor();
        self.mark_empty_items(floor);
        let was_blank = std::mem::take(&mut self.was_blank);
        if let Some(table) = self.tables.last_mut() {
            self.open.truncate(floor);
            if let Some(row) = table.rows.last_mut().filter(|_| table.has_cell && was_blank) {
                row.is_spaced |= row.cells.last().is_some_and(|cell| !cell.blocks.is_empty());
            }
            table.has_cell = false;
            self.space = Space::None;
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        if let Some(table) = self.tables.last_mut() {
            table.has_row = false;
        }
    }

    fn end_table(&mut self) {
        self.end_row();
        let Some(table) = self.tables.pop() else {
            return;
        };
        let lines = lay_out(table.rows, table.left.max(0.0).round() as usize, &self.ink);
        if lines.iter().any(|line| !line.is_empty()) {
            self.put(Block::Lines(lines));
        }
        self.space = Space::Line;
    }
}

impl Table {
    fn new(left: f32, outside: usize) -> Self {
        Self { rows: Vec::new(), has_row: false, has_cell: false, taken: Vec::new(), left, row_align: None, outside }
    }

    fn begin_row(&mut self, breaks: Option<Span>) {
        self.rows.push(Row { cells: Vec::new(), breaks, is_spaced: false });
        self.taken.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        (self.has_row, self.has_cell) = (true, false);
    }

    fn begin_cell(&mut self, columns: usize, rows: usize, width: Option<usize>) {
        if !self.has_row {
            self.begin_row(None);
        }
        let row = self.rows.last_mut().expect("internal error: a row was begun");
        let after = row.cells.last().map_or(0, |cell| cell.column + cell.span);
        let free = (after..COLUMNS).find(|&column| self.taken.get(column).is_none_or(|&rows| rows == 0));
        let column = free.unwrap_or(COLUMNS - 1);
        let span = columns.clamp(1, COLUMNS - column);
        if rows > 1 {
            self.taken.resize(self.taken.len().max(column + span), 0);
            self.taken[column..column + span].fill(rows);
        }
        row.cells.push(Cell { column, span, width, blocks: Vec::new() });
        self.has_cell = true;
    }

    /// The cell that is open. Text that stands between cells gets one of its own.
    fn cell(&mut self) -> &mut Cell {
        if !self.has_cell {
            self.begin_cell(1, 1, None);
        }
        let row = self.rows.last_mut().expect("internal error: a row was begun");
        row.cells.last_mut().expect("internal error: a cell was begun")
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

/// Whether a line is a page number: `12`, `- 3 -`, `iv`, `A-1`, `Page 2`.
fn is_folio(line: &str) -> bool {
    let line = line.strip_prefix("Page").unwrap_or(line);
    let number = line.trim_matches(['-', '–', '—']);
    let is_roman = || number.chars().all(|c| matches!(c, 'i' | 'v' | 'x'));
    let digits = number.split_once('-').filter(|(letters, _)| letters.len() <= 2).map_or(number, |(_, digits)| digits);
    !number.is_empty() && number.len() <= 6 && (digits.chars().all(|c| c.is_ascii_digit()) || is_roman())
}
