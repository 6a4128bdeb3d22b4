//! The lines of an exhibit as tokens: what pest found, with spans of the source text, and no trace of pest.

use pest::Parser;
use pest::iterators::Pair;

use super::pest_rules::{ExhibitParser, Rule, may_start, starts_with_word};
use crate::layout::{Layout, Line};
use crate::source::Span;

/// One line, or one run of wrapped lines.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: TokenKind,
    /// The first physical line, as an index into [`Layout::lines`].
    pub line: usize,
    /// The line after the last.
    pub next_line: usize,
    /// The mark that the layout gave the first line.
    pub mark: u8,
}

/// What a line is by its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// The end of a page: a form feed or `<PAGE>`.
    Page,
    TableOpen,
    TableClose,
    /// A line of `<S>`, `<C>` or `<CAPTION>`.
    ColumnTag,
    /// Any other tag.
    Tag,
    /// A line drawn across, or a blank to sign on.
    Rule {
        is_blank: bool,
    },
    /// A page number, perhaps: its neighbours decide.
    Folio {
        number: Span,
        is_glued: bool,
    },
    /// The heading of an attachment, perhaps.
    Heading {
        kind_word: Span,
        label: Span,
        tail: Span,
    },
    /// The heading of a list of portfolios.
    ListHeading,
    /// Running text on one line or several.
    Prose(Opening),
    /// Cells: indices into [`Tokens::cells`].
    Cells {
        first: u32,
        end: u32,
    },
}

/// How running text opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    None,
    Whereas,
    Witness,
    Therefore,
    Clause { number: Span, form: ClauseForm },
}

/// The form of a clause's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ClauseForm {
    /// `Article IV`
    Article,
    /// `Section 15.3`, `1.`, `A.`
    Plain,
    /// `1.1`: one level deeper for each dot.
    Dotted,
    /// `(a)`, `1)`, `a.`
    Bracket,
}

/// One cell of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub kind: CellKind,
    pub span: Span,
    /// The name, title or text that the cell carries.
    pub value: Option<Span>,
    /// The 0-based column of the page where it begins.
    pub column: usize,
    pub line: usize,
}

/// What a cell is by its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CellKind {
    /// `By:` and nothing.
    By,
    /// `By: Harbor GP, LLC,`
    ByEntity,
    /// `By: ______`
    ByBlank,
    /// `By: /s/ Name` or `/s/ Name`
    Signed,
    Name,
    Title,
    Dated,
    Attest,
    /// `Attest: /s/ Name`
    AttestSigned,
    Seal,
    Blank,
    Drawn,
    Text,
}

/// All tokens of a document, in order.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    pub tokens: Vec<Token>,
    pub cells: Vec<Cell>,
}

impl Tokens {
    /// Reads marked text. Linear; never refuses.
    pub(super) fn read(layout: &Layout) -> Self {
        let asked = Asked::of(layout);
        let pairs = ExhibitParser::parse(Rule::exhibit, &asked.text)
            .expect("internal error: the last alternative of every rule accepts any line");
        let mut reader = Reader { layout, asked: &asked, tokens: Self::default(), block: 0, line: 0 };
        reader.tokens.tokens.reserve(layout.lines().len());
        reader.tokens.cells.reserve(layout.lines().len());
        for pair in pairs.filter(|pair| pair.as_rule() != Rule::EOI) {
            reader.pair(pair);
        }
        reader.plain_until(layout.lines().len());
        reader.tokens
    }

    /// The cells of a token; none where it is no line of cells.
    pub(super) fn cells(&self, token: &Token) -> &[Cell] {
        match token.kind {
            TokenKind::Cells { first, end } => &self.cells[first as usize..end as usize],
            _ => &[],
        }
    }
}

/// The lines that the grammar is asked about: all but those whose first letters no rule begins with. Before each stands, for its
/// mark, the letter that tells what it may be; a line that wraps keeps its mark.
struct Asked {
    text: String,
    /// Each line, or each run of wrapped lines, that is asked about, and where it stands in the text.
    blocks: Vec<Block>,
}

