//! Mistakes in rule, configuration and waiver files, drawn on the lines that hold them.

use std::io::{self, Write};

use super::draw::draw;
use super::encode;
use super::number::plural;
use super::palette::{Palette, Role};
use crate::finding::{MarkedSpan, Severity, excerpts};
use crate::rule::{RuleProblem, RuleProblems};
use crate::source::LineIndex;

/// Writes every problem, and how many there are.
///
/// # Errors
///
/// Errors of the writer.
pub fn write_problems(out: &mut dyn Write, problems: &RuleProblems, palette: Palette) -> io::Result<()> {
    for problem in &problems.0 {
        write_problem(out, problem, palette)?;
    }
    let mut files: Vec<&str> = problems.0.iter().map(|problem| problem.file.as_str()).collect();
    files.sort_unstable();
    files.dedup();
    let is_rules = problems.0.iter().all(|problem| problem.code.starts_with("rule/"));
    let files = plural(files.len(), if is_rules { "rule file" } else { "file" });
    writeln!(out, "{} in {files}. Nothing was checked.", plural(problems.0.len(), "error"))
}

/// Writes one problem on the lines that hold it.
///
/// # Errors
///
/// Errors of the writer.
pub fn write_problem(out: &mut dyn Write, problem: &RuleProblem, palette: Palette) -> io::Result<()> {
    let code = palette.paint(Role::Severity(Severity::Error), &format!("error[{}]", problem.code));
    let message = palette.paint(Role::Strong, &encode::inline(&problem.message));
    writeln!(out, "{code}: {message}")?;
    let lines = LineIndex::new(&problem.source);
    let marked = MarkedSpan {
        span: problem.span,
        column: lines.position(&problem.source, problem.span.start()).column,
        message: problem.label.as_deref(),
        is_primary: true,
    };
    for excerpt in excerpts(&problem.source, &lines, &[marked]) {
        write!(out, "{}", draw(&excerpt, &problem.file, Severity::Error, palette))?;
    }
    if let Some(help) = &problem.help {
        writeln!(out, "  {} {}", palette.paint(Role::Help, "help:"), encode::inline(help))?;
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::write_problems;
    use crate::output::palette::Palette;
    use crate::rule::{RuleProblem, RuleProblems};
    use crate::source::Span;

    #[test]
    fn a_mistake_is_drawn_in_its_file() {
        let source = "id: house/dated-line\ntitle: x\nsince: 1\nseverty: error\n";
        let start = source.find("severty").expect("key");
        let problem = RuleProblem {
            code: "rule/unknown-key",
            message: "unknown key `severty`".into(),
            file: "rules/house/dated-line.yaml".into(),
            source: source.into(),
            span: Span::new(start, start + 7),
            label: Some("did you mean `severity`?".into()),
            help: None,
        };
        let mut out = Vec::new();
        write_problems(&mut out, &RuleProblems(vec![problem]), Palette::Plain).expect("written");
        let expected = "error[rule/unknown-key]: unknown key `severty`
   ╭─[rules/house/dated-line.yaml:4:1]
 4 │ severty: error
   · ───┬───
   ·    ╰── did you mean `severity`?
   ╰────

1 error in 1 rule file. Nothing was checked.
";
        assert_eq!(String::from_utf8(out).expect("utf-8"), expected);
    }
}
