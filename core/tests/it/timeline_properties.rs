//! Timelines of parties, chains and revocation data put together by chance: what they tell is what is decided on every instant at
//! which anything begins or ends, a second before it and a second after it.
//!
//! The cases are the same every time; `HANDFAST_TIMELINES=FROM..TO` gives others.

use std::time::Duration;

use handfast::path::{AnchorStatement, Loosened, Loosening};
use handfast::{
    AccessRequest, Certificate, Crl, Decision, OcspResponse, Policy, PresentedChain, Profile, RelyingParty,
    RevocationData, RevocationMode, TimelineEventKind, TimelineSpan, Timestamp,
};

use crate::forge::crl::{CrlSpec, delta, invalid_since, reason, revoked, serial_of, unheard_of};
use crate::forge::der::{cn, generalized, tlv, utc};
use crate::forge::extension::{
    CLIENT_AUTH, SERVER_AUTH, authority_key_identifier, basic_constraints, dns, extended_key_usage, key_usage, raw,
};
use crate::forge::ocsp::{ResponseSpec, Statement, good, revoked as ocsp_revoked, unknown};
use crate::forge::{Ca, Key, Spec};
use crate::support::{anchors, client, instant};

const DAY: i64 = 86_400;
const NO_CHECK: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 5];
const OCSP_SIGNING: u8 = 9;

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn one_in(&mut self, number: u64) -> bool {
        self.below(number) == 0
    }
}

/// A case in the making, with every instant that anything in it names.
struct Case {
    chance: Chance,
    instants: Vec<Timestamp>,
    /// What it is made of, for a message.
    told: Vec<String>,
}

fn begin() -> Timestamp {
    instant("2026-01-01T00:00:00Z")
}

impl Case {
    /// An instant of 2026, at any second of twenty-odd days, so that some meet.
    fn instant(&mut self) -> Timestamp {
        let (day, second) = (self.chance.below(24), self.chance.below(3));
        let instant = begin().plus_seconds(i64::try_from(day * 15).unwrap() * DAY + i64::try_from(second).unwrap());
        self.instants.push(instant);
        instant
    }

    /// From one instant to a later one; both are told.
    fn window(&mut self, what: &str) -> (Timestamp, Timestamp) {
        let (one, other) = (self.instant(), self.instant());
        let window = (one.min(other), one.max(other));
        self.told.push(format!("{what} {} to {}", window.0, window.1));
        self.instants.push(window.1.plus_seconds(1));
        window
    }

    /// Mostly most of the year.
    fn long_window(&mut self, what: &str) -> (Timestamp, Timestamp) {
        if self.chance.one_in(2) { self.window(what) } else { (begin(), begin().plus_seconds(400 * DAY)) }
    }

    fn tell(&mut self, what: impl Into<String>) {
        self.told.push(what.into());
    }
}

/// `YYYYMMDDHHMMSSZ`
fn digits(instant: Timestamp) -> String {
    instant.to_string().replace(['-', ':', 'T'], "")
}

fn utc_of(instant: Timestamp) -> Vec<u8> {
    utc(&digits(instant)[2..])
}

fn valid(spec: Spec, window: (Timestamp, Timestamp)) -> Spec {
    spec.change(|spec| (spec.not_before, spec.not_after) = (utc_of(window.0), utc_of(window.1)))
}

struct Pki {
    root: Ca,
    issuing: Ca,
    client: Vec<u8>,
    intermediates: Vec<Vec<u8>>,
}

fn pki(case: &mut Case) -> (Pki, Vec<u8>) {
    let (root, issuing) = (Ca::new("Root"), Ca::new("Issuing"));
    let window = case.long_window("anchor");
    let anchor = valid(root.spec(&root), window).sign(&root.key);
    let direct = case.chance.one_in(3);
    let mut intermediates = Vec::new();
    for number in 0..if direct { 0 } else { 1 + case.chance.below(2) } {
        let window = case.window(&format!("intermediate {number}"));
        let spec = valid(issuing.spec(&root), window).change(|spec| {
            spec.serial = crate::forge::der::integer(&[7, u8::try_from(number).unwrap()]);
        });
        intermediates.push(spec.sign(&root.key));
    }
    let issuing = if direct { root.clone() } else { issuing };
    let mut leaf = client(&issuing, &[dns("host.example")]);
    match case.chance.below(4) {
        0 => {
            case.tell("a server's certificate");
            leaf = leaf.instead(37, extended_key_usage(&[SERVER_AUTH]));
        }
        1 => {
            case.tell("with a critical extension");
            leaf = leaf.with(unheard_of(true));
        }
        2 => leaf = leaf.without(37),
        _ => leaf = leaf.instead(37, extended_key_usage(&[CLIENT_AUTH])),
    }
    let window = case.long_window("client");
    let client = valid(leaf, window).sign(&issuing.key);
    (Pki { root, issuing, client, intermediates }, anchor)
}

