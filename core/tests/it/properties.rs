//! Random name constraints against an oracle, and random orders of what a peer presents.
//!
//! The cases are the same every time; `PROPTEST_RNG_SEED` gives others, `PROPTEST_CASES` more.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::RngSeed;

use crate::forge::der::{rdns, utc};
use crate::forge::extension::{directory, dns, email, ip, name_constraints, uri};
use crate::forge::{Ca, Key, Spec};
use crate::support::{client, codes, decide, party, party_by};

/// Each case costs signatures, so their number is bounded, and nothing is written beside the tests.
pub(crate) fn cases(number: u32) -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let config = ProptestConfig::default();
    ProptestConfig {
        cases: if asked { config.cases } else { number },
        rng_seed: if config.rng_seed == RngSeed::Random { RngSeed::Fixed(5280) } else { config.rng_seed },
        failure_persistence: None,
        ..config
    }
}

/// A subtree, or a name: what both say, in the words of this test.
#[derive(Clone, Debug)]
enum Word {
    /// As a name, a first label `*` stands for any one label.
    Dns(String),
    Email(String),
    Uri(String),
    V4([u8; 4], u8),
    V6([u8; 16], u8),
    /// Attributes, the most general first: type (its last octet), string type, text.
    Directory(Vec<(u8, u8, String)>),
}

use Word::{Directory, Dns, Email, Uri, V4, V6};

impl Word {
    fn subtree(&self) -> Vec<u8> {
        match self {
            Uri(host) => uri(host),
            V4(address, bits) => ip(&[&address[..], &mask(*bits, 4)].concat()),
            V6(address, bits) => ip(&[&address[..], &mask(*bits, 16)].concat()),
            other => other.name(),
        }
    }

    fn name(&self) -> Vec<u8> {
        match self {
            Dns(name) => dns(name),
            Email(name) => email(name),
            Uri(host) => uri(&format!("https://{host}:443/a?b")),
            V4(address, _) => ip(address),
            V6(address, _) => ip(address),
            Directory(_) => directory(&self.distinguished()),
        }
    }

    fn distinguished(&self) -> Vec<u8> {
        let Directory(attributes) = self else { panic!("not a directory name") };
        let kinds: Vec<[u8; 3]> = attributes.iter().map(|(kind, ..)| [85, 4, *kind]).collect();
        let parts = attributes.iter().zip(&kinds).map(|((_, tag, text), kind)| (&kind[..], *tag, text.as_bytes()));
        rdns(&parts.collect::<Vec<_>>())
    }

    /// IPv4 and IPv6 are one form (RFC 5280 section 4.2.1.6: iPAddress).
    fn form(&self) -> u8 {
        match self {
            Dns(_) => 0,
            Email(_) => 1,
            Uri(_) => 2,
            V4(..) | V6(..) => 3,
            Directory(_) => 4,
        }
    }

    /// Every name that this one can stand for: of a wildcard, with each label that a subtree may speak of, and with one
    /// that none does.
    fn concrete(&self) -> Vec<Self> {
        match self {
            Dns(name) if name.starts_with("*.") => ["a", "b", "z"].iter().map(|l| Dns(name.replace('*', l))).collect(),
            other => vec![other.clone()],
        }
    }
}

fn mask(bits: u8, octets: u32) -> Vec<u8> {
    let ones = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0);
    ones.to_be_bytes()[..octets as usize].to_vec()
}

// The oracle: RFC 5280 section 4.2.1.10, as plainly as it can be said, about names without wildcards.

fn at_or_below(name: &str, base: &str) -> bool {
    base.is_empty() || name == base || name.ends_with(&format!(".{base}"))
}

/// `host` is that host alone, `.domain` what lies below it.
fn host(name: &str, base: &str) -> bool {
    if base.starts_with('.') { name.ends_with(base) } else { name == base }
}

fn bits(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:08b}")).collect::<Vec<_>>().concat()
}

