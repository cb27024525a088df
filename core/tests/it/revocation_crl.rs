//! CRLs by RFC 5280 section 6.3: scope, signers, delta and indirect CRLs.

use handfast::{Certificate, Crl, Profile, RelyingParty, RevocationData};

use crate::forge::crl::{
    CrlSpec, certificate_issuer, crl_issuer, delta, distribution_points, flag, issuing_distribution_point, point_name,
    reason, relative_name, revoked, serial_of, some_reasons, unheard_of,
};
use crate::forge::der::{cn, rdns};
use crate::forge::extension::{authority_key_identifier, basic_constraints, directory, dns, key_usage, uri};
use crate::forge::{Ca, Key, Spec};
use crate::revocation::{GOOD, REVOKED, UNKNOWN, data, small};
use crate::support::{anchors, client, codes, decide, decide_at, instant};

/// A client with these distribution points, and what CRLs of its CA give.
struct Pointing {
    ca: Ca,
    client: Vec<u8>,
}

fn pointing(points: &[Vec<Vec<u8>>]) -> Pointing {
    let ca = Ca::new("Root");
    let client = client(&ca, &[dns("host.example")]).with(distribution_points(points)).sign(&ca.key);
    Pointing { ca, client }
}

impl Pointing {
    fn codes(&self, crls: &[CrlSpec]) -> Vec<&'static str> {
        let crls: Vec<Vec<u8>> = crls.iter().map(|crl| crl.sign(&self.ca.key)).collect();
        self.with(data(&crls))
    }

    fn with(&self, data: RevocationData) -> Vec<&'static str> {
        let builder = RelyingParty::builder().trust_anchors(anchors(&[self.ca.root()])).any_verified_peer();
        codes(&decide(&builder.revocation(data).build().unwrap(), std::slice::from_ref(&self.client)))
    }

    /// A CRL of the CA with this issuing distribution point.
    fn scoped(&self, fields: &[Vec<u8>]) -> CrlSpec {
        CrlSpec::new(&self.ca).with(issuing_distribution_point(fields))
    }
}

fn at(names: &[&str]) -> Vec<u8> {
    point_name(&names.iter().map(|name| uri(name)).collect::<Vec<_>>())
}

#[test]
fn a_crl_for_a_distribution_point_is_about_certificates_that_have_it_under_any_of_its_names() {
    let one = "http://ca.example/1.crl";
    let has_it = pointing(&[vec![at(&["http://ca.example/0.crl"])], vec![at(&["ldap://ca.example/1", one])]]);
    assert_eq!(has_it.codes(&[has_it.scoped(&[at(&[one])])]), GOOD);
    assert_eq!(has_it.codes(&[has_it.scoped(&[at(&["http://other.example/1.crl", one])])]), GOOD);
    assert_eq!(has_it.codes(&[has_it.scoped(&[at(&["http://ca.example/2.crl"])])]), UNKNOWN);
    // A CRL without an issuing distribution point is about all.
    assert_eq!(has_it.codes(&[CrlSpec::new(&has_it.ca)]), GOOD);
    let has_none = small();
    assert_eq!(has_none.codes(&[&has_none.crl().with(issuing_distribution_point(&[at(&[one])]))]), UNKNOWN);
}

#[test]
fn that_a_crl_is_about_others_is_told_where_nothing_else_answers() {
    let one = "http://ca.example/1.crl";
    let has_it = pointing(&[vec![at(&[one])]]);
    let told = |crls: &[CrlSpec]| {
        let crls: Vec<Vec<u8>> = crls.iter().map(|crl| crl.sign(&has_it.ca.key)).collect();
        let builder = RelyingParty::builder().trust_anchors(anchors(&[has_it.ca.root()])).any_verified_peer();
        let party = builder.revocation(data(&crls)).build().unwrap();
        decide(&party, std::slice::from_ref(&has_it.client)).revocation().unwrap()[0].observations().to_vec()
    };
    let (own, other) = (has_it.scoped(&[at(&[one])]), has_it.scoped(&[at(&["http://ca.example/2.crl"])]));
    assert_eq!(told(&[own, other.clone()]), [""; 0]);
    assert_eq!(told(&[other]), ["the CRL of `CN=Root` is of another distribution point than the certificate's"]);
}

