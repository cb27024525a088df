//! CAs that map certificate policies to many, below an anchor that issued them: RFC 5280's tree of them would have as many nodes as
//! the policies to the power of the depth.

use handfast::Profile;

use super::Hostile;
use super::forge::der::{oid, seq, tlv};
use super::forge::extension::{
    CLIENT_AUTH, basic_constraints, ce, certificate_policies, extended_key_usage, key_usage, raw,
};
use super::forge::{Ca, Key, Spec};

pub fn all() -> Vec<Hostile> {
    let mut all: Vec<Hostile> = [(4, 14), (16, 14), (32, 12), (64, 3)].map(|(k, depth)| mapped(k, depth)).into();
    all.extend([(1_000, 14), (2_500, 6)].map(|(count, depth)| mapped_from_any(count, depth)));
    all.push(disputed());
    all
}

/// Each of so many CAs, one below the other, states `k` policies and maps each of them to all.
pub fn mapped(k: u16, depth: usize) -> Hostile {
    let policies: Vec<Vec<u8>> = (0..k).map(policy).collect();
    let pairs = policies.iter().flat_map(|from| policies.iter().map(move |to| (from.clone(), to.clone()))).collect();
    let extensions = [stated(&policies), mappings(pairs)];
    ladder(format!("{k} policies mapped to {k}, {depth} times"), depth, &extensions, &stated(&policies))
}

/// Each of so many CAs states any policy and maps as many as fit to one each.
pub fn mapped_from_any(count: u16, depth: usize) -> Hostile {
    let any = certificate_policies(false, &[&[85, 29, 32, 0]]);
    let pairs = (0..count).map(|number| (policy(number), policy(number.wrapping_add(1)))).collect();
    let name = format!("{count} policies mapped to the next below any policy, {depth} times");
    ladder(name, depth, &[any.clone(), mappings(pairs)], &any)
}

/// Nine CAs that certified each other map policies and want one, each says that the anchor certified it as well, and no path
/// has one: all of them are looked at to the end.
pub fn disputed() -> Hostile {
    let root = Ca::new("Root");
    let cas: Vec<Ca> = (0..9).map(|number| Ca::new(&format!("CA {number}"))).collect();
    let policies: Vec<Vec<u8>> = (0..20).map(policy).collect();
    let pairs = policies.iter().flat_map(|from| policies.iter().take(5).map(move |to| (from.clone(), to.clone())));
    let pairs: Vec<_> = pairs.collect();
    let explicit = raw(&ce(36), true, seq(&[tlv(0x80, [0])]));
    let speaking = |ca: &Ca, issuer: &Ca| {
        let spec = ca.spec(issuer).with(stated(&policies)).with(mappings(pairs.clone())).with(explicit.clone());
        spec.sign(&issuer.key)
    };
    let mut chain = vec![client(&cas[0]).with(stated(&[policy(999)])).sign(&cas[0].key)];
    for (number, ca) in cas.iter().enumerate() {
        // Signed by nobody that the anchor knows.
        chain.push(speaking(ca, &root.with_key(Key::new("stranger"))));
        for issuer in cas.iter().enumerate().filter(|(other, _)| *other != number).map(|(_, issuer)| issuer) {
            chain.push(speaking(ca, issuer));
        }
    }
    Hostile::of(
        "9 CAs that certified each other, with policies that never hold",
        chain,
        &root.root(),
        Profile::client(),
    )
}

/// An end entity below so many CAs with these extensions, below the anchor.
fn ladder(name: String, depth: usize, extensions: &[Vec<u8>], of_end_entity: &[u8]) -> Hostile {
    let mut issuer = Ca::new("Root");
    let anchor = issuer.root();
    let mut chain = Vec::new();
    for number in 0..depth {
        let ca = Ca::new(&format!("CA {number}"));
        let spec = extensions.iter().fold(ca.spec(&issuer), |spec, extension| spec.with(extension.clone()));
        chain.push(spec.sign(&issuer.key));
        issuer = ca;
    }
    chain.insert(0, client(&issuer).with(of_end_entity.to_vec()).sign(&issuer.key));
    Hostile::of(name, chain, &anchor, Profile::client())
}

/// A client's certificate.
pub fn client(issuer: &Ca) -> Spec {
    Spec::new("peer", &Key::new("peer"), issuer)
        .with(basic_constraints(false, None))
        .with(key_usage(&[0]))
        .with(extended_key_usage(&[CLIENT_AUTH]))
}

/// An object identifier of that number.
fn policy(number: u16) -> Vec<u8> {
    let [high, low] = [number >> 7, number & 0x7f].map(|septets| u8::try_from(septets & 0x7f).unwrap());
    vec![42, 3, 0x81_u8.saturating_add(high), low]
}

fn stated(policies: &[Vec<u8>]) -> Vec<u8> {
    let policies: Vec<&[u8]> = policies.iter().map(Vec::as_slice).collect();
    certificate_policies(false, &policies)
}

fn mappings(pairs: Vec<(Vec<u8>, Vec<u8>)>) -> Vec<u8> {
    let pairs: Vec<Vec<u8>> = pairs.into_iter().map(|(from, to)| seq(&[oid(&from), oid(&to)])).collect();
    raw(&ce(33), true, seq(&pairs))
}
