//! How a chain arrived, who has shown the key, what counts as a chain.

use super::model::Vector;
use super::world::{Case, More as _, WEB, World, base64};

const VERIFIED: &[&str] = &["path_verified"];
const NOT_PROVEN: &[&str] = &["possession_not_proven"];
const EMPTY: &[&str] = &["chain_empty"];

pub(super) fn vectors(world: &World) -> Vec<Vector> {
    [arrival(world), items(world), pem(world), too_much(world)].concat()
}

fn chain(world: &World) -> Vec<Vec<u8>> {
    vec![world.sign(&world.web()), world.intermediate()]
}

fn case(world: &World, name: &str, rule: &str, chain: Vec<Vec<u8>>) -> Case {
    Case::new(&format!("presented/{name}"), rule, &world.root.root(), chain)
}

fn arrival(world: &World) -> Vec<Vector> {
    let case = |name: &str, rule: &str| case(world, name, rule, chain(world));
    let trusted = |case: Case, hop: &str| case.change(|vector| vector.relying_party.trusted_hops.push(hop.to_owned()));
    let accepting = |case: Case| case.change(|vector| vector.relying_party.accept_files = true);
    vec![
        case("tls", "the TLS stack has seen the key").allow(VERIFIED).principal(WEB).state("verified"),
        trusted(case("forwarded-by-trusted-hop", "a trusted hop is believed").forwarded("edge-1"), "edge-1")
            .allow(VERIFIED)
            .principal(WEB)
            .state("verified_elsewhere"),
        case("forwarded-without-trusted-hops", "a hop is believed only if it was declared")
            .forwarded("edge-1")
            .deny(NOT_PROVEN)
            .state("presented"),
        trusted(case("forwarded-by-another-hop", "a hop is known by its exact name").forwarded("edge-1"), "edge-10")
            .deny(NOT_PROVEN)
            .state("presented"),
        trusted(case("forwarded-hop-of-other-case", "a hop's name is compared exactly").forwarded("Edge-1"), "edge-1")
            .deny(NOT_PROVEN)
            .state("presented"),
        accepting(case("files-accepted", "a tool may be built to accept files").files())
            .allow(VERIFIED)
            .principal(WEB)
            .state("presented"),
        case("files-not-accepted", "nobody has shown the key of a certificate from a file")
            .files()
            .deny(NOT_PROVEN)
            .state("presented"),
        trusted(case("files-with-trusted-hop", "a trusted hop does not make files acceptable").files(), "edge-1")
            .deny(NOT_PROVEN)
            .state("presented"),
        accepting(case("forwarded-with-files-accepted", "accepting files is not trusting a hop").forwarded("edge-1"))
            .deny(NOT_PROVEN)
            .state("presented"),
    ]
}

fn items(world: &World) -> Vec<Vector> {
    let web = world.sign(&world.web());
    let intermediate = world.intermediate();
    let other = world.sign(&world.web().change(|spec| spec.subject = crate::forge::der::cn("other")));
    let none = |name: &str, rule: &str| case(world, name, rule, Vec::new());
    let accepting = |case: Case| case.files().change(|vector| vector.relying_party.accept_files = true);
    vec![
        none("no-certificate", "without a certificate nobody is recognised").deny(EMPTY).state("no_certificate"),
        none("no-certificate-from-files", "what was not sent is said before who has shown a key")
            .files()
            .deny(EMPTY)
            .state("no_certificate"),
        none("no-certificate-forwarded", "a hop may forward that there was none")
            .forwarded("edge-1")
            .deny(EMPTY)
            .state("no_certificate"),
        case(world, "empty-item", "an item of no bytes is nothing", vec![Vec::new()])
            .deny(EMPTY)
            .state("no_certificate"),
        case(world, "blank-item", "an item of white space is nothing", vec![b" \n".to_vec()])
            .deny(EMPTY)
            .state("no_certificate"),
        case(
            world,
            "duplicates",
            "a certificate that is sent again changes nothing",
            vec![web.clone(), intermediate.clone(), web.clone(), intermediate.clone()],
        )
        .allow(VERIFIED)
        .principal(WEB),
        case(world, "root-sent-too", "the anchor's own certificate is superfluous", {
            vec![web.clone(), intermediate.clone(), world.root.root()]
        })
        .allow(VERIFIED)
        .principal(WEB),
        case(world, "issuer-first", "over TLS the end entity is the first, whatever it is", {
            vec![intermediate.clone(), web.clone()]
        })
        // Its keyUsage is a CA's, so it may not sign a handshake either.
        .deny(&["end_entity_is_ca", "usage_not_permitted"])
        .state("rejected"),
        accepting(case(world, "files-issuer-first", "in files the end entity is the one that issued nobody", {
            vec![intermediate.clone(), web.clone()]
        }))
        .allow(VERIFIED)
        .principal(WEB),
        accepting(case(world, "files-two-end-entities", "of two end entities the first counts", {
            vec![web.clone(), other.clone(), intermediate.clone()]
        }))
        .allow(VERIFIED)
        .principal(WEB),
        case(world, "stranger-behind", "a certificate that has nothing to do with the path changes nothing", {
            vec![web, other, intermediate]
        })
        .allow(VERIFIED)
        .principal(WEB),
    ]
}

