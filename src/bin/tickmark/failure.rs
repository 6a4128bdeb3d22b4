//! Why a command could not do its work, and how the user is told.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use thiserror::Error;
use tickmark::finding::Severity;
use tickmark::input::reason;
use tickmark::output::{Role, encode, format_count, plural, write_problems};
use tickmark::rule::RuleProblems;

use crate::terminal::Terminal;

/// The exit code of a process whose reader went away: 128 and the number of SIGPIPE.
const CLOSED_PIPE: u8 = 141;
/// The exit code where nothing, or not everything, was done.
const INCOMPLETE: u8 = 2;

/// Why a command could not do its work.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// What was typed cannot be meant. The user's fault.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What could have been meant.
        hint: Option<String>,
    },
    /// A file of the user's cannot be read.
    #[error("cannot read {path}: {reason}")]
    Unreadable {
        /// The path as given.
        path: String,
        /// Why.
        reason: String,
    },
    /// Rule files have mistakes. The rule author's fault.
    #[error("{0}")]
    Rules(#[from] RuleProblems),
    /// A file cannot be written.
    #[error("cannot write {path}: {reason}")]
    Unwritable {
        /// The path as given.
        path: String,
        /// Why.
        reason: String,
    },
    /// The user, or who started the process, ended it.
    #[error("interrupted: {} of {} done", format_count(*.done), plural(*.total, "file"))]
    Interrupted {
        /// The exit code.
        code: u8,
        /// The files that were gone through.
        done: usize,
        /// The files that there are.
        total: usize,
    },
    /// The report could not be written.
    #[error("cannot write to standard output: {}", reason(.0))]
    Output(#[from] io::Error),
}

impl Failure {
    /// A mistake of the user's without a suggestion.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: None }
    }

    /// Tells the user on standard error, and gives the exit code.
    pub(crate) fn report(&self, terminal: &Terminal) -> ExitCode {
        let code = match self {
            Self::Output(error) if error.kind() == ErrorKind::BrokenPipe => return ExitCode::from(CLOSED_PIPE),
            Self::Interrupted { code, .. } => ExitCode::from(*code),
            _ => ExitCode::from(INCOMPLETE),
        };
        let palette = terminal.error_palette();
        let mut stderr = io::stderr().lock();
        let written = match self {
            Self::Rules(problems) => write_problems(&mut stderr, problems, palette),
            Self::Interrupted { .. } => writeln!(stderr, "{self}"),
            _ => {
                let error = palette.paint(Role::Severity(Severity::Error), "error");
                writeln!(stderr, "{error}: {}", encode::inline(&self.to_string()))
            }
        };
        if let Self::Usage { hint: Some(hint), .. } = self {
            let help = palette.paint(Role::Help, "help:");
            // Where standard error is gone, the exit code alone must tell.
            let _ = writeln!(stderr, "  {help} {}", encode::inline(hint));
        }
        let _ = written;
        code
    }
}
