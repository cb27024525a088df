//! What is measured: chains of an end entity and one intermediate below an anchor, and policies of any size.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    unreachable_pub,
    reason = "a benchmark stops at the first surprise, and each takes what it needs"
)]

use std::fmt::Write as _;

use handfast::{
    AccessRequest, PeerIdentity, Policy, PresentedChain, Profile, Provider, RelyingParty, RelyingPartyBuilder,
    Timestamp, TrustAnchors,
};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PKCS_RSA_SHA256, RsaKeySize,
    SanType,
};

/// The verification time: within the year for which every certificate here is valid.
pub const AT: Timestamp = Timestamp::from_unix_seconds(1_780_000_000);

/// A kind of key, for every certificate of a chain.
#[derive(Clone, Copy)]
pub enum Algorithm {
    P256,
    P384,
    Rsa2048,
    Ed25519,
}

impl Algorithm {
    pub const ALL: [Self; 4] = [Self::P256, Self::Rsa2048, Self::Ed25519, Self::P384];

    pub fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::Rsa2048 => "RSA-2048",
            Self::Ed25519 => "Ed25519",
        }
    }

    fn key(self) -> KeyPair {
        match self {
            Self::P256 => KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256),
            Self::P384 => KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384),
            Self::Rsa2048 => KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048),
            Self::Ed25519 => KeyPair::generate_for(&PKCS_ED25519),
        }
        .unwrap()
    }
}

/// A chain with two signatures to verify, and the anchor that it leads to.
pub struct Chain {
    pub end_entity: Vec<u8>,
    pub intermediate: Vec<u8>,
    pub anchor: Vec<u8>,
}

impl Chain {
    /// For a workload `spiffe` whose issuer is `CN=issuer,O=Prod`.
    pub fn new(algorithm: Algorithm, issuer: &str, spiffe: &str) -> Self {
        Self::many(algorithm, issuer, &[spiffe]).remove(0)
    }

    /// One for each of these workloads, all from the same issuer.
    pub fn many(algorithm: Algorithm, issuer: &str, workloads: &[&str]) -> Vec<Self> {
        let (root_key, issuer_key, key) = (algorithm.key(), algorithm.key(), algorithm.key());
        let root_params = authority("Root CA");
        let root_certificate = root_params.self_signed(&root_key).unwrap();
        let root = Issuer::new(root_params, root_key);
        let issuer_params = authority(issuer);
        let intermediate = issuer_params.signed_by(&issuer_key, &root).unwrap();
        let issuer = Issuer::new(issuer_params, issuer_key);
        let of = |spiffe: &&str| {
            let mut params = params("web");
            params.subject_alt_names = vec![
                SanType::URI((*spiffe).try_into().unwrap()),
                SanType::DnsName("web.checkout.svc.cluster.local".try_into().unwrap()),
            ];
            params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth, ExtendedKeyUsagePurpose::ServerAuth];
            let end_entity = params.signed_by(&key, &issuer).unwrap();
            Self {
                end_entity: end_entity.der().to_vec(),
                intermediate: intermediate.der().to_vec(),
                anchor: root_certificate.der().to_vec(),
            }
        };
        workloads.iter().map(of).collect()
    }

    pub fn anchors(&self) -> TrustAnchors {
        TrustAnchors::from_der(&self.anchor).unwrap()
    }

    /// As the TLS stack hands it over.
    pub fn presented(&self) -> PresentedChain {
        PresentedChain::from_tls([&self.end_entity, &self.intermediate])
    }

    /// Without a policy, and verifying each signature whenever it meets it.
    pub fn relying_party(&self, provider: Provider) -> RelyingParty {
        self.builder(provider).without_signature_cache().build().unwrap()
    }

    pub fn builder(&self, provider: Provider) -> RelyingPartyBuilder {
        let builder = RelyingParty::builder().trust_anchors(self.anchors()).profile(Profile::client());
        builder.provider(provider).any_verified_peer()
    }

    pub fn identity(&self) -> PeerIdentity {
        let relying_party = self.relying_party(Provider::aws_lc_rs());
        relying_party.authorize(&self.presented(), &AccessRequest::connection(), AT).unwrap()
    }
}

