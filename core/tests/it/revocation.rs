//! Revocation: what a relying party asks, and how the answer changes its decisions.

use std::time::Duration;

use handfast::revocation::{RevocationSource, RevocationStatus};
use handfast::{
    Certificate, Crl, Decision, Effect, Policy, PresentedChain, Profile, RelyingParty, RelyingPartyBuilder,
    RevocationData, RevocationMode,
};

use crate::forge::Ca;
use crate::forge::crl::{CrlSpec, invalid_since, reason, revoked, serial_of};
use crate::forge::der::{integer, utc};
use crate::forge::extension::dns;
use crate::support::{AT, anchors, client, codes, decide, decide_at, instant, labelled, pem};

/// A root, and a client that it issued.
pub(crate) struct Small {
    pub(crate) ca: Ca,
    pub(crate) root: Vec<u8>,
    pub(crate) client: Vec<u8>,
}

pub(crate) fn small() -> Small {
    let ca = Ca::new("Root");
    let client = client(&ca, &[dns("host.example")]).sign(&ca.key);
    Small { root: ca.root(), client, ca }
}

impl Small {
    pub(crate) fn builder(&self) -> RelyingPartyBuilder {
        RelyingParty::builder().trust_anchors(anchors(std::slice::from_ref(&self.root))).any_verified_peer()
    }

    /// With these CRLs, in the mode that data implies.
    pub(crate) fn party(&self, crls: &[Vec<u8>]) -> RelyingParty {
        self.builder().revocation(data(crls)).build().unwrap()
    }

    pub(crate) fn crl(&self) -> CrlSpec {
        CrlSpec::new(&self.ca)
    }

    /// A CRL in which the client is revoked then.
    pub(crate) fn revoking(&self, at: &str, more: &[Vec<u8>]) -> CrlSpec {
        self.crl().entry(revoked(&serial_of(&self.client), at, more))
    }

    pub(crate) fn decided(&self, crls: &[Vec<u8>]) -> Decision {
        decide(&self.party(crls), std::slice::from_ref(&self.client))
    }

    pub(crate) fn codes(&self, crls: &[&CrlSpec]) -> Vec<&'static str> {
        let crls: Vec<Vec<u8>> = crls.iter().map(|spec| spec.sign(&self.ca.key)).collect();
        codes(&self.decided(&crls))
    }
}

pub(crate) fn data(crls: &[Vec<u8>]) -> RevocationData {
    RevocationData::new().with_crls(crls.iter().map(|crl| Crl::from_der(crl).unwrap()))
}

pub(crate) const GOOD: &[&str] = &["path_verified"];
pub(crate) const REVOKED: &[&str] = &["certificate_revoked"];
pub(crate) const UNKNOWN: &[&str] = &["revocation_status_unknown"];
pub(crate) const STALE: &[&str] = &["revocation_data_stale"];

#[test]
fn without_data_and_mode_revocation_is_not_looked_at_and_the_decision_does_not_speak_of_it() {
    let small = small();
    let decision = decide(&small.builder().build().unwrap(), std::slice::from_ref(&small.client));
    assert_eq!(codes(&decision), GOOD);
    assert!(decision.revocation().is_none());
    assert!(!decision.to_json().contains("\"revocation\""));
}

#[test]
fn data_alone_makes_the_mode_hard() {
    let small = small();
    assert_eq!(small.codes(&[&small.crl()]), GOOD);
    assert_eq!(small.codes(&[&small.revoking("260501000000Z", &[])]), REVOKED);
    let other = Ca::new("Another");
    assert_eq!(codes(&small.decided(&[CrlSpec::new(&other).sign(&other.key)])), UNKNOWN);
}

#[test]
fn a_mode_without_data_is_heeded() {
    let small = small();
    let decided = |mode| {
        let party = small.builder().revocation_mode(mode).build().unwrap();
        codes(&decide(&party, std::slice::from_ref(&small.client)))
    };
    assert_eq!(decided(RevocationMode::Hard), UNKNOWN);
    assert_eq!(decided(RevocationMode::SOFT), GOOD);
    assert_eq!(decided(RevocationMode::Off), GOOD);
}

