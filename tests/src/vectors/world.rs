//! The authorities and peers that the vectors share, and what they change of a plain case.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::model::{Anchor, Expectation, RelyingPartySpec, RequestSpec, Vector};
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

pub(super) fn base64(der: &[u8]) -> String {
    STANDARD.encode(der)
}

impl Case {
    pub(super) fn new(id: &str, description: &str, anchor: &[u8], chain: Vec<Vec<u8>>) -> Self {
        Self(Vector {
            id: id.to_owned(),
            description: description.to_owned(),
            anchors: vec![Anchor { bundle: None, der: base64(anchor) }],
            chain: chain.iter().map(|der| base64(der)).collect(),
            arrived: "tls".to_owned(),
            hop: None,
            relying_party: RelyingPartySpec { profile: "client".to_owned(), ..RelyingPartySpec::default() },
            request: RequestSpec::default(),
            at: AT.to_owned(),
            expect: Expectation::default(),
        })
    }

    pub(super) fn change(mut self, change: impl FnOnce(&mut Vector)) -> Self {
        change(&mut self.0);
        self
    }

    pub(super) fn profile(self, name: &str) -> Self {
        self.change(|vector| name.clone_into(&mut vector.relying_party.profile))
    }

    pub(super) fn at(self, at: &str) -> Self {
        self.change(|vector| at.clone_into(&mut vector.at))
    }

    pub(super) fn anchor(self, bundle: Option<&str>, der: &[u8]) -> Self {
        self.change(|vector| vector.anchors.push(Anchor { bundle: bundle.map(ToOwned::to_owned), der: base64(der) }))
    }

    pub(super) fn expecting(self, name: &str) -> Self {
        self.change(|vector| vector.request.expected_name = Some(name.to_owned()))
    }

    /// A policy, and a request to be judged by it.
    pub(super) fn policy(self, text: &str, method: &str, path: &str) -> Self {
        self.change(|vector| {
            vector.relying_party.policy = Some(text.to_owned());
            vector.request.method = Some(method.to_owned());
            vector.request.path = Some(path.to_owned());
        })
    }

    pub(super) fn context(self, key: &str, value: &str) -> Self {
        self.change(|vector| drop(vector.request.context.insert(key.to_owned(), value.to_owned())))
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
}
