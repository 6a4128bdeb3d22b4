//! YAML with places: guarded, then typed.
//!
//! Two passes over the text. The first reads events and bounds what a hostile file may cost (bytes, depth, nodes behind
//! aliases), refuses tags and duplicate keys, and notes where every key and value stands. The second is `serde_yaml`'s, which
//! decides what each scalar is. Where the two disagree about the shape of a document, the document is refused.

mod locate;
mod resolve;

use crate::source::Span;

/// The most bytes of a YAML file.
pub(crate) const BYTE_LIMIT: usize = 1 << 20;
/// The deepest that a YAML file may nest.
pub(crate) const DEPTH_LIMIT: usize = 64;
/// The most keys and values of a YAML file, those behind aliases counted every time.
pub(crate) const NODE_LIMIT: usize = 100_000;

/// A value with its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) value: Value,
}

/// What a value is. Scalars keep their text as written, quotes and escapes resolved.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Null,
    Bool(String),
    Number(String),
    Text(String),
    Sequence(Vec<Node>),
    Mapping(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: Key,
    pub(crate) value: Node,
}

/// A key with its place.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// What is wrong with a text as YAML.
#[derive(Debug)]
pub(crate) struct YamlProblem {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) span: Span,
    pub(crate) label: Option<String>,
    pub(crate) help: Option<String>,
}

impl Node {
    /// What the value is, for messages: `a list`.
    pub(crate) fn describe(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::Text(_) => "text",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a mapping",
        }
    }

    /// The text of any scalar, as written.
    pub(crate) fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Number(text) | Value::Bool(text) => Some(text),
            Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
        }
    }
}

/// Reads the documents of a text; empty ones are left out.
///
/// # Errors
/// All that the first pass can tell, or the one thing that stopped it.
pub(crate) fn read(text: &str) -> Result<Vec<Node>, Vec<YamlProblem>> {
    if text.len() > BYTE_LIMIT {
        return Err(vec![YamlProblem {
            code: "rule/too-large",
            message: format!("a YAML file may have at most {BYTE_LIMIT} bytes; this one has {}", text.len()),
            span: Span::new(0, 0),
            label: None,
            help: Some("split it into several files".to_owned()),
        }]);
    }
    let mut documents = locate::documents(text)?;
    resolve::resolve(text, &mut documents).map_err(|problem| vec![problem])?;
    documents.retain(|document| !matches!(document.value, Value::Null));
    Ok(documents)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::{Node, Value, read};

    fn check_problem(text: &str, code: &str, at: &str) {
        let problems = read(text).expect_err(code);
        assert_eq!(problems[0].code, code, "{}", problems[0].message);
        assert_eq!(&text[problems[0].span.range()], at, "{}", problems[0].message);
    }

    fn entry<'n>(node: &'n Node, key: &str) -> &'n Node {
        let Value::Mapping(entries) = &node.value else {
            panic!("a mapping");
        };
        &entries.iter().find(|entry| entry.key.text == key).expect("the key").value
    }

    #[test]
    fn values_keep_their_places() {
        let text = "# é\nid: a/b   # c\nwhy: >-\n  one\n  two\nassert: { unique: \"> portfolio\", n: 3, f: true }\n---\nid: c\n";
        let documents = read(text).expect("documents");
        assert_eq!(documents.len(), 2);
        let first = &documents[0];
        assert_eq!(&text[entry(first, "id").span.range()], "a/b");
        assert_eq!(entry(first, "why").scalar(), Some("one two"));
        let assert = entry(first, "assert");
        assert_eq!(&text[entry(assert, "unique").span.range()], "\"> portfolio\"");
        assert!(matches!(entry(assert, "n").value, Value::Number(_)));
        assert!(matches!(entry(assert, "f").value, Value::Bool(_)));
    }

    #[test]
    fn aliases_stand_for_what_they_name() {
        let text = "a: &x [1, 2]\nb: *x\n";
        let documents = read(text).expect("documents");
        assert!(matches!(&entry(&documents[0], "b").value, Value::Sequence(items) if items.len() == 2));
    }

    #[test]
    fn empty_documents_are_left_out() {
        assert!(read("# nothing\n").expect("documents").is_empty());
        assert_eq!(read("---\na: 1\n---\n").expect("documents").len(), 1);
    }

    #[test]
    fn fault_54_a_bomb_is_refused_at_once() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let below = level - 1;
            let items = vec![format!("*a{below}"); 10].join(", ");
            text.push_str(&format!("a{level}: &a{level} [{items}]\n"));
        }
        let start = Instant::now();
        let problems = read(&text).expect_err("a bomb");
        assert_eq!(problems[0].code, "rule/too-large");
        assert!(problems[0].message.contains("100000"), "{}", problems[0].message);
        assert!(start.elapsed().as_secs() < 1);
    }

    #[test]
    fn fault_55_a_deep_rule_is_refused() {
        for text in ["[".repeat(20_000), "- ".repeat(20_000), "{a: ".repeat(20_000)] {
            let start = Instant::now();
            assert_eq!(read(&text).expect_err("deep")[0].code, "rule/too-deep");
            assert!(start.elapsed().as_secs() < 1);
        }
    }

    #[test]
    fn fault_56_duplicate_keys_are_errors_at_the_key() {
        check_problem("id: a\ntitle: b\nid: c\n", "rule/duplicate-key", "id");
        let problems = read("id: a\nid: b\nx: { y: 1, y: 2 }\n").expect_err("two");
        assert_eq!(problems.len(), 2);
        assert_eq!(problems[0].span.start(), 6);
        assert_eq!(problems[0].label.as_deref(), Some("first on line 1"));
    }

    #[test]
    fn fault_63_tags_are_refused() {
        check_problem("id: !!python/object/apply:os.system [ls]\n", "rule/tag", "!!python/object/apply:os.system");
        check_problem("id: !x y\n", "rule/tag", "!x");
    }

    #[test]
    fn broken_yaml_has_a_place() {
        check_problem("id: [a, b\n", "rule/yaml", "[");
        check_problem("by: @name\n", "rule/yaml", "@");
        check_problem("1: [a]: b\n", "rule/yaml", ":");
        check_problem("a: *x\n", "rule/yaml", "*");
        check_problem("? [a]\n: b\n", "rule/yaml", "[");
    }
}
