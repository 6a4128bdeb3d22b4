//! Tells what a short text is written in, many bytes at a time.

/// Bytes that are looked at together.
const BLOCK: usize = 64;
/// What fills the last block: a character that no test is about.
const FILLER: u8 = b'0';

/// What the bytes of a text are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ascii {
    /// All are blanks and ASCII characters that are seen.
    pub is_seen: bool,
    /// An ASCII capital is among them.
    pub has_capital: bool,
    /// A small ASCII letter is among them.
    pub has_small: bool,
    /// A blank follows another.
    pub has_two_blanks: bool,
    /// Words, which blanks part.
    pub words: u32,
    /// Words that begin with a small letter.
    pub small_words: u32,
}

impl Ascii {
    /// Looks at all bytes of a text, which does not end with a blank.
    pub fn of(text: &[u8]) -> Self {
        debug_assert!(!text.ends_with(b" "), "a word would be counted after the blank");
        let (mut unseen, mut capitals, mut small, mut pairs) = (0, 0, 0, 0);
        let (mut words, mut small_words) = (0, 0);
        for block in blocks(text) {
            unseen += count_in(&block, |_, byte| !matches!(byte, b' '..=b'~'));
            capitals += count_in(&block, |_, byte| byte.is_ascii_uppercase());
            small += count_in(&block, |_, byte| byte.is_ascii_lowercase());
            pairs += count_in(&block, |before, byte| (before == b' ') & (byte == b' '));
            words += count_in(&block, |before, byte| (before == b' ') & (byte != b' '));
            small_words += count_in(&block, |before, byte| (before == b' ') & byte.is_ascii_lowercase());
        }
        Self {
            is_seen: unseen == 0,
            has_capital: capitals > 0,
            has_small: small > 0,
            has_two_blanks: pairs > 0,
            words,
            small_words,
        }
    }
}

/// Counts the bytes of a text that a test holds for, given the byte before: a blank before the first. The test may not hold for a
/// `0` after a byte of the text or another `0`.
#[inline]
pub fn count(text: &[u8], test: impl Fn(u8, u8) -> bool + Copy) -> u32 {
    let mut count = 0;
    for block in blocks(text) {
        count += count_in(&block, test);
    }
    count
}

/// The blocks of a text, each after the byte before it.
#[inline]
fn blocks(text: &[u8]) -> impl Iterator<Item = [u8; BLOCK + 1]> {
    let mut last = b' ';
    text.chunks(BLOCK).map(move |part| {
        let mut block = [FILLER; BLOCK + 1];
        block[0] = last;
        block[1..=part.len()].copy_from_slice(part);
        last = block[BLOCK];
        block
    })
}

/// Counts in one block. Of a single count over a fixed number of bytes the compiler makes a few steps for many bytes.
#[inline]
fn count_in(block: &[u8; BLOCK + 1], test: impl Fn(u8, u8) -> bool) -> u32 {
    let mut count = 0_u8;
    for at in 0..BLOCK {
        count += u8::from(test(block[at], block[at + 1]));
    }
    u32::from(count)
}

#[cfg(test)]
mod tests {
    use super::Ascii;

    /// One byte after the other.
    fn plainly(text: &str) -> Ascii {
        let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        Ascii {
            is_seen: text.bytes().all(|byte| (b' '..=b'~').contains(&byte)),
            has_capital: text.contains(|c: char| c.is_ascii_uppercase()),
            has_small: text.contains(|c: char| c.is_ascii_lowercase()),
            has_two_blanks: text.contains("  "),
            words: words.len() as u32,
            small_words: words.iter().filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase())).count() as u32,
        }
    }

    #[test]
    fn texts_of_all_lengths_are_told_as_byte_by_byte() {
        let pieces = ["Harbor Growth Fund ", "of  the ", "A", "é ", "\t", "7 ", "U.S. GOLD "];
        for piece in pieces {
            for length in 0..20 {
                let text = format!("x{}y", piece.repeat(length));
                assert_eq!(Ascii::of(text.as_bytes()), plainly(&text), "{text:?}");
            }
        }
    }
}