#[test]
fn a_relative_name_stands_below_the_crl_issuer() {
    let relative = pointing(&[vec![relative_name("Point 1")]]);
    let full = rdns(&[(&[85, 4, 3], 0x0c, b"Root"), (&[85, 4, 3], 0x0c, b"Point 1")]);
    assert_eq!(relative.codes(&[relative.scoped(&[point_name(&[directory(&full)])])]), GOOD);
    assert_eq!(relative.codes(&[relative.scoped(&[relative_name("Point 1")])]), GOOD);
    assert_eq!(relative.codes(&[relative.scoped(&[relative_name("Point 2")])]), UNKNOWN);
    let absolute = pointing(&[vec![point_name(&[directory(&full)])]]);
    assert_eq!(absolute.codes(&[absolute.scoped(&[relative_name("point 1")])]), GOOD);
}

#[test]
fn a_crl_for_cas_says_nothing_about_users_and_one_for_users_nothing_about_cas() {
    let small = small();
    let scoped = |number: u8| small.crl().with(issuing_distribution_point(&[flag(number)]));
    assert_eq!(small.codes(&[&scoped(1)]), GOOD);
    assert_eq!(small.codes(&[&scoped(2)]), UNKNOWN);
    assert_eq!(small.codes(&[&scoped(5)]), UNKNOWN);
    assert_eq!(small.codes(&[&scoped(4)]), GOOD);
}

/// RFC 5280 section 6.3.3 (b)(2)(ii) and (iii), for the CA of a path.
#[test]
fn a_ca_is_looked_for_where_cas_are() {
    let (root, issuing) = (Ca::new("Root"), Ca::new("Issuing"));
    let chain = [client(&issuing, &[dns("host.example")]).sign(&issuing.key), issuing.certificate(&root)];
    let decided = |scope: Vec<Vec<u8>>| {
        let about_ca = CrlSpec::new(&root).with(issuing_distribution_point(&scope)).sign(&root.key);
        let data = data(&[CrlSpec::new(&issuing).sign(&issuing.key), about_ca]);
        let builder = RelyingParty::builder().trust_anchors(anchors(&[root.root()])).any_verified_peer();
        let decision = decide(&builder.revocation(data).build().unwrap(), &chain);
        let index = decision.reasons()[0].certificate().and_then(|certificate| certificate.index());
        (codes(&decision), index)
    };
    assert_eq!(decided(vec![flag(2)]).0, GOOD);
    assert_eq!(decided(vec![flag(1)]), (UNKNOWN.to_vec(), Some(1)));
    assert_eq!(decided(vec![flag(5)]), (UNKNOWN.to_vec(), Some(1)));
}

/// Section 6.3.3 (d): a distribution point may be for some reasons, whatever its CRL is about.
#[test]
fn distribution_points_for_some_reasons_must_together_be_about_all() {
    let (one, two) = ("http://ca.example/1.crl", "http://ca.example/2.crl");
    let rest = || crate::forge::der::tlv(0x81, [7, 0x07, 0x80]);
    let both = pointing(&[vec![at(&[one]), some_reasons(1, 0x78)], vec![at(&[two]), rest()]]);
    let (first, second) = (both.scoped(&[at(&[one])]), both.scoped(&[at(&[two])]));
    assert_eq!(both.codes(&[first.clone(), second.clone()]), GOOD);
    assert_eq!(both.codes(std::slice::from_ref(&first)), UNKNOWN);
    assert_eq!(both.codes(&[second]), UNKNOWN);
    // The intersection with what the CRL is about.
    let less = both.scoped(&[at(&[two]), some_reasons(3, 0x04)]);
    assert_eq!(both.codes(&[first.clone(), less]), UNKNOWN);
    assert_eq!(both.codes(&[first, CrlSpec::new(&both.ca)]), GOOD);
}

