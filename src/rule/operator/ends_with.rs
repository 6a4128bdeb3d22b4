//! `ends-with`, `not-ends-with`: a value ends, or does not end, with another.

use super::operand::Operand;
use super::value::{Answer, Break, Compare, Item, Sense, Source, ValueTest};
use super::{About, Operator, Spec, Test};
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::keys::{Shape, VALUE_KEYS};
use crate::rule::watch::Sight;
use crate::tree::NodeRef;

/// `{ value: "@name", ends-with: Fund }`
pub(super) struct EndsWith {
    sense: Sense,
}

pub(super) static ENDS_WITH: EndsWith = EndsWith { sense: Sense::Plain };
pub(super) static NOT_ENDS_WITH: EndsWith = EndsWith { sense: Sense::Negated };

#[derive(Debug)]
struct EndsWithCompare {
    operand: Operand,
    sense: Sense,
}

static PLAIN: Spec = Spec {
    key: "ends-with",
    takes: Shape::Operand,
    about: About::Values,
    parameters: &VALUE_KEYS,
    doc: "The value ends with the text given.",
    fields: &["value", "actual", "expected"],
    labels: &["here", "expected"],
};

static NEGATED: Spec = Spec {
    key: "not-ends-with",
    takes: Shape::Operand,
    doc: "The value does not end with the text given.",
    about: About::Values,
    parameters: &VALUE_KEYS,
    fields: &["value", "actual", "expected"],
    labels: &["here", "expected"],
};

impl Operator for EndsWith {
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
        let compare = EndsWithCompare { operand: operand?, sense: self.sense };
        Some(ValueTest::boxed(source?, compare))
    }
}

impl Compare for EndsWithCompare {
    fn compare<'t>(&self, item: &Item<'t>, source: &Source, context: &Context<'t>, subject: NodeRef<'t>) -> Answer {
        let Some(operand) = self.operand.value(context, subject) else {
            return Answer::Skips;
        };
        let form = source.ignoring.normalise(&operand.text);
        if self.sense.accepts(item.form.ends_with(&form)) {
            return Answer::Holds;
        }
        let verb = match self.sense {
            Sense::Plain => "does not end with",
            Sense::Negated => "ends with",
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
