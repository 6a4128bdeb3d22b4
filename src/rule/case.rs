//! A rule's own test cases: an exhibit in a few lines, and what the rule must say of it.

use std::sync::Arc;

use super::Rule;
use super::compiler::Compiler;
use super::context::Context;
use super::evaluate::Hit;
use super::fields::Fields;
use super::keys::{CASE_KEYS, EXPECTATIONS, PLACE_KEYS, names};
use super::yaml::{Node, Value};
use crate::decode::Text;
use crate::finding::Outcome;
use crate::grammar;
use crate::source::Span;
use crate::submission::{Document, Recognised, recognise};
use crate::tree::{DocumentTree, fold};

/// One test case of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What it shows, unique in the rule.
    pub name: String,
    /// The exhibit.
    pub text: String,
    /// How the rule must end on it.
    pub expect: Expectation,
    /// Where its findings must stand, for [`Expectation::Fail`]: all of them, no more. Empty where the case leaves it open.
    pub at: Vec<Place>,
    /// The bytes of the rule file that the case takes.
    pub span: Span,
}

/// How a rule must end on a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expectation {
    /// With at least one finding.
    Fail,
    /// With something tested and no finding.
    Pass,
    /// With nothing to test.
    Skip,
    /// Without an answer.
    Undetermined,
}

/// Where a finding of a case must stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The 1-based line of the case's text.
    pub line: usize,
    /// The text of the finding's span, white space folded.
    pub text: Option<String>,
    /// The whole message.
    pub message: Option<String>,
}

/// How a case came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseResult {
    /// The name of the case.
    pub name: String,
    /// How the rule had to end.
    pub expected: Expectation,
    /// How it ended.
    pub actual: Expectation,
    /// Places where a finding is missing, each on one line.
    pub missing: Vec<String>,
    /// Findings that were not expected, each on one line.
    pub noisy: Vec<String>,
    /// Why the rule could not be decided, where it ended so.
    pub reason: Option<String>,
}

impl Expectation {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Fail, Self::Pass, Self::Skip, Self::Undetermined];

    /// The name as cases write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Pass => "pass",
            Self::Skip => "skip",
            Self::Undetermined => "undetermined",
        }
    }

    fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Fail { .. } => Self::Fail,
            Outcome::Pass { .. } => Self::Pass,
            Outcome::Skip => Self::Skip,
            Outcome::Undetermined { .. } => Self::Undetermined,
        }
    }
}

impl CaseResult {
    /// Whether the rule did what the case says.
    pub fn is_right(&self) -> bool {
        self.expected == self.actual && self.missing.is_empty() && self.noisy.is_empty()
    }

    /// What went wrong, one line a fact; empty where nothing did.
    pub fn describe(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.expected != self.actual {
            let reason = self.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
            lines.push(format!("expected {}, got {}{reason}", self.expected.name(), self.actual.name()));
        }
        lines.extend(self.missing.iter().map(|place| format!("missing: {place}")));
        lines.extend(self.noisy.iter().map(|finding| format!("noisy: {finding}")));
        lines
    }
}

/// Runs all cases of a rule. `parse` makes a tree of a case's text, with lines where the rule needs them.
pub fn run(rule: &Rule, parse: impl Fn(&Document) -> DocumentTree) -> Vec<CaseResult> {
    rule.cases().iter().map(|case| run_one(rule, case, &parse)).collect()
}

/// Runs one case of a rule.
pub fn run_one(rule: &Rule, case: &Case, parse: impl Fn(&Document) -> DocumentTree) -> CaseResult {
    judge(rule, case, &Context::new(&case.tree(rule, parse)))
}

impl Case {
    /// The tree that the rule is tested on: that of the case's text, or, where the text is a submission, what the rule is about:
    /// the submission as a whole, or its first document.
    pub fn tree(&self, rule: &Rule, parse: impl Fn(&Document) -> DocumentTree) -> DocumentTree {
        let text = Arc::new(Text::from_string(self.text.clone()));
        let document = match recognise(self.name.clone(), Arc::clone(&text)) {
            Recognised::Submission(submission) if rule.is_about_submission() => return grammar::envelope(&submission),
            Recognised::Submission(submission) => submission.document(0),
            other => other,
        };
        match document {
            Recognised::Exhibit(document) | Recognised::Empty(document) => parse(&document),
            _ => parse(&Document::standalone(self.name.clone(), text)),
        }
    }
}

/// What a rule says of a case whose tree is made already.
pub(super) fn judge(rule: &Rule, case: &Case, context: &Context<'_>) -> CaseResult {
    let (outcome, hits) = rule.evaluate(context);
    let (missing, noisy) = compare(case, context.index().tree(), &hits);
    CaseResult {
        name: case.name.clone(),
        expected: case.expect,
        actual: Expectation::of(&outcome),
        missing,
        noisy,
        reason: match outcome {
            Outcome::Undetermined { reason } => Some(reason),
            _ => None,
        },
    }
}

