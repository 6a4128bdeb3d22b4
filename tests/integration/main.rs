//! One binary for all tests from the outside: the command line, the report formats, the layers, the documentation.

mod cli;
mod config;
mod corpus;
mod decisions;
mod docs;
mod filings;
mod fingerprints;
mod fix;
mod generated;
mod guide;
mod hostile;
mod invariants;
mod layers;
mod markup;
mod noise;
mod output;
mod properties;
mod reports;
mod scaffold;
mod schema;
mod support;
