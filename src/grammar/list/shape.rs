//! Which rows of a list name registrants, which portfolios, and which go on with the name before.

use std::collections::{HashMap, HashSet};

use smallvec::{SmallVec, smallvec};

use super::row::{Holds, Row, RowCell, RowKind};
use super::{EntryKind, ListEntry};
use crate::grammar::pest_rules::Rule;
use crate::grammar::plan::Plan;
use crate::grammar::words;
use crate::source::Span;

/// The entries of a list, in document order.
pub(super) fn entries(plan: &Plan<'_>, rows: &[Row]) -> Vec<ListEntry> {
    match name_columns(rows) {
        Some((registrants, portfolios)) => table(plan, rows, registrants, portfolios),
        None => column(plan, rows),
    }
}

/// The columns of registrants and portfolios, where they stand side by side.
fn name_columns(rows: &[Row]) -> Option<(usize, usize)> {
    let head =
        |holds: Holds| rows.iter().flat_map(|row| &row.cells).find(|cell| cell.holds == holds).map(|cell| cell.column);
    if let (Some(registrants), Some(portfolios)) = (head(Holds::HeadRegistrant), head(Holds::HeadPortfolio))
        && registrants + 4 < portfolios
    {
        return Some((registrants, portfolios));
    }
    let pairs: Vec<(usize, usize)> =
        rows.iter().filter(|row| row.kind == RowKind::Cells).filter_map(first_two_names).collect();
    let rows = rows.iter().filter(|row| row.kind == RowKind::Cells).count();
    let &(registrants, portfolios) = pairs.first()?;
    (pairs.len() * 2 > rows).then_some((registrants, portfolios))
}

fn first_two_names(row: &Row) -> Option<(usize, usize)> {
    let mut names = row.names();
    let (first, second) = (names.next()?, names.next()?);
    second.is_fund.then_some((first.column, second.column))
}

/// A name as a list's reader compares it: letters and digits only, in small letters.
fn key<'k>(plan: &'k Plan<'_>, cells: &'k [Span]) -> impl Iterator<Item = char> + 'k {
    let letters = cells.iter().flat_map(|&span| plan.slice(span).chars()).filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase)
}

// Registrants and portfolios side by side

struct Logical {
    span: Span,
    registrant: SmallVec<[Span; 1]>,
    portfolio: SmallVec<[Span; 1]>,
}

/// Rows that name a registrant in one column and a portfolio in another.
fn table(plan: &Plan<'_>, rows: &[Row], registrants: usize, portfolios: usize) -> Vec<ListEntry> {
    let mut entries = Vec::new();
    let mut logical: Vec<Logical> = Vec::new();
    let cells: Vec<&Row> = rows.iter().filter(|row| row.kind == RowKind::Cells).collect();
    let has_values = cells.iter().filter(|row| row.has_value()).count() * 4 >= cells.len();
    for row in rows {
        if row.kind != RowKind::Cells {
            flush(&mut logical, &mut entries);
            entries.push(plain(row));
            continue;
        }
        let in_column = |from: usize, to: usize| {
            row.names().find(|cell| cell.column + 2 >= from && cell.column + 2 < to).map(|cell| cell.span)
        };
        let registrant = in_column(registrants, portfolios);
        let portfolio = in_column(portfolios, portfolios + 40);
        let goes_on = !row.opens
            && logical.last().is_some()
            && (has_values && !row.has_value() || !has_values && is_rest(plan, registrant, portfolio));
        match logical.last_mut().filter(|_| goes_on) {
            Some(last) => {
                last.span = last.span.join(row.span);
                last.registrant.extend(registrant);
                last.portfolio.extend(portfolio);
            }
            None => logical.push(Logical {
                span: row.span,
                registrant: registrant.into_iter().collect(),
                portfolio: portfolio.into_iter().collect(),
            }),
        }
    }
    flush(&mut logical, &mut entries);
    merge_registrants(plan, entries)
}

