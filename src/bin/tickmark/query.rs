//! `tickmark query`: the nodes that a selector finds.

use std::io::{self, Write};
use std::process::ExitCode;

use tickmark::batch::{Held, in_order, read_held};
use tickmark::grammar::{self, Lines};
use tickmark::input::{Input, WalkOptions, collect};
use tickmark::output::{Palette, encode, write_node};
use tickmark::selector::{Selector, SelectorError};
use tickmark::submission::Document;
use tickmark::tree::{DocumentTree, Kind};

use crate::args::QueryArgs;
use crate::document;
use crate::failure::Failure;
use crate::terminal::{self, Terminal};

/// What one input gave: lines to print, and what could not be read, with the reasons.
#[derive(Default)]
struct Answer {
    lines: Vec<u8>,
    unread: Vec<(String, String)>,
}

/// Exits with 0 where nodes were found, with 1 where none were, with 2 where an input could not be read.
pub(crate) fn run(args: &QueryArgs, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let selector = Selector::parse(&args.selector).map_err(|error| mistake(&args.selector, &error))?;
    let stdin_path = args.files.stdin_filename.clone();
    let options = WalkOptions { follow: args.files.follow, stdin_path, ..WalkOptions::default() };
    let inputs = collect(&args.paths, &options);
    let palette = terminal.palette();
    let work = |input: &Input| answer(input, &selector, args.files.max_file_size, palette);
    let (is_found, is_complete) = print(&inputs, work)?;
    Ok(ExitCode::from(match (is_complete, is_found) {
        (false, _) => 2,
        (true, true) => 0,
        (true, false) => 1,
    }))
}

/// Prints the answers in the order of the inputs; tells whether any node was found and whether every input was read.
fn print(inputs: &[Input], work: impl Fn(&Input) -> Answer + Sync) -> io::Result<(bool, bool)> {
    let mut out = terminal::stdout();
    let (mut is_found, mut is_complete) = (false, true);
    in_order(inputs, 0, work, |answer| {
        is_found |= !answer.lines.is_empty();
        out.write_all(&answer.lines)?;
        for (path, reason) in answer.unread {
            is_complete = false;
            terminal::warn(&format!("error: cannot read {path}: {reason}"));
        }
        Ok::<(), io::Error>(())
    })?;
    out.flush()?;
    Ok((is_found, is_complete))
}

fn answer(input: &Input, selector: &Selector, size_limit: u64, palette: Palette) -> Answer {
    let source = match input {
        Input::Source(source) => source,
        Input::Skipped { .. } => return Answer::default(),
        Input::Failed { path, reason } => {
            return Answer { unread: vec![(path.clone(), reason.clone())], ..Answer::default() };
        }
    };
    let mut answer = Answer::default();
    for held in read_held(source, size_limit) {
        match held {
            Ok(Held::Document(document)) => {
                answer.find(&document.path, &parse(&document, selector), selector, palette, &[])
            }
            Ok(Held::Submission(submission)) => {
                answer.find(&submission.path, &grammar::envelope(&submission), selector, palette, &[Kind::Document]);
                let documents = (0..submission.entries.len()).filter_map(|index| document::part(&submission, index));
                for document in documents {
                    let tree = parse(&document, selector);
                    answer.find(&document.path, &tree, selector, palette, &[Kind::Submission, Kind::Filer]);
                }
            }
            Err((path, reason)) => answer.unread.push((path, reason)),
        }
    }
    answer
}

fn parse(document: &Document, selector: &Selector) -> DocumentTree {
    let lines = if selector.needs_lines() { Lines::Built } else { Lines::Skipped };
    grammar::parse(document, lines)
}

impl Answer {
    /// Adds the nodes that a selector finds in a tree. Nodes of the kinds in `elsewhere` are told of another tree.
    fn find(&mut self, path: &str, tree: &DocumentTree, selector: &Selector, palette: Palette, elsewhere: &[Kind]) {
        let path = encode::inline(path);
        for node in selector.find(tree).into_iter().filter(|node| !elsewhere.contains(&node.kind())) {
            let start = tree.text().position(node.span().start());
            write!(self.lines, "{path}:{}: ", start.line).expect("internal error: writing to memory cannot fail");
            write_node(&mut self.lines, node, palette).expect("internal error: writing to memory cannot fail");
            self.lines.push(b'\n');
        }
    }
}

/// The selector with a caret under its mistake.
fn mistake(selector: &str, error: &SelectorError) -> Failure {
    let column = selector[..error.span.start()].chars().count() + 1;
    Failure::Usage {
        message: format!("in the selector, at character {column}: {}", error.message),
        hint: error.help.clone(),
    }
}
