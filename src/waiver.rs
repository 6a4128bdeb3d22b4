//! Waivers: findings that somebody answers for, kept in a file of their own.
//!
//! An exhibit is a legal record and has no comments, so nothing is waived inside it. A waiver is about one thing in one document:
//! it names the rule, the document and the words at fault, and says why. Nothing here knows what day it is.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::finding::{Acceptance, InputReport, LocatedFinding, subject};
use crate::rule::fields::Fields;
use crate::rule::reader::{FileKind, Reader};
use crate::rule::yaml::{Entry, Node, Value};
use crate::rule::{Place, RuleProblem, RuleSource};
use crate::source::Span;
use crate::suggest::{did_you_mean, nearest};

/// The name of the file that waivers stand in unless the configuration names another.
pub const FILE_NAME: &str = "tickmark-waivers.yaml";
/// The keys of a waiver.
pub const KEYS: [&str; 6] = ["rule", "document", "subject", "reason", "approved-by", "expires"];

/// A finding that somebody answers for.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// The identity of the rule.
    pub rule: String,
    /// The path of the document below the project's root.
    pub document: String,
    /// The words at fault, white space folded.
    pub subject: String,
    /// Why the finding is accepted.
    pub reason: String,
    /// Who accepted it.
    pub approved_by: Option<String>,
    /// The last day on which it holds.
    pub expires: Option<Date>,
    /// Where it stands.
    pub place: Place,
    rule_place: Place,
}

/// The waivers of a run, and what became of them.
#[derive(Debug, Default)]
pub struct Waivers {
    entries: Vec<Kept>,
    /// The entries about each rule and document.
    index: BTreeMap<(String, String), Vec<usize>>,
}

#[derive(Debug)]
struct Kept {
    waiver: Waiver,
    is_expired: bool,
    /// Whether its document was checked and its rule ran there.
    was_asked: bool,
    uses: usize,
}

/// A waiver that somebody should look at, told on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// It no longer holds.
    Expired(String),
    /// Its document was checked, and there is no such finding.
    Unused(String),
}

impl Waiver {
    /// Whether the waiver still holds on a day.
    pub fn holds_on(&self, today: Date) -> bool {
        self.expires.is_none_or(|last| today <= last)
    }
}

impl Waivers {
    /// Reads a file of waivers: a list. An empty file holds none.
    ///
    /// # Errors
    /// All mistakes of the file, in the order of their places.
    pub fn parse(source: &RuleSource) -> Result<Self, Vec<RuleProblem>> {
        let mut reader = Reader::new(source, FileKind::Waivers);
        let documents = reader.documents();
        let mut waivers = Self::default();
        for document in &documents {
            let Value::Sequence(items) = &document.value else {
                reader.wrong_type(document, "the file of waivers", "a list of entries with `rule`, `document` …");
                continue;
            };
            for item in items {
                if let Some(waiver) = waiver(item, &mut reader) {
                    waivers.add(waiver, item.span, &mut reader);
                }
            }
        }
        let mut problems = reader.problems;
        problems.sort_by_key(|problem| problem.span);
        if problems.is_empty() { Ok(waivers) } else { Err(problems) }
    }

    fn add(&mut self, waiver: Waiver, span: Span, reader: &mut Reader<'_>) {
        let key = (waiver.rule.clone(), waiver.document.clone());
        let others = self.index.entry(key).or_default();
        let twin = others.iter().map(|&at| &self.entries[at].waiver).find(|other| other.subject == waiver.subject);
        if let Some(twin) = twin {
            let label = format!("first at {}", twin.place.describe());
            reader.problem("waiver/duplicate", span, "two waivers for the same finding").label = Some(label);
            return;
        }
        others.push(self.entries.len());
        self.entries.push(Kept { waiver, is_expired: false, was_asked: false, uses: 0 });
    }

