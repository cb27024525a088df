//! Who may sign revocation data, and who only claims to: keys of others, peers that send certificates, twins.

use handfast::encoding::oid::OidBuf;
use handfast::path::{Loosened, Loosening};
use handfast::{
    AccessRequest, Certificate, OcspResponse, PresentedChain, Profile, Provider, RelyingParty, RevocationData,
    RevocationMode,
};

use sha2::Digest as _;

use crate::forge::crl::{
    CrlSpec, delta, distribution_points, flag, issuing_distribution_point, point_name, reason, revoked, serial_of,
    unheard_of,
};
use crate::forge::der::{bits, cn, generalized, integer, octets, seq, tlv, utc};
use crate::forge::extension::{
    authority_key_identifier, basic_constraints, dns, extended_key_usage, key_usage, raw, subject_key_identifier, uri,
};
use crate::forge::ocsp::{ResponseSpec, Statement, good, revoked as ocsp_revoked};
use crate::forge::{Ca, Key, Spec};
use crate::revocation::{GOOD, REVOKED, Small, UNKNOWN, data, small};
use crate::support::{AT, anchors, client, codes, decide, decide_at, instant};

const OCSP_SIGNING: u8 = 9;
const NO_CHECK: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 5];

/// The key of a CA's for its CRLs alone, certified by the CA itself.
fn crl_key(ca: &Ca) -> (Ca, Spec) {
    let signer = ca.with_key(Key::new("CRL key"));
    let spec = Spec::new(&ca.label, &signer.key, ca)
        .change(|spec| spec.subject.clone_from(&ca.name))
        .with(basic_constraints(false, None))
        .with(key_usage(&[6]))
        .with(subject_key_identifier(&signer.key))
        .with(authority_key_identifier(&ca.key));
    (signer, spec)
}

/// Certificates that a peer has made itself: of that name, with the identifier of another's key.
fn junk(name: &[u8], identified_as: &Key) -> Vec<Vec<u8>> {
    let of = |number: u8| {
        let key = Key::new(&format!("junk {number}"));
        let peer = Ca::new("Peer").with_key(key.clone());
        Spec::new("Peer", &key, &peer)
            .change(|spec| spec.subject = name.to_vec())
            .with(basic_constraints(true, None))
            .with(key_usage(&[0, 5, 6]))
            .with(extended_key_usage(&[OCSP_SIGNING]))
            .with(subject_key_identifier(identified_as))
            .sign(&key)
    };
    (0..6).map(of).collect()
}

fn decided(small: &Small, mode: RevocationMode, data: RevocationData, more: &[Vec<u8>]) -> Vec<&'static str> {
    let party = small.builder().revocation(data).revocation_mode(mode).build().unwrap();
    let chain: Vec<Vec<u8>> = [small.client.clone()].into_iter().chain(more.iter().cloned()).collect();
    codes(&decide(&party, &chain))
}

/// In mode soft nothing known is let through: a peer could be let in by keeping others from being asked.
#[test]
fn what_a_peer_sends_keeps_no_signer_from_being_tried() {
    let small = small();
    let revoking = |signer: &Ca| CrlSpec::new(signer).entry(revoked(&serial_of(&small.client), "260501000000Z", &[]));
    // A key for CRLs whose certificate the caller has.
    let (signer, certificate) = crl_key(&small.ca);
    let certificate = certificate.sign(&small.ca.key);
    let by_other_key = || {
        let other = small.crl().with(issuing_distribution_point(&[flag(2)])).sign(&small.ca.key);
        data(&[revoking(&signer).sign(&signer.key), other])
            .with_certificate(Certificate::from_der(&certificate).unwrap())
    };
    let soft = RevocationMode::SOFT;
    assert_eq!(decided(&small, soft, by_other_key(), &[]), REVOKED);
    assert_eq!(decided(&small, soft, by_other_key(), &junk(&small.ca.name, &signer.key)), REVOKED);
    // The CA's own key, under another identifier than its certificate has.
    let elsewhere = Key::new("identified otherwise");
    let by_own_key = || {
        let mut crl = revoking(&small.ca);
        crl.extensions[0] = authority_key_identifier(&elsewhere);
        data(&[crl.sign(&small.ca.key)])
    };
    assert_eq!(decided(&small, soft, by_own_key(), &[]), REVOKED);
    assert_eq!(decided(&small, soft, by_own_key(), &junk(&small.ca.name, &elsewhere)), REVOKED);
    // A responder whose certificate the caller has.
    let key = Key::new("responder");
    let responder = responder(&small.ca, &key, &[0]).sign(&small.ca.key);
    let by_responder = || {
        let status = ocsp_revoked("20260501000000Z", 1);
        let statement = Statement::new(&small.ca, &serial_of(&small.client), status);
        let response = ResponseSpec::by_name(&cn("Responder"), vec![statement]).sign(&key);
        RevocationData::new()
            .with_ocsp_response(OcspResponse::from_der(response).unwrap())
            .with_certificate(Certificate::from_der(&responder).unwrap())
    };
    assert_eq!(decided(&small, soft, by_responder(), &[]), REVOKED);
    assert_eq!(decided(&small, soft, by_responder(), &junk(&cn("Responder"), &key)), REVOKED);
}

