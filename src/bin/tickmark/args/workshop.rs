//! What can be typed to write, test and debug rules.

use std::path::PathBuf;

use clap::Args;

use super::RuleArgs;

#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    /// Rule files, folders of them, rules or packs [default: the project's own rules; without any, the built-in ones]
    #[arg(value_name = "RULES")]
    pub(crate) words: Vec<PathBuf>,
    /// Test the built-in rules as well
    #[arg(long)]
    pub(crate) builtin: bool,
    /// Fail where a rule lacks a case that fails, one that passes or one that is skipped
    #[arg(long)]
    pub(crate) require_tests: bool,
    /// Negate and remove each assertion in turn, and fail where no case notices
    #[arg(long)]
    pub(crate) mutate: bool,
    /// Print what is wrong alone
    #[arg(short, long)]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
}

#[derive(Debug, Args)]
pub(crate) struct WhyArgs {
    /// The rule: pack/name
    #[arg(value_name = "RULE")]
    pub(crate) rule: String,
    /// The file; - is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Show the nodes that start on this line alone
    #[arg(long, value_name = "N", conflicts_with = "all")]
    pub(crate) line: Option<usize>,
    /// Show every node that the rule looked at
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
}
