//! Writes a recognizer for every rule of the grammar: a function that tells where the rule ends in a text, and keeps nothing of
//! what it read. It reads as pest does; the builder asks it what it only needs a yes or no to.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::{fs, io};

use pest_meta::ast::Expr;
use pest_meta::parser::{self, Rule};

/// Files of the grammar, as `src/grammar/pest_rules.rs` names them.
const FILES: [&str; 2] = ["grammar/exhibit.pest", "grammar/inline.pest"];

/// Code for `end`, which asks the recognizer of a rule, and for the recognizers.
pub(crate) fn code() -> io::Result<String> {
    let mut text = String::new();
    for file in FILES {
        println!("cargo::rerun-if-changed={file}");
        text.push_str(&fs::read_to_string(file)?);
    }
    let pairs = parser::parse(Rule::grammar_rules, &text).map_err(|error| io::Error::other(error.to_string()))?;
    let rules = parser::consume_rules(pairs).map_err(|errors| io::Error::other(format!("{errors:?}")))?;
    let mut grammar = Grammar { rules: HashMap::new(), firsts: HashMap::new() };
    grammar.rules.extend(rules.iter().map(|rule| (rule.name.as_str(), &rule.expr)));
    let mut ends = String::from("        Rule::EOI => eoi(text, 0),\n");
    let mut functions = String::new();
    for rule in &rules {
        let name = &rule.name;
        let asked = grammar.firsts_of(name).guard(&format!("rules::r#{name}(text, 0)"), "0");
        writeln!(ends, "        Rule::r#{name} => {asked},").map_err(io::Error::other)?;
        let body = grammar.code(&rule.expr)?;
        writeln!(
            functions,
            "    pub(super) fn r#{name}(text: &str, at: usize) -> Option<usize> {{\n        {body}\n    }}"
        )
        .map_err(io::Error::other)?;
    }
    Ok(format!(
        "/// Where a rule ends that fits the start of a text.\n\
         #[allow(clippy::all)]\n\
         pub(super) fn end(rule: Rule, text: &str) -> Option<usize> {{\n    match rule {{\n{ends}    }}\n}}\n\n\
         #[allow(clippy::all, unused_parens)]\nmod rules {{\n{functions}}}\n"
    ))
}

struct Grammar<'g> {
    rules: HashMap<&'g str, &'g Expr>,
    firsts: HashMap<&'g str, Firsts>,
}

impl<'g> Grammar<'g> {
    /// Code for where an expression ends that begins at `at`.
    fn code(&mut self, expr: &'g Expr) -> io::Result<String> {
        if let Some(test) = self.test(expr) {
            return Ok(format!("super::character(text, at, |c| {test})"));
        }
        Ok(match expr {
            Expr::Str(words) => format!("super::word(text, at, {words:?})"),
            Expr::Insens(words) => format!("super::word_in_any_case(text, at, {:?})", words.to_ascii_lowercase()),
            Expr::Ident(name) => match name.as_str() {
                "SOI" => "Some(at).filter(|&at| at == 0)".to_owned(),
                "EOI" => "super::eoi(text, at)".to_owned(),
                "ANY" => "super::character(text, at, |_| true)".to_owned(),
                name => format!("self::r#{name}(text, at)"),
            },
            Expr::PosPred(inner) => format!("{}.map(|_| at)", self.code(inner)?),
            Expr::NegPred(inner) => format!("{}.map_or(Some(at), |_| None)", self.code(inner)?),
            Expr::Seq(first, second) => format!("{}.and_then(|at| {})", self.code(first)?, self.code(second)?),
            Expr::Choice(..) => self.choice(expr)?,
            Expr::Opt(inner) => self.repeated(inner, 0, Some(1))?,
            Expr::Rep(inner) => self.repeated(inner, 0, None)?,
            Expr::RepOnce(inner) => self.repeated(inner, 1, None)?,
            Expr::RepExact(inner, count) => self.repeated(inner, *count, Some(*count))?,
            Expr::RepMin(inner, least) => self.repeated(inner, *least, None)?,
            Expr::RepMax(inner, most) => self.repeated(inner, 0, Some(*most))?,
            Expr::RepMinMax(inner, least, most) => self.repeated(inner, *least, Some(*most))?,
            other => return Err(io::Error::other(format!("no recognizer can be written for {other}"))),
        })
    }

    fn repeated(&mut self, inner: &'g Expr, least: u32, most: Option<u32>) -> io::Result<String> {
        let most = most.map_or("u32::MAX".to_owned(), |most| most.to_string());
        Ok(format!("super::repeated(at, {least}, {most}, |at| {})", self.code(inner)?))
    }

