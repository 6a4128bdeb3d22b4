//! Matching: from left to right, one set of nodes a step.
//!
//! Every step is one pass over the set before it or over the nodes of the kind it looks for, so that a selector costs its
//! length times the nodes, whatever they nest like; nothing is tried twice.

mod having;

use std::collections::{HashMap, HashSet};

use super::ast::{
    Asked, Attribute, Combinator, Complex, Compound, List, Order, Origin, Position, Predicate, Test, TextForm,
};
use super::index::Index;
use super::value::{self, Value};
use crate::tree::{AttributeName, Kind, NodeId, NodeRef};

/// Where a selector looks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Start<'t> {
    /// Through the whole tree, its root included.
    Tree,
    /// From one node.
    Node(NodeRef<'t>),
}

/// The part of a selector that a step was about.
#[derive(Clone, Copy)]
pub(super) enum Part<'s> {
    /// Where to look, and the kind.
    Kind(&'s Compound),
    /// One thing that is asked of the nodes of a compound.
    Asked(&'s Asked),
}

/// A node that a step found, and the node on the left that it was found from (positions are counted per such node).
pub(super) type Found = (Option<NodeId>, NodeId);

/// The nodes that a list finds, in document order, each once.
pub(super) fn select<'t>(list: &List, index: &Index<'t>, start: Start<'t>) -> Vec<NodeRef<'t>> {
    let mut found: Vec<NodeId> = list.complexes.iter().flat_map(|complex| walk(complex, index, start)).collect();
    if list.complexes.len() > 1 {
        found.sort_unstable();
        found.dedup();
    }
    found.into_iter().map(|id| index.tree().node(id)).collect()
}

/// The nodes that one alternative finds, in document order.
pub(super) fn walk<'t>(complex: &Complex, index: &Index<'t>, start: Start<'t>) -> Vec<NodeId> {
    walk_watched(complex, index, start, &mut |_, _| {})
}

/// As [`walk`]; `watch` is told after each part of the selector which nodes are left.
pub(super) fn walk_watched<'t>(
    complex: &Complex,
    index: &Index<'t>,
    start: Start<'t>,
    watch: &mut dyn FnMut(Part<'_>, &[Found]),
) -> Vec<NodeId> {
    let mut current = keep_watched(&complex.first, index, origin(complex, index, start), watch);
    for (combinator, compound) in &complex.rest {
        if current.is_empty() {
            return current;
        }
        let candidates = step(&current, *combinator, compound, index);
        current = keep_watched(compound, index, candidates, watch);
    }
    current
}

/// The candidates for the first compound.
fn origin<'t>(complex: &Complex, index: &Index<'t>, start: Start<'t>) -> Vec<Found> {
    let kind = complex.first.kind;
    let whole = || index.of_kind(kind).iter().map(|&id| (None, id)).collect();
    let Start::Node(node) = start else {
        return match complex.origin {
            Origin::Below | Origin::Document => whole(),
            Origin::Children => index.tree().root().children().map(|child| (None, child.id())).collect(),
            Origin::Next | Origin::Following | Origin::Above => Vec::new(),
        };
    };
    match complex.origin {
        Origin::Document => whole(),
        Origin::Below => index.below(node, kind).iter().map(|&id| (None, id)).collect(),
        Origin::Children => node.children().map(|child| (None, child.id())).collect(),
        Origin::Next => node.next_sibling().map(|next| (None, next.id())).into_iter().collect(),
        Origin::Following => node.following_siblings().map(|next| (None, next.id())).collect(),
        Origin::Above => {
            let nearest = node.ancestors().find(|above| accepts(&complex.first, index, *above));
            nearest.map(|above| (None, above.id())).into_iter().collect()
        }
    }
}

/// The candidates for a further compound, in document order.
fn step(left: &[NodeId], combinator: Combinator, compound: &Compound, index: &Index<'_>) -> Vec<Found> {
    let tree = index.tree();
    let mut found: Vec<Found> = match combinator {
        Combinator::Descendant => return nearest_above(left, index.of_kind(compound.kind), index),
        Combinator::Child => {
            let children = |&id: &NodeId| tree.node(id).children().map(move |child| (Some(id), child.id()));
            left.iter().flat_map(children).collect()
        }
        Combinator::Next => {
            let next = |&id: &NodeId| tree.node(id).next_sibling().map(|next| (Some(id), next.id()));
            left.iter().filter_map(next).collect()
        }
        Combinator::Following => {
            let mut done = HashSet::new();
            let is_first = |id: &&NodeId| done.insert(tree.node(**id).parent().map(NodeRef::id));
            let following = |&id: &NodeId| tree.node(id).following_siblings().map(move |next| (Some(id), next.id()));
            left.iter().filter(is_first).flat_map(following).collect()
        }
    };
    found.sort_unstable_by_key(|&(_, id)| id);
    found
}

/// Those of `nodes` that stand below any node of `left`, each with the nearest of them. Both are in document order.
pub(super) fn nearest_above(left: &[NodeId], nodes: &[NodeId], index: &Index<'_>) -> Vec<Found> {
    let tree = index.tree();
    let mut open: Vec<NodeRef<'_>> = Vec::new();
    let mut next = left.iter().peekable();
    let mut found = Vec::new();
    for &id in nodes {
        let node = tree.node(id);
        while let Some(&above) = next.next_if(|&&above| above < id) {
            let above = tree.node(above);
            while open.last().is_some_and(|last| !last.is_ancestor_of(above)) {
                open.pop();
            }
            open.push(above);
        }
        while open.last().is_some_and(|last| !last.is_ancestor_of(node)) {
            open.pop();
        }
        if let Some(above) = open.last() {
            found.push((Some(above.id()), id));
        } else if next.peek().is_none() {
            break;
        }
    }
    found
}

