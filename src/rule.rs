//! Rules: invariants written in YAML, checked when they are loaded, as data.
//!
//! Loading reads the YAML with places (`yaml`), puts parameters in and checks every key, selector and placeholder (`compile`,
//! `assertion`, `operator`, `template`). [`Rule::evaluate`] tests one rule on one document: each node that `for` finds and `when`
//! lets through is tested once.
//!
//! | a node ends | where |
//! |---|---|
//! | passed | the assertion holds |
//! | failed | it does not; one finding for each thing that is wrong, with its own place and evidence |
//! | skipped | there is nothing to test: no value, no operand, a list that is not kept in order (`mostly`) |
//! | undetermined | a date is compared that stands there without a day |
//!
//! A rule fails where any node fails, is else undetermined where any node is, else passes where any passed, else is skipped.

mod asserted;
mod assertion;
pub mod builtin;
mod capitals;
pub mod case;
mod compile;
mod compiler;
mod context;
mod evaluate;
pub(crate) mod fields;
mod fix;
mod ignoring;
mod keys;
mod near;
mod operator;
mod order;
mod part;
mod problem;
pub(crate) mod reader;
mod spot;
mod template;
#[cfg(test)]
mod tests;
mod trace;
pub mod trial;
mod unfold;
mod verdict;
mod watch;
pub(crate) mod yaml;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{RuleId, Severity};
use crate::source::{LineIndex, Span};
use crate::tree::Kind;

pub use asserted::Assertion;
pub use context::Context;
pub use evaluate::Hit;
pub use ignoring::WORDS as IGNORING_WORDS;
pub use keys::{Key, RULE_KEYS, Shape, VALUE_KEYS};
pub use operator::{About, Spec, specs};
pub use problem::{Place, RuleProblem, RuleProblems};
pub use trace::{Subject, Trace};
pub use watch::{Answer, Change, Record, Seen, Sight};

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
    /// The keys that its author wrote.
    written: Vec<&'static str>,
    source: RuleSource,
    /// The rule's document of the file.
    span: Span,
    id_span: Span,
    assertions: Vec<Assertion>,
    program: compile::Program,
}

/// A parameter of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name, as `${name}` uses it.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// What the configuration changes in rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Values of parameters, by rule id and name.
    pub params: BTreeMap<String, BTreeMap<String, String>>,
    /// Severities, by rule id.
    pub severities: BTreeMap<String, Severity>,
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

    /// The assertions of `when` and `assert` in the order in which they stand; one that holds others comes before them.
    pub fn assertions(&self) -> &[Assertion] {
        &self.assertions
    }

    /// The 1-based line of the rule's file on which a byte of it stands.
    pub fn line(&self, offset: usize) -> usize {
        LineIndex::new(&self.source.text).line(offset)
    }

    /// The name of the file that the rule stands in.
    pub fn file(&self) -> &str {
        &self.source.name
    }

    /// The rule's own text: its document of the file.
    pub fn source(&self) -> &str {
        &self.source.text[self.span.range()]
    }

    /// The keys that the rule's author wrote, in the order of [`RULE_KEYS`].
    pub fn written(&self) -> &[&'static str] {
        &self.written
    }

    /// Whether the rule is one of those that are built in.
    pub fn is_builtin(&self) -> bool {
        let named = self.source.name.strip_prefix("rules/");
        named.is_some_and(|name| builtin::sources().contains(&(name, &self.source.text)))
    }

    /// Whether the rule runs when it is not asked for by name.
    pub fn is_default(&self) -> bool {
        self.is_default
    }

    /// Whether a word of the command line or configuration means this rule: its identity, its pack, or `all`.
    pub fn is_meant_by(&self, word: &str) -> bool {
        word == "all" || word == self.id.as_str() || word.trim_end_matches("/*") == self.id.pack()
    }

    /// Whether the rule asks about a submission as a whole, and not about each of its documents.
    pub fn is_about_submission(&self) -> bool {
        let around = [Kind::Submission, Kind::Filer];
        self.program.subjects.kinds().iter().all(|kind| around.contains(&kind))
    }

    /// Whether the rule asks about nodes that are built only on request: lines or markup.
    pub fn needs_lines(&self) -> bool {
        self.needs_lines
    }
}

impl RuleSet {
    /// Reads rule files.
    ///
    /// # Errors
    /// All problems of all files at once, in the order of files and positions.
    pub fn load(sources: &[RuleSource]) -> Result<Self, RuleProblems> {
        Self::load_with(sources, &Settings::default())
    }

    /// Reads rule files as the configuration sets them.
    ///
    /// A parameter that a rule does not have is not told here: the configuration knows where it stands in its own file.
    ///
    /// # Errors
    /// As [`RuleSet::load`].
    pub fn load_with(sources: &[RuleSource], settings: &Settings) -> Result<Self, RuleProblems> {
        let mut rules: Vec<Rule> = Vec::new();
        let mut problems = Vec::new();
        for source in sources {
            match compile::file(source, settings) {
                Ok(more) => rules.extend(more),
                Err(more) => problems.extend(more),
            }
        }
        problems.extend(duplicates(&rules));
        if !problems.is_empty() {
            let order = |problem: &RuleProblem| {
                let file = sources.iter().position(|source| source.name == problem.file);
                (file, problem.span)
            };
            problems.sort_by_key(order);
            return Err(RuleProblems(problems));
        }
        for rule in &mut rules {
            rule.severity = settings.severities.get(rule.id.as_str()).copied().unwrap_or(rule.severity);
        }
        rules.sort_by(|left, right| left.id.cmp(&right.id));
        Ok(Self { rules })
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

    /// What the rules lack of test cases: each needs one that fails, one that passes and one that has nothing to test.
    pub fn missing_cases(&self) -> Vec<RuleProblem> {
        self.rules.iter().filter_map(compile::missing_cases).collect()
    }

    /// Whether any rule asks about nodes that are built only on request: lines or markup.
    pub fn needs_lines(&self) -> bool {
        self.rules.iter().any(Rule::needs_lines)
    }
}

/// Every rule whose identity another rule before it has already.
fn duplicates(rules: &[Rule]) -> Vec<RuleProblem> {
    let mut first: BTreeMap<&RuleId, &Rule> = BTreeMap::new();
    let mut problems = Vec::new();
    for rule in rules {
        let Some(other) = first.get(&rule.id) else {
            first.insert(&rule.id, rule);
            continue;
        };
        let text = &other.source.text;
        let position = LineIndex::new(text).position(text, other.id_span.start());
        let place = format!("{}:{}:{}", other.source.name, position.line, position.column);
        problems.push(RuleProblem {
            code: "rule/duplicate-id",
            message: format!("two rules have the id `{}`", rule.id),
            file: rule.source.name.clone(),
            source: Arc::clone(&rule.source.text),
            span: rule.id_span,
            label: Some(format!("first at {place}")),
            help: None,
        });
    }
    problems
}
