//! Sections that are read as a whole: signatures and lists.

use super::prose::Inside;
use super::{Assembler, prose};
use crate::grammar::list::{EntryKind, ListEntry, is_plain_name};
use crate::grammar::pest_rules::Rule;
use crate::grammar::plan::{Section, SectionContent};
use crate::grammar::run::{Run, as_it_stands};
use crate::grammar::signature::Block;
use crate::grammar::token::Opening;
use crate::grammar::words;
use crate::source::Span;
use crate::tree::{AttributeName, Kind, NodeId, Value};

/// Writes a section: its own nodes, and between them what else stands there.
pub(super) fn write(assembler: &mut Assembler<'_, '_>, section: &Section) {
    match &section.content {
        SectionContent::Signatures(blocks) => signatures(assembler, section, blocks),
        SectionContent::List(entries) => list(assembler, section, entries),
    }
}

/// Something of a section and where it starts.
enum Piece<'s> {
    /// A block, with the ends and numbers of pages inside it.
    Block(&'s Block, Vec<usize>),
    Token(usize),
}

fn signatures(assembler: &mut Assembler<'_, '_>, section: &Section, blocks: &[Block]) {
    for piece in pieces(assembler, section, blocks) {
        match piece {
            Piece::Block(block, pages) => signature(assembler, block, &pages),
            Piece::Token(index) if assembler.plan.parts[index].is_furniture() => assembler.furniture(index),
            Piece::Token(index) => prose::write(assembler, index, Kind::Paragraph, Opening::None),
        }
    }
}

/// The blocks of an area, and the lines that belong to none, in document order.
fn pieces<'s>(assembler: &Assembler<'_, '_>, section: &Section, blocks: &'s [Block]) -> Vec<Piece<'s>> {
    let plan = assembler.plan;
    let mut pieces: Vec<Piece<'s>> = Vec::new();
    let mut blocks = blocks.iter().peekable();
    // The block that reaches furthest, and where it stands among the pieces.
    let mut reach: Option<(usize, usize)> = None;
    for index in section.tokens.clone() {
        let span = plan.span(index);
        while let Some(block) = blocks.next_if(|block| block.span.start() < span.end()) {
            if reach.is_none_or(|(end, _)| block.span.end() > end) {
                reach = Some((block.span.end(), pieces.len()));
            }
            pieces.push(Piece::Block(block, Vec::new()));
        }
        match reach.filter(|&(end, _)| span.start() < end) {
            None => pieces.push(Piece::Token(index)),
            Some((_, holder)) if plan.parts[index].is_furniture() => {
                if let Piece::Block(_, pages) = &mut pieces[holder] {
                    pages.push(index);
                }
            }
            Some(_) => {}
        }
    }
    pieces.extend(blocks.map(|block| Piece::Block(block, Vec::new())));
    pieces
}

fn signature(assembler: &mut Assembler<'_, '_>, block: &Block, pages: &[usize]) {
    let id = assembler.builder.open(Kind::Signature, block.span);
    let party = value(assembler, id, AttributeName::Party, &block.party, &[',', ':', ';', ' ']);
    value(assembler, id, AttributeName::Signer, &block.signer, &[',', ' ', '_']);
    value(assembler, id, AttributeName::Name, &block.name, &[',', ' ', '_']);
    value(assembler, id, AttributeName::Title, &block.title, &[',', ' ', '_']);
    let date = value(assembler, id, AttributeName::Date, &block.date, &['_', ' ', ',']);
    if let Some(anchor) = block.anchor.filter(|_| block.is_conformed) {
        assembler.builder.attribute(id, AttributeName::Conformed, anchor, Value::Flag);
        assembler.is_executed = true;
    }
    let place = block.anchor.unwrap_or(block.span);
    assembler.builder.attribute(id, AttributeName::Column, place, Value::Number((block.column + 1) as f64));
    let mut inside = prose::inside_signature(&party, &date);
    inside.extend(pages.iter().map(|&page| (assembler.plan.span(page).start(), Inside::Page(page))));
    inside.sort_by_key(|(start, _)| *start);
    for (_, inside) in &inside {
        prose::write_inside(assembler, inside);
    }
    assembler.builder.close();
}

/// Gives a node the text of some stretches, joined, without punctuation that hangs on its end.
fn value(
    assembler: &mut Assembler<'_, '_>,
    id: NodeId,
    name: AttributeName,
    stretches: &[Span],
    hanging: &[char],
) -> Run {
    let mut run = Run::default();
    for &stretch in stretches {
        run.push(assembler.plan.text, stretch);
    }
    let text = without_brackets(run.text().trim_end_matches(hanging)).trim();
    if !text.is_empty() {
        let start = text.as_ptr() as usize - run.text().as_ptr() as usize;
        let span = run.source(start, start + text.len());
        assembler.builder.attribute(id, name, span, Value::Text(text.into()));
    }
    run
}

