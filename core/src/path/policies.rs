//! Certificate policies: which of them hold for a whole path (RFC 5280 section 6.1, with the graph of RFC 9618).
//!
//! RFC 5280's tree can double with every certificate; RFC 9618 keeps at most one node for each policy at each depth, with
//! all its parents, so the work is linear in what the certificates say.

use std::collections::{HashMap, HashSet};

use super::Place;
use super::check::Failure;
use super::profile::{AnchorStatement, Profile};
use crate::certificate::{Certificate, PolicyConstraints};
use crate::encoding::oid::{Oid, OidBuf, known};
use crate::encoding::order::sort_by;
use crate::limits::{Budget, Spent};
use crate::reason::{Code, Reason};

/// What a path says about certificate policies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificatePolicies {
    permitted: Vec<OidBuf>,
    stated: Vec<StatedPolicy>,
}

impl CertificatePolicies {
    /// The user-constrained-policy-set (RFC 9618 section 5.5): the policies that hold for the path, as the trust anchor
    /// names them, in the order of their encodings. anyPolicy among them means that every policy does.
    pub fn permitted(&self) -> &[OidBuf] {
        &self.permitted
    }

    /// The same policies as the end entity names them, with their qualifiers: where a CA has mapped one, under its other name.
    /// Where the end entity states anyPolicy, the policies that are of interest, or anyPolicy itself if all are.
    pub fn stated(&self) -> &[StatedPolicy] {
        &self.stated
    }
}

/// A policy that holds, as the end entity's certificate names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedPolicy {
    oid: OidBuf,
    qualifiers: Box<[u8]>,
}

impl StatedPolicy {
    /// The policy.
    pub fn oid(&self) -> &OidBuf {
        &self.oid
    }

    /// The DER of its qualifiers, a SEQUENCE OF PolicyQualifierInfo (RFC 5280 section 4.2.1.4); empty if it has none.
    pub fn qualifiers(&self) -> &[u8] {
        &self.qualifiers
    }
}

/// What the relying party asks for (RFC 5280 section 6.1.1 (c) to (g)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PolicyInputs {
    /// user-initial-policy-set; empty stands for any-policy.
    pub(crate) initial_set: Vec<OidBuf>,
    pub(crate) explicit_required: bool,
    pub(crate) mapping_inhibited: bool,
    pub(crate) any_policy_inhibited: bool,
}

impl PolicyInputs {
    pub(crate) const NOTHING: Self = Self {
        initial_set: Vec::new(),
        explicit_required: false,
        mapping_inhibited: false,
        any_policy_inhibited: false,
    };
}

/// A node of the graph: a policy that the certificates so far agree on, at the depth of the list that it stands in.
struct Node<'a> {
    policy: Oid<'a>,
    qualifiers: &'a [u8],
    /// expected_policy_set
    expected: Vec<Oid<'a>>,
    /// Nodes of the depth above.
    parents: Vec<usize>,
    /// Whether a node of the last depth hangs on it; pruning is setting this to false.
    alive: bool,
}

/// The counters of RFC 5280 section 6.1.2 (d) to (f): how many certificates may follow.
struct Counters {
    explicit_policy: usize,
    policy_mapping: usize,
    inhibit_any_policy: usize,
}

impl Counters {
    /// Section 6.1.2 (d), (e) and (f) for a path of this many certificates.
    fn new(inputs: &PolicyInputs, certificates: usize) -> Self {
        let after_all = certificates.saturating_add(1);
        let initial = |at_once: bool| if at_once { 0 } else { after_all };
        Self {
            explicit_policy: initial(inputs.explicit_required),
            policy_mapping: initial(inputs.mapping_inhibited),
            inhibit_any_policy: initial(inputs.any_policy_inhibited),
        }
    }

    /// Section 6.1.4 (h).
    fn pass(&mut self) {
        for counter in [&mut self.explicit_policy, &mut self.policy_mapping, &mut self.inhibit_any_policy] {
            *counter = counter.saturating_sub(1);
        }
    }

    /// Section 6.1.4 (i) and (j).
    fn lower(&mut self, certificate: &Certificate) {
        let lower = |counter: &mut usize, limit: Option<u32>| {
            if let Some(limit) = limit.and_then(|limit| usize::try_from(limit).ok()) {
                *counter = limit.min(*counter);
            }
        };
        let stated = certificate.policy_constraints();
        lower(&mut self.explicit_policy, stated.and_then(|stated| stated.require_explicit_policy));
        lower(&mut self.policy_mapping, stated.and_then(|stated| stated.inhibit_policy_mapping));
        lower(&mut self.inhibit_any_policy, certificate.inhibit_any_policy());
    }
}

