//! `unique`: no two nodes have the same value.

use std::collections::HashMap;

use super::listing::Listing;
use super::{About, Operator, Spec, Test};
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::keys::{LIST_KEYS, Shape};
use crate::rule::verdict::{Breach, Mark, Slots, Verdict};
use crate::rule::watch::Sight;
use crate::tree::NodeRef;

/// `{ unique: "> portfolio", by: "@name", ignoring: [case, spacing] }`
pub(super) struct Unique;

#[derive(Debug)]
struct UniqueTest {
    listing: Listing,
}

static SPEC: Spec = Spec {
    key: "unique",
    takes: Shape::Selector,
    about: About::Nodes,
    parameters: &LIST_KEYS,
    doc: "No two nodes have the same value; every repetition is a finding, with the first as evidence.",
    fields: &["value", "first", "count", "actual"],
    labels: &["again", "first"],
};

impl Operator for Unique {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let listing = Listing::compile(SPEC.key, fields, compiler)?;
        Some(Box::new(UniqueTest { listing }))
    }
}

impl Test for UniqueTest {
    fn test<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Verdict<'t> {
        let items = self.listing.items(context, subject);
        if items.is_empty() {
            return Verdict::Skipped;
        }
        let mut seen: HashMap<&str, (usize, usize)> = HashMap::new();
        for (index, item) in items.iter().enumerate() {
            seen.entry(&item.form).or_insert((index, 0)).1 += 1;
        }
        let repeated = items.iter().enumerate().filter(|(index, item)| seen[item.form.as_str()].0 != *index);
        let breach = |(_, item): (usize, &super::listing::Item<'t>)| {
            let (first, count) = seen[item.form.as_str()];
            let first = &items[first];
            let plain = format!("\"{}\" stands {count} times", item.text);
            let slots = Slots {
                value: Some(item.text.clone()),
                actual: Some(item.text.clone()),
                first: Some(first.text.clone()),
                count: Some(count.to_string()),
                ..Slots::default()
            };
            let mut breach = Breach::new(item.node, item.span, slots, plain);
            breach.here.key = "again";
            breach.here.label = Some("listed again here");
            breach.evidence = vec![Mark { key: "first", span: first.span, label: Some("first listed here") }];
            breach
        };
        Verdict::of(repeated.map(breach).collect())
    }

    fn sights<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Sight> {
        vec![self.listing.sight(context, subject)]
    }
}
