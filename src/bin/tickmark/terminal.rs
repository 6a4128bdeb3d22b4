//! Standard output and the environment: the only place that asks for either.

use std::env;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::panic;

use tickmark::batch::panic_message;
use tickmark::output::{Palette, encode};

use crate::args::Color;

/// What is known of the terminal that the user sits at.
pub(crate) struct Terminal {
    color: Color,
}

impl Terminal {
    pub(crate) fn new(color: Color) -> Self {
        Self { color }
    }

    /// The colours for standard output.
    pub(crate) fn palette(&self) -> Palette {
        self.palette_for(&io::stdout())
    }

    /// The colours for standard error.
    pub(crate) fn error_palette(&self) -> Palette {
        self.palette_for(&io::stderr())
    }

    fn palette_for(&self, stream: &impl IsTerminal) -> Palette {
        let is_coloured = match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => automatic(|name| env::var(name).ok(), stream.is_terminal()),
        };
        if is_coloured { Palette::Ansi } else { Palette::Plain }
    }
}

/// Whether colours are used when nothing was asked for: `NO_COLOR` wins over `FORCE_COLOR`, both over the terminal.
fn automatic(variable: impl Fn(&str) -> Option<String>, is_terminal: bool) -> bool {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    if is_set("NO_COLOR") {
        return false;
    }
    match variable("FORCE_COLOR").as_deref() {
        Some("0" | "false" | "no") => false,
        Some(value) if !value.is_empty() => true,
        _ => is_terminal && variable("TERM").as_deref() != Some("dumb"),
    }
}

/// Standard output, buffered; whoever writes to it flushes it and looks at the result.
pub(crate) fn stdout() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(1 << 16, io::stdout().lock())
}

/// Whether a person reads standard output as it comes.
pub(crate) fn is_interactive() -> bool {
    io::stdout().is_terminal()
}

/// Writes a line to standard error. Where that is gone, the exit code alone must tell.
pub(crate) fn warn(line: &str) {
    let _ = writeln!(io::stderr(), "{}", encode::inline(line));
}

/// Lets a panic say one line instead of a backtrace; the report names the document that it happened on.
pub(crate) fn report_panics_briefly() {
    panic::set_hook(Box::new(|info| {
        let message = panic_message(info.payload());
        let place = info.location().map(|place| format!(" ({}:{})", place.file(), place.line()));
        eprintln!("internal error: {}{}", encode::inline(message), place.unwrap_or_default());
    }));
}

#[cfg(test)]
mod tests {
    use super::automatic;

    fn check(variables: &[(&str, &str)], is_terminal: bool, expected: bool) {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        assert_eq!(automatic(variable, is_terminal), expected, "{variables:?}");
    }

    #[test]
    fn colours_follow_the_environment() {
        check(&[], true, true);
        check(&[], false, false);
        check(&[("NO_COLOR", "1")], true, false);
        check(&[("NO_COLOR", "")], true, true);
        check(&[("FORCE_COLOR", "1")], false, true);
        check(&[("FORCE_COLOR", "0")], true, false);
        check(&[("NO_COLOR", "1"), ("FORCE_COLOR", "1")], true, false);
        check(&[("TERM", "dumb")], true, false);
    }
}
