//! Real exhibits, where a corpus is at hand: `TICKMARK_CORPUS=…` names its folder. Without it these tests say that they were
//! skipped. Nothing of the corpus stands here: names are compared with the lines that they stand on.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use tickmark::check::check;
use tickmark::decode::{Text, decode, html};
use tickmark::grammar::{Lines, parse};
use tickmark::rule::RuleSet;
use tickmark::source::Span;
use tickmark::submission::{Recognised, binary, recognise};
use tickmark::tree::{AttributeName, DocumentTree, Kind, NodeRef, ValueRef};

use crate::invariants::{faults, first_difference, outline, tree, tree_of};
use crate::markup;
use crate::support::{Run, folder, tickmark};

/// The exhibit that the project is modelled on, in the corpus.
const MODEL: &str = "model/amendment-6.txt";
/// The bytes that are parsed of a text which is recognised as no exhibit.
const BEGINNING: usize = 32 * 1024;

/// The folder of the corpus; says on standard error that `test` is skipped where there is none.
pub(crate) fn corpus(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("TICKMARK_CORPUS").filter(|value| !value.is_empty());
    if folder.is_none() {
        // Written past the capture of output, so that it is seen although the test passes; in one piece, as tests run in parallel.
        let line = format!("{test} was skipped: TICKMARK_CORPUS is not set\n");
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
    folder.map(PathBuf::from)
}

/// All files below a folder, sorted by path.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("entry").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

/// The files of plain text, with their bytes.
fn texts(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let is_text = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "txt");
    let read = |path: PathBuf| {
        let bytes = fs::read(&path).expect("text of the corpus");
        (path, bytes)
    };
    let texts: Vec<_> = files(folder).into_iter().filter(is_text).map(read).collect();
    assert!(!texts.is_empty(), "{} holds no text", folder.display());
    texts
}

fn report(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

/// What is not as it must be in the tree of a text, and in those of the documents of a submission. What is no exhibit is text, too: its
/// beginning is parsed like one. `None` for what is no text.
fn faults_of(bytes: Vec<u8>) -> Option<Vec<String>> {
    if binary(&bytes).is_some() {
        return None;
    }
    let text = Arc::new(decode(bytes).ok()?);
    let tree = match recognise("exhibit.txt", Arc::clone(&text)) {
        Recognised::Submission(submission) => {
            let documents = (0..submission.entries.len()).map(|index| submission.document(index));
            let trees = documents.filter_map(|document| match document {
                Recognised::Exhibit(document) => Some(parse(&document, Lines::Built)),
                _ => None,
            });
            return Some(trees.flat_map(|tree| faults(&tree)).collect());
        }
        Recognised::Unchecked(_) | Recognised::NoExhibit(_) => {
            let content = text.as_str();
            let end = (0..=BEGINNING.min(content.len())).rev().find(|&at| content.is_char_boundary(at));
            tree(&content.as_bytes()[..end.unwrap_or(0)], Lines::Built)
        }
        Recognised::Exhibit(_) | Recognised::Empty(_) => tree_of(text, Lines::Built),
    };
    Some(faults(&tree))
}

#[test]
fn every_text_gives_a_whole_tree() {
    let Some(corpus) = corpus("corpus::every_text_gives_a_whole_tree") else { return };
    let mut wrong = Vec::new();
    for (path, bytes) in texts(&corpus) {
        let parsed = std::panic::catch_unwind(|| faults_of(bytes));
        let faults = parsed.unwrap_or_else(|_| Some(vec!["the parse panicked".to_owned()])).unwrap_or_default();
        let name = path.strip_prefix(&corpus).expect("below the corpus").display();
        wrong.extend(faults.iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));
}

/// The web pages, as texts.
fn pages(corpus: &Path) -> Vec<(String, Arc<Text>)> {
    let pages = files(&corpus.join("html")).into_iter().map(|path| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, Arc::new(decode(fs::read(&path).expect("page of the corpus")).expect("a text")))
    });
    pages.collect()
}

