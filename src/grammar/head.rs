//! The head of an exhibit: its own label and the title of the instrument.

use super::pest_rules::Rule;
use super::plan::{Part, Plan};
use super::run::Run;
use super::token::{Opening, TokenKind};
use super::words;
use crate::decode::Join;
use crate::source::Span;

/// Lines from the start in which the exhibit's label and title are looked for.
const HEAD: usize = 60;
/// Lines of a title at the most.
const TITLE: usize = 12;

/// Characters of a preamble in which it tells that it is one.
const PREAMBLE: usize = 360;

/// The label and the title that were found.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// The token of the exhibit's label, and the label itself.
    pub label: Option<(usize, Span)>,
    /// The tokens of the title's lines.
    pub title: Vec<usize>,
}

/// Claims the exhibit's label and the lines of the first title.
pub(super) fn claim(plan: &mut Plan<'_>) -> Head {
    let mut head = Head { label: find_label(plan), ..Head::default() };
    if let Some((index, _)) = head.label {
        plan.parts[index] = Part::ExhibitLabel;
    }
    head.title = find_title(plan, head.label.map_or(0, |(index, _)| index + 1));
    for &index in &head.title {
        plan.parts[index] = Part::Title;
    }
    head
}

fn find_label(plan: &Plan<'_>) -> Option<(usize, Span)> {
    let mut lines = 0;
    for index in 0..plan.len().min(HEAD) {
        match plan.kind(index) {
            TokenKind::Heading { label, tail, .. } => {
                let tail = plan.slice(tail).trim_start();
                let is_bare = tail.is_empty() || ["under ", "to Form "].iter().any(|words| tail.starts_with(words));
                let is_own = is_bare && lines < 8 && is_own_label(plan, index);
                return is_own.then_some((index, label));
            }
            TokenKind::Prose(_) => return None,
            TokenKind::Cells { .. } => lines += 1,
            _ => {}
        }
    }
    None
}

/// Whether a heading at the start is the document's own label and not that of an attachment whose pages stand first.
fn is_own_label(plan: &Plan<'_>, index: usize) -> bool {
    let TokenKind::Heading { kind_word, label, .. } = plan.kind(index) else { return false };
    let (word, label) = (plan.slice(kind_word), plan.slice(label));
    let is_exhibit = word.to_ascii_lowercase().starts_with("ex");
    let is_number = label.contains(|c: char| c.is_ascii_digit()) || label.contains('(');
    let follows_number = plan.parts[..index].contains(&Part::Folio);
    let heads_title = (index + 1..plan.len().min(index + 12)).any(|at| is_title_noun(plan, at));
    is_exhibit && (is_number || !follows_number && heads_title)
}

fn is_title_noun(plan: &Plan<'_>, index: usize) -> bool {
    plan.sole_text(index).is_some_and(|cell| words::is(Rule::title_noun, plan.slice(cell.span)))
}

fn find_title(plan: &Plan<'_>, from: usize) -> Vec<usize> {
    let mut at = from;
    let end = plan.len().min(from + HEAD);
    while at < end {
        if is_foreign_heading(plan, at) {
            at = (at..plan.len()).find(|&index| plan.parts[index].is_furniture()).unwrap_or(end);
        } else if is_legend(plan, at) {
            at = (at + 1..end).find(|&index| plan.opens(index)).unwrap_or(end);
            continue;
        } else if starts_title(plan, at) {
            return title_from(plan, start_above(plan, at));
        }
        at += 1;
    }
    Vec::new()
}

/// Whether a page of an attachment stands here, whose title is not that of the instrument.
fn is_foreign_heading(plan: &Plan<'_>, index: usize) -> bool {
    matches!(plan.kind(index), TokenKind::Heading { tail, .. } if tail.is_empty()) && plan.is_free(index)
}

