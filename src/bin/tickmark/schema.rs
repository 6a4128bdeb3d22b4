//! `tickmark schema`: the reference of node kinds and attributes.

use std::io::Write;
use std::process::ExitCode;

use tickmark::output::write_nodes;

use crate::args::SchemaArgs;
use crate::failure::Failure;
use crate::terminal::{self, Terminal};

pub(crate) fn run(_args: &SchemaArgs, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let mut out = terminal::stdout();
    write_nodes(&mut out, terminal.palette())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
