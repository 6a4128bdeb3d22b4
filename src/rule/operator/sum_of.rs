//! `sum-of`: a number is the sum of others.

use super::picked::{PARAMETERS, Picked};
use super::value::{Answer, Break, Compare, Item, Source, ValueTest};
use super::{About, Operator, Spec, Test};
use crate::numeral::scale;
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::keys::Shape;
use crate::rule::watch::Sight;
use crate::tree::NodeRef;

/// `{ value: "@text", part: 'over (\S+ million)', sum-of: "@text", target-part: '(?:first|next) (\S+ million)' }`
pub(super) struct SumOf;

/// Sums of parts of a cent or of a percentage are not exact in binary fractions.
pub(super) const TOLERANCE: f64 = 1e-6;

#[derive(Debug)]
struct SumOfCompare {
    addends: Picked,
}

static SPEC: Spec = Spec {
    key: "sum-of",
    takes: Shape::Path,
    about: About::Values,
    parameters: &PARAMETERS,
    doc: "The number is the sum of the values of the path (with `target-part`, of what the expression picks of them). `$250 million` and \
          `0.25%` are numbers too; where anything else is to be added, the node is skipped.",
    fields: &["value", "actual", "expected"],
    labels: &["here"],
};

impl Operator for SumOf {
    fn spec(&self) -> &'static Spec {
        &SPEC
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let source = Source::compile(fields, compiler);
        let addends = Picked::compile(fields, SPEC.key, compiler)?;
        Some(ValueTest::boxed(source?, SumOfCompare { addends }))
    }
}

impl Compare for SumOfCompare {
    fn compare<'t>(&self, item: &Item<'t>, _: &Source, context: &Context<'t>, subject: NodeRef<'t>) -> Answer {
        let addends: Option<Vec<f64>> =
            self.addends.values(context, subject).iter().map(|addend| read(addend)).collect();
        let (Some(number), Some(addends)) = (read(&item.text), addends.filter(|addends| !addends.is_empty())) else {
            return Answer::Skips;
        };
        let sum: f64 = addends.iter().sum();
        if (number - sum).abs() <= TOLERANCE * sum.abs().max(1.0) {
            return Answer::Holds;
        }
        let expected = print(sum, &item.text);
        let plain = format!("{} is not {expected}, the sum of `{}`", item.text, self.addends.path);
        Answer::Breaks(Break { plain, expected: Some(expected), ..Break::default() })
    }

    fn sights<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Sight> {
        self.addends.sights(context, subject)
    }
}

/// A number, an amount of dollars or a percentage: `250`, `$1,250.50`, `$250 million`, `0.25%`.
pub(super) fn read(text: &str) -> Option<f64> {
    let text = text.trim().trim_start_matches('$').trim_end_matches('%').trim();
    let (number, word) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let number: f64 = number.replace(',', "").parse().ok().filter(|number: &f64| number.is_finite())?;
    if word.is_empty() { Some(number) } else { Some(number * scale(word.trim())?) }
}

/// A sum with the signs and the scale of the number that it should be.
pub(super) fn print(sum: f64, like: &str) -> String {
    let like = like.trim();
    let word = like.split_once(char::is_whitespace).map_or("", |(_, word)| word.trim());
    let dollar = if like.starts_with('$') { "$" } else { "" };
    let percent = if like.ends_with('%') { "%" } else { "" };
    let rounded = |number: f64| {
        let number = (number * 1e6).round() / 1e6;
        let places = decimals(&number.to_string()).max(decimals(like));
        format!("{number:.places$}")
    };
    match scale(word) {
        Some(factor) => format!("{dollar}{} {word}", rounded(sum / factor)),
        _ => format!("{dollar}{}{percent}", rounded(sum)),
    }
}

/// The digits after the point.
pub(super) fn decimals(text: &str) -> usize {
    let after = text.split_once('.').map_or("", |(_, after)| after);
    after.bytes().take_while(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::{decimals, print, read};

    #[test]
    fn amounts_are_read() {
        let check = |text: &str, expected: Option<f64>| assert_eq!(read(text), expected, "{text}");
        check("250", Some(250.0));
        check("$1,250.50", Some(1250.5));
        check("$1.5 billion", Some(1.5e9));
        check("0.25%", Some(0.25));
        check("$250 dozen", None);
        check("none", None);
    }

    #[test]
    fn sums_are_printed_like_the_number() {
        assert_eq!(print(7.5e8, "$500 million"), "$750 million");
        assert_eq!(print(0.75, "0.5%"), "0.75%");
        assert_eq!(print(0.1 + 0.2, "0.5%"), "0.3%");
        assert_eq!(print(750.0, "500"), "750");
        assert_eq!(print(1.0, ".90%"), "1.00%");
    }

    #[test]
    fn decimals_are_counted() {
        assert_eq!([decimals("0.125%"), decimals("1%"), decimals("1.00*")], [3, 0, 2]);
    }
}
