//! `--changed`: of the inputs, those that git sees as changed.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tickmark::input::{Content, Input, reason};

use crate::failure::Failure;

/// Keeps the inputs that were changed since a revision, files that git does not know yet among them.
///
/// What could not be read stays: it is no less asked for. Standard input has no history, and stays.
pub(crate) fn retain(inputs: &mut Vec<Input>, revision: &str) -> Result<(), Failure> {
    let changed = changed(revision)?;
    inputs.retain(|input| match input {
        Input::Source(source) => match &source.content {
            Content::File(path) => fs::canonicalize(path).map_or(true, |path| changed.contains(&path)),
            Content::Stdin | Content::Memory(_) => true,
        },
        Input::Skipped { .. } => false,
        Input::Failed { .. } => true,
    });
    Ok(())
}

/// The files that differ from the revision, and those that are new.
fn changed(revision: &str) -> Result<BTreeSet<PathBuf>, Failure> {
    let top = git(&["rev-parse", "--show-toplevel"])?;
    let top = fs::canonicalize(path(top.strip_suffix(b"\n").unwrap_or(&top)))
        .map_err(|error| Failure::usage(format!("cannot find the repository: {}", reason(&error))))?;
    // A revision is resolved first, so that one that begins with a dash is never taken for a flag.
    let commit = git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")])
        .map_err(|failure| match failure {
            Failure::Usage { hint: None, .. } => Failure::usage(format!("git knows no revision `{revision}`")),
            other => other,
        })?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let differing = git(&["diff", "--name-only", "-z", "--no-renames", "--diff-filter=d", &commit, "--"])?;
    let new = git(&["ls-files", "-z", "--others", "--exclude-standard", "--full-name", ":/"])?;
    let names = differing.split(|&byte| byte == 0).chain(new.split(|&byte| byte == 0));
    let found = names.filter(|name| !name.is_empty()).filter_map(|name| fs::canonicalize(top.join(path(name))).ok());
    Ok(found.collect())
}

/// What a command of git prints.
fn git(arguments: &[&str]) -> Result<Vec<u8>, Failure> {
    let output = Command::new("git").args(arguments).output().map_err(|error| Failure::Usage {
        message: format!("cannot run git: {}", reason(&error)),
        hint: Some("--changed asks git what was changed".to_owned()),
    })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next().unwrap_or_default().trim_start_matches("fatal: ");
    Err(Failure::usage(format!("git: {said}")))
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    PathBuf::from(OsString::from_vec(bytes.to_vec()))
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(OsString::from(String::from_utf8_lossy(bytes).into_owned()))
}
