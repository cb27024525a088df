//! What the core reads in a certificate, against x509-parser, which was written by others: whatever the core accepts it
//! accepts, and reads the same in it. The reverse does not hold: the core is stricter.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use handfast::Certificate;
use handfast::certificate::GeneralName;
use serde_json::Value;
use x509_parser::extensions::{GeneralName as TheirName, ParsedExtension};
use x509_parser::prelude::{FromDer as _, X509Certificate};

const VECTORS: [&str; 7] = [
    include_str!("../../../tests/vectors/encoding.json"),
    include_str!("../../../tests/vectors/identity.json"),
    include_str!("../../../tests/vectors/path.json"),
    include_str!("../../../tests/vectors/policy.json"),
    include_str!("../../../tests/vectors/presented.json"),
    include_str!("../../../tests/vectors/profile.json"),
    include_str!("../../../tests/vectors/revocation.json"),
];

/// In the place of a text that x509-parser does not read.
const UNREAD: &str = "(not read)";

/// What a certificate says, by what it is about.
type Said = BTreeMap<&'static str, String>;

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect::<Vec<_>>().concat()
}

fn list(items: impl IntoIterator<Item = String>) -> String {
    items.into_iter().collect::<Vec<_>>().join("\n")
}

fn sorted(items: impl IntoIterator<Item = String>) -> String {
    let mut items: Vec<String> = items.into_iter().collect();
    items.sort();
    items.dedup();
    items.join("\n")
}

fn ours(certificate: &Certificate) -> Said {
    let name = |name: handfast::certificate::DistinguishedName<'_>| {
        let attributes = name.attributes().map(|a| format!("{} {} {}", a.rdn(), hex(a.oid().as_bytes()), a.text()));
        format!("{}\n{}", hex(name.der()), list(attributes))
    };
    let alternative = |name: GeneralName<'_>| match name {
        GeneralName::Dns(text) => format!("dns {text}"),
        GeneralName::Email(text) => format!("email {text}"),
        GeneralName::Uri(text) => format!("uri {text}"),
        GeneralName::Ip(address) => format!("ip {address}"),
        GeneralName::DirectoryName(name) => format!("directory {}", hex(name.der())),
        GeneralName::OtherName { type_id, value } => format!("other {} {}", hex(type_id.as_bytes()), hex(value)),
        GeneralName::RegisteredId(oid) => format!("registered {}", hex(oid.as_bytes())),
        other => format!("{other}"),
    };
    let extension = |e: handfast::certificate::Extension<'_>| {
        format!("{} {} {}", hex(e.oid().as_bytes()), e.critical(), hex(e.value()))
    };
    let basic = certificate.basic_constraints();
    let usages = certificate.extended_key_usage();
    let authority = certificate.authority_key_identifier();
    BTreeMap::from([
        ("version", certificate.version().to_string()),
        ("serial", certificate.serial().to_string()),
        ("issuer", name(certificate.issuer())),
        ("subject", name(certificate.subject())),
        ("not before", certificate.not_before().unix_seconds().to_string()),
        ("not after", certificate.not_after().unix_seconds().to_string()),
        ("key", hex(certificate.public_key().spki_der())),
        ("extensions", list(certificate.extensions().map(extension))),
        ("alternative names", list(certificate.subject_alt_names().map(alternative))),
        ("basic constraints", format!("{:?}", basic.map(|basic| (basic.ca, basic.path_length)))),
        ("key usage", format!("{:?}", certificate.key_usage().map(|usage| list(usage.names().map(str::to_owned))))),
        ("extended key usage", format!("{:?}", usages.map(|usages| sorted(usages.iter().map(|oid| oid.to_string()))))),
        ("subject key", format!("{:?}", certificate.subject_key_identifier().map(hex))),
        ("authority key", format!("{:?}", authority.map(|authority| authority.key_identifier().map(hex)))),
        ("signature", hex(certificate.signature().value())),
        ("signed", hex(certificate.signed_bytes())),
    ])
}

