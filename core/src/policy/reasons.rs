//! Why the rules say what they say: the reason of each that denies, and which one that allows came nearest.

use std::sync::Arc;

use super::conditions::{Alternative, Condition};
use super::document::{Effect, Rule};
use super::evaluate::{Nearest, Truth, ask, condition_holds, holds_all, in_force, rule_of};
use super::field::Field;
use super::index::RuleNumber;
use super::matcher::{Answer, Subject};
use crate::reason::{Code, Reason, quoted};

/// Most rules that are looked at for the nearest one, where the index named none.
const NEAREST_LOOKED_AT: usize = 64;

/// What a rule says that applies.
pub(super) fn applies(rule: &Rule) -> Reason {
    let make = || {
        let id = quoted(&rule.id);
        let (code, message) = match (rule.effect, &rule.why) {
            (Effect::Allow, _) => (Code::RuleAllowed, format!("rule {id} allows it")),
            (Effect::Deny, Some(why)) => {
                (Code::RuleDenied, format!("rule {id} denies it: {}", quoted(why).trim_matches('`')))
            }
            (Effect::Deny, None) => (Code::RuleDenied, format!("rule {id} denies it")),
        };
        Reason::new(code, message).for_rule(&*rule.id)
    };
    rule.said.get_or_init(make).clone()
}

pub(super) fn denial(rule: &Rule, truth: Truth, subject: &Subject<'_>) -> Reason {
    if truth == Truth::True {
        return applies(rule);
    }
    let id = quoted(&rule.id);
    let missing = unavailable(rule, subject).unwrap_or_else(|| "a value that it needs".to_owned());
    Reason::new(
        Code::RuleFailed,
        format!("rule {id} denies, and could not be evaluated: {missing} was not supplied or cannot be used"),
    )
    .for_rule(&*rule.id)
    .saw(format!("{missing} is unavailable"))
    .wanted(missing)
}

/// The first key that could not be evaluated, in an alternative that may hold for all that is known.
fn unavailable(rule: &Rule, subject: &Subject<'_>) -> Option<String> {
    let may_hold = |alternative: &&Alternative| holds_all(alternative, rule.effect, subject) == Truth::Unknown;
    let alternatives = rule.from.iter().chain(&rule.to).filter(may_hold);
    let conditions = alternatives.flat_map(|alternative| &alternative.conditions);
    let mut failing = conditions.filter(|condition| ask(condition, subject) == Answer::Unavailable);
    failing.next().map(|condition| format!("`{}`", condition.key))
}

/// The enforced allow rule with the most conditions that hold before one that does not; the first of equals.
pub(super) fn nearest(rules: &[Rule], candidates: &[RuleNumber], subject: &Subject<'_>) -> Option<Nearest> {
    let allows = |rule: &&Rule| rule.effect == Effect::Allow && !rule.shadow && in_force(rule, subject);
    let indexed = candidates.iter().filter_map(|number| rule_of(rules, *number)).filter(allows).take(NEAREST_LOOKED_AT);
    let mut best: Near<'_> = None;
    let mut looked = 0_usize;
    for rule in indexed {
        best = nearer(best, rule, subject);
        looked = looked.saturating_add(1);
    }
    if looked == 0 {
        let all = rules.iter().filter(allows).take(NEAREST_LOOKED_AT);
        best = all.fold(best, |best, rule| nearer(best, rule, subject));
    }
    let (_, rule, condition) = best?;
    let (rule, field) = (Arc::clone(&rule.id), condition.key.clone());
    Some(Nearest { rule, field, observed: observed(condition, subject), expected: expected(condition) })
}

/// What was seen of each field that the condition asks about, in the order of what it asks for; `None` if nothing was.
fn observed(condition: &Condition, subject: &Subject<'_>) -> Option<String> {
    let mut fields: Vec<&Field> = Vec::new();
    for atom in condition.any.iter().flatten() {
        if !fields.contains(&&atom.field) {
            fields.push(&atom.field);
        }
    }
    let seen: Vec<Option<String>> = fields.iter().map(|field| subject.observed(field)).collect();
    let something = seen.iter().any(Option::is_some);
    let words = seen.into_iter().map(|seen| seen.unwrap_or_else(|| "nothing".to_owned()));
    something.then(|| words.collect::<Vec<_>>().join(", "))
}

