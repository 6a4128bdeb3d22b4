//! What holds of every tree, whatever the text: asserted over generated exhibits, the fixtures and the corpus.

use std::sync::Arc;

use tickmark::decode::{Text, decode};
use tickmark::grammar::{self, Lines};
use tickmark::source::Span;
use tickmark::submission::Document;
use tickmark::tree::schema::AttributeSchema;
use tickmark::tree::{DocumentTree, Kind, NodeRef, Type, ValueRef, fold};

/// The tree of the bytes of a file.
pub(crate) fn tree(bytes: &[u8], lines: Lines) -> DocumentTree {
    let text = decode(bytes.to_vec()).unwrap_or_else(|error| panic!("{error}"));
    tree_of(Arc::new(text), lines)
}

/// The tree of a text.
pub(crate) fn tree_of(text: Arc<Text>, lines: Lines) -> DocumentTree {
    grammar::parse(&Document::standalone("exhibit.txt", text), lines)
}

/// Says what of a tree is not as it must be.
pub(crate) fn faults(tree: &DocumentTree) -> Vec<String> {
    let mut faults = Vec::new();
    for node in tree.nodes() {
        let place = || format!("{} on line {}", node.kind(), node.line());
        let found = [span(node), nesting(node), parent(node), attributes(node), values(node)];
        faults.extend(found.into_iter().flatten().map(|fault| format!("{}: {fault}", place())));
    }
    faults.extend(lost(tree));
    faults
}

/// Kinds that stand inside running text; every other kind is a block.
fn is_inline(kind: Kind) -> bool {
    matches!(kind, Kind::Party | Kind::Definition | Kind::Reference | Kind::Date | Kind::Amount | Kind::Placeholder)
}

/// Whether a node is a block of the text; lines are a layer of their own over it, and markup stands in the source alone.
fn is_block(node: NodeRef<'_>) -> bool {
    !is_inline(node.kind()) && !is_line(node.kind()) && !is_markup(node.kind())
}

/// Kinds that stand in the source of a made text, beyond its last byte.
pub(crate) fn is_markup(kind: Kind) -> bool {
    matches!(kind, Kind::MarkupLine | Kind::Markup | Kind::MarkupAttribute)
}

fn is_line(kind: Kind) -> bool {
    matches!(kind, Kind::Line | Kind::MarkupLine)
}

/// Spans lie on character boundaries inside the source.
fn span(node: NodeRef<'_>) -> Option<String> {
    let text = node.tree().text();
    let spans = std::iter::once(node.span()).chain(node.attributes().map(|attribute| attribute.span()));
    let is_right = |span: &Span| match is_markup(node.kind()) {
        true => text.is_beyond(*span) && text.source().as_str().get(text.source_span(*span).range()).is_some(),
        false => text.as_str().get(span.range()).is_some(),
    };
    spans.into_iter().find(|span| !is_right(span)).map(|span| format!("{span:?} is no part of the text"))
}

/// Children nest inside their parent, in order, one after the other. Three things are different by design: signature blocks
/// side by side share lines; lines stand after all other children of the document and cover them again; markup stands after them, too, and
/// outside of the text, its lines before its tags.
fn nesting(node: NodeRef<'_>) -> Option<String> {
    let children: Vec<NodeRef<'_>> = node.children().collect();
    if let Some(child) = children.iter().find(|child| !is_markup(child.kind()) && !node.span().contains(child.span())) {
        return Some(format!("{child:?} {:?} stands outside of {:?}", child.span(), node.span()));
    }
    for pair in children.windows(2) {
        let (first, second) = (pair[0], pair[1]);
        let is_in_order = match (first.kind(), second.kind()) {
            (Kind::Line, kind) => kind == Kind::Line && first.span().end() <= second.span().start(),
            (_, Kind::Line) => second.span().start() == node.span().start(),
            (Kind::MarkupLine, Kind::Markup) => true,
            (Kind::Signature, Kind::Signature) => first.span().start() <= second.span().start(),
            _ => first.span().end() <= second.span().start(),
        };
        if !is_in_order {
            return Some(format!("{first:?} {:?} stands before {second:?} {:?}", first.span(), second.span()));
        }
    }
    None
}

