//! What the texts begin with that a rule of the grammar fits, as far as two bytes tell: worked out from the grammar itself, so
//! that a rule which cannot fit is never tried.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::{fs, io};

use pest_meta::ast::Expr;
use pest_meta::parser::{self, Rule};

/// Files of the grammar, as `src/grammar/pest_rules.rs` names them.
const FILES: [&str; 2] = ["grammar/exhibit.pest", "grammar/inline.pest"];

/// Code for a function that gives the row of every first byte, and the rows: which bytes may follow.
pub(crate) fn table() -> io::Result<String> {
    let mut text = String::new();
    for file in FILES {
        println!("cargo::rerun-if-changed={file}");
        text.push_str(&fs::read_to_string(file)?);
    }
    let pairs = parser::parse(Rule::grammar_rules, &text).map_err(|error| io::Error::other(error.to_string()))?;
    let rules = parser::consume_rules(pairs).map_err(|errors| io::Error::other(format!("{errors:?}")))?;
    let mut grammar = Grammar { rules: HashMap::new(), starts: HashMap::new() };
    grammar.rules.extend(rules.iter().map(|rule| (rule.name.as_str(), &rule.expr)));
    let mut rows: BTreeMap<u128, usize> = BTreeMap::new();
    let mut code = String::from("/// The row of each first byte of the texts that a rule may fit.\n");
    code.push_str(
        "fn starts(rule: Rule) -> &'static [u16; 128] {\n    match rule {\n        Rule::EOI => &[0; 128],\n",
    );
    rows.insert(0, 0);
    for rule in &rules {
        let starts = grammar.of_rule(&rule.name);
        let mut number = |first| {
            let count = rows.len();
            *rows.entry(starts.row(first)).or_insert(count)
        };
        let numbers: Vec<usize> = (0..128).map(&mut number).collect();
        writeln!(code, "        Rule::r#{} => &{numbers:?},", rule.name).map_err(io::Error::other)?;
    }
    code.push_str("    }\n}\n\n/// The words of a rule that is nothing but a choice of words.\n");
    code.push_str("fn words(rule: Rule) -> &'static [&'static str] {\n    match rule {\n");
    for rule in &rules {
        if let Some(words) = words(&rule.expr) {
            writeln!(code, "        Rule::r#{} => &{words:?},", rule.name).map_err(io::Error::other)?;
        }
    }
    code.push_str("        _ => &[],\n    }\n}\n\n");
    let mut in_order: Vec<(usize, u128)> = rows.into_iter().map(|(row, number)| (number, row)).collect();
    in_order.sort_unstable();
    let in_order: Vec<u128> = in_order.into_iter().map(|(_, row)| row).collect();
    writeln!(code, "const ROWS: [u128; {}] = {in_order:?};", in_order.len()).map_err(io::Error::other)?;
    Ok(code)
}

/// The words of a choice of words, capitals or not.
fn words(expression: &Expr) -> Option<Vec<String>> {
    match expression {
        Expr::Insens(word) => Some(vec![word.to_ascii_lowercase()]),
        Expr::Choice(first, second) => Some([words(first)?, words(second)?].concat()),
        _ => None,
    }
}

/// What the texts begin with that an expression fits.
#[derive(Clone, Debug)]
struct Starts {
    /// By the first byte, the bytes that may come second. Bytes above 127 are not looked at: such a text may fit any rule.
    seconds: Box<[u128; 128]>,
    /// Texts of this one byte fit.
    singles: u128,
    /// The empty text fits.
    is_empty: bool,
}

impl Starts {
    fn nothing() -> Self {
        Self { seconds: Box::new([0; 128]), singles: 0, is_empty: false }
    }

    fn empty() -> Self {
        Self { is_empty: true, ..Self::nothing() }
    }

    fn anything() -> Self {
        Self { seconds: Box::new([u128::MAX; 128]), singles: u128::MAX, is_empty: true }
    }

    /// One character of those for which `holds`.
    fn character(holds: impl Fn(char) -> bool) -> Self {
        let singles = (0..128_u8).filter(|&byte| holds(char::from(byte))).fold(0, |set, byte| set | 1 << byte);
        Self { singles, ..Self::nothing() }
    }

