//! JSON Schemas (draft 7, which editors read) of what tickmark reads and writes, each from the table or the types that the code
//! itself uses.

mod config;
#[cfg(feature = "cli")]
mod report;
mod rule;

use std::io::{self, Write};

use serde_json::{Value, json};

/// The dialect of the schemas.
const DIALECT: &str = "http://json-schema.org/draft-07/schema#";

/// Writes the schema of a rule: one YAML document of a rule file.
///
/// # Errors
///
/// Errors of the writer.
pub fn write_rule_schema(out: &mut dyn Write) -> io::Result<()> {
    write(out, &rule::schema())
}

/// Writes the schema of `tickmark.yaml`.
///
/// # Errors
///
/// Errors of the writer.
pub fn write_config_schema(out: &mut dyn Write) -> io::Result<()> {
    write(out, &config::schema())
}

/// Writes the schema of the report that `check --format json` writes.
///
/// # Errors
///
/// Errors of the writer.
#[cfg(feature = "cli")]
pub fn write_report_schema(out: &mut dyn Write) -> io::Result<()> {
    write(out, &report::schema())
}

fn write(out: &mut dyn Write, schema: &Value) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, schema)?;
    writeln!(out)
}

/// A mapping that takes these keys and no others.
fn object(properties: impl IntoIterator<Item = (&'static str, Value)>, required: &[&str]) -> Value {
    let properties: serde_json::Map<String, Value> =
        properties.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// A schema with a description.
fn described(mut schema: Value, doc: &str) -> Value {
    if schema.get("$ref").is_some() {
        // Draft 7 overlooks what stands beside a reference.
        schema = json!({ "allOf": [schema] });
    }
    schema["description"] = json!(doc);
    schema
}
