//! What is remembered of signatures: never more than that they are right, whatever it was filled with before.

use handfast::limits::CERTIFICATE_BYTES_CACHED;
use handfast::{
    AccessRequest, Certificate, Crl, PresentedChain, Profile, Provider, RelyingParty, RelyingPartyBuilder,
    RevocationData, SignatureCache,
};

use crate::forge::crl::{CrlSpec, revoked, serial_of};
use crate::forge::der::{bits, cn, integer, seq};
use crate::forge::extension::{basic_constraints, dns, subject_alt_names};
use crate::forge::{Ca, Key, Spec};
use crate::support::{AT, anchors, client, codes, decide, decide_at, instant};

/// A root, an intermediate, a client, and a cache that knows both signatures.
struct Warm {
    root: Ca,
    intermediate: Ca,
    chain: Vec<Vec<u8>>,
    cache: SignatureCache,
}

impl Warm {
    fn new() -> Self {
        let (root, intermediate) = (Ca::new("Root"), Ca::new("Intermediate"));
        let client = client(&intermediate, &[dns("a.example")]).sign(&intermediate.key);
        let chain = vec![client, intermediate.certificate(&root)];
        let warm = Self { root, intermediate, chain, cache: SignatureCache::new(1_000) };
        assert_eq!(codes(&decide(&warm.party(), &warm.chain)), ["path_verified"]);
        assert_eq!(warm.cache.len(), 2, "the client's signature and the intermediate's");
        warm
    }

    fn builder(&self) -> RelyingPartyBuilder {
        RelyingParty::builder().trust_anchors(anchors(&[self.root.root()])).any_verified_peer()
    }

    fn party(&self) -> RelyingParty {
        self.builder().signature_cache(self.cache.clone()).build().unwrap()
    }

    fn forgetful(&self) -> RelyingParty {
        self.builder().without_signature_cache().build().unwrap()
    }

    /// That a relying party which knows the signatures decides as one that knows none; the codes of both.
    fn same(&self, chain: &[Vec<u8>]) -> Vec<&'static str> {
        let (warm, cold) = (decide(&self.party(), chain), decide(&self.forgetful(), chain));
        assert_eq!(warm.to_json(), cold.to_json());
        codes(&warm)
    }
}

#[test]
fn a_peer_seen_before_gets_the_same_decision() {
    let warm = Warm::new();
    assert_eq!(warm.same(&warm.chain), ["path_verified"]);
    // Another peer of the same CA needs one signature more.
    let other = client(&warm.intermediate, &[dns("b.example")]).sign(&warm.intermediate.key);
    assert_eq!(warm.same(&[other, warm.chain[1].clone()]), ["path_verified"]);
    assert_eq!(warm.cache.len(), 3);
    warm.cache.clear();
    assert!(warm.cache.is_empty());
    assert_eq!(warm.same(&warm.chain), ["path_verified"]);
}

#[test]
fn no_octet_of_a_certificate_can_change_without_its_signature_being_verified() {
    let warm = Warm::new();
    let mut tried = 0_u32;
    for place in 0..warm.chain.len() {
        for octet in 0..warm.chain[place].len() {
            for bit in [0x01, 0x80] {
                let mut chain = warm.chain.clone();
                chain[place][octet] ^= bit;
                assert_ne!(warm.same(&chain), ["path_verified"], "octet {octet} of certificate {place}");
                tried += 1;
            }
        }
    }
    assert!(tried > 1_000, "{tried}");
    assert_eq!(warm.cache.len(), 2, "none of them was kept");
}

