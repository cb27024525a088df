//! An identity and a request to the rules that apply: deny wins, the order of rules does not matter, no rule is a denial.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::conditions::{Alternative, Condition};
use super::document::{Effect, Rule};
use super::index::{Index, RuleNumber};
use super::matcher::{Answer, Subject};
use super::request::AccessRequest;
use crate::encoding::time::Timestamp;
use crate::identity::facts::PeerFacts;
use crate::reason::{Code, Reason, quoted};

/// What the policy says, with everything that led to it.
#[derive(Clone, Debug)]
pub struct Evaluation {
    pub(crate) effect: Effect,
    pub(crate) rule: Option<Arc<str>>,
    pub(crate) nearest: Option<Nearest>,
    pub(crate) obligations: Obligations,
    pub(crate) shadow: Vec<ShadowOutcome>,
    pub(crate) reasons: Vec<Reason>,
    pub(crate) valid_until: Option<Timestamp>,
}

impl Evaluation {
    /// Whether the request is allowed.
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// The `id` of the rule that decided: the first in the document among those that did.
    pub fn rule(&self) -> Option<&str> {
        self.rule.as_deref()
    }

    /// For a denial by no rule: the allow rule that came nearest.
    pub fn nearest(&self) -> Option<&Nearest> {
        self.nearest.as_ref()
    }

    /// What the host is asked to do besides.
    pub fn obligations(&self) -> &Obligations {
        &self.obligations
    }

    /// The shadow rules that matched.
    pub fn shadow(&self) -> &[ShadowOutcome] {
        &self.shadow
    }

    /// Why.
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// The first instant ahead at which a rule that was looked at may answer otherwise.
    pub fn valid_until(&self) -> Option<Timestamp> {
        self.valid_until
    }
}

/// An allow rule that did not match, and the one field that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// The rule's `id`.
    pub rule: Arc<str>,
    /// The key that did not hold, as the document writes it.
    pub field: String,
    /// What was seen; `None` if the certificate lacks it.
    pub observed: Option<String>,
    /// What the rule asks for.
    pub expected: String,
}

/// What the host is asked to do with a peer that is let in, merged over all rules that allow it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Obligations {
    /// Roles of every rule, in the order of the document, each once.
    pub roles: Vec<String>,
    /// Labels, by name; of two rules that set one, the first in the document does.
    pub labels: BTreeMap<String, String>,
    /// The tenant, by the first rule that names one.
    pub tenant: Option<String>,
    /// The shortest of the session lengths, in seconds.
    pub max_session_seconds: Option<i64>,
    /// Whether any rule asks that tokens be bound to the certificate (RFC 8705).
    pub bind_token: bool,
    /// What to forward, of every rule.
    pub forward: Vec<String>,
    /// The most that any rule asks to be recorded: `never`, `denied`, `always`.
    pub audit: Option<&'static str>,
    /// What to call, of every rule.
    pub call: Vec<String>,
}

impl Obligations {
    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds what one rule asks. `None` if a value that it inserts is not there.
    fn add(&mut self, rule: &Rule, subject: &Subject<'_>) -> Option<()> {
        const AUDIT: [&str; 3] = ["never", "denied", "always"];
        let then = &rule.then;
        for (name, template) in &then.labels {
            let value = template.fill(subject)?;
            self.labels.entry(name.clone()).or_insert(value);
        }
        if let Some(tenant) = &then.tenant {
            let tenant = tenant.fill(subject)?;
            self.tenant.get_or_insert(tenant);
        }
        let extend = |to: &mut Vec<String>, from: &[String]| {
            for item in from {
                if !to.contains(item) {
                    to.push(item.clone());
                }
            }
        };
        extend(&mut self.roles, &then.roles);
        extend(&mut self.forward, &then.forward);
        extend(&mut self.call, &then.call);
        self.max_session_seconds = match (self.max_session_seconds, then.max_session) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        self.bind_token |= then.bind_token;
        let rank = |audit: Option<&str>| AUDIT.iter().position(|known| Some(*known) == audit);
        if rank(then.audit) > rank(self.audit) {
            self.audit = then.audit;
        }
        Some(())
    }
}

/// A shadow rule that matched: it changes nothing, and is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShadowOutcome {
    /// The rule's `id`.
    pub rule: Arc<str>,
    /// What it would do.
    pub effect: Effect,
    /// Whether the decision would be another one if it were enforced.
    pub would_change: bool,
}

/// Whether some conditions hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Truth {
    True,
    False,
    Unknown,
}

