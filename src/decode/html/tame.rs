//! Tags of very many attributes, cut to what a page needs.
//!
//! The tokenizer goes one call deeper with every attribute of a tag. No page needs as many of them as a hostile one can give.

use std::borrow::Cow;

use memchr::memchr;

/// Attributes of a tag that are read; a stroke counts as one.
const ATTRIBUTES: usize = 24;

/// The text with blanks in place of what follows the first [`ATTRIBUTES`] attributes of a tag, as long as it was.
pub(super) fn tame(html: Cow<'_, str>) -> Cow<'_, str> {
    let excess = excess(html.as_bytes());
    if excess.is_empty() {
        return html;
    }
    let mut tamed = String::with_capacity(html.len());
    let mut copied = 0;
    for (start, end) in excess {
        tamed.push_str(&html[copied..start]);
        tamed.push_str(&" ".repeat(end - start));
        copied = end;
    }
    tamed.push_str(&html[copied..]);
    Cow::Owned(tamed)
}

/// From where to where tags have too many attributes. An ASCII character stands before both, so that none is cut in two.
fn excess(html: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = memchr(b'<', &html[at..]).map(|open| at + open) {
        at = open + 1;
        if html.get(at).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/') {
            let (start, end) = attributes(html, at);
            found.extend(start.map(|start| (start, end)));
            at = end;
        }
    }
    found
}

/// Where the attributes of a tag that are too many begin, if they do, and where the tag ends.
fn attributes(html: &[u8], start: usize) -> (Option<usize>, usize) {
    let mut count = 0;
    let mut too_many = None;
    let mut is_apart = false;
    let mut takes_value = false;
    let mut at = start;
    while let Some(&byte) = html.get(at).filter(|&&byte| byte != b'>') {
        let is_blank = byte.is_ascii_whitespace();
        let is_start = !is_blank && (is_apart && byte != b'=' || byte == b'/');
        if is_start && !takes_value {
            count += 1;
            if count > ATTRIBUTES {
                too_many.get_or_insert(at);
            }
        }
        is_apart = is_blank || byte == b'/';
        if takes_value && matches!(byte, b'"' | b'\'') {
            at = memchr(byte, &html[at + 1..]).map_or(html.len(), |length| at + length + 2);
            (takes_value, is_apart) = (false, true);
            continue;
        }
        takes_value = byte == b'=' || is_blank && takes_value;
        at += 1;
    }
    (too_many, at)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::tame;

    #[track_caller]
    fn check(attribute: &str, count: usize, kept: usize) {
        let html = format!("<p {}>Harbor <b>Fund</b></p>", attribute.repeat(count));
        let tamed = tame(Cow::Borrowed(&html));
        assert_eq!(tamed.len(), html.len(), "{html}");
        assert_eq!(tamed.matches(attribute.trim()).count(), kept, "{html}");
        assert!(tamed.ends_with(">Harbor <b>Fund</b></p>"), "{tamed}");
    }

    #[test]
    fn attributes_are_cut_and_everything_else_is_kept() {
        check("a=\"1 > 2\" ", 24, 24);
        check("a=\"1 > 2\" ", 30, 24);
        check("a='1 > 2'", 30, 24);
        check("q ", 30, 24);
        check("é ", 30, 24);
        check("/q", 30, 12);
        check("b=c ", 30, 24);
        check("d = \"e f\" ", 30, 24);
        let plain = "<p a>it's <b c=\"é\">";
        assert!(matches!(tame(Cow::Borrowed(plain)), Cow::Borrowed(_)));
    }
}
