//! A scanner written by hand for the one form of [`super::exhibit`]: what the grammar's generality is measured against.
//!
//! It reads blocks of lines and builds the same nodes with the same attributes. It knows this form and no other.

mod inline;
mod joined;

use std::sync::Arc;

use tickmark::source::Span;
use tickmark::submission::Document;
use tickmark::tree::{AttributeName, DocumentTree, Kind, NodeId, TreeBuilder, Value};

use joined::Joined;

/// Columns from which on a block is a signature.
const SIGNATURE: usize = 40;

/// A line that is not blank, without the blanks around it.
#[derive(Clone, Copy)]
struct Line<'t> {
    text: &'t str,
    start: usize,
    indent: usize,
}

impl Line<'_> {
    fn span(self) -> Span {
        Span::new(self.start, self.start + self.text.len())
    }

    fn part(self, from: usize) -> Span {
        Span::new(self.start + from, self.start + self.text.len())
    }
}

/// Reads the text line by line, in blocks that blank lines part. A page break and a folio are blocks of their own.
struct Blocks<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Blocks<'t> {
    /// The line at `self.at` and where the next one starts; `None` at the end. A blank line is empty.
    fn peek(&self) -> Option<(Line<'t>, usize)> {
        let rest = &self.text[self.at..];
        if rest.is_empty() {
            return None;
        }
        let length = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let unindented = rest[..length].trim_start();
        let indent = length - unindented.len();
        let line = Line { text: unindented.trim_end(), start: self.at + indent, indent };
        Some((line, (self.at + length + 1).min(self.text.len())))
    }

    /// Puts the lines of the next block into `block`; false at the end.
    fn next(&mut self, block: &mut Vec<Line<'t>>) -> bool {
        block.clear();
        while let Some((line, next)) = self.peek() {
            let is_alone = is_page(line) || is_folio(line);
            if block.is_empty() && line.text.is_empty() {
                self.at = next;
                continue;
            }
            if line.text.is_empty() || is_alone && !block.is_empty() {
                break;
            }
            block.push(line);
            self.at = next;
            if is_alone {
                break;
            }
        }
        !block.is_empty()
    }
}

fn is_page(line: Line<'_>) -> bool {
    line.text.eq_ignore_ascii_case("<PAGE>")
}

fn is_folio(line: Line<'_>) -> bool {
    line.indent >= 20 && !line.text.is_empty() && line.text.bytes().all(|byte| byte.is_ascii_digit())
}

struct Scanner {
    builder: TreeBuilder,
    has_label: bool,
    has_caption: bool,
    has_preamble: bool,
    is_executed: bool,
    in_list: bool,
    /// Folios and page breaks inside a list: they belong to its last registrant unless the list ends there.
    held: Vec<(Kind, Span)>,
}

/// Builds the tree of an exhibit of the one form.
pub(crate) fn scan(document: &Document) -> DocumentTree {
    let mut builder = TreeBuilder::new(Arc::clone(&document.text), Kind::Document, document.span);
    let start = Span::new(0, 0);
    builder.attribute(NodeId::ROOT, AttributeName::Path, start, Value::Text(document.path.as_str().into()));
    builder.attribute(NodeId::ROOT, AttributeName::Format, start, Value::Text("text".into()));
    let mut scanner = Scanner {
        builder,
        has_label: false,
        has_caption: false,
        has_preamble: false,
        is_executed: false,
        in_list: false,
        held: Vec::new(),
    };
    let mut blocks = Blocks { text: document.text.as_str(), at: 0 };
    let mut block = Vec::new();
    while blocks.next(&mut block) {
        scanner.block(&mut blocks, &mut block);
    }
    scanner.end_list();
    if scanner.is_executed {
        scanner.builder.attribute(NodeId::ROOT, AttributeName::Executed, start, Value::Flag);
    }
    scanner.builder.finish()
}

