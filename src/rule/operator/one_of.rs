//! `one-of`, `not-one-of`: a value is, or is not, one of several.

use super::operand::Operand;
use super::value::{Answer, Break, Compare, Item, Sense, Source, ValueTest};
use super::{About, Operator, Spec, Test};
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::keys::{Shape, VALUE_KEYS};
use crate::rule::watch::Sight;
use crate::rule::yaml::Value;
use crate::tree::NodeRef;

/// `{ value: "@kind-word", one-of: [Schedule, Exhibit], ignoring: [case] }`
pub(super) struct OneOf {
    sense: Sense,
}

pub(super) static ONE_OF: OneOf = OneOf { sense: Sense::Plain };
pub(super) static NOT_ONE_OF: OneOf = OneOf { sense: Sense::Negated };

#[derive(Debug)]
struct OneOfCompare {
    operands: Vec<Operand>,
    sense: Sense,
}

static PLAIN: Spec = Spec {
    key: "one-of",
    takes: Shape::Operands,
    about: About::Values,
    parameters: &VALUE_KEYS,
    doc: "The value is one of those listed.",
    fields: &["value", "actual", "expected"],
    labels: &["here"],
};

static NEGATED: Spec = Spec {
    key: "not-one-of",
    takes: Shape::Operands,
    about: About::Values,
    parameters: &VALUE_KEYS,
    doc: "The value is none of those listed.",
    fields: &["value", "actual", "expected"],
    labels: &["here"],
};

impl Operator for OneOf {
    fn spec(&self) -> &'static Spec {
        match self.sense {
            Sense::Plain => &PLAIN,
            Sense::Negated => &NEGATED,
        }
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let key = self.spec().key;
        let source = Source::compile(fields, compiler);
        let node = fields.get(key)?;
        let items = match &node.value {
            Value::Sequence(items) if !items.is_empty() => items,
            _ => {
                compiler.wrong_type(node, key, "a list of values");
                return None;
            }
        };
        let operands: Vec<Option<Operand>> = items.iter().map(|item| Operand::compile(item, key, compiler)).collect();
        let compare = OneOfCompare { operands: operands.into_iter().collect::<Option<_>>()?, sense: self.sense };
        Some(ValueTest::boxed(source?, compare))
    }
}

impl Compare for OneOfCompare {
    fn compare<'t>(&self, item: &Item<'t>, source: &Source, context: &Context<'t>, subject: NodeRef<'t>) -> Answer {
        let values = self.operands.iter().filter_map(|operand| operand.value(context, subject));
        let texts: Vec<String> = values.map(|value| value.text).collect();
        if texts.is_empty() {
            return Answer::Skips;
        }
        if self.sense.accepts(texts.iter().any(|text| source.ignoring.normalise(text) == item.form)) {
            return Answer::Holds;
        }
        let listed = texts.join(", ");
        let verb = match self.sense {
            Sense::Plain => "is not one of",
            Sense::Negated => "is one of",
        };
        Answer::Breaks(Break {
            plain: format!("\"{}\" {verb} {listed}", item.text),
            expected: Some(listed),
            ..Break::default()
        })
    }

    fn sights<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Sight> {
        self.operands.iter().filter_map(|operand| operand.sight(context, subject)).collect()
    }
}
