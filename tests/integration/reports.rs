//! Reports to files, and runs over what was changed.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{Run, command, folder, tickmark};

const CLEAN: &[u8] = b"Dear Sirs:\n";
const NUL: &[u8] = b"Dear\0Sirs:\n";

fn check(folder: &Path, arguments: &[&str]) -> Run {
    let arguments: Vec<&str> = ["check", "--select", "input"].iter().chain(arguments).copied().collect();
    tickmark(folder, &arguments)
}

#[test]
fn one_run_writes_reports_of_several_formats() {
    let folder = folder(&[("a.txt", NUL)]);
    let run = check(folder.path(), &["--output", "json=out.json", "--output", "concise=out.log", "a.txt"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.contains("╭─[a.txt:1:5]"), "{run:?}");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("report");
    assert_eq!(read("out.json"), check(folder.path(), &["-f", "json", "a.txt"]).stdout);
    assert!(read("out.log").starts_with("a.txt:1:5: error[input/control-character]"));
}

#[test]
fn fault_41_an_old_report_stays_whole_until_the_new_one_is() {
    let folder = folder(&[("a.txt", NUL), ("out.json", b"old")]);
    let run = check(folder.path(), &["--output", "json=out.json", "--output", "concise=gone/out.log", "a.txt"]);
    assert_eq!(run.code, Some(2));
    assert_eq!(fs::read(folder.path().join("out.json")).expect("report"), b"old");
    let names: Vec<_> =
        fs::read_dir(folder.path()).expect("folder").map(|entry| entry.expect("entry").file_name()).collect();
    assert_eq!(names.len(), 2, "no temporary file is left: {names:?}");
}

#[cfg(unix)]
#[test]
fn fault_46_an_interrupted_run_tells_how_far_it_came_and_leaves_no_file() {
    let document = "Harbor Funds shall pay the Distributor as the case may be.\n\n".repeat(2000);
    let names: Vec<String> = (0..60).map(|number| format!("drafts/{number}.txt")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), document.as_bytes())).collect();
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let folder = folder(&files);
        let mut command = command(folder.path());
        command.args(["check", "--jobs=1", "--output", "json=out.json", "drafts"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("tickmark starts");
        let beside = || fs::read_dir(folder.path()).expect("folder").count();
        while beside() == 1 && child.try_wait().expect("a state").is_none() {
            std::thread::yield_now();
        }
        let killed = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill");
        assert!(killed.success());
        let output = child.wait_with_output().expect("tickmark ends");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{stderr}");
        assert!(stderr.starts_with("interrupted: ") && stderr.ends_with(" of 60 files done\n"), "{stderr}");
        assert_eq!(beside(), 1, "the report's temporary file is gone");
    }
}

#[cfg(unix)]
#[test]
fn a_report_keeps_the_permissions_and_the_link_of_the_old_one() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = folder(&[("a.txt", NUL), ("reports/out.json", b"old")]);
    let target = folder.path().join("reports/out.json");
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).expect("mode");
    symlink("reports/out.json", folder.path().join("out.json")).expect("link");
    check(folder.path(), &["--output", "json=out.json", "a.txt"]);
    assert!(fs::symlink_metadata(folder.path().join("out.json")).expect("link").is_symlink());
    assert_eq!(fs::metadata(&target).expect("report").permissions().mode() & 0o777, 0o640);
    assert!(fs::read_to_string(&target).expect("report").starts_with("{\"version\":1"));
}

#[test]
fn fault_42_a_missing_folder_is_told() {
    let folder = folder(&[("a.txt", CLEAN)]);
    let run = check(folder.path(), &["--output", "json=gone/out.json", "a.txt"]);
    assert_eq!(run.code, Some(2));
    assert_eq!(run.stderr, "error: cannot write gone/out.json: no such file or folder\n");
}

#[test]
fn fault_43_a_report_never_takes_the_place_of_an_input() {
    let folder = folder(&[("sub/a.txt", CLEAN)]);
    for output in ["json=sub/a.txt", "json=./sub/../sub/a.txt"] {
        let run = check(folder.path(), &["--output", output, "."]);
        assert_eq!(run.code, Some(2));
        assert!(run.stderr.contains("is an input"), "{run:?}");
    }
    assert_eq!(fs::read(folder.path().join("sub/a.txt")).expect("input"), CLEAN);
    let run = check(folder.path(), &["--output", "json=o", "--output", "concise=./o", "."]);
    assert!(run.stderr.contains("two reports would be written to ./o"), "{run:?}");
}

