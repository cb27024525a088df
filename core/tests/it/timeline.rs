//! When a decision flips, and why.

use std::time::Duration;

use handfast::{
    AccessRequest, Effect, Policy, PresentedChain, RelyingParty, RevocationMode, Timeline, TimelineEventKind,
};

use crate::forge::Ca;
use crate::forge::der::utc;
use crate::forge::extension::{certificate_policies, dns};
use crate::revocation::{data, small};
use crate::support::{anchors, client, instant};

const BEGIN: &str = "2025-06-01T00:00:00Z";
const END: &str = "2028-06-01T00:00:00Z";

fn timeline(party: &RelyingParty, chain: &[Vec<u8>]) -> Timeline {
    over(party, chain, BEGIN, END)
}

fn over(party: &RelyingParty, chain: &[Vec<u8>], from: &str, to: &str) -> Timeline {
    party.timeline(&PresentedChain::from_tls(chain), &AccessRequest::connection(), instant(from), instant(to))
}

/// Each span's beginning, first reason, and the kinds of what begins it.
fn told(timeline: &Timeline) -> Vec<(String, &'static str, Vec<&'static str>)> {
    let spans = timeline.spans().iter();
    spans
        .map(|span| {
            let kinds = span.events().iter().map(|event| event.kind().as_str()).collect();
            (span.from().to_string(), span.decision().reasons()[0].code().as_str(), kinds)
        })
        .collect()
}

fn at(instant: &str, code: &'static str, kinds: &[&'static str]) -> (String, &'static str, Vec<&'static str>) {
    (instant.to_owned(), code, kinds.to_vec())
}

#[test]
fn a_certificate_begins_and_ends() {
    let small = small();
    let party = small.builder().build().unwrap();
    let leaf = client(&small.ca, &[dns("a.example")])
        .change(|spec| (spec.not_before, spec.not_after) = (utc("260301000000Z"), utc("260601115959Z")))
        .sign(&small.ca.key);
    let timeline = timeline(&party, &[leaf]);
    // The root is of 2026, too, and has begun when the client does.
    let expected = [
        at(BEGIN, "certificate_not_yet_valid", &[]),
        at("2026-03-01T00:00:00Z", "path_verified", &["certificate_begins"]),
        at("2026-06-01T12:00:00Z", "certificate_expired", &["certificate_ends"]),
    ];
    assert_eq!(told(&timeline)[..2], expected[..2]);
    assert_eq!(told(&timeline)[2], expected[2]);
    assert!(timeline.is_complete());
    let spans = timeline.spans();
    assert_eq!(spans[0].until(), Some(spans[1].from()));
    assert_eq!(spans.last().unwrap().until(), None);
    assert_eq!(spans[1].decision().effect(), Effect::Allow);
    let event = &spans[2].events()[0];
    assert_eq!(event.message(), "the certificate `client` expires");
    assert_eq!(event.at(), spans[2].from());
    assert_eq!(event.certificate_fingerprint(), Some(spans[1].decision().path()[0].fingerprint()));
    assert_eq!(event.kind(), TimelineEventKind::CertificateEnds);
}

#[test]
fn a_crl_goes_stale_at_once_or_after_its_grace() {
    let small = small();
    let crl = small.crl().window("260501000000Z", "260701000000Z").sign(&small.ca.key);
    let hard = small.party(std::slice::from_ref(&crl));
    let chain = [small.client.clone()];
    let until = |to| over(&hard, &chain, "2026-06-01T00:00:00Z", to);
    let stale = at("2026-07-01T00:00:01Z", "revocation_data_stale", &["revocation_stale"]);
    assert_eq!(told(&until("2026-12-01T00:00:00Z")), [at("2026-06-01T00:00:00Z", "path_verified", &[]), stale]);
    // The end is included, and nothing after it.
    assert_eq!(until("2026-07-01T00:00:01Z").spans().len(), 2);
    assert_eq!(until("2026-07-01T00:00:00Z").spans().len(), 1);
    let mode = RevocationMode::SoftUntil { grace: Duration::from_hours(24) };
    let soft = small.builder().revocation(data(&[crl])).revocation_mode(mode).build().unwrap();
    let soft = over(&soft, &chain, "2026-06-01T00:00:00Z", "2026-12-01T00:00:00Z");
    let graced = at("2026-07-02T00:00:01Z", "revocation_data_stale", &["revocation_stale"]);
    assert_eq!(told(&soft), [at("2026-06-01T00:00:00Z", "path_verified", &[]), graced]);
    assert!(soft.spans()[1].events()[0].message().ends_with("has been stale for too long to count"));
}

