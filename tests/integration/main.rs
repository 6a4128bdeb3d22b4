//! One binary for all tests from the outside: the command line, the report formats, the layers, the documentation.

mod cli;
mod corpus;
mod docs;
mod hostile;
mod invariants;
mod layers;
mod output;
mod support;
