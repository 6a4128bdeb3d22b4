//! From claimed tokens to the tree, in one pass over the document.

mod clause;
mod contents;
mod prose;
mod section;
mod title;

use std::ops::Range;

use super::head::{self, Head};
use super::plan::{Part, Plan, Section};
use super::run::Run;
use super::token::{CellKind, Opening, TokenKind};
use super::{envelope, inline};
use crate::source::Span;
use crate::submission::Document;
use crate::tree::{AttributeName, Kind, NodeId, TreeBuilder, Value};

use clause::ClauseStack;
use prose::Dates;

/// Writes the tree of a document whose tokens were claimed.
pub(super) fn assemble(document: &Document, plan: &Plan<'_>, head: &Head) -> TreeBuilder {
    let mut assembler = Assembler::new(document, plan, head);
    assembler.document();
    assembler.flags();
    assembler.builder
}

struct Assembler<'p, 'a> {
    plan: &'p Plan<'a>,
    head: &'p Head,
    builder: TreeBuilder,
    /// The bytes of the document.
    whole: Span,
    clauses: ClauseStack,
    /// The tables of contents, whose entries are no clauses.
    contents: Vec<Range<usize>>,
    dates: Dates,
    /// Tokens before this index are written.
    at: usize,
    is_executed: bool,
    has_blanks: bool,
    is_redacted: bool,
    has_preamble: bool,
    /// What follows a title on its last line, where the title runs on into the preamble: `dated as of`.
    title_rest: Option<Span>,
}

impl<'p, 'a> Assembler<'p, 'a> {
    fn new(document: &Document, plan: &'p Plan<'a>, head: &'p Head) -> Self {
        let mut builder = envelope::open(document);
        let start = Span::new(document.span.start(), document.span.start());
        let root = builder.base();
        builder.attribute(root, AttributeName::Path, start, Value::Text(document.path.as_str().into()));
        let format = if document.text.is_page() { "html" } else { "text" };
        builder.attribute(root, AttributeName::Format, start, Value::Text(format.into()));
        Self {
            plan,
            head,
            builder,
            whole: document.span,
            clauses: ClauseStack::default(),
            contents: contents::find(plan),
            dates: Dates::default(),
            at: 0,
            is_executed: false,
            has_blanks: false,
            is_redacted: false,
            has_preamble: false,
            title_rest: None,
        }
    }

    fn document(&mut self) {
        let plan = self.plan;
        let mut sections = plan.sections.iter().peekable();
        while self.at < plan.len() {
            match sections.peek().filter(|section| section.tokens.start == self.at) {
                Some(section) => {
                    self.section(section);
                    sections.next();
                }
                None => self.token(),
            }
        }
    }

    fn section(&mut self, section: &Section) {
        self.close_clauses();
        section::write(self, section);
        self.at = section.tokens.end;
    }

    fn token(&mut self) {
        let index = self.at;
        self.at += 1;
        match self.plan.parts[index] {
            Part::PageBreak | Part::Folio | Part::RunningHead => self.furniture(index),
            Part::ExhibitLabel => self.exhibit_label(index),
            Part::Title => self.title(index),
            Part::Heading => self.schedule(index),
            _ => self.free(index),
        }
    }

    fn free(&mut self, index: usize) {
        match self.plan.kind(index) {
            TokenKind::Prose(opening) => self.prose(index, opening),
            TokenKind::Rule { .. }
            | TokenKind::Tag
            | TokenKind::TableOpen
            | TokenKind::TableClose
            | TokenKind::ColumnTag => self.decoration(index),
            TokenKind::Cells { .. } if self.is_table(index) => self.table(index),
            _ => self.lines(index),
        }
    }

    /// Writes a page break, a folio or a running head into whatever is open.
    fn furniture(&mut self, index: usize) {
        let span = self.plan.span(index);
        match self.plan.kind(index) {
            TokenKind::Folio { number, .. } if self.plan.parts[index] == Part::Folio => {
                let break_at = self.plan.slice(span).find('<').map_or(span.end(), |at| span.start() + at);
                let id = self.builder.leaf(Kind::Folio, Span::new(span.start(), break_at));
                self.builder.attribute(id, AttributeName::Number, number, Value::Verbatim);
                if break_at < span.end() {
                    self.builder.leaf(Kind::PageBreak, Span::new(break_at, span.end()));
                }
            }
            TokenKind::Page => {
                self.builder.leaf(Kind::PageBreak, span);
            }
            _ => self.running_head(span),
        }
    }

