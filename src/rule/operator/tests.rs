//! Every operator on drawn trees.

use std::sync::Arc;

use crate::finding::Outcome;
use crate::rule::{Context, RuleSet, RuleSource};
use crate::tree::{DocumentTree, sketch};

const EXHIBIT: &str = r#"document executed path=x
  caption text="AMENDMENT NO. 6" amendment=6 class="Class B"
  reference kind-word=Schedule label=a-1 text="Schedule a-1"
  reference kind-word=Schedule label=B text="Schedule B"
  date role=execution value=2003-08-01 text="August 1, 2003"
  date role=base value=2003-08-18 text="August 18, 2003"
  date role=mention text="November __, 2003"
  signature party="HARBOR FUNDS" signer="Ann Lee" name="Ann B. Lee" title=President column=1
  signature party="BAY TRUST" signer="Bo Ray" name="BO RAY" column=40
  paragraph text="The Harbor Gold Fund and Error! Reference source are here."
  schedule kind-word=SCHEDULE label=A-1
    caption text="CLASS B" class="Class B"
    registrant name="HARBOR FUNDS"
      heading text=PORTFOLIO
      portfolio name="Harbor Bond Fund"
      portfolio name="Harbor Energy Fund"
      portfolio name="Harbor ENERGY Fund"
      portfolio name="Harbor Asia Fund"
  schedule kind-word=SCHEDULE label=A-2
    caption text="CLASS C" class="Class C"
    registrant name="BAY TRUST"
      portfolio name="Bay Fund I"
      portfolio name="Bay Fund II"
      portfolio name="Bay Bonds Fund"
      portfolio name="Bay Bond Fund"
  folio number=2
  folio number=3
  folio number=5
"#;

/// How a rule with the given `for` and `assert` ends on a drawing: the outcome, then each finding's line, words and message.
fn outcome_on(tree: &DocumentTree, subject: &str, assertion: &str) -> String {
    let text = format!("id: x/y\nfor: '{subject}'\nassert: {assertion}\n");
    let source = RuleSource { name: "x.yaml".into(), text: Arc::from(text) };
    let rules = RuleSet::load(&[source]).unwrap_or_else(|problems| panic!("{problems}"));
    let (outcome, hits) = rules.rules()[0].evaluate(&Context::new(tree));
    match outcome {
        Outcome::Pass { tested } => format!("pass {tested}"),
        Outcome::Skip => "skip".to_owned(),
        Outcome::Undetermined { reason } => format!("undetermined: {reason}"),
        Outcome::Fail { .. } => {
            let text = tree.text();
            let describe = |hit: &crate::rule::Hit<'_>| {
                let line = text.lines().line(hit.span.start());
                format!("{line} [{}] {}", text.slice(hit.span), hit.message)
            };
            hits.iter().map(describe).collect::<Vec<_>>().join("\n")
        }
    }
}

fn check(subject: &str, assertion: &str, expected: &str) {
    let outcome = outcome_on(&sketch::tree(EXHIBIT), subject, assertion);
    assert_eq!(outcome, expected, "for: {subject} assert: {assertion}");
}

#[test]
fn present() {
    check("document", "{ present: signature }", "pass 1");
    check("signature", "{ present: '@title' }", "9 [Bo Ray] this signature has no `@title`");
    check("registrant", "{ present: '> heading' }", "21 [BAY TRUST] this registrant has no `> heading`");
    check("class", "{ present: '@name' }", "skip");
}

#[test]
fn absent() {
    check("document", "{ absent: class }", "pass 1");
    check(
        "document",
        "{ absent: reference }",
        "3 [reference kind-word=Schedule label=a-1 text=\"Schedule a-1\"] reference should not be here: Schedule a-1\n\
         4 [reference kind-word=Schedule label=B text=\"Schedule B\"] reference should not be here: Schedule B",
    );
    check("signature", "{ absent: '@title' }", "8 [President] signature should not be here: President");
}

