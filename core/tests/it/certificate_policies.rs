//! Certificate policies: RFC 5280 section 6.1, with the graph of RFC 9618.

use handfast::anchor::TrustAnchors;
use handfast::encoding::oid::{Oid, OidBuf};
use handfast::{Effect, Policy, Profile, RelyingParty};

use crate::forge::der::{integer, oid, seq, tlv};
use crate::forge::extension::{ce, dns, raw};
use crate::forge::{Ca, Spec};
use crate::support::{client, codes, decide, party_by, party_with};

const GOLD: &[u8] = &[42, 3, 1];
const SILVER: &[u8] = &[42, 3, 2];
const ANY: &[u8] = &[85, 29, 32, 0];
const GOLD_TEXT: &str = "1.2.3.1";
const SILVER_TEXT: &str = "1.2.3.2";

const NOT_PERMITTED: &[&str] = &["certificate_policy_not_permitted"];

pub(crate) fn policies(stated: &[&[u8]]) -> Vec<u8> {
    let stated: Vec<Vec<u8>> = stated.iter().map(|policy| seq(&[oid(policy)])).collect();
    raw(&ce(32), false, seq(&stated))
}

pub(crate) fn mappings(pairs: &[(&[u8], &[u8])]) -> Vec<u8> {
    let pairs: Vec<Vec<u8>> = pairs.iter().map(|(issuers, subjects)| seq(&[oid(issuers), oid(subjects)])).collect();
    raw(&ce(33), true, seq(&pairs))
}

fn require_explicit(after: u8) -> Vec<u8> {
    raw(&ce(36), true, seq(&[tlv(0x80, [after])]))
}

fn inhibit_mapping(after: u8) -> Vec<u8> {
    raw(&ce(36), true, seq(&[tlv(0x81, [after])]))
}

pub(crate) fn inhibit_any(after: u8) -> Vec<u8> {
    raw(&ce(54), true, integer(&[after]))
}

/// Root, two CAs below it, and a client; each with these further extensions.
struct Chain {
    root: Vec<u8>,
    sent: Vec<Vec<u8>>,
}

fn chain(root: &[Vec<u8>], upper: &[Vec<u8>], lower: &[Vec<u8>], end_entity: &[Vec<u8>]) -> Chain {
    let with = |spec: Spec, more: &[Vec<u8>]| more.iter().fold(spec, |spec, extension| spec.with(extension.clone()));
    let (root_ca, upper_ca, lower_ca) = (Ca::new("Root"), Ca::new("Upper"), Ca::new("Lower"));
    Chain {
        root: with(root_ca.spec(&root_ca), root).sign(&root_ca.key),
        sent: vec![
            with(client(&lower_ca, &[dns("host.example")]), end_entity).sign(&lower_ca.key),
            with(lower_ca.spec(&upper_ca), lower).sign(&upper_ca.key),
            with(upper_ca.spec(&root_ca), upper).sign(&root_ca.key),
        ],
    }
}

impl Chain {
    fn decided(&self, profile: Profile) -> Vec<&'static str> {
        codes(&decide(&self.party(profile), &self.sent))
    }

    fn party(&self, profile: Profile) -> RelyingParty {
        party_with(std::slice::from_ref(&self.root), profile)
    }

    /// The policies that hold, as the anchor and as the end entity name them.
    fn holding(&self, profile: Profile) -> (Vec<String>, Vec<String>) {
        let decision = decide(&self.party(profile), &self.sent);
        assert_eq!(decision.effect(), Effect::Allow, "{decision}");
        let policies = decision.identity().unwrap().path().certificate_policies();
        let permitted = policies.permitted().iter().map(ToString::to_string).collect();
        (permitted, policies.stated().iter().map(|stated| stated.oid().to_string()).collect())
    }
}