#[test]
fn a_revoked_certificate_is_denied_in_every_mode_but_off() {
    let small = small();
    let crl = small.revoking("260501000000Z", &[]).sign(&small.ca.key);
    let decided = |mode| {
        let builder = small.builder().revocation(data(std::slice::from_ref(&crl))).revocation_mode(mode);
        codes(&decide(&builder.build().unwrap(), std::slice::from_ref(&small.client)))
    };
    assert_eq!(decided(RevocationMode::Hard), REVOKED);
    assert_eq!(decided(RevocationMode::SOFT), REVOKED);
    assert_eq!(decided(RevocationMode::SoftUntil { grace: Duration::ZERO }), REVOKED);
    assert_eq!(decided(RevocationMode::Off), GOOD);
}

#[test]
fn a_decision_tells_what_is_known_of_each_certificate() {
    let small = small();
    let decision = small.decided(&[small.revoking("260501000000Z", &[reason(1)]).sign(&small.ca.key)]);
    assert_eq!(decision.effect(), Effect::Deny);
    let told = decision.revocation().unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].status(), RevocationStatus::Revoked);
    assert_eq!(told[0].source(), Some(RevocationSource::Crl));
    assert_eq!(told[0].revoked_at(), Some(instant("2026-05-01T00:00:00Z")));
    assert_eq!(told[0].reason().unwrap().as_str(), "key_compromise");
    assert_eq!(told[0].this_update(), Some(instant("2026-01-01T00:00:00Z")));
    assert_eq!(told[0].next_update(), Some(instant("2027-01-01T00:00:00Z")));
    let message = decision.reasons()[0].message();
    assert_eq!(
        message,
        "certificate 0 has been revoked since 2026-05-01T00:00:00Z (key_compromise), says the CRL of `CN=Root`"
    );
    assert!(decision.to_json().contains(
        r#""status":"revoked","source":"crl","this_update":"2026-01-01T00:00:00Z","next_update":"2027-01-01T00:00:00Z","revoked_at":"2026-05-01T00:00:00Z","reason":"key_compromise","crl_urls":[],"ocsp_urls":[],"observations":[]}"#
    ));
}

#[test]
fn a_revocation_to_come_is_told_and_does_not_deny_until_then() {
    let small = small();
    let party = small.party(&[small.revoking("260615000000Z", &[]).sign(&small.ca.key)]);
    let chain = std::slice::from_ref(&small.client);
    let decision = decide(&party, chain);
    assert_eq!(codes(&decision), GOOD);
    assert_eq!(decision.revocation().unwrap()[0].revoked_at(), Some(instant("2026-06-15T00:00:00Z")));
    assert_eq!(decision.valid_until(), Some(instant("2026-06-15T00:00:00Z")));
    assert_eq!(codes(&decide_at(&party, chain, "2026-06-14T23:59:59Z")), GOOD);
    assert_eq!(codes(&decide_at(&party, chain, "2026-06-15T00:00:00Z")), REVOKED);
}

#[test]
fn a_key_that_was_in_other_hands_before_the_revocation_is_revoked_since_then() {
    let small = small();
    let early = small.revoking("260615000000Z", &[reason(1), invalid_since("20260520000000Z")]);
    assert_eq!(small.codes(&[&early]), REVOKED);
}

#[test]
fn stale_data_denies_after_its_last_second_and_the_grace_after_that() {
    let small = small();
    let crl = small.crl().window("260501000000Z", "260601000000Z").sign(&small.ca.key);
    let chain = std::slice::from_ref(&small.client);
    let hard = small.party(std::slice::from_ref(&crl));
    let decision = decide(&hard, chain);
    assert_eq!((codes(&decision).as_slice(), decision.valid_until()), (GOOD, Some(instant("2026-06-01T00:00:01Z"))));
    assert_eq!(codes(&decide_at(&hard, chain, "2026-06-01T00:00:01Z")), STALE);
    let mode = RevocationMode::SoftUntil { grace: Duration::from_hours(1) };
    let soft = small.builder().revocation(data(std::slice::from_ref(&crl))).revocation_mode(mode).build().unwrap();
    let decision = decide_at(&soft, chain, "2026-06-01T01:00:00Z");
    assert_eq!((codes(&decision).as_slice(), decision.valid_until()), (GOOD, Some(instant("2026-06-01T01:00:01Z"))));
    assert_eq!(decision.revocation().unwrap()[0].status(), RevocationStatus::Stale);
    assert_eq!(codes(&decide_at(&soft, chain, "2026-06-01T01:00:01Z")), STALE);
}

