//! Rules: invariants written in YAML, checked when they are loaded, as data.

pub mod builtin;
pub mod case;
mod problem;
#[allow(dead_code)]
mod yaml;

use std::sync::Arc;

use crate::finding::{RuleId, Severity};
use crate::source::Span;

pub use problem::{RuleProblem, RuleProblems};

/// The text of one rule file, read by the caller.
#[derive(Clone, Debug)]
pub struct RuleSource {
    /// The path or name that problems are reported under.
    pub name: String,
    /// The text of the file.
    pub text: Arc<str>,
}

/// One rule, compiled.
#[derive(Debug)]
pub struct Rule {
    id: RuleId,
    title: String,
    severity: Severity,
    since: Option<String>,
    why: Option<String>,
    cite: Option<String>,
    help: Option<String>,
    params: Vec<Param>,
    cases: Vec<case::Case>,
    is_default: bool,
    needs_lines: bool,
    source: RuleSource,
    span: Span,
}

/// A parameter of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name, as `${name}` uses it.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// The rules of a run, in the order of their identities.
#[derive(Debug, Default)]
pub struct RuleSet {
    rules: Vec<Rule>,
}

impl Rule {
    /// The identity: `pack/name`.
    pub fn id(&self) -> &RuleId {
        &self.id
    }

    /// A few words for lists.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// How grave its findings are.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// The version of tickmark that first had it.
    pub fn since(&self) -> Option<&str> {
        self.since.as_deref()
    }

    /// Why the invariant matters, for the reader of a finding.
    pub fn why(&self) -> Option<&str> {
        self.why.as_deref()
    }

    /// The regulation, manual section or practice it rests on.
    pub fn cite(&self) -> Option<&str> {
        self.cite.as_deref()
    }

    /// What to do about a finding, as written in the rule file.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The parameters with their values.
    pub fn params(&self) -> &[Param] {
        &self.params
    }

    /// The rule's own test cases.
    pub fn cases(&self) -> &[case::Case] {
        &self.cases
    }

    /// The name of the file that the rule stands in.
    pub fn file(&self) -> &str {
        &self.source.name
    }

    /// The rule's own text: its document of the file.
    pub fn source(&self) -> &str {
        &self.source.text[self.span.range()]
    }

    /// Whether the rule runs when it is not asked for by name.
    pub fn is_default(&self) -> bool {
        self.is_default
    }

    /// Whether the rule asks about `line` nodes.
    pub fn needs_lines(&self) -> bool {
        self.needs_lines
    }
}

impl RuleSet {
    /// Reads rule files.
    ///
    /// # Errors
    /// All problems of all files at once, in the order of files and positions.
    pub fn load(_sources: &[RuleSource]) -> Result<Self, RuleProblems> {
        Ok(Self::default())
    }

    /// Reads the rules that are built in.
    ///
    /// # Errors
    /// Never in a released build: a test loads them.
    pub fn builtin() -> Result<Self, RuleProblems> {
        Self::load(&builtin::rule_sources())
    }

    /// The rules, ascending by identity.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// A rule by its identity.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id.as_str() == id)
    }

    /// Keeps the rules that `keep` says yes to.
    pub fn retain(&mut self, keep: impl FnMut(&Rule) -> bool) {
        self.rules.retain(keep);
    }

    /// Whether any rule asks about `line` nodes.
    pub fn needs_lines(&self) -> bool {
        self.rules.iter().any(Rule::needs_lines)
    }
}

impl Rule {
    /// Whether a word of the command line or configuration means this rule: its identity, its pack, or `all`.
    pub fn is_meant_by(&self, word: &str) -> bool {
        word == "all" || word == self.id.as_str() || word.trim_end_matches("/*") == self.id.pack()
    }
}
