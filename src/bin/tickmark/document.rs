//! The one file that a command is asked about: a document, a submission of several, an archive of many, or one of what these hold,
//! named as findings name it: `filings.zip » in/0001.txt » document 2 (EX-99.E, exhibit.txt)`.

use std::io;
use std::iter::Peekable;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use tickmark::batch::{Held, read_held};
use tickmark::grammar::{self, Lines};
use tickmark::input::{DEFAULT_SIZE_LIMIT, Input, Source, WalkOptions, collect, shown_path};
use tickmark::output::encode;
use tickmark::submission::{Document, Recognised, Submission};
use tickmark::tree::DocumentTree;

use crate::failure::Failure;
use crate::terminal;

/// What stands between a path and what lies in it.
const STEP: &str = " » ";
/// The most names that a mistake is told.
const TOLD: usize = 8;

/// A path, and what is meant of what lies in it.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    /// The file or folder.
    pub path: PathBuf,
    /// The names of what lies in it, the outermost first; none where all of it is meant.
    steps: Vec<String>,
}

/// Something that a command looks at.
pub(crate) enum Item {
    /// A stand-alone document, or one that was chosen of a submission.
    Document(Document),
    /// A submission with all of its documents.
    Submission(Arc<Submission>),
}

/// Something to look at, or the path of what cannot be read, and why not.
pub(crate) type Found = Result<Item, (String, String)>;

impl Choice {
    /// Takes what was typed: a path, and maybe names of what lies in it.
    pub(crate) fn of(typed: &Path) -> Self {
        let whole = Self { path: typed.to_owned(), steps: Vec::new() };
        let Some(text) = typed.to_str().filter(|_| !typed.exists()) else {
            return whole;
        };
        let mut ends = text.rmatch_indices(STEP).map(|(at, _)| at);
        let split = ends.find(|&end| Path::new(&text[..end]).exists());
        split.map_or(whole, |end| Self {
            path: text[..end].into(),
            steps: text[end + STEP.len()..].split(STEP).map(str::to_owned).collect(),
        })
    }

    /// Whether all of the file is meant.
    pub(crate) fn is_whole(&self) -> bool {
        self.steps.is_empty()
    }

    /// What of a source is meant, in order, each read when it is taken.
    pub(crate) fn items(self, source: &Source, size_limit: u64) -> impl Iterator<Item = Found> + use<> {
        let outer = source.path.len();
        read_held(source, size_limit).filter_map(move |held| match held {
            Ok(held) => self.item(held, outer),
            Err((path, reason)) => self.rest(&path, outer).is_some().then_some(Err((path, reason))),
        })
    }

    /// What of a member of a source is meant; `outer` is the length of the source's own path.
    fn item(&self, held: Held, outer: usize) -> Option<Found> {
        match held {
            Held::Document(document) => {
                let rest = self.rest(&document.path, outer)?;
                rest.is_empty().then_some(Ok(Item::Document(document)))
            }
            Held::Submission(submission) => match self.rest(&submission.path, outer)? {
                [] => Some(Ok(Item::Submission(submission))),
                [step] => {
                    let index = (0..submission.entries.len()).find(|&index| is_document(&submission, index, step))?;
                    Some(chosen(&submission, index))
                }
                _ => None,
            },
        }
    }

    /// The steps that lead further than a member; `None` where they lead elsewhere.
    fn rest(&self, path: &str, outer: usize) -> Option<&[String]> {
        let members = path.get(outer..).and_then(|inner| inner.strip_prefix(STEP));
        let mut steps = self.steps.as_slice();
        for member in members.into_iter().flat_map(|members| members.split(STEP)) {
            let Some((step, rest)) = steps.split_first() else {
                break;
            };
            let file = member.rsplit('/').next().unwrap_or(member);
            if !is_named(step, [member, file]) {
                return None;
            }
            steps = rest;
        }
        Some(steps)
    }
}

/// A document that was chosen of a submission.
fn chosen(submission: &Arc<Submission>, index: usize) -> Found {
    let reason = match submission.document(index) {
        Recognised::Exhibit(document) | Recognised::Empty(document) => return Ok(Item::Document(document)),
        Recognised::NoExhibit(what) => format!("no exhibit: {what}"),
        Recognised::Unchecked(reason) => reason,
        Recognised::Submission(_) => "a submission inside a submission".to_owned(),
    };
    Err((format!("{}{STEP}{}", submission.path, submission.name(index)), reason))
}

