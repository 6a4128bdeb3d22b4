//! How a selector finds its nodes, step by step, for one who asks why it finds none.

use std::collections::BTreeSet;

use super::ast::{Complex, Predicate};
use super::index::Index;
use super::select::{Part, Start, walk_watched};
use super::value;
use crate::source::Span;
use crate::tree::NodeRef;

/// The most values that a hint lists.
const LISTED: usize = 4;

/// The most characters of a value that a hint shows.
const LONGEST: usize = 40;

/// A part of a selector, and the nodes that are left after it.
#[derive(Clone, Debug)]
pub struct Step<'t> {
    /// The bytes of the selector's text, its combinator included.
    pub span: Span,
    /// The nodes that are left, in document order.
    pub nodes: Vec<NodeRef<'t>>,
    /// What stands there instead, where no node is left: `label is "A-1", "A-2"`.
    pub hint: Option<String>,
}

/// The steps of one alternative, up to the first that leaves no node.
pub(super) fn of<'t>(complex: &Complex, index: &Index<'t>) -> Vec<Step<'t>> {
    let tree = index.tree();
    let mut steps: Vec<Step<'t>> = Vec::new();
    walk_watched(complex, index, Start::Tree, &mut |part, found| {
        let nodes: Vec<NodeRef<'t>> = found.iter().map(|&(_, id)| tree.node(id)).collect();
        let before = steps.last().map(|step| step.nodes.as_slice());
        let hint = if nodes.is_empty() { hint(part, before, index) } else { None };
        let (own, start) = match part {
            Part::Kind(compound) => {
                (compound.kind_span, steps.last().map_or(complex.span.start(), |step| step.span.end()))
            }
            Part::Asked(asked) => (asked.span, asked.span.start()),
        };
        let span = Span::new(start.min(own.start()), own.end());
        steps.push(Step { span, nodes, hint });
    });
    // A compound that names no kind takes every node, which tells nobody anything.
    steps.retain(|step| !step.span.is_empty() || step.nodes.is_empty());
    steps
}

/// What stands where nothing was found.
fn hint(part: Part<'_>, before: Option<&[NodeRef<'_>]>, index: &Index<'_>) -> Option<String> {
    let Part::Asked(asked) = part else {
        return kinds(before, index);
    };
    let nodes = before.unwrap_or_default();
    match &asked.predicate {
        Predicate::Attribute(test) => {
            let name = test.attribute.name();
            let values = nodes.iter().filter_map(|&node| value::of(node, test.attribute));
            let texts: Vec<String> = values.map(|datum| datum.value.text().into_owned()).collect();
            Some(match listed(texts.iter().map(String::as_str)) {
                Some(values) => format!("{name} is {values}"),
                None => format!("none of them has `{name}`"),
            })
        }
        Predicate::Text(_) => {
            let texts: Vec<_> = nodes.iter().map(|node| node.text()).collect();
            listed(texts.iter().map(AsRef::as_ref)).map(|texts| format!("the text is {texts}"))
        }
        _ => None,
    }
}

/// The kinds that stand below what was found before; in a whole tree, all of its kinds.
fn kinds(before: Option<&[NodeRef<'_>]>, index: &Index<'_>) -> Option<String> {
    let names: BTreeSet<&str> = match before {
        Some(nodes) => nodes.iter().flat_map(|node| node.children()).map(|child| child.kind().name()).collect(),
        None => index.tree().nodes().map(|node| node.kind().name()).collect(),
    };
    let names: Vec<&str> = names.into_iter().collect();
    let place = if before.is_some() { "their children are" } else { "the document has" };
    match names.is_empty() {
        true => Some("they have no children".to_owned()),
        false => Some(format!("{place} {}", names.join(", "))),
    }
}

/// The first few different texts, in quotes.
fn listed<'a>(texts: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut different: Vec<&str> = Vec::new();
    for text in texts {
        if !different.contains(&text) {
            different.push(text);
        }
        if different.len() > LISTED {
            break;
        }
    }
    let shown = different.iter().take(LISTED).map(|text| format!("\"{}\"", clip(text)));
    let mut shown: Vec<String> = shown.collect();
    if different.len() > LISTED {
        shown.push("…".to_owned());
    }
    (!shown.is_empty()).then(|| shown.join(", "))
}

fn clip(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::selector::{Index, Selector};
    use crate::tree::sketch;

    const EXHIBIT: &str = r#"
document executed path=x
  caption text="AMENDMENT NO. 6" amendment=6
  schedule label=A-1
    registrant name="HARBOR FUNDS"
      portfolio name="Harbor Energy Fund"
      portfolio name="Harbor Bond Fund"
  schedule label=A-2
"#;

    /// Each step as `text=count`, and the hint of the last.
    fn check(selector: &str, expected: &str) {
        let tree = sketch::tree(EXHIBIT);
        let read = Selector::parse(selector).expect("a selector");
        let mut lines = Vec::new();
        for steps in read.steps_in(&Index::new(&tree)) {
            let step = |step: &super::Step<'_>| format!("{}={}", &selector[step.span.range()], step.nodes.len());
            let hint = steps.last().and_then(|step| step.hint.clone());
            let steps: Vec<String> = steps.iter().map(step).collect();
            lines.push(format!("{}{}", steps.join("|"), hint.map_or(String::new(), |hint| format!(": {hint}"))));
        }
        assert_eq!(lines.join("\n"), expected, "{selector}");
        let found = read.find(&tree).len();
        let left = read
            .steps_in(&Index::new(&tree))
            .iter()
            .any(|steps| steps.last().is_some_and(|step| !step.nodes.is_empty()));
        assert_eq!(found > 0, left, "{selector}");
    }

    #[test]
    fn every_part_is_a_step() {
        check("schedule", "schedule=2");
        check(
            "schedule[label=A-1] > registrant portfolio:first",
            "schedule=2|[label=A-1]=1| > registrant=1| portfolio=2|:first=1",
        );
        check(":is(schedule, registrant):has(> portfolio)", ":is(schedule, registrant)=3|:has(> portfolio)=1");
    }

    #[test]
    fn the_step_that_leaves_nothing_is_the_last_and_says_what_is_there() {
        check(
            "signature[conformed]",
            "signature=0: the document has caption, document, portfolio, registrant, schedule",
        );
        check("schedule > portfolio", "schedule=2| > portfolio=0: their children are registrant");
        check("schedule[label=A-3] portfolio", "schedule=2|[label=A-3]=0: label is \"A-1\", \"A-2\"");
        check("schedule[as-of] portfolio", "schedule=2|[as-of]=0: none of them has `as-of`");
        check(
            "portfolio:text(/Gold/)",
            "portfolio=2|:text(/Gold/)=0: the text is \"portfolio name=\"Harbor Energy Fund\"\", \"portfolio name=\"Harbor Bond Fund\"\"",
        );
    }

    #[test]
    fn every_alternative_has_its_own_steps() {
        check(
            "signature, schedule[label=A-2]",
            "signature=0: the document has caption, document, portfolio, registrant, schedule\nschedule=2|[label=A-2]=1",
        );
    }
}
