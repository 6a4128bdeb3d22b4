//! One configuration file: every key checked, every mistake noted with its place.

use super::{Base, ConfigFile, Given, Override, RuleChange, Switch};
use crate::finding::{FailOn, Severity};
use crate::glob::Patterns;
use crate::rule::fields::Fields;
use crate::rule::reader::{FileKind, Reader};
use crate::rule::yaml::{Node, Value};
use crate::rule::{RuleProblem, RuleSource};
use crate::source::Span;
use crate::suggest::did_you_mean;

/// The keys of a configuration file.
pub const KEYS: [&str; 8] =
    ["extends", "rules-path", "rules", "overrides", "exclude", "fail-on", "waivers", "baseline"];
/// The keys of an entry of `overrides`.
pub const OVERRIDE_KEYS: [&str; 2] = ["paths", "rules"];
/// The keys of an entry of `rules` that is a mapping.
pub const RULE_KEYS: [&str; 2] = ["severity", "params"];

/// What begins the name of a set of rules that is built in.
const BUILT_IN: &str = "tickmark:";

/// The state of reading one file.
struct Parser<'s> {
    reader: Reader<'s>,
}

impl ConfigFile {
    /// Reads a configuration file. An empty one says nothing.
    ///
    /// # Errors
    /// All mistakes of the file, in the order of their places.
    pub fn parse(source: &RuleSource) -> Result<Self, Vec<RuleProblem>> {
        let mut parser = Parser { reader: Reader::new(source, FileKind::Configuration) };
        let documents = parser.reader.documents();
        if let Some(second) = documents.get(1) {
            parser.reader.problem("config/yaml", second.span, "a configuration is one YAML document, without `---`");
        }
        let file = documents.first().map(|document| parser.file(document)).unwrap_or_default();
        let mut problems = parser.reader.problems;
        problems.sort_by_key(|problem| problem.span);
        if problems.is_empty() { Ok(file) } else { Err(problems) }
    }
}

