//! The keys of a rule file: what each takes and what it is for. The single source for the loader's list of known keys, the JSON
//! Schema and the reference.

use super::case::Expectation;
use crate::finding::Severity;

/// A key that may stand in a mapping of a rule file.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// What it is for, in one sentence.
    pub doc: &'static str,
}

/// What a key takes. Wherever text stands, `${name}` puts a parameter in, in numbers too.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Text on one or several lines; a number or date is read as it is written.
    Text,
    /// Text that may also be blank.
    AnyText,
    /// An identity: `pack/name`.
    Id,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A number.
    Number,
    /// A whole number that is not negative.
    Count,
    /// A number, a letter, a roman numeral, an ordinal, or `any`.
    Numeral,
    /// A selector.
    Selector,
    /// A selector with an attribute.
    Path,
    /// A selector with an attribute, or a list of these.
    Paths,
    /// A selector, or a selector with an attribute.
    SelectorOrPath,
    /// A regular expression, with or without slashes around it.
    Pattern,
    /// Text, or a path that leads to one; `{ text: … }` is text even where it looks like a path.
    Operand,
    /// A list of operands, at least one.
    Operands,
    /// A word of `ignoring`, a `/expression/`, or a list of these.
    Ignoring,
    /// An assertion, or a list of them that must all hold.
    Assertion,
    /// A list of assertions, at least one.
    Assertions,
    /// Names with values.
    Params,
    /// A place of the finding, a selector or a path.
    Place,
    /// Text by the name of a place of the finding.
    Labels,
    /// Text by the text that it takes the place of.
    Substitutes,
    /// A mapping with these keys.
    Mapping(&'static [Key]),
    /// A list of mappings with these keys.
    List(&'static [Key]),
    /// Reserved.
    Unsupported,
}

const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key { name, shape, required: false, doc }
}

const fn required(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key { name, shape, required: true, doc }
}

