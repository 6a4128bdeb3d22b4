//! The configuration of a project: where it is found, what it changes, how its mistakes are told.

use std::fs;

use serde_json::Value;

use crate::support::{Run, command, folder, tickmark};

/// An exhibit that lists a portfolio twice.
const TWICE: &[u8] = b"<PAGE>
                                   SCHEDULE A

         HARBOR EQUITY FUNDS

         Harbor Energy Fund
         Harbor Energy Fund
";

/// A house rule that every exhibit breaks which has a portfolio.
const HOUSE: &[u8] = b"id: house/no-portfolio
severity: warning
params: { word: Energy }
for: document
assert: { absent: 'portfolio[name*=\"${word}\"]:first' }
message: no portfolio
";

/// The findings of a run of `check` with the JSON format: `path rule severity`.
fn found(run: &Run) -> Vec<String> {
    let json: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    let text = |finding: &Value, key: &str| finding[key].as_str().expect("text").to_owned();
    let findings = json["findings"].as_array().expect("findings");
    findings
        .iter()
        .map(|finding| format!("{} {} {}", text(finding, "path"), text(finding, "rule"), text(finding, "severity")))
        .collect()
}

/// Checks what is found in `a.txt` and `drafts/b.txt` with a configuration.
fn check(config: &str, arguments: &[&str], expected: &[&str]) {
    let files: &[(&str, &[u8])] = &[
        ("a.txt", TWICE),
        ("drafts/b.txt", TWICE),
        ("house/rules.yaml", HOUSE),
        ("tickmark.yaml", config.as_bytes()),
        ("base.yaml", b"rules: { fund: warning, fund/unique-portfolio: { severity: info } }\n"),
    ];
    let folder = folder(files);
    let arguments: Vec<&str> =
        ["check", "-f", "json", "--ignore", "schedule,numbering,edgar", "."].iter().chain(arguments).copied().collect();
    assert_eq!(found(&tickmark(folder.path(), &arguments)), expected, "{config}");
}

#[test]
fn rules_are_graded_switched_and_given_parameters() {
    check("", &[], &["a.txt fund/unique-portfolio error", "drafts/b.txt fund/unique-portfolio error"]);
    check("rules: { fund/unique-portfolio: off }", &[], &[]);
    check(
        "rules: { fund: off, fund/unique-portfolio: on }",
        &[],
        &["a.txt fund/unique-portfolio error", "drafts/b.txt fund/unique-portfolio error"],
    );
    check("extends: []", &[], &[]);
    check(
        "extends: []\nrules: { fund/unique-portfolio: info }\nexclude: drafts",
        &[],
        &["a.txt fund/unique-portfolio info"],
    );
    check("extends: []\nrules-path: house\nexclude: drafts", &[], &["a.txt house/no-portfolio warning"]);
    let other = "extends: []\nrules-path: house\nrules: { house/no-portfolio: { params: { word: Bond } } }";
    check(other, &[], &[]);
}

#[test]
fn a_path_can_have_rules_of_its_own() {
    let config = "extends: []\nrules: { fund/unique-portfolio: error }\nrules-path: house\noverrides:\n  - paths: drafts/**\n    \
                  rules: { fund/unique-portfolio: info, house/no-portfolio: { params: { word: Bond } } }\n";
    check(
        config,
        &[],
        &[
            "a.txt house/no-portfolio warning",
            "a.txt fund/unique-portfolio error",
            "drafts/b.txt fund/unique-portfolio info",
        ],
    );
}

#[test]
fn a_file_that_is_built_on_is_inherited_field_by_field() {
    check("extends: base.yaml\nexclude: drafts", &[], &["a.txt fund/unique-portfolio info"]);
    check(
        "extends: base.yaml\nexclude: drafts\nrules: { fund/unique-portfolio: error }",
        &[],
        &["a.txt fund/unique-portfolio error"],
    );
}

#[test]
fn flags_outweigh_the_environment_and_that_the_file() {
    let folder = folder(&[("a.txt", TWICE), ("tickmark.yaml", b"fail-on: never\n")]);
    let code = |arguments: &[&str], fail_on: Option<&str>| {
        let mut command = command(folder.path());
        command.args(["check", "a.txt"]).args(arguments);
        command.envs(fail_on.map(|value| ("TICKMARK_FAIL_ON", value)));
        command.output().expect("run").status.code()
    };
    assert_eq!(code(&[], None), Some(0));
    assert_eq!(code(&[], Some("error")), Some(1));
    assert_eq!(code(&["--fail-on", "never"], Some("error")), Some(0));
    assert_eq!(code(&["--isolated"], None), Some(1));
}

