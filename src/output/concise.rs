//! The format `concise`: one line a finding, as editors and `grep` read it.

use std::io::{self, Write};
use std::time::Duration;

use super::palette::Role;
use super::summary::Closing;
use super::{Formatter, Options, encode};
use crate::finding::{InputReport, Summary};

/// Writes `path:line:column: severity[rule] message`.
pub(super) struct ConciseFormatter {
    options: Options,
    closing: Closing,
}

impl ConciseFormatter {
    pub(super) fn new(options: Options) -> Self {
        Self { closing: Closing::new(options.clone()), options }
    }
}

impl Formatter for ConciseFormatter {
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn input(&mut self, out: &mut dyn Write, report: &InputReport) -> io::Result<()> {
        self.closing.note(report);
        // Editors open `path:line:column`, so the document of a submission stands at the end.
        let path = report.member.as_ref().map_or(report.path.clone(), |member| format!("{} » {member}", report.path));
        let path = encode::inline(&path);
        let document = report.document.as_ref().map_or(String::new(), |name| format!(" [{}]", encode::inline(name)));
        for located in report.active() {
            let finding = &located.finding;
            let start = located.location.start;
            let severity = self.options.palette.paint(Role::Severity(finding.severity), finding.severity.name());
            writeln!(
                out,
                "{path}:{}:{}: {severity}[{}] {}{document}",
                start.line,
                start.column,
                encode::inline(finding.rule.as_str()),
                encode::inline(&finding.message)
            )?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, summary: &Summary, elapsed: Option<Duration>) -> io::Result<()> {
        self.closing.write(out, summary, elapsed)
    }
}
