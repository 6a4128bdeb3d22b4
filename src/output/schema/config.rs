//! The schema of `tickmark.yaml`. Its keys are those of the configuration's own tables; a test holds them together.

use serde_json::{Value, json};

use super::{DIALECT, described, object};

pub(super) fn schema() -> Value {
    let mut schema = object(
        [
            (
                "extends",
                described(
                    texts(),
                    "Sets of rules or configuration files to build on: tickmark:recommended, tickmark:all, a path.",
                ),
            ),
            (
                "rules-path",
                described(texts(), "Files and folders of the project's own rules, from this file's folder."),
            ),
            ("rules", described(changes(), "What is changed in rules: by a rule's identity, a pack, or all.")),
            (
                "overrides",
                described(
                    json!({ "type": "array", "items": override_entry() }),
                    "Changes of rules for some paths alone; later entries win.",
                ),
            ),
            ("exclude", described(texts(), "Patterns of paths that a walk through folders passes over.")),
            (
                "fail-on",
                described(
                    json!({ "enum": ["error", "warning", "info", "never"] }),
                    "The least severity that makes the exit code 1.",
                ),
            ),
            ("waivers", described(text(), "The file of waivers.")),
            ("baseline", described(text(), "The file of the baseline.")),
        ],
        &[],
    );
    schema["$schema"] = json!(DIALECT);
    schema["title"] = json!("tickmark configuration");
    schema["description"] = json!("How tickmark checks a project: tickmark.yaml at its root.");
    schema
}

fn override_entry() -> Value {
    object(
        [
            ("paths", described(texts(), "Patterns of the paths that are meant.")),
            ("rules", described(changes(), "What is changed in rules there.")),
        ],
        &["paths", "rules"],
    )
}

/// Changes by rule, pack or `all`.
fn changes() -> Value {
    json!({ "type": "object", "additionalProperties": change() })
}

fn change() -> Value {
    let switch = || json!({ "enum": ["off", "on", "error", "warning", "info"] });
    let params = json!({ "type": "object", "additionalProperties": { "type": ["string", "number", "boolean"] } });
    let whole = object(
        [
            ("severity", described(switch(), "How grave its findings are, or whether it runs.")),
            ("params", described(params, "Values of its parameters.")),
        ],
        &[],
    );
    json!({ "anyOf": [switch(), whole] })
}

fn text() -> Value {
    json!({ "type": "string", "pattern": "\\S" })
}

fn texts() -> Value {
    json!({ "anyOf": [text(), { "type": "array", "items": text() }] })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::{change, override_entry, schema};
    use crate::config::{KEYS, OVERRIDE_KEYS, RULE_KEYS};

    fn check(schema: &Value, keys: &[&str]) {
        let properties = schema["properties"].as_object().expect("properties");
        let described: BTreeSet<&str> = properties.keys().map(String::as_str).collect();
        assert_eq!(described, keys.iter().copied().collect());
    }

    #[test]
    fn the_schema_has_the_keys_that_are_read() {
        check(&schema(), &KEYS);
        check(&override_entry(), &OVERRIDE_KEYS);
        check(&change()["anyOf"][1], &RULE_KEYS);
    }
}
