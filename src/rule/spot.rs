//! Where a finding points: never a whole schedule, but the words that name it.

use crate::selector::Datum;
use crate::source::Span;
use crate::tree::{AttributeName, Kind, NodeRef};

/// Where a finding about a value points: the value; for what stands inside running text, all of its words.
pub(super) fn of_value(datum: &Datum<'_>) -> Span {
    let is_computed = datum.span == datum.node.span();
    if is_computed || is_inline(datum.node.kind()) { of_node(datum.node) } else { datum.span }
}

/// Where a finding about a whole node points: its name, the words of its heading, or its first line.
pub(super) fn of_node(node: NodeRef<'_>) -> Span {
    if is_inline(node.kind()) {
        return node.span();
    }
    let span = |name: AttributeName| node.attribute(name).map(|attribute| attribute.span());
    let named = match node.kind() {
        Kind::Signature => span(AttributeName::Signer)
            .map(|signer| with_slashes(node, signer))
            .or_else(|| span(AttributeName::Name))
            .or_else(|| span(AttributeName::Party)),
        Kind::Schedule => {
            span(AttributeName::Label).map(|label| on_one_line(node, span(AttributeName::KindWord), label))
        }
        _ => span(AttributeName::Name),
    };
    named.unwrap_or_else(|| first_line(node))
}

/// Kinds that stand inside running text and are their own words.
pub(super) fn is_inline(kind: Kind) -> bool {
    matches!(kind, Kind::Reference | Kind::Date | Kind::Amount | Kind::Placeholder)
}

/// A conformed signature with its `/s/`, where that stands before it on the same line.
fn with_slashes(node: NodeRef<'_>, signer: Span) -> Span {
    let text = node.tree().text().slice(node.span());
    let until = signer.start().saturating_sub(node.span().start());
    let line = text.get(..until).and_then(|before| before.rsplit(['\n', '\r']).next()).unwrap_or_default();
    let slashes = line.rfind("/s/").or_else(|| line.rfind("/S/"));
    slashes.map_or(signer, |at| Span::new(signer.start() - (line.len() - at), signer.end()))
}

/// `second`, with what stands before it on the same line.
fn on_one_line(node: NodeRef<'_>, first: Option<Span>, second: Span) -> Span {
    let text = node.tree().text();
    let same_line =
        |first: &Span| first.start() <= second.start() && !text.slice(first.join(second)).contains(['\n', '\r']);
    first.filter(same_line).map_or(second, |first| first.join(second))
}

/// The first line of a node that is not blank, its margins left out.
fn first_line(node: NodeRef<'_>) -> Span {
    let text = node.tree().text().slice(node.span());
    let start = text.len() - text.trim_start().len();
    let line = text[start..].split(['\n', '\r']).next().unwrap_or_default().trim_end();
    let start = node.span().start() + start;
    Span::new(start, start + line.len())
}
