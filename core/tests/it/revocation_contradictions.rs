//! Revocation data that contradicts itself, or says more than most does: what is revoked for good stays so.

use handfast::{Certificate, OcspResponse, Profile, RelyingParty, RevocationData, RevocationMode};
use sha2::{Digest as _, Sha384, Sha512};

use crate::forge::Ca;
use crate::forge::crl::{
    CrlSpec, certificate_issuer, crl_issuer, delta, distribution_points, flag, issuing_distribution_point, number,
    reason, revoked, serial_of,
};
use crate::forge::der::{cn, generalized, oid, seq};
use crate::forge::extension::{ce, directory, dns, raw};
use crate::forge::ocsp::{ResponseSpec, Statement, good, revoked as ocsp_revoked};
use crate::revocation::{GOOD, REVOKED, STALE, Small, UNKNOWN, data, small};
use crate::support::{anchors, client, codes, decide};

/// RFC 5280 section 5.3.3: certificateIssuer has the name of the issuer's field, and may have others of the issuer's besides.
#[test]
fn an_entry_of_an_indirect_crl_is_of_each_issuer_that_it_names() {
    let (root, speaker) = (Ca::new("Root"), Ca::new("Speaker"));
    let certificate = client(&root, &[dns("host.example")])
        .with(distribution_points(&[vec![crl_issuer(&speaker.name)]]))
        .sign(&root.key);
    let decided = |entries: &[Vec<u8>]| {
        let own = CrlSpec::new(&root).with(issuing_distribution_point(&[flag(2)])).sign(&root.key);
        let indirect = CrlSpec::new(&speaker).with(issuing_distribution_point(&[flag(4)]));
        let indirect = indirect.change(|crl| crl.entries = entries.to_vec()).sign(&speaker.key);
        let speakers = Certificate::from_der(&speaker.certificate(&root)).unwrap();
        let builder = RelyingParty::builder().trust_anchors(anchors(&[root.root()])).any_verified_peer();
        let party = builder.revocation(data(&[own, indirect]).with_certificate(speakers)).build().unwrap();
        codes(&decide(&party, std::slice::from_ref(&certificate)))
    };
    let issuers =
        |names: &[&[u8]]| raw(&ce(29), true, seq(&names.iter().map(|name| directory(name)).collect::<Vec<_>>()));
    let serial = serial_of(&certificate);
    let entry = |serial: &[u8], more: &[Vec<u8>]| revoked(serial, "260501000000Z", more);
    let (other, another) = (cn("Root, by another name"), cn("Else"));
    assert_eq!(decided(&[entry(&serial, &[issuers(&[&root.name, &other])])]), REVOKED);
    assert_eq!(decided(&[entry(&serial, &[issuers(&[&other, &root.name])])]), REVOKED);
    // So are those after it.
    let first = entry(&[1], &[issuers(&[&other, &root.name])]);
    assert_eq!(decided(&[first.clone(), entry(&serial, &[])]), REVOKED);
    assert_eq!(decided(&[first, entry(&serial, &[issuers(&[&other, &another])])]), GOOD);
}

fn soft(small: &Small, profile: Profile, crl: &CrlSpec) -> Vec<&'static str> {
    let builder = small.builder().profile(profile).revocation(data(&[crl.sign(&small.ca.key)]));
    codes(&decide(&builder.revocation_mode(RevocationMode::SOFT).build().unwrap(), std::slice::from_ref(&small.client)))
}

/// RFC 5280 section 6.3.3 asks for none of it: it is said to those who issue.
#[test]
fn the_form_of_a_crl_keeps_it_from_saying_good_and_not_from_saying_revoked() {
    let small = small();
    let unnumbered = |crl: CrlSpec| crl.change(|crl| crl.extensions.retain(|extension| *extension != number(1)));
    assert_eq!(soft(&small, Profile::rfc5280(), &unnumbered(small.crl())), GOOD, "nothing is known");
    assert_eq!(soft(&small, Profile::rfc5280(), &unnumbered(small.revoking("260501000000Z", &[]))), REVOKED);
    // It names certificate issuers, and does not say that it is indirect.
    let other = |crl: CrlSpec| crl.entry(revoked(&[9], "260501000000Z", &[certificate_issuer(&cn("Else"))]));
    assert_eq!(soft(&small, Profile::client(), &other(small.crl())), GOOD, "nothing is known");
    assert_eq!(soft(&small, Profile::client(), &other(small.revoking("260501000000Z", &[]))), REVOKED);
}

#[test]
fn of_two_entries_on_hold_and_revoked_later_each_counts_from_its_own_time() {
    let small = small();
    let entry = |at: &str, why| revoked(&serial_of(&small.client), at, &[reason(why)]);
    let (hold, later) = (entry("260501000000Z", 6), entry("260701000000Z", 1));
    for entries in [[hold.clone(), later.clone()], [later, hold]] {
        let crl = entries.into_iter().fold(small.crl(), CrlSpec::entry);
        assert_eq!(small.codes(&[&crl]), REVOKED);
    }
}

