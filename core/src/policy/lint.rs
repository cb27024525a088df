//! What may be mistaken about a document that can be read.

use super::conditions::{Alternative, Condition};
use super::criterion::{Quantifier, Test};
use super::document::{Document, Effect, Rule};
use super::field::Field;
use super::request::ContextKey;
use crate::encoding::order::sort_by;
use crate::encoding::time::Timestamp;
use crate::identity::SpiffeId;
use crate::reason::quoted;
use crate::setup::Position;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Likely not what was meant.
    Warning,
    /// Cannot be what was meant.
    Error,
}

impl Severity {
    /// `note`, `warning` or `error`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Something that may be mistaken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What kind of finding it is; stable.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence.
    pub message: String,
    /// Where it is.
    pub position: Position,
    /// The rule, if it is about one.
    pub rule: Option<String>,
    /// What to do about it.
    pub fix: &'static str,
}

pub(super) fn lint(document: &Document, at: Option<Timestamp>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in &document.rules {
        never_matches(rule, document, &mut findings);
        over(rule, at, &mut findings);
        wide(rule, &mut findings);
        asterisk(rule, &mut findings);
    }
    shadowed(&document.rules, &mut findings);
    unused(document, &mut findings);
    let place = |finding: &Finding| match finding.position {
        Position::LineColumn { line, column } => (line, column),
        Position::Entry { number, .. } => (u64::try_from(number).unwrap_or(u64::MAX), 0),
    };
    sort_by(&mut findings, |a, b| place(a).cmp(&place(b)));
    findings
}

fn about(
    rule: &Rule,
    code: &'static str,
    severity: Severity,
    position: Position,
    message: String,
    fix: &'static str,
) -> Finding {
    let message = format!("rule {} {message}", quoted(&rule.id));
    Finding { code, severity, message, position, rule: Some(rule.id.to_string()), fix }
}

/// Every pair of an alternative of `from` and one of `to` contradicts itself.
fn never_matches(rule: &Rule, document: &Document, findings: &mut Vec<Finding>) {
    let nothing = [Alternative { conditions: Vec::new() }];
    let or_nothing = |alternatives: &'_ [Alternative]| {
        if alternatives.is_empty() { nothing.to_vec() } else { alternatives.to_vec() }
    };
    let (from, to) = (or_nothing(&rule.from), or_nothing(&rule.to));
    let mut why: Option<(Position, String)> = None;
    for from in &from {
        for to in &to {
            match contradiction(from, to, document) {
                Some(found) => why = why.or(Some(found)),
                None => return empty_time(rule, findings),
            }
        }
    }
    if let Some((position, why)) = why {
        findings.push(about(
            rule,
            "rule_never_matches",
            Severity::Error,
            position,
            format!("can never match: {why}"),
            "change or remove the rule",
        ));
    }
}

fn empty_time(rule: &Rule, findings: &mut Vec<Finding>) {
    if let (Some(from), Some(until)) = (rule.valid_from, rule.valid_until)
        && until <= from
    {
        let why = format!("can never match: it is valid until {until}, before it begins at {from}");
        findings.push(about(
            rule,
            "rule_never_matches",
            Severity::Error,
            rule.position,
            why,
            "change the rule's `valid`",
        ));
    }
}

/// Why an alternative of `from` together with one of `to` cannot hold.
fn contradiction(from: &Alternative, to: &Alternative, document: &Document) -> Option<(Position, String)> {
    let conditions: Vec<&Condition> = from.conditions.iter().chain(&to.conditions).collect();
    for condition in &conditions {
        if let Some(why) = outside_trust(condition, document) {
            return Some((condition.position, why));
        }
    }
    for (index, left) in conditions.iter().enumerate() {
        for right in conditions.iter().skip(index.saturating_add(1)) {
            if left.any == right.any && left.negated != right.negated {
                return Some((right.position, format!("`{}` and `{}` ask for the opposite", left.key, right.key)));
            }
            if let Some(why) = other_trust_domain(left, right).or_else(|| other_trust_domain(right, left)) {
                return Some((right.position, why));
            }
        }
    }
    conditions.iter().find_map(|condition| empty_range(condition).map(|why| (condition.position, why)))
}

