//! The code blocks of the documentation do what they show.

use std::fs;
use std::path::Path;

use crate::support::tickmark;

/// The documents whose blocks are run.
const DOCUMENTS: [&str; 1] = ["README.md"];

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
            let words: Vec<&str> = command
                .split_whitespace()
                .take_while(|word| !word.starts_with('#'))
                .collect();
            let run = tickmark(root(), &words);
            let is_understood = !run.stderr.contains("Usage:") && !run.stderr.contains("no rule");
            assert!(is_understood, "tickmark {command}: {}", run.stderr);
            count += 1;
        }
    }
    assert!(count > 0, "no document shows a command");
}
