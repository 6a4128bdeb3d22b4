//! The checks of the machine itself: findings about the bytes of a file, before any rule asks about the document.
//!
//! They are built in code and documented like rules, so that `explain` knows them.

use std::collections::BTreeMap;

use crate::decode::{Encoding, Text};
use crate::finding::{Finding, Outcome, RuleId, Severity};
use crate::source::Span;

/// A check that is built in code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    /// The identity, like a rule's: `pack/name`.
    pub id: &'static str,
    /// How grave its findings are.
    pub severity: Severity,
    /// A few words for lists.
    pub title: &'static str,
    /// What is looked at, and why it matters.
    pub why: &'static str,
    /// What to do about a finding.
    pub help: &'static str,
}

/// A character in the text that no printer prints.
pub const CONTROL_CHARACTER: Check = Check {
    id: "input/control-character",
    severity: Severity::Error,
    title: "Control character in the text",
    why: "NUL, ESC and the like do not belong in an exhibit: EDGAR refuses them, and they can hide or change what a reader \
          sees. Tabs, line ends and form feeds are no such characters.",
    help: "remove the character",
};
/// Bytes that are not UTF-8.
pub const ENCODING: Check = Check {
    id: "input/encoding",
    severity: Severity::Error,
    title: "Text that is not UTF-8",
    why: "The file was read as windows-1252 or UTF-16. EDGAR takes ASCII, and another reader may take the same bytes for \
          other characters.",
    help: "save the file as ASCII, or at least as UTF-8",
};
/// A file without text.
pub const EMPTY: Check = Check {
    id: "input/empty",
    severity: Severity::Warning,
    title: "File without text",
    why: "The file holds nothing, or nothing but white space. It was counted as checked, but there was nothing to check.",
    help: "leave the file out, or supply its text",
};
/// A fault of tickmark's own. Makes the run incomplete.
pub const PANIC: Check = Check {
    id: "internal/panic",
    severity: Severity::Error,
    title: "Internal error",
    why: "tickmark failed on this document, so it was not checked; other documents are not affected. This is a defect of \
          tickmark, not of the document or the rules.",
    help: "please report it, with the document if it can be shared",
};

/// Every check, ascending by identity.
pub const CHECKS: &[Check] = &[CONTROL_CHARACTER, EMPTY, ENCODING, PANIC];

impl Check {
    /// The identity as findings carry it.
    pub fn rule(&self) -> RuleId {
        RuleId::new(self.id)
    }

    /// Whether the check runs on every text; [`PANIC`] does not.
    pub fn is_about_input(&self) -> bool {
        self.id.starts_with("input/")
    }

    /// Whether a word of the command line means this check: its identity, its pack, or `all`.
    pub fn is_meant_by(&self, word: &str) -> bool {
        let pack = self.id.split_once('/').map_or("", |(pack, _)| pack);
        word == "all" || word == self.id || word.trim_end_matches("/*") == pack
    }

    /// Makes a finding of this check. `subject` is what tells it apart from others in the same file.
    pub fn finding(&self, span: Span, message: String, subject: &str) -> Finding {
        let hash = blake3::hash(format!("{}\n{subject}", self.id).as_bytes()).to_hex();
        Finding {
            rule: self.rule(),
            severity: self.severity,
            span,
            message,
            label: None,
            help: Some(self.help.to_owned()),
            place: Vec::new(),
            evidence: Vec::new(),
            fix: None,
            fingerprint: hash[..32].to_owned(),
        }
    }
}

/// What the checks said: outcomes and findings.
pub type Inspected = (Vec<(RuleId, Outcome)>, Vec<Finding>);

/// Runs the given checks over parts of a text, which ascend. Outcomes stand in the order of `checks`, findings in the order of the
/// text.
pub fn inspect(text: &Text, parts: &[Span], checks: &[Check]) -> Inspected {
    let mut outcomes = Vec::new();
    let mut all = Vec::new();
    for check in checks.iter().filter(|check| check.is_about_input()) {
        let findings = match check.id {
            "input/empty" => empty(check, text, parts),
            "input/encoding" => encoding(check, text, parts),
            _ => control_characters(check, text, parts),
        };
        let outcome = match findings.len() {
            0 => Outcome::Pass { tested: 1 },
            findings => Outcome::Fail { tested: 1, findings },
        };
        outcomes.push((check.rule(), outcome));
        all.extend(findings);
    }
    all.sort_by_key(|finding| finding.span);
    (outcomes, all)
}

fn empty(check: &Check, text: &Text, parts: &[Span]) -> Vec<Finding> {
    if !parts.iter().all(|&part| text.slice(part).trim().is_empty()) {
        return Vec::new();
    }
    let is_whole = parts.iter().all(|part| part.start() == 0);
    let what = if is_whole { "file" } else { "document" };
    let message = match parts.iter().all(|part| part.is_empty()) {
        true => format!("the {what} is empty"),
        false => format!("the {what} holds nothing but white space"),
    };
    let start = parts.first().map_or(0, |part| part.start());
    vec![check.finding(Span::new(start, start), message, "")]
}

/// The characters of some parts of a text that fit, with their offsets.
fn characters<'t>(
    text: &'t Text,
    parts: &'t [Span],
    fits: fn(char) -> bool,
) -> impl Iterator<Item = (usize, char)> + 't {
    let found = move |&part: &Span| {
        let characters = text.slice(part).char_indices().filter(move |&(_, character)| fits(character));
        characters.map(move |(at, character)| (part.start() + at, character))
    };
    parts.iter().flat_map(found)
}

