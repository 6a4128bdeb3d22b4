//! What `unique`, `sorted`, `sequence` and `consistent` look at: nodes, each with the value that it is compared by.

use std::collections::HashMap;

use regex::Regex;

use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::ignoring::Ignoring;
use crate::rule::part::part_of;
use crate::rule::spot;
use crate::rule::watch::{Sight, seen};
use crate::rule::yaml::{Node, Value as Yaml};
use crate::selector::{LetterCase, Path, Selector, Value};
use crate::source::Span;
use crate::tree::NodeRef;

/// Nodes and what they are compared by.
#[derive(Debug)]
pub(super) struct Listing {
    selector: Selector,
    by: Path,
    part: Option<Regex>,
    ignoring: Ignoring,
}

/// A node of a list.
#[derive(Debug)]
pub(super) struct Item<'t> {
    pub(super) node: NodeRef<'t>,
    pub(super) span: Span,
    pub(super) value: Value<'t>,
    /// What is compared, as printed.
    pub(super) text: String,
    /// What is compared, in its normal form.
    pub(super) form: String,
}

impl Listing {
    pub(super) fn compile(key: &str, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Self> {
        let selector = compiler.selector(fields.get(key)?, key);
        let ignoring = compiler.ignoring(fields);
        let part = match fields.get("part") {
            None => Some(None),
            Some(node) => compiler.pattern(node, "part", LetterCase::Matters).map(Some),
        };
        let selector = selector?;
        let text = Node { span: fields.start(), value: Yaml::Text("@text".to_owned()) };
        let by = compiler.path_from(fields.get("by").unwrap_or(&text), "by", selector.kinds());
        Some(Self { selector, by: by?, part: part?, ignoring: ignoring? })
    }

    /// The items in document order; nodes without the value are left out.
    pub(super) fn items<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Item<'t>> {
        let nodes = context.nodes(&self.selector, subject);
        nodes.iter().filter_map(|&node| self.item(context, node)).collect()
    }

    /// What an item is compared by with nothing left out; letter case still does not count where it is overlooked.
    pub(super) fn as_written(&self, item: &Item<'_>) -> String {
        if self.ignoring.case { item.text.to_lowercase() } else { item.text.clone() }
    }

    /// Reads paths that start at the nodes of the list.
    pub(super) fn paths(&self, nodes: &[Node], key: &str, compiler: &mut Compiler<'_>) -> Option<Vec<Path>> {
        let kinds = self.selector.kinds();
        let paths: Vec<Option<Path>> = nodes.iter().map(|node| compiler.path_from(node, key, kinds)).collect();
        paths.into_iter().collect()
    }

    /// The items of which all paths lead to the same values, together, in the order of the first of each; items without such a
    /// value are left out. Without paths all items are one group.
    pub(super) fn groups<'t>(&self, paths: &[Path], context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Vec<Item<'t>>> {
        let mut places: HashMap<Vec<String>, usize> = HashMap::new();
        let mut groups: Vec<Vec<Item<'t>>> = Vec::new();
        for item in self.items(context, subject) {
            let value = |path: &Path| path.values(context.index(), item.node).into_iter().next();
            let form = |path: &Path| value(path).map(|datum| self.ignoring.normalise(&datum.value.text()));
            let Some(key) = paths.iter().map(form).collect::<Option<Vec<String>>>() else {
                continue;
            };
            let place = *places.entry(key).or_insert(groups.len());
            if place == groups.len() {
                groups.push(Vec::new());
            }
            groups[place].push(item);
        }
        groups
    }

    /// The items as they are compared.
    pub(super) fn sight<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Sight {
        let items = self.items(context, subject).into_iter();
        let what = format!("{} by {}", self.selector, self.by);
        Sight::new(what, items.map(|item| seen(item.text, item.node, item.span)))
    }

    fn item<'t>(&self, context: &Context<'t>, node: NodeRef<'t>) -> Option<Item<'t>> {
        let datum = self.by.values(context.index(), node).into_iter().next()?;
        let text = part_of(self.part.as_ref(), &datum.value.text())?.1;
        let form = self.ignoring.normalise(&text);
        Some(Item { node, span: spot::of_value(&datum), value: datum.value, text, form })
    }
}
