//! The counts of a whole run, and the one place that decides how it ends.

use std::collections::HashMap;

use super::report::{Acceptance, Covers, InputReport, State};
use super::{Outcome, RuleId, Severity};

/// The gravest severity that may be found without the run ending as [`Verdict::Findings`] is just below this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailOn {
    /// Findings of this severity or a graver one fail the run.
    Severity(Severity),
    /// No finding fails the run; an incomplete run still does.
    Never,
}

impl FailOn {
    /// All of them, the least strict last.
    pub const ALL: [Self; 4] = [
        Self::Severity(Severity::Error),
        Self::Severity(Severity::Warning),
        Self::Severity(Severity::Info),
        Self::Never,
    ];

    /// The name as the command line and the configuration write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Severity(severity) => severity.name(),
            Self::Never => "never",
        }
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All was checked, and nothing grave enough was found.
    Clean,
    /// All was checked, and something was found.
    Findings,
    /// Something was not checked, or nothing was.
    Incomplete,
}

impl Verdict {
    /// The exit code of the process.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Incomplete => 2,
        }
    }
}

/// What one rule did over a run, counted in documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleTally {
    /// The rule.
    pub id: RuleId,
    /// Its severity in this run.
    pub severity: Severity,
    /// Documents in which the invariant holds.
    pub passed: usize,
    /// Documents in which it is broken.
    pub failed: usize,
    /// Documents with nothing to test.
    pub skipped: usize,
    /// Documents for which it could not be decided.
    pub undetermined: usize,
    /// Findings in all documents.
    pub findings: usize,
}

/// How many waivers there are in a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WaiverTally {
    /// Waivers that hold.
    pub in_force: usize,
    /// Waivers that no longer hold.
    pub expired: usize,
    /// Waivers of checked documents that waived nothing.
    pub unused: usize,
}

/// A file with the number of its findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileTally {
    /// Where it is, as [`InputReport::label`] writes it.
    pub path: String,
    /// The number of findings.
    pub findings: usize,
}

/// The number of files that [`Summary::top_files`] keeps.
const TOP_FILES: usize = 5;

/// The counts of a run. Its size does not grow with the number of inputs.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Inputs given or found.
    pub inputs: usize,
    /// Inputs that every rule ran on.
    pub checked: usize,
    /// Inputs that were asked for and not, or not fully, checked.
    pub not_checked: usize,
    /// Inputs that a walk passed over because they are no exhibits.
    pub skipped: usize,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity info.
    pub infos: usize,
    /// Findings that a waiver accepts.
    pub waived: usize,
    /// Findings that the baseline knows.
    pub baselined: usize,
    /// What became of the waivers; `None` where there are none.
    pub waivers: Option<WaiverTally>,
    /// Inputs with at least one finding.
    pub with_findings: usize,
    /// Whether an input was a document of a submission or a member of an archive, so that inputs are more than files.
    pub has_parts: bool,
    /// Bytes read.
    pub bytes: u64,
    /// Pages that hold text.
    pub pages: usize,
    /// What each rule did, in rule order.
    pub rules: Vec<RuleTally>,
    /// The files with the most findings, the most first, ties in input order.
    pub top_files: Vec<FileTally>,
    /// The place of each rule in `rules`; only looked up, never walked.
    index: HashMap<RuleId, usize>,
}

impl Summary {
    /// Starts counting for a run with the given rules.
    pub fn new(rules: impl IntoIterator<Item = (RuleId, Severity)>) -> Self {
        let tally =
            |(id, severity)| RuleTally { id, severity, passed: 0, failed: 0, skipped: 0, undetermined: 0, findings: 0 };
        let rules: Vec<RuleTally> = rules.into_iter().map(tally).collect();
        let index = rules.iter().enumerate().map(|(at, rule)| (rule.id.clone(), at)).collect();
        Self { rules, index, ..Self::default() }
    }

    /// Counts an input.
    pub fn add(&mut self, report: &InputReport) {
        self.bytes += report.bytes;
        self.pages += report.pages;
        self.has_parts |= report.member.is_some() || report.document.is_some();
        let counted = match report.state {
            // The documents of a submission are counted, not the submission.
            State::Clean | State::Findings if report.covers == Covers::Submission => 0,
            _ => 1,
        };
        self.inputs += counted;
        match report.state {
            State::Clean | State::Findings => self.checked += counted,
            State::Skipped { .. } => self.skipped += 1,
            State::Partial { .. } | State::Failed { .. } => self.not_checked += 1,
        }
        for (id, outcome) in &report.outcomes {
            self.add_outcome(id, outcome);
        }
        let mut counted = 0;
        for located in &report.findings {
            match located.acceptance {
                Some(Acceptance::Waived { .. }) => self.waived += 1,
                Some(Acceptance::Baselined) => self.baselined += 1,
                None => {
                    counted += 1;
                    self.add_finding(&located.finding.rule, located.finding.severity);
                }
            }
        }
        if counted > 0 {
            self.with_findings += 1;
            self.add_file(&report.label(), counted);
        }
    }