/// The policies that hold for a path (the end entity first), and whether one had to.
///
/// The anchor's own policyConstraints and inhibitAnyPolicy count as those of a CA above the first certificate, if the
/// profile honours what anchors state about use (RFC 5937 section 3.2 (3)); the policies that it states do not limit.
pub(super) fn evaluate(
    path: &[&Certificate],
    anchor: &Certificate,
    profile: &Profile,
    budget: &Budget,
) -> Result<CertificatePolicies, Failure> {
    let inputs = &profile.certificate_policies;
    let mut all = path.iter().copied().chain([anchor]);
    if !inputs.explicit_required && !all.any(Certificate::speaks_of_policies) {
        // Nobody states a policy and nobody asks for one.
        return Ok(CertificatePolicies::default());
    }
    let mut counters = Counters::new(inputs, path.len());
    if profile.anchor_usage == AnchorStatement::Honoured {
        counters.lower(anchor);
    }
    let mut graph = Graph::new();
    for (index, certificate) in path.iter().enumerate().rev() {
        let is_last = index == 0;
        let any_counts = counters.inhibit_any_policy > 0 || (!is_last && certificate.is_self_issued());
        graph.certificate(certificate, any_counts, budget)?;
        // Section 6.1.3 (f).
        if counters.explicit_policy == 0 && graph.is_null() {
            return Err(not_permitted(certificate, place(index), inputs).into());
        }
        if is_last {
            continue;
        }
        graph.map(certificate, place(index), counters.policy_mapping > 0, budget)?;
        if !certificate.is_self_issued() {
            counters.pass();
        }
        counters.lower(certificate);
    }
    wrap_up(graph, counters, path, inputs)
}

/// RFC 5280 section 6.1.5 (a), (b), and RFC 9618 section 5.5 (g).
fn wrap_up(
    graph: Graph<'_>,
    counters: Counters,
    path: &[&Certificate],
    inputs: &PolicyInputs,
) -> Result<CertificatePolicies, Failure> {
    let mut explicit_policy = counters.explicit_policy.saturating_sub(1);
    let end_entity = path.first();
    let required_at_once = |stated: PolicyConstraints| stated.require_explicit_policy == Some(0);
    if end_entity.is_some_and(|certificate| certificate.policy_constraints().is_some_and(required_at_once)) {
        explicit_policy = 0;
    }
    let policies = graph.outcome(&inputs.initial_set);
    match end_entity {
        Some(end_entity) if explicit_policy == 0 && policies.permitted.is_empty() => {
            Err(not_permitted(end_entity, Place::EndEntity, inputs).into())
        }
        _ => Ok(policies),
    }
}

fn place(index: usize) -> Place {
    if index == 0 { Place::EndEntity } else { Place::Intermediate(index) }
}

fn not_permitted(certificate: &Certificate, place: Place, inputs: &PolicyInputs) -> Reason {
    let listed = |oids: &mut dyn Iterator<Item = String>| {
        const NAMED: usize = 8;
        let named: Vec<String> = oids.take(NAMED).collect();
        if named.is_empty() { None } else { Some(named.join(", ")) }
    };
    let stated = listed(&mut certificate.certificate_policies().map(|oid| oid.to_string()));
    let wanted = listed(&mut inputs.initial_set.iter().map(ToString::to_string));
    let holds = if stated.is_some() { ", of which none holds for the whole path" } else { "" };
    let stated = stated.unwrap_or_else(|| "no certificate policy".to_owned());
    let wanted = wanted.unwrap_or_else(|| "a certificate policy that every CA of the path states".to_owned());
    place
        .reason(certificate, Code::CertificatePolicyNotPermitted, |subject| {
            format!("{subject} states {stated}{holds}, and the path must have {wanted}")
        })
        .saw(stated.clone())
        .wanted(wanted)
}

/// valid_policy_graph of RFC 9618 section 5: a list of nodes for each depth.
struct Graph<'a> {
    depths: Vec<Vec<Node<'a>>>,
}

