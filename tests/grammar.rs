//! Every fixture is one named test: `ok/001-amendment-whole`. The exhibit `NNN-name.txt` or `.htm` must give the tree `NNN-name.tree`.
//!
//! A `.tree` file has a line for each node, its children indented by two blanks: the kind, the line on which it starts, and
//! the line on which it ends where that is another. Its attributes stand below it with their values in full, an attribute of
//! another line than the node's with its own line: `.title:37 President`. `TICKMARK_UPDATE=1` writes the files anew: read
//! them against the exhibits before they are committed.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use tickmark::decode::decode;
use tickmark::grammar::{self, Lines};
use tickmark::source::Span;
use tickmark::submission::Document;
use tickmark::tree::{AttributeRef, DocumentTree, NodeRef, ValueRef};

/// The folders that hold fixtures.
const FOLDERS: [&str; 2] = ["ok", "odd"];

fn main() {
    let arguments = Arguments::from_args();
    let is_update = std::env::var_os("TICKMARK_UPDATE").is_some_and(|value| value != "0");
    let mut trials = vec![Trial::test("every folder of exhibits is one of those that are read", folders)];
    for folder in FOLDERS {
        for name in names(folder) {
            let path = root().join(folder).join(&name);
            trials.push(Trial::test(format!("{folder}/{name}"), move || fixture(&path, is_update)));
        }
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// The names of a folder's fixtures without their endings, so that half of a fixture is found too.
fn names(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(root().join(folder)).expect("folder of fixtures");
    let name = |path: PathBuf| path.file_stem().expect("a name").to_string_lossy().into_owned();
    entries.map(|entry| name(entry.expect("entry").path())).collect()
}

/// A folder that nobody reads would hold tests that never run.
fn folders() -> Result<(), Failed> {
    for entry in fs::read_dir(root()).expect("fixtures") {
        let entry = entry.expect("entry");
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && !FOLDERS.contains(&name.as_str()) {
            return Err(format!("tests/fixtures/{name} is not among the folders of tests/grammar.rs").into());
        }
    }
    Ok(())
}

fn fixture(path: &Path, is_update: bool) -> Result<(), Failed> {
    let exhibit = Some(path.with_extension("htm")).filter(|page| page.exists()).unwrap_or(path.with_extension("txt"));
    let bytes = fs::read(&exhibit).map_err(|error| format!("{}: {error}", exhibit.display()))?;
    let name = exhibit.file_name().expect("a name").to_string_lossy().into_owned();
    let actual = draw(&tree(name, bytes));
    let expected = path.with_extension("tree");
    if is_update {
        return fs::write(&expected, actual).map_err(Failed::from);
    }
    let expect = fs::read_to_string(&expected).map_err(|error| format!("{}: {error}", expected.display()))?;
    if actual == expect { Ok(()) } else { Err(difference(&expect, &actual).into()) }
}

fn tree(name: String, bytes: Vec<u8>) -> DocumentTree {
    let text = Arc::new(decode(bytes).expect("a text"));
    let document = match name.ends_with(".htm") {
        true => Document::html(name, &text, Span::new(0, text.as_str().len())),
        false => Document::standalone(name, text),
    };
    grammar::parse(&document, Lines::Skipped)
}

fn draw(tree: &DocumentTree) -> String {
    let mut drawing = String::new();
    for node in tree.nodes() {
        draw_node(&mut drawing, node).expect("a string takes all");
    }
    drawing
}

fn draw_node(drawing: &mut String, node: NodeRef<'_>) -> std::fmt::Result {
    let indent = 2 * node.ancestors().count();
    let last = node.tree().text().line(node.span().end().saturating_sub(1)).max(node.line());
    write!(drawing, "{:indent$}{} {}", "", node.kind(), node.line())?;
    if last > node.line() {
        write!(drawing, "-{last}")?;
    }
    drawing.push('\n');
    for attribute in node.attributes() {
        write!(drawing, "{:indent$}  .", "")?;
        draw_attribute(drawing, node, attribute)?;
    }
    Ok(())
}

fn draw_attribute(drawing: &mut String, node: NodeRef<'_>, attribute: AttributeRef<'_>) -> std::fmt::Result {
    drawing.push_str(attribute.name().name());
    if attribute.line() != node.line() {
        write!(drawing, ":{}", attribute.line())?;
    }
    match attribute.value() {
        ValueRef::Flag => writeln!(drawing),
        value => writeln!(drawing, " {value}"),
    }
}

/// The lines in which two drawings differ, with where they stand in them.
fn difference(expect: &str, actual: &str) -> String {
    let (expect, actual): (Vec<&str>, Vec<&str>) = (expect.lines().collect(), actual.lines().collect());
    let same = expect.iter().zip(&actual).take_while(|(expect, actual)| expect == actual).count();
    let (expect, actual) = (&expect[same..], &actual[same..]);
    let tail = expect.iter().rev().zip(actual.iter().rev()).take_while(|(expect, actual)| expect == actual).count();
    let mut text = format!("from line {} of the tree on (- expected, + found):\n", same + 1);
    for (sign, lines) in [('-', &expect[..expect.len() - tail]), ('+', &actual[..actual.len() - tail])] {
        for line in lines {
            text.push_str(&format!("{sign} {line}\n"));
        }
    }
    text
}
