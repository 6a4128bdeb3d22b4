//! Selectors over drawn trees, and the mistakes that they can hold.

use super::{Path, Selector, Start, select};
use crate::selector::{Index, KindSet};
use crate::tree::sketch::tree;
use crate::tree::{DocumentTree, Kind};

const EXHIBIT: &str = r#"
document executed path=x
  caption text="AMENDMENT NO. 6" amendment=6
  clause number=1 level=1 text="Schedule a-1 is replaced"
    reference label=a-1 text="Schedule a-1"
    reference label=B text="Schedule B"
  date role=execution value=2003-11-24 text="November 24, 2003"
  date role=base value=2003-08-18 text="August 18, 2003"
  date role=mention text="November __, 2003"
  signature party="HARBOR DISTRIBUTORS, INC." name="Ann Lee" column=1
    date role=execution text="1/1/04"
  signature party="HARBOR FUNDS" name="Bo Ray" title=President column=1
  schedule label=A-1
    heading text=Portfolios
    registrant name="HARBOR FUNDS"
      heading text=PORTFOLIOS
      portfolio name="Harbor Energy Fund"
      portfolio name="Harbor Energy Fund"
      portfolio name="Harbor Bond Fund"
        class name="Class B"
    registrant name="The Bay Trust"
      heading text=PORTFOLIO
      portfolio name="Bay Bond Fund"
  schedule label=A-2
    registrant name="EMPTY TRUST"
      page-break
"#;

/// The lines on which what a selector finds in the whole tree starts.
fn found(tree: &DocumentTree, selector: &str) -> Vec<usize> {
    let selector = Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error:?}"));
    selector.find(tree).into_iter().map(|node| node.line()).collect()
}

fn check(selector: &str, lines: &[usize]) {
    assert_eq!(found(&tree(EXHIBIT), selector), lines, "{selector}");
}

fn check_error(selector: &str, at: &str, message: &str, help: &str) {
    let error = Selector::parse(selector).expect_err(selector);
    assert!(error.message.contains(message), "{selector}: {}", error.message);
    assert_eq!(&selector[error.span.range()], at, "{selector}: {}", error.message);
    let actual = error.help.unwrap_or_default();
    assert!(actual.contains(help) && (actual.is_empty() == help.is_empty()), "{selector}: {actual}");
}

#[test]
fn kinds_and_combinators() {
    check("document", &[2]);
    check("schedule", &[13, 24]);
    check("schedule portfolio", &[17, 18, 19, 23]);
    check("schedule > heading", &[14]);
    check("schedule > registrant > heading", &[16, 22]);
    check("heading + portfolio", &[17, 23]);
    check("heading ~ portfolio", &[17, 18, 19, 23]);
    check("portfolio ~ portfolio", &[18, 19]);
    check("class, schedule, class", &[13, 20, 24]);
    check("schedule *", &[14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 25, 26]);
    check("document signature date", &[11]);
    check("date + date", &[8, 9]);
}

#[test]
fn attributes() {
    check("[executed]", &[2]);
    check("signature:not([title])", &[10]);
    check("schedule[label=A-1]", &[13]);
    check("schedule[label=\"a-1\" i]", &[13]);
    check("schedule[label='a-1']", &[]);
    check("schedule[label!=A-1]", &[24]);
    check("registrant[name^=\"The \"]", &[21]);
    check("portfolio[name$=Fund]", &[17, 18, 19, 23]);
    check("portfolio[name*=bond i]", &[19, 23]);
    check("portfolio[name=/^Harbor (Energy|Gold)/]", &[17, 18]);
    check("portfolio[name=/^harbor/i]", &[17, 18, 19]);
    check("caption[amendment>=6]", &[3]);
    check("caption[amendment<6]", &[]);
    check("date[value<2003-09-01]", &[8]);
    check("date[value!=2003-08-18]", &[7]);
    check("*[line>24]", &[25, 26]);
    check("*[kind=class]", &[20]);
    check("*[value>2003-09-01]", &[7]);
}

#[test]
fn pseudo_classes() {
    check("registrant:has(> heading)", &[15, 21]);
    check("registrant:not(:has(> portfolio))", &[25]);
    check("schedule:has(registrant:has(class))", &[13]);
    check("portfolio:has(^schedule[label=A-1])", &[17, 18, 19, 23]);
    check("portfolio:has(+ portfolio)", &[17, 18]);
    check("portfolio:has(~ portfolio[name*=Bond])", &[17, 18]);
    check("heading:text(/^PORTFOLIOS?$/)", &[16, 22]);
    check(":is(heading, class)[text]", &[14, 16, 20, 22]);
    check("registrant:empty", &[25]);
    check("schedule:first, schedule:last", &[13, 24]);
    check("registrant > portfolio:first", &[17, 23]);
    check("registrant > portfolio:nth(2)", &[18]);
    check("schedule portfolio:last", &[23]);
    check("portfolio[name*=Bond]:first", &[19]);
    check("/schedule", &[13, 24]);
}

#[test]
fn a_selector_starts_at_its_node() {
    let tree = tree(EXHIBIT);
    let index = Index::new(&tree);
    let registrant = Selector::parse("registrant").expect("a selector").find(&tree)[0];
    let lines = |selector: &str| -> Vec<usize> {
        let selector = Selector::parse_from(selector, Kind::Registrant.into()).expect(selector);
        selector.select_in(&index, registrant).iter().map(|node| node.line()).collect()
    };
    assert_eq!(lines("portfolio"), [17, 18, 19]);
    assert_eq!(lines("> portfolio:last"), [19]);
    assert_eq!(lines("+ registrant"), [21]);
    assert_eq!(lines("^schedule"), [13]);
    assert_eq!(lines("^schedule > heading"), [14]);
    assert_eq!(lines("/schedule:last registrant"), [25]);
}

