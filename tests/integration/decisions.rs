//! Waivers and the baseline, as their user meets them.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Run, folder, tickmark};

/// An exhibit that lists a portfolio twice.
const TWICE: &str = "<PAGE>
                                   SCHEDULE A

         HARBOR EQUITY FUNDS

         Harbor Bond Fund
         Harbor Energy Fund
         Harbor Energy Fund
";

const WAIVER: &str = "- rule: fund/unique-portfolio
  document: filings/a.txt
  subject: Harbor Energy Fund
  reason: the two entries are two classes; see the board's minutes
  approved-by: Glenn Norris
";

fn check(folder: &Path, arguments: &[&str]) -> Run {
    let arguments: Vec<&str> = ["check", "--select", "fund"].iter().chain(arguments).copied().collect();
    tickmark(folder, &arguments)
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

#[test]
fn a_waived_finding_does_not_count_and_is_told_of() {
    let folder = folder(&[("filings/a.txt", TWICE.as_bytes()), ("tickmark-waivers.yaml", WAIVER.as_bytes())]);
    let run = check(folder.path(), &["."]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.ends_with("Found nothing.  1 waived.\n"), "{run:?}");
    assert_eq!(run.stderr, "");
    let report = json(&check(folder.path(), &["-f", "json", "."]));
    let finding = &report["findings"][0];
    assert_eq!(finding["waived"]["approved_by"], Value::from("Glenn Norris"));
    assert_eq!(finding["subject"], Value::from("Harbor Energy Fund"));
    assert_eq!(report["inputs"][0]["state"], Value::from("clean"));
    assert_eq!((&report["summary"]["waived"], &report["summary"]["errors"]), (&Value::from(1), &Value::from(0)));
    // From another folder, and by another way to write the path, it is the same document.
    let sub = folder.path().join("filings");
    fs::create_dir(folder.path().join(".git")).expect("folder");
    fs::write(folder.path().join("tickmark.yaml"), "").expect("written");
    assert_eq!(check(&sub, &["./a.txt"]).code, Some(0));
}

#[test]
fn without_its_waiver_a_finding_is_back() {
    let folder = folder(&[("filings/a.txt", TWICE.as_bytes()), ("tickmark-waivers.yaml", WAIVER.as_bytes())]);
    assert_eq!(check(folder.path(), &["--no-waivers", "."]).code, Some(1));
    assert_eq!(check(folder.path(), &["--isolated", "."]).code, Some(1));
    fs::write(folder.path().join("tickmark-waivers.yaml"), "").expect("written");
    let run = check(folder.path(), &["."]);
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.contains("Found 1 error.  0 waived."), "{run:?}");
}

#[test]
fn waivers_that_expired_or_waive_nothing_are_warned_of() {
    let expired = format!(
        "{WAIVER}  expires: 2001-12-31\n- rule: fund/portfolio-order\n  document: filings/a.txt\n  subject: x\n  reason: y\n"
    );
    let folder = folder(&[("filings/a.txt", TWICE.as_bytes()), ("tickmark-waivers.yaml", expired.as_bytes())]);
    let run = check(folder.path(), &["."]);
    assert_eq!(run.code, Some(1));
    assert_eq!(
        run.stderr,
        "warning: tickmark-waivers.yaml:1: the waiver of fund/unique-portfolio for \"Harbor Energy Fund\" in filings/a.txt \
         expired on 2001-12-31\nwarning: tickmark-waivers.yaml:7: the waiver of fund/portfolio-order for \"x\" in filings/a.txt \
         waives nothing\nwarning: 2 waivers need attention: 1 expired, 1 unused\n"
    );
    let summary = &json(&check(folder.path(), &["-f", "json", "."]))["summary"];
    assert_eq!(summary["waivers"], serde_json::json!({"in_force": 1, "expired": 1, "unused": 1}));
}

