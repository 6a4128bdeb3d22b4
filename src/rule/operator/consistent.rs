//! `consistent`: all nodes have the same value; those that differ from most are the findings.

use std::collections::HashMap;

use super::listing::{Item, Listing};
use super::{About, Operator, Spec, Test};
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::keys::{CONSISTENT_KEYS, Shape};
use crate::rule::verdict::{Breach, Mark, Slots, Verdict};
use crate::rule::watch::Sight;
use crate::rule::yaml::Value as Yaml;
use crate::selector::Path;
use crate::tree::NodeRef;

/// `{ consistent: "schedule > caption", by: "@class" }`, `{ consistent: signature, by: "@title", per: ["@party", "@name"] }`
pub(super) struct Consistent;

#[derive(Debug)]
struct ConsistentTest {
    listing: Listing,
    /// What nodes must share to be compared with each other.
    per: Vec<Path>,
}

static SPEC: Spec = Spec {
    key: "consistent",
    takes: Shape::Selector,
    about: About::Nodes,
    parameters: &CONSISTENT_KEYS,
    doc: "All nodes have the same value; each that differs from the commonest (of equally common ones, the first) is a finding. With \
          `per: \"@name\"` only nodes of the same name are held against each other, and nodes without one against none.",
    fields: &["value", "actual", "expected", "count"],
    labels: &["here", "expected"],
};

impl Operator for Consistent {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let listing = Listing::compile(SPEC.key, fields, compiler)?;
        let per = match fields.get("per").map(|node| (node, &node.value)) {
            None => Vec::new(),
            Some((_, Yaml::Sequence(items))) if !items.is_empty() => listing.paths(items, "per", compiler)?,
            Some((node, _)) => listing.paths(std::slice::from_ref(node), "per", compiler)?,
        };
        Some(Box::new(ConsistentTest { listing, per }))
    }
}

impl Test for ConsistentTest {
    fn test<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Verdict<'t> {
        let groups = self.listing.groups(&self.per, context, subject);
        Verdict::all(groups.iter().map(|items| verdict(items)))
    }

    fn sights<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Sight> {
        vec![self.listing.sight(context, subject)]
    }
}

/// Holds nodes that must agree against each other.
fn verdict<'t>(items: &[Item<'t>]) -> Verdict<'t> {
    if items.len() < 2 {
        return Verdict::Skipped;
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for item in items {
        *counts.entry(&item.form).or_default() += 1;
    }
    let most = counts.values().copied().max().unwrap_or_default();
    let common = items.iter().find(|item| counts[item.form.as_str()] == most);
    let common = common.expect("internal error: some value is the commonest");
    let odd = items.iter().filter(|item| item.form != common.form);
    Verdict::of(odd.map(|item| breach(item, common, most)).collect())
}

fn breach<'t>(item: &Item<'t>, common: &Item<'t>, count: usize) -> Breach<'t> {
    let plain = format!("\"{}\" differs from \"{}\", which stands {count} times", item.text, common.text);
    let slots = Slots {
        value: Some(item.text.clone()),
        actual: Some(item.text.clone()),
        expected: Some(common.text.clone()),
        count: Some(count.to_string()),
        ..Slots::default()
    };
    let mut breach = Breach::new(item.node, item.span, slots, plain);
    breach.evidence = vec![Mark { key: "expected", span: common.span, label: Some("written so here") }];
    breach
}
