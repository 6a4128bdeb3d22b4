//! `at-least`, `at-most`: a number is not below, not above, another.

use super::operand::Operand;
use super::value::{Answer, Break, Compare, Item, Source, ValueTest};
use super::{About, Operator, Spec, Test};
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::keys::{Shape, VALUE_KEYS};
use crate::rule::watch::Sight;
use crate::selector::Value;
use crate::tree::{NodeRef, Type};

/// `{ value: "@length", at-most: 80 }`
pub(super) struct NumberOrder {
    bound: Bound,
}

pub(super) static AT_LEAST: NumberOrder = NumberOrder { bound: Bound::Least };
pub(super) static AT_MOST: NumberOrder = NumberOrder { bound: Bound::Most };

#[derive(Clone, Copy, Debug)]
enum Bound {
    Least,
    Most,
}

#[derive(Debug)]
struct NumberCompare {
    operand: Operand,
    bound: Bound,
}

static LEAST: Spec = Spec {
    key: "at-least",
    takes: Shape::Operand,
    about: About::Values,
    parameters: &VALUE_KEYS,
    doc: "The number is the one given or above it.",
    fields: &["value", "actual", "expected"],
    labels: &["here", "expected"],
};

static MOST: Spec = Spec {
    key: "at-most",
    takes: Shape::Operand,
    about: About::Values,
    parameters: &VALUE_KEYS,
    doc: "The number is the one given or below it.",
    fields: &["value", "actual", "expected"],
    labels: &["here", "expected"],
};

impl Operator for NumberOrder {
    fn spec(&self) -> &'static Spec {
        match self.bound {
            Bound::Least => &LEAST,
            Bound::Most => &MOST,
        }
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let key = self.spec().key;
        let source = Source::compile(fields, compiler);
        let node = fields.get(key)?;
        let operand = Operand::compile(node, key, compiler)?;
        if let Operand::Literal(text) = &operand
            && read(text).is_none()
        {
            compiler.problem("rule/wrong-type", node.span, format!("`{key}` takes a number, not \"{text}\""));
            return None;
        }
        let source = source?;
        source.require(Type::Number, key, fields, compiler)?;
        let bound = self.bound;
        Some(ValueTest::boxed(source, NumberCompare { operand, bound }))
    }
}

fn read(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

impl Compare for NumberCompare {
    fn compare<'t>(&self, item: &Item<'t>, _: &Source, context: &Context<'t>, subject: NodeRef<'t>) -> Answer {
        let operand = self.operand.value(context, subject);
        let number = operand.as_ref().and_then(|operand| read(&operand.text));
        let (Value::Number(value), Some(operand), Some(number)) = (&item.datum.value, operand, number) else {
            return Answer::Skips;
        };
        let (holds, word) = match self.bound {
            Bound::Least => (*value >= number, "below"),
            Bound::Most => (*value <= number, "above"),
        };
        if holds {
            return Answer::Holds;
        }
        Answer::Breaks(Break {
            plain: format!("{} is {word} {}", item.text, operand.text),
            evidence: operand.marks(),
            expected: Some(operand.text),
            ..Break::default()
        })
    }

    fn sights<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Sight> {
        self.operand.sight(context, subject).into_iter().collect()
    }
}
