//! The operators of assertions: one file each, listed in [`OPERATORS`].
//!
//! An operator says how it is written ([`Spec`]), reads its part of a rule file, and tests one node at a time. What it finds wrong
//! it hands back as breaches; the words of a finding are the rule's.

mod absent;
mod all;
mod any;
mod capitals_as_in;
mod comparison;
mod conditional;
mod consistent;
mod contains;
mod count;
mod date_order;
mod ends_with;
mod equals;
mod falls_on;
mod found_in;
mod listing;
mod matches;
mod none;
mod number_order;
mod one_of;
mod operand;
mod picked;
mod present;
mod sequence;
mod similar_to_none;
mod sorted;
mod starts_with;
mod sum_is;
mod sum_of;
mod target;
#[cfg(test)]
mod tests;
mod unique;
mod value;

use std::fmt::Debug;

pub(super) use all::AllTest;

use super::compiler::Compiler;
use super::context::Context;
use super::fields::Fields;
use super::keys::{Key, Shape};
use super::verdict::Verdict;
use super::watch::Sight;
use crate::tree::NodeRef;

/// How an operator is written and what its findings can say.
#[derive(Debug)]
pub struct Spec {
    /// The key that names it.
    pub key: &'static str,
    /// What it asks about.
    pub about: About,
    /// What that key takes.
    pub takes: Shape,
    /// Further keys that may stand beside its own.
    pub parameters: &'static [Key],
    /// When it holds, in one sentence.
    pub doc: &'static str,
    /// The placeholders that its findings fill in messages: `value`, `count` and so on.
    pub fields: &'static [&'static str],
    /// The places of its findings that can be given a label; the finding's own place is the first.
    pub labels: &'static [&'static str],
}

/// What an operator asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Nodes; the key's value is a selector.
    Nodes,
    /// A value; the keys `value` (the first) or `each` (every one) hold a path.
    Values,
    /// Other assertions.
    Assertions,
}

/// An assertion operator.
pub(super) trait Operator: Sync {
    /// How it is written.
    fn spec(&self) -> &Spec;

    /// Reads an assertion whose keys are known to be the operator's. `None` where problems were noted.
    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>>;
}

/// A compiled assertion.
pub(super) trait Test: Debug + Send + Sync {
    /// Tests one node.
    fn test<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Verdict<'t>;

    /// What it looks at from a node, for one who asks why it came out as it did; nothing for assertions about assertions.
    fn sights<'t>(&self, _context: &Context<'t>, _subject: NodeRef<'t>) -> Vec<Sight> {
        Vec::new()
    }
}

/// Every operator, in the order of the reference.
pub(super) const OPERATORS: &[&dyn Operator] = &[
    &present::Present,
    &absent::Absent,
    &count::Count,
    &unique::Unique,
    &sorted::Sorted,
    &sequence::Sequence,
    &consistent::Consistent,
    &equals::EQUALS,
    &equals::NOT_EQUALS,
    &one_of::ONE_OF,
    &one_of::NOT_ONE_OF,
    &starts_with::STARTS_WITH,
    &starts_with::NOT_STARTS_WITH,
    &ends_with::ENDS_WITH,
    &ends_with::NOT_ENDS_WITH,
    &contains::CONTAINS,
    &contains::NOT_CONTAINS,
    &matches::MATCHES,
    &matches::NOT_MATCHES,
    &date_order::BEFORE,
    &date_order::AFTER,
    &date_order::ON_OR_BEFORE,
    &date_order::ON_OR_AFTER,
    &falls_on::FallsOn,
    &number_order::AT_LEAST,
    &number_order::AT_MOST,
    &sum_of::SumOf,
    &sum_is::SumIs,
    &found_in::FOUND_IN,
    &found_in::NOT_FOUND_IN,
    &similar_to_none::SimilarToNone,
    &capitals_as_in::CapitalsAsIn,
    &all::All,
    &any::Any,
    &none::NoneOf,
    &conditional::Conditional,
];

/// How every operator is written, in the order of the reference.
pub fn specs() -> impl Iterator<Item = &'static Spec> {
    OPERATORS.iter().map(|operator| operator.spec())
}