fn profile(case: &mut Case) -> Profile {
    let mut profile = if case.chance.one_in(4) { Profile::eap_tls() } else { Profile::client() };
    if case.chance.one_in(4) {
        case.tell("the anchor's validity is ignored");
        profile = profile.with_anchor_validity(AnchorStatement::Ignored);
    }
    for number in 0..case.chance.below(4) {
        let what = match case.chance.below(3) {
            0 => Loosened::ServerAuthForClients,
            1 => Loosened::NoExtendedKeyUsage,
            _ => Loosened::CriticalExtension(handfast::encoding::oid::OidBuf::dotted("1.2.3.4").unwrap()),
        };
        let end = case.instant();
        case.tell(format!("loosening {what} until {end}"));
        profile = profile.with_loosening(Loosening::new(format!("loosening {number}"), what).until(end));
    }
    profile
}

/// Whether its conditions ask about age or remaining time, too.
fn policy(case: &mut Case) -> Option<(Policy, bool)> {
    if case.chance.one_in(3) {
        return None;
    }
    let mut text = "handfast: 1\nidentity: [dns]\ndefault: deny\nrules:\n".to_owned();
    let mut conditional = false;
    for number in 0..=case.chance.below(4) {
        let effect = if case.chance.one_in(3) { "deny" } else { "allow" };
        let (from, until) = match case.chance.below(4) {
            0 => (Some(case.instant()), None),
            1 => (None, Some(case.instant())),
            2 => {
                let (one, other) = (case.instant(), case.instant());
                (Some(one.min(other)), Some(one.max(other).plus_seconds(1)))
            }
            _ => (None, None),
        };
        case.instants.extend(until);
        let border = |key: &str, at: Option<Timestamp>| at.map(|at| format!("{key}: {at}"));
        let borders: Vec<String> = [border("from", from), border("until", until)].into_iter().flatten().collect();
        let valid = if borders.is_empty() { String::new() } else { format!(", valid: {{ {} }}", borders.join(", ")) };
        let comparison = ["gt", "lt", "gte", "lte"][usize::try_from(case.chance.below(4)).unwrap()];
        let days = 15 * (1 + case.chance.below(20));
        let condition = match case.chance.below(6) {
            0 | 1 => {
                conditional = true;
                let field = if case.chance.one_in(2) { "remaining" } else { "age" };
                format!(", from: [{{ {field}: {{ {comparison}: {days}d }} }}]")
            }
            2 => ", from: [{ revocation: good }]".to_owned(),
            3 => ", from: [{ revocation: unknown }]".to_owned(),
            4 => ", from: [{ not_revocation: stale }]".to_owned(),
            _ => String::new(),
        };
        text = format!("{text}  - {{ id: rule-{number}, effect: {effect}{valid}{condition} }}\n");
    }
    case.tell(text.clone());
    Some((Policy::parse(&text).unwrap(), conditional))
}

/// An entry of a CRL, or none.
fn entry(case: &mut Case, serial: &[u8], what: &str) -> Option<Vec<u8>> {
    if case.chance.one_in(2) {
        return None;
    }
    let why = [1, 6, 6, 8, 4][usize::try_from(case.chance.below(5)).unwrap()];
    let since = case.instant();
    let mut more = vec![reason(why)];
    let mut told = format!("{what} has an entry of {since}, reason {why}");
    if case.chance.one_in(4) {
        let before = case.instant();
        told = format!("{told}, invalid since {before}");
        more.push(invalid_since(&digits(before)));
    }
    case.tell(told);
    Some(revoked(serial, &digits(since)[2..], &more))
}

