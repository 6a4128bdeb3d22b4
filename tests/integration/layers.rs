//! A module imports only from modules of a lower rank, and the library keeps away from the outer world.
//!
//! The ranks are those of the table in `src/lib.rs`, so that the table cannot go stale.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A source file of the library.
struct Source {
    path: PathBuf,
    /// The top module that it belongs to.
    module: String,
    /// Its code without comments and tests.
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let below = path.strip_prefix(&root).expect("below src");
            let module = below.iter().next().expect("a name").to_string_lossy();
            Source {
                module: module.trim_end_matches(".rs").to_owned(),
                code: code(&fs::read_to_string(&path).expect("source")),
                path,
            }
        })
        .filter(|source| source.module != "lib")
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "bin") {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The code up to the unit tests, without lines that are comments.
fn code(text: &str) -> String {
    let code = text.split("\nmod tests {").next().unwrap_or(text);
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The ranks as the table in the documentation of the library has them: `//! | 3 | [`tree`] | …`.
fn ranks() -> BTreeMap<String, u32> {
    let library = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).expect("lib.rs");
    let rows = library.lines().filter_map(|line| line.strip_prefix("//! | "));
    rows.filter_map(|row| {
        let (rank, rest) = row.split_once(" | [`")?;
        Some((rest.split_once('`')?.0.to_owned(), rank.parse().ok()?))
    })
    .collect()
}

/// The top modules that stand after `crate::`, alone or in a (nested) group.
fn imports(code: &str) -> Vec<String> {
    let identifier = |text: &str| {
        let end = text.find(|character: char| !character.is_alphanumeric() && character != '_');
        text[..end.unwrap_or(text.len())].to_owned()
    };
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            found.push(identifier(rest));
            continue;
        };
        let (mut depth, mut start) = (0, 0);
        for (at, character) in group.char_indices() {
            match character {
                '{' => depth += 1,
                ',' if depth == 0 => {
                    found.push(identifier(group[start..at].trim()));
                    start = at + 1;
                }
                '}' if depth == 0 => {
                    found.push(identifier(group[start..at].trim()));
                    break;
                }
                '}' => depth -= 1,
                _ => {}
            }
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

#[test]
fn imports_are_seen_in_every_form() {
    let seen = |code: &str| imports(code).join(" ");
    assert_eq!(seen("use crate::source::Span;"), "source");
    assert_eq!(seen("use crate::{source::Span, tree};"), "source tree");
    assert_eq!(seen("use crate::{\n    finding::{A, B},\n    tree::C,\n};"), "finding tree");
    assert_eq!(seen("let x = crate::rule::Rule::new();"), "rule");
    assert_eq!(seen("pub(crate) fn x() {}"), "");
    assert_eq!(imports(&code("// crate::a\nuse crate::b;\n#[cfg(test)]\nmod tests {\n use crate::c;")), ["b"]);
}

#[test]
fn every_module_has_a_rank() {
    let ranks = ranks();
    for source in sources() {
        assert!(ranks.contains_key(&source.module), "{} is not in the table of src/lib.rs", source.module);
    }
}

#[test]
fn modules_import_only_from_lower_ranks() {
    let ranks = ranks();
    let mut wrong = Vec::new();
    for source in sources() {
        for import in imports(&source.code).iter().filter(|import| **import != source.module) {
            if ranks.get(import).is_none_or(|rank| *rank >= ranks[&source.module]) {
                wrong.push(format!("{}: {import}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "imports that do not go down:\n{}", wrong.join("\n"));
}

#[test]
fn no_module_reaches_others_through_its_parents() {
    for source in sources() {
        let is_top = source.path.parent().is_some_and(|parent| parent.ends_with("src"));
        let forbidden = if is_top { "super::" } else { "super::super::" };
        assert!(!source.code.contains(forbidden), "{}: {forbidden}", source.path.display());
        assert!(!source.code.contains("use super::*"), "{}: use super::*", source.path.display());
    }
}

#[test]
fn the_library_does_not_touch_the_outer_world() {
    let never = ["println!(", "eprintln!(", "print!(", "eprint!(", "std::process", "std::env", "dbg!("];
    for source in sources() {
        let only_input = ["std::fs", "io::stdin", "io::stdout"];
        let forbidden = never.iter().chain(only_input.iter().filter(|_| source.module != "input"));
        for word in forbidden {
            let holds = source.code.lines().any(|line| {
                let at = line.find(word);
                at.is_some_and(|at| !line[..at].ends_with(|before: char| before.is_alphanumeric()))
            });
            assert!(!holds, "{}: {word}", source.path.display());
        }
    }
}
