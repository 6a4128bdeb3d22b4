//! Tags and text of an HTML document, with their places in the source.

use std::borrow::Cow;

use html5gum::{DefaultEmitter, HtmlString, StartTag, State, StringReader, Token, Tokenizer};

use super::tame::tame;
use crate::source::Span;

/// A part of an HTML document. Comments, declarations and broken tags are none.
#[derive(Debug)]
pub(super) enum Part {
    /// `<p align="center">`
    Open(Tag),
    /// `</p>`: its name in small letters.
    Close(String),
    /// Characters between tags, entities not yet read.
    Text(Span),
}

/// An opening tag.
#[derive(Debug)]
pub(super) struct Tag {
    /// Its name, in small letters.
    pub name: String,
    /// `<br/>`
    pub is_self_closing: bool,
    /// The whole tag.
    pub span: Span,
    /// Names in small letters, and values.
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

/// Hands every part of `html` to `visit`; the spans are counted from `offset`.
pub(super) fn visit(html: &str, offset: usize, mut visit: impl FnMut(Part)) {
    // The tokenizer loses count where it makes one line end of two bytes; a blank does as well.
    let content = if html.contains('\r') { Cow::Owned(html.replace('\r', " ")) } else { Cow::Borrowed(html) };
    let content = tame(content);
    let mut tokenizer = Tokenizer::new_with_emitter(content.as_ref(), DefaultEmitter::<usize>::new_with_span());
    let mut end = 0;
    while let Some(token) = next(&mut tokenizer) {
        let span = |span: html5gum::Span<usize>| Span::new(offset + span.start, offset + span.end);
        match token {
            Token::StartTag(tag) => {
                end = tag.span.end;
                let tag = open(tag, offset);
                if let Some(state) = inner_state(&tag) {
                    tokenizer.set_state(state);
                }
                visit(Part::Open(tag));
            }
            Token::EndTag(tag) => {
                end = tag.span.end;
                visit(Part::Close(string(&tag.name)));
            }
            // Before the text of a script its own tag would be counted in.
            Token::String(text) => {
                visit(Part::Text(span(html5gum::Span { start: text.span.start.max(end), ..text.span })))
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
}

fn next<'h>(tokenizer: &mut Tokenizer<StringReader<'h>, DefaultEmitter<usize>>) -> Option<Token<usize>> {
    tokenizer.next().map(|token| token.unwrap_or_else(|never| match never {}))
}

fn open(tag: StartTag<usize>, offset: usize) -> Tag {
    let attributes = tag.attributes.iter().map(|(name, value)| (string(name), string(&value.value)));
    Tag {
        name: string(&tag.name),
        is_self_closing: tag.self_closing,
        span: Span::new(offset + tag.span.start, offset + tag.span.end),
        attributes: attributes.collect(),
    }
}

fn string(bytes: &HtmlString) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// How the content of an element is read that holds no tags. In XHTML such an element may close itself.
fn inner_state(tag: &Tag) -> Option<State> {
    if tag.is_self_closing {
        return None;
    }
    match tag.name.as_str() {
        "title" | "textarea" => Some(State::RcData),
        "script" => Some(State::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(State::RawText),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, visit};

    #[track_caller]
    fn check(html: &str, expect: &[&str]) {
        let mut parts = Vec::new();
        visit(html, 0, |part| {
            parts.push(match part {
                Part::Open(tag) => format!("<{}>{}", tag.name, &html[tag.span.range()]),
                Part::Close(name) => format!("</{name}>"),
                Part::Text(span) => html[span.range()].to_owned(),
            });
        });
        assert_eq!(parts, expect);
    }

    #[test]
    fn tags_and_text_are_told_apart() {
        check("<P>A &amp; B<BR/>c</P>", &["<p><P>", "A &amp; B", "<br><BR/>", "c", "</p>"]);
        check("é<!-- <p> -->ü", &["é", "ü"]);
        check("a < b", &["a < b"]);
    }

    #[test]
    fn line_ends_of_two_bytes_do_not_move_the_spans() {
        check("a\r\n<b>\r\nc\r\n</b>\r\nd", &["a\r\n", "<b><b>", "\r\nc\r\n", "</b>", "\r\nd"]);
    }

    #[test]
    fn scripts_hold_no_tags() {
        check("<script>a<b</script>c", &["<script><script>", "a<b", "</script>", "c"]);
        check("<title/>c<b>", &["<title><title/>", "c", "<b><b>"]);
    }

    #[test]
    fn fault_11_a_tag_cut_off_is_no_text() {
        check("a<p align=", &["a"]);
    }
}
