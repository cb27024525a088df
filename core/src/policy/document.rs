//! The document's model, read from nodes: what POLICY documents say, with the place of everything.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::conditions::{Alternative, Reading, alternatives, field, principal_classes};
use super::criterion::Test;
use super::field::Field;
use super::reader::{get, inconsistent, known_keys, mistake};
use super::syntax::{Entry, Node, Value};
use super::template::Template;
use super::values::tests_of;
use crate::encoding::time::Timestamp;
use crate::identity::{PrincipalClass, SpiffeId};
use crate::reason::{Reason, quoted};
use crate::revocation::{Requirement, RevocationMode};
use crate::setup::{Position, SetupError};

/// What a rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Lets the peer do what it asks for.
    Allow,
    /// Does not.
    Deny,
}

impl Effect {
    /// `allow` or `deny`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
        }
    }
}

impl std::fmt::Display for Effect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A bundle of trust anchors, and what its paths are bound to.
#[derive(Clone, Debug)]
pub(crate) struct TrustBundle {
    pub(crate) name: String,
    pub(crate) trust_domain: Option<String>,
    pub(crate) permit: Vec<(Field, Vec<Test>)>,
    /// What is asked of revocation; `None` leaves it to the relying party.
    pub(crate) revocation: Option<Requirement>,
}

/// A rule of the document.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) id: Arc<str>,
    pub(crate) position: Position,
    pub(crate) effect: Effect,
    pub(crate) shadow: bool,
    /// Alternatives; none means anybody.
    pub(crate) from: Vec<Alternative>,
    /// Alternatives; none means anything.
    pub(crate) to: Vec<Alternative>,
    pub(crate) valid_from: Option<Timestamp>,
    pub(crate) valid_until: Option<Timestamp>,
    pub(crate) then: Then,
    pub(crate) why: Option<Arc<str>>,
    /// The reason that it gives when it applies: always the same, so made once, when it first does.
    pub(crate) said: OnceLock<Reason>,
}

/// What a rule that allows asks of the host besides.
#[derive(Clone, Debug, Default)]
pub(crate) struct Then {
    pub(crate) roles: Vec<String>,
    pub(crate) labels: BTreeMap<String, Template>,
    pub(crate) tenant: Option<Template>,
    pub(crate) max_session: Option<i64>,
    pub(crate) bind_token: bool,
    pub(crate) forward: Vec<String>,
    pub(crate) audit: Option<&'static str>,
    pub(crate) call: Vec<String>,
}

/// A test of the document, still as nodes; it is read by whoever runs it.
#[derive(Clone, Debug)]
pub(crate) struct DocumentTest {
    pub(crate) name: String,
    pub(crate) node: Node,
}

/// A whole document.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) name: Option<String>,
    pub(crate) trust: Vec<TrustBundle>,
    pub(crate) identity: Vec<PrincipalClass>,
    pub(crate) sets: Vec<(String, Position)>,
    pub(crate) sets_used: Vec<String>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) tests: Vec<DocumentTest>,
}

/// Lists that the host supplies at load for `external: true`.
pub(crate) type ExternalSets = BTreeMap<String, Vec<String>>;

const KEYS: [&str; 8] = ["handfast", "name", "default", "trust", "identity", "sets", "rules", "tests"];
const RULE_KEYS: [&str; 9] = ["id", "effect", "mode", "from", "to", "valid", "then", "why", "when"];

