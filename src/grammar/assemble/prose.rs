//! Running text: a node for each paragraph, and what stands inside it.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Assembler;
use crate::decode::Join;
use crate::grammar::date::{Lead, Role, lead, weekday_before};
use crate::grammar::inline::{self, Item, ItemKind};
use crate::grammar::pest_rules::Rule;
use crate::grammar::plan::Part;
use crate::grammar::run::Run;
use crate::grammar::token::{CellKind, Opening, TokenKind};
use crate::grammar::words::{self, WordCount};
use crate::source::Span;
use crate::tree::{AttributeName, Kind, NodeId, Value};

/// What is known so far of the instrument's dates.
#[derive(Debug, Default)]
pub(super) struct Dates {
    /// The title is of an amendment or a restated instrument: another agreement has a date too.
    pub is_amendment: bool,
    /// The title is of a report or a press release, which has no date but that of its cover.
    pub is_report: bool,
    has_own: bool,
    bases: usize,
    has_text: bool,
    signed: BTreeSet<Date>,
}

/// The day as of which a schedule's title says that its list is true: the last one that is not the date of the agreement it
/// belongs to.
pub(super) fn as_of_day(run: &Run) -> Option<(Span, Date)> {
    let mut found = None;
    let mut from = 0;
    for item in inline::find(run.text()) {
        let ItemKind::Day { value: Some(date) } = item.kind else { continue };
        let before = run.text()[from..item.start].to_lowercase();
        let is_agreement = names_agreement(&before) && lead(&before) == Lead::Dated;
        if !is_agreement {
            found = Some((run.source(item.start, item.end), date));
        }
        from = item.end;
    }
    found
}

fn names_agreement(text: &str) -> bool {
    ["agreement", "plan", "contract"].iter().any(|word| text.contains(word))
}

/// Writes the paragraph that starts at a token, with everything inside it. A clause is open already.
pub(super) fn write(assembler: &mut Assembler<'_, '_>, index: usize, kind: Kind, opening: Opening) {
    let (run, furniture) = gather(assembler, index, kind);
    let id = match kind {
        Kind::Clause => assembler.builder.current(),
        _ => assembler.builder.open(kind, run.span()),
    };
    assembler.builder.extend(id, run.span().end());
    let context = context(assembler, index, kind, opening);
    let items = inline::find(run.text());
    let items = without_own_label(assembler, index, items);
    assembler.dates.is_amendment |= kind == Kind::Preamble && run.text().contains("hereby amended");
    let days = roles(assembler, run.text(), &items, context);
    let parties = if kind == Kind::Preamble { parties(run.text(), &items) } else { Vec::new() };
    for (_, piece) in in_order(assembler, &run, &furniture, &items, days, &parties) {
        match piece {
            Piece::Page(index) => assembler.furniture(index),
            Piece::Item(item, role) => {
                let span = on_one_page(assembler, &furniture, run.source(item.start, item.end));
                node(assembler, &run, item, span, role);
            }
            Piece::Party(party) => {
                let span = on_one_page(assembler, &furniture, run.source(party.start, party.end));
                write_party(assembler, &run, party, span);
            }
        }
    }
    assembler.value(id, AttributeName::Text, run);
    if kind != Kind::Clause {
        assembler.builder.close();
    }
    assembler.dates.has_text |= matches!(assembler.plan.kind(index), TokenKind::Prose(_));
}

/// Something inside running text.
enum Piece<'r> {
    Page(usize),
    Item(&'r Item, Role),
    Party(&'r Party),
}

/// What stands inside running text, each with where it starts, in the order of the document.
fn in_order<'r>(
    assembler: &Assembler<'_, '_>,
    run: &Run,
    furniture: &[usize],
    items: &'r [Item],
    days: Vec<Role>,
    parties: &'r [Party],
) -> Vec<(usize, Piece<'r>)> {
    let is_clear = |party: &&Party| {
        let next = items.partition_point(|item| item.end <= party.start);
        items.get(next).is_none_or(|item| item.start >= party.end)
    };
    let place = |(start, end)| run.source(start, end).start();
    let pages = furniture.iter().map(|&page| (assembler.plan.span(page).start(), Piece::Page(page)));
    let named = parties.iter().filter(is_clear).map(|party| (place((party.start, party.end)), Piece::Party(party)));
    let found = items.iter().zip(days).map(|(item, role)| (place((item.start, item.end)), Piece::Item(item, role)));
    let mut pieces: Vec<_> = pages.chain(named).chain(found).collect();
    pieces.sort_by_key(|&(start, _)| start);
    pieces
}