#[test]
fn the_configuration_is_looked_for_up_to_the_repository() {
    let folder = folder(&[
        ("tickmark.yaml", b"rules: { all: off, input/empty: on }\n"),
        ("project/.git/HEAD", b""),
        ("project/sub/a.txt", TWICE),
    ]);
    let sub = folder.path().join("project/sub");
    // The one above the repository is somebody else's.
    assert_eq!(tickmark(&sub, &["check", "a.txt"]).code, Some(1));
    fs::write(folder.path().join("project/tickmark.yaml"), "rules: { fund: off }\nexclude: sub/b.txt\n")
        .expect("written");
    fs::write(sub.join("b.txt"), "x").expect("written");
    let run = tickmark(&sub, &["check", "-v", "."]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.contains("b.txt   excluded by the configuration"), "{run:?}");
    // What is named is checked, unless the exclusion is to hold for it, too.
    assert!(tickmark(&sub, &["check", "b.txt"]).stdout.contains("Checked 1 document"));
    assert_eq!(tickmark(&sub, &["check", "--force-exclude", "b.txt"]).code, Some(2));
}

#[test]
fn every_setting_is_shown_with_its_origin() {
    let folder = folder(&[
        ("tickmark.yaml", b"rules:\n  fund/unique-portfolio: off\n  edgar/characters: info\nexclude: [old]\n"),
        ("a.txt", b""),
    ]);
    let run = tickmark(folder.path(), &["check", "--show-config", "--ignore", "date", "--fail-on", "info"]);
    assert_eq!(run.code, Some(0));
    let origin = |start: &str| {
        let line = run.stdout.lines().find(|line| line.trim_start().starts_with(start));
        line.and_then(|line| line.split_once("# ")).unwrap_or_else(|| panic!("{start}: {run:?}")).1
    };
    assert_eq!(origin("fund/unique-portfolio: off"), "tickmark.yaml:2");
    assert_eq!(origin("edgar/characters: info"), "tickmark.yaml:3");
    assert_eq!(origin("- old"), "tickmark.yaml:4");
    assert_eq!(origin("fail-on: info"), "--fail-on");
    assert_eq!(origin("date/order: off"), "--ignore");
    assert_eq!(origin("extends: tickmark:recommended"), "default");
}