fn responder(issuer: &Ca, key: &Key, usages: &[u32]) -> Spec {
    Spec::new("Responder", key, issuer)
        .with(basic_constraints(false, None))
        .with(key_usage(usages))
        .with(extended_key_usage(&[OCSP_SIGNING]))
        .with(raw(NO_CHECK, false, [5, 0]))
        .with(authority_key_identifier(&issuer.key))
}

/// RFC 5280 section 4.2.1.3: a certificate for a key that signs CRLs says so in its keyUsage.
#[test]
fn an_end_entity_that_has_got_the_name_of_its_ca_signs_no_crl() {
    let small = small();
    let subscriber = small.ca.with_key(Key::new("subscriber"));
    let point = || point_name(&[uri("http://ca.example/subscribers.crl")]);
    // The CA's own CRL is about the subscriber and not about the client; the forged one is about both.
    let genuine = small.crl().with(issuing_distribution_point(&[point()])).sign(&small.ca.key);
    let crls = [genuine, CrlSpec::new(&subscriber).sign(&subscriber.key)];
    let by = |more: &[Vec<u8>]| {
        let spec = Spec::new("Root", &subscriber.key, &small.ca).with(distribution_points(&[vec![point()]]));
        let certificate = more.iter().fold(spec, |spec, extension| spec.with(extension.clone())).sign(&small.ca.key);
        let given = data(&crls).with_certificate(Certificate::from_der(&certificate).unwrap());
        let answer = decided(&small, RevocationMode::Hard, given, &[]);
        assert_eq!(decided(&small, RevocationMode::Hard, data(&crls), &[certificate]), answer, "sent by the peer");
        answer
    };
    let (subject, ca) = (basic_constraints(false, None), basic_constraints(true, None));
    assert_eq!(by(&[subject.clone(), key_usage(&[6])]), GOOD);
    assert_eq!(by(&[subject.clone(), key_usage(&[0])]), UNKNOWN);
    assert_eq!(by(&[subject]), UNKNOWN);
    assert_eq!(by(&[]), UNKNOWN);
    // Whose certificate is a CA's may sign more than CRLs.
    assert_eq!(by(&[ca]), GOOD);
}

/// RFC 5280 section 8: two CAs below one anchor may have one name. A CA that may certify nobody of the path's names could
/// otherwise say that the path's certificates are good, by a signer that it names as it likes.
#[test]
fn a_signer_that_a_peer_sends_is_certified_by_a_ca_of_its_path() {
    let (root, issuing, beside) = (Ca::new("Root"), Ca::new("Issuing"), Ca::new("Beside"));
    let client = client(&issuing, &[dns("host.example")]).sign(&issuing.key);
    let signer = issuing.with_key(Key::new("namesake"));
    let named_alike = |by: &Ca| {
        Spec::new("Issuing", &signer.key, by)
            .with(basic_constraints(false, None))
            .with(key_usage(&[6]))
            .with(subject_key_identifier(&signer.key))
            .with(authority_key_identifier(&by.key))
            .sign(&by.key)
    };
    let beside_certificate = beside.spec(&root).instead(19, basic_constraints(true, Some(0))).sign(&root.key);
    let crls = [
        CrlSpec::new(&root).sign(&root.key),
        CrlSpec::new(&beside).sign(&beside.key),
        CrlSpec::new(&signer).with(issuing_distribution_point(&[flag(1)])).sign(&signer.key),
    ];
    let decided = |data: RevocationData, chain: &[Vec<u8>]| {
        let builder = RelyingParty::builder().trust_anchors(anchors(&[root.root()])).any_verified_peer();
        codes(&decide(&builder.revocation(data).build().unwrap(), chain))
    };
    let chain = [client.clone(), issuing.certificate(&root), beside_certificate.clone(), named_alike(&beside)];
    assert_eq!(decided(data(&crls), &chain), UNKNOWN);
    // By the root, which stands in the path.
    let by_root = [client.clone(), issuing.certificate(&root), named_alike(&root)];
    assert_eq!(decided(data(&crls), &by_root), GOOD);
    // The caller knows its CAs.
    let given = data(&crls).with_certificate(Certificate::from_der(&named_alike(&beside)).unwrap());
    assert_eq!(decided(given, &chain[..3]), GOOD);
}

