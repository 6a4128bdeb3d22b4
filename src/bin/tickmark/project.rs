//! The project that a command runs in: its root, its configuration, its rules.
//!
//! Rules come from what is built in, from the configuration at the root and from the command line; never from beside the
//! documents.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use tickmark::config::{Base, Config, ConfigFile, Effective, FILE_NAME, Given};
use tickmark::glob::{Patterns, Root};
use tickmark::input::inspect::CHECKS;
use tickmark::input::{reason, shown_path};
use tickmark::rule::{RuleProblem, RuleProblems, RuleSet, RuleSource, builtin};

use crate::args::RuleArgs;
use crate::failure::Failure;
use crate::ruleset;

/// How many files may build on one another.
const DEPTH: usize = 16;

/// The project that a command runs in.
pub(crate) struct Project {
    /// The folder that paths of the configuration are relative to, and the working directory.
    pub(crate) root: Root,
    /// The configuration file; `None` where there is none, or none is wanted.
    pub(crate) file: Option<String>,
    pub(crate) config: Config,
    /// Whether nothing that lies at the root is to be used.
    pub(crate) is_isolated: bool,
    /// The folder of each configuration file, by the file's name.
    folders: BTreeMap<String, PathBuf>,
    sources: Vec<RuleSource>,
    /// Every rule, as its file says.
    pub(crate) rules: RuleSet,
}

/// What is known of the configuration while its files are read.
#[derive(Default)]
struct Files {
    folders: BTreeMap<String, PathBuf>,
    files: Vec<ConfigFile>,
    problems: Vec<RuleProblem>,
}

impl Project {
    /// Finds and reads the configuration and all rules.
    pub(crate) fn load(args: &RuleArgs) -> Result<Self, Failure> {
        let working = env::current_dir().map_err(|error| unreadable(Path::new("."), reason(&error)))?;
        let (folder, found) = discover(&working);
        let file = args.config.clone().or(found).filter(|_| !args.isolated);
        let mut files = Files::default();
        if let Some(path) = &file {
            files.read(path, &mut Vec::new())?;
        }
        let folder = args.config.as_ref().filter(|_| !args.isolated).map_or(folder, |path| parent(&working.join(path)));
        let Files { folders, files, mut problems } = files;
        let config = Config::merge(files);
        let sources = sources(args, &config, &folders, &mut problems)?;
        let rules = checked(&config, &sources, problems)?;
        let root = Root { folder, working };
        let file = file.as_deref().map(shown_path);
        Ok(Self { root, file, config, is_isolated: args.isolated, folders, sources, rules })
    }

    /// What the configuration means where the given overrides apply.
    pub(crate) fn effective(&self, overrides: &[usize]) -> Effective {
        self.config.effective(&self.rules, &check_ids(), overrides)
    }

    /// Every rule, as grave and with the parameters that the configuration says.
    pub(crate) fn rules_as(&self, effective: &Effective) -> Result<RuleSet, Failure> {
        Ok(RuleSet::load_with(&self.sources, &effective.settings())?)
    }

    /// The path that a configuration file names, from the working directory.
    pub(crate) fn path(&self, given: &Given<String>) -> PathBuf {
        below(&self.folders, given)
    }

    /// A file at the project's root.
    pub(crate) fn beside_root(&self, name: &str) -> PathBuf {
        let up = self.root.working.strip_prefix(&self.root.folder).map(|below| below.components().count());
        up.map_or_else(|_| self.root.folder.join(name), |up| PathBuf::from("../".repeat(up)).join(name))
    }

    /// The patterns of what a walk passes over.
    pub(crate) fn exclude(&self) -> Patterns {
        let patterns = self.config.file.exclude.iter().map(|pattern| pattern.value.as_str());
        Patterns::new(patterns).expect("internal error: each pattern was checked when its file was read")
    }
}

