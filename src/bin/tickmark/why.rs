//! `tickmark why`: how a rule came to its outcome on a file.

use std::io::Write;
use std::process::ExitCode;

use tickmark::grammar::{self, Lines};
use tickmark::output::{Nodes, encode, write_trace};
use tickmark::rule::Rule;
use tickmark::submission::Document;
use tickmark::tree::DocumentTree;

use crate::args::WhyArgs;
use crate::document::{self, Item};
use crate::failure::Failure;
use crate::ruleset;
use crate::terminal::{self, Terminal};

/// The nodes that are shown where no more are asked for.
const SHOWN: usize = 8;

pub(crate) fn run(args: &WhyArgs, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let rules = ruleset::load(&args.rules)?;
    let rule = ruleset::find(&rules, &args.rule)?;
    let items = document::read(&args.file)?;
    let nodes = match (args.all, args.line) {
        (true, _) => Nodes::All,
        (false, Some(line)) => Nodes::OnLine(line),
        (false, None) => Nodes::First(SHOWN),
    };
    let mut out = terminal::stdout();
    let mut separator = "";
    let code = document::visit(items, |item| {
        for (label, tree) in trees(item, rule) {
            writeln!(out, "{separator}{} on {}\n", encode::inline(rule.id().as_str()), encode::inline(&label))?;
            write_trace(&mut out, rule, &rule.trace(&tree), nodes, terminal.palette())?;
            separator = "\n";
        }
        Ok(())
    })?;
    out.flush()?;
    Ok(code)
}

/// What the rule is asked about, each with its label: the document, the submission, or each of its documents.
fn trees(item: Item, rule: &Rule) -> Box<dyn Iterator<Item = (String, DocumentTree)>> {
    let lines = if rule.needs_lines() { Lines::Built } else { Lines::Skipped };
    let parsed = move |document: Document| (document::label(&document), grammar::parse(&document, lines));
    match item {
        Item::Document(document) => Box::new(std::iter::once(parsed(document))),
        Item::Submission(submission) if rule.is_about_submission() => {
            Box::new(std::iter::once((submission.path.clone(), grammar::envelope(&submission))))
        }
        Item::Submission(submission) => {
            let indices = 0..submission.entries.len();
            Box::new(indices.filter_map(move |index| document::part(&submission, index)).map(parsed))
        }
    }
}
