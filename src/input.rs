//! From paths to the bytes of sources.
//!
//! A walk decides by file type and extension what is read; an explicitly named path is always read. What cannot be read is
//! an input too: it is named in the report, never dropped. Each file is read once, whole, up to a limit; an archive is read member
//! by member.

#[cfg(feature = "archives")]
mod archive;
pub mod inspect;
mod member;
mod name;
#[cfg(feature = "cli")]
mod walk;

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use thiserror::Error;

pub use member::{Content as MemberContent, Member};
pub use name::shown_path;
#[cfg(feature = "cli")]
pub use walk::{WalkOptions, collect};

/// The size up to which a file is read unless something else is asked for: 64 MiB.
pub const DEFAULT_SIZE_LIMIT: u64 = 64 << 20;
/// The greatest size that may be asked for: 1 GiB. A text of this size stays below 4 GiB in any encoding.
pub const MAX_SIZE_LIMIT: u64 = 1 << 30;

/// Something that was given or found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// To be read and checked.
    Source(Source),
    /// Passed over by a walk: no exhibit.
    Skipped {
        /// The path as reports write it.
        path: String,
        /// Why, for the reader of the report.
        reason: String,
    },
    /// Asked for, and not readable.
    Failed {
        /// The path as reports write it.
        path: String,
        /// Why, for the reader of the report.
        reason: String,
    },
}

/// Something to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The path as reports write it.
    pub path: String,
    /// Where the bytes are.
    pub content: Content,
}

/// Where the bytes of a source are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// In a file.
    File(PathBuf),
    /// On standard input.
    Stdin,
    /// In memory.
    Memory(Vec<u8>),
}

/// Why a source could not be read. The fault lies in the file or its surroundings.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The operating system refused.
    #[error("{}", reason(.0))]
    Io(#[from] io::Error),
    /// A FIFO, socket or device, which may never end.
    #[error("not a regular file")]
    NotRegular,
    /// More bytes than the limit.
    #[error("over the {} limit (raise: --max-file-size)", size(.limit))]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// Standard input gave nothing: it was closed, or the command before the pipe failed.
    #[error("standard input is empty or closed")]
    NoInput,
}

/// Reads a source, whole, up to `limit` bytes.
///
/// # Errors
///
/// See [`ReadError`]; none of them stops other sources.
pub fn read(content: &Content, limit: u64) -> Result<Vec<u8>, ReadError> {
    match content {
        Content::File(path) => {
            let file = File::open(path)?;
            let metadata = file.metadata()?;
            if !metadata.is_file() {
                return Err(ReadError::NotRegular);
            }
            if metadata.len() > limit {
                return Err(ReadError::TooLarge { limit });
            }
            // The file may have changed since its size was asked for.
            read_up_to(file, limit, metadata.len())
        }
        Content::Stdin => {
            let bytes = read_up_to(io::stdin().lock(), limit, 0)?;
            if bytes.is_empty() {
                return Err(ReadError::NoInput);
            }
            Ok(bytes)
        }
        Content::Memory(bytes) if bytes.len() as u64 > limit => Err(ReadError::TooLarge { limit }),
        Content::Memory(bytes) => Ok(bytes.clone()),
    }
}

/// What a source holds: itself, or the members of an archive, each read when it is asked for. Members of more than `limit` bytes are
/// not read.
pub fn members(content: &Content, limit: u64) -> Box<dyn Iterator<Item = Member> + Send> {
    let single = |content| -> Box<dyn Iterator<Item = Member> + Send> {
        Box::new(std::iter::once(Member { name: None, content }))
    };
    #[cfg(feature = "archives")]
    if let Content::File(path) = content {
        match open_archive(path) {
            Ok(Some(file)) => return Box::new(archive::Members::open(Box::new(file), limit)),
            Ok(None) => {}
            Err(error) => return single(MemberContent::Failed(error.to_string())),
        }
    }
    match read(content, limit) {
        #[cfg(feature = "archives")]
        Ok(bytes) if archive::is_archive(&bytes) => {
            Box::new(archive::Members::open(Box::new(io::Cursor::new(bytes)), limit))
        }
        Ok(bytes) => single(MemberContent::Bytes(bytes)),
        Err(error) => single(MemberContent::Failed(error.to_string())),
    }
}

/// Opens a file that is an archive; `None` where it is not. An archive may be larger than any of its members.
#[cfg(feature = "archives")]
fn open_archive(path: &std::path::Path) -> Result<Option<File>, ReadError> {
    use std::io::Seek;

    let mut file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(ReadError::NotRegular);
    }
    let head = archive::read_head(&mut file)?;
    file.rewind()?;
    Ok(archive::is_archive(&head).then_some(file))
}

fn read_up_to(reader: impl Read, limit: u64, expected: u64) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
    reader.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(ReadError::TooLarge { limit });
    }
    Ok(bytes)
}

/// An error of the operating system in its own words, without its number.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => {
            let text = error.to_string();
            let end = text.find(" (os error").unwrap_or(text.len());
            text[..end].to_lowercase()
        }
    }
}

/// A limit in the largest unit that leaves no remainder.
fn size(limit: &u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let unit = units.iter().find(|(shift, _)| *limit > 0 && limit.is_multiple_of(1 << shift));
    unit.map_or(format!("{limit} B"), |(shift, name)| format!("{} {name}", limit >> shift))
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};

    use super::{Content, read, reason};

    fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().expect("file");
        file.write_all(bytes).expect("written");
        file
    }

    #[test]
    fn fault_12_a_file_over_the_limit_is_refused_and_the_limit_named() {
        let content = Content::File(file(b"12345").path().to_owned());
        let kept = file(b"12345");
        let content_kept = Content::File(kept.path().to_owned());
        assert_eq!(read(&content_kept, 5).expect("bytes"), b"12345");
        let error = read(&content_kept, 4).expect_err("too large").to_string();
        assert_eq!(error, "over the 4 B limit (raise: --max-file-size)");
        assert_eq!(read(&content, 5).expect_err("gone").to_string(), "no such file or folder");
    }

    #[test]
    fn limits_are_named_as_people_write_them() {
        let message = |limit| super::ReadError::TooLarge { limit }.to_string();
        assert!(message(64 << 20).starts_with("over the 64 MiB limit"));
        assert!(message((64 << 20) + 1).starts_with("over the 67108865 B limit"));
    }

    #[test]
    fn errors_of_the_system_have_no_numbers() {
        assert_eq!(reason(&io::Error::from_raw_os_error(13)), "permission denied");
        assert_eq!(reason(&io::Error::from_raw_os_error(5)), "input/output error");
    }
}
