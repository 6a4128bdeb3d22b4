//! The rules of a run: their files, and which of them were asked for.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tickmark::input::inspect::CHECKS;
use tickmark::input::{reason, shown_path};
use tickmark::rule::{Rule, RuleSet, RuleSource};
use tickmark::suggest::did_you_mean;

use crate::args::{RuleArgs, SelectionArgs, TestArgs};
use crate::failure::Failure;
use crate::project::Project;

/// Folders inside one another that a folder of rules may have.
const DEPTH: usize = 16;

/// Loads every rule that the configuration and the command line know, as the configuration sets them.
pub(crate) fn load(args: &RuleArgs) -> Result<RuleSet, Failure> {
    let project = Project::load(args)?;
    project.rules_as(&project.effective(&[]))
}

/// Loads the rules that are to be tested, as their files say: those in the files and folders that are named, the rules and packs
/// that are named; where nothing is, those of the project, or the built-in ones where it has none.
pub(crate) fn to_test(args: &TestArgs) -> Result<RuleSet, Failure> {
    let (paths, names): (Vec<PathBuf>, Vec<PathBuf>) = args.words.iter().cloned().partition(|word| word.exists());
    let names: Vec<String> = names.iter().map(|name| shown_path(name)).collect();
    let mut given = Vec::new();
    for path in &paths {
        given.extend(read_all(path)?);
    }
    if names.is_empty() && !paths.is_empty() && !args.builtin {
        return Ok(RuleSet::load(&given)?);
    }
    let mut known = args.rules.clone();
    known.rules.extend(paths);
    let mut rules = Project::load(&known)?.rules;
    if let Some(name) = names.iter().find(|name| !rules.rules().iter().any(|rule| rule.is_meant_by(name))) {
        return Err(Failure::Usage {
            message: format!("no rule file, folder, rule or pack `{name}`"),
            hint: suggestion(&rules, name),
        });
    }
    let builtin: BTreeSet<String> = RuleSet::builtin()?.rules().iter().map(|rule| rule.id().to_string()).collect();
    let is_builtin = |rule: &Rule| builtin.contains(rule.id().as_str());
    let takes_all = args.words.is_empty() && rules.rules().iter().all(is_builtin);
    rules.retain(|rule| match is_builtin(rule) {
        true => takes_all || args.builtin || names.iter().any(|name| rule.is_meant_by(name)),
        false => {
            let is_given = given.iter().any(|source| source.name == rule.file());
            args.words.is_empty() || is_given || names.iter().any(|name| rule.is_meant_by(name))
        }
    });
    Ok(rules)
}

/// Reads the rule files that a path means.
fn read_all(path: &Path) -> Result<Vec<RuleSource>, Failure> {
    let files = rule_files(path)?;
    if files.is_empty() {
        return Err(Failure::usage(format!("no rule files (*.yaml) in {}", shown_path(path))));
    }
    files.iter().map(|file| read(file)).collect()
}

/// The rule of an identity.
pub(crate) fn find<'r>(rules: &'r RuleSet, id: &str) -> Result<&'r Rule, Failure> {
    rules.get(id).ok_or_else(|| match CHECKS.iter().any(|check| check.id == id) {
        true => Failure::usage(format!("`{id}` is built in code; tickmark explain {id} tells of it")),
        false => Failure::Usage {
            message: format!("no rule `{id}`"),
            hint: suggestion(rules, id).or_else(|| Some("tickmark rules lists them".into())),
        },
    })
}

impl SelectionArgs {
    /// Whether a rule runs. `is_on` is what the configuration says; a rule that is asked for by a flag runs nevertheless.
    pub(crate) fn keeps(&self, is_meant_by: &dyn Fn(&str) -> bool, is_on: bool) -> bool {
        let is_asked = match self.select.as_slice() {
            [] => is_on,
            words => words.iter().any(|word| is_meant_by(word)),
        };
        is_asked && !self.ignore.iter().any(|word| is_meant_by(word))
    }

    /// Refuses words that mean no rule.
    pub(crate) fn reject_unknown(&self, rules: &RuleSet) -> Result<(), Failure> {
        self.select.iter().chain(&self.ignore).try_for_each(|word| reject_unknown(rules, word))
    }
}

/// The suggestion for a misspelt rule.
pub(crate) fn suggestion(rules: &RuleSet, word: &str) -> Option<String> {
    let ids = rules.rules().iter().map(|rule| rule.id().as_str());
    let packs = rules.rules().iter().map(|rule| rule.id().pack());
    let checks = CHECKS.iter().map(|check| check.id);
    let known: Vec<&str> = ids.chain(checks).chain(packs).collect();
    did_you_mean(word, known.iter().copied()).or_else(|| {
        // The name alone, without its pack.
        let named = known.iter().find(|id| id.split_once('/').is_some_and(|(_, name)| name == word));
        named.map(|id| format!("did you mean `{id}`?"))
    })
}

pub(crate) fn reject_unknown(rules: &RuleSet, word: &str) -> Result<(), Failure> {
    let is_known =
        rules.rules().iter().any(|rule| rule.is_meant_by(word)) || CHECKS.iter().any(|check| check.is_meant_by(word));
    if is_known {
        return Ok(());
    }
    Err(Failure::Usage {
        message: format!("no rule or pack `{word}`"),
        hint: suggestion(rules, word).or_else(|| Some("tickmark rules lists them".into())),
    })
}

/// The rule files that a path means: itself, or the YAML files below it in the order of their paths.
pub(crate) fn rule_files(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    let metadata = fs::metadata(path).map_err(|error| unreadable(path, reason(&error)))?;
    if metadata.is_dir() {
        descend(path, DEPTH, &mut files)?;
        files.sort();
    } else if metadata.is_file() {
        files.push(path.to_owned());
    } else {
        return Err(unreadable(path, "not a regular file".into()));
    }
    Ok(files)
}

fn descend(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if depth == 0 {
        return Err(unreadable(folder, format!("folders nested more than {DEPTH} deep")));
    }
    let failed = |error| unreadable(folder, reason(&error));
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(failed)?);
        if kind.is_dir() {
            descend(&path, depth - 1, files)?;
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
            files.push(path);
        }
    }
    Ok(())
}

/// Reads a YAML file.
pub(crate) fn read(path: &Path) -> Result<RuleSource, Failure> {
    let bytes = fs::read(path).map_err(|error| unreadable(path, reason(&error)))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        unreadable(path, format!("not UTF-8: the byte at offset {offset}"))
    })?;
    Ok(RuleSource { name: shown_path(path), text: text.into() })
}

fn unreadable(path: &Path, reason: String) -> Failure {
    Failure::Unreadable { path: shown_path(path), reason }
}