#[test]
fn a_revocation_that_is_yet_to_come_is_told() {
    let small = small();
    let crl = small.revoking("260801000000Z", &[]).window("260501000000Z", "261201000000Z").sign(&small.ca.key);
    let timeline =
        over(&small.party(&[crl]), std::slice::from_ref(&small.client), "2026-06-01T00:00:00Z", "2026-09-01T00:00:00Z");
    let revoked = at("2026-08-01T00:00:00Z", "certificate_revoked", &["certificate_revoked"]);
    assert_eq!(told(&timeline), [at("2026-06-01T00:00:00Z", "path_verified", &[]), revoked]);
}

#[test]
fn rules_begin_and_end_and_remaining_time_runs_out() {
    let small = small();
    let policy = "handfast: 1\nidentity: [dns]\ndefault: deny\nrules:\n  \
        - { id: migration, effect: allow, valid: { from: 2026-02-01T00:00:00Z, until: 2026-05-01T00:00:00Z } }\n  \
        - { id: fresh, effect: allow, from: [{ remaining: { gt: 100d } }] }\n";
    let party = |text: &str| {
        let policy = Policy::parse(text).unwrap();
        RelyingParty::builder()
            .trust_anchors(anchors(std::slice::from_ref(&small.root)))
            .policy(policy)
            .build()
            .unwrap()
    };
    let chain = [small.client.clone()];
    let both = over(&party(policy), &chain, "2026-01-15T00:00:00Z", "2026-12-15T00:00:00Z");
    // 2027-01-01 less 100 days.
    let over_then = at("2026-09-23T00:00:00Z", "no_rule_matched", &["condition"]);
    let kinds: Vec<_> = told(&both);
    assert_eq!(kinds.last(), Some(&over_then), "{kinds:?}");
    let only = policy.split("  - { id: fresh").next().unwrap();
    let only = over(&party(only), &chain, "2026-01-15T00:00:00Z", "2026-12-15T00:00:00Z");
    let expected = [
        at("2026-01-15T00:00:00Z", "no_rule_matched", &[]),
        at("2026-02-01T00:00:00Z", "rule_allowed", &["rule_begins"]),
        at("2026-05-01T00:00:00Z", "no_rule_matched", &["rule_ends"]),
    ];
    assert_eq!(told(&only), expected);
    assert_eq!(only.spans()[1].events()[0].message(), "the rule `migration` begins to be in force");
}

#[test]
fn the_sunset_of_client_auth_is_noted_for_certificates_of_public_cas() {
    let ca = Ca::new("Root");
    let party = RelyingParty::builder().trust_anchors(anchors(&[ca.root()])).any_verified_peer().build().unwrap();
    // 2.23.140.1.2.1, domain validated
    let public = client(&ca, &[dns("a.example")]).with(certificate_policies(false, &[&[0x67, 0x81, 0x0c, 1, 2, 1]]));
    let chain = [public.sign(&ca.key)];
    let noted = timeline(&party, &chain);
    let [notice] = noted.notices() else { panic!("{:?}", noted.notices()) };
    assert_eq!(notice.kind(), TimelineEventKind::ClientAuthSunset);
    assert_eq!(notice.at().to_string(), "2027-03-15T00:00:00Z");
    assert!(over(&party, &chain, BEGIN, "2027-03-14T23:59:59Z").notices().is_empty());
    let private = client(&ca, &[dns("a.example")]).with(certificate_policies(false, &[&[0x2a, 3, 4]]));
    assert!(timeline(&party, &[private.sign(&ca.key)]).notices().is_empty());
}