/// Whether the cells of a row can only be the rest of the names above.
fn is_rest(plan: &Plan<'_>, registrant: Option<Span>, portfolio: Option<Span>) -> bool {
    let is_short = |span: Option<Span>| span.is_none_or(|span| plan.slice(span).split_whitespace().count() <= 2);
    let is_noun =
        |span: Span| words::is(Rule::entity_noun, plan.slice(span)) || words::is(Rule::fund_noun, plan.slice(span));
    is_short(registrant) && is_short(portfolio) && [registrant, portfolio].into_iter().flatten().any(is_noun)
}

fn flush(logical: &mut Vec<Logical>, entries: &mut Vec<ListEntry>) {
    for Logical { span, registrant, portfolio } in logical.drain(..) {
        match (registrant.is_empty(), portfolio.first()) {
            (false, Some(&first)) => {
                let head = Span::new(span.start(), first.start());
                let tail = Span::new(first.start(), span.end());
                entries.push(ListEntry { kind: EntryKind::Registrant, span: head, is_plain: false, cells: registrant });
                entries.push(ListEntry { kind: EntryKind::Portfolio, span: tail, is_plain: false, cells: portfolio });
            }
            (false, None) => {
                entries.push(ListEntry { kind: EntryKind::Registrant, span, is_plain: false, cells: registrant })
            }
            (true, Some(_)) => {
                entries.push(ListEntry { kind: EntryKind::Portfolio, span, is_plain: false, cells: portfolio })
            }
            (true, None) => {
                entries.push(ListEntry { kind: EntryKind::Other, span, is_plain: false, cells: smallvec![span] })
            }
        }
    }
}

/// A registrant repeated on every row is one, at its first row; a company without a series is a portfolio of its own.
fn merge_registrants(plan: &Plan<'_>, entries: Vec<ListEntry>) -> Vec<ListEntry> {
    let mut merged: Vec<ListEntry> = Vec::with_capacity(entries.len());
    let mut current: Option<String> = None;
    let mut start: Option<usize> = None;
    let mut rest = entries.into_iter().peekable();
    while let Some(mut entry) = rest.next() {
        if entry.kind == EntryKind::Registrant {
            let name = key(plan, &entry.cells).collect();
            let has_portfolio = rest.peek().is_some_and(|next| next.kind == EntryKind::Portfolio);
            if current.as_ref() == Some(&name) {
                if has_portfolio {
                    start = Some(entry.span.start());
                    continue;
                }
                entry.kind = EntryKind::Heading;
                merged.push(entry);
                continue;
            }
            current = has_portfolio.then_some(name);
            if !has_portfolio {
                entry.kind = EntryKind::Lone;
            }
        } else if let Some(start) = start.take() {
            entry.span = Span::new(start, entry.span.end());
        }
        merged.push(entry);
    }
    merged
}

// One column of names

/// Rows that name one thing each.
fn column(plan: &Plan<'_>, rows: &[Row]) -> Vec<ListEntry> {
    let shape = Shape::of(plan, rows);
    let mut entries: Vec<ListEntry> = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        if let Some(last) = entries.last_mut().filter(|_| is_note(row)) {
            last.span = last.span.join(row.span);
            continue;
        }
        let Some(cell) = row.names().next().filter(|_| row.kind == RowKind::Cells) else {
            entries.push(plain(row));
            continue;
        };
        if shape.continues(plan, rows, at, cell)
            && let Some(last) = entries.last_mut()
        {
            last.span = last.span.join(row.span);
            last.is_plain = false;
            last.cells.push(cell.span);
            continue;
        }
        let kind = shape.kind(rows, at, cell);
        entries.push(ListEntry { kind, span: row.span, is_plain: cell.is_plain, cells: smallvec![cell.span] });
    }
    join_continued(plan, &mut entries);
    attach_classes(plan, &mut entries);
    entries
}

/// Whether a row holds nothing but the footnote's mark of the row before.
fn is_note(row: &Row) -> bool {
    !row.opens && row.cells.len() == 1 && row.cells[0].holds == Holds::Note
}

fn plain(row: &Row) -> ListEntry {
    let kind =
        if matches!(row.kind, RowKind::Heading | RowKind::Columns) { EntryKind::Heading } else { EntryKind::Other };
    ListEntry { kind, span: row.span, is_plain: false, cells: smallvec![row.span] }
}

