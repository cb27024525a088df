//! Traps 7 and 8: no configuration accepts a stranger, and nobody is taken for another by what a certificate repeats.

use handfast::path::{AnchorStatement, PROFILE_NAMES};
use handfast::{AccessRequest, Policy, PresentedChain, Profile, Provider, RelyingParty, TrustAnchors};

use crate::forge::extension::{
    authority_key_identifier, basic_constraints, dns, extended_key_usage, key_usage, raw, subject_alt_names, uri,
};
use crate::forge::{Ca, Key, Spec};
use crate::support::{AT, client, codes, decide, instant};

const EVERYBODY: &str = "
handfast: 1
default: deny
identity: [spiffe, dns, subject, cert_sha256]
rules: [{ id: everybody, effect: allow }]
";

/// Every combination that the builder can be brought to, as wide open as it goes.
fn every_party(root: &Ca) -> Vec<RelyingParty> {
    let mut parties = Vec::new();
    for name in PROFILE_NAMES {
        let strict = Profile::by_name(name).unwrap();
        let ignored = AnchorStatement::Ignored;
        let lax = strict.clone().with_extended_key_usages([]).with_at_most_intermediates(usize::MAX);
        let lax = lax.with_anchor_validity(ignored).with_anchor_name_constraints(ignored).with_anchor_usage(ignored);
        for profile in [strict, lax] {
            for provider in Provider::available() {
                let builder = RelyingParty::builder()
                    .trust_anchors(TrustAnchors::from_der(root.root()).unwrap())
                    .profile(profile.clone())
                    .provider(provider)
                    .trusted_hop("edge")
                    .accept_files_without_possession();
                parties.push(builder.clone().any_verified_peer().build().unwrap());
                parties.push(builder.policy(Policy::parse(EVERYBODY).unwrap()).build().unwrap());
            }
        }
    }
    parties
}

/// Every way that a chain can arrive.
fn every_arrival(chain: &[Vec<u8>]) -> [PresentedChain; 3] {
    [PresentedChain::from_tls(chain), PresentedChain::from_forwarded(chain, "edge"), PresentedChain::from_files(chain)]
}

#[test]
fn no_configuration_accepts_a_stranger() {
    let (root, stranger) = (Ca::new("Root"), Ca::new("Stranger"));
    let own = Key::new("client");
    let self_signed = Ca::new("client");
    let leaf = |ca: &Ca| client(ca, &[dns("a.example"), uri("spiffe://prod.example/web")]);
    let strangers = [
        ("self-signed", vec![leaf(&self_signed).sign(&self_signed.key)]),
        ("self-signed as a CA", vec![stranger.root()]),
        ("by another CA", vec![leaf(&stranger).sign(&stranger.key), stranger.root()]),
        (
            "by another CA of the same name",
            vec![leaf(&root).sign(&stranger.key), root.with_key(Key::new("Stranger")).root()],
        ),
        ("naming the anchor, signed by itself", vec![leaf(&root).sign(&own), root.root()]),
        ("the anchor's own certificate behind a stranger's", vec![leaf(&stranger).sign(&stranger.key), root.root()]),
        (
            "by an end entity of the anchor's",
            vec![
                leaf(&self_signed).sign(&self_signed.key),
                client(&root, &[dns("b.example")])
                    .change(|spec| spec.subject.clone_from(&self_signed.name))
                    .sign(&root.key),
            ],
        ),
        ("nothing", vec![]),
    ];
    let parties = every_party(&root);
    assert_eq!(parties.len(), 7 * 2 * Provider::available().len() * 2);
    for party in &parties {
        for (who, chain) in &strangers {
            for chain in every_arrival(chain) {
                let decision = party.decide(&chain, &AccessRequest::connection(), instant(AT));
                assert_eq!(decision.effect().as_str(), "deny", "{who}: {decision}");
                let guarded = party.authorize(&chain, &AccessRequest::connection(), instant(AT));
                assert_eq!(guarded.unwrap_err().decision().to_json(), decision.to_json(), "{who}");
            }
        }
    }
    let friend = [leaf(&root).sign(&root.key)];
    let accepted = parties.iter().filter(|party| decide(party, &friend).effect().as_str() == "allow").count();
    assert!(
        accepted >= parties.len() / 2,
        "the test can tell: the friend is accepted by {accepted} of {}",
        parties.len()
    );
}