impl<'a> Graph<'a> {
    /// Section 5.2 (a).
    fn new() -> Self {
        let root = Node {
            policy: known::ANY_POLICY,
            qualifiers: &[],
            expected: vec![known::ANY_POLICY],
            parents: Vec::new(),
            alive: true,
        };
        Self { depths: vec![vec![root]] }
    }

    /// NULL: no policy is valid any more.
    fn is_null(&self) -> bool {
        self.depths.is_empty()
    }

    fn make_null(&mut self) {
        self.depths.clear();
    }

    /// Section 5.3 (d) and (e): the next certificate towards the end entity.
    fn certificate(&mut self, certificate: &'a Certificate, any_counts: bool, budget: &Budget) -> Result<(), Spent> {
        let Some(above) = self.depths.last() else { return Ok(()) };
        let mut by_expected: HashMap<Oid<'a>, Vec<usize>> = HashMap::new();
        let mut any_above = None;
        for (place, node) in above.iter().enumerate().filter(|(_, node)| node.alive) {
            if node.policy == known::ANY_POLICY {
                any_above = Some(place);
            }
            for expected in &node.expected {
                budget.spend_policy_step()?;
                by_expected.entry(*expected).or_default().push(place);
            }
        }
        let mut below: Vec<Node<'a>> = Vec::new();
        let mut any_qualifiers = None;
        for stated in certificate.policy_information() {
            budget.spend_policy_step()?;
            let policy = stated.oid();
            if policy == known::ANY_POLICY {
                any_qualifiers = Some(stated.qualifiers());
                continue;
            }
            // (d)(1)(i), else (ii).
            let parents = match (by_expected.get(&policy), any_above) {
                (Some(parents), _) => parents.clone(),
                (None, Some(any)) => vec![any],
                (None, None) => continue,
            };
            below.push(Node { policy, qualifiers: stated.qualifiers(), expected: vec![policy], parents, alive: true });
        }
        // (d)(2)
        if let Some(qualifiers) = any_qualifiers.filter(|_| any_counts) {
            let there: HashSet<Oid<'a>> = below.iter().map(|node| node.policy).collect();
            for (policy, parents) in by_expected {
                budget.spend_policy_step()?;
                if !there.contains(&policy) {
                    below.push(Node { policy, qualifiers, expected: vec![policy], parents, alive: true });
                }
            }
        }
        self.depths.push(below);
        self.prune();
        Ok(())
    }

    /// Section 5.4 (a) and (b).
    fn map(
        &mut self,
        certificate: &'a Certificate,
        place: Place,
        mapping_counts: bool,
        budget: &Budget,
    ) -> Result<(), Failure> {
        let mut mapped: HashMap<Oid<'a>, Vec<Oid<'a>>> = HashMap::new();
        // In the order of the certificate, so that what follows does not hang on the order of a hash table.
        let mut order = Vec::new();
        for (issuers, subjects) in certificate.policy_mappings() {
            budget.spend_policy_step()?;
            if issuers == known::ANY_POLICY || subjects == known::ANY_POLICY {
                return Err(place
                    .reason(certificate, Code::ExtensionNotPermitted, |subject| {
                        format!("{subject} maps anyPolicy, which cannot be mapped")
                    })
                    .by("RFC 5280, section 6.1.4 (a)")
                    .into());
            }
            let list = mapped.entry(issuers).or_insert_with(|| {
                order.push(issuers);
                Vec::new()
            });
            list.push(subjects);
        }
        let Some(depth) = self.depths.last_mut() else { return Ok(()) };
        if mapped.is_empty() {
            return Ok(());
        }
        if !mapping_counts {
            // (b)(2)
            for node in depth.iter_mut().filter(|node| mapped.contains_key(&node.policy)) {
                node.alive = false;
            }
            self.prune();
            return Ok(());
        }
        let any = depth.iter().find(|node| node.alive && node.policy == known::ANY_POLICY);
        let any = any.map(|any| (any.qualifiers, any.parents.clone()));
        let places: HashMap<Oid<'a>, usize> =
            depth.iter().enumerate().filter(|(_, node)| node.alive).map(|(place, node)| (node.policy, place)).collect();
        for policy in order {
            budget.spend_policy_step()?;
            let expected = mapped.remove(&policy).unwrap_or_default();
            let node = places.get(&policy).and_then(|place| depth.get_mut(*place));
            match (node, &any) {
                (Some(node), _) => node.expected = expected,
                // The child of the node of depth i-1 that anyPolicy of depth i hangs on, which is anyPolicy.
                (None, Some((qualifiers, parents))) => {
                    depth.push(Node { policy, qualifiers, expected, parents: parents.clone(), alive: true });
                }
                (None, None) => {}
            }
        }
        Ok(())
    }

