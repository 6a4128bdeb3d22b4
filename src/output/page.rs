//! What is known of a rule: its page, made from its rule file, and the list of all rules.

use std::io::{self, Write};

use super::encode;
use super::palette::{Palette, Role};
use crate::finding::Severity;
use crate::input::inspect::Check;
use crate::rule::Rule;
use crate::rule::case::{Case, Expectation};

/// The width that running text is wrapped to.
const WIDTH: usize = 80;

/// A line of the list of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed<'a> {
    /// The identity.
    pub id: &'a str,
    /// How grave its findings are.
    pub severity: Severity,
    /// A few words.
    pub title: &'a str,
    /// Whether it runs when it is not asked for.
    pub is_default: bool,
}

impl<'a> From<&'a Rule> for Listed<'a> {
    fn from(rule: &'a Rule) -> Self {
        Self { id: rule.id().as_str(), severity: rule.severity(), title: rule.title(), is_default: rule.is_default() }
    }
}

impl From<&Check> for Listed<'static> {
    fn from(check: &Check) -> Self {
        Self { id: check.id, severity: check.severity, title: check.title, is_default: true }
    }
}

/// Writes the list of rules: identity, severity, title.
///
/// # Errors
///
/// Errors of the writer.
pub fn write_list(out: &mut dyn Write, rules: &[Listed<'_>], palette: Palette) -> io::Result<()> {
    let width = rules.iter().map(|rule| rule.id.chars().count()).max().unwrap_or(0);
    for rule in rules {
        let id = encode::inline(rule.id);
        let severity = palette.paint(Role::Severity(rule.severity), &format!("{:7}", rule.severity));
        let off = if rule.is_default { "" } else { " (off by default)" };
        writeln!(out, "{id:width$}  {severity}  {}{off}", encode::inline(rule.title))?;
    }
    Ok(())
}

/// Writes the page of a rule; `related` are the identities of other rules that its reader may want.
///
/// # Errors
///
/// Errors of the writer.
pub fn write_rule(out: &mut dyn Write, rule: &Rule, related: &[&str], palette: Palette) -> io::Result<()> {
    write_heading(out, &Listed::from(rule), palette)?;
    write_origin(out, rule)?;
    write_yaml(out, palette, "What it checks", &invariant(rule.source()))?;
    write_section(out, palette, "Why it matters", rule.why())?;
    write_section(out, palette, "Source", rule.cite())?;
    write_section(out, palette, "What to do", rule.help())?;
    write_params(out, rule, palette)?;
    write_case(out, palette, "Fails", first(rule, Expectation::Fail))?;
    write_case(out, palette, "Passes", first(rule, Expectation::Pass))?;
    let related = (!related.is_empty()).then(|| related.join(", "));
    write_section(out, palette, "Related", related.as_deref())?;
    let id = encode::inline(rule.id().as_str());
    writeln!(out, "\nThe rule as YAML: tickmark rules --show {id}")
}

/// Writes the page of a check that is built in code.
///
/// # Errors
///
/// Errors of the writer.
pub fn write_check(out: &mut dyn Write, check: &Check, palette: Palette) -> io::Result<()> {
    write_heading(out, &Listed::from(check), palette)?;
    writeln!(out, "Built in; looks at the bytes of a file, before any rule")?;
    write_section(out, palette, "Why it matters", Some(check.why))?;
    write_section(out, palette, "What to do", Some(check.help))
}

fn write_heading(out: &mut dyn Write, rule: &Listed<'_>, palette: Palette) -> io::Result<()> {
    let severity = palette.paint(Role::Severity(rule.severity), rule.severity.name());
    writeln!(out, "{} ({severity})", encode::inline(rule.id))?;
    writeln!(out, "{}", palette.paint(Role::Strong, &encode::inline(rule.title)))
}

fn write_origin(out: &mut dyn Write, rule: &Rule) -> io::Result<()> {
    let state = if rule.is_default() { "on" } else { "off" };
    let since = rule.since().map_or(String::new(), |since| format!("since {since}; "));
    let (pack, since) = (encode::inline(rule.id().pack()), encode::inline(&since));
    writeln!(out, "Pack {pack}; {state} by default; {since}{}", encode::inline(rule.file()))
}

fn write_section(out: &mut dyn Write, palette: Palette, title: &str, text: Option<&str>) -> io::Result<()> {
    let Some(text) = text else { return Ok(()) };
    writeln!(out, "\n{}", palette.paint(Role::Strong, title))?;
    for line in wrapped(text) {
        writeln!(out, "  {}", encode::inline(&line))?;
    }
    Ok(())
}

/// The lines of a rule's YAML that state its invariant, as its author wrote them.
fn invariant(source: &str) -> Vec<&str> {
    const KEYS: [&str; 3] = ["for:", "when:", "assert:"];
    let mut is_inside = false;
    let mut lines = Vec::new();
    for line in source.lines() {
        let is_key = line.starts_with(|first: char| first.is_alphabetic());
        if is_key {
            is_inside = KEYS.iter().any(|key| line.starts_with(key));
        }
        if is_inside && !line.trim().is_empty() && !line.starts_with('#') {
            lines.push(line);
        }
    }
    lines
}

fn write_yaml(out: &mut dyn Write, palette: Palette, title: &str, lines: &[&str]) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", palette.paint(Role::Strong, title))?;
    lines.iter().try_for_each(|line| writeln!(out, "  {}", encode::inline(line)))
}

