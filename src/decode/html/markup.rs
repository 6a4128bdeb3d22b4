//! Tags and text of an HTML document, with their places in the source, told apart as the HTML standard tells browsers to.
//!
//! Nothing here is recursive, and nothing is copied: a part is a piece of the source.

use std::borrow::Cow;

use memchr::memmem;
use memchr::{memchr, memchr2};

use super::entity;
use crate::source::Span;

/// A part of an HTML document. Comments, declarations and broken tags are none.
#[derive(Debug)]
pub(super) enum Part<'s> {
    /// `<p align="center">`
    Open(Tag<'s>),
    /// `</p>`: its name in small letters, and the whole tag.
    Close(Cow<'s, str>, Span),
    /// Characters between tags, entities not yet read.
    Text(Span),
}

/// An opening tag of an HTML document. Spans are those of the source.
#[derive(Debug)]
pub struct Tag<'s> {
    /// Its name, in small letters.
    pub name: Cow<'s, str>,
    /// `<br/>`
    pub is_self_closing: bool,
    /// The whole tag.
    pub span: Span,
    /// All of its attributes, as they stand.
    pub attributes: Vec<Attribute<'s>>,
}

/// An attribute of a tag. Spans are those of the source.
#[derive(Debug)]
pub struct Attribute<'s> {
    /// Its name, in small letters.
    pub name: Cow<'s, str>,
    /// From its name to the end of its value, a quote included.
    pub span: Span,
    /// Where its name stands.
    pub name_span: Span,
    /// Where its value stands, without quotes; empty after the name where there is none.
    pub value_span: Span,
    /// The value as it stands, entities not yet read.
    raw: &'s str,
}

impl Attribute<'_> {
    /// The value, entities read.
    pub fn value(&self) -> Cow<'_, str> {
        entity::read_value(self.raw)
    }
}

impl Tag<'_> {
    /// Where its name stands.
    pub fn name_span(&self) -> Span {
        let start = self.span.start() + "<".len();
        Span::new(start, start + self.name.len())
    }

    /// The value of an attribute. What stands twice counts once.
    pub fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        self.attributes.iter().find(|attribute| attribute.name == name).map(Attribute::value)
    }
}

/// Hands every part of the part of `source` from `start` on to `visit`.
pub(super) fn visit<'s>(source: &'s str, start: usize, mut visit: impl FnMut(Part<'s>)) {
    let mut reader = Reader { source, at: start };
    let mut text = start;
    while let Some(open) = reader.find(b'<') {
        reader.at = open;
        let read = reader.markup();
        let Some(part) = read else {
            reader.at = open + 1;
            continue;
        };
        if text < open {
            visit(Part::Text(Span::new(text, open)));
        }
        text = reader.at;
        let raw = match &part {
            Some(Part::Open(tag)) => raw_text(tag),
            _ => None,
        };
        part.into_iter().for_each(&mut visit);
        if let Some(name) = raw {
            reader.at = reader.end_of_raw_text(name);
            if text < reader.at {
                visit(Part::Text(Span::new(text, reader.at)));
            }
            text = reader.at;
        }
    }
    if text < source.len() {
        visit(Part::Text(Span::new(text, source.len())));
    }
}

/// Reads the opening tag that stands at a byte of `source`.
pub(super) fn tag_at(source: &str, start: usize) -> Option<Tag<'_>> {
    match (Reader { source, at: start }).markup()? {
        Some(Part::Open(tag)) => Some(tag),
        _ => None,
    }
}

/// The name of an element whose content holds no tags. In XHTML such an element may close itself.
fn raw_text(tag: &Tag<'_>) -> Option<&'static str> {
    const NAMES: [&str; 8] = ["title", "textarea", "script", "style", "xmp", "iframe", "noembed", "noframes"];
    NAMES.into_iter().find(|name| tag.name == *name && !tag.is_self_closing)
}

/// A place in the source that moves forward.
struct Reader<'s> {
    source: &'s str,
    at: usize,
}

