//! Tests of attributes, checked against the schema: does the kind have it, and does the comparison fit its type?

use jiff::civil::Date;

use super::SelectorError;
use super::ast::{Attribute, AttributeTest, Order, Test, TextForm};
use super::kinds::KindSet;
use super::parse::{Piece, RawComparison, RawTest, RawValue, Read};
use super::pattern::{self, LetterCase};
use crate::suggest::did_you_mean;
use crate::tree::{Kind, Type};

/// Finds the attribute that a name means on nodes of the given kinds.
pub(super) fn name(piece: &Piece, kinds: KindSet) -> Read<Attribute> {
    let possible = names(kinds);
    let attribute = Attribute::from_name(&piece.text).filter(|attribute| !attribute.types(kinds).is_empty());
    attribute.ok_or_else(|| {
        let message = if Attribute::from_name(&piece.text).is_some() {
            format!("{} cannot have the attribute `{}`", kinds.describe(), piece.text)
        } else {
            format!("no attribute `{}`", piece.text)
        };
        let help = did_you_mean(&piece.text, possible.iter().copied());
        let listed = || (kinds != KindSet::all()).then(|| format!("it can have {}", possible.join(", ")));
        piece.error(message, help.or_else(listed))
    })
}

/// The names of all attributes that nodes of the given kinds can have, each once.
fn names(kinds: KindSet) -> Vec<&'static str> {
    let own = kinds.iter().flat_map(|kind| kind.schema().attributes.iter().map(|attribute| attribute.name.name()));
    let mut names = Vec::new();
    for name in own.chain(["text", "line", "kind"]) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Checks and compiles a test.
pub(super) fn compile(raw: &RawTest, kinds: KindSet) -> Read<AttributeTest> {
    let attribute = name(&raw.name, kinds)?;
    let types = attribute.types(kinds);
    let test = match &raw.comparison {
        None => Test::Present,
        Some(_) if types == [Type::Flag] => {
            let help = format!("write `[{}]`, or `:not([{}])`", raw.name.text, raw.name.text);
            return Err(raw.whole.error(format!("`{}` is a flag: it is there or not", raw.name.text), Some(help)));
        }
        Some(comparison) => compare(raw, comparison, &types)?,
    };
    if let (Attribute::Kind, Test::Text { operand, form, .. }) = (attribute, &test)
        && matches!(form, TextForm::Equals | TextForm::Differs)
        && Kind::from_name(operand).is_none()
    {
        let place = &raw.comparison.as_ref().expect("internal error: a text test compares").place;
        let help = did_you_mean(operand, Kind::ALL.iter().map(|kind| kind.name()));
        return Err(place.error(format!("no node kind `{operand}`"), help));
    }
    Ok(AttributeTest { attribute, test })
}

fn compare(raw: &RawTest, comparison: &RawComparison, types: &[Type]) -> Read<Test> {
    let is_textual = types.iter().any(|r#type| matches!(r#type, Type::Text | Type::Label));
    let operator = &*comparison.operator.text;
    let operand = match &comparison.value {
        RawValue::Pattern(expression) => return compare_pattern(raw, comparison, expression, is_textual),
        RawValue::Text(operand) => operand,
    };
    let form = text_form(operator);
    if let (Some(form), true) = (form, is_textual) {
        return Ok(Test::Text {
            form,
            operand: operand.clone(),
            ignore_case: comparison.letter_case == LetterCase::Ignored,
        });
    }
    let Some(order) = order(operator) else {
        return Err(misfit(raw, comparison, types));
    };
    if is_textual && form.is_none() && !types.contains(&Type::Number) && !types.contains(&Type::Date) {
        return Err(misfit(raw, comparison, types));
    }
    typed(comparison, operand, order, types)
}

fn compare_pattern(raw: &RawTest, comparison: &RawComparison, expression: &str, is_textual: bool) -> Read<Test> {
    if !is_textual {
        return Err(raw.whole.error(format!("`{}` is no text, so no expression fits it", raw.name.text), None));
    }
    if &*comparison.operator.text != "=" {
        let help = Some(format!("write `[{}=/…/]`", raw.name.text));
        return Err(comparison.operator.error("a regular expression is compared with `=`", help));
    }
    let pattern = pattern::compile(expression, comparison.letter_case);
    pattern.map(Test::Pattern).map_err(|reason| comparison.place.error(reason, None))
}

/// Reads the operand as the number or date that the attribute is.
fn typed(comparison: &RawComparison, operand: &str, order: Order, types: &[Type]) -> Read<Test> {
    if types.contains(&Type::Date)
        && let Ok(operand) = operand.parse::<Date>()
    {
        return Ok(Test::Date { order, operand });
    }
    if types.contains(&Type::Number)
        && let Some(operand) = operand.parse().ok().filter(|number: &f64| number.is_finite())
    {
        return Ok(Test::Number { order, operand });
    }
    let wanted = if types.contains(&Type::Date) { "a date such as `2003-11-24`" } else { "a number" };
    Err(comparison.place.error(format!("`{operand}` is not {wanted}"), None))
}

fn misfit(raw: &RawTest, comparison: &RawComparison, types: &[Type]) -> SelectorError {
    let names: Vec<&str> = types.iter().map(|r#type| r#type.name()).collect();
    let help = if text_form(&comparison.operator.text).is_some() {
        "numbers and dates are compared with `=`, `!=`, `<`, `<=`, `>`, `>=`"
    } else {
        "text is compared with `=`, `!=`, `^=`, `$=`, `*=` or `=/…/`"
    };
    let message =
        format!("`{}` is a {}, which `{}` cannot compare", raw.name.text, names.join(" or "), comparison.operator.text);
    comparison.operator.error(message, Some(help.to_owned()))
}

fn text_form(operator: &str) -> Option<TextForm> {
    Some(match operator {
        "=" => TextForm::Equals,
        "!=" => TextForm::Differs,
        "^=" => TextForm::Starts,
        "$=" => TextForm::Ends,
        "*=" => TextForm::Contains,
        _ => return None,
    })
}

fn order(operator: &str) -> Option<Order> {
    Some(match operator {
        "=" => Order::Equal,
        "!=" => Order::Unequal,
        "<" => Order::Less,
        "<=" => Order::LessOrEqual,
        ">" => Order::Greater,
        ">=" => Order::GreaterOrEqual,
        _ => return None,
    })
}
