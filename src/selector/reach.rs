//! Can one kind stand where a selector looks for it? What the schema makes impossible would never match, silently.

use super::ast::{Combinator, Compound, Origin};
use super::kinds::KindSet;
use super::parse::{Piece, Read};

/// Checks the first compound against where the selector starts.
pub(super) fn check_first(start: KindSet, origin: Origin, compound: &Compound, place: &Piece) -> Read<()> {
    if start == KindSet::all() {
        return check_some(compound, place);
    }
    let (reachable, relation) = match origin {
        Origin::Below => (start.descendants(), "below"),
        Origin::Children => (start.children(), "directly in"),
        Origin::Next | Origin::Following => (start.siblings(), "beside"),
        Origin::Above => (start.ancestors(), "above"),
        Origin::Document => return check_some(compound, place),
    };
    check_reach(start, reachable, relation, compound, place)
}

/// Checks a further compound against the one on its left.
pub(super) fn check_step(left: KindSet, combinator: Combinator, compound: &Compound, place: &Piece) -> Read<()> {
    let (reachable, relation) = match combinator {
        Combinator::Descendant => (left.descendants(), "below"),
        Combinator::Child => (left.children(), "directly in"),
        Combinator::Next | Combinator::Following => (left.siblings(), "beside"),
    };
    check_reach(left, reachable, relation, compound, place)
}

fn check_reach(left: KindSet, reachable: KindSet, relation: &str, compound: &Compound, place: &Piece) -> Read<()> {
    check_some(compound, place)?;
    if !compound.kinds.intersection(reachable).is_empty() {
        return Ok(());
    }
    let message = format!("{} never stands {relation} {}", compound.kinds.describe(), left.describe());
    let help = (!reachable.is_empty()).then(|| {
        let names: Vec<&str> = reachable.iter().map(|kind| kind.name()).collect();
        format!("what stands there: {}", names.join(", "))
    });
    Err(place.error(message, help))
}

/// A compound such as `schedule:is(portfolio)` can match nothing anywhere.
fn check_some(compound: &Compound, place: &Piece) -> Read<()> {
    if compound.kinds.is_empty() {
        return Err(place.error("no node can be both of these kinds", None));
    }
    Ok(())
}