#[test]
fn the_whole_path_is_looked_at_and_another_path_is_taken_if_there_is_one() {
    let (root, issuing) = (Ca::new("Root"), Ca::new("Issuing"));
    let client = client(&issuing, &[dns("host.example")]).sign(&issuing.key);
    let intermediate = issuing.certificate(&root);
    let party = |roots: &[Vec<u8>], crls: &[Vec<u8>]| {
        RelyingParty::builder()
            .trust_anchors(anchors(roots))
            .any_verified_peer()
            .revocation(data(crls))
            .build()
            .unwrap()
    };
    let peers = CrlSpec::new(&issuing).sign(&issuing.key);
    let cas = CrlSpec::new(&root).entry(revoked(&serial_of(&intermediate), "260501000000Z", &[])).sign(&root.key);
    let only = party(&[root.root()], &[peers.clone(), cas.clone()]);
    let decision = decide(&only, &[client.clone(), intermediate.clone()]);
    assert_eq!(codes(&decision), REVOKED);
    assert_eq!(decision.reasons()[0].certificate().unwrap().index(), Some(1));
    // The same CA, cross-certified by a root that has not revoked it.
    let other = Ca::new("Other Root");
    let crossed = issuing.certificate(&other);
    let both = party(&[root.root(), other.root()], &[peers, cas, CrlSpec::new(&other).sign(&other.key)]);
    assert_eq!(codes(&decide(&both, &[client, intermediate, crossed])), GOOD);
}

#[test]
fn a_bundle_can_have_a_mode_of_its_own() {
    let (mesh, partner) = (small(), Ca::new("Partner"));
    let visitor = client(&partner, &[dns("visitor.example")]).sign(&partner.key);
    let builder = || {
        RelyingParty::builder()
            .trust_anchors(anchors(std::slice::from_ref(&mesh.root)).named("mesh"))
            .trust_anchors(anchors(&[partner.root()]).named("partner"))
            .any_verified_peer()
            .revocation_mode(RevocationMode::Hard)
    };
    let party = builder().revocation_mode_of("partner", RevocationMode::Off).build().unwrap();
    assert_eq!(codes(&decide(&party, std::slice::from_ref(&mesh.client))), UNKNOWN);
    assert_eq!(codes(&decide(&party, &[visitor])), GOOD);
    let error = builder().revocation_mode_of("partners", RevocationMode::Off).build().unwrap_err();
    assert_eq!(error.code().as_str(), "bundle_unknown");
}

#[test]
fn a_policy_says_what_is_asked_of_a_bundle_and_rules_ask_what_is_known() {
    let small = small();
    let policy = |asked: &str, from: &str| {
        let text = format!(
            "handfast: 1\ndefault: deny\nidentity: [dns]\ntrust: {{ mesh: {{ revocation: {asked} }} }}\nrules:\n  - {{ id: all, effect: allow, from: [{from}] }}\n"
        );
        Policy::parse(&text).unwrap()
    };
    let build = |policy: Policy, crls: &[Vec<u8>]| {
        RelyingParty::builder()
            .trust_anchors(anchors(std::slice::from_ref(&small.root)).named("mesh"))
            .policy(policy)
            .revocation(data(crls))
            .build()
    };
    let good = [small.crl().sign(&small.ca.key)];
    let stale = [small.crl().window("260501000000Z", "260520000000Z").sign(&small.ca.key)];
    let chain = std::slice::from_ref(&small.client);
    let decided =
        |asked: &str, from: &str, crls: &[Vec<u8>]| codes(&decide(&build(policy(asked, from), crls).unwrap(), chain));
    assert_eq!(decided("hard", "{}", &good), ["rule_allowed"]);
    assert_eq!(decided("hard", "{}", &stale), STALE);
    assert_eq!(decided("soft", "{ revocation: good }", &good), ["rule_allowed"]);
    assert_eq!(decided("soft", "{ revocation: good }", &stale), ["no_rule_matched"]);
    assert_eq!(decided("soft", "{ revocation: [good, stale] }", &stale), ["rule_allowed"]);
    assert_eq!(decided("off", "{}", &stale), ["rule_allowed"]);
    // Data of the first of January is five months old.
    assert_eq!(decided("{ crl: hard, max_age: 30d }", "{}", &good), STALE);
    // CRLs do not count where only OCSP is asked for.
    assert_eq!(decided("{ ocsp: hard }", "{}", &good), UNKNOWN);
    let error = build(policy("{ crl: hard }", "{}"), &[]).unwrap_err();
    assert_eq!(error.code().as_str(), "revocation_missing");
}

