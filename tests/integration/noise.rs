//! How many findings every built-in rule has over the corpus, held against what was counted and read before. A rule or a piece of
//! grammar that changes them shows here. `TICKMARK_UPDATE=1 cargo test --test integration noise` counts anew;
//! `cargo run --example noise` shows the findings themselves. The counts alone are kept, nothing of the corpus.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::corpus::corpus;
use crate::support::tickmark;

/// The sets of files that are counted apart.
const SETS: [&str; 3] = ["exhibits", "labelled/text", "model"];
/// What is expected: a line a rule and set, `rule TAB set TAB documents TAB findings`; what is not there has none.
const EXPECTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/findings.tsv");

/// The documents with findings, and the findings, by rule and set.
type Counts = BTreeMap<(String, String), (usize, usize)>;

fn count(corpus: &Path) -> Counts {
    let mut counts = Counts::new();
    for set in SETS {
        let run = tickmark(corpus, &["check", "--isolated", "--select=all", "--format=json", set]);
        let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"));
        let mut found: BTreeMap<&str, (BTreeSet<&str>, usize)> = BTreeMap::new();
        for finding in report["findings"].as_array().expect("findings") {
            let text = |name: &str| finding[name].as_str().expect("text");
            let (documents, findings) = found.entry(text("rule")).or_default();
            documents.insert(text("path"));
            *findings += 1;
        }
        let of_set = found
            .iter()
            .map(|(rule, (documents, findings))| (((*rule).to_owned(), set.to_owned()), (documents.len(), *findings)));
        counts.extend(of_set);
    }
    counts
}

fn write(counts: &Counts) -> String {
    let mut text = String::new();
    for ((rule, set), (documents, findings)) in counts {
        writeln!(text, "{rule}\t{set}\t{documents}\t{findings}").expect("written");
    }
    text
}

fn read(text: &str) -> Counts {
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [rule, set, documents, findings] = cells[..] else { panic!("{EXPECTED}: {line}") };
        let number = |cell: &str| cell.parse().unwrap_or_else(|_| panic!("{EXPECTED}: {line}"));
        ((rule.to_owned(), set.to_owned()), (number(documents), number(findings)))
    };
    text.lines().map(row).collect()
}

fn of(counts: &Counts, key: &(String, String)) -> (usize, usize) {
    counts.get(key).copied().unwrap_or_default()
}

/// What differs, one line a rule and set.
fn changes(expected: &Counts, counted: &Counts) -> Vec<String> {
    let keys: BTreeSet<_> = expected.keys().chain(counted.keys()).collect();
    let change = |key: &(String, String)| {
        let ((documents, findings), (now_documents, now_findings)) = (of(expected, key), of(counted, key));
        let differs = (documents, findings) != (now_documents, now_findings);
        differs.then(|| {
            let (rule, set) = key;
            format!(
                "{rule} on {set}: {findings} findings in {documents} documents, now {now_findings} in {now_documents}"
            )
        })
    };
    keys.into_iter().filter_map(change).collect()
}

#[test]
fn findings_over_the_corpus_are_those_counted() {
    let Some(corpus) = corpus("noise::findings_over_the_corpus_are_those_counted") else { return };
    let counted = count(&corpus);
    if std::env::var_os("TICKMARK_UPDATE").is_some() {
        fs::write(EXPECTED, write(&counted)).expect("written");
    }
    let changes = changes(&read(&fs::read_to_string(EXPECTED).expect("the counts")), &counted);
    assert!(
        changes.is_empty(),
        "{} counts changed:\n{}\nRead the findings (cargo run --example noise -- CORPUS); where they are right, \
         TICKMARK_UPDATE=1 cargo test --test integration noise counts anew",
        changes.len(),
        changes.join("\n")
    );
}

#[test]
fn a_change_of_the_counts_is_told_by_rule_and_set() {
    let expected = read("date/order\tmodel\t1\t2\nfund/unique-portfolio\tmodel\t1\t1\n");
    let counted = read("date/order\tmodel\t1\t2\nfund/near-duplicate-portfolio\texhibits\t2\t5\n");
    assert_eq!(
        changes(&expected, &counted),
        [
            "fund/near-duplicate-portfolio on exhibits: 0 findings in 0 documents, now 5 in 2",
            "fund/unique-portfolio on model: 1 findings in 1 documents, now 0 in 0",
        ]
    );
    assert_eq!(read(&write(&expected)), expected);
}