fn write_params(out: &mut dyn Write, rule: &Rule, palette: Palette) -> io::Result<()> {
    if rule.params().is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", palette.paint(Role::Strong, "Parameters"))?;
    for param in rule.params() {
        writeln!(out, "  {}: {}", encode::inline(&param.name), encode::inline(&param.value))?;
    }
    Ok(())
}

fn first(rule: &Rule, expect: Expectation) -> Option<&Case> {
    rule.cases().iter().find(|case| case.expect == expect)
}

/// Writes a test case of the rule as an example.
fn write_case(out: &mut dyn Write, palette: Palette, title: &str, case: Option<&Case>) -> io::Result<()> {
    let Some(case) = case else { return Ok(()) };
    let title = palette.paint(Role::Strong, title);
    writeln!(out, "\n{title} ({})", encode::inline(&case.name))?;
    for line in case.text.trim_end().lines() {
        writeln!(out, "{}", format!("  {}", encode::inline(line)).trim_end())?;
    }
    for place in &case.at {
        let text = place.text.as_ref().map_or(String::new(), |text| format!(": {text}"));
        writeln!(out, "  found on line {}{}", place.line, encode::inline(&text))?;
    }
    Ok(())
}

/// Breaks running text at blanks; an empty line stays.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.trim_end().lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH - 2 {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{WIDTH, invariant, wrapped, write_check};
    use crate::input::inspect::EMPTY;
    use crate::output::palette::Palette;

    #[test]
    fn running_text_is_wrapped_at_blanks() {
        let lines = wrapped(&"word ".repeat(40));
        assert!(lines.len() > 1 && lines.iter().all(|line| line.len() <= WIDTH - 2 && line.starts_with("word")));
        assert_eq!(wrapped("a\n\nb"), ["a", "", "b"]);
    }

    #[test]
    fn the_invariant_is_cut_out_of_the_rule() {
        let source = "id: a/b\nwhy: >-\n  for: x\nfor: registrant\nassert:\n  unique: x\n\n# note\nmessage: m\n";
        assert_eq!(invariant(source), ["for: registrant", "assert:", "  unique: x"]);
    }

    #[test]
    fn a_check_has_a_page() {
        let mut out = Vec::new();
        write_check(&mut out, &EMPTY, Palette::Plain).expect("written");
        let page = String::from_utf8(out).expect("utf-8");
        assert!(page.starts_with("input/empty (warning)\nFile without text\n"), "{page}");
        assert!(page.contains("\nWhy it matters\n  The file holds nothing"), "{page}");
    }
}
