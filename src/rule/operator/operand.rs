//! What a value is compared with: something written in the rule, or the value that a path leads to.

use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::spot;
use crate::rule::verdict::Mark;
use crate::rule::watch::Sight;
use crate::rule::yaml::{Node, Value as Yaml};
use crate::selector::{Datum, Path};
use crate::tree::NodeRef;

/// The right side of a comparison.
#[derive(Debug)]
pub(super) enum Operand {
    Literal(String),
    /// The first value of a path.
    Path(Path),
}

/// An operand's value.
pub(super) struct Operated<'t> {
    pub(super) text: String,
    /// Where it stands, when a path leads to it.
    pub(super) datum: Option<Datum<'t>>,
}

impl Operand {
    /// Reads an operand. Text that ends with `@` and a name is a path; `{ text: … }` is always text.
    pub(super) fn compile(node: &Node, key: &str, compiler: &mut Compiler<'_>) -> Option<Self> {
        if let Yaml::Mapping(_) = node.value {
            let fields = compiler.mapping(node, key)?;
            compiler.check_keys(fields, &["text"]);
            let text = compiler.written(fields.get("text")?, "text")?;
            return Some(Self::Literal(text.text));
        }
        let written = compiler.written(node, key)?;
        if node.scalar().is_some_and(Path::is_path) {
            let path = compiler.written_path(&written, key, compiler.kinds)?;
            return Some(Self::Path(path));
        }
        Some(Self::Literal(written.text))
    }

    /// What its path leads to; nothing for what is written out.
    pub(super) fn sight<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Option<Sight> {
        match self {
            Self::Literal(_) => None,
            Self::Path(path) => Some(context.sight(path, subject)),
        }
    }

    /// The operand's value as seen from a node; `None` where its path leads to none.
    pub(super) fn value<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Option<Operated<'t>> {
        match self {
            Self::Literal(text) => Some(Operated { text: text.clone(), datum: None }),
            Self::Path(path) => {
                let datum = context.values(path, subject).first()?.clone();
                Some(Operated { text: datum.value.text().into_owned(), datum: Some(datum) })
            }
        }
    }
}

impl Operated<'_> {
    /// The place of the operand as evidence.
    pub(super) fn marks(&self) -> Vec<Mark> {
        let mark = |datum: &Datum<'_>| Mark {
            key: "expected",
            span: spot::of_value(datum),
            label: Some("compared with this"),
        };
        self.datum.iter().map(mark).collect()
    }
}