/// An ECDSA signature (r, s) has a twin (r, -s) that anybody can make: the same certificate in other octets.
fn twin(spec: &Spec, key: &Key) -> Vec<u8> {
    let tbs = spec.tbs();
    let signature = p256::ecdsa::Signature::from_der(&key.sign(&tbs)).unwrap();
    let (r, s) = signature.split_scalars();
    let other = p256::ecdsa::Signature::from_scalars(r.to_bytes(), (-*s).to_bytes()).unwrap();
    let signature = bits(0, other.to_der().as_bytes());
    seq(&[tbs, spec.outer_algorithm.clone(), signature])
}

#[test]
fn the_peer_cannot_answer_for_itself_in_other_octets() {
    let small = small();
    let key = Key::new("client");
    let claims = client(&small.ca, &[dns("host.example")])
        .instead(37, extended_key_usage(&[2, OCSP_SIGNING]))
        .with(raw(NO_CHECK, false, [5, 0]));
    let (own, twin) = (claims.sign(&small.ca.key), twin(&claims, &small.ca.key));
    assert_ne!(own, twin);
    let party = small.builder().revocation_mode(RevocationMode::Off).build().unwrap();
    assert_eq!(codes(&decide(&party, std::slice::from_ref(&twin))), GOOD, "it is as good a certificate");
    let statement = Statement::new(&small.ca, &serial_of(&own), good());
    let response = ResponseSpec::by_name(&cn("client"), vec![statement]).with(&twin).sign(&key);
    let party = small.builder().revocation_mode(RevocationMode::Hard).build().unwrap();
    let chain = PresentedChain::from_tls([&own]).with_stapled_ocsp(response);
    assert_eq!(codes(&party.decide(&chain, &AccessRequest::connection(), instant(AT))), UNKNOWN);
}

fn answered(small: &Small, certificate: &[u8], responder: Vec<u8>, key: &Key) -> Vec<&'static str> {
    let statement = Statement::new(&small.ca, &serial_of(&small.client), good());
    let response = ResponseSpec::by_name(&[], vec![statement])
        .change(|response| response.responder = responder)
        .with(certificate)
        .sign(key);
    let data = RevocationData::new().with_ocsp_response(OcspResponse::from_der(response).unwrap());
    decided(small, RevocationMode::Hard, data, &[])
}

/// RFC 5280 section 4.2.1.12: OCSPSigning goes with digitalSignature, nonRepudiation, or both.
#[test]
fn a_responders_key_signs_or_cannot_be_repudiated() {
    let small = small();
    let key = Key::new("responder");
    let with = |usages: &[u32]| {
        let certificate = responder(&small.ca, &key, usages).sign(&small.ca.key);
        answered(&small, &certificate, tlv(0xa1, cn("Responder")), &key)
    };
    assert_eq!(with(&[0]), GOOD);
    assert_eq!(with(&[1]), GOOD);
    assert_eq!(with(&[0, 1]), GOOD);
    assert_eq!(with(&[2]), UNKNOWN);
    assert_eq!(with(&[5, 6]), UNKNOWN);
}

