//! What the compilation of one rule knows and collects: its file, its parameters, where selectors start, what went wrong.

use std::collections::BTreeSet;

use super::asserted::Assertion;
use super::fields::Fields;
use super::ignoring::{Ignoring, WORDS};
use super::keys::{Key, names};
use super::operator::Spec;
use super::problem::RuleProblem;
use super::reader::{FileKind, Reader};
use super::unfold::unfold;
use super::yaml::{Node, Value};
use super::{Param, RuleSource};
use crate::selector::{KindSet, LetterCase, Path, Selector, SelectorError, compile_pattern};
use crate::source::Span;
use crate::suggest::did_you_mean;

/// The state of the compilation of one rule.
pub(super) struct Compiler<'s> {
    source: &'s RuleSource,
    reader: Reader<'s>,
    pub(super) params: Vec<Param>,
    used_params: BTreeSet<String>,
    /// The kinds of the nodes that selectors and paths start at.
    pub(super) kinds: KindSet,
    pub(super) needs_lines: bool,
    /// The operators that can make a finding, in the order in which they stand.
    pub(super) used: Vec<&'static Spec>,
    /// The assertions in the order in which they stand; one that holds others comes before them.
    pub(super) assertions: Vec<Assertion>,
    /// The way to what is being read, as [`Assertion::path`] writes it.
    trail: String,
}

/// Text of a rule file after its parameters have been put in.
pub(super) struct Written {
    pub(super) text: String,
    span: Span,
    raw: String,
    pieces: Vec<Piece>,
}

/// A run of text that is either written as it is or put in for a parameter.
struct Piece {
    /// Where it begins in the finished text.
    at: usize,
    /// The bytes of the written text that it comes from.
    from: std::ops::Range<usize>,
    is_param: bool,
}

impl<'s> Compiler<'s> {
    pub(super) fn new(source: &'s RuleSource) -> Self {
        Self {
            source,
            reader: Reader::new(source, FileKind::Rules),
            params: Vec::new(),
            used_params: BTreeSet::new(),
            kinds: KindSet::all(),
            needs_lines: false,
            used: Vec::new(),
            assertions: Vec::new(),
            trail: String::new(),
        }
    }

    /// Compiles what stands under a key, or in a list as `[2]`.
    pub(super) fn within<T>(&mut self, step: &str, compile: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.trail.len();
        if length > 0 && !step.starts_with('[') {
            self.trail.push('.');
        }
        self.trail.push_str(step);
        let compiled = compile(self);
        self.trail.truncate(length);
        compiled
    }

    /// Numbers an assertion.
    pub(super) fn number_assertion(&mut self, span: Span, written: String) -> usize {
        self.assertions.push(Assertion { path: self.trail.clone(), written, span });
        self.assertions.len() - 1
    }

