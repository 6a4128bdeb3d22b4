//! The first pass: events with places, guarded.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};

use super::{DEPTH_LIMIT, Entry, Key, NODE_LIMIT, Node, Value, YamlProblem};
use crate::source::{LineIndex, Span};

/// A list or mapping that is still open.
enum Frame {
    Sequence { start: usize, anchor: usize, items: Vec<Node> },
    Mapping { start: usize, anchor: usize, entries: Vec<Entry>, key: Option<Key>, seen: BTreeMap<String, Span> },
}

/// What has been read so far.
struct Reader<'s> {
    text: &'s str,
    /// The byte offset of every character; empty where the text is ASCII and the two agree.
    offsets: Vec<u32>,
    frames: Vec<Frame>,
    anchors: BTreeMap<usize, (Node, usize)>,
    nodes: usize,
    documents: Vec<Node>,
    problems: Vec<YamlProblem>,
}

/// Why reading stopped.
struct Stop;

/// Reads the documents of a text; scalars are left as text.
pub(super) fn documents(text: &str) -> Result<Vec<Node>, Vec<YamlProblem>> {
    let offsets = if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(at, _)| at as u32).collect() };
    let mut reader = Reader {
        text,
        offsets,
        frames: Vec::new(),
        anchors: BTreeMap::new(),
        nodes: 0,
        documents: Vec::new(),
        problems: Vec::new(),
    };
    for event in Parser::new_from_str(text) {
        let took = match event {
            Ok((event, span)) => {
                let span = reader.span(span);
                reader.take(event, span)
            }
            Err(error) => reader.stop_at(&error),
        };
        if took.is_err() {
            break;
        }
    }
    if reader.problems.is_empty() { Ok(reader.documents) } else { Err(reader.problems) }
}