/// RFC 5280 section 4.2.1.4: whoever reads it is to understand the qualifiers of a critical extension, too.
#[test]
fn a_qualifier_that_is_not_understood_makes_a_critical_extension_one_that_is_not() {
    const CPS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 2, 1];
    const USER_NOTICE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 2, 2];
    let qualified = |critical: bool, kinds: &[&[u8]]| {
        let text = || tlv(0x16, "text");
        let value = |kind: &[u8]| if kind == USER_NOTICE { seq(&[text()]) } else { text() };
        let qualifiers: Vec<Vec<u8>> = kinds.iter().map(|kind| seq(&[oid(kind), value(kind)])).collect();
        raw(&ce(32), critical, seq(&[seq(&[oid(SILVER)]), seq(&[oid(GOLD), seq(&qualifiers)])]))
    };
    let own: &[u8] = &[42, 3, 9];
    let unknown = "critical_extension_unknown";
    for (critical, kinds, expected) in [
        (true, [CPS, USER_NOTICE].as_slice(), "path_verified"),
        (false, &[CPS, own], "path_verified"),
        (true, &[CPS, own], unknown),
    ] {
        for (upper, end_entity) in
            [(vec![qualified(critical, kinds)], vec![]), (vec![], vec![qualified(critical, kinds)])]
        {
            assert_eq!(
                chain(&[], &upper, &[], &end_entity).decided(Profile::client()),
                [expected],
                "{critical} {kinds:?}"
            );
        }
    }
    let refused = chain(&[], &[], &[], &[qualified(true, &[own])]);
    let decision = decide(&refused.party(Profile::client()), &refused.sent);
    assert_eq!(decision.reasons()[0].observed(), Some("1.2.3.9"));
    assert_eq!(decision.reasons()[0].reference(), "RFC 5280, section 4.2.1.4");
    // A host that heeds them, and an exception by name, are asked as for any other extension.
    let heeded = Profile::client().with_understood_extensions([OidBuf::dotted("2.5.29.32").unwrap().as_oid()]);
    assert_eq!(refused.decided(heeded), ["path_verified"]);
}