fn theirs(certificate: &X509Certificate<'_>) -> Said {
    let parsed = |number: u64| {
        let oid = format!("2.5.29.{number}");
        let found = certificate.extensions().iter().find(|extension| extension.oid.to_id_string() == oid);
        found.map(x509_parser::extensions::X509Extension::parsed_extension)
    };
    let mut serial = certificate.raw_serial();
    while let [0, rest @ ..] = serial
        && !rest.is_empty()
    {
        serial = rest;
    }
    let alternatives = match parsed(17) {
        Some(ParsedExtension::SubjectAlternativeName(names)) => list(names.general_names.iter().map(their_name)),
        None => String::new(),
        other => format!("{other:?}"),
    };
    let basic = match parsed(19) {
        Some(ParsedExtension::BasicConstraints(basic)) => Some((basic.ca, basic.path_len_constraint)),
        _ => None,
    };
    let usage = match parsed(15) {
        Some(ParsedExtension::KeyUsage(usage)) => {
            let names = [
                (usage.digital_signature(), "digitalSignature"),
                (usage.non_repudiation(), "nonRepudiation"),
                (usage.key_encipherment(), "keyEncipherment"),
                (usage.data_encipherment(), "dataEncipherment"),
                (usage.key_agreement(), "keyAgreement"),
                (usage.key_cert_sign(), "keyCertSign"),
                (usage.crl_sign(), "cRLSign"),
                (usage.encipher_only(), "encipherOnly"),
                (usage.decipher_only(), "decipherOnly"),
            ];
            Some(list(names.into_iter().filter(|(set, _)| *set).map(|(_, name)| name.to_owned())))
        }
        _ => None,
    };
    let extended = match parsed(37) {
        Some(ParsedExtension::ExtendedKeyUsage(usage)) => {
            let named = [
                (usage.any, "2.5.29.37.0"),
                (usage.server_auth, "1.3.6.1.5.5.7.3.1"),
                (usage.client_auth, "1.3.6.1.5.5.7.3.2"),
                (usage.code_signing, "1.3.6.1.5.5.7.3.3"),
                (usage.email_protection, "1.3.6.1.5.5.7.3.4"),
                (usage.time_stamping, "1.3.6.1.5.5.7.3.8"),
                (usage.ocsp_signing, "1.3.6.1.5.5.7.3.9"),
            ];
            let named = named.into_iter().filter(|(set, _)| *set).map(|(_, oid)| oid.to_owned());
            Some(sorted(named.chain(usage.other.iter().map(x509_parser::asn1_rs::Oid::to_id_string))))
        }
        _ => None,
    };
    let subject_key = match parsed(14) {
        Some(ParsedExtension::SubjectKeyIdentifier(identifier)) => Some(hex(identifier.0)),
        _ => None,
    };
    let authority_key = match parsed(35) {
        Some(ParsedExtension::AuthorityKeyIdentifier(authority)) => {
            Some(authority.key_identifier.as_ref().map(|identifier| hex(identifier.0)))
        }
        _ => None,
    };
    let extensions = certificate.extensions().iter();
    let extensions = extensions.map(|e| format!("{} {} {}", hex(e.oid.as_bytes()), e.critical, hex(e.value)));
    BTreeMap::from([
        ("version", (certificate.version().0 + 1).to_string()),
        ("serial", hex(serial)),
        ("issuer", their_distinguished(certificate.issuer())),
        ("subject", their_distinguished(certificate.subject())),
        ("not before", certificate.validity().not_before.timestamp().to_string()),
        ("not after", certificate.validity().not_after.timestamp().to_string()),
        ("key", hex(certificate.public_key().raw)),
        ("extensions", list(extensions)),
        ("alternative names", alternatives),
        ("basic constraints", format!("{basic:?}")),
        ("key usage", format!("{usage:?}")),
        ("extended key usage", format!("{extended:?}")),
        ("subject key", format!("{subject_key:?}")),
        ("authority key", format!("{authority_key:?}")),
        ("signature", hex(certificate.signature_value.as_ref())),
        ("signed", hex(certificate.tbs_certificate.as_ref())),
    ])
}

fn their_distinguished(name: &x509_parser::x509::X509Name<'_>) -> String {
    let mut attributes = Vec::new();
    for (place, rdn) in name.iter().enumerate() {
        for attribute in rdn.iter() {
            // Of the types of string that it reads; the others are in the octets of the name, which are compared, too.
            let text = attribute.as_str().map_or_else(|_| UNREAD.to_owned(), str::to_owned);
            attributes.push(format!("{place} {} {text}", hex(attribute.attr_type().as_bytes())));
        }
    }
    format!("{}\n{}", hex(name.as_raw()), list(attributes))
}