fn armoured(label: &str, der: &[u8]) -> String {
    let text = base64(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

fn pem(world: &World) -> Vec<Vector> {
    let web = armoured("CERTIFICATE", &world.sign(&world.web()));
    let intermediate = armoured("CERTIFICATE", &world.intermediate());
    let case = |name: &str, rule: &str, text: String| case(world, name, rule, vec![text.into_bytes()]);
    let cut: String = web.chars().take(200).collect();
    vec![
        case("pem", "PEM is read, several blocks of it", format!("{web}{intermediate}")).allow(VERIFIED).principal(WEB),
        case(
            "pem-with-comments-and-windows-line-ends",
            "text between the blocks and line ends do not matter",
            format!("subject=web\n{web}\nissuer=Issuing CA\n{intermediate}").replace('\n', "\r\n"),
        )
        .allow(VERIFIED)
        .principal(WEB),
        case("pem-private-key-first", "a private key is no certificate", {
            format!("{}{web}{intermediate}", armoured("PRIVATE KEY", b"not a key"))
        })
        .deny(&["encoding_malformed"]),
        case("pem-private-key-behind", "a private key behind the certificates is left out, and told", {
            format!("{web}{intermediate}{}", armoured("EC PRIVATE KEY", b"not a key"))
        })
        .allow(VERIFIED)
        .principal(WEB),
        case("pem-request", "a request is no certificate", armoured("CERTIFICATE REQUEST", b"not a request"))
            .deny(&["encoding_malformed"]),
        case("pem-pkcs7", "PKCS#7 is not read", armoured("PKCS7", b"not a bag")).deny(&["encoding_malformed"]),
        case("pem-cut-off", "a block without an end is malformed", cut).deny(&["encoding_malformed"]),
        case("pem-not-base64", "a block is base64", web.replacen("MII", "M!I", 1)).deny(&["encoding_malformed"]),
    ]
}

fn too_much(world: &World) -> Vec<Vector> {
    // Each another, none of them a certificate: they count all the same.
    let junk = |count: u8| (0..count).map(|number| vec![0x30, 1, number]);
    let many = |count: u8| chain(world).into_iter().chain(junk(count)).collect();
    let bulky: Vec<Vec<u8>> =
        chain(world).into_iter().chain((0..5_u8).map(|number| [vec![0x30; 60_000], vec![number]].concat())).collect();
    vec![
        case(world, "128-certificates", "a chain of 128 certificates is looked at", many(126))
            .allow(VERIFIED)
            .principal(WEB),
        case(world, "129-certificates", "a chain has at most 128 certificates", many(127))
            .deny(&["work_limit_reached"]),
        case(world, "300-kilobytes", "a chain has at most 256 KiB", bulky).deny(&["work_limit_reached"]),
    ]
}
