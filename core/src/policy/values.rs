//! A value of a rule's key, or a list of them, to the tests that it asks for.

use super::conditions::{Reading, quantified};
use super::criterion::{Cidr, Comparison, NamePart, Test, Unit};
use super::field::Field;
use super::parts::{Place, as_values_have_it};
use super::pattern::{NotAPattern, Pattern, Shape};
use super::reader::{get, inconsistent, known_keys, mistake, unknown};
use super::request::{self, ContextKey};
use super::syntax::{Entry, Node, Value};
use crate::certificate::{KEY_NAMES, is_printed_name};
use crate::encoding::algorithm;
use crate::encoding::oid::{Oid, OidBuf, known};
use crate::identity::{NAME_ATTRIBUTES, SpiffeId, with_lower_case_host};
use crate::path::dns_name::DnsName;
use crate::reason::quoted;
use crate::setup::SetupError;

/// The tests of a value or a list of values.
pub(crate) fn tests_of(field: &Field, node: &Node, reading: &Reading<'_>) -> Result<Vec<Test>, SetupError> {
    let items = node.list();
    if items.is_empty() {
        return Err(mistake(
            node,
            format!("`{field}` is an empty list, which nothing matches"),
            "name at least one value",
        ));
    }
    let mut tests = Vec::new();
    for item in items {
        match &item.value {
            Value::Map(entries)
                if is_whole_name(field) && get(entries, "in").is_none() && get(entries, "present").is_none() =>
            {
                tests.push(name_test(item, reading)?);
            }
            Value::Map(entries) => tests.extend(operator(field, item, entries, reading)?),
            _ => tests.push(scalar(field, item, reading)?),
        }
    }
    Ok(tests)
}

fn operator(field: &Field, node: &Node, entries: &[Entry], reading: &Reading<'_>) -> Result<Vec<Test>, SetupError> {
    const OPERATORS: [&str; 11] =
        ["in", "present", "cidr", "prefix", "suffix", "contains", "lt", "lte", "gt", "gte", "eq"];
    known_keys(entries, &format!("`{field}`"), &OPERATORS)?;
    let [entry] = entries else {
        return Err(mistake(
            node,
            format!("`{field}` needs one operator"),
            format!("use one of {}", OPERATORS.join(", ")),
        ));
    };
    let part = |place: Place| {
        if takes_parts(field) {
            let text = entry.node.text(&entry.key)?;
            if text.is_empty() {
                return Err(empty_part(field, entry));
            }
            if is_ascii_in_certificates(field) && !is_printable(text) {
                return Err(not_a_pattern(field, &entry.node, text, NotAPattern::NoName));
            }
            return as_values_have_it(field, place, text).ok_or_else(|| no_such_part(field, entry, text));
        }
        Err(mistake(
            &entry.node,
            format!("`{field}` cannot be compared with `{}`", entry.key),
            "compare numbers with lt, lte, gt, gte and eq, addresses with cidr, names by their attributes",
        ))
    };
    Ok(vec![match entry.key.as_str() {
        "in" => return set_tests(field, &entry.node, reading),
        "present" => Test::Present(entry.node.boolean("`present`")?),
        "prefix" => Test::Prefix(part(Place::Begins)?),
        "suffix" => Test::Suffix(part(Place::Ends)?),
        "contains" => Test::Contains(part(Place::Anywhere)?),
        "cidr" if is_address(field) => {
            let text = entry.node.text("`cidr`")?;
            Test::Cidr(Cidr::parse(text).ok_or_else(|| {
                mistake(
                    &entry.node,
                    format!("{} is not a range of addresses", quoted(text)),
                    "write one such as 10.20.0.0/16, with nothing set beyond the prefix",
                )
            })?)
        }
        "cidr" => {
            return Err(mistake(
                &entry.node,
                format!("`{field}` is no address, so `cidr` cannot match it"),
                "use `cidr` with ip_san, source_ip or forwarded_ip",
            ));
        }
        "eq" if !is_number(field) => scalar(field, &entry.node, reading)?,
        _ => comparison(field, entry)?,
    }])
}

