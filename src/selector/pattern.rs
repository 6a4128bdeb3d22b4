//! Regular expressions of rules: linear in time, bounded in size.

use regex::{Regex, RegexBuilder};

/// The most bytes that a compiled expression may take.
const SIZE_LIMIT: usize = 1 << 20;

/// The deepest that an expression may nest.
const NEST_LIMIT: u32 = 50;

/// Whether letter case matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LetterCase {
    /// `A` and `a` differ.
    Matters,
    /// `A` and `a` are the same.
    Ignored,
}

/// Compiles an expression.
///
/// # Errors
/// What is wrong with it, lower case, on one line.
pub(crate) fn compile(expression: &str, letter_case: LetterCase) -> Result<Regex, String> {
    RegexBuilder::new(expression)
        .size_limit(SIZE_LIMIT)
        .nest_limit(NEST_LIMIT)
        .case_insensitive(letter_case == LetterCase::Ignored)
        .build()
        .map_err(|error| describe(&error))
}

/// The gist of an error: regex draws the expression and puts the reason on the last line.
fn describe(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(limit) => {
            format!("the regular expression is too large: compiled it would take more than {limit} bytes")
        }
        error => {
            let text = error.to_string();
            let last = text.lines().last().unwrap_or_default();
            let reason = last.trim().trim_start_matches("error: ");
            format!("the regular expression cannot be read: {reason}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LetterCase, compile};

    fn check(expression: &str, expected: &str) {
        let error = compile(expression, LetterCase::Matters).expect_err("an error");
        assert!(error.contains(expected), "{error}");
    }

    #[test]
    fn fault_61_expressions_are_linear_and_bounded() {
        let nested = compile("(a+)+$", LetterCase::Matters).expect("an expression");
        assert!(!nested.is_match(&format!("{}b", "a".repeat(100_000))));
        check("a{1000}{1000}", "too large");
        check(&"(?:".repeat(100), "cannot be read");
    }

    #[test]
    fn the_reason_is_one_line() {
        check("(a", "the regular expression cannot be read: unclosed group");
        check("[z-a]", "invalid character class range");
        check(r"(a)\1", "backreferences are not supported");
    }
}
