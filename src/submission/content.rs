//! What the content of a stand-alone file, of an archive's member or of a document of a submission is, told by itself.
//!
//! The only place that tells plain text, HTML and everything else apart.

/// What some content was recognised as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Plain text.
    Text,
    /// Nothing but white space.
    Empty,
    /// An HTML document.
    Html,
    /// A document that is no exhibit; what it is, for the reader of the report: `a uuencoded PDF file`.
    Other(String),
}

/// Number of bytes of a text that are looked at.
const SNIFFED: usize = 4096;
/// Tags of EDGAR that wrap a document which is not plain text.
const WRAPPERS: &[&str] = &["<PDF>", "<XBRL>", "<XML>", "<JSON>", "<TEXT>"];
/// The first bytes of files that are no text.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF-", "PDF file"),
    (b"PK\x03\x04", "ZIP archive"),
    (b"PK\x05\x06", "ZIP archive without members"),
    (b"\x1F\x8B", "gzip archive"),
    (b"\x28\xB5\x2F\xFD", "Zstandard archive"),
    (b"\x89PNG\r\n", "PNG image"),
    (b"\xFF\xD8\xFF", "JPEG image"),
    (b"GIF8", "GIF image"),
    (b"BM", "BMP image"),
    (b"\xD0\xCF\x11\xE0", "Office document"),
    (b"\x7FELF", "program"),
];
/// Of [`MAGIC`], the entry whose letters may begin a text, too.
const BITMAP: &[u8] = b"BM";

impl Content {
    /// Tells what a text is.
    pub fn of(text: &str) -> Self {
        let (wrapper, start) = unwrapped(text.trim_start());
        if start.is_empty() && wrapper.is_none() {
            return Self::Empty;
        }
        let head = head(start);
        if let Some(name) = binary(head.as_bytes()) {
            return Self::Other(format!("a {name}"));
        }
        if is_html(head) {
            return Self::Html;
        }
        if let Some(what) = uuencoded(start) {
            return Self::Other(what);
        }
        match wrapper {
            _ if starts_with(head, "<?xml") || starts_with(head, "<xbrl") => Self::Other("an XML document".to_owned()),
            Some("<XML>" | "<XBRL>") => Self::Other("an XML document".to_owned()),
            Some("<JSON>") => Self::Other("a JSON document".to_owned()),
            Some("<PDF>") => Self::Other("a PDF file".to_owned()),
            _ if head.starts_with("{\\rtf") => Self::Other("an RTF document".to_owned()),
            _ => Self::Text,
        }
    }
}

/// Tells by the first bytes of a source that it is no text at all, and what it is instead: `PDF file`.
pub fn binary(bytes: &[u8]) -> Option<&'static str> {
    let is_bitmap = bytes.get(6..10) == Some(&[0; 4]);
    let fits = |magic: &[u8]| bytes.starts_with(magic) && (magic != BITMAP || is_bitmap);
    MAGIC.iter().find(|(magic, _)| fits(magic)).map(|&(_, name)| name)
}

/// The content behind the tags that wrap it, and the outermost of those tags.
fn unwrapped(mut start: &str) -> (Option<&'static str>, &str) {
    let mut outermost = None;
    while let Some(&wrapper) = WRAPPERS.iter().find(|wrapper| starts_with(start, wrapper)) {
        start = start[wrapper.len()..].trim_start();
        // `<TEXT>` says nothing of what stands in it.
        outermost = outermost.or((wrapper != "<TEXT>").then_some(wrapper));
    }
    (outermost, start)
}

/// Whether a text whose first characters are given is an HTML document.
///
/// Comments and an XML declaration may stand before it.
fn is_html(head: &str) -> bool {
    let head = without_comments(head);
    const OPENINGS: &[&str] = &["<!doctype html", "<html", "<head", "<body", "<title"];
    if OPENINGS.iter().any(|opening| starts_with(head, opening)) {
        return true;
    }
    let is_xml = starts_with(head, "<?xml") || starts_with(head, "<xbrl");
    is_xml && head.to_ascii_lowercase().contains("<html")
}

/// What follows the comments at the start of a text.
fn without_comments(text: &str) -> &str {
    let mut rest = text.trim_start();
    while let Some((_, after)) = rest.strip_prefix("<!--").and_then(|comment| comment.split_once("-->")) {
        rest = after.trim_start();
    }
    rest
}

