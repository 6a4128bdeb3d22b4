//! The values that an operator holds a value against: those of a path, or what `target-part` picks of them.

use std::collections::HashSet;
use std::rc::Rc;

use regex::Regex;

use crate::rule::capitals::Capitals;
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::ignoring::Ignoring;
use crate::rule::keys::{Key, TARGET_PART, VALUE_KEYS};
use crate::rule::part::parts_of;
use crate::rule::watch::Sight;
use crate::selector::{LetterCase, Path};
use crate::tree::NodeRef;

/// The keys that may stand beside an operator that takes such a path.
pub(super) const PARAMETERS: [Key; 5] = [VALUE_KEYS[0], VALUE_KEYS[1], VALUE_KEYS[2], VALUE_KEYS[3], TARGET_PART];

#[derive(Debug)]
pub(super) struct Picked {
    pub(super) path: Path,
    /// What is picked of each value.
    part: Option<Regex>,
}

impl Picked {
    /// Reads the path under an operator's `key`, and `target-part` beside it.
    pub(super) fn compile(fields: Fields<'_>, key: &str, compiler: &mut Compiler<'_>) -> Option<Self> {
        let path = compiler.path(fields.get(key)?, key);
        let part = match fields.get(TARGET_PART.name) {
            None => Some(None),
            Some(node) => compiler.pattern(node, TARGET_PART.name, LetterCase::Matters).map(Some),
        };
        Some(Self { path: path?, part: part? })
    }

    /// The values, in the order of the document.
    pub(super) fn values<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<String> {
        let values = context.values(&self.path, subject);
        let parts = values.iter().flat_map(|datum| parts_of(self.part.as_ref(), &datum.value.text()));
        parts.map(|(_, part)| part).collect()
    }

    /// Their normal forms.
    pub(super) fn forms<'t>(
        &self,
        ignoring: &Ignoring,
        context: &Context<'t>,
        subject: NodeRef<'t>,
    ) -> Rc<HashSet<String>> {
        context.forms(&self.path, self.part.as_ref(), ignoring, subject)
    }

    /// What they are, ready to be sought in texts.
    pub(super) fn capitals<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Rc<Capitals<'t>> {
        context.capitals(&self.path, self.part.as_ref(), subject)
    }

    pub(super) fn sights<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Sight> {
        vec![context.sight(&self.path, subject)]
    }
}