fn params(common_name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::OrganizationName, "Prod");
    params.distinguished_name.push(DnType::CommonName, common_name);
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    params.not_after = rcgen::date_time_ymd(2027, 1, 1);
    params.use_authority_key_identifier_extension = true;
    params
}

fn authority(common_name: &str) -> CertificateParams {
    let mut params = params(common_name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// What the rule of a number speaks of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An exact SPIFFE ID: 85 of 100 rules.
    Exact,
    /// A namespace: 10 of 100.
    Namespace,
    /// Whoever a certain CA issued for: 5 of 100.
    Issuer,
}

fn kind(number: usize) -> Kind {
    // 37 and 100 have no common divisor: any hundred rules in a row have each remainder once, any ten are spread.
    match number.wrapping_mul(37) % 100 {
        0..85 => Kind::Exact,
        85..95 => Kind::Namespace,
        _ => Kind::Issuer,
    }
}

/// One rule in ten denies, of each kind.
fn denies(number: usize) -> bool {
    number.wrapping_add(number / 10) % 10 == 3
}

/// As many rules as are asked for, in the mix of docs/benchmarks.md, each for a path of its own.
pub fn policy(rules: usize) -> Policy {
    let mut text = "handfast: 1\ndefault: deny\nidentity: [spiffe]\nrules:\n".to_owned();
    for number in 0..rules {
        let from = match kind(number) {
            Kind::Exact => format!("spiffe: {}", workload(number)),
            Kind::Namespace => format!("spiffe: spiffe://prod.example/ns/team-{number}/**"),
            Kind::Issuer => format!("spiffe: {{ present: true }}, issuer: {{ cn: Issuing CA {number}, o: Prod }}"),
        };
        let effect = if denies(number) { "deny" } else { "allow" };
        let _ = writeln!(
            text,
            "  - {{ id: rule-{number}, effect: {effect}, from: [{{ {from} }}], to: [{{ method: [GET, POST], path: /api/service-{number}/** }}] }}"
        );
    }
    Policy::parse(&text).unwrap_or_else(|error| panic!("{error}"))
}

fn workload(number: usize) -> String {
    format!("spiffe://prod.example/ns/shop-{number}/sa/web")
}

/// A peer and a request, and what a policy of `rules` rules says to them.
pub struct Asking {
    pub name: &'static str,
    pub chain: Chain,
    pub request: AccessRequest,
    pub allowed: bool,
    /// Of 100 decisions of the mix, how many are of this sort.
    pub weight: u32,
}

/// Askings of every sort, each about a rule in the middle of the document.
pub fn askings(rules: usize) -> Vec<Asking> {
    let middle = |wanted: Kind, deny: bool| {
        let fits = |number: &usize| kind(*number) == wanted && denies(*number) == deny;
        (rules / 2..rules).chain(0..rules).find(fits)
    };
    let ca = |number: Option<usize>| format!("Issuing CA {}", number.unwrap_or(rules));
    let path = |number: usize| format!("/api/service-{number}/items/42");
    let asking = |name, issuer: &str, spiffe: &str, path: &str, allowed, weight| Asking {
        name,
        chain: Chain::new(Algorithm::P256, issuer, spiffe),
        request: AccessRequest::new("POST", path),
        allowed,
        weight,
    };
    let mut askings = Vec::new();
    let other = ca(None);
    if let Some(n) = middle(Kind::Exact, false) {
        askings.push(asking("allowed, exact SPIFFE ID", &other, &workload(n), &path(n), true, 70));
        askings.push(asking("no rule: another path", &other, &workload(n), "/api/other", false, 5));
    }
    if let Some(n) = middle(Kind::Namespace, false) {
        let id = format!("spiffe://prod.example/ns/team-{n}/sa/worker");
        askings.push(asking("allowed, namespace", &other, &id, &path(n), true, 9));
    }
    if let Some(n) = middle(Kind::Issuer, false) {
        askings.push(asking("allowed, issuer", &ca(Some(n)), &workload(rules), &path(n), true, 4));
    }
    if let Some(n) = middle(Kind::Exact, true) {
        askings.push(asking("denied by a rule", &other, &workload(n), &path(n), false, 10));
    }
    askings.push(asking("no rule: a stranger to the policy", &other, &workload(rules), "/api/other", false, 2));
    askings
}
