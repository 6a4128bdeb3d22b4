//! A document tree as text and as JSON. Both are written in one pass over the nodes, however deep they nest.

use std::io::{self, Write};

use serde_json::{Number, Value};

use super::encode;
use super::json::write_json;
use super::palette::{Palette, Role};
use crate::tree::{AttributeName, AttributeRef, DocumentTree, Kind, NodeRef, ValueRef};

/// The number of characters after which a text is cut in the outline.
const CLIPPED: usize = 60;
/// The attributes that name a node: the first one there is stands right after the kind, without its name.
const HEADLINES: [AttributeName; 4] =
    [AttributeName::Text, AttributeName::Name, AttributeName::Term, AttributeName::Element];
/// The greatest integer up to which every number is exact.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Writes the tree for people: a line a node, its line number in front, indented by its depth.
///
/// `contents` gives the trees of a submission's documents by their index, as they are asked for; the submission's own tree holds
/// nothing of what stands in them. Without it a document is written alone, whatever submission it stands in.
///
/// # Errors
///
/// Errors of the writer.
pub fn write_text(
    out: &mut dyn Write,
    tree: &DocumentTree,
    contents: Option<Contents<'_>>,
    palette: Palette,
) -> io::Result<()> {
    let last = tree.text().lines().line(tree.root().span().end());
    let width = last.to_string().len().max(4);
    visit(tree, contents, &mut |depth, node| {
        let line = palette.paint(Role::Faint, &format!("{:width$}", node.line()));
        // Beyond this depth, indentation says no more and would grow the output with the square of the depth.
        let indent = "  ".repeat(depth.min(40));
        write!(out, "{line}  {indent}")?;
        write_node(out, node, palette)?;
        writeln!(out)
    })
}

/// Gives the trees of a submission's documents by their index; none of one that is not read.
pub type Contents<'c> = &'c mut dyn FnMut(usize) -> Option<DocumentTree>;

/// Writes the tree of a file whose path is given, as one of several.
pub type WriteTree<'w> = dyn FnMut(&str, &DocumentTree, Option<Contents<'_>>) -> io::Result<()> + 'w;

/// What is done with a node and its depth.
type Each<'e> = dyn FnMut(usize, NodeRef<'_>) -> io::Result<()> + 'e;

/// Calls `each` for every node, a document of a submission with what stands in it.
fn visit(tree: &DocumentTree, contents: Option<Contents<'_>>, each: &mut Each<'_>) -> io::Result<()> {
    let Some(contents) = contents.filter(|_| tree.root().kind() == Kind::Submission) else {
        return visit_below(tree.document(), 0, each);
    };
    each(0, tree.root())?;
    let mut index = 0;
    for child in tree.root().children() {
        let content = if child.kind() == Kind::Document { contents(index) } else { None };
        index += usize::from(child.kind() == Kind::Document);
        match content {
            Some(content) => visit_below(content.document(), 1, each)?,
            None => visit_below(child, 1, each)?,
        }
    }
    Ok(())
}

/// Calls `each` for a node at a depth and all nodes below it.
fn visit_below(top: NodeRef<'_>, depth: usize, each: &mut Each<'_>) -> io::Result<()> {
    let mut open: Vec<NodeRef<'_>> = Vec::new();
    for node in std::iter::once(top).chain(top.descendants()) {
        while open.last().is_some_and(|parent| !parent.is_ancestor_of(node)) {
            open.pop();
        }
        each(depth + open.len(), node)?;
        open.push(node);
    }
    Ok(())
}

/// Writes one node on one line: its kind, what it says, and its other attributes.
///
/// # Errors
///
/// Errors of the writer.
pub fn write_node(out: &mut dyn Write, node: NodeRef<'_>, palette: Palette) -> io::Result<()> {
    write!(out, "{}", palette.paint(Role::Strong, node.kind().name()))?;
    let headline = HEADLINES.iter().find_map(|&name| node.attribute(name));
    if let Some(headline) = headline {
        write!(out, " {}", shown(headline.value()))?;
    }
    for attribute in node.attributes() {
        if headline.is_some_and(|headline| headline.name() == attribute.name()) {
            continue;
        }
        let name = attribute.name().name();
        let text = match attribute.value() {
            ValueRef::Flag => name.to_owned(),
            value => format!("{name}={}", shown(value)),
        };
        write!(out, " {}", palette.paint(Role::Faint, &text))?;
    }
    Ok(())
}

