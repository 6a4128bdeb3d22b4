//! From marked lines to the document tree. The only place that names pest.
//!
//! `grammar/exhibit.pest` says of every line what it is by its words (`token`). Its rules are asked in two ways: a recognizer tells
//! where a rule ends (`recognize`), pest tells the parts of what it found. Passes that know one kind of part each claim
//! their lines (`plan`): pages, the head, schedules, signatures, lists. One last pass writes the tree (`assemble`), and
//! `grammar/inline.pest` finds what stands inside running text (`inline`). No document is ever refused.

mod assemble;
mod date;
mod envelope;
mod head;
mod inline;
mod lines;
mod list;
mod markup;
mod pages;
mod pest_rules;
mod plan;
mod recognize;
mod run;
mod schedule;
mod signature;
mod token;
mod words;

use crate::layout::Layout;
use crate::submission::{Document, Submission};
use crate::tree::DocumentTree;

/// Whether nodes of the kinds `line`, `markup-line` and `markup` are built: what a source is made of beneath what is read in it, its
/// physical lines and its tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// No rule asks for them.
    Skipped,
    /// A rule asks for them.
    Built,
}

/// The tree of a submission: its filers, and its documents without what stands in them.
pub fn envelope(submission: &Submission) -> DocumentTree {
    envelope::tree(submission)
}

/// Reads a document into its tree. The document is the root; that of a submission stands in the submission, beside the filers.
/// Linear in the document's length; every text yields a tree.
pub fn parse(document: &Document, lines: Lines) -> DocumentTree {
    let text = document.text.as_str();
    let layout = match document.text.sheet() {
        Some(sheet) => Layout::on_page(text, document.span, sheet),
        None => Layout::new(text, document.span),
    };
    let tokens = token::Tokens::read(text, &layout);
    let mut plan = plan::Plan::new(text, &layout, &tokens);
    pages::claim(&mut plan);
    let head = head::claim(&mut plan);
    schedule::claim(&mut plan);
    signature::claim(&mut plan);
    list::claim(&mut plan);
    plan.sections.sort_by_key(|section| section.tokens.start);
    let mut builder = assemble::assemble(document, &plan, &head);
    if lines == Lines::Built {
        lines::add(&mut builder, document);
        markup::add(&mut builder, document);
    }
    builder.finish()
}