    /// The text of the file at a place, its white space folded.
    pub(super) fn slice(&self, span: Span) -> String {
        self.source.text[span.range()].split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Compiles what makes no finding itself, so that messages need not fit it.
    pub(super) fn quietly<T>(&mut self, compile: impl FnOnce(&mut Self) -> T) -> T {
        let used = self.used.len();
        let compiled = compile(self);
        self.used.truncate(used);
        compiled
    }

    /// The problems noted so far.
    pub(super) fn problems(&mut self) -> &mut Vec<RuleProblem> {
        &mut self.reader.problems
    }

    /// Notes a problem; the caller may add a label or help.
    pub(super) fn problem(&mut self, code: &'static str, span: Span, message: impl Into<String>) -> &mut RuleProblem {
        self.reader.problem(code, span, message)
    }

    /// Notes that a value is not what its key takes.
    pub(super) fn wrong_type(&mut self, node: &Node, key: &str, wanted: &str) -> &mut RuleProblem {
        self.reader.wrong_type(node, key, wanted)
    }

    /// Reads a value as a mapping.
    pub(super) fn mapping<'n>(&mut self, node: &'n Node, key: &str) -> Option<Fields<'n>> {
        self.reader.mapping(node, key)
    }

    /// Notes every key that is not known here, with the nearest known one.
    pub(super) fn check_keys(&mut self, fields: Fields<'_>, known: &[&str]) {
        self.reader.check_keys(fields, known);
    }

    /// Reads a value as plain text, a number's text included.
    pub(super) fn text(&mut self, node: &Node, key: &str) -> Option<String> {
        self.reader.text(node, key)
    }

    /// Reads one of the few words that a key takes.
    pub(super) fn word(&mut self, node: &Node, key: &str, words: &[&'static str]) -> Option<&'static str> {
        let said = self.text(node, key)?;
        let found = words.iter().find(|word| **word == said).copied();
        if found.is_none() {
            let message = match words {
                [words @ .., last] if !words.is_empty() => {
                    format!("`{key}` is {} or {last}, not `{said}`", words.join(", "))
                }
                _ => format!("`{key}` takes {}, not `{said}`", words.concat()),
            };
            let label = did_you_mean(&said, words.iter().copied());
            self.problem("rule/unknown-value", node.span, message).label = label;
        }
        found
    }

    /// Reads a value as text and puts the parameters in.
    pub(super) fn written(&mut self, node: &Node, key: &str) -> Option<Written> {
        let raw = self.text(node, key)?;
        let mut written =
            Written { text: String::with_capacity(raw.len()), span: node.span, raw: raw.clone(), pieces: Vec::new() };
        let mut at = 0;
        while let Some(found) = raw[at..].find("${") {
            let start = at + found;
            let Some(length) = raw[start..].find('}') else {
                break;
            };
            written.push(at..start, &raw[at..start], false);
            let value = self.param(&raw[start + 2..start + length], node, &raw, start..start + length + 1)?;
            written.push(start..start + length + 1, &value, true);
            at = start + length + 1;
        }
        written.push(at..raw.len(), &raw[at..], false);
        Some(written)
    }

    /// The value of a parameter, marked as used.
    pub(super) fn use_param(&mut self, name: &str) -> Option<String> {
        let param = self.params.iter().find(|param| param.name == name)?;
        self.used_params.insert(param.name.clone());
        Some(param.value.clone())
    }

    fn param(&mut self, name: &str, node: &Node, raw: &str, range: std::ops::Range<usize>) -> Option<String> {
        if let Some(value) = self.use_param(name) {
            return Some(value);
        }
        let names: Vec<String> = self.params.iter().map(|param| param.name.clone()).collect();
        let span = locate(&self.source.text, node.span, raw, range);
        let label = did_you_mean(name, names.iter().map(String::as_str));
        let problem = self.problem("rule/unknown-param", span, format!("no parameter `{name}`"));
        problem.help = label.is_none().then(|| format!("give it a value: `params: {{ {name}: … }}`"));
        problem.label = label;
        None
    }

    /// Notes every key that must be there and is not, unless a misspelling of it is.
    pub(super) fn require_keys(&mut self, fields: Fields<'_>, keys: &'static [Key], whole: &str) {
        let known = names(keys);
        for key in keys.iter().filter(|key| key.required) {
            if !self.reader.has_key(fields, key.name, &known) {
                self.problem("rule/missing-key", fields.start(), format!("{whole} has no `{}`", key.name));
            }
        }
    }

    /// Notes every parameter that nothing uses; where a key is missing or a parameter misspelt, that may be why.
    pub(super) fn check_params_used(&mut self, fields: Fields<'_>) {
        let explains = |problem: &RuleProblem| matches!(problem.code, "rule/missing-key" | "rule/unknown-param");
        if self.reader.problems.iter().any(explains) {
            return;
        }
        for entry in fields.iter() {
            if !self.used_params.contains(&entry.key.text) {
                let message = format!("nothing uses the parameter `{}`", entry.key.text);
                self.problem("rule/unused-param", entry.key.span, message).help =
                    Some(format!("write `${{{}}}` where its value is meant", entry.key.text));
            }
        }
    }

    /// Reads a selector that starts at the rule's nodes.
    pub(super) fn selector(&mut self, node: &Node, key: &str) -> Option<Selector> {
        let written = self.written(node, key)?;
        let parsed = Selector::parse_from(&written.text, self.kinds);
        let selector = parsed.map_err(|error| self.selector_problem(&written, error)).ok()?;
        self.needs_lines |= selector.needs_lines();
        Some(selector)
    }

    /// Reads a path that starts at the rule's nodes.
    pub(super) fn path(&mut self, node: &Node, key: &str) -> Option<Path> {
        self.path_from(node, key, self.kinds)
    }

    /// Reads a path that starts at nodes of the given kinds.
    pub(super) fn path_from(&mut self, node: &Node, key: &str, kinds: KindSet) -> Option<Path> {
        let written = self.written(node, key)?;
        self.written_path(&written, key, kinds)
    }

    /// Reads text that is already written out as a path.
    pub(super) fn written_path(&mut self, written: &Written, key: &str, kinds: KindSet) -> Option<Path> {
        if !Path::is_path(&written.text) {
            let span = written.whole();
            let message = format!("`{key}` takes a path: it ends with an attribute");
            self.problem("rule/selector", span, message).help =
                Some(format!("for the text of the nodes write `{}@text`", written.text.trim_end()));
            return None;
        }
        let parsed = Path::parse_from(&written.text, kinds);
        let path = parsed.map_err(|error| self.selector_problem(written, error)).ok()?;
        self.needs_lines |= path.needs_lines();
        Some(path)
    }

    fn selector_problem(&mut self, written: &Written, error: SelectorError) {
        let span = written.place(&self.source.text, error.span);
        let is_suggestion = error.help.as_ref().is_some_and(|help| help.starts_with("did you mean"));
        let problem = self.problem("rule/selector", span, error.message);
        if is_suggestion {
            problem.label = error.help;
        } else {
            problem.help = error.help;
        }
    }

    /// Notes a problem at a part of written text.
    pub(super) fn written_problem(
        &mut self,
        code: &'static str,
        written: &Written,
        span: Span,
        message: String,
    ) -> &mut RuleProblem {
        let span = written.place(&self.source.text, span);
        self.problem(code, span, message)
    }

    /// Reads a regular expression, with or without slashes around it: `^Dated:`, `/^dated:/i`.
    pub(super) fn pattern(&mut self, node: &Node, key: &str, letter_case: LetterCase) -> Option<regex::Regex> {
        let written = self.written(node, key)?;
        let (expression, letter_case) = match bare_expression(&written.text) {
            Some((expression, true)) => (expression, LetterCase::Ignored),
            Some((expression, false)) => (expression, letter_case),
            None => (written.text.as_str(), letter_case),
        };
        match compile_pattern(expression, letter_case) {
            Ok(pattern) => Some(pattern),
            Err(reason) => {
                self.problem("rule/pattern", written.whole(), reason);
                None
            }
        }
    }

    /// Reads a number, also one that a parameter gives.
    pub(super) fn number(&mut self, node: &Node, key: &str) -> Option<f64> {
        let is_scalar = node.scalar().is_some();
        let written = is_scalar.then(|| self.written(node, key)).flatten();
        let number =
            written.and_then(|written| written.text.trim().parse().ok()).filter(|number: &f64| number.is_finite());
        if number.is_none() {
            self.wrong_type(node, key, "a number");
        }
        number
    }

    /// Reads a whole number that is not negative.
    pub(super) fn count(&mut self, node: &Node, key: &str) -> Option<usize> {
        let number = self.number(node, key)?;
        if number < 0.0 || number.fract() != 0.0 || number > f64::from(u32::MAX) {
            self.wrong_type(node, key, "a whole number");
            return None;
        }
        Some(number as usize)
    }

    /// Reads the key `ignoring`: a word or a list of words and `/expressions/`.
    pub(super) fn ignoring(&mut self, fields: Fields<'_>) -> Option<Ignoring> {
        let mut ignoring = Ignoring::default();
        let Some(node) = fields.get("ignoring") else {
            return Some(ignoring);
        };
        let items = match &node.value {
            Value::Sequence(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let problems = self.problems().len();
        for item in items {
            self.ignore(item, &mut ignoring);
        }
        (self.problems().len() == problems).then_some(ignoring)
    }

    fn ignore(&mut self, item: &Node, ignoring: &mut Ignoring) {
        let Some(word) = self.text(item, "ignoring") else {
            return;
        };
        match word.as_str() {
            "case" => ignoring.case = true,
            "spacing" => ignoring.spacing = true,
            "punctuation" => ignoring.punctuation = true,
            "plural" => ignoring.plural = true,
            "articles" => ignoring.articles = true,
            word if bare_expression(word).is_some() => {
                ignoring.patterns.extend(self.pattern(item, "ignoring", LetterCase::Matters));
            }
            word => {
                let words = WORDS.iter().map(|(word, _)| *word);
                let label = did_you_mean(word, words.clone());
                let problem =
                    self.problem("rule/unknown-value", item.span, format!("`ignoring` does not know `{word}`"));
                let known: Vec<&str> = words.collect();
                problem.help = label.is_none().then(|| format!("it takes {} and `/expressions/`", known.join(", ")));
                problem.label = label;
            }
        }
    }
}

impl Written {
    fn push(&mut self, from: std::ops::Range<usize>, text: &str, is_param: bool) {
        let at = self.text.len();
        self.pieces.push(Piece { at, from, is_param });
        self.text.push_str(text);
    }

    /// The bytes of the file that the whole text takes.
    pub(super) fn whole(&self) -> Span {
        self.span
    }

    /// The bytes of the file that a part of the text comes from; the whole where that cannot be told.
    pub(super) fn place(&self, source: &str, part: Span) -> Span {
        let origin = |at: usize, is_end: bool| {
            let before = |piece: &&Piece| if is_end { piece.at < at } else { piece.at <= at };
            let piece = self.pieces.iter().rev().find(before).or(self.pieces.first());
            piece.map_or(0, |piece| match (piece.is_param, is_end) {
                (true, false) => piece.from.start,
                (true, true) => piece.from.end,
                (false, _) => (piece.from.start + at.saturating_sub(piece.at)).min(self.raw.len()),
            })
        };
        let range = origin(part.start(), false)..origin(part.end(), true);
        locate(source, self.span, &self.raw, range)
    }
}

/// The bytes of the file that a range of a scalar's text comes from; the whole scalar where that cannot be told.
fn locate(source: &str, span: Span, text: &str, range: std::ops::Range<usize>) -> Span {
    let slice = &source[span.range()];
    let quoted = slice.starts_with(['"', '\'']) && slice.len() > 1;
    let (inner, shift) = if quoted { (&slice[1..slice.len() - 1], 1) } else { (slice, 0) };
    match unfold(inner, text, range) {
        Some(found) => {
            let start = span.start() + shift;
            Span::new(start + found.start, start + found.end)
        }
        None => span,
    }
}

/// The inside of `/expression/` or `/expression/i`, and whether it ignores letter case.
fn bare_expression(text: &str) -> Option<(&str, bool)> {
    let inner = text.strip_prefix('/')?;
    let (inner, ignores_case) = match inner.strip_suffix("/i") {
        Some(inner) => (inner, true),
        None => (inner.strip_suffix('/')?, false),
    };
    (!inner.is_empty()).then_some((inner, ignores_case))
}
