//! The text of a selector to its typed form. The only place that sees pest's types.
//!
//! The first mistake ends the reading: a selector is one line, and what follows a mistake in it is seldom meaningful.

mod describe;

use std::sync::Arc;

use pest::Parser;
use pest::iterators::Pair;

use super::ast::{Asked, Attribute, Combinator, Complex, Compound, List, Origin, Position, Predicate};
use super::kinds::KindSet;
use super::pattern::{self, LetterCase};
use super::{SelectorError, attribute_test, reach};
use crate::source::Span;
use crate::suggest::did_you_mean;
use crate::tree::Kind;

/// The longest selector that is read, in bytes.
const LENGTH_LIMIT: usize = 4096;

/// The deepest that brackets may nest.
const DEPTH_LIMIT: usize = 16;

const PSEUDO_CLASSES: [&str; 8] = ["has", "not", "is", "first", "last", "nth", "text", "empty"];

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/selector.pest"]
struct SelectorParser;

pub(super) type Read<T> = Result<T, SelectorError>;

/// What a path consists of: the selector, where there is one, and the attribute.
pub(super) struct PathParts {
    pub(super) list: Option<List>,
    pub(super) attribute: Attribute,
    /// The kinds of the nodes whose attribute is meant.
    pub(super) kinds: KindSet,
}

/// Reads a selector that starts at a node of the given kinds.
pub(super) fn selector(text: &str, start: KindSet) -> Read<List> {
    let whole = parse(Rule::whole_selector, text)?;
    let pair = whole
        .into_inner()
        .find(|pair| pair.as_rule() == Rule::list)
        .expect("internal error: the grammar requires a list");
    list(pair, start)
}

/// Reads a path that starts at a node of the given kinds.
pub(super) fn path(text: &str, start: KindSet) -> Read<PathParts> {
    let mut parts = None;
    let mut kinds = start;
    for pair in parse(Rule::whole_path, text)?.into_inner() {
        match pair.as_rule() {
            Rule::list => {
                let list = list(pair, start)?;
                kinds = list.kinds();
                parts = Some(list);
            }
            Rule::name => {
                let attribute = attribute_test::name(&pair_text(&pair), kinds)?;
                return Ok(PathParts { list: parts, attribute, kinds });
            }
            _ => {}
        }
    }
    unreachable!("internal error: the grammar requires a name")
}

/// A piece of a selector's text with its place.
pub(super) struct Piece {
    pub(super) text: Arc<str>,
    pub(super) span: Span,
}

impl Piece {
    /// A mistake at this piece.
    pub(super) fn error(&self, message: impl Into<String>, help: Option<String>) -> SelectorError {
        SelectorError { message: message.into(), span: self.span, help }
    }
}

/// A test of an attribute as it is written.
pub(super) struct RawTest {
    pub(super) whole: Piece,
    pub(super) name: Piece,
    pub(super) comparison: Option<RawComparison>,
}

/// The right side of a test: operator, value, flag.
pub(super) struct RawComparison {
    pub(super) operator: Piece,
    pub(super) value: RawValue,
    pub(super) place: Piece,
    pub(super) letter_case: LetterCase,
}

/// A value as it is written.
pub(super) enum RawValue {
    Text(String),
    Pattern(String),
}

fn parse(rule: Rule, text: &str) -> Read<Pair<'_, Rule>> {
    guard(text)?;
    let mut pairs = SelectorParser::parse(rule, text).map_err(|error| describe::syntax_error(text, &error))?;
    Ok(pairs.next().expect("internal error: a parse yields its rule"))
}

/// Refuses what would be slow or deep to read.
fn guard(text: &str) -> Read<()> {
    let refuse = |message: String, start: usize, end: usize| {
        Err(SelectorError { message, span: Span::new(start, end), help: None })
    };
    if text.len() > LENGTH_LIMIT {
        return refuse(format!("a selector may have at most {LENGTH_LIMIT} bytes"), 0, text.len());
    }
    if text.trim().is_empty() {
        return refuse("the selector is empty".to_owned(), 0, text.len());
    }
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH_LIMIT {
            return refuse(format!("brackets may nest at most {DEPTH_LIMIT} deep"), at, at + 1);
        }
    }
    Ok(())
}