#[test]
fn a_responder_is_known_by_its_name_or_by_its_key() {
    let small = small();
    let key = Key::new("responder");
    let certificate = responder(&small.ca, &key, &[0]).sign(&small.ca.key);
    let by_key = |key: &Key| tlv(0xa2, octets(sha1::Sha1::digest(key.bytes())));
    assert_eq!(answered(&small, &certificate, by_key(&key), &key), GOOD);
    assert_eq!(answered(&small, &certificate, by_key(&Key::new("other")), &key), UNKNOWN);
    assert_eq!(answered(&small, &certificate, tlv(0xa1, cn("Another")), &key), UNKNOWN);
    assert_eq!(answered(&small, &certificate, by_key(&small.ca.key), &small.ca.key), GOOD);
    // A responder of the CA's own name is not the CA.
    let namesake = responder(&small.ca, &key, &[0]).change(|spec| spec.subject.clone_from(&small.ca.name));
    assert_eq!(answered(&small, &namesake.sign(&small.ca.key), tlv(0xa1, &small.ca.name), &key), GOOD);
}

/// On hold by one response, and no longer by a newer one.
#[test]
fn a_hold_of_one_response_ends_with_a_newer_one() {
    let small = small();
    let at = |status: Vec<u8>, this_update: &str| {
        let statement = Statement::new(&small.ca, &serial_of(&small.client), status);
        let statement = statement.change(|s| s.this_update = generalized(this_update));
        let response = ResponseSpec::by_name(&small.ca.name, vec![statement]);
        let response = response.change(|r| r.produced_at = generalized(this_update));
        OcspResponse::from_der(response.sign(&small.ca.key)).unwrap()
    };
    let both = |one: OcspResponse, other: OcspResponse| {
        let data = RevocationData::new().with_ocsp_response(one.clone()).with_ocsp_response(other.clone());
        let turned = RevocationData::new().with_ocsp_response(other).with_ocsp_response(one);
        let codes = decided(&small, RevocationMode::Hard, data, &[]);
        assert_eq!(decided(&small, RevocationMode::Hard, turned, &[]), codes);
        codes
    };
    let (early, late) = ("20260501000000Z", "20260515000000Z");
    let hold = || ocsp_revoked("20260401000000Z", 6);
    assert_eq!(both(at(hold(), early), at(good(), late)), GOOD);
    assert_eq!(both(at(good(), early), at(hold(), late)), REVOKED);
    assert_eq!(both(at(hold(), early), at(good(), early)), REVOKED);
    assert_eq!(both(at(hold(), early), at(good(), "20260615000000Z")), REVOKED);
    assert_eq!(both(at(ocsp_revoked("20260401000000Z", 1), early), at(good(), late)), REVOKED);
}

/// Two sources know of two dates: the first one counts, and is told.
#[test]
fn of_two_revocations_to_come_the_first_is_told() {
    let small = small();
    let crl = |at: &str| small.revoking(at, &[reason(1)]).sign(&small.ca.key);
    let response = |at: &str| {
        let statement = Statement::new(&small.ca, &serial_of(&small.client), ocsp_revoked(at, 4));
        let response = ResponseSpec::by_name(&small.ca.name, vec![statement]).sign(&small.ca.key);
        OcspResponse::from_der(response).unwrap()
    };
    let (first, second) = ("260610000000Z", "260620000000Z");
    let later = |at: &str| format!("20{at}");
    for (by_crl, by_ocsp, why) in [(first, second, "key_compromise"), (second, first, "superseded")] {
        let given = data(&[crl(by_crl)]).with_ocsp_response(response(&later(by_ocsp)));
        let party = small.builder().revocation(given).build().unwrap();
        let decision = decide(&party, std::slice::from_ref(&small.client));
        assert_eq!(codes(&decision), GOOD);
        let told = &decision.revocation().unwrap()[0];
        assert_eq!(told.revoked_at(), Some(instant("2026-06-10T00:00:00Z")));
        assert_eq!(told.reason().unwrap().as_str(), why);
        assert_eq!(decision.valid_until(), told.revoked_at());
    }
}