    /// What the waivers say of rules that there are not. `known` are the identities of all rules and checks.
    pub fn unknown_rules(&self, known: &[&str]) -> Vec<RuleProblem> {
        let waivers = self.entries.iter().map(|entry| &entry.waiver);
        let unknown = waivers.filter(|waiver| !known.contains(&waiver.rule.as_str()));
        let problem = |waiver: &Waiver| {
            let message = format!("no rule `{}`", waiver.rule);
            let mut problem = waiver.rule_place.problem("waiver/unknown-rule", message);
            problem.label = did_you_mean(&waiver.rule, known.iter().copied());
            problem
        };
        unknown.map(problem).collect()
    }

    /// Tells the waivers what day it is; those that expired before it waive nothing.
    pub fn expire(&mut self, today: Date) {
        for entry in &mut self.entries {
            entry.is_expired = !entry.waiver.holds_on(today);
        }
    }

    /// The number of waivers that hold.
    pub fn in_force(&self) -> usize {
        self.entries.iter().filter(|entry| !entry.is_expired).count()
    }

    /// The waiver of a finding in a document, if it is waived. `document` is its path below the project's root.
    pub fn waiver_of(&self, rule: &str, document: &str, subject: &str) -> Option<&Waiver> {
        self.position(rule, document, subject).map(|at| &self.entries[at].waiver)
    }

    fn position(&self, rule: &str, document: &str, subject: &str) -> Option<usize> {
        let about = self.index.get(&(rule.to_owned(), document.to_owned()))?;
        let mut held = about.iter().copied().filter(|&at| !self.entries[at].is_expired);
        held.find(|&at| self.entries[at].waiver.subject == subject)
    }

    /// Marks the findings of a document that are waived. `document` is its path below the project's root.
    pub fn apply(&mut self, report: &mut InputReport, document: &str) {
        for (rule, _) in &report.outcomes {
            for &at in self.index.get(&(rule.as_str().to_owned(), document.to_owned())).into_iter().flatten() {
                self.entries[at].was_asked = true;
            }
        }
        report.accept(|located: &LocatedFinding| {
            let at = self.position(located.finding.rule.as_str(), document, &located.subject)?;
            let entry = &mut self.entries[at];
            entry.uses += 1;
            let waiver = &entry.waiver;
            Some(Acceptance::Waived {
                reason: waiver.reason.clone(),
                approved_by: waiver.approved_by.clone(),
                expires: waiver.expires.map(|date| date.to_string()),
            })
        });
    }

    /// The waivers that expired, and those of checked documents that waived nothing, in the order of the file.
    pub fn notices(&self) -> Vec<Notice> {
        self.entries.iter().filter_map(Kept::notice).collect()
    }
}

impl Kept {
    fn notice(&self) -> Option<Notice> {
        let Waiver { rule, document, subject, place, expires, .. } = &self.waiver;
        let what = format!("{}: the waiver of {rule} for \"{subject}\" in {document}", place.describe());
        match expires {
            Some(last) if self.is_expired => Some(Notice::Expired(format!("{what} expired on {last}"))),
            _ if self.was_asked && self.uses == 0 => Some(Notice::Unused(format!("{what} waives nothing"))),
            _ => None,
        }
    }
}

fn waiver(item: &Node, reader: &mut Reader<'_>) -> Option<Waiver> {
    let fields = reader.mapping(item, "a waiver")?;
    reader.check_keys(fields, &KEYS);
    let rule = required("rule", fields, reader);
    let document = required("document", fields, reader);
    let subject_text = required("subject", fields, reader);
    let reason = required("reason", fields, reader);
    let approved_by = fields.get("approved-by").and_then(|node| reader.text(node, "approved-by"));
    let expires = match fields.get("expires") {
        Some(node) => Some(date(node, reader)?),
        None => None,
    };
    let rule_span = fields.get("rule")?.span;
    Some(Waiver {
        rule: rule?,
        document: document?.trim_start_matches("./").to_owned(),
        subject: subject(&subject_text?),
        reason: reason?,
        approved_by,
        expires,
        place: reader.place(item.span),
        rule_place: reader.place(rule_span),
    })
}

