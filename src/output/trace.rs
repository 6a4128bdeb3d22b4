//! How a rule came to its outcome, told to its author: where its selector stops, what each assertion saw and said.

use std::io::{self, Write};

use super::encode;
use super::number::plural;
use super::outline::write_node;
use super::palette::{Palette, Role};
use crate::finding::Outcome;
use crate::rule::{Answer, Record, Rule, Seen, Sight, Subject, Trace};
use crate::selector::Step;
use crate::tree::NodeRef;

/// The most characters of a value, or of a part of a selector, on one line.
const LONGEST: usize = 72;

/// The widest column of parts of a selector.
const WIDEST: usize = 40;

/// The most lines of the document that are listed for a step.
const LISTED: usize = 6;

/// Which of the nodes that a rule tested are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nodes {
    /// The first of them, this many.
    First(usize),
    /// Those that stand on a line, 1-based.
    OnLine(usize),
    /// All of them.
    All,
}

/// Writes the way of a rule through a document: the selector step by step, each node with its assertions, the outcome.
///
/// # Errors
///
/// Errors of the writer.
pub fn write_trace(
    out: &mut dyn Write,
    rule: &Rule,
    trace: &Trace<'_>,
    nodes: Nodes,
    palette: Palette,
) -> io::Result<()> {
    writeln!(out, "{}", palette.paint(Role::Strong, "for"))?;
    for (at, steps) in trace.steps.iter().enumerate() {
        if at > 0 {
            writeln!(out, "  or")?;
        }
        write_steps(out, &trace.selector, steps, palette)?;
    }
    let chosen = |subject: &&Subject<'_>| !matches!(nodes, Nodes::OnLine(line) if subject.node.line() != line);
    let chosen: Vec<&Subject<'_>> = trace.subjects.iter().filter(chosen).collect();
    let limit = if let Nodes::First(limit) = nodes { limit } else { chosen.len() };
    for subject in chosen.iter().take(limit) {
        write_subject(out, rule, subject, palette)?;
    }
    if chosen.is_empty() && !trace.subjects.is_empty() {
        writeln!(out, "\nnone of the {} stands on that line", plural(trace.subjects.len(), "node"))?;
    }
    if chosen.len() > limit {
        let more = plural(chosen.len() - limit, "more node");
        writeln!(out, "\n… {more}: --all shows all, --line N those on one line")?;
    }
    write_outcome(out, trace, palette)
}

/// Writes on a line or two, each begun with `indent`, how far a rule came on a document.
pub(super) fn write_stop(out: &mut dyn Write, rule: &Rule, trace: &Trace<'_>, indent: &str) -> io::Result<()> {
    if trace.subjects.is_empty() {
        for steps in &trace.steps {
            let Some(last) = steps.last() else { continue };
            let part = clip(part(&trace.selector, last));
            let hint = last.hint.as_ref().map_or(String::new(), |hint| format!("; {hint}"));
            let before = steps.len().checked_sub(2).map_or(0, |before| steps[before].nodes.len());
            let before = if before > 0 { format!("; {} before it", plural(before, "node")) } else { String::new() };
            writeln!(out, "{indent}for stops matching at `{}`{before}{}", shown(&part), shown(&hint))?;
        }
        return Ok(());
    }
    let lines = lines(trace.subjects.iter().map(|subject| subject.node));
    writeln!(out, "{indent}for matched {} ({lines})", plural(trace.subjects.len(), "node"))?;
    for subject in trace.subjects.iter().take(LISTED) {
        for record in &subject.records {
            let assertion = &rule.assertions()[record.assertion];
            let saw: Vec<String> =
                record.sights.iter().map(|sight| format!("; {} is {}", sight.what, seen(sight))).collect();
            let written = clip(&assertion.written);
            let answer = answer(&record.answer);
            let line = subject.node.line();
            let text = format!("line {line}: {} {{ {written} }} {answer}{}", assertion.path, saw.concat());
            writeln!(out, "{indent}{}", shown(&text))?;
        }
    }
    Ok(())
}

