//! The rules of a run: the built-in ones, those of the user, and which of them were asked for.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tickmark::input::inspect::{CHECKS, Check};
use tickmark::input::{reason, shown_path};
use tickmark::rule::builtin;
use tickmark::rule::{Rule, RuleSet, RuleSource};
use tickmark::suggest::did_you_mean;

use crate::args::{RuleArgs, SelectionArgs};
use crate::failure::Failure;

/// Folders inside one another that a folder of rules may have.
const DEPTH: usize = 16;

/// Loads the built-in rules and those that were given.
pub(crate) fn load(args: &RuleArgs) -> Result<RuleSet, Failure> {
    let mut sources = builtin::rule_sources();
    for path in &args.rules {
        sources.extend(read_all(path)?);
    }
    Ok(RuleSet::load(&sources)?)
}

/// Reads the rule files that a path means.
fn read_all(path: &Path) -> Result<Vec<RuleSource>, Failure> {
    let files = rule_files(path)?;
    if files.is_empty() {
        return Err(Failure::usage(format!("no rule files (*.yaml) in {}", shown_path(path))));
    }
    files.iter().map(|file| read(file)).collect()
}

/// Loads the rules that are to be tested: those in the given files and folders, and the built-in ones that are named.
pub(crate) fn to_test(words: &[PathBuf], builtin: bool) -> Result<RuleSet, Failure> {
    let (paths, names): (Vec<&PathBuf>, Vec<&PathBuf>) = words.iter().partition(|word| word.exists());
    let names: Vec<String> = names.into_iter().map(|name| shown_path(name)).collect();
    let mut sources = Vec::new();
    for path in &paths {
        sources.extend(read_all(path)?);
    }
    let is_all = builtin || words.is_empty();
    let given: BTreeSet<String> = sources.iter().map(|source| source.name.clone()).collect();
    if is_all || !names.is_empty() {
        sources.extend(builtin::rule_sources());
    }
    let mut rules = RuleSet::load(&sources)?;
    if let Some(name) = names.iter().find(|name| !rules.rules().iter().any(|rule| rule.is_meant_by(name))) {
        return Err(Failure::Usage {
            message: format!("no rule file, folder, rule or pack `{name}`"),
            hint: suggestion(&rules, name),
        });
    }
    rules.retain(|rule| is_all || given.contains(rule.file()) || names.iter().any(|name| rule.is_meant_by(name)));
    Ok(rules)
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

/// Keeps the rules and checks that were asked for.
pub(crate) fn select(rules: &mut RuleSet, args: &SelectionArgs) -> Result<Vec<&'static Check>, Failure> {
    for word in args.select.iter().chain(&args.ignore) {
        reject_unknown(rules, word)?;
    }
    let is_ignored = |meant: &dyn Fn(&str) -> bool| args.ignore.iter().any(|word| meant(word));
    let is_asked = |meant: &dyn Fn(&str) -> bool, is_default: bool| {
        args.select.is_empty() && is_default || args.select.iter().any(|word| meant(word))
    };
    let is_kept = |meant: &dyn Fn(&str) -> bool, is_default| is_asked(meant, is_default) && !is_ignored(meant);
    rules.retain(|rule| is_kept(&|word| rule.is_meant_by(word), rule.is_default()));
    let checks: Vec<&Check> =
        CHECKS.iter().copied().filter(|check| is_kept(&|word| check.is_meant_by(word), true)).collect();
    if rules.rules().is_empty() && !checks.iter().any(|check| check.is_about_input()) {
        return Err(Failure::usage("no rule is active; nothing was checked"));
    }
    Ok(checks)
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

fn reject_unknown(rules: &RuleSet, word: &str) -> Result<(), Failure> {
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
fn rule_files(path: &Path) -> Result<Vec<PathBuf>, Failure> {
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

fn read(path: &Path) -> Result<RuleSource, Failure> {
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