#[test]
fn count() {
    check("document", "{ count: schedule, is: 2 }", "pass 1");
    check("schedule", "{ count: portfolio, at-least: 1, at-most: 4 }", "pass 2");
    check("registrant", "{ count: heading, is: 1 }", "21 [BAY TRUST] 0 × `heading`, expected 1");
    check(
        "registrant",
        "{ count: portfolio, at-most: 3 }",
        "13 [HARBOR FUNDS] 4 × `portfolio`, expected at most 3\n21 [BAY TRUST] 4 × `portfolio`, expected at most 3",
    );
    check("document", "{ count: signature@title, is: 1 }", "pass 1");
}

#[test]
fn unique() {
    let by_name = "{ unique: '> portfolio', by: '@name', ignoring: [case, spacing] }";
    check("registrant", by_name, "17 [Harbor ENERGY Fund] \"Harbor ENERGY Fund\" stands 2 times");
    check("registrant", "{ unique: '> portfolio', by: '@name' }", "pass 2");
    check("document", "{ unique: class, by: '@name' }", "skip");
    check(
        "document",
        "{ unique: portfolio, by: '@name', part: '^Bay \\w+' }",
        "23 [Bay Fund II] \"Bay Fund\" stands 2 times",
    );
}

#[test]
fn sorted() {
    let by_name = "{ sorted: portfolio, by: '@name', ignoring: [case] }";
    check(
        "document",
        by_name,
        "18 [Harbor Asia Fund] \"Harbor Asia Fund\" stands after \"Harbor ENERGY Fund\"\n\
         24 [Bay Bonds Fund] \"Bay Bonds Fund\" stands after \"Bay Fund II\"\n\
         25 [Bay Bond Fund] \"Bay Bond Fund\" stands after \"Bay Bonds Fund\"",
    );
    check("document", "{ sorted: portfolio, by: '@name', mostly: 0.8, ignoring: [case] }", "skip");
    check("document", "{ sorted: class, by: '@name' }", "skip");
    check("document", "{ sorted: schedule, by: '@label' }", "pass 1");
    check("document", "{ sorted: schedule, by: '@label', order: descending }", "19 [A-2] \"A-2\" stands after \"A-1\"");
    check("document", "{ sorted: date, by: '@value' }", "pass 1");
}

#[test]
fn sequence() {
    check(
        "document",
        "{ sequence: folio, by: '@number', step: 1, start: any }",
        "28 [5] \"5\" stands where \"4\" is due",
    );
    check(
        "document",
        "{ sequence: folio, by: '@number', start: 1 }",
        "26 [2] \"2\" stands where \"1\" is due\n28 [5] \"5\" stands where \"4\" is due",
    );
    check("document", "{ sequence: schedule, by: '@label' }", "pass 1");
    check("document", "{ sequence: class, by: '@name' }", "skip");
    check("document", "{ sequence: signature, by: '@name' }", "skip");
}

#[test]
fn sequences_come_in_letters_numerals_and_ordinals() {
    let run = |numbers: &[&str], keys: &str| {
        let mut drawing = String::from("document path=x\n");
        for number in numbers {
            drawing.push_str(&format!("  folio number={number}\n"));
        }
        outcome_on(&sketch::tree(&drawing), "document", &format!("{{ sequence: folio, by: '@number'{keys} }}"))
    };
    assert_eq!(run(&["a", "b", "c", "d"], ""), "pass 1");
    assert_eq!(run(&["(h)", "(i)", "(j)"], ""), "pass 1");
    assert_eq!(run(&["i", "ii", "iii", "iv", "v"], ""), "pass 1");
    assert_eq!(run(&["i", "ii", "iv"], ""), "4 [iv] \"iv\" stands where \"iii\" is due");
    assert_eq!(run(&["FIRST", "SECOND", "FOURTH"], ""), "4 [FOURTH] \"FOURTH\" stands where \"THIRD\" is due");
    assert_eq!(run(&["A-1", "A-3"], ""), "3 [A-3] \"A-3\" stands where \"A-2\" is due");
    assert_eq!(run(&["1", "3", "5"], ", step: 2"), "pass 1");
    assert_eq!(run(&["2", "2"], ""), "3 [2] \"2\" stands where \"3\" is due");
    assert_eq!(run(&["2", "3", "1", "2"], ""), "4 [1] \"1\" stands where \"4\" is due");
    assert_eq!(run(&["2", "3", "1", "2"], ", restart: 1"), "pass 1");
    assert_eq!(run(&["2", "3", "4", "5", "2", "3"], ", restart: 1"), "pass 1");
    assert_ne!(run(&["2", "3", "2", "4"], ", restart: 1"), "pass 1");
    // A first number given twice in a row is no new beginning.
    assert_ne!(run(&["1", "1", "2"], ", restart: 1"), "pass 1");
    assert_eq!(run(&["1", "[Reserved]", "2"], ""), "pass 1");
}

