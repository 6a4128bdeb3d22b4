//! `tickmark new` and `tickmark init`: files to start from. Nothing that exists is overwritten.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tickmark::input::{reason, shown_path};
use tickmark::output::encode;
use tickmark::rule::{RuleSet, RuleSource};

use crate::args::{InitArgs, NewArgs};
use crate::failure::Failure;
use crate::terminal;

/// A rule that works; `ID` stands for its identity.
const RULE: &str = include_str!("scaffold/rule.yaml");
/// A configuration that changes nothing.
const CONFIGURATION: &str = include_str!("scaffold/tickmark.yaml");

/// Writes a rule file with a case that fails, one that passes and one that is skipped.
pub(crate) fn new(args: &NewArgs) -> Result<ExitCode, Failure> {
    let text = rule(&args.rule)?;
    let path = args.folder.join(format!("{}.yaml", args.rule));
    create(&path, &text)?;
    let path = encode::inline(&shown_path(&path)).into_owned();
    let mut out = terminal::stdout();
    writeln!(out, "wrote {path}")?;
    writeln!(out, "Its cases run: tickmark test {path}")?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Writes a configuration and an example of a rule.
pub(crate) fn init(args: &InitArgs) -> Result<ExitCode, Failure> {
    let files = [("tickmark.yaml", CONFIGURATION.to_owned()), ("rules/house/example.yaml", rule("house/example")?)];
    let folder = args.folder.strip_prefix(".").unwrap_or(&args.folder);
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| folder.join(name)).collect();
    if let Some(path) = paths.iter().find(|path| path.exists()) {
        return Err(exists(path));
    }
    let mut out = terminal::stdout();
    for (path, (_, text)) in paths.iter().zip(&files) {
        create(path, text)?;
        writeln!(out, "wrote {}", encode::inline(&shown_path(path)))?;
    }
    writeln!(out, "Next: tickmark test, then tickmark check")?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The text of a rule to start from.
fn rule(id: &str) -> Result<String, Failure> {
    let text = RULE.replace("id: ID\n", &format!("id: {id}\n"));
    let source = RuleSource { name: "the new rule".to_owned(), text: text.as_str().into() };
    match RuleSet::load(&[source]) {
        Ok(_) => Ok(text),
        Err(_) => Err(Failure::Usage {
            message: format!("`{id}` is no rule id"),
            hint: Some("an id is `pack/name`, both in small letters, digits and hyphens".to_owned()),
        }),
    }
}

/// Writes a file that must not exist yet, and the folders above it.
fn create(path: &Path, text: &str) -> Result<(), Failure> {
    let failed =
        |error: &std::io::Error| Failure::usage(format!("cannot write {}: {}", shown_path(path), reason(error)));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    }
    let mut file = match File::create_new(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(exists(path)),
        Err(error) => return Err(failed(&error)),
    };
    file.write_all(text.as_bytes()).map_err(|error| failed(&error))
}

fn exists(path: &Path) -> Failure {
    Failure::Usage {
        message: format!("{} is there already", shown_path(path)),
        hint: Some("nothing was written; remove it, or choose another name".to_owned()),
    }
}
