//! Properties of trees over exhibits composed from pieces, and over any text.
//!
//! Every run tries the same cases, so that a change is told from chance. `PROPTEST_CASES=10000 PROPTEST_RNG_SEED=7 cargo test
//! properties` looks longer and elsewhere. What is found becomes a fixture of the grammar.

mod pieces;

use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};
use proptest::test_runner::RngSeed;
use std::sync::Arc;

use tickmark::decode::Text;
use tickmark::grammar::{Lines, parse};
use tickmark::source::Span;
use tickmark::submission::Document;
use tickmark::tree::Kind;

use crate::invariants::{faults, first_difference, outline, tree};
use crate::markup;

/// Cases are not written to a file: a fault that is found is shown in full and becomes a fixture.
fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    let rng_seed = match default.rng_seed {
        RngSeed::Random => RngSeed::Fixed(0x7469_636b),
        given @ RngSeed::Fixed(_) => given,
    };
    ProptestConfig { failure_persistence: None, rng_seed, ..default }
}

/// Says which byte-level variant of a text gives another tree than the text does.
fn variant_that_differs(text: &str) -> Option<String> {
    let expect = outline(&tree(text.as_bytes(), Lines::Built));
    let variants = [
        ("the same bytes", text.to_owned()),
        ("CRLF", text.replace('\n', "\r\n")),
        ("CR", text.replace('\n', "\r")),
        ("BOM", format!("\u{feff}{text}")),
    ];
    // A text that begins with a mark of its own has one too many to be compared.
    let has_mark = text.starts_with('\u{feff}');
    variants.iter().filter(|(name, _)| *name != "BOM" || !has_mark).find_map(|(name, variant)| {
        // The lengths of physical lines are those of the variant: form feeds and line ends are no part of them.
        let actual = outline(&tree(variant.as_bytes(), Lines::Built));
        first_difference(&expect, &actual).map(|difference| format!("{name}: {difference}"))
    })
}

/// Says whether lines change anything but the lines themselves.
fn changed_by_lines(text: &str) -> Option<String> {
    let built = tree(text.as_bytes(), Lines::Built);
    let without: Vec<String> = outline(&built)
        .into_iter()
        .zip(built.nodes())
        .filter(|(_, node)| node.kind() != Kind::Line)
        .map(|(line, _)| line)
        .collect();
    first_difference(&outline(&tree(text.as_bytes(), Lines::Skipped)), &without)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn exhibits_give_whole_trees(text in pieces::exhibit()) {
        prop_assert_eq!(faults(&tree(text.as_bytes(), Lines::Built)), Vec::<String>::new(), "{}", text);
        prop_assert_eq!(changed_by_lines(&text), None, "{}", text);
    }

    #[test]
    fn exhibits_give_one_tree_whatever_their_line_ends(text in pieces::exhibit()) {
        prop_assert_eq!(variant_that_differs(&text), None, "{}", text);
    }

    #[test]
    fn any_text_gives_a_whole_tree(text in pieces::any_text()) {
        prop_assert_eq!(faults(&tree(text.as_bytes(), Lines::Built)), Vec::<String>::new(), "{:?}", text);
        prop_assert_eq!(changed_by_lines(&text), None, "{:?}", text);
    }

    #[test]
    fn any_text_gives_one_tree_whatever_its_line_ends(text in pieces::any_text()) {
        prop_assert_eq!(variant_that_differs(&text), None, "{:?}", text);
    }
}

/// Says what of the tree of an HTML document is not as it must be, with any line ends.
fn faults_of_page(html: &str) -> Vec<String> {
    let tree = |html: &str| {
        let text = Arc::new(Text::from_string(html.to_owned()));
        parse(&Document::html("exhibit.htm", &text, Span::new(0, html.len())), Lines::Built)
    };
    let read = tree(html);
    let mut faults = faults(&read);
    faults.extend(markup::faults(&read));
    for (name, variant) in [("CRLF", html.replace('\n', "\r\n")), ("CR", html.replace('\n', "\r"))] {
        let difference = first_difference(&outline(&read), &outline(&tree(&variant)));
        faults.extend(difference.map(|difference| format!("{name}: {difference}")));
    }
    faults
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_markup_gives_a_whole_tree(html in pieces::any_markup()) {
        prop_assert_eq!(faults_of_page(&html), Vec::<String>::new(), "{:?}", html);
    }
}

#[test]
fn pages_among_the_fixtures_give_whole_trees() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let folders = ["ok", "odd"].map(|folder| std::fs::read_dir(root.join(folder)).expect("folder"));
    let paths = folders.into_iter().flatten().map(|entry| entry.expect("entry").path());
    let pages: Vec<_> = paths.filter(|path| path.extension().is_some_and(|extension| extension == "htm")).collect();
    assert!(!pages.is_empty(), "there are no pages");
    for page in pages {
        let html = std::fs::read_to_string(&page).expect("exhibit");
        assert_eq!(faults_of_page(&html), Vec::<String>::new(), "{}", page.display());
    }
}

#[test]
fn fixtures_give_whole_trees() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut count = 0;
    for folder in ["ok", "odd"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("folder") {
            let path = entry.expect("entry").path();
            if path.extension().is_some_and(|extension| extension == "txt") {
                let text = std::fs::read_to_string(&path).expect("exhibit");
                let faults = faults(&tree(text.as_bytes(), Lines::Built));
                assert!(faults.is_empty(), "{}: {faults:?}", path.display());
                assert_eq!(variant_that_differs(&text), None, "{}", path.display());
                count += 1;
            }
        }
    }
    assert!(count > 0, "there are no fixtures");
}
