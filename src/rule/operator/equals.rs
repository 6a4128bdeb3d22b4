//! `equals`, `not-equals`: a value is, or is not, another.

use super::operand::Operand;
use super::value::{Answer, Break, Compare, Item, Sense, Source, ValueTest};
use super::{About, Operator, Spec, Test};
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::keys::{Shape, VALUE_KEYS};
use crate::rule::watch::Sight;
use crate::tree::NodeRef;

/// `{ value: "> heading@text", equals: PORTFOLIO }`
pub(super) struct Equals {
    sense: Sense,
}

pub(super) static EQUALS: Equals = Equals { sense: Sense::Plain };
pub(super) static NOT_EQUALS: Equals = Equals { sense: Sense::Negated };

#[derive(Debug)]
struct EqualsCompare {
    operand: Operand,
    sense: Sense,
}

static PLAIN: Spec = Spec {
    key: "equals",
    takes: Shape::Operand,
    about: About::Values,
    parameters: &VALUE_KEYS,
    doc: "The value is the one given.",
    fields: &["value", "actual", "expected"],
    labels: &["here", "expected"],
};

static NEGATED: Spec = Spec {
    key: "not-equals",
    takes: Shape::Operand,
    doc: "The value is not the one given.",
    about: About::Values,
    parameters: &VALUE_KEYS,
    fields: &["value", "actual", "expected"],
    labels: &["here", "expected"],
};

impl Operator for Equals {
    fn spec(&self) -> &'static Spec {
        match self.sense {
            Sense::Plain => &PLAIN,
            Sense::Negated => &NEGATED,
        }
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let key = self.spec().key;
        let source = Source::compile(fields, compiler);
        let operand = Operand::compile(fields.get(key)?, key, compiler);
        let compare = EqualsCompare { operand: operand?, sense: self.sense };
        Some(ValueTest::boxed(source?, compare))
    }
}

impl Compare for EqualsCompare {
    fn compare<'t>(&self, item: &Item<'t>, source: &Source, context: &Context<'t>, subject: NodeRef<'t>) -> Answer {
        let Some(operand) = self.operand.value(context, subject) else {
            return Answer::Skips;
        };
        let form = source.ignoring.normalise(&operand.text);
        if self.sense.accepts(item.form == form) {
            return Answer::Holds;
        }
        let verb = match self.sense {
            Sense::Plain => "is not",
            Sense::Negated => "is",
        };
        Answer::Breaks(Break {
            plain: format!("\"{}\" {verb} \"{}\"", item.text, operand.text),
            evidence: operand.marks(),
            expected: Some(operand.text),
            ..Break::default()
        })
    }

    fn sights<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Sight> {
        self.operand.sight(context, subject).into_iter().collect()
    }
}
