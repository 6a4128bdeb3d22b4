//! One column of a signature area, read from top to bottom.

use super::Value;
use super::area::Item;
use crate::grammar::pest_rules::Rule;
use crate::grammar::plan::Plan;
use crate::grammar::token::CellKind;
use crate::grammar::words;
use crate::source::Span;

/// Lines of a party's name at the most.
const PARTY: usize = 8;

/// A signature block.
#[derive(Clone, Debug, Default)]
pub(in crate::grammar) struct Block {
    /// Everything that belongs to the block.
    pub span: Span,
    /// 0-based column of the page.
    pub column: usize,
    pub party: Value,
    pub signer: Value,
    pub name: Value,
    pub title: Value,
    pub date: Value,
    /// Where it was signed, or is to be.
    pub anchor: Option<Span>,
    pub is_conformed: bool,
}

/// What the last item of a block was, so that the next may continue it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Anchor,
    Entity,
    Name,
    Title,
    Other,
}

/// Reads a column.
pub(super) fn read(plan: &Plan<'_>, column: &[Item]) -> Vec<Block> {
    let mut reader = Reader {
        plan,
        blocks: Vec::new(),
        block: None,
        last: Last::Other,
        pending: Vec::new(),
        beside: None,
        before: None,
    };
    for (at, item) in column.iter().enumerate() {
        reader.item(item, column.get(at + 1));
        reader.before = Some(item.line);
    }
    reader.finish();
    reader.blocks
}

struct Reader<'p, 'a> {
    plan: &'p Plan<'a>,
    blocks: Vec<Block>,
    block: Option<Block>,
    last: Last,
    /// Lines that may name the next party.
    pending: Vec<Item>,
    /// A date that may stand beside the next party.
    beside: Option<Item>,
    /// The line of the item before.
    before: Option<usize>,
}

