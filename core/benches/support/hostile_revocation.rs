//! Peers about whose revocation there is much to look at: by their own doing, with data that their CA made, or both.

use handfast::{Crl, RevocationData};

use super::Hostile;
use super::forge::crl::{
    CrlSpec, distribution_points, issuing_distribution_point, point_name, relative_name, serial_of,
};
use super::forge::der::{oid, rdns};
use super::forge::extension::{key_usage, uri};
use super::forge::ocsp::{ResponseSpec, Statement, good};
use super::forge::{Ca, Key};
use super::policies::client;

pub fn all() -> Vec<Hostile> {
    vec![
        distribution_points_and_crls(),
        relative_points(),
        crls_of_one_issuer(2_000),
        crls_of_one_issuer(5_000),
        crls_of_nobody(),
        stapled(),
        stapled_below_a_long_name(),
        disputed(),
    ]
}

/// Sixty-four distribution points with as many names as fit, and CRLs of as many names, none of them the same.
pub fn distribution_points_and_crls() -> Hostile {
    let root = Ca::new("Root");
    let points: Vec<Vec<Vec<u8>>> = (0..64).map(|point| vec![point_name(&names("p", point, 50))]).collect();
    let end_entity = client(&root).with(distribution_points(&points)).sign(&root.key);
    let crl = |number: usize| {
        let scope = issuing_distribution_point(&[point_name(&names("c", number, 1_000))]);
        CrlSpec::new(&root).with(scope).sign(&root.key)
    };
    let data = given((0..100).map(crl));
    let name = "64 distribution points of 50 names, 100 CRLs of 1,000 names";
    Hostile::with_revocation(name, vec![end_entity], &root.root(), data)
}

/// Sixty-four distribution points whose names are relative to one of 40 kB, which is that of a CA.
pub fn relative_points() -> Hostile {
    let (root, one) = (Ca::new("Root"), long_named());
    let points: Vec<Vec<Vec<u8>>> = (0..64).map(|point| vec![relative_name(&format!("p{point}"))]).collect();
    let end_entity = client(&one).with(distribution_points(&points)).sign(&one.key);
    let scope = issuing_distribution_point(&[relative_name("another")]);
    let data = given([CrlSpec::new(&one).with(scope).sign(&one.key)]);
    let name = "64 distribution points relative to a name of 40 kB";
    Hostile::with_revocation(name, vec![end_entity, one.certificate(&root)], &root.root(), data)
}

/// Thousands of CRLs of one issuer, each for a part of what it issued, and none for this one.
pub fn crls_of_one_issuer(count: usize) -> Hostile {
    // Thousands of signatures, which Ed25519 makes in no time.
    let (root, one) = (Ca::new("Root"), named_by(100).with_key(Key::ed25519("one")));
    let point = vec![point_name(&[uri("http://crl.example/of-nobody.crl")])];
    let end_entity = client(&one).with(distribution_points(&[point])).sign(&one.key);
    let crl = |number: usize| {
        let scope = issuing_distribution_point(&[point_name(&[uri(&format!("http://crl.example/{number}.crl"))])]);
        CrlSpec::new(&one).with(scope).sign(&one.key)
    };
    let data = given((0..count).map(crl));
    let name = format!("{count} CRLs of one issuer, for other distribution points");
    Hostile::with_revocation(name, vec![end_entity, one.certificate(&root)], &root.root(), data)
}

/// A thousand CRLs of a CA that may sign none, whose name is spelled in a hundred ways by others that the peer sends.
pub fn crls_of_nobody() -> Hostile {
    let (root, one) = (Ca::new("Root"), named_by(1_200).with_key(Key::ed25519("one")));
    let may_not = one.spec(&root).instead(15, key_usage(&[5])).sign(&root.key);
    let mut chain = vec![client(&one).sign(&one.key), may_not];
    for number in 0_usize..99 {
        let stranger = Ca::new(&format!("Stranger {number}"));
        let mut named = named_by(1_200).with_key(Key::ed25519(&format!("stranger {number}")));
        named.name = spelled(1_200, number);
        chain.push(named.spec(&stranger).instead(15, key_usage(&[5])).sign(&stranger.key));
    }
    let numbered = |number: u8| CrlSpec::new(&one).numbered(number).window("260102000000Z", "270101000000Z");
    let crl = |number: usize| {
        let minute = format!("2601{:02}{:02}{:02}00Z", 1 + number / 1440, number / 60 % 24, number % 60);
        numbered(2).window(&minute, "270101000000Z").sign(&one.key)
    };
    let data = given((0..1_000).map(crl));
    let name = "1,000 CRLs of a CA that may sign none, with 99 spellings of its name";
    Hostile::with_revocation(name, chain, &root.root(), data)
}

