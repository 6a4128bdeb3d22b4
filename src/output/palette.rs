//! The colours of text reports.

use crate::finding::Severity;

/// Paints text, or leaves it plain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Palette {
    /// No escape sequence is written.
    #[default]
    Plain,
    /// The sixteen colours that every terminal has, so that a theme of the user's stays in force.
    Ansi,
}

/// The part that a piece of text plays in a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The name of a severity.
    Severity(Severity),
    /// What the eye should find first.
    Strong,
    /// What may be overlooked.
    Faint,
    /// A label before an explanation.
    Help,
    /// All is well.
    Good,
}

impl Palette {
    /// Wraps `text` in the escape sequences of its role.
    pub fn paint(self, role: Role, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Ansi => format!("\x1b[{}m{text}\x1b[0m", code(role)),
        }
    }
}

fn code(role: Role) -> &'static str {
    match role {
        Role::Severity(Severity::Error) => "1;31",
        Role::Severity(Severity::Warning) => "1;33",
        Role::Severity(Severity::Info) => "1;36",
        Role::Strong => "1",
        Role::Faint => "2",
        Role::Help => "36",
        Role::Good => "32",
    }
}

#[cfg(test)]
mod tests {
    use super::{Palette, Role};
    use crate::finding::Severity;

    #[test]
    fn only_a_coloured_palette_writes_escape_sequences() {
        assert_eq!(Palette::Plain.paint(Role::Strong, "x"), "x");
        assert_eq!(Palette::Ansi.paint(Role::Severity(Severity::Error), "x"), "\x1b[1;31mx\x1b[0m");
    }
}