#[derive(Clone, Copy)]
struct Block {
    start: usize,
    line: usize,
    next_line: usize,
    /// Where it stands in the marked text.
    marked: usize,
}

impl Asked {
    fn of(layout: &Layout) -> Self {
        let mut asked = Self { text: String::new(), blocks: Vec::new() };
        let mut line = 0;
        while line < layout.lines().len() {
            let next_line = next_line(layout, line);
            let marked = layout.lines()[line].marked;
            let end = layout.lines().get(next_line).map_or(layout.marked().len(), |next| next.marked);
            asked.block(layout, Block { start: asked.text.len(), line, next_line, marked }, end);
            line = next_line;
        }
        asked
    }

    fn block(&mut self, layout: &Layout, block: Block, end: usize) {
        // No rule asks for the blank lines that follow.
        let text = layout.marked()[block.marked..end].trim_end_matches('\n');
        if text.starts_with('\x0c') {
            self.text.push_str(text);
        } else if let Some(wrapping) = text.strip_prefix('p') {
            if letter(&wrapping[1..]) == 'x' {
                return;
            }
            self.text.push_str(text);
        } else {
            let letter = letter(&text[1..]);
            if letter == 'x' && layout.is_one_cell(block.line) {
                return;
            }
            self.text.push(letter);
            self.text.push_str(&text[1..]);
        }
        self.text.push('\n');
        self.blocks.push(block);
    }
}

/// What the first letters of a line allow it to be: a group of the grammar's words, text that begins with other words (`x`), a
/// short word (`s`), a tag (`t`), or anything else (`a`).
fn letter(text: &str) -> char {
    const GROUPS: [(Rule, char); 5] = [
        (Rule::list_word, 'n'),
        (Rule::label_word, 'c'),
        (Rule::heading_word, 'h'),
        (Rule::opening_word, 'o'),
        (Rule::folio_word, 'f'),
    ];
    match text.bytes().take(4).take_while(u8::is_ascii_alphabetic).count() {
        0 if text.starts_with('<') => 't',
        0 => 'a',
        4 if !may_start(Rule::telling_word, text) => 'x',
        4 => GROUPS.iter().find(|(group, _)| starts_with_word(*group, text)).map_or('x', |&(_, letter)| letter),
        _ => 's',
    }
}

/// The line after those that continue a line.
fn next_line(layout: &Layout, line: usize) -> usize {
    let continues = |line: &Line| line.mark.eq_ignore_ascii_case(&b'w');
    line + 1 + layout.lines()[line + 1..].iter().take_while(|next| continues(next)).count()
}

struct Reader<'l> {
    layout: &'l Layout,
    asked: &'l Asked,
    tokens: Tokens,
    /// The block that the next token is.
    block: usize,
    /// The line that the next token begins with.
    line: usize,
}