#[test]
fn crls_for_some_reasons_must_together_be_about_all() {
    let small = small();
    let some = |set: u8| small.crl().with(issuing_distribution_point(&[some_reasons(3, set)]));
    // keyCompromise to superseded; the others. ReasonFlags has a ninth bit, in a second octet.
    assert_eq!(small.codes(&[&some(0x78)]), UNKNOWN);
    let rest = crate::forge::der::tlv(0x83, [7, 0x07, 0x80]);
    let rest = small.crl().with(issuing_distribution_point(&[rest]));
    assert_eq!(small.codes(&[&some(0x78), &rest]), GOOD);
    let revoking =
        small.revoking("260501000000Z", &[reason(1)]).with(issuing_distribution_point(&[some_reasons(3, 0x60)]));
    assert_eq!(small.codes(&[&revoking]), REVOKED);
}

#[test]
fn what_is_not_understood_and_critical_keeps_a_crl_from_being_used() {
    let small = small();
    let entry = |critical| revoked(&[9], "260201000000Z", &[unheard_of(critical)]);
    assert_eq!(small.codes(&[&small.crl().with(unheard_of(true))]), UNKNOWN);
    assert_eq!(small.codes(&[&small.crl().with(unheard_of(false))]), GOOD);
    assert_eq!(small.codes(&[&small.crl().entry(entry(true))]), UNKNOWN);
    assert_eq!(small.codes(&[&small.crl().entry(entry(false))]), GOOD);
}

#[test]
fn another_ca_of_the_same_name_says_nothing() {
    let small = small();
    let rogue = small.ca.with_key(Key::new("rogue"));
    let rogue_root = rogue.root();
    let crl = CrlSpec::new(&rogue).sign(&rogue.key);
    let given = data(std::slice::from_ref(&crl)).with_certificate(Certificate::from_der(&rogue_root).unwrap());
    let party = small.builder().revocation(given).build().unwrap();
    assert_eq!(codes(&decide(&party, std::slice::from_ref(&small.client))), UNKNOWN);
    // Nor does it with the right key's identifier in the CRL.
    let claims = CrlSpec::new(&small.ca).sign(&rogue.key);
    assert_eq!(codes(&small.decided(&[claims])), UNKNOWN);
    // Under an anchor of its own it speaks for that anchor's certificates only.
    let both = RelyingParty::builder()
        .trust_anchors(anchors(&[small.root.clone(), rogue_root]))
        .any_verified_peer()
        .revocation(data(&[crl]))
        .build()
        .unwrap();
    assert_eq!(codes(&decide(&both, std::slice::from_ref(&small.client))), UNKNOWN);
}

#[test]
fn a_key_that_may_not_sign_crls_signs_none() {
    let ca = Ca::new("Root");
    let signs_certificates = ca.spec(&ca).instead(15, key_usage(&[5])).sign(&ca.key);
    let silent = ca.spec(&ca).without(15).sign(&ca.key);
    let client = client(&ca, &[dns("host.example")]).sign(&ca.key);
    let decided = |root: Vec<u8>| {
        let builder = RelyingParty::builder().trust_anchors(anchors(&[root])).any_verified_peer();
        let party = builder.revocation(data(&[CrlSpec::new(&ca).sign(&ca.key)])).build().unwrap();
        codes(&decide(&party, std::slice::from_ref(&client)))
    };
    assert_eq!(decided(signs_certificates), UNKNOWN);
    assert_eq!(decided(silent), GOOD);
}