/// A mistake: exit 2, nothing checked, the place and what is said of it; and the same run without the mistake.
fn mistake(config: &str, mended: &str, parts: &[&str]) {
    let folder = folder(&[("a.txt", b"Dear Sirs:\n"), ("tickmark.yaml", config.as_bytes())]);
    let run = tickmark(folder.path(), &["check", "a.txt"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run:?}");
    for part in parts {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
    fs::write(folder.path().join("tickmark.yaml"), mended).expect("written");
    let run = tickmark(folder.path(), &["check", "a.txt"]);
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[test]
fn fault_57_mistakes_are_drawn_with_a_suggestion() {
    mistake("rulse: {}\n", "rules: {}\n", &["[tickmark.yaml:1:1]", "did you mean `rules`?", "1 error in 1 file"]);
    mistake(
        "rules: { fund/uniqe-portfolio: off }\n",
        "rules: { fund/unique-portfolio: off }\n",
        &["[tickmark.yaml:1:10]", "no rule or pack `fund/uniqe-portfolio`", "did you mean `fund/unique-portfolio`?"],
    );
    mistake(
        "rules: { fund/schedule-brand: { params: { schedul: A } } }\n",
        "rules: { fund/schedule-brand: { params: { schedule: A } } }\n",
        &["[tickmark.yaml:1:43]", "has no parameter `schedul`", "did you mean `schedule`?"],
    );
    mistake(
        "rules: { fund: { params: { x: A } } }\n",
        "rules: { fund: { severity: info } }\n",
        &["[tickmark.yaml:1:28]", "`fund` takes no parameters"],
    );
    mistake(
        "overrides: [{ paths: x, rules: { dat/order: off } }]\n",
        "overrides: [{ paths: x, rules: { date/order: off } }]\n",
        &["[tickmark.yaml:1:34]", "did you mean `date/order`?"],
    );
    mistake("extends: gone.yaml\n", "\n", &["[tickmark.yaml:1:10]", "cannot read gone.yaml: no such file"]);
    mistake("extends: tickmark.yaml\n", "\n", &["[tickmark.yaml:1:10]", "builds on itself"]);
    mistake("rules-path: gone\n", "\n", &["[tickmark.yaml:1:13]", "cannot read gone: no such file"]);
}

#[test]
fn fault_58_mistakes_of_configuration_and_rules_are_told_together() {
    let folder = folder(&[
        ("a.txt", TWICE),
        ("tickmark.yaml", b"rules-path: house\nexclude: ['[']\n"),
        ("house/a.yaml", b"id: house/a\nfor: signiture\nassert: { present: '@name' }\n"),
    ]);
    let run = tickmark(folder.path(), &["check", "a.txt"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    assert!(run.stderr.contains("[tickmark.yaml:2:11]"), "{}", run.stderr);
    fs::write(folder.path().join("tickmark.yaml"), "rules-path: house\nexclude: []\nrules: { a/b: off }\n")
        .expect("written");
    let run = tickmark(folder.path(), &["check", "a.txt"]);
    assert!(run.stderr.contains("did you mean `signature`?"), "{}", run.stderr);
}

#[test]
fn fault_60_a_rule_id_of_two_files_names_both() {
    let folder = folder(&[
        ("tickmark.yaml", b"rules-path: [x.yaml, y.yaml]\n"),
        ("x.yaml", HOUSE),
        ("y.yaml", HOUSE),
        ("a.txt", TWICE),
    ]);
    let run = tickmark(folder.path(), &["check", "a.txt"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("[y.yaml:1:5]") && run.stderr.contains("first at x.yaml:1:5"), "{}", run.stderr);
}

#[test]
fn fault_62_a_configuration_that_is_not_utf8_is_told_with_its_offset() {
    let folder = folder(&[("tickmark.yaml", b"exclude: \xE9\n"), ("a.txt", TWICE)]);
    let run = tickmark(folder.path(), &["check", "a.txt"]);
    assert_eq!(run.code, Some(2));
    assert_eq!(run.stderr, "error: cannot read tickmark.yaml: not UTF-8: the byte at offset 9\n");
}

#[test]
fn fault_51_the_environment_says_yes_and_no_in_many_words() {
    let folder = folder(&[("a.json", b"{}")]);
    let run = |value: &str| {
        let output =
            command(folder.path()).args(["check", "."]).env("TICKMARK_ALLOW_EMPTY", value).output().expect("run");
        output.status.code()
    };
    for yes in ["1", "true", "yes"] {
        assert_eq!(run(yes), Some(0), "{yes}");
    }
    for no in ["0", "false", "no", "maybe"] {
        assert_eq!(run(no), Some(2), "{no}");
    }
}

#[test]
fn a_misspelt_variable_is_warned_of() {
    let folder = folder(&[("a.txt", b"Dear Sirs:\n")]);
    let output = command(folder.path()).args(["check", "a.txt"]).env("TICKMARK_FAILON", "info").output().expect("run");
    let stderr = String::from_utf8(output.stderr).expect("utf-8");
    assert_eq!(stderr, "warning: TICKMARK_FAILON is no setting; did you mean TICKMARK_FAIL_ON?\n");
}

#[test]
fn fault_64_what_lies_beside_the_documents_is_not_picked_up() {
    let folder = folder(&[
        ("filings/a.txt", TWICE),
        ("filings/tickmark.yaml", b"rules: { all: off }\n"),
        ("filings/house.yaml", HOUSE),
    ]);
    let run = tickmark(folder.path(), &["check", "-f", "json", "--select", "all", "filings"]);
    let found = found(&run);
    assert!(found.iter().any(|finding| finding.contains("fund/unique-portfolio")), "{found:?}");
    assert!(!found.iter().any(|finding| finding.contains("house/")), "{found:?}");
}

#[test]
fn fault_59_a_configuration_that_leaves_no_rule_is_an_error() {
    let folder = folder(&[("tickmark.yaml", b"rules: { all: off }\n"), ("a.txt", TWICE)]);
    let run = tickmark(folder.path(), &["check", "a.txt"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("no rule is active; nothing was checked"), "{run:?}");
}
