//! What holds of every tree of an HTML document: no tag or entity is read as text, and every value leads back to the bytes that say it.

use std::collections::BTreeMap;

use html5gum::{DefaultEmitter, State, Token, Tokenizer};
use regex::Regex;
use tickmark::source::Span;
use tickmark::tree::{AttributeRef, DocumentTree, NodeRef, ValueRef};

/// The text of a piece of HTML: tags taken out, entities read.
pub(crate) fn text(html: &str) -> String {
    let mut text = String::new();
    let mut hidden = false;
    let mut tokenizer = Tokenizer::new_with_emitter(html, DefaultEmitter::<usize>::new_with_span());
    while let Some(Ok(token)) = tokenizer.next() {
        match token {
            Token::StartTag(tag) => {
                let state = match tag.name.as_slice() {
                    b"title" => Some(State::RcData),
                    b"style" => Some(State::RawText),
                    b"script" => Some(State::ScriptData),
                    _ => None,
                };
                let style = tag.attributes.get(b"style".as_slice());
                hidden |= style.is_some_and(|style| style.value.as_slice() == b"display:none") || state.is_some();
                if let Some(state) = state {
                    tokenizer.set_state(state);
                }
            }
            Token::EndTag(_) => hidden = false,
            Token::String(part) if !hidden => text.push_str(&String::from_utf8_lossy(&part)),
            _ => {}
        }
    }
    text
}

/// How often each character occurs; blanks and characters without width are not counted.
pub(crate) fn counts(text: &str) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    for character in visible(text).chars() {
        *counts.entry(character).or_default() += 1;
    }
    counts
}

/// A text without blanks and characters without width.
fn visible(text: &str) -> String {
    let is_seen = |c: &char| {
        !c.is_whitespace() && !matches!(c, '\0' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
    };
    text.chars().filter(is_seen).collect()
}

/// Says what of a tree of HTML is not as it must be.
pub(crate) fn faults(tree: &DocumentTree) -> Vec<String> {
    let markup = Regex::new(r"</?[A-Za-z][^<>]*>|&[A-Za-z]+;|&#\w+;").expect("a pattern");
    let mut faults = Vec::new();
    for node in tree.nodes().skip(1) {
        for attribute in node.attributes() {
            let found = holds_markup(attribute, &markup).or_else(|| leads_elsewhere(node, attribute));
            faults.extend(found.map(|fault| format!("{} on line {}: {fault}", node.kind(), node.line())));
        }
    }
    faults
}

fn holds_markup(attribute: AttributeRef<'_>, markup: &Regex) -> Option<String> {
    match attribute.value() {
        ValueRef::Text(text) if markup.is_match(text) => Some(format!("`{}` is {text:?}", attribute.name())),
        _ => None,
    }
}

/// The bytes of the source say, line by line, what the text says. Of cells side by side, which are no stretch of the source, the ends
/// must agree.
fn leads_elsewhere(node: NodeRef<'_>, attribute: AttributeRef<'_>) -> Option<String> {
    let read = node.tree().text();
    let mut at = attribute.span().start();
    for line in read.slice(attribute.span()).split_inclusive('\n') {
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        let reads = line.trim();
        let bytes = read.source().slice(read.source_span(Span::new(start, start + reads.len())));
        let source = visible(&text(bytes));
        let words = || reads.split_whitespace().map(visible).filter(|word| !word.is_empty());
        let is_beside = reads.contains("   ")
            && words().next().is_some_and(|first| source.starts_with(&first))
            && words().next_back().is_some_and(|last| source.ends_with(&last));
        if !is_beside && source != visible(reads) {
            return Some(format!("`{}` reads {reads:?} where {bytes:?} stands", attribute.name()));
        }
    }
    None
}
