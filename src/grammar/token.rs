//! The lines of an exhibit as tokens: what each is by its words ([`read`]), and the parts that pest found in it ([`parts`]), with spans of
//! the source text and no trace of pest.

mod parts;
mod read;

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
    /// The cells of a token; none where it is no line of cells.
    pub(super) fn cells(&self, token: &Token) -> &[Cell] {
        match token.kind {
            TokenKind::Cells { first, end } => &self.cells[first as usize..end as usize],
            _ => &[],
        }
    }
}
