//! The rules that pest generates from `grammar/exhibit.pest` and `grammar/inline.pest`. Private to the grammar.

#![allow(missing_docs)]

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/exhibit.pest"]
#[grammar = "../grammar/inline.pest"]
pub(super) struct ExhibitParser;
