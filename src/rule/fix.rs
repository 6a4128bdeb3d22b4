//! How a finding could be mended: what to take out or put in, and whether that is safe unseen.
//!
//! | key | what is done at the target |
//! |---|---|
//! | `delete` | it is taken out, with its line where nothing else stands there |
//! | `replace`, `with` | it becomes the text of `with`; `part` confines that to what an expression picks, `keeping: case` writes it in the letter case of what stood there |
//! | `substitute`, `using` | each of the listed words or characters in it becomes another; in markup with quotes and the like as references |
//!
//! A target is the name of a label of the finding (`here`, `again`), a path or a selector.

use std::ops::Range;

use regex::Regex;

use super::compiler::Compiler;
use super::context::Context;
use super::fields::Fields;
use super::keys::{APPLICABILITIES, FIX_KEYS, KEPT, names};
use super::part::part_of;
use super::spot;
use super::template::Template;
use super::verdict::{Breach, Mark};
use super::yaml::Node;
use crate::finding::{Applicability, Fix};
use crate::selector::{LetterCase, Path, Selector};
use crate::source::Span;
use crate::tree::NodeRef;

/// The keys that name what is done; a fix has one of them.
const ACTIONS: [&str; 3] = ["delete", "replace", "substitute"];
/// The keys that belong to one action alone.
const BELONGINGS: [(&str, &str); 4] =
    [("with", "replace"), ("part", "replace"), ("keeping", "replace"), ("using", "substitute")];

/// A compiled fix.
#[derive(Debug)]
pub(super) struct FixPlan {
    target: Target,
    change: Change,
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

/// How a fix changes it.
#[derive(Debug)]
enum Change {
    Delete,
    Replace {
        with: Template,
        part: Option<Regex>,
        keeps_case: bool,
    },
    /// Pairs of what stands there and what is to stand there, none empty.
    Substitute(Vec<(String, String)>),
}

/// Reads the key `fix`. `None` where problems were noted.
pub(super) fn compile(node: &Node, compiler: &mut Compiler<'_>) -> Option<FixPlan> {
    let fields = compiler.mapping(node, "fix")?;
    compiler.check_keys(fields, &names(&FIX_KEYS));
    let applicability = match fields.get("applicability") {
        None => Some(Applicability::Review),
        Some(node) => applicability(node, compiler),
    };
    let mut actions = ACTIONS.into_iter().filter_map(|key| Some((key, fields.get(key)?)));
    let (Some((key, node)), None) = (actions.next(), actions.next()) else {
        let message = "a fix has one of `delete`, `replace` and `substitute`";
        compiler.problem("rule/missing-key", fields.start(), message);
        return None;
    };
    for (belonging, owner) in BELONGINGS {
        if let Some(misplaced) = fields.key(belonging).filter(|_| owner != key) {
            let message = format!("`{belonging}` belongs to `{owner}`");
            compiler.problem("rule/contradiction", misplaced.span, message);
            return None;
        }
    }
    let target = target(node, key, compiler);
    let change = match key {
        "replace" => replace(fields, compiler),
        "substitute" => substitute(fields, compiler),
        _ => Some(Change::Delete),
    };
    Some(FixPlan { target: target?, change: change?, applicability: applicability? })
}

fn replace(fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Change> {
    let Some(with) = fields.get("with") else {
        compiler.problem("rule/missing-key", fields.start(), "`replace` needs `with`");
        return None;
    };
    let with = Template::compile(with, "with", compiler);
    let part = match fields.get("part") {
        None => Some(None),
        Some(node) => compiler.pattern(node, "part", LetterCase::Matters).map(Some),
    };
    let keeps_case = match fields.get("keeping") {
        None => Some(false),
        Some(node) => compiler.word(node, "keeping", &KEPT).map(|_| true),
    };
    Some(Change::Replace { with: with?, part: part?, keeps_case: keeps_case? })
}

fn substitute(fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Change> {
    let Some(node) = fields.get("using") else {
        compiler.problem("rule/missing-key", fields.start(), "`substitute` needs `using`");
        return None;
    };
    let mut pairs = Vec::new();
    for entry in compiler.mapping(node, "using")?.iter() {
        // A blank may well take the place of something else.
        let Some(to) = entry.value.scalar() else {
            compiler.wrong_type(&entry.value, &entry.key.text, "text");
            return None;
        };
        if entry.key.text.is_empty() {
            compiler.problem("rule/unknown-value", entry.key.span, "nothing is to be substituted");
            return None;
        }
        pairs.push((entry.key.text.clone(), to.to_owned()));
    }
    Some(Change::Substitute(pairs))
}

fn applicability(node: &Node, compiler: &mut Compiler<'_>) -> Option<Applicability> {
    let word = compiler.word(node, "applicability", &APPLICABILITIES)?;
    Some(if word == "safe" { Applicability::Safe } else { Applicability::Review })
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
        let text = subject.tree().text();
        let raw = text.slice(span);
        let is_markup = text.is_beyond(span);
        let (span, replacement) = match &self.change {
            Change::Delete => (whole_line(text.as_str(), span), String::new()),
            Change::Replace { with, part, keeps_case } => {
                let (range, raw) = part_of(part.as_ref(), raw)?;
                let with = with.fill(breach, context, subject)?;
                let replacement = if *keeps_case { in_case_of(&raw, &with) } else { with };
                (inner(span, &range), replacement)
            }
            Change::Substitute(pairs) => {
                let (range, replacement) = differing(raw, &substituted(raw, pairs));
                (inner(span, &range), replacement)
            }
        };
        let raw = text.slice(span);
        if raw == replacement {
            return None;
        }
        // Text that is written anew over a line end moves what follows it, and markup may be a script: somebody must look.
        let is_broken = matches!(self.change, Change::Replace { .. }) && raw.contains(['\n', '\r']);
        let applicability = if is_broken || is_markup { Applicability::Review } else { self.applicability };
        Some(Fix { span, replacement, applicability })
    }
}

fn marked(breach: &Breach<'_>, key: &str) -> Option<Span> {
    let marks = std::iter::once(&breach.here).chain(&breach.evidence);
    marks.into_iter().find(|mark: &&Mark| mark.key == key).map(|mark| mark.span)
}

/// A part of a span.
fn inner(span: Span, range: &Range<usize>) -> Span {
    Span::new(span.start() + range.start, span.start() + range.end)
}

/// The span, with its line and the line's end where nothing else stands on it.
fn whole_line(text: &str, span: Span) -> Span {
    let is_end = |character: char| matches!(character, '\n' | '\r');
    let start = text[..span.start()].rfind(is_end).map_or(0, |at| at + 1);
    let end = text[span.end()..].find(is_end).map_or(text.len(), |at| span.end() + at);
    let is_alone = text[start..span.start()].trim().is_empty() && text[span.end()..end].trim().is_empty();
    // A form feed is white space, and no part of a line that may go.
    if !is_alone || text[start..end].contains('\x0C') {
        return span;
    }
    let rest = &text[end..];
    let line_end = if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) };
    Span::new(start, end + line_end)
}

