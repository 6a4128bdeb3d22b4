//! What stands inside running text: references, definitions, dates, amounts, placeholders.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use jiff::civil::Date;
use pest::iterators::Pair;

use super::date;
use super::pest_rules::Rule;
use super::words::{self, Pieces};
use crate::numeral::scale;

/// Characters after a place that the grammar may look at.
const WINDOW: usize = 420;

/// Something found in running text; offsets are bytes of that text.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub start: usize,
    pub end: usize,
    pub kind: ItemKind,
}

#[derive(Clone, Debug)]
pub(super) enum ItemKind {
    /// A mention of an attachment: its kind word in the singular, and the place of its label.
    Reference {
        kind_word: &'static str,
        label: (usize, usize),
    },
    /// A defined term: the place of the term without its quotes.
    Definition {
        term: (usize, usize),
    },
    /// A day; without a value it has a blank in it, or the calendar has no such day.
    Day {
        value: Option<Date>,
    },
    Amount {
        value: Option<f64>,
    },
    Placeholder {
        form: &'static str,
    },
}

/// What may begin at a place where a trigger was found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trigger {
    Quote,
    Bracket,
    Square,
    Blank,
    Bullet,
    Dollar,
    Digit,
    Month,
    DayOf,
    KindWord,
}

static TRIGGERS: LazyLock<(AhoCorasick, Vec<Trigger>)> = LazyLock::new(|| {
    let mut patterns: Vec<(String, Trigger)> = Vec::new();
    let mut add =
        |words: &[&str], trigger: Trigger| patterns.extend(words.iter().map(|word| ((*word).to_owned(), trigger)));
    add(&["\"", "“", "``", "''"], Trigger::Quote);
    add(&["("], Trigger::Bracket);
    add(&["["], Trigger::Square);
    add(&["__"], Trigger::Blank);
    add(&["●", "▇▇"], Trigger::Bullet);
    add(&["$"], Trigger::Dollar);
    add(&["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], Trigger::Digit);
    add(&["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], Trigger::Month);
    add(&["th day of", "st day of", "nd day of", "rd day of"], Trigger::DayOf);
    add(&["schedule", "exhibit", "appendi", "annex", "attachment", "addend"], Trigger::KindWord);
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostFirst)
        .build(patterns.iter().map(|(word, _)| word))
        .expect("internal error: the patterns are few and short");
    (automaton, patterns.into_iter().map(|(_, trigger)| trigger).collect())
});

/// Finds everything in a run of text, in order. Linear: each place is looked at once, through a short window.
pub(super) fn find(text: &str) -> Vec<Item> {
    let (automaton, triggers) = &*TRIGGERS;
    let mut finder = Finder { text, items: Vec::new(), done: 0 };
    for found in automaton.find_iter(text) {
        if found.start() >= finder.done {
            finder.try_at(found.start(), found.end(), triggers[found.pattern().as_usize()]);
        }
    }
    finder.items
}

struct Finder<'t> {
    text: &'t str,
    items: Vec<Item>,
    /// Text before this offset is taken.
    done: usize,
}

impl<'t> Finder<'t> {
    fn try_at(&mut self, at: usize, end: usize, trigger: Trigger) {
        match trigger {
            Trigger::Quote => self.quote(at),
            Trigger::Bracket => self.bracket(at),
            Trigger::Bullet if self.begins_item(at, end) => {}
            Trigger::Square | Trigger::Bullet => self.blank_day_or_placeholder(at),
            Trigger::Blank => self.blank_day_or_placeholder(at),
            Trigger::Dollar => self.amount(at),
            Trigger::Digit if !self.is_inside_word(at) => self.digit(at),
            Trigger::Month if !self.is_inside_word(at) && self.may_date(end) => {
                self.day(at);
            }
            Trigger::DayOf => self.day_of(at, end),
            Trigger::KindWord if !self.is_inside_word(at) => self.references(at),
            _ => {}
        }
    }

    /// Whether what stands before `end` only marks an item of a list: text follows the bullet, and none stands before it.
    fn begins_item(&self, at: usize, end: usize) -> bool {
        let rest = &self.text[end..];
        self.text[..at].trim().is_empty() && rest.starts_with(char::is_whitespace) && !rest.trim().is_empty()
    }

    fn is_inside_word(&self, at: usize) -> bool {
        self.text[..at].ends_with(|before: char| {
            before.is_alphanumeric() || matches!(before, '.' | ',' | '-') && self.is_number_before(at)
        })
    }

    /// Whether the digit at `at` follows a point that begins a number: `.25%`.
    fn follows_point(&self, at: usize) -> bool {
        let before = self.text[self.done..at].strip_suffix('.');
        before.is_some_and(|before| !before.ends_with(|c: char| c.is_alphanumeric()))
    }

    /// Whether what follows a month can be a day or a blank for one, which `may` and `march` do not always lead to.
    fn may_date(&self, end: usize) -> bool {
        let after = self.text[end..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let after = after.trim_start_matches(['.', ' ', '\t', '\n', '\u{a0}']);
        after.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '_' | '[' | '●'))
    }

    /// Whether the character before `at` is punctuation inside a number: `1,000`, `2.5`.
    fn is_number_before(&self, at: usize) -> bool {
        let before = &self.text[..at - 1];
        before.ends_with(|c: char| c.is_ascii_digit()) && self.text[at..].starts_with(|c: char| c.is_ascii_digit())
    }

    /// What may be looked at from a place on.
    fn window(&self, at: usize) -> &'t str {
        words::head(&self.text[at..], WINDOW)
    }

    fn is(&self, rule: Rule, at: usize) -> bool {
        words::is(rule, self.window(at))
    }

    fn parse(&self, rule: Rule, at: usize) -> Option<Pair<'t, Rule>> {
        words::parse(rule, self.window(at))
    }

    /// Reads what may be looked at from a place on.
    fn pieces(&self, at: usize) -> Pieces<'t> {
        Pieces::new(&self.text[..at + self.window(at).len()], at)
    }

    fn push(&mut self, start: usize, end: usize, kind: ItemKind) {
        self.items.push(Item { start, end, kind });
        self.done = self.done.max(end);
    }

    /// Mentions under one word; a word in the plural leads a list of them.
    fn references(&mut self, at: usize) {
        let mut pieces = Pieces::new(self.text, at);
        let single = pieces.next(Rule::single_word);
        let Some(word) = single.or_else(|| pieces.next(Rule::plural_word)) else { return };
        let Some(kind_word) = singular(word) else { return };
        let mut start = at;
        loop {
            pieces.next(Rule::mention_open);
            let from = pieces.at;
            let Some(label) = pieces.next(Rule::label) else { return };
            let is_article =
                word.starts_with(char::is_lowercase) && label.len() == 1 && label.starts_with(char::is_lowercase);
            if is_article && !is_attached(&self.text[pieces.at..]) {
                return;
            }
            let place = (from, pieces.at);
            pieces.next(Rule::mention_close);
            self.push(start, pieces.at, ItemKind::Reference { kind_word, label: place });
            if single.is_some() || pieces.next(Rule::mention_break).is_none() {
                return;
            }
            start = pieces.at;
        }
    }

    fn bracket(&mut self, at: usize) {
        let mut pieces = self.pieces(at + 1);
        let mut introduces = pieces.next(Rule::before_term).is_some_and(introduces_term);
        while introduces && let Some(quoted) = Quoted::next(&mut pieces) {
            self.definition(quoted);
            introduces = pieces.next(Rule::before_term).is_some_and(introduces_further_term);
        }
    }

    fn quote(&mut self, at: usize) {
        let mut pieces = self.pieces(at);
        if self.is(Rule::sentence_definition, at) {
            while let Some(quoted) = Quoted::next(&mut pieces) {
                self.definition(quoted);
                if pieces.next(Rule::term_link).is_none() {
                    return;
                }
            }
        } else if self.is_told_before(at)
            && let Some(quoted) = Quoted::next(&mut pieces)
        {
            self.definition(quoted);
        }
    }

    /// Whether the words around a quote tell that it is a term which they define.
    fn is_told_before(&self, at: usize) -> bool {
        let before = words::tail(&self.text[..at], 90).trim_end().to_ascii_lowercase();
        is_called(&before)
            || opens_definition(&before) && self.is(Rule::opening_definition, at)
            || makes_condition(&before) && self.is(Rule::conditional_definition, at)
            || names_before_bracket(&before) && self.ends_bracket(at)
    }

    /// Whether a quote is the last thing in a bracket, in which others may stand.
    fn ends_bracket(&self, at: usize) -> bool {
        let Some(quoted) = Quoted::next(&mut self.pieces(at)) else { return false };
        let mut open = 0;
        let is_open = |c: char| {
            open += i32::from(c == '(') - i32::from(c == ')');
            open > 0
        };
        self.text[quoted.end..].starts_with(')') && words::tail(&self.text[..at], WINDOW).chars().rev().any(is_open)
    }

    fn definition(&mut self, quoted: Quoted) {
        let (start, end) = quoted.term;
        let trimmed = self.text[start..end].trim_end_matches([',', '.', ' ', ';']);
        if !trimmed.is_empty() {
            self.push(quoted.start, quoted.end, ItemKind::Definition { term: (start, start + trimmed.len()) });
        }
    }

    fn digit(&mut self, at: usize) {
        let after = self.text[at..].trim_start_matches(|c: char| c.is_ascii_digit());
        let sign = after.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.'));
        if sign.strip_prefix(' ').unwrap_or(sign).starts_with('%')
            && let start = if self.follows_point(at) { at - 1 } else { at }
            && let Some(found) = self.parse(Rule::amount, start)
        {
            self.amount_found(start, found);
        } else if !after.starts_with(['.', ',', ';', ':', ')']) {
            self.day(at);
        }
    }

    fn amount(&mut self, at: usize) {
        if let Some(found) = self.parse(Rule::amount, at) {
            self.amount_found(at, found);
        }
    }

    fn amount_found(&mut self, at: usize, found: Pair<'_, Rule>) {
        let end = at + found.as_span().end();
        let mut value = None;
        for part in found.into_inner().flat_map(Pair::into_inner) {
            match part.as_rule() {
                Rule::quantity => value = part.as_str().replace(',', "").parse::<f64>().ok(),
                _ => value = value.and_then(|value| Some(value * scale(part.as_str())?)),
            }
        }
        self.push(at, end, ItemKind::Amount { value });
    }

    fn day(&mut self, at: usize) -> bool {
        let Some(found) = self.parse(Rule::day, at) else {
            return false;
        };
        let end = at + found.as_span().end();
        self.push(at, end, ItemKind::Day { value: date::value(found) });
        true
    }

    /// A day that begins with a word: `eighteenth day of`.
    fn day_of(&mut self, at: usize, end: usize) {
        let before = &self.text[self.done..at];
        let words: Vec<usize> =
            before.char_indices().rev().filter(|(_, c)| *c == ' ').map(|(at, c)| at + c.len_utf8()).take(2).collect();
        let done = self.done;
        for start in words.into_iter().chain([0]).map(|start| done + start) {
            if end - start < 40 && self.day(start) {
                return;
            }
        }
    }

    fn blank_day_or_placeholder(&mut self, at: usize) {
        if self.day(at) {
            return;
        }
        let Some(found) = self.parse(Rule::placeholder, at) else {
            return;
        };
        let end = at + found.as_span().end();
        let form = match found.into_inner().next().map(|inner| inner.as_rule()) {
            Some(Rule::redaction) => "redaction",
            Some(Rule::bullet) => "bullet",
            Some(Rule::underscores) => "blank",
            Some(Rule::checkbox) if at == 0 => "checkbox",
            _ if is_empty(&self.text[at..end]) && self.is_ticked_near(at, end) => "checkbox",
            _ => "bracket",
        };
        self.push(at, end, ItemKind::Placeholder { form });
    }

    /// Whether the words around an empty bracket tell that it is one to tick: `by check mark`, `Yes [ ] No |X|`.
    fn is_ticked_near(&self, at: usize, end: usize) -> bool {
        const SIGNS: [&str; 5] = ["check ", "yes", "|x|", "[x]", "filer"];
        let before = words::tail(&self.text[..at], WINDOW).to_ascii_lowercase();
        let after = words::head(&self.text[end..], 24).to_ascii_lowercase();
        SIGNS.iter().any(|sign| before.contains(sign) || after.contains(sign))
    }
}

