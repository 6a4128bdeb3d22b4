//! What operators on values share: the path, which of its values are tested, and turning answers into a verdict.

use std::fmt::Debug;
use std::ops::Range;

use regex::Regex;

use super::Test;
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::ignoring::Ignoring;
use crate::rule::part::parts_of;
use crate::rule::spot;
use crate::rule::unfold::unfold;
use crate::rule::verdict::{Breach, Mark, Slots, Verdict};
use crate::rule::watch::{Sight, seen};
use crate::selector::{Datum, LetterCase, Path, Value};
use crate::source::Span;
use crate::tree::{NodeRef, Type};

/// Which of a path's values are tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    /// The first (`value`).
    First,
    /// Every one (`each`).
    Every,
}

/// Where the tested values come from.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) path: Path,
    which: Which,
    part: Option<Regex>,
    pub(super) ignoring: Ignoring,
}

/// A value under test.
pub(super) struct Item<'t> {
    pub(super) datum: Datum<'t>,
    /// What is compared, as printed.
    pub(super) text: String,
    /// What is compared, in its normal form.
    pub(super) form: String,
    /// Where in the value's text the compared part stands.
    range: Range<usize>,
}

/// What a comparison says of one value.
pub(super) enum Answer {
    /// It holds.
    Holds,
    /// There is nothing to compare with.
    Skips,
    /// It cannot be told, and why.
    Unknown(String),
    /// It does not hold.
    Breaks(Break),
    /// It does not hold, in several places of the value.
    BreaksOften(Vec<Break>),
}

/// How a comparison does not hold.
#[derive(Default)]
pub(super) struct Break {
    /// What is said where the rule has no message.
    pub(super) plain: String,
    pub(super) expected: Option<String>,
    /// What was found, where it is less than the whole value.
    pub(super) actual: Option<String>,
    pub(super) first: Option<String>,
    /// The bytes of the compared text that are at fault, where it is less than the whole.
    pub(super) part: Option<Range<usize>>,
    pub(super) evidence: Vec<Mark>,
}

/// A comparison of one value.
pub(super) trait Compare: Debug + Send + Sync + 'static {
    /// Compares one value.
    fn compare<'t>(&self, item: &Item<'t>, source: &Source, context: &Context<'t>, subject: NodeRef<'t>) -> Answer;

    /// What the value is compared with, where a path leads to it.
    fn sights<'t>(&self, _context: &Context<'t>, _subject: NodeRef<'t>) -> Vec<Sight> {
        Vec::new()
    }

    /// Whether nodes that lack the value leave the question open instead of being left out.
    fn needs_value(&self) -> bool {
        false
    }
}

/// An operator on values: where they come from, and how they are compared.
#[derive(Debug)]
pub(super) struct ValueTest<C> {
    source: Source,
    compare: C,
}

/// Whether an operator or its opposite is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// `starts-with`
    Plain,
    /// `not-starts-with`
    Negated,
}

impl Sense {
    /// Whether a comparison that came out so is right.
    pub(super) fn accepts(self, outcome: bool) -> bool {
        outcome == (self == Self::Plain)
    }
}

