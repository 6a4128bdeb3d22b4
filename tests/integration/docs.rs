//! The code blocks of the documentation do what they show.

use std::fs;
use std::path::Path;

use tickmark::grammar::{self, Lines};
use tickmark::rule::{RuleSet, RuleSource, case};

use crate::support::{folder, tickmark};

/// The documents whose blocks are run.
const DOCUMENTS: [&str; 1] = ["README.md"];

/// A rule of the house that the configuration in the documents names.
const HOUSE: &[u8] = b"id: house/one-caption\nfor: document\nassert: { count: caption, at-most: 1 }\n";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The fenced blocks of a document in one language.
fn blocks(document: &str, language: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(document)).expect("document");
    let opening = format!("```{language}\n");
    let mut blocks = Vec::new();
    for part in text.split(&opening).skip(1) {
        blocks.push(part.split("```").next().unwrap_or(part).to_owned());
    }
    blocks
}

/// `console` blocks show a command, its exit code and its output.
#[test]
fn console_blocks_show_real_output() {
    let cases = trycmd::TestCases::new();
    for document in DOCUMENTS {
        cases.case(document);
    }
}

/// `sh` blocks show commands alone: each must be one that tickmark understands.
#[test]
fn shell_blocks_show_commands_that_exist() {
    let mut count = 0;
    for line in DOCUMENTS.iter().flat_map(|document| blocks(document, "sh")) {
        let commands = line.lines().flat_map(|line| line.split("&&"));
        for command in commands.filter_map(|command| command.trim().strip_prefix("tickmark ")) {
            let words: Vec<&str> = command.split_whitespace().take_while(|word| !word.starts_with('#')).collect();
            let run = tickmark(root(), &words);
            let is_understood = !run.stderr.contains("Usage:") && !run.stderr.contains("no rule");
            assert!(is_understood, "tickmark {command}: {}", run.stderr);
            count += 1;
        }
    }
    assert!(count > 0, "no document shows a command");
}

/// `yaml` blocks are rules, and their test cases hold.
#[test]
fn yaml_blocks_are_rules_that_work() {
    let mut count = 0;
    for (at, text) in DOCUMENTS.iter().flat_map(|document| blocks(document, "yaml")).enumerate() {
        let source = RuleSource { name: format!("block {at}"), text: text.into() };
        let rules = RuleSet::load(&[source]).unwrap_or_else(|problems| panic!("{problems}"));
        for rule in rules.rules() {
            for result in case::run(rule, |document| grammar::parse(document, Lines::Built)) {
                assert!(result.is_right(), "{}: {}: {:?}", rule.id(), result.name, result.describe());
                count += 1;
            }
        }
    }
    assert!(count > 0, "no document shows a rule with cases");
}

/// `yml` blocks are configurations and waivers, as their first line says, and tickmark takes them.
#[test]
fn settings_in_blocks_are_taken() {
    let mut count = 0;
    for text in DOCUMENTS.iter().flat_map(|document| blocks(document, "yml")) {
        let name =
            text.lines().next().and_then(|line| line.strip_prefix("# ")).expect("a first line with the file's name");
        let folder = folder(&[(name, text.as_bytes()), ("a.txt", b"Dear Sirs:\n"), ("rules/house.yaml", HOUSE)]);
        let run = tickmark(folder.path(), &["check", "a.txt"]);
        assert_eq!(run.code, Some(0), "{name}: {}", run.stderr);
        count += 1;
    }
    assert!(count > 0, "no document shows a configuration");
}