    /// A running head is a paragraph, where a paragraph may stand; inside other text it belongs to the lines around it.
    fn running_head(&mut self, span: Span) {
        if Kind::Paragraph.parents().contains(&self.builder.kind(self.builder.current())) {
            let id = self.builder.leaf(Kind::Paragraph, span);
            self.builder.folded(id, AttributeName::Text, span);
        }
    }

    /// A rule or a tag belongs to the block above it.
    fn decoration(&mut self, index: usize) {
        let span = self.plan.span(index);
        if self.plan.opens(index) || !self.builder.extend_last(span.end()) {
            let id = self.builder.leaf(Kind::Paragraph, span);
            self.builder.folded(id, AttributeName::Text, span);
        }
    }

    fn exhibit_label(&mut self, index: usize) {
        let span = self.plan.span(index);
        let id = self.builder.leaf(Kind::ExhibitLabel, span);
        self.builder.folded(id, AttributeName::Text, span);
        if let Some((_, label)) = self.head.label {
            self.builder.folded(id, AttributeName::Label, label);
        }
    }

    fn schedule(&mut self, index: usize) {
        self.builder.close_to(&[]);
        self.clauses.clear();
        let TokenKind::Heading { kind_word, label, .. } = self.plan.kind(index) else {
            return;
        };
        let heading = self.plan.span(index);
        let id = self.builder.open(Kind::Schedule, heading);
        let word = inline::singular(self.plan.slice(kind_word)).unwrap_or("Schedule");
        self.builder.attribute(id, AttributeName::KindWord, kind_word, Value::Text(word.into()));
        self.builder.folded(id, AttributeName::Label, label);
        self.schedule_title(id);
    }

    fn schedule_title(&mut self, id: NodeId) {
        let mut run = Run::default();
        while self.at < self.plan.len() && self.plan.parts[self.at] == Part::ScheduleTitle {
            run.push(self.plan.text, self.plan.span(self.at));
            self.at += 1;
        }
        if run.is_empty() {
            return;
        }
        self.builder.attribute(id, AttributeName::Caption, run.span(), Value::Text(run.text().into()));
        if let Some((span, date)) = prose::as_of_day(&run) {
            self.builder.attribute(id, AttributeName::AsOf, span, Value::Date(date));
        }
        let caption = self.builder.leaf(Kind::Caption, run.span());
        self.value(caption, AttributeName::Text, run);
    }

    /// Gives a node the text of a run.
    fn value(&mut self, id: NodeId, name: AttributeName, run: Run) {
        let span = run.span();
        let value = if run.is_verbatim() { Value::Verbatim } else { Value::Text(run.into_text().into()) };
        self.builder.attribute(id, name, span, value);
    }

    fn prose(&mut self, index: usize, opening: Opening) {
        let kind = self.prose_kind(index, opening);
        if let (Kind::Clause, Opening::Clause { number, form }) = (kind, opening) {
            self.open_clause(index, number, form);
        } else if matches!(opening, Opening::Whereas | Opening::Witness | Opening::Therefore) || self.is_outside(index)
        {
            self.close_clauses();
        }
        prose::write(self, index, kind, opening);
    }

    fn prose_kind(&mut self, index: usize, opening: Opening) -> Kind {
        match opening {
            _ if self.title_rest.is_some() => self.preamble(),
            Opening::Whereas => Kind::Recital,
            Opening::Clause { .. } if self.is_listed(index) => Kind::Paragraph,
            Opening::Clause { .. } => Kind::Clause,
            Opening::None
                if !self.has_preamble && self.clauses.indent().is_none() && head::is_preamble(self.plan, index) =>
            {
                self.preamble()
            }
            _ => Kind::Paragraph,
        }
    }

    /// Whether a line that looks like a clause is an entry of a table of contents.
    fn is_listed(&self, index: usize) -> bool {
        self.contents.iter().any(|entries| entries.contains(&index))
            || contents::has_leader(self.plan.token_text(index))
    }