/// The places without a finding, and the findings without a place.
fn compare(case: &Case, tree: &DocumentTree, hits: &[Hit<'_>]) -> (Vec<String>, Vec<String>) {
    let describe = |hit: &Hit<'_>| {
        let line = tree.text().line(hit.span.start());
        format!("line {line} \"{}\": {}", fold(tree.text().slice(hit.span)), hit.message)
    };
    if case.expect != Expectation::Fail {
        return (Vec::new(), hits.iter().map(describe).collect());
    }
    if case.at.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let mut open: Vec<&Hit<'_>> = hits.iter().collect();
    let mut missing = Vec::new();
    for place in &case.at {
        match open.iter().position(|hit| place.fits(tree, hit)) {
            Some(at) => {
                open.remove(at);
            }
            None => missing.push(place.describe()),
        }
    }
    (missing, open.into_iter().map(describe).collect())
}

impl Place {
    fn fits(&self, tree: &DocumentTree, hit: &Hit<'_>) -> bool {
        let text = tree.text();
        text.line(hit.span.start()) == self.line
            && self.text.as_ref().is_none_or(|wanted| *wanted == fold(text.slice(hit.span)))
            && self.message.as_ref().is_none_or(|wanted| *wanted == hit.message)
    }

    fn describe(&self) -> String {
        let mut line = format!("line {}", self.line);
        if let Some(text) = &self.text {
            line.push_str(&format!(" \"{text}\""));
        }
        if let Some(message) = &self.message {
            line.push_str(&format!(": {message}"));
        }
        line
    }
}

/// Reads the key `tests`.
pub(super) fn compile(node: &Node, compiler: &mut Compiler<'_>) -> Vec<Case> {
    let Value::Sequence(items) = &node.value else {
        compiler.wrong_type(node, "tests", "a list of cases");
        return Vec::new();
    };
    let mut cases: Vec<Case> = Vec::new();
    for item in items {
        let Some(case) = case(item, compiler) else {
            continue;
        };
        if cases.iter().any(|other| other.name == case.name) {
            compiler.problem("rule/duplicate-case", case.span, format!("two cases are named \"{}\"", case.name));
        }
        cases.push(case);
    }
    cases
}

fn case(node: &Node, compiler: &mut Compiler<'_>) -> Option<Case> {
    let fields = compiler.mapping(node, "tests")?;
    compiler.check_keys(fields, &names(&CASE_KEYS));
    compiler.require_keys(fields, &CASE_KEYS, "the case");
    let (name, text, expect) = (fields.get("name"), fields.get("text"), fields.get("expect"));
    let name = name.and_then(|node| compiler.text(node, "name"));
    let text = text.and_then(|node| match node.scalar() {
        // A case may well be blank.
        Some(text) => Some(text.to_owned()),
        None => compiler.text(node, "text"),
    });
    let expect = expect.and_then(|node| expectation(node, compiler));
    let at = places(fields, expect, compiler);
    Some(Case { name: name?, text: text?, expect: expect?, at, span: node.span })
}

fn expectation(node: &Node, compiler: &mut Compiler<'_>) -> Option<Expectation> {
    let word = compiler.word(node, "expect", &EXPECTATIONS)?;
    Expectation::ALL.into_iter().find(|expectation| expectation.name() == word)
}

fn places(fields: Fields<'_>, expect: Option<Expectation>, compiler: &mut Compiler<'_>) -> Vec<Place> {
    let Some(node) = fields.get("at") else {
        return Vec::new();
    };
    if expect.is_some_and(|expect| expect != Expectation::Fail) {
        let span = fields.key("at").map_or(node.span, |key| key.span);
        compiler.problem("rule/contradiction", span, "`at` says where findings stand, but none is expected");
    }
    let Value::Sequence(items) = &node.value else {
        compiler.wrong_type(node, "at", "a list of places such as `{ line: 9, text: … }`");
        return Vec::new();
    };
    items.iter().filter_map(|item| place(item, compiler)).collect()
}

fn place(node: &Node, compiler: &mut Compiler<'_>) -> Option<Place> {
    let fields = compiler.mapping(node, "at")?;
    compiler.check_keys(fields, &names(&PLACE_KEYS));
    compiler.require_keys(fields, &PLACE_KEYS, "the place");
    let line = fields.get("line")?;
    let line = compiler.count(line, "line");
    let mut text = |key: &str| fields.get(key).and_then(|node| compiler.text(node, key));
    let (text, message) = (text("text"), text("message"));
    Some(Place { line: line?, text, message })
}
