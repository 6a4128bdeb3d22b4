//! Mending one source: its fixes are made pass by pass, until nothing is left to mend.
//!
//! A fix is made only if no rule then finds more than before: one that would make a line too long, say, is left to a person. What
//! is mended is therefore never worse by any rule, and mending it again changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Plan;
use crate::check::check;
use crate::decode::{Text, decode};
use crate::finding::{Applicability, Finding, RuleId, subject};
use crate::fix::{Edit, Edited, Fate, apply};
use crate::grammar::{self, Lines};
use crate::input::{self, Source};
use crate::source::{Position, Span};
use crate::submission::{Recognised, binary, recognise};

/// The most passes over one source.
const PASSES: usize = 32;

/// Which fixes are wanted.
pub struct Wish<'w> {
    /// Whether fixes are made that a person should look at.
    pub review: bool,
    /// Whether the finding of a rule about some words is to be mended.
    pub wants: &'w (dyn Fn(&RuleId, &str) -> bool + Sync),
}

/// A source that was mended as far as it can be.
#[derive(Clone, Debug)]
pub struct Mended {
    /// The bytes as they were read.
    pub before: Vec<u8>,
    /// The bytes as they should be.
    pub after: Vec<u8>,
    /// The fixes that were made, in the order in which they were.
    pub made: Vec<Made>,
    /// The fixes that were not made.
    pub unmade: Vec<Unmade>,
    /// What each pass changed: bytes of the file as the pass found it, and what then stood there.
    pub passes: Vec<Vec<(Span, Vec<u8>)>>,
}

/// A fix that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The rule.
    pub rule: RuleId,
    /// Where it was made, in the text as its pass found it.
    pub at: Position,
}

/// A fix that was not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmade {
    /// The rule.
    pub rule: RuleId,
    /// Where it would be made.
    pub at: Position,
    /// Why not, for the reader of the report.
    pub reason: String,
}

/// A file at one moment: its bytes, and what is found in it.
struct State {
    bytes: Vec<u8>,
    /// What the bytes were decoded to.
    text: Arc<Text>,
    found: Vec<Found>,
}

/// A finding, and the text that its spans point into: that of the file, or what the reader of an HTML document sees.
struct Found {
    read: Arc<Text>,
    finding: Finding,
}

/// Fixes that are not made as things stand, by rule and fingerprint, and why.
type Blocked = BTreeMap<(RuleId, String), String>;

/// Mends a source in memory; nothing is written.
///
/// # Errors
/// Why it could not be read or mended, for the reader of the report. Archives and submissions in a privacy-enhanced message are not
/// mended.
pub fn mend(source: &Source, plan: &Plan, wish: &Wish<'_>) -> Result<Mended, String> {
    let before = input::read(&source.content, plan.size_limit).map_err(|error| error.to_string())?;
    let mut state = State::read(source, before.clone(), plan)?;
    let (mut made, mut passes) = (Vec::new(), Vec::new());
    let mut blocked = Blocked::new();
    let mut made_since_cleared = false;
    for _ in 0..PASSES {
        match pass(&state, source, plan, wish, &mut blocked)? {
            Some((next, edited, edits)) => {
                let done = edits.iter().zip(&edited.fates).filter(|(_, fate)| **fate == Fate::Made);
                made.extend(
                    done.map(|(edit, _)| Made { rule: edit.rule.clone(), at: state.text.position(edit.span.start()) }),
                );
                passes.push(edited.changes);
                made_since_cleared = true;
                state = next;
            }
            // What stood in the way may be gone: a run that starts here must find nothing more to do.
            None if made_since_cleared && !blocked.is_empty() => {
                blocked.clear();
                made_since_cleared = false;
            }
            None => {
                let unmade = unmade(&state, wish, &blocked);
                return Ok(Mended { before, after: state.bytes, made, unmade, passes });
            }
        }
    }
    let rules: BTreeSet<&str> = made.iter().rev().take(PASSES).map(|made| made.rule.as_str()).collect();
    let rules = rules.into_iter().collect::<Vec<_>>().join(", ");
    Err(format!("the fixes of {rules} do not come to an end; nothing was changed"))
}

