//! Certificates against profiles that ask for much of them.

use handfast::Profile;
use handfast::encoding::oid::OidBuf;
use handfast::path::{Loosened, Loosening, RequiredName};

use super::Hostile;
use super::forge::Ca;
use super::forge::der::{oid, rdns, seq};
use super::forge::extension::{
    SERVER_AUTH, authority_key_identifier, ce, extended_key_usage, ip, raw, subject_alt_names, upn,
};
use super::policies::client;

/// Certificates have at most 128 extensions, five of which are the usual ones.
const EXTENSIONS: u16 = 120;

pub fn all() -> Vec<Hostile> {
    vec![required(), understood(), usages(), common_names()]
}

/// As many extensions as a certificate may have and names to its largest size, and a profile that asks for thousands of others last.
pub fn required() -> Hostile {
    let root = Ca::new("Root");
    let names: Vec<Vec<u8>> = (0..1_200).map(|number| upn(&format!("peer-{number}@corp.example"))).collect();
    let mut spec = client(&root).with(subject_alt_names(&names));
    for number in 0..EXTENSIONS {
        spec = spec.with(raw(&unheard_of(number), false, []));
    }
    let asked: Vec<OidBuf> = (0..4_000).map(|number| named(number % EXTENSIONS)).chain([named(9_999)]).collect();
    let profile = Profile::client()
        .with_required_names(
            RequiredName::ALL
                .into_iter()
                .filter(|name| *name != RequiredName::UserPrincipalName)
                .chain([RequiredName::UserPrincipalName]),
        )
        .with_required_extensions(asked.iter().map(OidBuf::as_oid));
    Hostile::of("120 extensions against 4,000 that are required", vec![spec.sign(&root.key)], &root.root(), profile)
}

/// Extensions that are critical, each of them the last one that the profile understands or lets through.
pub fn understood() -> Hostile {
    let root = Ca::new("Root");
    let critical = |spec: super::forge::Spec| {
        (0..EXTENSIONS).fold(spec, |spec, number| spec.with(raw(&unheard_of(number), true, [])))
    };
    let known: Vec<OidBuf> = (1_000..2_000).map(named).chain((0..60).map(named)).collect();
    let profile = (60..EXTENSIONS).fold(
        Profile::client().with_understood_extensions(known.iter().map(OidBuf::as_oid)),
        |profile, number| {
            profile
                .with_loosening(Loosening::new(format!("number {number}"), Loosened::CriticalExtension(named(number))))
        },
    );
    let mut issuer = root.clone();
    let mut chain = Vec::new();
    for number in 0..14 {
        let ca = Ca::new(&format!("CA {number}"));
        chain.push(critical(ca.spec(&issuer)).sign(&issuer.key));
        issuer = ca;
    }
    chain.insert(0, critical(client(&issuer)).sign(&issuer.key));
    Hostile::of(
        "15 certificates with 120 critical extensions against 1,000 that are understood",
        chain,
        &root.root(),
        profile,
    )
}

/// Extended key usages to the largest size against a profile that asks for many.
pub fn usages() -> Hostile {
    let root = Ca::new("Root");
    let listed = |count: u16| seq(&(0..count).map(|number| oid(&unheard_of(number))).collect::<Vec<_>>());
    let mut issuer = root.clone();
    let mut chain = Vec::new();
    for number in 0..3 {
        let ca = Ca::new(&format!("CA {number}"));
        chain.push(ca.spec(&issuer).with(raw(&ce(37), false, listed(8_000))).sign(&issuer.key));
        issuer = ca;
    }
    let end_entity = client(&issuer).instead(37, raw(&ce(37), false, listed(8_000)));
    chain.insert(0, end_entity.sign(&issuer.key));
    let asked: Vec<OidBuf> = (7_968..8_000).map(named).collect();
    let profile = Profile::client().with_extended_key_usages(asked.iter().map(OidBuf::as_oid));
    Hostile::of("4 certificates with 8,000 extended key usages against 32", chain, &root.root(), profile)
}

/// Common names in the subject, each of which repeats the last address among the subject alternative names.
pub fn common_names() -> Hostile {
    let root = Ca::new("Root");
    let addresses: Vec<Vec<u8>> =
        (0..5_000_u16).map(|number| ip(&[&[10, 0], number.to_be_bytes().as_slice()].concat())).collect();
    let common_name: (&[u8], u8, &[u8]) = (&[85, 4, 3], 0x0c, b"10.0.19.135");
    let end_entity = client(&root)
        .instead(37, extended_key_usage(&[SERVER_AUTH]))
        .instead(35, authority_key_identifier(&root.key))
        .with(subject_alt_names(&addresses))
        .change(|spec| spec.subject = rdns(&vec![common_name; 1_400]));
    Hostile::of(
        "1,400 common names against 5,000 addresses",
        vec![end_entity.sign(&root.key)],
        &root.root(),
        Profile::webpki_server(),
    )
}

/// An object identifier of that number, of four octets.
fn unheard_of(number: u16) -> Vec<u8> {
    let [high, low] = [number >> 7, number & 0x7f].map(|septets| u8::try_from(septets & 0x7f).unwrap());
    vec![42, 4, 0x81_u8.saturating_add(high), low]
}

fn named(number: u16) -> OidBuf {
    let number = u32::from(number).saturating_add(128);
    OidBuf::parse(&format!("1.2.4.{number}")).unwrap()
}