/// What a whole list tells of its rows.
struct Shape {
    /// Lists headed by `PORTFOLIOS`: what stands before such a heading is a registrant.
    has_headings: bool,
    /// Both names in capitals and names in mixed case.
    mixes_case: bool,
    /// Most rows carry a date or a figure beside the name.
    has_values: bool,
    /// The indents of registrants and portfolios, where there are two.
    levels: Option<(usize, usize)>,
    /// A paragraph's first row names a registrant.
    opens_with_registrant: Opens,
    /// The word that most names begin with.
    brand: String,
    /// The columns that the longest name takes.
    width: usize,
}

impl Shape {
    fn of(plan: &Plan<'_>, rows: &[Row]) -> Self {
        let mut named: Vec<(&Row, &RowCell)> = Vec::with_capacity(rows.len());
        let cells = rows.iter().filter(|row| row.kind == RowKind::Cells);
        named.extend(cells.filter_map(|row| Some((row, row.names().next()?))));
        let capitals = named.iter().filter(|(_, cell)| cell.is_capital).count();
        // A list begins with a registrant: where that is in mixed case, capitals tell nothing.
        let is_told_by_case = named.first().is_some_and(|(_, first)| first.is_capital || !first.is_registrant);
        let valued = named.iter().filter(|(row, _)| row.has_value()).count();
        Self {
            has_headings: rows.iter().any(|row| row.kind == RowKind::Heading),
            mixes_case: is_told_by_case && capitals > 0 && capitals < named.len(),
            has_values: valued > 0 && valued * 3 >= named.len(),
            levels: levels(&named),
            opens_with_registrant: Opens::of(&named),
            brand: brand(plan, &named),
            width: named.iter().map(|(_, cell)| cell.width).max().unwrap_or(0),
        }
    }

    fn kind(&self, rows: &[Row], at: usize, cell: &RowCell) -> EntryKind {
        let row = &rows[at];
        if self.has_values {
            return match (row.has_value(), self.mixes_case && cell.is_capital) {
                (false, _) => EntryKind::Registrant,
                (true, true) => EntryKind::Lone,
                (true, false) => EntryKind::Portfolio,
            };
        }
        if self.has_headings && leads_to_heading(rows, at)
            || self.mixes_case && cell.is_capital && leads_to_name(rows, at)
        {
            return EntryKind::Registrant;
        }
        if self.mixes_case || self.has_headings {
            return EntryKind::Portfolio;
        }
        let is_outer = self
            .levels
            .is_some_and(|(outer, inner)| cell.column.abs_diff(outer) <= 1 && leads_to_level(rows, at, inner))
            && (row.opens || at == 0);
        let is_first = match &self.opens_with_registrant {
            Opens::Always => row.opens && !row.follows_page,
            Opens::InTurn(registrants) => registrants.contains(&cell.span.start()),
            Opens::ByName => row.opens && cell.is_registrant && leads_to_name(rows, at),
            Opens::Anywhere => cell.is_registrant && !row.follows_page && leads_to_name(rows, at),
            Opens::Never => false,
        };
        let is_family = cell.is_family && !row.follows_page;
        if is_outer || is_first || is_family { EntryKind::Registrant } else { EntryKind::Portfolio }
    }

    /// Whether a row goes on with the name of the row before.
    fn continues(&self, plan: &Plan<'_>, rows: &[Row], at: usize, cell: &RowCell) -> bool {
        let row = &rows[at];
        let Some(before) = at.checked_sub(1).map(|before| &rows[before]).filter(|before| before.kind == RowKind::Cells)
        else {
            return false;
        };
        let Some(above) = before.names().next() else {
            return false;
        };
        if row.opens || self.has_values && row.has_value() {
            return false;
        }
        let text = plan.slice(cell.span);
        let first = words::first_word(text);
        let has_brand = first.eq_ignore_ascii_case(&self.brand);
        let is_whole = above.is_whole();
        let is_noun_alone =
            first.len() == text.len() && (words::is(Rule::fund_noun, text) || words::is(Rule::entity_noun, text));
        let is_bracket = text.starts_with('(');
        let same_case = cell.is_capital == above.is_capital;
        let lacks_values = self.has_values && !row.has_value() && before.has_value();
        let starts_anew = above.is_bracketed || has_brand && cell.is_whole();
        let had_no_place = above.width + 1 + first.chars().count() > self.width;
        is_noun_alone
            || is_bracket
            || had_no_place && !has_brand && !is_whole && same_case
            || lacks_values && !starts_anew && !cell.is_capital && cell.column >= above.column
    }
}

