//! Fingerprints of findings: the same for the same defect in a re-paginated, re-wrapped or extended document.
//!
//! A fingerprint is made of the rule, of what the document calls itself (never of its path), of the kinds and names above the
//! node (never of positions or lines), of the value, and of a number that tells equal ones apart.

use std::collections::HashMap;

use crate::finding::RuleId;
use crate::tree::{AttributeName, DocumentTree, Kind, NodeRef};

/// The number of hexadecimal digits of a fingerprint.
const DIGITS: usize = 32;

/// The fingerprints given in one document so far.
pub(super) struct Fingerprints {
    document: String,
    given: HashMap<String, usize>,
}

impl Fingerprints {
    pub(super) fn new(tree: &DocumentTree) -> Self {
        let is_title = |node: &NodeRef<'_>| matches!(node.kind(), Kind::ExhibitLabel | Kind::Caption);
        let titles = tree.document().children().filter(is_title).map(|node| normal(&node.text()));
        Self { document: titles.collect::<Vec<_>>().join("\n"), given: HashMap::new() }
    }

    /// The fingerprint of the next finding of a rule at a node.
    pub(super) fn of(&mut self, rule: &RuleId, node: NodeRef<'_>, value: Option<&str>) -> String {
        // The submission is left out: the same exhibit filed twice has the same defects.
        let is_inside = |above: &NodeRef<'_>| above.kind() != Kind::Submission;
        let mut path: Vec<String> = node.ancestors().filter(is_inside).map(step).collect();
        path.reverse();
        path.push(step(node));
        let parts = [rule.as_str(), &self.document, &path.join("/"), &normal(value.unwrap_or_default())].join("\0");
        let ordinal = self.given.entry(parts.clone()).or_default();
        *ordinal += 1;
        let hash = blake3::hash(format!("{parts}\0{ordinal}").as_bytes());
        hash.to_hex()[..DIGITS].to_owned()
    }
}

/// A node's kind and name.
fn step(node: NodeRef<'_>) -> String {
    const NAMES: [AttributeName; 4] =
        [AttributeName::Name, AttributeName::Label, AttributeName::Term, AttributeName::Element];
    let name = NAMES.iter().find_map(|&name| node.attribute_text(name));
    format!("{}:{}", node.kind(), normal(name.unwrap_or_default()))
}

/// A text without what re-typing changes: letter case and white space.
fn normal(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
