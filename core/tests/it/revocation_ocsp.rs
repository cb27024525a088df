//! OCSP responses by RFC 6960, given and stapled.

use handfast::revocation::{RevocationSource, RevocationStatus};
use handfast::{
    AccessRequest, Decision, OcspResponse, PresentedChain, Profile, RelyingParty, RevocationData, RevocationMode,
};

use sha1::{Digest as _, Sha1};

use crate::forge::crl::{CrlSpec, revoked as crl_entry, serial_of, unheard_of};
use crate::forge::der::{generalized, octets, oid, tlv};
use crate::forge::extension::{authority_key_identifier, basic_constraints, dns, extended_key_usage, key_usage, raw};
use crate::forge::ocsp::{ResponseSpec, Statement, good, revoked, unknown};
use crate::forge::{Ca, Key, Spec};
use crate::revocation::{GOOD, REVOKED, STALE, Small, UNKNOWN, data, small};
use crate::support::{AT, client, codes, decide, decide_at, instant};

const OCSP_SIGNING: u8 = 9;
const NO_CHECK: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 5];
const ARCHIVE_CUTOFF: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 6];
const NONCE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 2];

fn about(small: &Small, status: Vec<u8>) -> Statement {
    Statement::new(&small.ca, &serial_of(&small.client), status)
}

/// The CA's own response with these statements.
fn own(small: &Small, statements: Vec<Statement>) -> ResponseSpec {
    ResponseSpec::by_name(&small.ca.name, statements)
}

fn given(small: &Small, responses: &[Vec<u8>]) -> RelyingParty {
    let data = responses
        .iter()
        .fold(RevocationData::new(), |data, der| data.with_ocsp_response(OcspResponse::from_der(der).unwrap()));
    small.builder().revocation(data).build().unwrap()
}

fn decided(small: &Small, response: &[u8]) -> Vec<&'static str> {
    codes(&decide(&given(small, &[response.to_vec()]), std::slice::from_ref(&small.client)))
}

fn stapled(small: &Small, mode: RevocationMode, responses: &[Vec<u8>]) -> Decision {
    let party = small.builder().revocation_mode(mode).build().unwrap();
    let chain = PresentedChain::from_tls([&small.client]);
    let chain = responses.iter().fold(chain, PresentedChain::with_stapled_ocsp);
    party.decide(&chain, &AccessRequest::connection(), instant(AT))
}

#[test]
fn the_issuers_own_response_says_good_or_revoked() {
    let small = small();
    let response = |status| own(&small, vec![about(&small, status)]).sign(&small.ca.key);
    assert_eq!(decided(&small, &response(good())), GOOD);
    assert_eq!(decided(&small, &response(revoked("20260501000000Z", 1))), REVOKED);
    assert_eq!(decided(&small, &response(unknown())), UNKNOWN);
    let decision = decide(&given(&small, &[response(good())]), std::slice::from_ref(&small.client));
    let told = &decision.revocation().unwrap()[0];
    assert_eq!((told.status(), told.source()), (RevocationStatus::Good, Some(RevocationSource::Ocsp)));
    assert_eq!(decision.valid_until(), Some(instant("2026-07-01T00:00:01Z")));
}

#[test]
fn a_stapled_response_counts_as_one_that_is_given() {
    let small = small();
    let response = |status| own(&small, vec![about(&small, status)]).sign(&small.ca.key);
    assert_eq!(codes(&stapled(&small, RevocationMode::Hard, &[response(good())])), GOOD);
    assert_eq!(codes(&stapled(&small, RevocationMode::Hard, &[])), UNKNOWN);
    assert_eq!(codes(&stapled(&small, RevocationMode::SOFT, &[response(revoked("20260501000000Z", 1))])), REVOKED);
    assert_eq!(codes(&stapled(&small, RevocationMode::Off, &[response(revoked("20260501000000Z", 1))])), GOOD);
}