/// The part of a span before the end of its page: what runs over a page's end stands where it begins.
fn on_one_page(assembler: &Assembler<'_, '_>, furniture: &[usize], span: Span) -> Span {
    let next = furniture.partition_point(|&page| assembler.plan.span(page).start() <= span.start());
    let end = furniture.get(next).map_or(span.end(), |&page| assembler.plan.span(page).start());
    Span::new(span.start(), span.end().min(end))
}

/// A line that looks like a heading and is an entry of a list of attachments mentions nothing by its own label.
fn without_own_label(assembler: &Assembler<'_, '_>, index: usize, mut items: Vec<Item>) -> Vec<Item> {
    let plan = assembler.plan;
    if matches!(plan.kind(index), TokenKind::Heading { .. }) && !plan.is_sentence(index) {
        items.retain(|item| item.start > 0 || !matches!(item.kind, ItemKind::Reference { .. }));
    }
    items
}

/// The lines of one paragraph, over the end of a page where the sentence runs over it, and the furniture between them. A
/// heading ends with its page.
fn gather(assembler: &mut Assembler<'_, '_>, index: usize, kind: Kind) -> (Run, Vec<usize>) {
    let plan = assembler.plan;
    let mut run = Run::default();
    let mut words = WordCount::default();
    let mut furniture = Vec::new();
    if let Some(start) = assembler.title_rest.take() {
        run.push(plan.text, start);
    }
    push(assembler, &mut run, &mut words, index);
    let mut last = index;
    let is_free = plan.parts[index] == Part::Free;
    let is_same_text = |last: usize, next: usize, run: &Run, words: WordCount| {
        is_free && (kind != Kind::Heading || next == last + 1) && goes_on(assembler, last, next, run, words)
    };
    while let Some(next) = plan.from(last + 1).filter(|&next| is_same_text(last, next, &run, words)) {
        furniture.extend(last + 1..next);
        push(assembler, &mut run, &mut words, next);
        last = next;
    }
    assembler.at = last + 1;
    (run, furniture)
}

fn push(assembler: &Assembler<'_, '_>, run: &mut Run, words: &mut WordCount, index: usize) {
    let plan = assembler.plan;
    let token = plan.token(index);
    for line in &plan.layout.lines()[token.line..token.next_line] {
        run.push_line(plan.text, line);
        words.add_line(line);
    }
}

/// Whether the paragraph that ends at `last` goes on at `next`.
fn goes_on(assembler: &Assembler<'_, '_>, last: usize, next: usize, run: &Run, words: WordCount) -> bool {
    let plan = assembler.plan;
    let starts_section = plan.parts[next] != Part::Free;
    let is_text = matches!(plan.kind(next), TokenKind::Prose(Opening::None) | TokenKind::Heading { .. })
        || plan.sole_text(next).is_some();
    if starts_section || !is_text {
        return false;
    }
    let is_prose = matches!(plan.kind(last), TokenKind::Prose(_)) || words.is_sentence();
    let is_unfinished = !run.text().trim_end_matches(['"', '”', ')']).ends_with(['.', ':', ';']);
    let crosses_page = next > last + 1;
    let touches = !plan.opens(next);
    let is_long = plan.layout.lines()[plan.token(last).next_line - 1].end + 24 > plan.layout.page().width
        || run.text().len() < 12;
    if plan.line(next).join == Some(Join::Apart) {
        // Another paragraph of a page goes on with the sentence before only where it begins as no other does.
        let is_rest = starts_small(plan.token_text(next))
            || crosses_page && is_long && matches!(plan.kind(next), TokenKind::Prose(Opening::None));
        return is_prose && is_unfinished && is_rest && (crosses_page || touches);
    }
    if crosses_page {
        return is_prose && is_unfinished;
    }
    let is_address = plan.sole_text(last).is_some() && plan.sole_text(next).is_some() && !is_prose;
    touches && (is_prose && is_unfinished && is_long || is_prose && starts_small(plan.token_text(next)) || is_address)
}

fn starts_small(text: &str) -> bool {
    text.starts_with(|character: char| character.is_lowercase())
}

/// Where a date stands, as far as its role depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Context {
    Preamble,
    /// A letter's first sentence, which names what it amends: `Reference is made to the Warrant dated …`
    Reference,
    /// A testimonium, or a line that holds nothing but the date.
    Execution,
    Recital,
    Body,
    Schedule,
}

