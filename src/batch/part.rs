//! What an input holds, part by part: the documents to be checked, and what is told of everything else.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use super::{Parts, guarded};
use crate::decode::decode;
use crate::finding::{InputReport, State};
use crate::input::{Input, Member, MemberContent, Source, members};
use crate::submission::{Document, Recognised, Submission, binary, recognise};

/// Where a part of an input is found.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub path: Arc<str>,
    pub member: Option<Arc<str>>,
    pub document: Option<String>,
}

/// A part of an input.
pub(super) enum Part {
    /// Nothing is to be checked; the report is whole.
    Ended(Box<InputReport>),
    /// A submission, to be checked without what stands in its documents.
    Submission { place: Place, submission: Arc<Submission>, bytes: u64 },
    /// A document to be checked. The bytes of its file are counted at one part of it alone.
    Document { place: Place, document: Document, bytes: u64 },
}

/// What a source holds, as it was read.
#[derive(Clone, Debug)]
pub enum Held {
    /// A stand-alone document.
    Document(Document),
    /// A submission.
    Submission(Arc<Submission>),
}

impl Place {
    pub(super) fn new(path: &str) -> Self {
        Self { path: path.into(), member: None, document: None }
    }

    /// The path with the member of the archive, as the document itself carries it.
    fn whole_path(&self) -> String {
        self.member.as_ref().map_or_else(|| self.path.to_string(), |member| format!("{} » {member}", self.path))
    }

    /// The report of a part that was not checked.
    pub(super) fn report(&self, state: State) -> InputReport {
        InputReport {
            member: self.member.as_deref().map(str::to_owned),
            document: self.document.clone(),
            ..InputReport::unchecked(self.path.to_string(), state)
        }
    }

    fn ended(&self, state: State, bytes: u64) -> Part {
        Part::Ended(Box::new(InputReport { bytes, ..self.report(state) }))
    }

    fn of(&self, submission: &Submission, index: usize) -> Self {
        Self { document: Some(submission.name(index)), ..self.clone() }
    }
}

/// The parts of an input, each read when it is taken. A panic becomes the last part.
pub(super) fn parts(input: &Input, size_limit: u64) -> Parts<'_, Part> {
    match input {
        Input::Skipped { path, reason } => {
            Box::new(std::iter::once(Place::new(path).ended(State::Skipped { reason: reason.clone() }, 0)))
        }
        Input::Failed { path, reason } => Box::new(std::iter::once(failed(&Place::new(path), reason.clone()))),
        Input::Source(source) => {
            let place = Place::new(&source.path);
            let outer = place.clone();
            let mut inner: Option<Parts<'_, Part>> = None;
            let take = move || {
                let open = || {
                    let place = place.clone();
                    let members = members(&source.content, size_limit);
                    Box::new(members.flat_map(move |member| member_parts(&place, member))) as Parts<'_, Part>
                };
                inner.get_or_insert_with(open).next()
            };
            Box::new(until_panic(outer, take))
        }
    }
}

/// What `take` gives until it panics; the panic becomes the last part.
fn until_panic(place: Place, mut take: impl FnMut() -> Option<Part>) -> impl Iterator<Item = Part> {
    let mut is_broken = false;
    std::iter::from_fn(move || {
        if is_broken {
            return None;
        }
        catch_unwind(AssertUnwindSafe(&mut take)).unwrap_or_else(|panic| {
            is_broken = true;
            Some(Part::Ended(Box::new(guarded(&place, || resume_unwind(panic)))))
        })
    })
}

fn failed(place: &Place, reason: String) -> Part {
    place.ended(State::Failed { reason }, 0)
}

/// The parts of a member.
fn member_parts(place: &Place, member: Member) -> Box<dyn Iterator<Item = Part> + Send> {
    let place = Place { member: member.name.map(Arc::from), ..place.clone() };
    let single = |part| -> Box<dyn Iterator<Item = Part> + Send> { Box::new(std::iter::once(part)) };
    let bytes = match member.content {
        MemberContent::Bytes(bytes) => bytes,
        MemberContent::Skipped(reason) => return single(place.ended(State::Skipped { reason }, 0)),
        MemberContent::Failed(reason) => return single(failed(&place, reason)),
    };
    let size = bytes.len() as u64;
    match open(&place, bytes) {
        Ok(Held::Document(document)) => single(Part::Document { place, document, bytes: size }),
        Ok(Held::Submission(submission)) => {
            let around = Part::Submission { place: place.clone(), submission: Arc::clone(&submission), bytes: size };
            let documents = 0..submission.entries.len();
            Box::new(
                std::iter::once(around).chain(documents.map(move |index| document_part(&place, &submission, index))),
            )
        }
        Err(reason) => single(failed(&place, reason)),
    }
}

/// A document of a submission, or why it is not checked.
fn document_part(place: &Place, submission: &Arc<Submission>, index: usize) -> Part {
    let place = place.of(submission, index);
    match submission.document(index) {
        Recognised::Exhibit(document) | Recognised::Empty(document) => Part::Document { place, document, bytes: 0 },
        Recognised::NoExhibit(what) => place.ended(State::Skipped { reason: format!("no exhibit: {what}") }, 0),
        Recognised::Unchecked(reason) => failed(&place, reason),
        Recognised::Submission(_) => failed(&place, "a submission inside a submission".to_owned()),
    }
}

/// Tells what the bytes of a file or member are.
fn open(place: &Place, bytes: Vec<u8>) -> Result<Held, String> {
    if let Some(kind) = binary(&bytes) {
        return Err(format!("a {kind}, not an exhibit"));
    }
    let text = decode(bytes).map_err(|error| error.to_string())?;
    match recognise(place.whole_path(), Arc::new(text)) {
        Recognised::Exhibit(document) | Recognised::Empty(document) => Ok(Held::Document(document)),
        Recognised::Submission(submission) => Ok(Held::Submission(submission)),
        Recognised::NoExhibit(what) => Err(format!("{what}, not an exhibit")),
        Recognised::Unchecked(reason) => Err(reason),
    }
}

/// Reads what a source holds, without checking it: one file, or the files of an archive. What an archive holds beside exhibits is
/// left out.
pub fn read_held(source: &Source, size_limit: u64) -> impl Iterator<Item = Result<Held, (String, String)>> + use<> {
    let place = Place::new(&source.path);
    members(&source.content, size_limit).filter_map(move |member| {
        let place = Place { member: member.name.map(Arc::from), ..place.clone() };
        match member.content {
            MemberContent::Bytes(bytes) => Some(open(&place, bytes).map_err(|reason| (place.whole_path(), reason))),
            MemberContent::Skipped(_) => None,
            MemberContent::Failed(reason) => Some(Err((place.whole_path(), reason))),
        }
    })
}
