//! Syntax errors of selectors, told to a person.

use pest::error::{Error, ErrorVariant, InputLocation};

use super::Rule;
use crate::selector::SelectorError;
use crate::source::Span;

/// A syntax error in a few words; pest's own text draws the whole line.
pub(super) fn syntax_error(text: &str, error: &Error<Rule>) -> SelectorError {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at.min(text.len()),
    };
    let expected = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => expectation(positives),
        ErrorVariant::CustomError { message } => Some(message.clone()),
    };
    match text[at..].chars().next() {
        Some(character) => SelectorError {
            message: format!("`{}` cannot stand here", character.escape_debug()),
            span: Span::new(at, at + character.len_utf8()),
            help: expected,
        },
        None if open_bracket(text).is_some() => SelectorError {
            message: "the bracket is not closed".to_owned(),
            span: open_bracket(text).map_or(Span::new(0, 0), |at| Span::new(at, at + 1)),
            help: None,
        },
        None => SelectorError {
            message: "the selector ends too early".to_owned(),
            span: Span::new(text.len().saturating_sub(1), text.len()),
            help: expected,
        },
    }
}

/// The last round bracket that holds something and is not closed; those in quotes and expressions do not count.
fn open_bracket(text: &str) -> Option<usize> {
    let (mut open, mut quote, mut is_escaped) = (Vec::new(), None, false);
    for (at, character) in text.char_indices() {
        match (quote, character) {
            _ if is_escaped => is_escaped = false,
            (Some(_), '\\') => is_escaped = true,
            (Some(end), character) if character == end => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            // A slash at the very front leads to the document, one after a bracket or `=` begins an expression.
            (None, '/') if text[..at].ends_with(['(', '=']) => quote = Some('/'),
            (None, '(' | '[') => open.push(at),
            (None, ')' | ']') => {
                open.pop();
            }
            _ => {}
        }
    }
    let is_round = |at: &usize| text[*at..].starts_with('(') && !text.trim_end().ends_with('(');
    open.pop().filter(is_round).filter(|_| quote.is_none())
}

/// What could stand at the place of an error: `expected a kind or an attribute in brackets`.
fn expectation(rules: &[Rule]) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for name in rules.iter().filter_map(|&rule| human(rule)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let last = names.pop()?;
    Some(if names.is_empty() { format!("expected {last}") } else { format!("expected {} or {last}", names.join(", ")) })
}

fn human(rule: Rule) -> Option<&'static str> {
    match rule {
        Rule::kind | Rule::any | Rule::compound | Rule::complex | Rule::list => Some("a node kind"),
        Rule::attribute => Some("an attribute in brackets"),
        Rule::pseudo => Some("a pseudo-class"),
        Rule::has | Rule::not | Rule::is | Rule::text | Rule::nth | Rule::simple => {
            Some("`has(…)`, `not(…)`, `first` …")
        }
        Rule::name => Some("the name of an attribute"),
        Rule::operator => Some("a comparison such as `=`"),
        Rule::value | Rule::bare | Rule::quoted => Some("a value (in quotes where it is more than a word)"),
        Rule::pattern => Some("a regular expression between slashes"),
        Rule::number => Some("a number"),
        Rule::flag => Some("`]` (a value of several words stands in quotes)"),
        Rule::combinator | Rule::symbol => Some("`>`, `+`, `~`"),
        Rule::EOI => Some("the end"),
        _ => None,
    }
}
