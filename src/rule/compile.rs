//! A rule file's documents to rules: every key checked, every mistake noted.

use std::collections::BTreeMap;

use super::case::{self, Case};
use super::compiler::Compiler;
use super::fields::Fields;
use super::fix::{self, FixPlan};
use super::keys::{RULE_KEYS, SEVERITIES, SWITCH, names};
use super::operator::Test;
use super::problem::RuleProblem;
use super::reader::{FileKind, Reader};
use super::template::Template;
use super::yaml::{self, Node, Value};
use super::{Param, Rule, RuleSource, Settings, assertion};
use crate::finding::{RuleId, Severity};
use crate::selector::{KindSet, Selector};
use crate::source::Span;

/// What a rule does: which nodes it tests, how, and what it says.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) subjects: Selector,
    pub(super) condition: Option<Box<dyn Test>>,
    pub(super) assertion: Box<dyn Test>,
    pub(super) message: Option<Template>,
    pub(super) help: Option<Template>,
    pub(super) labels: Vec<(String, Template)>,
    pub(super) fix: Option<FixPlan>,
}

/// Reads the rules of a file.
///
/// # Errors
/// All problems of the file, in the order of their places.
pub(super) fn file(source: &RuleSource, settings: &Settings) -> Result<Vec<Rule>, Vec<RuleProblem>> {
    let mut reader = Reader::new(source, FileKind::Rules);
    let documents = reader.documents();
    if documents.is_empty() && reader.problems.is_empty() {
        reader.problem("rule/empty", Span::new(0, 0), "the file holds no rule");
    }
    let mut problems = reader.problems;
    let mut rules = Vec::new();
    for document in &documents {
        let mut compiler = Compiler::new(source);
        rules.extend(rule(document, source, settings, &mut compiler));
        problems.append(compiler.problems());
    }
    problems.sort_by_key(|problem| problem.span);
    if problems.is_empty() { Ok(rules) } else { Err(problems) }
}

fn rule(document: &Node, source: &RuleSource, settings: &Settings, compiler: &mut Compiler<'_>) -> Option<Rule> {
    let Value::Mapping(entries) = &document.value else {
        compiler.wrong_type(document, "a rule", "a mapping with the keys `id`, `for`, `assert` …");
        return None;
    };
    let fields = Fields::new(document.span, entries);
    check_keys(fields, compiler);
    let id = id(fields, compiler);
    let given = id.as_ref().and_then(|id| settings.params.get(id.as_str()));
    let params = params(fields, given, compiler);
    let mut text = |key: &str| fields.get(key).and_then(|node| compiler.text(node, key));
    let (title, since, why, cite) = (text("title"), text("since"), text("why"), text("cite"));
    let help = text("help");
    let severity = severity(fields, compiler);
    let is_default = is_default(fields, compiler);
    let program = program(fields, compiler);
    let cases = fields.get("tests").map(|node| case::compile(node, compiler)).unwrap_or_default();
    if let Some(params) = params {
        compiler.check_params_used(params);
    }
    let id = id?;
    Some(Rule {
        title: title.unwrap_or_else(|| id.as_str().to_owned()),
        id,
        severity: severity.unwrap_or(Severity::Warning),
        since,
        why,
        cite,
        help,
        params: std::mem::take(&mut compiler.params),
        cases,
        is_default,
        needs_lines: compiler.needs_lines,
        written: names(&RULE_KEYS).into_iter().filter(|key| fields.get(key).is_some()).collect(),
        source: source.clone(),
        span: document.span,
        id_span: fields.get("id").map_or(document.span, |node| node.span),
        assertions: std::mem::take(&mut compiler.assertions),
        program: program?,
    })
}

fn check_keys(fields: Fields<'_>, compiler: &mut Compiler<'_>) {
    for (key, reason) in [
        ("scope", "rules over several documents are not supported yet"),
        ("expr", "`expr` is reserved and not supported yet"),
    ] {
        if let Some(key) = fields.key(key) {
            compiler.problem("rule/unsupported", key.span, reason);
        }
    }
    let mut known = names(&RULE_KEYS);
    known.extend(fields.key("expr").map(|_| "expr"));
    compiler.check_keys(fields, &known);
    compiler.require_keys(fields, &RULE_KEYS, "the rule");
}

