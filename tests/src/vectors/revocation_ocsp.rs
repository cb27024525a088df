//! The path stage: revocation by OCSP responses.

use super::model::Vector;
use super::world::{Case, More as _, WEB, World};
use crate::forge::crl::{CrlSpec, serial_of, unheard_of};
use crate::forge::der::{cn, generalized, tlv};
use crate::forge::extension::{
    CLIENT_AUTH, authority_key_identifier, basic_constraints, extended_key_usage, key_usage, raw,
};
use crate::forge::ocsp::{ResponseSpec, Statement, good, revoked, unknown};
use crate::forge::{Key, Spec};

const OCSP_SIGNING: u8 = 9;
/// id-pkix-ocsp-nocheck
const NO_CHECK: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 5];

pub(super) fn vectors(world: &World) -> Vec<Vector> {
    let web = world.sign(&world.web());
    let of_root = CrlSpec::new(&world.root).sign(&world.root.key);
    let case = |id: &str, description: &str| -> Case {
        world.case(&format!("revocation/ocsp-{id}"), description, web.clone()).crl(&of_root)
    };
    let about = |status| Statement::new(&world.issuing, &serial_of(&web), status);
    let response = |statements| ResponseSpec::by_name(&world.issuing.name, statements);
    let signed = |statements| response(statements).sign(&world.issuing.key);
    let fine = signed(vec![about(good())]);
    let bad = || about(revoked("20260501000000Z", 1));

    let key = Key::new("responder");
    let responder = |usage: u8| {
        Spec::new("Responder", &key, &world.issuing)
            .with(basic_constraints(false, None))
            .with(key_usage(&[0]))
            .with(extended_key_usage(&[usage]))
            .with(authority_key_identifier(&world.issuing.key))
            .with(raw(NO_CHECK, false, [5, 0]))
    };
    let delegated =
        |certificate: &[u8]| ResponseSpec::by_name(&cn("Responder"), vec![about(good())]).with(certificate).sign(&key);

    vec![
        case("good", "the issuer says that the certificate is good")
            .ocsp(&fine)
            .allow(&["path_verified"])
            .principal(WEB)
            .until("2026-07-01T00:00:01Z"),
        case("revoked", "the issuer says that the certificate is revoked")
            .ocsp(&signed(vec![bad()]))
            .deny(&["certificate_revoked"]),
        case("unknown", "the responder does not know the certificate")
            .ocsp(&signed(vec![about(unknown())]))
            .deny(&["revocation_status_unknown"]),
        case("good-and-revoked", "of two statements about one certificate the worse counts")
            .ocsp(&signed(vec![about(good()), bad()]))
            .deny(&["certificate_revoked"]),
        case("other-serial", "the response is about another certificate")
            .ocsp(&signed(vec![about(good()).change(|statement| statement.serial = vec![7])]))
            .deny(&["revocation_status_unknown"]),
        case("other-issuer-key", "the response is about a certificate of another key of that name")
            .ocsp(&signed(vec![about(good()).change(|statement| statement.key_hash = vec![0; 32])]))
            .deny(&["revocation_status_unknown"]),
        case("stale", "the response should have been replaced")
            .ocsp(&signed(vec![
                about(good()).change(|statement| statement.next_update = tlv(0xa0, generalized("20260520000000Z"))),
            ]))
            .deny(&["revocation_data_stale"]),
        case("without-next-update", "newer information is available all the time")
            .ocsp(&signed(vec![about(good()).change(|statement| statement.next_update = Vec::new())]))
            .deny(&["revocation_data_stale"]),
        case("not-yet-issued", "the response is of a time after the verification time")
            .ocsp(
                &response(vec![about(good())])
                    .change(|response| response.produced_at = generalized("20260602000000Z"))
                    .sign(&world.issuing.key),
            )
            .deny(&["revocation_status_unknown"]),
        case("unknown-extension", "the response has a critical extension that nobody knows")
            .ocsp(
                &response(vec![about(good())])
                    .change(|response| response.extensions.push(unheard_of(true)))
                    .sign(&world.issuing.key),
            )
            .deny(&["revocation_status_unknown"]),
        case("forged", "the response has the issuer's name, and another key signed it")
            .ocsp(&response(vec![about(good())]).sign(&world.root.key))
            .deny(&["revocation_status_unknown"]),
        case("delegated", "a responder that the issuer certified for it")
            .ocsp(&delegated(&responder(OCSP_SIGNING).sign(&world.issuing.key)))
            .allow(&["path_verified"])
            .principal(WEB),
        case("delegated-without-usage", "a certificate of the issuer's that is not for it")
            .ocsp(&delegated(&responder(CLIENT_AUTH).sign(&world.issuing.key)))
            .deny(&["revocation_status_unknown"]),
        case("delegated-by-another", "a responder that the issuer has not certified")
            .ocsp(&delegated(&responder(OCSP_SIGNING).sign(&world.root.key)))
            .deny(&["revocation_status_unknown"]),
        case("stapled", "the peer staples the issuer's response")
            .stapled(&fine)
            .allow(&["path_verified"])
            .principal(WEB),
        case("stapled-revoked", "the peer staples a response that says that it is revoked")
            .mode("soft", None)
            .stapled(&signed(vec![bad()]))
            .deny(&["certificate_revoked"]),
        case("stapled-unreadable", "what the peer stapled cannot be read, and is no mistake of the caller's")
            .stapled(b"no response")
            .deny(&["revocation_status_unknown"]),
        case("stapled-unreadable-and-another", "of what the peer stapled one response can be read")
            .stapled(b"no response")
            .stapled(&fine)
            .allow(&["path_verified"])
            .principal(WEB),
    ]
}