/// A key of the CA's for its CRLs alone, certified by the CA itself, with a CRL of the CA's own about that certificate.
#[test]
fn a_ca_may_have_another_key_for_its_crls_which_must_not_be_revoked_itself() {
    let small = small();
    let signer = small.ca.with_key(Key::new("CRL key"));
    let certificate = Spec::new("Root", &signer.key, &small.ca)
        .with(basic_constraints(false, None))
        .with(key_usage(&[6]))
        .with(crate::forge::extension::subject_key_identifier(&signer.key))
        .with(authority_key_identifier(&small.ca.key))
        .with(distribution_points(&[vec![at(&["http://ca.example/signer.crl"])]]))
        .sign(&small.ca.key);
    let about_signer = small.crl().with(issuing_distribution_point(&[at(&["http://ca.example/signer.crl"])]));
    let revoking_signer = about_signer.clone().entry(revoked(&serial_of(&certificate), "260501000000Z", &[]));
    let decided = |crls: &[Vec<u8>], given: bool, sent: bool| {
        let mut data = data(crls);
        if given {
            data = data.with_certificate(Certificate::from_der(&certificate).unwrap());
        }
        let mut chain = vec![small.client.clone()];
        chain.extend(sent.then(|| certificate.clone()));
        codes(&decide(&small.builder().revocation(data).build().unwrap(), &chain))
    };
    let main = CrlSpec::new(&signer).sign(&signer.key);
    let fine = about_signer.sign(&small.ca.key);
    let both = [main.clone(), fine];
    assert_eq!(decided(&both, true, false), GOOD);
    assert_eq!(decided(&both, false, true), GOOD);
    assert_eq!(decided(&both, false, false), UNKNOWN);
    // About itself its CRL says nothing.
    assert_eq!(decided(std::slice::from_ref(&main), true, false), UNKNOWN);
    assert_eq!(decided(&[main, revoking_signer.sign(&small.ca.key)], true, false), UNKNOWN);
}

#[test]
fn an_indirect_crl_speaks_for_a_ca_whose_certificates_name_its_issuer() {
    let (root, speaker) = (Ca::new("Root"), Ca::new("Speaker"));
    let speakers = speaker.certificate(&root);
    let pointed = |point: &[Vec<u8>]| {
        client(&root, &[dns("host.example")]).with(distribution_points(&[point.to_vec()])).sign(&root.key)
    };
    let pointing = pointed(&[crl_issuer(&speaker.name)]);
    let decided = |end_entity: &[u8], crl: &CrlSpec| {
        // The root's own CRL is about the speaker's certificate.
        let own = CrlSpec::new(&root).with(issuing_distribution_point(&[flag(2)])).sign(&root.key);
        let data = data(&[own, crl.sign(&speaker.key)]).with_certificate(Certificate::from_der(&speakers).unwrap());
        let builder = RelyingParty::builder().trust_anchors(anchors(&[root.root()])).any_verified_peer();
        codes(&decide(&builder.revocation(data).build().unwrap(), &[end_entity.to_vec()]))
    };
    let indirect = CrlSpec::new(&speaker).with(issuing_distribution_point(&[flag(4)]));
    let serial = serial_of(&pointing);
    assert_eq!(decided(&pointing, &indirect), GOOD);
    assert_eq!(decided(&pointed(&[]), &indirect), UNKNOWN);
    assert_eq!(decided(&pointing, &CrlSpec::new(&speaker)), UNKNOWN);
    // The same number of the speaker's own certificate is another certificate.
    let own_entry = indirect.clone().entry(revoked(&serial, "260501000000Z", &[]));
    assert_eq!(decided(&pointing, &own_entry), GOOD);
    let issuer = certificate_issuer(&root.name);
    let entry = indirect.clone().entry(revoked(&serial, "260501000000Z", std::slice::from_ref(&issuer)));
    assert_eq!(decided(&pointing, &entry), REVOKED);
    // The issuer holds for the entries after it.
    let after = indirect
        .clone()
        .entry(revoked(&[1], "260501000000Z", &[issuer]))
        .entry(revoked(&serial, "260501000000Z", &[]))
        .entry(revoked(&[2], "260501000000Z", &[certificate_issuer(&speaker.name)]));
    assert_eq!(decided(&pointing, &after), REVOKED);
    let beyond = indirect.entry(revoked(&[1], "260501000000Z", &[certificate_issuer(&cn("Else"))])).entry(revoked(
        &serial,
        "260501000000Z",
        &[],
    ));
    assert_eq!(decided(&pointing, &beyond), GOOD);
    // Entries of others in a CRL that is not indirect spoil it.
    let small = small();
    let spoiled = small.crl().entry(revoked(&[1], "260501000000Z", &[certificate_issuer(&cn("Else"))]));
    assert_eq!(small.codes(&[&spoiled]), UNKNOWN);
}