impl Reader<'_> {
    fn offset(&self, character: usize) -> usize {
        if self.offsets.is_empty() {
            return character.min(self.text.len());
        }
        self.offsets.get(character).map_or(self.text.len(), |&offset| offset as usize)
    }

    /// The bytes of an event, blanks at its end left out.
    fn span(&self, span: saphyr_parser::Span) -> Span {
        let (start, end) = (self.offset(span.start.index()), self.offset(span.end.index()));
        let length = self.text[start..end.max(start)].trim_end().len();
        Span::new(start, start + length)
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Stop> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_tag(tag.is_some(), span);
                let value = match style {
                    ScalarStyle::Plain if text.is_empty() => Value::Null,
                    _ => Value::Text(text.into_owned()),
                };
                self.place(Node { span, value }, anchor, 1)
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_tag(tag.is_some(), span);
                let start = span.start();
                let items = Vec::new();
                self.open(Frame::Sequence { start, anchor, items }, span)
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_tag(tag.is_some(), span);
                let frame = Frame::Mapping {
                    start: span.start(),
                    anchor,
                    entries: Vec::new(),
                    key: None,
                    seen: BTreeMap::new(),
                };
                self.open(frame, span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {
                Ok(())
            }
        }
    }

    fn open(&mut self, frame: Frame, span: Span) -> Result<(), Stop> {
        if let Some(Frame::Mapping { key: None, .. }) = self.frames.last() {
            return self.stop("rule/yaml", "a key must be text".to_owned(), span);
        }
        if self.frames.len() >= DEPTH_LIMIT {
            return self.stop("rule/too-deep", format!("a YAML file may nest at most {DEPTH_LIMIT} deep"), span);
        }
        self.frames.push(frame);
        Ok(())
    }

    fn close(&mut self, end: Span) -> Result<(), Stop> {
        let frame = self.frames.pop().expect("internal error: the parser balances its events");
        let reach = |start: usize, last: Option<Span>| {
            let inner = last.map_or(start, Span::end);
            Span::new(start, if end.is_empty() { inner } else { end.end() })
        };
        let (span, value, anchor) = match frame {
            Frame::Sequence { start, anchor, items } => {
                let span = reach(start, items.last().map(|item| item.span));
                (span, Value::Sequence(items), anchor)
            }
            Frame::Mapping { start, anchor, entries, .. } => {
                let last = entries.last().map(|entry| entry.key.span.join(entry.value.span));
                (reach(start, last), Value::Mapping(entries), anchor)
            }
        };
        self.place(Node { span, value }, anchor, 1)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Stop> {
        let Some((node, size)) = self.anchors.get(&anchor) else {
            return self.stop("rule/yaml", "an alias cannot stand inside what it names".to_owned(), span);
        };
        let size = *size;
        if self.nodes + size > NODE_LIMIT {
            return self.too_many(span);
        }
        let node = node.clone();
        self.place(node, 0, size)
    }

    /// Puts a finished value where it belongs: into the open list or mapping, or among the documents.
    fn place(&mut self, node: Node, anchor: usize, size: usize) -> Result<(), Stop> {
        self.nodes += size;
        if self.nodes > NODE_LIMIT {
            return self.too_many(node.span);
        }
        if anchor > 0 {
            let size = count(&node);
            self.anchors.insert(anchor, (node.clone(), size));
        }
        match self.frames.last_mut() {
            None => self.documents.push(node),
            Some(Frame::Sequence { items, .. }) => items.push(node),
            Some(Frame::Mapping { entries, key, seen, .. }) => match key.take() {
                Some(key) => entries.push(Entry { key, value: node }),
                None => match node.value {
                    Value::Text(text) => {
                        let repeated = seen.insert(text.clone(), node.span);
                        *key = Some(Key { text, span: node.span });
                        if let Some(first) = repeated {
                            self.duplicate(first);
                        }
                    }
                    _ => return self.stop("rule/yaml", "a key must be text".to_owned(), node.span),
                },
            },
        }
        Ok(())
    }

    /// Notes that the key just read stands at `first` already.
    fn duplicate(&mut self, first: Span) {
        let Some(Frame::Mapping { key: Some(key), .. }) = self.frames.last() else {
            return;
        };
        let line = LineIndex::new(self.text).line(first.start());
        self.problems.push(YamlProblem {
            code: "rule/duplicate-key",
            message: format!("the key `{}` stands twice", key.text),
            span: key.span,
            label: Some(format!("first on line {line}")),
            help: None,
        });
    }

    fn refuse_tag(&mut self, is_tagged: bool, span: Span) {
        if is_tagged {
            let word = self.text[span.range()].split_whitespace().next().unwrap_or_default();
            let span = Span::new(span.start(), span.start() + word.len());
            self.problems.push(YamlProblem {
                code: "rule/tag",
                message: "tags (`!name`) are not allowed".to_owned(),
                span,
                label: None,
                help: Some("text that begins with `!` stands in quotes".to_owned()),
            });
        }
    }

    fn too_many(&mut self, span: Span) -> Result<(), Stop> {
        let message = format!("a YAML file may hold at most {NODE_LIMIT} keys and values, aliases written out");
        self.stop("rule/too-large", message, span)
    }

    fn stop(&mut self, code: &'static str, message: String, span: Span) -> Result<(), Stop> {
        self.problems.push(YamlProblem { code, message, span, label: None, help: None });
        Err(Stop)
    }

    fn stop_at(&mut self, error: &ScanError) -> Result<(), Stop> {
        let at = self.offset(error.marker().index());
        if let Some(bracket) = open_bracket(self.text, at) {
            let span = Span::new(bracket, bracket + 1);
            return self.stop("rule/yaml", "this is not YAML: the bracket is not closed".to_owned(), span);
        }
        let character = self.text[at..].chars().next();
        let length = character.filter(|character| !character.is_control()).map_or(0, char::len_utf8);
        let info = error.info().to_lowercase();
        let is_too_deep = info.contains("recursion limit");
        let help = match character {
            _ if is_too_deep => None,
            Some('@' | '`' | '%') => Some("text that begins with this character stands in quotes"),
            Some('>' | '*' | '&' | '!' | '|' | '[' | '{') => Some("a selector or path pattern stands in quotes"),
            _ if info.contains("mapping values") => Some("text that holds `: ` stands in quotes"),
            _ => None,
        };
        self.problems.push(YamlProblem {
            code: if is_too_deep { "rule/too-deep" } else { "rule/yaml" },
            message: format!("this is not YAML: {info}"),
            span: Span::new(at, at + length),
            label: None,
            help: help.map(str::to_owned),
        });
        Err(Stop)
    }
}

/// The bracket that was opened, and not closed, on the last line with text before that of `at`; the reader notices it late.
fn open_bracket(text: &str, at: usize) -> Option<usize> {
    let end = text[..at].rfind('\n')?;
    let end = text[..end].trim_end().len();
    let start = text[..end].rfind('\n').map_or(0, |at| at + 1);
    let (mut open, mut quote) = (Vec::new(), None);
    for (offset, character) in text[start..end].char_indices() {
        match (quote, character) {
            (Some(end), character) if character == end => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '[' | '{') => open.push((start + offset, character)),
            (None, ']') => drop(open.pop_if(|(_, bracket)| *bracket == '[')),
            (None, '}') => drop(open.pop_if(|(_, bracket)| *bracket == '{')),
            _ => {}
        }
    }
    open.pop().map(|(at, _)| at)
}

/// The number of values in a value, itself included.
fn count(node: &Node) -> usize {
    match &node.value {
        Value::Sequence(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Mapping(entries) => 1 + entries.iter().map(|entry| 1 + count(&entry.value)).sum::<usize>(),
        _ => 1,
    }
}
