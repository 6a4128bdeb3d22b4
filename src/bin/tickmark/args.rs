//! What can be typed on the command line. Nothing is read or decided here.

mod changes;
mod workshop;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::{BoolishValueParser, PossibleValue, PossibleValuesParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use tickmark::finding::{FailOn, Severity};
use tickmark::input::{MAX_SIZE_LIMIT, WalkOptions};
use tickmark::output::{FORMATS, Shown, Verbosity};
use tickmark::suggest::did_you_mean;

use crate::failure::Failure;
use crate::project::Project;
use crate::terminal::Terminal;
use crate::{baseline, check, completions, explain, fix, man, outline, query, rules, scaffold, schema, test, why};

pub(crate) use changes::{BaselineAction, BaselineArgs, FixArgs};
pub(crate) use workshop::{InitArgs, NewArgs, SchemaArgs, SchemaOf, TestArgs, WhyArgs};

/// Checks legal exhibits against invariants written in YAML.
#[derive(Debug, Parser)]
#[command(name = "tickmark", version, about, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 all checked and nothing found; 1 something found; 2 not everything was checked.\n\
    Most flags can be set in the environment, too: TICKMARK_FAIL_ON=warning, TICKMARK_ISOLATED=yes."
)]
pub(crate) struct Cli {
    /// When to use colours [environment: NO_COLOR, FORCE_COLOR]
    #[arg(long, global = true, value_enum, default_value_t, help_heading = "Output", value_name = "WHEN")]
    pub(crate) color: Color,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check exhibits: files, folders, or - for standard input
    Check(CheckArgs),
    /// Mend what can be mended without changing what a document says
    Fix(FixArgs),
    /// Show the document tree of a file
    Outline(OutlineArgs),
    /// Find nodes with a selector
    Query(QueryArgs),
    /// List the rules, or print one as YAML
    Rules(RulesArgs),
    /// Explain a rule
    Explain(ExplainArgs),
    /// Run the test cases of rules
    Test(TestArgs),
    /// Show how a rule came to its outcome on a file
    Why(WhyArgs),
    /// Write a rule file to start from
    New(NewArgs),
    /// Write a configuration and an example of a rule
    Init(InitArgs),
    /// Print the shape of rules, configuration or report, or the node kinds
    Schema(SchemaArgs),
    /// Record the findings that are there, so that only new ones are told
    Baseline(BaselineArgs),
    /// Print completions for a shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man,
}