impl<'s> Reader<'s> {
    fn bytes(&self) -> &'s [u8] {
        self.source.as_bytes()
    }

    fn byte(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    fn find(&self, byte: u8) -> Option<usize> {
        memchr(byte, &self.bytes()[self.at..]).map(|found| self.at + found)
    }

    /// Reads what begins with the `<` at the place; the outer `None` where it is only a character, the inner one where it is no part.
    fn markup(&mut self) -> Option<Option<Part<'s>>> {
        let rest = &self.bytes()[self.at + 1..];
        match rest {
            [b'!', b'-', b'-', ..] => self.comment(),
            [b'!' | b'?', ..] => self.skip_past(b'>'),
            [b'/', name, ..] if name.is_ascii_alphabetic() => {
                return Some(self.tag("</".len()).map(|tag| Part::Close(tag.name, tag.span)));
            }
            [b'/', _, ..] => self.skip_past(b'>'),
            [name, ..] if name.is_ascii_alphabetic() => {
                return Some(self.tag("<".len()).map(Part::Open));
            }
            _ => return None,
        }
        Some(None)
    }

    fn skip_past(&mut self, byte: u8) {
        self.at = self.find(byte).map_or(self.source.len(), |found| found + 1);
    }

    /// Skips a comment; one that is never closed reaches to the end.
    fn comment(&mut self) {
        self.at += "<!--".len();
        let rest = &self.source[self.at..];
        if let Some(end) = ["->", ">"].into_iter().find(|end| rest.starts_with(end)) {
            self.at += end.len();
            return;
        }
        // Both ends are looked for at once, so that many comments cost no more than one.
        let mut at = 0;
        while let Some(dashes) = memmem::find(&rest.as_bytes()[at..], b"--").map(|dashes| at + dashes) {
            let end = ["-->", "--!>"].into_iter().find(|end| rest[dashes..].starts_with(end));
            if let Some(end) = end {
                self.at += dashes + end.len();
                return;
            }
            at = dashes + 1;
        }
        self.at = self.source.len();
    }

    /// Reads a tag that has its name after `opening` bytes. What is cut off is no tag, and nothing follows it.
    fn tag(&mut self, opening: usize) -> Option<Tag<'s>> {
        let start = self.at;
        self.at += opening;
        let tag = self.rest_of_tag(start);
        if tag.is_none() {
            self.at = self.source.len();
        }
        tag
    }

    fn rest_of_tag(&mut self, start: usize) -> Option<Tag<'s>> {
        let name = lower(self.take_until(|byte| is_blank(byte) || matches!(byte, b'/' | b'>')));
        let mut attributes = Vec::new();
        let mut is_self_closing = false;
        loop {
            self.take_until(|byte| !is_blank(byte));
            match self.byte()? {
                b'>' => break,
                b'/' => {
                    self.at += 1;
                    is_self_closing = self.byte() == Some(b'>');
                }
                _ => attributes.push(self.attribute()?),
            }
        }
        self.at += 1;
        Some(Tag { name, is_self_closing, span: Span::new(start, self.at), attributes })
    }

    fn attribute(&mut self) -> Option<Attribute<'s>> {
        let start = self.at;
        // A sign of equality that nothing stands before is part of a name.
        self.at += usize::from(self.byte() == Some(b'='));
        self.take_until(|byte| is_blank(byte) || matches!(byte, b'/' | b'>' | b'='));
        let name_span = Span::new(start, self.at);
        let name = lower(&self.source[name_span.range()]);
        let mut value_span = Span::new(self.at, self.at);
        let mut end = self.at;
        self.take_until(|byte| !is_blank(byte));
        if self.byte()? == b'=' {
            self.at += 1;
            self.take_until(|byte| !is_blank(byte));
            value_span = self.value()?;
            end = self.at;
        }
        let raw = &self.source[value_span.range()];
        Some(Attribute { name, span: Span::new(start, end), name_span, value_span, raw })
    }

    /// Reads a value behind its sign of equality.
    fn value(&mut self) -> Option<Span> {
        let quote = self.byte().filter(|byte| matches!(byte, b'"' | b'\''));
        self.at += usize::from(quote.is_some());
        let start = self.at;
        match quote {
            Some(quote) => self.at = self.find(quote)?,
            None => drop(self.take_until(|byte| is_blank(byte) || byte == b'>')),
        }
        let span = Span::new(start, self.at);
        self.at += usize::from(quote.is_some());
        self.byte()?;
        Some(span)
    }

    /// Takes the bytes up to the first that `ends` them; a longer character must not be cut.
    fn take_until(&mut self, ends: impl Fn(u8) -> bool) -> &'s str {
        let start = self.at;
        let length = self.bytes()[start..].iter().position(|&byte| ends(byte));
        self.at = length.map_or(self.source.len(), |length| start + length);
        &self.source[start..self.at]
    }

    /// Where the text of an element that holds no tags ends: at its end tag, or with the source.
    fn end_of_raw_text(&self, name: &str) -> usize {
        let mut at = self.at;
        let mut script = Script::Plain;
        while let Some(found) = memchr2(b'<', b'-', &self.bytes()[at..]).map(|found| at + found) {
            let rest = &self.bytes()[found..];
            at = found + 1;
            match script {
                _ if name != "script" => {}
                Script::Plain if rest.starts_with(b"<!--") => {
                    script = Script::Escaped;
                    // Its own dashes may be those of the end.
                    at = found + "<!".len();
                }
                Script::Escaped | Script::Twice if rest.starts_with(b"-->") => script = Script::Plain,
                Script::Escaped if begins_tag(rest, "<", name) => script = Script::Twice,
                Script::Twice if begins_tag(rest, "</", name) => {
                    script = Script::Escaped;
                    continue;
                }
                _ => {}
            }
            if script != Script::Twice && begins_tag(rest, "</", name) {
                return found;
            }
        }
        self.source.len()
    }
}