/// How registrants are told in a list where neither headings nor case, figures or indents tell them.
enum Opens {
    /// Every paragraph begins with one.
    Always,
    /// Each stands alone in a paragraph before that of its portfolios; where their names begin.
    InTurn(HashSet<usize>),
    /// A paragraph's first name is one where it ends like one.
    ByName,
    /// Nothing parts the lists: any name is one that ends like one, as the first does.
    Anywhere,
    Never,
}

/// The named rows of a list that no blank line parts.
type Paragraph<'n> = [(&'n Row, &'n RowCell)];

impl Opens {
    fn of(named: &Paragraph<'_>) -> Self {
        let opens = |row: &Row| row.opens && !row.follows_page;
        let mut paragraphs: Vec<&Paragraph<'_>> = named.chunk_by(|_, (row, _)| !opens(row)).collect();
        if let Some(registrants) = in_turn(&paragraphs) {
            return Self::InTurn(registrants);
        }
        paragraphs.retain(|paragraph| opens(paragraph[0].0));
        let count = paragraphs.len();
        let registrants = paragraphs.iter().filter(|paragraph| opens_like_registrant(paragraph)).count();
        let among_all = named.iter().filter(|(_, cell)| cell.is_registrant).count();
        let first = named.first().is_some_and(|(_, cell)| cell.is_registrant);
        match registrants {
            0 => Self::Never,
            _ if count == 1 && first && among_all * 3 <= named.len() => Self::Anywhere,
            _ if registrants * 3 >= count * 2 && named.len() >= count * 2 => Self::Always,
            // Half of them tell it where no other name ends like one, and every paragraph lists something.
            _ if registrants * 2 >= count
                && among_all == registrants
                && paragraphs.iter().all(|names| names.len() > 2) =>
            {
                Self::Always
            }
            _ if first => Self::ByName,
            _ => Self::Never,
        }
    }
}

fn opens_like_registrant(paragraph: &Paragraph<'_>) -> bool {
    paragraph[0].1.is_registrant
}