fn write_steps(out: &mut dyn Write, selector: &str, steps: &[Step<'_>], palette: Palette) -> io::Result<()> {
    let parts: Vec<String> = steps.iter().map(|step| clip(part(selector, step))).collect();
    let width = parts.iter().map(|part| part.chars().count()).max().unwrap_or(0).min(WIDEST);
    for (step, part) in steps.iter().zip(&parts) {
        let count = plural(step.nodes.len(), "node");
        let note = match step.nodes.is_empty() {
            true => {
                let hint = step.hint.as_ref().map_or(String::new(), |hint| format!(": {}", shown(hint)));
                palette.paint(Role::Help, "stops matching here") + &hint
            }
            false => palette.paint(Role::Faint, &lines(step.nodes.iter().copied())),
        };
        writeln!(out, "  {:width$}  {count:9}  {note}", shown(part))?;
    }
    Ok(())
}

fn write_subject(out: &mut dyn Write, rule: &Rule, subject: &Subject<'_>, palette: Palette) -> io::Result<()> {
    let node = subject.node;
    let title = format!("line {}", node.line());
    write!(out, "\n{}: ", palette.paint(Role::Strong, &title))?;
    write_node(out, node, palette)?;
    writeln!(out)?;
    for record in &subject.records {
        write_record(out, rule, record, palette)?;
    }
    let word = match &subject.answer {
        None => "is not tested: `when` does not hold".to_owned(),
        Some(Answer::Holds) => palette.paint(Role::Good, "passes"),
        Some(Answer::Fails(count)) => {
            palette.paint(Role::Severity(rule.severity()), &format!("fails: {}", plural(*count, "finding")))
        }
        Some(Answer::Skips) => "is skipped: nothing to test".to_owned(),
        Some(Answer::Unknown(reason)) => format!("is undetermined: {}", shown(reason)),
    };
    writeln!(out, "  {word}")
}

fn write_record(out: &mut dyn Write, rule: &Rule, record: &Record, palette: Palette) -> io::Result<()> {
    let assertion = &rule.assertions()[record.assertion];
    let text = format!("{} {{ {} }}", assertion.path, clip(&assertion.written));
    writeln!(out, "  {} {}", shown(&text), palette.paint(Role::Strong, answer(&record.answer)))?;
    for sight in &record.sights {
        let text = format!("{} is {}", sight.what, seen(sight));
        writeln!(out, "    {}", palette.paint(Role::Faint, &shown(&text)))?;
    }
    Ok(())
}

fn write_outcome(out: &mut dyn Write, trace: &Trace<'_>, palette: Palette) -> io::Result<()> {
    writeln!(out)?;
    match &trace.outcome {
        Outcome::Pass { tested } => writeln!(out, "The rule passes: {} tested", plural(*tested, "node"))?,
        Outcome::Skip if trace.subjects.is_empty() => writeln!(out, "The rule is skipped: `for` matches nothing")?,
        Outcome::Skip => writeln!(out, "The rule is skipped: no node had anything to test")?,
        Outcome::Undetermined { reason } => writeln!(out, "The rule is undetermined: {}", shown(reason))?,
        Outcome::Fail { tested, findings } => {
            let (tested, findings) = (plural(*tested, "node"), plural(*findings, "finding"));
            writeln!(out, "The rule fails: {tested} tested, {findings}")?;
        }
    }
    for hit in &trace.hits {
        let line = hit.node.tree().text().line(hit.span.start());
        writeln!(out, "  {} {}", palette.paint(Role::Faint, &format!("line {line}:")), shown(&hit.message))?;
    }
    Ok(())
}

/// The part of the selector that a step was about; `*` where it only says where to look.
fn part(selector: &str, step: &Step<'_>) -> String {
    let text = selector[step.span.range()].trim();
    match text {
        "" => "*".to_owned(),
        ">" | "+" | "~" | "/" | "^" => format!("{text} *"),
        text => text.to_owned(),
    }
}

const fn answer(answer: &Answer) -> &'static str {
    match answer {
        Answer::Holds => "holds",
        Answer::Fails(_) => "does not hold",
        Answer::Skips => "has nothing to test",
        Answer::Unknown(_) => "cannot be told",
    }
}

/// What a sight shows, on one line: `"President" (line 32)`.
fn seen(sight: &Sight) -> String {
    let one = |seen: &Seen| format!("\"{}\" (line {})", clip(&seen.text), seen.line);
    match sight.seen.as_slice() {
        [] => "not there".to_owned(),
        seen => {
            let more = sight.count - seen.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            seen.iter().map(one).collect::<Vec<_>>().join(", ") + &more
        }
    }
}

/// The lines on which nodes start: `lines 30, 38`.
fn lines<'t>(nodes: impl Iterator<Item = NodeRef<'t>>) -> String {
    let mut lines: Vec<usize> = nodes.map(NodeRef::line).collect();
    lines.dedup();
    let word = if lines.len() == 1 { "line" } else { "lines" };
    let more = if lines.len() > LISTED { ", …" } else { "" };
    let listed: Vec<String> = lines.iter().take(LISTED).map(ToString::to_string).collect();
    format!("{word} {}{more}", listed.join(", "))
}

fn clip(text: impl AsRef<str>) -> String {
    let folded = text.as_ref().split_whitespace().collect::<Vec<_>>().join(" ");
    match folded.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", folded[..at].trim_end()),
        None => folded,
    }
}

fn shown(text: &str) -> std::borrow::Cow<'_, str> {
    encode::inline(text)
}
