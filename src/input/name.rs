//! Paths as reports write them.

use std::path::Path;

/// Extensions of files that a walk reads; a file without any is read, too.
const EXTENSIONS: &[&str] = &["txt", "text", "asc", "sgml", "nc", "htm", "html"];
/// Extensions of archives that a walk reads.
const ARCHIVES: &[&str] = &["gz", "tgz", "zst", "zip", "tar"];

/// The extension by which a file found in a walk or an archive is no exhibit.
pub(super) fn no_exhibit(path: &Path) -> Option<String> {
    let extension = path.extension()?;
    let archives = if cfg!(feature = "archives") { ARCHIVES } else { &[] };
    let is_read = EXTENSIONS.iter().chain(archives).any(|read| extension.eq_ignore_ascii_case(read));
    (!is_read).then(|| shown_path(Path::new(extension)))
}

/// Writes a path as text.
///
/// Bytes that are not UTF-8 are percent-encoded, and so is a `%` that could be taken for such an encoding: decoding `%XX`
/// everywhere gives the bytes of the path back.
#[cfg(unix)]
pub fn shown_path(path: &Path) -> String {
    use std::fmt::Write;
    use std::os::unix::ffi::OsStrExt;

    let mut shown = String::new();
    for chunk in path.as_os_str().as_bytes().utf8_chunks() {
        let valid = chunk.valid();
        for (at, character) in valid.char_indices() {
            if character == '%' && is_escape(&valid.as_bytes()[at + 1..]) {
                shown.push_str("%25");
            } else {
                shown.push(character);
            }
        }
        for byte in chunk.invalid() {
            write!(shown, "%{byte:02X}").expect("internal error: writing to a string cannot fail");
        }
    }
    shown
}

/// Writes a path as text. Parts that are not Unicode are replaced.
#[cfg(not(unix))]
pub fn shown_path(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(unix)]
fn is_escape(after: &[u8]) -> bool {
    after.len() >= 2 && after[..2].iter().all(u8::is_ascii_hexdigit)
}

#[cfg(all(test, unix))]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;

    use super::shown_path;

    fn check(bytes: &[u8], expected: &str) {
        assert_eq!(shown_path(Path::new(OsStr::from_bytes(bytes))), expected);
    }

    #[test]
    fn fault_24_bytes_that_are_not_utf8_are_percent_encoded() {
        check(b"dir/caf\xE9.txt", "dir/caf%E9.txt");
        check("dir/café.txt".as_bytes(), "dir/café.txt");
    }

    #[test]
    fn a_percent_sign_is_encoded_only_where_it_would_mislead() {
        check(b"100%.txt", "100%.txt");
        check(b"a%20b.txt", "a%2520b.txt");
        check(b"a%\xE9", "a%%E9");
    }
}
