//! What a source holds: itself, or the members of an archive.

use std::path::Path;

use super::name::{no_exhibit, shown_path};

/// A file, or a file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name in the archive as reports write it, those of archives in archives with ` » ` between them; `None` for a file that
    /// is no archive, and for what is said of an archive as a whole.
    pub name: Option<String>,
    /// What was read of it.
    pub content: Content,
}

/// What was read of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// All of its bytes.
    Bytes(Vec<u8>),
    /// Nothing: it is no exhibit. The reason is for the reader of the report.
    Skipped(String),
    /// Nothing: it cannot be read or is refused. The reason is for the reader of the report.
    Failed(String),
}

/// The name of a member in an archive that may be a member itself.
pub(super) fn in_member(archive: Option<&str>, raw: &[u8]) -> String {
    let name = shown(raw);
    archive.map_or_else(|| name.clone(), |archive| format!("{archive} » {name}"))
}

/// Why a member is not read: its name, or what it is. A name is never used as a path; one that leads out of the archive was made
/// to do harm.
pub(super) fn refusal(raw: &[u8], special: Option<&str>) -> Option<Content> {
    if leads_out(raw) {
        return Some(Content::Failed("refused: its name leads out of the archive".to_owned()));
    }
    if let Some(special) = special {
        return Some(Content::Failed(special.to_owned()));
    }
    let name = shown(raw);
    if name.split('/').any(|part| part.starts_with('.') && part.len() > 1) || name.starts_with("__MACOSX/") {
        return Some(Content::Skipped("a hidden file".to_owned()));
    }
    no_exhibit(Path::new(&name)).map(|extension| Content::Skipped(format!("not an exhibit: .{extension}")))
}

fn leads_out(raw: &[u8]) -> bool {
    let is_absolute = raw.starts_with(b"/") || raw.starts_with(b"\\") || raw.get(1) == Some(&b':');
    let is_up = raw.split(|&byte| byte == b'/' || byte == b'\\').any(|part| part == b"..");
    is_absolute || is_up || raw.contains(&0) || raw.is_empty()
}

#[cfg(unix)]
fn shown(raw: &[u8]) -> String {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let name = shown_path(Path::new(OsStr::from_bytes(raw)));
    name.strip_prefix("./").unwrap_or(&name).to_owned()
}

#[cfg(not(unix))]
fn shown(raw: &[u8]) -> String {
    let name = shown_path(Path::new(String::from_utf8_lossy(raw).as_ref()));
    name.strip_prefix("./").unwrap_or(&name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Content, refusal};

    fn check(name: &str, expected: &str) {
        let found = match refusal(name.as_bytes(), None) {
            Some(Content::Failed(reason)) | Some(Content::Skipped(reason)) => reason,
            _ => "read".to_owned(),
        };
        assert_eq!(found, expected, "{name}");
    }

    #[test]
    fn fault_31_names_that_lead_out_are_refused() {
        for name in
            ["../a.txt", "a/../../b.txt", "/etc/a.txt", "C:\\a.txt", "..\\a.txt", "\\\\host\\a.txt", "a\0.txt", ""]
        {
            check(name, "refused: its name leads out of the archive");
        }
        check("a/b..c.txt", "read");
        check("./a/b.txt", "read");
    }

    #[test]
    fn members_are_chosen_as_files_of_a_walk_are() {
        check("a/LICENSE", "read");
        check("a/b.nc", "read");
        check("a/b.json", "not an exhibit: .json");
        check("a/.hidden.txt", "a hidden file");
        check("__MACOSX/._a.txt", "a hidden file");
    }
}
