//! What the reading of every YAML file shares, be it rules, configuration or waivers: values by type, unknown keys, and the
//! mistakes with their places.

use super::RuleSource;
use super::fields::Fields;
use super::problem::{Place, RuleProblem};
use super::yaml::{self, Node, Value};
use crate::source::Span;
use crate::suggest::{did_you_mean, nearest};

/// What a file is read as; decides the first word of its problems' codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// Rules: `rule/unknown-key`.
    Rules,
    /// The configuration: `config/unknown-key`.
    Configuration,
    /// Waivers: `waiver/unknown-key`.
    Waivers,
}

/// A YAML file with the mistakes that were found in it so far.
pub(crate) struct Reader<'s> {
    source: &'s RuleSource,
    kind: FileKind,
    pub(crate) problems: Vec<RuleProblem>,
}

/// The codes of mistakes that any YAML file may have, by the kind of the file.
const SHARED_CODES: [[&str; 3]; 7] = [
    ["rule/yaml", "config/yaml", "waiver/yaml"],
    ["rule/too-large", "config/too-large", "waiver/too-large"],
    ["rule/too-deep", "config/too-deep", "waiver/too-deep"],
    ["rule/tag", "config/tag", "waiver/tag"],
    ["rule/duplicate-key", "config/duplicate-key", "waiver/duplicate-key"],
    ["rule/unknown-key", "config/unknown-key", "waiver/unknown-key"],
    ["rule/wrong-type", "config/wrong-type", "waiver/wrong-type"],
];

impl<'s> Reader<'s> {
    pub(crate) fn new(source: &'s RuleSource, kind: FileKind) -> Self {
        Self { source, kind, problems: Vec::new() }
    }

    /// Reads the documents of the file; none where it is no YAML, which is noted.
    pub(crate) fn documents(&mut self) -> Vec<Node> {
        match yaml::read(&self.source.text) {
            Ok(documents) => documents,
            Err(problems) => {
                for found in problems {
                    let problem = self.problem(found.code, found.span, found.message);
                    (problem.label, problem.help) = (found.label, found.help);
                }
                Vec::new()
            }
        }
    }

    /// The place of some bytes of the file.
    pub(crate) fn place(&self, span: Span) -> Place {
        Place::new(self.source.clone(), span)
    }

    /// Notes a problem; the caller may add a label or help.
    pub(crate) fn problem(&mut self, code: &'static str, span: Span, message: impl Into<String>) -> &mut RuleProblem {
        let column = self.kind as usize;
        let shared = SHARED_CODES.iter().find(|codes| codes[0] == code);
        let problem = self.place(span).problem(shared.map_or(code, |codes| codes[column]), message);
        self.problems.push(problem);
        self.problems.last_mut().expect("internal error: just pushed")
    }

    /// Notes that a value is not what its key takes.
    pub(crate) fn wrong_type(&mut self, node: &Node, key: &str, wanted: &str) -> &mut RuleProblem {
        let found = match &node.value {
            Value::Text(text) if !text.trim().is_empty() => format!("\"{}\"", clip(text)),
            Value::Number(text) | Value::Bool(text) => text.clone(),
            _ => node.describe().to_owned(),
        };
        let message = format!("`{key}` takes {wanted}, not {found}");
        self.problem("rule/wrong-type", node.span, message)
    }

    /// Reads a value as a mapping.
    pub(crate) fn mapping<'n>(&mut self, node: &'n Node, key: &str) -> Option<Fields<'n>> {
        match &node.value {
            Value::Mapping(entries) => Some(Fields::new(node.span, entries)),
            _ => {
                self.wrong_type(node, key, "a mapping");
                None
            }
        }
    }

    /// Notes every key that is not known here, with the nearest known one.
    pub(crate) fn check_keys(&mut self, fields: Fields<'_>, known: &[&str]) {
        for entry in fields.iter().filter(|entry| !known.contains(&entry.key.text.as_str())) {
            let message = format!("unknown key `{}`", entry.key.text);
            let label = did_you_mean(&entry.key.text, known.iter().copied());
            let problem = self.problem("rule/unknown-key", entry.key.span, message);
            problem.help = label.is_none().then(|| format!("known here: {}", known.join(", ")));
            problem.label = label;
        }
    }

    /// Whether a key is there, or a misspelling of it, which is noted elsewhere.
    pub(crate) fn has_key(&self, fields: Fields<'_>, key: &str, known: &[&str]) -> bool {
        let is_misspelt = |text: &str| !known.contains(&text) && nearest(text, known.iter().copied()) == Some(key);
        fields.get(key).is_some() || fields.iter().any(|entry| is_misspelt(&entry.key.text))
    }

    /// Reads a value as plain text, a number's text included.
    pub(crate) fn text(&mut self, node: &Node, key: &str) -> Option<String> {
        match node.scalar() {
            Some(text) if !text.trim().is_empty() => Some(text.to_owned()),
            _ => {
                self.wrong_type(node, key, "text");
                None
            }
        }
    }
}

/// The beginning of a text that a message names, on one line.
fn clip(text: &str) -> String {
    const LONGEST: usize = 40;
    let folded = crate::tree::fold(text);
    match folded.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", folded[..at].trim_end()),
        None => folded.into_owned(),
    }
}
