//! `tickmark outline`: the document tree of a file, or of a submission with all of its documents.

use std::io::Write;
use std::process::ExitCode;

use tickmark::batch::Held;
use tickmark::grammar::{self, Lines};
use tickmark::output::{write_outline_json, write_outline_text};

use crate::args::{OutlineArgs, OutlineFormat};
use crate::document;
use crate::failure::Failure;
use crate::terminal::{self, Terminal};

pub(crate) fn run(args: &OutlineArgs, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let held = document::read(&args.file)?;
    let (tree, submission) = match &held {
        Held::Document(document) => (grammar::parse(document, Lines::Skipped), None),
        Held::Submission(submission) => (grammar::envelope(submission), Some(submission)),
    };
    let mut contents = |index| document::part_tree(submission?, index);
    let mut out = terminal::stdout();
    match args.format {
        OutlineFormat::Text => write_outline_text(&mut out, &tree, &mut contents, terminal.palette())?,
        OutlineFormat::Json => write_outline_json(&mut out, &tree, &mut contents)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