/// `text` in the letter case of `pattern`, where that is all capitals, all small, or begins with a capital.
fn in_case_of(pattern: &str, text: &str) -> String {
    let letters = || pattern.chars().filter(|character| character.is_alphabetic());
    if letters().all(char::is_uppercase) {
        return text.to_uppercase();
    }
    let lower = text.to_lowercase();
    let mut rest = lower.chars();
    match (letters().next(), rest.next()) {
        (Some(first), Some(initial)) if first.is_uppercase() => initial.to_uppercase().chain(rest).collect(),
        _ => lower,
    }
}

/// The text with every pair's first part written as its second, in one pass from the left.
fn substituted(text: &str, pairs: &[(String, String)]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let pair = pairs.iter().find(|(from, _)| rest.starts_with(from.as_str()));
        let taken = match pair {
            Some((from, to)) => {
                result.push_str(to);
                from.len()
            }
            None => {
                result.push(character);
                character.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    result
}

/// The bytes of `old` that differ from `new`, and what stands there in `new`.
fn differing(old: &str, new: &str) -> (Range<usize>, String) {
    let alike = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        pairs.take_while(|(left, right)| left == right).map(|(left, _)| left.len_utf8()).sum()
    };
    let start = alike(&mut old.chars().zip(new.chars()));
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end = alike(&mut old_rest.chars().rev().zip(new_rest.chars().rev()));
    (start..old.len() - end, new_rest[..new_rest.len() - end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::{differing, in_case_of, substituted, whole_line};
    use crate::source::Span;

    #[test]
    fn a_line_goes_with_what_stands_alone_on_it() {
        let check = |text: &str, expected: &str| {
            let at = text.find("Fund").expect("the word");
            let span = whole_line(text, Span::new(at, at + 4));
            assert_eq!(format!("{}{}", &text[..span.start()], &text[span.end()..]), expected, "{text:?}");
        };
        check("a\n  Fund \nb\n", "a\nb\n");
        check("a\r\n  Fund\r\nb", "a\r\nb");
        check("Fund", "");
        check("a\rFund\rb", "a\rb");
        check("a Fund\nb", "a \nb");
        check("\x0CFund\nb", "\x0C\nb");
    }

    #[test]
    fn letter_case_is_kept() {
        assert_eq!(in_case_of("PORTFOLIO", "portfolios"), "PORTFOLIOS");
        assert_eq!(in_case_of("Portfolio", "PORTFOLIOS"), "Portfolios");
        assert_eq!(in_case_of("portfolio", "PORTFOLIOS"), "portfolios");
    }

    #[test]
    fn a_substitution_changes_what_is_listed_alone() {
        let pairs = [("“", "\""), ("”", "\""), ("—", "--")].map(|(from, to)| (from.to_owned(), to.to_owned()));
        let check = |old: &str, new: &str, range: std::ops::Range<usize>, part: &str| {
            assert_eq!(substituted(old, &pairs), new);
            assert_eq!(differing(old, new), (range, part.to_owned()));
        };
        check("the “Board” é", "the \"Board\" é", 4..15, "\"Board\"");
        check("a—b", "a--b", 1..4, "--");
        check("é", "é", 2..2, "");
    }
}
