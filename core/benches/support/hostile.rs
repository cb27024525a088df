//! Chains that a hostile peer may send to make us work. All below one anchor, which issued none of them.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    unreachable_pub,
    reason = "fixtures stop at the first surprise"
)]

#[path = "../../../tests/src/forge/mod.rs"]
#[expect(clippy::allow_attributes, reason = "what is left over depends on who takes it")]
#[allow(dead_code, reason = "the decision vectors use the rest of it")]
mod forge;
#[path = "hostile_policies.rs"]
pub mod policies;
#[path = "hostile_profiles.rs"]
pub mod profiles;
#[path = "hostile_revocation.rs"]
pub mod revocation;

use handfast::{PresentedChain, Profile, RelyingParty, RelyingPartyBuilder, RevocationData, Timestamp, TrustAnchors};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, SanType, date_time_ymd,
};

/// When everything here is valid.
pub const AT: Timestamp = Timestamp::from_unix_seconds(1_780_000_000);

pub struct Hostile {
    pub name: String,
    /// The end entity first.
    pub certificates: Vec<Vec<u8>>,
    /// OCSP responses that the peer staples.
    pub stapled: Vec<Vec<u8>>,
    pub relying_party: RelyingParty,
}

impl Hostile {
    fn new(name: impl Into<String>, certificates: Vec<Vec<u8>>) -> Self {
        let anchor = authority("Anchor").self_signed(&KeyPair::generate().unwrap()).unwrap();
        Self::below(name, certificates, anchor.der())
    }

    fn below(name: impl Into<String>, certificates: Vec<Vec<u8>>, anchor: &[u8]) -> Self {
        Self::of(name, certificates, anchor, Profile::client())
    }

    fn of(name: impl Into<String>, certificates: Vec<Vec<u8>>, anchor: &[u8], profile: Profile) -> Self {
        Self::built(name, certificates, party(anchor).profile(profile))
    }

    /// By a relying party that looks at revocation with this.
    fn with_revocation(
        name: impl Into<String>,
        certificates: Vec<Vec<u8>>,
        anchor: &[u8],
        data: RevocationData,
    ) -> Self {
        Self::built(name, certificates, party(anchor).revocation(data))
    }

    fn built(name: impl Into<String>, certificates: Vec<Vec<u8>>, builder: RelyingPartyBuilder) -> Self {
        let relying_party = builder.without_signature_cache().build().unwrap();
        Self { name: name.into(), certificates, stapled: Vec::new(), relying_party }
    }

    fn stapling(mut self, responses: Vec<Vec<u8>>) -> Self {
        self.stapled = responses;
        self
    }

    pub fn presented(&self) -> PresentedChain {
        self.stapled.iter().fold(PresentedChain::from_tls(&self.certificates), PresentedChain::with_stapled_ocsp)
    }
}

fn party(anchor: &[u8]) -> RelyingPartyBuilder {
    RelyingParty::builder().trust_anchors(TrustAnchors::from_der(anchor).unwrap()).any_verified_peer()
}

/// All of them, for the table of times.
pub fn all() -> Vec<Hostile> {
    let mut all: Vec<Hostile> = [2, 20, 100, 127, 200].map(same_subject).into();
    all.extend([2, 4, 9].map(cycles));
    all.extend(names());
    all.push(megabyte_of_names());
    all.extend(deep_nesting().into_iter().take(1));
    all.extend(long_names());
    all.extend(policies::all());
    all.extend(profiles::all());
    all.extend(revocation::all());
    all
}

/// Intermediates of the name that the end entity asks for, none of which issued it.
pub fn same_subject(count: usize) -> Hostile {
    let lost = Issuer::new(authority("Issuing CA"), KeyPair::generate().unwrap());
    let signer = Issuer::new(authority("Elsewhere"), KeyPair::generate().unwrap());
    let mut certificates = vec![end_entity().signed_by(&KeyPair::generate().unwrap(), &lost).unwrap().der().to_vec()];
    for _ in 0..count {
        let key = KeyPair::generate().unwrap();
        certificates.push(authority("Issuing CA").signed_by(&key, &signer).unwrap().der().to_vec());
    }
    Hostile::new(format!("{count} intermediates of one name"), certificates)
}

/// CAs that have all certified each other: paths without number, none of which ends.
pub fn cycles(count: usize) -> Hostile {
    let names: Vec<String> = (0..count).map(|number| format!("CA {number}")).collect();
    let keys: Vec<KeyPair> = (0..count).map(|_| KeyPair::generate().unwrap()).collect();
    cross_signed(format!("{count} CAs that certified each other"), &keys, |number| authority(&names[number]))
}

fn cross_signed(name: String, keys: &[KeyPair], params: impl Fn(usize) -> CertificateParams) -> Hostile {
    let mut certificates = Vec::new();
    for (number, key) in keys.iter().enumerate() {
        let issuer = Issuer::new(params(number), key);
        if number == 0 {
            certificates.push(end_entity().signed_by(&KeyPair::generate().unwrap(), &issuer).unwrap().der().to_vec());
        }
        for (other, other_key) in keys.iter().enumerate().filter(|(other, _)| *other != number) {
            certificates.push(params(other).signed_by(other_key, &issuer).unwrap().der().to_vec());
        }
    }
    Hostile::new(name, certificates)
}

