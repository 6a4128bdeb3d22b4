//! Inputs that a grammar which looks back or far ahead is slow on: the time of each at three sizes.

use std::hint::black_box;
use std::time::Duration;

use super::{by_grammar, document, time};

/// Bytes of each input.
const SIZES: [usize; 4] = [50_000, 100_000, 200_000, 400_000];
/// Growth of the time, for twice the bytes, above which an input is marked.
const LIMIT: f64 = 2.5;
/// Seconds after which larger inputs are not tried.
const GIVEN_UP: f64 = 3.0;
/// What each input repeats.
const PIECES: &[(&str, &str)] = &[
    ("brackets", "("),
    ("quotes", "\""),
    ("square brackets", "["),
    ("blanks to fill", "_ "),
    ("underscores", "_"),
    ("kind words", "Schedule "),
    ("labels", "Schedule A "),
    ("references in lists", "A, B and "),
    ("digits", "7"),
    ("digits and blanks", "7 "),
    ("slashes", "/"),
    ("day of", "th day of "),
    ("months", "May "),
    ("dollars", "$"),
    ("terms", "(the \"Fund\") "),
    ("open terms", "(the \"Fund "),
    ("tabs", "a\t"),
    ("no blanks", "a"),
    ("words", "word and "),
    ("capitals", "A A A "),
    ("clauses on a line", "(a) (a) (a) "),
    ("lines By:", "By:\n"),
    ("lines By: /s/", "By: /s/ Ann Lee\n"),
    ("lines By: apart", "By:\n\n"),
    ("lines Name:", "Name: Ann Lee\n"),
    ("lines of one word", "word\n"),
    ("lines of one capital word", "WORD\n"),
    ("lines of one word apart", "word\n\n"),
    ("lines 1.", "1.\n"),
    ("lines (a)", "(a) the\n"),
    ("lines 1. apart", "1. The Fund agrees.\n\n"),
    ("nested clauses", "1. The\n\n(a) the\n\n(i) the\n\n"),
    ("lines of headings", "SCHEDULE A\n"),
    ("lines of headings apart", "SCHEDULE A\n\n"),
    ("pages", "<PAGE>\n"),
    ("form feeds", "\x0c"),
    ("folios", "\n  2\n<PAGE>\n"),
    ("tags", "<TABLE>\n"),
    ("open tags", "<"),
    ("lines of funds", "Harbor Growth Fund\n"),
    ("lines PORTFOLIOS", "PORTFOLIOS\n"),
    ("registrants apart", "HARBOR FUNDS\n\nPORTFOLIOS\n\nHarbor Growth Fund\n\n"),
    ("lines of gaps", "a    b    c    d\n"),
    ("titles", "AMENDMENT NO. 1\nTO\n"),
    ("prose", "The Fund agrees with the Distributor that it will pay to the other all of that which\n"),
    ("preambles", "This Agreement is made by and between the Fund and the other parties that are named\n"),
    ("blank lines", "\n"),
    ("lines of dashes", "-----\n"),
    ("lines Dated:", "Dated: May 1, 2001\n"),
];

/// Prints the times of the inputs whose name contains `only`, and marks those that grow by more than [`LIMIT`].
pub(crate) fn report(only: &str) {
    for (name, piece) in PIECES.iter().filter(|(name, _)| name.contains(only)) {
        let mut times: Vec<f64> = Vec::new();
        for size in SIZES {
            times.push(seconds(piece.repeat(size / piece.len())));
            if times.last().is_some_and(|&time| time > GIVEN_UP) {
                break;
            }
        }
        print(name, &times);
    }
    for millions in [5_usize, 10].into_iter().filter(|_| only.is_empty()) {
        let seconds = seconds("word and ".repeat(millions * 1_000_000 / 9));
        println!("one line of {millions} MB of words: {:.1} ms", seconds * 1e3);
    }
}

fn print(name: &str, times: &[f64]) {
    let ratios: Vec<f64> = times.windows(2).map(|pair| pair[1] / pair[0]).collect();
    let mark = if times.len() < SIZES.len() || ratios.iter().any(|&ratio| ratio > LIMIT) { "  <<<" } else { "" };
    let times: Vec<String> = times.iter().map(|time| format!("{:9.2}", time * 1e3)).collect();
    println!("{name:28} {} ms  ratios {ratios:.2?}{mark}", times.join(" "));
}

/// The best of some runs, fewer where they are slow.
fn seconds(text: String) -> f64 {
    let document = document(text);
    let mut best = Duration::MAX;
    for _ in 0..3 {
        best = best.min(time(by_grammar, black_box(&document)));
        if best > Duration::from_secs(1) {
            break;
        }
    }
    best.as_secs_f64()
}