#[test]
fn a_report_is_written_to_regular_files_alone() {
    let folder = folder(&[("a.txt", CLEAN), ("sub/b.txt", CLEAN)]);
    for (output, part) in [
        ("json=sub", "cannot write sub: not a regular file"),
        ("jsn=x", "did you mean `json`?"),
        ("json", "write FORMAT=PATH"),
    ] {
        let run = check(folder.path(), &["--output", output, "a.txt"]);
        assert_eq!(run.code, Some(2));
        assert!(run.stderr.contains(part), "{run:?}");
    }
}

fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "init.defaultBranch=main"];
    let status = Command::new("git").current_dir(folder).args(identity).args(arguments).output().expect("git");
    assert!(status.status.success(), "{status:?}");
}

/// The paths that a run named, as `concise` lines.
fn named(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let mut all = vec!["check", "--select", "input", "-q", "-f", "concise"];
    all.extend(arguments);
    let output = Command::new(env!("CARGO_BIN_EXE_tickmark")).current_dir(folder).args(all).output().expect("run");
    let stdout = String::from_utf8(output.stdout).expect("utf-8");
    stdout
        .lines()
        .filter(|line| !line.starts_with("Nothing"))
        .map(|line| line.split(':').next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn only_what_was_changed_is_checked() {
    let folder =
        folder(&[("old.txt", NUL), ("sub/kept.txt", NUL), ("sub/édité.txt", NUL), (".gitignore", b"ignored.txt\n")]);
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "-A"]);
    git(folder.path(), &["commit", "-q", "-m", "x"]);
    assert_eq!(named(folder.path(), &["--changed", "."]), Vec::<String>::new());
    fs::write(folder.path().join("sub/édité.txt"), b"x\0y\n").expect("written");
    fs::write(folder.path().join("sub/new.txt"), NUL).expect("written");
    fs::write(folder.path().join("sub/ignored.txt"), NUL).expect("written");
    assert_eq!(named(folder.path(), &["--changed", "."]), ["sub/new.txt", "sub/édité.txt"]);
    assert_eq!(named(&folder.path().join("sub"), &["--changed", "."]), ["new.txt", "édité.txt"]);
    git(folder.path(), &["add", "-A"]);
    git(folder.path(), &["commit", "-q", "-m", "y"]);
    assert_eq!(named(folder.path(), &["--changed", "."]), Vec::<String>::new());
    assert_eq!(named(folder.path(), &["--changed=HEAD~1", "."]), ["sub/new.txt", "sub/édité.txt"]);
}

#[test]
fn what_git_cannot_tell_is_an_error() {
    let folder = folder(&[("a.txt", CLEAN)]);
    let run = |revision: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_tickmark"))
            .current_dir(folder.path())
            .args(["check", &format!("--changed={revision}"), "."])
            .env("GIT_CEILING_DIRECTORIES", folder.path().parent().expect("parent"))
            .output()
            .expect("run");
        (output.status.code(), String::from_utf8(output.stderr).expect("utf-8"))
    };
    let (code, stderr) = run("HEAD");
    assert_eq!(code, Some(2));
    assert!(stderr.contains("not a git repository"), "{stderr}");
    git(folder.path(), &["init", "-q"]);
    for revision in ["gone", "--output=x"] {
        let (code, stderr) = run(revision);
        assert_eq!(code, Some(2));
        assert!(stderr.contains(&format!("git knows no revision `{revision}`")), "{stderr}");
    }
}

/// The hooks that pre-commit offers run as it runs them: from the root of the repository, with the names of files.
#[test]
fn the_hooks_run_on_the_files_that_they_are_given() {
    let hooks =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml")).expect("hooks");
    let hooks: serde_yaml::Value = serde_yaml::from_str(&hooks).expect("yaml");
    let entries =
        hooks.as_sequence().expect("a list").iter().map(|hook| hook["entry"].as_str().expect("entry").to_owned());
    let expected = [("tickmark check", [Some(0), Some(1), Some(0)]), ("tickmark fix", [Some(0), Some(0), Some(0)])];
    let mut count = 0;
    for entry in entries {
        let (_, codes) = expected.iter().find(|(start, _)| entry.starts_with(start)).expect("a known hook");
        let folder =
            folder(&[("a.txt", CLEAN), ("b.txt", NUL), ("old/c.txt", NUL), ("tickmark.yaml", b"exclude: old\n")]);
        for (name, code) in ["a.txt", "b.txt", "old/c.txt"].iter().zip(codes) {
            let words: Vec<&str> = entry.split_whitespace().skip(1).chain([*name]).collect();
            let run = tickmark(folder.path(), &words);
            assert_eq!(run.code, *code, "{entry} {name}: {run:?}");
        }
        count += 1;
    }
    assert_eq!(count, expected.len());
}