const ONE_PEER: &str = "
handfast: 1
default: deny
trust: { ours: { trust_domain: prod.example }, theirs: { trust_domain: other.example } }
identity: [spiffe]
rules: [{ id: web, effect: allow, from: [{ spiffe: spiffe://prod.example/web }] }]
";

#[test]
fn a_certificate_that_repeats_another_s_names_is_not_taken_for_it() {
    let (root, ours, sibling, theirs) = (Ca::new("Root"), Ca::new("Ours"), Ca::new("Sibling"), Ca::new("Theirs"));
    let party = RelyingParty::builder()
        .trust_anchors(TrustAnchors::from_der(root.root()).unwrap().named("ours"))
        .trust_anchors(TrustAnchors::from_der(theirs.root()).unwrap().named("theirs"))
        .policy(Policy::parse(ONE_PEER).unwrap())
        .build()
        .unwrap();
    let real = client(&ours, &[uri("spiffe://prod.example/web")]);
    let good = [real.sign(&ours.key), ours.certificate(&root)];
    assert_eq!(codes(&decide(&party, &good)), ["rule_allowed"]);
    // Equal in serial, subject, issuer, key identifiers and names; signed by another key, with another key of its own.
    let alike = |signer: &Key| real.clone().change(|spec| spec.spki = Key::new("attacker").spki()).sign(signer);
    let renamed = |issuer: &Ca| {
        let issuer_name = issuer.name.clone();
        real.clone()
            .change(|spec| (spec.issuer, spec.spki) = (issuer_name, Key::new("attacker").spki()))
            .sign(&issuer.key)
    };
    let cases = [
        ("self-signed", vec![alike(&Key::new("attacker")), ours.certificate(&root)], "signature_invalid"),
        (
            "a sibling CA signs in its name",
            vec![alike(&sibling.key), ours.certificate(&root), sibling.certificate(&root)],
            "signature_invalid",
        ),
        (
            "another trust domain's CA signs in its name",
            vec![alike(&theirs.key), ours.certificate(&root)],
            "signature_invalid",
        ),
        ("another trust domain", vec![renamed(&theirs)], "name_not_permitted"),
    ];
    for (who, chain, code) in cases {
        assert_eq!(codes(&decide(&party, &chain)), [code], "{who}");
    }
    // A sibling CA under the same anchor may vouch for the name; who must not is what name constraints say.
    let constrained =
        sibling.spec(&root).with(crate::forge::extension::name_constraints(&[uri("sibling.example")], &[]));
    let chain = [renamed(&sibling), constrained.sign(&root.key)];
    assert_eq!(codes(&decide(&party, &chain)), ["name_not_permitted"]);
}

/// Whoever holds an anchor's key may vouch for others by it, and comes as nobody itself.
#[test]
fn a_trust_anchor_is_no_peer() {
    let root = Ca::new("Root");
    for name in PROFILE_NAMES.into_iter().filter(|name| *name != "rfc5280") {
        let party = crate::support::party_with(&[root.root()], Profile::by_name(name).unwrap());
        for chain in [vec![root.root()], vec![root.root(), root.certificate(&root.with_key(Key::new("other")))]] {
            let decision = decide(&party, &chain);
            assert!(codes(&decision).contains(&"end_entity_is_ca"), "{name}: {decision}");
        }
    }
}

#[test]
fn a_pinned_certificate_is_its_bytes() {
    let root = Ca::new("Root");
    let real = client(&root, &[dns("a.example")]).sign(&root.key);
    let fingerprint = handfast::Certificate::from_der(&real).unwrap().fingerprint();
    let policy = format!(
        "handfast: 1\ndefault: deny\nidentity: [dns]\nrules: [{{ id: one, effect: allow, from: [{{ cert_sha256: \"{fingerprint}\" }}] }}]\n"
    );
    let party = crate::support::party_by(&[root.root()], &policy);
    assert_eq!(codes(&decide(&party, std::slice::from_ref(&real))), ["rule_allowed"]);
    let twin = client(&root, &[dns("a.example")]).with(raw(&[0x2b, 1], false, [5, 0])).sign(&root.key);
    assert_eq!(codes(&decide(&party, &[twin])), ["no_rule_matched"], "equal in every name and in the key");
    let bare = Spec::new("client", &Key::new("client"), &root)
        .with(basic_constraints(false, None))
        .with(key_usage(&[0]))
        .with(extended_key_usage(&[2]))
        .with(authority_key_identifier(&root.key))
        .with(subject_alt_names(&[dns("a.example")]));
    assert_eq!(codes(&decide(&party, &[bare.sign(&root.key)])), ["rule_allowed"], "made the same way, the same bytes");
}
