//! The headings of attachments: which of the lines that look like one really are.

use super::pest_rules::Rule;
use super::plan::{Part, Plan};
use super::token::{CellKind, TokenKind};
use super::words;

/// Lines of a title under a heading at the most.
const TITLE: usize = 10;

/// Claims the headings of attachments, and the title lines under them.
pub(super) fn claim(plan: &mut Plan<'_>) {
    let mut current: Option<String> = None;
    for index in 0..plan.len() {
        let TokenKind::Heading { kind_word, label, tail } = plan.kind(index) else {
            continue;
        };
        if !plan.is_free(index) || !is_heading(plan, index, plan.slice(tail)) {
            continue;
        }
        let key = format!("{} {}", plan.slice(kind_word).to_ascii_lowercase(), plan.slice(label).to_ascii_lowercase());
        if current.as_ref() == Some(&key) && is_repeated(plan, index, plan.slice(tail)) {
            plan.parts[index] = Part::RunningHead;
            continue;
        }
        plan.parts[index] = Part::Heading;
        claim_title(plan, index);
        current = Some(key);
    }
}

/// Whether a line that looks like a heading is one, and neither the tail of a sentence nor an entry of a list of attachments.
fn is_heading(plan: &Plan<'_>, index: usize, tail: &str) -> bool {
    let TokenKind::Heading { kind_word, .. } = plan.kind(index) else {
        return false;
    };
    let is_code = plan.slice(kind_word).eq_ignore_ascii_case("ex");
    !is_code
        && is_title_tail(tail)
        && !goes_on_from(plan, index)
        && !goes_on_after(plan, index)
        && !is_entry(plan, index)
}

/// Whether what follows the label on its line can stand in a heading.
fn is_title_tail(tail: &str) -> bool {
    const LINKS: [&str; 6] = ["to ", "of ", "(", "for ", "dated ", "as of "];
    let text = tail.trim_start_matches(['-', '–', '—', ':', '.', ' ', '\t']);
    if text.is_empty() {
        return !tail.trim().ends_with(['.', ',', ';']);
    }
    let is_entry = tail.contains("...") || tail.contains('\t') || tail.contains("   ");
    let ends_sentence = text.ends_with(['.', ';', ',']) && !text.ends_with("Inc.");
    let starts_title = !text.starts_with(char::is_lowercase) && !words::is_sentence(text);
    let links_on = LINKS.iter().any(|link| text.starts_with(link));
    text.chars().count() <= 70 && !is_entry && !ends_sentence && (links_on || starts_title)
}

/// Whether a text cannot end here: `EACH FUND LISTED ON`, `as set forth in the`.
fn ends_open(text: &str) -> bool {
    const OPEN: [&str; 16] =
        ["on", "to", "in", "of", "and", "or", "the", "with", "under", "by", "as", "per", "see", "from", "this", "each"];
    let last = text.rsplit(char::is_whitespace).next().unwrap_or("");
    OPEN.iter().any(|word| last.eq_ignore_ascii_case(word))
}

/// Whether the sentence before runs into this line.
fn goes_on_from(plan: &Plan<'_>, index: usize) -> bool {
    let is_own_start =
        |part: Part| matches!(part, Part::Heading | Part::ScheduleTitle | Part::ExhibitLabel | Part::Section);
    let Some(before) = plan.before(index).filter(|&before| !is_own_start(plan.parts[before])) else {
        return false;
    };
    let text = plan.token_text(before);
    let is_centred = matches!(plan.token(index).mark, b'c' | b'C' | b'R');
    let is_prose = matches!(plan.kind(before), TokenKind::Prose(_)) || words::is_sentence(text);
    if plan.opens(index) {
        return is_prose && !is_centred && text.ends_with(',');
    }
    ends_open(text) || is_prose && !is_centred
}

