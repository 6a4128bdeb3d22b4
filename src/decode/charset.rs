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
}

/// The bytes at the start of a document in which it declares its encoding.
const DECLARED_WITHIN: usize = 1024;

/// Decodes the bytes of a source: UTF-8 or UTF-16 by byte order mark, else UTF-8, else what `<meta charset>` or `<?xml encoding?>` says if
/// that is an encoding of one byte a character, else windows-1252.
///
/// # Errors
///
/// Only bytes with a UTF-16 mark that are not UTF-16 are refused; every other sequence of bytes is some text.
pub fn decode(bytes: Vec<u8>) -> Result<Text, DecodeError> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return Ok(decode_unmarked(rest.to_vec(), 3));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return decode_utf16(rest, Encoding::Utf16Le);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return decode_utf16(rest, Encoding::Utf16Be);
    }
    Ok(decode_unmarked(bytes, 0))
}

fn decode_unmarked(bytes: Vec<u8>, mark: usize) -> Text {
    match String::from_utf8(bytes) {
        Ok(content) => Text::new(content, Encoding::Utf8, mark),
        Err(error) => {
            let bytes = error.as_bytes();
            let encoding = declared(bytes).map_or(Encoding::Windows1252, Encoding::Declared);
            let (content, _) = codec(encoding).decode_without_bom_handling(bytes);
            Text::new(content.into_owned(), encoding, mark)
        }
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

fn decode_utf16(bytes: &[u8], encoding: Encoding) -> Result<Text, DecodeError> {
    let codec = if encoding == Encoding::Utf16Le { UTF_16LE } else { UTF_16BE };
    let (content, malformed) = codec.decode_without_bom_handling(bytes);
    if malformed {
        return Err(DecodeError::Malformed { encoding: encoding.name() });
    }
    Ok(Text::new(content.into_owned(), encoding, 2))
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
        assert_eq!((text.as_str(), text.encoding(), text.has_mark()), ("“Fund”", Encoding::Utf8, false));
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
        assert_eq!((text.as_str(), text.encoding()), ("“Fund” x", Encoding::Windows1252));
        let at = text.as_str().find('x').expect("x");
        assert_eq!(text.original(Span::new(at, at + 1)), Span::new(7, 8));
    }

    #[test]
    fn a_document_may_say_its_encoding() {
        let check = |bytes: &[u8], name: &str, end: &str| {
            let text = decode(bytes.to_vec()).expect("text");
            assert_eq!(text.encoding().name(), name);
            assert!(text.as_str().ends_with(end), "{}", text.as_str());
            assert_eq!(text.encode(text.as_str()).as_deref(), Some(bytes));
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
    fn what_was_decoded_can_be_encoded_again() {
        let check = |bytes: &[u8]| {
            let text = decode(bytes.to_vec()).expect("text");
            let mark = text.original(Span::new(0, 0)).start();
            assert_eq!(text.encode(text.as_str()).as_deref(), Some(&bytes[mark..]));
        };
        check("“Fund”".as_bytes());
        check(b"\xEF\xBB\xBFFund");
        check(b"\x93Fund\x94 \x81\xE9");
        check(b"\xFF\xFEF\0\x1C\x20");
        check(b"\xFE\xFF\0F\x20\x1C");
        let text = decode(b"\x93Fund\x94".to_vec()).expect("text");
        assert_eq!(text.encode("Ж"), None);
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
        assert_eq!((text.as_str(), text.encoding()), ("Fu", Encoding::Utf16Le));
        assert_eq!(text.original(Span::new(1, 2)), Span::new(4, 6));
        assert_eq!(decode(b"\xFE\xFF\xD8\0".to_vec()).err(), Some(DecodeError::Malformed { encoding: "UTF-16BE" }));
    }
}