fn is_address(field: &Field) -> bool {
    matches!(field, Field::IpSan | Field::Context(ContextKey::Plain("source_ip" | "forwarded_ip")))
}

/// Whether a part of the value can be compared: not of numbers, addresses and whole names.
fn takes_parts(field: &Field) -> bool {
    !is_number(field) && !is_address(field) && !is_whole_name(field)
}

fn empty_part(field: &Field, entry: &Entry) -> SetupError {
    mistake(
        &entry.node,
        format!("`{field}` cannot be compared with an empty `{}`, which every value has", entry.key),
        "write the part; to ask whether there is a value at all, {present: true}",
    )
}

fn no_such_part(field: &Field, entry: &Entry, text: &str) -> SetupError {
    mistake(
        &entry.node,
        format!("no value of `{field}` has the {} {}", entry.key, quoted(text)),
        "write it as values have it: hex digits, a path decoded and from its slash on, a host without port and last dot, a trust domain in lower case",
    )
}

fn is_number(field: &Field) -> bool {
    matches!(
        field,
        Field::Age
            | Field::Remaining
            | Field::Lifetime
            | Field::KeyBits
            | Field::ChainDepth
            | Field::Context(ContextKey::Plain("port"))
    )
}

pub(super) fn comparison(field: &Field, entry: &Entry) -> Result<Test, SetupError> {
    let found = Comparison::ALL.iter().find(|(name, _)| *name == entry.key);
    let (Some((_, comparison)), true) = (found, is_number(field)) else {
        return Err(mistake(
            &entry.node,
            format!("`{field}` cannot be compared with `{}`", entry.key),
            "compare age, remaining, lifetime, key.bits, chain_depth or port",
        ));
    };
    if matches!(field, Field::Age | Field::Remaining | Field::Lifetime) {
        return Ok(Test::Number(*comparison, entry.node.duration(&entry.key)?, Unit::Seconds));
    }
    Ok(Test::Number(*comparison, entry.node.integer(&entry.key)?, Unit::Plain))
}

fn set_tests(field: &Field, node: &Node, reading: &Reading<'_>) -> Result<Vec<Test>, SetupError> {
    let name = node.text("`in`")?;
    let Some(set) = reading.sets.iter().find(|set| set.name == name) else {
        let known: Vec<&str> = reading.sets.iter().map(|set| set.name.as_str()).collect();
        return Err(unknown(node.position, "`sets`", name, &known));
    };
    if let Some(kind) = set.kind.as_ref().filter(|kind| *kind != field) {
        return Err(inconsistent(
            node.position,
            format!("the set {} is of the type `{kind}`, and `{field}` is asked for", quoted(name)),
            "use a set of the field's own type",
        ));
    }
    if reading.in_set.replace(true) {
        return Err(mistake(node, "a set cannot use another set", "write the values out"));
    }
    reading.used.borrow_mut().insert(name.to_owned());
    let mut tests = Vec::new();
    for item in &set.items {
        // A set of CAs may say `{issuer: {cn: …}}` for what `via` and `issuer` look at.
        let named = |key: &str| match field {
            Field::Via => matches!(key, "issuer" | "subject"),
            Field::Issuer => key == "issuer",
            Field::Subject => key == "subject",
            _ => false,
        };
        let inner = match &item.value {
            Value::Map(entries) => match entries.as_slice() {
                [entry] if named(&entry.key) => &entry.node,
                _ => item,
            },
            _ => item,
        };
        tests.extend(tests_of(field, inner, reading)?);
    }
    reading.in_set.set(false);
    Ok(tests)
}

