//! `:has()` for many nodes at once: from right to left, so that no node looks through what another has looked through.

use std::collections::{BTreeMap, BTreeSet};

use super::{Found, Start, keep, nearest_above, walk};
use crate::selector::ast::{Asked, Combinator, Complex, Compound, List, Origin, Predicate};
use crate::selector::index::Index;
use crate::tree::{NodeId, NodeRef};

/// The nodes of a step, arranged by how the step before looks at them.
enum Reach {
    /// In document order, to be found below a node.
    Below(Vec<NodeId>),
    /// The parents of the step's nodes.
    Parents(BTreeSet<NodeId>),
    /// To be found just after a node.
    Next(BTreeSet<NodeId>),
    /// The last of the step's nodes under each parent.
    Following(BTreeMap<Option<NodeId>, NodeId>),
    /// Those nodes above which the step is found, each tested node by itself.
    Above(BTreeSet<NodeId>),
    /// Found, or not, for every node alike.
    Anywhere(bool),
}

/// Those of `found` from which a list finds anything.
pub(super) fn those(list: &List, index: &Index<'_>, found: Vec<Found>) -> Vec<Found> {
    let nodes: Vec<NodeId> = found.iter().map(|&(_, id)| id).collect();
    let mut has = vec![false; nodes.len()];
    for complex in &list.complexes {
        for (has, found) in has.iter_mut().zip(from_each(complex, index, &nodes)) {
            *has |= found;
        }
    }
    found.into_iter().zip(has).filter_map(|(found, has)| has.then_some(found)).collect()
}

/// Whether an alternative finds anything from each of the nodes.
fn from_each(complex: &Complex, index: &Index<'_>, nodes: &[NodeId]) -> Vec<bool> {
    let tree = index.tree();
    if has_position(complex) {
        // Positions are counted from each node anew.
        let finds = |&id: &NodeId| !walk(complex, index, Start::Node(tree.node(id))).is_empty();
        return nodes.iter().map(finds).collect();
    }
    let reach = reach(complex, index, nodes);
    nodes.iter().map(|&id| reach.holds(tree.node(id))).collect()
}

fn has_position(complex: &Complex) -> bool {
    let is_position = |asked: &Asked| matches!(asked.predicate, Predicate::Position(_));
    let in_compound = |compound: &Compound| compound.predicates.iter().any(is_position);
    in_compound(&complex.first) || complex.rest.iter().any(|(_, compound)| in_compound(compound))
}

/// What the first compound finds, as seen from the nodes that are tested.
fn reach(complex: &Complex, index: &Index<'_>, nodes: &[NodeId]) -> Reach {
    let range = range(complex.origin, index, nodes);
    let candidates = |compound: &Compound| {
        let candidates = index.within(compound.kind, range.clone());
        keep(compound, index, candidates.iter().map(|&id| (None, id)).collect())
    };
    let mut compounds: Vec<&Compound> = vec![&complex.first];
    compounds.extend(complex.rest.iter().map(|(_, compound)| compound));
    let last = compounds.pop().expect("internal error: there is a first compound");
    let mut current = candidates(last);
    for (compound, (combinator, _)) in compounds.iter().zip(&complex.rest).rev() {
        let reach = Reach::by(*combinator, current, index);
        current = candidates(compound);
        current.retain(|&id| reach.holds(index.tree().node(id)));
    }
    match complex.origin {
        Origin::Below => Reach::by(Combinator::Descendant, current, index),
        Origin::Children => Reach::by(Combinator::Child, current, index),
        Origin::Next => Reach::by(Combinator::Next, current, index),
        Origin::Following => Reach::by(Combinator::Following, current, index),
        Origin::Document => Reach::Anywhere(!current.is_empty()),
        Origin::Above => {
            // The nearest node that the first compound accepts is meant, and the rest is looked for from it alone.
            let accepted = candidates(&complex.first);
            let current: BTreeSet<NodeId> = current.into_iter().collect();
            let nearest = nearest_above(&accepted, nodes, index).into_iter();
            let holds = |(above, id): Found| above.filter(|above| current.contains(above)).map(|_| id);
            Reach::Above(nearest.filter_map(holds).collect())
        }
    }
}

/// The part of the tree that can matter to the nodes that are tested.
fn range(origin: Origin, index: &Index<'_>, nodes: &[NodeId]) -> std::ops::Range<NodeId> {
    let tree = index.tree();
    let whole = NodeId::ROOT..tree.root().after();
    let Some(&first) = nodes.first() else {
        return whole;
    };
    let end = |id: &NodeId| {
        let node = tree.node(*id);
        match origin {
            Origin::Below | Origin::Children => node.after(),
            _ => node.parent().unwrap_or(node).after(),
        }
    };
    match origin {
        Origin::Above | Origin::Document => whole,
        _ => first..nodes.iter().map(end).max().unwrap_or(whole.end),
    }
}

impl Reach {
    fn by(combinator: Combinator, nodes: Vec<NodeId>, index: &Index<'_>) -> Self {
        let parent = |&id: &NodeId| index.tree().node(id).parent().map(NodeRef::id);
        match combinator {
            Combinator::Descendant => Self::Below(nodes),
            Combinator::Child => Self::Parents(nodes.iter().filter_map(parent).collect()),
            Combinator::Next => Self::Next(nodes.into_iter().collect()),
            Combinator::Following => Self::Following(nodes.iter().map(|id| (parent(id), *id)).collect()),
        }
    }

    fn holds(&self, node: NodeRef<'_>) -> bool {
        match self {
            Self::Below(nodes) => {
                let next = nodes.partition_point(|&id| id <= node.id());
                nodes.get(next).is_some_and(|&id| id < node.after())
            }
            Self::Parents(parents) => parents.contains(&node.id()),
            Self::Next(nodes) => node.next_sibling().is_some_and(|next| nodes.contains(&next.id())),
            Self::Following(last) => last.get(&node.parent().map(NodeRef::id)).is_some_and(|&last| last > node.id()),
            Self::Above(nodes) => nodes.contains(&node.id()),
            Self::Anywhere(found) => *found,
        }
    }
}
