//! Certificate policies by the tree of RFC 5280 section 6.1, letter by letter, next to the graph of RFC 9618 that is computed.

use std::collections::BTreeSet;

use handfast::encoding::oid::OidBuf;
use handfast::{Effect, Profile};

use crate::certificate_policies::{inhibit_any, mappings, policies};
use crate::forge::der::{seq, tlv};
use crate::forge::extension::{ce, dns, raw};
use crate::forge::{Ca, Key, Spec};
use crate::support::{client, codes, decide, party_with};

/// anyPolicy, and three others.
const ANY: u8 = 0;
const OTHERS: [u8; 3] = [1, 2, 3];

fn oid_of(policy: u8) -> Vec<u8> {
    if policy == ANY { vec![85, 29, 32, 0] } else { vec![42, 3, policy] }
}

fn text_of(policy: u8) -> String {
    if policy == ANY { "2.5.29.32.0".to_owned() } else { format!("1.2.3.{policy}") }
}

/// What a certificate says about policies.
#[derive(Clone, Debug, Default)]
struct Says {
    self_issued: bool,
    policies: Vec<u8>,
    mappings: Vec<(u8, u8)>,
    require_explicit: Option<usize>,
    inhibit_mapping: Option<usize>,
    inhibit_any: Option<usize>,
}

/// What is asked for.
#[derive(Clone, Debug)]
struct Asked {
    initial: Vec<u8>,
    explicit: bool,
    no_mapping: bool,
    no_any: bool,
}

struct Node {
    policy: u8,
    expected: Vec<u8>,
    parent: Option<usize>,
    depth: usize,
    alive: bool,
}

/// valid_policy_tree
struct Tree(Vec<Node>);

impl Tree {
    fn at(&self, depth: usize) -> Vec<usize> {
        (0..self.0.len()).filter(|node| self.0[*node].alive && self.0[*node].depth == depth).collect()
    }

    fn children(&self, parent: usize) -> Vec<usize> {
        (0..self.0.len()).filter(|node| self.0[*node].alive && self.0[*node].parent == Some(parent)).collect()
    }

    fn grow(&mut self, parent: usize, policy: u8, expected: Vec<u8>) {
        let depth = self.0[parent].depth + 1;
        self.0.push(Node { policy, expected, parent: Some(parent), depth, alive: true });
    }

    /// Section 6.1.3 (d)(3).
    fn prune(&mut self, above: usize) {
        while let Some(barren) = (0..self.0.len())
            .find(|node| self.0[*node].alive && self.0[*node].depth < above && self.children(*node).is_empty())
        {
            self.0[barren].alive = false;
        }
    }

    fn is_null(&self) -> bool {
        !self.0.iter().any(|node| node.alive)
    }

    fn delete(&mut self, node: usize) {
        for child in self.children(node) {
            self.delete(child);
        }
        self.0[node].alive = false;
    }
}

impl Tree {
    /// Section 6.1.3 (d) and (e), for the certificate below that depth.
    fn read(&mut self, before: usize, says: &Says, any_counts: bool) {
        if says.policies.is_empty() {
            self.0.clear();
        }
        for policy in says.policies.iter().copied().filter(|policy| *policy != ANY) {
            let above = self.at(before);
            let expecting = above.iter().copied().filter(|node| self.0[*node].expected.contains(&policy));
            let mut parents: Vec<usize> = expecting.collect();
            if parents.is_empty() {
                parents = above.into_iter().filter(|node| self.0[*node].policy == ANY).collect();
            }
            parents.into_iter().for_each(|parent| self.grow(parent, policy, vec![policy]));
        }
        if says.policies.contains(&ANY) && any_counts {
            for parent in self.at(before) {
                for policy in self.0[parent].expected.clone() {
                    if !self.children(parent).into_iter().any(|child| self.0[child].policy == policy) {
                        self.grow(parent, policy, vec![policy]);
                    }
                }
            }
        }
        self.prune(before + 1);
    }

