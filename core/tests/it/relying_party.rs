//! Building a relying party: each mistake is a `SetupError` with a fix.

use std::collections::BTreeMap;

use handfast::{Policy, Profile, Provider, RelyingParty, SetupError, TrustAnchors};

use crate::forge::Ca;
use crate::support::anchors;

fn fails(built: Result<RelyingParty, SetupError>, code: &str, message: &str, fix: &str) {
    let error = built.unwrap_err();
    assert_eq!(error.code().as_str(), code);
    assert!(error.message().contains(message), "{error}");
    assert!(error.fix().contains(fix), "{error}");
}

const BOUND: &str = "
handfast: 1
default: deny
trust: { mesh: { trust_domain: prod.example } }
identity: [spiffe]
rules: [{ id: all, effect: allow, from: [{ anchor: mesh }], to: [{ method: GET, header: { x-team: a } }] }]
";

#[test]
fn each_mistake_says_what_is_missing_and_what_to_do() {
    let root = || anchors(&[Ca::new("Root").root()]);
    let bound = || Policy::parse(BOUND).unwrap();
    let builder = RelyingParty::builder;
    fails(builder().build(), "anchors_empty", "no trust anchors", "trust_anchors");
    fails(builder().any_verified_peer().build(), "anchors_empty", "no trust anchors", "trust_anchors");
    fails(builder().trust_anchors(root()).build(), "policy_missing", "no policy", "any_verified_peer");
    fails(builder().policy(bound()).build(), "anchors_empty", "no trust anchors", "trust_anchors");
    fails(
        builder().trust_anchors(root()).policy(bound()).build(),
        "bundle_unknown",
        "`mesh` has no trust anchors",
        ".named(\"mesh\")",
    );
    let stray = builder().trust_anchors(root().named("mesh")).trust_anchors(root().named("other")).policy(bound());
    fails(stray.build(), "bundle_unknown", "`other`", "mesh");
    let unnamed = builder().trust_anchors(root().named("mesh")).trust_anchors(root()).policy(bound());
    fails(unnamed.build(), "bundle_unknown", "without a bundle", "NAME=FILE");
    let host = |keys: &[&str]| {
        builder().trust_anchors(root().named("mesh")).policy(bound()).supplies_context(keys.iter().copied()).build()
    };
    fails(host(&["method"]), "context_missing", "header.x-team", "supply it");
    fails(host(&[]), "context_missing", "header.x-team, method", "supply it");
    assert!(host(&["method", "header"]).is_ok());
    assert!(host(&["method", "header.x-team"]).is_ok());
    fails(Profile::by_name("clint").map(|_| unreachable_party()), "value_malformed", "`clint`", "client");
    fails(Provider::by_name("openssl").map(|_| unreachable_party()), "provider_missing", "`openssl`", "aws-lc-rs");
}

fn unreachable_party() -> RelyingParty {
    panic!("there is no such name")
}

#[test]
fn a_policy_with_external_sets_needs_their_values_and_no_others() {
    let text = "
handfast: 1
default: deny
identity: [serial]
sets: { quarantined: { external: true, type: serial } }
rules: [{ id: quarantine, effect: deny, from: [{ serial: { in: quarantined } }] }]
";
    let error = Policy::parse(text).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 5, column 9: the external set `quarantined` was not supplied; give its values when the policy is parsed"
    );
    let sets = |name: &str, values: &[&str]| {
        BTreeMap::from([(name.to_owned(), values.iter().map(ToString::to_string).collect())])
    };
    assert!(Policy::parse_with_sets(text, &sets("quarantined", &["4a:01"])).is_ok());
    assert!(Policy::parse_with_sets(text, &sets("quarantined", &[])).is_ok(), "nobody is in quarantine");
    let error = Policy::parse_with_sets(text, &sets("quarantined", &["zz"])).unwrap_err();
    assert!(error.message().contains("`zz`"), "{error}");
    let mut two = sets("quarantined", &[]);
    two.extend(sets("quarantine", &["4a"]));
    let error = Policy::parse_with_sets(text, &two).unwrap_err();
    assert!(error.message().contains("`quarantine`") && error.fix().contains("quarantined"), "{error}");
}

#[test]
fn a_relying_party_is_for_every_thread() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<RelyingParty>();
    shared::<Policy>();
    shared::<TrustAnchors>();
    shared::<handfast::PresentedChain>();
    shared::<handfast::Decision>();
    shared::<handfast::AccessRequest>();
    shared::<SetupError>();
}
