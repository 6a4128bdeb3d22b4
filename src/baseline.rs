//! The baseline: findings that were there when the checks were adopted, so that only new ones are told.
//!
//! A finding is known by its fingerprint, which does not depend on lines or paths. Several equal fingerprints (copies of one
//! exhibit) are counted: a baseline that knows two does not hide a third. The file is JSON, one entry a line, in a stable order, so
//! that its changes can be read in a review. Nothing here touches files.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::finding::{Acceptance, InputReport, LocatedFinding};

/// The name of the file that a baseline is kept in unless something else is asked for.
pub const FILE_NAME: &str = "tickmark-baseline.json";
/// The version of the file's shape.
const VERSION: u32 = 1;

/// Why a text is no baseline. The fault lies in the file.
#[derive(Debug, Error)]
pub enum BaselineError {
    /// It is not JSON of the right shape.
    #[error("not a baseline: {0}")]
    Shape(#[from] serde_json::Error),
    /// A newer tickmark wrote it.
    #[error("a baseline of version {found}; this tickmark reads version {VERSION}")]
    Version {
        /// The version that the file gives.
        found: u32,
    },
}

/// The findings that are known, and what became of them in a run.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    /// Ascending by path, rule and fingerprint.
    entries: Vec<Entry>,
    /// The entries of each fingerprint.
    index: BTreeMap<String, Vec<usize>>,
}

#[derive(Clone, Debug)]
struct Entry {
    known: Known,
    /// How many findings it hid in this run.
    uses: usize,
    /// Whether its document was checked and its rule ran there.
    was_asked: bool,
}

/// One finding that is known, or several equal ones.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    path: String,
    rule: String,
    fingerprint: String,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: usize,
    /// For the reader alone.
    subject: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    findings: Vec<Known>,
}

fn one() -> usize {
    1
}

fn is_one(count: &usize) -> bool {
    *count == 1
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// See [`BaselineError`].
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let found = serde_json::from_str::<Versioned>(text)?.version;
        if found != VERSION {
            return Err(BaselineError::Version { found });
        }
        Ok(Self::new(serde_json::from_str::<File>(text)?.findings))
    }

    fn new(mut known: Vec<Known>) -> Self {
        known.sort();
        let mut baseline = Self::default();
        for known in known.into_iter().filter(|known| known.count > 0) {
            baseline.index.entry(known.fingerprint.clone()).or_default().push(baseline.entries.len());
            baseline.entries.push(Entry { known, uses: 0, was_asked: false });
        }
        baseline
    }

    /// Writes the baseline as it is read.
    pub fn to_json(&self) -> String {
        let line = |entry: &Entry| {
            let json = serde_json::to_string(&entry.known);
            json.expect("internal error: text and numbers are always JSON")
        };
        let lines: Vec<String> = self.entries.iter().map(line).collect();
        let gap = if lines.is_empty() { "" } else { "\n" };
        format!("{{\"version\":{VERSION},\"findings\":[{gap}{}{gap}]}}\n", lines.join(",\n"))
    }

    /// The number of findings that are known.
    pub fn len(&self) -> usize {
        self.entries.iter().map(|entry| entry.known.count).sum()
    }

    /// Whether no finding is known.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Marks the findings of a document that are known. `path` is its path below the project's root.
    pub fn apply(&mut self, report: &mut InputReport, path: &str) {
        let start = self.entries.partition_point(|entry| entry.known.path.as_str() < path);
        for entry in self.entries[start..].iter_mut().take_while(|entry| entry.known.path == path) {
            entry.was_asked |= report.outcomes.iter().any(|(rule, _)| rule.as_str() == entry.known.rule);
        }
        report.accept(|located| self.take(&located.finding.fingerprint, path).then_some(Acceptance::Baselined));
    }

    /// Uses up one known finding; that of the same path first, then that of another, from where a document may have been moved.
    fn take(&mut self, fingerprint: &str, path: &str) -> bool {
        let Some(places) = self.index.get(fingerprint) else {
            return false;
        };
        let is_left = |at: &&usize| self.entries[**at].uses < self.entries[**at].known.count;
        let own = places.iter().filter(is_left).find(|at| self.entries[**at].known.path == path);
        match own.or_else(|| places.iter().find(is_left)) {
            Some(&at) => {
                self.entries[at].uses += 1;
                true
            }
            None => false,
        }
    }

    /// The baseline after a run that was applied to it: the findings of `current`, and what is known of documents and rules that
    /// did not run.
    pub fn updated(&self, current: &Collected) -> Self {
        let unasked = self.entries.iter().filter(|entry| !entry.was_asked && entry.uses < entry.known.count);
        let left = unasked.map(|entry| Known { count: entry.known.count - entry.uses, ..entry.known.clone() });
        Self::new(left.chain(current.known()).collect())
    }

    /// The baseline after a run that was applied to it, without what is mended: known findings that the run no longer found, and
    /// those of documents that are gone.
    pub fn pruned(&self, is_gone: impl Fn(&str) -> bool) -> Self {
        let left = self.entries.iter().filter_map(|entry| {
            let is_over = entry.was_asked || is_gone(&entry.known.path);
            let count = if is_over { entry.uses } else { entry.known.count };
            (count > 0).then(|| Known { count, ..entry.known.clone() })
        });
        Self::new(left.collect())
    }
}

/// The findings of a run, gathered for a baseline.
#[derive(Clone, Debug, Default)]
pub struct Collected {
    known: BTreeMap<(String, String, String), (usize, String)>,
}

