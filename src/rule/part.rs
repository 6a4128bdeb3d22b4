//! Comparing a part of a value: the key `part`.

use std::ops::Range;

use regex::Regex;

/// The part of a text that an expression picks (its first group, where it has one), with where it stands; the whole text without
/// an expression; `None` where the expression does not match.
pub(super) fn part_of(part: Option<&Regex>, text: &str) -> Option<(Range<usize>, String)> {
    let Some(part) = part else {
        return Some((0..text.len(), text.to_owned()));
    };
    let captures = part.captures(text)?;
    let found = captures.get(1).or_else(|| captures.get(0))?;
    Some((found.range(), found.as_str().to_owned()))
}

/// Every part of a text that an expression picks, as [`part_of`] picks the first.
pub(super) fn parts_of(part: Option<&Regex>, text: &str) -> Vec<(Range<usize>, String)> {
    let Some(part) = part else {
        return vec![(0..text.len(), text.to_owned())];
    };
    let picked = part.captures_iter(text).filter_map(|captures| captures.get(1).or_else(|| captures.get(0)));
    picked.map(|found| (found.range(), found.as_str().to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::{part_of, parts_of};

    #[test]
    fn every_part_is_picked_in_order() {
        let labels = Regex::new(r"Schedule ([A-Z])").expect("an expression");
        let picked = parts_of(Some(&labels), "Schedule A and Schedule B");
        assert_eq!(picked, [(9..10, "A".to_owned()), (24..25, "B".to_owned())]);
        assert_eq!(parts_of(Some(&labels), "Exhibit A"), []);
        assert_eq!(parts_of(None, "abc"), [(0..3, "abc".to_owned())]);
    }

    #[test]
    fn the_first_group_is_the_part() {
        let check = |expression: &str, expected: Option<&str>| {
            let part = Regex::new(expression).expect("an expression");
            assert_eq!(part_of(Some(&part), "thirty (60) days").map(|(_, text)| text).as_deref(), expected);
        };
        check(r"\((\d+)\)", Some("60"));
        check(r"\w+", Some("thirty"));
        check("months", None);
        assert_eq!(part_of(None, "abc"), Some((0..3, "abc".to_owned())));
    }
}
