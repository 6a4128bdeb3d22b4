//! `matches`, `not-matches`: a regular expression finds, or does not find, something in a value.

use regex::Regex;

use super::value::{Answer, Break, Compare, Item, Sense, Source, ValueTest};
use super::{About, Operator, Spec, Test};
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::keys::{Shape, VALUE_KEYS};
use crate::selector::LetterCase;
use crate::tree::NodeRef;

/// `{ value: "@text", matches: "^Dated:" }`
pub(super) struct Matches {
    sense: Sense,
}

pub(super) static MATCHES: Matches = Matches { sense: Sense::Plain };
pub(super) static NOT_MATCHES: Matches = Matches { sense: Sense::Negated };

#[derive(Debug)]
struct MatchesCompare {
    pattern: Regex,
    sense: Sense,
}

static PLAIN: Spec = Spec {
    key: "matches",
    takes: Shape::Pattern,
    about: About::Values,
    parameters: &VALUE_KEYS,
    doc: "The regular expression finds something in the value.",
    fields: &["value", "actual", "expected"],
    labels: &["here"],
};

static NEGATED: Spec = Spec {
    key: "not-matches",
    takes: Shape::Pattern,
    about: About::Values,
    parameters: &VALUE_KEYS,
    doc: "The regular expression finds nothing in the value; the finding points at the first thing found.",
    fields: &["value", "actual", "expected"],
    labels: &["here"],
};

impl Operator for Matches {
    fn spec(&self) -> &'static Spec {
        match self.sense {
            Sense::Plain => &PLAIN,
            Sense::Negated => &NEGATED,
        }
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let key = self.spec().key;
        let source = Source::compile(fields, compiler);
        let ignores_case = source.as_ref().is_some_and(|source| source.ignoring.case);
        let letter_case = if ignores_case { LetterCase::Ignored } else { LetterCase::Matters };
        let pattern = compiler.pattern(fields.get(key)?, key, letter_case);
        let compare = MatchesCompare { pattern: pattern?, sense: self.sense };
        Some(ValueTest::boxed(source?, compare))
    }
}

impl Compare for MatchesCompare {
    fn compare<'t>(&self, item: &Item<'t>, _: &Source, _: &Context<'t>, _: NodeRef<'t>) -> Answer {
        let found = self.pattern.find(&item.text);
        // The text as printed is searched first, so that what is found has a place; then the normal form.
        let is_found = found.is_some() || self.pattern.is_match(&item.form);
        if self.sense.accepts(is_found) {
            return Answer::Holds;
        }
        let verb = match self.sense {
            Sense::Plain => "does not match",
            Sense::Negated => "matches",
        };
        Answer::Breaks(Break {
            plain: format!("\"{}\" {verb} `{}`", item.text, self.pattern),
            expected: Some(self.pattern.to_string()),
            actual: found.map(|found| found.as_str().to_owned()),
            part: found.map(|found| found.range()).filter(|range| !range.is_empty()),
            ..Break::default()
        })
    }
}
