//! What `equals`, `starts-with`, `ends-with`, `contains` and their opposites share: a value is held against one other.

use super::operand::Operand;
use super::value::{Answer, Break, Compare, Item, Sense, Source, ValueTest};
use super::{About, Operator, Spec, Test};
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::keys::{Shape, VALUE_KEYS};
use crate::rule::watch::Sight;
use crate::tree::NodeRef;

/// A comparison of a value with one other.
pub(super) struct Comparison {
    spec: Spec,
    relation: Relation,
}

/// How two texts must stand to each other.
#[derive(Clone, Copy, Debug)]
struct Relation {
    sense: Sense,
    /// Where in the first the second stands, if they are related.
    place: fn(&str, &str) -> Option<usize>,
    /// What is said between the two where the comparison does not hold.
    broken: &'static str,
}

#[derive(Debug)]
struct Compared {
    operand: Operand,
    relation: Relation,
}

impl Comparison {
    /// The comparison that `key` names and `doc` describes. `place` tells where in a text another stands, if they are related;
    /// `broken` is said between the two where it does not hold.
    pub(super) const fn new(
        key: &'static str,
        doc: &'static str,
        sense: Sense,
        place: fn(&str, &str) -> Option<usize>,
        broken: &'static str,
    ) -> Self {
        let spec = Spec {
            key,
            takes: Shape::Operand,
            about: About::Values,
            parameters: &VALUE_KEYS,
            doc,
            fields: &["value", "actual", "expected"],
            labels: &["here", "expected"],
        };
        Self { spec, relation: Relation { sense, place, broken } }
    }
}

impl Operator for Comparison {
    fn spec(&self) -> &Spec {
        &self.spec
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let key = self.spec.key;
        let source = Source::compile(fields, compiler);
        let operand = Operand::compile(fields.get(key)?, key, compiler);
        let compared = Compared { operand: operand?, relation: self.relation };
        Some(ValueTest::boxed(source?, compared))
    }
}

impl Compare for Compared {
    fn compare<'t>(&self, item: &Item<'t>, source: &Source, context: &Context<'t>, subject: NodeRef<'t>) -> Answer {
        let Some(operand) = self.operand.value(context, subject) else {
            return Answer::Skips;
        };
        let Relation { sense, place, broken } = self.relation;
        let form = source.ignoring.normalise(&operand.text);
        if sense.accepts(place(&item.form, &form).is_some()) {
            return Answer::Holds;
        }
        // The words themselves are pointed at where they stand as written.
        let at = place(&item.text, &operand.text);
        Answer::Breaks(Break {
            plain: format!("\"{}\" {broken} \"{}\"", item.text, operand.text),
            part: at.map(|at| at..at + operand.text.len()),
            evidence: operand.marks(),
            expected: Some(operand.text),
            ..Break::default()
        })
    }

    fn sights<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Sight> {
        self.operand.sight(context, subject).into_iter().collect()
    }
}