/// Whether a legend about the securities starts here, in which instruments are named.
fn is_legend(plan: &Plan<'_>, index: usize) -> bool {
    const STARTS: [&str; 5] = ["THE SECURITIES REPRESENTED", "THIS ", "NEITHER ", "THE SHARES", "THESE SECURITIES"];
    let text = plan.token_text(index);
    plan.opens(index) && STARTS.iter().any(|start| text.starts_with(start)) && text.len() > 40
}

/// Where a title starts whose noun stands on a line: above it, where the noun alone is on that line.
fn start_above(plan: &Plan<'_>, index: usize) -> usize {
    let is_part = |above: usize| {
        let text = plan.sole_text(above).map_or("", |cell| plan.slice(cell.span));
        plan.is_free(above)
            && !text.is_empty()
            && !text.contains(char::is_lowercase)
            && !words::is(Rule::title_end, text)
    };
    if !words::is(Rule::sole_noun, plan.token_text(index)) {
        return company_above(plan, index);
    }
    let mut start = index;
    while start > 0 && index - start < 3 && !plan.opens(start) && is_part(start - 1) {
        start -= 1;
    }
    start
}

/// A company's name directly over the title, and under nothing else, is part of it.
fn company_above(plan: &Plan<'_>, index: usize) -> usize {
    let above = index.checked_sub(1).filter(|&above| !plan.opens(index) && plan.opens(above) && plan.is_free(above));
    let is_company = |above: &usize| {
        let name = plan.sole_text(*above).map_or("", |cell| plan.slice(cell.span));
        words::is(Rule::entity, name) && !words::is(Rule::title_end, name)
    };
    above.filter(is_company).unwrap_or(index)
}

/// Whether a title starts on this line. The head ends where running text begins.
fn starts_title(plan: &Plan<'_>, index: usize) -> bool {
    let Some(cell) = plan.sole_text(index).filter(|_| plan.is_free(index)) else {
        return false;
    };
    let text = plan.slice(cell.span);
    let is_name = is_heading_like(plan, index) || words::is(Rule::titled, text);
    let is_line = !words::is(Rule::title_end, text) && is_name;
    let is_series = words::NameEnd::of(text).is_fund && !words::is(Rule::title_whole, text);
    is_line
        && !is_series
        && !continues_label(plan, index, text)
        && (words::is(Rule::title_noun, text) || words::is(Rule::title_open, text))
}

/// Whether a line right under the exhibit's label tells what it is attached to: `to Securities Purchase Agreement`
fn continues_label(plan: &Plan<'_>, index: usize, text: &str) -> bool {
    let is_under = index > 0 && plan.parts[index - 1] == Part::ExhibitLabel && !plan.opens(index);
    is_under && words::starts_with(text, "to ")
}

/// Whether a line looks like a heading: centred, in capitals, or short and alone.
fn is_heading_like(plan: &Plan<'_>, index: usize) -> bool {
    let mark = plan.token(index).mark;
    let text = plan.token_text(index);
    let is_short = text.chars().count() <= 90;
    let ends_sentence = text.ends_with(['.', ';', ',']) && !mark.is_ascii_uppercase();
    is_short && !ends_sentence && (!plan.is_sentence(index) || words::is_title_case(text)) && !text.contains(".htm")
}

