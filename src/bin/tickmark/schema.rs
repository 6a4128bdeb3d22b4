//! `tickmark schema`: the shapes of what is read and written, and the reference of node kinds.

use std::io::Write;
use std::process::ExitCode;

use tickmark::output::{write_config_schema, write_nodes, write_report_schema, write_rule_schema};

use crate::args::{SchemaArgs, SchemaOf};
use crate::failure::Failure;
use crate::terminal::{self, Terminal};

pub(crate) fn run(args: &SchemaArgs, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let mut out = terminal::stdout();
    match args.of {
        SchemaOf::Rule => write_rule_schema(&mut out)?,
        SchemaOf::Config => write_config_schema(&mut out)?,
        SchemaOf::Report => write_report_schema(&mut out)?,
        SchemaOf::Nodes => write_nodes(&mut out, terminal.palette())?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
