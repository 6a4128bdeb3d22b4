//! What a configuration means for the rules that there are: which of them run, how grave, with which parameters.

use std::collections::BTreeMap;

use super::{Base, Config, RuleChange, Switch};
use crate::finding::Severity;
use crate::rule::{Place, Rule, RuleProblem, RuleSet, Settings};
use crate::suggest::did_you_mean;

/// A rule or check that a configuration can speak of.
#[derive(Clone, Copy, Debug)]
struct Known<'r> {
    id: &'r str,
    pack: &'r str,
    /// Its parameters; `None` for checks that are built in code.
    rule: Option<&'r Rule>,
}

/// Whether a rule runs, and who says so.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// Whether it runs.
    pub is_on: bool,
    /// How grave it is, where the configuration says so.
    pub severity: Option<Severity>,
    /// The parameters that the configuration sets, with their places.
    pub params: BTreeMap<String, (String, Place)>,
    /// Where it was switched or graded; `None` where no file says anything.
    pub place: Option<Place>,
}

/// What a configuration means for every rule and check, by identity.
#[derive(Clone, Debug, Default)]
pub struct Effective {
    /// The rulings, ascending by identity.
    pub rulings: BTreeMap<String, Ruling>,
}

impl Effective {
    /// What is to be changed in the rules when they are loaded.
    pub fn settings(&self) -> Settings {
        let mut settings = Settings::default();
        for (id, ruling) in &self.rulings {
            if !ruling.params.is_empty() {
                let params = ruling.params.iter().map(|(name, (value, _))| (name.clone(), value.clone()));
                settings.params.insert(id.clone(), params.collect());
            }
            if let Some(severity) = ruling.severity {
                settings.severities.insert(id.clone(), severity);
            }
        }
        settings
    }

    /// Whether a rule or check runs.
    pub fn is_on(&self, id: &str) -> bool {
        self.rulings.get(id).is_some_and(|ruling| ruling.is_on)
    }
}

impl Config {
    /// What the configuration says of rules and parameters that there are not.
    ///
    /// `checks` are the identities of checks that are built in code.
    pub fn problems(&self, rules: &RuleSet, checks: &[&str]) -> Vec<RuleProblem> {
        let known = known(rules, checks);
        let changes = self.file.rules.iter().chain(self.file.overrides.iter().flat_map(|change| &change.rules));
        changes.flat_map(|change| mistakes(change, &known)).collect()
    }

    /// What the configuration means, with the overrides of the given places (as [`Config::overrides_for`] gives them).
    pub fn effective(&self, rules: &RuleSet, checks: &[&str], overrides: &[usize]) -> Effective {
        let changes = || {
            let special = overrides.iter().flat_map(|&at| &self.file.overrides[at].rules);
            self.file.rules.iter().chain(special)
        };
        let mut effective = Effective::default();
        for known in known(rules, checks) {
            let is_on = known.rule.is_none_or(|rule| self.is_on_at_first(rule));
            let mut ruling = Ruling { is_on, severity: None, params: BTreeMap::new(), place: None };
            changes().filter(|change| known.is_meant_by(&change.word.value)).for_each(|change| ruling.change(change));
            effective.rulings.insert(known.id.to_owned(), ruling);
        }
        effective
    }

    /// Whether a rule runs before any change.
    fn is_on_at_first(&self, rule: &Rule) -> bool {
        let base = self.base.as_ref().map(|base| &base.value);
        match base {
            _ if !rule.is_builtin() => rule.is_default(),
            Some(Base::All) => true,
            Some(_) => rule.is_default(),
            None => !self.is_bare && rule.is_default(),
        }
    }
}

impl Ruling {
    fn change(&mut self, change: &RuleChange) {
        if let Some(switch) = &change.switch {
            (self.is_on, self.place) = (switch.value != Switch::Off, Some(switch.place.clone()));
            match switch.value {
                Switch::Severity(severity) => self.severity = Some(severity),
                Switch::On => self.severity = None,
                Switch::Off => {}
            }
        }
        for (name, value) in &change.params {
            self.params.insert(name.clone(), (value.value.clone(), value.place.clone()));
        }
    }
}

impl Known<'_> {
    fn is_meant_by(&self, word: &str) -> bool {
        word == "all" || word == self.id || word.trim_end_matches("/*") == self.pack
    }
}

fn known<'r>(rules: &'r RuleSet, checks: &[&'r str]) -> Vec<Known<'r>> {
    let rules =
        rules.rules().iter().map(|rule| Known { id: rule.id().as_str(), pack: rule.id().pack(), rule: Some(rule) });
    let checks =
        checks.iter().map(|&id| Known { id, pack: id.split_once('/').map_or("", |(pack, _)| pack), rule: None });
    rules.chain(checks).collect()
}

fn mistakes(change: &RuleChange, known: &[Known<'_>]) -> Vec<RuleProblem> {
    let word = change.word.value.as_str();
    let meant: Vec<&Known<'_>> = known.iter().filter(|known| known.is_meant_by(word)).collect();
    if meant.is_empty() {
        let mut problem = change.word.place.problem("config/unknown-rule", format!("no rule or pack `{word}`"));
        let words = known.iter().flat_map(|known| [known.id, known.pack]);
        problem.label = did_you_mean(word, words);
        problem.help = problem.label.is_none().then(|| "tickmark rules lists them".to_owned());
        return vec![problem];
    }
    let rule = meant.iter().find(|known| known.id == word).and_then(|known| known.rule);
    let names: Vec<&str> = rule.map_or(Vec::new(), |rule| rule.params().iter().map(|p| p.name.as_str()).collect());
    let unknown = change.params.iter().filter(|(name, _)| !names.contains(&name.as_str()));
    let problem = |(name, value): (&String, &super::Given<String>)| {
        let message = match rule {
            Some(_) => format!("`{word}` has no parameter `{name}`"),
            None => format!("`{word}` takes no parameters"),
        };
        let mut problem = value.place.problem("config/unknown-param", message);
        problem.label = did_you_mean(name, names.iter().copied());
        problem.help = (problem.label.is_none() && !names.is_empty()).then(|| format!("it has {}", names.join(", ")));
        problem
    };
    unknown.map(problem).collect()
}
