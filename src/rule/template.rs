//! Messages, labels and help: text with placeholders, checked when the rule is loaded.
//!
//! `{@name}`, `{^schedule@label}` are paths from the node that was tested; `{value}`, `{count}` and so on are filled by the operator;
//! `{brand}` is a parameter; `{@name ?? @signer ?? "an unnamed signatory"}` takes the first that is there. `{{` is a brace.

use super::compiler::{Compiler, Written};
use super::context::Context;
use super::verdict::{Breach, Slots};
use super::yaml::Node;
use crate::selector::Path;
use crate::source::Span;
use crate::suggest::did_you_mean;
use crate::tree::NodeRef;

/// The most characters of one placeholder that a message shows.
const LONGEST: usize = 120;

/// Text with placeholders.
#[derive(Debug)]
pub(super) struct Template {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Text(String),
    /// The first of these that is there.
    Choice(Vec<Term>),
}

#[derive(Debug)]
enum Term {
    Literal(String),
    Slot(&'static str),
    Path(Path),
}

impl Template {
    /// Reads a text with placeholders; the operators in use must already be known. `None` where problems were noted.
    pub(super) fn compile(node: &Node, key: &str, compiler: &mut Compiler<'_>) -> Option<Self> {
        let written = compiler.written(node, key)?;
        let problems = compiler.problems().len();
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut at = 0;
        let text = written.text.clone();
        while let Some(character) = text[at..].chars().next() {
            let rest = &text[at..];
            if rest.starts_with("{{") || rest.starts_with("}}") {
                plain.push(character);
                at += 2;
            } else if character == '{' {
                let Some(length) = closing_brace(rest) else {
                    let message = "the placeholder is not closed".to_owned();
                    compiler
                        .written_problem("rule/unknown-placeholder", &written, Span::new(at, at + 1), message)
                        .help = Some("for a brace write it twice".to_owned());
                    return None;
                };
                if !plain.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut plain)));
                }
                let inner = Span::new(at + 1, at + length);
                parts.push(Part::Choice(choice(&written, inner, compiler)));
                at += length + 1;
            } else {
                plain.push(character);
                at += character.len_utf8();
            }
        }
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        (compiler.problems().len() == problems).then_some(Self { parts })
    }

    /// Fills the placeholders for a breach found while `subject` was tested.
    pub(super) fn render<'t>(&self, breach: &Breach<'t>, context: &Context<'t>, subject: NodeRef<'t>) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(plain) => text.push_str(plain),
                Part::Choice(terms) => {
                    let found = terms.iter().find_map(|term| term.value(breach, context, subject));
                    text.push_str(&found.map_or_else(|| absent(terms), |found| clip(&found)));
                }
            }
        }
        text
    }

    /// Fills the placeholders with the very text; `None` where one of them has nothing to say.
    pub(super) fn fill<'t>(&self, breach: &Breach<'t>, context: &Context<'t>, subject: NodeRef<'t>) -> Option<String> {
        let part = |part: &Part| match part {
            Part::Text(plain) => Some(plain.clone()),
            Part::Choice(terms) => terms.iter().find_map(|term| term.value(breach, context, subject)),
        };
        self.parts.iter().map(part).collect()
    }
}

impl Term {
    fn value<'t>(&self, breach: &Breach<'t>, context: &Context<'t>, subject: NodeRef<'t>) -> Option<String> {
        match self {
            Self::Literal(text) => Some(text.clone()),
            Self::Slot(name) => breach.slots.get(name).map(str::to_owned),
            Self::Path(path) => {
                let values = path.values(context.index(), subject);
                values.first().map(|datum| datum.value.text().into_owned())
            }
        }
    }
}

/// What is shown where nothing of a placeholder is there: `(no title)`.
fn absent(terms: &[Term]) -> String {
    match terms.last() {
        Some(Term::Path(path)) => format!("(no {})", path.attribute().name()),
        Some(Term::Slot(name)) => format!("(no {name})"),
        Some(Term::Literal(_)) | None => String::new(),
    }
}

