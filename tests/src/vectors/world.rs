//! The authorities and peers that the vectors share, and what they change of a plain case.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::model::{Anchor, Expectation, RelyingPartySpec, RequestKind, RequestSpec, Vector};
use crate::forge::extension::{
    CLIENT_AUTH, authority_key_identifier, basic_constraints, extended_key_usage, key_usage, subject_alt_names, uri,
};
use crate::forge::{Ca, Key, Spec};

pub(super) const AT: &str = "2026-06-01T00:00:00Z";
pub(super) const WEB: &str = "spiffe://prod.example/ns/checkout/sa/web";

/// Root, issuing CA, and the peer's key.
pub(super) struct World {
    pub(super) root: Ca,
    pub(super) issuing: Ca,
    pub(super) peer: Key,
}

impl World {
    pub(super) fn new() -> Self {
        Self { root: Ca::new("Test Root"), issuing: Ca::new("Issuing CA"), peer: Key::new("peer") }
    }

    /// A client's certificate without names: basicConstraints, keyUsage, clientAuth, key identifier.
    pub(super) fn bare(&self) -> Spec {
        Spec::new("peer", &self.peer, &self.issuing)
            .with(basic_constraints(false, None))
            .with(key_usage(&[0]))
            .with(extended_key_usage(&[CLIENT_AUTH]))
            .with(authority_key_identifier(&self.issuing.key))
    }

    /// A client's certificate with these names.
    pub(super) fn named(&self, names: &[Vec<u8>]) -> Spec {
        self.bare().with(subject_alt_names(names))
    }

    /// The certificate of the checkout workload.
    pub(super) fn web(&self) -> Spec {
        self.named(&[uri(WEB)])
    }

    /// The same, as another CA would issue it.
    pub(super) fn web_of(&self, issuer: &Ca) -> Spec {
        let algorithm = issuer.key.algorithm();
        self.web().instead(35, authority_key_identifier(&issuer.key)).change(|spec| {
            spec.issuer.clone_from(&issuer.name);
            spec.inner_algorithm.clone_from(&algorithm);
            spec.outer_algorithm = algorithm;
        })
    }

    pub(super) fn sign(&self, spec: &Spec) -> Vec<u8> {
        spec.sign(&self.issuing.key)
    }

    /// The issuing CA's certificate.
    pub(super) fn intermediate(&self) -> Vec<u8> {
        self.issuing.certificate(&self.root)
    }

    /// A case with this end entity, the issuing CA and the root.
    pub(super) fn case(&self, id: &str, description: &str, end_entity: Vec<u8>) -> Case {
        Case::new(id, description, &self.root.root(), vec![end_entity, self.intermediate()])
    }
}

/// A vector in the making: a plain TLS connection to a client of any verified peer, unless something is changed.
pub(super) struct Case(Vector);

pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

impl Case {
    pub(super) fn new(id: &str, description: &str, anchor: &[u8], chain: Vec<Vec<u8>>) -> Self {
        Self(Vector {
            id: id.to_owned(),
            description: description.to_owned(),
            providers: None,
            anchors: vec![Anchor { bundle: None, der: base64(anchor) }],
            chain: chain.iter().map(|item| base64(item)).collect(),
            arrived: "tls".to_owned(),
            hop: None,
            relying_party: RelyingPartySpec {
                profile: "client".to_owned(),
                policy: None,
                external_sets: BTreeMap::new(),
                any_verified_peer: true,
                trusted_hops: Vec::new(),
                accept_files: false,
            },
            revocation: None,
            request: RequestSpec::default(),
            at: AT.to_owned(),
            expect: Expectation::default(),
            decision: String::new(),
        })
    }

    pub(super) fn change(mut self, change: impl FnOnce(&mut Vector)) -> Self {
        change(&mut self.0);
        self
    }

    /// The providers that have its algorithms.
    pub(super) fn providers(self, names: &[&str]) -> Self {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        self.change(|vector| vector.providers = Some(names))
    }

    pub(super) fn profile(self, name: &str) -> Self {
        self.change(|vector| name.clone_into(&mut vector.relying_party.profile))
    }

    pub(super) fn at(self, at: &str) -> Self {
        self.change(|vector| at.clone_into(&mut vector.at))
    }

    /// One anchor more.
    pub(super) fn anchor(self, bundle: Option<&str>, der: &[u8]) -> Self {
        self.change(|vector| vector.anchors.push(Anchor { bundle: bundle.map(ToOwned::to_owned), der: base64(der) }))
    }

    /// All anchors so far, in the bundle of that name.
    pub(super) fn bundle(self, name: &str) -> Self {
        self.change(|vector| vector.anchors.iter_mut().for_each(|anchor| anchor.bundle = Some(name.to_owned())))
    }

