//! What can be typed to write, test and debug rules.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

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
    /// The file, or something in it as findings name it: 'filings.zip » a.txt » document 2'; - is standard input
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

#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// The rule's identity: pack/name, such as house/dated-line
    #[arg(value_name = "RULE")]
    pub(crate) rule: String,
    /// The folder of rules that the pack's folder lies in
    #[arg(long, value_name = "FOLDER", default_value = "rules")]
    pub(crate) folder: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The project's folder
    #[arg(value_name = "FOLDER", default_value = ".")]
    pub(crate) folder: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// What to print: a JSON Schema, or the reference of node kinds as text
    #[arg(value_name = "WHAT", value_enum, default_value_t)]
    pub(crate) of: SchemaOf,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum SchemaOf {
    /// The JSON Schema of a rule file
    #[default]
    Rule,
    /// The JSON Schema of tickmark.yaml
    Config,
    /// The JSON Schema of the report that check --format json writes
    Report,
    /// The node kinds, with their attributes
    Nodes,
}