/// Makes the fixes that can be made at once; `None` where there are none.
fn pass(
    state: &State,
    source: &Source,
    plan: &Plan,
    wish: &Wish<'_>,
    blocked: &mut Blocked,
) -> Result<Option<(State, Edited, Vec<Edit>)>, String> {
    loop {
        let edits = edits(state, wish, blocked);
        if edits.is_empty() {
            return Ok(None);
        }
        let Some(edited) = apply(&state.bytes, &state.text, &edits) else {
            block(blocked, &edits, "the file would then be read in another encoding");
            continue;
        };
        let unencodable = edits.iter().zip(&edited.fates).filter(|(_, fate)| **fate == Fate::Unencodable);
        let unencodable: Vec<Edit> = unencodable.map(|(edit, _)| edit.clone()).collect();
        if !unencodable.is_empty() {
            for edit in &unencodable {
                let name = state.text.encoding_at(edit.span.start()).name();
                block(blocked, std::slice::from_ref(edit), &format!("{name} has no such character"));
            }
            continue;
        }
        let next = State::read(source, edited.bytes.clone(), plan)?;
        match worse(state, &next) {
            None => return Ok(Some((next, edited, edits))),
            Some(rule) => {
                let reason = format!("{rule} would find more than before");
                block(blocked, &guilty(&next, &rule, &edits, &edited), &reason);
            }
        }
    }
}

impl Found {
    /// Where it stands in the file.
    fn position(&self) -> Position {
        self.read.position(self.finding.span.start())
    }
}

impl State {
    fn read(source: &Source, bytes: Vec<u8>, plan: &Plan) -> Result<Self, String> {
        if let Some(kind) = binary(&bytes) {
            return Err(format!("a {kind}, which is never changed"));
        }
        let text = Arc::new(decode(bytes.clone()).map_err(|error| error.to_string())?);
        let documents = match recognise(source.path.as_str(), Arc::clone(&text)) {
            Recognised::Submission(submission) if submission.is_sealed => {
                return Err("a privacy-enhanced message, whose seal a change would break".to_owned());
            }
            Recognised::Submission(submission) => {
                (0..submission.entries.len()).map(|index| submission.document(index)).collect()
            }
            Recognised::NoExhibit(what) => return Err(format!("{what}, which is never changed")),
            Recognised::Unchecked(reason) => return Err(reason),
            document => vec![document],
        };
        let lines = if plan.rules.needs_lines() { Lines::Built } else { Lines::Skipped };
        let mut found = Vec::new();
        for document in &documents {
            if let Recognised::Exhibit(document) = document {
                let findings = check(&grammar::parse(document, lines), &plan.rules).findings;
                found.extend(findings.into_iter().map(|finding| Found { read: Arc::clone(&document.text), finding }));
            }
        }
        Ok(Self { bytes, text, found })
    }
}

/// The fixes that are wanted and not blocked, as edits of the file's text.
fn edits(state: &State, wish: &Wish<'_>, blocked: &mut Blocked) -> Vec<Edit> {
    let mut edits = Vec::new();
    let unblocked = wanted(state, wish).filter(|(edit, _)| !blocked.contains_key(&key(edit)));
    for (edit, found) in unblocked.collect::<Vec<_>>() {
        match in_source(&found.read, &edit) {
            Some(edit) => edits.push(edit),
            None => block(blocked, &[edit], "tags or entities stand between the words"),
        }
    }
    edits
}

/// The edit of a file's text that edits what is read in it; `None` where other bytes would be changed than those that are read.
fn in_source(read: &Text, edit: &Edit) -> Option<Edit> {
    let span = read.plain_source_span(edit.span)?;
    let replacement = match read.is_page() {
        true => referenced(&edit.replacement, read.is_beyond(edit.span)),
        false => edit.replacement.clone(),
    };
    Some(Edit { span, replacement, ..edit.clone() })
}

/// A text as it is written in HTML: so that it begins no tag, and where it may be in the value of an attribute, ends none.
fn referenced(text: &str, is_markup: bool) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    if is_markup { text.replace('"', "&quot;").replace('\'', "&#39;") } else { text }
}

/// The fixes of findings that are to be mended, as edits of what is read.
fn wanted<'s>(state: &'s State, wish: &'s Wish<'_>) -> impl Iterator<Item = (Edit, &'s Found)> {
    state.found.iter().filter_map(|found| {
        let Found { read, finding } = found;
        let fix = finding.fix.as_ref()?;
        let is_allowed = wish.review || fix.applicability == Applicability::Safe;
        if !is_allowed || !(wish.wants)(&finding.rule, &subject(read.slice(finding.span))) {
            return None;
        }
        let edit = Edit {
            span: fix.span,
            replacement: fix.replacement.clone(),
            rule: finding.rule.clone(),
            fingerprint: finding.fingerprint.clone(),
        };
        Some((edit, found))
    })
}