impl<'a> Reader<'_, 'a> {
    fn text(&self, span: Span) -> &'a str {
        self.plan.slice(span)
    }

    fn is(&self, rule: Rule, span: Span) -> bool {
        words::is(rule, self.text(span))
    }

    fn item(&mut self, item: &Item, next: Option<&Item>) {
        match item.kind {
            CellKind::Signed => self.signed(item),
            CellKind::By | CellKind::ByBlank => self.unsigned(item),
            CellKind::ByEntity => self.by_entity(item),
            CellKind::Blank => self.blank(item, next),
            CellKind::Name => self.name(item),
            CellKind::Title => self.title(item),
            CellKind::Dated => self.dated(item),
            CellKind::Attest => self.attest(),
            CellKind::AttestSigned => self.attest_signed(item),
            CellKind::Drawn | CellKind::Seal => self.absorb(item),
            CellKind::Text if self.is(Rule::date_line, item.span) => self.dated(item),
            CellKind::Text => self.line(item, next),
        }
    }

    /// Starts a block over the party named by the pending lines. A further `By:` right under a block is the same party's.
    fn start(&mut self, item: &Item) {
        let is_next_signer = self.pending.is_empty() && words::starts_with(self.text(item.span), "by");
        let before = self.block.as_ref().filter(|block| is_next_signer && is_signature(block));
        let party_before = before.map(|block| block.party.clone());
        self.finish();
        let mut block = Block { span: item.span, column: item.column, ..Block::default() };
        block.party = party_before.unwrap_or_default();
        let party = std::mem::take(&mut self.pending);
        let lines = self.party_lines(&party);
        let is_role = lines.len() == 1 && self.is(Rule::role_word, lines[0].span);
        let beside = self.beside.take().filter(|date| lines.first().is_some_and(|line| line.line == date.line));
        block.date.extend(beside.and_then(|date| date.value));
        for line in lines {
            block.span = block.span.join(line.span);
            // The number of a schedule that the name mentions may have wrapped.
            let is_number = !block.party.is_empty() && self.text(line.span).bytes().all(|byte| byte.is_ascii_digit());
            if (self.names_party(line) || is_number) && !is_role {
                block.party.push(self.party_name(line.span));
            }
        }
        self.block = Some(block);
    }

    /// The lines next above a signature, back to the last blank line.
    fn party_lines<'i>(&self, pending: &'i [Item]) -> &'i [Item] {
        let mut pending = &pending[self.left_over(pending)..];
        let mut start = pending.iter().rposition(|line| line.is_apart).unwrap_or(0);
        while start > 0 && !pending[start..].iter().any(|line| self.names_party(line)) {
            pending = &pending[..start];
            start = pending.iter().rposition(|line| line.is_apart).unwrap_or(0);
        }
        let lines = &pending[start..];
        let skip = lines.len().saturating_sub(PARTY);
        let is_caption = |line: &Item| self.is(Rule::role_caption, self.party_name(line.span));
        let caption = lines.iter().rposition(is_caption).map_or(0, |at| at + 1);
        let word = lines.first().filter(|line| lines.len() > 1 && self.is(Rule::role_word, line.span)).map_or(0, |_| 1);
        &lines[skip.max(if caption < lines.len() { caption } else { 0 }).max(word)..]
    }

    /// How many lines are left of the signature before: up to an office, where no company's name stands above it.
    fn left_over(&self, pending: &[Item]) -> usize {
        let office = pending.iter().rposition(|line| self.tells_office(line.span));
        let is_left = |&at: &usize| !pending[..at].iter().any(|line| self.is(Rule::entity, line.span));
        office.filter(is_left).map_or(0, |at| at + 1)
    }

    fn names_party(&self, line: &Item) -> bool {
        let name = self.party_name(line.span);
        let says_no_name = [Rule::capacity, Rule::role_caption, Rule::signature_note, Rule::nobody]
            .iter()
            .any(|&rule| self.is(rule, name));
        let text = self.text(name);
        // A blank to fill, a figure, or the rest of a sentence in small letters.
        let has_no_name = text.contains("__") || !text.contains(|c: char| c.is_alphabetic() && !c.is_lowercase());
        line.kind == CellKind::Text
            && !says_no_name
            && !has_no_name
            && !self.is_address(name)
            && !self.tells_office(name)
    }

    /// Whether a line is part of an address. `767 Third Avenue` `New York, NY 10017-2023`
    fn is_address(&self, line: Span) -> bool {
        let text = self.text(line);
        let ends_with_code = text.contains(',') && text.rsplit(' ').next().is_some_and(is_zip_code);
        (ends_with_code || text.starts_with(|c: char| c.is_ascii_digit())) && !self.is(Rule::entity, line)
    }

    /// Whether a line is a person's office. `(Principal Executive Officer)` A word alone may be a party's: `CONSULTANT`
    fn tells_office(&self, line: Span) -> bool {
        const ALONE: [&str; 5] = ["director", "officer", "president", "secretary", "treasurer"];
        let text = self.text(line);
        let is_clear = text.contains(' ') || ALONE.iter().any(|office| text.eq_ignore_ascii_case(office));
        is_clear && self.is(Rule::office, line) && !self.is(Rule::entity, line)
    }

    /// A party's line without a caption before it or a capacity or note after it: `Accepted by: Harbor Funds, as Trustee`.
    fn party_name(&self, line: Span) -> Span {
        let text = self.text(line);
        let is_caption = |at: &usize| self.is(Rule::role_caption, Span::new(line.start(), line.start() + at + 1));
        let has = |byte: u8| memchr::memchr(byte, text.as_bytes()).is_some();
        let caption = if has(b':') { text.find(": ").filter(is_caption) } else { None };
        let start = caption.map_or(0, |at| at + 2);
        let is_note = |at: &usize| *at > start && words::is(Rule::role_note, &text[*at..]);
        let note = if has(b'(') { text.rfind('(').filter(is_note) } else { None };
        let capacity = if has(b',') { text.find(", as ").or_else(|| text.find(", not in ")) } else { None };
        let end = capacity.or(note).map_or(text.len(), |at| text[..at].trim_end().len());
        Span::new(line.start() + start, line.start() + end.max(start))
    }

    fn finish(&mut self) {
        if let Some(block) = self.block.take().filter(is_signature) {
            self.blocks.push(block);
        }
        self.last = Last::Other;
    }

    fn has_anchor(&self) -> bool {
        self.block.as_ref().is_some_and(|block| block.anchor.is_some())
    }

    fn signed(&mut self, item: &Item) {
        let is_waiting = self
            .block
            .as_ref()
            .is_some_and(|block| !block.is_conformed && block.name.is_empty() && block.title.is_empty());
        if !is_waiting || self.last == Last::Other {
            self.start(item);
        }
        let (name, office) = item.value.map_or((None, None), |value| self.split_office(value));
        let Some(block) = &mut self.block else { return };
        block.span = block.span.join(item.span);
        block.anchor = Some(item.span);
        block.is_conformed = true;
        block.signer.extend(name);
        block.title.extend(office);
        self.last = Last::Anchor;
    }

    fn unsigned(&mut self, item: &Item) {
        if self.last != Last::Entity {
            self.start(item);
        }
        self.anchor(item);
    }

    fn anchor(&mut self, item: &Item) {
        if let Some(block) = &mut self.block {
            block.span = block.span.join(item.span);
            block.anchor = Some(item.span);
        }
        self.last = Last::Anchor;
    }

    /// `By:` and a name: the next link of a chain of partners, or a name typed where a signature is to come.
    fn by_entity(&mut self, item: &Item) {
        let Some(value) = item.value else { return };
        if self.last != Last::Entity {
            self.start(item);
        }
        let is_link =
            self.is(Rule::entity, value) || self.text(value).contains(", its") || self.text(value).contains(", as");
        let Some(block) = &mut self.block else { return };
        block.span = block.span.join(item.span);
        if is_link {
            self.last = Last::Entity;
        } else {
            block.anchor = Some(item.span);
            self.set_name(value);
        }
    }

    /// A line to sign on without `By:`, or the line under a signature.
    fn blank(&mut self, item: &Item, next: Option<&Item>) {
        let is_under = self.block.is_some() && !item.is_apart || matches!(self.last, Last::Anchor | Last::Entity);
        if is_under {
            self.absorb(item);
            return;
        }
        if next.is_some_and(|next| !next.is_apart && self.names_signatory(next)) {
            self.start(item);
            self.anchor(item);
        }
    }

    /// Whether what stands under a blank tells who is to sign there.
    fn names_signatory(&self, item: &Item) -> bool {
        let text = self.text(item.span);
        let is_person = is_person(text) && !self.is(Rule::entity, item.span);
        let says_so = is_person || self.is(Rule::office, item.span) || self.is(Rule::signature_note, item.span);
        matches!(item.kind, CellKind::Name | CellKind::Title) || item.kind == CellKind::Text && says_so
    }

    fn name(&mut self, item: &Item) {
        if self.block.is_none() || self.last == Last::Other && !self.has_anchor() {
            self.start(item);
        }
        self.extend(item);
        match item.value.filter(|&value| !is_blank(self.text(value))) {
            Some(value) => self.set_name(value),
            None => self.last = Last::Name,
        }
    }

    /// Sets the name, and the title where it follows after a comma.
    fn set_name(&mut self, value: Span) {
        let (name, office) = self.split_office(value);
        let is_mark = name.is_some_and(|name| self.text(name).starts_with("/s/"));
        let Some(block) = &mut self.block else { return };
        if is_mark {
            block.signer.extend(name.map(|name| Span::new(name.start() + 3, name.end())));
            block.is_conformed = true;
            block.anchor.get_or_insert(value);
        } else if block.name.is_empty() {
            block.name.extend(name);
        }
        let has_office = office.is_some();
        if block.title.is_empty() {
            block.title.extend(office);
        }
        self.last = if has_office { Last::Title } else { Last::Name };
    }

    /// Splits `Amy L. Carter, President` into name and title.
    fn split_office(&self, value: Span) -> (Option<Span>, Option<Span>) {
        let text = self.text(value);
        for (comma, _) in text.match_indices(',') {
            let office = text[comma + 1..].trim_start();
            let office = office.strip_prefix("its ").or_else(|| office.strip_prefix("Its ")).unwrap_or(office);
            if words::is(Rule::office, office) && !words::is(Rule::office, &text[..comma]) {
                return (
                    Some(Span::new(value.start(), value.start() + comma)),
                    Some(Span::new(value.end() - office.len(), value.end())),
                );
            }
        }
        self.split_after_dash(value).unwrap_or_else(|| self.split_after_signer(value))
    }

    /// Splits `Amy L. Carter - Treasurer`.
    fn split_after_dash(&self, value: Span) -> Option<(Option<Span>, Option<Span>)> {
        let text = self.text(value);
        let (name, office) = text.split_once(" - ").or_else(|| text.split_once(" – "))?;
        let is_office = words::is(Rule::office, office) && !words::is(Rule::office, name);
        is_office.then(|| {
            (
                Some(Span::new(value.start(), value.start() + name.len())),
                Some(Span::new(value.end() - office.len(), value.end())),
            )
        })
    }

    /// What follows the signer's own name after a comma is an office, whatever its words; suffixes of a name are not.
    fn split_after_signer(&self, value: Span) -> (Option<Span>, Option<Span>) {
        const SUFFIXES: [&str; 8] = ["Jr", "Sr", "II", "III", "IV", "Esq", "M.D", "Ph.D"];
        let text = self.text(value);
        let signer = self.block.as_ref().and_then(|block| block.signer.first()).map_or("", |&signer| self.text(signer));
        match text.split_once(", ") {
            Some((name, office))
                if name.eq_ignore_ascii_case(signer) && !SUFFIXES.iter().any(|suffix| office.starts_with(suffix)) =>
            {
                (
                    Some(Span::new(value.start(), value.start() + name.len())),
                    Some(Span::new(value.end() - office.len(), value.end())),
                )
            }
            _ => (Some(value), None),
        }
    }

    fn title(&mut self, item: &Item) {
        if self.block.is_none() {
            self.start(item);
        }
        self.extend(item);
        if self.last == Last::Entity && !self.has_anchor() {
            // What a link of a chain is: `By: Harbor GP, LLC`, `Its: General Partner`.
            return;
        }
        let value = item.value.filter(|&value| !is_blank(self.text(value)));
        if let Some(block) = &mut self.block
            && block.title.is_empty()
        {
            block.title.extend(value);
        }
        self.last = Last::Title;
    }

    fn dated(&mut self, item: &Item) {
        if self.has_anchor() {
            self.extend(item);
            if let Some(block) = &mut self.block {
                block.date.extend(item.value);
            }
        } else {
            self.finish();
            self.pending.clear();
            self.beside = Some(*item);
        }
    }

    fn attest(&mut self) {
        self.finish();
        self.pending.clear();
    }

    /// An attestation is given for the party that signed before it.
    fn attest_signed(&mut self, item: &Item) {
        self.attest();
        let party = self.blocks.last().map(|block| block.party.clone()).unwrap_or_default();
        self.signed(item);
        if let Some(block) = &mut self.block {
            block.party = party;
        }
    }

    fn extend(&mut self, item: &Item) {
        if let Some(block) = &mut self.block {
            block.span = block.span.join(item.span);
        }
    }

    /// Takes a line that says nothing, such as the rule under a signature.
    fn absorb(&mut self, item: &Item) {
        if !item.is_apart {
            self.extend(item);
        }
    }

    /// A line without a label: a name, a title, the rest of either, or the next party.
    fn line(&mut self, item: &Item, next: Option<&Item>) {
        if self.is(Rule::signature_note, item.span) {
            self.absorb(item);
        } else if self.block.is_some() && self.continues_block(item, next) {
            self.extend(item);
        } else {
            if self.has_anchor() || self.last == Last::Other {
                self.finish();
            }
            self.pending.push(*item);
        }
    }

    /// Tries to read a line as part of the open block.
    fn continues_block(&mut self, item: &Item, next: Option<&Item>) -> bool {
        let span = item.span;
        let Some(block) = &self.block else { return false };
        let is_office = self.is(Rule::office, span);
        let is_entity = self.is(Rule::entity, span) && !is_office;
        let leads_on = !self.repeats_signer(block, span)
            && next.is_some_and(|next| {
                !next.is_apart
                    && matches!(next.kind, CellKind::By | CellKind::ByBlank | CellKind::ByEntity | CellKind::Signed)
            });
        if block.anchor.is_none() {
            return self.last == Last::Entity && !item.is_apart;
        }
        if block.is_conformed && block.signer.is_empty() {
            return self.push(Last::Anchor, span);
        }
        if block.name.is_empty() && self.is_name_line(block, item, is_entity, is_office) && !leads_on {
            self.set_name(span);
            return true;
        }
        if self.continues_title(block, item, is_office, is_entity, leads_on) {
            return self.push(Last::Title, span);
        }
        false
    }

    /// Whether a line is the signer's name, word for word.
    fn repeats_signer(&self, block: &Block, line: Span) -> bool {
        matches!(block.signer[..], [signer] if self.text(signer).eq_ignore_ascii_case(self.text(line)))
    }

    /// Whether a line is the printed name under a signature.
    fn is_name_line(&self, block: &Block, item: &Item, is_entity: bool, is_office: bool) -> bool {
        let text = self.text(item.span);
        let signer: String = block.signer.iter().map(|&span| self.text(span)).collect::<Vec<_>>().join(" ");
        let matches_signer = !signer.is_empty() && shares_name(&signer, text);
        let before_dash = self.split_after_dash(item.span).and_then(|(name, _)| name);
        let has_name = before_dash.is_some() || text.contains(',');
        let is_person =
            is_person(before_dash.map_or(text, |name| self.text(name))) && !is_entity && (!is_office || has_name);
        matches_signer && !is_entity && (self.last != Last::Title || is_person && !is_office)
            || is_person && !item.is_apart && self.last == Last::Anchor
    }

    fn continues_title(&self, block: &Block, item: &Item, is_office: bool, is_entity: bool, leads_on: bool) -> bool {
        let goes_on = self.last == Last::Title && !block.title.is_empty();
        let after_name = matches!(self.last, Last::Name | Last::Anchor) && block.title.is_empty();
        let is_beside = self.before.is_some_and(|before| before == item.line) && self.last == Last::Name;
        if is_beside && is_office && !leads_on {
            return true;
        }
        let starts_small = self.text(item.span).starts_with(|c: char| c.is_lowercase() || c == '&');
        if after_name && is_office && !leads_on {
            return !item.is_apart || !self.is(Rule::entity, item.span) && !block.name.is_empty();
        }
        goes_on && !item.is_apart && !leads_on && (starts_small || is_office && !is_entity || self.ends_open(block))
            || after_name
                && !item.is_apart
                && !is_entity
                && !leads_on
                && !block.name.is_empty()
                && !self.text(item.span).ends_with(':')
    }

    /// Whether the title so far cannot be all of it: `Senior Vice`, `Secretary and`.
    fn ends_open(&self, block: &Block) -> bool {
        let last = block.title.last().map_or("", |&span| self.text(span)).to_ascii_lowercase();
        ["vice", "and", "&", ",", "chief", "of", "senior", "executive", "assistant", "general"]
            .iter()
            .any(|end| last.ends_with(end))
    }

    fn push(&mut self, to: Last, span: Span) -> bool {
        let Some(block) = &mut self.block else { return false };
        match to {
            Last::Title => block.title.push(span),
            _ => block.signer.push(span),
        }
        self.last = to;
        true
    }
}