#[test]
fn a_stapled_response_that_cannot_be_read_is_observed_and_never_an_error() {
    let small = small();
    let response = own(&small, vec![about(&small, good())]).sign(&small.ca.key);
    let try_later = [0x30, 3, 0x0a, 1, 3].to_vec();
    let cut = response[..response.len() - 1].to_vec();
    for (bytes, why) in [
        (Vec::new(), "malformed"),
        (cut, "malformed"),
        (try_later.clone(), "is to be asked again later"),
        (vec![0; 100_000], "more than 65536 bytes"),
    ] {
        let decision = stapled(&small, RevocationMode::Hard, std::slice::from_ref(&bytes));
        assert_eq!(codes(&decision), UNKNOWN);
        assert!(decision.revocation().unwrap()[0].observations()[0].contains(why), "{decision}");
        let decision = stapled(&small, RevocationMode::Hard, &[bytes.clone(), response.clone()]);
        assert_eq!(codes(&decision), GOOD);
        // The caller's is the caller's mistake.
        let error = OcspResponse::from_der(&bytes).unwrap_err();
        assert!(["revocation_malformed", "too_large"].contains(&error.code().as_str()), "{error}");
    }
}

#[test]
fn what_is_no_ocsp_response_is_told_by_its_name() {
    let small = small();
    for (bytes, what) in [
        (small.root.clone(), "a certificate"),
        (small.crl().sign(&small.ca.key), "a revocation list"),
        (crate::support::pem(&small.root).into_bytes(), "PEM"),
    ] {
        let error = OcspResponse::from_der(bytes).unwrap_err();
        assert_eq!(error.code().as_str(), "form_not_supported");
        assert!(error.message().contains(what), "{error}");
    }
    let response = own(&small, vec![about(&small, good())]).sign(&small.ca.key);
    let error = handfast::Crl::from_der(response).unwrap_err();
    assert!(error.message().contains("an OCSP response, not a CRL"), "{error}");
}

#[test]
fn a_response_is_about_the_certificate_that_it_names_by_issuer_key_and_number() {
    let small = small();
    let changed = |change: fn(&mut Statement)| {
        let response = own(&small, vec![about(&small, good()).change(change)]);
        decided(&small, &response.sign(&small.ca.key))
    };
    assert_eq!(changed(|_| {}), GOOD);
    assert_eq!(changed(|statement| statement.serial = vec![1]), UNKNOWN);
    assert_eq!(changed(|statement| statement.name_hash[0] ^= 1), UNKNOWN);
    assert_eq!(changed(|statement| statement.key_hash[0] ^= 1), UNKNOWN);
    // By SHA-1, which older responders write, as by SHA-256.
    let by_sha1 = |name: &[u8], key: &Key| {
        let statement = about(&small, good()).change(|statement| {
            statement.hash = oid(&[0x2b, 14, 3, 2, 26]);
            statement.name_hash = Sha1::digest(name).to_vec();
            statement.key_hash = Sha1::digest(key.bytes()).to_vec();
        });
        decided(&small, &own(&small, vec![statement]).sign(&small.ca.key))
    };
    assert_eq!(by_sha1(&small.ca.name, &small.ca.key), GOOD);
    assert_eq!(by_sha1(&small.ca.name, &Key::new("other")), UNKNOWN);
    assert_eq!(by_sha1(&crate::forge::der::cn("Other"), &small.ca.key), UNKNOWN);
    assert_eq!(changed(|statement| statement.hash = oid(&[0x2b, 14, 3, 2, 26])), UNKNOWN, "hashes of the other kind");
    // A hash that is not known, SHA-224, names nothing.
    assert_eq!(changed(|statement| statement.hash = oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 4])), UNKNOWN);
    // Another CA of the same name, which says that its own certificate of that number is good.
    let other = small.ca.with_key(Key::new("other"));
    let theirs = Statement::new(&other, &serial_of(&small.client), good());
    assert_eq!(decided(&small, &own(&small, vec![theirs.clone()]).sign(&small.ca.key)), UNKNOWN);
    assert_eq!(decided(&small, &own(&small, vec![theirs]).sign(&other.key)), UNKNOWN);
}

