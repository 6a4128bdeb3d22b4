//! `sorted`: values rise, or fall, from one node to the next under the same parent.

use std::cmp::Ordering;

use super::listing::{Item, Listing};
use super::{About, Operator, Spec, Test};
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::keys::{ORDERS, SORTED_KEYS, Shape};
use crate::rule::order::natural;
use crate::rule::verdict::{Breach, Mark, Slots, Verdict};
use crate::rule::watch::Sight;
use crate::selector::Value;
use crate::tree::NodeRef;

/// `{ sorted: "> portfolio", by: "@name", order: ascending, mostly: 0.8 }`
pub(super) struct Sorted;

#[derive(Debug)]
struct SortedTest {
    listing: Listing,
    /// The order that a later item must not have to the one before it.
    wrong: Ordering,
    /// The share of neighbours that must be in order for the lists to count as kept in order.
    mostly: f64,
}

static SPEC: Spec = Spec {
    key: "sorted",
    takes: Shape::Selector,
    about: About::Nodes,
    parameters: &SORTED_KEYS,
    doc: "Values are in ascending (or descending) order under each parent; numbers inside text count as numbers. With \
          `mostly: 0.8` lists of which less than that share is in order are skipped. What `ignoring` leaves out of text \
          is left out, or counts as written, list by list: whichever leaves fewer values out of order.",
    fields: &["value", "actual", "expected"],
    labels: &["here", "previous"],
};

impl Operator for Sorted {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let listing = Listing::compile(SPEC.key, fields, compiler);
        let wrong = wrong_order(fields, compiler);
        let mostly = share(fields, compiler)?;
        Some(Box::new(SortedTest { listing: listing?, wrong: wrong?, mostly }))
    }
}

/// Reads the key `mostly`, a share from 0 to 1; 0 without it.
pub(super) fn share(fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<f64> {
    let Some(node) = fields.get("mostly") else {
        return Some(0.0);
    };
    let share = compiler.number(node, "mostly")?;
    if !(0.0..=1.0).contains(&share) {
        compiler.wrong_type(node, "mostly", "a share from 0 to 1");
        return None;
    }
    Some(share)
}

fn wrong_order(fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Ordering> {
    let Some(node) = fields.get("order") else {
        return Some(Ordering::Less);
    };
    let word = compiler.word(node, "order", &ORDERS)?;
    Some(if word == "descending" { Ordering::Greater } else { Ordering::Less })
}

impl Test for SortedTest {
    fn test<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Verdict<'t> {
        let items = self.listing.items(context, subject);
        let lists = items.chunk_by(|left, right| left.node.parent() == right.node.parent());
        let mut pairs = 0;
        let mut wrong = Vec::new();
        for list in lists {
            pairs += list.len() - 1;
            wrong.extend(self.out_of_order(list));
        }
        if pairs == 0 {
            return Verdict::Skipped;
        }
        let share = (pairs - wrong.len()) as f64 / pairs as f64;
        if share < self.mostly {
            return Verdict::Skipped;
        }
        Verdict::of(wrong.into_iter().map(|pair| breach(&pair[0], &pair[1])).collect())
    }

    fn sights<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Sight> {
        vec![self.listing.sight(context, subject)]
    }
}

impl SortedTest {
    /// The neighbours of one list that are out of order.
    ///
    /// Who keeps a list in order does not say by what: "Core Equity Fund" stands before "Core Fund" by the letters, and
    /// after it by the words that tell the two apart. A list in order by either is in order.
    fn out_of_order<'i, 't>(&self, list: &'i [Item<'t>]) -> Vec<&'i [Item<'t>]> {
        let wrong = |text: fn(&Self, &Item<'t>) -> String| -> Vec<&'i [Item<'t>]> {
            let texts: Vec<String> = list.iter().map(|item| text(self, item)).collect();
            let is_wrong = |at: &usize| compare((&list[*at + 1], &texts[*at + 1]), (&list[*at], &texts[*at]));
            let places = (0..list.len() - 1).filter(|at| is_wrong(at) == Some(self.wrong));
            places.map(|at| &list[at..at + 2]).collect()
        };
        let by_form = wrong(|_, item| item.form.clone());
        if by_form.is_empty() {
            return by_form;
        }
        let as_written = wrong(|test, item| test.listing.as_written(item));
        if as_written.len() < by_form.len() { as_written } else { by_form }
    }
}

fn compare(left: (&Item<'_>, &str), right: (&Item<'_>, &str)) -> Option<Ordering> {
    match (&left.0.value, &right.0.value) {
        (Value::Number(left), Value::Number(right)) => left.partial_cmp(right),
        (Value::Date(left), Value::Date(right)) => Some(left.cmp(right)),
        _ => Some(natural(left.1, right.1)),
    }
}

fn breach<'t>(previous: &Item<'t>, item: &Item<'t>) -> Breach<'t> {
    let plain = format!("\"{}\" stands after \"{}\"", item.text, previous.text);
    let slots = Slots {
        value: Some(item.text.clone()),
        actual: Some(item.text.clone()),
        expected: Some(previous.text.clone()),
        ..Slots::default()
    };
    let mut breach = Breach::new(item.node, item.span, slots, plain);
    breach.here.label = Some("out of order");
    breach.evidence = vec![Mark { key: "previous", span: previous.span, label: Some("should not stand before it") }];
    breach
}