    fn preamble(&mut self) -> Kind {
        self.has_preamble = true;
        Kind::Preamble
    }

    fn close_clauses(&mut self) {
        self.builder.close_to(&[Kind::Schedule]);
        self.clauses.clear();
    }

    /// Whether a line stands further left than the clause that is open, and so outside of it.
    fn is_outside(&self, index: usize) -> bool {
        self.clauses.indent().is_some_and(|indent| self.plan.line(index).indent + 1 < indent)
    }

    /// Writes lines that are no wrapped text: an address, a heading, a date.
    fn lines(&mut self, index: usize) {
        if self.is_outside(index) {
            self.close_clauses();
        }
        let kind = match self.title_rest {
            Some(_) => self.preamble(),
            None if self.is_heading(index) => Kind::Heading,
            None => Kind::Paragraph,
        };
        prose::write(self, index, kind, Opening::None);
    }

    fn is_heading(&self, index: usize) -> bool {
        let in_schedule = matches!(self.builder.kind(self.builder.current()), Kind::Schedule);
        let is_apart = self.plan.opens(index) && self.plan.closes(index);
        let is_set_apart = is_apart && matches!(self.plan.token(index).mark, b'C' | b'c' | b'L' | b'I');
        let is_title = self.plan.sole_text(index).is_some() && !self.plan.token_text(index).ends_with('.');
        in_schedule && is_set_apart && is_title
    }

    fn is_table(&self, index: usize) -> bool {
        let is_row = |at: usize| at < self.plan.len() && self.plan.is_free(at) && self.plan.cells(at).len() > 1;
        let is_labelled = self.plan.cells(index).iter().any(|cell| cell.kind != CellKind::Text);
        is_row(index) && !is_labelled && is_row(index + 1) && !self.plan.opens(index + 1)
    }

    fn table(&mut self, index: usize) {
        let is_row =
            |at: usize| self.plan.is_free(at) && self.plan.cells(at).len() > 1 && (at == index || !self.plan.opens(at));
        let end = (index..self.plan.len()).find(|&at| !is_row(at)).unwrap_or(self.plan.len());
        let span = self.plan.span(index).join(self.plan.span(end - 1));
        let table = self.builder.open(Kind::Table, span);
        self.builder.folded(table, AttributeName::Text, span);
        for at in index..end {
            self.row(at);
        }
        self.builder.close();
        self.at = end;
    }

    fn row(&mut self, index: usize) {
        let span = self.plan.span(index);
        let row = self.builder.open(Kind::Row, span);
        self.builder.folded(row, AttributeName::Text, span);
        for (column, cell) in self.plan.cells(index).iter().enumerate() {
            let id = self.builder.open(Kind::Cell, cell.span);
            self.builder.folded(id, AttributeName::Text, cell.span);
            self.builder.attribute(id, AttributeName::Column, cell.span, Value::Number((column + 1) as f64));
            prose::write_mentions(self, cell.span);
            self.builder.close();
        }
        self.builder.close();
    }

    /// The facets of the whole document.
    fn flags(&mut self) {
        let says_form = self.says_form_of();
        let root = self.builder.base();
        let text = self.plan.slice(self.whole).as_bytes();
        let holds = |mask: &str| memchr::memmem::find(text, mask.as_bytes()).is_some();
        let masked = holds("▇▇") || holds("Xxxx Xxxx");
        let whole = Span::new(self.whole.start(), self.whole.start());
        let flags = [
            (AttributeName::Executed, self.is_executed.then_some(whole)),
            (AttributeName::FormOf, says_form.or((!self.is_executed && self.has_blanks).then_some(whole))),
            (AttributeName::Redacted, self.is_redacted.then_some(whole)),
            (AttributeName::Masked, masked.then_some(whole)),
        ];
        for (name, span) in flags {
            if let Some(span) = span {
                self.builder.attribute(root, name, span, Value::Flag);
            }
        }
    }

    /// Where the head says that this is the form of an instrument.
    fn says_form_of(&self) -> Option<Span> {
        let end = self.head.title.last().map_or(12, |last| last + 1).min(self.plan.len());
        let says = |&index: &usize| self.plan.token_text(index).to_ascii_lowercase().starts_with("form of");
        (0..end).find(says).map(|index| self.plan.span(index))
    }
}
