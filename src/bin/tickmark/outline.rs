//! `tickmark outline`: the document tree of a file.

use std::io::Write;
use std::process::ExitCode;

use tickmark::grammar::{self, Lines};
use tickmark::output::{write_outline_json, write_outline_text};

use crate::args::{OutlineArgs, OutlineFormat};
use crate::document;
use crate::failure::Failure;
use crate::terminal::{self, Terminal};

pub(crate) fn run(args: &OutlineArgs, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let document = document::read(&args.file)?;
    let tree = grammar::parse(&document, Lines::Skipped);
    let mut out = terminal::stdout();
    match args.format {
        OutlineFormat::Text => write_outline_text(&mut out, &tree, terminal.palette())?,
        OutlineFormat::Json => write_outline_json(&mut out, &tree)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
