//! Archives and compressed files, read in memory, member by member. Nothing is ever extracted, and a member's name is never
//! used as a path.

mod budget;

use std::io::{self, BufReader, Cursor, Read, Seek};
use std::panic::resume_unwind;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;
use zip::result::ZipError;

use super::member::{Content, Member, in_member, refusal};
use super::{ReadError, read_up_to, reason};
use budget::{Budget, Excess, Packed, Unpacked};

/// How deep archives are read: an archive, and archives in it. A compressed tar counts once.
const NESTING: usize = 1;
/// The first bytes of a source that tell what it is; a tar archive tells it at its 257th byte.
const HEAD: usize = 512;

/// A kind of archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Gzip,
    Zstandard,
    Zip,
    Tar,
}

impl Kind {
    /// Tells by the first bytes whether a source is an archive.
    fn of(head: &[u8]) -> Option<Self> {
        const MAGIC: [(&[u8], Kind); 4] = [
            (b"\x1F\x8B", Kind::Gzip),
            (b"\x28\xB5\x2F\xFD", Kind::Zstandard),
            (b"PK\x03\x04", Kind::Zip),
            (b"PK\x05\x06", Kind::Zip),
        ];
        let is_tar = head.get(257..262) == Some(b"ustar");
        let known = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|&(_, kind)| kind);
        known.or(is_tar.then_some(Self::Tar))
    }
}

/// Whether a source is an archive, by its first bytes; it takes no more than the first 512.
pub(super) fn is_archive(head: &[u8]) -> bool {
    Kind::of(&head[..head.len().min(HEAD)]).is_some()
}

/// Reads the first bytes of a source.
pub(super) fn read_head(reader: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    reader.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// An archive's bytes.
pub(super) trait Source: Read + Seek + Send {}
impl<S: Read + Seek + Send> Source for S {}

/// The members of an archive, each read when it is asked for.
pub(super) struct Members {
    receiver: Receiver<Member>,
    thread: Option<JoinHandle<()>>,
}

impl Members {
    /// Begins to read an archive. A member of more than `limit` bytes is not read.
    pub(super) fn open(source: Box<dyn Source>, limit: u64) -> Self {
        // A thread of its own lets the readers of nested archives borrow from each other; it is never further ahead than one member.
        let (sender, receiver) = sync_channel(0);
        let thread = thread::spawn(move || read_all(source, limit, &sender));
        Self { receiver, thread: Some(thread) }
    }
}

impl Iterator for Members {
    type Item = Member;

    fn next(&mut self) -> Option<Member> {
        if let Ok(member) = self.receiver.recv() {
            return Some(member);
        }
        // A panic must not look like the end of the archive.
        if let Some(Err(panic)) = self.thread.take().map(JoinHandle::join) {
            resume_unwind(panic);
        }
        None
    }
}

/// Why the rest of an archive is not read.
enum Stop {
    /// Nobody asks for it.
    Unasked,
    /// It is over a limit, which is told already.
    Told,
}

/// One archive being read.
struct Reader<'s> {
    limit: u64,
    budget: Rc<Budget>,
    sender: &'s SyncSender<Member>,
}

fn read_all(source: Box<dyn Source>, limit: u64, sender: &SyncSender<Member>) {
    let mut reader = Reader { limit, budget: Rc::default(), sender };
    // Whatever ended the reading was told to the receiver, or it is gone.
    let _ = reader.source(source);
}

