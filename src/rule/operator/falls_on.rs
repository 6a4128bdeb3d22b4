//! `falls-on`: a day is the given day of the week.

use jiff::civil::Weekday;

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

/// `{ value: "@value", falls-on: "@weekday" }`
pub(super) struct FallsOn;

#[derive(Debug)]
struct FallsOnCompare {
    weekday: Operand,
}

static SPEC: Spec = Spec {
    key: "falls-on",
    takes: Shape::Operand,
    about: About::Values,
    parameters: &VALUE_KEYS,
    doc: "The day falls on the day of the week given, written out in English; `{expected}` is the one on which it does fall.",
    fields: &["value", "actual", "expected"],
    labels: &["here", "expected"],
};

impl Operator for FallsOn {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let source = Source::compile(fields, compiler);
        let node = fields.get(SPEC.key)?;
        let weekday = Operand::compile(node, SPEC.key, compiler)?;
        if let Operand::Literal(text) = &weekday
            && read(text).is_none()
        {
            let message = format!("`{}` takes a day of the week such as Monday, not \"{text}\"", SPEC.key);
            compiler.problem("rule/wrong-type", node.span, message);
            return None;
        }
        let source = source?;
        source.require(Type::Date, SPEC.key, fields, compiler)?;
        Some(ValueTest::boxed(source, FallsOnCompare { weekday }))
    }
}

impl Compare for FallsOnCompare {
    fn compare<'t>(&self, item: &Item<'t>, _: &Source, context: &Context<'t>, subject: NodeRef<'t>) -> Answer {
        let operand = self.weekday.value(context, subject);
        let weekday = operand.as_ref().and_then(|operand| read(&operand.text));
        let (Value::Date(day), Some(operand), Some(weekday)) = (&item.datum.value, operand, weekday) else {
            return Answer::Skips;
        };
        if day.weekday() == weekday {
            return Answer::Holds;
        }
        let falls = name(day.weekday());
        Answer::Breaks(Break {
            plain: format!("{} is a {falls}, not a {}", item.text, name(weekday)),
            evidence: operand.marks(),
            expected: Some(falls.to_owned()),
            ..Break::default()
        })
    }

    fn sights<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Sight> {
        self.weekday.sight(context, subject).into_iter().collect()
    }
}

fn read(text: &str) -> Option<Weekday> {
    let mut days = Weekday::Monday.cycle_forward().take(7);
    days.find(|day| name(*day).eq_ignore_ascii_case(text.trim()))
}

fn name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