/// A quoted term.
struct Quoted {
    start: usize,
    end: usize,
    /// Where the term stands without its quotes.
    term: (usize, usize),
}

impl Quoted {
    fn next(pieces: &mut Pieces<'_>) -> Option<Self> {
        let start = pieces.at;
        pieces.next(Rule::term_open)?;
        let from = pieces.at;
        pieces.next(Rule::term)?;
        let term = (from, pieces.at);
        pieces.next(Rule::quote_close)?;
        Some(Self { start, end: pieces.at, term })
    }
}

/// Whether a bracket holds nothing: `[ ]`
fn is_empty(bracket: &str) -> bool {
    bracket.bytes().all(|byte| matches!(byte, b'[' | b']' | b' ' | b'_'))
}

/// The singular of a kind word, in the field's spelling.
pub(super) fn singular(word: &str) -> Option<&'static str> {
    const WORDS: [(&str, &str); 6] = [
        ("schedule", "Schedule"),
        ("exhibit", "Exhibit"),
        ("append", "Appendix"),
        ("annex", "Annex"),
        ("attachment", "Attachment"),
        ("addend", "Addendum"),
    ];
    WORDS.iter().find(|(start, _)| words::starts_with(word, start)).map(|&(_, singular)| singular)
}

/// Whether the words between a bracket and a quote introduce a term: `the`, `each, a`, `hereinafter referred to as the`.
fn introduces_term(lead: &str) -> bool {
    const LAST: &[&str] = &[
        "the",
        "a",
        "an",
        "this",
        "these",
        "those",
        "each",
        "such",
        "any",
        "collectively",
        "individually",
        "together",
        "as",
        "called",
        "or",
        "and",
        "its",
        "hereinafter",
        "hereafter",
        "herein",
        "be",
        "being",
        "jointly",
        "term",
        "their",
        "to",
        "sometimes",
        "all",
        "severally",
        "namely",
        "our",
    ];
    let words = lead.trim_end().trim_end_matches([',', ':', '-']);
    let Some(last) = words.rsplit(' ').next().filter(|last| !last.is_empty()) else {
        return true;
    };
    LAST.contains(&last.to_ascii_lowercase().as_str())
}

