//! The parts of a line, from the pairs that pest found in it.

use pest::iterators::Pair;

use super::{Cell, CellKind, ClauseForm, Opening, TokenKind};
use crate::grammar::pest_rules::Rule;
use crate::layout::Layout;
use crate::source::Span;

/// The line that pairs were found in.
pub(super) struct Parts<'l> {
    pub layout: &'l Layout,
    pub line: usize,
    /// Where it begins in the text that was parsed.
    pub start: usize,
}

impl Parts<'_> {
    pub(super) fn opening(&self, pair: Pair<'_, Rule>) -> Opening {
        let Some(inner) = pair.into_inner().next() else {
            return Opening::None;
        };
        match inner.as_rule() {
            Rule::whereas => Opening::Whereas,
            Rule::witness => Opening::Witness,
            Rule::therefore => Opening::Therefore,
            _ => self.clause(inner),
        }
    }

    fn clause(&self, pair: Pair<'_, Rule>) -> Opening {
        let mut form = ClauseForm::Plain;
        let mut number = self.span(&pair);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::clause_word if part.as_str().starts_with(['A', 'a']) => form = ClauseForm::Article,
                Rule::clause_label => {
                    number = self.span(&part);
                    if part.as_str().contains('.') {
                        form = ClauseForm::Dotted;
                    }
                }
                Rule::parenthesised => {
                    form = ClauseForm::Bracket;
                    number = self.inner_span(part);
                }
                Rule::numbered => {
                    form = match part.clone().into_inner().next().map(|inner| inner.as_rule()) {
                        Some(Rule::dotted) => ClauseForm::Dotted,
                        Some(Rule::small_number) => ClauseForm::Bracket,
                        _ => ClauseForm::Plain,
                    };
                    number = self.inner_span(part);
                }
                _ => {}
            }
        }
        Opening::Clause { number, form }
    }

    pub(super) fn heading(&self, pair: Pair<'_, Rule>) -> TokenKind {
        let mut parts = [self.span(&pair); 3];
        for (part, inner) in parts.iter_mut().zip(pair.into_inner()) {
            *part = self.span(&inner);
        }
        let [kind_word, label, tail] = parts;
        TokenKind::Heading { kind_word, label, tail }
    }

    /// A cell, if anything stands in it.
    pub(super) fn cell(&self, pair: Pair<'_, Rule>) -> Option<Cell> {
        let span = self.span(&pair);
        let start = pair.as_span().start();
        let column = self.layout.column(self.line, self.in_line(start));
        let (kind, value) = match pair.as_rule() {
            Rule::text => (CellKind::Text, Some(span)),
            _ => self.cell_kind(pair),
        };
        (!span.is_empty()).then_some(Cell { kind, span, value, column, line: self.line })
    }

    fn cell_kind(&self, pair: Pair<'_, Rule>) -> (CellKind, Option<Span>) {
        let rule = pair.as_rule();
        let inner = pair.into_inner().next();
        let value = inner.as_ref().map(|inner| self.span(inner)).filter(|span| !span.is_empty());
        match rule {
            Rule::by => self.by(inner),
            Rule::signed => (CellKind::Signed, inner.and_then(|inner| self.signer(inner))),
            Rule::name => (CellKind::Name, value),
            Rule::title => (CellKind::Title, value),
            Rule::dated => (CellKind::Dated, value),
            Rule::attest => match inner.filter(|inner| inner.as_rule() == Rule::signed) {
                Some(signed) => {
                    (CellKind::AttestSigned, signed.into_inner().next().and_then(|signer| self.signer(signer)))
                }
                None => (CellKind::Attest, value),
            },
            Rule::seal => (CellKind::Seal, None),
            Rule::blank_to_fill => (CellKind::Blank, None),
            _ => (CellKind::Drawn, None),
        }
    }

    fn by(&self, inner: Option<Pair<'_, Rule>>) -> (CellKind, Option<Span>) {
        let Some(inner) = inner else {
            return (CellKind::By, None);
        };
        match inner.as_rule() {
            Rule::signed => (CellKind::Signed, inner.into_inner().next().and_then(|signer| self.signer(signer))),
            Rule::blank_run => (CellKind::ByBlank, None),
            _ => (CellKind::ByEntity, Some(self.span(&inner))),
        }
    }

    fn signer(&self, pair: Pair<'_, Rule>) -> Option<Span> {
        let name = if pair.as_rule() == Rule::slashed { pair.into_inner().next()? } else { pair };
        Some(self.span(&name)).filter(|span| !span.is_empty())
    }

    fn inner_span(&self, pair: Pair<'_, Rule>) -> Span {
        let whole = self.span(&pair);
        pair.into_inner().next().map_or(whole, |inner| self.span(&inner))
    }

    /// The bytes of the source that a pair stands for, without the blanks at its end.
    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let span = pair.as_span();
        let start = self.layout.source(self.line, self.in_line(span.start()));
        let trimmed = span.as_str().trim_end();
        if trimmed.is_empty() {
            return Span::new(start, start);
        }
        let last = trimmed.char_indices().next_back().map_or(0, |(at, _)| at);
        let last_length = trimmed.len() - last;
        let end = self.layout.source(self.line, self.in_line(span.start() + last)) + last_length;
        Span::new(start, end)
    }

    /// Where an offset of the asked text stands in the line that is read.
    fn in_line(&self, asked: usize) -> usize {
        asked - self.start
    }
}
