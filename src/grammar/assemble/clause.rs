//! Clauses inside clauses.

use super::Assembler;
use crate::grammar::token::ClauseForm;
use crate::numeral::roman;
use crate::source::Span;
use crate::tree::{AttributeName, Kind, Value};

/// How a clause is numbered. Clauses of one numbering are siblings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Numbering {
    form: ClauseForm,
    script: Script,
    dots: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Figures,
    Small,
    Capital,
    SmallRoman,
    CapitalRoman,
}

#[derive(Debug)]
struct Open {
    numbering: Numbering,
    number: String,
    indent: usize,
}

/// The clauses that are open, the outermost first.
#[derive(Debug, Default)]
pub(super) struct ClauseStack {
    open: Vec<Open>,
}

impl ClauseStack {
    /// Clauses nest no deeper than this; what is deeper stays at the last level.
    const DEPTH: usize = 16;

    pub(super) fn clear(&mut self) {
        self.open.clear();
    }

    /// The column at which the outermost open clause starts.
    pub(super) fn indent(&self) -> Option<usize> {
        self.open.first().map(|open| open.indent)
    }

    /// Enters a clause; returns how many open clauses it closes.
    fn enter(&mut self, number: &str, form: ClauseForm, indent: usize) -> usize {
        let numbering = Numbering { form, script: self.script(number), dots: number.matches('.').count() };
        let level = self.open.iter().rposition(|open| open.numbering == numbering).or_else(|| self.level_of(numbering));
        let keep = level.unwrap_or(self.open.len()).min(Self::DEPTH - 1);
        let closed = self.open.len() - keep;
        self.open.truncate(keep);
        self.open.push(Open { numbering, number: number.to_owned(), indent });
        closed
    }

    /// The level of a numbering that is not open but whose rank is told by its form.
    fn level_of(&self, numbering: Numbering) -> Option<usize> {
        match numbering.form {
            ClauseForm::Article => Some(0),
            ClauseForm::Dotted => self.open.iter().position(|open| {
                open.numbering.form == ClauseForm::Bracket
                    || open.numbering.form == ClauseForm::Dotted && open.numbering.dots >= numbering.dots
            }),
            ClauseForm::Plain => self.open.iter().position(|open| open.numbering.form != ClauseForm::Article),
            ClauseForm::Bracket => None,
        }
    }

    /// The script of a number. `i` is Roman unless it follows `h`; no clause is numbered by `c`, `d`, `l` or `m` as a hundred.
    fn script(&self, number: &str) -> Script {
        let is_small = number.starts_with(|c: char| c.is_lowercase());
        if number.starts_with(|c: char| c.is_ascii_digit()) {
            return Script::Figures;
        }
        let is_small_number = number.len() > 1 || number.starts_with(['i', 'v', 'x', 'I', 'V', 'X']);
        let follows_letter = self.open.iter().rev().any(|open| open.is_followed_by(number));
        match (roman(number).is_some() && is_small_number && !follows_letter, is_small) {
            (true, true) => Script::SmallRoman,
            (true, false) => Script::CapitalRoman,
            (false, true) => Script::Small,
            (false, false) => Script::Capital,
        }
    }
}

impl Open {
    /// Whether a number is the letter after this one's.
    fn is_followed_by(&self, number: &str) -> bool {
        let is_letter = matches!(self.numbering.script, Script::Small | Script::Capital);
        match (self.number.as_bytes(), number.as_bytes()) {
            ([before], [number]) => is_letter && before + 1 == *number,
            _ => false,
        }
    }
}

impl Assembler<'_, '_> {
    /// Opens a clause inside the clause that holds it.
    pub(super) fn open_clause(&mut self, index: usize, number: Span, form: ClauseForm) {
        let indent = self.plan.line(index).indent;
        let closed = self.clauses.enter(self.plan.slice(number), form, indent);
        for _ in 0..closed {
            self.builder.close_to(&[Kind::Clause, Kind::Schedule]);
            self.builder.close();
        }
        let id = self.builder.open(Kind::Clause, self.plan.span(index));
        self.builder.attribute(id, AttributeName::Number, number, Value::Verbatim);
        let level = self.clauses.open.len() as f64;
        self.builder.attribute(id, AttributeName::Level, number, Value::Number(level));
    }
}

#[cfg(test)]
mod tests {
    use super::{ClauseForm, ClauseStack};

    #[track_caller]
    fn check(numbers: &[(&str, ClauseForm, usize)]) {
        let mut stack = ClauseStack::default();
        for &(number, form, level) in numbers {
            stack.enter(number, form, 0);
            assert_eq!(stack.open.len(), level, "{number}");
        }
    }

    #[test]
    fn clauses_nest_by_their_numbering() {
        use ClauseForm::{Article, Bracket, Dotted, Plain};
        check(&[
            ("I", Article, 1),
            ("1", Plain, 2),
            ("a", Bracket, 3),
            ("i", Bracket, 4),
            ("ii", Bracket, 4),
            ("b", Bracket, 3),
            ("2", Plain, 2),
            ("II", Article, 1),
        ]);
        check(&[
            ("1", Plain, 1),
            ("1.1", Dotted, 2),
            ("1.2", Dotted, 2),
            ("1.2.1", Dotted, 3),
            ("1.3", Dotted, 2),
            ("2", Plain, 1),
        ]);
        check(&[("g", Bracket, 1), ("h", Bracket, 1), ("i", Bracket, 1), ("j", Bracket, 1)]);
        check(&[("b", Bracket, 1), ("c", Bracket, 1), ("i", Bracket, 2), ("d", Bracket, 1), ("e", Bracket, 1)]);
        check(&[("u", Bracket, 1), ("v", Bracket, 1), ("w", Bracket, 1), ("x", Bracket, 1)]);
    }
}
