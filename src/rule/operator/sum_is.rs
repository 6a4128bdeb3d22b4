//! `sum-is`: in each row of a table the last number is the sum of those before it.

use std::collections::HashMap;

use super::sorted::share;
use super::sum_of::{TOLERANCE, decimals, print, read};
use super::value::{Break, Item, Source};
use super::{About, Operator, Spec, Test};
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::keys::{SUM_KEYS, SUMS, Shape};
use crate::rule::verdict::Verdict;
use crate::rule::watch::Sight;
use crate::tree::NodeRef;

/// `{ each: "> row@text", part: ' ([0-9.]+%)', sum-is: last, mostly: 0.6 }`
pub(super) struct SumIs;

/// What stands in a column for no amount.
const NOTHING: [&str; 7] = ["-", "--", "---", "—", "–", "N/A", "NONE"];

#[derive(Debug)]
struct SumIsTest {
    source: Source,
    /// The share of rows that must be right for the last column to count as that of the sums.
    mostly: f64,
}

static SPEC: Spec = Spec {
    key: "sum-is",
    takes: Shape::Word(&SUMS),
    about: About::Values,
    parameters: &SUM_KEYS,
    doc: "The last of the numbers that `part` picks of a value is the sum of those before it; one with fewer decimals may be rounded. \
          `-`, `N/A` and `None` are nothing; values of which something else is picked, less than three numbers, or not as many as of \
          most, are left out. With `mostly: 0.6` the node is skipped where less than that share of the sums is right.",
    fields: &["value", "actual", "expected"],
    labels: &["here"],
};

impl Operator for SumIs {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let source = Source::compile(fields, compiler);
        let mostly = share(fields, compiler);
        compiler.word(fields.get(SPEC.key)?, SPEC.key, &SUMS)?;
        Some(Box::new(SumIsTest { source: source?, mostly: mostly? }))
    }
}

impl Test for SumIsTest {
    fn test<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Verdict<'t> {
        let items = self.source.items(context, subject);
        let rows: Vec<&[Item<'t>]> = items.chunk_by(|left, right| left.datum.node == right.datum.node).collect();
        let width = commonest(rows.iter().map(|row| row.len()));
        let rows = rows.into_iter().filter(|row| row.len() == width && width > 2);
        let sums: Vec<(&Item<'t>, Option<String>)> = rows.filter_map(sum).collect();
        let right = sums.iter().filter(|(_, expected)| expected.is_none()).count();
        if sums.is_empty() || (right as f64) < self.mostly * sums.len() as f64 {
            return Verdict::Skipped;
        }
        let wrong = sums.into_iter().filter_map(|(total, expected)| Some((total, expected?)));
        let breach = |(total, expected): (&Item<'t>, String)| {
            let plain = format!("{} is not {expected}, the sum of what stands before it", total.text);
            total.breach(Break { plain, expected: Some(expected), ..Break::default() })
        };
        Verdict::of(wrong.map(breach).collect())
    }

    fn sights<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Sight> {
        vec![self.source.sight(context, subject)]
    }
}

/// The number that stands there most often, of equally common ones the greatest; 0 where there is none.
fn commonest(numbers: impl Iterator<Item = usize>) -> usize {
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for number in numbers {
        *counts.entry(number).or_default() += 1;
    }
    counts.into_iter().max_by_key(|&(number, count)| (count, number)).map_or(0, |(number, _)| number)
}

/// The total of a row, with what it should be where that is something else. `None` where the row cannot be read.
fn sum<'i, 't>(row: &'i [Item<'t>]) -> Option<(&'i Item<'t>, Option<String>)> {
    let (total, parts) = row.split_last()?;
    let number = read(&total.text)?;
    let addends: Vec<f64> = parts.iter().map(|part| addend(&part.text)).collect::<Option<_>>()?;
    let sum: f64 = addends.iter().sum();
    let is_right = (number - sum).abs() <= slack(&total.text, parts) + TOLERANCE;
    Some((total, (!is_right).then(|| print(sum, &total.text))))
}

fn addend(text: &str) -> Option<f64> {
    let is_nothing = NOTHING.iter().any(|word| word.eq_ignore_ascii_case(text.trim()));
    if is_nothing { Some(0.0) } else { read(text) }
}

/// By how much a total may be off that is printed with fewer decimals than its parts: half a unit of its last place.
fn slack(total: &str, parts: &[Item<'_>]) -> f64 {
    let places = decimals(total);
    let is_rounded = parts.iter().any(|part| decimals(&part.text) > places);
    if is_rounded { 0.5 * 0.1_f64.powf(places as f64) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::{addend, commonest};

    #[test]
    fn nothing_adds_nothing() {
        let check = |text: &str, expected: Option<f64>| assert_eq!(addend(text), expected, "{text}");
        check("none", Some(0.0));
        check("—", Some(0.0));
        check(".25%", Some(0.25));
        check("waived", None);
    }

    #[test]
    fn most_rows_tell_how_many_columns_there_are() {
        assert_eq!(commonest([3, 2, 3].into_iter()), 3);
        assert_eq!(commonest([2, 3].into_iter()), 3);
        assert_eq!(commonest(std::iter::empty()), 0);
    }
}
