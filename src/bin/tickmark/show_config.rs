//! `tickmark check --show-config`: the settings in effect, each with the place that it comes from.

use std::io::{self, Write};

use clap::CommandFactory;
use clap::parser::ValueSource;

use tickmark::config::{Base, Given, Ruling};
use tickmark::finding::Severity;
use tickmark::input::inspect::{CHECKS, Check};
use tickmark::input::shown_path;
use tickmark::output::encode;
use tickmark::rule::Rule;

use crate::args::{CheckArgs, Cli, SelectionArgs};
use crate::failure::Failure;
use crate::project::Project;

/// What nobody set.
const DEFAULT: &str = "default";

/// Settings of the command line and the environment that are shown, by the name of the argument.
const FLAGS: [&str; 8] =
    ["select", "ignore", "rules", "format", "max_file_size", "follow", "force_exclude", "allow_empty"];

/// A line of the listing: a setting, and where it comes from.
struct Line {
    text: String,
    origin: String,
}

/// Writes the settings in effect as YAML, the origin of each as a comment.
pub(crate) fn write(out: &mut dyn Write, args: &CheckArgs, project: &Project) -> Result<(), Failure> {
    let file = project.file.as_deref().unwrap_or("none");
    writeln!(out, "# configuration file: {}", encode::inline(file))?;
    writeln!(out, "# paths are relative to: {}", encode::inline(&shown_path(&project.root.folder)))?;
    let mut lines = general(args, project);
    lines.extend(rules(project, &args.selection)?);
    write_lines(out, &lines)?;
    Ok(())
}

fn write_lines(out: &mut dyn Write, lines: &[Line]) -> io::Result<()> {
    let texts: Vec<_> = lines.iter().map(|line| encode::inline(&line.text)).collect();
    let width = texts.iter().map(|text| text.chars().count()).max().unwrap_or(0).min(60);
    for (text, line) in texts.iter().zip(lines) {
        match line.origin.as_str() {
            "" => writeln!(out, "{text}")?,
            origin => writeln!(out, "{text:width$}  # {}", encode::inline(origin))?,
        }
    }
    Ok(())
}

fn line(text: impl Into<String>, origin: impl Into<String>) -> Line {
    Line { text: text.into(), origin: origin.into() }
}

fn given(key: &str, given: &Given<String>) -> Line {
    line(format!("{key}: {}", given.value), given.place.describe())
}

/// A list, one line an item.
fn listed(key: &str, items: &[Given<String>]) -> Vec<Line> {
    if items.is_empty() {
        return vec![line(format!("{key}: []"), DEFAULT)];
    }
    let item = |given: &Given<String>| line(format!("  - {}", given.value), given.place.describe());
    std::iter::once(line(format!("{key}:"), "")).chain(items.iter().map(item)).collect()
}

fn general(args: &CheckArgs, project: &Project) -> Vec<Line> {
    let file = &project.config.file;
    let mut lines = vec![extends(project)];
    lines.extend(listed("rules-path", &file.rules_path));
    lines.extend(listed("exclude", &file.exclude));
    let (fail_on, origin) = match (args.fail_on, &file.fail_on) {
        (Some(_), _) => (args.fail_on(project), origin("fail_on")),
        (None, Some(given)) => (given.value, given.place.describe()),
        (None, None) => (args.fail_on(project), DEFAULT.to_owned()),
    };
    lines.push(line(format!("fail-on: {}", fail_on.name()), origin));
    lines.extend(file.waivers.as_ref().map(|path| given("waivers", path)));
    lines.extend(file.baseline.as_ref().map(|path| given("baseline", path)));
    lines.extend(FLAGS.iter().filter_map(|name| flag(name)));
    lines
}

fn extends(project: &Project) -> Line {
    let config = &project.config;
    match &config.base {
        Some(Given { value: Base::All, place }) => line("extends: tickmark:all", place.describe()),
        Some(Given { place, .. }) => line("extends: tickmark:recommended", place.describe()),
        None if config.is_bare => line("extends: []", project.file.as_deref().unwrap_or_default()),
        None => line("extends: tickmark:recommended", DEFAULT),
    }
}