fn crl(case: &mut Case, ca: &Ca, serials: &[Vec<u8>], what: &str) -> Vec<u8> {
    let number = 2 + u8::try_from(case.chance.below(8)).unwrap();
    let mut spec = CrlSpec::new(ca).numbered(number);
    let mut what = format!("{what}, number {number}");
    if case.chance.one_in(3) {
        let base = u8::try_from(1 + case.chance.below(u64::from(number))).unwrap();
        what = format!("{what}, of changes since {base}");
        spec = spec.with(delta(base));
    }
    let window = case.window(&what);
    spec = spec.change(|spec| (spec.this_update, spec.next_update) = (utc_of(window.0), utc_of(window.1)));
    for serial in serials {
        for _ in 0..2 {
            spec = entry(case, serial, &what).into_iter().fold(spec, CrlSpec::entry);
        }
    }
    spec.sign(&ca.key)
}

fn response(case: &mut Case, issuer: &Ca, serial: &[u8], name: &[u8], what: &str) -> ResponseSpec {
    let mut statements = Vec::new();
    for _ in 0..=case.chance.below(2) {
        let status = match case.chance.below(5) {
            0 => unknown(),
            1 => {
                let since = case.instant();
                let why = if case.chance.one_in(2) { 6 } else { 1 };
                case.tell(format!("{what} revokes since {since}, reason {why}"));
                ocsp_revoked(&digits(since), why)
            }
            _ => good(),
        };
        let window = case.window(what);
        let until = if case.chance.one_in(6) { Vec::new() } else { tlv(0xa0, generalized(&digits(window.1))) };
        statements.push(Statement::new(issuer, serial, status).change(|statement| {
            (statement.this_update, statement.next_update) = (generalized(&digits(window.0)), until);
        }));
    }
    let produced = if case.chance.one_in(3) { case.instant() } else { begin() };
    ResponseSpec::by_name(name, statements).change(|response| response.produced_at = generalized(&digits(produced)))
}

fn sources(case: &mut Case, pki: &Pki) -> (RevocationData, Vec<Vec<u8>>) {
    let mut data = RevocationData::new();
    let mut stapled = Vec::new();
    let serial = serial_of(&pki.client);
    let intermediates: Vec<Vec<u8>> = pki.intermediates.iter().map(|der| serial_of(der)).collect();
    let delegate = Key::new("delegate");
    let signer = pki.issuing.with_key(delegate.clone());
    if case.chance.one_in(2) {
        let crl = crl(case, &pki.root, &intermediates, "the root's CRL");
        data = data.with_crl(Crl::from_der(crl).unwrap());
    }
    for number in 0..=case.chance.below(4) {
        match case.chance.below(5) {
            0 | 1 => {
                let crl = crl(case, &pki.issuing, std::slice::from_ref(&serial), &format!("CRL {number}"));
                data = data.with_crl(Crl::from_der(crl).unwrap());
            }
            2 => {
                let own = response(case, &pki.issuing, &serial, &pki.issuing.name, &format!("response {number}"));
                let der = own.sign(&pki.issuing.key);
                if case.chance.one_in(2) {
                    stapled.push(der);
                } else {
                    data = data.with_ocsp_response(OcspResponse::from_der(der).unwrap());
                }
            }
            3 => {
                let window = case.window(&format!("the certificate of responder {number}"));
                let spec = Spec::new(&format!("Responder {number}"), &delegate, &pki.issuing)
                    .with(basic_constraints(false, None))
                    .with(key_usage(&[0]))
                    .with(extended_key_usage(&[OCSP_SIGNING]))
                    .with(authority_key_identifier(&pki.issuing.key));
                let spec = if case.chance.one_in(2) { spec.with(raw(NO_CHECK, false, [5, 0])) } else { spec };
                let certificate = valid(spec, window).sign(&pki.issuing.key);
                let name = cn(&format!("Responder {number}"));
                let response = response(case, &pki.issuing, &serial, &name, &format!("response {number}, delegated"));
                let der = response.with(&certificate).sign(&delegate);
                data = data.with_ocsp_response(OcspResponse::from_der(der).unwrap());
                if case.chance.one_in(2) {
                    let about =
                        crl(case, &pki.issuing, &[serial_of(&certificate)], &format!("CRL about responder {number}"));
                    data = data.with_crl(Crl::from_der(about).unwrap());
                }
            }
            _ => {
                let window = case.window(&format!("the certificate of signer {number}"));
                let spec = Spec::new(&format!("signer {number}"), &delegate, &pki.issuing)
                    .change(|spec| spec.subject.clone_from(&pki.issuing.name))
                    .with(basic_constraints(false, None))
                    .with(key_usage(&[6]))
                    .with(authority_key_identifier(&pki.issuing.key));
                let certificate = valid(spec, window).sign(&pki.issuing.key);
                let crl = crl(case, &signer, std::slice::from_ref(&serial), &format!("CRL {number} of the signer"));
                data = data.with_crl(Crl::from_der(crl).unwrap());
                data = data.with_certificate(Certificate::from_der(&certificate).unwrap());
            }
        }
    }
    (data, stapled)
}