#[test]
fn of_several_statements_about_one_certificate_the_worst_counts() {
    let small = small();
    let (fine, bad) = (about(&small, good()), about(&small, revoked("20260501000000Z", 1)));
    let unsure = about(&small, unknown());
    let response = |statements: &[&Statement]| {
        let statements = statements.iter().map(|statement| (*statement).clone()).collect();
        decided(&small, &own(&small, statements).sign(&small.ca.key))
    };
    assert_eq!(response(&[&fine, &bad]), REVOKED);
    assert_eq!(response(&[&bad, &fine]), REVOKED);
    assert_eq!(response(&[&fine, &unsure]), UNKNOWN);
    assert_eq!(response(&[&unsure, &fine]), UNKNOWN);
    // One that is revoked already is worse than one that will be, whichever comes last.
    let later = about(&small, revoked("20280101000000Z", 1));
    assert_eq!(response(&[&later]), GOOD);
    assert_eq!(response(&[&bad, &later]), REVOKED);
    assert_eq!(response(&[&later, &bad]), REVOKED);
    assert_eq!(response(&[&later, &unsure]), UNKNOWN);
    assert_eq!(response(&[&unsure, &later]), UNKNOWN);
    let stale = fine.clone().change(|statement| statement.next_update = tlv(0xa0, generalized("20260520000000Z")));
    assert_eq!(response(&[&fine, &stale]), STALE);
    // So it is among responses, and between OCSP and CRL.
    let (one, other) = (own(&small, vec![fine]).sign(&small.ca.key), own(&small, vec![bad]).sign(&small.ca.key));
    let chain = std::slice::from_ref(&small.client);
    assert_eq!(codes(&decide(&given(&small, &[one.clone(), other]), chain)), REVOKED);
    let revoking = small.revoking("260501000000Z", &[]).sign(&small.ca.key);
    let both = data(&[revoking]).with_ocsp_response(OcspResponse::from_der(one).unwrap());
    assert_eq!(codes(&decide(&small.builder().revocation(both).build().unwrap(), chain)), REVOKED);
}

#[test]
fn a_response_is_stale_after_its_next_update_and_at_once_without_one() {
    let small = small();
    let until = |next_update: Vec<u8>| {
        let statement = about(&small, good()).change(|statement| statement.next_update = next_update);
        given(&small, &[own(&small, vec![statement]).sign(&small.ca.key)])
    };
    let chain = std::slice::from_ref(&small.client);
    let to_june = until(tlv(0xa0, generalized("20260601000000Z")));
    assert_eq!(codes(&decide(&to_june, chain)), GOOD);
    assert_eq!(codes(&decide_at(&to_june, chain, "2026-06-01T00:00:01Z")), STALE);
    assert_eq!(codes(&decide(&until(Vec::new()), chain)), STALE);
    assert_eq!(codes(&decide_at(&until(Vec::new()), chain, "2026-05-01T00:00:00Z")), GOOD);
}

#[test]
fn a_response_of_the_future_does_not_say_good() {
    let small = small();
    let statement = about(&small, good()).change(|statement| statement.this_update = generalized("20260602000000Z"));
    assert_eq!(decided(&small, &own(&small, vec![statement]).sign(&small.ca.key)), UNKNOWN);
    let produced = own(&small, vec![about(&small, good())]).change(|response| {
        response.produced_at = generalized("20260602000000Z");
    });
    assert_eq!(decided(&small, &produced.sign(&small.ca.key)), UNKNOWN);
}

#[test]
fn what_is_not_understood_and_critical_keeps_a_response_from_being_used() {
    let small = small();
    for critical in [true, false] {
        let expected = if critical { UNKNOWN } else { GOOD };
        let whole =
            own(&small, vec![about(&small, good())]).change(|response| response.extensions.push(unheard_of(critical)));
        assert_eq!(decided(&small, &whole.sign(&small.ca.key)), expected);
        let single = about(&small, good()).change(|statement| statement.extensions.push(unheard_of(critical)));
        assert_eq!(decided(&small, &own(&small, vec![single]).sign(&small.ca.key)), expected);
    }
    // A nonce belongs to whoever asked.
    let nonce = own(&small, vec![about(&small, good())])
        .change(|response| response.extensions.push(raw(NONCE, true, octets([7; 16]))));
    assert_eq!(decided(&small, &nonce.sign(&small.ca.key)), GOOD);
}

