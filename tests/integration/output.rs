//! The report formats, fed with findings made by hand.

use std::time::Duration;

use serde_json::{Value, json};

use tickmark::decode::Text;
use tickmark::finding::{
    Applicability, Evidence, Finding, Fix, InputReport, Outcome, RuleId, Severity, State, Summary, locate_findings,
};
use tickmark::output::{FORMATS, Options, Shown, Verbosity};
use tickmark::source::Span;

/// A finding about the `nth` occurrence of `needle`, 0-based.
fn finding(text: &str, needle: &str, nth: usize, message: &str) -> Finding {
    Finding {
        rule: RuleId::new("fund/unique-portfolio"),
        severity: Severity::Error,
        span: span(text, needle, nth),
        message: message.into(),
        label: Some("listed again here".into()),
        help: Some("remove one entry".into()),
        place: vec!["SCHEDULE A-2".into(), "HARBOR SECTOR FUNDS".into()],
        evidence: Vec::new(),
        fix: None,
        fingerprint: "0123456789abcdef0123456789abcdef".into(),
    }
}

fn span(text: &str, needle: &str, nth: usize) -> Span {
    let (start, _) = text.match_indices(needle).nth(nth).expect("needle");
    Span::new(start, start + needle.len())
}

fn report(text: &str, findings: Vec<Finding>) -> InputReport {
    let rule = RuleId::new("fund/unique-portfolio");
    let outcome = match findings.len() {
        0 => Outcome::Pass { tested: 3 },
        findings => Outcome::Fail { tested: 3, findings },
    };
    let state = if findings.is_empty() { State::Clean } else { State::Findings };
    InputReport {
        bytes: text.len() as u64,
        pages: 1,
        outcomes: vec![(rule, outcome)],
        findings: locate_findings(&Text::from_string(text.into()), findings),
        ..InputReport::unchecked("e2g.txt", state)
    }
}

fn failed(path: &str) -> InputReport {
    let reason = "permission denied".into();
    InputReport::unchecked(path, State::Failed { reason })
}

fn written(format: &str, options: Options, reports: &[InputReport], elapsed: Option<Duration>) -> String {
    let format = FORMATS.iter().find(|known| known.name == format).expect("format");
    let mut formatter = (format.make)(options);
    let mut summary = Summary::new([(RuleId::new("fund/unique-portfolio"), Severity::Error)]);
    let mut out = Vec::new();
    formatter.begin(&mut out).expect("written");
    for report in reports {
        summary.add(report);
        formatter.input(&mut out, report).expect("written");
    }
    formatter.end(&mut out, &summary, elapsed).expect("written");
    String::from_utf8(out).expect("utf-8")
}

fn plain(format: &str, reports: &[InputReport]) -> String {
    written(format, Options::default(), reports, None)
}

const LISTED: &str = "HARBOR SECTOR FUNDS\n\n         Harbor Energy Fund\n         Harbor Energy Fund\n";

/// Harbor Energy Fund, listed twice.
fn twice() -> InputReport {
    let mut finding = finding(LISTED, "Harbor Energy Fund", 1, "\"Harbor Energy Fund\" is listed 2 times");
    finding
        .evidence
        .push(Evidence { span: span(LISTED, "Harbor Energy Fund", 0), message: "first listed here".into() });
    finding.fix = Some(Fix {
        span: span(LISTED, "         Harbor Energy Fund\n", 1),
        replacement: String::new(),
        applicability: Applicability::Review,
    });
    report(LISTED, vec![finding])
}

#[test]
fn full_draws_a_finding_with_its_evidence() {
    let expected = "error[fund/unique-portfolio]: \"Harbor Energy Fund\" is listed 2 times
   ╭─[e2g.txt:4:10]
 3 │          Harbor Energy Fund
   ·          ─────────┬────────
   ·                   ╰── first listed here
 4 │          Harbor Energy Fund
   ·          ─────────┬────────
   ·                   ╰── listed again here
   ╰────
  in:   SCHEDULE A-2 › HARBOR SECTOR FUNDS
  help: remove one entry

Checked 1 document: 77 B, 1 page; 1 rule (1 failed)
Found 1 error.  Why? tickmark explain fund/unique-portfolio
";
    assert_eq!(plain("full", &[twice()]), expected);
}

