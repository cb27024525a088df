//! The tests inside a document: a given peer and request at a time, and what the policy must say.

use super::conditions::{PEER_KEYS, Reading};
use super::criterion::Test;
use super::document::{Document, DocumentTest};
use super::evaluate::{Evaluation, evaluate};
use super::field::Field;
use super::index::Index;
use super::reader::{get, known_keys, mistake, unknown};
use super::request::{AccessRequest, ContextKey, NAMED_KEYS, PLAIN_KEYS};
use super::syntax::{Entry, Node, Value};
use super::values::{hex, oid, tests_of, without_zeros};
use crate::encoding::oid::OidBuf;
use crate::encoding::time::Timestamp;
use crate::identity::facts::{ExtensionFact, NameAttribute, NameFacts, PeerFacts, RevocationFact};
use crate::identity::{NAME_ATTRIBUTES, SpiffeId, with_lower_case_host};
use crate::reason::quoted;
use crate::setup::{Position, SetupError};

/// What a test of the document gave.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TestOutcome {
    /// The test's `name`.
    pub name: String,
    /// Whether the policy said what the test expects.
    pub passed: bool,
    /// What it expects.
    pub expected: String,
    /// What the policy said.
    pub actual: String,
    /// Where the test stands.
    pub position: Position,
}

/// The time of a test that names none: 2026-01-01T00:00:00Z.
const DEFAULT_AT: Timestamp = Timestamp::from_unix_seconds(1_767_225_600);
/// The age and the remaining time of a peer that names none: a day each.
const DAY: i64 = 86_400;

pub(crate) fn run(document: &Document, index: &Index, test: &DocumentTest) -> Result<TestOutcome, SetupError> {
    let entries = test.node.map("a test")?;
    let at = get(entries, "at").map_or(Ok(DEFAULT_AT), |node| node.instant("`at`"))?;
    let mut request = AccessRequest::connection();
    let peer = match get(entries, "peer") {
        Some(node) => peer(node, at, document, &mut request)?,
        None => peer_without_fields(at),
    };
    if let Some(node) = get(entries, "request") {
        for entry in node.map("`request`")? {
            request = supply(request, entry)?;
        }
    }
    let evaluation = evaluate(&document.rules, index, &peer, &request, at);
    let expectations = match get(entries, "expect") {
        Some(node) => expectations(node, &evaluation)?,
        None => Vec::new(),
    };
    let failed: Vec<&Expectation> =
        expectations.iter().filter(|expectation| expectation.wanted != expectation.got).collect();
    let passed = failed.is_empty();
    let told = if passed { expectations.iter().collect() } else { failed };
    let words = |side: fn(&Expectation) -> &String| {
        let words: Vec<String> = told.iter().map(|e| format!("{} {}", e.what, side(e))).collect();
        words.join(", ")
    };
    Ok(TestOutcome {
        name: test.name.clone(),
        passed,
        expected: words(|e| &e.wanted),
        actual: words(|e| &e.got),
        position: test.node.position,
    })
}

struct Expectation {
    what: String,
    wanted: String,
    got: String,
}

