//! What the grammar costs: trees of a short exhibit and of 10 MB of them, against a scanner written by hand for that one form.
//!
//! `cargo bench --bench throughput` prints both and their ratio. `TICKMARK_BENCH=grammar` (or `scanner`, or `nothing`)
//! builds the tree of the exhibit, or of `TICKMARK_BYTES` of them, `TICKMARK_RUNS` times (100) and does nothing else, to count
//! instructions: `TICKMARK_BENCH=grammar valgrind --tool=callgrind target/release/deps/throughput-…`. `TICKMARK_BENCH=hostile` measures how
//! inputs that a careless grammar is slow on grow; `TICKMARK_INPUT=By` takes those of that name alone.

mod exhibit;
mod hostile;
mod scanner;

use std::env;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use divan::Bencher;
use divan::counter::BytesCount;
use tickmark::decode::Text;
use tickmark::grammar::{self, Lines};
use tickmark::submission::Document;
use tickmark::tree::{DocumentTree, NodeRef};

/// Bytes of the long input.
const LONG: usize = 10_000_000;

type Build = fn(&Document) -> DocumentTree;

fn by_grammar(document: &Document) -> DocumentTree {
    grammar::parse(document, Lines::Skipped)
}

fn main() {
    match env::var("TICKMARK_BENCH").as_deref() {
        Ok("grammar") => repeat(by_grammar),
        Ok("scanner") => repeat(scanner::scan),
        Ok("nothing") => drop(black_box(document(exhibit::exhibit(0)))),
        Ok("hostile") => hostile::report(&env::var("TICKMARK_INPUT").unwrap_or_default()),
        _ => {
            if env::args().any(|argument| argument == "--bench") {
                compare("exhibit", &document(exhibit::exhibit(0)), 2000);
                compare("10 MB", &document(exhibit::exhibits(LONG)), 7);
            }
            divan::main();
        }
    }
}

fn document(text: String) -> Document {
    Document::standalone("exhibit.txt", Arc::new(Text::from_string(text)))
}

fn repeat(build: Build) {
    let number = |name| env::var(name).ok().and_then(|number| number.parse().ok());
    let document = document(exhibit::exhibits(number("TICKMARK_BYTES").unwrap_or(1)));
    for _ in 0..number("TICKMARK_RUNS").unwrap_or(100) {
        black_box(build(&document));
    }
}

/// Prints the times of both on a document, the best of many runs each.
fn compare(name: &str, document: &Document, runs: usize) {
    assert_alike(&by_grammar(document), &scanner::scan(document));
    let best =
        |build: Build| (0..runs).map(|_| time(build, document)).min().unwrap_or(Duration::MAX).as_secs_f64() * 1e3;
    let (grammar, scanner) = (best(by_grammar), best(scanner::scan));
    let megabytes = document.span.len() as f64 / 1e6;
    println!("{name}: grammar {grammar:.3} ms, scanner {scanner:.3} ms, ratio {:.1}", grammar / scanner);
    println!("{name}: grammar {:.1} MB/s, scanner {:.1} MB/s", megabytes / grammar * 1e3, megabytes / scanner * 1e3);
}

fn time(build: Build, document: &Document) -> Duration {
    let start = Instant::now();
    let tree = black_box(build(black_box(document)));
    let time = start.elapsed();
    drop(tree);
    time
}

/// Stops where the two trees differ in a node, in its place or in an attribute.
fn assert_alike(grammar: &DocumentTree, scanner: &DocumentTree) {
    let (grammar, scanner) = (described(grammar), described(scanner));
    for (grammar, scanner) in grammar.iter().zip(&scanner) {
        assert_eq!(grammar, scanner, "a node by the grammar and by the scanner");
    }
    assert_eq!(grammar.len(), scanner.len(), "nodes by the grammar and by the scanner");
}

fn described(tree: &DocumentTree) -> Vec<String> {
    tree.nodes().map(describe).collect()
}

fn describe(node: NodeRef<'_>) -> String {
    let depth = node.ancestors().count();
    let mut attributes: Vec<String> = node
        .attributes()
        .map(|attribute| format!("{:?} {:?} {:?}", attribute.name(), attribute.span(), attribute.value()))
        .collect();
    attributes.sort();
    format!("{depth} {:?} {:?} {attributes:#?}", node.kind(), node.span())
}

#[divan::bench]
fn grammar_exhibit(bencher: Bencher<'_, '_>) {
    measure(bencher, by_grammar);
}

#[divan::bench]
fn scanner_exhibit(bencher: Bencher<'_, '_>) {
    measure(bencher, scanner::scan);
}

fn measure(bencher: Bencher<'_, '_>, build: Build) {
    let document = document(exhibit::exhibit(0));
    bencher.counter(BytesCount::new(document.span.len())).bench(|| build(black_box(&document)));
}
