//! `tickmark fix`: what it changes, what it leaves alone.

use std::env;
use std::fs;
use std::path::Path;

use tickmark::batch::{Mended, Plan, Wish, mend};
use tickmark::decode::decode;
use tickmark::finding::RuleId;
use tickmark::grammar::{self, Lines};
use tickmark::input::{Content, DEFAULT_SIZE_LIMIT, Source};
use tickmark::rule::RuleSet;
use tickmark::submission::{Recognised, recognise};

use crate::support::{Run, folder, text_files, tickmark, tickmark_with_input};

/// An exhibit with a label unlike its heading, a heading in the wrong number, curly quotes, and a portfolio listed twice.
const EXHIBIT: &str = "<PAGE>
                                AMENDMENT NO. 3
                                       TO
                         MASTER DISTRIBUTION AGREEMENT

         1.       Schedule a to the Agreement is hereby deleted in its entirety
and replaced with Schedule A attached to this amendment, as the “Board” directs.

<PAGE>
                                   SCHEDULE A

         HARBOR EQUITY FUNDS

         Portfolio:

         Harbor Energy Fund
         Harbor Energy Fund
";

/// The exhibit with its safe fixes.
fn mended() -> String {
    EXHIBIT.replace("Schedule a", "Schedule A").replace("“Board”", "\"Board\"").replace("Portfolio:", "Portfolios:")
}

fn fix(folder: &Path, arguments: &[&str]) -> Run {
    let arguments: Vec<&str> = ["fix"].iter().chain(arguments).copied().collect();
    tickmark(folder, &arguments)
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).expect("file")
}

