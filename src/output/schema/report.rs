//! The schema of the JSON report, from the types that are written.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use crate::output::json::ReportView;

pub(super) fn schema() -> Value {
    let schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<ReportView<'static>>();
    // The types that are written are named after what they show.
    let text = schema.to_value().to_string().replace("View\"", "\"");
    let mut schema: Value = serde_json::from_str(&text).expect("internal error: a schema stays JSON");
    schema["title"] = json!("tickmark report");
    schema
}