/// What a uuencoded file is, told by its first line of data.
fn uuencoded(start: &str) -> Option<String> {
    let rest = start.strip_prefix("begin ")?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let rest = rest[digits..].strip_prefix(' ').filter(|_| matches!(digits, 3 | 4))?;
    let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
    let data = rest[end..].trim_start_matches(['\n', '\r']);
    let data = data.split(['\n', '\r']).next().unwrap_or_default().trim_end();
    let is_data = |bytes: &[u8]| bytes.iter().all(|byte| (b' '..=b'`').contains(byte));
    // A line says how many bytes it holds; blanks at its end may be lost.
    let promised = data.bytes().next().map_or(0, |first| usize::from(first.wrapping_sub(b' ') & 63));
    let is_whole = data.len() <= 1 + promised.div_ceil(3) * 4 && data.len() + 4 > promised;
    // Where all line ends were lost, the name and the data cannot be told apart.
    let is_flat = end == rest.len() && rest.len() > 64;
    let is_uuencoded = is_flat || is_data(data.as_bytes()) && is_whole;
    if !is_uuencoded {
        return None;
    }
    let decoded = decode_line(&data.as_bytes()[data.len().min(1)..]);
    let name = binary(&decoded).or_else(|| by_extension(&rest[..end]));
    Some(name.map_or_else(|| "a uuencoded file".to_owned(), |name| format!("a uuencoded {name}")))
}

/// The bytes of the data of a uuencoded line.
fn decode_line(data: &[u8]) -> Vec<u8> {
    let six = |byte: u8| u32::from(byte.wrapping_sub(b' ') & 63);
    let groups = data.chunks_exact(4).map(|group| group.iter().fold(0, |bits, &byte| bits << 6 | six(byte)));
    groups.flat_map(|bits| bits.to_be_bytes().into_iter().skip(1)).collect()
}

fn by_extension(name: &str) -> Option<&'static str> {
    const EXTENSIONS: &[(&str, &str)] =
        &[("pdf", "PDF file"), ("jpg", "JPEG image"), ("gif", "GIF image"), ("zip", "ZIP archive")];
    let extension = name.trim_end().rsplit_once('.')?.1.to_ascii_lowercase();
    EXTENSIONS.iter().find(|(known, _)| *known == extension).map(|&(_, name)| name)
}

fn head(text: &str) -> &str {
    let mut end = text.len().min(SNIFFED);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn starts_with(text: &str, opening: &str) -> bool {
    text.get(..opening.len()).is_some_and(|start| start.eq_ignore_ascii_case(opening))
}

#[cfg(test)]
mod tests {
    use super::{Content, binary};

    fn check(text: &str, expected: &str) {
        let found = match Content::of(text) {
            Content::Text => "text".to_owned(),
            Content::Empty => "empty".to_owned(),
            Content::Html => "html".to_owned(),
            Content::Other(what) => what,
        };
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn content_decides_what_a_text_is() {
        check("<PAGE>\n   EXHIBIT e(2)(g)\n", "text");
        check(" \n\n", "empty");
        check("\n<HTML>\n<BODY>", "html");
        check("<?xml version=\"1.0\"?>\n<html xmlns=\"x\">", "html");
        check("<!-- made by a program -->\n<html>", "html");
        check("<XBRL>\n<?xml version=\"1.0\"?>\n<!-- x -->\n<html>", "html");
        check("<?xml version=\"1.0\"?>\n<ownershipDocument>", "an XML document");
        check("<XML>\n<edgarSubmission>", "an XML document");
        check("<JSON>\n{\"version\": 1}", "a JSON document");
        check("{\\rtf1\\ansi", "an RTF document");
    }

    #[test]
    fn a_tag_of_plain_text_exhibits_is_no_markup() {
        check("<TABLE>\n<CAPTION>\n", "text");
        check("<TEXT>\nEXHIBIT A\n", "text");
        check("<TEXT>\n<html>\n", "html");
        check("begin 644 is how such a file begins\nand this is no such file\n", "text");
    }

    #[test]
    fn fault_14_a_uuencoded_file_is_told_by_its_data() {
        check(
            "<PDF>\nbegin 644 a.pdf\nM)5!$1BTQ+C0*)>+CS],*,2`P(&]B:@H\\/\"]4>7!E+T-A=&%L;V<*+U!A9V5S\n",
            "a uuencoded PDF file",
        );
        check("begin 644 x.bin\n#0V%T\n`\nend\n", "a uuencoded file");
        check("begin 644 logo.gif\n&1TE&.#EA\n`\nend\n", "a uuencoded GIF image");
        check(&format!("begin 644 logo.jpg{}", "M_]C_X``02D9)".repeat(9)), "a uuencoded file");
    }

    #[test]
    fn fault_14_binary_files_are_told_by_their_first_bytes() {
        assert_eq!(binary(b"%PDF-1.4"), Some("PDF file"));
        assert_eq!(binary(b"PK\x03\x04xx"), Some("ZIP archive"));
        assert_eq!((binary(b"AMENDMENT"), binary(b"BMW AG\n\nx")), (None, None));
    }
}
