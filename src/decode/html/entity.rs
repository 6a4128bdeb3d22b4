//! Character references: `&amp;`, `&#8220;`, `&nbsp`.

use std::borrow::Cow;

use html5gum::{Token, Tokenizer};

/// The number of bytes after which no reference goes on: the longest name there is, with both of its signs.
const LONGEST: usize = 33;

/// Reads the reference at the start of `text`, which is an ampersand: the number of its bytes and the characters it stands for. `None`
/// where the ampersand is only one.
pub(super) fn read(text: &str) -> Option<(usize, String)> {
    if text.starts_with("&nbsp;") {
        return Some((6, "\u{a0}".into()));
    }
    let end =
        text.bytes().skip(1).take(LONGEST).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count() + 1;
    let end = end + usize::from(text[end..].starts_with(';'));
    let reference = &text[..end];
    let decoded = decode(reference);
    // What follows a reference without its semicolon stands there as it is: `&ampc` is `&c`.
    let tail = decoded.bytes().rev().zip(reference.bytes().rev()).take_while(|(left, right)| left == right).count();
    let tail = tail.min(decoded.len() - decoded.chars().next().map_or(0, char::len_utf8));
    let is_read = decoded != reference;
    is_read.then(|| (end - tail, decoded[..decoded.len() - tail].to_owned()))
}

/// A value of an attribute with its references read. Without its semicolon, a name that letters or a sign of equality follow is none, so
/// that an address keeps its parameters.
pub(super) fn read_value(value: &str) -> Cow<'_, str> {
    let mut read_value = String::new();
    let mut copied = 0;
    for (at, _) in value.match_indices('&') {
        let Some((length, characters)) = read(&value[at..]) else {
            continue;
        };
        let end = at + length;
        let is_open = !value[..end].ends_with(';') && !value[at..].starts_with("&#");
        if is_open && value[end..].starts_with(|next: char| next == '=' || next.is_ascii_alphanumeric()) {
            continue;
        }
        read_value.push_str(&value[copied..at]);
        read_value.push_str(&characters);
        copied = end;
    }
    if copied == 0 {
        return Cow::Borrowed(value);
    }
    read_value.push_str(&value[copied..]);
    Cow::Owned(read_value)
}

fn decode(reference: &str) -> String {
    let mut decoded = String::new();
    for token in Tokenizer::new(reference).flatten() {
        if let Token::String(text) = token {
            decoded.push_str(&String::from_utf8_lossy(&text));
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::{read, read_value};

    #[track_caller]
    fn check(text: &str, expect: Option<(&str, &str)>) {
        let read = read(text);
        let shown = read.as_ref().map(|(length, characters)| (&text[..*length], characters.as_str()));
        assert_eq!(shown, expect, "{text}");
    }

    #[test]
    fn references_are_read_with_and_without_their_semicolon() {
        check("&amp; b", Some(("&amp;", "&")));
        check("&nbsp;b", Some(("&nbsp;", "\u{a0}")));
        check("&nbspFund", Some(("&nbsp", "\u{a0}")));
        check("&#8220;Fund", Some(("&#8220;", "“")));
        check("&#x201c;", Some(("&#x201c;", "“")));
        check("&#147;Fund", Some(("&#147;", "“")));
        check("&ampp", Some(("&amp", "&")));
        check("&amp;amp;", Some(("&amp;", "&")));
        check("&ngE;", Some(("&ngE;", "≧\u{338}")));
    }

    #[test]
    fn an_address_keeps_its_parameters() {
        let check = |value: &str, expect: &str| assert_eq!(read_value(value), expect, "{value}");
        check("a?b=1&copy=2&amp;d", "a?b=1&copy=2&d");
        check("a&copyb&copy;&copy", "a&copyb©©");
        check("java&#115cript&#58;x", "javascript:x");
        check("&", "&");
    }

    #[test]
    fn an_ampersand_may_be_one() {
        check("& b", None);
        check("&T Corp.", None);
        check("&", None);
        check("&;", None);
        check("&bogus;", None);
    }
}
