//! The configuration of a project, `tickmark.yaml`: which rules run, how grave they are, and on which paths.
//!
//! One file is read at a time ([`ConfigFile::parse`]); whoever reads the files follows `extends` and hands all of them over, bases
//! first ([`Config::merge`]). What a later file says of a field takes the place of what an earlier one said of the same field; all
//! else is kept. Nothing here touches files.

mod file;
mod resolve;

use std::collections::BTreeMap;

use crate::finding::{FailOn, Severity};
use crate::rule::Place;

pub use file::{KEYS, OVERRIDE_KEYS, RULE_KEYS};
pub use resolve::{Effective, Ruling};

/// The name of the file that a project is configured by.
pub const FILE_NAME: &str = "tickmark.yaml";

/// A setting with its place.
#[derive(Clone, Debug)]
pub struct Given<T> {
    /// What was set.
    pub value: T,
    /// Where.
    pub place: Place,
}

/// What a configuration builds on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// The built-in rules that are on by default.
    Recommended,
    /// Every built-in rule.
    All,
    /// Another configuration file; the path is relative to the file that names it.
    File(String),
}

/// Whether a rule runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// It does not.
    Off,
    /// It does, as grave as it says itself.
    On,
    /// It does, and is this grave.
    Severity(Severity),
}

/// What a file changes in one rule, or in all rules of a pack.
#[derive(Clone, Debug)]
pub struct RuleChange {
    /// The identity, the pack, or `all`.
    pub word: Given<String>,
    /// Whether it runs.
    pub switch: Option<Given<Switch>>,
    /// Values of parameters.
    pub params: BTreeMap<String, Given<String>>,
}

/// Changes for some paths alone.
#[derive(Clone, Debug)]
pub struct Override {
    /// The patterns of the paths, relative to the project's root.
    pub paths: Vec<Given<String>>,
    patterns: crate::glob::Patterns,
    /// What is changed there.
    pub rules: Vec<RuleChange>,
}

/// What one configuration file says.
#[derive(Clone, Debug, Default)]
pub struct ConfigFile {
    /// What it builds on; `None` where the file does not say.
    pub extends: Option<Vec<Given<Base>>>,
    /// Rule files and folders of the house, relative to the file.
    pub rules_path: Vec<Given<String>>,
    /// Changes of rules.
    pub rules: Vec<RuleChange>,
    /// Changes for some paths.
    pub overrides: Vec<Override>,
    /// Patterns of paths that a walk passes over.
    pub exclude: Vec<Given<String>>,
    /// The least severity that fails a run.
    pub fail_on: Option<Given<FailOn>>,
    /// The file of waivers, relative to the file.
    pub waivers: Option<Given<String>>,
    /// The file of the baseline, relative to the file.
    pub baseline: Option<Given<String>>,
}

/// What all configuration files of a run say together.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The built-in rules that run before any change. Where no file says, [`Base::Recommended`] is meant.
    pub base: Option<Given<Base>>,
    /// Whether a file builds on nothing (`extends: []`): then no built-in rule runs that is not asked for.
    pub is_bare: bool,
    /// All else; later files after earlier ones.
    pub file: ConfigFile,
}

impl Switch {
    /// The name as configuration files write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::On => "on",
            Self::Severity(severity) => severity.name(),
        }
    }
}

impl Config {
    /// Puts files together, bases before those that build on them.
    pub fn merge(files: Vec<ConfigFile>) -> Self {
        let is_bare = |file: &ConfigFile| file.extends.as_ref().is_some_and(Vec::is_empty);
        let mut config = Self { is_bare: files.iter().any(is_bare), ..Self::default() };
        for next in files {
            let own = next.extends.into_iter().flatten().filter(|base| !matches!(base.value, Base::File(_)));
            for base in own {
                // All rules include the recommended ones.
                let is_wider = config.base.as_ref().is_none_or(|known| known.value != Base::All);
                if is_wider {
                    config.base = Some(base);
                }
            }
            let file = &mut config.file;
            file.rules_path.extend(next.rules_path);
            file.rules.extend(next.rules);
            file.overrides.extend(next.overrides);
            file.exclude.extend(next.exclude);
            file.fail_on = next.fail_on.or(file.fail_on.take());
            file.waivers = next.waivers.or(file.waivers.take());
            file.baseline = next.baseline.or(file.baseline.take());
        }
        config
    }

    /// The overrides that a path falls under, by their place in the order of the files. The path is relative to the root.
    pub fn overrides_for(&self, path: &str) -> Vec<usize> {
        let overrides = self.file.overrides.iter().enumerate();
        overrides.filter(|(_, change)| change.patterns.is_match(path)).map(|(at, _)| at).collect()
    }
}