/// Runs the command that was typed.
pub(crate) fn run(cli: &Cli, terminal: &Terminal) -> Result<ExitCode, Failure> {
    match &cli.command {
        Command::Check(args) => check::run(args, terminal),
        Command::Fix(args) => fix::run(args),
        Command::Outline(args) => outline::run(args, terminal),
        Command::Query(args) => query::run(args, terminal),
        Command::Rules(args) => rules::run(args, terminal),
        Command::Explain(args) => explain::run(args, terminal),
        Command::Test(args) => test::run(args, terminal),
        Command::Why(args) => why::run(args, terminal),
        Command::New(args) => scaffold::new(args),
        Command::Init(args) => scaffold::init(args),
        Command::Schema(args) => schema::run(args, terminal),
        Command::Baseline(args) => baseline::run(args),
        Command::Completions(args) => completions::run(args),
        Command::Man => man::run(),
    }
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Files and folders; - is standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    #[command(flatten)]
    pub(crate) files: FileArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// Check only what was changed since a revision, by git [default: HEAD]
    #[arg(long, help_heading = "Files", value_name = "REF", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "HEAD")]
    pub(crate) changed: Option<String>,
    /// Write a further report to a file (repeatable)
    #[arg(long = "output", help_heading = "Output", value_name = "FORMAT=PATH", value_parser = parse_report_file)]
    pub(crate) reports: Vec<ReportFile>,
    /// Print the settings in effect, each with the place that it comes from, and check nothing
    #[arg(long, help_heading = "Rules")]
    pub(crate) show_config: bool,
    /// Hide the findings that this baseline knows (see `tickmark baseline`)
    #[arg(long, help_heading = "Rules", value_name = "FILE", env = "TICKMARK_BASELINE", hide_env = true)]
    pub(crate) baseline: Option<PathBuf>,
    /// Let no waiver hold
    #[arg(long, help_heading = "Rules", env = "TICKMARK_NO_WAIVERS", hide_env = true, value_parser = boolean())]
    pub(crate) no_waivers: bool,
    /// The least severity that makes the exit code 1 [default: error]
    #[arg(long, value_enum, help_heading = "Control", value_name = "SEVERITY")]
    #[arg(env = "TICKMARK_FAIL_ON", hide_env = true)]
    pub(crate) fail_on: Option<FailOnArg>,
    /// Accept that there is nothing to check
    #[arg(long, help_heading = "Control", env = "TICKMARK_ALLOW_EMPTY", hide_env = true, value_parser = boolean())]
    pub(crate) allow_empty: bool,
    /// The number of threads; 0 means one a core
    #[arg(short, long, default_value_t = 0, help_heading = "Control", value_name = "N")]
    #[arg(env = "TICKMARK_JOBS", hide_env = true)]
    pub(crate) jobs: usize,
}

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Rules")]
pub(crate) struct RuleArgs {
    /// Read more rules from a file or folder of YAML files (repeatable)
    #[arg(long, value_name = "PATH", env = "TICKMARK_RULES", hide_env = true)]
    pub(crate) rules: Vec<PathBuf>,
    /// Use this configuration file instead of the project's tickmark.yaml
    #[arg(long, value_name = "FILE", env = "TICKMARK_CONFIG", hide_env = true)]
    pub(crate) config: Option<PathBuf>,
    /// Use no configuration file
    #[arg(long, env = "TICKMARK_ISOLATED", hide_env = true, value_parser = boolean())]
    pub(crate) isolated: bool,
}

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Rules")]
pub(crate) struct SelectionArgs {
    /// Run only these rules: identities, packs, or all
    #[arg(long, value_name = "RULE,…", value_delimiter = ',', env = "TICKMARK_SELECT", hide_env = true)]
    pub(crate) select: Vec<String>,
    /// Leave these rules out: identities or packs
    #[arg(long, value_name = "RULE,…", value_delimiter = ',', env = "TICKMARK_IGNORE", hide_env = true)]
    pub(crate) ignore: Vec<String>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Files")]
pub(crate) struct FileArgs {
    /// The path that reports give to standard input
    #[arg(long, value_name = "PATH")]
    pub(crate) stdin_filename: Option<String>,
    /// Follow links inside folders
    #[arg(long, env = "TICKMARK_FOLLOW", hide_env = true, value_parser = boolean())]
    pub(crate) follow: bool,
    /// Pass over what the configuration excludes also where it is named on the command line
    #[arg(long, env = "TICKMARK_FORCE_EXCLUDE", hide_env = true, value_parser = boolean())]
    pub(crate) force_exclude: bool,
    /// Do not check files over this size
    #[arg(long, value_name = "SIZE", value_parser = parse_size, default_value = "64MiB")]
    #[arg(env = "TICKMARK_MAX_FILE_SIZE", hide_env = true)]
    pub(crate) max_file_size: u64,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// The report's format
    #[arg(short, long, default_value = FORMATS[0].name, value_name = "FORMAT", value_parser = formats())]
    #[arg(env = "TICKMARK_FORMAT", hide_env = true)]
    pub(crate) format: String,
    /// Show findings alone, or the outcome of every rule (audit evidence)
    #[arg(long, value_enum, default_value_t, value_name = "WHAT")]
    pub(crate) report: ReportArg,
    /// Print findings alone, without a summary
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Leave nothing out: every finding, every file that was passed over
    #[arg(short, long)]
    pub(crate) verbose: bool,
    /// End with a table of what each rule did
    #[arg(long)]
    pub(crate) statistics: bool,
    /// Show the time taken, also when the output is no terminal
    #[arg(long)]
    pub(crate) timing: bool,
}

#[derive(Debug, Args)]
pub(crate) struct OutlineArgs {
    /// The file, or something in it as findings name it: 'filings.zip » a.txt » document 2'; - is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The outline's format
    #[arg(short, long, value_enum, default_value_t)]
    pub(crate) format: OutlineFormat,
}

#[derive(Debug, Args)]
pub(crate) struct QueryArgs {
    /// The selector: schedule[label=A-2] portfolio
    #[arg(value_name = "SELECTOR")]
    pub(crate) selector: String,
    /// Files and folders, or something in a file as findings name it; - is standard input
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) files: FileArgs,
}