/// As many names as fit into a certificate, below a CA with as many constraints.
pub fn names() -> Vec<Hostile> {
    let dns = |number: usize| format!("a{number:x}.b");
    let mut permitted: Vec<GeneralSubtree> = (0..4_999).map(|n| GeneralSubtree::DnsName(dns(n + 0x10000))).collect();
    let excluded_too = permitted.clone();
    // The last one permits every name, after all others were asked.
    permitted.push(GeneralSubtree::DnsName("b".to_owned()));
    let sans: Vec<SanType> = (0..5_000).map(|n| SanType::DnsName(dns(n).try_into().unwrap())).collect();
    let many = constrained("DNS names against as many constraints", permitted, Vec::new(), sans.clone());
    let excluded = constrained("DNS names against as many exclusions", Vec::new(), excluded_too, sans);
    // One name of 60 kB, against which each comparison is dear.
    let hosts: Vec<GeneralSubtree> = (0..5_000).map(|n| GeneralSubtree::Rfc822Name(dns(n))).collect();
    let mailbox = format!("{}@host.example", "m".repeat(60_000));
    let mailboxes = vec![SanType::Rfc822Name(mailbox.as_str().try_into().unwrap())];
    let long = constrained("a mailbox of 60 kB against 5,000 constraints", hosts, Vec::new(), mailboxes);
    vec![many, excluded, long]
}

fn constrained(
    name: &str,
    permitted: Vec<GeneralSubtree>,
    excluded: Vec<GeneralSubtree>,
    sans: Vec<SanType>,
) -> Hostile {
    let root_key = KeyPair::generate().unwrap();
    let root_params = authority("Anchor");
    let anchor = root_params.self_signed(&root_key).unwrap().der().to_vec();
    let root = Issuer::new(root_params, root_key);
    let mut ca = authority("Issuing CA");
    ca.name_constraints = Some(NameConstraints { permitted_subtrees: permitted, excluded_subtrees: excluded });
    let ca_key = KeyPair::generate().unwrap();
    let ca_der = ca.signed_by(&ca_key, &root).unwrap().der().to_vec();
    let mut params = end_entity();
    params.subject_alt_names = sans;
    let issuer = Issuer::new(ca, ca_key);
    let certificate = params.signed_by(&KeyPair::generate().unwrap(), &issuer).unwrap().der().to_vec();
    Hostile::below(name, vec![certificate, ca_der], &anchor)
}

/// A certificate of a megabyte, nearly all of it names.
pub fn megabyte_of_names() -> Hostile {
    let mut params = end_entity();
    params.subject_alt_names =
        (0..60_000).map(|number| SanType::DnsName(format!("host-{number:06}.b").try_into().unwrap())).collect();
    let certificate = params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec();
    Hostile::new("1 MB of subject alternative names", vec![certificate])
}

/// Extensions of sequences in sequences to the largest size: one whose inside is read when it is asked for, and each of the others
/// in a certificate that the anchor issued.
pub fn deep_nesting() -> Vec<Hostile> {
    let mut params = end_entity();
    // cRLDistributionPoints
    params.custom_extensions = vec![CustomExtension::from_oid_content(&[2, 5, 29, 31], nested(0x30))];
    let certificate = params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec();
    let unread = Hostile::new("an extension of 12,000 nested sequences", vec![certificate]);
    let root = forge::Ca::new("Root");
    let extensions = [9, 14, 15, 17, 18, 19, 30, 31, 32, 33, 35, 36, 37, 46, 54];
    let values = [0x30, 0xa0, 0xa4].map(|tag| (tag, nested(tag)));
    let within = extensions.into_iter().flat_map(|number| values.iter().map(move |value| (number, value)));
    let issued = within.map(|(number, (tag, value))| {
        let extension = forge::extension::raw(&forge::extension::ce(number), false, value);
        let certificate = policies::client(&root).instead(number, extension).sign(&root.key);
        Hostile::below(
            format!("extension {number} of 12,000 nested values of tag {tag:x}"),
            vec![certificate],
            &root.root(),
        )
    });
    std::iter::once(unread).chain(issued).collect()
}

/// A SEQUENCE with 12,000 values of this tag in one another.
fn nested(tag: u8) -> Vec<u8> {
    let mut nested = Vec::new();
    while nested.len() < 50_000 {
        nested = forge::der::tlv(tag, nested);
    }
    forge::der::tlv(0x30, nested)
}

/// Names that take long to compare and to print: the same but for the case of their letters.
pub fn long_names() -> Vec<Hostile> {
    let keys: Vec<KeyPair> = (0..9).map(|_| KeyPair::generate().unwrap()).collect();
    let long = |number: usize| {
        let mut params = authority("ca");
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::OrganizationName, "o".repeat(1_200));
        params.distinguished_name.push(DnType::CommonName, format!("CA {number}"));
        params
    };
    let cycles = cross_signed("9 CAs with names of 1.2 kB that certified each other".to_owned(), &keys, long);
    let signer = Issuer::new(authority("Elsewhere"), KeyPair::generate().unwrap());
    let spelled = |number: usize| -> String {
        (0..1_200_usize)
            .map(|place| if place >> 8 == 0 && number & (1 << (place % 7)) != 0 { 'N' } else { 'n' })
            .collect()
    };
    let mut lost = authority("ca");
    lost.distinguished_name = DistinguishedName::new();
    lost.distinguished_name.push(DnType::OrganizationName, spelled(0));
    let lost = Issuer::new(lost, KeyPair::generate().unwrap());
    let mut certificates = vec![end_entity().signed_by(&KeyPair::generate().unwrap(), &lost).unwrap().der().to_vec()];
    for number in 1..100 {
        let mut params = authority("ca");
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::OrganizationName, spelled(number));
        certificates.push(params.signed_by(&KeyPair::generate().unwrap(), &signer).unwrap().der().to_vec());
    }
    vec![cycles, Hostile::new("99 spellings of one name of 1.2 kB", certificates)]
}

fn end_entity() -> CertificateParams {
    let mut params = params("peer");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params
}

fn authority(common_name: &str) -> CertificateParams {
    let mut params = params(common_name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
}

fn params(common_name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, common_name);
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2027, 1, 1);
    params
}