impl Parser<'_> {
    fn file(&mut self, document: &Node) -> ConfigFile {
        let Some(fields) = self.reader.mapping(document, "the configuration") else {
            return ConfigFile::default();
        };
        self.reader.check_keys(fields, &KEYS);
        let mut path = |key: &str| fields.get(key).and_then(|node| self.given_text(node, key));
        let (waivers, baseline) = (path("waivers"), path("baseline"));
        ConfigFile {
            extends: fields.get("extends").map(|node| self.extends(node)),
            rules_path: fields.get("rules-path").map(|node| self.texts(node, "rules-path")).unwrap_or_default(),
            rules: fields.get("rules").map(|node| self.rules(node)).unwrap_or_default(),
            overrides: fields.get("overrides").map(|node| self.overrides(node)).unwrap_or_default(),
            exclude: fields.get("exclude").map(|node| self.patterns(node, "exclude").0).unwrap_or_default(),
            fail_on: fields.get("fail-on").and_then(|node| self.fail_on(node)),
            waivers,
            baseline,
        }
    }

    fn given<T>(&self, value: T, span: Span) -> Given<T> {
        Given { value, place: self.reader.place(span) }
    }

    fn given_text(&mut self, node: &Node, key: &str) -> Option<Given<String>> {
        let text = self.reader.text(node, key)?;
        Some(self.given(text, node.span))
    }

    /// Reads a text or a list of texts.
    fn texts(&mut self, node: &Node, key: &str) -> Vec<Given<String>> {
        let items = match &node.value {
            Value::Sequence(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        items.iter().filter_map(|item| self.given_text(item, key)).collect()
    }

    fn extends(&mut self, node: &Node) -> Vec<Given<Base>> {
        let texts = self.texts(node, "extends");
        let base = |text: Given<String>| {
            let value = match text.value.as_str() {
                "tickmark:recommended" => Base::Recommended,
                "tickmark:all" => Base::All,
                word if word.starts_with(BUILT_IN) => {
                    let label = did_you_mean(word, ["tickmark:recommended", "tickmark:all"]);
                    let message = format!("no set of rules `{word}`");
                    let problem = self.reader.problem("config/unknown-value", text.place.span(), message);
                    problem.help = Some("there are tickmark:recommended and tickmark:all".to_owned());
                    problem.label = label;
                    return None;
                }
                path => Base::File(path.to_owned()),
            };
            Some(Given { value, place: text.place })
        };
        texts.into_iter().filter_map(base).collect()
    }

    /// Reads patterns of paths, one or several.
    fn patterns(&mut self, node: &Node, key: &str) -> (Vec<Given<String>>, Patterns) {
        let texts = self.texts(node, key);
        for text in &texts {
            if let Err((_, reason)) = Patterns::new([text.value.as_str()]) {
                let message = format!("`{}` is no pattern of paths: {reason}", text.value);
                self.reader.problem("config/pattern", text.place.span(), message);
            }
        }
        let patterns = Patterns::new(texts.iter().map(|text| text.value.as_str())).unwrap_or_default();
        (texts, patterns)
    }

    /// Reads changes of rules: those of whole packs first, so that one rule of a pack can be set apart.
    fn rules(&mut self, node: &Node) -> Vec<RuleChange> {
        let Some(fields) = self.reader.mapping(node, "rules") else {
            return Vec::new();
        };
        let mut changes = Vec::new();
        for entry in fields.iter() {
            let word = self.given(entry.key.text.clone(), entry.key.span);
            changes.extend(self.change(word, &entry.value));
        }
        let is_rule = |change: &RuleChange| change.word.value.contains('/') && !change.word.value.ends_with("/*");
        changes.sort_by_key(|change| (is_rule(change), change.word.value != "all"));
        changes
    }

    fn change(&mut self, word: Given<String>, node: &Node) -> Option<RuleChange> {
        let Value::Mapping(entries) = &node.value else {
            if node.scalar().is_none() {
                let wanted = "off, on, a severity, or a mapping with `severity` and `params`";
                self.reader.wrong_type(node, &word.value, wanted);
                return None;
            }
            let switch = self.switch(node)?;
            return Some(RuleChange { word, switch: Some(switch), params: Default::default() });
        };
        let fields = Fields::new(node.span, entries);
        self.reader.check_keys(fields, &RULE_KEYS);
        let switch = fields.get("severity").and_then(|node| self.switch(node));
        let mut params = std::collections::BTreeMap::new();
        if let Some(given) = fields.get("params").and_then(|node| self.reader.mapping(node, "params")) {
            for entry in given.iter() {
                if let Some(value) = self.reader.text(&entry.value, &entry.key.text) {
                    params.insert(entry.key.text.clone(), self.given(value, entry.key.span));
                }
            }
        }
        Some(RuleChange { word, switch, params })
    }

    fn switch(&mut self, node: &Node) -> Option<Given<Switch>> {
        let word = self.reader.text(node, "severity")?;
        let severity = Severity::ALL.into_iter().find(|severity| severity.name() == word);
        let switch = match (severity, word.as_str()) {
            (Some(severity), _) => Switch::Severity(severity),
            (None, "off" | "false") => Switch::Off,
            (None, "on" | "true") => Switch::On,
            _ => {
                let label = did_you_mean(&word, ["error", "warning", "info", "off", "on"]);
                let message = format!("a rule is error, warning, info, on or off, not `{word}`");
                self.reader.problem("config/unknown-value", node.span, message).label = label;
                return None;
            }
        };
        Some(self.given(switch, node.span))
    }

    fn fail_on(&mut self, node: &Node) -> Option<Given<FailOn>> {
        let word = self.reader.text(node, "fail-on")?;
        let found = FailOn::ALL.into_iter().find(|fail_on| fail_on.name() == word);
        match found {
            Some(fail_on) => Some(self.given(fail_on, node.span)),
            None => {
                let label = did_you_mean(&word, FailOn::ALL.map(FailOn::name));
                let message = format!("`fail-on` is error, warning, info or never, not `{word}`");
                self.reader.problem("config/unknown-value", node.span, message).label = label;
                None
            }
        }
    }

    fn overrides(&mut self, node: &Node) -> Vec<Override> {
        let Value::Sequence(items) = &node.value else {
            self.reader.wrong_type(node, "overrides", "a list of entries with `paths` and `rules`");
            return Vec::new();
        };
        items.iter().filter_map(|item| self.override_(item)).collect()
    }

    fn override_(&mut self, item: &Node) -> Option<Override> {
        let fields = self.reader.mapping(item, "overrides")?;
        self.reader.check_keys(fields, &OVERRIDE_KEYS);
        for key in OVERRIDE_KEYS {
            if fields.get(key).is_none() {
                self.reader.problem("config/missing-key", fields.start(), format!("the override has no `{key}`"));
            }
        }
        let (paths, patterns) = self.patterns(fields.get("paths")?, "paths");
        let rules = self.rules(fields.get("rules")?);
        Some(Override { paths, patterns, rules })
    }
}

#[cfg(test)]
mod tests {
    use super::ConfigFile;
    use crate::config::{Base, Switch};
    use crate::finding::{FailOn, Severity};
    use crate::rule::RuleSource;

    fn parse(text: &str) -> Result<ConfigFile, Vec<String>> {
        let source = RuleSource { name: "tickmark.yaml".into(), text: text.into() };
        ConfigFile::parse(&source).map_err(|problems| problems.iter().map(ToString::to_string).collect())
    }

    /// One problem, at a line and column, with a part of what is said.
    fn check(text: &str, place: &str, part: &str) {
        let problems = parse(text).expect_err(text);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].starts_with(&format!("tickmark.yaml:{place}: error[config/")), "{problems:?}");
        assert!(problems[0].contains(part), "{problems:?}");
    }

    #[test]
    fn a_file_says_what_it_says() {
        let file = parse(
            "extends: [tickmark:all, house/base.yaml]\nrules-path: house\nexclude: [archive, '*.old.txt']\nfail-on: warning\n\
             waivers: w.yaml\nbaseline: b.json\nrules:\n  fund/unique-portfolio: off\n  edgar: warning\n  \
             fund/schedule-brand: { severity: error, params: { brand: HARBOR } }\noverrides:\n  - paths: drafts/**\n    \
             rules: { date/no-blank: info }\n",
        )
        .expect("a configuration");
        let bases: Vec<Base> = file.extends.expect("bases").into_iter().map(|base| base.value).collect();
        assert_eq!(bases, [Base::All, Base::File("house/base.yaml".into())]);
        assert_eq!(file.fail_on.expect("fail-on").value, FailOn::Severity(Severity::Warning));
        let words: Vec<&str> = file.rules.iter().map(|change| change.word.value.as_str()).collect();
        assert_eq!(words, ["edgar", "fund/unique-portfolio", "fund/schedule-brand"], "packs stand first");
        assert_eq!(file.rules[1].switch.as_ref().expect("switch").value, Switch::Off);
        let brand = &file.rules[2].params["brand"];
        assert_eq!((brand.value.as_str(), brand.place.describe().as_str()), ("HARBOR", "tickmark.yaml:10"));
        assert_eq!(file.overrides[0].paths[0].value, "drafts/**");
    }

    #[test]
    fn an_empty_file_says_nothing() {
        let file = parse("# nothing yet\n").expect("a configuration");
        assert!(file.extends.is_none() && file.rules.is_empty());
    }

    #[test]
    fn fault_57_mistakes_have_a_place_and_a_suggestion() {
        check("rulse: {}\n", "1:1", "unknown key `rulse` (did you mean `rules`?)");
        check("rules:\n  a/b: eror\n", "2:8", "(did you mean `error`?)");
        check("rules:\n  a/b: { severty: error }\n", "2:10", "(did you mean `severity`?)");
        check("rules: [a/b]\n", "1:8", "`rules` takes a mapping, not a list");
        check("rules:\n  a/b: [off]\n", "2:8", "takes off, on, a severity");
        check("rules:\n  a/b: { params: { x: [1] } }\n", "2:23", "`x` takes text, not a list");
        check("extends: tickmark:recomended\n", "1:10", "(did you mean `tickmark:recommended`?)");
        check("fail-on: erorr\n", "1:10", "(did you mean `error`?)");
        check("exclude: ['a', 'drafts/[a']\n", "1:16", "unclosed character class");
        check("overrides:\n  - path: x\n    paths: y\n    rules: {}\n", "2:5", "(did you mean `paths`?)");
        check("overrides:\n  - paths: x\n", "2:5", "the override has no `rules`");
        check("overrides: { paths: x }\n", "1:12", "takes a list of entries");
        check("exclude: [a, *.txt]\n", "1:14", "this is not YAML");
        check("- a\n", "1:1", "takes a mapping, not a list");
        check("fail-on: error\n---\nfail-on: info\n", "3:1", "one YAML document");
        check("waivers: [a]\n", "1:10", "`waivers` takes text, not a list");
    }

    #[test]
    fn fault_56_63_duplicate_keys_and_tags_are_refused() {
        check("rules:\n  a/b: off\n  a/b: on\n", "3:3", "error[config/duplicate-key] the key `a/b` stands twice");
        check("fail-on: !x error\n", "1:10", "error[config/tag]");
    }

    #[test]
    fn fault_58_all_mistakes_of_a_file_are_told_at_once() {
        let problems = parse("rulse: {}\nfail-on: x\nexclude: ['[']\n").expect_err("mistakes");
        assert_eq!(problems.len(), 3, "{problems:?}");
    }
}