/// A SPIFFE ID in no trust domain that a bundle is bound to, though every bundle is bound to one.
fn outside_trust(condition: &Condition, document: &Document) -> Option<String> {
    let domains: Option<Vec<&str>> = document.trust.iter().map(|bundle| bundle.trust_domain.as_deref()).collect();
    let domains = domains.filter(|domains| !domains.is_empty())?;
    let asked = trust_domains(condition)?;
    let outside = asked.iter().all(|domain| !domains.contains(&domain.as_str()));
    outside.then(|| {
        let (asked, domains) = (quoted(&asked.join(", ")), quoted(&domains.join(", ")));
        format!("it asks for the trust domain {asked}, and `trust` binds every bundle to {domains}")
    })
}

fn other_trust_domain(named: &Condition, spiffe: &Condition) -> Option<String> {
    let [atoms] = named.any.as_slice() else { return None };
    let [atom] = atoms.as_slice() else { return None };
    if atom.field != Field::TrustDomain || named.negated {
        return None;
    }
    let names: Option<Vec<&str>> =
        atom.tests.iter().map(|test| if let Test::Exact(text) = test { Some(text.as_str()) } else { None }).collect();
    let (names, asked) = (names?, trust_domains(spiffe)?);
    let apart = asked.iter().all(|domain| !names.contains(&domain.as_str()));
    apart.then(|| {
        format!("`trust_domain` is {}, and `spiffe` asks for {}", quoted(&names.join(", ")), quoted(&asked.join(", ")))
    })
}

/// The trust domains of the SPIFFE IDs that a condition asks for, if each one names its own.
fn trust_domains(condition: &Condition) -> Option<Vec<String>> {
    let [atoms] = condition.any.as_slice() else { return None };
    let [atom] = atoms.as_slice() else { return None };
    if atom.field != Field::Spiffe || condition.negated {
        return None;
    }
    let domain = |test: &Test| match test {
        Test::Exact(text) => SpiffeId::parse(text).ok().map(|id| id.trust_domain().to_owned()),
        Test::Pattern(pattern) => {
            let prefix = pattern.literal_prefix()?;
            prefix.strip_prefix("spiffe://")?.split('/').next().map(ToOwned::to_owned)
        }
        _ => None,
    };
    atom.tests.iter().map(domain).collect()
}

/// `{gte: 24h, lt: 1h}`.
fn empty_range(condition: &Condition) -> Option<String> {
    use super::criterion::Comparison as C;
    let [atoms] = condition.any.as_slice() else { return None };
    for atom in atoms.iter().filter(|atom| atom.quantifier == Quantifier::All && !condition.negated) {
        let mut least = i64::MIN;
        let mut most = i64::MAX;
        for test in &atom.tests {
            let Test::Number(comparison, number, _) = test else { continue };
            match comparison {
                C::Less => most = most.min(number.saturating_sub(1)),
                C::LessOrEqual => most = most.min(*number),
                C::Greater => least = least.max(number.saturating_add(1)),
                C::GreaterOrEqual => least = least.max(*number),
                C::Equal => (least, most) = (least.max(*number), most.min(*number)),
            }
        }
        if least > most {
            return Some(format!("no value lies in the range that `{}` asks for", condition.key));
        }
    }
    None
}

fn over(rule: &Rule, at: Option<Timestamp>, findings: &mut Vec<Finding>) {
    if let (Some(until), Some(at)) = (rule.valid_until, at)
        && until <= at
    {
        findings.push(about(
            rule,
            "rule_over",
            Severity::Warning,
            rule.position,
            format!("is over since {until}"),
            "remove the rule, or give it a later `until`",
        ));
    }
}