impl Scanner {
    fn block<'t>(&mut self, blocks: &mut Blocks<'t>, block: &mut Vec<Line<'t>>) {
        let first = block[0];
        if is_page(first) {
            self.furniture(Kind::PageBreak, first.span());
        } else if is_folio(first) {
            self.furniture(Kind::Folio, first.span());
        } else if let Some(label) = first.text.strip_prefix("EXHIBIT ") {
            self.exhibit(first, label);
        } else if let Some(label) = first.text.strip_prefix("SCHEDULE ") {
            self.schedule(block, label);
        } else if self.in_list {
            self.list(block);
        } else if first.text.starts_with("AMENDMENT NO. ") {
            self.title(blocks, block);
        } else if first.indent >= SIGNATURE {
            self.signature(blocks, block);
        } else {
            self.paragraph(block);
        }
    }

    fn furniture(&mut self, kind: Kind, span: Span) {
        self.held.push((kind, span));
        if !self.in_list {
            self.place_held();
        }
    }

    fn end_list(&mut self) {
        self.builder.close_to(&[Kind::Schedule]);
        self.place_held();
    }

    fn place_held(&mut self) {
        for (kind, span) in self.held.drain(..) {
            let id = self.builder.leaf(kind, span);
            if kind == Kind::Folio {
                self.builder.attribute(id, AttributeName::Number, span, Value::Verbatim);
            }
        }
    }

    /// The first label is the document's own; others head what is attached.
    fn exhibit(&mut self, line: Line<'_>, label: &str) {
        let label = line.part(line.text.len() - label.len());
        if self.has_label {
            self.in_list = false;
            self.attachment(line, "Exhibit", label);
            return;
        }
        self.has_label = true;
        let id = self.builder.leaf(Kind::ExhibitLabel, line.span());
        self.builder.attribute(id, AttributeName::Text, line.span(), Value::Verbatim);
        self.builder.attribute(id, AttributeName::Label, label, Value::Verbatim);
    }

    fn attachment(&mut self, line: Line<'_>, word: &str, label: Span) -> NodeId {
        self.end_list();
        self.builder.close_to(&[]);
        let id = self.builder.open(Kind::Schedule, line.span());
        let place = Span::new(line.start, line.start + word.len());
        self.builder.attribute(id, AttributeName::KindWord, place, Value::Text(word.into()));
        self.builder.attribute(id, AttributeName::Label, label, Value::Verbatim);
        id
    }

    fn schedule(&mut self, block: &[Line<'_>], label: &str) {
        let heading = block[0];
        let id = self.attachment(heading, "Schedule", heading.part(heading.text.len() - label.len()));
        self.in_list = true;
        if block.len() > 1 {
            let title = Joined::new(&block[1..]);
            self.builder.attribute(id, AttributeName::Caption, title.span(), Value::Text(title.text().into()));
            let caption = self.builder.leaf(Kind::Caption, title.span());
            self.builder.attribute(caption, AttributeName::Text, title.span(), title.into_value());
        }
    }

    fn list(&mut self, block: &[Line<'_>]) {
        for &line in block {
            self.place_held();
            if matches!(line.text, "PORTFOLIOS" | "PORTFOLIO") {
                let id = self.builder.leaf(Kind::Heading, line.span());
                self.builder.attribute(id, AttributeName::Text, line.span(), Value::Verbatim);
            } else if line.text.bytes().any(|byte| byte.is_ascii_lowercase()) {
                let id = self.builder.leaf(Kind::Portfolio, line.span());
                self.builder.folded(id, AttributeName::Name, line.span());
            } else {
                self.builder.close_to(&[Kind::Schedule]);
                let id = self.builder.open(Kind::Registrant, line.span());
                self.builder.folded(id, AttributeName::Name, line.span());
            }
        }
    }

    /// `AMENDMENT NO. 6`, `TO` and the instrument's name, each a block. Only the document's own is its caption.
    fn title<'t>(&mut self, blocks: &mut Blocks<'t>, block: &mut Vec<Line<'t>>) {
        let mut lines = vec![block[0]];
        if self.has_caption {
            self.heading(block[0]);
        }
        while blocks.next(block) {
            if block.len() > 1 {
                break;
            }
            if self.has_caption {
                self.heading(block[0]);
            }
            lines.push(block[0]);
        }
        if self.has_caption {
            self.paragraph(block);
            return;
        }
        self.has_caption = true;
        lines.extend_from_slice(block);
        self.caption(&lines);
    }

    fn heading(&mut self, line: Line<'_>) {
        let id = self.builder.leaf(Kind::Heading, line.span());
        self.builder.attribute(id, AttributeName::Text, line.span(), Value::Verbatim);
    }

    fn caption(&mut self, lines: &[Line<'_>]) {
        let title = Joined::new(lines);
        let text = title.text();
        let id = self.builder.leaf(Kind::Caption, title.span());
        let number = lines[0].text.rsplit(' ').next().unwrap_or_default();
        if let Ok(number) = number.parse::<f64>() {
            self.builder.attribute(id, AttributeName::Amendment, lines[0].span(), Value::Number(number));
        }
        const AMENDED: &str = "AMENDED AND ";
        const RESTATED: &str = "AMENDED AND RESTATED";
        if let Some(at) = text.find(RESTATED) {
            let place = title.source(at + AMENDED.len(), at + RESTATED.len());
            self.builder.attribute(id, AttributeName::Restated, place, Value::Flag);
        }
        let bracket = text.find('(').unwrap_or(text.len());
        if let Some(at) = text.find(" TO ") {
            let name = text[at + 4..bracket].trim_end();
            let place = title.source(at + 4, at + 4 + name.len());
            self.builder.attribute(id, AttributeName::Instrument, place, Value::Text(name.into()));
        }
        if let Some(class) = text.get(bracket + 1..).and_then(|rest| rest.strip_suffix(')')) {
            let place = title.source(bracket, bracket + class.len() + 2);
            self.builder.attribute(id, AttributeName::Class, place, Value::Text(class.into()));
        }
        self.builder.attribute(id, AttributeName::Text, title.span(), title.into_value());
    }

    /// The party is a block of its own; the next one begins with `By:`.
    fn signature<'t>(&mut self, blocks: &mut Blocks<'t>, block: &mut Vec<Line<'t>>) {
        let party = Joined::new(block);
        if !blocks.next(block) {
            return;
        }
        let id = self.builder.open(Kind::Signature, party.span());
        self.builder.attribute(id, AttributeName::Party, party.span(), Value::Text(party.text().into()));
        for &line in block.iter() {
            self.builder.extend(id, line.span().end());
            self.signature_line(id, line);
        }
        inline::write_references(&mut self.builder, &party);
        self.builder.close();
    }

    fn signature_line(&mut self, id: NodeId, line: Line<'_>) {
        const FIELDS: [(&str, AttributeName); 3] =
            [("By: /s/ ", AttributeName::Signer), ("Name: ", AttributeName::Name), ("Title: ", AttributeName::Title)];
        for (word, name) in FIELDS {
            if let Some(value) = line.text.strip_prefix(word) {
                let place = line.part(word.len());
                self.builder.attribute(id, name, place, Value::Text(value.into()));
            }
        }
        if line.text.starts_with("By: /s/ ") {
            self.is_executed = true;
            self.builder.attribute(id, AttributeName::Conformed, line.span(), Value::Flag);
            let column = Value::Number((line.indent + 1) as f64);
            self.builder.attribute(id, AttributeName::Column, line.span(), column);
        }
    }

    fn paragraph(&mut self, block: &[Line<'_>]) {
        let joined = Joined::new(block);
        let first = block[0].text;
        let digits = first.bytes().take_while(u8::is_ascii_digit).count();
        let kind = if digits > 0 && first[digits..].starts_with('.') {
            Kind::Clause
        } else if !self.has_preamble && joined.text().contains("by and between") {
            self.has_preamble = true;
            Kind::Preamble
        } else {
            Kind::Paragraph
        };
        let id = self.builder.open(kind, joined.span());
        if kind == Kind::Clause {
            let number = Span::new(block[0].start, block[0].start + digits);
            self.builder.attribute(id, AttributeName::Number, number, Value::Verbatim);
            self.builder.attribute(id, AttributeName::Level, number, Value::Number(1.0));
        }
        let role = match kind {
            Kind::Preamble => "base",
            _ if first.starts_with("Dated:") => "execution",
            _ => "mention",
        };
        inline::write(&mut self.builder, &joined, kind == Kind::Preamble, role);
        self.builder.attribute(id, AttributeName::Text, joined.span(), joined.into_value());
        self.builder.close();
    }
}
