//! The files that are made from the rules and the schema are up to date. `TRYCMD=overwrite cargo test --test integration` makes
//! them anew.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use tickmark::decode::Text;
use tickmark::finding::Severity;
use tickmark::grammar::{self, Lines};
use tickmark::output::{Palette, write_outline_text, write_rule_schema};
use tickmark::rule::case::{Case, Expectation};
use tickmark::rule::{About, IGNORING_WORDS, Key, RULE_KEYS, Rule, RuleSet, Spec, VALUE_KEYS, specs};
use tickmark::submission::Document;
use tickmark::tree::schema::{COMMON_ATTRIBUTES, KindSchema, SCHEMA};

/// What stands at the top of a file that is made.
const NOTE: &str = "<!-- Made by a test from the rules and the schema; TRYCMD=overwrite cargo test --test integration makes it anew. -->\n";

/// The exhibit whose tree the node reference shows.
const EXHIBIT: &str = include_str!("../fixtures/picture.txt");

fn check(name: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var("TRYCMD").is_ok_and(|word| word == "overwrite") {
        fs::write(&path, made).expect("written");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == made, "{name} is stale: TRYCMD=overwrite cargo test --test integration makes it anew");
}

#[test]
fn the_schema_of_rules_is_up_to_date() {
    let mut schema = Vec::new();
    write_rule_schema(&mut schema).expect("written");
    check("rules/schema.json", &String::from_utf8(schema).expect("utf-8"));
}

#[test]
fn the_catalogue_of_rules_is_up_to_date() {
    let rules = RuleSet::builtin().expect("the built-in rules load");
    let mut page = String::from("# Built-in rules\n\n");
    page.push_str(NOTE);
    page.push_str("\n`tickmark explain RULE` prints a page of these, `tickmark rules --show RULE` the rule itself as a start for your own.\n");
    page.push_str("\n| rule | severity | what it finds | |\n|---|---|---|---|\n");
    for rule in rules.rules() {
        let (id, anchor) = (rule.id(), rule.id().as_str().replace('/', ""));
        let off = if rule.is_default() { "" } else { "off by default" };
        writeln!(page, "| [{id}](#{anchor}) | {} | {} | {off} |", rule.severity(), rule.title()).expect("written");
    }
    rules.rules().iter().for_each(|rule| write_page(&mut page, rule));
    check("rules/README.md", &page);
}

fn write_page(page: &mut String, rule: &Rule) {
    let file = rule.file().trim_start_matches("rules/");
    let severity = match rule.severity() {
        Severity::Error => "an error",
        Severity::Warning => "a warning",
        Severity::Info => "information",
    };
    let since = rule.since().unwrap_or("always");
    let _ = write!(page, "\n## {}\n\n**{}** ({severity}; since {since}; [{file}]({file}))\n", rule.id(), rule.title());
    let _ = write!(page, "\n{}\n", rule.why().unwrap_or_default().trim());
    let lines = [("Source", rule.cite()), ("What to do", rule.help())];
    for (name, text) in lines {
        if let Some(text) = text {
            let _ = write!(page, "\n{name}: {}\n", text.trim());
        }
    }
    if !rule.params().is_empty() {
        let params: Vec<String> =
            rule.params().iter().map(|param| format!("`{}: {}`", param.name, param.value)).collect();
        let _ = write!(page, "\nParameters: {}\n", params.join(", "));
    }
    for (word, expect) in [("Fails", Expectation::Fail), ("Passes", Expectation::Pass)] {
        if let Some(case) = rule.cases().iter().find(|case| case.expect == expect) {
            write_case(page, word, case);
        }
    }
}

fn write_case(page: &mut String, word: &str, case: &Case) {
    let _ = write!(page, "\n{word}: {}\n\n```text\n{}\n```\n", case.name, case.text.trim_end());
    for place in &case.at {
        let text = place.text.as_ref().map_or(String::new(), |text| format!(": {text}"));
        let _ = write!(page, "\nFound on line {}{text}\n", place.line);
    }
}

#[test]
fn the_node_reference_is_up_to_date() {
    let mut page = String::from("# Node reference\n\n");
    page.push_str(NOTE);
    page.push_str("\nRules ask about the tree of a document. This exhibit\n\n```text\n");
    let _ = write!(
        page,
        "{}\n```\n\nis this tree (`tickmark outline FILE`), the line in front:\n\n```text\n{}```\n",
        EXHIBIT.trim_end(),
        outline()
    );
    let common: Vec<String> =
        COMMON_ATTRIBUTES.iter().map(|(name, kind)| format!("`@{name}` ({})", kind.name())).collect();
    let _ = write!(
        page,
        "\nEvery node has {}. A `*` marks an attribute that every node of its kind has.\n",
        common.join(", ")
    );
    SCHEMA.iter().for_each(|kind| write_kind(&mut page, kind));
    check("docs/nodes.md", &page);
}