/// Whether a document of a submission is meant by a step: its whole name, its number, its type or its file name.
fn is_document(submission: &Submission, index: usize, step: &str) -> bool {
    let entry = &submission.entries[index];
    let said = [entry.r#type, entry.filename].into_iter().flatten().map(|span| submission.text.slice(span));
    let (name, number) = (submission.name(index), (index + 1).to_string());
    let short = format!("document {number}");
    is_named(step, [name.as_str(), short.as_str(), number.as_str()].into_iter().chain(said))
}

/// Whether a step is one of the names, written as it is or as it is shown.
fn is_named<'n>(step: &str, names: impl IntoIterator<Item = &'n str>) -> bool {
    names.into_iter().any(|name| name.eq_ignore_ascii_case(step) || encode::inline(name) == step)
}

/// What the path that was typed leads to; `-` is standard input. There is something, or it is told why there is nothing.
pub(crate) fn read(typed: &Path) -> Result<Peekable<impl Iterator<Item = Found>>, Failure> {
    let choice = Choice::of(typed);
    let (source, is_whole) = (source(&choice.path)?, choice.is_whole());
    let mut items = choice.items(&source, DEFAULT_SIZE_LIMIT).peekable();
    if items.peek().is_some() {
        return Ok(items);
    }
    let reason = match is_whole {
        true => "an archive without exhibits".to_owned(),
        false => format!("nothing in it has this name; it holds {}", names(&source)),
    };
    Err(Failure::Unreadable { path: shown_path(typed), reason })
}

/// Looks at everything that a path leads to, one after the other: what cannot be read is told, and makes the exit code 2. Where it is all
/// there is, it is the command's failure.
pub(crate) fn visit(
    items: Peekable<impl Iterator<Item = Found>>,
    mut look: impl FnMut(Item) -> io::Result<()>,
) -> Result<ExitCode, Failure> {
    let (mut is_any, mut unread) = (false, Vec::new());
    for item in items {
        match item {
            Ok(item) => {
                is_any = true;
                look(item)?;
            }
            Err(found) => unread.push(found),
        }
    }
    match unread.pop() {
        Some((path, reason)) if !is_any && unread.is_empty() => Err(Failure::Unreadable { path, reason }),
        None => Ok(ExitCode::SUCCESS),
        Some(last) => {
            for (path, reason) in unread.into_iter().chain([last]) {
                terminal::warn(&format!("error: cannot read {path}: {reason}"));
            }
            Ok(ExitCode::from(2))
        }
    }
}

/// What a source holds, by name, for one who looked for something else.
pub(crate) fn names(source: &Source) -> String {
    let mut names: Vec<String> = Vec::new();
    for held in read_held(source, DEFAULT_SIZE_LIMIT) {
        let inner =
            |path: &str| path.get(source.path.len()..).and_then(|inner| inner.strip_prefix(STEP)).map(str::to_owned);
        match held {
            Ok(Held::Document(document)) => names.extend(inner(&document.path)),
            Ok(Held::Submission(submission)) => {
                let outer = inner(&submission.path).map(|inner| inner + STEP).unwrap_or_default();
                names.extend((0..submission.entries.len()).map(|index| format!("{outer}{}", submission.name(index))));
            }
            Err((path, _)) => names.extend(inner(&path)),
        }
        if names.len() > TOLD {
            break;
        }
    }
    let more = if names.len() > TOLD { " and more" } else { "" };
    names.truncate(TOLD);
    match names.is_empty() {
        true => "a single document".to_owned(),
        false => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ") + more,
    }
}

/// A document of a submission by its index; `None` where it is not read.
pub(crate) fn part(submission: &Arc<Submission>, index: usize) -> Option<Document> {
    match submission.document(index) {
        Recognised::Exhibit(document) | Recognised::Empty(document) => Some(document),
        _ => None,
    }
}

/// The tree of a document of a submission by its index; `None` where it is not read.
pub(crate) fn part_tree(submission: &Arc<Submission>, index: usize) -> Option<DocumentTree> {
    part(submission, index).map(|document| grammar::parse(&document, Lines::Skipped))
}

/// Where a document is found, as findings say it.
pub(crate) fn label(document: &Document) -> String {
    [Some(document.path.clone()), document.name()].into_iter().flatten().collect::<Vec<_>>().join(STEP)
}

/// The one source that a path leads to.
fn source(path: &Path) -> Result<Source, Failure> {
    let unreadable = |reason| Failure::Unreadable { path: shown_path(path), reason };
    if path.is_dir() {
        return Err(unreadable("a folder; this command takes one file".to_owned()));
    }
    match collect(&[path.to_owned()], &WalkOptions::default()).pop() {
        Some(Input::Source(source)) => Ok(source),
        Some(Input::Failed { reason, .. } | Input::Skipped { reason, .. }) => Err(unreadable(reason)),
        None => Err(unreadable("no such file".to_owned())),
    }
}