/// Reads a key that every waiver has. What would waive more than one thing is refused.
fn required(key: &str, fields: Fields<'_>, reader: &mut Reader<'_>) -> Option<String> {
    let Some(node) = fields.get(key) else {
        let is_misspelt =
            |entry: &Entry| !KEYS.contains(&entry.key.text.as_str()) && nearest(&entry.key.text, KEYS) == Some(key);
        if fields.iter().any(is_misspelt) {
            return None;
        }
        let help = match key {
            "reason" => "say why the finding is accepted",
            "subject" => "the words at fault; to switch a rule off for a path, use `overrides` in the configuration",
            _ => "a waiver is about one rule in one document",
        };
        reader.problem("waiver/missing-key", fields.start(), format!("the waiver has no `{key}`")).help =
            Some(help.to_owned());
        return None;
    };
    let text = reader.text(node, key)?;
    let is_pattern = match key {
        "rule" | "document" => text.contains('*'),
        _ => text.chars().all(|character| character == '*' || character.is_whitespace()),
    };
    if is_pattern {
        let message = format!("`{key}` takes no `*`: a waiver is about one thing in one document");
        reader.problem("waiver/too-wide", node.span, message).help =
            Some("to switch a rule off for some paths, use `overrides` in the configuration".to_owned());
        return None;
    }
    Some(text)
}