fn scalar(field: &Field, node: &Node, reading: &Reading<'_>) -> Result<Test, SetupError> {
    if is_number(field) {
        return match field {
            Field::Age | Field::Remaining | Field::Lifetime => {
                node.duration(&field.to_string()).map(|s| Test::Number(Comparison::Equal, s, Unit::Seconds))
            }
            _ => node.integer(&field.to_string()).map(|n| Test::Number(Comparison::Equal, n, Unit::Plain)),
        };
    }
    let text = node.text(&format!("`{field}`"))?;
    match field {
        Field::Eku => return usage(node, text),
        Field::Policy => return oid(node, text).map(|oid| Test::Exact(oid.to_string())),
        Field::Serial => return hex(node, text, 1..=20).map(|digits| Test::Exact(without_zeros(&digits))),
        Field::CertSha256 | Field::Spki => return hex(node, text, 32..=32).map(Test::Exact),
        Field::IpSan | Field::Context(ContextKey::Plain("source_ip" | "forwarded_ip")) => {
            return Cidr::parse(text).map(Test::Cidr).ok_or_else(|| {
                mistake(
                    node,
                    format!("{} is not an address or a range", quoted(text)),
                    "write one such as 192.0.2.7 or 10.20.0.0/16",
                )
            });
        }
        Field::Anchor => known_bundle(node, text, reading)?,
        Field::Revocation => {
            return node
                .word("`revocation`", &["good", "revoked", "unknown", "stale"])
                .map(|word| Test::Exact(word.to_owned()));
        }
        Field::KeyAlgorithm => return word_or_oid(field, node, text, &KEY_NAMES),
        Field::KeyCurve => return word_or_oid(field, node, text, &["p256", "p384", "p521"]),
        Field::Sig => return word_or_oid(field, node, text, &algorithm::names()),
        Field::TrustDomain => SpiffeId::check_trust_domain(text).map_err(|error| {
            mistake(node, format!("{} is no trust domain: {error}", quoted(text)), "write a name such as prod.example")
        })?,
        Field::Context(ContextKey::Plain("path")) if !text.starts_with('/') && !matches!(text, "*" | "**") => {
            return Err(mistake(
                node,
                format!("`path` cannot be {}: no path begins like this", quoted(text)),
                "begin it with a slash",
            ));
        }
        Field::Context(ContextKey::Plain("path")) if !matches!(text, "*" | "**") && !request::is_plain_path(text) => {
            return Err(mistake(
                node,
                format!("`path` cannot be {}: no path is like this once it was made plain", quoted(text)),
                "write it decoded, without query, and without empty or dot segments",
            ));
        }
        Field::Context(ContextKey::Plain("host" | "sni")) if !request::is_plain_host(text) => {
            return Err(mistake(
                node,
                format!("`{field}` cannot be {}: a host is compared without its port and brackets", quoted(text)),
                "write the name or the address alone, such as portal.corp.example; a port is `port`",
            ));
        }
        _ => {}
    }
    let pattern = Pattern::parse(text, shape(field)).map_err(|why| not_a_pattern(field, node, text, why))?;
    let no_name = || not_a_pattern(field, node, text, NotAPattern::NoName);
    Ok(match pattern.exact() {
        _ if *field != Field::Spiffe && !may_be_had(field, &pattern) => return Err(no_name()),
        Some(exact) if is_whole_name(field) && !is_printed_name(&exact) => return Err(no_name()),
        None if is_whole_name(field) => return Err(not_a_pattern(field, node, text, NotAPattern::NoPatterns)),
        Some(exact) if matches!(field, Field::Email | Field::Upn) => Test::Exact(with_lower_case_host(&exact)),
        Some(exact) => {
            if *field == Field::Spiffe {
                SpiffeId::parse(&exact).map_err(|error| {
                    mistake(
                        node,
                        format!("{} is no SPIFFE ID: {error}", quoted(&exact)),
                        "write one such as spiffe://prod.example/ns/web",
                    )
                })?;
            }
            Test::Exact(exact)
        }
        None if !may_be_had(field, &pattern) => return Err(no_name()),
        None => Test::Pattern(pattern),
    })
}