fn context(assembler: &Assembler<'_, '_>, index: usize, kind: Kind, opening: Opening) -> Context {
    let plan = assembler.plan;
    let in_schedule = assembler.builder.is_inside(Kind::Schedule);
    let is_dated = plan.cells(index).iter().any(|cell| cell.kind == CellKind::Dated);
    let is_date_line = (plan.parts[index] == Part::Section || !assembler.dates.has_text)
        && plan.sole_text(index).is_some_and(|cell| words::is(Rule::date_line, plan.slice(cell.span)));
    match kind {
        _ if opening == Opening::Witness || is_dated || is_date_line => Context::Execution,
        _ if in_schedule => Context::Schedule,
        _ if assembler.dates.bases == 0 && refers(plan.token_text(index)) || joins(plan.token_text(index)) => {
            Context::Reference
        }
        Kind::Preamble => Context::Preamble,
        Kind::Recital => Context::Recital,
        _ if !assembler.has_preamble && opening == Opening::None => Context::Preamble,
        _ => Context::Body,
    }
}

/// Whether a paragraph opens a letter agreement with what it is about.
fn refers(text: &str) -> bool {
    let start = text.get(..24).unwrap_or_default().to_ascii_lowercase();
    start.starts_with("reference is made to") || start.starts_with("reference is hereby made")
}

/// Whether a paragraph joins a further party to an agreement: `Harbor Bank hereby joins in that certain Agreement dated …`
fn joins(text: &str) -> bool {
    let start = words::head(text, 160);
    memchr::memmem::find(start.as_bytes(), b"hereby join").is_some()
}

/// The role of each item that is a day.
fn roles(assembler: &mut Assembler<'_, '_>, text: &str, items: &[Item], context: Context) -> Vec<Role> {
    let mut before = 0;
    let mut found = Vec::with_capacity(items.len());
    for item in items {
        let role = match item.kind {
            ItemKind::Day { .. } => role(&mut assembler.dates, text, before, item, context),
            _ => Role::Mention,
        };
        if matches!(item.kind, ItemKind::Day { .. }) {
            before = item.end;
        }
        found.push(role);
    }
    found
}

fn role(dates: &mut Dates, text: &str, from: usize, item: &Item, context: Context) -> Role {
    let lead = lead(&text[..item.start]);
    let since = text[from..item.start].to_lowercase();
    match context {
        Context::Execution => Role::Execution,
        Context::Schedule => Role::Mention,
        Context::Preamble => in_preamble(dates, text, &since, lead, from > 0),
        Context::Recital => in_recital(dates, &since, lead),
        Context::Reference if matches!(lead, Lead::Made | Lead::Dated) => {
            dates.bases += 1;
            Role::Base
        }
        Context::Reference => Role::Mention,
        Context::Body => in_body(dates, &text[..item.start], &since, lead),
    }
}

fn in_preamble(dates: &mut Dates, text: &str, since: &str, lead: Lead, is_further: bool) -> Role {
    let tells = matches!(lead, Lead::Made | Lead::Dated | Lead::Effective | Lead::This | Lead::AsOf);
    if !tells
        || dates.is_report && lead != Lead::AsOf
        || since.contains("schedule 13")
        || since.contains("amendment no") && lead == Lead::Dated && dates.bases > 0
    {
        return Role::Mention;
    }
    let speaks_of_other = text.trim_start().to_lowercase().starts_with("the ") && dates.is_amendment;
    if dates.is_amendment && lead == Lead::Dated && names_other_agreement(since) {
        dates.bases += 1;
        return Role::Base;
    }
    if !dates.has_own && !speaks_of_other && !since.contains("amended by") {
        dates.has_own = true;
        return own_role(lead);
    }
    if dates.is_amendment && dates.bases == 0 && since.contains("agreement") && !since.contains("amended by") {
        dates.bases += 1;
        return Role::Base;
    }
    let tells_own = is_further || dates.is_amendment;
    if lead == Lead::Effective && tells_own && !since.contains("agreement") { Role::Effective } else { Role::Mention }
}

/// Whether the words before `dated` name the agreement that is amended: `this Amendment No. 2 to the employment agreement,`.
fn names_other_agreement(since: &str) -> bool {
    let Some(at) = since.rfind(" to the ").or_else(|| since.rfind(" to that certain ")) else { return false };
    let (before, named) = since.split_at(at);
    before.contains("amendment") && named.contains("agreement") && named.len() < 90
}

fn own_role(lead: Lead) -> Role {
    match lead {
        Lead::Effective => Role::Effective,
        Lead::This => Role::Execution,
        _ => Role::AsOf,
    }
}

