//! The rules that are built in: the text of every file below `rules/`, embedded when tickmark is built.

use super::RuleSource;

include!(concat!(env!("OUT_DIR"), "/builtin_rules.rs"));

/// The built-in rule files as (name, text), ascending by name; a name is the path below `rules/`.
pub fn sources() -> &'static [(&'static str, &'static str)] {
    BUILTIN_RULES
}

/// The built-in rule files as the loader takes them.
pub fn rule_sources() -> Vec<RuleSource> {
    let source = |&(name, text): &(&str, &str)| RuleSource { name: format!("rules/{name}"), text: text.into() };
    sources().iter().map(source).collect()
}
