//! An identity and a request to the rules that apply: deny wins, the order of rules does not matter, no rule is a denial.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::conditions::{Alternative, Condition};
use super::document::{Effect, Rule};
use super::index::{Index, RuleNumber};
use super::matcher::{Answer, Subject};
use super::reasons::{applies, denial, nearest, no_rule, nothing_to_insert};
use super::request::AccessRequest;
use crate::encoding::time::Timestamp;
use crate::identity::facts::PeerFacts;
use crate::reason::Reason;

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
pub(super) enum Truth {
    True,
    False,
    Unknown,
}

/// Most deny rules that give a reason of their own.
const DENIALS_NAMED: usize = 16;

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
    let shadow = found.shadow.iter().map(|(rule, truth)| outcome(rule, *truth, allowed, &found, &subject)).collect();
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
    // One that matches and cannot say whom it lets in says more than one that does not.
    let (nearest, reason) = match found.allowing.iter().find_map(|rule| nothing_to_insert(rule, &subject)) {
        Some(reason) => (None, reason),
        None => {
            let nearest = nearest(rules, &candidates, &subject);
            let reason = no_rule(nearest.as_ref(), &subject);
            (nearest, reason)
        }
    };
    Evaluation {
        effect: Effect::Deny,
        rule: None,
        reasons: vec![reason],
        nearest,
        obligations: Obligations::default(),
        shadow,
        valid_until: valid_until(&subject),
    }
}

pub(super) fn rule_of(rules: &[Rule], number: RuleNumber) -> Option<&Rule> {
    usize::try_from(number).ok().and_then(|number| rules.get(number))
}

/// Whether the verification time lies in the rule's own time; from inclusive, until exclusive.
pub(super) fn in_force(rule: &Rule, subject: &Subject<'_>) -> bool {
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
        match holds_all(alternative, effect, subject) {
            Truth::True => return Truth::True,
            Truth::Unknown => truth = Truth::Unknown,
            Truth::False => {}
        }
    }
    truth
}

/// Every condition of the alternative holds.
pub(super) fn holds_all(alternative: &Alternative, effect: Effect, subject: &Subject<'_>) -> Truth {
    let conditions = alternative.conditions.iter();
    conditions.fold(Truth::True, |truth, condition| and(truth, || condition_holds(condition, effect, subject)))
}

/// A negation of something absent is false in an allow rule and true in a deny rule.
pub(super) fn condition_holds(condition: &Condition, effect: Effect, subject: &Subject<'_>) -> Truth {
    match (ask(condition, subject), condition.negated) {
        (Answer::Unavailable, _) => Truth::Unknown,
        (Answer::Match, false) | (Answer::NoMatch, true) => Truth::True,
        (Answer::Absent, true) if effect == Effect::Deny => Truth::True,
        _ => Truth::False,
    }
}

/// One group of atoms holds.
pub(super) fn ask(condition: &Condition, subject: &Subject<'_>) -> Answer {
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

fn outcome(rule: &Rule, truth: Truth, allowed: bool, found: &Found<'_>, subject: &Subject<'_>) -> ShadowOutcome {
    let would_change = match rule.effect {
        Effect::Deny => allowed && truth != Truth::False,
        Effect::Allow => !allowed && found.denying.is_empty() && granted(&[rule], subject).is_some(),
    };
    ShadowOutcome { rule: Arc::clone(&rule.id), effect: rule.effect, would_change }
}
