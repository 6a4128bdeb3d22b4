//! One rule on one document: which nodes it tests, and what it says of them.

use super::Rule;
use super::compile::Program;
use super::context::Context;
use super::operator::Test;
use super::template::Template;
use super::verdict::{Breach, Mark, Verdict};
use crate::finding::{Evidence, Fix, Outcome};
use crate::source::Span;
use crate::tree::NodeRef;

/// What a rule says of one place: a finding before it is placed in its document.
#[derive(Debug)]
pub struct Hit<'t> {
    /// The node that is at fault.
    pub node: NodeRef<'t>,
    /// The bytes that are at fault.
    pub span: Span,
    /// What is wrong, on one line.
    pub message: String,
    /// What the span itself is.
    pub label: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// Further places, in document order.
    pub evidence: Vec<Evidence>,
    /// How it could be mended.
    pub fix: Option<Fix>,
    /// The value at fault, for the fingerprint.
    pub value: Option<String>,
}

impl Rule {
    /// Tests the rule on a document. The hits stand in the order in which the nodes were tested.
    pub fn evaluate<'t>(&self, context: &Context<'t>) -> (Outcome, Vec<Hit<'t>>) {
        let program = &self.program;
        let (mut tested, mut hits, mut reason) = (0, Vec::new(), None);
        for subject in program.subjects.find_in(context.index()) {
            match program.judge(context, subject) {
                None | Some(Verdict::Skipped) => {}
                Some(Verdict::Passed) => tested += 1,
                Some(Verdict::Failed(breaches)) => {
                    tested += 1;
                    hits.extend(breaches.iter().map(|breach| program.hit(breach, context, subject)));
                }
                Some(Verdict::Undetermined(why)) => reason = reason.or(Some(why)),
            }
        }
        let outcome = match reason {
            _ if !hits.is_empty() => Outcome::Fail { tested, findings: hits.len() },
            Some(reason) => Outcome::Undetermined { reason },
            None if tested > 0 => Outcome::Pass { tested },
            None => Outcome::Skip,
        };
        (outcome, hits)
    }
}

impl Program {
    /// What the rule says of a node; `None` where its condition does not hold of it.
    pub(super) fn judge<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Option<Verdict<'t>> {
        let holds = |condition: &dyn Test| matches!(condition.test(context, subject), Verdict::Passed);
        let applies = self.condition.as_deref().is_none_or(holds);
        applies.then(|| self.assertion.test(context, subject))
    }

    fn hit<'t>(&self, breach: &Breach<'t>, context: &Context<'t>, subject: NodeRef<'t>) -> Hit<'t> {
        let render = |template: &Template| template.render(breach, context, subject);
        let label = |mark: &Mark| {
            let written = self.labels.iter().find(|(key, _)| key == mark.key);
            written.map(|(_, label)| render(label)).or_else(|| mark.label.map(str::to_owned))
        };
        let mut evidence: Vec<Evidence> = breach
            .evidence
            .iter()
            .map(|mark| Evidence { span: mark.span, message: label(mark).unwrap_or_default() })
            .collect();
        evidence.sort_by_key(|evidence| evidence.span);
        Hit {
            node: breach.node,
            span: breach.here.span,
            message: self.message.as_ref().map_or_else(|| breach.plain.clone(), render),
            label: label(&breach.here),
            help: self.help.as_ref().map(render),
            evidence,
            fix: self.fix.as_ref().and_then(|fix| fix.plan(breach, context, subject)),
            value: breach.slots.value.clone(),
        }
    }
}