/// A hold of the delta CRL ends; what the complete CRL before it has said was not a hold.
#[test]
fn a_hold_that_is_over_hides_no_revocation() {
    let small = small();
    let forever = small.revoking("260201000000Z", &[reason(1)]).numbered(3).window("260201000000Z", "270101000000Z");
    let held = small
        .revoking("260301000000Z", &[reason(6)])
        .numbered(5)
        .with(delta(3))
        .window("260301000000Z", "270101000000Z");
    let newer = small.crl().numbered(7).window("260501000000Z", "270101000000Z");
    assert_eq!(small.codes(&[&forever, &newer]), REVOKED);
    assert_eq!(small.codes(&[&forever, &held, &newer]), REVOKED);
}

/// RFC 5280 section 5.2.3: numbers rise. Where a CA begins anew, a delta CRL of before tells nothing about a complete one of after.
#[test]
fn a_delta_crl_that_is_older_than_the_complete_one_releases_nothing() {
    let small = small();
    let held = small.revoking("260501000000Z", &[reason(6)]).numbered(3).window("260515000000Z", "260701000000Z");
    let before = small
        .revoking("260101000000Z", &[reason(8)])
        .numbered(90)
        .with(delta(2))
        .window("260201000000Z", "260301000000Z");
    assert_eq!(small.codes(&[&held, &before]), REVOKED);
    // Nor is a complete CRL of the future one of now.
    let future = small.crl().numbered(3).window("260701000000Z", "260801000000Z");
    let current = small.crl().numbered(5).with(delta(3)).window("260501000000Z", "260701000000Z");
    assert_eq!(small.codes(&[&future, &current]), UNKNOWN);
}

#[test]
fn a_release_is_as_fresh_as_the_delta_crl_that_tells_it() {
    let small = small();
    let held = small.revoking("260201000000Z", &[reason(6)]).numbered(3);
    let released = |until: &str| {
        small.revoking("260301000000Z", &[reason(8)]).numbered(5).with(delta(3)).window("260301000000Z", until)
    };
    assert_eq!(small.codes(&[&held, &released("260701000000Z")]), GOOD);
    assert_eq!(small.codes(&[&held, &released("260401000000Z")]), STALE);
}

fn given(small: &Small, responses: &[ResponseSpec]) -> Vec<&'static str> {
    let data = responses.iter().fold(RevocationData::new(), |data, response| {
        data.with_ocsp_response(OcspResponse::from_der(response.sign(&small.ca.key)).unwrap())
    });
    codes(&decide(&small.builder().revocation(data).build().unwrap(), std::slice::from_ref(&small.client)))
}

fn statement(small: &Small, status: Vec<u8>) -> Statement {
    Statement::new(&small.ca, &serial_of(&small.client), status)
}

fn response(small: &Small, statements: Vec<Statement>) -> ResponseSpec {
    ResponseSpec::by_name(&small.ca.name, statements)
}

#[test]
fn of_two_statements_on_hold_and_revoked_for_good_the_second_stays() {
    let small = small();
    let (held, forever) = (ocsp_revoked("20260401000000Z", 6), ocsp_revoked("20260415000000Z", 1));
    let newer =
        response(&small, vec![statement(&small, good()).change(|s| s.this_update = generalized("20260515000000Z"))]);
    let both = |one: &Vec<u8>, other: &Vec<u8>| {
        response(&small, vec![statement(&small, one.clone()), statement(&small, other.clone())])
    };
    for contradicting in [both(&held, &forever), both(&forever, &held)] {
        assert_eq!(given(&small, std::slice::from_ref(&contradicting)), REVOKED);
        assert_eq!(given(&small, &[contradicting, newer.clone()]), REVOKED);
    }
    assert_eq!(given(&small, &[both(&held, &held), newer]), GOOD);
}

/// RFC 6960 section 4.4.5: a response has the extensions of a CRL's entries.
#[test]
fn a_response_tells_since_when_the_key_may_be_in_other_hands() {
    let small = small();
    let since = |at: &str, critical| {
        let date = raw(&ce(24), critical, generalized(at));
        let statement = statement(&small, ocsp_revoked("20260615000000Z", 1)).change(|s| s.extensions.push(date));
        given(&small, &[response(&small, vec![statement])])
    };
    for critical in [false, true] {
        assert_eq!(since("20260601000001Z", critical), GOOD);
        assert_eq!(since("20260601000000Z", critical), REVOKED);
    }
}

/// RFC 6960 section 4.1.1 names no hash.
#[test]
fn a_response_names_the_issuer_by_any_hash_of_the_sha_2_family() {
    let small = small();
    let by = |number: u8, hash: fn(&[u8]) -> Vec<u8>| {
        let said = |status| {
            let statement = statement(&small, status).change(|statement| {
                statement.hash = oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, number]);
                statement.name_hash = hash(&small.ca.name);
                statement.key_hash = hash(&small.ca.key.bytes());
            });
            given(&small, &[response(&small, vec![statement])])
        };
        assert_eq!(said(good()), GOOD);
        assert_eq!(said(ocsp_revoked("20260501000000Z", 1)), REVOKED);
    };
    by(2, |octets| Sha384::digest(octets).to_vec());
    by(3, |octets| Sha512::digest(octets).to_vec());
}
