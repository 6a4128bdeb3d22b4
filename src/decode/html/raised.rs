//! What stands above the line: marks of footnotes, fractions, endings of ordinals.
//!
//! On a typewritten page a footnote's mark stands in brackets, so that it can be told from the word that it hangs on: `Fund(1)`.

use crate::source::Span;

/// Characters after which what is raised is no mark but text.
const LONGEST: usize = 12;
/// The most digits of a footnote's number.
const DIGITS: usize = 3;

/// A character, the bytes of the source that it stands for, and whether it stands there itself.
pub(super) type Character = (char, Span, bool);

/// Characters of a raised element, held back until it is clear what they are.
#[derive(Debug)]
pub(super) struct Raised {
    /// The element's name, and how often it is open; 0 after its end.
    name: String,
    depth: usize,
    characters: Vec<Character>,
}

impl Raised {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), depth: 1, characters: Vec::new() }
    }

    /// Whether the element is still open.
    pub(super) fn is_open(&self) -> bool {
        self.depth > 0
    }

    /// Whether there is more in it than a mark holds.
    pub(super) fn is_long(&self) -> bool {
        self.characters.len() > LONGEST
    }

    pub(super) fn push(&mut self, character: Character) {
        self.characters.push(character);
    }

    /// Follows the elements of the same name in it.
    pub(super) fn open(&mut self, name: &str) {
        self.depth += usize::from(self.is_open() && self.name == name);
    }

    pub(super) fn close(&mut self, name: &str) {
        self.depth -= usize::from(self.is_open() && self.name == name);
    }

    /// The characters as they are typed, after the word `before` them and before the character `next`.
    pub(super) fn typed(self, before: &str, next: Option<char>) -> Vec<Character> {
        let text: String = self.characters.iter().map(|(character, ..)| *character).collect();
        let text = text.trim();
        let Some(&(_, first, _)) = self.characters.iter().find(|(character, ..)| !character.is_whitespace()) else {
            return self.characters;
        };
        let is_numerator = next.is_some_and(is_stroke) && is_number(text);
        if is_numerator || is_fraction(text) {
            // `7 1/2`, not `71/2`.
            let is_behind_digit = before.ends_with(|character: char| character.is_ascii_digit());
            let blank = is_behind_digit.then_some((' ', Span::new(first.start(), first.start()), false));
            return blank.into_iter().chain(self.characters).collect();
        }
        match is_mark(text, before) {
            true => self.bracketed(),
            false => self.characters,
        }
    }

    /// Every number or letter in brackets: `1,2` becomes `(1)(2)`.
    fn bracketed(self) -> Vec<Character> {
        let mut typed: Vec<Character> = Vec::new();
        let mut is_inside = false;
        for (character, span, is_copy) in self.characters {
            if character.is_ascii_alphanumeric() {
                if !is_inside {
                    typed.push(('(', span, false));
                }
                typed.push((character, span, is_copy));
            } else if is_inside {
                typed.push((')', span, false));
            }
            is_inside = character.is_ascii_alphanumeric();
        }
        if let Some(&(_, span, _)) = typed.last().filter(|_| is_inside) {
            typed.push((')', span, false));
        }
        typed
    }
}

/// Whether a text is the mark of a footnote: `1`, `1,2`, `a`, `[1]`, `SM`. What has its own signs, as `(1)` or `*`, is left as it is.
fn is_mark(text: &str, before: &str) -> bool {
    if matches!(text, "SM" | "TM" | "sm" | "tm") {
        return true;
    }
    let is_plain = |character: char| {
        character.is_ascii_alphanumeric() || matches!(character, ',' | '.' | ' ' | '[' | ']' | ';' | '&')
    };
    let mut marks =
        text.split(|character: char| !character.is_ascii_alphanumeric()).filter(|mark| !mark.is_empty()).peekable();
    text.chars().all(is_plain) && marks.peek().is_some() && marks.all(|mark| is_number(mark) || is_letter(mark, before))
}

fn is_number(mark: &str) -> bool {
    (1..=DIGITS).contains(&mark.len()) && mark.bytes().all(|byte| byte.is_ascii_digit())
}

/// A small letter, unless it abbreviates what it hangs on: `N` and a raised `o`.
fn is_letter(mark: &str, before: &str) -> bool {
    let is_abbreviation = before.chars().count() == 1 || before.ends_with(|character: char| character.is_ascii_digit());
    matches!(mark.as_bytes(), [b'a'..=b'z']) && !is_abbreviation
}

fn is_stroke(character: char) -> bool {
    matches!(character, '/' | '\u{2044}' | '\u{2215}')
}

fn is_fraction(text: &str) -> bool {
    text.split_once(is_stroke).is_some_and(|(above, below)| is_number(above) && is_number(below))
}