fn list(pair: Pair<'_, Rule>, start: KindSet) -> Read<List> {
    let complexes = pair.into_inner().map(|pair| complex(pair, start)).collect::<Read<_>>()?;
    Ok(List { complexes })
}

fn complex(pair: Pair<'_, Rule>, start: KindSet) -> Read<Complex> {
    let span = pair_text(&pair).span;
    let mut origin = Origin::Below;
    let mut combinator = Combinator::Descendant;
    let mut first: Option<Compound> = None;
    let mut rest: Vec<(Combinator, Compound)> = Vec::new();
    for pair in pair.into_inner() {
        match pair.as_rule() {
            Rule::origin => origin = read_origin(pair.as_str()),
            Rule::combinator => combinator = read_combinator(pair.as_str()),
            _ => {
                let place = pair_text(&pair);
                let compound = compound(pair)?;
                let Some(first) = &first else {
                    reach::check_first(start, origin, &compound, &place)?;
                    first = Some(compound);
                    continue;
                };
                let left = rest.last().map_or(first.kinds, |(_, compound)| compound.kinds);
                reach::check_step(left, combinator, &compound, &place)?;
                rest.push((combinator, compound));
            }
        }
    }
    let first = first.expect("internal error: the grammar requires a compound");
    Ok(Complex { span, origin, first, rest })
}

fn read_origin(text: &str) -> Origin {
    match text {
        "/" => Origin::Document,
        "^" => Origin::Above,
        ">" => Origin::Children,
        "+" => Origin::Next,
        _ => Origin::Following,
    }
}

fn read_combinator(text: &str) -> Combinator {
    match text.trim() {
        ">" => Combinator::Child,
        "+" => Combinator::Next,
        "~" => Combinator::Following,
        _ => Combinator::Descendant,
    }
}

fn compound(pair: Pair<'_, Rule>) -> Read<Compound> {
    let start = pair.as_span().start();
    let kind_span = Span::new(start, start);
    let mut compound = Compound { kind: None, kind_span, predicates: Vec::new(), kinds: KindSet::all() };
    for pair in pair.into_inner() {
        let span = pair_text(&pair).span;
        match pair.as_rule() {
            Rule::any => compound.kind_span = span,
            Rule::kind => {
                let kind = kind(&pair_text(&pair))?;
                compound.kind = Some(kind);
                compound.kind_span = span;
                compound.kinds = kind.into();
            }
            Rule::attribute => {
                let test = attribute_test::compile(&raw_test(pair)?, compound.kinds)?;
                compound.predicates.push(Asked { predicate: Predicate::Attribute(test), span });
            }
            _ => {
                let predicate = pseudo(pair, compound.kinds)?;
                if let Predicate::Is(choices) = &predicate {
                    let kinds = choices.iter().fold(KindSet::NONE, |set, choice| set | choice.kinds);
                    compound.kinds = compound.kinds.intersection(kinds);
                }
                compound.predicates.push(Asked { predicate, span });
            }
        }
    }
    Ok(compound)
}

fn kind(piece: &Piece) -> Read<Kind> {
    Kind::from_name(&piece.text).ok_or_else(|| {
        let names = Kind::ALL.iter().map(|kind| kind.name());
        piece.error(format!("no node kind `{}`", piece.text), did_you_mean(&piece.text, names))
    })
}

fn pseudo(pair: Pair<'_, Rule>, kinds: KindSet) -> Read<Predicate> {
    let pair = only_child(pair);
    let piece = pair_text(&pair);
    Ok(match pair.as_rule() {
        Rule::has => Predicate::Has(list(only_child(pair), kinds)?),
        Rule::not => Predicate::Not(choices(only_child(pair), "not")?),
        Rule::is => Predicate::Is(choices(only_child(pair), "is")?),
        Rule::text => {
            let (expression, letter_case) = raw_pattern(only_child(pair));
            Predicate::Text(pattern::compile(&expression, letter_case).map_err(|reason| piece.error(reason, None))?)
        }
        Rule::nth => Predicate::Position(Position::Nth(nth(&pair_text(&only_child(pair)))?)),
        _ => simple(pair, &piece)?,
    })
}

