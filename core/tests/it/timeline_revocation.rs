//! The timeline of revocation data whose windows overlap: what it tells is what is decided then.

use std::time::Duration;

use handfast::{
    AccessRequest, Certificate, Crl, OcspResponse, PresentedChain, RelyingParty, RevocationData, RevocationMode,
};

use crate::forge::crl::{
    CrlSpec, delta, distribution_points, issuing_distribution_point, point_name, reason, revoked, serial_of,
};
use crate::forge::der::{cn, generalized, tlv, utc};
use crate::forge::extension::{authority_key_identifier, basic_constraints, extended_key_usage, key_usage, raw, uri};
use crate::forge::ocsp::{ResponseSpec, Statement, good, revoked as ocsp_revoked};
use crate::forge::{Key, Spec};
use crate::revocation::{Small, small};
use crate::support::instant;

const DAY: i64 = 86_400;
const NO_CHECK: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 5];

fn day(month_and_day: &str) -> String {
    format!("26{month_and_day}000000Z")
}

/// One thing that a relying party may have: from and until a day of 2026, `MMDD`.
fn sources(small: &Small) -> Vec<(&'static str, RevocationData)> {
    let window = |spec: CrlSpec, from: &str, until: &str| spec.window(&day(from), &day(until));
    let entry = |at: &str, why: u8| revoked(&serial_of(&small.client), &day(at), &[reason(why)]);
    let crl = |spec: CrlSpec| RevocationData::new().with_crl(Crl::from_der(spec.sign(&small.ca.key)).unwrap());
    let complete = |number: u8, from: &str, until: &str| window(small.crl().numbered(number), from, until);
    let statement = |status: Vec<u8>, from: &str, until: &str| {
        Statement::new(&small.ca, &serial_of(&small.client), status).change(|statement| {
            statement.this_update = generalized(&format!("20{}", day(from)));
            statement.next_update = tlv(0xa0, generalized(&format!("20{}", day(until))));
        })
    };
    let response = |name: &[u8], statement: Statement| {
        let produced = statement.this_update.clone();
        ResponseSpec::by_name(name, vec![statement]).change(|response| response.produced_at = produced)
    };
    let ocsp = |der: Vec<u8>| RevocationData::new().with_ocsp_response(OcspResponse::from_der(der).unwrap());
    let own = |status: Vec<u8>, from: &str, until: &str| {
        ocsp(response(&small.ca.name, statement(status, from, until)).sign(&small.ca.key))
    };
    let at = |month_and_day: &str| format!("20{}", day(month_and_day));
    // Who signs for the CA from the tenth of March to the twentieth of April.
    let delegated = |name: &str, usage: &[u32]| {
        Spec::new(name, &Key::new("delegate"), &small.ca)
            .change(|spec| (spec.not_before, spec.not_after) = (utc(&day("0310")), utc(&day("0420"))))
            .with(basic_constraints(false, None))
            .with(key_usage(usage))
            .with(authority_key_identifier(&small.ca.key))
    };
    let key = Key::new("delegate");
    let responder = delegated("Responder", &[0]).with(extended_key_usage(&[9])).with(raw(NO_CHECK, false, [5, 0]));
    let by_responder = response(&cn("Responder"), statement(good(), "0301", "0601"));
    let signer = delegated("Root", &[6]).sign(&small.ca.key);
    let by_signer = window(CrlSpec::new(&small.ca.with_key(key.clone())), "0301", "0601").sign(&key);
    vec![
        ("early CRL", crl(complete(2, "0201", "0401"))),
        ("late CRL", crl(complete(6, "0315", "0515"))),
        ("hold", crl(complete(3, "0225", "0525").entry(entry("0224", 6)))),
        ("hold to come", crl(complete(4, "0301", "0601").entry(entry("0410", 6)))),
        ("revocation to come", crl(complete(5, "0310", "0610").entry(entry("0501", 1)))),
        ("delta", crl(complete(7, "0320", "0430").with(delta(3)))),
        ("releasing delta", crl(complete(8, "0401", "0501").with(delta(3)).entry(entry("0330", 8)))),
        ("early response", own(good(), "0210", "0310")),
        ("late response", own(good(), "0405", "0425")),
        ("response on hold", own(ocsp_revoked(&at("0301"), 6), "0302", "0402")),
        ("response that revokes", own(ocsp_revoked(&at("0415"), 1), "0305", "0505")),
        ("response that knows nothing", own(crate::forge::ocsp::unknown(), "0220", "0320")),
        ("responder", ocsp(by_responder.with(&responder.sign(&small.ca.key)).sign(&key))),
        (
            "CRL key",
            RevocationData::new()
                .with_crl(Crl::from_der(by_signer).unwrap())
                .with_certificate(Certificate::from_der(&signer).unwrap()),
        ),
    ]
}