#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
    /// Print this rule as YAML: a starting point for one's own
    #[arg(long, value_name = "RULE")]
    pub(crate) show: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The rule: pack/name
    #[arg(value_name = "RULE")]
    pub(crate) rule: String,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
}

/// A report that goes to a file.
#[derive(Clone, Debug)]
pub(crate) struct ReportFile {
    pub(crate) format: String,
    pub(crate) path: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: Shell,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum OutlineFormat {
    #[default]
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum ReportArg {
    #[default]
    Findings,
    All,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum FailOnArg {
    Error,
    Warning,
    Info,
    Never,
}

impl From<FailOnArg> for FailOn {
    fn from(argument: FailOnArg) -> Self {
        match argument {
            FailOnArg::Error => Self::Severity(Severity::Error),
            FailOnArg::Warning => Self::Severity(Severity::Warning),
            FailOnArg::Info => Self::Severity(Severity::Info),
            FailOnArg::Never => Self::Never,
        }
    }
}

impl From<ReportArg> for Shown {
    fn from(argument: ReportArg) -> Self {
        match argument {
            ReportArg::Findings => Self::Findings,
            ReportArg::All => Self::All,
        }
    }
}

impl CheckArgs {
    /// The least severity that fails the run: of the flag or the environment, else of the configuration.
    pub(crate) fn fail_on(&self, project: &Project) -> FailOn {
        let configured = project.config.file.fail_on.as_ref().map(|given| given.value);
        self.fail_on.map(FailOn::from).or(configured).unwrap_or(FailOn::Severity(Severity::Error))
    }
}

impl FileArgs {
    /// How paths are turned into inputs in a project.
    pub(crate) fn walk_options(&self, project: &Project) -> WalkOptions {
        WalkOptions {
            follow: self.follow,
            stdin_path: self.stdin_filename.clone(),
            exclude: project.exclude(),
            root: project.root.clone(),
            force_exclude: self.force_exclude,
        }
    }
}

impl OutputArgs {
    /// How much is to be shown.
    pub(crate) fn verbosity(&self) -> Verbosity {
        match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        }
    }
}

/// How the environment says yes and no: 1, true, yes, on; 0, false, no, off.
fn boolean() -> BoolishValueParser {
    BoolishValueParser::new()
}

/// The report formats, with their help.
fn formats() -> PossibleValuesParser {
    FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.doc)).collect::<Vec<_>>().into()
}

/// Reads `FORMAT=PATH`.
fn parse_report_file(text: &str) -> Result<ReportFile, String> {
    let names = FORMATS.iter().map(|format| format.name);
    let known = names.clone().collect::<Vec<_>>().join(", ");
    let Some((format, path)) = text.split_once('=').filter(|(_, path)| !path.is_empty()) else {
        return Err(format!("write FORMAT=PATH; formats: {known}"));
    };
    if names.clone().any(|name| name == format) {
        return Ok(ReportFile { format: format.to_owned(), path: path.into() });
    }
    let hint = did_you_mean(format, names).unwrap_or(format!("formats: {known}"));
    Err(format!("no format `{format}`; {hint}"))
}

/// Reads a size in bytes: `500KB`, `64MiB`, `1G`, `4096`. Every unit is binary.
fn parse_size(text: &str) -> Result<u64, String> {
    let digits = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let shift = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 10,
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        _ => return Err(format!("no unit `{}`; write a size such as 64MiB", unit.trim())),
    };
    let number: u64 = number.parse().map_err(|_| "write a size such as 64MiB".to_owned())?;
    number
        .checked_mul(1 << shift)
        .filter(|size| (1..=MAX_SIZE_LIMIT).contains(size))
        .ok_or_else(|| format!("must lie between 1 and {MAX_SIZE_LIMIT} bytes (1GiB)"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use tickmark::input::DEFAULT_SIZE_LIMIT;

    use super::{Cli, parse_size};

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(parse_size("64MiB"), Ok(DEFAULT_SIZE_LIMIT));
        assert_eq!(parse_size("4096"), Ok(4096));
        assert_eq!(parse_size("1 g"), Ok(1 << 30));
        for wrong in ["", "MiB", "0", "2GiB", "64 boxes", "99999999999999999999"] {
            assert!(parse_size(wrong).is_err(), "{wrong}");
        }
    }
}