/// RFC 5280 section 6.3.3 (f): by a path that is valid at the verification time.
#[test]
fn a_signer_whose_certificate_has_expired_or_has_not_begun_signs_nothing() {
    let small = small();
    let (signer, spec) = crl_key(&small.ca);
    let users = CrlSpec::new(&signer).with(issuing_distribution_point(&[flag(1)]));
    let point = || point_name(&[uri("http://ca.example/signer.crl")]);
    let own = small.crl().with(issuing_distribution_point(&[point()])).sign(&small.ca.key);
    let crls = [users.sign(&signer.key), own];
    let spec = spec.with(distribution_points(&[vec![point()]]));
    let by = |not_before: &str, not_after: &str| {
        let spec = spec.clone().change(|spec| (spec.not_before, spec.not_after) = (utc(not_before), utc(not_after)));
        let certificate = Certificate::from_der(&spec.sign(&small.ca.key)).unwrap();
        let party = small.builder().revocation(data(&crls).with_certificate(certificate)).build().unwrap();
        let decision = decide(&party, std::slice::from_ref(&small.client));
        (codes(&decision), decision.valid_until().map(|until| until.to_string()))
    };
    let until = |text: &str| Some(text.to_owned());
    assert_eq!(by("260101000000Z", "260601000000Z"), (GOOD.to_vec(), until("2026-06-01T00:00:01Z")));
    assert_eq!(by("260101000000Z", "260531235959Z").0, UNKNOWN);
    assert_eq!(by("260601000001Z", "270101000000Z"), (UNKNOWN.to_vec(), until("2026-06-01T00:00:01Z")));
}

/// RFC 5280 section 6.3.3 (c)(3) and (h): it ends a hold that a complete CRL by the same key and of the same scope knows of.
#[test]
fn a_delta_crl_by_another_key_or_of_another_scope_releases_nothing() {
    let small = small();
    let (signer, certificate) = crl_key(&small.ca);
    let certificate = Certificate::from_der(&certificate.sign(&small.ca.key)).unwrap();
    let held = small.revoking("260501000000Z", &[reason(6)]).numbered(3).sign(&small.ca.key);
    let releasing = |ca: &Ca| {
        let entry = revoked(&serial_of(&small.client), "260502000000Z", &[reason(8)]);
        CrlSpec::new(ca).entry(entry).numbered(5).with(delta(3))
    };
    let with = |delta: Vec<u8>| {
        let given = data(&[held.clone(), delta]).with_certificate(certificate.clone());
        decided(&small, RevocationMode::Hard, given, &[])
    };
    assert_eq!(with(releasing(&small.ca).sign(&small.ca.key)), GOOD);
    assert_eq!(with(releasing(&signer).sign(&signer.key)), REVOKED);
    let mut disguised = releasing(&signer);
    disguised.extensions[0] = authority_key_identifier(&small.ca.key);
    assert_eq!(with(disguised.sign(&signer.key)), REVOKED);
    let users = releasing(&small.ca).with(issuing_distribution_point(&[flag(1)]));
    assert_eq!(with(users.sign(&small.ca.key)), REVOKED);
    assert_eq!(with(releasing(&small.ca).sign(&Key::new("stranger"))), REVOKED);
}

/// What the profile lets stand in the peer's path, it lets stand in the path of who speaks about the peer: else nobody would be heard
/// who says that the peer is revoked.
#[test]
fn a_signers_path_may_have_the_critical_extensions_that_the_peers_may() {
    let (root, issuing) = (Ca::new("Root"), Ca::new("Issuing"));
    let intermediate = issuing.spec(&root).with(unheard_of(true)).sign(&root.key);
    let client = client(&issuing, &[dns("host.example")]).sign(&issuing.key);
    let key = Key::new("responder");
    let responder = responder(&issuing, &key, &[0]).sign(&issuing.key);
    let status = ocsp_revoked("20260501000000Z", 1);
    let statement = Statement::new(&issuing, &serial_of(&client), status);
    let response = ResponseSpec::by_name(&cn("Responder"), vec![statement]).with(&responder).sign(&key);
    let decided = |profile: Profile, at: &str| {
        let data = RevocationData::new().with_ocsp_response(OcspResponse::from_der(&response).unwrap());
        let builder = RelyingParty::builder().trust_anchors(anchors(&[root.root()])).any_verified_peer();
        let party = builder.profile(profile).revocation(data).revocation_mode(RevocationMode::SOFT).build().unwrap();
        decide_at(&party, &[client.clone(), intermediate.clone()], at)
    };
    let extension = OidBuf::dotted("1.2.3.4").unwrap();
    let understood = Profile::client().with_understood_extensions([extension.as_oid()]);
    assert_eq!(codes(&decided(understood, AT)), REVOKED);
    let loosening = || Loosening::new("partner", Loosened::CriticalExtension(extension.clone()));
    let with = |loosening: Loosening| Profile::client().with_loosening(loosening);
    assert_eq!(codes(&decided(with(loosening()), AT)), REVOKED);
    let pin = |der: &[u8]| Certificate::from_der(der).unwrap().spki_pin();
    assert_eq!(codes(&decided(with(loosening().for_issuer(pin(&intermediate))), AT)), REVOKED);
    assert_eq!(codes(&decided(with(loosening().for_issuer(pin(&client))), AT)), ["critical_extension_unknown"]);
    let ending = decided(with(loosening().until(instant("2026-06-15T00:00:00Z"))), AT);
    assert_eq!(codes(&ending), REVOKED);
    assert_eq!(ending.valid_until(), Some(instant("2026-06-15T00:00:00Z")));
}