/// The names of keys, in their order.
pub(crate) fn names(keys: &'static [Key]) -> Vec<&'static str> {
    keys.iter().map(|key| key.name).collect()
}

/// The words of `severity`.
pub(super) const SEVERITIES: [&str; 3] = [Severity::Error.name(), Severity::Warning.name(), Severity::Info.name()];
/// The words of `expect`.
pub(super) const EXPECTATIONS: [&str; 4] =
    [Expectation::Fail.name(), Expectation::Pass.name(), Expectation::Skip.name(), Expectation::Undetermined.name()];
/// The words of `default`.
pub(super) const SWITCH: [&str; 2] = ["on", "off"];
/// The words of `order`.
pub(super) const ORDERS: [&str; 2] = ["ascending", "descending"];
/// The words of `sum-is`.
pub(super) const SUMS: [&str; 1] = ["last"];
/// The words of `keeping`.
pub(super) const KEPT: [&str; 1] = ["case"];
/// The words of `applicability`.
pub(super) const APPLICABILITIES: [&str; 2] = ["safe", "review"];

/// The keys of a rule in the order in which they are written.
pub const RULE_KEYS: [Key; 17] = [
    required("id", Shape::Id, "The identity, pack/name, in small letters, digits and hyphens; it names the invariant."),
    key("title", Shape::Text, "A few words for lists."),
    key("severity", Shape::Word(&SEVERITIES), "How grave its findings are; warning where it is left out."),
    key("since", Shape::Text, "The version that first had the rule."),
    key("default", Shape::Word(&SWITCH), "Whether the rule runs without being asked for; on where it is left out."),
    key("why", Shape::Text, "Why the invariant matters, in plain words, for the reader of a finding."),
    key("cite", Shape::Text, "The regulation, manual section or practice that it rests on."),
    key("scope", Shape::Unsupported, "Reserved for rules over several documents."),
    required("for", Shape::Selector, "The nodes that are tested, each once."),
    key("when", Shape::Assertion, "Where this does not hold, the node is not tested."),
    required("assert", Shape::Assertion, "What must hold of each node."),
    key("message", Shape::Text, "What a finding says; {@name}, {value}, {@name ?? \"…\"} are filled in."),
    key("help", Shape::Text, "What to do about a finding; placeholders as in the message."),
    key(
        "labels",
        Shape::Labels,
        "What is said of the places of a finding, by their names: here, first, again, previous, expected.",
    ),
    key("fix", Shape::Mapping(&FIX_KEYS), "How a finding could be mended."),
    key(
        "params",
        Shape::Params,
        "Parameters with their defaults; ${name} puts one in, the configuration can change it.",
    ),
    key("tests", Shape::List(&CASE_KEYS), "Test cases: at least one that fails, one that passes, one that is skipped."),
];

/// The keys of `fix`.
pub(super) const FIX_KEYS: [Key; 8] = [
    key(
        "delete",
        Shape::Place,
        "What to take out: a place of the finding, a node or a value; with its line where nothing else is there.",
    ),
    key("replace", Shape::Place, "What to replace: a place of the finding, a node or a value."),
    key(
        "substitute",
        Shape::Place,
        "Where to put characters in place of others: a place of the finding, a node or a value.",
    ),
    key("with", Shape::Text, "What replaces it; placeholders as in the message."),
    key("part", Shape::Pattern, "What of it is replaced: the first group of this expression, or all that it matches."),
    key("keeping", Shape::Word(&KEPT), "case: what replaces it is written in capitals or small letters as it was."),
    key("using", Shape::Substitutes, "What is put in place of what."),
    key(
        "applicability",
        Shape::Word(&APPLICABILITIES),
        "safe: may be made unseen; review: a person must look; review where it is left out.",
    ),
];

/// The keys of an entry of `tests`.
pub(super) const CASE_KEYS: [Key; 4] = [
    required("name", Shape::Text, "What the case shows; unique in the rule."),
    required("text", Shape::AnyText, "The exhibit, in a few lines, laid out as exhibits are."),
    required("expect", Shape::Word(&EXPECTATIONS), "How the rule must end on it."),
    key(
        "at",
        Shape::List(&PLACE_KEYS),
        "Where its findings must stand: all of them and no more; open where it is left out.",
    ),
];

/// The keys of an entry of `at`.
pub(super) const PLACE_KEYS: [Key; 3] = [
    required("line", Shape::Count, "The line of the case's text, counted from 1."),
    key("text", Shape::Text, "The words that the finding points at, white space folded."),
    key("message", Shape::Text, "The whole message."),
];

/// The keys that may stand beside every operator on values.
pub const VALUE_KEYS: [Key; 4] = [
    key("value", Shape::Path, "The value that is compared: the first that the path leads to."),
    key("each", Shape::Path, "The values that are compared: every one that the path leads to."),
    PART,
    IGNORING,
];

/// The keys that may stand beside every operator on lists of nodes.
pub(super) const LIST_KEYS: [Key; 3] =
    [key("by", Shape::Path, "What is compared of each node; its text where it is left out."), PART, IGNORING];

const PART: Key = key(
    "part",
    Shape::Pattern,
    "Compare what this expression picks of the value: its first group, or all that it matches; with `each`, wherever it matches.",
);
const IGNORING: Key = key("ignoring", Shape::Ignoring, "What the comparison overlooks.");

pub(super) const TARGET_PART: Key = key(
    "target-part",
    Shape::Pattern,
    "What is picked of each value that is looked through, wherever the expression matches.",
);
pub(super) const WITHIN: Key = key("within", Shape::Count, "The most letters that similar values differ in: 1 or 2.");
pub(super) const COUNT_KEYS: [Key; 3] = [
    key("is", Shape::Count, "The number."),
    key("at-least", Shape::Count, "The least number."),
    key("at-most", Shape::Count, "The greatest number."),
];
const MOSTLY: Key = key(
    "mostly",
    Shape::Number,
    "The share, from 0 to 1, of neighbours that must be in order, or of sums that must be right, for the list to be tested at all.",
);
pub(super) const SORTED_KEYS: [Key; 5] = [
    LIST_KEYS[0],
    LIST_KEYS[1],
    LIST_KEYS[2],
    key("order", Shape::Word(&ORDERS), "ascending or descending; ascending where it is left out."),
    MOSTLY,
];
pub(super) const SUM_KEYS: [Key; 5] = [VALUE_KEYS[0], VALUE_KEYS[1], VALUE_KEYS[2], VALUE_KEYS[3], MOSTLY];
pub(super) const SEQUENCE_KEYS: [Key; 6] = [
    LIST_KEYS[0],
    LIST_KEYS[1],
    LIST_KEYS[2],
    key("step", Shape::Number, "By how much values rise; 1 where it is left out."),
    key("start", Shape::Numeral, "What the first must be; any where it is left out."),
    key("restart", Shape::Numeral, "A value that may begin the sequence anew."),
];
pub(super) const CONSISTENT_KEYS: [Key; 4] = [
    LIST_KEYS[0],
    LIST_KEYS[1],
    LIST_KEYS[2],
    key("per", Shape::Paths, "What nodes must share to be held against each other, a path or several."),
];
pub(super) const BRANCH_KEYS: [Key; 2] = [
    key("then", Shape::Assertion, "What must hold where the condition holds."),
    key("else", Shape::Assertion, "What must hold where it does not."),
];
