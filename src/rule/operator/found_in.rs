//! `found-in`, `not-found-in`: a value is, or is not, among the values of a path.
//!
//! In running text (a path that ends with `@text`) a value is found where it stands as a whole word or words.

use super::picked::{PARAMETERS, Picked};
use super::value::{Answer, Break, Compare, Item, Sense, Source, ValueTest};
use super::{About, Operator, Spec, Test};
use crate::rule::compiler::Compiler;
use crate::rule::context::Context;
use crate::rule::fields::Fields;
use crate::rule::ignoring::Ignoring;
use crate::rule::keys::Shape;
use crate::rule::watch::Sight;
use crate::tree::NodeRef;

/// `{ each: reference@label, found-in: schedule@label }`
pub(super) struct FoundIn {
    sense: Sense,
}

pub(super) static FOUND_IN: FoundIn = FoundIn { sense: Sense::Plain };
pub(super) static NOT_FOUND_IN: FoundIn = FoundIn { sense: Sense::Negated };

#[derive(Debug)]
struct FoundInCompare {
    target: Picked,
    sense: Sense,
}

static PLAIN: Spec = Spec {
    key: "found-in",
    takes: Shape::Path,
    about: About::Values,
    parameters: &PARAMETERS,
    doc: "The value is among the values of the path (with `target-part`, among what the expression picks of them); in running text \
          (`@text`), it stands there as whole words. `{expected}` is the one value that differs only in case, spacing and signs.",
    fields: &["value", "actual", "expected"],
    labels: &["here"],
};

static NEGATED: Spec = Spec {
    key: "not-found-in",
    takes: Shape::Path,
    about: About::Values,
    parameters: &PARAMETERS,
    doc: "The value is not among the values of the path (with `target-part`, among what the expression picks of them); in running \
          text (`@text`), it does not stand there as whole words.",
    fields: &["value", "actual"],
    labels: &["here"],
};

impl Operator for FoundIn {
    fn spec(&self) -> &'static Spec {
        match self.sense {
            Sense::Plain => &PLAIN,
            Sense::Negated => &NEGATED,
        }
    }

    fn compile(&self, fields: Fields<'_>, compiler: &mut Compiler<'_>) -> Option<Box<dyn Test>> {
        let source = Source::compile(fields, compiler);
        let target = Picked::compile(fields, self.spec().key, compiler)?;
        let compare = FoundInCompare { target, sense: self.sense };
        Some(ValueTest::boxed(source?, compare))
    }
}

impl Compare for FoundInCompare {
    fn compare<'t>(&self, item: &Item<'t>, source: &Source, context: &Context<'t>, subject: NodeRef<'t>) -> Answer {
        let forms = self.target.forms(&source.ignoring, context, subject);
        let is_text = self.target.path.attribute().name() == "text";
        let is_found = forms.contains(&item.form)
            || is_text && forms.iter().any(|text| stands_in(text, &item.form, source.ignoring.spacing));
        if self.sense.accepts(is_found) {
            return Answer::Holds;
        }
        let verb = match self.sense {
            Sense::Plain => "is not found in",
            Sense::Negated => "is found in",
        };
        let plain = format!("\"{}\" {verb} `{}`", item.text, self.target.path);
        let expected = match self.sense {
            Sense::Plain => self.spelling(&item.text, context, subject),
            Sense::Negated => None,
        };
        Answer::Breaks(Break { plain, expected, ..Break::default() })
    }

    fn sights<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Vec<Sight> {
        self.target.sights(context, subject)
    }
}

impl FoundInCompare {
    /// The one spelling of a value that the path leads to, where the two differ only in case, spacing and signs.
    fn spelling<'t>(&self, text: &str, context: &Context<'t>, subject: NodeRef<'t>) -> Option<String> {
        let ignoring = Ignoring { case: true, spacing: true, punctuation: true, ..Ignoring::default() };
        let form = ignoring.normalise(text);
        // The forms of a whole document are kept, its values would be looked through anew for every item.
        if !self.target.forms(&ignoring, context, subject).contains(&form) {
            return None;
        }
        let values = self.target.values(context, subject);
        let mut alike = values.into_iter().filter(|value| ignoring.normalise(value) == form);
        let first = alike.next().filter(|_| !form.is_empty())?;
        alike.all(|other| other == first).then_some(first)
    }
}

/// Whether a word, or several, stand in a text as whole words; without white space there are no words to tell.
fn stands_in(text: &str, words: &str, without_spacing: bool) -> bool {
    if words.is_empty() {
        return false;
    }
    text.match_indices(words).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + words.len()..].chars().next();
        without_spacing || !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}