fn introduces_further_term(between: &str) -> bool {
    let has_link = [",", " or ", " and ", "&", " an", " the"].iter().any(|link| between.contains(link));
    has_link && introduces_term(between)
}

/// Whether a sentence is about to name a term: `hereinafter called the`, `are referred to collectively herein as`. The words are
/// small and without blanks at their end.
fn is_called(before: &str) -> bool {
    const HOW: [&str; 10] = [
        "collectively",
        "individually",
        "together",
        "jointly",
        "sometimes",
        "herein",
        "hereinafter",
        "hereafter",
        "in this agreement",
        "in the plan",
    ];
    let named = without_article(before);
    if named.ends_with("hereinafter") {
        return true;
    }
    let Some(named) = named.strip_suffix(" as") else {
        return named.ends_with(" called") && named.contains("here");
    };
    let mut rest = named;
    while let Some(shorter) = HOW.iter().find_map(|how| rest.strip_suffix(how)) {
        rest = shorter.trim_end();
    }
    let tells_how = rest.len() < named.len();
    let is_referred = ["referred to", "refer to", "called", "known"].iter().any(|verb| rest.ends_with(verb));
    let says_here =
        ["here", "shall", "may be", "collectively", "in this agreement"].iter().any(|word| named.contains(word));
    is_referred && (tells_how || says_here) || tells_how && [" and", " or"].iter().any(|link| rest.ends_with(link))
}

