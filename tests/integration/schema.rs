//! The JSON Schemas, judged by an independent validator: they take what tickmark takes and refuse what it refuses.

use std::fs;
use std::path::Path;

use jsonschema::Validator;
use serde::Deserialize;
use serde_json::Value;
use tickmark::rule::builtin;

use crate::support::{folder, tickmark};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The validator of what `tickmark schema WHAT` prints.
fn validator(what: &str) -> Validator {
    let run = tickmark(root(), &["schema", what]);
    let schema: Value = serde_json::from_str(&run.stdout).expect("the schema is JSON");
    jsonschema::draft7::meta::validate(&schema).unwrap_or_else(|error| panic!("{what}: {error}"));
    jsonschema::validator_for(&schema).expect("a schema")
}

/// The documents of a YAML text as JSON.
fn documents(text: &str) -> Vec<Value> {
    let documents = serde_yaml::Deserializer::from_str(text);
    let read = documents.map(|document| serde_yaml::Value::deserialize(document).expect("YAML"));
    let filled = read.filter(|document| !document.is_null());
    filled.map(|document| serde_json::to_value(document).expect("JSON")).collect()
}

fn check_accepts(validator: &Validator, value: &Value, what: &str) {
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{what}: {}", errors.join("\n"));
}

#[test]
fn every_rule_fits_the_schema() {
    let validator = validator("rule");
    let house = fs::read_to_string(root().join("tests/mistakes/rule.yaml")).expect("a rule");
    for (name, text) in builtin::sources().iter().copied().chain([("mistakes/rule.yaml", house.as_str())]) {
        for document in documents(text) {
            check_accepts(&validator, &document, name);
        }
    }
}

/// The mistakes that a schema can see: keys, words and types, not what stands inside selectors and messages.
#[test]
fn mistakes_of_shape_do_not_fit_the_schema() {
    let validator = validator("rule");
    let rule = fs::read_to_string(root().join("tests/mistakes/rule.yaml")).expect("a rule");
    let check = |old: &str, new: &str| {
        assert!(rule.contains(old), "{old}");
        let changed = rule.replace(old, new);
        assert!(documents(&changed).iter().any(|document| !validator.is_valid(document)), "{new}");
    };
    check("severity: warning", "severty: warning");
    check("severity: warning", "severity: warn");
    check("id: house/one-entry-a-portfolio", "id: One entry");
    check("title: Portfolio entered twice", "title: [Portfolio]");
    check("by: \"@name\", ignoring: [case, spacing]", "bye: \"@name\"");
    check("{ unique: ", "{ uniqe: ");
    check("{ value: \"@name\", matches:", "{ matches:");
    check("{ value: \"@name\", matches:", "{ value: \"@name\", contains: X, matches:");
    check("{ value: \"@name\", matches:", "{ value: \"@name\", each: \"@name\", matches:");
    check("    then: { value: \"> heading@text\", one-of: [PORTFOLIO, PORTFOLIOS] }\n", "");
    check("one-of: [PORTFOLIO, PORTFOLIOS]", "one-of: PORTFOLIO");
    check("at-least: 1 }", "at-least: one }");
    check("order: ascending", "order: ascendant");
    check("ignoring: [case, spacing]", "ignoring: [cases]");
    check("applicability: review", "applicability: unsafe");
    check("expect: skip", "expect: skipped");
    check("{ line: 8,", "{ lines: 8,");
    check("params: { schedule: A }", "params: [A]");
}

#[test]
fn the_report_fits_its_schema() {
    let validator = validator("report");
    let run = tickmark(root(), &["check", "--format", "json", "--report", "all", "--timing", "examples", "gone.txt"]);
    let report: Value = serde_json::from_str(&run.stdout).expect("a report");
    assert!(report["findings"].as_array().is_some_and(|findings| !findings.is_empty()));
    check_accepts(&validator, &report, "report");
    let mut wrong = report;
    wrong["findings"][0]["line"] = "one".into();
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn the_first_configuration_fits_its_schema_and_its_examples_too() {
    let validator = validator("config");
    let folder = folder(&[("a.txt", b"Dear Sirs:\n")]);
    assert_eq!(tickmark(folder.path(), &["init"]).code, Some(0));
    let path = folder.path().join("tickmark.yaml");
    let text = fs::read_to_string(&path).expect("the configuration");
    let is_example =
        |line: &&str| line.starts_with("#   ") || line.starts_with("# ") && line.contains(':') && !line.ends_with('.');
    let uncommented: Vec<&str> = text.lines().map(|line| if is_example(&line) { &line[2..] } else { line }).collect();
    let uncommented = uncommented.join("\n");
    for text in [&text, &uncommented] {
        check_accepts(&validator, &documents(text)[0], text);
        fs::write(&path, text).expect("written");
        let run = tickmark(folder.path(), &["check", "a.txt"]);
        assert_eq!(run.code, Some(0), "{text}\n{}", run.stderr);
    }
    assert!(documents(&uncommented)[0]["overrides"][0]["rules"].is_object());
    assert!(!validator.is_valid(&documents("rules: { fund: loud }")[0]));
}
