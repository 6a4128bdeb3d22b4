//! What the evaluation of rules on one document shares: the listed nodes, and what paths led to.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use regex::Regex;

use super::capitals::Capitals;
use super::ignoring::Ignoring;
use super::near::Near;
use super::part::parts_of;
use super::watch::{Change, Record, Recorder, Sight, Watch, seen};
use crate::selector::{Datum, Index, Path, Selector};
use crate::tree::{DocumentTree, NodeId, NodeRef};

/// The document that rules are evaluated on. Made once a document and shared by all rules.
pub struct Context<'t> {
    index: Index<'t>,
    nodes: Memory<Vec<NodeRef<'t>>>,
    values: Memory<Vec<Datum<'t>>>,
    forms: Memory<HashSet<String>>,
    near: Memory<Near<'t>>,
    capitals: Memory<Capitals<'t>>,
    watch: Watch,
}

/// What was found before: for what starts at the document, for good; for what starts at a node, as long as the same is asked
/// again (an operator asks once for every value that it tests).
struct Memory<T> {
    absolute: RefCell<HashMap<String, Rc<T>>>,
    latest: RefCell<Option<(String, NodeId, Rc<T>)>>,
}

/// Where something was looked for.
#[derive(Clone, Copy)]
enum From {
    Document,
    Node(NodeId),
}

impl<'t> Context<'t> {
    /// Lists the nodes of a tree.
    pub fn new(tree: &'t DocumentTree) -> Self {
        Self {
            index: Index::new(tree),
            nodes: Memory::default(),
            values: Memory::default(),
            forms: Memory::default(),
            near: Memory::default(),
            capitals: Memory::default(),
            watch: Watch::Off,
        }
    }

    /// As [`Context::new`]; notes every assertion that is asked.
    pub(super) fn recording(tree: &'t DocumentTree) -> Self {
        Self { watch: Watch::Record(Recorder::default()), ..Self::new(tree) }
    }

    /// As [`Context::new`]; changes one assertion of the rule that is evaluated.
    pub(super) fn changing(tree: &'t DocumentTree, assertion: usize, change: Change) -> Self {
        Self { watch: Watch::Change(assertion, change), ..Self::new(tree) }
    }

    pub(super) fn watch(&self) -> &Watch {
        &self.watch
    }

    /// Takes what was noted since it was last asked.
    pub(super) fn records(&self) -> Vec<Record> {
        match &self.watch {
            Watch::Record(recorder) => recorder.take(),
            Watch::Off | Watch::Change(..) => Vec::new(),
        }
    }

    /// The listed nodes.
    pub(super) fn index(&self) -> &Index<'t> {
        &self.index
    }

    /// The nodes that a selector finds from a node.
    pub(super) fn nodes(&self, selector: &Selector, from: NodeRef<'t>) -> Rc<Vec<NodeRef<'t>>> {
        let place = From::new(selector.is_absolute(), from);
        self.nodes.recall(selector.to_string(), place, || selector.select_in(&self.index, from))
    }

    /// The values that a path leads to from a node.
    pub(super) fn values(&self, path: &Path, from: NodeRef<'t>) -> Rc<Vec<Datum<'t>>> {
        let place = From::new(path.is_absolute(), from);
        self.values.recall(path.to_string(), place, || path.values(&self.index, from))
    }

    /// What a path leads to from a node, for one who watches.
    pub(super) fn sight(&self, path: &Path, from: NodeRef<'t>) -> Sight {
        let values = self.values(path, from);
        Sight::new(path, values.iter().map(|datum| seen(datum.value.text().into_owned(), datum.node, datum.span)))
    }

    /// The normal forms of the values that a path leads to from a node, or of what an expression picks of them.
    pub(super) fn forms(
        &self,
        path: &Path,
        part: Option<&Regex>,
        ignoring: &Ignoring,
        from: NodeRef<'t>,
    ) -> Rc<HashSet<String>> {
        let place = From::new(path.is_absolute(), from);
        let key = format!("{path}\n{}\n{}", part.map_or("", Regex::as_str), ignoring.key());
        self.forms.recall(key, place, || {
            let forms = |datum: &Datum<'t>| {
                let parts = parts_of(part, &datum.value.text()).into_iter();
                parts.map(|(_, part)| ignoring.normalise(&part)).collect::<Vec<_>>()
            };
            self.values(path, from).iter().flat_map(forms).collect()
        })
    }

    /// The values that a path leads to from a node, ready to be asked for near ones.
    pub(super) fn near(&self, path: &Path, ignoring: &Ignoring, within: usize, from: NodeRef<'t>) -> Rc<Near<'t>> {
        let place = From::new(path.is_absolute(), from);
        self.near.recall(format!("{path}\n{within}\n{}", ignoring.key()), place, || {
            let values = self.values(path, from);
            let forms = values.iter().map(|datum| (ignoring.normalise(&datum.value.text()), datum.clone()));
            Near::new(forms.collect(), within)
        })
    }

    /// The values that a path leads to from a node, or what an expression picks of them, ready to be sought in texts.
    pub(super) fn capitals(&self, path: &Path, part: Option<&Regex>, from: NodeRef<'t>) -> Rc<Capitals<'t>> {
        let place = From::new(path.is_absolute(), from);
        self.capitals.recall(format!("{path}\n{}", part.map_or("", Regex::as_str)), place, || {
            let parts = |datum: &Datum<'t>| {
                let parts = parts_of(part, &datum.value.text()).into_iter();
                parts.map(|(_, text)| (text, datum.clone())).collect::<Vec<_>>()
            };
            Capitals::new(self.values(path, from).iter().flat_map(parts))
        })
    }
}

impl From {
    fn new(is_absolute: bool, from: NodeRef<'_>) -> Self {
        if is_absolute { Self::Document } else { Self::Node(from.id()) }
    }
}

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Self { absolute: RefCell::default(), latest: RefCell::default() }
    }
}

impl<T> Memory<T> {
    fn recall(&self, key: String, from: From, find: impl FnOnce() -> T) -> Rc<T> {
        if let Some(known) = self.known(&key, from) {
            return known;
        }
        let found = Rc::new(find());
        match from {
            From::Document => {
                self.absolute.borrow_mut().insert(key, Rc::clone(&found));
            }
            From::Node(id) => *self.latest.borrow_mut() = Some((key, id, Rc::clone(&found))),
        }
        found
    }

    fn known(&self, key: &str, from: From) -> Option<Rc<T>> {
        match from {
            From::Document => self.absolute.borrow().get(key).map(Rc::clone),
            From::Node(id) => match &*self.latest.borrow() {
                Some((known, at, found)) if *at == id && known == key => Some(Rc::clone(found)),
                _ => None,
            },
        }
    }
}