#[test]
fn mistakes_in_waivers_are_drawn_and_nothing_is_checked() {
    let wrong = WAIVER.replace("unique", "uniqe");
    let folder = folder(&[("filings/a.txt", TWICE.as_bytes()), ("w.yaml", wrong.as_bytes())]);
    fs::write(folder.path().join("tickmark.yaml"), "waivers: w.yaml\n").expect("written");
    let run = check(folder.path(), &["."]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    assert!(
        run.stderr.contains("[w.yaml:1:9]") && run.stderr.contains("did you mean `fund/unique-portfolio`?"),
        "{run:?}"
    );
    fs::write(folder.path().join("tickmark.yaml"), "waivers: gone.yaml\n").expect("written");
    let run = check(folder.path(), &["."]);
    assert!(run.stderr.contains("[tickmark.yaml:1:10]") && run.stderr.contains("no such file: gone.yaml"), "{run:?}");
}

fn baseline(folder: &Path, arguments: &[&str]) -> Run {
    let (action, rest) = arguments.split_first().expect("an action");
    let arguments: Vec<&str> = ["baseline", action, "--select", "fund"].iter().chain(rest).copied().collect();
    tickmark(folder, &arguments)
}

#[test]
fn a_baseline_hides_what_was_there_and_nothing_else() {
    let folder = folder(&[("a.txt", TWICE.as_bytes()), ("b.txt", b"Dear Sirs:\n")]);
    let run = baseline(folder.path(), &["create", "."]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.starts_with("tickmark-baseline.json: 1 known finding\n"), "{run:?}");
    let with = ["--baseline", "tickmark-baseline.json", "."];
    let run = check(folder.path(), &with);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.ends_with("Found nothing.  1 in the baseline.\n"), "{run:?}");
    let report = json(&check(folder.path(), &["-f", "json", "--baseline", "tickmark-baseline.json", "."]));
    assert_eq!(report["findings"][0]["baselined"], Value::from(true));
    let more = TWICE.replace("Harbor Bond Fund\n", "Harbor Bond Fund\n         Harbor Bond Fund\n");
    fs::write(folder.path().join("a.txt"), more).expect("written");
    let run = check(folder.path(), &with);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stdout.contains("\"Harbor Bond Fund\" is listed 2 times"), "{run:?}");
    assert!(!run.stdout.contains("\"Harbor Energy Fund\""), "{run:?}");
}

#[test]
fn an_update_takes_new_findings_in_only_when_told_to() {
    let folder = folder(&[("a.txt", b"Dear Sirs:\n"), ("tickmark.yaml", b"baseline: base.json\n")]);
    assert_eq!(baseline(folder.path(), &["create", "."]).code, Some(0));
    assert_eq!(baseline(folder.path(), &["create", "."]).code, Some(2), "there is one already");
    fs::write(folder.path().join("a.txt"), TWICE).expect("written");
    let before = fs::read_to_string(folder.path().join("base.json")).expect("baseline");
    let run = baseline(folder.path(), &["update", "."]);
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.contains("a.txt:8:10: error[fund/unique-portfolio]"), "{run:?}");
    assert_eq!(fs::read_to_string(folder.path().join("base.json")).expect("baseline"), before);
    assert_eq!(baseline(folder.path(), &["update", "--accept-new", "."]).code, Some(0));
    assert_eq!(check(folder.path(), &["."]).code, Some(0));
    fs::write(folder.path().join("a.txt"), "Dear Sirs:\n").expect("written");
    assert_eq!(baseline(folder.path(), &["prune", "."]).code, Some(0));
    assert_eq!(fs::read_to_string(folder.path().join("base.json")).expect("baseline"), before);
}

#[test]
fn an_incomplete_run_writes_no_baseline() {
    let folder = folder(&[("a.txt", TWICE.as_bytes()), ("b.txt", b"%PDF-1.4")]);
    let run = baseline(folder.path(), &["create", "."]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("not everything was checked"), "{run:?}");
    assert!(!folder.path().join("tickmark-baseline.json").exists());
}

#[test]
fn what_is_no_baseline_is_refused() {
    let folder = folder(&[("a.txt", TWICE.as_bytes()), ("b.json", b"{\"version\":2,\"findings\":[]}")]);
    let run = check(folder.path(), &["--baseline", "b.json", "."]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("cannot read b.json: a baseline of version 2"), "{run:?}");
    assert_eq!(check(folder.path(), &["--baseline", "gone.json", "."]).code, Some(2));
}