fn title_from(plan: &Plan<'_>, start: usize) -> Vec<usize> {
    let mut title = vec![start];
    let is_form = words::starts_with(plan.token_text(start), "form ");
    let mut is_open = links_on(plan, start) || !is_complete(plan, start);
    let mut at = start + 1;
    while let Some(index) = plan.from(at).filter(|&index| index < start + 3 * TITLE && title.len() < TITLE) {
        if is_form && matches!(plan.kind(index), TokenKind::Rule { .. }) {
            at = index + 1;
            continue;
        }
        let Some(cell) = plan.sole_text(index).filter(|_| plan.is_free(index)) else {
            break;
        };
        let text = plan.slice(cell.span);
        let is_link = words::is(Rule::title_link, text);
        let is_bracket = text.starts_with('(') && text.ends_with(')') && !text.eq_ignore_ascii_case("(mark one)");
        let is_number = !plan.opens(index) && words::is(Rule::title_number, text);
        let is_name = is_heading_like(plan, index) || words::is(Rule::titled, text);
        let is_rest = plan.line(index).join == Some(Join::Centred)
            || is_form && title.len() == 1 && words::is(Rule::title_report, text);
        let goes_on =
            is_rest || is_link || is_bracket || is_number || is_open && is_name && !words::is(Rule::title_end, text);
        if !goes_on {
            break;
        }
        let ends_link = title.last().is_some_and(|&last| is_complete(plan, last) && links_on(plan, last));
        is_open = is_link || links_on(plan, index) || !is_bracket && !ends_link && !is_complete(plan, index);
        // A line drawn between the name of a form and its kind stands inside the title.
        let is_drawn = |&line: &usize| matches!(plan.kind(line), TokenKind::Rule { .. });
        title.extend((title[title.len() - 1] + 1..index).filter(is_drawn));
        title.push(index);
        at = index + 1;
    }
    while title.len() > 1 && title.last().is_some_and(|&last| words::is(Rule::title_link, plan.token_text(last))) {
        title.pop();
    }
    title
}

/// Whether a line ends with what is titled, so that the title need not go on.
fn is_complete(plan: &Plan<'_>, index: usize) -> bool {
    words::is(Rule::title_whole, plan.token_text(index))
}

/// Whether a line ends with a word that more must follow: `Charter of the Audit Committee of the`
fn links_on(plan: &Plan<'_>, index: usize) -> bool {
    let last = plan.token_text(index).rsplit(' ').next().unwrap_or("");
    ["of", "the", "to", "and", "for"].iter().any(|word| last.eq_ignore_ascii_case(word))
}

/// Whether a token is the instrument's preamble: the first running text after the title that names the instrument and, in the same
/// sentence, its parties or date.
pub(super) fn is_preamble(plan: &Plan<'_>, index: usize) -> bool {
    const MARKS: [&str; 10] = [
        "by and between",
        "by and among",
        " between ",
        " among ",
        "made as of",
        "made and entered into",
        "entered into",
        "dated as of",
        "dated",
        "hereby amended",
    ];
    let is_plain = matches!(plan.kind(index), TokenKind::Prose(Opening::None));
    let text = words::head(plan.token_text(index), PREAMBLE);
    is_plain && text.len() > 40 && opens_preamble(text) && {
        let mut run = Run::default();
        let start = plan.span(index).start();
        run.push(plan.text, Span::new(start, start + text.len()));
        let words = run.into_text().to_ascii_lowercase();
        words.len() > 60 && MARKS.iter().any(|mark| words.contains(mark))
    }
}

/// Whether a text begins as a preamble does: `This Agreement`, `EMPLOYMENT AGREEMENT`, `dated as of`.
fn opens_preamble(text: &str) -> bool {
    const NOUNS: [&str; 18] = [
        "agreement",
        "agreements",
        "amendment",
        "addendum",
        "lease",
        "indenture",
        "deed",
        "contract",
        "plan",
        "assignment",
        "supplement",
        "joinder",
        "guaranty",
        "guarantee",
        "memorandum",
        "instrument",
        "declaration",
        "certificate",
    ];
    const LINKS: [&str; 8] =
        ["is made", "made ", "dated", "is dated", "is entered", "entered into", "by and ", "between "];
    const NO_TITLE: [&str; 14] =
        ["pursuant", "under", "in", "on", "to", "by", "as", "for", "with", "we", "each", "all", "no", "subject"];
    if LINKS.iter().any(|link| words::starts_with(text, link)) {
        return true;
    }
    let bare = |word: &'_ str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
    let first = bare(words::first_word(text));
    !first.is_empty()
        && !NO_TITLE.contains(&first.as_str())
        && text
            .split_whitespace()
            .take(16)
            .take_while(|word| !word.starts_with(char::is_lowercase) || words::is_title_case(word))
            .any(|word| NOUNS.contains(&bare(word).as_str()))
}