fn in_recital(dates: &mut Dates, since: &str, lead: Lead) -> Role {
    let tells = matches!(lead, Lead::Made | Lead::Dated | Lead::Effective | Lead::AsOf);
    let names_agreement = since.contains("agreement") || since.contains("plan");
    let goes_on = since.len() < 160 && dates.bases == 1 && lead == Lead::Effective && since.contains(" and ");
    if tells && dates.is_amendment && names_agreement && (dates.bases == 0 || goes_on) {
        dates.bases += 1;
        return Role::Base;
    }
    Role::Mention
}

fn in_body(dates: &mut Dates, before: &str, since: &str, lead: Lead) -> Role {
    let names_other = since.contains("agreement") && !since.contains("this agreement") && !since.contains("amended by");
    if dates.is_amendment
        && dates.bases == 0
        && names_other
        && matches!(lead, Lead::Made | Lead::Dated | Lead::Effective)
    {
        dates.bases += 1;
        return Role::Base;
    }
    // A testimonium in words of its own: `The undersigned executes this Certificate on this 25th day of`
    if lead == Lead::This && ["execute", "signed this", "set my hand"].iter().any(|words| since.contains(words)) {
        return Role::Execution;
    }
    let tail = words::tail(before, 90).to_lowercase();
    let speaks_of_this = ["this amendment", "this agreement", "effective date", "shall be effective"]
        .iter()
        .any(|words| tail.contains(words));
    if lead == Lead::Effective && speaks_of_this { Role::Effective } else { Role::Mention }
}

/// Writes the node of one thing found in running text.
fn node(assembler: &mut Assembler<'_, '_>, run: &Run, item: &Item, span: Span, role: Role) {
    let builder = &mut assembler.builder;
    let value_of =
        |run: &Run, (start, end): (usize, usize)| (run.source(start, end), Value::Text(run.text()[start..end].into()));
    match &item.kind {
        ItemKind::Reference { kind_word, label } => {
            let id = builder.leaf(Kind::Reference, span);
            builder.attribute(id, AttributeName::KindWord, span, Value::Text((*kind_word).into()));
            let (place, label) = value_of(run, *label);
            builder.attribute(id, AttributeName::Label, place, label);
            text(assembler, id, run, item);
        }
        ItemKind::Definition { term } => {
            let id = builder.leaf(Kind::Definition, span);
            let (place, term) = value_of(run, *term);
            builder.attribute(id, AttributeName::Term, place, term);
        }
        ItemKind::Day { value } => {
            let id = builder.leaf(Kind::Date, span);
            builder.attribute(id, AttributeName::Role, span, Value::Text(role.name().into()));
            if let Some(date) = value {
                builder.attribute(id, AttributeName::Value, span, Value::Date(*date));
            }
            if let Some(weekday) = weekday_before(&run.text()[..item.start]) {
                let (place, weekday) = value_of(run, weekday);
                builder.attribute(id, AttributeName::Weekday, place, weekday);
            }
            text(assembler, id, run, item);
            assembler.has_blanks |= value.is_none() && role != Role::Mention;
        }
        ItemKind::Amount { value } => {
            let id = builder.leaf(Kind::Amount, span);
            if let Some(amount) = value {
                builder.attribute(id, AttributeName::Value, span, Value::Number(*amount));
            }
            text(assembler, id, run, item);
        }
        ItemKind::Placeholder { form } => {
            let id = builder.leaf(Kind::Placeholder, span);
            builder.attribute(id, AttributeName::Form, span, Value::Text((*form).into()));
            text(assembler, id, run, item);
            assembler.is_redacted |= *form == "redaction";
        }
    }
}

fn text(assembler: &mut Assembler<'_, '_>, id: NodeId, run: &Run, item: &Item) {
    let span = run.source(item.start, item.end);
    let folded = &run.text()[item.start..item.end];
    let is_verbatim = assembler.plan.slice(span) == folded;
    let value = if is_verbatim { Value::Verbatim } else { Value::Text(folded.into()) };
    assembler.builder.attribute(id, AttributeName::Text, span, value);
}

/// The parties that a preamble names after `between` or `among`, each before the bracket that gives it a short name.
fn parties(text: &str, items: &[Item]) -> Vec<Party> {
    let lower = text.to_ascii_lowercase();
    let Some(start) = ["between ", "among "].iter().filter_map(|word| lower.find(word).map(|at| at + word.len())).min()
    else {
        return Vec::new();
    };
    let mut parties = Vec::new();
    let mut from = start;
    for item in items.iter().filter(|item| item.start > start) {
        if item.start < from {
            continue;
        }
        let ItemKind::Definition { term } = item.kind else { continue };
        let Some(bracket) = text[from..item.start].rfind('(').map(|at| from + at) else { continue };
        if let Some((name_start, name_end)) = party_name(text, from, bracket) {
            parties.push(Party { start: name_start, end: name_end, term });
        }
        from = text[item.end..].find(')').map_or(item.end, |at| item.end + at + 1);
    }
    parties
}

