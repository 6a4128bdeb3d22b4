//! Where in its document a node stands, in the words of the page.

use crate::tree::{AttributeName, Kind, NodeRef, fold};

/// The way from the document to a node, the outermost first, the node itself left out: `EXHIBIT e(2)(g)`, `SCHEDULE A-2`,
/// `AIM SECTOR FUNDS`.
pub(super) fn of(node: NodeRef<'_>) -> Vec<String> {
    let mut place: Vec<String> = node.ancestors().filter_map(name).collect();
    place.reverse();
    place
}

fn name(node: NodeRef<'_>) -> Option<String> {
    let text = |name: AttributeName| node.attribute_text(name).map(str::to_owned);
    match node.kind() {
        Kind::Document => title(node),
        Kind::Schedule => Some(schedule(node)),
        Kind::Registrant | Kind::Portfolio => text(AttributeName::Name),
        Kind::Clause => text(AttributeName::Number).map(|number| format!("clause {number}")),
        Kind::Signature => text(AttributeName::Party).map(|party| format!("signature of {party}")),
        _ => None,
    }
}

/// The document's own label, or the title of its instrument.
fn title(document: NodeRef<'_>) -> Option<String> {
    let child = |kind: Kind| document.children().find(|child| child.kind() == kind);
    let titled = child(Kind::ExhibitLabel).or_else(|| child(Kind::Caption))?;
    Some(titled.text().into_owned())
}

/// The words of the heading as printed: `Schedule A-2`.
fn schedule(node: NodeRef<'_>) -> String {
    let word = node.attribute(AttributeName::KindWord);
    let label = node.attribute(AttributeName::Label);
    match (word, label) {
        (Some(word), Some(label)) => {
            let text = |span| fold(node.tree().text().slice(span)).into_owned();
            format!("{} {}", text(word.span()), text(label.span()))
        }
        _ => node.kind().name().to_owned(),
    }
}