fn encoding(check: &Check, text: &Text, parts: &[Span]) -> Vec<Finding> {
    if text.is_utf8() {
        return Vec::new();
    }
    let content = text.as_str();
    let start = parts.first().map_or(0, |part| part.start());
    if let encoding @ (Encoding::Utf16Le | Encoding::Utf16Be) = text.encoding_at(start) {
        let message = format!("the file is {}", encoding.name());
        return vec![check.finding(first_character(content, start), message, encoding.name())];
    }
    let mut foreign = characters(text, parts, |character| !character.is_ascii())
        .filter(|&(at, _)| text.encoding_at(at) != Encoding::Utf8);
    let Some((at, _)) = foreign.next() else {
        return Vec::new();
    };
    let (span, name) = (first_character(content, at), text.encoding_at(at).name());
    let offset = text.original(span).start();
    let others = match foreign.count() {
        0 => String::new(),
        others => format!(", {} such bytes in all", others + 1),
    };
    let message = format!("the byte at offset {offset} is not UTF-8{others}; the file was read as {name}");
    vec![check.finding(span, message, name)]
}

/// The span of the character at `at`; empty at the end of the text.
fn first_character(content: &str, at: usize) -> Span {
    let length = content[at..].chars().next().map_or(0, char::len_utf8);
    Span::new(at, at + length)
}

/// One finding for each control character that occurs, at its first place.
fn control_characters(check: &Check, text: &Text, parts: &[Span]) -> Vec<Finding> {
    let content = text.as_str();
    if !parts.iter().any(|&part| text.slice(part).bytes().any(may_begin_control)) {
        return Vec::new();
    }
    let mut met: BTreeMap<char, (usize, usize)> = BTreeMap::new();
    for (at, character) in characters(text, parts, is_control) {
        met.entry(character).or_insert((at, 0)).1 += 1;
    }
    met.into_iter()
        .map(|(character, (at, count))| {
            let times = match count {
                1 => String::new(),
                _ => format!(", {count} times in all"),
            };
            let message = format!("control character {}{times}", control_name(character));
            let span = first_character(content, at);
            check.finding(span, message, &control_name(character))
        })
        .collect()
}

/// Whether a byte is a control character or begins one of U+0080 to U+009F.
fn may_begin_control(byte: u8) -> bool {
    byte == 0xC2 || is_control(char::from(byte & 0x7F)) && byte.is_ascii()
}

fn is_control(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\x0C')
}

fn control_name(character: char) -> String {
    let code = format!("U+{:04X}", character as u32);
    match character {
        '\0' => format!("{code} (NUL)"),
        '\x07' => format!("{code} (BEL)"),
        '\x08' => format!("{code} (backspace)"),
        '\x1A' => format!("{code} (SUB, the end-of-file mark of DOS)"),
        '\x1B' => format!("{code} (ESC)"),
        '\x7F' => format!("{code} (DEL)"),
        _ => code,
    }
}

#[cfg(test)]
mod tests {
    use super::{CHECKS, inspect};
    use crate::decode::decode;
    use crate::finding::Outcome;
    use crate::source::Span;

    /// The findings of a file as `id@original-offset message`.
    fn check(bytes: &[u8], expected: &[&str]) {
        let text = decode(bytes.to_vec()).expect("text");
        let (outcomes, findings) = inspect(&text, &[Span::new(0, text.as_str().len())], CHECKS);
        let found: Vec<String> = findings
            .iter()
            .map(|finding| format!("{}@{} {}", finding.rule, text.original(finding.span).start(), finding.message))
            .collect();
        assert_eq!(found, expected);
        let failed = outcomes.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Fail { .. }));
        assert_eq!((outcomes.len(), failed.count() > 0), (3, !expected.is_empty()));
    }

    #[test]
    fn plain_text_has_no_findings() {
        check(b"Fund\tA\r\n\x0C\nFund B\n", &[]);
        check("Société “x” §\n".as_bytes(), &[]);
    }

    #[test]
    fn fault_01_an_empty_file_is_warned_of() {
        check(b"", &["input/empty@0 the file is empty"]);
        check(b" \n\n", &["input/empty@0 the file holds nothing but white space"]);
    }

    #[test]
    fn fault_02_control_characters_are_found_and_counted() {
        check(
            b"a\0b\0\x1B\n",
            &[
                "input/control-character@1 control character U+0000 (NUL), 2 times in all",
                "input/control-character@4 control character U+001B (ESC)",
            ],
        );
        check("a\u{85}".as_bytes(), &["input/control-character@1 control character U+0085"]);
    }

    #[test]
    fn fault_03_other_encodings_are_named_with_an_offset() {
        check(
            b"the \x93Fund\x94\n",
            &[
                "input/encoding@4 the byte at offset 4 is not UTF-8, 2 such bytes in all; the file was read as windows-1252",
            ],
        );
        check(b"\xFF\xFEF\0\n\0", &["input/encoding@2 the file is UTF-16LE"]);
    }

    #[test]
    fn checks_ascend_and_have_their_documentation() {
        assert!(CHECKS.is_sorted_by_key(|check| check.id));
        assert!(CHECKS.iter().all(|check| !check.why.contains('\n') && !check.help.is_empty()));
    }
}