fn their_name(name: &TheirName<'_>) -> String {
    match name {
        TheirName::DNSName(text) => format!("dns {text}"),
        TheirName::RFC822Name(text) => format!("email {text}"),
        TheirName::URI(text) => format!("uri {text}"),
        TheirName::IPAddress(octets) => match <[u8; 4]>::try_from(*octets) {
            Ok(octets) => format!("ip {}", std::net::Ipv4Addr::from(octets)),
            Err(_) => format!("ip {}", std::net::Ipv6Addr::from(<[u8; 16]>::try_from(*octets).unwrap())),
        },
        TheirName::DirectoryName(name) => format!("directory {}", hex(name.as_raw())),
        TheirName::OtherName(oid, explicit) => {
            let (_, explicit) = x509_parser::asn1_rs::Any::from_der(explicit).unwrap();
            format!("other {} {}", hex(oid.as_bytes()), hex(explicit.data))
        }
        TheirName::RegisteredID(oid) => format!("registered {}", hex(oid.as_bytes())),
        other => format!("{other:?}"),
    }
}

/// Compares both opinions of one certificate, if the core accepts it; whether it does.
fn compare(source: &str, der: &[u8]) -> bool {
    let Ok(certificate) = Certificate::from_der(der) else { return false };
    let (rest, second) = match X509Certificate::from_der(der) {
        Ok(read) => read,
        Err(error) => panic!("{source}: the core accepts what x509-parser does not: {error}\n{}", hex(der)),
    };
    assert!(rest.is_empty(), "{source}");
    let (ours, theirs) = (ours(&certificate), theirs(&second));
    for (about, our) in &ours {
        let their = &theirs[about];
        assert_eq!(our.lines().count(), their.lines().count(), "{source}: {about}\n{}", hex(der));
        for (our, their) in our.lines().zip(their.lines()) {
            let same = match their.strip_suffix(UNREAD) {
                Some(read) => our.starts_with(read),
                None => our == their,
            };
            assert!(same, "{source}: {about}: {our:?}, {their:?}\n{}", hex(der));
        }
    }
    true
}

/// Every certificate of a JSON file, as base64 of DER or as PEM, wherever it stands.
fn certificates(value: &Value, found: &mut Vec<Vec<u8>>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| certificates(item, found)),
        Value::Object(entries) => entries.values().for_each(|item| certificates(item, found)),
        Value::String(text) => {
            let base64: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
            if base64.starts_with("MI") {
                found.extend(STANDARD.decode(base64).ok());
            }
        }
        _ => {}
    }
}

fn compare_all(source: &str, json: &str) -> (usize, usize) {
    let mut found = Vec::new();
    certificates(&serde_json::from_str(json).unwrap(), &mut found);
    found.sort();
    found.dedup();
    let accepted = found.iter().filter(|der| compare(source, der)).count();
    (found.len(), accepted)
}

#[test]
fn both_read_the_same_in_every_certificate_of_the_decision_vectors() {
    let (mut all, mut accepted) = (0, 0);
    for vectors in VECTORS {
        let (found, compared) = compare_all("decision vectors", vectors);
        all += found;
        accepted += compared;
    }
    assert!(all > 500 && accepted > 400 && accepted < all, "{accepted} of {all} were compared");
}

#[test]
#[expect(clippy::print_stderr, reason = "what is skipped is said")]
fn both_read_the_same_in_every_certificate_of_the_conformance_suites() {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora");
    let folder = std::env::var_os("HANDFAST_CORPORA").map_or_else(beside, PathBuf::from);
    for (name, least) in [("limbo-dev.json.xz", 5_000), ("pkits-dev.json.xz", 250)] {
        let Ok(file) = File::open(folder.join(name)) else {
            eprintln!("skipped: no corpus {name} (HANDFAST_CORPORA names the folder)");
            continue;
        };
        let mut text = String::new();
        std::io::Read::read_to_string(&mut lzma_rust2::XzReader::new(file, true), &mut text).unwrap();
        let (all, accepted) = compare_all(name, &text);
        eprintln!("{name}: {accepted} of {all} certificates compared");
        assert!(accepted >= least, "{name}: {accepted} of {all}");
    }
}