    /// Section 6.1.4 (b).
    fn map(&mut self, depth: usize, says: &Says, mapping: usize) {
        let mapped: BTreeSet<u8> = says.mappings.iter().map(|(issuers, _)| *issuers).collect();
        for issuers in mapped {
            let pairs = says.mappings.iter().filter(|(from, _)| *from == issuers);
            let subjects: BTreeSet<u8> = pairs.map(|(_, to)| *to).collect();
            let subjects: Vec<u8> = subjects.into_iter().collect();
            let here = self.at(depth);
            let named: Vec<usize> = here.iter().copied().filter(|node| self.0[*node].policy == issuers).collect();
            if mapping == 0 {
                named.into_iter().for_each(|node| self.0[node].alive = false);
                self.prune(depth);
            } else if named.is_empty() {
                if let Some(any) = here.into_iter().find(|node| self.0[*node].policy == ANY) {
                    self.grow(self.0[any].parent.unwrap(), issuers, subjects);
                }
            } else {
                named.into_iter().for_each(|node| self.0[node].expected.clone_from(&subjects));
            }
        }
    }

    /// Section 6.1.5 (g): what hangs on anyPolicy names its policy as the anchor does. The policies that hold.
    fn intersect(&mut self, last: usize, initial: &[u8]) -> BTreeSet<String> {
        let hangs = |node: &usize| self.0[*node].parent.is_some_and(|parent| self.0[parent].policy == ANY);
        let hanging: Vec<usize> = (0..self.0.len()).filter(|node| self.0[*node].alive).filter(hangs).collect();
        let mut holding = BTreeSet::new();
        for node in hanging {
            let policy = self.0[node].policy;
            if policy == ANY {
                continue;
            }
            if initial.is_empty() || initial.contains(&policy) {
                holding.insert(text_of(policy));
            } else {
                self.delete(node);
            }
        }
        // Of depths above the last one anyPolicy is none that holds by itself.
        let Some(any) = self.at(last).into_iter().find(|node| self.0[*node].policy == ANY) else {
            self.prune(last);
            return holding;
        };
        if initial.is_empty() {
            holding.insert(text_of(ANY));
            return holding;
        }
        for policy in initial {
            if holding.insert(text_of(*policy)) {
                self.grow(self.0[any].parent.unwrap(), *policy, vec![*policy]);
            }
        }
        self.0[any].alive = false;
        self.prune(last);
        holding
    }
}

/// Sections 6.1.2 to 6.1.5 for a path from the anchor down: the policies that hold, or `None` for a failure.
fn by_the_tree(path: &[Says], asked: &Asked) -> Option<BTreeSet<String>> {
    let n = path.len();
    let initial = |at_once: bool| if at_once { 0 } else { n + 1 };
    let (mut explicit, mut mapping) = (initial(asked.explicit), initial(asked.no_mapping));
    let mut any = initial(asked.no_any);
    let mut tree = Tree(vec![Node { policy: ANY, expected: vec![ANY], parent: None, depth: 0, alive: true }]);
    for (before, says) in path.iter().enumerate() {
        let depth = before + 1;
        tree.read(before, says, any > 0 || (depth < n && says.self_issued));
        if explicit == 0 && tree.is_null() {
            return None;
        }
        if depth == n {
            break;
        }
        tree.map(depth, says, mapping);
        if !says.self_issued {
            for counter in [&mut explicit, &mut mapping, &mut any] {
                *counter = counter.saturating_sub(1);
            }
        }
        explicit = explicit.min(says.require_explicit.unwrap_or(explicit));
        mapping = mapping.min(says.inhibit_mapping.unwrap_or(mapping));
        any = any.min(says.inhibit_any.unwrap_or(any));
    }
    explicit = explicit.saturating_sub(1);
    if path[n - 1].require_explicit == Some(0) {
        explicit = 0;
    }
    let holding = tree.intersect(n, &asked.initial);
    (explicit > 0 || !tree.is_null()).then_some(holding)
}

/// Numbers as good as drawn by lot, the same every time (Knuth's MMIX).
struct Lot(u64);

impl Lot {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    fn other(&mut self) -> u8 {
        OTHERS[usize::try_from(self.below(3)).unwrap()]
    }

    fn number(&mut self) -> Option<usize> {
        let number = usize::try_from(self.below(3)).unwrap();
        self.one_in(4).then_some(number)
    }

    fn says(&mut self, is_ca: bool, self_issued: bool) -> Says {
        let mut says = Says { self_issued, ..Says::default() };
        if !self.one_in(12) {
            says.policies = OTHERS.into_iter().filter(|_| !self.one_in(3)).collect();
            if says.policies.is_empty() || self.one_in(3) {
                says.policies.push(ANY);
            }
        }
        if is_ca && self.one_in(2) {
            says.mappings = (0..=self.below(3)).map(|_| (self.other(), self.other())).collect();
        }
        says.require_explicit = self.number();
        says.inhibit_mapping = self.number();
        if is_ca {
            says.inhibit_any = self.number();
        }
        says
    }