    /// The bytes that may come second after `first`: all where the text may end before.
    fn row(&self, first: usize) -> u128 {
        if self.is_empty || self.singles >> first & 1 == 1 { u128::MAX } else { self.seconds[first] }
    }

    /// The bytes that a text may begin with.
    fn firsts(&self) -> u128 {
        (0..128).filter(|&first| self.seconds[first] != 0).fold(self.singles, |set, first| set | 1 << first)
    }

    fn or(mut self, other: &Self) -> Self {
        for (mine, theirs) in self.seconds.iter_mut().zip(other.seconds.iter()) {
            *mine |= theirs;
        }
        self.singles |= other.singles;
        self.is_empty |= other.is_empty;
        self
    }

    fn then(self, next: &Self) -> Self {
        let mut both = Self { is_empty: false, ..self.clone() };
        for first in (0..128).filter(|first| self.singles >> first & 1 == 1) {
            both.seconds[first] |= next.firsts();
        }
        both.singles = if next.is_empty { self.singles } else { 0 };
        if self.is_empty { both.or(next) } else { both }
    }
}

struct Grammar<'g> {
    rules: HashMap<&'g str, &'g Expr>,
    starts: HashMap<String, Starts>,
}

impl Grammar<'_> {
    fn of_rule(&mut self, name: &str) -> Starts {
        if let Some(known) = self.starts.get(name) {
            return known.clone();
        }
        // A rule that comes back to itself may begin with anything.
        self.starts.insert(name.to_owned(), Starts::anything());
        let starts = match self.rules.get(name).copied() {
            Some(expression) => self.of(expression),
            None => builtin(name),
        };
        self.starts.insert(name.to_owned(), starts.clone());
        starts
    }

    fn of(&mut self, expression: &Expr) -> Starts {
        match expression {
            Expr::Str(text) => text
                .chars()
                .fold(Starts::empty(), |starts, character| starts.then(&Starts::character(|other| other == character))),
            Expr::Insens(text) => text.chars().fold(Starts::empty(), |starts, character| {
                starts.then(&Starts::character(|other| other.eq_ignore_ascii_case(&character)))
            }),
            Expr::Range(from, to) => {
                let end = |text: &str| text.chars().next().unwrap_or_default();
                Starts::character(|character| (end(from)..=end(to)).contains(&character))
            }
            Expr::Ident(name) => self.of_rule(name),
            // What a text may not or must go on with only narrows it.
            Expr::PosPred(_) | Expr::NegPred(_) => Starts::empty(),
            Expr::Seq(first, second) => {
                let second = self.of(second);
                self.of(first).then(&second)
            }
            Expr::Choice(first, second) => {
                let second = self.of(second);
                self.of(first).or(&second)
            }
            Expr::Opt(inner) => self.of(inner).or(&Starts::empty()),
            Expr::Rep(inner) | Expr::RepMax(inner, _) | Expr::RepMin(inner, 0) | Expr::RepMinMax(inner, 0, _) => {
                self.repeated(inner).or(&Starts::empty())
            }
            Expr::RepOnce(inner) | Expr::RepMin(inner, _) | Expr::RepMinMax(inner, _, _) => self.repeated(inner),
            Expr::RepExact(inner, count) => {
                let inner = self.of(inner);
                (1..*count).fold(inner.clone(), |starts, _| starts.then(&inner))
            }
            _ => Starts::anything(),
        }
    }

    /// Once or more: the second time tells of the second byte.
    fn repeated(&mut self, inner: &Expr) -> Starts {
        let inner = self.of(inner);
        inner.clone().then(&inner).or(&inner)
    }
}

/// The rules that every grammar has.
fn builtin(name: &str) -> Starts {
    match name {
        "SOI" | "EOI" => Starts::empty(),
        "ASCII_DIGIT" => Starts::character(|character| character.is_ascii_digit()),
        "ASCII_ALPHA" => Starts::character(|character| character.is_ascii_alphabetic()),
        "ASCII_ALPHA_UPPER" => Starts::character(|character| character.is_ascii_uppercase()),
        "ASCII_ALPHA_LOWER" => Starts::character(|character| character.is_ascii_lowercase()),
        "ASCII_ALPHANUMERIC" => Starts::character(|character| character.is_ascii_alphanumeric()),
        _ => Starts::anything(),
    }
}