#[test]
fn a_signature_by_another_key_of_the_same_name_is_another_signature() {
    let warm = Warm::new();
    // An anchor of the same name with a key of its own, and an intermediate of the same name below it.
    let (root, intermediate) =
        (Ca::new("Root").with_key(Key::new("other")), Ca::new("Intermediate").with_key(Key::new("more")));
    let under_it = vec![warm.chain[0].clone(), intermediate.certificate(&root)];
    let both = RelyingParty::builder().trust_anchors(anchors(&[root.root()])).any_verified_peer();
    let party = both.signature_cache(warm.cache.clone()).build().unwrap();
    assert_eq!(codes(&decide(&party, &under_it)), ["signature_invalid"]);
    assert_eq!(codes(&decide(&party, &warm.chain)), ["signature_invalid"]);
    // What the other relying party learned helps nobody with the first.
    let own = client(&intermediate, &[dns("a.example")]).sign(&intermediate.key);
    let its = [own, intermediate.certificate(&root)];
    assert_eq!(codes(&decide(&party, &its)), ["path_verified"]);
    assert_eq!(warm.same(&its), ["signature_invalid"]);
    // The signature of one certificate under the body of another.
    let mut mixed = client(&warm.intermediate, &[dns("root.example")]).sign(&Key::new("nobody"));
    let (good, at) = (&warm.chain[0], mixed.len() - 64);
    mixed.splice(at.., good[good.len() - 64..].iter().copied());
    assert_ne!(warm.same(&[mixed, warm.chain[1].clone()]), ["path_verified"]);
}

/// The cache goes by the last 128 octets, and then compares all of them.
#[test]
fn a_certificate_is_not_known_by_its_end() {
    let end = |der: &[u8]| der[der.len() - 128..].to_vec();
    let with_signature_of = |known: &[u8], spec: &Spec| {
        let signature = bits(0, Certificate::parse(known).unwrap().signature().value());
        let forged = seq(&[spec.tbs(), spec.outer_algorithm.clone(), signature]);
        assert_ne!(forged, known);
        assert_eq!(end(&forged), end(known));
        forged
    };
    let warm = Warm::new();
    let [peer, ca] = [&warm.chain[0], &warm.chain[1]];
    let other = client(&warm.intermediate, &[dns("a.example")]).change(|spec| spec.subject = cn("administrator"));
    assert_eq!(warm.same(&[with_signature_of(peer, &other), ca.clone()]), ["signature_invalid"]);
    let other = warm.intermediate.spec(&warm.root).change(|spec| spec.serial = integer(&[7]));
    assert_eq!(warm.same(&[peer.clone(), with_signature_of(ca, &other)]), ["signature_invalid"]);
    assert_eq!(warm.cache.len(), 2, "neither was kept");
}

#[test]
fn every_other_check_is_made_anew() {
    let warm = Warm::new();
    let party = warm.party();
    assert_eq!(
        codes(&decide_at(&party, &warm.chain, "2031-01-01T00:00:00Z")),
        codes(&decide_at(&warm.forgetful(), &warm.chain, "2031-01-01T00:00:00Z"))
    );
    assert!(codes(&decide_at(&party, &warm.chain, "2031-01-01T00:00:00Z")).contains(&"certificate_expired"));
    let crl = CrlSpec::new(&warm.intermediate).entry(revoked(&serial_of(&warm.chain[0]), "260301000000Z", &[]));
    let both = [crl.sign(&warm.intermediate.key), CrlSpec::new(&warm.root).sign(&warm.root.key)];
    let data = RevocationData::new().with_crls(both.iter().map(|crl| Crl::from_der(crl).unwrap()));
    let revoking = warm.builder().revocation(data).signature_cache(warm.cache.clone()).build().unwrap();
    assert_eq!(codes(&decide(&revoking, &warm.chain)), ["certificate_revoked"]);
    let server = Profile::webpki_server();
    let serving = warm.builder().profile(server).signature_cache(warm.cache.clone()).build().unwrap();
    assert!(codes(&decide(&serving, &warm.chain)).contains(&"usage_not_permitted"));
    let request = AccessRequest::connection().expecting("dns:b.example".parse().unwrap());
    let named = party.decide(&PresentedChain::from_tls(&warm.chain), &request, instant(AT));
    assert_eq!(codes(&named), ["name_not_matched"]);
}

#[test]
fn what_stands_on_no_path_to_an_anchor_is_not_kept() {
    let warm = Warm::new();
    let stranger = Ca::new("Stranger");
    let intermediate = Ca::new("Its intermediate");
    let chain =
        [client(&intermediate, &[dns("a.example")]).sign(&intermediate.key), intermediate.certificate(&stranger)];
    assert_eq!(warm.same(&chain), ["issuer_unknown"]);
    // The path is whole, and the end entity is none.
    let ca = client(&warm.intermediate, &[dns("a.example")]).instead(2, basic_constraints(true, None));
    assert_ne!(warm.same(&[ca.sign(&warm.intermediate.key), warm.chain[1].clone()]), ["path_verified"]);
    assert_eq!(warm.cache.len(), 2);
}