/// The alternatives of `:not()` and `:is()`: each asks about the node alone.
fn choices(pair: Pair<'_, Rule>, name: &str) -> Read<Vec<Compound>> {
    let piece = pair_text(&pair);
    let list = list(pair, KindSet::all())?;
    let plain = |complex: Complex| {
        let is_single = complex.origin == Origin::Below && complex.rest.is_empty();
        if !is_single {
            let help = format!("ask about other nodes with `:has()`, which may stand in `:{name}()`");
            return Err(piece.error(format!("`:{name}()` asks about one node, not about those around it"), Some(help)));
        }
        let has_position = |asked: &Asked| matches!(asked.predicate, Predicate::Position(_));
        if complex.first.predicates.iter().any(has_position) {
            return Err(piece.error(format!("a position cannot stand in `:{name}()`"), None));
        }
        Ok(complex.first)
    };
    list.complexes.into_iter().map(plain).collect()
}

fn nth(piece: &Piece) -> Read<usize> {
    match piece.text.parse::<usize>() {
        Ok(0) => Err(piece.error("positions are counted from 1", None)),
        Ok(number) => Ok(number - 1),
        Err(_) => Err(piece.error("the position is too large", None)),
    }
}

fn simple(pair: Pair<'_, Rule>, piece: &Piece) -> Read<Predicate> {
    let mut inner = pair.into_inner();
    let name = inner.next().expect("internal error: the grammar requires a name");
    let name = pair_text(&name);
    let has_argument = inner.next().is_some();
    let predicate = match &*name.text {
        "first" => Predicate::Position(Position::Nth(0)),
        "last" => Predicate::Position(Position::Last),
        "empty" => Predicate::Empty,
        word if PSEUDO_CLASSES.contains(&word) => {
            return Err(piece.error(format!("`:{word}` needs something in brackets: `:{word}(…)`"), None));
        }
        word => {
            let known = || Some(format!("there are `:{}`", PSEUDO_CLASSES.join("`, `:")));
            let help = did_you_mean(word, PSEUDO_CLASSES).or_else(known);
            return Err(name.error(format!("no pseudo-class `:{word}`"), help));
        }
    };
    if has_argument {
        return Err(piece.error(format!("`:{}` takes nothing in brackets", name.text), None));
    }
    Ok(predicate)
}

fn raw_test(pair: Pair<'_, Rule>) -> Read<RawTest> {
    let whole = pair_text(&pair);
    let (mut name, mut operator, mut value) = (None, None, None);
    let mut letter_case = LetterCase::Matters;
    for pair in pair.into_inner() {
        let piece = pair_text(&pair);
        match pair.as_rule() {
            Rule::name => name = Some(piece),
            Rule::operator => operator = Some(piece),
            Rule::flag => letter_case = LetterCase::Ignored,
            Rule::pattern => {
                let (expression, pattern_case) = raw_pattern(pair);
                if pattern_case == LetterCase::Ignored {
                    letter_case = pattern_case;
                }
                value = Some((RawValue::Pattern(expression), piece));
            }
            Rule::quoted => value = Some((RawValue::Text(unescape(only_child(pair).as_str())), piece)),
            _ => value = Some((RawValue::Text(pair.as_str().to_owned()), piece)),
        }
    }
    let comparison =
        operator.zip(value).map(|(operator, (value, place))| RawComparison { operator, value, place, letter_case });
    let name = name.expect("internal error: the grammar requires a name");
    Ok(RawTest { whole, name, comparison })
}

/// The expression of `/…/`, its `\/` made plain, and whether its flag ignores letter case.
fn raw_pattern(pair: Pair<'_, Rule>) -> (String, LetterCase) {
    let mut expression = String::new();
    let mut letter_case = LetterCase::Matters;
    for pair in pair.into_inner() {
        match pair.as_rule() {
            Rule::flag => letter_case = LetterCase::Ignored,
            _ => expression = pair.as_str().replace("\\/", "/"),
        }
    }
    (expression, letter_case)
}

/// Takes the backslashes away that protect the characters after them.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        plain.push(if character == '\\' { characters.next().unwrap_or('\\') } else { character });
    }
    plain
}

fn only_child(pair: Pair<'_, Rule>) -> Pair<'_, Rule> {
    pair.into_inner().next().expect("internal error: the grammar requires a child")
}

fn pair_text(pair: &Pair<'_, Rule>) -> Piece {
    let span = pair.as_span();
    Piece {
        text: pair.as_str().trim_end().into(),
        span: Span::new(span.start(), span.start() + pair.as_str().trim_end().len()),
    }
}