/// What the text of a script is in. `<!--` and a `<script>` behind it hide an end tag.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Plain,
    Escaped,
    Twice,
}

/// Whether a text begins with a tag of a name.
fn begins_tag(text: &[u8], opening: &str, name: &str) -> bool {
    let Some(rest) = text.strip_prefix(opening.as_bytes()) else {
        return false;
    };
    let is_name = rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()));
    is_name && rest.get(name.len()).is_some_and(|&byte| is_blank(byte) || matches!(byte, b'/' | b'>'))
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

fn lower(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}

#[cfg(test)]
mod tests {
    use html5gum::{DefaultEmitter, State, Token, Tokenizer};
    use proptest::prelude::*;

    use super::{Part, tag_at, visit};

    fn parts(html: &str) -> Vec<String> {
        let mut parts = Vec::new();
        visit(html, 0, |part| {
            parts.push(match part {
                Part::Open(tag) => format!("<{}>{}", tag.name, &html[tag.span.range()]),
                Part::Close(name, _) => format!("</{name}>"),
                Part::Text(span) => html[span.range()].to_owned(),
            });
        });
        parts
    }

    #[track_caller]
    fn check(html: &str, expect: &[&str]) {
        assert_eq!(parts(html), expect, "{html}");
    }

    #[test]
    fn tags_and_text_are_told_apart() {
        check("<P>A &amp; B<BR/>c</P>", &["<p><P>", "A &amp; B", "<br><BR/>", "c", "</p>"]);
        check("é<!-- <p> -->ü", &["é", "ü"]);
        check("a < b", &["a < b"]);
        check("a<>b</>c</ d>e<!doctype html>f<?xml ?>g", &["a<>b", "c", "e", "f", "g"]);
        check("a\r\n<b>\r\nc\r\n</b>\r\nd", &["a\r\n", "<b><b>", "\r\nc\r\n", "</b>", "\r\nd"]);
    }

    #[test]
    fn comments_end_where_browsers_end_them() {
        check("a<!-->b<!--->c<!-- d --!>e<!-- <f --> g", &["a", "b", "c", "e", " g"]);
        check("a<!-- b", &["a"]);
        let words = "w ".repeat(40);
        check(&format!("a<!-- <b {words}-->c"), &["a", "c"]);
    }

    #[test]
    fn scripts_hold_no_tags() {
        check("<script>a<b</script>c", &["<script><script>", "a<b", "</script>", "c"]);
        check("<title/>c<b>", &["<title><title/>", "c", "<b><b>"]);
        check(
            "<script><!-- <script> </script> --></SCRIPT >a",
            &["<script><script>", "<!-- <script> </script> -->", "</script>", "a"],
        );
        check("<script><!--></script>a", &["<script><script>", "<!-->", "</script>", "a"]);
        let words = "w ".repeat(40);
        check(
            &format!("<script>a<b {words}</script>c"),
            &["<script><script>", &format!("a<b {words}"), "</script>", "c"],
        );
        check("<style>a</styles></style>b", &["<style><style>", "a</styles>", "</style>", "b"]);
    }

    #[test]
    fn fault_11_a_tag_cut_off_is_no_text() {
        check("a<p align=", &["a"]);
        check("a<p align='c", &["a"]);
        check("a<p align", &["a"]);
        check("a</p", &["a"]);
        check("a<", &["a<"]);
        check("a</", &["a</"]);
    }

