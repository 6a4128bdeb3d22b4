//! Assertions: which operator a mapping of a rule file means, and whether all of its keys are known.

use super::asserted::{Asserted, Part};
use super::compiler::Compiler;
use super::fields::Fields;
use super::keys::{VALUE_KEYS, names};
use super::operator::{About, OPERATORS, Operator, Spec, Test};
use super::yaml::{Entry, Node, Value};
use crate::rule::operator::AllTest;
use crate::suggest::did_you_mean;

/// Reads an assertion: one operator in a mapping, or a list of assertions that must all hold. `None` where problems were noted.
pub(super) fn compile(node: &Node, key: &str, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
    let part = if CONDITIONS.contains(&key) { Part::Condition } else { Part::Claim };
    compiler.within(key, |compiler| read(node, key, part, compiler))
}

/// The keys whose assertion says which nodes are meant; without it all are.
const CONDITIONS: [&str; 2] = ["when", "if"];

fn read(node: &Node, key: &str, part: Part, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
    match &node.value {
        Value::Sequence(_) => Some(Box::new(AllTest { tests: items(node, key, compiler)? })),
        Value::Mapping(entries) => single(Fields::new(node.span, entries), part, compiler),
        _ => {
            compiler.wrong_type(node, key, "an assertion such as `{ present: \"@title\" }`");
            None
        }
    }
}

/// Reads a list of assertions.
pub(super) fn list(node: &Node, key: &str, compiler: &mut Compiler<'_>) -> Option<Vec<Box<dyn Test>>> {
    compiler.within(key, |compiler| items(node, key, compiler))
}

fn items(node: &Node, key: &str, compiler: &mut Compiler<'_>) -> Option<Vec<Box<dyn Test>>> {
    let items = match &node.value {
        Value::Sequence(items) if !items.is_empty() => items,
        _ => {
            compiler.wrong_type(node, key, "a list of assertions");
            return None;
        }
    };
    let item = |(at, item): (usize, &Node)| {
        compiler.within(&format!("[{}]", at + 1), |compiler| read(item, key, Part::Claim, compiler))
    };
    let tests: Vec<Option<Box<dyn Test>>> = items.iter().enumerate().map(item).collect();
    tests.into_iter().collect()
}

fn single(fields: Fields<'_>, part: Part, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
    if let Some(key) = fields.key("expr") {
        compiler.problem("rule/unsupported", key.span, "`expr` is reserved and not supported yet");
        return None;
    }
    let operator = operator(fields, compiler)?;
    let spec = operator.spec();
    let problems = compiler.problems().len();
    let mut known = vec![spec.key];
    known.extend(names(spec.parameters));
    compiler.check_keys(fields, &known);
    if spec.about == About::Values && fields.get("value").is_some() && fields.get("each").is_some() {
        let key = fields.key("each")?;
        compiler.problem(
            "rule/contradiction",
            key.span,
            "`value` (the first) and `each` (every one) exclude each other",
        );
    }
    let number = compiler.number_assertion(fields.span, written(fields, spec, compiler));
    let test = operator.compile(fields, compiler);
    if test.is_some() {
        compiler.used.push(spec);
    } else if compiler.problems().len() == problems {
        missing(fields, spec.key, compiler);
    }
    test.filter(|_| compiler.problems().len() == problems).map(|test| Asserted::boxed(number, part, test))
}

/// An assertion on one line as its author wrote it; of one about others, its keys.
fn written(fields: Fields<'_>, spec: &Spec, compiler: &Compiler<'_>) -> String {
    let entry = |entry: &Entry| match spec.about {
        About::Assertions => format!("{}: …", entry.key.text),
        About::Nodes | About::Values => format!("{}: {}", entry.key.text, compiler.slice(entry.value.span)),
    };
    fields.iter().map(entry).collect::<Vec<_>>().join(", ")
}

/// The operator that the mapping's keys name.
fn operator(fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<&'static dyn Operator> {
    let asks_values = fields.get("value").is_some() || fields.get("each").is_some();
    let fits = |operator: &&&'static dyn Operator| {
        let spec = operator.spec();
        fields.get(spec.key).is_some() && (spec.about == About::Values) == asks_values
    };
    let mut named = OPERATORS.iter().filter(fits);
    let Some(operator) = named.next() else {
        no_operator(fields, asks_values, compiler);
        return None;
    };
    if let Some(second) = named.next() {
        let (first, second) = (operator.spec().key, second.spec().key);
        let key = fields.key(second)?;
        let message = format!("`{first}` and `{second}` are two assertions");
        compiler.problem("rule/contradiction", key.span, message).help =
            Some("write a list, one operator an entry".to_owned());
        return None;
    }
    Some(*operator)
}

/// Notes why a mapping names no operator.
fn no_operator(fields: Fields<'_>, asks_values: bool, compiler: &mut Compiler<'_>) {
    let specs = || OPERATORS.iter().map(|operator| operator.spec());
    let misplaced = specs().find(|spec| spec.about == About::Values && fields.get(spec.key).is_some());
    if let Some(spec) = misplaced.filter(|_| !asks_values) {
        let span = fields.key(spec.key).map_or(fields.span, |key| key.span);
        compiler.problem("rule/missing-key", span, format!("`{}` compares a value; which?", spec.key)).help =
            Some(format!("write `{{ value: \"@name\", {}: … }}`", spec.key));
        return;
    }
    let misplaced = specs().find(|spec| fields.get(spec.key).is_some());
    if let Some(spec) = misplaced {
        let span = fields.key(spec.key).map_or(fields.span, |key| key.span);
        compiler.problem("rule/contradiction", span, format!("`{}` is no comparison of a value", spec.key)).help =
            Some("leave out `value` and `each`".to_owned());
        return;
    }
    let operators: Vec<&str> =
        specs().filter(|spec| (spec.about == About::Values) == asks_values).map(|spec| spec.key).collect();
    let is_known = |key: &str| asks_values && VALUE_KEYS.iter().any(|known| known.name == key);
    let Some(entry) = fields.iter().find(|entry| !is_known(&entry.key.text)) else {
        let message = if asks_values { "the value is compared with nothing" } else { "the assertion is empty" };
        compiler.problem("rule/missing-key", fields.start(), message).help =
            Some(format!("add one of {}", operators.join(", ")));
        return;
    };
    let all: Vec<&str> = specs().map(|spec| spec.key).chain(names(&VALUE_KEYS)).collect();
    let label = did_you_mean(&entry.key.text, all.iter().copied());
    let problem =
        compiler.problem("rule/unknown-operator", entry.key.span, format!("no operator `{}`", entry.key.text));
    problem.help = label.is_none().then(|| format!("operators here: {}", operators.join(", ")));
    problem.label = label;
}

/// An operator gave up without a word: one of its keys has no value.
fn missing(fields: Fields<'_>, key: &str, compiler: &mut Compiler<'_>) {
    compiler.problem("rule/missing-key", fields.start(), format!("`{key}` is not complete"));
}
