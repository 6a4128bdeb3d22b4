//! Trees for unit tests, drawn as indented lines: each line is a node, its source is the drawing itself.
//!
//! ```text
//! document executed
//!   schedule label=A-1
//!     registrant name="HARBOR FUNDS"
//! ```

use std::sync::Arc;

use super::{AttributeName, DocumentTree, Kind, TreeBuilder, Type, Value};
use crate::decode::Text;
use crate::source::Span;

/// Builds the tree that a drawing shows. Two blanks indent a child; the first line is the root.
pub(crate) fn tree(drawing: &str) -> DocumentTree {
    let text = Arc::new(Text::from_string(drawing.to_owned()));
    let mut builder: Option<TreeBuilder> = None;
    let mut depth = 0;
    let mut offset = 0;
    for line in drawing.split_inclusive('\n') {
        let content = line.trim();
        let start = offset + (line.len() - line.trim_start().len());
        offset += line.len();
        if content.is_empty() {
            continue;
        }
        let indent = (line.len() - line.trim_start().len()) / 2;
        let word = content.split(' ').next().expect("a word");
        let kind = Kind::from_name(word).unwrap_or_else(|| panic!("no kind {word}"));
        let span = Span::new(start, start + content.len());
        let id = match &mut builder {
            None => {
                builder = Some(TreeBuilder::new(Arc::clone(&text), kind, span));
                super::NodeId::ROOT
            }
            Some(builder) => {
                for _ in indent..=depth {
                    builder.close();
                }
                builder.open(kind, span)
            }
        };
        depth = indent;
        let builder = builder.as_mut().expect("a root");
        attributes(builder, id, kind, start + word.len(), &content[word.len()..]);
    }
    builder.expect("a root").finish()
}

fn attributes(builder: &mut TreeBuilder, id: super::NodeId, kind: Kind, mut at: usize, mut rest: &str) {
    loop {
        let skipped = rest.len() - rest.trim_start().len();
        (at, rest) = (at + skipped, &rest[skipped..]);
        if rest.is_empty() {
            return;
        }
        let name_end = rest.find(['=', ' ']).unwrap_or(rest.len());
        let name = AttributeName::from_name(&rest[..name_end]).expect("an attribute");
        let (start, length, taken) = match rest[name_end..].strip_prefix('=') {
            None => (0, name_end, name_end),
            Some(value) if value.starts_with('"') => {
                let length = value[1..].find('"').expect("a closing quote");
                (name_end + 2, length, name_end + length + 3)
            }
            Some(value) => {
                let length = value.find(' ').unwrap_or(value.len());
                (name_end + 1, length, name_end + 1 + length)
            }
        };
        let written = &rest[start..start + length];
        let value = match kind.attribute_type(name.name()).expect("an attribute of the kind") {
            Type::Text | Type::Label => {
                builder.folded(id, name, Span::new(at + start, at + start + length));
                (at, rest) = (at + taken, &rest[taken..]);
                continue;
            }
            Type::Number => Value::Number(written.parse().expect("a number")),
            Type::Date => Value::Date(written.parse().expect("a date")),
            Type::Flag => Value::Flag,
        };
        builder.attribute(id, name, Span::new(at + start, at + start + length), value);
        (at, rest) = (at + taken, &rest[taken..]);
    }
}