    #[test]
    fn attributes_have_their_places() {
        let html = "<A HREF = 'a&amp;b' NAME=x disabled é=\"1\">";
        let tag = tag_at(html, 0).expect("a tag");
        let shown: Vec<_> = tag
            .attributes
            .iter()
            .map(|attribute| {
                let [whole, name, value] = [attribute.span, attribute.name_span, attribute.value_span];
                let slice = |span: crate::source::Span| &html[span.range()];
                (attribute.name.as_ref(), attribute.value().into_owned(), slice(whole), slice(name), slice(value))
            })
            .collect();
        let expect = [
            ("href", "a&b", "HREF = 'a&amp;b'", "HREF", "a&amp;b"),
            ("name", "x", "NAME=x", "NAME", "x"),
            ("disabled", "", "disabled", "disabled", ""),
            ("é", "1", "é=\"1\"", "é", "1"),
        ];
        for (shown, expect) in shown.iter().zip(expect) {
            assert_eq!((shown.0, shown.1.as_str(), shown.2, shown.3, shown.4), expect);
        }
        assert_eq!(shown.len(), expect.len());
    }

    /// The parts that another reader of HTML sees, attributes among them.
    fn oracle(html: &str) -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        let mut tokenizer = Tokenizer::new_with_emitter(html, DefaultEmitter::<usize>::new_with_span());
        while let Some(Ok(token)) = tokenizer.next() {
            match token {
                Token::StartTag(tag) => {
                    let name = String::from_utf8_lossy(&tag.name).into_owned();
                    let state = match name.as_str() {
                        _ if tag.self_closing => None,
                        "title" => Some(State::RcData),
                        "script" => Some(State::ScriptData),
                        "style" => Some(State::RawText),
                        _ => None,
                    };
                    if let Some(state) = state {
                        tokenizer.set_state(state);
                    }
                    let attributes = tag.attributes.iter().map(|(name, value)| {
                        format!("{}={}", String::from_utf8_lossy(name), String::from_utf8_lossy(&value.value))
                    });
                    parts.push(format!("<{name} {:?}{}>", attributes.collect::<Vec<_>>(), tag.self_closing));
                }
                Token::EndTag(tag) => parts.push(format!("</{}>", String::from_utf8_lossy(&tag.name))),
                Token::String(text) => {
                    let text = String::from_utf8_lossy(&text).into_owned();
                    match parts.last_mut().filter(|last| last.starts_with('T')) {
                        Some(last) => last.push_str(&text),
                        None => parts.push(format!("T{text}")),
                    }
                }
                _ => {}
            }
        }
        parts
    }

    fn own(html: &str) -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        visit(html, 0, |part| match part {
            Part::Open(tag) => {
                let mut attributes: Vec<(String, String)> = Vec::new();
                for attribute in &tag.attributes {
                    if attributes.iter().all(|(name, _)| *name != attribute.name) {
                        attributes.push((attribute.name.to_string(), attribute.value().into_owned()));
                    }
                }
                attributes.sort();
                let attributes: Vec<String> =
                    attributes.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
                parts.push(format!("<{} {attributes:?}{}>", tag.name, tag.is_self_closing));
                assert_eq!(tag_at(html, tag.span.start()).map(|again| again.span), Some(tag.span));
            }
            Part::Close(name, _) => parts.push(format!("</{name}>")),
            Part::Text(span) => match parts.last_mut().filter(|last| last.starts_with('T')) {
                Some(last) => last.push_str(&html[span.range()]),
                None => parts.push(format!("T{}", &html[span.range()])),
            },
        });
        parts
    }

    proptest! {
        /// Another tokenizer, written from the same standard, sees the same.
        #[test]
        fn the_standard_is_kept(pieces in prop::collection::vec(0usize..33, 0..24)) {
            const PIECES: [&str; 33] = [
                "<", ">", "/", "!", "-", "--", "<!--", "-->", "--!>", "=", "\"", "'", " ", "\n", "a", "B", "é", "<p", "</p", "</",
                "<script", "</script", "<script>", "</script>", "<title>", "</title>", "<style>", "</style ", "?", "<!", "&lt", "&amp;",
                "href=x",
            ];
            let html: String = pieces.iter().map(|&piece| PIECES[piece]).collect();
            // Text is compared as it stands, so that there must be no entity in it.
            let texts = |parts: Vec<String>| -> Vec<String> {
                let read = |part: String| if part.starts_with('T') { part.replace("&lt", "<").replace("&amp;", "&") } else { part };
                parts.into_iter().map(read).collect()
            };
            prop_assert_eq!(texts(own(&html)), texts(oracle(&html)), "{:?}", html);
        }
    }
}
