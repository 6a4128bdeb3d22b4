//! Byte order marks, UTF-8, windows-1252, UTF-16, and what an HTML document says of itself.

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use thiserror::Error;

use super::{Encoding, Text};

/// Why bytes are not text. The fault lies in the file.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum DecodeError {
    /// The byte order mark says UTF-16, and the bytes after it are not.
    #[error("{encoding} by its byte order mark, but not valid {encoding}")]
    Malformed {
        /// The encoding's name.
        encoding: &'static str,
    },
    /// The NULs among the bytes say UTF-16, and the bytes are not.
    #[error("{encoding} by its NUL bytes, but not valid {encoding}")]
    MalformedByNuls {
        /// The encoding's name.
        encoding: &'static str,
    },
    /// UTF-32, told by its byte order mark or by three NULs beside every character.
    #[error("UTF-32, which is not read; save it as UTF-8")]
    Utf32,
}

/// The bytes at the start of a document in which it declares its encoding.
const DECLARED_WITHIN: usize = 1024;

/// The bytes at the start of a text whose NULs tell its encoding.
const SNIFFED: usize = 4096;
/// The fewest groups of four bytes that are enough to tell.
const FEWEST: usize = 4;
/// The bytes that open a document of a submission.
const DOCUMENT: &[u8] = b"<DOCUMENT>";

/// Decodes the bytes of a source: UTF-8 or UTF-16 by byte order mark, UTF-16 by its NULs, else UTF-8, else what `<meta charset>` or
/// `<?xml encoding?>` says if that is an encoding of one byte a character, else windows-1252. Every document of a submission is decoded for
/// itself.
///
/// # Errors
///
/// Bytes that say to be UTF-16 and are not, and UTF-32, are refused; every other sequence of bytes is some text.
pub fn decode(bytes: Vec<u8>) -> Result<Text, DecodeError> {
    if bytes.starts_with(b"\xFF\xFE\0\0") || bytes.starts_with(b"\0\0\xFE\xFF") {
        return Err(DecodeError::Utf32);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return Ok(decode_unmarked(rest.to_vec(), 3));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return decode_utf16(rest, Encoding::Utf16Le, 2);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return decode_utf16(rest, Encoding::Utf16Be, 2);
    }
    match told_by_nuls(&bytes) {
        Some(Wide::Utf16(encoding)) => decode_utf16(&bytes, encoding, 0),
        Some(Wide::Utf32) => Err(DecodeError::Utf32),
        None => Ok(decode_unmarked(bytes, 0)),
    }
}

/// An encoding of more than one byte a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wide {
    Utf16(Encoding),
    Utf32,
}

/// The encoding of a text without a byte order mark that is told by where its NULs are: beside three of four characters at least, and
/// nowhere else. NULs here and there are none of this.
fn told_by_nuls(bytes: &[u8]) -> Option<Wide> {
    let head = &bytes[..bytes.len().min(SNIFFED) / 4 * 4];
    let quarter = head.len() / 4;
    if quarter < FEWEST || memchr::memchr(0, head).is_none() {
        return None;
    }
    let mut nuls = [0; 4];
    for (at, _) in head.iter().enumerate().filter(|(_, byte)| **byte == 0) {
        nuls[at % 4] += 1;
    }
    let many = |count: usize| count * 4 >= quarter * 3;
    match nuls {
        [0, one, 0, other] if many(one) && many(other) => Some(Wide::Utf16(Encoding::Utf16Le)),
        [one, 0, other, 0] if many(one) && many(other) => Some(Wide::Utf16(Encoding::Utf16Be)),
        [rest @ .., 0] | [0, rest @ ..] if rest.into_iter().all(many) => Some(Wide::Utf32),
        _ => None,
    }
}

fn decode_unmarked(bytes: Vec<u8>, mark: usize) -> Text {
    match String::from_utf8(bytes) {
        Ok(content) => Text::new(content, vec![(0, Encoding::Utf8)], mark),
        Err(error) => {
            let (content, encodings) = decode_documents(error.as_bytes());
            Text::new(content, encodings, mark)
        }
    }
}

