//! The second pass: `serde_yaml` reads the text and decides what each scalar is.

use serde::Deserialize;

use super::{Node, Value, YamlProblem};
use crate::source::Span;

/// Gives every scalar of the located documents its type.
///
/// # Errors
/// The text is not what the first pass took it for.
pub(super) fn resolve(text: &str, documents: &mut [Node]) -> Result<(), YamlProblem> {
    let mut located = documents.iter_mut().filter(|document| !matches!(document.value, Value::Null));
    for document in serde_yaml::Deserializer::from_str(text) {
        let value = serde_yaml::Value::deserialize(document).map_err(|error| not_yaml(text, &error))?;
        if value.is_null() {
            continue;
        }
        let node = located.next().ok_or_else(|| ambiguous(Span::new(0, 0)))?;
        assign(node, value)?;
    }
    match located.next() {
        Some(node) => Err(ambiguous(node.span)),
        None => Ok(()),
    }
}

fn assign(node: &mut Node, value: serde_yaml::Value) -> Result<(), YamlProblem> {
    use serde_yaml::Value as Typed;
    let span = node.span;
    match (&mut node.value, value) {
        (Value::Null, Typed::Null) => {}
        (Value::Text(_), Typed::Null) => node.value = Value::Null,
        (Value::Text(text), Typed::Bool(_)) => node.value = Value::Bool(std::mem::take(text)),
        (Value::Text(text), Typed::Number(_)) => node.value = Value::Number(std::mem::take(text)),
        (Value::Text(text), Typed::String(typed)) if *text == typed => {}
        (Value::Sequence(items), Typed::Sequence(values)) if items.len() == values.len() => {
            for (item, value) in items.iter_mut().zip(values) {
                assign(item, value)?;
            }
        }
        (Value::Mapping(entries), Typed::Mapping(values)) if entries.len() == values.len() => {
            for (entry, (_, value)) in entries.iter_mut().zip(values) {
                assign(&mut entry.value, value)?;
            }
        }
        _ => return Err(ambiguous(span)),
    }
    Ok(())
}

fn not_yaml(text: &str, error: &serde_yaml::Error) -> YamlProblem {
    let at = error.location().map_or(0, |location| location.index().min(text.len()));
    let at = (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    YamlProblem {
        code: "rule/yaml",
        message: format!("this is not YAML: {error}"),
        span: Span::new(at, at),
        label: None,
        help: None,
    }
}

fn ambiguous(span: Span) -> YamlProblem {
    YamlProblem {
        code: "rule/yaml",
        message: "this YAML can be read in two ways".to_owned(),
        span,
        label: None,
        help: Some("put the text in quotes".to_owned()),
    }
}