#[test]
fn a_delta_crl_counts_from_its_base_to_its_own_number() {
    let small = small();
    let base = |number| small.crl().numbered(number);
    let amending = |number, from| small.revoking("260501000000Z", &[]).numbered(number).with(delta(from));
    assert_eq!(small.codes(&[&base(3), &amending(5, 3)]), REVOKED);
    assert_eq!(small.codes(&[&base(4), &amending(5, 3)]), REVOKED);
    let silent = |number, from| small.crl().numbered(number).with(delta(from));
    assert_eq!(small.codes(&[&base(3), &silent(5, 3)]), GOOD);
    assert_eq!(small.codes(&[&silent(5, 3)]), UNKNOWN);
    // A complete CRL that is stale is made fresh by one that tells what has changed since.
    let old = base(3).window("260101000000Z", "260301000000Z");
    let renewing = small.crl().numbered(5).with(delta(3)).window("260501000000Z", "260701000000Z");
    assert_eq!(small.codes(&[&old]), crate::revocation::STALE);
    assert_eq!(small.codes(&[&old, &renewing]), GOOD);
}

/// Whatever it amends, and whenever it was issued: as of a complete CRL.
#[test]
fn what_a_delta_crl_says_is_revoked_is() {
    let small = small();
    let base = |number| small.crl().numbered(number);
    let amending = |since: &str, number, from| small.revoking(since, &[reason(1)]).numbered(number).with(delta(from));
    let told = |number, from| amending("260501000000Z", number, from);
    assert_eq!(small.codes(&[&told(5, 3)]), REVOKED);
    // The complete CRL is older than the base, or no older than the delta CRL.
    assert_eq!(small.codes(&[&base(2), &told(5, 3)]), REVOKED);
    assert_eq!(small.codes(&[&base(5), &told(5, 3)]), REVOKED);
    let users = issuing_distribution_point(&[flag(1)]);
    assert_eq!(small.codes(&[&base(3), &told(5, 3).with(users)]), REVOKED);
    let cas = issuing_distribution_point(&[flag(2)]);
    assert_eq!(small.codes(&[&base(3), &told(5, 3).with(cas)]), GOOD, "it is about CAs");
    assert_eq!(small.codes(&[&base(3), &told(5, 3).with(unheard_of(true))]), GOOD, "it cannot be used");
    // Issued a month after the verification time.
    let later = |crl: CrlSpec| crl.window("260701000000Z", "260801000000Z");
    assert_eq!(small.codes(&[&base(3), &later(told(5, 3))]), REVOKED);
    // By then a newer one has superseded the last that was issued before.
    assert_eq!(small.codes(&[&base(3), &small.crl().numbered(5).with(delta(3)), &later(told(6, 3))]), REVOKED);
    // By another key than its issuer's.
    let stranger = Ca::new("Root").with_key(Key::new("stranger"));
    let (forged, crl) = (told(5, 3).sign(&stranger.key), base(3).sign(&small.ca.key));
    assert_eq!(codes(&small.decided(&[crl, forged])), GOOD);
    // Revoked after the verification time: not yet, and it is told.
    let crls = [base(3), later(amending("260615000000Z", 5, 3))].map(|crl| crl.sign(&small.ca.key));
    let decision = small.decided(&crls);
    assert_eq!(codes(&decision), GOOD);
    let since = decision.revocation().unwrap()[0].revoked_at();
    assert_eq!(since, Some(instant("2026-06-15T00:00:00Z")));
    assert_eq!(decision.valid_until(), since);
    let party = small.party(&crls);
    assert_eq!(codes(&decide_at(&party, std::slice::from_ref(&small.client), "2026-06-15T00:00:00Z")), REVOKED);
}