/// Whether a certificate that is accepted can have such a name, as far as the pattern says it.
fn may_be_had(field: &Field, pattern: &Pattern) -> bool {
    pattern.literals().all(|(place, literal)| match (field, place) {
        (Field::Dns, _) => DnsName::parse_host(literal).is_some(),
        (Field::Spiffe, 0) => SpiffeId::check_trust_domain(literal).is_ok(),
        (Field::Spiffe, _) => SpiffeId::parse(&format!("spiffe://d/{literal}")).is_ok(),
        _ => !is_ascii_in_certificates(field) || is_printable(literal),
    })
}

/// Whether a certificate has no other characters in it (RFC 5280 section 4.2.1.6).
fn is_ascii_in_certificates(field: &Field) -> bool {
    matches!(field, Field::Dns | Field::Email | Field::Uri | Field::Spiffe)
}

fn is_printable(text: &str) -> bool {
    text.bytes().all(|octet| matches!(octet, b' '..=b'~'))
}

fn is_whole_name(field: &Field) -> bool {
    matches!(field, Field::Subject | Field::Issuer | Field::Via)
}

fn not_a_pattern(field: &Field, node: &Node, text: &str, why: NotAPattern) -> SetupError {
    let text = quoted(text);
    let (what, fix) = match why {
        NotAPattern::PartOfSegment => (
            "a wildcard must be a whole segment",
            "write `*` or `**` between separators, or {prefix: ...}, {suffix: ...}, {contains: ...}",
        ),
        NotAPattern::NoPatterns => (
            "this field takes exact values only",
            "write the value, or {prefix: ...}, {suffix: ...}, {contains: ...}, {present: true}",
        ),
        NotAPattern::NoScheme => ("it does not begin with spiffe://", "write spiffe://trust-domain/path"),
        NotAPattern::NoMailbox => ("it is no mailbox", "write local@domain, such as \"*@corp.example\""),
        NotAPattern::Insert => {
            ("`${...}` names nothing that can be inserted", "see docs/policy.md for what `${...}` can name")
        }
        NotAPattern::Empty => ("it is empty, or empty between two separators", "write a value"),
        NotAPattern::NoName if is_whole_name(field) => (
            "no name prints like this",
            "write it as `handfast inspect` prints it, such as \"CN=web,O=Corp\", or name attributes: {cn: web, o: Corp}",
        ),
        NotAPattern::NoName => (
            "no certificate has such a name",
            "write it as certificates have it: in ASCII, a host by its A-labels such as xn--bcher-kva.example, a trust domain in lower case",
        ),
    };
    mistake(node, format!("`{field}` cannot be {text}: {what}"), fix)
}

fn known_bundle(node: &Node, text: &str, reading: &Reading<'_>) -> Result<(), SetupError> {
    match reading.bundles {
        Some(bundles) if !bundles.contains(&text) => Err(unknown(node.position, "`trust`", text, bundles)),
        _ => Ok(()),
    }
}

