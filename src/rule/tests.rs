//! Loading: what is read, and every mistake with its place.

use std::sync::Arc;

use super::case::{self, Expectation};
use super::{Context, RuleProblem, RuleSet, RuleSource, Settings};
use crate::finding::{Applicability, Outcome, Severity};
use crate::tree::{DocumentTree, sketch};

const EXHIBIT: &str = r#"document executed path=x
  signature party="HARBOR FUNDS" signer="Ann Lee" column=1
  schedule kind-word=SCHEDULE label=A-2
    registrant name="HARBOR FUNDS"
      heading text=PORTFOLIO
      portfolio name="Harbor Energy Fund"
      portfolio name="HARBOR ENERGY FUND"
"#;

fn source(name: &str, text: &str) -> RuleSource {
    RuleSource { name: name.into(), text: Arc::from(text) }
}

fn load(text: &str) -> RuleSet {
    RuleSet::load(&[source("x.yaml", text)]).unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

fn problems(text: &str) -> Vec<RuleProblem> {
    RuleSet::load(&[source("x.yaml", text)]).expect_err(text).0
}

/// A rule with `keys` in place of those given by default.
fn rule(keys: &str) -> String {
    let mut text = String::new();
    for default in ["id: x/y", "for: registrant", "assert: { present: portfolio }"] {
        let key = default.split(':').next().expect("a key");
        if !keys.lines().any(|line| line.starts_with(&format!("{key}:"))) {
            text.push_str(default);
            text.push('\n');
        }
    }
    text + keys + "\n"
}

/// One problem: its code, the words it points at, a part of its message, a part of its label or help.
fn check_problem(keys: &str, code: &str, at: &str, message: &str, hint: &str) {
    let text = rule(keys);
    let found = problems(&text);
    assert_eq!(found.len(), 1, "{found:#?}");
    let problem = &found[0];
    assert_eq!(problem.code, code, "{problem}");
    assert_eq!(&text[problem.span.range()], at, "{problem}");
    assert!(problem.message.contains(message), "{problem}");
    let said = [problem.label.as_deref(), problem.help.as_deref()].map(Option::unwrap_or_default).join(" ");
    assert!(said.contains(hint), "{problem}: {said}");
}

fn messages(rules: &RuleSet, tree: &DocumentTree) -> Vec<String> {
    let (_, hits) = rules.rules()[0].evaluate(&Context::new(tree));
    hits.into_iter().map(|hit| hit.message).collect()
}

#[test]
fn a_rule_is_read_whole() {
    let rules = load(
        "id: fund/unique\ntitle: Twice\nseverity: info\nsince: 0.1\ndefault: off\nwhy: because\ncite: 17 CFR\nfor: registrant\n\
         assert: { unique: '> portfolio', by: '@name', ignoring: [case] }\nhelp: remove it\nparams: { x: 3 }\nlabels: { first: 'first: ${x}' }\n\
         tests:\n  - { name: one, text: \"a\", expect: skip }\n",
    );
    let rule = rules.get("fund/unique").expect("the rule");
    assert_eq!((rule.title(), rule.severity(), rule.since()), ("Twice", Severity::Info, Some("0.1")));
    assert_eq!((rule.why(), rule.cite(), rule.help()), (Some("because"), Some("17 CFR"), Some("remove it")));
    assert!(!rule.is_default() && rule.is_meant_by("fund") && rule.is_meant_by("fund/*") && !rule.is_meant_by("fun"));
    assert_eq!(rule.params()[0].value, "3");
    assert_eq!(rule.cases()[0].expect, Expectation::Skip);
    assert!(rule.source().starts_with("id: fund/unique"));
}

#[test]
fn the_least_rule_has_defaults() {
    let rules = load(&rule(""));
    let rule = &rules.rules()[0];
    assert_eq!((rule.title(), rule.severity(), rule.is_default()), ("x/y", Severity::Warning, true));
    assert!(rule.source().ends_with("{ present: portfolio }"));
}

#[test]
fn fault_57_unknown_keys_and_values_have_a_caret_and_a_suggestion() {
    check_problem("severty: error", "rule/unknown-key", "severty", "unknown key `severty`", "did you mean `severity`?");
    check_problem("severity: eror", "rule/unknown-value", "eror", "not `eror`", "did you mean `error`?");
    check_problem("colour: red", "rule/unknown-key", "colour", "unknown key", "known here: id, title");
    check_problem("default: maybe", "rule/unknown-value", "maybe", "on or off", "");
    check_problem("id: Unique", "rule/bad-id", "Unique", "no rule id", "pack/name");
    check_problem("for: registrnt", "rule/selector", "registrnt", "no node kind", "did you mean `registrant`?");
    check_problem("for: \"registrant[nam]\"", "rule/selector", "nam", "no attribute", "did you mean `name`?");
    check_problem(
        "for: >-\n  registrant\n  signature",
        "rule/selector",
        "signature",
        "never stands below `registrant`",
        "",
    );
    check_problem("scope: { series: [] }", "rule/unsupported", "scope", "not supported yet", "");
    check_problem("assert: { expr: x }", "rule/unsupported", "expr", "reserved", "");
}

#[test]
fn fault_57_assertions_are_checked() {
    let check = |assertion: &str, code: &str, at: &str, message: &str, hint: &str| {
        check_problem(&format!("assert: {assertion}"), code, at, message, hint);
    };
    check("{ uniqe: portfolio }", "rule/unknown-operator", "uniqe", "no operator `uniqe`", "did you mean `unique`?");
    check(
        "{ value: '@name', start-with: x }",
        "rule/unknown-operator",
        "start-with",
        "",
        "did you mean `starts-with`?",
    );
    check("{ starts-with: x }", "rule/missing-key", "starts-with", "compares a value", "value: \"@name\"");
    check("{ value: '@name' }", "rule/missing-key", "value", "compared with nothing", "starts-with");
    check("{ value: '@name', present: x }", "rule/contradiction", "present", "no comparison of a value", "");
    check("{ value: '@name', equals: a, contains: b }", "rule/contradiction", "contains", "two assertions", "a list");
    check("{ value: '@name', each: '@name', equals: a }", "rule/contradiction", "each", "exclude each other", "");
    check("{ unique: portfolio, byy: '@name' }", "rule/unknown-key", "byy", "unknown key", "did you mean `by`?");
    check("{ unique: portfolio, by: '@label' }", "rule/selector", "label", "cannot have the attribute", "former-name");
    check("{ unique: portfolio, by: name }", "rule/selector", "name", "takes a path", "name@text");
    check(
        "{ present: signature }",
        "rule/selector",
        "signature",
        "never stands below `registrant`",
        "what stands there",
    );
    check("{ present: '@titel' }", "rule/selector", "titel", "no attribute", "it can have name");
    check("{ count: portfolio }", "rule/missing-key", "count", "needs a number", "at-least");
    check("{ count: portfolio, is: many }", "rule/wrong-type", "many", "takes a number", "");
    check("{ count: portfolio, is: -1 }", "rule/wrong-type", "-1", "a whole number", "");
    check("{ count: portfolio, at-least: 3, at-most: 2 }", "rule/contradiction", "count", "no number lies", "");
    check("{ sorted: portfolio, by: '@name', order: up }", "rule/unknown-value", "up", "ascending or descending", "");
    check("{ sorted: portfolio, by: '@name', mostly: 80 }", "rule/wrong-type", "80", "a share from 0 to 1", "");
    check(
        "{ unique: portfolio, ignoring: [cases] }",
        "rule/unknown-value",
        "cases",
        "does not know",
        "did you mean `case`?",
    );
    check("{ unique: portfolio, ignoring: ['/(a/'] }", "rule/pattern", "'/(a/'", "unclosed group", "");
    check("{ value: '@name', matches: '(a' }", "rule/pattern", "'(a'", "unclosed group", "");
    check(
        "{ value: '@name', before: 2003-01-01 }",
        "rule/wrong-type",
        "'@name'",
        "is a text; `before` compares dates",
        "",
    );
    check("{ value: 'date@value', before: soon }", "rule/wrong-type", "soon", "takes a day", "");
    check("{ value: '@line', before: soon }", "rule/wrong-type", "soon", "takes a day", "");
    check("{ value: '@line', at-most: few }", "rule/wrong-type", "few", "takes a number", "");
    check("{ value: '@name', at-most: 3 }", "rule/wrong-type", "'@name'", "compares numbers", "");
    check("{ value: '@name', one-of: x }", "rule/wrong-type", "x", "a list of values", "");
    check("{ value: '@name', equals: [x] }", "rule/wrong-type", "[x]", "takes text, not a list", "");
    check("{ any: [] }", "rule/wrong-type", "[]", "a list of assertions", "");
    check("{ if: { present: portfolio } }", "rule/missing-key", "if", "needs `then` or `else`", "");
    check("portfolio", "rule/wrong-type", "portfolio", "takes an assertion", "");
    check(
        "{ all: [{ present: portfolio }, { presnt: heading }] }",
        "rule/unknown-operator",
        "presnt",
        "",
        "did you mean `present`?",
    );
}

#[test]
fn fault_57_placeholders_are_checked() {
    let check = |message: &str, at: &str, said: &str, hint: &str| {
        let keys = format!("assert: {{ unique: portfolio, by: '@name' }}\nmessage: '{message}'");
        check_problem(&keys, "rule/unknown-placeholder", at, said, hint);
    };
    check("{valu} twice", "valu", "no placeholder `{valu}`", "did you mean `value`?");
    check("{@nmae} twice", "nmae", "no attribute", "did you mean `name`?");
    check("in {^schedule@lable}", "lable", "no attribute", "did you mean `label`?");
    check("in {colour}", "colour", "no placeholder", "there are {value}");
    check("in {expected}", "expected", "not told by the operator `unique`", "it tells {value}");
    check("in {value", "{", "not closed", "twice");
    load(&rule("assert: { unique: portfolio, by: '@name' }\nmessage: '{{x}} {expected ?? \"?\"}'"));
}

#[test]
fn parameters_are_put_in_and_checked() {
    let rules = load(
        "id: x/y\nparams: { schedule: A-2, brand: Harbor, most: 1 }\nfor: 'schedule[label=\"${schedule}\" i] portfolio'\n\
         assert: { value: '@name', starts-with: '${brand} ' }\nwhen: { count: '@name', at-most: '${most}' }\n\
         message: '\"{@name}\" on {^schedule@label} lacks {brand} ${brand}'",
    );
    let found = messages(&rules, &sketch::tree(EXHIBIT));
    assert_eq!(found, ["\"HARBOR ENERGY FUND\" on A-2 lacks Harbor Harbor"]);
    check_problem(
        "for: 'registrant[name=\"${nam}\"]'\nparams: { name: x }\nhelp: '${name}'",
        "rule/unknown-param",
        "${nam}",
        "no parameter `nam`",
        "did you mean `name`?",
    );
    check_problem("params: { x: 1 }", "rule/unused-param", "x", "nothing uses", "${x}");
    check_problem(
        "params: { kind: portfolo }\nassert: { present: '${kind}' }",
        "rule/selector",
        "${kind}",
        "no node kind `portfolo`",
        "portfolio",
    );
}

#[test]
fn messages_take_the_first_that_is_there() {
    let text = "id: x/y\nfor: signature\nassert: { present: '@title' }\n\
                message: 'the block of {@name ?? @signer ?? \"nobody\"} for {@party} has {@title}, {@name ?? \"no one\"}'";
    assert_eq!(
        messages(&load(text), &sketch::tree(EXHIBIT)),
        ["the block of Ann Lee for HARBOR FUNDS has (no title), no one"]
    );
}

#[test]
fn labels_evidence_and_fixes_reach_the_finding() {
    let rules = load(
        "id: x/y\nfor: registrant\nassert: { unique: portfolio, by: '@name', ignoring: case }\n\
         labels: { first: 'first as {first}' }\nhelp: remove {value}\nfix: { delete: again, applicability: safe }",
    );
    let tree = sketch::tree(EXHIBIT);
    let (_, hits) = rules.rules()[0].evaluate(&Context::new(&tree));
    let hit = &hits[0];
    assert_eq!(hit.evidence[0].message, "first as Harbor Energy Fund");
    assert_eq!(
        (hit.label.as_deref(), hit.help.as_deref()),
        (Some("listed again here"), Some("remove HARBOR ENERGY FUND"))
    );
    let fix = hit.fix.as_ref().expect("a fix");
    assert_eq!((fix.span, fix.replacement.as_str(), fix.applicability), (hit.span, "", Applicability::Safe));
    check_problem(
        "labels: { frist: x }\nassert: { unique: portfolio, by: '@name' }",
        "rule/unknown-key",
        "frist",
        "unknown key",
        "did you mean `first`?",
    );
}

#[test]
fn a_fix_replaces_what_its_path_leads_to() {
    let rules = load(
        "id: x/y\nfor: registrant\nassert: { value: '> heading@text', equals: PORTFOLIOS }\n\
         fix: { replace: '> heading@text', with: '{expected}', applicability: safe }",
    );
    let tree = sketch::tree(EXHIBIT);
    let (_, hits) = rules.rules()[0].evaluate(&Context::new(&tree));
    let fix = hits[0].fix.as_ref().expect("a fix");
    assert_eq!((tree.text().slice(fix.span), fix.replacement.as_str()), ("PORTFOLIO", "PORTFOLIOS"));
    check_problem("fix: { replace: '@name' }", "rule/missing-key", "replace", "needs `with`", "");
    check_problem("fix: { applicability: safe }", "rule/missing-key", "applicability", "has one of `delete`", "");
    check_problem("fix: { delete: here, replace: '@name' }", "rule/missing-key", "delete", "has one of", "");
    check_problem("fix: { delete: here, with: x }", "rule/contradiction", "with", "belongs to `replace`", "");
    check_problem("fix: { substitute: '@name' }", "rule/missing-key", "substitute", "needs `using`", "");
    check_problem("fix: { substitute: '@name', using: { a: [b] } }", "rule/wrong-type", "[b]", "takes text", "");
    check_problem("fix: { replace: '@name', with: x, keeping: cse }", "rule/unknown-value", "cse", "", "`case`?");
    check_problem(
        "fix: { delete: here, applicability: save }",
        "rule/unknown-value",
        "save",
        "",
        "did you mean `safe`?",
    );
}

/// The fix of the first finding of a rule over registrants: what it takes out, what it puts in, whether it is safe.
fn first_fix(keys: &str, tree: &DocumentTree) -> Option<(String, String, Applicability)> {
    let rules = load(&format!("id: x/y\nfor: registrant\n{keys}"));
    let (_, hits) = rules.rules()[0].evaluate(&Context::new(tree));
    let fix = hits.first().expect("a finding").fix.clone()?;
    Some((tree.text().slice(fix.span).to_owned(), fix.replacement, fix.applicability))
}

#[test]
fn fixes_change_no_more_than_they_must() {
    let tree = sketch::tree(EXHIBIT);
    let check = |keys: &str, expected: Option<(&str, &str)>| {
        let fix = first_fix(keys, &tree);
        let fix = fix.as_ref().map(|(from, to, _)| (from.as_str(), to.as_str()));
        assert_eq!(fix, expected, "{keys}");
    };
    let heading = "assert: { value: '> heading@text', equals: portfolios }\n";
    check(
        &format!("{heading}fix: {{ replace: '> heading@text', with: '{{expected}}', keeping: case }}"),
        Some(("PORTFOLIO", "PORTFOLIOS")),
    );
    check(&format!("{heading}fix: {{ replace: '> heading@text', part: 'F.*', with: x }}"), Some(("FOLIO", "x")));
    check(&format!("{heading}fix: {{ substitute: '> heading@text', using: {{ L: l, X: y }} }}"), Some(("L", "l")));
    // Where a placeholder has nothing to say, or nothing would change, there is no fix.
    check(&format!("{heading}fix: {{ replace: '> heading@text', with: '{{> portfolio@class-list}}' }}"), None);
    check(&format!("{heading}fix: {{ replace: '> heading@text', with: PORTFOLIO }}"), None);
    check(&format!("{heading}fix: {{ substitute: '> heading@text', using: {{ X: y }} }}"), None);
}

#[test]
fn fault_58_all_problems_of_all_files_are_told_in_order() {
    let first = "severty: error\nid: x/y\nfor: registrnt\nassert: { uniqe: portfolio }\nmessage: '{x}'\ntests:\n  - { name: a, expect: fial }\n";
    let good = rule("");
    let sources = [source("a.yaml", first), source("b.yaml", &good), source("c.yaml", "id: [")];
    let problems = RuleSet::load(&sources).expect_err("problems").0;
    let told: Vec<(&str, &str)> = problems.iter().map(|problem| (problem.file.as_str(), problem.code)).collect();
    assert_eq!(
        told,
        [
            ("a.yaml", "rule/unknown-key"),
            ("a.yaml", "rule/selector"),
            ("a.yaml", "rule/unknown-operator"),
            ("a.yaml", "rule/unknown-placeholder"),
            ("a.yaml", "rule/missing-key"),
            ("a.yaml", "rule/unknown-value"),
            ("c.yaml", "rule/yaml"),
        ]
    );
}

#[test]
fn several_rules_a_file_and_missing_keys() {
    let rules = load(&format!("{}---\n{}", rule("id: x/b"), rule("id: x/a")));
    assert_eq!(rules.rules().iter().map(|rule| rule.id().as_str()).collect::<Vec<_>>(), ["x/a", "x/b"]);
    let told: Vec<String> = problems("title: x\n").into_iter().map(|problem| problem.message).collect();
    assert_eq!(told, ["the rule has no `id`", "the rule has no `for`", "the rule has no `assert`"]);
    assert_eq!(problems("# nothing\n")[0].code, "rule/empty");
    assert_eq!(problems("- id\n")[0].code, "rule/wrong-type");
}

#[test]
fn fault_60_a_duplicate_id_names_both_places() {
    let sources = [source("a.yaml", &rule("title: one")), source("b.yaml", &rule("title: two"))];
    let problems = RuleSet::load(&sources).expect_err("a duplicate").0;
    assert_eq!((problems[0].code, problems[0].file.as_str()), ("rule/duplicate-id", "b.yaml"));
    assert_eq!(problems[0].label.as_deref(), Some("first at a.yaml:1:5"));
}

#[test]
fn fault_61_an_over_large_expression_is_an_error() {
    check_problem(
        "assert: { value: '@name', matches: 'a{1000}{1000}' }",
        "rule/pattern",
        "'a{1000}{1000}'",
        "too large",
        "",
    );
}

#[test]
fn fault_65_a_rule_without_cases_is_told_when_asked() {
    let rules = load(&rule("tests:\n  - { name: a, text: x, expect: skip }"));
    let problem = &rules.missing_cases()[0];
    assert_eq!(problem.code, "rule/missing-cases");
    assert!(problem.message.ends_with("expects fail, pass"), "{problem}");
}

#[test]
fn cases_are_checked_when_read() {
    let check = |case: &str, code: &str, at: &str, message: &str| {
        check_problem(&format!("tests:\n  - {case}"), code, at, message, "");
    };
    check("{ name: a, text: x, expect: pass, at: [] }", "rule/contradiction", "at", "none is expected");
    check("{ name: a, text: x }", "rule/missing-key", "name", "no `expect`");
    check("{ name: a, text: x, expect: fail, at: [{ text: y }] }", "rule/missing-key", "text", "no `line`");
    check("{ name: a, text: x, expect: fail, at: [{ line: one }] }", "rule/wrong-type", "one", "takes a number");
    check(
        "{ name: a, text: x, expect: skip }\n  - { name: a, text: y, expect: skip }",
        "rule/duplicate-case",
        "{ name: a, text: y, expect: skip }",
        "two cases",
    );
}

#[test]
fn cases_tell_what_is_missing_and_what_is_noisy() {
    let keys = "for: registrant\nassert: { absent: portfolio }\nmessage: no {value}\ntests:\n\
                - { name: right, text: x, expect: fail, at: [{ line: 6 }, { line: 7 }] }\n\
                - { name: open, text: x, expect: fail }\n\
                - { name: wrong, text: x, expect: fail, at: [{ line: 6, text: Other }, { line: 7, text: HARBOR ENERGY FUND }] }\n\
                - { name: noisy, text: x, expect: pass }";
    let rules = load(&rule(keys));
    let results = case::run(&rules.rules()[0], |_| sketch::tree(EXHIBIT));
    let right: Vec<bool> = results.iter().map(case::CaseResult::is_right).collect();
    assert_eq!(right, [true, true, false, false]);
    assert_eq!(results[2].missing, ["line 6 \"Other\""]);
    assert_eq!(results[2].noisy.len(), 1);
    assert!(results[3].describe()[0].contains("expected pass, got fail"));
}

#[test]
fn the_rules_of_the_guide_load() {
    let guide = r#"
id: fund/unique-portfolio
for: registrant
assert: { unique: "> portfolio", by: "@name", ignoring: [case, spacing] }
message: '"{value}" is listed {count} times under {@name}'
---
id: signature/title-present
for: document[executed] signature
assert: { present: "@title" }
message: 'the signature block of {@name ?? @signer ?? "an unnamed signatory"} for {@party} has no title'
---
id: fund/schedule-brand
params: { schedule: A-2, brand: INVESCO }
for: schedule[label="${schedule}" i] portfolio
assert: { value: "@name", starts-with: "${brand} " }
message: '"{@name}" stands on Schedule {^schedule@label} but does not begin with {brand}'
---
id: schedule/referenced-is-attached
for: document
assert:
  - { each: reference@label, found-in: schedule@label, ignoring: [case, spacing] }
---
id: fund/heading-number
for: registrant:has(> heading)
assert:
  if: { count: "> portfolio", is: 1 }
  then: { value: "> heading@text", equals: PORTFOLIO }
  else: { value: "> heading@text", equals: PORTFOLIOS }
fix: { replace: "> heading@text", with: "{expected}", applicability: safe }
---
id: date/order
for: document:has(date[role=execution]):has(date[role=base])
assert: { value: "date[role=execution]@value", on-or-after: "date[role=base]@value" }
"#;
    let rules = load(guide);
    let tree = sketch::tree(EXHIBIT);
    let told: Vec<String> =
        rules.rules().iter().flat_map(|rule| rule.evaluate(&Context::new(&tree)).1).map(|hit| hit.message).collect();
    assert_eq!(
        told,
        [
            "\"PORTFOLIO\" is not \"PORTFOLIOS\"",
            "\"Harbor Energy Fund\" stands on Schedule A-2 but does not begin with INVESCO",
            "\"HARBOR ENERGY FUND\" stands on Schedule A-2 but does not begin with INVESCO",
            "\"HARBOR ENERGY FUND\" is listed 2 times under HARBOR FUNDS",
            "the signature block of Ann Lee for HARBOR FUNDS has no title",
        ]
    );
}

/// How a rule of the guide ends on a document drawn as a tree.
fn check_guide(rule: &str, body: &str, expected: &str) {
    let tree = sketch::tree(&format!("document path=x\n{body}"));
    let rules = load(&format!("id: x/y\n{rule}"));
    let (outcome, hits) = rules.rules()[0].evaluate(&Context::new(&tree));
    let messages: Vec<String> = hits.into_iter().map(|hit| hit.message).collect();
    let outcome = match outcome {
        Outcome::Pass { .. } => "pass".to_owned(),
        Outcome::Skip => "skip".to_owned(),
        Outcome::Fail { .. } => messages.join("; "),
        Outcome::Undetermined { reason } => reason,
    };
    assert_eq!(outcome, expected, "{rule}\n{body}");
}

#[test]
fn the_rules_of_the_guide_do_what_they_say() {
    let rule =
        "for: document\nassert:\n  - { each: reference@label, found-in: schedule@label, ignoring: [case, spacing] }";
    let schedule = "  schedule kind-word=Schedule label=A-1\n";
    let reference = |label: &str| format!("  reference kind-word=Schedule label={label} text=x\n");
    check_guide(rule, &(reference("a-1") + schedule), "pass");
    check_guide(rule, &(reference("A-2") + schedule), "\"A-2\" is not found in `schedule@label`");
    check_guide(rule, schedule, "skip");

    let rule = "for: registrant:has(> heading)\nassert:\n  if: { count: '> portfolio', is: 1 }\n  then: { value: '> heading@text', equals: PORTFOLIO }\n  else: { value: '> heading@text', equals: PORTFOLIOS }";
    let list = |heading: &str, portfolios: usize| {
        let portfolio = "    portfolio name=x\n".repeat(portfolios);
        format!("  registrant name=R\n    heading text={heading}\n{portfolio}")
    };
    check_guide(rule, &list("PORTFOLIO", 1), "pass");
    check_guide(rule, &list("PORTFOLIOS", 2), "pass");
    check_guide(rule, &list("PORTFOLIOS", 1), "\"PORTFOLIOS\" is not \"PORTFOLIO\"");
    check_guide(rule, &list("PORTFOLIO", 2), "\"PORTFOLIO\" is not \"PORTFOLIOS\"");
    check_guide(rule, "  registrant name=R\n    portfolio name=x\n", "skip");

    let rule = "for: document:has(date[role=execution]):has(date[role=base])\nassert: { value: 'date[role=execution]@value', on-or-after: 'date[role=base]@value' }";
    let date = |role: &str, day: &str| format!("  date role={role} value={day} text=x\n");
    check_guide(rule, &(date("base", "2003-08-18") + &date("execution", "2003-08-18")), "pass");
    check_guide(
        rule,
        &(date("base", "2003-08-18") + &date("execution", "2002-08-18")),
        "2002-08-18 is before 2003-08-18",
    );
    check_guide(rule, &date("base", "2003-08-18"), "skip");

    let rule = "for: document[executed] signature\nassert: { present: '@title' }";
    check_guide(rule, "  signature party=P column=1\n", "skip");

    let rule = "params: { schedule: A-2, brand: INVESCO }\nfor: schedule[label=\"${schedule}\" i] portfolio\nassert: { value: '@name', starts-with: '${brand} ' }";
    let portfolio = |label: &str, name: &str| {
        format!("  schedule kind-word=Schedule label={label}\n    portfolio name=\"{name}\"\n")
    };
    check_guide(rule, &portfolio("a-2", "INVESCO Energy Fund"), "pass");
    check_guide(rule, &portfolio("A-1", "AIM Energy Fund"), "skip");
}

/// The series rules are told to be of a later version, not misread.
#[test]
fn rules_over_several_documents_are_refused_by_name() {
    let text = "id: amendment/number-sequence\nscope: { series: [caption@instrument, caption@class], order-by: caption@amendment }\n\
                for: series\nassert: { sequence: document > caption, by: \"@amendment\", step: 1, start: any }\n";
    assert!(problems(text).iter().any(|problem| problem.code == "rule/unsupported"), "{:?}", problems(text));
}

#[test]
fn the_built_in_rules_load_and_are_complete() {
    let rules = RuleSet::builtin().unwrap_or_else(|problems| panic!("{problems}"));
    assert!(rules.missing_cases().is_empty(), "{:?}", rules.missing_cases());
    for rule in rules.rules() {
        for key in ["title", "severity", "since", "why", "message", "help"] {
            assert!(rule.written().contains(&key), "{} has no `{key}`", rule.id());
        }
    }
}

#[test]
fn the_configuration_sets_parameters_and_severities() {
    let text = rule("params: { name: Harbor }\nassert: { value: '@name', starts-with: '${name}' }");
    let mut settings = Settings::default();
    settings.severities.insert("x/y".into(), Severity::Error);
    settings.params.entry("x/y".into()).or_default().insert("name".into(), "HARBOR".into());
    let rules = RuleSet::load_with(&[source("x.yaml", &text)], &settings).expect("rules");
    let rule = &rules.rules()[0];
    assert_eq!((rule.severity(), rule.params()[0].value.as_str()), (Severity::Error, "HARBOR"));
    assert_eq!(messages(&rules, &sketch::tree(EXHIBIT)), Vec::<String>::new());
    assert_eq!(messages(&load(&text), &sketch::tree(EXHIBIT)).len(), 1);
}

#[test]
fn large_documents_are_tested_in_linear_time() {
    let mut drawing = String::from("document path=x\n");
    for number in 0..10_000 {
        drawing.push_str(&format!("  reference kind-word=Schedule label=L{number} text=x\n"));
        drawing.push_str(&format!("  portfolio name=\"Harbor {number} Fund\"\n"));
    }
    let rules = load(
        "id: x/a\nfor: document\nassert: { each: reference@label, found-in: reference@label }\n---\n\
         id: x/b\nfor: portfolio\nassert: { value: '@name', not-found-in: /reference@label }\n---\n\
         id: x/c\nfor: document\nassert: { each: portfolio@name, similar-to-none: portfolio@name }\n---\n\
         id: x/d\nfor: document\nassert: [{ unique: portfolio, by: '@name' }, { sorted: portfolio, by: '@name' }]\n---\n\
         id: x/e\nfor: portfolio:has(~ portfolio)\nwhen: { count: /portfolio, at-least: 2 }\nassert: { present: '@name' }",
    );
    let tree = sketch::tree(&drawing);
    let start = std::time::Instant::now();
    let context = Context::new(&tree);
    for rule in rules.rules() {
        let (outcome, hits) = rule.evaluate(&context);
        assert!(matches!(outcome, Outcome::Pass { .. }), "{}: {outcome:?} {:?}", rule.id(), hits.first());
    }
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

proptest::proptest! {
    #[test]
    fn no_rule_file_makes_loading_panic(at in 0_usize..400, cut in 0_usize..40, put in "[ -~\n]{0,8}") {
        let mut text = rule(
            "params: { x: A }\nfor: 'schedule[label=\"${x}\" i] > registrant:has(> portfolio)'\nwhen: { count: portfolio, at-least: 1 }\n\
             assert:\n  - { unique: \"> portfolio\", by: \"@name\", ignoring: [case] }\n  - { value: '@name', matches: '^[A-Z]+' }\n\
             message: '{@name ?? \"é\"} {value}'\nfix: { replace: '@name', with: '{value}' }\ntests:\n  - { name: a, text: |-\n x }\n",
        );
        let at = at.min(text.len());
        let end = (at + cut).min(text.len());
        if text.is_char_boundary(at) && text.is_char_boundary(end) {
            text.replace_range(at..end, &put);
        }
        if let Err(problems) = RuleSet::load(&[source("x.yaml", &text)]) {
            for problem in problems.0 {
                proptest::prop_assert!(text.get(problem.span.range()).is_some(), "{}", problem);
            }
        }
    }
}