/// The words without an article at their end.
fn without_article(words: &str) -> &str {
    [" the", " a", " an", " each a"].iter().find_map(|article| words.strip_suffix(article)).unwrap_or(words)
}

/// Whether a quote after these words opens a sentence about its term: nothing, `The`, `The term`, `For purposes of this Section, a`.
fn opens_definition(before: &str) -> bool {
    let words = without_article(before);
    let is_limited = words.ends_with(',')
        && ["for purposes of", "for the purposes of", "as used"].iter().any(|start| words.contains(start));
    before.is_empty()
        || ["the", "a", "an"].contains(&before)
        || before.ends_with("the term")
        || words.len() < before.len() && words.ends_with('.')
        || is_limited
}

/// Whether a quote after these words may be a term on a condition: `shall be`.
fn makes_condition(before: &str) -> bool {
    ["shall be", "shall be deemed to be"].iter().any(|words| before.ends_with(words))
}

/// Whether a quote after these words is a term, where its bracket ends with it: `(…, the`, `(…, each a`, `(… being the`.
fn names_before_bracket(before: &str) -> bool {
    let words = without_article(before);
    let has_article = words.len() < before.len();
    has_article && [",", ", each", " being", ", collectively"].iter().any(|end| words.ends_with(end))
        || before.ends_with(", collectively")
        || before.ends_with(',') && before.contains("for purposes of")
}

/// Whether the words after a small letter tell that it is a label and no article: `schedule a to the Agreement`.
fn is_attached(after: &str) -> bool {
    [" to the ", " to this ", " hereto", " attached"].iter().any(|words| after.starts_with(words))
}

#[cfg(test)]
mod tests {
    use super::{ItemKind, find};