fn date(node: &Node, reader: &mut Reader<'_>) -> Option<Date> {
    let text = reader.text(node, "expires")?;
    match text.parse() {
        Ok(date) if text.len() == 10 => Some(date),
        _ => {
            reader.problem("waiver/date", node.span, format!("`{text}` is no day")).help =
                Some("write it as 2026-12-31".to_owned());
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Notice, Waivers};
    use crate::decode::Text;
    use crate::finding::{Acceptance, Finding, InputReport, Outcome, RuleId, Severity, State, locate_findings};
    use crate::rule::RuleSource;
    use crate::source::Span;

    const WAIVER: &str = "- rule: fund/unique-portfolio\n  document: e2g.txt\n  subject: Harbor  Energy Fund\n  reason: two classes\n  \
                          approved-by: G. Norris\n  expires: 2026-12-31\n";

    fn parse(text: &str) -> Result<Waivers, Vec<String>> {
        let source = RuleSource { name: "w.yaml".into(), text: text.into() };
        Waivers::parse(&source).map_err(|problems| problems.iter().map(ToString::to_string).collect())
    }

    /// A document in which the rule finds fault with each of the words.
    fn report(words: &[&str]) -> InputReport {
        let text = words.join("\n");
        let mut at = 0;
        let finding = |word: &&str| {
            let span = Span::new(at, at + word.len());
            at = span.end() + 1;
            Finding {
                rule: RuleId::new("fund/unique-portfolio"),
                severity: Severity::Error,
                span,
                message: "twice".into(),
                label: None,
                help: None,
                place: Vec::new(),
                evidence: Vec::new(),
                fix: None,
                fingerprint: String::new(),
            }
        };
        let findings: Vec<Finding> = words.iter().map(finding).collect();
        let outcome = (RuleId::new("fund/unique-portfolio"), Outcome::Fail { tested: 1, findings: findings.len() });
        InputReport {
            outcomes: vec![outcome],
            findings: locate_findings(&Text::from_string(text.clone()), findings),
            ..InputReport::unchecked("e2g.txt", State::Findings)
        }
    }

    #[test]
    fn a_waiver_accepts_one_thing_and_says_why() {
        let mut waivers = parse(WAIVER).expect("waivers");
        let mut report = report(&["Harbor Energy  Fund", "Harbor Bond Fund"]);
        waivers.apply(&mut report, "e2g.txt");
        let expected = Acceptance::Waived {
            reason: "two classes".into(),
            approved_by: Some("G. Norris".into()),
            expires: Some("2026-12-31".into()),
        };
        assert_eq!(report.findings[0].acceptance, Some(expected));
        assert_eq!(report.findings[1].acceptance, None);
        assert_eq!(report.state, State::Findings);
        assert!(waivers.notices().is_empty());
    }

    #[test]
    fn a_document_whose_findings_are_all_waived_is_clean() {
        let mut report = report(&["Harbor Energy Fund"]);
        parse(WAIVER).expect("waivers").apply(&mut report, "e2g.txt");
        assert_eq!(report.state, State::Clean);
    }

    #[test]
    fn another_document_or_rule_is_not_waived() {
        for (from, to) in [("e2g.txt", "x/e2g.txt"), ("unique-portfolio", "portfolio-order")] {
            let mut report = report(&["Harbor Energy Fund"]);
            parse(&WAIVER.replace(from, to)).expect("waivers").apply(&mut report, "e2g.txt");
            assert_eq!(report.findings[0].acceptance, None, "{to}");
        }
    }

    #[test]
    fn a_waiver_holds_through_its_last_day() {
        let accepted = |today| {
            let mut waivers = parse(WAIVER).expect("waivers");
            waivers.expire(today);
            let mut report = report(&["Harbor Energy Fund"]);
            waivers.apply(&mut report, "e2g.txt");
            let notice = waivers.notices().first().map(|notice| matches!(notice, Notice::Expired(..)));
            (report.findings[0].acceptance.is_some(), waivers.in_force(), notice)
        };
        assert_eq!(accepted(date(2026, 12, 31)), (true, 1, None));
        assert_eq!(accepted(date(2027, 1, 1)), (false, 0, Some(true)));
    }

    #[test]
    fn what_waives_nothing_is_told_only_of_documents_that_were_checked() {
        let mut waivers = parse(WAIVER).expect("waivers");
        waivers.apply(&mut report(&["Harbor Bond Fund"]), "other.txt");
        assert!(waivers.notices().is_empty());
        waivers.apply(&mut report(&["Harbor Bond Fund"]), "e2g.txt");
        let told = "w.yaml:1: the waiver of fund/unique-portfolio for \"Harbor Energy Fund\" in e2g.txt waives nothing";
        assert_eq!(waivers.notices(), [Notice::Unused(told.into())]);
    }

    #[test]
    fn mistakes_have_a_place_and_a_suggestion() {
        let check = |from: &str, to: &str, place: &str, part: &str| {
            let problems = parse(&WAIVER.replace(from, to)).expect_err(to);
            assert_eq!(problems.len(), 1, "{problems:?}");
            assert!(problems[0].starts_with(&format!("w.yaml:{place}: error[waiver/")), "{problems:?}");
            assert!(problems[0].contains(part), "{problems:?}");
        };
        check("  reason: two classes\n", "", "1:3", "the waiver has no `reason`");
        check("  subject: Harbor  Energy Fund\n", "", "1:3", "the waiver has no `subject`");
        check("reason: two classes", "reason: ''", "4:11", "`reason` takes text");
        check("reason", "raeson", "4:3", "(did you mean `reason`?)");
        check("fund/unique-portfolio", "fund/*", "1:9", "takes no `*`");
        check("e2g.txt", "'**'", "2:13", "takes no `*`");
        check("Harbor  Energy Fund", "'*'", "3:12", "takes no `*`");
        check("2026-12-31", "2026-02-30", "6:12", "`2026-02-30` is no day");
        check("2026-12-31", "soon", "6:12", "`soon` is no day");
        let twice = format!("{WAIVER}{WAIVER}");
        check(WAIVER, &twice, "7:3", "two waivers for the same finding (first at w.yaml:1)");
        check(WAIVER, "waivers: []\n", "1:1", "takes a list");
    }

    #[test]
    fn a_waiver_of_a_rule_that_there_is_not_is_a_mistake() {
        let waivers = parse(&WAIVER.replace("unique", "uniqe")).expect("waivers");
        let problems = waivers.unknown_rules(&["fund/unique-portfolio"]);
        assert_eq!(problems[0].label.as_deref(), Some("did you mean `fund/unique-portfolio`?"));
        assert_eq!(problems[0].span, Span::new(8, 28));
    }
}
