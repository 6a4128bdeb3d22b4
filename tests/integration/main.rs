//! One binary for all tests from the outside: the command line, the report formats, the layers, the documentation.

mod cli;
mod config;
mod docs;
mod generated;
mod guide;
mod layers;
mod output;
mod scaffold;
mod schema;
mod support;