/// Whether a block is one: something to sign on, or at least a name or title with a label.
fn is_signature(block: &Block) -> bool {
    block.anchor.is_some()
        && (block.is_conformed || !block.party.is_empty() || !block.name.is_empty() || !block.title.is_empty())
        || !block.name.is_empty() && !block.title.is_empty()
}

/// Whether a word ends an address. `10017` `10017-2023`
fn is_zip_code(word: &str) -> bool {
    let (code, rest) = word.split_once('-').unwrap_or((word, "0000"));
    code.len() == 5 && rest.len() == 4 && code.bytes().chain(rest.bytes()).all(|byte| byte.is_ascii_digit())
}

fn is_blank(text: &str) -> bool {
    text.chars().all(|character| matches!(character, '_' | ' ' | '-' | '.' | '[' | ']' | '●'))
}

/// Whether two spellings of a name have a word of three letters or more in common.
fn shares_name(signer: &str, text: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        text.split_whitespace().map(bare).filter(|word| word.chars().count() > 2).collect()
    };
    let signer = words(signer);
    let text_words = words(text);
    text_words.len() <= 8 && text_words.iter().any(|word| signer.contains(word))
}

/// Whether a line can be a person's name: two to five words, each with a capital.
fn is_person(text: &str) -> bool {
    let name = text.split(',').next().unwrap_or(text).trim_matches(['(', ')']);
    let words: Vec<&str> = name.split_whitespace().collect();
    (2..=5).contains(&words.len())
        && words.iter().all(|word| {
            word.starts_with(|c: char| c.is_uppercase() || c == '(' || c == '"')
                || matches!(*word, "de" | "van" | "von" | "der" | "la" | "du")
        })
        && !name.contains(|c: char| c.is_ascii_digit() || c == ':' || c == '_')
}