/// Decodes each document of a submission for itself; what is none is one part.
fn decode_documents(bytes: &[u8]) -> (String, Vec<(usize, Encoding)>) {
    let begins_line = |at: &usize| *at == 0 || matches!(bytes[at - 1], b'\n' | b'\r' | b'>');
    let cuts = memchr::memmem::find_iter(bytes, DOCUMENT).filter(begins_line).filter(|at| *at > 0);
    let mut content = String::with_capacity(bytes.len() + bytes.len() / 16);
    let mut encodings: Vec<(usize, Encoding)> = Vec::new();
    let mut start = 0;
    for end in cuts.chain([bytes.len()]) {
        let part = &bytes[start..end];
        let encoding = encoding_of(part);
        let is_new = encodings.last().is_none_or(|&(_, last)| last != encoding);
        // ASCII is the same in all of these.
        if is_new && (!part.is_ascii() || encodings.is_empty()) {
            encodings.push((content.len(), encoding));
        }
        match std::str::from_utf8(part) {
            Ok(part) => content.push_str(part),
            Err(_) => content.push_str(&codec(encoding).decode_without_bom_handling(part).0),
        }
        start = end;
    }
    (content, encodings)
}

fn encoding_of(bytes: &[u8]) -> Encoding {
    match std::str::from_utf8(bytes) {
        Ok(_) => Encoding::Utf8,
        Err(_) => declared(bytes).map_or(Encoding::Windows1252, Encoding::Declared),
    }
}

fn codec(encoding: Encoding) -> &'static encoding_rs::Encoding {
    match encoding {
        Encoding::Declared(encoding) => encoding,
        _ => WINDOWS_1252,
    }
}

/// The encoding that an HTML or XML document says it has: `<meta charset="macintosh">`, `<?xml version="1.0" encoding="ISO-8859-15"?>`.
fn declared(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = bytes[..bytes.len().min(DECLARED_WITHIN)].to_ascii_lowercase();
    let after = |text: &[u8], word: &[u8]| memchr::memmem::find(text, word).map(|at| text[at + word.len()..].to_vec());
    let tag = |opening: &[u8], word: &[u8]| {
        let tag = after(&head, opening)?;
        let end = memchr::memchr(b'>', &tag)?;
        after(&tag[..end], word)
    };
    let value = tag(b"<?xml", b"encoding").or_else(|| {
        memchr::memmem::find_iter(&head, b"<meta").find_map(|at| {
            let end = memchr::memchr(b'>', &head[at..])?;
            after(&head[at..at + end], b"charset")
        })
    })?;
    let label: Vec<u8> = value
        .into_iter()
        .skip_while(|byte| matches!(byte, b'=' | b'"' | b'\'' | b' '))
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.'))
        .collect();
    encoding_rs::Encoding::for_label(&label).filter(|encoding| encoding.is_single_byte() && *encoding != WINDOWS_1252)
}

fn decode_utf16(bytes: &[u8], encoding: Encoding, mark: usize) -> Result<Text, DecodeError> {
    let codec = if encoding == Encoding::Utf16Le { UTF_16LE } else { UTF_16BE };
    let (content, malformed) = codec.decode_without_bom_handling(bytes);
    let name = encoding.name();
    match (malformed, mark) {
        (false, _) => Ok(Text::new(content.into_owned(), vec![(0, encoding)], mark)),
        (true, 0) => Err(DecodeError::MalformedByNuls { encoding: name }),
        (true, _) => Err(DecodeError::Malformed { encoding: name }),
    }
}