/// RFC 5280 section 7.1, for texts of ASCII.
fn plain((kind, _, text): &(u8, u8, String)) -> (u8, String) {
    (*kind, text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").to_lowercase())
}

fn covers(subtree: &Word, name: &Word) -> bool {
    let lower = |text: &String| text.to_lowercase();
    match (subtree, name) {
        (Dns(base), Dns(name)) => at_or_below(&lower(name), &lower(base)),
        (Email(base), Email(name)) => {
            let (local, name_host) = name.split_once('@').unwrap();
            match base.split_once('@') {
                Some((of, base_host)) => of == local && lower(&base_host.into()) == lower(&name_host.into()),
                None => host(&lower(&name_host.into()), &lower(base)),
            }
        }
        (Uri(base), Uri(name)) => host(&lower(name), &lower(base)),
        (V4(base, length), V4(name, _)) => bits(name).starts_with(&bits(base)[..usize::from(*length)]),
        (V6(base, length), V6(name, _)) => bits(name).starts_with(&bits(base)[..usize::from(*length)]),
        (Directory(base), Directory(name)) => {
            name.len() >= base.len() && base.iter().map(plain).eq(name.iter().take(base.len()).map(plain))
        }
        _ => false,
    }
}

type Constraints = (Vec<Word>, Vec<Word>);

fn allows((permitted, excluded): &Constraints, name: &Word) -> bool {
    let mut of_form = permitted.iter().filter(|subtree| subtree.form() == name.form()).peekable();
    let within = of_form.peek().is_none() || of_form.any(|subtree| covers(subtree, name));
    within && !excluded.iter().any(|subtree| covers(subtree, name))
}

fn label() -> impl Strategy<Value = &'static str> {
    select(vec!["a", "b", "A", "B"])
}

fn domain() -> impl Strategy<Value = String> {
    vec(label(), 1..4).prop_map(|labels| labels.join("."))
}

fn address<const OCTETS: usize>() -> impl Strategy<Value = [u8; OCTETS]> {
    (select(vec![10_u8, 11]), select(vec![0_u8, 128]), select(vec![1_u8, 2])).prop_map(|(first, second, last)| {
        let mut octets = [0; OCTETS];
        (octets[0], octets[1], octets[OCTETS - 1]) = (first, second, last);
        octets
    })
}

fn attributes(least: usize) -> impl Strategy<Value = Word> {
    let text = select(vec!["x", "X", "y", "x y", " X  y", "xy"]).prop_map(str::to_owned);
    vec((select(vec![10_u8, 11, 3]), select(vec![0x0c_u8, 0x13]), text), least..4).prop_map(Directory)
}

fn subtree() -> impl Strategy<Value = Word> {
    let dotted = || (any::<bool>(), domain()).prop_map(|(dot, domain)| if dot { format!(".{domain}") } else { domain });
    let mailbox = (select(vec!["m", "n"]), domain()).prop_map(|(local, host)| format!("{local}@{host}"));
    prop_oneof![
        4 => domain().prop_map(Dns),
        1 => Just(Dns(String::new())),
        2 => prop_oneof![dotted(), mailbox].prop_map(Email),
        2 => dotted().prop_map(Uri),
        1 => (address::<4>(), 0_u8..=32).prop_map(|(address, bits)| V4(address, bits)),
        1 => (address::<16>(), 0_u8..=128).prop_map(|(address, bits)| V6(address, bits)),
        2 => attributes(0),
    ]
}

fn name() -> impl Strategy<Value = Word> {
    prop_oneof![
        3 => domain().prop_map(Dns),
        3 => domain().prop_map(|domain| Dns(format!("*.{domain}"))),
        2 => (select(vec!["m", "M", "n"]), domain()).prop_map(|(local, host)| Email(format!("{local}@{host}"))),
        2 => domain().prop_map(Uri),
        1 => address::<4>().prop_map(|address| V4(address, 32)),
        1 => address::<16>().prop_map(|address| V6(address, 128)),
        1 => attributes(1),
    ]
}

fn constraints() -> impl Strategy<Value = Constraints> {
    (vec(subtree(), 0..4), vec(subtree(), 0..3)).prop_filter("says something", |(a, b)| !a.is_empty() || !b.is_empty())
}