impl Source {
    pub(super) fn compile(fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Self> {
        let (key, which) = match fields.get("each") {
            Some(_) => ("each", Which::Every),
            None => ("value", Which::First),
        };
        let path = compiler.path(fields.get(key)?, key);
        let ignoring = compiler.ignoring(fields);
        let part = match fields.get("part") {
            None => Some(None),
            Some(node) => compiler.pattern(node, "part", LetterCase::Matters).map(Some),
        };
        Some(Self { path: path?, which, part: part?, ignoring: ignoring? })
    }

    /// Notes a problem where the path's values are not of the type that the operator compares.
    pub(super) fn require(
        &self,
        wanted: Type,
        key: &str,
        fields: Fields<'_>,
        compiler: &mut Compiler<'_>,
    ) -> Option<()> {
        match self.path.value_type() {
            Some(found) if found != wanted => {
                let node = fields.get("value").or_else(|| fields.get("each"))?;
                let message = format!("`{}` is a {}; `{key}` compares {}s", self.path, found.name(), wanted.name());
                compiler.problem("rule/wrong-type", node.span, message);
                None
            }
            _ => Some(()),
        }
    }

    /// The values under test, in the order of the document.
    pub(super) fn items<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Item<'t>> {
        let values = context.values(&self.path, subject);
        // Of the first value the first part is meant, of every value every part.
        let (values, most) = match self.which {
            Which::First => (values.get(..1).unwrap_or_default(), 1),
            Which::Every => (values.as_slice(), usize::MAX),
        };
        let items = |datum: &Datum<'t>| {
            let parts = parts_of(self.part.as_ref(), &datum.value.text()).into_iter().take(most);
            let item = |(range, text): (Range<usize>, String)| {
                let form = self.ignoring.normalise(&text);
                Item { datum: datum.clone(), text, form, range }
            };
            parts.map(item).collect::<Vec<_>>()
        };
        values.iter().flat_map(items).collect()
    }

    /// The values as they are compared.
    pub(super) fn sight<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Sight {
        let items = self.items(context, subject).into_iter();
        Sight::new(&self.path, items.map(|item| seen(item.text, item.datum.node, item.datum.span)))
    }
}

impl<C: Compare> ValueTest<C> {
    /// Puts a comparison over its values, as an operator hands it back.
    pub(super) fn boxed(source: Source, compare: C) -> Box<dyn Test> {
        Box::new(Self { source, compare })
    }
}

impl<C: Compare> Test for ValueTest<C> {
    fn test<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Verdict<'t> {
        let items = self.source.items(context, subject);
        if items.is_empty()
            && self.compare.needs_value()
            && !self.source.path.nodes(context.index(), subject).is_empty()
        {
            return Verdict::Undetermined(format!("`{}` is there but has no value", self.source.path));
        }
        Verdict::all(items.iter().map(|item| match self.compare.compare(item, &self.source, context, subject) {
            Answer::Holds => Verdict::Passed,
            Answer::Skips => Verdict::Skipped,
            Answer::Unknown(reason) => Verdict::Undetermined(reason),
            Answer::Breaks(found) => Verdict::Failed(vec![item.breach(found)]),
            Answer::BreaksOften(found) => Verdict::of(found.into_iter().map(|found| item.breach(found)).collect()),
        }))
    }

    fn sights<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Sight> {
        let mut sights = vec![self.source.sight(context, subject)];
        sights.extend(self.compare.sights(context, subject));
        sights
    }
}

impl<'t> Item<'t> {
    pub(super) fn breach(&self, found: Break) -> Breach<'t> {
        let span = self.narrow(found.part);
        let slots = Slots {
            value: Some(self.text.clone()),
            actual: Some(found.actual.unwrap_or_else(|| self.text.clone())),
            expected: found.expected,
            first: found.first,
            count: None,
        };
        let mut breach = Breach::new(self.datum.node, span, slots, found.plain);
        breach.evidence = found.evidence;
        breach
    }

    /// The bytes of the document that a part of the compared text stands at; the place of the whole value where it is compared
    /// as a whole or cannot be told.
    pub(super) fn narrow(&self, part: Option<Range<usize>>) -> Span {
        let whole = self.datum.value.text();
        let range = match part {
            Some(part) => self.range.start + part.start..self.range.start + part.end,
            None => self.range.clone(),
        };
        let is_whole = range == (0..whole.len()) || !matches!(self.datum.value, Value::Text(_));
        if is_whole || spot::is_inline(self.datum.node.kind()) {
            return spot::of_value(&self.datum);
        }
        let source = self.datum.node.tree().text().slice(self.datum.span);
        match unfold(source, &whole, range) {
            Some(found) => {
                let start = self.datum.span.start();
                Span::new(start + found.start, start + found.end)
            }
            None => spot::of_value(&self.datum),
        }
    }
}
