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

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::part_of;

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
