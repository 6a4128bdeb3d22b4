//! `tickmark new` and `tickmark init`: what they write works, and nothing is overwritten.

use std::fs;

use crate::support::{folder, tickmark};

#[test]
fn a_new_rule_works_and_is_not_overwritten() {
    let folder = folder(&[]);
    let path = folder.path().join("rules/house/dated-line.yaml");
    assert_eq!(tickmark(folder.path(), &["new", "house/dated-line"]).code, Some(0));
    let run = tickmark(folder.path(), &["test", "rules", "--mutate", "--require-tests"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    fs::write(&path, "mine").expect("written");
    let run = tickmark(folder.path(), &["new", "house/dated-line"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    assert!(run.stderr.contains("rules/house/dated-line.yaml is there already"), "{run:?}");
    assert_eq!(fs::read_to_string(path).expect("the file"), "mine");
}

#[test]
fn names_that_are_no_identity_write_nothing() {
    for name in ["dated-line", "House/x", "house/../x", "house/x: y\nfor", ""] {
        let folder = folder(&[]);
        let run = tickmark(folder.path(), &["new", name]);
        assert_eq!(run.code, Some(2), "{name}: {run:?}");
        assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0, "{name}");
    }
}

#[test]
fn a_project_is_begun_once() {
    let folder = folder(&[]);
    assert_eq!(tickmark(folder.path(), &["init"]).code, Some(0));
    let run = tickmark(folder.path(), &["test"]);
    assert!(run.code == Some(0) && run.stdout.starts_with("ok   house/example"), "{run:?}");
    fs::remove_file(folder.path().join("tickmark.yaml")).expect("removed");
    let run = tickmark(folder.path(), &["init"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(!folder.path().join("tickmark.yaml").exists(), "half a project was written");
}
