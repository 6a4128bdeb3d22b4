//! `tickmark why`: how a rule came to its outcome on a file.

use std::io::Write;
use std::process::ExitCode;

use tickmark::batch::Held;
use tickmark::grammar::{self, Lines};
use tickmark::output::{Nodes, encode, write_trace};
use tickmark::rule::Rule;
use tickmark::submission::Document;
use tickmark::tree::DocumentTree;

use crate::args::WhyArgs;
use crate::document;
use crate::failure::Failure;
use crate::ruleset;
use crate::terminal::{self, Terminal};

/// The nodes that are shown where no more are asked for.
const SHOWN: usize = 8;

pub(crate) fn run(args: &WhyArgs, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let rules = ruleset::load(&args.rules)?;
    let rule = ruleset::find(&rules, &args.rule)?;
    let held = document::read(&args.file)?;
    let nodes = match (args.all, args.line) {
        (true, _) => Nodes::All,
        (false, Some(line)) => Nodes::OnLine(line),
        (false, None) => Nodes::First(SHOWN),
    };
    let mut out = terminal::stdout();
    for (at, (label, tree)) in trees(&held, rule).enumerate() {
        let separator = if at > 0 { "\n" } else { "" };
        writeln!(out, "{separator}{} on {}\n", encode::inline(rule.id().as_str()), encode::inline(&label))?;
        write_trace(&mut out, rule, &rule.trace(&tree), nodes, terminal.palette())?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// What the rule is asked about, each with its label: the document, the submission, or each of its documents.
fn trees<'h>(held: &'h Held, rule: &'h Rule) -> Box<dyn Iterator<Item = (String, DocumentTree)> + 'h> {
    let lines = if rule.needs_lines() { Lines::Built } else { Lines::Skipped };
    match held {
        Held::Document(document) => Box::new(std::iter::once((document.path.clone(), grammar::parse(document, lines)))),
        Held::Submission(submission) if rule.is_about_submission() => {
            Box::new(std::iter::once((submission.path.clone(), grammar::envelope(submission))))
        }
        Held::Submission(submission) => {
            let documents = (0..submission.entries.len()).filter_map(|index| document::part(submission, index));
            let label = |document: &Document| {
                [Some(document.path.clone()), document.name()].into_iter().flatten().collect::<Vec<_>>().join(" » ")
            };
            Box::new(documents.map(move |document| (label(&document), grammar::parse(&document, lines))))
        }
    }
}