#[test]
fn paths_lead_to_values() {
    let tree = tree(EXHIBIT);
    let index = Index::new(&tree);
    let portfolio = Selector::parse("portfolio").expect("a selector").find(&tree)[0];
    let values = |path: &str| -> Vec<String> {
        let path = Path::parse_from(path, Kind::Portfolio.into()).unwrap_or_else(|error| panic!("{path}: {error:?}"));
        path.values(&index, portfolio).iter().map(|datum| datum.value.text().into_owned()).collect()
    };
    assert_eq!(values("@name"), ["Harbor Energy Fund"]);
    assert_eq!(values("@line"), ["17"]);
    assert_eq!(values("@kind"), ["portfolio"]);
    assert_eq!(values("^schedule@label"), ["A-1"]);
    assert_eq!(values("/schedule@label"), ["A-1", "A-2"]);
    assert_eq!(values("/date[role=mention]@value"), Vec::<String>::new());
    assert_eq!(values("/caption@amendment"), ["6"]);
    assert!(Path::is_path("> heading@text") && !Path::is_path("a@b.com") && !Path::is_path("INVESCO "));
}

#[test]
fn fault_57_mistakes_are_placed_and_suggest() {
    check_error("schedule signiture", "signiture", "no node kind `signiture`", "did you mean `signature`?");
    check_error("schedule[lable=A]", "lable", "no attribute `lable`", "did you mean `label`?");
    check_error("schedule[signer]", "signer", "`schedule` cannot have the attribute `signer`", "kind-word, label");
    check_error("portfolio > signature", "signature", "never stands directly in `portfolio`", "class");
    check_error("portfolio registrant", "registrant", "never stands below", "class");
    check_error("document[executed=yes]", "[executed=yes]", "is a flag", "write `[executed]`");
    check_error("schedule[label<B]", "<", "is a label, which `<` cannot compare", "text is compared with");
    check_error("caption[amendment^=6]", "^=", "is a number", "numbers and dates");
    check_error("caption[amendment>six]", "six", "`six` is not a number", "");
    check_error("date[value>2003-02-30]", "2003-02-30", "not a date", "");
    check_error("date[value=/2003/]", "[value=/2003/]", "no text", "");
    check_error("*[kind=schedul]", "schedul", "no node kind", "did you mean `schedule`?");
    check_error("portfolio:frist", "frist", "no pseudo-class `:frist`", "did you mean `first`?");
    check_error("portfolio:has", "has", "needs something in brackets", "");
    check_error("portfolio:first(2)", "first(2)", "takes nothing", "");
    check_error("portfolio:nth(0)", "0", "counted from 1", "");
    check_error("portfolio:not(:first)", ":first", "a position cannot stand", "");
    check_error("portfolio:not(registrant portfolio)", "registrant portfolio", "asks about one node", ":has()");
    check_error("portfolio[name=/(a/]", "/(a/", "unclosed group", "");
    check_error("schedule:is(portfolio)", "schedule:is(portfolio)", "both of these kinds", "");
}

#[test]
fn syntax_errors_are_short_and_human() {
    check_error("", "", "empty", "");
    check_error("schedule >", ">", "ends too early", "expected a node kind");
    check_error("schedule[label=", "=", "ends too early", "a value");
    check_error("schedule[label=A 2]", "2", "`2` cannot stand here", "stands in quotes");
    check_error("schedule % x", "%", "`%` cannot stand here", "a node kind");
    check_error("schedule)", ")", "`)` cannot stand here", "the end");
    check_error("portfolio:has(> class", "(", "the bracket is not closed", "");
    check_error("portfolio:has(", "(", "ends too early", "expected");
}

#[test]
fn fault_55_hostile_selectors_are_refused() {
    let deep = format!("{}portfolio{}", "*:not(".repeat(50), ")".repeat(50));
    assert!(Selector::parse(&deep).expect_err("deep").message.contains("16 deep"));
    let long = "schedule, ".repeat(10_000);
    assert!(Selector::parse(&long).expect_err("long").message.contains("4096"));
    let large = "portfolio[name=/a{1000}{1000}/]";
    assert!(Selector::parse(large).expect_err("large").message.contains("too large"));
}

#[test]
fn fault_10_matching_is_linear_in_nesting() {
    let mut builder = crate::tree::TreeBuilder::new(
        std::sync::Arc::new(crate::decode::Text::from_string("x".into())),
        Kind::Document,
        crate::source::Span::new(0, 1),
    );
    for _ in 0..200_000 {
        builder.open(Kind::Clause, crate::source::Span::new(0, 1));
    }
    let tree = builder.finish();
    let index = Index::new(&tree);
    for selector in ["schedule clause clause clause", "clause clause clause > clause + clause", "clause ~ clause"] {
        let list = Selector::parse(selector).expect(selector).list;
        assert!(select::select(&list, &index, Start::Tree).is_empty(), "{selector}");
    }
}

#[test]
fn selectors_know_what_they_find_and_whether_they_need_lines() {
    let selector = |text: &str| Selector::parse(text).expect(text);
    assert_eq!(
        selector("schedule portfolio, registrant").kinds(),
        KindSet::from(Kind::Portfolio) | Kind::Registrant.into()
    );
    assert!(selector("document:has(line[length>80])").needs_lines());
    assert!(!selector("document *").needs_lines());
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_or_refused_with_a_place(text in "[a-z@^/>+~,:()\\[\\]=\"'!<* é-]{0,40}") {
        if let Err(error) = Selector::parse(&text) {
            proptest::prop_assert!(text.get(error.span.range()).is_some(), "{error}");
        }
        let _ = Path::parse_from(&text, KindSet::all());
    }
}