    /// Section 5.3 (d)(3): nodes without children go, from the last depth upwards, as far as anything changes.
    fn prune(&mut self) {
        let mut depths = self.depths.iter_mut().rev();
        let Some(mut below) = depths.next() else { return };
        for depth in depths {
            let mut needed = vec![false; depth.len()];
            for parent in below.iter().filter(|node| node.alive).flat_map(|node| &node.parents) {
                needed.get_mut(*parent).into_iter().for_each(|needed| *needed = true);
            }
            let mut changed = false;
            for (node, needed) in depth.iter_mut().zip(needed) {
                changed |= node.alive && !needed;
                node.alive &= needed;
            }
            if !changed {
                return;
            }
            below = depth;
        }
        let root_is_gone = self.depths.first().is_none_or(|depth| depth.iter().all(|node| !node.alive));
        if root_is_gone {
            self.make_null();
        }
    }

    /// RFC 9618 section 5.5 (g).
    fn outcome(&self, initial_set: &[OidBuf]) -> CertificatePolicies {
        let Some((last, before)) = self.depths.split_last() else { return CertificatePolicies::default() };
        // The nodes whose parent is anyPolicy name their policy as the anchor does.
        let mut set: HashSet<Oid<'_>> = HashSet::new();
        for (above, depth) in self.depths.iter().zip(self.depths.iter().skip(1)) {
            let hangs_on_any = |node: &&Node<'_>| {
                let any = |parent: &usize| above.get(*parent).is_some_and(|parent| parent.policy == known::ANY_POLICY);
                node.alive && node.policy != known::ANY_POLICY && node.parents.iter().any(any)
            };
            set.extend(depth.iter().filter(hangs_on_any).map(|node| node.policy));
        }
        let any = !before.is_empty() && last.iter().any(|node| node.alive && node.policy == known::ANY_POLICY);
        let mut permitted: Vec<OidBuf> = match (initial_set.is_empty(), any) {
            (true, true) => set.iter().copied().chain([known::ANY_POLICY]).map(OidBuf::from).collect(),
            (true, false) => set.iter().copied().map(OidBuf::from).collect(),
            (false, true) => initial_set.to_vec(),
            (false, false) => initial_set.iter().filter(|oid| set.contains(&oid.as_oid())).cloned().collect(),
        };
        sort_by(&mut permitted, Ord::cmp);
        permitted.dedup();
        let mut stated = Vec::new();
        for (node, wanted) in last.iter().zip(self.wanted(initial_set)).filter(|(node, _)| node.alive) {
            let state = |oid: OidBuf| StatedPolicy { oid, qualifiers: node.qualifiers.into() };
            if initial_set.is_empty() || wanted {
                stated.push(state(node.policy.into()));
            } else if node.policy == known::ANY_POLICY {
                // RFC 5280 section 6.1.5 (g)(iii)(3).
                stated.extend(initial_set.iter().filter(|oid| !set.contains(&oid.as_oid())).cloned().map(state));
            }
        }
        sort_by(&mut stated, |a, b| a.oid.cmp(&b.oid));
        CertificatePolicies { permitted, stated }
    }
}

impl Graph<'_> {
    /// Which nodes of the last depth hang on one that names a policy of the set as the anchor does: RFC 5280 section 6.1.5
    /// (g)(iii)(2), from above.
    fn wanted(&self, initial_set: &[OidBuf]) -> Vec<bool> {
        let mut above: Vec<bool> = Vec::new();
        let mut any_above = None;
        for depth in &self.depths {
            above = depth
                .iter()
                .map(|node| {
                    let hangs_on_any = any_above.is_some_and(|any| node.parents.contains(&any));
                    if hangs_on_any && node.policy != known::ANY_POLICY {
                        initial_set.iter().any(|oid| oid.as_oid() == node.policy)
                    } else {
                        node.parents.iter().any(|parent| above.get(*parent).is_some_and(|wanted| *wanted))
                    }
                })
                .collect();
            any_above = depth.iter().position(|node| node.policy == known::ANY_POLICY);
        }
        above
    }
}
