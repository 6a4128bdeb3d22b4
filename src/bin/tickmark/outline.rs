//! `tickmark outline`: the document tree of a file, of a submission with all of its documents, of every file of an archive, or of one of
//! these.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use tickmark::grammar::{self, Lines};
use tickmark::output::{Contents, Palette, Role, encode, write_outline_json, write_outline_text, write_outlines_json};
use tickmark::submission::Submission;
use tickmark::tree::DocumentTree;

use crate::args::{OutlineArgs, OutlineFormat};
use crate::document::{self, Item};
use crate::failure::Failure;
use crate::terminal::{self, Terminal};

pub(crate) fn run(args: &OutlineArgs, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let mut items = document::read(&args.file)?;
    let mut out = terminal::stdout();
    let palette = terminal.palette();
    // Whether there are several is known when the second is met.
    let first = items.next();
    let is_single = items.peek().is_none();
    let items = first.into_iter().chain(items).peekable();
    let code = match args.format {
        OutlineFormat::Json if is_single => document::visit(items, |item| {
            with_tree(item, |_, tree, contents| write_outline_json(&mut out, tree, contents))
        }),
        OutlineFormat::Json => {
            let mut items = Some(items);
            let mut code = Ok(ExitCode::SUCCESS);
            write_outlines_json(&mut out, &mut |write| {
                if let Some(items) = items.take() {
                    code = document::visit(items, |item| {
                        with_tree(item, |path, tree, contents| write(path, tree, contents))
                    });
                }
                Ok(())
            })?;
            code
        }
        OutlineFormat::Text => {
            let mut separator = "";
            document::visit(items, |item| {
                with_tree(item, |path, tree, contents| {
                    if !is_single {
                        write_title(&mut out, std::mem::replace(&mut separator, "\n"), path, palette)?;
                    }
                    write_outline_text(&mut out, tree, contents, palette)
                })
            })
        }
    }?;
    out.flush()?;
    Ok(code)
}

fn write_title(out: &mut dyn Write, separator: &str, path: &str, palette: Palette) -> io::Result<()> {
    writeln!(out, "{separator}{}", palette.paint(Role::Strong, &encode::inline(path)))
}

/// Calls `look` with the place of an item, its tree, and the trees of a submission's documents.
fn with_tree(
    item: Item,
    mut look: impl FnMut(&str, &DocumentTree, Option<Contents<'_>>) -> io::Result<()>,
) -> io::Result<()> {
    match item {
        Item::Document(document) => look(&document::label(&document), &grammar::parse(&document, Lines::Skipped), None),
        Item::Submission(submission) => {
            let mut contents = contents(&submission);
            look(&submission.path, &grammar::envelope(&submission), Some(&mut contents))
        }
    }
}

fn contents(submission: &Arc<Submission>) -> impl FnMut(usize) -> Option<DocumentTree> {
    |index| document::part_tree(submission, index)
}