fn constrained(spec: Spec, constraints: Option<&Constraints>) -> Spec {
    let subtrees = |words: &[Word]| words.iter().map(Word::subtree).collect::<Vec<_>>();
    match constraints {
        Some((permitted, excluded)) => spec.with(name_constraints(&subtrees(permitted), &subtrees(excluded))),
        None => spec,
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn a_path_is_verified_exactly_when_every_name_that_it_vouches_for_is_permitted_by_every_ca(
        upper in constraints(),
        lower in proptest::option::of(constraints()),
        names in vec(name(), 1..4),
        subject in attributes(1),
    ) {
        let (root, one, two) = (Ca::new("Root"), Ca::new("One"), Ca::new("Two"));
        let der: Vec<Vec<u8>> = names.iter().map(Word::name).collect();
        let leaf = client(&two, &der).change(|spec| spec.subject = subject.distinguished()).sign(&two.key);
        let chain = [
            leaf,
            constrained(two.spec(&one), lower.as_ref()).sign(&one.key),
            constrained(one.spec(&root), Some(&upper)).sign(&root.key),
        ];
        let got = codes(&decide(&party(&[root.root()]), &chain));

        let of_two = Directory(vec![(3, 0x0c, "Two".to_owned())]);
        let of_leaf: Vec<Word> = names.iter().chain([&subject]).flat_map(Word::concrete).collect();
        let by_upper = of_leaf.iter().chain([&of_two]).all(|name| allows(&upper, name));
        let by_lower = lower.is_none_or(|lower| of_leaf.iter().all(|name| allows(&lower, name)));
        let expected = if by_upper && by_lower { "path_verified" } else { "name_not_permitted" };
        prop_assert_eq!(got, [expected]);
    }
}

#[test]
fn the_random_cases_are_of_both_kinds() {
    // A generator whose names are all refused, or all permitted, would prove little.
    let strategy = (constraints(), name());
    let mut runner = proptest::test_runner::TestRunner::new(cases(1));
    let mut permitted = [0_u32; 5];
    let mut refused = [0_u32; 5];
    for _ in 0..2_000 {
        let (constraints, name) = strategy.new_tree(&mut runner).unwrap().current();
        let fine = name.concrete().iter().all(|name| allows(&constraints, name));
        let silent = constraints.0.iter().chain(&constraints.1).all(|subtree| subtree.form() != name.form());
        match (silent, fine) {
            (true, _) => {}
            (false, true) => permitted[usize::from(name.form())] += 1,
            (false, false) => refused[usize::from(name.form())] += 1,
        }
    }
    assert!(permitted.iter().chain(&refused).all(|count| *count > 10), "{permitted:?} {refused:?}");
}

/// What a peer may send beside its own certificate: ways up, ways that lead nowhere, and what is no certificate.
fn pool(root: &Ca, middle: &Ca) -> Vec<Vec<u8>> {
    let (other, renewed) = (Ca::new("Other"), middle.with_key(Key::new("Middle again")));
    let expired = |spec: &mut Spec| (spec.not_before, spec.not_after) = (utc("240101000000Z"), utc("250101000000Z"));
    let long = |spec: &mut Spec| spec.not_after = utc("280101000000Z");
    vec![
        middle.certificate(root),
        middle.spec(root).change(long).sign(&root.key),
        middle.spec(root).change(expired).sign(&root.key),
        middle.certificate(&other),
        renewed.certificate(root),
        middle.certificate(&renewed),
        other.certificate(root),
        root.root(),
        root.certificate(&other),
        other.root(),
        b"no certificate".to_vec(),
        vec![0x30, 0x03, 2, 1, 5],
    ]
}

const POLICY: &str = "
handfast: 1
default: deny
identity: [dns]
rules:
  - { id: in, effect: allow, from: [{ dns: a.example, via: [{ cn: Other }, { cn: Root }] }] }
  - { id: two-below, effect: deny, from: [{ chain_depth: { gt: 2 } }] }
";

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn neither_order_nor_doubles_of_what_is_presented_have_an_influence(
        sent in vec(any::<Index>(), 0..16),
        order in any::<prop::sample::Selector>(),
    ) {
        let (root, middle) = (Ca::new("Root"), Ca::new("Middle"));
        let pool = pool(&root, &middle);
        let leaf = client(&middle, &[dns("a.example")]).sign(&middle.key);
        let mut places: Vec<usize> = sent.iter().map(|index| index.index(pool.len())).collect();
        let chain = |places: &[usize]| {
            let rest = places.iter().map(|place| pool[*place].clone());
            [leaf.clone()].into_iter().chain(rest).collect::<Vec<_>>()
        };
        let party = party_by(&[root.root()], POLICY);
        let as_sent = decide(&party, &chain(&places)).to_json();
        // The same, shuffled, with the peer's own certificate once more.
        let mut shuffled = chain(&places);
        let mut rest: Vec<Vec<u8>> = shuffled.drain(1..).collect();
        rest.push(leaf.clone());
        while !rest.is_empty() {
            let next = order.select(0..rest.len());
            shuffled.push(rest.swap_remove(next));
        }
        prop_assert_eq!(&decide(&party, &shuffled).to_json(), &as_sent);
        // Each once, in order.
        places.sort_unstable();
        places.dedup();
        prop_assert_eq!(&decide(&party, &chain(&places)).to_json(), &as_sent);
    }
}
