//! `tickmark query`: the nodes that a selector finds.

use std::io::{self, Write};
use std::process::ExitCode;

use tickmark::batch::{in_order, read_document};
use tickmark::grammar::{self, Lines};
use tickmark::input::{Input, WalkOptions, collect};
use tickmark::output::{Palette, encode, write_node};
use tickmark::selector::{Selector, SelectorError};

use crate::args::QueryArgs;
use crate::failure::Failure;
use crate::terminal::{self, Terminal};

/// What one input gave: lines to print, or why it could not be read.
type Answer = Result<Vec<u8>, (String, String)>;

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
        match answer {
            Ok(lines) => {
                is_found |= !lines.is_empty();
                out.write_all(&lines)?;
            }
            Err((path, reason)) => {
                is_complete = false;
                terminal::warn(&format!("error: cannot read {path}: {reason}"));
            }
        }
        Ok::<(), io::Error>(())
    })?;
    out.flush()?;
    Ok((is_found, is_complete))
}

fn answer(input: &Input, selector: &Selector, size_limit: u64, palette: Palette) -> Answer {
    let source = match input {
        Input::Source(source) => source,
        Input::Skipped { .. } => return Ok(Vec::new()),
        Input::Failed { path, reason } => return Err((path.clone(), reason.clone())),
    };
    let document = read_document(source, size_limit).map_err(|reason| (source.path.clone(), reason))?;
    let lines = if selector.needs_lines() { Lines::Built } else { Lines::Skipped };
    let tree = grammar::parse(&document, lines);
    let path = encode::inline(&source.path);
    let mut answer = Vec::new();
    for node in selector.find(&tree) {
        let start = tree.text().position(node.span().start());
        write!(answer, "{path}:{}: ", start.line).expect("internal error: writing to memory cannot fail");
        write_node(&mut answer, node, palette).expect("internal error: writing to memory cannot fail");
        answer.push(b'\n');
    }
    Ok(answer)
}

/// The selector with a caret under its mistake.
fn mistake(selector: &str, error: &SelectorError) -> Failure {
    let column = selector[..error.span.start()].chars().count() + 1;
    Failure::Usage {
        message: format!("in the selector, at character {column}: {}", error.message),
        hint: error.help.clone(),
    }
}
