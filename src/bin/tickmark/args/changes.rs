//! The arguments of the commands that write files: `fix` and `baseline`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{FileArgs, RuleArgs, SelectionArgs};

#[derive(Debug, Args)]
pub(crate) struct FixArgs {
    /// Files and folders; - mends standard input to standard output
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Show what would be changed, and change nothing; exit with 1 where something would
    #[arg(long)]
    pub(crate) diff: bool,
    /// Also make the fixes that a person should look at
    #[arg(long)]
    pub(crate) review: bool,
    /// Make only the fixes of these rules: identities or packs
    #[arg(long, value_name = "RULE,…", value_delimiter = ',')]
    pub(crate) rule: Vec<String>,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
    #[command(flatten)]
    pub(crate) files: FileArgs,
}

#[derive(Debug, Args)]
pub(crate) struct BaselineArgs {
    /// What to do
    #[arg(value_enum, value_name = "ACTION")]
    pub(crate) action: BaselineAction,
    /// Files and folders
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// The baseline's file [default: that of the configuration, else tickmark-baseline.json at the root]
    #[arg(long, value_name = "FILE", env = "TICKMARK_BASELINE", hide_env = true)]
    pub(crate) baseline: Option<PathBuf>,
    /// Let `update` take in new findings
    #[arg(long)]
    pub(crate) accept_new: bool,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    #[command(flatten)]
    pub(crate) files: FileArgs,
}

/// What is done with a baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum BaselineAction {
    /// Write a new baseline of all findings
    Create,
    /// Take in what changed; new findings only with --accept-new
    Update,
    /// Drop what is mended; never add
    Prune,
}
