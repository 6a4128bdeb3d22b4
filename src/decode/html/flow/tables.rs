//! Tables that are open, with their rows and cells.

use super::{Context, Flow, Open};
use crate::decode::html::PAGE_WIDTH as PAGE;
use crate::decode::html::block::{Block, Space};
use crate::decode::html::markup::Tag;
use crate::decode::html::style::{Align, Style};
use crate::decode::html::table::{COLUMNS, Cell, Row, lay_out};
use crate::source::Span;

/// Tables inside of each other beyond this depth are read as blocks.
const TABLES: usize = 12;

/// A table that is open.
#[derive(Debug)]
pub(super) struct Table {
    rows: Vec<Row>,
    has_row: bool,
    has_cell: bool,
    /// For each column, how many rows below the current one a cell from above reaches into.
    taken: Vec<usize>,
    left: f32,
    row_align: Option<Align>,
    /// The number of elements that were open when it began.
    pub outside: usize,
}

impl Flow<'_> {
    pub(super) fn begin_table(&mut self, tag: &Tag<'_>, style: Style) {
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

    pub(super) fn begin_row(&mut self, tag: &Tag<'_>, style: Style) {
        if self.buried > 0 || self.tables.is_empty() {
            self.end_block();
            return;
        }
        self.end_row();
        let table = self.tables.last_mut().expect("internal error: a table is open");
        table.begin_row(style.breaks_before.then_some(tag.span));
        table.row_align = style.align;
    }

    pub(super) fn begin_cell(&mut self, tag: &Tag<'_>, style: Style) {
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

    pub(super) fn end_cell(&mut self) {
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

    pub(super) fn end_row(&mut self) {
        self.end_cell();
        if let Some(table) = self.tables.last_mut() {
            table.has_row = false;
        }
    }

    pub(super) fn end_table(&mut self) {
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
    pub(super) fn cell(&mut self) -> &mut Cell {
        if !self.has_cell {
            self.begin_cell(1, 1, None);
        }
        let row = self.rows.last_mut().expect("internal error: a row was begun");
        row.cells.last_mut().expect("internal error: a cell was begun")
    }
}