/// The candidates that a compound accepts, its predicates applied from left to right.
pub(super) fn keep(compound: &Compound, index: &Index<'_>, candidates: Vec<Found>) -> Vec<NodeId> {
    keep_watched(compound, index, candidates, &mut |_, _| {})
}

fn keep_watched(
    compound: &Compound,
    index: &Index<'_>,
    candidates: Vec<Found>,
    watch: &mut dyn FnMut(Part<'_>, &[Found]),
) -> Vec<NodeId> {
    let tree = index.tree();
    let of_kind = |&(_, id): &Found| compound.kind.is_none_or(|kind| tree.node(id).kind() == kind);
    let mut kept: Vec<Found> = candidates.into_iter().filter(of_kind).collect();
    watch(Part::Kind(compound), &kept);
    for asked in &compound.predicates {
        if kept.is_empty() {
            break;
        }
        kept = those_with(&asked.predicate, index, kept);
        watch(Part::Asked(asked), &kept);
    }
    kept.into_iter().map(|(_, id)| id).collect()
}

/// Those of `found` of which a predicate holds.
fn those_with(predicate: &Predicate, index: &Index<'_>, mut found: Vec<Found>) -> Vec<Found> {
    let tree = index.tree();
    match predicate {
        Predicate::Position(position) => return at_position(found, *position),
        Predicate::Has(list) => return having::those(list, index, found),
        Predicate::Is(choices) => {
            let chosen = chosen(choices, index, &found);
            found.retain(|(_, id)| chosen.contains(id));
        }
        Predicate::Not(choices) => {
            let chosen = chosen(choices, index, &found);
            found.retain(|(_, id)| !chosen.contains(id));
        }
        Predicate::Attribute(test) => {
            found.retain(|&(_, id)| attribute_holds(test.attribute, &test.test, tree.node(id)));
        }
        Predicate::Text(pattern) => found.retain(|&(_, id)| pattern.is_match(&tree.node(id).text())),
        Predicate::Empty => found.retain(|&(_, id)| is_empty(tree.node(id))),
    }
    found
}

/// Those of `found` that any of several compounds accepts.
fn chosen(choices: &[Compound], index: &Index<'_>, found: &[Found]) -> HashSet<NodeId> {
    choices.iter().flat_map(|choice| keep(choice, index, found.to_vec())).collect()
}

fn at_position(found: Vec<Found>, position: Position) -> Vec<Found> {
    let mut counts: HashMap<Option<NodeId>, usize> = HashMap::new();
    for (left, _) in &found {
        *counts.entry(*left).or_default() += 1;
    }
    let mut seen: HashMap<Option<NodeId>, usize> = HashMap::new();
    let is_meant = |(left, _): &Found| {
        let nth = seen.entry(*left).or_default();
        *nth += 1;
        match position {
            Position::Nth(wanted) => *nth == wanted + 1,
            Position::Last => *nth == counts[left],
        }
    };
    found.into_iter().filter(is_meant).collect()
}

/// Whether a single node fits a compound.
fn accepts(compound: &Compound, index: &Index<'_>, node: NodeRef<'_>) -> bool {
    !keep(compound, index, vec![(None, node.id())]).is_empty()
}

/// Without children (page breaks and folios apart), and without text where the kind has a text.
fn is_empty(node: NodeRef<'_>) -> bool {
    let is_furniture = |child: NodeRef<'_>| matches!(child.kind(), Kind::Folio | Kind::PageBreak);
    let is_blank = || node.attribute_text(AttributeName::Text).is_none_or(|text| text.trim().is_empty());
    node.children().all(is_furniture) && is_blank()
}

fn attribute_holds(attribute: Attribute, test: &Test, node: NodeRef<'_>) -> bool {
    if let (Attribute::Own(name), Test::Present) = (attribute, test) {
        return node.has(name);
    }
    let Some(value) = value::of(node, attribute) else {
        return false;
    };
    match (test, &value.value) {
        (Test::Present, _) => true,
        (Test::Text { form, operand, ignore_case: false }, value) => text_holds(*form, &value.text(), operand),
        (Test::Text { form, operand, ignore_case: true }, value) => {
            text_holds(*form, &value.text().to_lowercase(), &operand.to_lowercase())
        }
        (Test::Pattern(pattern), value) => pattern.is_match(&value.text()),
        (Test::Number { order, operand }, Value::Number(number)) => order_holds(*order, number, operand),
        (Test::Date { order, operand }, Value::Date(date)) => order_holds(*order, date, operand),
        (Test::Number { .. } | Test::Date { .. }, _) => false,
    }
}

fn text_holds(form: TextForm, text: &str, operand: &str) -> bool {
    match form {
        TextForm::Equals => text == operand,
        TextForm::Differs => text != operand,
        TextForm::Starts => text.starts_with(operand),
        TextForm::Ends => text.ends_with(operand),
        TextForm::Contains => text.contains(operand),
    }
}

fn order_holds<T: PartialOrd>(order: Order, left: &T, right: &T) -> bool {
    match order {
        Order::Equal => left == right,
        Order::Unequal => left != right,
        Order::Less => left < right,
        Order::LessOrEqual => left <= right,
        Order::Greater => left > right,
        Order::GreaterOrEqual => left >= right,
    }
}