    fn describe(text: &str) -> Vec<String> {
        let say = |kind: &ItemKind| match kind {
            ItemKind::Reference { kind_word, label } => format!("{kind_word} {}", &text[label.0..label.1]),
            ItemKind::Definition { term } => format!("def {}", &text[term.0..term.1]),
            ItemKind::Day { value } => value.map_or("day ?".to_owned(), |value| format!("day {value}")),
            ItemKind::Amount { value } => format!("amount {}", value.unwrap_or_default()),
            ItemKind::Placeholder { form } => format!("{form} placeholder"),
        };
        find(text).iter().map(|item| say(&item.kind)).collect()
    }

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        assert_eq!(describe(text), expect, "{text}");
    }

    #[test]
    fn references_single_and_in_lists() {
        check("set forth on Schedule A-1 and Schedule A-2 to the", &["Schedule A-1", "Schedule A-2"]);
        check("Exhibits A, B and C hereto", &["Exhibit A", "Exhibit B", "Exhibit C"]);
        check("as schedule A-1 says", &["Schedule A-1"]);
        check("schedule a to the Agreement and exhibit b hereto", &["Schedule a", "Exhibit b"]);
        check("set forth on Exhibit \"1\" hereto", &["Exhibit 1"]);
        check("on Appendix I.", &["Appendix I"]);
        check("on Schedule\u{a0}A-1 hereto, as of May\u{a0}1, 2001", &["Schedule A-1", "day 2001-05-01"]);
    }

    #[test]
    fn no_references() {
        check("a statement on Schedule 13D and a schedule of fees; schedule a meeting; exhibit a strong", &[]);
        check("the Schedule to the Agreement, Exhibit AND more", &[]);
    }

    #[test]
    fn terms_in_brackets() {
        check("(the \"Agreement\")", &["def Agreement"]);
        check(
            "(each individually referred to as the \"Fund\", or collectively, the \"Funds\")",
            &["def Fund", "def Funds"],
        );
        check("(as amended, the “Services Agreement”)", &["def Services Agreement"]);
        check("(marked with the word \"copy\")", &[]);
    }

    #[test]
    fn terms_in_sentences() {
        check("\"Net Assets\" means all", &["def Net Assets"]);
        check("“Royalty Advance” shall have the meaning provided", &["def Royalty Advance"]);
        check("the word \"or\" is used", &[]);
        check("\"Maturity\", when used with respect to any Note, means the day", &["def Maturity"]);
        check("“Affiliate” of any specified person means any other", &["def Affiliate"]);
        check("\"PARENT\" corporation shall have the meaning", &["def PARENT"]);
        check("for \"Good Reason,\" which shall mean a", &["def Good Reason"]);
        check("The term \"Margin\" shall be equal to 4 points", &["def Margin"]);
        check("For purposes of this Section 4, \"Price\" shall be, as told, the", &["def Price"]);
        check("employment shall be \"without Cause\" if the Company", &["def without Cause"]);
        check("references to \"Employee\" shall be deemed to include", &[]);
        check("The word \"copy\" of any list. It means", &[]);
    }

    #[test]
    fn terms_that_are_called_so() {
        check("are collectively referred to herein as the \"Securities\".", &["def Securities"]);
        check("are referred to collectively in this Agreement as the \"Reports.\"", &["def Reports"]);
        check("herein as a “Party” and collectively as the “Parties.”", &["def Parties"]);
        check("may be referred to herein as a “Party” and", &["def Party"]);
        check("(the last (3rd) of such days being the \"Trigger Date\")", &["def Trigger Date"]);
        check("(of any plan (or trust); collectively, the \"Plans\")", &["def Plans"]);
        check("commonly known as \"shelf\" offerings", &[]);
        check("(as told (below) under the \"Risk Factors\")", &[]);
    }

    #[test]
    fn boxes_to_tick_are_no_blanks() {
        check("Indicate by check mark if so. Yes [ ] No |X|", &["checkbox placeholder"]);
        check("Form 10-K. [ ]", &["bracket placeholder"]);
        check("the date of [ ] and", &["bracket placeholder"]);
    }

    #[test]
    fn days_amounts_and_placeholders() {
        check("this 18th day of August, 2003, and on May 1, 1998", &["day 2003-08-18", "day 1998-05-01"]);
        check("the eighteenth day of August, 2003", &["day 2003-08-18"]);
        check("on 10 January 2025 and 3rd March, 1999", &["day 2025-01-10", "day 1999-03-03"]);
        check("the 10 May Street tenants", &[]);
        check("November __, 2003", &["day ?"]);
        check("a fee of 0.25% or $1,250.50, at most $2 million", &["amount 0.25", "amount 1250.5", "amount 2000000"]);
        check(".25% (.5%) or $.05 a share", &["amount 0.25", "amount 0.5", "amount 0.05"]);
        check(
            "[NAME OF FUND] and [●] and [***] but [Reserved]",
            &["bracket placeholder", "bullet placeholder", "redaction placeholder"],
        );
    }

    #[test]
    fn a_bullet_before_an_item_is_no_blank() {
        check("●   the fees of the Custodian", &[]);
        check("a fee of ● per annum", &["bullet placeholder"]);
        check("●", &["bullet placeholder"]);
    }
}