#[test]
fn web_pages_give_whole_trees_that_lead_back_to_their_bytes() {
    let Some(corpus) = corpus("web_pages_give_whole_trees_that_lead_back_to_their_bytes") else { return };
    let mut wrong = Vec::new();
    for (name, text) in pages(&corpus) {
        let Recognised::Exhibit(document) = recognise(name.as_str(), text) else {
            wrong.push(format!("{name}: no exhibit"));
            continue;
        };
        let tree = parse(&document, Lines::Built);
        let mut faults = faults(&tree);
        faults.extend(markup::faults(&tree));
        wrong.extend(faults.iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_character_of_a_web_page_is_lost() {
    let Some(corpus) = corpus("no_character_of_a_web_page_is_lost") else { return };
    for (name, text) in pages(&corpus).into_iter().filter(|(_, text)| !text.as_str().contains("display:none")) {
        let read = html::read(&text, Span::new(0, text.as_str().len()));
        assert_eq!(markup::counts(read.as_str()), markup::counts(&markup::text(text.as_str())), "{name}");
    }
}

#[test]
fn line_ends_and_byte_order_marks_change_no_tree() {
    let Some(corpus) = corpus("corpus::line_ends_and_byte_order_marks_change_no_tree") else { return };
    let mut wrong = Vec::new();
    for (path, bytes) in texts(&corpus.join("labelled")).into_iter().chain(texts(&corpus.join("model"))) {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let expect = outline(&tree(text.as_bytes(), Lines::Built));
        let variants = [text.replace('\n', "\r\n"), text.replace('\n', "\r"), format!("\u{feff}{text}")];
        for (name, variant) in ["CRLF", "CR", "BOM"].iter().zip(variants) {
            let difference = first_difference(&expect, &outline(&tree(variant.as_bytes(), Lines::Built)));
            wrong.extend(difference.map(|difference| format!("{} with {name}: {difference}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_file_ends_in_a_state_and_the_sums_agree() {
    let Some(corpus) = corpus("corpus::every_file_ends_in_a_state_and_the_sums_agree") else { return };
    let run = tickmark(Path::new("/"), &[Path::new("check"), Path::new("--format=json"), &corpus]);
    let report = report(&run);
    let inputs = report["inputs"].as_array().expect("inputs");
    let paths: BTreeSet<&str> = inputs.iter().map(|input| input["path"].as_str().expect("a path")).collect();
    assert_eq!(
        paths.len(),
        files(&corpus).len(),
        "an input for every file, and one for every document of a submission"
    );

    let submissions: BTreeSet<&str> = inputs
        .iter()
        .filter(|input| !input["document"].is_null())
        .map(|input| input["path"].as_str().expect("a path"))
        .collect();
    let submissions = submissions.len() as u64;
    let count = |states: &[&str]| {
        inputs.iter().filter(|input| states.contains(&input["state"].as_str().expect("a state"))).count() as u64
    };
    let summary = |name: &str| report["summary"][name].as_u64().expect("a count");
    assert_eq!(summary("inputs"), inputs.len() as u64);
    assert_eq!(summary("checked"), count(&["clean", "findings"]));
    assert_eq!(summary("not_checked"), count(&["failed", "partial"]));
    assert_eq!(summary("skipped"), count(&["skipped"]));
    assert_eq!(summary("inputs"), summary("checked") + summary("not_checked") + summary("skipped"));

    let findings = report["findings"].as_array().expect("findings");
    assert_eq!(findings.len() as u64, summary("errors") + summary("warnings") + summary("infos"));
    assert!(!findings.iter().any(|finding| finding["rule"] == "internal/panic"), "a check panicked");
    for rule in report["rules"].as_array().expect("rules") {
        let ended = ["passed", "failed", "skipped", "undetermined"].map(|name| rule[name].as_u64().expect("a count"));
        // A rule about submissions is asked of each of them too.
        let documents = count(&["clean", "findings", "partial"]);
        let asked = ended.iter().sum::<u64>();
        assert!(asked == documents || asked == documents + submissions, "{rule}");
    }
    let is_complete = summary("not_checked") == 0;
    assert_eq!(report["summary"]["complete"], is_complete);
    let expect = if !is_complete { 2 } else { i32::from(summary("errors") > 0) };
    assert_eq!(run.code, Some(expect), "{}", run.stderr);
}

/// The nodes of a kind.
fn of_kind(tree: &DocumentTree, kind: Kind) -> Vec<NodeRef<'_>> {
    tree.nodes().filter(|node| node.kind() == kind).collect()
}

fn texts_of<'t>(nodes: &[NodeRef<'t>], name: AttributeName) -> Vec<Option<&'t str>> {
    nodes.iter().map(|node| node.attribute_text(name)).collect()
}

/// The days of the dates that play a part.
fn days(tree: &DocumentTree, role: &str) -> Vec<String> {
    let dates = of_kind(tree, Kind::Date);
    let of_role = dates.iter().filter(|date| date.attribute_text(AttributeName::Role) == Some(role));
    of_role.filter_map(|date| Some(date.attribute(AttributeName::Value)?.value().to_string())).collect()
}

#[test]
fn the_model_exhibit_is_read_in_full() {
    let Some(corpus) = corpus("corpus::the_model_exhibit_is_read_in_full") else { return };
    let tree = tree(&fs::read(corpus.join(MODEL)).expect("model exhibit"), Lines::Skipped);
    let labels = texts_of(&of_kind(&tree, Kind::Schedule), AttributeName::Label);
    assert_eq!(labels, [Some("A-1"), Some("A-2")]);
    assert_eq!(of_kind(&tree, Kind::Registrant).len(), 14);
    assert_eq!(of_kind(&tree, Kind::Portfolio).len(), 67);
    let folios = texts_of(&of_kind(&tree, Kind::Folio), AttributeName::Number);
    assert_eq!(folios, ["2", "3", "4", "5", "6"].map(Some));
    assert_eq!(days(&tree, "execution"), ["2003-11-24"]);
    assert_eq!(days(&tree, "base"), ["2003-08-18"]);

    let signatures = of_kind(&tree, Kind::Signature);
    assert_eq!(signatures.len(), 3);
    for signature in signatures {
        let has = |name| signature.attribute_text(name).is_some_and(|text| !text.is_empty());
        assert!(has(AttributeName::Party) && has(AttributeName::Title), "line {}", signature.line());
        assert!(has(AttributeName::Signer) && has(AttributeName::Name), "line {}", signature.line());
    }
    let captions = of_kind(&tree, Kind::Caption);
    let amendments: Vec<ValueRef<'_>> =
        captions.iter().filter_map(|caption| Some(caption.attribute(AttributeName::Amendment)?.value())).collect();
    assert_eq!(amendments, [ValueRef::Number(6.0)]);
}

#[test]
fn the_model_exhibit_has_its_findings_and_no_others() {
    let Some(corpus) = corpus("corpus::the_model_exhibit_has_its_findings_and_no_others") else { return };
    let run = tickmark(&corpus, &["check", "--format=json", MODEL]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let report = report(&run);
    let findings = report["findings"].as_array().expect("findings");
    let found: Vec<(&str, &str, u64)> = findings
        .iter()
        .map(|finding| {
            let text = |name: &str| finding[name].as_str().expect("text");
            (text("rule"), text("severity"), finding["line"].as_u64().expect("a line"))
        })
        .collect();
    let expect = [
        ("schedule/label-case", "warning", 22),
        ("schedule/label-case", "warning", 22),
        ("schedule/label-case", "warning", 23),
        ("schedule/label-case", "warning", 23),
        ("fund/portfolio-order", "info", 108),
        ("fund/portfolio-order", "info", 141),
        ("fund/unique-portfolio", "error", 199),
        ("fund/registrant-name-consistent", "warning", 211),
    ];
    assert_eq!(found, expect);

    let text = fs::read_to_string(corpus.join(MODEL)).expect("model exhibit");
    let portfolio = text.lines().nth(198).expect("line 199").trim();
    let duplicate = &findings[6];
    assert!(duplicate["message"].as_str().expect("message").contains(portfolio), "{duplicate}");
    let evidence: Vec<&Value> =
        duplicate["evidence"].as_array().expect("evidence").iter().map(|evidence| &evidence["line"]).collect();
    assert_eq!(evidence, [198]);
}

#[test]
fn the_model_exhibit_without_its_duplicate_has_no_error() {
    let Some(corpus) = corpus("corpus::the_model_exhibit_without_its_duplicate_has_no_error") else { return };
    let text = fs::read_to_string(corpus.join(MODEL)).expect("model exhibit");
    let mended: String =
        text.split_inclusive('\n').enumerate().filter(|(at, _)| *at != 198).map(|(_, line)| line).collect();
    let folder = folder(&[("mended.txt", mended.as_bytes())]);
    let run = tickmark(folder.path(), &["check", "--format=json", "mended.txt"]);
    assert_eq!((run.code, &report(&run)["summary"]["errors"]), (Some(0), &Value::from(0)), "{}", run.stdout);
}

/// The time that a text takes to be parsed and checked. The best of three counts: other work on the machine only adds to it.
fn time(text: &str, rules: &RuleSet) -> Duration {
    let text = Arc::new(Text::from_string(text.to_owned()));
    let once = |_| {
        let start = Instant::now();
        let tree = tree_of(Arc::clone(&text), Lines::Built);
        std::hint::black_box(check(&tree, rules));
        start.elapsed()
    };
    (0..3).map(once).min().expect("three times")
}

#[test]
fn four_times_the_copies_take_at_most_eight_times_as_long() {
    let Some(corpus) = corpus("corpus::four_times_the_copies_take_at_most_eight_times_as_long") else { return };
    let rules = RuleSet::builtin().expect("rules");
    // Shorter texts take too little time to measure; longer ones add seconds and no form that these do not have.
    let sizes = 8 * 1024..32 * 1024;
    let labelled = texts(&corpus.join("labelled")).into_iter().filter(|(_, bytes)| sizes.contains(&bytes.len()));
    let model = (corpus.join(MODEL), fs::read(corpus.join(MODEL)).expect("model exhibit"));
    let mut slow = Vec::new();
    for (path, bytes) in labelled.step_by(3).chain([model]) {
        let text = String::from_utf8_lossy(&bytes);
        // From one copy to several the findings themselves grow faster: what is repeated becomes a duplicate.
        let growth = time(&text.repeat(12), &rules).as_secs_f64() / time(&text.repeat(3), &rules).as_secs_f64();
        if growth > 8.0 {
            slow.push(format!("{}: {growth:.1} times", path.display()));
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}