fn key(edit: &Edit) -> (RuleId, String) {
    (edit.rule.clone(), edit.fingerprint.clone())
}

fn block(blocked: &mut Blocked, edits: &[Edit], reason: &str) {
    blocked.extend(edits.iter().map(|edit| (key(edit), reason.to_owned())));
}

/// The first rule that finds more after than before.
fn worse(before: &State, after: &State) -> Option<RuleId> {
    let count = |state: &State| {
        let mut counts: BTreeMap<RuleId, usize> = BTreeMap::new();
        state.found.iter().for_each(|found| *counts.entry(found.finding.rule.clone()).or_default() += 1);
        counts
    };
    let known = count(before);
    count(after)
        .into_iter()
        .find(|(rule, count)| known.get(rule).is_none_or(|known| count > known))
        .map(|(rule, _)| rule)
}

/// The edits on lines where a rule then finds something; all that were made where none is.
fn guilty(after: &State, rule: &RuleId, edits: &[Edit], edited: &Edited) -> Vec<Edit> {
    let found = after.found.iter().filter(|found| found.finding.rule == *rule);
    let lines: BTreeSet<usize> = found.map(|found| found.read.line(found.finding.span.start())).collect();
    let mut made: Vec<&Edit> =
        edits.iter().zip(&edited.fates).filter(|(_, fate)| **fate == Fate::Made).map(|(edit, _)| edit).collect();
    made.sort_by_key(|edit| edit.span);
    let mut shift = 0isize;
    let mut on_lines = Vec::new();
    for edit in &made {
        let start = edit.span.start().saturating_add_signed(shift);
        if lines.contains(&after.text.lines().line(start)) {
            on_lines.push((*edit).clone());
        }
        shift += edit.replacement.len() as isize - edit.span.len() as isize;
    }
    if on_lines.is_empty() { made.into_iter().cloned().collect() } else { on_lines }
}

/// The fixes that are left, and why.
fn unmade(state: &State, wish: &Wish<'_>, blocked: &Blocked) -> Vec<Unmade> {
    let left = wanted(state, wish).filter_map(|(edit, found)| {
        let reason = blocked.get(&key(&edit))?.clone();
        Some(Unmade { rule: edit.rule, at: found.position(), reason })
    });
    let mut unmade: Vec<Unmade> = left.collect();
    if !wish.review {
        let waiting = Wish { review: true, wants: wish.wants };
        let is_for_review =
            |finding: &Finding| finding.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Review);
        let waiting = wanted(state, &waiting).filter(|(_, found)| is_for_review(&found.finding));
        unmade.extend(waiting.map(|(edit, found)| Unmade {
            rule: edit.rule,
            at: found.position(),
            reason: "needs a person's look (--review makes it)".to_owned(),
        }));
    }
    unmade.sort_by(|left, right| (left.at, &left.rule).cmp(&(right.at, &right.rule)));
    unmade
}

#[cfg(test)]
mod tests {
    use super::{Mended, Wish, mend};
    use crate::batch::Plan;
    use crate::input::{Content, DEFAULT_SIZE_LIMIT, Source};
    use crate::rule::{RuleSet, RuleSource};

    fn plan(rules: &str) -> Plan {
        let source = RuleSource { name: "x.yaml".into(), text: rules.into() };
        let rules = RuleSet::load(&[source]).unwrap_or_else(|problems| panic!("{problems}"));
        Plan { rules, checks: Vec::new(), size_limit: DEFAULT_SIZE_LIMIT }
    }

    fn run(rules: &str, bytes: &[u8], review: bool) -> Result<Mended, String> {
        let source = Source { path: "x.txt".into(), content: Content::Memory(bytes.to_vec()) };
        mend(&source, &plan(rules), &Wish { review, wants: &|_, _| true })
    }

    /// Mends, twice: the second time nothing may change.
    fn check(rules: &str, before: &str, review: bool, after: &str) -> Mended {
        let mended = run(rules, before.as_bytes(), review).expect("mended");
        assert_eq!(String::from_utf8_lossy(&mended.after), after);
        let again = run(rules, &mended.after, review).expect("mended");
        assert!(again.made.is_empty() && again.after == mended.after, "{again:?}");
        mended
    }

