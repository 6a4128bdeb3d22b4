//! What holds of every tree of an HTML document: no tag or entity is read as text, and every value leads back to the bytes that say it.

use std::collections::BTreeMap;

use html5gum::{DefaultEmitter, State, Token, Tokenizer};
use regex::Regex;
use tickmark::source::Span;
use tickmark::tree::{AttributeRef, DocumentTree, NodeRef, ValueRef};

use crate::invariants::is_markup;
use crate::support::{folder, tickmark};

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

/// Signs that part the marks of footnotes, above the line and as they are typed.
const NOTES: &[char] = &['(', ')', '[', ']', ',', '.', ';', '&'];

/// How often each character occurs, capital or small; blanks and characters without width are not counted, nor is what the page adds to its
/// source: bullets of items, and brackets around footnotes' marks.
pub(crate) fn counts(text: &str) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    let text = visible(text).to_lowercase();
    for character in text.chars().filter(|c| *c != '•' && !NOTES.contains(c)) {
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
    for node in tree.nodes().skip(1).filter(|node| !is_markup(node.kind())) {
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
        if !says(bytes, reads) {
            return Some(format!("`{}` reads {reads:?} where {bytes:?} stands", attribute.name()));
        }
    }
    None
}

/// Whether a piece of HTML says what is read there.
fn says(html: &str, reads: &str) -> bool {
    // A page types brackets around the marks of footnotes, and small capitals as capitals.
    let bare = |text: &str| visible(text).replace(NOTES, "").to_lowercase();
    let source = bare(&text(html));
    let has_items = html.contains("<li");
    let words = || reads.split_whitespace().map(bare);
    let has_ends = words().next().is_none_or(|first| source.starts_with(&first))
        && words().next_back().is_none_or(|last| source.ends_with(&last));
    if source == bare(reads) || reads.contains("   ") && (has_ends || has_items) {
        return true;
    }
    if has_items {
        // It gives marks to the items of lists.
        let mark = Regex::new(r"(?:^|  |• |\. )(•|[0-9]+\.|[ivx]+\.|[a-z]\.)( |$)").expect("a pattern");
        let is_mark = html.starts_with("<li") && html.find('>') == Some(html.len() - 1);
        return is_mark
            || mark.captures(reads).and_then(|found| found.get(1)).is_some_and(|found| {
                let rest = format!("{}{}", &reads[..found.start()], reads[found.end()..].trim_start());
                says(&html.replacen("<li", "<b", 1), &rest) || says(html, &rest)
            });
    }
    false
}

/// A page in a submission, in windows-1252: a tag that is refused on its third line.
fn filed() -> Vec<u8> {
    let text = "<SEC-DOCUMENT>0000000001-03-000001.txt : 20030826\n<DOCUMENT>\n<TYPE>EX-99.E\n<SEQUENCE>1\n<TEXT>\n<html><body>\n\
        <p>The \u{201c}Fund\u{201d} shall pay.</p>\n<p>\u{201c}Fees\u{201d} are <blink\n class=a>due</blink>.</p>\n</body></html>\n</TEXT>\n</DOCUMENT>\n";
    let byte = |character: char| match character {
        '\u{201c}' => 0x93,
        '\u{201d}' => 0x94,
        character => character as u8,
    };
    text.chars().map(byte).collect()
}

#[test]
fn a_tag_is_found_at_its_bytes_in_the_file() {
    let bytes = filed();
    let folder = folder(&[("a.txt", &bytes)]);
    let check =
        |format: &str| tickmark(folder.path(), &["check", "--select=edgar/html-forbidden", "-f", format, "a.txt"]);
    let report: serde_json::Value = serde_json::from_str(&check("json").stdout).expect("json");
    let finding = &report["findings"][0];
    let number = |value: &serde_json::Value| value.as_u64().expect("a number") as usize;
    let places = ["line", "column", "end_line", "end_column"].map(|key| number(&finding[key]));
    assert_eq!(places, [8, 15, 8, 21], "{finding}");
    let span = number(&finding["span"]["start"])..number(&finding["span"]["end"]);
    assert_eq!(&bytes[span], b"<blink", "the first line of the tag");
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(1), "{report}");
    let drawn = check("full").stdout;
    assert!(drawn.contains("8 │ <p>“Fees” are <blink\n"), "{drawn}");
    assert!(drawn.contains("EDGAR does not accept <blink class=a>"), "{drawn}");
}

#[test]
fn what_is_no_ascii_in_html_is_found_in_the_file_and_written_as_a_reference() {
    let bytes = filed();
    let folder = folder(&[("a.txt", &bytes)]);
    let run = |arguments: &[&str]| tickmark(folder.path(), &[arguments, &["a.txt"]].concat()).stdout;
    let report: serde_json::Value =
        serde_json::from_str(&run(&["check", "--select=edgar/characters", "-f", "json"])).expect("json");
    let findings = report["findings"].as_array().expect("findings");
    let number = |value: &serde_json::Value| value.as_u64().expect("a number") as usize;
    let words = findings.iter().map(|finding| {
        let span = number(&finding["span"]["start"])..number(&finding["span"]["end"]);
        (number(&finding["line"]), number(&finding["column"]), &bytes[span])
    });
    let expected: [(usize, usize, &[u8]); 2] = [(7, 8, b"\x93Fund\x94"), (8, 4, b"\x93Fees\x94")];
    assert_eq!(words.collect::<Vec<_>>(), expected, "{report}");
    let line = "a.txt:8: markup-line \"<p>“Fees” are <blink\" number=8 length=20  [document 1 (EX-99.E)]\n";
    assert_eq!(run(&["query", "markup-line[number=8]"]), line);
    let mended = run(&["fix", "--review", "--diff", "--rule=edgar/characters"]);
    assert!(mended.contains("+<p>The &quot;Fund&quot; shall pay.</p>\n"), "{mended}");
}

#[test]
fn markup_is_shown_where_it_is_asked_for_alone() {
    let folder = folder(&[("a.txt", &filed())]);
    let query = |selector: &str| tickmark(folder.path(), &["query", selector, "a.txt"]).stdout;
    assert_eq!(query("markup[element=blink]"), "a.txt:8: markup \"blink\"  [document 1 (EX-99.E)]\n");
    assert!(query("markup-attribute").starts_with("a.txt:9: markup-attribute \"class\" value=\"a\"  ["));
    assert_eq!(query("document *:is(paragraph, markup)").lines().count(), 7);
    assert_eq!(query("document > *").lines().count(), 2);
    let outline = tickmark(folder.path(), &["outline", "a.txt"]).stdout;
    assert!(outline.contains("paragraph") && !outline.contains("blink"), "{outline}");
}
