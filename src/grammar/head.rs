//! The head of an exhibit: its own label and the title of the instrument.

use super::pest_rules::Rule;
use super::plan::{Part, Plan};
use super::token::{Opening, TokenKind};
use super::words;
use crate::decode::Join;
use crate::source::Span;

/// Lines from the start in which the exhibit's label and title are looked for.
const HEAD: usize = 60;
/// Lines of a title at the most.
const TITLE: usize = 12;

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
    plan.sole_text(index).is_some_and(|cell| plan.is(Rule::title_noun, plan.slice(cell.span)))
}

fn find_title(plan: &Plan<'_>, from: usize) -> Vec<usize> {
    let mut at = from;
    let end = plan.len().min(from + HEAD);
    while at < end {
        if is_foreign_heading(plan, at) {
            at = (at..plan.len()).find(|&index| plan.parts[index].is_furniture()).unwrap_or(end);
        } else if starts_title(plan, at) {
            return title_from(plan, company_above(plan, at));
        }
        at += 1;
    }
    Vec::new()
}

/// Whether a page of an attachment stands here, whose title is not that of the instrument.
fn is_foreign_heading(plan: &Plan<'_>, index: usize) -> bool {
    matches!(plan.kind(index), TokenKind::Heading { tail, .. } if tail.is_empty()) && plan.is_free(index)
}

/// A company's name directly over the title, and under nothing else, is part of it.
fn company_above(plan: &Plan<'_>, index: usize) -> usize {
    let above = index.checked_sub(1).filter(|&above| !plan.opens(index) && plan.opens(above) && plan.is_free(above));
    let is_company = |above: &usize| {
        let name = plan.sole_text(*above).map_or("", |cell| plan.slice(cell.span));
        plan.is(Rule::entity, name) && !plan.is(Rule::title_end, name)
    };
    above.filter(is_company).unwrap_or(index)
}

/// Whether a title starts on this line. The head ends where running text begins.
fn starts_title(plan: &Plan<'_>, index: usize) -> bool {
    let Some(cell) = plan.sole_text(index).filter(|_| plan.is_free(index)) else {
        return false;
    };
    let text = plan.slice(cell.span);
    let is_name = is_heading_like(plan, index) || plan.is(Rule::titled, text);
    let is_line = !plan.is(Rule::title_end, text) && is_name;
    let is_series = plan.name_end(text).is_fund && !plan.is(Rule::title_whole, text);
    is_line && !is_series && (plan.is(Rule::title_noun, text) || plan.is(Rule::title_open, text))
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
    let mut is_open = !is_complete(plan, start);
    let mut at = start + 1;
    while let Some(index) = plan.from(at).filter(|&index| index < start + 3 * TITLE && title.len() < TITLE) {
        let Some(cell) = plan.sole_text(index).filter(|_| plan.is_free(index)) else {
            break;
        };
        let text = plan.slice(cell.span);
        let is_link = plan.is(Rule::title_link, text);
        let is_bracket = text.starts_with('(') && text.ends_with(')');
        let is_number = !plan.opens(index) && plan.is(Rule::title_number, text);
        let is_name = is_heading_like(plan, index) || plan.is(Rule::titled, text);
        let is_rest = plan.line(index).join == Some(Join::Centred);
        let goes_on =
            is_rest || is_link || is_bracket || is_number || is_open && is_name && !plan.is(Rule::title_end, text);
        if !goes_on {
            break;
        }
        is_open = is_link || !is_bracket && !is_complete(plan, index);
        title.push(index);
        at = index + 1;
    }
    while title.len() > 1 && title.last().is_some_and(|&last| plan.is(Rule::title_link, plan.token_text(last))) {
        title.pop();
    }
    title
}

/// Whether a line ends with what is titled, so that the title need not go on.
fn is_complete(plan: &Plan<'_>, index: usize) -> bool {
    plan.is(Rule::title_whole, plan.token_text(index))
}

/// Whether a token is the instrument's preamble: the first running text after the title that names parties or a date.
pub(super) fn is_preamble(plan: &Plan<'_>, index: usize) -> bool {
    const MARKS: [&str; 8] = [
        "by and between",
        "by and among",
        " between ",
        " among ",
        "made as of",
        "entered into",
        "dated as of",
        "hereby amended",
    ];
    let is_plain = matches!(plan.kind(index), TokenKind::Prose(Opening::None));
    let text = plan.token_text(index);
    is_plain && text.len() > 40 && {
        let folded = crate::tree::fold(text).to_lowercase();
        folded.len() > 60 && MARKS.iter().any(|mark| folded.contains(mark))
    }
}
