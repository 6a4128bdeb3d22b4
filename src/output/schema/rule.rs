//! The schema of a rule, from the table of keys and the operators' specifications.

use serde_json::{Value, json};

use super::{DIALECT, described, object};
use crate::rule::{About, IGNORING_WORDS, Key, RULE_KEYS, Shape, Spec, VALUE_KEYS, specs};

pub(super) fn schema() -> Value {
    let mut schema = mapping(&RULE_KEYS);
    schema["$schema"] = json!(DIALECT);
    schema["title"] = json!("tickmark rule");
    schema["description"] = json!("An invariant over the document tree of an exhibit, with its test cases.");
    schema["definitions"] = json!({
        "assertion": assertion(),
        "operand": operand(),
        "scalar": scalar(),
    });
    schema
}

/// A mapping with the keys of a table.
fn mapping(keys: &[Key]) -> Value {
    let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let keys = keys.iter().filter(|key| !matches!(key.shape, Shape::Unsupported));
    object(keys.map(property), &required)
}

fn property(key: &Key) -> (&'static str, Value) {
    (key.name, described(shape(key.shape), key.doc))
}

/// One operator in a mapping, or a list of assertions.
fn assertion() -> Value {
    let mut choices: Vec<Value> = specs().map(operator).collect();
    choices.push(json!({ "type": "array", "minItems": 1, "items": { "$ref": "#/definitions/assertion" } }));
    json!({ "anyOf": choices })
}

fn operator(spec: &Spec) -> Value {
    let own = (spec.key, described(shape(spec.takes), spec.doc));
    let parameters = spec.parameters.iter().map(property);
    let mut schema = object(std::iter::once(own).chain(parameters), &[spec.key]);
    if spec.about == About::Values {
        // `value` or `each`, not both.
        let sources = [VALUE_KEYS[0].name, VALUE_KEYS[1].name];
        schema["oneOf"] = json!(sources.map(|source| json!({ "required": [source] })));
    }
    if let Some(doc) = needed(spec) {
        schema["anyOf"] = doc;
    }
    schema
}

/// Operators that need one of their further keys.
fn needed(spec: &Spec) -> Option<Value> {
    let one_of = match spec.key {
        "count" | "if" => spec.parameters,
        _ => return None,
    };
    let required: Vec<Value> = one_of.iter().map(|key| json!({ "required": [key.name] })).collect();
    Some(json!(required))
}

fn shape(shape: Shape) -> Value {
    let scalar = || json!({ "$ref": "#/definitions/scalar" });
    let nonblank = || json!({ "type": "string", "pattern": "\\S" });
    match shape {
        Shape::Text => scalar(),
        Shape::AnyText => json!({ "type": ["string", "number", "boolean"] }),
        Shape::Id => json!({ "type": "string", "pattern": "^[a-z][a-z0-9-]*/[a-z][a-z0-9-]*$" }),
        Shape::Word(words) => json!({ "enum": words }),
        Shape::Number => number(json!({ "type": "number" })),
        Shape::Count => number(json!({ "type": "integer", "minimum": 0 })),
        Shape::Numeral => json!({ "type": ["string", "number"] }),
        Shape::Selector | Shape::Path | Shape::SelectorOrPath | Shape::Pattern | Shape::Place => nonblank(),
        Shape::Paths => json!({ "anyOf": [nonblank(), { "type": "array", "minItems": 1, "items": nonblank() }] }),
        Shape::Operand => json!({ "$ref": "#/definitions/operand" }),
        Shape::Operands => json!({ "type": "array", "minItems": 1, "items": { "$ref": "#/definitions/operand" } }),
        Shape::Ignoring => json!({ "anyOf": [ignored(), { "type": "array", "items": ignored() }] }),
        Shape::Assertion => json!({ "$ref": "#/definitions/assertion" }),
        Shape::Assertions => {
            json!({ "type": "array", "minItems": 1, "items": { "$ref": "#/definitions/assertion" } })
        }
        Shape::Params | Shape::Labels => json!({ "type": "object", "additionalProperties": scalar() }),
        Shape::Substitutes => {
            json!({ "type": "object", "additionalProperties": { "type": ["string", "number", "boolean"] } })
        }
        Shape::Mapping(keys) => mapping(keys),
        Shape::List(keys) => json!({ "type": "array", "items": mapping(keys) }),
        Shape::Unsupported => json!(false),
    }
}

/// Text that is not blank; YAML reads some of it as numbers or as true and false.
fn scalar() -> Value {
    json!({ "anyOf": [{ "type": "string", "pattern": "\\S" }, { "type": ["number", "boolean"] }] })
}

fn operand() -> Value {
    let literal = object([("text", json!({ "$ref": "#/definitions/scalar" }))], &["text"]);
    json!({ "anyOf": [{ "$ref": "#/definitions/scalar" }, literal] })
}

/// A number; in quotes or from a parameter it is text.
fn number(number: Value) -> Value {
    json!({ "anyOf": [number, { "type": "string", "pattern": "\\$\\{|^\\s*[0-9]" }] })
}

/// A word of `ignoring` or an expression between slashes.
fn ignored() -> Value {
    let words = IGNORING_WORDS.iter().map(|&(word, doc)| json!({ "const": word, "description": doc }));
    let pattern =
        json!({ "type": "string", "pattern": "^/.+/i?$", "description": "what the expression matches is overlooked" });
    json!({ "anyOf": words.chain([pattern]).collect::<Vec<Value>>() })
}