/// One line of at most [`LONGEST`] characters.
fn clip(text: &str) -> String {
    let folded = crate::tree::fold(text);
    match folded.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", folded[..at].trim_end()),
        None => folded.into_owned(),
    }
}

/// The byte of the brace that closes the placeholder that `text` begins with; braces in quotes and brackets do not count.
fn closing_brace(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, character) in text.char_indices().skip(1) {
        match (quote, character) {
            (None, '}') => return Some(at),
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), character) if open == character => quote = None,
            _ => {}
        }
    }
    None
}

/// Reads the alternatives of a placeholder.
fn choice(written: &Written, inner: Span, compiler: &mut Compiler<'_>) -> Vec<Term> {
    let text = &written.text[inner.range()];
    let mut terms = Vec::new();
    let mut at = inner.start();
    let alternatives: Vec<&str> = text.split("??").collect();
    let has_fallback = alternatives.len() > 1;
    for alternative in alternatives {
        let start = at + (alternative.len() - alternative.trim_start().len());
        let word = alternative.trim();
        let span = Span::new(start, start + word.len());
        terms.extend(term(written, word, span, has_fallback, compiler));
        at += alternative.len() + 2;
    }
    terms
}

fn term(written: &Written, word: &str, span: Span, has_fallback: bool, compiler: &mut Compiler<'_>) -> Option<Term> {
    let quoted = |quote: char| word.strip_prefix(quote)?.strip_suffix(quote);
    if let Some(literal) = quoted('"').or_else(|| quoted('\'')) {
        return Some(Term::Literal(literal.to_owned()));
    }
    if Path::is_path(word) {
        return path(written, word, span, compiler).map(Term::Path);
    }
    if let Some(value) = compiler.use_param(word) {
        return Some(Term::Literal(value));
    }
    let Some(&slot) = Slots::NAMES.iter().find(|name| **name == word) else {
        unknown(written, word, span, compiler);
        return None;
    };
    let lacking = compiler.used.iter().find(|spec| !spec.fields.contains(&slot) && !spec.labels.is_empty());
    if let Some(spec) = lacking.filter(|_| !has_fallback) {
        let message = format!("`{{{slot}}}` is not told by the operator `{}`", spec.key);
        let told = spec.fields.join("}, {");
        let help =
            if told.is_empty() { "use paths such as {@name}".to_owned() } else { format!("it tells {{{told}}}") };
        compiler.written_problem("rule/unknown-placeholder", written, span, message).help =
            Some(format!("{help}; or give a fallback: `{{{slot} ?? \"…\"}}`"));
        return None;
    }
    Some(Term::Slot(slot))
}

fn path(written: &Written, word: &str, span: Span, compiler: &mut Compiler<'_>) -> Option<Path> {
    match Path::parse_from(word, compiler.kinds) {
        Ok(path) => {
            compiler.needs_lines |= path.needs_lines();
            Some(path)
        }
        Err(error) => {
            let at = Span::new(span.start() + error.span.start(), span.start() + error.span.end());
            let is_suggestion = error.help.as_ref().is_some_and(|help| help.starts_with("did you mean"));
            let problem = compiler.written_problem("rule/unknown-placeholder", written, at, error.message);
            if is_suggestion {
                problem.label = error.help;
            } else {
                problem.help = error.help;
            }
            None
        }
    }
}

fn unknown(written: &Written, word: &str, span: Span, compiler: &mut Compiler<'_>) {
    let params: Vec<String> = compiler.params.iter().map(|param| param.name.clone()).collect();
    let known = Slots::NAMES.into_iter().chain(params.iter().map(String::as_str));
    let label = did_you_mean(word, known);
    let problem =
        compiler.written_problem("rule/unknown-placeholder", written, span, format!("no placeholder `{{{word}}}`"));
    problem.help = label
        .is_none()
        .then(|| format!("there are {{{}}}, parameters, and paths such as {{@name}}", Slots::NAMES.join("}, {")));
    problem.label = label;
}