    /// The number of findings of all severities.
    pub fn findings(&self) -> usize {
        self.errors + self.warnings + self.infos
    }

    /// Whether every input that was asked for was read and every rule ran on it.
    pub fn is_complete(&self) -> bool {
        self.not_checked == 0
    }

    /// Decides how the run ended. `allow_empty` accepts that no input was there to be checked.
    pub fn verdict(&self, fail_on: FailOn, allow_empty: bool) -> Verdict {
        if !self.is_complete() || self.checked == 0 && !allow_empty {
            return Verdict::Incomplete;
        }
        let counted =
            [(Severity::Error, self.errors), (Severity::Warning, self.warnings), (Severity::Info, self.infos)];
        let fails = |severity| matches!(fail_on, FailOn::Severity(least) if severity >= least);
        if counted.iter().any(|&(severity, count)| count > 0 && fails(severity)) {
            Verdict::Findings
        } else {
            Verdict::Clean
        }
    }

    fn add_outcome(&mut self, id: &RuleId, outcome: &Outcome) {
        if let Some(&at) = self.index.get(id) {
            let rule = &mut self.rules[at];
            match outcome {
                Outcome::Pass { .. } => rule.passed += 1,
                Outcome::Fail { .. } => rule.failed += 1,
                Outcome::Skip => rule.skipped += 1,
                Outcome::Undetermined { .. } => rule.undetermined += 1,
            }
        }
    }

    fn add_finding(&mut self, rule: &RuleId, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Info => self.infos += 1,
        }
        if let Some(&at) = self.index.get(rule) {
            self.rules[at].findings += 1;
        }
    }

    fn add_file(&mut self, path: &str, findings: usize) {
        let at = self.top_files.partition_point(|file| file.findings >= findings);
        if at < TOP_FILES {
            let path = path.to_owned();
            self.top_files.insert(at, FileTally { path, findings });
            self.top_files.truncate(TOP_FILES);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FailOn, Summary, Verdict};
    use crate::finding::{InputReport, Severity, State};

    fn failed() -> State {
        State::Failed { reason: "permission denied".into() }
    }

    fn skipped() -> State {
        State::Skipped { reason: "not an exhibit: .json".into() }
    }

    fn partial() -> State {
        State::Partial { reason: "a rule was not decided".into() }
    }

    /// A summary of inputs that ended in `states` with `errors`, `warnings` and `infos` found.
    fn summary(states: &[State], [errors, warnings, infos]: [usize; 3]) -> Summary {
        let mut summary = Summary::new([]);
        for state in states {
            summary.add(&InputReport::unchecked("x.txt", state.clone()));
        }
        (summary.errors, summary.warnings, summary.infos) = (errors, warnings, infos);
        summary
    }

    fn check(states: &[State], found: [usize; 3], fail_on: FailOn, expected: Verdict) {
        assert_eq!(summary(states, found).verdict(fail_on, false), expected);
    }

    const ERROR: FailOn = FailOn::Severity(Severity::Error);

    #[test]
    fn a_run_fails_at_the_severity_asked_for() {
        let checked = [State::Findings];
        check(&checked, [0, 0, 0], ERROR, Verdict::Clean);
        check(&checked, [0, 3, 3], ERROR, Verdict::Clean);
        check(&checked, [1, 0, 0], ERROR, Verdict::Findings);
        check(&checked, [0, 1, 0], FailOn::Severity(Severity::Warning), Verdict::Findings);
        check(&checked, [0, 0, 1], FailOn::Severity(Severity::Warning), Verdict::Clean);
        check(&checked, [0, 0, 1], FailOn::Severity(Severity::Info), Verdict::Findings);
        check(&checked, [9, 9, 9], FailOn::Never, Verdict::Clean);
    }

    #[test]
    fn incomplete_wins_over_findings() {
        check(&[State::Findings, failed()], [1, 0, 0], ERROR, Verdict::Incomplete);
        check(&[State::Clean, failed()], [0, 0, 0], FailOn::Never, Verdict::Incomplete);
        check(&[State::Clean, partial()], [0, 0, 0], ERROR, Verdict::Incomplete);
        check(&[State::Clean, skipped()], [0, 0, 0], ERROR, Verdict::Clean);
    }

    #[test]
    fn fault_28_nothing_checked_is_never_clean() {
        check(&[], [0, 0, 0], ERROR, Verdict::Incomplete);
        check(&[skipped()], [0, 0, 0], ERROR, Verdict::Incomplete);
        assert_eq!(summary(&[skipped()], [0; 3]).verdict(ERROR, true), Verdict::Clean);
        assert_eq!(summary(&[failed()], [0; 3]).verdict(ERROR, true), Verdict::Incomplete);
    }

    #[test]
    fn every_input_is_counted_once() {
        let summary = summary(&[State::Clean, State::Findings, skipped(), failed(), partial()], [0; 3]);
        let counts = (summary.inputs, summary.checked, summary.skipped, summary.not_checked);
        assert_eq!(counts, (5, 2, 1, 2));
    }
}