#[test]
fn what_is_no_crl_is_the_callers_mistake_and_told_by_its_name() {
    let small = small();
    let crl = small.crl().sign(&small.ca.key);
    let text = format!("{}{}", labelled("X509 CRL", &crl), labelled("X509 CRL", &crl));
    assert_eq!(Crl::from_pem(&text).unwrap().len(), 2);
    assert_eq!(Crl::from_pem_or_der(&crl).unwrap().len(), 1);
    let refused = |bytes: &[u8], code: &str, message: &str| {
        let error = Crl::from_pem_or_der(bytes).unwrap_err();
        assert_eq!(error.code().as_str(), code, "{error}");
        assert!(error.message().contains(message), "{error}");
    };
    refused(&small.root, "form_not_supported", "a certificate");
    refused(pem(&small.root).as_bytes(), "form_not_supported", "`CERTIFICATE` is not a CRL");
    refused(labelled("PRIVATE KEY", &[1]).as_bytes(), "private_key_present", "private key");
    refused(b"", "revocation_malformed", "no CRL");
    refused(b"nothing", "revocation_malformed", "no CRL");
    refused(&crl[..crl.len() - 1], "revocation_malformed", "malformed at byte");
    let without_end = small.crl().change(|spec| spec.next_update = Vec::new()).sign(&small.ca.key);
    refused(&without_end, "revocation_malformed", "nextUpdate");
    let unsigned = small.crl().change(|spec| spec.algorithm = integer(&[1])).sign(&small.ca.key);
    refused(&unsigned, "revocation_malformed", "signatureAlgorithm is not a SEQUENCE");
    let entry = |entry: Vec<u8>| small.crl().entry(entry).sign(&small.ca.key);
    refused(&entry(utc("260101000000Z")), "revocation_malformed", "a revoked certificate is not a SEQUENCE");
    let seventh = revoked(&[1], "260101000000Z", &[reason(7)]);
    refused(&entry(seventh), "revocation_malformed", "a reason for revocation");
}

#[test]
fn rfc_5280_asks_for_a_crl_number_that_is_not_critical_and_private_cas_may_go_without() {
    let small = small();
    let unnumbered = small.crl().change(|spec| drop(spec.extensions.pop())).sign(&small.ca.key);
    let decided = |profile: Profile| {
        let builder = small.builder().profile(profile).revocation(data(std::slice::from_ref(&unnumbered)));
        codes(&decide(&builder.build().unwrap(), std::slice::from_ref(&small.client)))
    };
    assert_eq!(decided(Profile::client()), GOOD);
    assert_eq!(decided(Profile::client().with_form(handfast::path::Form::Rfc5280)), UNKNOWN);
}

#[test]
fn a_crl_among_the_certificates_says_nothing_and_is_told_by_its_name() {
    // What the peer sends among its certificates is no certificate, and says nothing.
    let small = small();
    let revoking = small.revoking("260501000000Z", &[]).sign(&small.ca.key);
    let party = small.builder().revocation_mode(RevocationMode::SOFT).build().unwrap();
    let chain = PresentedChain::from_tls([&small.client, &revoking]);
    let decision = party.decide(&chain, &handfast::AccessRequest::connection(), instant(AT));
    assert_eq!(codes(&decision), GOOD);
    let mistaken = Certificate::parse(&revoking).unwrap_err();
    assert!(mistaken.message().contains("a revocation list"), "{mistaken}");
    assert!(mistaken.fix().contains("--crl FILE"), "{mistaken}");
}
