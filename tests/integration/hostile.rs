//! Hostile texts through the whole tool: what they do to the rules, the drawn page and the process.

use std::fmt::Write;

use crate::support::{folder, tickmark, tickmark_with_input};

/// The most columns of an excerpt, without the line numbers beside it and the marks where it is cut.
const WIDTH: usize = 160;

#[test]
fn fault_9_a_long_line_is_checked_and_drawn_short() {
    // The whole 20 MB take a build without optimisation too long.
    let size = if cfg!(debug_assertions) { 1_000_000 } else { 20_000_000 };
    let unit = "the Fund and its shareholders ";
    let run = tickmark_with_input(&std::env::temp_dir(), &["check", "-"], unit.repeat(size / unit.len()).as_bytes());
    assert_eq!(run.code, Some(1), "a line over EDGAR's limit is an error: {}", run.stderr);
    assert!(run.stdout.contains("error[edgar/line-length]"), "{}", run.stdout);
    let excerpt =
        |line: &str| line.split_once("│ ").map_or(0, |(_, excerpt)| excerpt.trim_matches([' ', '…']).chars().count());
    let widest = run.stdout.lines().map(excerpt).max().expect("a report");
    assert!((unit.len()..=WIDTH).contains(&widest), "an excerpt of {widest} columns");
}

/// What overflows the stack ends the whole process: only the binary shows that nothing does.
#[test]
fn fault_10_nesting_ends_in_a_report() {
    let depth = if cfg!(debug_assertions) { 10_000 } else { 200_000 };
    let closed = [("[", "]"), ("(", ")"), ("“", "”"), ("\"", "\""), ("(\"a\" ", ")"), ("[\n", "]\n")];
    let nested = closed.map(|(open, close)| format!("{}x{}", open.repeat(depth), close.repeat(depth)));
    let open = ["[", "(", "\"", "(a) ", "(formerly "].map(|unit| unit.repeat(depth));
    let mut clauses = String::new();
    for at in 0..depth {
        writeln!(clauses, "{:1$}(a) a", "", at % 60).expect("a string takes all");
    }
    let texts: Vec<String> = nested.into_iter().chain(open).chain([clauses]).collect();
    let names: Vec<String> = (0..texts.len()).map(|at| format!("{at}.txt")).collect();
    let files: Vec<(&str, &[u8])> =
        names.iter().zip(&texts).map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let folder = folder(&files);

    let run = tickmark(folder.path(), &["check", "--format=json", "."]);
    assert!(matches!(run.code, Some(0 | 1)), "{:?}: {}", run.code, run.stderr);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("json");
    assert_eq!(report["summary"]["checked"], files.len());
}
