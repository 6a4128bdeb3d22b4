//! `tickmark man`: the manual page, in roff.

use std::io::Write;
use std::process::ExitCode;

use clap::CommandFactory;
use clap_mangen::Man;

use crate::args::Cli;
use crate::failure::Failure;
use crate::terminal;

pub(crate) fn run() -> Result<ExitCode, Failure> {
    let mut out = terminal::stdout();
    Man::new(Cli::command()).render(&mut out)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