/// A delta CRL can tell the date of a revocation that is yet to come; a hold that the complete CRL knows of stays until then.
#[test]
fn a_revocation_to_come_ends_no_hold() {
    let small = small();
    let held = small.revoking("260501000000Z", &[reason(6)]).numbered(3);
    let to_come = small.revoking("260615000000Z", &[reason(1)]).numbered(5).with(delta(3));
    assert_eq!(small.codes(&[&held]), REVOKED);
    assert_eq!(small.codes(&[&held, &to_come]), REVOKED);
    let released = small.revoking("260502000000Z", &[reason(8)]).numbered(5).with(delta(3));
    assert_eq!(small.codes(&[&held, &released]), GOOD);
    let forever = small.revoking("260501000000Z", &[reason(1)]).numbered(3);
    assert_eq!(small.codes(&[&forever, &released]), REVOKED, "only a hold can be released");
    assert_eq!(small.codes(&[&small.revoking("260501000000Z", &[]).numbered(3), &released]), REVOKED);
    // That it is released later is no release now; and then it is one.
    let later = released.window("260701000000Z", "260801000000Z");
    let crls = [held, later].map(|crl| crl.sign(&small.ca.key));
    let decision = small.decided(&crls);
    assert_eq!(codes(&decision), REVOKED);
    assert_eq!(decision.valid_until(), Some(instant("2026-07-01T00:00:00Z")));
    let then = decide_at(&small.party(&crls), std::slice::from_ref(&small.client), "2026-07-01T00:00:00Z");
    assert_eq!(codes(&then), GOOD);
}

/// An algorithm that the profile does not accept is one that others might sign with: it says that nothing is good, and what
/// it says is revoked is believed.
#[test]
fn a_crl_that_says_good_is_signed_with_an_algorithm_that_the_profile_accepts() {
    // One key, which signs in both ways.
    let ca = Ca::new("Root").with_key(Key::rsa());
    let pss = ca.with_key(Key::rsa_pss());
    let client = client(&ca, &[dns("host.example")]).sign(&ca.key);
    let decided = |profile: Profile, crl: CrlSpec, key: &Key| {
        let builder = RelyingParty::builder().trust_anchors(anchors(&[ca.root()])).any_verified_peer();
        let party = builder.profile(profile).revocation(data(&[crl.sign(key)])).build().unwrap();
        codes(&decide(&party, std::slice::from_ref(&client)))
    };
    let only = || Profile::client().with_signature_algorithms(["rsa-pkcs1-sha256"]).unwrap();
    assert_eq!(decided(only(), CrlSpec::new(&ca), &ca.key), GOOD);
    assert_eq!(decided(Profile::client(), CrlSpec::new(&pss), &pss.key), GOOD);
    assert_eq!(decided(only(), CrlSpec::new(&pss), &pss.key), UNKNOWN);
    let revoking = CrlSpec::new(&pss).entry(revoked(&serial_of(&client), "260501000000Z", &[]));
    assert_eq!(decided(only(), revoking, &pss.key), REVOKED);
}

#[test]
fn a_hold_ends_with_the_next_crl_and_a_revocation_does_not() {
    let small = small();
    let older = |why| small.revoking("260201000000Z", &[reason(why)]).window("260201000000Z", "260701000000Z");
    let newer = small.crl().numbered(2).window("260501000000Z", "260801000000Z");
    assert_eq!(small.codes(&[&older(6)]), REVOKED);
    assert_eq!(small.codes(&[&older(6), &newer]), GOOD);
    assert_eq!(small.codes(&[&older(1), &newer]), REVOKED);
}

