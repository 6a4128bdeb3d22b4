//! The title of an instrument, and what its words tell.

use super::Assembler;
use crate::grammar::pest_rules::Rule;
use crate::grammar::plan::Part;
use crate::grammar::run::Run;
use crate::grammar::token::TokenKind;
use crate::grammar::words::{self, Pieces};
use crate::numeral::{cardinal, ordinal};
use crate::tree::{AttributeName, Kind, NodeId, Value};

/// What ends the name of an instrument in a title.
const AFTER_NAME: [&str; 3] = ["(", " dated ", " made as of "];

impl Assembler<'_, '_> {
    /// Writes the title: its lines joined, and what its words tell.
    pub(super) fn title(&mut self, index: usize) {
        self.builder.close_to(&[]);
        self.clauses.clear();
        let mut run = Run::default();
        let mut at = index;
        while at < self.plan.len() && self.plan.parts[at] == Part::Title {
            if !matches!(self.plan.kind(at), TokenKind::Rule { .. }) {
                run.push(self.plan.text, self.plan.span(at));
            }
            at += 1;
        }
        self.at = at;
        let run = self.without_preamble(run);
        let id = self.builder.leaf(Kind::Caption, run.span());
        self.caption(id, &run);
        self.value(id, AttributeName::Text, run);
    }

    /// The title alone, where it runs on into the preamble: `SUPPORT AGREEMENT dated as of`.
    fn without_preamble(&mut self, run: Run) -> Run {
        let name = words::parse(Rule::titled, run.text()).and_then(|titled| words::find(titled, Rule::titled_name));
        let Some(end) = name.map(|name| name.as_span().end()) else { return run };
        let start = run.text().len() - run.text()[end..].trim_start().len();
        self.title_rest = Some(run.source(start, run.text().len()));
        let mut title = Run::default();
        title.push(self.plan.text, run.source(0, end));
        title
    }

    fn caption(&mut self, id: NodeId, run: &Run) {
        let words = TitleWords::of(run.text());
        let number = words.number.and_then(|(start, _)| amendment(&run.text()[start..]));
        if let (Some((start, end)), Some(number)) = (words.number, number) {
            let number = Value::Number(f64::from(number));
            self.builder.attribute(id, AttributeName::Amendment, run.source(start, end), number);
        }
        if let Some((start, end)) = words.restated {
            self.builder.attribute(id, AttributeName::Restated, run.source(start, end), Value::Flag);
        }
        if let Some((start, end)) = words.class {
            let name = run.text()[start + 1..end - 1].trim().into();
            self.builder.attribute(id, AttributeName::Class, run.source(start, end), Value::Text(name));
        }
        self.instrument(id, run, words.number.map_or(0, |(_, end)| end));
        let lower = run.text().to_lowercase();
        self.dates.is_amendment |= lower.contains("amend") || lower.contains("restated");
        self.dates.is_report |= lower.starts_with("form ") && !lower.starts_with("form of")
            || ["press release", "immediate release"].iter().any(|words| lower.contains(words));
    }

    /// The instrument's name is the title without its amendment number, the words that link them, and its day.
    fn instrument(&mut self, id: NodeId, run: &Run, start: usize) {
        let rest = &run.text()[start..];
        let trimmed = rest.trim_start();
        let linked = trimmed
            .split_once(' ')
            .filter(|(word, _)| word.eq_ignore_ascii_case("to"))
            .map_or(trimmed, |(_, rest)| rest);
        let linked = ["the ", "form of "].iter().fold(linked, |text, word| strip_word(text, word));
        let from = run.text().len() - linked.len();
        let lower = linked.to_ascii_lowercase();
        let end = AFTER_NAME.iter().filter_map(|words| lower.find(words)).min().unwrap_or(linked.len());
        let name = linked[..end].trim_end_matches([' ', ',']);
        if !name.is_empty() {
            self.builder.attribute(
                id,
                AttributeName::Instrument,
                run.source(from, from + name.len()),
                Value::Text(name.into()),
            );
        }
    }
}

/// The text without a word at its start, whatever its case.
fn strip_word<'t>(text: &'t str, word: &str) -> &'t str {
    if words::starts_with(text, word) { &text[word.len()..] } else { text }
}

/// The number of an amendment that the words of a title begin with.
fn amendment(words: &str) -> Option<u32> {
    let number = words::parse(Rule::amendment_number, words)?.into_inner().flatten().last()?;
    ordinal(number.as_str()).or_else(|| cardinal(number.as_str()))
}

/// Where a title tells something: bytes of it, the first of each kind.
#[derive(Debug, Default)]
struct TitleWords {
    /// `AMENDMENT NO. 6`
    number: Option<(usize, usize)>,
    /// `RESTATED`
    restated: Option<(usize, usize)>,
    /// `(CLASS B SHARES)`
    class: Option<(usize, usize)>,
}

impl TitleWords {
    fn of(title: &str) -> Self {
        let mut words = Self::default();
        let mut pieces = Pieces::new(title, 0);
        while pieces.at < title.len() {
            let start = pieces.at;
            let mut kinds = [
                (Rule::amendment_number, &mut words.number),
                (Rule::restated, &mut words.restated),
                (Rule::class_words, &mut words.class),
            ];
            match kinds.iter_mut().find(|(rule, _)| pieces.next(*rule).is_some()) {
                Some((_, place)) => _ = place.get_or_insert((start, pieces.at)),
                None if pieces.next(Rule::other_title_word).is_none() => break,
                None => {}
            }
        }
        words
    }
}