#[test]
fn full_shows_far_evidence_in_a_frame_of_its_own() {
    let text = format!("First Fund\n{}Again Fund\n", "\n".repeat(50));
    let mut finding = finding(&text, "Again Fund", 0, "listed twice");
    finding.evidence.push(Evidence { span: span(&text, "First Fund", 0), message: "first listed here".into() });
    let drawn = plain("full", &[report(&text, vec![finding])]);
    let frames: Vec<&str> = drawn.lines().filter(|line| line.contains("╭─[")).collect();
    assert_eq!(frames, ["    ╭─[e2g.txt:52:1]", "   ╭─[e2g.txt:1:1]"]);
}

#[test]
fn full_names_repeated_findings_after_the_first() {
    let text = "Schedule a-1 and Schedule a-1\nSchedule a-1\n";
    let findings = (0..3).map(|nth| finding(text, "Schedule a-1", nth, "does not match")).collect();
    let drawn = plain("full", &[report(text, findings)]);
    assert!(drawn.contains("  also: 1:18, 2:1\n"), "{drawn}");
    assert_eq!(drawn.matches("error[").count(), 1);
    assert!(drawn.contains("Found 3 errors."), "{drawn}");
}

#[test]
fn a_multi_line_finding_is_framed() {
    let text = "   By: /s/ Jane Holloway\n   Name: Jane Holloway\n\n";
    let drawn = plain("full", &[report(text, vec![finding(text, text.trim(), 0, "no title")])]);
    assert!(drawn.contains("╭─▶") && drawn.contains("╰──── listed again here"), "{drawn}");
}

#[test]
fn a_batch_ends_with_its_lists_and_counts() {
    let reports = [report("x\n", vec![]), twice(), twice(), failed("b\x1b.txt")];
    let drawn = plain("full", &reports);
    let end = "Not fully checked (1):
  b␛.txt   permission denied

Top rules                             Top files
    2  fund/unique-portfolio              1  e2g.txt
                                          1  e2g.txt

Checked 3 of 4 files (156 B) with 1 rule
Found 2 errors in 2 files.  INCOMPLETE: 1 file needs attention.
";
    assert!(drawn.ends_with(end), "{drawn}");
}

#[test]
fn clean_is_said_only_of_a_complete_run() {
    let clean = report("x\n", vec![]);
    assert!(plain("full", std::slice::from_ref(&clean)).ends_with("Found nothing.\n"));
    let end = "Found nothing in what was checked.  INCOMPLETE: 1 file needs attention.\n";
    assert!(plain("full", &[clean, failed("y")]).ends_with(end));
    assert!(plain("full", &[]).ends_with("Nothing was checked: no exhibit was found.\n"));
}

#[test]
fn quiet_leaves_the_summary_out_and_never_the_failures() {
    let options = Options { verbosity: Verbosity::Quiet, ..Options::default() };
    let quiet = |reports: &[InputReport]| written("concise", options.clone(), reports, None);
    assert_eq!(quiet(&[report("x\n", vec![])]), "");
    assert!(quiet(&[failed("y.txt")]).contains("y.txt   permission denied"));
    assert_eq!(quiet(&[]), "Nothing was checked: no exhibit was found.\n");
}

#[test]
fn time_is_shown_only_when_given() {
    let timed = written("full", Options::default(), &[twice()], Some(Duration::from_millis(10)));
    assert!(timed.contains("; 0.01 s\n"), "{timed}");
    let json: Value = serde_json::from_str(&plain("json", &[twice()])).expect("json");
    assert!(json["summary"].get("seconds").is_none());
}

#[test]
fn every_outcome_is_shown_on_request() {
    let options = Options { shown: Shown::All, ..Options::default() };
    let reports = [report("x\n", vec![])];
    let text = written("full", options.clone(), &reports, None);
    assert!(text.contains("e2g.txt: clean\n  pass  fund/unique-portfolio (3 tested)\n"), "{text}");
    let json: Value = serde_json::from_str(&written("json", options, &reports, None)).expect("json");
    let outcomes = json!([{"rule": "fund/unique-portfolio", "outcome": "pass", "tested": 3}]);
    assert_eq!(json["inputs"][0]["outcomes"], outcomes);
}