/// A party: where its name stands in the text of the preamble, and the short name that it is given.
struct Party {
    start: usize,
    end: usize,
    term: (usize, usize),
}

fn write_party(assembler: &mut Assembler<'_, '_>, run: &Run, party: &Party, span: Span) {
    let id = assembler.builder.leaf(Kind::Party, span);
    assembler.builder.attribute(id, AttributeName::Name, span, Value::Text(run.text()[party.start..party.end].into()));
    let term = run.source(party.term.0, party.term.1);
    assembler.builder.attribute(
        id,
        AttributeName::DefinedAs,
        term,
        Value::Text(run.text()[party.term.0..party.term.1].into()),
    );
}

/// The name in `, and Harbor Funds, Inc., a Maryland corporation`.
fn party_name(text: &str, from: usize, to: usize) -> Option<(usize, usize)> {
    const LINKS: [&str; 7] = [",", ";", " ", "and ", "AND ", "by and between ", "among "];
    let mut start = from;
    while let Some(link) = LINKS.iter().find(|link| text[start..to].starts_with(**link)) {
        start += link.len();
    }
    while text[start..to].starts_with(char::is_lowercase) {
        start += text[start..to].find(", ").map(|at| at + 2)?;
        start += LINKS.iter().find(|link| text[start..to].starts_with(**link)).map_or(0, |link| link.len());
    }
    let part = &text[start..to];
    let ends =
        [", a ", ", an ", ", the ", ", its ", ", as ", ", on behalf", ", with ", ", whose ", ", having ", ", located "];
    let after_point = part.find(". a ").map(|at| at + 1);
    let end = ends.iter().filter_map(|end| part.find(end)).chain(after_point).min().unwrap_or(part.len());
    let name = part[..end].trim_end_matches([',', ' ']);
    let is_name = name.starts_with(char::is_uppercase) && name.len() < 160 && !name.contains(", and the ");
    // Two persons are no one party: `AMY CARTER and IAN DOYLE`
    let is_name = is_name && (!name.contains(" and ") || words::is(Rule::entity, name));
    is_name.then_some((start, start + name.len()))
}

/// Something that stands inside a signature block.
pub(super) enum Inside<'r> {
    /// A mention of a schedule in the party's name, or the day of the signature.
    Item(&'r Run, Item),
    /// A page's end or number.
    Page(usize),
}

/// Writes what stands inside a cell of a table: days, amounts, references, what is left blank.
pub(super) fn write_mentions(assembler: &mut Assembler<'_, '_>, cell: Span) {
    let mut run = Run::default();
    run.push(assembler.plan.text, cell);
    for item in inline::find(run.text()) {
        node(assembler, &run, &item, run.source(item.start, item.end), Role::Mention);
    }
}

/// What stands in the party's name and the date of a signature, each with where it starts.
pub(super) fn inside_signature<'r>(party: &'r Run, date: &'r Run) -> Vec<(usize, Inside<'r>)> {
    let mentions =
        inline::find(party.text()).into_iter().filter(|item| matches!(item.kind, ItemKind::Reference { .. }));
    let days = inline::find(date.text()).into_iter().filter(|item| matches!(item.kind, ItemKind::Day { .. }));
    let place = |run: &'r Run, item: Item| (run.source(item.start, item.end).start(), Inside::Item(run, item));
    mentions.map(|item| place(party, item)).chain(days.map(|item| place(date, item))).collect()
}

/// Writes what stands inside a signature block. The same day under further signatures states nothing new.
pub(super) fn write_inside(assembler: &mut Assembler<'_, '_>, inside: &Inside<'_>) {
    match inside {
        Inside::Page(index) => assembler.furniture(*index),
        Inside::Item(run, item) => {
            let role = match item.kind {
                ItemKind::Day { value } => signing_role(&mut assembler.dates, value),
                _ => Role::Mention,
            };
            node(assembler, run, item, run.source(item.start, item.end), role);
        }
    }
}

fn signing_role(dates: &mut Dates, day: Option<Date>) -> Role {
    let is_repeated = day.is_some_and(|day| dates.signed.contains(&day));
    dates.signed.extend(day);
    if is_repeated { Role::Mention } else { Role::Execution }
}