#[test]
fn consistent() {
    check(
        "document",
        "{ consistent: caption, by: '@class' }",
        "20 [Class C] \"Class C\" differs from \"Class B\", which stands 2 times",
    );
    check("document", "{ consistent: caption, by: '@amendment' }", "skip");
    check("document", "{ consistent: schedule, by: '@kind-word' }", "pass 1");
    check("document", "{ consistent: portfolio, by: '^schedule@label', per: '^registrant@name' }", "pass 1");
    check("document", "{ consistent: caption, by: '@class', per: ['@kind', '^schedule@label'] }", "skip");
    check(
        "document",
        "{ consistent: reference, by: '@label', per: '@kind-word', ignoring: case }",
        "4 [reference kind-word=Schedule label=B text=\"Schedule B\"] \"B\" differs from \"a-1\", which stands 1 times",
    );
    check("document", "{ consistent: reference, by: '@label', per: ['@kind-word', '@text'] }", "skip");
}

#[test]
fn days_of_the_week() {
    check("date[role=base]", "{ value: '@value', falls-on: monday }", "pass 1");
    check(
        "date[role=base]",
        "{ value: '@value', falls-on: Sunday }",
        "6 [date role=base value=2003-08-18 text=\"August 18, 2003\"] 2003-08-18 is a Monday, not a Sunday",
    );
    check("date[role=base]", "{ value: '@value', falls-on: '@weekday' }", "skip");
    check("date[role=mention]", "{ value: '@value', falls-on: Monday }", "skip");
}

#[test]
fn sums() {
    let run = |rows: &[&str], keys: &str| {
        let mut drawing = String::from("document path=x\n");
        for row in rows {
            drawing.push_str(&format!("  portfolio name=\"{row}\"\n"));
        }
        let assertion = format!("{{ each: 'portfolio@name', part: ' ([0-9.]+%?|none|waived)', sum-is: last{keys} }}");
        outcome_on(&sketch::tree(&drawing), "document", &assertion)
    };
    assert_eq!(run(&["A .25% .75% 1.00%", "B none .25% .25%"], ""), "pass 1");
    assert_eq!(
        run(&["A .25% .75% 1.00%", "B .5% .25% 1.00%"], ""),
        "3 [1.00%] 1.00% is not 0.75%, the sum of what stands before it"
    );
    // A total with fewer decimals is a rounded one; a part with fewer is not.
    assert_eq!(run(&["A 0.125 0.25 0.38"], ""), "pass 1");
    assert_eq!(run(&["A 0.13 0.25 0.375"], ""), "2 [0.375] 0.375 is not 0.380, the sum of what stands before it");
    // What is no number, and what is not as long as most, is left out.
    assert_eq!(run(&["A waived .25% .75%", "B .25% .50%"], ""), "skip");
    assert_eq!(run(&["A .25% .75% 1.00%", "B .25% .75% 1.00%", "C .25% .50% .10% .15%"], ""), "pass 1");
    assert_eq!(run(&["A .25% .75% 1.00%", "B .25% .75% .75%"], ", mostly: 0.6"), "skip");
}

