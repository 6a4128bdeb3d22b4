//! Tells what each line is by its words.

use pest::Parser;

use super::parts::Parts;
use super::{Cell, CellKind, Opening, Token, TokenKind, Tokens};
use crate::grammar::pest_rules::{ExhibitParser, Rule};
use crate::grammar::words::{self, Pieces};
use crate::layout::{FORM_FEED, Layout, Line};
use crate::source::Span;

impl Tokens {
    /// Reads the lines of a text. Linear; never refuses.
    pub(in crate::grammar) fn read(text: &str, layout: &Layout) -> Self {
        let count = layout.lines().len();
        let tokens = Self { tokens: Vec::with_capacity(count), cells: Vec::with_capacity(count) };
        let mut reader = Reader { text, layout, tokens, asked: String::new(), blocks: Vec::new() };
        let mut line = 0;
        while line < count {
            let next_line = next_line(layout, line);
            reader.line(line, next_line);
            line = next_line;
        }
        reader.parse();
        reader.tokens
    }
}

/// The line after those that continue a line.
fn next_line(layout: &Layout, line: usize) -> usize {
    let continues = |line: &Line| line.mark.eq_ignore_ascii_case(&b'w');
    line + 1 + layout.lines()[line + 1..].iter().take_while(|next| continues(next)).count()
}

struct Reader<'t> {
    text: &'t str,
    layout: &'t Layout,
    tokens: Tokens,
    /// The lines of which the parts are needed, each after the letter of its rule.
    asked: String,
    /// What these lines are, in order.
    blocks: Vec<Block>,
}

struct Block {
    token: usize,
    line: usize,
    /// Where its text stands in `asked`, after the letter.
    start: usize,
}

/// How a line is read.
enum Reading {
    /// Its words are all that it tells.
    Whole(TokenKind),
    /// The grammar tells its parts by the rule that this letter stands for.
    Parts(char),
}

impl Reader<'_> {
    fn line(&mut self, line: usize, next_line: usize) {
        let mark = self.layout.lines()[line].mark;
        let text = self.layout.text(line, self.text);
        let reading = match mark {
            FORM_FEED => Reading::Whole(TokenKind::Page),
            _ if next_line == line + 1 => self.reading(line, &text).unwrap_or_else(|| self.cells_of(line)),
            // A line that wraps is running text, however it begins.
            _ if words::is(Rule::opening, &text) => Reading::Parts('o'),
            _ => Reading::Whole(TokenKind::Prose(Opening::None)),
        };
        let kind = match reading {
            Reading::Whole(kind) => kind,
            Reading::Parts(letter) => {
                self.ask(letter, line, &text);
                // Until its parts are read.
                TokenKind::Prose(Opening::None)
            }
        };
        self.tokens.tokens.push(Token { kind, line, next_line, mark });
    }

    /// Puts a line, which the next token is, to those of which the parts are needed.
    fn ask(&mut self, letter: char, line: usize, text: &str) {
        self.asked.push(letter);
        self.blocks.push(Block { token: self.tokens.tokens.len(), line, start: self.asked.len() });
        self.asked.push_str(text);
        self.asked.push('\n');
    }

    /// How a line is read, if it is no line of cells.
    fn reading(&self, line: usize, text: &str) -> Option<Reading> {
        const TAGS: [(Rule, TokenKind); 5] = [
            (Rule::page_tag, TokenKind::Page),
            (Rule::table_open, TokenKind::TableOpen),
            (Rule::table_close, TokenKind::TableClose),
            (Rule::column_tag, TokenKind::ColumnTag),
            (Rule::other_tag, TokenKind::Tag),
        ];
        let is = |rule| words::is(rule, text);
        let opening = || is(Rule::opening).then_some(Reading::Parts('o'));
        let folio = || self.folio(line, text).map(Reading::Whole);
        match text.as_bytes().first()? {
            b'<' => TAGS.iter().find(|(rule, _)| is(*rule)).map(|&(_, kind)| Reading::Whole(kind)),
            b'A'..=b'Z' | b'a'..=b'z' if is(Rule::schedule_heading) => Some(Reading::Parts('h')),
            b'A'..=b'Z' | b'a'..=b'z' if is(Rule::list_heading) => Some(Reading::Whole(TokenKind::ListHeading)),
            b'A'..=b'Z' | b'a'..=b'z' => opening().or_else(folio),
            _ if is(Rule::rule_line) => {
                let is_blank = text.split('\t').any(|cell| words::is(Rule::blank_to_fill, cell));
                Some(Reading::Whole(TokenKind::Rule { is_blank }))
            }
            _ => folio().or_else(opening),
        }
    }

    fn folio(&self, line: usize, text: &str) -> Option<TokenKind> {
        if !words::is(Rule::folio, text) {
            return None;
        }
        let mut pieces = Pieces::new(text, 0);
        pieces.next(Rule::folio_open);
        let start = self.layout.source(line, pieces.at);
        let number = pieces.next(Rule::folio_number)?;
        pieces.next(Rule::folio_close);
        let is_glued = pieces.next(Rule::glued_page).is_some();
        Some(TokenKind::Folio { number: Span::new(start, start + number.len()), is_glued })
    }

    /// The cells of a line where none of them is a field.
    fn cells_of(&mut self, line: usize) -> Reading {
        let Line { span, indent: column, .. } = self.layout.lines()[line];
        let first = self.tokens.cells.len();
        let is_field = |span: Span| words::is(Rule::field, &self.text[span.range()]);
        let text = |span, column| Cell { kind: CellKind::Text, span, value: Some(span), column, line };
        match self.layout.cells(line) {
            [] if is_field(span) => return Reading::Parts('c'),
            [] => self.tokens.cells.push(text(span, column)),
            cells if cells.iter().any(|cell| is_field(cell.span)) => return Reading::Parts('c'),
            cells => self.tokens.cells.extend(cells.iter().map(|cell| text(cell.span, cell.column))),
        }
        Reading::Whole(TokenKind::Cells { first: first as u32, end: self.tokens.cells.len() as u32 })
    }

    /// Parses the lines of which the parts are needed.
    fn parse(&mut self) {
        let pairs = ExhibitParser::parse(Rule::exhibit, &self.asked)
            .expect("internal error: the recognizers told the rule of every line");
        let mut pairs = pairs.filter(|pair| !matches!(pair.as_rule(), Rule::words | Rule::EOI)).peekable();
        for (at, block) in self.blocks.iter().enumerate() {
            let parts = Parts { layout: self.layout, line: block.line, start: block.start };
            let end = self.blocks.get(at + 1).map_or(usize::MAX, |next| next.start);
            let first = self.tokens.cells.len() as u32;
            let kind = &mut self.tokens.tokens[block.token].kind;
            while let Some(pair) = pairs.next_if(|pair| pair.as_span().start() < end) {
                *kind = match pair.as_rule() {
                    Rule::opening => TokenKind::Prose(parts.opening(pair)),
                    Rule::schedule_heading => parts.heading(pair),
                    _ => {
                        self.tokens.cells.extend(parts.cell(pair));
                        TokenKind::Cells { first, end: self.tokens.cells.len() as u32 }
                    }
                };
            }
        }
    }
}