    /// A test of the character that an expression is, if it is always one.
    fn test(&self, expr: &Expr) -> Option<String> {
        let one = |text: &str| {
            let mut characters = text.chars();
            characters.next().filter(|_| characters.next().is_none())
        };
        Some(match expr {
            Expr::Str(text) => format!("c == {:?}", one(text)?),
            Expr::Insens(text) => format!("c.eq_ignore_ascii_case(&{:?})", one(text)?),
            Expr::Range(from, to) => format!("({:?}..={:?}).contains(&c)", one(from)?, one(to)?),
            Expr::Choice(first, second) => format!("{} || {}", self.test(first)?, self.test(second)?),
            // Any character but some.
            Expr::Seq(not, any) => match (&**not, &**any) {
                (Expr::NegPred(not), Expr::Ident(any)) if any == "ANY" => format!("!({})", self.test(not)?),
                _ => return None,
            },
            Expr::Ident(name) => match class(name) {
                Some((method, _)) => format!("c.{method}()"),
                None => self.test(self.rules.get(name.as_str())?)?,
            },
            _ => return None,
        })
    }

    /// A choice looks at the next byte, and tries those alternatives alone that may begin with it.
    fn choice(&mut self, expr: &'g Expr) -> io::Result<String> {
        let mut alternatives = Vec::new();
        flatten(expr, &mut alternatives);
        let codes = alternatives.iter().map(|alternative| self.code(alternative)).collect::<io::Result<Vec<_>>>()?;
        let firsts: Vec<Firsts> = alternatives.iter().map(|alternative| self.firsts(alternative)).collect();
        let all = |holds: &dyn Fn(&Firsts) -> bool| -> Vec<usize> {
            firsts.iter().enumerate().filter(|(_, firsts)| holds(firsts)).map(|(at, _)| at).collect()
        };
        let mut arms: BTreeMap<Vec<usize>, Vec<u8>> = BTreeMap::new();
        for byte in 0..=u8::MAX {
            arms.entry(all(&|firsts| firsts.has(byte))).or_default().push(byte);
        }
        let chain = |of: &[usize]| join(of.iter().map(|&at| codes[at].clone()));
        // An alternative that several arms share would be written more than once.
        if arms.keys().map(Vec::len).sum::<usize>() > codes.len() {
            let guarded = firsts.iter().zip(&codes).map(|(firsts, code)| firsts.guard(code, "at"));
            return Ok(join(guarded));
        }
        let mut code = String::from("match text.as_bytes().get(at) {");
        for (of, bytes) in arms.iter().filter(|(of, _)| !of.is_empty()) {
            write!(code, " Some({}) => {},", pattern(bytes.iter().copied()), chain(of)).map_err(io::Error::other)?;
        }
        write!(code, " _ => {} }}", chain(&all(&|firsts| firsts.may_be_empty))).map_err(io::Error::other)?;
        Ok(code)
    }

    /// What the texts begin with that an expression fits.
    fn firsts(&mut self, expr: &'g Expr) -> Firsts {
        match expr {
            Expr::Str(text) => text.bytes().next().map_or(Firsts::EMPTY, |first| Firsts::of(|byte| byte == first)),
            Expr::Insens(text) => {
                text.bytes().next().map_or(Firsts::EMPTY, |first| Firsts::of(|byte| byte.eq_ignore_ascii_case(&first)))
            }
            Expr::Range(from, to) => {
                let end = |text: &str| text.bytes().next().unwrap_or_default();
                Firsts::of(|byte| (end(from)..=end(to)).contains(&byte))
            }
            Expr::Ident(name) => self.firsts_of(name),
            // What a text may not or must go on with only narrows it.
            Expr::PosPred(_) | Expr::NegPred(_) => Firsts::EMPTY,
            Expr::Seq(first, second) => {
                let first = self.firsts(first);
                if first.may_be_empty { first.then(self.firsts(second)) } else { first }
            }
            Expr::Choice(first, second) => self.firsts(first).or(self.firsts(second)),
            Expr::RepOnce(inner)
            | Expr::RepExact(inner, 1..)
            | Expr::RepMin(inner, 1..)
            | Expr::RepMinMax(inner, 1.., _) => self.firsts(inner),
            Expr::Opt(inner)
            | Expr::Rep(inner)
            | Expr::RepMin(inner, _)
            | Expr::RepMax(inner, _)
            | Expr::RepMinMax(inner, ..) => self.firsts(inner).or(Firsts::EMPTY),
            _ => Firsts::ANYTHING,
        }
    }