#[test]
fn safe_fixes_are_made_and_the_rest_is_left_to_a_person() {
    let folder = folder(&[("a.txt", EXHIBIT.as_bytes()), ("b.txt", b"Dear Sirs:\n")]);
    let run = fix(folder.path(), &["."]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(read(folder.path(), "a.txt"), mended());
    assert_eq!(
        run.stdout,
        "a.txt: 3 fixes (edgar/characters 1, fund/heading-number 1, schedule/label-case 1)\n\
         Mended 1 of 2 files: 3 fixes.  1 fix left to a person.\n"
    );
    assert_eq!(
        run.stderr,
        "a.txt:17:10: fund/unique-portfolio: not mended: needs a person's look (--review makes it)\n"
    );
    let again = fix(folder.path(), &["."]);
    assert!(again.stdout.starts_with("Nothing to mend in 2 files."), "{again:?}");
    assert_eq!(read(folder.path(), "a.txt"), mended());
}

#[test]
fn what_a_person_should_look_at_is_mended_when_asked_for() {
    let folder = folder(&[("a.txt", EXHIBIT.as_bytes())]);
    assert_eq!(fix(folder.path(), &["--review", "a.txt"]).code, Some(0));
    // One portfolio is left, and its heading is right again.
    let expected = mended().replacen("         Harbor Energy Fund\n", "", 1).replace("Portfolios:", "Portfolio:");
    assert_eq!(read(folder.path(), "a.txt"), expected);
}

#[test]
fn only_the_rules_that_are_named_mend() {
    let folder = folder(&[("a.txt", EXHIBIT.as_bytes())]);
    fix(folder.path(), &["--rule", "schedule,fund/heading-number", "a.txt"]);
    assert_eq!(read(folder.path(), "a.txt"), mended().replace("\"Board\"", "“Board”"));
    let run = fix(folder.path(), &["--rule", "schedul", "a.txt"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("did you mean `schedule`?"), "{run:?}");
}

#[test]
fn a_diff_shows_the_changes_and_makes_none() {
    let folder = folder(&[("a.txt", EXHIBIT.as_bytes())]);
    let run = fix(folder.path(), &["--diff", "--rule", "fund/heading-number", "a.txt"]);
    assert_eq!(run.code, Some(1));
    let expected = "--- a/a.txt\n+++ b/a.txt\n@@ -13,3 +13,3 @@\n \n-         Portfolio:\n+         Portfolios:\n \n";
    assert_eq!(run.stdout, expected);
    assert_eq!(read(folder.path(), "a.txt"), EXHIBIT);
    fs::write(folder.path().join("a.txt"), mended()).expect("written");
    assert_eq!(fix(folder.path(), &["--diff", "a.txt"]).code, Some(0));
}

#[test]
fn standard_input_is_mended_to_standard_output() {
    let folder = folder(&[]);
    let run = tickmark_with_input(folder.path(), &["fix", "-"], EXHIBIT.as_bytes());
    assert_eq!((run.code, run.stdout), (Some(0), mended()));
}

#[test]
fn line_ends_and_encoding_stay_as_they_are() {
    let mut bytes = EXHIBIT
        .replace('\n', "\r\n")
        .replace('“', "\u{93}")
        .replace('”', "\u{94}")
        .replace("Board", "Soci\u{E9}t\u{E9}");
    bytes.retain(|character| (character as u32) < 256);
    let bytes: Vec<u8> = bytes.chars().map(|character| character as u8).collect();
    let folder = folder(&[("a.txt", &bytes)]);
    assert_eq!(fix(folder.path(), &["a.txt"]).code, Some(0));
    let mended: Vec<u8> =
        mended().replace('\n', "\r\n").replace("Board", "Soci\u{E9}t\u{E9}").chars().map(|c| c as u8).collect();
    assert_eq!(fs::read(folder.path().join("a.txt")).expect("file"), mended);
}

#[test]
fn what_is_waived_or_no_plain_text_is_not_touched() {
    let waiver = b"- { rule: fund/heading-number, document: a.txt, subject: 'Portfolio:', reason: as agreed }\n";
    let folder = folder(&[
        ("a.txt", EXHIBIT.as_bytes()),
        ("b.zip", b"PK\x03\x04 \xE2\x80\x9Cx\xE2\x80\x9D"),
        ("tickmark-waivers.yaml", waiver),
    ]);
    let run = fix(folder.path(), &["a.txt", "b.zip"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("cannot mend b.zip: a ZIP archive, which is never changed"), "{run:?}");
    assert_eq!(read(folder.path(), "a.txt"), mended().replace("Portfolios:", "Portfolio:"));
    assert_eq!(fs::read(folder.path().join("b.zip")).expect("file"), b"PK\x03\x04 \xE2\x80\x9Cx\xE2\x80\x9D");
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_permissions_and_a_link_stays_one() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = folder(&[("sub/a.txt", EXHIBIT.as_bytes()), ("closed.txt", EXHIBIT.as_bytes())]);
    let target = folder.path().join("sub/a.txt");
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).expect("mode");
    fs::set_permissions(folder.path().join("closed.txt"), fs::Permissions::from_mode(0o444)).expect("mode");
    symlink("sub/a.txt", folder.path().join("link.txt")).expect("link");
    let run = fix(folder.path(), &["link.txt", "closed.txt"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("cannot mend closed.txt: the file is read-only"), "{run:?}");
    assert!(fs::symlink_metadata(folder.path().join("link.txt")).expect("link").is_symlink());
    assert_eq!(fs::metadata(&target).expect("file").permissions().mode() & 0o777, 0o640);
    assert_eq!(read(folder.path(), "sub/a.txt"), mended());
    assert_eq!(read(folder.path(), "closed.txt"), EXHIBIT);
    let names = fs::read_dir(folder.path().join("sub")).expect("folder").count();
    assert_eq!(names, 1, "no temporary file is left");
}

fn plan() -> Plan {
    Plan { rules: RuleSet::builtin().expect("rules"), checks: Vec::new(), size_limit: DEFAULT_SIZE_LIMIT }
}

fn run(bytes: &[u8], plan: &Plan) -> Result<Mended, String> {
    let source = Source { path: "x.txt".into(), content: Content::Memory(bytes.to_vec()) };
    mend(&source, plan, &Wish { review: false, wants: &|_, _| true })
}

/// The number of findings of each rule.
fn counts(bytes: &[u8], plan: &Plan) -> Vec<usize> {
    let text = std::sync::Arc::new(decode(bytes.to_vec()).expect("text"));
    let Recognised::Exhibit(document) = recognise("x.txt", text) else {
        return Vec::new();
    };
    let checked = tickmark::check::check(&grammar::parse(&document, Lines::Built), &plan.rules);
    let count = |id: &RuleId| checked.findings.iter().filter(|finding| finding.rule == *id).count();
    plan.rules.rules().iter().map(|rule| count(rule.id())).collect()
}

/// Makes the changes of every pass anew, byte by byte, as they were told.
fn replay(mended: &Mended) -> Vec<u8> {
    mended.passes.iter().fold(mended.before.clone(), |bytes, changes| {
        let mut result = Vec::new();
        let mut at = 0;
        for (span, replacement) in changes {
            result.extend_from_slice(&bytes[at..span.start()]);
            result.extend_from_slice(replacement);
            at = span.end();
        }
        result.extend_from_slice(&bytes[at..]);
        result
    })
}

/// Runs where a corpus is at hand (`TICKMARK_CORPUS`).
#[test]
fn mending_a_corpus_twice_is_mending_it_once_and_makes_no_rule_worse() {
    let Some(corpus) = env::var_os("TICKMARK_CORPUS") else {
        return;
    };
    let files = text_files(Path::new(&corpus));
    assert!(!files.is_empty(), "the corpus holds text files");
    let plan = plan();
    let mut changed = 0;
    for path in &files {
        let bytes = fs::read(path).expect("file");
        let Ok(mended) = run(&bytes, &plan) else {
            continue;
        };
        changed += usize::from(mended.after != bytes);
        assert_eq!(mended.before, bytes);
        assert_eq!(replay(&mended), mended.after, "{}", path.display());
        if mended.after != bytes {
            let again = run(&mended.after, &plan).expect("mended");
            assert_eq!(again.after, mended.after, "{}: a second run changes nothing", path.display());
            let (before, after) = (counts(&bytes, &plan), counts(&mended.after, &plan));
            assert!(before.iter().zip(&after).all(|(before, after)| after <= before), "{}", path.display());
        }
    }
    assert!(changed > 0, "something was mended");
}