/// Most deny rules that give a reason of their own.
const DENIALS_NAMED: usize = 16;
/// Most rules that are looked at for the nearest one, where the index named none.
const NEAREST_LOOKED_AT: usize = 64;

pub(crate) fn evaluate(
    rules: &[Rule],
    index: &Index,
    peer: &PeerFacts,
    request: &AccessRequest,
    at: Timestamp,
) -> Evaluation {
    let subject = Subject { peer, request, at, flips: Cell::new(None) };
    let mut found = Found { denying: Vec::new(), allowing: Vec::new(), shadow: Vec::new() };
    let candidates = index.candidates(peer);
    for rule in candidates.iter().filter_map(|number| rule_of(rules, *number)) {
        if in_force(rule, &subject) {
            found.look_at(rule, &subject);
        }
    }
    let granted = granted(&found.allowing, &subject);
    let allowed = found.denying.is_empty() && granted.is_some();
    let shadow = found.shadow.iter().map(|(rule, truth)| outcome(rule, *truth, allowed, &found)).collect();
    let valid_until = |subject: &Subject<'_>| subject.flips.get();
    if !found.denying.is_empty() {
        let reasons =
            found.denying.iter().take(DENIALS_NAMED).map(|(rule, truth)| denial(rule, *truth, &subject)).collect();
        let rule = found.denying.first().map(|(rule, _)| Arc::clone(&rule.id));
        let mut obligations = Obligations::default();
        for (rule, _) in &found.denying {
            // Always there: a rule that denies asks for nothing that inserts a value.
            let _ = obligations.add(rule, &subject);
        }
        return Evaluation {
            effect: Effect::Deny,
            rule,
            nearest: None,
            obligations,
            shadow,
            reasons,
            valid_until: valid_until(&subject),
        };
    }
    if let Some((rule, obligations)) = granted {
        return Evaluation {
            effect: Effect::Allow,
            rule: Some(Arc::clone(&rule.id)),
            nearest: None,
            obligations,
            shadow,
            reasons: vec![applies(rule)],
            valid_until: valid_until(&subject),
        };
    }
    let nearest = nearest(rules, &candidates, &subject);
    Evaluation {
        effect: Effect::Deny,
        rule: None,
        reasons: vec![no_rule(nearest.as_ref(), &subject)],
        nearest,
        obligations: Obligations::default(),
        shadow,
        valid_until: valid_until(&subject),
    }
}

fn rule_of(rules: &[Rule], number: RuleNumber) -> Option<&Rule> {
    usize::try_from(number).ok().and_then(|number| rules.get(number))
}

/// Whether the verification time lies in the rule's own time; from inclusive, until exclusive.
fn in_force(rule: &Rule, subject: &Subject<'_>) -> bool {
    for border in [rule.valid_from, rule.valid_until].into_iter().flatten() {
        subject.may_flip_at(border);
    }
    rule.valid_from.is_none_or(|from| subject.at >= from) && rule.valid_until.is_none_or(|until| subject.at < until)
}