#[test]
fn whatever_is_asked_there_is_a_timeline() {
    let small = small();
    let party = small.builder().build().unwrap();
    let nothing = timeline(&party, &[]);
    assert_eq!(told(&nothing), [at(BEGIN, "chain_empty", &[])]);
    let garbage = timeline(&party, &[b"garbage".to_vec()]);
    assert_eq!(garbage.spans().len(), 1);
    let backwards = over(&party, std::slice::from_ref(&small.client), "2026-06-01T00:00:00Z", "2020-01-01T00:00:00Z");
    assert_eq!(backwards.from(), backwards.to());
    assert_eq!(backwards.spans().len(), 1);
    let for_ever = over(&party, std::slice::from_ref(&small.client), "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z");
    assert!(for_ever.is_complete());
    assert_eq!(for_ever.spans().iter().filter(|span| span.decision().effect() == Effect::Allow).count(), 1);
}

#[test]
fn it_is_json_and_lines_for_people() {
    let small = small();
    let party = small.builder().build().unwrap();
    let timeline = over(&party, std::slice::from_ref(&small.client), "2026-06-01T00:00:00Z", "2027-06-01T00:00:00Z");
    let json: serde_json::Value = serde_json::from_str(&timeline.to_json()).unwrap();
    assert_eq!(json["handfast_timeline"], 1);
    assert_eq!(json["complete"], true);
    assert_eq!(json["spans"][0]["decision"].to_string().len(), {
        let decision: serde_json::Value = serde_json::from_str(&timeline.spans()[0].decision().to_json()).unwrap();
        decision.to_string().len()
    });
    assert_eq!(json["spans"][1]["from"], json["spans"][0]["until"]);
    assert_eq!(json["spans"][1]["events"][0]["kind"], "certificate_ends");
    let pretty: serde_json::Value = serde_json::from_str(&timeline.to_json_pretty()).unwrap();
    assert_eq!(pretty, json);
    let text = timeline.to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "2026-06-01T00:00:00Z");
    assert!(lines[1].starts_with("  allow: host.example may connect"), "{text}");
    assert!(text.contains("\n2027-01-01T00:00:01Z\n  the certificate `client` expires\n"), "{text}");
}

#[test]
fn it_stops_where_there_are_too_many_instants_and_says_so() {
    let small = small();
    let mut policy = "handfast: 1\nidentity: [dns]\ndefault: deny\nrules:\n".to_owned();
    // Each rule begins and ends in a minute of its own, so that 1,200 instants may change something.
    for minute in 0..600 {
        let at = |second: i64| instant("2026-06-01T00:00:00Z").plus_seconds(60 * minute + second);
        let valid = format!("valid: {{ from: {}, until: {} }}", at(10), at(20));
        policy += &format!("  - {{ id: rule-{minute}, effect: allow, from: [{{ dns: host.example }}], {valid} }}\n");
    }
    let policy = Policy::parse(&policy).unwrap();
    let party = RelyingParty::builder().trust_anchors(anchors(std::slice::from_ref(&small.root))).policy(policy);
    let party = party.build().unwrap();
    let chain = std::slice::from_ref(&small.client);
    let timeline = over(&party, chain, "2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z");
    assert!(!timeline.is_complete());
    // The first decision, and one at each of the next 999 instants: the last is the 500th beginning.
    assert_eq!(timeline.to(), instant("2026-06-01T00:00:10Z").plus_seconds(60 * 499));
    assert_eq!(timeline.spans().last().unwrap().from(), timeline.to());
    assert!(timeline.to_string().ends_with("there may be more: this is as far as was looked"));
    // Half of the time has half of the instants.
    assert!(over(&party, chain, "2026-06-01T00:00:00Z", "2026-06-01T05:00:00Z").is_complete());
}
