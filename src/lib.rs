//! Checks legal exhibits filed on EDGAR against invariants written in YAML.
//!
//! Data moves forward through the modules below; each imports only from modules of a lower rank.
//!
//! ```text
//! bytes ─ input ─► Source ─ decode ─► Text ─ submission ─► Document ─ layout ─► marked lines
//!       ─ grammar ─► DocumentTree ─ check(RuleSet) ─► Vec<Finding> ─ batch ─► Report ─ output ─► bytes
//! ```
//!
//! | rank | module | what it does |
//! |---|---|---|
//! | 0 | [`source`] | spans, lines, columns |
//! | 0 | [`ascii`] | what short texts are written in |
//! | 0 | [`glob`] | patterns of paths |
//! | 0 | [`numeral`] | numbers in words, figures and Roman numerals |
//! | 0 | [`suggest`] | "did you mean …?" |
//! | 1 | [`decode`] | bytes → text |
//! | 2 | [`submission`] | text → documents |
//! | 3 | [`tree`] | the document tree and its closed schema |
//! | 4 | [`layout`] | the geometry of lines |
//! | 5 | [`grammar`] | documents → trees |
//! | 6 | [`finding`] | what a check says |
//! | 7 | [`selector`] | the selectors of the rule language |
//! | 8 | [`rule`] | rules: YAML, checked and compiled |
//! | 9 | [`check`] | rules over a tree → findings |
//! | 10 | [`baseline`] | findings that are known already |
//! | 10 | [`config`] | `tickmark.yaml`: which rules run, how grave, where |
//! | 10 | [`fix`] | changes of a file's bytes |
//! | 10 | [`input`] | paths → sources |
//! | 10 | [`waiver`] | findings that somebody answers for |
//! | 11 | [`batch`] | sources → reports, in parallel, in order |
//! | 11 | [`output`] | reports, one format a file |

// The parsers that pest generates without `std` name it.
extern crate alloc;

pub mod ascii;
pub mod baseline;
pub mod batch;
pub mod check;
pub mod config;
pub mod decode;
pub mod finding;
pub mod fix;
pub mod glob;
pub mod grammar;
pub mod input;
pub mod layout;
pub mod numeral;
pub mod output;
pub mod rule;
pub mod selector;
pub mod source;
pub mod submission;
pub mod suggest;
pub mod tree;
pub mod waiver;
