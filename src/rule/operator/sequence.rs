//! `sequence`: values rise by a step, as numbers, letters, roman numerals or ordinals.

mod numeral;

use numeral::Style;

use super::listing::{Item, Listing};
use super::{About, Operator, Spec, Test};
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::keys::{SEQUENCE_KEYS, Shape};
use crate::rule::verdict::{Breach, Mark, Slots, Verdict};
use crate::rule::watch::Sight;
use crate::rule::yaml::Node;
use crate::tree::NodeRef;

/// `{ sequence: clause, by: "@number", step: 1, start: any }`
pub(super) struct Sequence;

#[derive(Debug)]
struct SequenceTest {
    listing: Listing,
    step: i64,
    start: Option<i64>,
    restart: Option<i64>,
}

static SPEC: Spec = Spec {
    key: "sequence",
    takes: Shape::Selector,
    about: About::Nodes,
    parameters: &SEQUENCE_KEYS,
    doc: "Values rise by `step` (1 where it is left out) as numbers, letters, roman numerals or ordinals. `start` is what the first \
          must be, or `any`; a value equal to `restart` may begin anew, unless it stands there twice in a row; once three were counted, so may the one after it, where the first is not written. Values that are no numerals are left out.",
    fields: &["value", "actual", "expected", "first"],
    labels: &["here", "previous"],
};

impl Operator for Sequence {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let listing = Listing::compile(SPEC.key, fields, compiler);
        let step = match fields.get("step") {
            None => 1,
            Some(node) => whole(node, "step", compiler)?,
        };
        let mut numeral = |key: &str| match fields.get(key) {
            None => Some(None),
            Some(node) if node.scalar() == Some("any") => Some(None),
            Some(node) => start_value(node, key, compiler).map(Some),
        };
        let (start, restart) = (numeral("start")?, numeral("restart")?);
        Some(Box::new(SequenceTest { listing: listing?, step, start, restart }))
    }
}

fn whole(node: &Node, key: &str, compiler: &mut Compiler<'_>) -> Option<i64> {
    let number = compiler.number(node, key)?;
    if number.fract() != 0.0 || number == 0.0 || number.abs() > 1e6 {
        compiler.wrong_type(node, key, "a whole number that is not 0");
        return None;
    }
    Some(number as i64)
}

fn start_value(node: &Node, key: &str, compiler: &mut Compiler<'_>) -> Option<i64> {
    let text = compiler.written(node, key)?.text;
    let value = Style::ALL.iter().find_map(|style| style.read(&text));
    if value.is_none() {
        compiler.wrong_type(node, key, "a number, a letter, an ordinal or `any`");
    }
    value
}

impl Test for SequenceTest {
    fn test<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Verdict<'t> {
        let items = self.listing.items(context, subject);
        let readings = Style::ALL.iter().map(|&style| self.read(style, &items));
        // The style that reads most values is meant; of several, the one in which fewest are out of sequence.
        let best = readings.min_by_key(|reading| (usize::MAX - reading.values.len(), reading.breaks.len()));
        match best {
            Some(reading) if !reading.values.is_empty() => {
                let breach = |&(at, expected): &(usize, i64)| reading.breach(at, expected, &items);
                Verdict::of(reading.breaks.iter().map(breach).collect())
            }
            _ => Verdict::Skipped,
        }
    }

    fn sights<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Sight> {
        vec![self.listing.sight(context, subject)]
    }
}

/// The items of a list, read in one style.
struct Reading {
    style: Style,
    prefix: String,
    /// The index of the item, and its number.
    values: Vec<(usize, i64)>,
    /// Where in `values` the sequence breaks, and the number that was due.
    breaks: Vec<(usize, i64)>,
}

impl SequenceTest {
    /// Whether a number may begin anew: it is the first and not the value before once more, or it is the one after a first that is
    /// not written. The latter only once three numbers were counted, so that a number given twice near the start is still found.
    fn restarts(&self, number: i64, due: Option<i64>, is_repeated: bool) -> bool {
        let Some(restart) = self.restart else { return false };
        let is_second = number == restart + self.step && due.is_some_and(|due| due > restart + 3 * self.step);
        number == restart && !is_repeated || is_second
    }

    fn read(&self, style: Style, items: &[Item<'_>]) -> Reading {
        let prefix = numeral::common_prefix(items.iter().map(|item| item.form.as_str()));
        let value = |(index, item): (usize, &Item<'_>)| Some((index, style.read(&item.form[prefix.len()..])?));
        let values: Vec<(usize, i64)> = items.iter().enumerate().filter_map(value).collect();
        let mut breaks = Vec::new();
        let mut due = self.start;
        for (at, &(index, number)) in values.iter().enumerate() {
            let before = at.checked_sub(1).map(|before| &items[values[before].0]);
            let is_repeated = before.is_some_and(|before| before.value.text() == items[index].value.text());
            let is_restart = at > 0 && self.restarts(number, due, is_repeated);
            if let Some(due) = due.filter(|&due| due != number && !is_restart) {
                breaks.push((at, due));
            }
            due = number.checked_add(self.step);
        }
        Reading { style, prefix: prefix.to_owned(), values, breaks }
    }
}

impl Reading {
    fn breach<'t>(&self, at: usize, expected: i64, items: &[Item<'t>]) -> Breach<'t> {
        let item = &items[self.values[at].0];
        let previous = at.checked_sub(1).map(|before| &items[self.values[before].0]);
        let expected = format!("{}{}", self.prefix, self.style.write(expected, &item.text));
        let plain = format!("\"{}\" stands where \"{expected}\" is due", item.text);
        let slots = Slots {
            value: Some(item.text.clone()),
            actual: Some(item.text.clone()),
            expected: Some(expected),
            first: Some(items[self.values[0].0].text.clone()),
            ..Slots::default()
        };
        let mut breach = Breach::new(item.node, item.span, slots, plain);
        breach.evidence = previous
            .map(|previous| Mark { key: "previous", span: previous.span, label: Some("the one before") })
            .into_iter()
            .collect();
        breach
    }
}