#[test]
fn the_timeline_of_any_two_sources_is_what_is_decided_on_every_fifth_day() {
    let small = small();
    let sources = sources(&small);
    let (chain, request) = (PresentedChain::from_tls([&small.client]), AccessRequest::connection());
    let (from, to) = (instant("2026-01-15T12:00:00Z"), instant("2026-06-15T12:00:00Z"));
    let grace = RevocationMode::SoftUntil { grace: Duration::from_hours(24 * 5) };
    let mut flips = 0;
    for (first, one) in sources.iter().enumerate() {
        for two in sources.iter().skip(first) {
            let data = one.1.clone().with(two.1.clone());
            for mode in [RevocationMode::Hard, grace] {
                let party: RelyingParty =
                    small.builder().revocation(data.clone()).revocation_mode(mode).build().unwrap();
                let timeline = party.timeline(&chain, &request, from, to);
                let spans = timeline.spans();
                flips += spans.len() - 1;
                let mut day = from;
                while day <= to {
                    let span = spans.iter().rfind(|span| span.from() <= day).unwrap();
                    let decided = party.decide(&chain, &request, day);
                    let case = format!("{day}, {mode:?}, {}, {}: {decided}", one.0, two.0);
                    assert_eq!(span.decision().effect(), decided.effect(), "{case}");
                    day = day.plus_seconds(5 * DAY);
                }
            }
        }
    }
    assert!(flips > 200, "{flips}");
}

/// What begins a span is told by its name also where it is about somebody who is not in the path that is told of.
#[test]
fn a_timeline_names_the_responder_that_expires_and_the_one_that_is_revoked() {
    let small = small();
    let key = Key::new("delegate");
    let responder = |more: &[Vec<u8>]| {
        let spec = Spec::new("Responder", &key, &small.ca)
            .change(|spec| spec.not_after = utc(&day("0420")))
            .with(basic_constraints(false, None))
            .with(key_usage(&[0]))
            .with(extended_key_usage(&[9]))
            .with(authority_key_identifier(&small.ca.key));
        more.iter().fold(spec, |spec, extension| spec.with(extension.clone())).sign(&small.ca.key)
    };
    let told = |certificate: &[u8], crl: Option<CrlSpec>| {
        let statement = Statement::new(&small.ca, &serial_of(&small.client), good()).change(|statement| {
            statement.this_update = generalized("20260201000000Z");
        });
        let response = ResponseSpec::by_name(&cn("Responder"), vec![statement])
            .change(|response| response.produced_at = generalized("20260201000000Z"))
            .with(certificate)
            .sign(&key);
        let data = RevocationData::new().with_ocsp_response(OcspResponse::from_der(response).unwrap());
        let data =
            crl.into_iter().fold(data, |data, crl| data.with_crl(Crl::from_der(crl.sign(&small.ca.key)).unwrap()));
        let party = small.builder().revocation(data).build().unwrap();
        let (chain, request) = (PresentedChain::from_tls([&small.client]), AccessRequest::connection());
        let timeline =
            party.timeline(&chain, &request, instant("2026-03-01T00:00:00Z"), instant("2026-06-01T00:00:00Z"));
        let events = timeline.spans()[1].events().iter();
        events.map(|event| (event.at().to_string(), event.message().to_owned())).collect::<Vec<_>>()
    };
    let one = |at: &str, message: &str| vec![(at.to_owned(), message.to_owned())];
    let expires = told(&responder(&[raw(NO_CHECK, false, [5, 0])]), None);
    assert_eq!(expires, one("2026-04-20T00:00:01Z", "the revocation signer `Responder` expires"));
    // A CRL about responders alone, for the sake of one whose certificate is for CRLs of that distribution point.
    let point = || point_name(&[uri("http://ca.example/responders.crl")]);
    let revoked_later = responder(&[distribution_points(&[vec![point()]])]);
    let crl = small.crl().with(issuing_distribution_point(&[point()]));
    let crl = crl.entry(revoked(&serial_of(&revoked_later), &day("0410"), &[reason(1)]));
    let revoked_then = told(&revoked_later, Some(crl));
    assert_eq!(revoked_then, one("2026-04-10T00:00:00Z", "the revocation signer `Responder` is revoked"));
}