impl Reader<'_> {
    /// Reads the outermost archive.
    fn source(&mut self, mut source: Box<dyn Source>) -> Result<(), Stop> {
        let opened = read_head(&mut source).and_then(|head| source.rewind().map(|()| head));
        let head = match opened {
            Ok(head) => head,
            Err(error) => return self.fail(None, reason(&error)),
        };
        if Kind::of(&head) == Some(Kind::Zip) {
            let size = source.seek(io::SeekFrom::End(0)).unwrap_or(0);
            self.budget.add_packed(size);
            return self.zip(BufReader::new(source), None, 0);
        }
        let packed = Packed { inner: BufReader::with_capacity(1 << 16, source), budget: Rc::clone(&self.budget) };
        self.stream(Box::new(packed), None, 0)
    }

    /// Reads a file or archive that comes as a stream.
    fn stream(&mut self, mut reader: Box<dyn Read + '_>, name: Option<&str>, depth: usize) -> Result<(), Stop> {
        let head = match read_head(&mut reader) {
            Ok(head) => head,
            Err(error) => return self.damaged(name, &error),
        };
        let kind = Kind::of(&head);
        let reader = Cursor::new(head).chain(reader);
        match kind {
            None => self.file(reader, name),
            Some(_) if depth > NESTING => self.fail(name, "an archive inside an archive inside an archive".to_owned()),
            Some(Kind::Gzip) => self.compressed(Box::new(MultiGzDecoder::new(reader)), name, depth),
            Some(Kind::Zstandard) => match zstd::Decoder::new(reader) {
                Ok(decoder) => self.compressed(Box::new(decoder), name, depth),
                Err(error) => self.damaged(name, &error),
            },
            Some(Kind::Tar) => self.tar(Box::new(reader), name, depth),
            // Its list of members stands at its end.
            Some(Kind::Zip) => match read_up_to(reader, self.limit, 0) {
                Ok(bytes) => self.zip(Cursor::new(bytes), name, depth),
                Err(error) => self.unreadable(name, &error),
            },
        }
    }

    /// Reads what a decoder gives: a tar archive, or one file.
    fn compressed(&mut self, decoder: Box<dyn Read + '_>, name: Option<&str>, depth: usize) -> Result<(), Stop> {
        let mut reader = Unpacked { inner: decoder, budget: Rc::clone(&self.budget) };
        let head = match read_head(&mut reader) {
            Ok(head) => head,
            Err(error) => return self.damaged(name, &error),
        };
        let is_tar = Kind::of(&head) == Some(Kind::Tar);
        let reader = Box::new(Cursor::new(head).chain(reader));
        if is_tar { self.tar(reader, name, depth) } else { self.stream(reader, name, depth + 1) }
    }

    fn tar(&mut self, reader: Box<dyn Read + '_>, name: Option<&str>, depth: usize) -> Result<(), Stop> {
        let mut archive = tar::Archive::new(reader);
        let entries = match archive.entries() {
            Ok(entries) => entries,
            Err(error) => return self.damaged(name, &error),
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => return self.damaged(name, &error),
            };
            let kind = entry.header().entry_type();
            if kind.is_dir() || kind.is_pax_global_extensions() {
                continue;
            }
            let member = entry.path_bytes().into_owned();
            let special = (!kind.is_file() && !kind.is_contiguous()).then_some("refused: a link or device");
            self.member(&member, special, entry, name, depth)?;
        }
        Ok(())
    }

    fn zip(&mut self, source: impl Read + Seek, name: Option<&str>, depth: usize) -> Result<(), Stop> {
        let mut archive = match ZipArchive::new(source) {
            Ok(archive) => archive,
            Err(error) => return self.fail(name, damage(&error)),
        };
        for index in 0..archive.len() {
            let raw =
                archive.by_index_raw(index).map(|file| (file.name_raw().to_vec(), file.is_dir(), file.is_symlink()));
            match raw {
                Ok((_, true, _)) => {}
                Ok((member, false, is_link)) => match archive.by_index(index) {
                    Ok(file) => {
                        let special = is_link.then_some("refused: a link or device");
                        let reader = Unpacked { inner: file, budget: Rc::clone(&self.budget) };
                        self.member(&member, special, reader, name, depth)?;
                    }
                    Err(error) => self.fail(Some(&in_member(name, &member)), damage(&error))?,
                },
                Err(error) => self.fail(name, damage(&error))?,
            }
        }
        Ok(())
    }

    /// Reads one member, unless its name or kind is refused.
    fn member(
        &mut self,
        raw: &[u8],
        special: Option<&str>,
        reader: impl Read,
        archive: Option<&str>,
        depth: usize,
    ) -> Result<(), Stop> {
        let name = in_member(archive, raw);
        if let Err(excess) = self.budget.add_member() {
            return self.exceeded(archive, excess);
        }
        match refusal(raw, special) {
            Some(Content::Bytes(_)) | None => self.stream(Box::new(reader), Some(&name), depth + 1),
            Some(content) => self.send(Some(&name), content),
        }
    }

    /// Reads a file.
    fn file(&mut self, reader: impl Read, name: Option<&str>) -> Result<(), Stop> {
        match read_up_to(reader, self.limit, 0) {
            Ok(bytes) => self.send(name, Content::Bytes(bytes)),
            Err(error) => self.unreadable(name, &error),
        }
    }

    fn unreadable(&mut self, name: Option<&str>, error: &ReadError) -> Result<(), Stop> {
        match error {
            ReadError::Io(error) => self.damaged(name, error),
            other => self.fail(name, other.to_string()),
        }
    }

    /// Tells of an error of a reader, which a limit may be behind.
    fn damaged(&mut self, name: Option<&str>, error: &io::Error) -> Result<(), Stop> {
        let excess = error.get_ref().and_then(|inner| inner.downcast_ref::<Excess>());
        match excess {
            Some(excess) => self.exceeded(name, *excess),
            None => self.fail(name, format!("a damaged archive: {}", reason(error))),
        }
    }

    fn exceeded(&mut self, name: Option<&str>, excess: Excess) -> Result<(), Stop> {
        self.fail(name, excess.to_string())?;
        Err(Stop::Told)
    }

    fn fail(&mut self, name: Option<&str>, reason: String) -> Result<(), Stop> {
        self.send(name, Content::Failed(reason))
    }

    fn send(&mut self, name: Option<&str>, content: Content) -> Result<(), Stop> {
        let member = Member { name: name.map(str::to_owned), content };
        self.sender.send(member).map_err(|_| Stop::Unasked)
    }
}

/// What is wrong with a ZIP archive or a member of it.
fn damage(error: &ZipError) -> String {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => "encrypted".to_owned(),
        other => format!("a damaged archive: {}", other.to_string().to_lowercase()),
    }
}