#[test]
fn text_comparisons() {
    check("heading", "{ value: '@text', equals: PORTFOLIO }", "pass 1");
    check("heading", "{ value: '@text', equals: PORTFOLIOS }", "14 [PORTFOLIO] \"PORTFOLIO\" is not \"PORTFOLIOS\"");
    check("heading", "{ value: '@text', equals: portfolios, ignoring: [case, plural] }", "pass 1");
    check("heading", "{ value: '@text', not-equals: PORTFOLIO }", "14 [PORTFOLIO] \"PORTFOLIO\" is \"PORTFOLIO\"");
    check(
        "signature",
        "{ value: '@name', equals: '@signer', ignoring: case }",
        "8 [Ann B. Lee] \"Ann B. Lee\" is not \"Ann Lee\"",
    );
    check("schedule", "{ value: '@kind-word', one-of: [Schedule, Annex], ignoring: [case] }", "pass 2");
    check("schedule", "{ value: '@label', not-one-of: [A-2, B] }", "19 [A-2] \"A-2\" is one of A-2, B");
    check(
        "registrant",
        "{ value: '@name', starts-with: 'HARBOR ' }",
        "21 [BAY TRUST] \"BAY TRUST\" does not begin with \"HARBOR \"",
    );
    check("registrant", "{ value: '@name', not-ends-with: TRUST }", "21 [TRUST] \"BAY TRUST\" ends with \"TRUST\"");
    check(
        "paragraph",
        "{ value: '@text', not-contains: 'Error!' }",
        "10 [Error!] \"The Harbor Gold Fund and Error! Reference source are here.\" contains \"Error!\"",
    );
    check(
        "portfolio",
        "{ value: '@name', ends-with: Trust, ignoring: ['/Fund( I+)?$/'] }",
        &outcome_on(&sketch::tree(EXHIBIT), "portfolio", "{ value: '@name', ends-with: Trust }"),
    );
    check("caption", "{ value: '@amendment', equals: 6 }", "pass 1");
    check("document", "{ value: '@executed', equals: true }", "pass 1");
    check(
        "heading",
        "{ value: '@text', equals: { text: 'x@text' } }",
        "14 [PORTFOLIO] \"PORTFOLIO\" is not \"x@text\"",
    );
}

#[test]
fn expressions_point_at_what_they_find() {
    check("paragraph", "{ value: '@text', matches: '^The' }", "pass 1");
    check("paragraph", "{ value: '@text', matches: '/^the/i' }", "pass 1");
    check("paragraph", "{ value: '@text', matches: '^the', ignoring: [case] }", "pass 1");
    check("heading", "{ value: '@text', not-matches: 'F.L' }", "14 [FOL] \"PORTFOLIO\" matches `F.L`");
    check(
        "portfolio[name*=Energy]",
        "{ value: '@name', not-matches: 'Energy F' }",
        "16 [Energy F] \"Harbor Energy Fund\" matches `Energy F`",
    );
}

#[test]
fn what_stands_in_running_text_is_pointed_at_whole() {
    check(
        "date[role=mention]",
        "{ value: '@text', not-matches: '_' }",
        "7 [date role=mention text=\"November __, 2003\"] \"November __, 2003\" matches `_`",
    );
}

#[test]
fn a_signature_is_pointed_at_with_its_slashes() {
    let mut builder = crate::tree::TreeBuilder::new(
        Arc::new(crate::decode::Text::from_string("BAY TRUST\nBy: /s/ Ann Lee\n".into())),
        crate::tree::Kind::Document,
        crate::source::Span::new(0, 25),
    );
    let signature = builder.leaf(crate::tree::Kind::Signature, crate::source::Span::new(0, 25));
    builder.folded(signature, crate::tree::AttributeName::Signer, crate::source::Span::new(18, 25));
    let tree = builder.finish();
    let outcome = outcome_on(&tree, "signature", "{ present: '@title' }");
    assert_eq!(outcome, "2 [/s/ Ann Lee] this signature has no `@title`");
}

#[test]
fn dates_and_numbers() {
    let order = "{ value: 'date[role=execution]@value', on-or-after: 'date[role=base]@value' }";
    check(
        "document",
        order,
        "5 [date role=execution value=2003-08-01 text=\"August 1, 2003\"] 2003-08-01 is before 2003-08-18",
    );
    check(
        "document",
        "{ each: 'date@value', before: 2003-08-18 }",
        "6 [date role=base value=2003-08-18 text=\"August 18, 2003\"] 2003-08-18 is not before 2003-08-18",
    );
    check("document", "{ each: 'date@value', on-or-before: 2003-08-18 }", "pass 1");
    check("document", "{ value: 'date@value', after: 2003-07-01 }", "pass 1");
    check("caption", "{ value: '@amendment', at-least: 7 }", "2 [6] 6 is below 7");
    check("caption", "{ value: '@amendment', at-most: 6 }", "pass 1");
    check("signature", "{ value: '@column', at-most: 1 }", "9 [40] 40 is above 1");
}