/// An enforced allow rule that asks nothing of the peer.
fn wide(rule: &Rule, findings: &mut Vec<Finding>) {
    let anybody = rule.from.is_empty() || rule.from.iter().any(|alternative| alternative.conditions.is_empty());
    if rule.effect == Effect::Allow && !rule.shadow && anybody {
        findings.push(about(
            rule,
            "rule_allows_anybody",
            Severity::Warning,
            rule.position,
            "allows every peer that verifies, whoever it is".to_owned(),
            "name the peers in `from`; if everybody is meant, say so in `why`",
        ));
    }
}

/// A path of one segment and no slash is `*` alone, the target of `OPTIONS *`; elsewhere such a pattern is every path.
fn asterisk(rule: &Rule, findings: &mut Vec<Finding>) {
    let paths = Field::Context(ContextKey::Plain("path"));
    let conditions = rule.from.iter().chain(&rule.to).flat_map(|alternative| &alternative.conditions);
    let is_one = |test: &Test| matches!(test, Test::Pattern(pattern) if pattern.to_string() == "*");
    for condition in conditions {
        let mut atoms = condition.any.iter().flatten().filter(|atom| atom.field == paths);
        if atoms.any(|atom| atom.tests.iter().any(is_one)) {
            findings.push(about(
                rule,
                "path_is_asterisk",
                Severity::Warning,
                condition.position,
                format!("has `{}: \"*\"`, which is the path of `OPTIONS *` and no other", condition.key),
                "write \"**\" for every path, or \"/*\" for those of one segment",
            ));
        }
    }
}

/// Most rules that are compared with each other; beyond it the comparison would take too long to be of use.
const COMPARED: usize = 2_000;

/// A rule that asks for the same as an earlier one of the same effect, or as a deny rule that asks for no less.
fn shadowed(rules: &[Rule], findings: &mut Vec<Finding>) {
    let enforced: Vec<&Rule> = rules.iter().filter(|rule| !rule.shadow).take(COMPARED).collect();
    for (index, rule) in enforced.iter().enumerate() {
        for (other_index, other) in enforced.iter().enumerate() {
            let earlier = other_index < index;
            let always = other.valid_from.is_none() && other.valid_until.is_none();
            let covers =
                index != other_index && always && covers(&other.from, &rule.from) && covers(&other.to, &rule.to);
            let (code, message, fix) = match (other.effect, rule.effect) {
                (Effect::Deny, Effect::Allow) if covers => (
                    "rule_denied_by_another",
                    format!("never allows anything: {} denies all of it", quoted(&other.id)),
                    "narrow one of the two rules",
                ),
                (a, b) if a == b && covers && earlier && rule.then.labels.is_empty() && rule.then.roles.is_empty() => (
                    "rule_shadowed",
                    format!("adds nothing to {}, which covers it", quoted(&other.id)),
                    "remove one of the two rules",
                ),
                _ => continue,
            };
            findings.push(about(rule, code, Severity::Warning, rule.position, message, fix));
            break;
        }
    }
}

/// Whether each alternative of `narrow` asks for everything that some alternative of `wide` asks for.
fn covers(wide: &[Alternative], narrow: &[Alternative]) -> bool {
    let asks_all = |narrow: &Alternative, wide: &Alternative| {
        wide.conditions.iter().all(|condition| narrow.conditions.contains(condition))
    };
    wide.is_empty()
        || (!narrow.is_empty() && narrow.iter().all(|narrow| wide.iter().any(|wide| asks_all(narrow, wide))))
}

fn unused(document: &Document, findings: &mut Vec<Finding>) {
    for (name, position) in &document.sets {
        if !document.sets_used.contains(name) {
            findings.push(Finding {
                code: "set_unused",
                severity: Severity::Warning,
                message: format!("the set {} is used by no rule", quoted(name)),
                position: *position,
                rule: None,
                fix: "remove the set, or use it with `{in: name}`",
            });
        }
    }
    if let Some(rule) = document.rules.first().filter(|_| document.tests.is_empty()) {
        findings.push(Finding {
            code: "tests_missing",
            severity: Severity::Note,
            message: "the document has no tests".to_owned(),
            position: rule.position,
            rule: None,
            fix: "add `tests:` that show what each rule is for; they run whenever the policy is loaded",
        });
    }
}