fn id(fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<RuleId> {
    let node = fields.get("id")?;
    let text = compiler.text(node, "id")?;
    let is_kebab = |part: &str| {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        part.starts_with(|first: char| first.is_ascii_lowercase()) && part.bytes().all(fits)
    };
    let is_proper = text.split_once('/').is_some_and(|(pack, name)| is_kebab(pack) && is_kebab(name));
    if !is_proper {
        let message = format!("`{text}` is no rule id");
        compiler.problem("rule/bad-id", node.span, message).help =
            Some("an id is `pack/name`, both in small letters, digits and hyphens".to_owned());
        return None;
    }
    Some(RuleId::new(&text))
}

fn severity(fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Severity> {
    let node = fields.get("severity")?;
    let word = compiler.word(node, "severity", &SEVERITIES)?;
    Severity::ALL.into_iter().find(|severity| severity.name() == word)
}

/// Whether the rule runs without being asked for; `default: off` says no.
fn is_default(fields: Fields<'_>, compiler: &mut Compiler<'_>) -> bool {
    let Some(node) = fields.get("default") else {
        return true;
    };
    if !node.scalar().is_some_and(|word| SWITCH.contains(&word)) {
        compiler.problem("rule/unknown-value", node.span, "`default` is on or off");
    }
    node.scalar() != Some("off")
}

/// Reads the parameters into the compiler, and hands their mapping back.
///
/// A value from the configuration takes the place of the rule's own.
fn params<'n>(
    fields: Fields<'n>,
    given: Option<&BTreeMap<String, String>>,
    compiler: &mut Compiler<'_>,
) -> Option<Fields<'n>> {
    let params = compiler.mapping(fields.get("params")?, "params")?;
    for entry in params.iter() {
        let name = entry.key.text.clone();
        if let Some(value) = compiler.text(&entry.value, &name) {
            let value = given.and_then(|given| given.get(&name)).cloned().unwrap_or(value);
            compiler.params.push(Param { name, value });
        }
    }
    Some(params)
}

/// Compiles what the rule does. `None` where problems were noted.
fn program(fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Program> {
    let subjects = fields.get("for").and_then(|node| compiler.selector(node, "for"));
    // Without the nodes that it starts from nothing else can be checked against the schema.
    compiler.kinds = subjects.as_ref().map_or_else(KindSet::all, Selector::kinds);
    let condition = fields.get("when").map(|node| {
        let compile = |compiler: &mut Compiler<'_>| assertion::compile(node, "when", compiler);
        compiler.quietly(compile)
    });
    let assertion = fields.get("assert").and_then(|node| assertion::compile(node, "assert", compiler));
    let template = |key: &str, compiler: &mut Compiler<'_>| match fields.get(key) {
        None => Some(None),
        Some(node) => Template::compile(node, key, compiler).map(Some),
    };
    let (message, help) = (template("message", compiler), template("help", compiler));
    // Which places a finding has is known from the assertion alone.
    let assertion = assertion?;
    let labels = labels(fields, compiler);
    let fix = match fields.get("fix") {
        None => Some(None),
        Some(node) => fix::compile(node, compiler).map(Some),
    };
    Some(Program {
        subjects: subjects?,
        condition: match condition {
            None => None,
            Some(condition) => Some(condition?),
        },
        assertion,
        message: message?,
        help: help?,
        labels: labels?,
        fix: fix?,
    })
}

fn labels(fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Vec<(String, Template)>> {
    let Some(node) = fields.get("labels") else {
        return Some(Vec::new());
    };
    let labels = compiler.mapping(node, "labels")?;
    let mut known: Vec<&str> = compiler.used.iter().flat_map(|spec| spec.labels.iter().copied()).collect();
    known.sort_unstable();
    known.dedup();
    compiler.check_keys(labels, &known);
    let label = |entry: &yaml::Entry| {
        let template = Template::compile(&entry.value, &entry.key.text, compiler)?;
        Some((entry.key.text.clone(), template))
    };
    let compiled: Vec<Option<(String, Template)>> = labels.iter().map(label).collect();
    compiled.into_iter().collect()
}

/// What a finished rule still lacks: a case of each outcome, and for a rule that is shipped, the keys of its page.
pub(super) fn missing_cases(rule: &Rule) -> Option<RuleProblem> {
    use case::Expectation::{Fail, Pass, Skip};
    let lacks = |expectation: &case::Expectation| !rule.cases.iter().any(|case: &Case| case.expect == *expectation);
    let lacking: Vec<&str> =
        [Fail, Pass, Skip].iter().filter(|wanted| lacks(wanted)).map(|wanted| wanted.name()).collect();
    if lacking.is_empty() {
        return None;
    }
    let mut compiler = Compiler::new(&rule.source);
    let message = format!("`{}` has no test case that expects {}", rule.id, lacking.join(", "));
    compiler.problem("rule/missing-cases", rule.id_span, message).help =
        Some("add it under `tests`: a name, a text, and what to expect".to_owned());
    compiler.problems().pop()
}
