//! What is done with each input: the rules that its path and the command line call for.

use std::collections::BTreeMap;
use std::path::Path;

use tickmark::batch::Plan;
use tickmark::config::Effective;
use tickmark::finding::Summary;
use tickmark::input::inspect::{CHECKS, Check};
use tickmark::input::{Content, Input, Source};

use crate::args::SelectionArgs;
use crate::failure::Failure;
use crate::project::Project;

/// One plan for each set of overrides that some input falls under.
pub(crate) struct Plans<'p> {
    project: &'p Project,
    plans: BTreeMap<Vec<usize>, Plan>,
}

impl<'p> Plans<'p> {
    /// Makes the plans that the inputs need.
    pub(crate) fn new(
        project: &'p Project,
        selection: &SelectionArgs,
        size_limit: u64,
        inputs: &[Input],
    ) -> Result<Self, Failure> {
        selection.reject_unknown(&project.rules)?;
        let mut plans = Self { project, plans: BTreeMap::new() };
        let sets = inputs.iter().map(|input| plans.overrides(input)).chain([Vec::new()]);
        for overrides in sets.collect::<std::collections::BTreeSet<_>>() {
            let effective = project.effective(&overrides);
            let mut rules = project.rules_as(&effective)?;
            rules.retain(|rule| {
                let is_on = effective.is_on(rule.id().as_str());
                selection.keeps(&|word| rule.is_meant_by(word), is_on)
            });
            let checks = checks(&effective, selection);
            plans.plans.insert(overrides, Plan { rules, checks, size_limit });
        }
        let is_active = |plan: &Plan| !plan.rules.rules().is_empty() || plan.checks.iter().any(Check::is_about_input);
        if !plans.plans.values().any(is_active) {
            return Err(Failure::usage("no rule is active; nothing was checked"));
        }
        Ok(plans)
    }

    /// The plan of an input.
    pub(crate) fn of(&self, input: &Input) -> &Plan {
        let plan = self.plans.get(&self.overrides(input));
        plan.expect("internal error: a plan was made for every set of overrides")
    }

    /// A summary with a tally for every rule that runs anywhere. The plan without overrides says how grave a rule is.
    pub(crate) fn summary(&self) -> Summary {
        tickmark::batch::summary(self.plans.values())
    }

    fn overrides(&self, input: &Input) -> Vec<usize> {
        match input {
            Input::Source(source) => self.project.config.overrides_for(&relative(self.project, source)),
            Input::Skipped { .. } | Input::Failed { .. } => Vec::new(),
        }
    }
}

/// The path of a source below the project's root.
pub(crate) fn relative(project: &Project, source: &Source) -> String {
    match &source.content {
        Content::File(path) => project.root.relative(path),
        Content::Stdin | Content::Memory(_) => project.root.relative(Path::new(&source.path)),
    }
}

/// The checks of the machine that run, as grave as the configuration says.
fn checks(effective: &Effective, selection: &SelectionArgs) -> Vec<Check> {
    let kept =
        CHECKS.iter().filter(|check| selection.keeps(&|word| check.is_meant_by(word), effective.is_on(check.id)));
    let graded = kept.map(|check| {
        let severity = effective.rulings.get(check.id).and_then(|ruling| ruling.severity);
        Check { severity: severity.unwrap_or(check.severity), ..*check }
    });
    graded.collect()
}