    fn firsts_of(&mut self, name: &'g str) -> Firsts {
        if let Some(&known) = self.firsts.get(name) {
            return known;
        }
        // A rule that comes back to itself may begin with anything.
        self.firsts.insert(name, Firsts::ANYTHING);
        let firsts = match (name, self.rules.get(name).copied()) {
            (_, Some(expr)) => self.firsts(expr),
            ("SOI" | "EOI", _) => Firsts::EMPTY,
            ("ANY", _) => Firsts::of(|_| true),
            _ => class(name).map_or(Firsts::ANYTHING, |(_, is)| Firsts::of(|byte| is(&byte))),
        };
        self.firsts.insert(name, firsts);
        firsts
    }
}

/// Tells whether a byte is of a class.
type IsOfClass = fn(&u8) -> bool;

/// The classes of characters that every grammar has: the name of the method that tells each, and the method of bytes.
fn class(name: &str) -> Option<(&'static str, IsOfClass)> {
    Some(match name {
        "ASCII_DIGIT" => ("is_ascii_digit", u8::is_ascii_digit),
        "ASCII_ALPHA" => ("is_ascii_alphabetic", u8::is_ascii_alphabetic),
        "ASCII_ALPHA_UPPER" => ("is_ascii_uppercase", u8::is_ascii_uppercase),
        "ASCII_ALPHA_LOWER" => ("is_ascii_lowercase", u8::is_ascii_lowercase),
        "ASCII_ALPHANUMERIC" => ("is_ascii_alphanumeric", u8::is_ascii_alphanumeric),
        _ => return None,
    })
}

/// A pattern of bytes, which are in order.
fn pattern(bytes: impl Iterator<Item = u8>) -> String {
    let mut ranges: Vec<(u8, u8)> = Vec::new();
    for byte in bytes {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == byte => *last = byte,
            _ => ranges.push((byte, byte)),
        }
    }
    let ranges: Vec<String> = ranges.iter().map(|(first, last)| format!("{first}..={last}")).collect();
    ranges.join(" | ")
}

/// Code for the first alternative that fits.
fn join(mut alternatives: impl Iterator<Item = String>) -> String {
    let first = alternatives.next().unwrap_or_else(|| "None".to_owned());
    alternatives.fold(first, |chain, next| format!("{chain}.or_else(|| {next})"))
}

/// The alternatives of a choice, in order.
fn flatten<'g>(expr: &'g Expr, alternatives: &mut Vec<&'g Expr>) {
    match expr {
        Expr::Choice(first, second) => {
            flatten(first, alternatives);
            flatten(second, alternatives);
        }
        other => alternatives.push(other),
    }
}

/// The bytes that a text may begin with.
#[derive(Clone, Copy)]
struct Firsts {
    bytes: [u128; 2],
    /// The empty text fits, so that any byte may follow.
    may_be_empty: bool,
}

impl Firsts {
    const EMPTY: Self = Self { bytes: [0; 2], may_be_empty: true };
    const ANYTHING: Self = Self { bytes: [u128::MAX; 2], may_be_empty: true };

    fn of(holds: impl Fn(u8) -> bool) -> Self {
        let half = |from: u8| (0..128).filter(|&at| holds(from + at)).fold(0, |set, at| set | 1 << at);
        Self { bytes: [half(0), half(128)], may_be_empty: false }
    }

    fn has(&self, byte: u8) -> bool {
        self.may_be_empty || self.bytes[usize::from(byte / 128)] >> (byte % 128) & 1 == 1
    }

    /// Code that is run only where what it reads may begin.
    fn guard(&self, code: &str, at: &str) -> String {
        if self.may_be_empty || self.bytes == [u128::MAX; 2] {
            return code.to_owned();
        }
        let bytes = pattern((0..=u8::MAX).filter(|&byte| self.has(byte)));
        format!("match text.as_bytes().get({at}) {{ Some({bytes}) => {code}, _ => None }}")
    }

    fn or(self, other: Self) -> Self {
        let bytes = [self.bytes[0] | other.bytes[0], self.bytes[1] | other.bytes[1]];
        Self { bytes, may_be_empty: self.may_be_empty || other.may_be_empty }
    }

    /// What begins with this or, where it is empty, with the other.
    fn then(self, other: Self) -> Self {
        Self { may_be_empty: other.may_be_empty, ..self.or(other) }
    }
}