struct Found<'a> {
    denying: Vec<(&'a Rule, Truth)>,
    allowing: Vec<&'a Rule>,
    shadow: Vec<(&'a Rule, Truth)>,
}

impl<'a> Found<'a> {
    fn look_at(&mut self, rule: &'a Rule, subject: &Subject<'_>) {
        let truth = and(holds(&rule.from, rule.effect, subject), || holds(&rule.to, rule.effect, subject));
        let applies = match rule.effect {
            Effect::Allow => truth == Truth::True,
            // What cannot be evaluated might have denied.
            Effect::Deny => truth != Truth::False,
        };
        match (applies, rule.shadow, rule.effect) {
            (false, ..) => {}
            (true, true, _) => self.shadow.push((rule, truth)),
            (true, false, Effect::Deny) => self.denying.push((rule, truth)),
            (true, false, Effect::Allow) => self.allowing.push(rule),
        }
    }
}

fn and(left: Truth, right: impl FnOnce() -> Truth) -> Truth {
    match left {
        Truth::False => Truth::False,
        Truth::True => right(),
        Truth::Unknown => match right() {
            Truth::False => Truth::False,
            _ => Truth::Unknown,
        },
    }
}

/// One of the alternatives holds; none at all asks nothing.
fn holds(alternatives: &[Alternative], effect: Effect, subject: &Subject<'_>) -> Truth {
    if alternatives.is_empty() {
        return Truth::True;
    }
    let mut truth = Truth::False;
    for alternative in alternatives {
        let conditions = alternative.conditions.iter();
        let all =
            conditions.fold(Truth::True, |truth, condition| and(truth, || condition_holds(condition, effect, subject)));
        match all {
            Truth::True => return Truth::True,
            Truth::Unknown => truth = Truth::Unknown,
            Truth::False => {}
        }
    }
    truth
}

/// A negation of something absent is false in an allow rule and true in a deny rule.
fn condition_holds(condition: &Condition, effect: Effect, subject: &Subject<'_>) -> Truth {
    match (ask(condition, subject), condition.negated) {
        (Answer::Unavailable, _) => Truth::Unknown,
        (Answer::Match, false) | (Answer::NoMatch, true) => Truth::True,
        (Answer::Absent, true) if effect == Effect::Deny => Truth::True,
        _ => Truth::False,
    }
}

/// One group of atoms holds.
fn ask(condition: &Condition, subject: &Subject<'_>) -> Answer {
    let groups = condition.any.iter().map(|atoms| {
        let answers = atoms.iter().map(|atom| atom.ask(subject));
        answers.fold(Answer::Match, |all, answer| match (all, answer) {
            (Answer::NoMatch, _) | (_, Answer::NoMatch) => Answer::NoMatch,
            (Answer::Unavailable, _) | (_, Answer::Unavailable) => Answer::Unavailable,
            (Answer::Absent, _) | (_, Answer::Absent) => Answer::Absent,
            _ => Answer::Match,
        })
    });
    groups
        .reduce(|any, answer| match (any, answer) {
            (Answer::Match, _) | (_, Answer::Match) => Answer::Match,
            (Answer::Unavailable, _) | (_, Answer::Unavailable) => Answer::Unavailable,
            // A negation is of every group, so one that is absent counts.
            (Answer::Absent, _) | (_, Answer::Absent) => Answer::Absent,
            _ => Answer::NoMatch,
        })
        .unwrap_or(Answer::NoMatch)
}

/// The first rule that allows, and what all that do ask for. A rule that inserts a value that is not there cannot say
/// what it asks for, so it does not allow.
fn granted<'a>(allowing: &[&'a Rule], subject: &Subject<'_>) -> Option<(&'a Rule, Obligations)> {
    let mut granted: Option<(&Rule, Obligations)> = None;
    for rule in allowing {
        let mut merged = granted.as_ref().map(|(_, merged)| merged.clone()).unwrap_or_default();
        if merged.add(rule, subject).is_some() {
            granted = Some((granted.map_or(*rule, |(first, _)| first), merged));
        }
    }
    granted
}

fn outcome(rule: &Rule, truth: Truth, allowed: bool, found: &Found<'_>) -> ShadowOutcome {
    let would_change = match rule.effect {
        Effect::Deny => allowed && truth != Truth::False,
        Effect::Allow => !allowed && found.denying.is_empty(),
    };
    ShadowOutcome { rule: Arc::clone(&rule.id), effect: rule.effect, would_change }
}

/// What a rule says that applies.
fn applies(rule: &Rule) -> Reason {
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

fn denial(rule: &Rule, truth: Truth, subject: &Subject<'_>) -> Reason {
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

/// The first key that could not be evaluated.
fn unavailable(rule: &Rule, subject: &Subject<'_>) -> Option<String> {
    let conditions = rule.from.iter().chain(&rule.to).flat_map(|alternative| &alternative.conditions);
    let mut failing = conditions.filter(|condition| ask(condition, subject) == Answer::Unavailable);
    failing.next().map(|condition| format!("`{}`", condition.key))
}

/// The enforced allow rule with the most conditions that hold before one that does not; the first of equals.
fn nearest(rules: &[Rule], candidates: &[RuleNumber], subject: &Subject<'_>) -> Option<Nearest> {
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
    let field = condition.any.iter().flatten().map(|atom| &atom.field).next();
    let observed = field.and_then(|field| subject.observed(field));
    Some(Nearest { rule: Arc::clone(&rule.id), field: condition.key.clone(), observed, expected: expected(condition) })
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

fn no_rule(nearest: Option<&Nearest>, subject: &Subject<'_>) -> Reason {
    if let Some(why) = subject.request.path_refused() {
        return Reason::new(Code::NoRuleMatched, format!("no rule allows a path that is refused: {why}"))
            .saw(format!("a path that is refused: {why}"))
            .wanted("a plain path")
            .mended_by("ask for the path without dot segments, empty segments, encoded slashes or control characters");
    }
    let Some(nearest) = nearest else {
        return Reason::new(Code::NoRuleMatched, "no rule allows it, and the policy has no allow rule in force");
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