fn outline() -> String {
    let text = Arc::new(Text::from_string(EXHIBIT.to_owned()));
    let tree = grammar::parse(&Document::standalone("exhibit.txt".to_owned(), text), Lines::Skipped);
    let mut outline = Vec::new();
    write_outline_text(&mut outline, &tree, None, Palette::Plain).expect("written");
    String::from_utf8(outline).expect("utf-8")
}

fn write_kind(page: &mut String, kind: &KindSchema) {
    let parents: Vec<String> = kind.parents.iter().map(|parent| format!("[{parent}](#{parent})")).collect();
    let under = if parents.is_empty() { "a root".to_owned() } else { format!("stands in {}", parents.join(", ")) };
    let _ = write!(page, "\n## {}\n\n{}\n\n{under}\n", kind.kind, kind.doc);
    if kind.attributes.is_empty() {
        return;
    }
    page.push_str("\n| attribute | type | |\n|---|---|---|\n");
    for attribute in kind.attributes {
        let mark = if attribute.required { "*" } else { "" };
        let _ = writeln!(page, "| `@{}` | {} | {mark} |", attribute.name, attribute.r#type.name());
    }
}

#[test]
fn the_reference_of_the_language_is_up_to_date() {
    let mut page = String::from("# Rule reference\n\n");
    page.push_str(NOTE);
    page.push_str("\nThe guide is [rules.md](rules.md); what stands in selectors, [selectors.md](selectors.md); what they ask about, [nodes.md](nodes.md).\n");
    page.push_str("\n## Keys of a rule\n\nOne rule a YAML document; `---` separates several in a file.\n");
    write_keys(&mut page, &RULE_KEYS);
    let groups = [
        (
            "Assertions about nodes",
            "The key takes a selector; a path where a value is meant (`present: \"@title\"`).",
            About::Nodes,
        ),
        (
            "Assertions about values",
            "`value` (the first) or `each` (every one) says what is compared. A missing value is skipped; only `present` tells of absence.",
            About::Values,
        ),
        ("Assertions about assertions", "A list of assertions means `all`.", About::Assertions),
    ];
    for (title, text, about) in groups {
        let _ = write!(
            page,
            "\n## {title}\n\n{text}\n\n| operator | holds when | further keys | placeholders |\n|---|---|---|---|\n"
        );
        specs().filter(|spec| spec.about == about).for_each(|spec| write_operator(&mut page, spec));
    }
    page.push_str("\n## Keys beside operators\n\n| key | |\n|---|---|\n");
    let mut keys: Vec<&Key> = VALUE_KEYS.iter().chain(specs().flat_map(|spec| spec.parameters)).collect();
    let mut seen = std::collections::BTreeSet::new();
    keys.retain(|key| seen.insert(key.name));
    for key in keys {
        let _ = writeln!(page, "| `{}` | {} |", key.name, cell(key.doc));
    }
    page.push_str("\n## What `ignoring` overlooks\n\n| word | |\n|---|---|\n");
    for (word, doc) in IGNORING_WORDS {
        let _ = writeln!(page, "| `{word}` | {} |", cell(doc));
    }
    page.push_str("| `/expression/` | whatever the expression matches |\n");
    check("docs/reference.md", &page);
}

fn write_keys(page: &mut String, keys: &[Key]) {
    page.push_str("\n| key | | |\n|---|---|---|\n");
    for key in keys {
        let mark = if key.required { "required" } else { "" };
        let _ = writeln!(page, "| `{}` | {} | {mark} |", key.name, cell(key.doc));
    }
}

fn write_operator(page: &mut String, spec: &Spec) {
    let keys: Vec<String> = spec
        .parameters
        .iter()
        .filter(|key| VALUE_KEYS.iter().all(|known| known.name != key.name))
        .map(|key| format!("`{}`", key.name))
        .collect();
    let fields: Vec<String> = spec.fields.iter().map(|field| format!("`{{{field}}}`")).collect();
    let _ = writeln!(page, "| `{}` | {} | {} | {} |", spec.key, cell(spec.doc), keys.join(" "), fields.join(" "));
}

/// Text as it may stand in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}