/// Encodes a text without a byte order mark; `None` where the encoding has no such character.
pub(super) fn encode(text: &str, encoding: Encoding) -> Option<Vec<u8>> {
    match encoding {
        Encoding::Utf8 => Some(text.as_bytes().to_vec()),
        Encoding::Windows1252 | Encoding::Declared(_) => {
            let (bytes, _, has_unmappable) = codec(encoding).encode(text);
            (!has_unmappable).then(|| bytes.into_owned())
        }
        Encoding::Utf16Le => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        Encoding::Utf16Be => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::{DecodeError, decode};
    use crate::decode::Encoding;
    use crate::source::Span;

    #[test]
    fn utf8_is_taken_as_it_is() {
        let text = decode("“Fund”".as_bytes().to_vec()).expect("text");
        assert_eq!((text.as_str(), text.encoding_at(0), text.has_mark()), ("“Fund”", Encoding::Utf8, false));
    }

    #[test]
    fn fault_04_a_byte_order_mark_is_stripped_and_counted_in_the_original() {
        let text = decode(b"\xEF\xBB\xBFFund".to_vec()).expect("text");
        assert_eq!((text.as_str(), text.has_mark()), ("Fund", true));
        assert_eq!(text.original(Span::new(0, 4)), Span::new(3, 7));
    }

    #[test]
    fn fault_03_other_bytes_are_windows_1252_and_lead_back_to_their_offsets() {
        let text = decode(b"\x93Fund\x94 x".to_vec()).expect("text");
        assert_eq!((text.as_str(), text.encoding_at(0)), ("“Fund” x", Encoding::Windows1252));
        let at = text.as_str().find('x').expect("x");
        assert_eq!(text.original(Span::new(at, at + 1)), Span::new(7, 8));
    }

    #[test]
    fn a_document_may_say_its_encoding() {
        let check = |bytes: &[u8], name: &str, end: &str| {
            let text = decode(bytes.to_vec()).expect("text");
            assert_eq!(text.encoding_at(0).name(), name);
            assert!(text.as_str().ends_with(end), "{}", text.as_str());
            assert_eq!(text.encode_at(0, text.as_str()).as_deref(), Some(bytes));
            let at = text.as_str().len() - 1;
            assert_eq!(text.original(Span::new(at, at + 1)), Span::new(bytes.len() - 1, bytes.len()));
        };
        check(
            b"<html><META http-equiv=x content='text/html; charset=MacIntosh'>\xD2Fund\xD3 x",
            "macintosh",
            "“Fund” x",
        );
        check(b"<meta name=a><meta charset=\"iso-8859-15\">\xA4 x", "ISO-8859-15", "€ x");
        check(b"<?xml version='1.0' encoding='koi8-r'?>\xF6 x", "KOI8-R", "Ж x");
        check(b"<meta charset=iso-8859-1>\x93Fund\x94 x", "windows-1252", "“Fund” x");
        check(b"<meta charset=shift_jis>\x93Fund\x94 x", "windows-1252", "“Fund” x");
        check("<meta charset=macintosh>“Fund” x".as_bytes(), "UTF-8", "“Fund” x");
    }

    #[test]
    fn fault_05_utf16_without_a_mark_is_told_by_its_nuls_or_refused() {
        let wide = |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let exhibit = "AMENDMENT NO. 6 of “Harbor Funds” — 𝔄";
        for (order, expected) in
            [(u16::to_le_bytes as fn(u16) -> [u8; 2], Encoding::Utf16Le), (u16::to_be_bytes, Encoding::Utf16Be)]
        {
            let bytes = wide(exhibit, order);
            let text = decode(bytes.clone()).expect("text");
            assert_eq!((text.as_str(), text.encoding_at(0), text.has_mark()), (exhibit, expected, false));
            let at = exhibit.find('N').expect("N");
            assert_eq!(text.original(Span::new(at, at + 1)), Span::new(2 * at, 2 * at + 2));
            let name = expected.name();
            let cut = decode(bytes[..bytes.len() - 1].to_vec()).expect_err("cut in the middle of a character");
            assert_eq!(cut.to_string(), format!("{name} by its NUL bytes, but not valid {name}"));
        }
        let utf32: Vec<u8> = exhibit.chars().flat_map(|character| (character as u32).to_le_bytes()).collect();
        assert_eq!(decode(utf32.clone()).expect_err("UTF-32"), DecodeError::Utf32);
        assert_eq!(decode([b"\xFF\xFE\0\0", utf32.as_slice()].concat()).expect_err("UTF-32"), DecodeError::Utf32);
        for bytes in [&b"A\0MENDMENT\0NO. 6"[..], b"\0\0\0\0\0\0\0\0", b"A\0B", b"\0A\0BCDEFGHIJKLMNOPQ", &[0; 32]] {
            assert_eq!(decode(bytes.to_vec()).expect("text").encoding_at(0), Encoding::Utf8, "{bytes:?}");
        }
    }

    #[test]
    fn fault_03_documents_of_a_submission_are_decoded_each_for_itself() {
        let bytes = b"<SEC-DOCUMENT>x\n<DOCUMENT>\n<TEXT>\n\x93Fund\x94\n</DOCUMENT>\n<DOCUMENT>\n<TEXT>\n\xE2\x80\x9CFees\xE2\x80\x9D\n</DOCUMENT>\n\
            <DOCUMENT>\nplain\n</DOCUMENT>\n<DOCUMENT>\n<TEXT>\n<html><meta charset=macintosh>\xD2Class\xD3\n</DOCUMENT>\n";
        let text = decode(bytes.to_vec()).expect("text");
        let check = |word: &str, encoding: &str| {
            let at = text.as_str().find(word).unwrap_or_else(|| panic!("{word}: {}", text.as_str()));
            assert_eq!(text.encoding_at(at).name(), encoding);
            let inner = word.trim_matches(['“', '”']);
            let inside = at + word.find(inner).expect("inside");
            let original = text.original(Span::new(inside, inside + inner.len()));
            assert_eq!(&bytes[original.range()], inner.as_bytes());
            let whole = text.original(Span::new(at, at + word.len()));
            assert_eq!(text.encode_at(at, word).as_deref(), Some(&bytes[whole.range()]));
        };
        check("“Fund”", "windows-1252");
        check("“Fees”", "UTF-8");
        check("plain", "UTF-8");
        check("“Class”", "macintosh");
        assert_eq!(text.original(Span::new(0, text.as_str().len())), Span::new(0, bytes.len()));
    }

    #[test]
    fn what_was_decoded_can_be_encoded_again() {
        let check = |bytes: &[u8]| {
            let text = decode(bytes.to_vec()).expect("text");
            let mark = text.original(Span::new(0, 0)).start();
            assert_eq!(text.encode_at(0, text.as_str()).as_deref(), Some(&bytes[mark..]));
        };
        check("“Fund”".as_bytes());
        check(b"\xEF\xBB\xBFFund");
        check(b"\x93Fund\x94 \x81\xE9");
        check(b"\xFF\xFEF\0\x1C\x20");
        check(b"\xFE\xFF\0F\x20\x1C");
        let text = decode(b"\x93Fund\x94".to_vec()).expect("text");
        assert_eq!(text.encode_at(0, "Ж"), None);
    }

    #[test]
    fn fault_03_every_place_of_a_long_text_leads_back() {
        let bytes: Vec<u8> = b"\x93Fund\x94 \xE9 x\n".repeat(20_000);
        let text = decode(bytes.clone()).expect("text");
        for (at, _) in text.as_str().match_indices('F').step_by(997) {
            assert_eq!(&bytes[text.original(Span::new(at, at + 4)).range()], b"Fund");
        }
        let whole = text.original(Span::new(0, text.as_str().len()));
        assert_eq!(whole, Span::new(0, bytes.len()));
    }

    #[test]
    fn fault_05_utf16_is_told_by_its_mark_or_refused() {
        let text = decode(b"\xFF\xFEF\0u\0".to_vec()).expect("text");
        assert_eq!((text.as_str(), text.encoding_at(0)), ("Fu", Encoding::Utf16Le));
        assert_eq!(text.original(Span::new(1, 2)), Span::new(4, 6));
        assert_eq!(decode(b"\xFE\xFF\xD8\0".to_vec()).err(), Some(DecodeError::Malformed { encoding: "UTF-16BE" }));
    }
}