fn mode(case: &mut Case) -> RevocationMode {
    let days = 15 * case.chance.below(4);
    let mode = match case.chance.below(5) {
        0 => RevocationMode::Off,
        1 => RevocationMode::SOFT,
        2 => RevocationMode::SoftUntil { grace: Duration::from_hours(24 * days) },
        _ => RevocationMode::Hard,
    };
    case.tell(format!("{mode:?}"));
    let graced = case.instants.clone();
    case.instants.extend(graced.iter().map(|at| at.plus_seconds(i64::try_from(days).unwrap() * DAY)));
    mode
}

/// What two decisions have in common that are the same.
fn gist(decision: &Decision) -> String {
    let principal = decision.principal().map(ToString::to_string);
    format!("{:?} {:?} {principal:?} {:?}", decision.effect(), decision.state(), decision.rule())
}

fn holds(seed: u64) -> usize {
    let mut case = Case { chance: Chance(seed), instants: Vec::new(), told: Vec::new() };
    let (pki, anchor) = pki(&mut case);
    let profile = profile(&mut case);
    let policy = policy(&mut case);
    let (data, stapled) = sources(&mut case, &pki);
    let mode = mode(&mut case);
    let mut builder = RelyingParty::builder().trust_anchors(anchors(&[anchor])).profile(profile);
    let conditional = policy.as_ref().is_some_and(|(_, conditional)| *conditional);
    builder = match policy {
        Some((policy, _)) => builder.policy(policy),
        None => builder.any_verified_peer(),
    };
    let party = builder.revocation(data).revocation_mode(mode).build().unwrap();
    let chain = PresentedChain::from_tls(std::iter::once(&pki.client).chain(&pki.intermediates));
    let chain = stapled.iter().fold(chain, PresentedChain::with_stapled_ocsp);
    let request = AccessRequest::connection();
    let (from, to) = (begin().plus_seconds(-DAY), begin().plus_seconds(420 * DAY));
    let timeline = party.timeline(&chain, &request, from, to);
    let told = format!("case {seed}:\n{}", case.told.join("\n"));
    assert!(timeline.is_complete(), "{told}");
    let spans = timeline.spans();
    let mut at: Vec<Timestamp> = case.instants.iter().flat_map(|at| [-1, 0, 1].map(|by| at.plus_seconds(by))).collect();
    at.extend((0..84).map(|number| begin().plus_seconds(number * 5 * DAY)));
    at.extend(spans.iter().flat_map(|span| [-1, 0].map(|by| span.from().plus_seconds(by))));
    at.retain(|at| *at >= from && *at <= to);
    at.sort_unstable();
    at.dedup();
    let mut kept: Option<Decision> = None;
    for at in at {
        let decided = party.decide(&chain, &request, at);
        let span = spans.iter().rfind(|span| span.from() <= at).unwrap();
        let case = || format!("{at}: {decided}\n{told}\n{timeline}");
        assert_eq!(gist(span.decision()), gist(&decided), "of the timeline, {}", case());
        kept = kept.filter(|kept| kept.valid_until().is_none_or(|until| at < until));
        if let Some(kept) = &kept {
            assert_eq!(gist(kept), gist(&decided), "of one that holds until {:?}, {}", kept.valid_until(), case());
        } else {
            kept = Some(decided);
        }
    }
    for event in spans.iter().flat_map(TimelineSpan::events) {
        let is_condition = event.kind() == TimelineEventKind::Condition;
        assert!(conditional || !is_condition, "{} at {}\n{told}\n{timeline}", event.message(), event.at());
    }
    spans.len()
}

#[test]
fn whatever_is_put_together_the_timeline_is_what_is_decided_at_every_border() {
    let range = std::env::var("HANDFAST_TIMELINES").unwrap_or_else(|_| "0..120".to_owned());
    let (from, to) = range.split_once("..").unwrap();
    let spans: usize = (from.parse().unwrap()..to.parse().unwrap()).map(holds).sum();
    assert!(spans > 0);
}
