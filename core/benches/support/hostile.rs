//! Chains that a hostile peer may send to make us work. All below one anchor, which issued none of them.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    unreachable_pub,
    reason = "fixtures stop at the first surprise"
)]

use handfast::{PresentedChain, RelyingParty, Timestamp, TrustAnchors};
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
    pub relying_party: RelyingParty,
}

impl Hostile {
    fn new(name: impl Into<String>, certificates: Vec<Vec<u8>>) -> Self {
        let anchor = authority("Anchor").self_signed(&KeyPair::generate().unwrap()).unwrap();
        Self::below(name, certificates, anchor.der())
    }

    fn below(name: impl Into<String>, certificates: Vec<Vec<u8>>, anchor: &[u8]) -> Self {
        let anchors = TrustAnchors::from_der(anchor).unwrap();
        let relying_party = RelyingParty::builder().trust_anchors(anchors).any_verified_peer().build().unwrap();
        Self { name: name.into(), certificates, relying_party }
    }

    pub fn presented(&self) -> PresentedChain {
        PresentedChain::from_tls(&self.certificates)
    }
}

/// All of them, for the table of times.
pub fn all() -> Vec<Hostile> {
    let mut all: Vec<Hostile> = [2, 20, 100, 127, 200].map(same_subject).into();
    all.extend([2, 4, 9].map(cycles));
    all.extend(names());
    all.push(megabyte_of_names());
    all.push(deep_nesting());
    all.extend(long_names());
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

/// An extension, and a directory name, of sequences in sequences to the largest size.
pub fn deep_nesting() -> Hostile {
    let mut nested = Vec::new();
    while nested.len() < 50_000 {
        let length = u16::try_from(nested.len()).unwrap().to_be_bytes();
        let header: &[u8] = match nested.len() {
            0..0x80 => &[0x30, length[1]],
            0x80..0x100 => &[0x30, 0x81, length[1]],
            _ => &[0x30, 0x82, length[0], length[1]],
        };
        nested.splice(0..0, header.iter().copied());
    }
    let mut params = end_entity();
    // cRLDistributionPoints, whose inside is read when it is asked for.
    params.custom_extensions = vec![CustomExtension::from_oid_content(&[2, 5, 29, 31], nested)];
    let certificate = params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec();
    Hostile::new("an extension of 12,000 nested sequences", vec![certificate])
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