#[test]
fn a_date_without_a_day_leaves_the_question_open() {
    check(
        "date[role=mention]",
        "{ value: '@value', after: 2003-01-01 }",
        "undetermined: `@value` is there but has no value",
    );
    check(
        "document",
        "{ value: 'date[role=base]@value', before: 'date[role=mention]@value' }",
        "undetermined: `date[role=mention]@value` is there but has no value",
    );
    check("document", "{ value: 'date[role=as-of]@value', after: 2003-01-01 }", "skip");
}

#[test]
fn found_in() {
    let labels = "{ each: reference@label, found-in: schedule@label, ignoring: [case, spacing] }";
    check(
        "document",
        labels,
        "4 [reference kind-word=Schedule label=B text=\"Schedule B\"] \"B\" is not found in `schedule@label`",
    );
    check(
        "schedule",
        "{ value: '@label', found-in: /reference@label }",
        "11 [A-1] \"A-1\" is not found in `/reference@label`\n19 [A-2] \"A-2\" is not found in `/reference@label`",
    );
    check(
        "signature",
        "{ value: '@party', not-found-in: /registrant@name }",
        "8 [HARBOR FUNDS] \"HARBOR FUNDS\" is found in `/registrant@name`\n9 [BAY TRUST] \"BAY TRUST\" is found in `/registrant@name`",
    );
    check(
        "document",
        "{ value: caption@class, found-in: class@name }",
        "2 [Class B] \"Class B\" is not found in `class@name`",
    );
}

#[test]
fn every_part_of_every_value_is_compared() {
    let text = "Schedule A, Schedule C and Schedule D";
    let drawing = format!("document path=x\n  paragraph text=\"{text}\"\n  schedule label=D kind-word=Schedule\n");
    let run = |assertion: &str| outcome_on(&sketch::tree(&drawing), "document", assertion);
    let findings = |which: &str| {
        let outcome =
            run(&format!("{{ {which}: paragraph@text, part: 'Schedule ([A-Z])', found-in: schedule@label }}"));
        outcome.lines().count()
    };
    assert_eq!((findings("each"), findings("value")), (2, 1));
    let looked_through = run("{ value: schedule@label, found-in: paragraph@text, target-part: 'Schedule ([A-Z])' }");
    assert_eq!(looked_through, "pass 1");
}

#[test]
fn a_part_of_what_is_looked_through() {
    let undivided = "{ value: '@label', not-found-in: /schedule@label, target-part: '^(.+)-' }";
    let drawing = "document path=x\n  reference label=A text=x\n  reference label=B text=y\n  schedule label=A-1\n";
    let outcome = outcome_on(&sketch::tree(drawing), "reference", undivided);
    assert_eq!(outcome, "2 [reference label=A text=x] \"A\" is found in `/schedule@label`");
}

#[test]
fn values_are_found_in_running_text_as_whole_words() {
    let run = |name: &str| {
        let drawing = format!(
            "document path=x\n  paragraph text=\"The Harbor Gold Fund is new.\"\n  portfolio name=\"{name}\"\n"
        );
        outcome_on(&sketch::tree(&drawing), "portfolio", "{ value: '@name', found-in: /paragraph@text }")
    };
    assert_eq!(run("Harbor Gold Fund"), "pass 1");
    assert!(run("Gold Fun").starts_with("3 "));
    assert!(run("Bay Fund").starts_with("3 "));
}

#[test]
fn similar_to_none() {
    check(
        "document",
        "{ each: portfolio@name, similar-to-none: portfolio@name, within: 1, ignoring: [spacing] }",
        "25 [Bay Bond Fund] \"Bay Bond Fund\" is almost \"Bay Bonds Fund\"",
    );
    check("registrant", "{ each: '> portfolio@name', similar-to-none: '/signature@name' }", "pass 2");
}

