//! x
use tickmark::submission::Document;
use tickmark::tree::{DocumentTree};
/// x
pub fn scan(document: &Document) -> DocumentTree { super::by_grammar(document) }