#[test]
fn a_responder_says_nothing_about_certificates_that_expired_before_its_archive_begins() {
    let small = small();
    // The client's certificate ends with 2026.
    let cutoff = |at: &str| {
        let extension = raw(ARCHIVE_CUTOFF, false, generalized(at));
        let statement = about(&small, good()).change(|statement| statement.extensions.push(extension));
        decided(&small, &own(&small, vec![statement]).sign(&small.ca.key))
    };
    assert_eq!(cutoff("20260101000000Z"), GOOD);
    assert_eq!(cutoff("20280101000000Z"), UNKNOWN);
}

/// A responder with a certificate of its own.
fn responder(issuer: &Ca, key: &Key, more: &[Vec<u8>]) -> Spec {
    let spec = Spec::new("Responder", key, issuer)
        .with(basic_constraints(false, None))
        .with(key_usage(&[0]))
        .with(authority_key_identifier(&issuer.key));
    more.iter().fold(spec, |spec, extension| spec.with(extension.clone()))
}

#[test]
fn a_responder_speaks_for_a_ca_that_certified_it_itself_for_that() {
    let small = small();
    let (key, name) = (Key::new("responder"), crate::forge::der::cn("Responder"));
    let no_check = raw(NO_CHECK, false, [5, 0]);
    let for_that = extended_key_usage(&[OCSP_SIGNING]);
    let response =
        |certificate: &[u8]| ResponseSpec::by_name(&name, vec![about(&small, good())]).with(certificate).sign(&key);
    let answer = |spec: Spec, by: &Key| decided(&small, &response(&spec.sign(by)));
    let issued = |more: &[Vec<u8>]| responder(&small.ca, &key, more);
    assert_eq!(answer(issued(&[for_that.clone(), no_check.clone()]), &small.ca.key), GOOD);
    // Without the usage, with another, with any.
    assert_eq!(answer(issued(std::slice::from_ref(&no_check)), &small.ca.key), UNKNOWN);
    assert_eq!(answer(issued(&[extended_key_usage(&[1, 2]), no_check.clone()]), &small.ca.key), UNKNOWN);
    let any = crate::forge::extension::any_extended_key_usage();
    assert_eq!(answer(issued(&[any, no_check.clone()]), &small.ca.key), UNKNOWN);
    // Expired at the verification time.
    let expired = issued(&[for_that.clone(), no_check.clone()])
        .change(|spec| spec.not_after = crate::forge::der::utc("260501000000Z"));
    assert_eq!(answer(expired, &small.ca.key), UNKNOWN);
    // Certified by another CA, by a forger, and not at all.
    let other = Ca::new("Other");
    assert_eq!(answer(responder(&other, &key, &[for_that.clone(), no_check.clone()]), &other.key), UNKNOWN);
    assert_eq!(answer(issued(&[for_that.clone(), no_check.clone()]), &other.key), UNKNOWN);
    let alone = ResponseSpec::by_name(&name, vec![about(&small, good())]).sign(&key);
    assert_eq!(decided(&small, &alone), UNKNOWN);
    // Signed by another key than the certified one.
    let certificate = issued(&[for_that.clone(), no_check]).sign(&small.ca.key);
    let forged = ResponseSpec::by_name(&name, vec![about(&small, good())]).with(&certificate).sign(&other.key);
    assert_eq!(decided(&small, &forged), UNKNOWN);
    // Without nocheck, something must say that the responder's certificate is good; a CRL does.
    let certificate = issued(&[for_that]).sign(&small.ca.key);
    assert_eq!(decided(&small, &response(&certificate)), UNKNOWN);
    let with_crl = |crl: CrlSpec| {
        let data = data(&[crl.sign(&small.ca.key)])
            .with_ocsp_response(OcspResponse::from_der(response(&certificate)).unwrap());
        let decision = decide(&small.builder().revocation(data).build().unwrap(), std::slice::from_ref(&small.client));
        decision.revocation().unwrap()[0].observations().to_vec()
    };
    assert!(with_crl(small.crl()).is_empty());
    let revoking = small.crl().entry(crl_entry(&serial_of(&certificate), "260501000000Z", &[]));
    assert!(with_crl(revoking)[0].contains("has been revoked"));
}