/// Every node stands under a kind that the schema allows.
fn parent(node: NodeRef<'_>) -> Option<String> {
    let parent = node.parent()?;
    let is_allowed = node.kind().parents().contains(&parent.kind());
    (!is_allowed).then(|| format!("the schema does not allow it under {}", parent.kind()))
}

/// A node has the attributes that the schema requires, and no others, each once.
fn attributes(node: NodeRef<'_>) -> Option<String> {
    let schema: &[AttributeSchema] = node.kind().schema().attributes;
    let missing = schema.iter().find(|attribute| attribute.required && !node.has(attribute.name));
    if let Some(attribute) = missing {
        return Some(format!("has no `{}`", attribute.name));
    }
    let is_own = |name| schema.iter().any(|attribute| attribute.name == name);
    if let Some(attribute) = node.attributes().find(|attribute| !is_own(attribute.name())) {
        return Some(format!("cannot have `{}`", attribute.name()));
    }
    let count = |name| node.attributes().filter(|attribute| attribute.name() == name).count();
    let repeated = node.attributes().find(|attribute| count(attribute.name()) > 1);
    repeated.map(|attribute| format!("has `{}` more than once", attribute.name()))
}

/// Values have the type that the schema says; texts and labels are folded, so that no line end or run of blanks is left.
fn values(node: NodeRef<'_>) -> Option<String> {
    for attribute in node.attributes() {
        let name = attribute.name().name();
        let is_typed = match (node.kind().attribute_type(name), attribute.value()) {
            (Some(Type::Text | Type::Label), ValueRef::Text(text)) => {
                // A line is shown as it stands.
                if !is_line(node.kind()) && (fold(text) != text || text.is_empty()) {
                    return Some(format!("`{name}` is not folded: {text:?}"));
                }
                true
            }
            (Some(Type::Number), ValueRef::Number(number)) => number.is_finite(),
            (Some(Type::Date), ValueRef::Date(_)) | (Some(Type::Flag), ValueRef::Flag) => true,
            _ => false,
        };
        if !is_typed {
            return Some(format!("`{name}` is no value of its type: {}", attribute.value()));
        }
    }
    None
}

/// Nothing is lost: every character that is no blank stands in a block. The deepest block around it is never the document,
/// and it is a schedule only in the schedule's heading, before the blocks inside.
fn lost(tree: &DocumentTree) -> Option<String> {
    let text = tree.text().as_str();
    let mut is_held = vec![false; text.len()];
    for node in tree.document().descendants().filter(|node| is_block(*node)) {
        let first = node.children().find(|child| is_block(*child));
        match (node.kind(), first) {
            (Kind::Schedule, Some(first)) => is_held[node.span().start()..first.span().start()].fill(true),
            _ => is_held[node.span().range()].fill(true),
        }
    }
    let span = tree.document().span();
    let mut characters = text[span.range()].char_indices().map(|(at, character)| (span.start() + at, character));
    let (at, character) = characters.find(|&(at, character)| !is_blank(character) && !is_held[at])?;
    Some(format!("{character:?} on line {} stands in no block", tree.text().lines().line(at)))
}

/// White space, and characters without width that the layout takes for blanks.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\0' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}')
}

/// A tree without the offsets: kinds, lines and attributes, to compare trees of texts that differ in their bytes.
pub(crate) fn outline(tree: &DocumentTree) -> Vec<String> {
    let describe = |node: NodeRef<'_>| {
        let depth = node.ancestors().count();
        let attributes: Vec<String> = node
            .attributes()
            .map(|attribute| format!("{}:{}={}", attribute.name(), attribute.line(), attribute.value()))
            .collect();
        format!("{depth} {} {} {}", node.kind(), node.line(), attributes.join(" "))
    };
    tree.nodes().map(describe).collect()
}

/// The first line in which two outlines differ.
pub(crate) fn first_difference(left: &[String], right: &[String]) -> Option<String> {
    let longest = left.len().max(right.len());
    let at = (0..longest).find(|&at| left.get(at) != right.get(at))?;
    Some(format!("node {at}: {:?} against {:?}", left.get(at), right.get(at)))
}