/// A flag that was set, with its value as it was typed or exported.
fn flag(name: &str) -> Option<Line> {
    let origin = origin(name);
    if origin == DEFAULT {
        return None;
    }
    let matches = Cli::command().ignore_errors(true).get_matches();
    let values = matches.subcommand_matches("check")?.get_raw(name)?;
    let values: Vec<String> = values.map(|value| value.to_string_lossy().into_owned()).collect();
    let value = if values.is_empty() { "true".to_owned() } else { values.join(", ") };
    Some(line(format!("{}: {value}", name.replace('_', "-")), origin))
}

/// Where an argument of `check` was given.
fn origin(name: &str) -> String {
    let matches = Cli::command().ignore_errors(true).get_matches();
    let source = matches.subcommand_matches("check").and_then(|matches| matches.value_source(name));
    match source {
        Some(ValueSource::CommandLine) => format!("--{}", name.replace('_', "-")),
        Some(ValueSource::EnvVariable) => format!("environment: TICKMARK_{}", name.to_uppercase()),
        _ => DEFAULT.to_owned(),
    }
}

/// Every rule and check as it runs, then what is different on some paths.
fn rules(project: &Project, selection: &SelectionArgs) -> Result<Vec<Line>, Failure> {
    let effective = project.effective(&[]);
    let rules = project.rules_as(&effective)?;
    let mut lines = vec![line("rules:", "")];
    for (id, ruling) in &effective.rulings {
        let check = CHECKS.iter().find(|check| check.id == id.as_str());
        lines.extend(rule(id, ruling, rules.get(id), check, selection));
    }
    lines.extend(overrides(project));
    Ok(lines)
}

/// One rule or check as it runs.
fn rule(id: &str, ruling: &Ruling, rule: Option<&Rule>, check: Option<&Check>, selection: &SelectionArgs) -> Vec<Line> {
    let is_meant = |word: &str| {
        rule.is_some_and(|rule| rule.is_meant_by(word)) || check.is_some_and(|check| check.is_meant_by(word))
    };
    let is_kept = selection.keeps(&is_meant, ruling.is_on);
    let severity = rule.map(Rule::severity).or(ruling.severity).or(check.map(|check| check.severity));
    let word = if is_kept { severity.map_or("on", Severity::name) } else { "off" };
    let origin = match &ruling.place {
        _ if is_kept != ruling.is_on => {
            origin(if is_kept || !selection.select.is_empty() { "select" } else { "ignore" })
        }
        Some(place) => place.describe(),
        None => rule.filter(|rule| !rule.is_builtin()).map_or(DEFAULT, Rule::file).to_owned(),
    };
    if ruling.params.is_empty() {
        return vec![line(format!("  {id}: {word}"), origin)];
    }
    let head = [line(format!("  {id}:"), ""), line(format!("    severity: {word}"), origin), line("    params:", "")];
    let params = ruling.params.iter().map(|(name, (value, place))| {
        let text = format!("      {name}: {value}");
        line(text, place.describe())
    });
    head.into_iter().chain(params).collect()
}

fn overrides(project: &Project) -> Vec<Line> {
    let mut lines = Vec::new();
    for change in &project.config.file.overrides {
        if lines.is_empty() {
            lines.push(line("overrides:", ""));
        }
        let paths: Vec<&str> = change.paths.iter().map(|path| path.value.as_str()).collect();
        let origin = change.paths.first().map(|path| path.place.describe()).unwrap_or_default();
        lines.push(line(format!("  - paths: [{}]", paths.join(", ")), origin));
        lines.push(line("    rules:", ""));
        for rule in &change.rules {
            let switch = rule.switch.as_ref().map_or("(as elsewhere)", |switch| switch.value.name());
            lines.push(line(format!("      {}: {switch}", rule.word.value), rule.word.place.describe()));
            for (name, value) in &rule.params {
                lines.push(line(format!("        {name}: {}", value.value), value.place.describe()));
            }
        }
    }
    lines
}
