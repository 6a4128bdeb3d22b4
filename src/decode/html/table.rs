//! Tables as columns of a typewritten page.
//!
//! A row with one filled cell is a block of the page, as in tables that only put text in its place. In the others every cell begins at its
//! column, at least [`GAP`] blanks after the one before, which is where the layout of plain text sees a cell. What stands in a cell is
//! not wrapped, so that a line never holds parts of two sentences: only the text after a label is, and cells of several paragraphs stand
//! one below the other.

use super::PAGE_WIDTH as PAGE;
use super::block::{Block, Line, Stack};
use super::ink::{Ink, Word};
use super::style::Align;
use crate::decode::origin::Join;
use crate::source::Span;

/// Blanks between two cells.
const GAP: usize = 3;
/// The most columns of a table; what stands further right is read as if it stood in the last.
pub(super) const COLUMNS: usize = 256;
/// The most columns that a cell asks for; longer text pushes the cells after it to the right.
const NAME: usize = 60;
/// The most columns of a cell that holds no more than a value: beside several of them, a long label is no text.
const VALUE: usize = 40;
/// The furthest column at which a cell stands by itself; beyond it, cells follow each other, so that a short row never costs many blanks.
const FAR: usize = 2 * PAGE;
/// The least width in which the text after a label is wrapped.
const TEXT: usize = 30;
/// The furthest that empty cells push a table to the right.
const INDENT: usize = 40;

/// A row of a table.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub cells: Vec<Cell>,
    /// The tag that ends a page before the row.
    pub breaks: Option<Span>,
    /// Whether a cell ends with an empty line.
    pub is_spaced: bool,
}

/// A cell of a table.
#[derive(Debug)]
pub(super) struct Cell {
    /// The 0-based column of the table.
    pub column: usize,
    /// The number of columns that it reaches over.
    pub span: usize,
    /// The columns of the page that it asks for.
    pub width: Option<usize>,
    pub blocks: Vec<Block>,
}

impl Cell {
    fn end(&self) -> usize {
        (self.column + self.span).min(COLUMNS)
    }

    /// The columns of the page that it takes where it is not wrapped.
    fn natural(&self) -> usize {
        self.blocks.iter().map(Block::width).max().unwrap_or(0)
    }

    fn is_running_text(&self) -> bool {
        self.natural() > PAGE
    }

    fn is_paragraph(&self) -> bool {
        matches!(self.blocks.as_slice(), [Block::Paragraph(_)])
    }
}

/// Lays a table out whose left edge stands at a column of the page.
pub(super) fn lay_out(rows: Vec<Row>, left: usize, ink: &Ink) -> Vec<Line> {
    let indent = left + empty_columns(&rows);
    let rows: Vec<Row> = rows.into_iter().map(|row| filled(row, ink)).collect();
    let columns = Columns::new(&rows, indent);
    let is_columnar = rows.iter().filter(|row| row.cells.len() > 1).count() * 2 > rows.len();
    let mut lines = Vec::new();
    for row in rows {
        // Among rows of several cells, one cell alone names those below it.
        if is_columnar && row.cells.len() == 1 {
            lines.push(Line::EMPTY);
        }
        lines.extend(row.breaks.map(Line::Break));
        let is_spaced = row.is_spaced;
        match row.cells.len() {
            0 => lines.push(Line::EMPTY),
            1 => lines.extend(row.cells.into_iter().flat_map(|cell| alone(columns.starts[cell.column], cell))),
            _ => lines.extend(several(row.cells, &columns)),
        }
        if is_spaced {
            lines.push(Line::EMPTY);
        }
    }
    trimmed(lines)
}

/// The columns of the page that empty cells take to the left of all text.
fn empty_columns(rows: &[Row]) -> usize {
    let filled = rows.iter().flat_map(|row| &row.cells).filter(|cell| !cell.blocks.is_empty());
    let first = filled.map(|cell| cell.column).min().unwrap_or(0);
    let mut widths = vec![0; first];
    for cell in rows.iter().flat_map(|row| &row.cells).filter(|cell| cell.span == 1 && cell.column < first) {
        widths[cell.column] = widths[cell.column].max(cell.width.unwrap_or(0));
    }
    widths.iter().sum::<usize>().min(INDENT)
}

/// A row without its empty cells, signs joined to the figures they belong to.
fn filled(row: Row, ink: &Ink) -> Row {
    let mut cells: Vec<Cell> = Vec::new();
    for cell in row.cells.into_iter().filter(|cell| !cell.blocks.is_empty()) {
        match cells.last_mut() {
            Some(last) if is_joined(last, &cell, ink) => join(last, cell),
            _ => cells.push(cell),
        }
    }
    Row { cells, ..row }
}

/// Whether two cells are one figure: `$` and `1.00`, `(2.50` and `)`, `12` and `%`.
fn is_joined(left: &Cell, right: &Cell, ink: &Ink) -> bool {
    let (Some(left), Some(right)) = (words(left), words(right)) else {
        return false;
    };
    let is_sign = |words: &[Word], signs: &[&str]| words.len() == 1 && signs.contains(&ink.slice(words[0].span));
    let is_figure =
        |word: &Word| ink.slice(word.span).contains(|c: char| c.is_ascii_digit() || matches!(c, '-' | '—' | '–'));
    is_sign(left, &["$", "US$", "€", "£", "¥", "(", "$("]) && right.first().is_some_and(is_figure)
        || is_sign(right, &[")", "%", ")%", "%)"]) && left.last().is_some_and(is_figure)
}

/// The words of a cell that is one paragraph.
fn words(cell: &Cell) -> Option<&[Word]> {
    match cell.blocks.as_slice() {
        [Block::Paragraph(paragraph)] => Some(&paragraph.words),
        _ => None,
    }
}

