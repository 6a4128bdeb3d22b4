//! Byte order marks, UTF-8, windows-1252 and UTF-16.

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

/// Decodes the bytes of a source: UTF-8 or UTF-16 by byte order mark, else UTF-8, else windows-1252.
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
            let (content, _) = WINDOWS_1252.decode_without_bom_handling(error.as_bytes());
            Text::new(content.into_owned(), Encoding::Windows1252, mark)
        }
    }
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
        Encoding::Windows1252 => {
            let (bytes, _, has_unmappable) = WINDOWS_1252.encode(text);
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
    fn fault_05_utf16_is_told_by_its_mark_or_refused() {
        let text = decode(b"\xFF\xFEF\0u\0".to_vec()).expect("text");
        assert_eq!((text.as_str(), text.encoding()), ("Fu", Encoding::Utf16Le));
        assert_eq!(text.original(Span::new(1, 2)), Span::new(4, 6));
        assert_eq!(decode(b"\xFE\xFF\xD8\0".to_vec()).err(), Some(DecodeError::Malformed { encoding: "UTF-16BE" }));
    }
}
