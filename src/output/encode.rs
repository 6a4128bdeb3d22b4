//! The encoder of untrusted text for terminals.
//!
//! Whatever a document, a file name or a rule holds, a terminal receives printable characters only: controls become the
//! pictures that Unicode has for them (`␛`), and characters that are invisible or that turn the direction of writing become
//! their code point (`<U+202E>`).

use std::borrow::Cow;
use std::fmt::Write;

/// Encodes text that is to stand on one line. Line ends and tabs are controls here, too.
pub fn inline(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut encoded = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        push(&mut encoded, character);
    }
    Cow::Owned(encoded)
}

/// Encodes text of several lines, such as the `why` of a rule: line feeds stay, everything else is encoded.
pub fn block(text: &str) -> String {
    text.lines().map(inline).collect::<Vec<_>>().join("\n")
}

/// Appends one character as a terminal may see it.
pub fn push(encoded: &mut String, character: char) {
    match character {
        '\0'..='\x1F' => encoded.extend(char::from_u32(0x2400 + character as u32)),
        '\x7F' => encoded.push('\u{2421}'),
        _ if is_unsafe(character) => {
            write!(encoded, "<U+{:04X}>", character as u32).expect("internal error: writing to a string cannot fail");
        }
        _ => encoded.push(character),
    }
}

/// Whether a character does something else on a terminal than showing a glyph.
pub fn is_unsafe(character: char) -> bool {
    character.is_control() || is_bidi(character) || is_invisible(character)
}

/// Marks, embeddings, overrides and isolates that change the direction of writing.
fn is_bidi(character: char) -> bool {
    matches!(character, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Characters without a glyph of their own, and the line ends that are no controls.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}'
            | '\u{34F}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200D}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{2060}'..='\u{2065}'
            | '\u{206A}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{block, inline, is_unsafe};

    #[test]
    fn fault_32_controls_become_pictures() {
        assert_eq!(inline("\x1b[31mred\x07"), "␛[31mred␇");
        assert_eq!(inline("a\r\nb\tc\0\x7F"), "a␍␊b␉c␀␡");
        assert_eq!(inline("\u{9B}31m"), "<U+009B>31m");
    }

    #[test]
    fn fault_33_direction_and_invisible_characters_become_code_points() {
        assert_eq!(inline("a\u{202E}b\u{200B}c"), "a<U+202E>b<U+200B>c");
        assert_eq!(inline("\u{2066}x\u{2069}\u{FEFF}"), "<U+2066>x<U+2069><U+FEFF>");
        assert_eq!(inline("\u{E0041}"), "<U+E0041>");
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        assert!(matches!(inline("Société “Générale” № 5 — 株式会社"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_block_keeps_its_lines_and_nothing_else() {
        assert_eq!(block("one\ntwo\x1b\n"), "one\ntwo␛");
    }

    #[test]
    fn no_encoded_text_holds_an_unsafe_character() {
        let all: String = (0..=0x10FFFF).filter_map(char::from_u32).collect();
        assert!(!inline(&all).chars().any(is_unsafe));
    }
}