fn expectations(node: &Node, evaluation: &Evaluation) -> Result<Vec<Expectation>, SetupError> {
    const KEYS: [&str; 6] = ["decision", "rule", "nearest", "labels", "roles", "code"];
    let entries = node.map("`expect`")?;
    known_keys(entries, "`expect`", &KEYS)?;
    let none = || "none".to_owned();
    let mut expectations = Vec::new();
    let mut expect =
        |what: &str, wanted: String, got: String| expectations.push(Expectation { what: what.to_owned(), wanted, got });
    for entry in entries {
        match entry.key.as_str() {
            "decision" => {
                let wanted = entry.node.word("`decision`", &["allow", "deny"])?;
                expect("decision", wanted.to_owned(), evaluation.effect.to_string());
            }
            "rule" => expect(
                "rule",
                entry.node.text("`rule`")?.to_owned(),
                evaluation.rule().map_or_else(none, ToOwned::to_owned),
            ),
            "code" => {
                let got: Vec<&str> = evaluation.reasons.iter().map(|reason| reason.code().as_str()).collect();
                expect("code", entry.node.texts("`code`")?.join(" "), got.join(" "));
            }
            "roles" => expect("roles", entry.node.texts("`roles`")?.join(" "), evaluation.obligations.roles.join(" ")),
            "labels" => {
                for label in entry.node.map("`labels`")? {
                    let got = evaluation.obligations.labels.get(&label.key).cloned().unwrap_or_else(none);
                    expect(&format!("label {}", label.key), label.node.text_or_integer("a label")?, got);
                }
            }
            _ => {
                let inside = entry.node.map("`nearest`")?;
                known_keys(inside, "`nearest`", &["rule", "field"])?;
                for entry in inside {
                    let got = evaluation.nearest().map(|nearest| {
                        if entry.key == "rule" { nearest.rule.to_string() } else { nearest.field.clone() }
                    });
                    expect(
                        &format!("nearest {}", entry.key),
                        entry.node.text(&entry.key)?.to_owned(),
                        got.unwrap_or_else(none),
                    );
                }
            }
        }
    }
    if expectations.is_empty() {
        return Err(mistake(
            node,
            "`expect` expects nothing, so the test cannot fail",
            "write `decision: allow` or `deny`",
        ));
    }
    Ok(expectations)
}

fn supply(mut request: AccessRequest, entry: &Entry) -> Result<AccessRequest, SetupError> {
    let misplaced = |error: SetupError| error.at(entry.key_position);
    if let Value::Map(named) = &entry.node.value {
        for inner in named {
            request = request
                .with(&format!("{}.{}", entry.key, inner.key), &inner.node.text_or_integer("a value")?)
                .map_err(misplaced)?;
        }
        return Ok(request);
    }
    for value in entry.node.list() {
        request = request.with(&entry.key, &value.text_or_integer("a value of the request")?).map_err(misplaced)?;
    }
    Ok(request)
}

fn peer_without_fields(at: Timestamp) -> PeerFacts {
    PeerFacts {
        not_before: Some(at.plus_seconds(DAY.saturating_neg())),
        not_after: Some(at.plus_seconds(DAY)),
        chain_depth: 1,
        ..PeerFacts::default()
    }
}