/// Why a rule whose conditions all hold does not allow: a value that it inserts is not there.
pub(super) fn nothing_to_insert(rule: &Rule, subject: &Subject<'_>) -> Option<Reason> {
    let mut templates = rule.then.labels.values().chain(&rule.then.tenant);
    let name = quoted(&format!("${{{}}}", templates.find_map(|template| template.lacking(subject))?));
    let id = quoted(&rule.id);
    let message =
        format!("no rule allows it; rule {id} matches, and inserts {name}, of which the peer has none or several");
    let fix = format!("issue the certificate with one such value, or take {name} out of the rule's `then`");
    let reason = Reason::new(Code::NoRuleMatched, message).for_rule(&*rule.id);
    Some(reason.wanted(format!("one value for {name}")).mended_by(fix))
}

type Near<'a> = Option<(usize, &'a Rule, &'a Condition)>;

/// The better of the best so far and this rule.
fn nearer<'a>(best: Near<'a>, rule: &'a Rule, subject: &Subject<'_>) -> Near<'a> {
    match first_failing(rule, subject) {
        Some((held, failing)) if best.is_none_or(|(most, ..)| held > most) => Some((held, rule, failing)),
        _ => best,
    }
}

/// In the best alternatives of `from` and `to`: how many conditions hold, and the first that does not.
fn first_failing<'a>(rule: &'a Rule, subject: &Subject<'_>) -> Option<(usize, &'a Condition)> {
    let mut held = 0_usize;
    let mut failing: Option<&Condition> = None;
    for alternatives in [&rule.from, &rule.to] {
        let judged = alternatives.iter().map(|alternative| {
            let mut count = 0_usize;
            let mut failing = None;
            for condition in &alternative.conditions {
                if condition_holds(condition, Effect::Allow, subject) == Truth::True {
                    count = count.saturating_add(1);
                } else {
                    failing = failing.or(Some(condition));
                }
            }
            (count, failing)
        });
        // One that holds altogether comes before one that has more conditions.
        let best = judged.reduce(|best, next| {
            let better = (next.1.is_none(), next.0) > (best.1.is_none(), best.0);
            if better { next } else { best }
        });
        if let Some((count, condition)) = best {
            held = held.saturating_add(count);
            failing = failing.or(condition);
        }
    }
    failing.map(|failing| (held, failing))
}

/// What a condition asks for, in words.
fn expected(condition: &Condition) -> String {
    const NAMED: usize = 6;
    let group = |atoms: &Vec<super::matcher::Atom>| {
        let atoms = atoms.iter().map(|atom| {
            let mut tests: Vec<String> = atom.tests.iter().take(NAMED).map(ToString::to_string).collect();
            let more = atom.tests.len().saturating_sub(NAMED);
            if more > 0 {
                tests.push(format!("{more} others"));
            }
            atom.quantifier.words(&tests)
        });
        atoms.collect::<Vec<_>>().join(", ")
    };
    let groups: Vec<String> = condition.any.iter().take(NAMED).map(group).collect();
    let groups = groups.join(" or ");
    if condition.negated { format!("not {groups}") } else { groups }
}

pub(super) fn no_rule(nearest: Option<&Nearest>, subject: &Subject<'_>) -> Reason {
    let is_path = |nearest: &Nearest| matches!(nearest.field.as_str(), "path" | "not_path");
    if let (Some(why), true) = (subject.request.path_refused(), nearest.is_some_and(is_path)) {
        return Reason::new(Code::NoRuleMatched, format!("no rule allows a path that is refused: {why}"))
            .saw(format!("a path that is refused: {why}"))
            .wanted("a plain path")
            .mended_by("ask for the path without dot segments, empty segments, encoded slashes or control characters");
    }
    let Some(nearest) = nearest else {
        return Reason::new(Code::NoRuleMatched, "no rule allows it, and the policy has no allow rule in force")
            .mended_by("add a rule that allows what this peer may do, or look at the times of those there are");
    };
    let Nearest { rule, field, observed, expected } = nearest;
    let absent = match field.as_str() {
        "policy" => "none, for no certificate policy holds for the whole path",
        _ => "nothing, for the certificate lacks it",
    };
    let seen = observed.as_deref().unwrap_or(absent);
    let reason = Reason::new(
        Code::NoRuleMatched,
        format!("no rule allows it; nearest is {}, whose `{field}` wants {expected} and saw {seen}", quoted(rule)),
    );
    let reason = reason.for_rule(&**rule).wanted(expected.clone());
    match observed {
        Some(observed) => reason.saw(observed.clone()),
        None => reason,
    }
}