#[test]
fn of_two_entries_for_one_certificate_the_worse_counts() {
    let small = small();
    let entry = |at: &str, why| revoked(&serial_of(&small.client), at, &[reason(why)]);
    for order in [[8, 1], [1, 8]] {
        let crl = order.iter().fold(small.crl(), |crl, why| crl.entry(entry("260201000000Z", *why)));
        assert_eq!(small.codes(&[&crl]), REVOKED);
    }
}

#[test]
fn a_serial_number_is_compared_as_it_is_written() {
    let small = small();
    let serial = serial_of(&small.client);
    let longer = [&[0x01][..], &serial].concat();
    let shorter = &serial[..serial.len() - 1];
    let negative = [&[0xff, 0x01][..], &serial[1..]].concat();
    for other in [&longer[..], shorter, &negative] {
        assert_eq!(small.codes(&[&small.crl().entry(revoked(other, "260501000000Z", &[]))]), GOOD);
    }
}

/// Every octet of a CRL changed in every bit: none makes a revoked certificate good.
#[test]
fn no_changed_bit_makes_a_revoked_certificate_good() {
    let small = small();
    let crl = small.revoking("260501000000Z", &[reason(1)]).sign(&small.ca.key);
    let mut read = 0;
    for place in 0..crl.len() {
        for bit in 0..8 {
            let mut changed = crl.clone();
            changed[place] ^= 1 << bit;
            if let Ok(crl) = Crl::from_der(&changed) {
                read += 1;
                let builder = small.builder().revocation(RevocationData::new().with_crl(crl));
                let decision = decide(&builder.build().unwrap(), std::slice::from_ref(&small.client));
                assert_ne!(codes(&decision), GOOD, "octet {place}, bit {bit}");
            }
        }
    }
    assert!(read > 500, "{read} of them can be read");
}

#[test]
fn a_crl_tells_what_it_is() {
    let small = small();
    let crl = small
        .revoking("260501000000Z", &[])
        .numbered(7)
        .with(delta(5))
        .with(issuing_distribution_point(&[at(&["http://ca.example/1.crl"]), flag(1)]));
    let crl = Crl::from_der(crl.sign(&small.ca.key)).unwrap();
    assert_eq!(crl.issuer().to_string(), "CN=Root");
    assert_eq!(crl.this_update().to_string(), "2026-01-01T00:00:00Z");
    assert_eq!(crl.next_update().to_string(), "2027-01-01T00:00:00Z");
    assert_eq!((crl.number().as_deref(), crl.base_number().as_deref()), (Some("07"), Some("05")));
    assert_eq!(crl.entry_count(), 1);
    assert_eq!(crl.scope(), "certificates that are no CA's of one distribution point");
    assert_eq!(crl.signature_algorithm(), "ecdsa-sha256");
}

/// 50,000 entries take less than twice the CRL's size; `benches/targets.rs` measures a million.
#[test]
fn a_large_crl_takes_less_than_twice_its_size_and_finds_each_of_its_entries() {
    let small = small();
    let serial = |number: u32| [&[0x40][..], &number.to_be_bytes(), &[1; 6]].concat();
    let mut spec = small.crl();
    for number in 0..50_000 {
        spec.entries.push(revoked(&serial(number), "260501000000Z", &[]));
    }
    let der = spec.sign(&small.ca.key);
    let crl = Crl::from_der(&der).unwrap();
    assert_eq!(crl.entry_count(), 50_000);
    assert!(crl.memory_bytes() < 2 * der.len(), "{} for {}", crl.memory_bytes(), der.len());
    let party = small.builder().revocation(RevocationData::new().with_crl(crl)).build().unwrap();
    assert_eq!(codes(&decide(&party, std::slice::from_ref(&small.client))), GOOD);
    for number in [0, 1, 24_999, 49_999] {
        let listed = client(&small.ca, &[dns("host.example")])
            .change(|spec| spec.serial = crate::forge::der::integer(&serial(number)))
            .sign(&small.ca.key);
        assert_eq!(codes(&decide(&party, &[listed])), REVOKED, "{number}");
    }
}
