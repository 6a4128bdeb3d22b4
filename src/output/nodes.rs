//! The node reference: every kind with its parents and attributes, from the schema.

use std::io::{self, Write};

use super::palette::{Palette, Role};
use crate::tree::schema::{COMMON_ATTRIBUTES, KindSchema, SCHEMA};

/// Writes the reference. A `*` marks an attribute that every node of the kind has.
///
/// # Errors
///
/// Errors of the writer.
pub fn write_nodes(out: &mut dyn Write, palette: Palette) -> io::Result<()> {
    let common: Vec<String> =
        COMMON_ATTRIBUTES.iter().map(|(name, r#type)| format!("@{name} ({})", r#type.name())).collect();
    writeln!(out, "Every node has {}.", common.join(", "))?;
    writeln!(out, "A * marks an attribute that every node of its kind has.")?;
    SCHEMA.iter().try_for_each(|kind| write_kind(out, kind, palette))
}

fn write_kind(out: &mut dyn Write, schema: &KindSchema, palette: Palette) -> io::Result<()> {
    writeln!(out, "\n{}", palette.paint(Role::Strong, schema.kind.name()))?;
    writeln!(out, "  {}", schema.doc)?;
    let parents: Vec<&str> = schema.parents.iter().map(|kind| kind.name()).collect();
    match parents.is_empty() {
        true => writeln!(out, "  a root")?,
        false => writeln!(out, "  under {}", parents.join(", "))?,
    }
    for attribute in schema.attributes {
        let mark = if attribute.required { "*" } else { "" };
        let name = format!("@{}{mark}", attribute.name);
        writeln!(out, "    {name:14} {}", attribute.r#type.name())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::write_nodes;
    use crate::output::palette::Palette;
    use crate::tree::Kind;

    #[test]
    fn every_kind_is_in_the_reference() {
        let mut out = Vec::new();
        write_nodes(&mut out, Palette::Plain).expect("written");
        let reference = String::from_utf8(out).expect("utf-8");
        for kind in Kind::ALL {
            assert!(reference.contains(&format!("\n{kind}\n")), "{kind}");
        }
        assert!(reference.contains("    @label*        label\n"), "{reference}");
    }
}