/// Whether the line goes on in small letters after it.
fn goes_on_after(plan: &Plan<'_>, index: usize) -> bool {
    const LINKS: [&str; 8] = ["to the ", "to ", "dated ", "as of ", "revised ", "of the ", "(", "effective "];
    let Some(after) = plan.from(index + 1) else { return false };
    let text = plan.token_text(after);
    let is_link = words::is(Rule::title_link, text) || LINKS.iter().any(|link| text.starts_with(link));
    let is_text = matches!(plan.kind(after), TokenKind::Prose(_) | TokenKind::Cells { .. });
    let is_centred = matches!(plan.token(index).mark, b'c' | b'C');
    is_text && text.starts_with(char::is_lowercase) && !is_link && !is_centred
}

/// Whether the line is an entry of a list of attachments: another heading with a text behind it stands next to it.
fn is_entry(plan: &Plan<'_>, index: usize) -> bool {
    let has_text = |at: usize| match plan.kind(at) {
        TokenKind::Heading { tail, .. } => !tail.is_empty() && !plan.slice(tail).trim_start().starts_with(['t', '(']),
        _ => false,
    };
    let beside = |at: usize| has_text(at) && (at > index && !plan.opens(at) || at < index && !plan.opens(index));
    let is_beside = index > 0 && beside(index - 1) || index + 1 < plan.len() && beside(index + 1);
    let follows = |before: usize| {
        heads_entries(plan.token_text(before)) || plan.is_free(before) && has_text(before) && before + 1 == index
    };
    has_text(index) && (is_beside || plan.before(index).is_some_and(follows))
}

/// Whether a line heads a list of attachments, as at the end of a table of contents: `EXHIBITS`
fn heads_entries(text: &str) -> bool {
    const HEADS: [&str; 8] = [
        "exhibits",
        "schedules",
        "appendices",
        "annexes",
        "attachments",
        "exhibits and schedules",
        "schedules and exhibits",
        "list of exhibits",
    ];
    HEADS.iter().any(|head| text.trim_end_matches(':').eq_ignore_ascii_case(head))
}

/// Whether a heading with the label of the schedule that is open only repeats it on a further page.
fn is_repeated(plan: &Plan<'_>, index: usize, tail: &str) -> bool {
    let tail = tail.to_ascii_lowercase();
    let follows_page = index > 0 && plan.parts[index - 1].is_furniture();
    let ends_page = plan.parts.get(index + 1).is_none_or(|part| part.is_furniture());
    tail.contains("continued") || tail.contains("cont'd") || follows_page || ends_page
}

/// Claims the lines under a heading that are its title: `TO`, the instrument's name, a class in brackets, a date.
fn claim_title(plan: &mut Plan<'_>, heading: usize) {
    let mut is_open = false;
    for index in heading + 1..plan.len().min(heading + 1 + TITLE) {
        let is_line = plan.is_free(index)
            && matches!(plan.cells(index), [cell] if matches!(cell.kind, CellKind::Text | CellKind::Dated));
        if !is_line {
            break;
        }
        let text = plan.token_text(index);
        let is_link = words::is(Rule::title_link, text);
        if !belongs_to_title(plan, index, text, is_open || is_link) {
            break;
        }
        is_open = is_link || !words::is(Rule::title_noun, text) && is_open;
        plan.parts[index] = Part::ScheduleTitle;
    }
}

fn belongs_to_title<'a>(plan: &Plan<'a>, index: usize, text: &'a str, is_open: bool) -> bool {
    const DATED: [&str; 5] = ["dated", "as of", "revised", "effective", "(effective"];
    let lower = text.to_ascii_lowercase();
    let is_dated = DATED.iter().any(|word| lower.starts_with(word));
    let is_bracket = text.starts_with('(') && text.ends_with(')');
    let links_on = ["to ", "of the ", "for "].iter().any(|word| lower.starts_with(word));
    let touches = !plan.opens(index);
    let is_name = words::is(Rule::title_noun, text) || words::is(Rule::title_open, text);
    let names_whole = touches && (links_on && is_name || is_dated);
    names_whole || !words::is_sentence(text) && (is_open || touches && (is_name || is_bracket || is_dated || links_on))
}