/// A text without the brackets around it, and without such as only begin or only end in it.
fn without_brackets(text: &str) -> &str {
    let count = |bracket: char| text.matches(bracket).count();
    let (opening, closing) = (count('('), count(')'));
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    match inner {
        Some(inner) if opening == closing && !inner.contains(['(', ')']) => inner,
        _ if opening > closing => text.trim_start_matches('('),
        _ if opening < closing => text.trim_end_matches(')'),
        _ => text,
    }
}

fn list(assembler: &mut Assembler<'_, '_>, section: &Section, entries: &[ListEntry]) {
    let plan = assembler.plan;
    let mut furniture = section.tokens.clone().filter(|&index| plan.parts[index].is_furniture()).peekable();
    for entry in entries {
        while let Some(page) = furniture.next_if(|&page| plan.span(page).start() < entry.span.start()) {
            assembler.builder.close_to(&[Kind::Registrant, Kind::Schedule]);
            assembler.furniture(page);
        }
        list_entry(assembler, entry);
    }
    assembler.builder.close_to(&[Kind::Registrant, Kind::Schedule]);
    for page in furniture {
        assembler.furniture(page);
    }
    assembler.builder.close_to(&[Kind::Schedule]);
}

fn list_entry(assembler: &mut Assembler<'_, '_>, entry: &ListEntry) {
    match entry.kind {
        EntryKind::Registrant => {
            assembler.builder.close_to(&[Kind::Schedule]);
            let id = assembler.builder.open(Kind::Registrant, entry.span);
            named(assembler, id, entry);
        }
        EntryKind::Portfolio => {
            assembler.builder.close_to(&[Kind::Registrant, Kind::Schedule]);
            let id = assembler.builder.open(Kind::Portfolio, entry.span);
            named(assembler, id, entry);
        }
        EntryKind::Lone => {
            assembler.builder.close_to(&[Kind::Schedule]);
            let id = assembler.builder.open(Kind::Portfolio, entry.span);
            named(assembler, id, entry);
        }
        EntryKind::Class if assembler.builder.kind(assembler.builder.current()) == Kind::Portfolio => {
            leaf(assembler, Kind::Class, AttributeName::Name, entry);
        }
        EntryKind::Class | EntryKind::Heading | EntryKind::Other => {
            assembler.builder.close_to(&[Kind::Registrant, Kind::Schedule]);
            let kind = if entry.kind == EntryKind::Other { Kind::Paragraph } else { Kind::Heading };
            leaf(assembler, kind, AttributeName::Text, entry);
        }
    }
}

fn leaf(assembler: &mut Assembler<'_, '_>, kind: Kind, attribute: AttributeName, entry: &ListEntry) {
    let id = assembler.builder.leaf(kind, entry.span);
    if let Some(span) = sole_cell(assembler, entry) {
        assembler.builder.attribute(id, attribute, span, Value::Verbatim);
        return;
    }
    let run = cells(assembler, entry);
    assembler.value(id, attribute, run);
}

/// The only cell of an entry, where it needs no folding.
fn sole_cell(assembler: &Assembler<'_, '_>, entry: &ListEntry) -> Option<Span> {
    match entry.cells[..] {
        [cell] if entry.is_plain => Some(cell),
        [cell] => as_it_stands(assembler.plan.text, cell),
        _ => None,
    }
}

fn cells(assembler: &Assembler<'_, '_>, entry: &ListEntry) -> Run {
    let mut run = Run::default();
    for &cell in &entry.cells {
        run.push(assembler.plan.text, cell);
    }
    run
}

/// Gives an entry its name, and what hangs on it: a former name, the classes.
fn named(assembler: &mut Assembler<'_, '_>, id: NodeId, entry: &ListEntry) {
    let is_plain = |&span: &Span| entry.is_plain || is_plain_name(assembler.plan.slice(span));
    if let Some(span) = sole_cell(assembler, entry).filter(is_plain) {
        assembler.builder.attribute(id, AttributeName::Name, span, Value::Verbatim);
        return;
    }
    let run = cells(assembler, entry);
    let Some(found) =
        Some(run.text()).filter(|text| !is_plain_name(text)).and_then(|text| words::parse(Rule::list_entry, text))
    else {
        assembler.value(id, AttributeName::Name, run);
        return;
    };
    for part in found.into_inner().flatten() {
        let attribute = match part.as_rule() {
            Rule::entry_name => AttributeName::Name,
            Rule::former_name if assembler.builder.kind(id) == Kind::Portfolio => AttributeName::FormerName,
            Rule::class_list_body if assembler.builder.kind(id) == Kind::Portfolio => AttributeName::ClassList,
            _ => continue,
        };
        let text = part.as_str().trim_end();
        let span = run.source(part.as_span().start(), part.as_span().start() + text.len());
        let value = if assembler.plan.slice(span) == text { Value::Verbatim } else { Value::Text(text.into()) };
        assembler.builder.attribute(id, attribute, span, value);
    }
}