impl Collected {
    /// Takes the findings of a document that are not waived. `path` is its path below the project's root.
    pub fn add(&mut self, report: &InputReport, path: &str) {
        let is_waived = |located: &&LocatedFinding| matches!(located.acceptance, Some(Acceptance::Waived { .. }));
        for located in report.findings.iter().filter(|located| !is_waived(located)) {
            let rule = located.finding.rule.as_str().to_owned();
            let key = (path.to_owned(), rule, located.finding.fingerprint.clone());
            self.known.entry(key).or_insert_with(|| (0, located.subject.clone())).0 += 1;
        }
    }

    /// A baseline that knows these findings and no others.
    pub fn baseline(&self) -> Baseline {
        Baseline::new(self.known().collect())
    }

    fn known(&self) -> impl Iterator<Item = Known> + '_ {
        self.known.iter().map(|((path, rule, fingerprint), (count, subject))| Known {
            path: path.clone(),
            rule: rule.clone(),
            fingerprint: fingerprint.clone(),
            count: *count,
            subject: subject.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Baseline, Collected};
    use crate::decode::Text;
    use crate::finding::{Finding, InputReport, Outcome, RuleId, Severity, State, locate_findings};
    use crate::source::Span;

    /// A document in which the rules `r/a` and `r/b` ran and gave findings with the fingerprints.
    fn report(prints: &[&str]) -> InputReport {
        let finding = |print: &&str| Finding {
            rule: RuleId::new("r/a"),
            severity: Severity::Error,
            span: Span::new(0, 4),
            message: "twice".into(),
            label: None,
            help: None,
            place: Vec::new(),
            evidence: Vec::new(),
            fix: None,
            fingerprint: (*print).to_owned(),
        };
        let outcome = |id: &str| (RuleId::new(id), Outcome::Pass { tested: 1 });
        InputReport {
            outcomes: vec![outcome("r/a"), outcome("r/b")],
            findings: locate_findings(&Text::from_string("Fund".into()), prints.iter().map(finding).collect()),
            ..InputReport::unchecked("x", State::Findings)
        }
    }

    fn collected(documents: &[(&str, &[&str])]) -> Collected {
        let mut collected = Collected::default();
        documents.iter().for_each(|(path, prints)| collected.add(&report(prints), path));
        collected
    }

    /// The number of findings that a baseline does not know.
    fn new(baseline: &mut Baseline, path: &str, prints: &[&str]) -> usize {
        let mut report = report(prints);
        baseline.apply(&mut report, path);
        report.active().count()
    }

    #[test]
    fn a_baseline_is_read_as_it_was_written() {
        let baseline = collected(&[("b.txt", &["2"]), ("a.txt", &["1", "1", "3"])]).baseline();
        let expected = "{\"version\":1,\"findings\":[\n\
            {\"path\":\"a.txt\",\"rule\":\"r/a\",\"fingerprint\":\"1\",\"count\":2,\"subject\":\"Fund\"},\n\
            {\"path\":\"a.txt\",\"rule\":\"r/a\",\"fingerprint\":\"3\",\"subject\":\"Fund\"},\n\
            {\"path\":\"b.txt\",\"rule\":\"r/a\",\"fingerprint\":\"2\",\"subject\":\"Fund\"}\n]}\n";
        assert_eq!(baseline.to_json(), expected);
        assert_eq!(Baseline::parse(expected).expect("a baseline").to_json(), expected);
        assert_eq!(baseline.len(), 4);
        assert!(Baseline::parse(&Baseline::default().to_json()).expect("a baseline").is_empty());
    }

    #[test]
    fn what_is_no_baseline_is_told() {
        let message = |text: &str| Baseline::parse(text).expect_err(text).to_string();
        assert!(message("{").starts_with("not a baseline: EOF"));
        assert!(message("{\"version\":9}").contains("version 9"));
        assert!(message("{\"version\":1,\"findings\":[{}]}").contains("missing field"));
    }

    #[test]
    fn known_findings_do_not_count_and_no_more_than_are_known() {
        let mut baseline = collected(&[("a.txt", &["1", "1"])]).baseline();
        assert_eq!(new(&mut baseline, "a.txt", &["1", "1", "1", "2"]), 2);
    }

    #[test]
    fn a_document_that_was_moved_is_still_known() {
        let mut baseline = collected(&[("a.txt", &["1"])]).baseline();
        assert_eq!(new(&mut baseline, "b.txt", &["1"]), 0);
        let updated = baseline.updated(&collected(&[("b.txt", &["1"])]));
        assert!(!updated.to_json().contains("a.txt"), "{}", updated.to_json());
    }

    #[test]
    fn an_update_keeps_what_was_not_asked_for() {
        let mut baseline = collected(&[("a.txt", &["1", "2"]), ("b.txt", &["3"])]).baseline();
        assert_eq!(new(&mut baseline, "a.txt", &["2", "4"]), 1);
        let updated = baseline.updated(&collected(&[("a.txt", &["2", "4"])]));
        assert_eq!(updated.to_json(), collected(&[("a.txt", &["2", "4"]), ("b.txt", &["3"])]).baseline().to_json());
    }

    #[test]
    fn pruning_drops_what_is_mended_and_adds_nothing() {
        let mut baseline = collected(&[("a.txt", &["1", "2"]), ("b.txt", &["3"]), ("c.txt", &["4"])]).baseline();
        assert_eq!(new(&mut baseline, "a.txt", &["2", "5"]), 1);
        let pruned = baseline.pruned(|path| path == "c.txt");
        assert_eq!(pruned.to_json(), collected(&[("a.txt", &["2"]), ("b.txt", &["3"])]).baseline().to_json());
    }
}