fn usage(node: &Node, text: &str) -> Result<Test, SetupError> {
    const NAMES: [(&str, Oid<'static>); 8] = [
        ("serverAuth", known::SERVER_AUTH),
        ("clientAuth", known::CLIENT_AUTH),
        ("codeSigning", known::CODE_SIGNING),
        ("emailProtection", known::EMAIL_PROTECTION),
        ("timeStamping", known::TIME_STAMPING),
        ("OCSPSigning", known::OCSP_SIGNING),
        ("smartcardLogon", known::SMARTCARD_LOGON),
        ("anyExtendedKeyUsage", known::ANY_EXTENDED_KEY_USAGE),
    ];
    if let Some((_, oid)) = NAMES.iter().find(|(name, _)| *name == text) {
        return Ok(Test::Exact(oid.to_string()));
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return oid(node, text).map(|oid| Test::Exact(oid.to_string()));
    }
    Err(unknown(node.position, "`eku`", text, &NAMES.map(|(name, _)| name)))
}

/// One of the words that a field's values have, or an object identifier that has none.
fn word_or_oid(field: &Field, node: &Node, text: &str, words: &[&str]) -> Result<Test, SetupError> {
    let lower = text.to_ascii_lowercase();
    if words.contains(&lower.as_str()) || OidBuf::parse(text).is_some() {
        return Ok(Test::Exact(lower));
    }
    Err(unknown(node.position, &format!("`{field}`"), text, words))
}

pub(super) fn oid(node: &Node, text: &str) -> Result<OidBuf, SetupError> {
    OidBuf::parse(text).ok_or_else(|| {
        mistake(
            node,
            format!("{} is no object identifier", quoted(text)),
            "write one such as 2.16.840.1.101.3.2.1.3.13",
        )
    })
}

/// Hex without what people write between, in lower case.
pub(super) fn hex_digits(text: &str) -> String {
    let text = text.strip_prefix("sha256:").unwrap_or(text);
    text.chars().filter(|c| *c != ':').map(|c| c.to_ascii_lowercase()).collect()
}

/// Hex digits, with or without colons, in lower case.
pub(super) fn hex(node: &Node, text: &str, octets: std::ops::RangeInclusive<usize>) -> Result<String, SetupError> {
    let digits = hex_digits(text);
    let most = octets.end().saturating_mul(2);
    let fits = (1..=most).contains(&digits.len()) && (octets.start() != octets.end() || digits.len() == most);
    if fits && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(digits);
    }
    Err(mistake(
        node,
        format!("{} is not {} octets in hex", quoted(text), octets.end()),
        "write hex digits, with colons or without; put them in quotes",
    ))
}

/// A serial number as certificates print theirs: whole octets, without leading ones that are zero.
pub(super) fn without_zeros(digits: &str) -> String {
    let mut digits = digits.trim_start_matches('0').to_owned();
    if digits.len() % 2 == 1 || digits.is_empty() {
        digits.insert(0, '0');
        if digits.len() == 1 {
            digits.push('0');
        }
    }
    digits
}

fn name_test(node: &Node, reading: &Reading<'_>) -> Result<Test, SetupError> {
    let entries = node.map("a name")?;
    let known: Vec<&str> = NAME_ATTRIBUTES.iter().map(|(name, _)| *name).collect();
    known_keys(entries, "a name", &known)?;
    if entries.is_empty() {
        return Err(mistake(
            node,
            "a name without attributes matches nothing",
            "name an attribute, such as {cn: Issuing CA 1}",
        ));
    }
    let attribute = |entry: &Entry| {
        let oid = NAME_ATTRIBUTES.iter().find(|(name, _)| *name == entry.key).map(|(_, oid)| OidBuf::from(*oid));
        let oid = oid.ok_or_else(|| unknown(entry.key_position, "a name", &entry.key, &known))?;
        // Each value is a text by itself; `{prefix: …}` and its kin work as elsewhere.
        let (quantifier, tests) = quantified(&Field::Extension(oid.clone()), &entry.node, reading)?;
        Ok(NamePart { oid, quantifier, tests })
    };
    entries.iter().map(attribute).collect::<Result<_, _>>().map(Test::Name)
}

/// How the values of a field fall into segments.
fn shape(field: &Field) -> Shape {
    match field {
        Field::Spiffe => Shape::Spiffe,
        Field::Dns => Shape::Dns,
        Field::Email | Field::Upn => Shape::Email,
        Field::Uri => Shape::Slashes,
        Field::Context(ContextKey::Plain("host" | "sni")) => Shape::Dns,
        Field::Context(ContextKey::Plain("path" | "topic" | "resource" | "grpc")) => Shape::Slashes,
        _ => Shape::Whole,
    }
}
