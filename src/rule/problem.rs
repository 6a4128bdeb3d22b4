//! What is wrong with a rule file, told so that its author finds the place.

use std::fmt;
use std::sync::Arc;

use super::RuleSource;
use crate::source::{LineIndex, Span};

/// A place in a YAML file.
#[derive(Clone, Debug)]
pub struct Place {
    source: RuleSource,
    span: Span,
}

/// One mistake in a rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleProblem {
    /// A stable code, such as `rule/unknown-key`.
    pub code: &'static str,
    /// What is wrong, lower case, on one line.
    pub message: String,
    /// The name of the file.
    pub file: String,
    /// The text of the file.
    pub source: Arc<str>,
    /// The bytes of the file that are at fault.
    pub span: Span,
    /// What stands at the span: ``did you mean `severity`?``.
    pub label: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
}

/// All mistakes of all rule files of a run, in the order of files and positions. Never empty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct RuleProblems(pub Vec<RuleProblem>);

impl Place {
    /// The place of some bytes of a file.
    pub fn new(source: RuleSource, span: Span) -> Self {
        Self { source, span }
    }

    /// The place as people read it: `tickmark.yaml:7`.
    pub fn describe(&self) -> String {
        let line = LineIndex::new(&self.source.text).line(self.span.start());
        format!("{}:{line}", self.source.name)
    }

    /// The name of the file.
    pub fn file(&self) -> &str {
        &self.source.name
    }

    /// The bytes of the file.
    pub fn span(&self) -> Span {
        self.span
    }

    /// A problem at this place.
    pub fn problem(&self, code: &'static str, message: impl Into<String>) -> RuleProblem {
        RuleProblem {
            code,
            message: message.into(),
            file: self.source.name.clone(),
            source: self.source.text.clone(),
            span: self.span,
            label: None,
            help: None,
        }
    }
}

impl fmt::Display for RuleProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let position = LineIndex::new(&self.source).position(&self.source, self.span.start());
        write!(
            formatter,
            "{}:{}:{}: error[{}] {}",
            self.file, position.line, position.column, self.code, self.message
        )?;
        if let Some(label) = &self.label {
            write!(formatter, " ({label})")?;
        }
        Ok(())
    }
}

impl fmt::Display for RuleProblems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let gap = if index == 0 { "" } else { "\n" };
            write!(formatter, "{gap}{problem}")?;
        }
        Ok(())
    }
}
