//! Deliberate mistakes in a rule file, one named test each: the unchanged rule runs, the changed one is refused with exit code 2
//! and with what `tests/mistakes/table.txt` shows: the line, the caret, the suggestion.
//!
//! The table holds, after a line `# name`, what is taken out of `tests/mistakes/rule.yaml` (`-`), what is put there (`+`), and
//! what is then written to standard error. `TRYCMD=overwrite cargo test --test mistakes` writes the last part anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use libtest_mimic::{Arguments, Failed, Trial};

/// One mistake of the table.
struct Mistake {
    name: String,
    /// The lines that are taken out.
    old: String,
    /// The lines that stand in their place.
    new: String,
    /// What the user is then shown.
    shown: String,
}

fn main() {
    let arguments = Arguments::from_args();
    let (rule, mistakes) = (read("rule.yaml"), mistakes(&read("table.txt")));
    assert!(mistakes.len() >= 30, "the table holds {} mistakes", mistakes.len());
    if std::env::var("TRYCMD").is_ok_and(|word| word == "overwrite") {
        let entries: Vec<String> = mistakes.iter().map(|mistake| entry(mistake, &run(&rule, mistake).1)).collect();
        fs::write(folder().join("table.txt"), entries.join("\n")).expect("the table is written");
        return;
    }
    let trials = mistakes.into_iter().map(|mistake| trial(rule.clone(), mistake)).collect();
    libtest_mimic::run(&arguments, trials).exit();
}

fn trial(rule: String, mistake: Mistake) -> Trial {
    Trial::test(mistake.name.clone(), move || {
        let unchanged = check(&rule);
        if unchanged.status.code() != Some(0) {
            return Err(Failed::from(format!("the unchanged rule does not run: {}", text(&unchanged.stderr))));
        }
        let (code, shown, stdout) = run(&rule, &mistake);
        if (code, stdout.as_str()) != (Some(2), "") {
            return Err(Failed::from(format!("exit code {code:?}, standard output: {stdout}")));
        }
        if shown != mistake.shown {
            return Err(Failed::from(format!("expected\n{}\ngot\n{shown}", mistake.shown)));
        }
        Ok(())
    })
}

/// The exit code and what is written, standard error first, where the mistake is made.
fn run(rule: &str, mistake: &Mistake) -> (Option<i32>, String, String) {
    assert_eq!(rule.matches(&mistake.old).count(), 1, "{}: `{}` stands once", mistake.name, mistake.old);
    let output = check(&rule.replace(&mistake.old, &mistake.new));
    (output.status.code(), text(&output.stderr), text(&output.stdout))
}

/// Checks a letter with a rule file.
fn check(rule: &str) -> Output {
    let folder = tempfile::tempdir().expect("folder");
    fs::write(folder.path().join("rule.yaml"), rule).expect("written");
    fs::write(folder.path().join("letter.txt"), "Dear Sirs:\n").expect("written");
    Command::new(env!("CARGO_BIN_EXE_tickmark"))
        .current_dir(folder.path())
        .env_clear()
        .args(["check", "--rules", "rule.yaml", "letter.txt"])
        .output()
        .expect("tickmark runs")
}

fn mistakes(table: &str) -> Vec<Mistake> {
    let parts = table.split("# ").skip(1);
    parts.map(mistake).collect()
}

fn mistake(part: &str) -> Mistake {
    let mut lines = part.lines();
    let name = lines.next().expect("a name").to_owned();
    let (mut old, mut new, mut shown) = (Vec::new(), Vec::new(), Vec::new());
    for line in lines {
        match (line.strip_prefix("- "), line.strip_prefix("+ ")) {
            (Some(line), _) => old.push(line),
            (_, Some(line)) => new.push(line),
            _ => shown.push(line),
        }
    }
    let shown = shown.join("\n").trim_end().to_owned() + "\n";
    Mistake { name, old: old.join("\n"), new: new.join("\n"), shown }
}

/// The mistake as the table holds it.
fn entry(mistake: &Mistake, shown: &str) -> String {
    let mut entry = format!("# {}\n", mistake.name);
    for (sign, lines) in [('-', &mistake.old), ('+', &mistake.new)] {
        for line in lines.lines() {
            entry.push_str(&format!("{sign} {line}\n"));
        }
    }
    entry + shown
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes")
}

fn read(name: &str) -> String {
    fs::read_to_string(folder().join(name)).expect("a file of the test")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("utf-8")
}