fn peer(node: &Node, at: Timestamp, document: &Document, request: &mut AccessRequest) -> Result<PeerFacts, SetupError> {
    let mut facts = peer_without_fields(at);
    let mut lifetime = None;
    for entry in node.map("`peer`")? {
        let node = &entry.node;
        let what = entry.key.as_str();
        match what {
            "spiffe" => {
                let id = SpiffeId::parse(node.text(what)?).map_err(|error| {
                    mistake(node, format!("`spiffe` is no SPIFFE ID: {error}"), "write spiffe://trust-domain/path")
                })?;
                facts.spiffe = Some(id.as_str().to_owned());
                facts.trust_domain = Some(id.trust_domain().to_owned());
                facts.uri = vec![id.as_str().to_owned()];
            }
            "trust_domain" => facts.trust_domain = Some(node.text(what)?.to_owned()),
            "anchor" => {
                let bundles: Vec<&str> = document.trust.iter().map(|bundle| bundle.name.as_str()).collect();
                facts.anchor = Some(node.word("`trust`", &bundles)?.to_owned());
            }
            "dns" => facts.dns = node.texts(what)?.iter().map(|name| name.to_ascii_lowercase()).collect(),
            "email" => facts.email = node.texts(what)?.iter().map(|name| with_lower_case_host(name)).collect(),
            "uri" => facts.uri = node.texts(what)?,
            "upn" => facts.upn = node.texts(what)?.iter().map(|name| with_lower_case_host(name)).collect(),
            "ip_san" => {
                let address = |node: &Node| {
                    let text = node.text(what)?;
                    text.parse().map_err(|_| {
                        mistake(node, format!("{} is no IP address", quoted(text)), "write one such as 192.0.2.7")
                    })
                };
                facts.ip_san = node.list().iter().map(address).collect::<Result<_, _>>()?;
            }
            "subject" => facts.subject = name(node)?,
            "issuer" => facts.issuer = name(node)?,
            "via" => facts.via = node.list().iter().map(name).collect::<Result<_, _>>()?,
            "eku" => facts.eku = oids(node, Field::Eku)?,
            "policy" => facts.policy = oids(node, Field::Policy)?,
            "other_name" => {
                for inner in node.map(what)? {
                    let key = Node { value: Value::Text(inner.key.clone()), position: inner.key_position };
                    let value = Some(inner.node.text_or_integer("another name's value")?);
                    facts.other_name.push((oid(&key, &inner.key)?, value));
                }
            }
            "extension" => {
                for inner in node.map(what)? {
                    let key = Node { value: Value::Text(inner.key.clone()), position: inner.key_position };
                    let oid = oid(&key, &inner.key)?;
                    let text = inner.node.text_or_integer("an extension's value")?;
                    facts.extension.push(ExtensionFact { oid, value: text.clone().into_bytes(), text: Some(text) });
                }
            }
            "key" => {
                for inner in node.map(what)? {
                    match inner.key.as_str() {
                        "alg" => facts.key.algorithm = inner.node.text("alg")?.to_owned(),
                        "bits" => facts.key.bits = u32::try_from(inner.node.integer("bits")?).ok(),
                        "curve" => facts.key.curve = Some(inner.node.text("curve")?.to_owned()),
                        other => return Err(unknown(inner.key_position, "`key`", other, &["alg", "bits", "curve"])),
                    }
                }
            }
            "sig" => facts.sig = node.text(what)?.to_owned(),
            "serial" => facts.serial = without_zeros(&hex(node, &node.text_or_integer(what)?, 1..=20)?),
            "cert_sha256" => facts.cert_sha256 = hex(node, node.text(what)?, 32..=32)?,
            "spki" => facts.spki = hex(node, node.text(what)?, 32..=32)?,
            "age" => facts.not_before = Some(at.plus_seconds(node.duration(what)?.saturating_neg())),
            "remaining" => facts.not_after = Some(at.plus_seconds(node.duration(what)?)),
            "lifetime" => lifetime = Some(node.duration(what)?),
            "chain_depth" => facts.chain_depth = u32::try_from(node.integer(what)?).unwrap_or(u32::MAX),
            "revocation" => {
                facts.revocation = match node.word(what, &["good", "revoked", "unknown", "stale"])? {
                    "good" => RevocationFact::Good,
                    "revoked" => RevocationFact::Revoked,
                    "unknown" => RevocationFact::Unknown,
                    _ => RevocationFact::Stale,
                };
            }
            // What the host knows of the peer's device stands with the peer, as rules have it in `from`.
            key if ContextKey::parse(key).is_none() && !NAMED_KEYS.contains(&key) => {
                let known: Vec<&str> =
                    PEER_KEYS.iter().chain(&["chain_depth"]).chain(&PLAIN_KEYS).chain(&NAMED_KEYS).copied().collect();
                return Err(unknown(entry.key_position, "`peer`", key, &known));
            }
            _ => *request = supply(std::mem::take(request), entry)?,
        }
    }
    if let (Some(lifetime), Some(from)) = (lifetime, facts.not_before) {
        facts.not_after = Some(from.plus_seconds(lifetime));
    }
    Ok(facts)
}

fn name(node: &Node) -> Result<NameFacts, SetupError> {
    let mut facts = NameFacts::default();
    for entry in node.map("a name")? {
        let known: Vec<&str> = NAME_ATTRIBUTES.iter().map(|(name, _)| *name).collect();
        let oid = NAME_ATTRIBUTES.iter().find(|(name, _)| *name == entry.key).map(|(_, oid)| *oid);
        let oid = oid.ok_or_else(|| unknown(entry.key_position, "a name", &entry.key, &known))?;
        for value in entry.node.texts("an attribute")? {
            facts.attributes.push(NameAttribute { oid: oid.into(), value });
        }
    }
    let texts: Vec<&str> = facts.attributes.iter().map(|attribute| attribute.value.as_str()).collect();
    facts.text = texts.join(",");
    Ok(facts)
}

/// Object identifiers, by the names that rules use.
fn oids(node: &Node, field: Field) -> Result<Vec<OidBuf>, SetupError> {
    let tests = tests_of(&field, node, &Reading::empty())?;
    let oid = |test: Test| match test {
        Test::Exact(text) => OidBuf::parse(&text),
        _ => None,
    };
    Ok(tests.into_iter().filter_map(oid).collect())
}