/// A value as one short line: text in quotes, everything else as it is.
fn shown(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Text(text) => {
            let cut = text.char_indices().nth(CLIPPED).map(|(at, _)| at);
            let ending = if cut.is_some() { "…" } else { "" };
            format!("\"{}{ending}\"", encode::inline(&text[..cut.unwrap_or(text.len())]))
        }
        value => value.to_string(),
    }
}

/// Writes `{"version":1,"document":NODE}` with NODE = `{"kind","line","end_line","attributes":{NAME:{"value","line"}},
/// "children":[NODE]}`; lines are 1-based, the lines of attributes those where their values start. `contents` as for [`write_text`].
///
/// # Errors
///
/// Errors of the writer.
pub fn write_json_tree(out: &mut dyn Write, tree: &DocumentTree, contents: Option<Contents<'_>>) -> io::Result<()> {
    write!(out, "{{\"version\":1,\"document\":")?;
    write_nodes(out, tree, contents)?;
    writeln!(out, "}}")
}

/// Writes the trees of several files, which `next` gives one after the other with their paths: `{"version":1,"documents":[{"path",
/// "document":NODE}]}`.
///
/// # Errors
///
/// Errors of the writer.
pub fn write_json_trees(
    out: &mut dyn Write,
    next: &mut dyn FnMut(&mut WriteTree<'_>) -> io::Result<()>,
) -> io::Result<()> {
    write!(out, "{{\"version\":1,\"documents\":[")?;
    let mut separator = "\n";
    next(&mut |path, tree, contents| {
        write!(out, "{separator}{{\"path\":")?;
        write_json(out, &Value::from(path))?;
        write!(out, ",\"document\":")?;
        write_nodes(out, tree, contents)?;
        separator = ",\n";
        write!(out, "}}")
    })?;
    writeln!(out, "]}}")
}

/// Writes a tree as nodes in each other.
fn write_nodes(out: &mut dyn Write, tree: &DocumentTree, contents: Option<Contents<'_>>) -> io::Result<()> {
    let mut open = 0;
    let mut is_first_child = true;
    visit(tree, contents, &mut |depth, node| {
        while open > depth {
            open -= 1;
            is_first_child = false;
            write!(out, "]}}")?;
        }
        if open > 0 {
            write!(out, "{}", if is_first_child { "\n" } else { ",\n" })?;
        }
        write_opening(out, node)?;
        open += 1;
        is_first_child = true;
        Ok(())
    })?;
    for _ in 0..open {
        write!(out, "]}}")?;
    }
    Ok(())
}

/// Writes a node up to its children.
fn write_opening(out: &mut dyn Write, node: NodeRef<'_>) -> io::Result<()> {
    write!(out, "{{\"kind\":\"{}\",\"line\":{}", node.kind(), node.line())?;
    write!(out, ",\"end_line\":{},\"attributes\":{{", end_line(node))?;
    for (at, attribute) in node.attributes().enumerate() {
        let separator = if at > 0 { "," } else { "" };
        write!(out, "{separator}\"{}\":{{\"value\":", attribute.name())?;
        write_json(out, &value(attribute))?;
        write!(out, ",\"line\":{}}}", attribute.line())?;
    }
    write!(out, "}},\"children\":[")
}

/// The line of the node's last character that is no white space.
fn end_line(node: NodeRef<'_>) -> usize {
    let text = node.tree().text();
    let length = text.slice(node.span()).trim_end().len();
    text.line(node.span().start() + length.saturating_sub(1))
}

fn value(attribute: AttributeRef<'_>) -> Value {
    match attribute.value() {
        ValueRef::Text(text) => Value::from(text),
        ValueRef::Number(number) if number.fract() == 0.0 && number.abs() < EXACT => Value::from(number as i64),
        ValueRef::Number(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
        ValueRef::Date(date) => Value::from(date.to_string()),
        ValueRef::Flag => Value::from(true),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value as Json, json};

    use super::{write_json_tree, write_text};
    use crate::decode::Text;
    use crate::output::palette::Palette;
    use crate::source::Span;
    use crate::tree::{AttributeName, DocumentTree, Kind, TreeBuilder, Value};

    fn tree() -> DocumentTree {
        let text = Arc::new(Text::from_string("SCHEDULE A\n\nHARBOR FUNDS\n  Blue\x1b Fund\n".into()));
        let mut builder = TreeBuilder::new(text, Kind::Document, Span::new(0, 38));
        let schedule = builder.open(Kind::Schedule, Span::new(0, 10));
        builder.attribute(schedule, AttributeName::Label, Span::new(9, 10), Value::Verbatim);
        builder.attribute(schedule, AttributeName::Masked, Span::new(0, 0), Value::Flag);
        let registrant = builder.open(Kind::Registrant, Span::new(12, 24));
        builder.attribute(registrant, AttributeName::Name, Span::new(12, 24), Value::Verbatim);
        let portfolio = builder.leaf(Kind::Portfolio, Span::new(27, 37));
        builder.attribute(portfolio, AttributeName::Name, Span::new(27, 37), Value::Verbatim);
        builder.attribute(portfolio, AttributeName::Level, Span::new(27, 28), Value::Number(2.0));
        builder.close();
        builder.close();
        let folio = builder.leaf(Kind::Folio, Span::new(38, 38));
        builder.attribute(folio, AttributeName::Value, Span::new(38, 38), Value::Number(0.25));
        builder.finish()
    }

    #[test]
    fn the_text_outline_is_indented_and_encoded() {
        let mut out = Vec::new();
        write_text(&mut out, &tree(), None, Palette::Plain).expect("written");
        let expected = "   1  document
   1    schedule label=\"A\" masked
   3      registrant \"HARBOR FUNDS\"
   4        portfolio \"Blue␛ Fund\" level=2
   5    folio value=0.25
";
        assert_eq!(String::from_utf8(out).expect("utf-8"), expected);
    }

    #[test]
    fn the_json_outline_nests_and_types_its_values() {
        let mut out = Vec::new();
        write_json_tree(&mut out, &tree(), None).expect("written");
        let outline: Json = serde_json::from_slice(&out).expect("json");
        let schedule = &outline["document"]["children"][0];
        assert_eq!((&outline["version"], &schedule["end_line"]), (&json!(1), &json!(4)));
        assert_eq!(
            schedule["attributes"],
            json!({"label": {"value": "A", "line": 1}, "masked": {"value": true, "line": 1}})
        );
        let portfolio = &schedule["children"][0]["children"][0];
        assert_eq!((&portfolio["kind"], &portfolio["line"]), (&json!("portfolio"), &json!(4)));
        assert_eq!(portfolio["attributes"]["level"]["value"], json!(2));
        assert_eq!(portfolio["attributes"]["name"]["value"], json!("Blue\x1b Fund"));
        let folio = &outline["document"]["children"][1];
        assert_eq!(folio["attributes"]["value"]["value"], json!(0.25));
    }

    #[test]
    fn fault_10_a_very_deep_tree_is_written() {
        let text = Arc::new(Text::from_string("x".into()));
        let mut builder = TreeBuilder::new(text, Kind::Document, Span::new(0, 1));
        for _ in 0..200_000 {
            builder.open(Kind::Clause, Span::new(0, 1));
        }
        let tree = builder.finish();
        let (mut json, mut text) = (Vec::new(), Vec::new());
        write_json_tree(&mut json, &tree, None).expect("written");
        write_text(&mut text, &tree, None, Palette::Plain).expect("written");
        assert!(json.ends_with(b"]}]}}\n") && text.len() < 40_000_000);
    }
}
