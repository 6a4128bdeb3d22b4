//! How a finding could be mended: what to take out or put in, and whether that is safe unseen.

use super::compiler::Compiler;
use super::context::Context;
use super::keys::{APPLICABILITIES, FIX_KEYS, names};
use super::spot;
use super::template::Template;
use super::verdict::{Breach, Mark};
use super::yaml::Node;
use crate::finding::{Applicability, Fix};
use crate::selector::{Path, Selector};
use crate::source::Span;
use crate::suggest::did_you_mean;
use crate::tree::NodeRef;

/// A compiled fix.
#[derive(Debug)]
pub(super) struct FixPlan {
    target: Target,
    /// What to put in; `None` deletes.
    with: Option<Template>,
    applicability: Applicability,
}

/// What a fix changes.
#[derive(Debug)]
enum Target {
    /// A place of the finding, by the name of its label.
    Mark(String),
    /// The first node.
    Node(Selector),
    /// The first value.
    Value(Path),
}

/// Reads the key `fix`. `None` where problems were noted.
pub(super) fn compile(node: &Node, compiler: &mut Compiler<'_>) -> Option<FixPlan> {
    let fields = compiler.mapping(node, "fix")?;
    compiler.check_keys(fields, &names(&FIX_KEYS));
    let applicability = match fields.get("applicability") {
        None => Some(Applicability::Review),
        Some(node) => applicability(node, compiler),
    };
    let (key, node) = match (fields.get("delete"), fields.get("replace")) {
        (Some(node), None) => ("delete", node),
        (None, Some(node)) => ("replace", node),
        _ => {
            compiler.problem("rule/missing-key", fields.start(), "a fix has either `delete` or `replace`");
            return None;
        }
    };
    let target = target(node, key, compiler);
    let with = match fields.get("with") {
        Some(node) => Some(Template::compile(node, "with", compiler)?),
        None => None,
    };
    if with.is_some() != (key == "replace") {
        let message = if key == "replace" { "`replace` needs `with`" } else { "`with` belongs to `replace`" };
        compiler.problem("rule/missing-key", fields.start(), message);
        return None;
    }
    Some(FixPlan { target: target?, with, applicability: applicability? })
}

fn applicability(node: &Node, compiler: &mut Compiler<'_>) -> Option<Applicability> {
    match compiler.text(node, "applicability")?.as_str() {
        "safe" => Some(Applicability::Safe),
        "review" => Some(Applicability::Review),
        word => {
            let label = did_you_mean(word, APPLICABILITIES);
            let message = format!("`applicability` is safe or review, not `{word}`");
            compiler.problem("rule/unknown-value", node.span, message).label = label;
            None
        }
    }
}

fn target(node: &Node, key: &str, compiler: &mut Compiler<'_>) -> Option<Target> {
    let word = compiler.text(node, key)?;
    if compiler.used.iter().any(|spec| spec.labels.contains(&word.as_str())) {
        return Some(Target::Mark(word));
    }
    if Path::is_path(&word) {
        return compiler.path(node, key).map(Target::Value);
    }
    compiler.selector(node, key).map(Target::Node)
}

impl FixPlan {
    /// The change that mends a breach found while `subject` was tested; `None` where there is nothing to change.
    pub(super) fn plan<'t>(&self, breach: &Breach<'t>, context: &Context<'t>, subject: NodeRef<'t>) -> Option<Fix> {
        let span = match &self.target {
            Target::Mark(key) => marked(breach, key)?,
            Target::Node(selector) => spot::of_node(*context.nodes(selector, subject).first()?),
            Target::Value(path) => context.values(path, subject).first()?.span,
        };
        let replacement = self.with.as_ref().map(|with| with.render(breach, context, subject));
        Some(Fix { span, replacement: replacement.unwrap_or_default(), applicability: self.applicability })
    }
}

fn marked(breach: &Breach<'_>, key: &str) -> Option<Span> {
    let marks = std::iter::once(&breach.here).chain(&breach.evidence);
    marks.into_iter().find(|mark: &&Mark| mark.key == key).map(|mark| mark.span)
}