/// ring has no ECDSA with SHA-512, which the other providers have.
#[test]
fn what_the_provider_cannot_verify_is_told_with_the_feature_that_can() {
    let small = small();
    let signer = small.ca.with_key(Key::p256_sha512(&small.ca.label));
    assert_eq!(signer.key.spki(), small.ca.key.spki(), "one key, with another hash");
    let crl = CrlSpec::new(&signer).sign(&signer.key);
    let statement = Statement::new(&small.ca, &serial_of(&small.client), good());
    let response = ResponseSpec::by_name(&small.ca.name, vec![statement]).sign(&signer.key);
    let told = |data: RevocationData, provider| {
        let party = small.builder().provider(provider).revocation(data).build().unwrap();
        let decision = decide(&party, std::slice::from_ref(&small.client));
        (codes(&decision), decision.revocation().unwrap()[0].observations().to_vec())
    };
    let response = RevocationData::new().with_ocsp_response(OcspResponse::from_der(response).unwrap());
    for data in [data(&[crl]), response] {
        for provider in [Provider::aws_lc_rs(), Provider::rustcrypto()] {
            assert_eq!(told(data.clone(), provider).0, GOOD);
        }
        let (codes, observations) = told(data, Provider::ring());
        assert_eq!(codes, UNKNOWN);
        let end = "is signed with ecdsa-sha512 on P-256, which the signature provider has not got; a build with the feature `aws-lc-rs` or `rustcrypto` has one that does";
        assert!(observations[0].ends_with(end), "{observations:?}");
    }
}

/// A caller keeps the certificates of keys that signed CRLs before, and those CRLs: none of it costs a path to be looked for.
#[test]
fn signers_of_other_years_and_of_other_crls_take_no_path_to_refuse() {
    let small = small();
    let keys: Vec<Key> = (0..4).map(|number| Key::new(&format!("CRL key {number}"))).collect();
    let point = || point_name(&[uri("http://ca.example/signers.crl")]);
    let own = small.crl().with(issuing_distribution_point(&[point()])).sign(&small.ca.key);
    let with = |current: usize| {
        let mut crls = vec![own.clone()];
        let mut certificates = Vec::new();
        for (number, key) in keys.iter().enumerate() {
            let signer = small.ca.with_key(key.clone());
            // As some CAs issue them: without a key identifier.
            crls.push(CrlSpec::new(&signer).change(|crl| drop(crl.extensions.remove(0))).sign(key));
            let spec = Spec::new("Root", key, &small.ca)
                .change(|spec| spec.serial = integer(&[1, u8::try_from(number).unwrap()]))
                .change(|spec| spec.not_after = utc(if number < current { "270101000000Z" } else { "260501000000Z" }))
                .with(basic_constraints(false, None))
                .with(key_usage(&[6]))
                .with(distribution_points(&[vec![point()]]));
            certificates.push(Certificate::from_der(&spec.sign(&small.ca.key)).unwrap());
        }
        let data = certificates.into_iter().fold(data(&crls), RevocationData::with_certificate);
        decided(&small, RevocationMode::Hard, data, &[])
    };
    assert_eq!(with(1), GOOD);
    assert_eq!(with(2), GOOD);
}
