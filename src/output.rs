//! Reports: one format a file. A format shows what a run found; it decides nothing, and never the exit code.
//!
//! Text of documents, file names and rules is untrusted: it passes through [`encode`] on its way to a terminal and through
//! the JSON string encoder on its way to a JSON report.

mod concise;
#[cfg(feature = "cli")]
pub mod draw;
pub mod encode;
#[cfg(feature = "cli")]
mod full;
mod json;
mod nodes;
mod number;
mod outline;
mod page;
mod palette;
#[cfg(feature = "cli")]
mod problem;
mod schema;
mod summary;
mod trace;
mod trial;

use std::io::{self, Write};
use std::time::Duration;

use crate::finding::{InputReport, Summary};

pub use json::JsonFormatter;
pub use nodes::write_nodes;
pub use number::{bytes as format_bytes, grouped as format_count, plural};
pub use outline::{
    Contents, WriteTree, write_json_tree as write_outline_json, write_json_trees as write_outlines_json, write_node,
    write_text as write_outline_text,
};
pub use page::{Listed, write_check, write_list, write_rule};
pub use palette::{Palette, Role};
#[cfg(feature = "cli")]
pub use problem::{write_problem, write_problems};
#[cfg(feature = "cli")]
pub use schema::write_report_schema;
pub use schema::{write_config_schema, write_rule_schema};
pub use trace::{Nodes, write_trace};
pub use trial::{write_rule_result, write_survivors, write_uncovered, write_wrong_case};

/// Shows the inputs of a run one after the other, then its summary.
pub trait Formatter {
    /// Writes what stands before the first input.
    ///
    /// # Errors
    ///
    /// Errors of the writer; so for the other functions.
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()>;

    /// Writes one input. Inputs come in their order, and can be dropped afterwards.
    ///
    /// # Errors
    ///
    /// Errors of the writer.
    fn input(&mut self, out: &mut dyn Write, report: &InputReport) -> io::Result<()>;

    /// Writes what stands after the last input. `elapsed` is given where the time is to be shown.
    ///
    /// # Errors
    ///
    /// Errors of the writer.
    fn end(&mut self, out: &mut dyn Write, summary: &Summary, elapsed: Option<Duration>) -> io::Result<()>;
}

/// How much a text format shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Findings, and inputs that were not checked.
    Quiet,
    /// Also the summary; long lists are cut.
    #[default]
    Normal,
    /// Everything, also the inputs that were passed over.
    Verbose,
}

/// Which outcomes a report shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// Findings alone.
    #[default]
    Findings,
    /// Every outcome of every rule, passes and skips too: evidence for an audit.
    All,
}

/// What a formatter is made with.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Colours, or none.
    pub palette: Palette,
    /// How much is shown.
    pub verbosity: Verbosity,
    /// Which outcomes are shown.
    pub shown: Shown,
    /// Whether a table of all rules ends the report.
    pub statistics: bool,
    /// The paths of rules that are not built in, so that a hint to `explain` finds them.
    pub rule_paths: Vec<String>,
}

/// A report format.
pub struct Format {
    /// The name that the command line knows it by.
    pub name: &'static str,
    /// One line of help.
    pub doc: &'static str,
    /// Makes a formatter.
    pub make: fn(Options) -> Box<dyn Formatter>,
}

/// Every format; the first is the default.
pub const FORMATS: &[Format] = &[
    #[cfg(feature = "cli")]
    Format {
        name: "full",
        doc: "Each finding drawn on the page it stands on, with its evidence",
        make: |options| Box::new(full::FullFormatter::new(options)),
    },
    Format {
        name: "concise",
        doc: "One line a finding: path:line:column: severity[rule] message",
        make: |options| Box::new(concise::ConciseFormatter::new(options)),
    },
    Format {
        name: "json",
        doc: "One JSON document, for other tools",
        make: |options| Box::new(JsonFormatter::new(options)),
    },
];
