//! The order of labels and names: runs of digits compare as numbers, so that A-2 stands before A-10.

use std::cmp::Ordering;

/// Compares two texts: characters as they are, runs of digits by the numbers they spell.
pub(super) fn natural(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left, right);
    loop {
        let digits = (leading_digits(left), leading_digits(right));
        if digits.0 > 0 && digits.1 > 0 {
            let (left_number, left_rest) = left.split_at(digits.0);
            let (right_number, right_rest) = right.split_at(digits.1);
            let order = compare_digits(left_number, right_number);
            if order != Ordering::Equal {
                return order;
            }
            (left, right) = (left_rest, right_rest);
            continue;
        }
        let (mut left_rest, mut right_rest) = (left.chars(), right.chars());
        match (left_rest.next(), right_rest.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(a), Some(b)) if a != b => return a.cmp(&b),
            _ => (left, right) = (left_rest.as_str(), right_rest.as_str()),
        }
    }
}

fn leading_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

fn compare_digits(left: &str, right: &str) -> Ordering {
    let (left, right) = (left.trim_start_matches('0'), right.trim_start_matches('0'));
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

#[cfg(test)]
mod tests {
    use super::natural;

    #[test]
    fn digits_compare_as_numbers() {
        let mut labels = ["B", "A-10", "A-2", "A", "A-02b", "A-1"];
        labels.sort_by(|a, b| natural(a, b));
        assert_eq!(labels, ["A", "A-1", "A-2", "A-02b", "A-10", "B"]);
    }
}