    fn asked(&mut self) -> Asked {
        let initial = if self.one_in(3) { OTHERS.into_iter().filter(|_| self.one_in(2)).collect() } else { Vec::new() };
        Asked { initial, explicit: self.one_in(2), no_mapping: self.one_in(6), no_any: self.one_in(6) }
    }
}

impl Says {
    fn extensions(&self) -> Vec<Vec<u8>> {
        let mut extensions = Vec::new();
        if !self.policies.is_empty() {
            let oids: Vec<Vec<u8>> = self.policies.iter().map(|policy| oid_of(*policy)).collect();
            extensions.push(policies(&oids.iter().map(Vec::as_slice).collect::<Vec<_>>()));
        }
        if !self.mappings.is_empty() {
            let pairs: Vec<(Vec<u8>, Vec<u8>)> =
                self.mappings.iter().map(|(from, to)| (oid_of(*from), oid_of(*to))).collect();
            let pairs: Vec<(&[u8], &[u8])> = pairs.iter().map(|(from, to)| (from.as_slice(), to.as_slice())).collect();
            extensions.push(mappings(&pairs));
        }
        let number = |tag: u8, value: Option<usize>| value.map(|value| tlv(tag, [u8::try_from(value).unwrap()]));
        let constraints: Vec<Vec<u8>> =
            [number(0x80, self.require_explicit), number(0x81, self.inhibit_mapping)].into_iter().flatten().collect();
        if !constraints.is_empty() {
            extensions.push(raw(&ce(36), true, seq(&constraints)));
        }
        extensions.extend(self.inhibit_any.map(|value| inhibit_any(u8::try_from(value).unwrap())));
        extensions
    }
}

#[test]
fn the_graph_comes_to_what_the_tree_comes_to() {
    let mut lot = Lot(5280);
    let (mut accepted, mut holding) = (0, 0);
    for case in 0..300 {
        let cas = 1 + usize::try_from(lot.below(3)).unwrap();
        let mut says = Vec::new();
        for place in 0..cas {
            let self_issued = place > 0 && lot.one_in(4);
            says.push(lot.says(true, self_issued));
        }
        says.push(lot.says(false, false));
        let asked = lot.asked();
        // From the anchor down; a self-issued certificate has its issuer's name and a key of its own.
        let root = Ca::new("Root");
        let (mut issuer, mut sent) = (root.clone(), Vec::new());
        for (place, says) in says.iter().enumerate() {
            let with = |spec: Spec| says.extensions().into_iter().fold(spec, Spec::with);
            if place == cas {
                sent.push(with(client(&issuer, &[dns("host.example")])).sign(&issuer.key));
            } else {
                let key = Key::new(&format!("CA {place}"));
                let ca = if says.self_issued { issuer.with_key(key) } else { Ca::new(&format!("CA {place}")) };
                sent.push(with(ca.spec(&issuer)).sign(&issuer.key));
                issuer = ca;
            }
        }
        sent.reverse();
        let mut profile = Profile::client();
        let initial: Vec<OidBuf> =
            asked.initial.iter().map(|policy| OidBuf::parse(&text_of(*policy)).unwrap()).collect();
        profile = profile.with_initial_certificate_policies(initial.iter().map(OidBuf::as_oid));
        profile = if asked.explicit { profile.with_explicit_certificate_policy() } else { profile };
        profile = if asked.no_mapping { profile.without_policy_mapping() } else { profile };
        profile = if asked.no_any { profile.without_any_policy() } else { profile };
        let decision = decide(&party_with(&[root.root()], profile), &sent);
        let told = match decision.effect() {
            Effect::Allow => {
                let path = decision.identity().unwrap().path();
                Some(path.certificate_policies().permitted().iter().map(ToString::to_string).collect::<BTreeSet<_>>())
            }
            Effect::Deny => {
                assert_eq!(codes(&decision), ["certificate_policy_not_permitted"], "case {case}: {decision}");
                None
            }
        };
        let expected = by_the_tree(&says, &asked);
        assert_eq!(told, expected, "case {case}: {says:#?}, {asked:?}");
        accepted += usize::from(told.is_some());
        holding += usize::from(told.is_some_and(|holding| !holding.is_empty()));
    }
    assert!(accepted > 75 && accepted < 260 && holding > 50, "{accepted} accepted, {holding} with policies");
}