#[test]
fn what_one_provider_verified_is_nothing_to_another() {
    let warm = Warm::new();
    for provider in Provider::available() {
        let party = warm.builder().provider(provider).signature_cache(warm.cache.clone()).build().unwrap();
        assert_eq!(codes(&decide(&party, &warm.chain)), ["path_verified"]);
    }
    assert_eq!(warm.cache.len(), 2 * Provider::available().len());
}

#[test]
fn it_stays_within_its_bounds_and_keeps_whom_it_meets_often() {
    let root = Ca::new("Root");
    let cache = SignatureCache::new(64);
    assert_eq!(cache.capacity(), 64);
    assert_eq!(SignatureCache::new(0).capacity(), 16, "rounded up to the smallest");
    let builder = RelyingParty::builder().trust_anchors(anchors(&[root.root()])).any_verified_peer();
    let party = builder.signature_cache(cache.clone()).build().unwrap();
    for peer in 0..200 {
        let name = format!("host-{peer}.example");
        let spec: Spec = client(&root, &[]).instead(17, subject_alt_names(&[dns(&name)]));
        assert_eq!(codes(&decide(&party, &[spec.sign(&root.key)])), ["path_verified"]);
        assert!(cache.len() <= 64, "{cache:?}");
    }
    assert!(cache.len() > 16, "{cache:?}");
}

#[test]
fn a_certificate_that_is_larger_than_most_is_decided_about_and_not_kept() {
    let warm = Warm::new();
    let names: Vec<String> = (0..400).map(|host| format!("host-{host}.checkout.example")).collect();
    let names: Vec<Vec<u8>> = names.iter().map(|name| dns(name)).collect();
    let large = client(&warm.intermediate, &names).sign(&warm.intermediate.key);
    assert!(large.len() > CERTIFICATE_BYTES_CACHED, "{}", large.len());
    for _ in 0..2 {
        assert_eq!(warm.same(&[large.clone(), warm.chain[1].clone()]), ["path_verified"]);
        assert_eq!(warm.cache.len(), 2, "its issuer's is all that is kept of it");
    }
    let mut changed = large;
    *changed.last_mut().unwrap() ^= 1;
    assert_eq!(warm.same(&[changed, warm.chain[1].clone()]), ["signature_invalid"]);
}

#[test]
fn what_a_certificate_that_is_larger_than_most_signed_is_not_kept_either() {
    let warm = Warm::new();
    let names: Vec<String> = (0..400).map(|host| format!("host-{host}.checkout.example")).collect();
    let names: Vec<Vec<u8>> = names.iter().map(|name| dns(name)).collect();
    let large = warm.intermediate.spec(&warm.root).with(subject_alt_names(&names)).sign(&warm.root.key);
    assert!(large.len() > CERTIFICATE_BYTES_CACHED, "{}", large.len());
    let other = client(&warm.intermediate, &[dns("b.example")]).sign(&warm.intermediate.key);
    for _ in 0..2 {
        assert_eq!(warm.same(&[other.clone(), large.clone()]), ["path_verified"]);
        assert_eq!(warm.cache.len(), 2, "those of before");
    }
}

#[test]
fn many_threads_share_it() {
    let warm = Warm::new();
    let party = warm.party();
    let others: Vec<Vec<Vec<u8>>> = (0..8)
        .map(|peer| {
            let own = client(&warm.intermediate, &[dns(&format!("host-{peer}.example"))]).sign(&warm.intermediate.key);
            vec![own, warm.chain[1].clone()]
        })
        .collect();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (party, others) = (&party, &others);
            scope.spawn(move || {
                for round in 0..32 {
                    assert_eq!(codes(&decide(party, &others[(thread + round) % 8])), ["path_verified"]);
                }
            });
        }
    });
    assert_eq!(warm.cache.len(), 10, "two of before, and eight clients");
}