    const WORD: &str = "id: x/word\nfor: line\nassert: { value: '@text', not-contains: bad }\n\
                        fix: { substitute: '@text', using: { bad: good }, applicability: safe }\n";
    const LENGTH: &str = "---\nid: x/length\nfor: line\nassert: { value: '@length', at-most: 12 }\n";

    #[test]
    fn fixes_are_made_until_nothing_is_left() {
        let mended = check(WORD, "a bad thing\nand bad bad\n", false, "a good thing\nand good good\n");
        assert_eq!(mended.made.len(), 2);
        check(WORD, "a fine thing\n", false, "a fine thing\n");
        // Taking one out makes another.
        let nested = WORD.replace("bad: good", "bad: ''");
        let mended = check(&nested, "babadd\n", false, "\n");
        assert_eq!(mended.passes.len(), 2);
    }

    #[test]
    fn a_fix_that_breaks_another_rule_is_not_made() {
        let rules = format!("{WORD}{LENGTH}");
        let mended = check(&rules, "a bad thing\na very bad x\n", false, "a good thing\na very bad x\n");
        assert_eq!(mended.unmade.len(), 1);
        assert_eq!(mended.unmade[0].at.line, 2);
        assert_eq!(mended.unmade[0].reason, "x/length would find more than before");
    }

    #[test]
    fn fixes_for_review_wait_until_asked_for() {
        let rules = WORD.replace("safe", "review");
        let mended = check(&rules, "a bad thing\n", false, "a bad thing\n");
        assert_eq!(mended.unmade[0].reason, "needs a person's look (--review makes it)");
        check(&rules, "a bad thing\n", true, "a good thing\n");
    }

    #[test]
    fn fixes_that_do_not_end_change_nothing() {
        let rules = WORD.replace("bad: good", "bad: worse").replace("not-contains: bad", "not-matches: 'bad|worse'")
            + "---\nid: x/back\nfor: line\nassert: { value: '@text', not-contains: worse }\n\
               fix: { substitute: '@text', using: { worse: bad }, applicability: safe }\n";
        let error = run(&rules, b"a bad thing\nworse\n", false)
            .map(|mended| String::from_utf8_lossy(&mended.after).into_owned());
        assert!(error.clone().is_err_and(|error| error.contains("do not come to an end")), "{error:?}");
    }

    #[test]
    fn what_is_no_exhibit_is_never_changed() {
        for (bytes, part) in
            [(&b"PK\x03\x04bad"[..], "ZIP archive"), (b"<html>", "HTML"), (b"<SEC-DOCUMENT>bad", "submission")]
        {
            let error = run(WORD, bytes, true).expect_err("no exhibit");
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn html_is_mended_where_the_words_stand_as_they_are_read() {
        const WORDS: &str = "id: x/word\nfor: portfolio\nassert: { value: '@name', not-contains: Bad }\n\
                             fix: { substitute: '@name', using: { Bad: 'Good & Co' }, applicability: safe }\n";
        let list = |first: &str| {
            format!(
                "<html><p align=center>SCHEDULE A</p>\r\n<table><tr><td>HARBOR FUNDS</tr>\r\n\
                 <tr><td>Harbor {first} Fund</td></tr><tr><td>Harbor Bond Fund</td></tr></table></html>"
            )
        };
        let mended = check(WORDS, &list("<b>Bad</b> &amp; Safe"), false, &list("<b>Good &amp; Co</b> &amp; Safe"));
        assert_eq!(mended.made[0].at, crate::source::Position { line: 3, column: 19 });
        let mended = check(WORDS, &list("B<i>ad</i>"), false, &list("B<i>ad</i>"));
        assert_eq!(mended.unmade[0].reason, "tags or entities stand between the words");
        check(WORDS, &list("B&#97;d"), false, &list("B&#97;d"));
    }

    #[test]
    fn a_windows_1252_file_stays_one() {
        let rules = WORD.replace("bad: good", "bad: Ж");
        let mended = run(&rules, b"a bad \xE9\n", false).expect("mended");
        assert_eq!(mended.after, b"a bad \xE9\n");
        assert_eq!(mended.unmade[0].reason, "windows-1252 has no such character");
        let mended = run(WORD, b"a bad \xE9\n", false).expect("mended");
        assert_eq!(mended.after, b"a good \xE9\n");
    }
}