    pub(super) fn expecting(self, name: &str) -> Self {
        self.change(|vector| vector.request.expected_name = Some(name.to_owned()))
    }

    /// From files.
    pub(super) fn files(self) -> Self {
        self.change(|vector| "files".clone_into(&mut vector.arrived))
    }

    /// Forwarded by this hop.
    pub(super) fn forwarded(self, hop: &str) -> Self {
        self.change(|vector| {
            "forwarded".clone_into(&mut vector.arrived);
            vector.hop = Some(hop.to_owned());
        })
    }

    /// A policy instead of any verified peer.
    pub(super) fn policy(self, text: &str) -> Self {
        self.change(|vector| {
            vector.relying_party.policy = Some(text.to_owned());
            vector.relying_party.any_verified_peer = false;
        })
    }

    pub(super) fn http(self, method: &str, path: &str) -> Self {
        self.change(|vector| {
            vector.request.kind = RequestKind::Http;
            vector.request.method = Some(method.to_owned());
            vector.request.path = Some(path.to_owned());
        })
    }

    pub(super) fn action(self, action: &str, resource: &str) -> Self {
        self.change(|vector| {
            vector.request.kind = RequestKind::Action;
            vector.request.action = Some(action.to_owned());
            vector.request.resource = Some(resource.to_owned());
        })
    }

    pub(super) fn context(self, key: &str, value: &str) -> Self {
        self.change(|vector| vector.request.context.entry(key.to_owned()).or_default().push(value.to_owned()))
    }

    /// A CRL is handed in.
    pub(super) fn crl(self, der: &[u8]) -> Self {
        self.change(|vector| vector.revocation.get_or_insert_default().crls.push(base64(der)))
    }

    /// An OCSP response is handed in.
    pub(super) fn ocsp(self, der: &[u8]) -> Self {
        self.change(|vector| vector.revocation.get_or_insert_default().ocsp.push(base64(der)))
    }

    /// The peer staples an OCSP response.
    pub(super) fn stapled(self, der: &[u8]) -> Self {
        self.change(|vector| vector.revocation.get_or_insert_default().stapled_ocsp.push(base64(der)))
    }

    /// A certificate whose key may have signed is handed in.
    pub(super) fn signer(self, der: &[u8]) -> Self {
        self.change(|vector| vector.revocation.get_or_insert_default().certificates.push(base64(der)))
    }

    /// The revocation mode, and for `soft` how many seconds stale data counts.
    pub(super) fn mode(self, mode: &str, grace: Option<u64>) -> Self {
        self.change(|vector| {
            let given = vector.revocation.get_or_insert_default();
            (given.mode, given.grace_seconds) = (Some(mode.to_owned()), grace);
        })
    }

    /// What must be decided, written by hand.
    pub(super) fn allow(self, codes: &[&str]) -> Vector {
        self.ends("allow", codes)
    }

    pub(super) fn deny(self, codes: &[&str]) -> Vector {
        self.ends("deny", codes)
    }

    fn ends(self, effect: &str, codes: &[&str]) -> Vector {
        let mut vector = self.0;
        effect.clone_into(&mut vector.expect.effect);
        vector.expect.codes = codes.iter().map(|code| (*code).to_owned()).collect();
        vector
    }
}

/// More of an expectation.
pub(super) trait More {
    fn rule(self, rule: &str) -> Self;
    fn nearest(self, field: &str) -> Self;
    fn principal(self, value: &str) -> Self;
    fn state(self, state: &str) -> Self;
    fn until(self, instant: &str) -> Self;
    fn shadow(self, rules: &[&str]) -> Self;
    fn obligations(self, json: &str) -> Self;
}

impl More for Vector {
    fn rule(mut self, rule: &str) -> Self {
        self.expect.rule = Some(rule.to_owned());
        self
    }

    fn nearest(mut self, field: &str) -> Self {
        self.expect.nearest_field = Some(field.to_owned());
        self
    }

    fn principal(mut self, value: &str) -> Self {
        self.expect.principal = Some(value.to_owned());
        self
    }

    fn state(mut self, state: &str) -> Self {
        self.expect.state = Some(state.to_owned());
        self
    }

    fn until(mut self, instant: &str) -> Self {
        self.expect.valid_until = Some(instant.to_owned());
        self
    }

    fn shadow(mut self, rules: &[&str]) -> Self {
        self.expect.shadow = Some(rules.iter().map(|rule| (*rule).to_owned()).collect());
        self
    }

    fn obligations(mut self, json: &str) -> Self {
        self.expect.obligations = Some(json.to_owned());
        self
    }
}

/// A policy document with these classes for the principal and these rules.
pub(super) fn document(identity: &str, rules: &str) -> String {
    format!("handfast: 1\ndefault: deny\nidentity: {identity}\nrules:\n{rules}")
}

/// SHA-256 in lower-case hex.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    let digits: Vec<String> = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}