fn join(left: &mut Cell, right: Cell) {
    left.span = right.end() - left.column;
    if let ([Block::Paragraph(left)], Some(Block::Paragraph(right))) =
        (left.blocks.as_mut_slice(), right.blocks.into_iter().next())
    {
        let first = left.words.len();
        left.words.extend(right.words);
        left.words[first].blanks = 0;
    }
}

/// A cell that has its lines to itself.
fn alone(start: usize, cell: Cell) -> Vec<Line> {
    let start = start.min(PAGE / 2);
    let mut lines = stacked(cell.blocks, PAGE.saturating_sub(start));
    lines.iter_mut().for_each(|line| line.shift(start));
    if lines.len() > 1 {
        lines.insert(0, Line::EMPTY);
        lines.push(Line::EMPTY);
    }
    lines
}

/// The filled cells of one row.
fn several(cells: Vec<Cell>, columns: &Columns) -> Vec<Line> {
    let (last, before) = cells.split_last().expect("internal error: the row has cells");
    let start = columns.starts[last.column];
    let is_plain = |cell: &Cell| !cell.is_running_text() && cell.blocks.len() == 1;
    if last.is_running_text() && before.iter().all(is_plain) && start + TEXT <= PAGE {
        side_by_side(cells, columns, PAGE - start)
    } else if cells.iter().filter(|cell| cell.natural() > VALUE).count() <= 1 && !last.is_running_text()
        || cells.iter().all(|cell| !cell.is_running_text())
        || cells.iter().all(Cell::is_paragraph)
    {
        side_by_side(cells, columns, usize::MAX)
    } else {
        let spaced = |cell| std::iter::once(Line::EMPTY).chain(alone(columns.starts[0], cell));
        cells.into_iter().flat_map(spaced).collect()
    }
}

/// Cells of one row, each in its column, the last one wrapped to a width.
fn side_by_side(cells: Vec<Cell>, columns: &Columns, width: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let last = cells.len() - 1;
    for (index, mut cell) in cells.into_iter().enumerate() {
        let start = columns.starts[cell.column];
        cell.blocks.iter_mut().for_each(to_left);
        let width = if index == last { width } else { usize::MAX };
        for (at, line) in stacked(cell.blocks, width).into_iter().enumerate() {
            let (words, join) = match line {
                Line::Words(words, join) => (words, join),
                Line::Break(_) => (Vec::new(), Join::Apart),
            };
            if at == lines.len() {
                // A line goes on with the one before where its words do and no others stand beside them.
                let is_rest = index == last || join != Join::Wrapped;
                lines.push(Line::Words(Vec::new(), if is_rest { join } else { Join::Broken }));
            }
            let Line::Words(filled, _) = &mut lines[at] else {
                continue;
            };
            let end = filled.last().map_or(0, |(column, word)| column + word.width + GAP);
            let shift = end.saturating_sub(start + words.first().map_or(0, |(column, _)| *column));
            filled.extend(words.into_iter().map(|(column, word)| (column + start + shift, word)));
        }
    }
    if lines.len() > 1 || lines.iter().any(|line| line.end() > PAGE) {
        lines.insert(0, Line::EMPTY);
        lines.push(Line::EMPTY);
    }
    lines
}

/// Text in a column starts at its left edge: what is centred in a column is not centred on the page.
fn to_left(block: &mut Block) {
    if let Block::Paragraph(paragraph) = block {
        paragraph.align = Align::Left;
    }
}

/// Blocks one below the other, without empty lines at either end.
fn stacked(blocks: Vec<Block>, width: usize) -> Vec<Line> {
    let mut stack = Stack::default();
    let mut lines: Vec<Line> = Vec::new();
    for block in blocks {
        lines.extend(stack.lines(block, width));
    }
    trimmed(lines)
}

/// Lines without the empty ones at either end.
fn trimmed(mut lines: Vec<Line>) -> Vec<Line> {
    let end = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    lines.truncate(end);
    let start = lines.iter().position(|line| !line.is_empty()).unwrap_or(0);
    lines.drain(..start);
    lines
}

/// Where the columns of a table stand on the page.
struct Columns {
    /// The column of the page of each column of the table, and of the end of the last, a gap after it.
    starts: Vec<usize>,
}

impl Columns {
    fn new(rows: &[Row], indent: usize) -> Self {
        let count = rows.iter().flat_map(|row| &row.cells).map(Cell::end).max().unwrap_or(0);
        let mut widths = vec![0; count];
        let measured = || rows.iter().filter(|row| !is_banner(row)).flat_map(|row| &row.cells);
        for cell in measured().filter(|cell| cell.span == 1) {
            widths[cell.column] = cell.natural().min(NAME).max(widths[cell.column]);
        }
        for cell in measured() {
            let natural = cell.natural().min(NAME);
            let range = cell.column..cell.end();
            let room = total(&widths[range.clone()]);
            let first = range.clone().find(|&column| widths[column] > 0).unwrap_or(range.start);
            widths[first] += natural.saturating_sub(room);
        }
        let mut starts = Vec::with_capacity(count + 1);
        let mut start = indent;
        for width in widths {
            starts.push(start.min(FAR));
            start += if width > 0 { width + GAP } else { 0 };
        }
        starts.push(start.min(FAR));
        Self { starts }
    }
}

/// A row whose only cell does not say how wide its column is.
fn is_banner(row: &Row) -> bool {
    matches!(row.cells.as_slice(), [cell] if cell.span > 1 || cell.natural() > NAME)
}

/// The columns of the page that columns of a table take together.
fn total(widths: &[usize]) -> usize {
    let taken = widths.iter().filter(|width| **width > 0);
    taken.map(|width| width + GAP).sum::<usize>().saturating_sub(GAP)
}
