//! `tickmark query`: the nodes that a selector finds.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tickmark::batch::in_order;
use tickmark::grammar::{self, Lines};
use tickmark::input::{Input, WalkOptions, collect};
use tickmark::output::{Palette, Role, encode, write_node};
use tickmark::selector::{Selector, SelectorError};
use tickmark::submission::Document;
use tickmark::tree::{DocumentTree, Kind};

use crate::args::QueryArgs;
use crate::document::{self, Choice, Item};
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
    let inputs = inputs(&args.paths, &options);
    let palette = terminal.palette();
    let work = |(input, choice): &(Input, Choice)| answer(input, choice, &selector, args.files.max_file_size, palette);
    let (is_found, is_complete) = print(&inputs, work)?;
    Ok(ExitCode::from(match (is_complete, is_found) {
        (false, _) => 2,
        (true, true) => 0,
        (true, false) => 1,
    }))
}

/// What the paths lead to, and what of it is meant. Files named with something in them stand after the others.
fn inputs(paths: &[PathBuf], options: &WalkOptions) -> Vec<(Input, Choice)> {
    let (whole, parts): (Vec<_>, Vec<_>) = paths.iter().map(|path| Choice::of(path)).partition(Choice::is_whole);
    let paths: Vec<PathBuf> = whole.into_iter().map(|choice| choice.path).collect();
    let all = |input| (input, Choice::of(Path::new("")));
    let whole = if paths.is_empty() { Vec::new() } else { collect(&paths, options) };
    let parts = parts.into_iter().flat_map(|choice| {
        let inputs = collect(std::slice::from_ref(&choice.path), options);
        inputs.into_iter().map(move |input| (input, choice.clone()))
    });
    whole.into_iter().map(all).chain(parts).collect()
}

/// Prints the answers in the order of the inputs; tells whether any node was found and whether every input was read.
fn print(inputs: &[(Input, Choice)], work: impl Fn(&(Input, Choice)) -> Answer + Sync) -> io::Result<(bool, bool)> {
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

fn answer(input: &Input, choice: &Choice, selector: &Selector, size_limit: u64, palette: Palette) -> Answer {
    let source = match input {
        Input::Source(source) => source,
        Input::Skipped { .. } => return Answer::default(),
        Input::Failed { path, reason } => {
            return Answer { unread: vec![(path.clone(), reason.clone())], ..Answer::default() };
        }
    };
    let mut answer = Answer::default();
    let mut is_met = false;
    for item in choice.clone().items(source, size_limit) {
        is_met = true;
        match item {
            Ok(Item::Document(document)) => answer.find_in(&document, selector, palette),
            Ok(Item::Submission(submission)) => {
                let envelope = grammar::envelope(&submission);
                answer.find(&submission.path, None, &envelope, selector, palette, &[Kind::Document]);
                let documents = (0..submission.entries.len()).filter_map(|index| document::part(&submission, index));
                documents.for_each(|document| answer.find_in(&document, selector, palette));
            }
            Err(unread) => answer.unread.push(unread),
        }
    }
    if !is_met && !choice.is_whole() {
        answer
            .unread
            .push((source.path.clone(), format!("nothing in it has this name; it holds {}", document::names(source))));
    }
    answer
}

fn parse(document: &Document, selector: &Selector) -> DocumentTree {
    let lines = if selector.needs_lines() { Lines::Built } else { Lines::Skipped };
    grammar::parse(document, lines)
}

impl Answer {
    /// Adds the nodes that a selector finds in a document.
    fn find_in(&mut self, document: &Document, selector: &Selector, palette: Palette) {
        let (tree, name) = (parse(document, selector), document.name());
        // The submission itself was asked already, unless the document alone is meant.
        let elsewhere = [Kind::Submission, Kind::Filer];
        self.find(&document.path, name.as_deref(), &tree, selector, palette, &elsewhere);
    }

    /// Adds the nodes that a selector finds in a tree. Nodes of the kinds in `elsewhere` are told of another tree.
    fn find(
        &mut self,
        path: &str,
        document: Option<&str>,
        tree: &DocumentTree,
        selector: &Selector,
        palette: Palette,
        elsewhere: &[Kind],
    ) {
        let path = encode::inline(path);
        let document = document.map(|name| format!("  [{}]", encode::inline(name))).unwrap_or_default();
        let document = palette.paint(Role::Faint, &document);
        for node in selector.find(tree).into_iter().filter(|node| !elsewhere.contains(&node.kind())) {
            let start = tree.text().position(node.span().start());
            write!(self.lines, "{path}:{}: ", start.line).expect("internal error: writing to memory cannot fail");
            write_node(&mut self.lines, node, palette).expect("internal error: writing to memory cannot fail");
            writeln!(self.lines, "{document}").expect("internal error: writing to memory cannot fail");
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
