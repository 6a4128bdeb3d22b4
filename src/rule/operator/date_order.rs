//! `before`, `after`, `on-or-before`, `on-or-after`: a day stands so to another.
//!
//! A date whose day cannot be told (it has a blank in it) leaves the question open: the rule ends undetermined, not passed.

use jiff::civil::Date;

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

/// `{ value: "date[role=execution]@value", on-or-after: "date[role=base]@value" }`
pub(super) struct DateOrder {
    order: Order,
}

pub(super) static BEFORE: DateOrder = DateOrder { order: Order::Before };
pub(super) static AFTER: DateOrder = DateOrder { order: Order::After };
pub(super) static ON_OR_BEFORE: DateOrder = DateOrder { order: Order::OnOrBefore };
pub(super) static ON_OR_AFTER: DateOrder = DateOrder { order: Order::OnOrAfter };

#[derive(Clone, Copy, Debug)]
enum Order {
    Before,
    After,
    OnOrBefore,
    OnOrAfter,
}

#[derive(Debug)]
struct DateCompare {
    operand: Operand,
    order: Order,
}

const fn spec(key: &'static str, doc: &'static str) -> Spec {
    Spec {
        key,
        takes: Shape::Operand,
        about: About::Values,
        parameters: &VALUE_KEYS,
        doc,
        fields: &["value", "actual", "expected"],
        labels: &["here", "expected"],
    }
}

static SPECS: [Spec; 4] = [
    spec("before", "The day is before the one given."),
    spec("after", "The day is after the one given."),
    spec("on-or-before", "The day is the one given or before it."),
    spec("on-or-after", "The day is the one given or after it."),
];

impl Operator for DateOrder {
    fn spec(&self) -> &'static Spec {
        &SPECS[self.order as usize]
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let key = self.spec().key;
        let source = Source::compile(fields, compiler);
        let node = fields.get(key)?;
        let operand = Operand::compile(node, key, compiler)?;
        let misfit = match &operand {
            Operand::Literal(text) => text.parse::<Date>().is_err().then(|| format!("\"{text}\"")),
            Operand::Path(path) => {
                let found = path.value_type().filter(|found| *found != Type::Date);
                found.map(|found| format!("a {}", found.name()))
            }
        };
        if let Some(misfit) = misfit {
            let message = format!("`{key}` takes a day such as 2003-11-24 or the path of a date, not {misfit}");
            compiler.problem("rule/wrong-type", node.span, message);
            return None;
        }
        let source = source?;
        source.require(Type::Date, key, fields, compiler)?;
        let order = self.order;
        Some(ValueTest::boxed(source, DateCompare { operand, order }))
    }
}

impl DateCompare {
    /// The day to compare with, or why there is none: `None` where no date stands there, else that it has no day.
    fn day<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Result<Date, Option<String>> {
        match &self.operand {
            Operand::Literal(text) => text.parse().map_err(|_| None),
            Operand::Path(path) => match context.values(path, subject).first().map(|datum| datum.value.clone()) {
                Some(Value::Date(day)) => Ok(day),
                _ if path.nodes(context.index(), subject).is_empty() => Err(None),
                _ => Err(Some(format!("`{path}` is there but has no value"))),
            },
        }
    }
}

impl Compare for DateCompare {
    fn compare<'t>(&self, item: &Item<'t>, _: &Source, context: &Context<'t>, subject: NodeRef<'t>) -> Answer {
        let day = match self.day(context, subject) {
            Ok(day) => day,
            Err(reason) => return reason.map_or(Answer::Skips, Answer::Unknown),
        };
        let Value::Date(value) = item.datum.value else {
            return Answer::Skips;
        };
        let (holds, word) = match self.order {
            Order::Before => (value < day, "not before"),
            Order::After => (value > day, "not after"),
            Order::OnOrBefore => (value <= day, "after"),
            Order::OnOrAfter => (value >= day, "before"),
        };
        if holds {
            return Answer::Holds;
        }
        let evidence = self.operand.value(context, subject).map(|operand| operand.marks());
        Answer::Breaks(Break {
            plain: format!("{value} is {word} {day}"),
            expected: Some(day.to_string()),
            evidence: evidence.unwrap_or_default(),
            ..Break::default()
        })
    }

    fn needs_value(&self) -> bool {
        true
    }

    fn sights<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Sight> {
        self.operand.sight(context, subject).into_iter().collect()
    }
}
