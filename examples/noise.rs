//! How often each built-in rule speaks over a folder of exhibits: what a change of a rule or of the grammar does to findings.
//!
//! ```text
//! cargo run --release --example noise -- CORPUS                     every rule: documents, findings, samples
//! cargo run --release --example noise -- CORPUS --json > old.json   the same for a tool, with every finding
//! cargo run --release --example noise -- CORPUS --since old.json    only what is new or gone since then
//! ```
//!
//! Every rule runs, also those that are off by default. Samples are spread evenly over the findings of a rule, so that the first
//! file does not fill them.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use serde::{Deserialize, Serialize};
use tickmark::batch::{self, Plan};
use tickmark::decode::decode;
use tickmark::finding::InputReport;
use tickmark::input::{DEFAULT_SIZE_LIMIT, WalkOptions, collect};
use tickmark::rule::RuleSet;

/// Counts the findings of every built-in rule over folders of exhibits.
#[derive(Parser)]
struct Arguments {
    /// Folders or files.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Only these rules or packs.
    #[arg(long, value_delimiter = ',')]
    select: Vec<String>,
    /// How many findings of a rule are shown.
    #[arg(long, default_value_t = 5)]
    samples: usize,
    /// Write all findings as JSON.
    #[arg(long, conflicts_with = "since")]
    json: bool,
    /// Show only what differs from an earlier run, written with --json.
    #[arg(long)]
    since: Option<PathBuf>,
}

/// What a run found.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Noise {
    /// The documents that were checked.
    documents: usize,
    /// Every rule by its identity, also those that found nothing.
    rules: BTreeMap<String, BTreeSet<Place>>,
}

/// A finding: its place and what it says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Place {
    path: String,
    /// Counted from 1.
    line: usize,
    /// Counted from 1, in characters.
    column: usize,
    message: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let noise = measure(&arguments)?;
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&noise)?);
    } else if let Some(path) = &arguments.since {
        let earlier: Noise = serde_json::from_str(&fs::read_to_string(path)?)?;
        print_difference(&earlier, &noise);
    } else {
        print_rules(&noise, arguments.samples);
    }
    Ok(())
}

/// Runs the rules over all exhibits.
fn measure(arguments: &Arguments) -> Result<Noise, Box<dyn Error>> {
    let mut rules = RuleSet::builtin()?;
    let words = &arguments.select;
    rules.retain(|rule| words.is_empty() || words.iter().any(|word| rule.is_meant_by(word)));
    let found = rules.rules().iter().map(|rule| (rule.id().to_string(), BTreeSet::new())).collect();
    let mut noise = Noise { documents: 0, rules: found };
    let plan = Plan { rules, checks: Vec::new(), size_limit: DEFAULT_SIZE_LIMIT };
    let inputs = collect(&arguments.paths, &WalkOptions::default());
    batch::run(
        &inputs,
        |_| &plan,
        0,
        |report| {
            noise.add(&report);
            Ok::<(), Box<dyn Error>>(())
        },
    )?;
    Ok(noise)
}

impl Noise {
    fn add(&mut self, report: &InputReport) {
        self.documents += usize::from(!report.outcomes.is_empty());
        for found in &report.findings {
            let place = Place {
                path: report.path.clone(),
                line: found.location.start.line,
                column: found.location.start.column,
                message: found.finding.message.clone(),
            };
            self.rules.entry(found.finding.rule.to_string()).or_default().insert(place);
        }
    }
}

/// The documents that a rule speaks of.
fn documents(places: &BTreeSet<Place>) -> usize {
    places.iter().map(|place| &place.path).collect::<BTreeSet<_>>().len()
}

fn print_rules(noise: &Noise, samples: usize) {
    println!("{} documents", noise.documents);
    for (rule, places) in &noise.rules {
        println!("{rule}: {} documents, {} findings", documents(places), places.len());
        let step = places.len().div_ceil(samples.max(1)).max(1);
        for place in places.iter().step_by(step).take(samples) {
            print_place(" ", place);
        }
    }
}

/// Prints what is new (`+`) and what is gone (`-`), rule by rule.
fn print_difference(earlier: &Noise, now: &Noise) {
    let none = BTreeSet::new();
    let rules: BTreeSet<&String> = earlier.rules.keys().chain(now.rules.keys()).collect();
    for rule in rules {
        let before = earlier.rules.get(rule).unwrap_or(&none);
        let after = now.rules.get(rule).unwrap_or(&none);
        if before != after {
            println!("{rule}: {} findings, now {}", before.len(), after.len());
            before.difference(after).for_each(|place| print_place("-", place));
            after.difference(before).for_each(|place| print_place("+", place));
        }
    }
}

fn print_place(mark: &str, place: &Place) {
    println!("{mark} {}:{}:{}: {}", place.path, place.line, place.column, place.message);
    if let Some(line) = line(Path::new(&place.path), place.line) {
        println!("{mark}     {}", line.trim().escape_debug());
    }
}

/// A line of a file, counted from 1.
fn line(path: &Path, number: usize) -> Option<String> {
    let text = decode(fs::read(path).ok()?).ok()?;
    let span = text.lines().span(text.as_str(), number)?;
    Some(text.slice(span).to_owned())
}