impl Reader<'_> {
    fn pair(&mut self, pair: Pair<'_, Rule>) {
        let start = pair.as_span().start();
        match self.asked.blocks.get(self.block).filter(|block| block.start <= start) {
            Some(&block) => {
                self.plain_until(block.line);
                self.block += 1;
                self.line = block.next_line;
                self.token(block, pair);
            }
            None => self.further_cell(pair),
        }
    }

    /// Takes the lines before `end` as what they are where no rule tells more: text.
    fn plain_until(&mut self, end: usize) {
        while self.line < end {
            let (line, next_line) = (self.line, next_line(self.layout, self.line));
            let Line { span, indent: column, mark, .. } = self.layout.lines()[line];
            let kind = if next_line > line + 1 {
                TokenKind::Prose(Opening::None)
            } else {
                self.tokens.cells.push(Cell { kind: CellKind::Text, span, value: Some(span), column, line });
                let end = self.tokens.cells.len() as u32;
                TokenKind::Cells { first: end - 1, end }
            };
            self.tokens.tokens.push(Token { kind, line, next_line, mark });
            self.line = next_line;
        }
    }

    /// The first pair of a line tells what the line is.
    fn token(&mut self, block: Block, pair: Pair<'_, Rule>) {
        let Block { line, next_line, .. } = block;
        let kind = match pair.as_rule() {
            Rule::form_feed | Rule::page_tag => TokenKind::Page,
            Rule::table_open => TokenKind::TableOpen,
            Rule::table_close => TokenKind::TableClose,
            Rule::column_tag => TokenKind::ColumnTag,
            Rule::other_tag => TokenKind::Tag,
            Rule::prose => TokenKind::Prose(self.opening_of(line, pair)),
            Rule::opening => TokenKind::Prose(self.opening(line, pair)),
            Rule::rule_line => {
                TokenKind::Rule { is_blank: pair.into_inner().any(|inner| inner.as_rule() == Rule::blank_to_fill) }
            }
            Rule::folio => self.folio(line, pair),
            Rule::schedule_heading => self.heading(line, pair),
            Rule::list_heading => TokenKind::ListHeading,
            _ => {
                let first = self.tokens.cells.len() as u32;
                self.cell(line, pair);
                TokenKind::Cells { first, end: self.tokens.cells.len() as u32 }
            }
        };
        let mark = self.layout.lines()[line].mark;
        self.tokens.tokens.push(Token { kind, line, next_line, mark });
    }

    /// A further pair is a cell of the same line, unless the line is running text.
    fn further_cell(&mut self, pair: Pair<'_, Rule>) {
        let token = self.tokens.tokens.last().map(|token| (token.line, token.kind));
        let Some((line, TokenKind::Cells { first, .. })) = token else { return };
        self.cell(line, pair);
        let end = self.tokens.cells.len() as u32;
        if let Some(token) = self.tokens.tokens.last_mut() {
            token.kind = TokenKind::Cells { first, end };
        }
    }

    fn opening_of(&self, line: usize, pair: Pair<'_, Rule>) -> Opening {
        let opening = pair.into_inner().find(|inner| inner.as_rule() == Rule::opening);
        opening.map_or(Opening::None, |opening| self.opening(line, opening))
    }

    fn opening(&self, line: usize, pair: Pair<'_, Rule>) -> Opening {
        let Some(inner) = pair.into_inner().next() else {
            return Opening::None;
        };
        match inner.as_rule() {
            Rule::whereas => Opening::Whereas,
            Rule::witness => Opening::Witness,
            Rule::therefore => Opening::Therefore,
            _ => self.clause(line, inner),
        }
    }

    fn clause(&self, line: usize, pair: Pair<'_, Rule>) -> Opening {
        let mut form = ClauseForm::Plain;
        let mut number = self.span(line, &pair);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::clause_word if part.as_str().starts_with(['A', 'a']) => form = ClauseForm::Article,
                Rule::clause_label => {
                    number = self.span(line, &part);
                    if part.as_str().contains('.') {
                        form = ClauseForm::Dotted;
                    }
                }
                Rule::parenthesised => {
                    form = ClauseForm::Bracket;
                    number = self.inner_span(line, part);
                }
                Rule::numbered => {
                    form = match part.clone().into_inner().next().map(|inner| inner.as_rule()) {
                        Some(Rule::dotted) => ClauseForm::Dotted,
                        Some(Rule::small_number) => ClauseForm::Bracket,
                        _ => ClauseForm::Plain,
                    };
                    number = self.inner_span(line, part);
                }
                _ => {}
            }
        }
        Opening::Clause { number, form }
    }

    fn folio(&self, line: usize, pair: Pair<'_, Rule>) -> TokenKind {
        let whole = self.span(line, &pair);
        let (mut number, mut is_glued) = (whole, false);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::folio_number => number = self.span(line, &inner),
                _ => is_glued = true,
            }
        }
        TokenKind::Folio { number, is_glued }
    }

    fn heading(&self, line: usize, pair: Pair<'_, Rule>) -> TokenKind {
        let mut parts = [self.span(line, &pair); 3];
        for (part, inner) in parts.iter_mut().zip(pair.into_inner()) {
            *part = self.span(line, &inner);
        }
        let [kind_word, label, tail] = parts;
        TokenKind::Heading { kind_word, label, tail }
    }

    fn cell(&mut self, line: usize, pair: Pair<'_, Rule>) {
        let span = self.span(line, &pair);
        let start = pair.as_span().start();
        let column = self.layout.column(line, self.marked(start));
        let (kind, value) = match pair.as_rule() {
            Rule::text | Rule::words => (CellKind::Text, Some(span)),
            _ => self.cell_kind(line, pair),
        };
        if !span.is_empty() {
            self.tokens.cells.push(Cell { kind, span, value, column, line });
        }
    }

    fn cell_kind(&self, line: usize, pair: Pair<'_, Rule>) -> (CellKind, Option<Span>) {
        let rule = pair.as_rule();
        let inner = pair.into_inner().next();
        let value = inner.as_ref().map(|inner| self.span(line, inner)).filter(|span| !span.is_empty());
        match rule {
            Rule::by => self.by(line, inner),
            Rule::signed => (CellKind::Signed, inner.and_then(|inner| self.signer(line, inner))),
            Rule::name => (CellKind::Name, value),
            Rule::title => (CellKind::Title, value),
            Rule::dated => (CellKind::Dated, value),
            Rule::attest => match inner.filter(|inner| inner.as_rule() == Rule::signed) {
                Some(signed) => {
                    (CellKind::AttestSigned, signed.into_inner().next().and_then(|signer| self.signer(line, signer)))
                }
                None => (CellKind::Attest, value),
            },
            Rule::seal => (CellKind::Seal, None),
            Rule::blank_to_fill => (CellKind::Blank, None),
            _ => (CellKind::Drawn, None),
        }
    }

    fn by(&self, line: usize, inner: Option<Pair<'_, Rule>>) -> (CellKind, Option<Span>) {
        let Some(inner) = inner else {
            return (CellKind::By, None);
        };
        match inner.as_rule() {
            Rule::signed => (CellKind::Signed, inner.into_inner().next().and_then(|signer| self.signer(line, signer))),
            Rule::blank_run => (CellKind::ByBlank, None),
            _ => (CellKind::ByEntity, Some(self.span(line, &inner))),
        }
    }

    fn signer(&self, line: usize, pair: Pair<'_, Rule>) -> Option<Span> {
        let name = if pair.as_rule() == Rule::slashed { pair.into_inner().next()? } else { pair };
        Some(self.span(line, &name)).filter(|span| !span.is_empty())
    }

    fn inner_span(&self, line: usize, pair: Pair<'_, Rule>) -> Span {
        let whole = self.span(line, &pair);
        pair.into_inner().next().map_or(whole, |inner| self.span(line, &inner))
    }

    /// The bytes of the source that a pair stands for, without the blanks at its end.
    fn span(&self, line: usize, pair: &Pair<'_, Rule>) -> Span {
        let span = pair.as_span();
        let start = self.layout.source(line, self.marked(span.start()));
        let trimmed = span.as_str().trim_end();
        if trimmed.is_empty() {
            return Span::new(start, start);
        }
        let last = trimmed.char_indices().next_back().map_or(0, |(at, _)| at);
        let last_length = trimmed.len() - last;
        let end = self.layout.source(line, self.marked(span.start() + last)) + last_length;
        Span::new(start, end)
    }

    /// Where an offset of the asked text, in the block that is read, stands in the marked text.
    fn marked(&self, asked: usize) -> usize {
        let block = self.asked.blocks[self.block - 1];
        block.marked + (asked - block.start)
    }
}
