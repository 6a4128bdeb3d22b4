//! The guides can be followed: the files that they show are written and their commands typed, in the order of the page.
//!
//! A block whose first line names a file after the language (```` ```yaml rules/x.yaml ````) is written to that file; one in the
//! language `diff` takes lines out of it (`-`) and puts others there (`+`). A `console` block holds `$ tickmark …`, `? N` where the exit code is not 0, and what is printed. `TRYCMD=overwrite cargo test --test
//! integration` writes the latter two anew.

use std::fs;
use std::path::Path;

use tickmark::selector::Selector;

use crate::support::{folder, tickmark};

/// A fenced block of a page, or the text between two.
enum Part<'p> {
    Text(&'p str),
    /// The words after the fence, and what stands in the block.
    Block(&'p str, &'p str),
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn parts(page: &str) -> Vec<Part<'_>> {
    let pieces = page.split("```").enumerate();
    pieces
        .map(|(at, piece)| match piece.split_once('\n') {
            Some((words, block)) if at % 2 == 1 => Part::Block(words, block),
            _ => Part::Text(piece),
        })
        .collect()
}

/// The block with what its command really does.
fn run(place: &Path, block: &str) -> String {
    let command = block.lines().next().unwrap_or_default();
    let typed = command.strip_prefix("$ tickmark ").unwrap_or_else(|| panic!("no command: {command}"));
    let run = tickmark(place, &words(typed));
    let code = run.code.filter(|&code| code != 0).map_or(String::new(), |code| format!("? {code}\n"));
    format!("{command}\n{code}{}{}", run.stdout, run.stderr)
}

/// Writes a file, or changes it where the block is a difference.
fn write(file: &Path, language: &str, block: &str) {
    fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
    if language != "diff" {
        fs::write(file, block).expect("written");
        return;
    }
    let lines = |sign: char| {
        let lines: Vec<&str> = block.lines().filter_map(|line| line.strip_prefix(sign)).collect();
        lines.join("\n")
    };
    let text = fs::read_to_string(file).expect("a file that the guide wrote");
    assert_eq!(text.matches(&lines('-')).count(), 1, "{block}");
    fs::write(file, text.replace(&lines('-'), &lines('+'))).expect("written");
}

/// The words of a command; those in single quotes may hold blanks.
fn words(command: &str) -> Vec<String> {
    let quoted = command.split('\'').enumerate();
    let words = quoted.flat_map(|(at, piece)| match at % 2 {
        0 => piece.split_whitespace().map(str::to_owned).collect(),
        _ => vec![piece.to_owned()],
    });
    words.collect()
}

#[test]
fn the_guide_can_be_followed() {
    let path = root().join("docs/rules.md");
    let page = fs::read_to_string(&path).expect("the guide");
    let folder = folder(&[]);
    let mut followed = String::new();
    for part in parts(&page) {
        match part {
            Part::Text(text) => followed.push_str(text),
            Part::Block("console", block) => {
                followed.push_str(&format!("```console\n{}```", run(folder.path(), block)));
            }
            Part::Block(words, block) => {
                if let Some((language, name)) = words.split_once(' ') {
                    write(&folder.path().join(name), language, block);
                }
                followed.push_str(&format!("```{words}\n{block}```"));
            }
        }
    }
    if std::env::var("TRYCMD").is_ok_and(|word| word == "overwrite") {
        fs::write(&path, &followed).expect("written");
    }
    let found = fs::read_to_string(&path).expect("the guide");
    for (shown, real) in found.lines().zip(followed.lines()) {
        assert_eq!(shown, real, "docs/rules.md shows something else than tickmark does");
    }
    assert_eq!(found.len(), followed.len());
}

/// Rows of the selector sheet: `selector`, what it finds, how many nodes of the example.
#[test]
fn the_selector_sheet_counts_right() {
    let page = fs::read_to_string(root().join("docs/selectors.md")).expect("the sheet");
    let mut wrong = Vec::new();
    let mut count = 0;
    for row in page.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let (Some(selector), Some(expected)) =
            (cells.first(), cells.get(2).and_then(|cell| cell.parse::<usize>().ok()))
        else {
            continue;
        };
        let selector = selector.trim_matches('`');
        Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}"));
        let run = tickmark(root(), &["query", selector, "examples/amendment-3.txt"]);
        let found = run.stdout.lines().count();
        count += 1;
        if found != expected {
            wrong.push(format!("{selector} finds {found}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 25, "{count} rows");
}