#[test]
fn concise_is_a_line_a_finding() {
    let report = plain("concise", &[twice()]);
    let first = "e2g.txt:4:10: error[fund/unique-portfolio] \"Harbor Energy Fund\" is listed 2 times";
    assert_eq!(report.lines().next(), Some(first));
}

#[test]
fn json_has_the_published_shape() {
    let reports = [twice(), failed("y.txt")];
    let report: Value = serde_json::from_str(&plain("json", &reports)).expect("json");
    let expected = json!({
        "version": 1,
        "tool": {"name": "tickmark", "version": env!("CARGO_PKG_VERSION")},
        "rules": [{"id": "fund/unique-portfolio", "severity": "error",
                   "passed": 0, "failed": 1, "skipped": 0, "undetermined": 0}],
        "inputs": [{"path": "e2g.txt", "state": "findings"},
                   {"path": "y.txt", "state": "failed", "reason": "permission denied"}],
        "findings": [{
            "rule": "fund/unique-portfolio", "severity": "error", "path": "e2g.txt",
            "line": 4, "column": 10, "end_line": 4, "end_column": 28, "span": {"start": 58, "end": 76},
            "message": "\"Harbor Energy Fund\" is listed 2 times", "subject": "Harbor Energy Fund", "help": "remove one entry",
            "where": ["SCHEDULE A-2", "HARBOR SECTOR FUNDS"],
            "evidence": [{"message": "first listed here", "line": 3, "column": 10, "end_line": 3, "end_column": 28}],
            "fingerprint": "0123456789abcdef0123456789abcdef",
            "fix": {"span": {"start": 49, "end": 77}, "replacement": "", "applicability": "review"}
        }],
        "summary": {"inputs": 2, "checked": 1, "not_checked": 1, "skipped": 0, "errors": 1, "warnings": 0,
                    "infos": 0, "waived": 0, "baselined": 0, "complete": false}
    });
    assert_eq!(report, expected);
}

#[test]
fn fault_32_33_nothing_untrusted_reaches_any_format_raw() {
    let text = "Har\x1b[31mbor\x07 \u{202E}Fund\u{200B}\n";
    let mut finding = finding(text, text.trim_end(), 0, "bad \x1b[2J\u{202E}\n");
    finding.help = Some("\x1b".into());
    finding.place = vec!["\u{9B}31m".into()];
    finding.label = Some("\x07".into());
    finding.evidence.push(Evidence { span: span(text, "bor", 0), message: "\x1b".into() });
    let mut report = report(text, vec![finding]);
    report.path = "a\nb\x1b.txt".into();
    let unsafe_characters = ['\x1b', '\x07', '\u{9B}', '\u{202E}', '\u{200B}'];
    for format in FORMATS {
        let written = plain(format.name, std::slice::from_ref(&report));
        assert!(!written.contains(unsafe_characters), "{}: {written:?}", format.name);
    }
    // JSON gives the very characters back.
    let json: Value = serde_json::from_str(&plain("json", &[report])).expect("json");
    assert_eq!(json["findings"][0]["message"], json!("bad \x1b[2J\u{202E}\n"));
    assert_eq!(json["findings"][0]["path"], json!("a\nb\x1b.txt"));
}

#[test]
fn fault_25_a_name_with_a_line_end_stays_on_one_line() {
    let mut report = twice();
    report.path = "a\nb.txt".into();
    let concise = plain("concise", &[report]);
    assert!(concise.starts_with("a␊b.txt:4:10: error["), "{concise}");
}

#[test]
fn fault_13_a_hundred_thousand_findings_are_cut_in_text_and_whole_in_json() {
    let text = "x y\n".repeat(100_000);
    let findings = (0..100_000)
        .map(|at| Finding {
            span: Span::new(at * 4, at * 4 + 1),
            message: format!("finding {at}"),
            ..finding("x", "x", 0, "")
        })
        .collect();
    let report = [report(&text, findings)];
    let full = plain("full", &report);
    assert_eq!(full.matches("╭─[").count(), 10);
    assert!(full.contains("fund/unique-portfolio: 99,990 more in e2g.txt (-v draws them all)"), "{full}");
    let json: Value = serde_json::from_str(&plain("json", &report)).expect("json");
    assert_eq!(json["findings"].as_array().map(Vec::len), Some(100_000));
}