/// Sixteen stapled responses of the largest size, each statement of which has the peer's serial number and other hashes.
pub fn stapled() -> Hostile {
    let (root, one) = (Ca::new("Root"), Ca::new("One"));
    let end_entity = client(&one).sign(&one.key);
    let responses = responses(&one, &end_entity);
    let chain = vec![end_entity, one.certificate(&root)];
    let name = "16 stapled OCSP responses of 64 kB";
    Hostile::with_revocation(name, chain, &root.root(), given([CrlSpec::new(&root).sign(&root.key)]))
        .stapling(responses)
}

/// The same below a CA whose name takes long to hash.
pub fn stapled_below_a_long_name() -> Hostile {
    let (root, one) = (Ca::new("Root"), long_named());
    let end_entity = client(&one).sign(&one.key);
    let responses = responses(&one, &end_entity);
    let chain = vec![end_entity, one.certificate(&root)];
    let name = "16 stapled OCSP responses of 64 kB below a name of 40 kB";
    Hostile::with_revocation(name, chain, &root.root(), given([CrlSpec::new(&root).sign(&root.key)]))
        .stapling(responses)
}

/// Nine CAs that certified each other and that the anchor certified: each path is whole, and of none is it known whether it is
/// revoked, whatever the peer stapled.
pub fn disputed() -> Hostile {
    let root = Ca::new("Root");
    let cas: Vec<Ca> = (0..9).map(|number| Ca::new(&format!("CA {number}"))).collect();
    let end_entity = client(&cas[0]).sign(&cas[0].key);
    let responses = responses(&cas[0], &end_entity);
    let mut chain = vec![end_entity];
    for (number, ca) in cas.iter().enumerate() {
        chain.push(ca.certificate(&root));
        chain.extend(
            cas.iter().enumerate().filter(|(other, _)| *other != number).map(|(_, other)| ca.certificate(other)),
        );
    }
    let name = "9 CAs that certified each other below the anchor, 16 stapled OCSP responses of 64 kB";
    Hostile::with_revocation(name, chain, &root.root(), given([CrlSpec::new(&root).sign(&root.key)]))
        .stapling(responses)
}

fn given(crls: impl IntoIterator<Item = Vec<u8>>) -> RevocationData {
    RevocationData::new().with_crls(crls.into_iter().map(|crl| Crl::from_der(crl).unwrap()))
}

/// Addresses of CRLs.
fn names(letter: &str, place: usize, count: usize) -> Vec<Vec<u8>> {
    (0..count).map(|number| uri(&format!("http://{letter}/{place:02}{number:04}"))).collect()
}

/// A CA with a name of 40 kB.
fn long_named() -> Ca {
    named_by(40_000)
}

fn named_by(letters: usize) -> Ca {
    let mut ca = Ca::new("One");
    ca.name = spelled(letters, 0);
    ca
}

/// One name of so many letters, each time in other ones.
fn spelled(letters: usize, number: usize) -> Vec<u8> {
    let capital = |place: usize| place < 64 && number >> (place % 7) & 1 != 0;
    let text: Vec<u8> = (0..letters).map(|place| if capital(place) { b'N' } else { b'n' }).collect();
    rdns(&[(&[85, 4, 10], 0x0c, &text)])
}

const SHA1: &[u8] = &[0x2b, 14, 3, 2, 26];

/// Responses by the CA with as many statements as fit.
fn responses(ca: &Ca, end_entity: &[u8]) -> Vec<Vec<u8>> {
    let statement = |hash: u8| {
        Statement::new(ca, &serial_of(end_entity), good()).change(|statement| {
            statement.hash = oid(SHA1);
            statement.name_hash = vec![hash; 20];
            statement.key_hash = vec![hash; 20];
        })
    };
    let count = 600;
    (0..16).map(|hash| ResponseSpec::by_name(&ca.name, vec![statement(hash); count]).sign(&ca.key)).collect()
}