pub(crate) fn read(root: &Node, external: &ExternalSets) -> Result<Document, SetupError> {
    let entries = root.map("the document")?;
    known_keys(entries, "the document", &KEYS)?;
    let required = |key: &str, fix: &str| {
        get(entries, key).ok_or_else(|| mistake(root, format!("the document has no `{key}`"), fix.to_owned()))
    };
    let version = required("handfast", "begin the document with `handfast: 1`")?;
    if !matches!(version.value, Value::Integer(1)) {
        return Err(mistake(version, "`handfast` is not a version that can be read", "write `handfast: 1`"));
    }
    let default = required("default", "add `default: deny`; it is the only value, and there for readers")?;
    if !matches!(&default.value, Value::Text(text) if text == "deny") {
        return Err(mistake(default, "`default` must be `deny`", "write `default: deny`, and allow with rules"));
    }
    let name = get(entries, "name").map(|node| node.text("`name`").map(ToOwned::to_owned)).transpose()?;
    let trust = trust(get(entries, "trust"))?;
    let identity = principal_classes(required(
        "identity",
        "say which class of name is the principal, such as `identity: [spiffe]`",
    )?)?;
    let sets = sets(get(entries, "sets"), external)?;
    if let Some(name) = external.keys().find(|name| !sets.iter().any(|set| set.external && set.name == **name)) {
        let declared: Vec<&str> = sets.iter().filter(|set| set.external).map(|set| set.name.as_str()).collect();
        let declared = if declared.is_empty() { "none".to_owned() } else { declared.join(", ") };
        return Err(inconsistent(
            root.position,
            format!("values were supplied for {}, which is no external set of the policy", quoted(name)),
            format!("supply those that it declares: {declared}"),
        ));
    }
    let bundles: Vec<&str> = trust.iter().map(|bundle| bundle.name.as_str()).collect();
    let reading = Reading::new(&sets, &bundles);
    let mut rules: Vec<Rule> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for node in required("rules", "add `rules:`, a list; an empty list denies everybody")?.list() {
        let rule = rule(node, &reading)?;
        if !seen.insert(Arc::clone(&rule.id)) {
            return Err(inconsistent(
                rule.position,
                format!("two rules have the id {}", quoted(&rule.id)),
                "give each rule its own id",
            ));
        }
        rules.push(rule);
    }
    let tests = get(entries, "tests").map_or(Ok(Vec::new()), |node| node.list().iter().map(test).collect())?;
    let sets_used = reading.sets_used();
    let sets = sets.into_iter().map(|set| (set.name, set.position)).collect();
    Ok(Document { name, trust, identity, sets, sets_used, rules, tests })
}

/// A named list. Its items are read where it is used, for only there their type is known.
pub(crate) struct Set {
    pub(crate) name: String,
    pub(crate) position: Position,
    pub(crate) items: Vec<Node>,
    /// Whether the host supplies its values.
    pub(crate) external: bool,
    /// Which field it may be used with, if it says so.
    pub(crate) kind: Option<Field>,
}

fn sets(node: Option<&Node>, external: &ExternalSets) -> Result<Vec<Set>, SetupError> {
    let entries = node.map_or(Ok(&[][..]), |node| node.map("`sets`"))?;
    let set = |entry: &Entry| {
        let mut kind = None;
        let items: Vec<Node> = match &entry.node.value {
            Value::Map(inside) => {
                known_keys(inside, "an external set", &["external", "type"])?;
                if !get(inside, "external").map_or(Ok(false), |node| node.boolean("`external`"))? {
                    return Err(mistake(
                        &entry.node,
                        "a set that is a mapping must say `external: true`",
                        "write `{external: true, type: serial}`, or the values as a list",
                    ));
                }
                kind = get(inside, "type").map(|node| field(node.text("`type`")?, node.position)).transpose()?;
                let supplied = external.get(&entry.key).ok_or_else(|| {
                    inconsistent(
                        entry.key_position,
                        format!("the external set {} was not supplied", quoted(&entry.key)),
                        "give its values when the policy is parsed",
                    )
                })?;
                let item = |text: &String| Node { value: Value::Text(text.clone()), position: entry.key_position };
                let items: Vec<Node> = supplied.iter().map(item).collect();
                if let Some(kind) = &kind {
                    items.iter().try_for_each(|item| tests_of(kind, item, &Reading::empty()).map(drop))?;
                }
                items
            }
            Value::List(items) if items.is_empty() => {
                return Err(mistake(
                    &entry.node,
                    "a set is empty, so nothing is in it",
                    "name its values; a set that the host fills is `{external: true}`",
                ));
            }
            Value::List(items) => items.clone(),
            other => {
                return Err(mistake(
                    &entry.node,
                    format!("a set must be a list, and is {}", other.noun()),
                    "write `name: [a, b]`",
                ));
            }
        };
        let external = matches!(entry.node.value, Value::Map(_));
        Ok(Set { name: entry.key.clone(), position: entry.key_position, items, external, kind })
    };
    entries.iter().map(set).collect()
}

fn trust(node: Option<&Node>) -> Result<Vec<TrustBundle>, SetupError> {
    let entries = node.map_or(Ok(&[][..]), |node| node.map("`trust`"))?;
    entries.iter().map(bundle).collect()
}