fn asking(policy: &str) -> Profile {
    Profile::client().with_certificate_policies([OidBuf::parse(policy).unwrap().as_oid()])
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn where_nobody_states_a_policy_none_holds_and_none_is_missed() {
    assert_eq!(chain(&[], &[], &[], &[]).holding(Profile::client()), (texts(&[]), texts(&[])));
}

#[test]
fn a_policy_that_all_state_holds() {
    let stated = [policies(&[GOLD, SILVER])];
    let chain = chain(&[], &stated, &[policies(&[GOLD])], &stated);
    assert_eq!(chain.holding(Profile::client()), (texts(&[GOLD_TEXT]), texts(&[GOLD_TEXT])));
    assert_eq!(chain.decided(asking(GOLD_TEXT)), ["path_verified"]);
    assert_eq!(chain.decided(asking(SILVER_TEXT)), NOT_PERMITTED);
}

#[test]
fn a_policy_that_a_ca_does_not_state_does_not_hold() {
    let gold = [policies(&[GOLD])];
    let chain = chain(&[], &gold, &[], &gold);
    assert_eq!(chain.holding(Profile::client()), (texts(&[]), texts(&[])));
    assert_eq!(chain.decided(asking(GOLD_TEXT)), NOT_PERMITTED);
    assert_eq!(chain.decided(Profile::client().with_explicit_certificate_policy()), NOT_PERMITTED);
}

#[test]
fn any_policy_of_a_ca_stands_for_every_policy_until_it_is_inhibited() {
    let (any, gold) = ([policies(&[ANY])], [policies(&[GOLD])]);
    let open = chain(&[], &any, &any, &gold);
    assert_eq!(open.holding(asking(GOLD_TEXT)).0, texts(&[GOLD_TEXT]));
    assert_eq!(open.decided(asking(GOLD_TEXT).without_any_policy()), NOT_PERMITTED);

    let inhibited_above = chain(&[], &[policies(&[ANY]), inhibit_any(0)], &any, &gold);
    assert_eq!(inhibited_above.decided(asking(GOLD_TEXT)), NOT_PERMITTED);
    let inhibited_after_one = chain(&[], &[policies(&[ANY]), inhibit_any(1)], &any, &gold);
    assert_eq!(inhibited_after_one.decided(asking(GOLD_TEXT)), ["path_verified"]);
    let inhibited_by_the_anchor = chain(&[inhibit_any(0)], &any, &any, &gold);
    assert_eq!(inhibited_by_the_anchor.decided(asking(GOLD_TEXT)), NOT_PERMITTED);
}

#[test]
fn any_policy_of_the_end_entity_takes_what_is_asked() {
    let any = [policies(&[ANY])];
    let chain = chain(&[], &any, &any, &any);
    assert_eq!(chain.holding(asking(GOLD_TEXT)).0, texts(&[GOLD_TEXT]));
    assert_eq!(chain.holding(Profile::client()).0, texts(&["2.5.29.32.0"]));
}

/// RFC 5280 section 6.1.5 (g)(iii): what the end entity names hangs on a policy that is of interest.
#[test]
fn what_the_end_entity_states_is_narrowed_to_what_is_of_interest() {
    let of_interest =
        |policy: &str| Profile::client().with_initial_certificate_policies([OidBuf::parse(policy).unwrap().as_oid()]);
    let both = [policies(&[GOLD, SILVER])];
    let plain = chain(&[], &both, &both, &both);
    assert_eq!(plain.holding(Profile::client()).1, texts(&[GOLD_TEXT, SILVER_TEXT]));
    assert_eq!(plain.holding(of_interest(GOLD_TEXT)), (texts(&[GOLD_TEXT]), texts(&[GOLD_TEXT])));
    assert_eq!(plain.holding(of_interest("1.2.3.9")), (texts(&[]), texts(&[])));
    // Mapped: gold above is silver below.
    let upper = [policies(&[GOLD, SILVER]), mappings(&[(GOLD, SILVER), (SILVER, &[42, 3, 3])])];
    let lower = [policies(&[SILVER, &[42, 3, 3]])];
    let mapped = chain(&[], &upper, &lower, &[policies(&[SILVER, &[42, 3, 3]])]);
    assert_eq!(mapped.holding(Profile::client()).1, texts(&[SILVER_TEXT, "1.2.3.3"]));
    assert_eq!(mapped.holding(of_interest(GOLD_TEXT)), (texts(&[GOLD_TEXT]), texts(&[SILVER_TEXT])));
    assert_eq!(mapped.holding(of_interest(SILVER_TEXT)), (texts(&[SILVER_TEXT]), texts(&["1.2.3.3"])));
    // anyPolicy of the end entity stands for what is of interest.
    let any = chain(&[], &both, &both, &[policies(&[GOLD, ANY])]);
    assert_eq!(any.holding(of_interest(SILVER_TEXT)), (texts(&[SILVER_TEXT]), texts(&[SILVER_TEXT])));
    let all_any = [policies(&[ANY])];
    let open = chain(&[], &all_any, &all_any, &all_any);
    assert_eq!(open.holding(of_interest(GOLD_TEXT)), (texts(&[GOLD_TEXT]), texts(&[GOLD_TEXT])));
    assert_eq!(open.holding(Profile::client()).1, texts(&["2.5.29.32.0"]));
}

#[test]
fn a_ca_that_requires_a_policy_is_obeyed() {
    let gold = [policies(&[GOLD])];
    let requiring = [policies(&[GOLD]), require_explicit(0)];
    assert_eq!(chain(&[], &requiring, &gold, &gold).decided(Profile::client()), ["path_verified"]);
    assert_eq!(chain(&[], &requiring, &gold, &[]).decided(Profile::client()), NOT_PERMITTED);
    assert_eq!(chain(&[], &requiring, &[], &gold).decided(Profile::client()), NOT_PERMITTED);
    // Three certificates may follow before it takes effect, and only two do.
    let later = [policies(&[GOLD]), require_explicit(3)];
    assert_eq!(chain(&[], &later, &[], &[]).decided(Profile::client()), ["path_verified"]);
    // RFC 5280 section 6.1.5 (b).
    assert_eq!(chain(&[], &[], &[], &[require_explicit(0)]).decided(Profile::client()), NOT_PERMITTED);
    // The anchor's own demand, which the profile may leave out (RFC 5937).
    let anchored = chain(&[require_explicit(0)], &[], &[], &[]);
    assert_eq!(anchored.decided(Profile::client()), NOT_PERMITTED);
    let ignored = Profile::client().with_anchor_usage(handfast::path::AnchorStatement::Ignored);
    assert_eq!(anchored.decided(ignored), ["path_verified"]);
}

#[test]
fn a_mapped_policy_holds_under_the_anchors_name_for_it() {
    let upper = [policies(&[GOLD]), mappings(&[(GOLD, SILVER)])];
    let silver = [policies(&[SILVER])];
    let mapped = chain(&[], &upper, &silver, &silver);
    assert_eq!(mapped.holding(asking(GOLD_TEXT)), (texts(&[GOLD_TEXT]), texts(&[SILVER_TEXT])));
    assert_eq!(mapped.decided(asking(SILVER_TEXT)), NOT_PERMITTED);
    assert_eq!(mapped.decided(asking(GOLD_TEXT).without_policy_mapping()), NOT_PERMITTED);
    let inhibited = chain(&[inhibit_mapping(0)], &upper, &silver, &silver);
    assert_eq!(inhibited.decided(asking(GOLD_TEXT)), NOT_PERMITTED);
    // The policy itself is no longer one of those that are expected.
    let gold = [policies(&[GOLD])];
    assert_eq!(chain(&[], &upper, &gold, &gold).decided(asking(GOLD_TEXT)), NOT_PERMITTED);
    // A CA with anyPolicy may map a policy that it does not name.
    let any = [policies(&[ANY]), mappings(&[(GOLD, SILVER)])];
    assert_eq!(chain(&[], &any, &silver, &silver).holding(asking(GOLD_TEXT)).0, texts(&[GOLD_TEXT]));
}

#[test]
fn any_policy_cannot_be_mapped() {
    for pair in [(ANY, GOLD), (GOLD, ANY)] {
        let upper = [policies(&[GOLD]), mappings(&[pair])];
        let gold = [policies(&[GOLD])];
        assert_eq!(chain(&[], &upper, &gold, &gold).decided(Profile::client()), ["extension_not_permitted"]);
    }
}

#[test]
fn the_end_entitys_qualifiers_are_carried() {
    // id-qt-cps and a URI (RFC 5280 section 4.2.1.4).
    let qualifiers = seq(&[seq(&[oid(&[0x2b, 6, 1, 5, 5, 7, 2, 1]), tlv(0x16, "https://ca.example/cps")])]);
    let qualified = raw(&ce(32), false, seq(&[seq(&[oid(GOLD), qualifiers.clone()])]));
    let gold = [policies(&[GOLD])];
    let chain = chain(&[], &gold, &gold, &[qualified]);
    let decision = decide(&chain.party(Profile::client()), &chain.sent);
    let stated = decision.identity().unwrap().path().certificate_policies().stated().to_vec();
    assert_eq!(stated.len(), 1);
    assert_eq!(stated[0].qualifiers(), qualifiers);
}

#[test]
fn a_rule_asks_for_the_policies_that_hold_and_not_for_those_that_are_only_stated() {
    let rules = "
handfast: 1
default: deny
identity: [dns]
rules:
  - id: gold
    effect: allow
    from: [{ policy: [1.2.3.1] }]
";
    let gold = [policies(&[GOLD])];
    let decided = |chain: &Chain| codes(&decide(&party_by(std::slice::from_ref(&chain.root), rules), &chain.sent));
    assert_eq!(decided(&chain(&[], &gold, &gold, &gold)), ["rule_allowed"]);
    assert_eq!(decided(&chain(&[], &gold, &[], &gold)), ["no_rule_matched"]);
    // anyPolicy is a name of its own to rules, and every name to a profile that asks for one.
    let any = [policies(&[ANY])];
    let open = chain(&[], &any, &any, &any);
    let under = |rules: &str, profile: Profile| {
        let anchors = TrustAnchors::from_der(&open.root).unwrap();
        let builder = RelyingParty::builder().trust_anchors(anchors).profile(profile);
        codes(&decide(&builder.policy(Policy::parse(rules).unwrap()).build().unwrap(), &open.sent))
    };
    assert_eq!(under(rules, Profile::client()), ["no_rule_matched"]);
    assert_eq!(under(&rules.replace("1.2.3.1", "2.5.29.32.0"), Profile::client()), ["rule_allowed"]);
    assert_eq!(under(rules, asking(GOLD_TEXT)), ["rule_allowed"]);
}

/// OpenSSL's CVE-2023-0464: every CA maps each of its policies to each.
#[test]
fn mappings_of_all_to_all_cost_no_more_than_they_are_long() {
    const POLICIES: u8 = 30;
    const CAS: u8 = 7;
    let names: Vec<Vec<u8>> = (0..POLICIES).map(|number| vec![42, 3, number]).collect();
    let names: Vec<&[u8]> = names.iter().map(Vec::as_slice).collect();
    let all: Vec<(&[u8], &[u8])> = names.iter().flat_map(|a| names.iter().map(|b| (*a, *b))).collect();
    let cas: Vec<Ca> = (0..=CAS).map(|number| Ca::new(&format!("CA {number}"))).collect();
    let mut sent: Vec<Vec<u8>> = cas
        .windows(2)
        .map(|pair| pair[1].spec(&pair[0]).with(policies(&names)).with(mappings(&all)).sign(&pair[0].key))
        .collect();
    let last = cas.last().unwrap();
    sent.insert(0, client(last, &[dns("host.example")]).with(policies(&names)).sign(&last.key));
    let party = party_with(&[cas[0].root()], Profile::client().with_explicit_certificate_policy());
    let decision = decide(&party, &sent);
    assert_eq!(codes(&decision), ["path_verified"], "{decision}");
    let policies = decision.identity().unwrap().path().certificate_policies();
    assert_eq!(policies.permitted().len(), usize::from(POLICIES));
    let gold: Oid<'_> = policies.permitted()[1].as_oid();
    assert_eq!(gold.to_string(), GOLD_TEXT);
}
