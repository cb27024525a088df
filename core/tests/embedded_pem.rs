//! A certificate that holds another one, as PEM, in an extension of its own.

use handfast::{AccessRequest, Code, PresentedChain, RelyingParty, Timestamp, TrustAnchors};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};

/// A peer proves to the TLS stack that it holds the key of the certificate that it sends. It must not be taken for
/// somebody whose certificate, which is public, it has put inside.
#[test]
fn what_begins_as_der_is_read_as_der() {
    let params = || {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.not_before = date_time_ymd(2026, 1, 1);
        params.not_after = date_time_ymd(2027, 1, 1);
        params
    };
    let mut authority = params();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let authority_key = KeyPair::generate().unwrap();
    let root = authority.self_signed(&authority_key).unwrap();

    let mut victim = params();
    victim.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    victim.use_authority_key_identifier_extension = true;
    let issuer = Issuer::from_params(&authority, &authority_key);
    let victim = victim.signed_by(&KeyPair::generate().unwrap(), &issuer).unwrap();

    let mut intruder = params();
    intruder.distinguished_name.push(DnType::CommonName, "intruder");
    let pem = format!("\n{}", victim.pem());
    intruder.custom_extensions = vec![CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99999, 1], pem.into())];
    let intruder = intruder.self_signed(&KeyPair::generate().unwrap()).unwrap();

    let relying_party = RelyingParty::builder()
        .trust_anchors(TrustAnchors::from_der(root.der()).unwrap())
        .any_verified_peer()
        .build()
        .unwrap();
    let decide = |presented: &[u8]| {
        let at: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
        let decision = relying_party.decide(&PresentedChain::from_tls([presented]), &AccessRequest::connection(), at);
        decision.reasons().iter().map(handfast::Reason::code).collect::<Vec<_>>()
    };
    assert_eq!(decide(victim.der()), [Code::PathVerified]);
    assert_eq!(decide(intruder.der()), [Code::IssuerUnknown]);
}