impl Files {
    /// Reads a file after all those that it builds on. `open` are the files that are being read.
    fn read(&mut self, path: &Path, open: &mut Vec<PathBuf>) -> Result<(), Failure> {
        let source = ruleset::read(path)?;
        self.folders.insert(source.name.clone(), path.parent().unwrap_or(Path::new("")).to_owned());
        let file = match ConfigFile::parse(&source) {
            Ok(file) => file,
            Err(problems) => {
                self.problems.extend(problems);
                return Ok(());
            }
        };
        open.push(fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()));
        for base in file.extends.iter().flatten() {
            if let Base::File(named) = &base.value {
                let path = path.parent().unwrap_or(Path::new("")).join(named);
                self.read_base(base, &path, open)?;
            }
        }
        open.pop();
        self.files.push(file);
        Ok(())
    }

    fn read_base(&mut self, base: &Given<Base>, path: &Path, open: &mut Vec<PathBuf>) -> Result<(), Failure> {
        let canonical = match fs::canonicalize(path) {
            Ok(canonical) if canonical.is_file() => canonical,
            Ok(_) => {
                self.problems.push(base.place.problem("config/unreadable", "not a regular file"));
                return Ok(());
            }
            Err(error) => {
                let message = format!("cannot read {}: {}", shown_path(path), reason(&error));
                self.problems.push(base.place.problem("config/unreadable", message));
                return Ok(());
            }
        };
        if open.contains(&canonical) || open.len() >= DEPTH {
            let message = format!("{} builds on itself, or on more than {DEPTH} files", shown_path(path));
            self.problems.push(base.place.problem("config/cycle", message));
            return Ok(());
        }
        self.read(path, open)
    }
}

/// Every rule; all problems of the configuration and the rules at once where there are any.
fn checked(config: &Config, sources: &[RuleSource], mut problems: Vec<RuleProblem>) -> Result<RuleSet, RuleProblems> {
    match RuleSet::load(sources) {
        Ok(rules) => {
            problems.extend(config.problems(&rules, &check_ids()));
            if problems.is_empty() { Ok(rules) } else { Err(RuleProblems(problems)) }
        }
        Err(more) => {
            problems.extend(more.0);
            Err(RuleProblems(problems))
        }
    }
}

/// The project's root, and its configuration file where there is one.
///
/// The search goes up from the working directory to the folder that holds `.git`; outside of any repository it stays in the
/// working directory, so that nobody else's file is picked up.
fn discover(working: &Path) -> (PathBuf, Option<PathBuf>) {
    let repository = working.ancestors().position(|folder| folder.join(".git").exists());
    let candidates = working.ancestors().take(repository.unwrap_or(0) + 1);
    let mut up = PathBuf::new();
    for folder in candidates {
        if folder.join(FILE_NAME).is_file() {
            return (folder.to_owned(), Some(up.join(FILE_NAME)));
        }
        up.push("..");
    }
    let root = repository.and_then(|at| working.ancestors().nth(at)).unwrap_or(working);
    (root.to_owned(), None)
}

fn parent(path: &Path) -> PathBuf {
    path.parent().unwrap_or(path).to_owned()
}

/// The texts of all rule files: built in, of the configuration, of the command line.
fn sources(
    args: &RuleArgs,
    config: &Config,
    folders: &BTreeMap<String, PathBuf>,
    problems: &mut Vec<RuleProblem>,
) -> Result<Vec<RuleSource>, Failure> {
    let mut sources = builtin::rule_sources();
    let mut read = BTreeSet::new();
    for given in &config.file.rules_path {
        let path = below(folders, given);
        match ruleset::rule_files(&path) {
            Ok(files) if files.is_empty() => {
                let message = format!("no rule files (*.yaml) in {}", shown_path(&path));
                problems.push(given.place.problem("config/no-rules", message));
            }
            Ok(files) => add(&files, &mut read, &mut sources)?,
            Err(failure) => problems.push(given.place.problem("config/unreadable", failure.to_string())),
        }
    }
    for path in &args.rules {
        let files = ruleset::rule_files(path)?;
        if files.is_empty() {
            return Err(Failure::usage(format!("no rule files (*.yaml) in {}", shown_path(path))));
        }
        add(&files, &mut read, &mut sources)?;
    }
    Ok(sources)
}

/// Reads rule files; a file that two settings lead to is read once.
fn add(files: &[PathBuf], read: &mut BTreeSet<PathBuf>, sources: &mut Vec<RuleSource>) -> Result<(), Failure> {
    for file in files {
        if read.insert(fs::canonicalize(file).unwrap_or_else(|_| file.clone())) {
            sources.push(ruleset::read(file)?);
        }
    }
    Ok(())
}

fn below(folders: &BTreeMap<String, PathBuf>, given: &Given<String>) -> PathBuf {
    folders.get(given.place.file()).map_or_else(|| PathBuf::from(&given.value), |folder| folder.join(&given.value))
}

fn check_ids() -> Vec<&'static str> {
    CHECKS.iter().map(|check| check.id).collect()
}

fn unreadable(path: &Path, reason: String) -> Failure {
    Failure::Unreadable { path: shown_path(path), reason }
}