/// The response's own signature, and that of the certificate of who made it.
#[test]
fn a_response_that_says_good_is_signed_with_an_algorithm_that_the_profile_accepts() {
    let ca = Ca::new("Root").with_key(Key::rsa());
    let pss = ca.with_key(Key::rsa_pss());
    let certificate = client(&ca, &[dns("host.example")]).sign(&ca.key);
    let small = Small { root: ca.root(), client: certificate, ca };
    let decided = |accepted: &[&str], response: &[u8]| {
        let profile = Profile::client().with_signature_algorithms(accepted.iter().copied()).unwrap();
        let given = RevocationData::new().with_ocsp_response(OcspResponse::from_der(response).unwrap());
        let party = small.builder().profile(profile).revocation(given).build().unwrap();
        codes(&decide(&party, std::slice::from_ref(&small.client)))
    };
    let (pkcs1, ecdsa) = ("rsa-pkcs1-sha256", "ecdsa-sha256");
    let (key, name) = (Key::new("responder"), crate::forge::der::cn("Responder"));
    let by = |issuer: &Ca, status: Vec<u8>| {
        let more = [extended_key_usage(&[OCSP_SIGNING]), raw(NO_CHECK, false, [5, 0])];
        let responder = responder(issuer, &key, &more).sign(&issuer.key);
        ResponseSpec::by_name(&name, vec![about(&small, status)]).with(&responder).sign(&key)
    };
    assert_eq!(decided(&[pkcs1, ecdsa], &by(&small.ca, good())), GOOD);
    assert_eq!(decided(&[pkcs1], &by(&small.ca, good())), UNKNOWN);
    assert_eq!(decided(&[pkcs1, ecdsa], &by(&pss, good())), UNKNOWN);
    assert_eq!(decided(&[pkcs1, ecdsa, "rsa-pss-sha256"], &by(&pss, good())), GOOD);
    // By the CA itself: that a certificate is revoked is believed whatever it is signed with.
    let own = |status| ResponseSpec::by_name(&small.ca.name, vec![about(&small, status)]).sign(&pss.key);
    assert_eq!(decided(&[pkcs1], &own(good())), UNKNOWN);
    assert_eq!(decided(&[pkcs1], &own(revoked("20260501000000Z", 1))), REVOKED);
}

#[test]
fn the_peer_cannot_answer_for_itself() {
    let small = small();
    let key = Key::new("client");
    let claims = client(&small.ca, &[dns("host.example")])
        .instead(37, extended_key_usage(&[2, OCSP_SIGNING]))
        .with(raw(NO_CHECK, false, [5, 0]))
        .sign(&small.ca.key);
    let statement = Statement::new(&small.ca, &serial_of(&claims), good());
    let response = ResponseSpec::by_name(&crate::forge::der::cn("client"), vec![statement]).with(&claims).sign(&key);
    let party = small.builder().revocation_mode(RevocationMode::Hard).build().unwrap();
    let chain = PresentedChain::from_tls([&claims]).with_stapled_ocsp(response);
    assert_eq!(codes(&party.decide(&chain, &AccessRequest::connection(), instant(AT))), UNKNOWN);
}

#[test]
fn no_changed_bit_makes_a_revoked_certificate_good() {
    let small = small();
    let response = own(&small, vec![about(&small, revoked("20260501000000Z", 1))]).sign(&small.ca.key);
    for place in 0..response.len() {
        for bit in 0..8 {
            let mut changed = response.clone();
            changed[place] ^= 1 << bit;
            let decision = stapled(&small, RevocationMode::Hard, &[changed]);
            assert_ne!(codes(&decision), GOOD, "octet {place}, bit {bit}");
        }
    }
}