fn bundle(entry: &Entry) -> Result<TrustBundle, SetupError> {
    let what = "a bundle of `trust`";
    let entries = entry.node.map(what)?;
    known_keys(entries, what, &["bundle", "trust_domain", "permit", "revocation", "grace"])?;
    if let Some(node) = get(entries, "bundle") {
        node.text("`bundle`")?;
    }
    let trust_domain = match get(entries, "trust_domain") {
        Some(node) => {
            let name = node.text("`trust_domain`")?;
            SpiffeId::check_trust_domain(name).map_err(|error| {
                mistake(
                    node,
                    format!("{} is no trust domain: {error}", quoted(name)),
                    "write a name such as prod.example",
                )
            })?;
            Some(name.to_owned())
        }
        None => None,
    };
    let revocation = get(entries, "revocation").map(revocation).transpose()?;
    if let Some(node) = get(entries, "grace") {
        return Err(inconsistent(
            node.position,
            "`grace` is not supported by this version: expired certificates are always refused",
            "take `grace` out; it would be wrong to leave it unheeded",
        ));
    }
    let mut permit = Vec::new();
    for permitted in get(entries, "permit").map_or(Ok(&[][..]), |node| node.map("`permit`"))? {
        let field = match permitted.key.as_str() {
            "dns" => Field::Dns,
            "email" => Field::Email,
            "uri" => Field::Uri,
            "upn" => Field::Upn,
            _ => {
                return Err(super::reader::unknown(
                    permitted.key_position,
                    "`permit`",
                    &permitted.key,
                    &["dns", "email", "uri", "upn"],
                ));
            }
        };
        permit.push((field.clone(), tests_of(&field, &permitted.node, &Reading::empty())?));
    }
    Ok(TrustBundle { name: entry.key.clone(), trust_domain, permit, revocation })
}

/// `revocation`: a mode for every source, or by source, with the age and the grace of data.
fn revocation(node: &Node) -> Result<Requirement, SetupError> {
    const MODES: [&str; 4] = ["off", "soft", "hard", "require_fresh"];
    let Value::Map(entries) = &node.value else {
        return Ok(Requirement::of(mode(node.word("`revocation`", &MODES)?, None)));
    };
    known_keys(entries, "`revocation`", &["crl", "ocsp", "max_age", "grace"])?;
    let word = |key: &str| get(entries, key).map(|node| node.word(&format!("`{key}`"), &MODES)).transpose();
    let seconds = |key: &str| {
        let seconds = get(entries, key).map(|node| node.duration(&format!("`{key}`"))).transpose()?;
        Ok::<_, SetupError>(seconds.map(|seconds| Duration::from_secs(u64::try_from(seconds).unwrap_or(0))))
    };
    let (crl, ocsp, grace) = (word("crl")?, word("ocsp")?, seconds("grace")?);
    let counts = |word: Option<&str>| word.is_some_and(|word| word != "off");
    let asked = match (crl, ocsp) {
        (None, None) => "hard",
        (Some(crl), Some(ocsp)) if counts(Some(crl)) && counts(Some(ocsp)) => {
            let strictness = |word: &str| if word == "require_fresh" { "hard" } else { word }.to_owned();
            if strictness(crl) != strictness(ocsp) {
                return Err(inconsistent(
                    node.position,
                    "`revocation` asks for CRLs and OCSP responses in different modes, and either may say that a certificate is good",
                    "give both the same mode, or leave out the one that need not be there",
                ));
            }
            crl
        }
        (crl, ocsp) => crl.filter(|crl| *crl != "off").or(ocsp).unwrap_or("off"),
    };
    if grace.is_some() && asked != "soft" {
        return Err(inconsistent(
            node.position,
            "`revocation` has a `grace`, which only the mode `soft` has",
            "take `grace` out, or write `soft`",
        ));
    }
    let neither_named = crl.is_none() && ocsp.is_none();
    Ok(Requirement {
        mode: mode(asked, grace),
        crl: neither_named || counts(crl),
        ocsp: neither_named || counts(ocsp),
        max_age: seconds("max_age")?,
    })
}

fn mode(word: &str, grace: Option<Duration>) -> RevocationMode {
    match word {
        "off" => RevocationMode::Off,
        "soft" => grace.map_or(RevocationMode::SOFT, |grace| RevocationMode::SoftUntil { grace }),
        _ => RevocationMode::Hard,
    }
}

