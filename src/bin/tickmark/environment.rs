//! Settings in the environment: `TICKMARK_FAIL_ON` and the like. The command line reads them; here is told what none of them is.

use std::collections::BTreeSet;
use std::env;

use clap::CommandFactory;

use tickmark::suggest::nearest;

use crate::args::Cli;
use crate::terminal;

/// What the name of every setting begins with.
const PREFIX: &str = "TICKMARK_";

/// Warns of variables that look like a misspelt setting, which would else be without effect in silence.
pub(crate) fn warn_of_misspelt() {
    let command = Cli::command();
    let arguments = command.get_subcommands().flat_map(|command| command.get_arguments());
    let known: BTreeSet<String> =
        arguments.filter_map(|argument| argument.get_env()).map(|name| name.to_string_lossy().into_owned()).collect();
    let mut names: Vec<String> = env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect();
    names.sort();
    for name in names.iter().filter(|name| name.starts_with(PREFIX) && !known.contains(*name)) {
        let ending = |name: &str| name[PREFIX.len()..].to_owned();
        let endings: Vec<String> = known.iter().map(|name| ending(name)).collect();
        if let Some(near) = nearest(&ending(name), endings.iter().map(String::as_str)) {
            terminal::warn(&format!("warning: {name} is no setting; did you mean {PREFIX}{near}?"));
        }
    }
}
