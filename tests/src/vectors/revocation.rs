//! The path stage: revocation by CRLs.

use super::model::Vector;
use super::world::{Case, More as _, World};
use crate::forge::Ca;
use crate::forge::crl::{
    CrlSpec, certificate_issuer, crl_issuer, delta, distribution_points, flag, invalid_since,
    issuing_distribution_point, point_name, reason, relative_name, revoked, serial_of, some_reasons, unheard_of,
};
use crate::forge::extension::uri;

pub(super) fn vectors(world: &World) -> Vec<Vector> {
    let web = world.sign(&world.web());
    let issuing = world.intermediate();
    let case = |id: &str, description: &str| world.case(&format!("revocation/{id}"), description, web.clone());
    let (peers, cas) = (CrlSpec::new(&world.issuing), CrlSpec::new(&world.root));
    let signed = |spec: &CrlSpec| spec.sign(&world.issuing.key);
    let later = |spec: CrlSpec| spec.window("260701000000Z", "260801000000Z");
    let of_root = |spec: &CrlSpec| spec.sign(&world.root.key);
    let nobody = of_root(&cas);
    let with_root = |case: Case| case.crl(&nobody);
    let entry = |at: &str, more: &[Vec<u8>]| revoked(&serial_of(&web), at, more);
    let speaker = Ca::new("CRL Speaker");
    let speakers = speaker.certificate(&world.root);
    let pointing = world.sign(&world.web().with(distribution_points(&[vec![crl_issuer(&speaker.name)]])));
    let indirect = CrlSpec::new(&speaker).with(issuing_distribution_point(&[flag(4)]));
    let elsewhere = |id: &str, description: &str| {
        world.case(&format!("revocation/{id}"), description, pointing.clone()).crl(&nobody).signer(&speakers)
    };
    let stale = signed(&peers.clone().window("260401000000Z", "260530000000Z"));

    vec![
        with_root(case("good", "both CAs issue a CRL, and neither names a certificate of the path"))
            .crl(&signed(&peers))
            .allow(&["path_verified"])
            .principal(super::world::WEB)
            .until("2027-01-01T00:00:01Z"),
        with_root(case("revoked", "the CA has revoked the peer's certificate, because its key is in other hands"))
            .crl(&signed(&peers.clone().entry(entry("260501120000Z", &[reason(1)]))))
            .deny(&["certificate_revoked"]),
        case("revoked-ca", "the root has revoked the issuing CA")
            .crl(&signed(&peers))
            .crl(&of_root(&cas.clone().entry(revoked(&serial_of(&issuing), "260501120000Z", &[]))))
            .deny(&["certificate_revoked"]),
        with_root(case("revoked-later", "the revocation is of a time after the verification time"))
            .crl(&signed(&peers.clone().entry(entry("260701000000Z", &[]))))
            .allow(&["path_verified"])
            .principal(super::world::WEB)
            .until("2026-07-01T00:00:00Z"),
        with_root(case("other-serial", "another certificate of the CA is revoked"))
            .crl(&signed(&peers.clone().entry(revoked(&[7], "260501120000Z", &[]))))
            .allow(&["path_verified"])
            .principal(super::world::WEB),
        with_root(case("no-crl-of-the-issuer", "there is a CRL, and it is another CA's"))
            .deny(&["revocation_status_unknown"]),
        with_root(case("stale", "the CRL should have been replaced two days before"))
            .crl(&stale)
            .deny(&["revocation_data_stale"]),
        with_root(case("stale-within-grace", "stale data counts for three days"))
            .crl(&stale)
            .mode("soft", Some(259_200))
            .allow(&["path_verified"])
            .principal(super::world::WEB)
            .until("2026-06-02T00:00:01Z"),
        with_root(case("stale-beyond-grace", "stale data counts for one day"))
            .crl(&stale)
            .mode("soft", Some(86_400))
            .deny(&["revocation_data_stale"]),
        with_root(case("soft-unknown", "nothing is known, and that is let through"))
            .mode("soft", None)
            .allow(&["path_verified"])
            .principal(super::world::WEB),
        with_root(case("soft-revoked", "what is revoked is denied in every mode, by data that is stale too"))
            .crl(&signed(&peers.clone().window("260401000000Z", "260530000000Z").entry(entry("260301000000Z", &[]))))
            .mode("soft", None)
            .deny(&["certificate_revoked"]),
        with_root(case("off", "revocation is not looked at, though the certificate is revoked"))
            .crl(&signed(&peers.clone().entry(entry("260501120000Z", &[]))))
            .mode("off", None)
            .allow(&["path_verified"])
            .principal(super::world::WEB),
        with_root(case("not-yet-issued", "the CRL is of a time after the verification time"))
            .crl(&signed(&peers.clone().window("260602000000Z", "260702000000Z")))
            .deny(&["revocation_status_unknown"])
            .until("2026-06-02T00:00:00Z"),
        with_root(case("forged", "the CRL has the issuer's name, and another key signed it"))
            .crl(&of_root(&peers))
            .deny(&["revocation_status_unknown"]),
        with_root(case("only-cas", "the CRL is about CA certificates only"))
            .crl(&signed(&peers.clone().with(issuing_distribution_point(&[flag(2)]))))
            .deny(&["revocation_status_unknown"]),
        with_root(case("some-reasons", "the CRL answers for some reasons, and nothing for the others"))
            .crl(&signed(&peers.clone().with(issuing_distribution_point(&[some_reasons(3, 0x60)]))))
            .deny(&["revocation_status_unknown"]),
        with_root(case("another-point", "the CRL is of a distribution point that the certificate does not have"))
            .crl(&signed(
                &peers.clone().with(issuing_distribution_point(&[point_name(&[uri("http://ca.example/1.crl")])])),
            ))
            .deny(&["revocation_status_unknown"]),
        with_root(world.case(
            "revocation/second-point",
            "the CRL is of the certificate's second distribution point",
            world.sign(&world.web().with(distribution_points(&[
                vec![point_name(&[uri("http://ca.example/0.crl")])],
                vec![point_name(&[uri("http://mirror.example/1.crl"), uri("http://ca.example/1.crl")])],
            ]))),
        ))
        .crl(&signed(&peers.clone().with(issuing_distribution_point(&[point_name(&[uri("http://ca.example/1.crl")])]))))
        .allow(&["path_verified"])
        .principal(super::world::WEB),
        with_root(world.case(
            "revocation/relative-name",
            "both name their distribution point below the name of the CRL's issuer",
            world.sign(&world.web().with(distribution_points(&[vec![relative_name("Point 1")]]))),
        ))
        .crl(&signed(&peers.clone().with(issuing_distribution_point(&[relative_name("Point 1")]))))
        .allow(&["path_verified"])
        .principal(super::world::WEB),
        with_root(case("invalid-since", "the key was in other hands before the certificate was revoked"))
            .crl(&signed(&peers.clone().entry(entry("260701000000Z", &[reason(1), invalid_since("20260520000000Z")]))))
            .deny(&["certificate_revoked"]),
        with_root(case("unknown-extension", "the CRL has a critical extension that nobody knows"))
            .crl(&signed(&peers.clone().with(unheard_of(true))))
            .deny(&["revocation_status_unknown"]),
        elsewhere("indirect", "the certificate names another CRL issuer, whose CRL is an indirect one")
            .crl(&indirect.sign(&speaker.key))
            .allow(&["path_verified"])
            .principal(super::world::WEB),
        elsewhere("indirect-revoked", "the indirect CRL names the certificate by its issuer")
            .crl(
                &indirect
                    .clone()
                    .entry(revoked(&serial_of(&pointing), "260501000000Z", &[certificate_issuer(&world.issuing.name)]))
                    .sign(&speaker.key),
            )
            .deny(&["certificate_revoked"]),
        elsewhere("indirect-not-stated", "the other CRL issuer's CRL is not an indirect one")
            .crl(&CrlSpec::new(&speaker).sign(&speaker.key))
            .deny(&["revocation_status_unknown"]),
        with_root(case("delta", "the delta CRL has revoked what the complete one has not"))
            .crl(&signed(&peers))
            .crl(&signed(&peers.clone().numbered(2).with(delta(1)).entry(entry("260501120000Z", &[reason(4)]))))
            .deny(&["certificate_revoked"]),
        with_root(case("delta-releases", "the delta CRL releases what the complete one has on hold"))
            .crl(&signed(&peers.clone().entry(entry("260201000000Z", &[reason(6)]))))
            .crl(&signed(&peers.clone().numbered(2).with(delta(1)).entry(entry("260201000000Z", &[reason(8)]))))
            .allow(&["path_verified"])
            .principal(super::world::WEB),
        with_root(case("delta-alone", "a delta CRL without its complete one says nothing"))
            .crl(&signed(&peers.clone().numbered(2).with(delta(1))))
            .deny(&["revocation_status_unknown"]),
        with_root(case("delta-alone-revokes", "what a delta CRL says is revoked is, whatever it amends"))
            .crl(&signed(&peers.clone().numbered(2).with(delta(1)).entry(entry("260501120000Z", &[reason(4)]))))
            .deny(&["certificate_revoked"]),
        with_root(case("delta-of-the-future", "and whenever it was issued"))
            .crl(&signed(&peers))
            .crl(&signed(&later(peers.clone().numbered(2).with(delta(1)).entry(entry("260501120000Z", &[reason(4)])))))
            .deny(&["certificate_revoked"]),
        with_root(case("delta-revokes-later", "a revocation to come is told"))
            .crl(&signed(&peers))
            .crl(&signed(&later(peers.clone().numbered(2).with(delta(1)).entry(entry("260615000000Z", &[reason(4)])))))
            .allow(&["path_verified"])
            .principal(super::world::WEB)
            .until("2026-06-15T00:00:00Z"),
    ]
}