fn rule(node: &Node, reading: &Reading<'_>) -> Result<Rule, SetupError> {
    let entries = node.map("a rule")?;
    known_keys(entries, "a rule", &RULE_KEYS)?;
    let id_node = get(entries, "id")
        .ok_or_else(|| mistake(node, "a rule has no `id`", "add `id: a-name`; decisions name the rule by it"))?;
    let id = id_node.text("`id`")?;
    let named = |error: SetupError| error.in_rule(id);
    let well_formed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/');
    if id.is_empty() || !id.chars().all(well_formed) {
        return Err(mistake(
            id_node,
            format!("{} cannot be a rule's id", quoted(id)),
            "use letters, digits, and - _ . : /",
        ));
    }
    if let Some(when) = get(entries, "when") {
        return Err(named(inconsistent(
            when.position,
            "`when` conditions are not supported by this version",
            "say it with `from` and `to`; leaving the condition unheeded would be wrong",
        )));
    }
    let effect = get(entries, "effect")
        .ok_or_else(|| named(mistake(node, "the rule has no `effect`", "add `effect: allow` or `effect: deny`")))?;
    let effect = match effect.word("`effect`", &["allow", "deny"]).map_err(named)? {
        "allow" => Effect::Allow,
        _ => Effect::Deny,
    };
    let shadow = match get(entries, "mode") {
        Some(mode) => mode.word("`mode`", &["enforce", "shadow"]).map_err(named)? == "shadow",
        None => false,
    };
    let lists =
        |key: &str| get(entries, key).map_or(Ok(Vec::new()), |node| alternatives(node, key, reading)).map_err(named);
    let (valid_from, valid_until) = match get(entries, "valid") {
        Some(valid) => {
            let inside = valid.map("`valid`").map_err(named)?;
            known_keys(inside, "`valid`", &["from", "until"]).map_err(named)?;
            let instant = |key: &str| get(inside, key).map(|node| node.instant(key)).transpose().map_err(named);
            (instant("from")?, instant("until")?)
        }
        None => (None, None),
    };
    let then = get(entries, "then").map_or(Ok(Then::default()), |node| then(node, effect)).map_err(named)?;
    let why = get(entries, "why").map(|node| node.text("`why`")).transpose().map_err(named)?;
    Ok(Rule {
        id: id.into(),
        position: node.position,
        effect,
        shadow,
        from: lists("from")?,
        to: lists("to")?,
        valid_from,
        valid_until,
        then,
        why: why.map(Into::into),
        said: OnceLock::new(),
    })
}

fn then(node: &Node, effect: Effect) -> Result<Then, SetupError> {
    let entries = node.map("`then`")?;
    if let Some(entry) = entries.iter().find(|entry| effect == Effect::Deny && entry.key != "audit") {
        return Err(inconsistent(
            entry.key_position,
            format!("{} stands in the `then` of a rule that denies, which grants nothing", quoted(&entry.key)),
            "leave `audit` alone in it, or move the rest to a rule that allows",
        ));
    }
    known_keys(
        entries,
        "`then`",
        &["roles", "labels", "tenant", "max_session", "bind_token", "forward", "audit", "call"],
    )?;
    let texts = |key: &str| get(entries, key).map_or(Ok(Vec::new()), |node| node.texts(key));
    let template = |node: &Node, what: &str| {
        let text = node.text_or_integer(what)?;
        Template::parse(&text).map_err(|_| {
            mistake(
                node,
                format!("{what}: {} inserts a value that does not exist", quoted(&text)),
                "see docs/policy.md for what `${...}` can name",
            )
        })
    };
    let mut labels = BTreeMap::new();
    for entry in get(entries, "labels").map_or(Ok(&[][..]), |node| node.map("`labels`"))? {
        labels.insert(entry.key.clone(), template(&entry.node, "a label")?);
    }
    Ok(Then {
        roles: texts("roles")?,
        labels,
        tenant: get(entries, "tenant").map(|node| template(node, "`tenant`")).transpose()?,
        max_session: get(entries, "max_session").map(|node| node.duration("`max_session`")).transpose()?,
        bind_token: get(entries, "bind_token").map_or(Ok(false), |node| node.boolean("`bind_token`"))?,
        forward: texts("forward")?,
        audit: get(entries, "audit").map(|node| node.word("`audit`", &["never", "denied", "always"])).transpose()?,
        call: texts("call")?,
    })
}

fn test(node: &Node) -> Result<DocumentTest, SetupError> {
    let entries = node.map("a test")?;
    known_keys(entries, "a test", &["name", "at", "peer", "request", "expect"])?;
    let name = get(entries, "name")
        .ok_or_else(|| mistake(node, "a test has no `name`", "add a name that says what it shows"))?;
    if get(entries, "expect").is_none() {
        return Err(mistake(node, "a test has no `expect`", "add `expect: { decision: allow }` or `deny`"));
    }
    Ok(DocumentTest { name: name.text("`name`")?.to_owned(), node: node.clone() })
}