#[test]
fn what_is_overlooked_makes_values_similar_but_repetitions_are_not_meant() {
    let run = |left: &str, right: &str| {
        let drawing = format!("document path=x\n  portfolio name=\"{left}\"\n  portfolio name=\"{right}\"\n");
        let assertion =
            "{ each: portfolio@name, similar-to-none: portfolio@name, ignoring: [case, punctuation, \"/ and\\\\b/\"] }";
        outcome_on(&sketch::tree(&drawing), "document", assertion)
    };
    assert!(run("Bay Stock & Bond Fund", "Bay Stock and Bond Fund").starts_with("3 [Bay Stock and Bond Fund]"));
    assert_eq!(run("Bay Bond Fund", "BAY Bond  Fund"), "pass 1");
    assert_eq!(run("Bay-Fund I", "Bay Fund II"), "pass 1");
}

#[test]
fn capitals_as_in() {
    let run = |text: &str| {
        let drawing = format!(
            "document path=x\n  definition term=\"Net Asset Value\"\n  definition term=Fund\n  paragraph text=\"{text}\"\n"
        );
        outcome_on(&sketch::tree(&drawing), "paragraph", "{ value: '@text', capitals-as-in: /definition@term }")
    };
    let lapse = |written: &str| format!("\"{written}\" is written \"Net Asset Value\" where it is defined");
    assert!(run("at the Net asset value of").ends_with(&lapse("Net asset value")));
    assert!(run("1. net Asset value").ends_with(&lapse("net Asset value")));
    assert_eq!(run("the Net asset value, the net Asset Value").lines().count(), 2);
    for alike in [
        "the net asset value",
        "Net asset value is",
        "2.1 Net asset value",
        "NET ASSET VALUE",
        "Net asset values",
        "a fund",
    ] {
        assert_eq!(run(alike), "pass 1", "{alike}");
    }
}

#[test]
fn capitals_are_not_asked_for_before_the_value() {
    let drawing = "document path=x\n  paragraph text=\"a Common stock fund\"\n  definition term=\"Common Stock\"\n";
    let run = |assertion: &str| outcome_on(&sketch::tree(drawing), "paragraph", assertion);
    assert_eq!(run("{ value: '@text', capitals-as-in: /definition@term }"), "pass 1");
    assert_eq!(run("{ value: '@text', capitals-as-in: /definition@term, target-part: Bond }"), "skip");
}

#[test]
fn a_missing_value_is_skipped() {
    for comparison in ["equals: x", "starts-with: x", "found-in: /schedule@label", "not-matches: x", "one-of: [x]"] {
        check("signature[party*=BAY]", &format!("{{ value: '@title', {comparison} }}"), "skip");
    }
    check("heading", "{ value: '@text', equals: '/class@name' }", "skip");
}

#[test]
fn all_any_and_none() {
    let (yes, no, nothing) = ("{ present: '@name' }", "{ present: class }", "{ unique: class, by: '@name' }");
    let lacks = "13 [HARBOR FUNDS] this registrant has no `class`";
    let run = |operator: &str, first: &str, second: &str, expected: &str| {
        check("registrant[name*=HARBOR]", &format!("{{ {operator}: [{first}, {second}] }}"), expected);
    };
    run("all", yes, no, lacks);
    run("all", yes, nothing, "pass 1");
    run("all", nothing, nothing, "skip");
    run("any", no, yes, "pass 1");
    run("any", no, nothing, lacks);
    run("any", nothing, nothing, "skip");
    run("none", no, nothing, "pass 1");
    run("none", no, yes, "13 [HARBOR FUNDS] this registrant is what it must not be");
    check("registrant[name*=HARBOR]", &format!("[{yes}, {no}]"), lacks);
}

#[test]
fn conditions() {
    let rule = "{ if: { count: '> portfolio', is: 1 }, then: { value: '> heading@text', equals: PORTFOLIO }, else: { value: '> heading@text', equals: PORTFOLIOS } }";
    check("registrant:has(> heading)", rule, "14 [PORTFOLIO] \"PORTFOLIO\" is not \"PORTFOLIOS\"");
    check(
        "registrant",
        "{ if: { present: heading }, else: { present: class } }",
        "21 [BAY TRUST] this registrant has no `class`",
    );
    check("signature", "{ if: { value: '@title', equals: President }, then: { present: '@name' } }", "pass 1");
}

#[test]
fn every_operator_has_its_own_key_and_says_when_it_holds() {
    let mut keys: Vec<&str> = super::specs().map(|spec| spec.key).collect();
    assert!(super::specs().all(|spec| spec.doc.ends_with('.')));
    let count = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), count);
}