/// Where the registrants begin, if every second paragraph is a name alone and half of these end like a registrant's, and no other name
/// does. Some of them may end like a portfolio (`Harbor Bond Series`): their turn tells them.
fn in_turn(paragraphs: &[&Paragraph<'_>]) -> Option<HashSet<usize>> {
    let (pairs, rest) = paragraphs.as_chunks::<2>();
    let heads = pairs.iter().filter(|[head, _]| opens_like_registrant(head)).count();
    let is_in_turn = pairs.len() > 1
        && rest.is_empty()
        && heads * 2 >= pairs.len()
        && pairs.iter().all(|[head, _]| head.len() == 1)
        && pairs.iter().any(|[_, list]| list.len() > 1)
        && pairs.iter().flat_map(|[_, list]| list.iter()).all(|(_, cell)| !cell.is_registrant);
    is_in_turn.then(|| pairs.iter().map(|[head, _]| head[0].1.span.start()).collect())
}

/// The word that most names begin with.
fn brand(plan: &Plan<'_>, named: &[(&Row, &RowCell)]) -> String {
    let mut counts: HashMap<String, (usize, usize)> = HashMap::new();
    let words = named.iter().map(|(_, cell)| words::first_word(plan.slice(cell.span)));
    let words: Vec<(usize, &str)> = words.enumerate().filter(|(_, word)| !word.is_empty()).collect();
    for same in words.chunk_by(|(_, before), (_, word)| before.eq_ignore_ascii_case(word)) {
        let (at, word) = same[0];
        counts.entry(word.to_lowercase()).or_insert((0, at)).0 += same.len();
    }
    let best = counts.into_iter().max_by_key(|(_, (count, first))| (*count, usize::MAX - first));
    best.map_or_else(String::new, |(word, _)| word)
}

/// The two indents of a list whose registrants stand left of their portfolios.
fn levels(named: &[(&Row, &RowCell)]) -> Option<(usize, usize)> {
    if is_centred(named) {
        return None;
    }
    let outer = named.iter().map(|(_, cell)| cell.column).min()?;
    let inner = named.iter().map(|(_, cell)| cell.column).filter(|&column| column > outer + 1).min()?;
    let is_two = named.iter().all(|(_, cell)| cell.column.abs_diff(outer) <= 1 || cell.column + 1 >= inner);
    is_two.then_some((outer, inner))
}

/// Whether the names stand around one middle.
fn is_centred(named: &[(&Row, &RowCell)]) -> bool {
    let Some((_, first)) = named.first() else { return false };
    if named.iter().all(|(_, cell)| cell.column.abs_diff(first.column) <= 2) {
        return false;
    }
    let mut middles: Vec<usize> = named.iter().map(|(_, cell)| 2 * cell.column + cell.width).collect();
    middles.sort_unstable();
    let middle = middles[middles.len() / 2];
    middles.iter().filter(|at| at.abs_diff(middle) <= 2).count() * 5 >= middles.len() * 4
}

/// Whether the next row that names nothing else is a heading such as `PORTFOLIOS`.
fn leads_to_heading(rows: &[Row], at: usize) -> bool {
    let next = rows.get(at + 1);
    let is_heading = |row: &Row| row.kind == RowKind::Heading;
    next.is_some_and(is_heading)
        || next.is_some_and(|next| next.kind == RowKind::Cells && !next.opens)
            && rows.get(at + 2).is_some_and(is_heading)
}

/// Whether names or their heading follow a row, and no note.
fn leads_to_name(rows: &[Row], at: usize) -> bool {
    rows.get(at + 1).is_none_or(|next| next.kind != RowKind::Other)
}

fn leads_to_level(rows: &[Row], at: usize, inner: usize) -> bool {
    let next = rows[at + 1..].iter().find(|row| row.kind == RowKind::Cells).and_then(|row| row.names().next());
    next.is_some_and(|next| next.column + 1 >= inner)
}

/// A registrant named again at the head of a further page, or with `(continued)`, is the one that is open.
fn join_continued(plan: &Plan<'_>, entries: &mut [ListEntry]) {
    let mut current: Option<SmallVec<[Span; 1]>> = None;
    let mut end = 0;
    for entry in entries {
        let gap = Span::new(end.min(entry.span.start()), entry.span.start());
        end = entry.span.end();
        if !matches!(entry.kind, EntryKind::Registrant | EntryKind::Portfolio | EntryKind::Lone) {
            continue;
        }
        let is_continued = !entry.is_plain && entry.cells.iter().any(|&cell| says_continued(plan.slice(cell)));
        let is_registrant = entry.kind == EntryKind::Registrant;
        let follows_page = is_registrant && plan.slice(gap).contains(['<', '\x0c']);
        if is_continued
            || follows_page && current.as_ref().is_some_and(|cells| key(plan, cells).eq(key(plan, &entry.cells)))
        {
            entry.kind = EntryKind::Heading;
        } else if is_registrant {
            current = Some(entry.cells.clone());
        }
    }
}

fn says_continued(text: &str) -> bool {
    memchr::memchr(b'(', text.as_bytes()).is_some_and(|at| text[at..].to_lowercase().contains("(cont"))
}

/// Entries that name a class only are classes of the portfolio above.
fn attach_classes(plan: &Plan<'_>, entries: &mut [ListEntry]) {
    for at in 1..entries.len() {
        let follows = matches!(entries[at - 1].kind, EntryKind::Portfolio | EntryKind::Lone | EntryKind::Class);
        let entry = &mut entries[at];
        let may_be_class = follows && !entry.is_plain && entry.kind == EntryKind::Portfolio;
        if may_be_class && entry.cells.first().is_some_and(|&name| words::is(Rule::class_list, plan.slice(name))) {
            entry.kind = EntryKind::Class;
        }
    }
}
