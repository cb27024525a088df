//! rustls-webpki doing the same: the chain parsed and verified up to the same anchor, with the same provider.
#![expect(unreachable_pub, clippy::unwrap_used, clippy::panic, reason = "a benchmark stops at the first surprise")]

use std::time::Duration;

use handfast::Provider;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, KeyUsage};

use super::support::{AT, Chain};

pub struct Verifier {
    anchors: [TrustAnchor<'static>; 1],
    algorithms: &'static [&'static dyn SignatureVerificationAlgorithm],
    at: UnixTime,
}

impl Verifier {
    pub fn new(chain: &Chain, provider: Provider) -> Self {
        let anchor = CertificateDer::from(chain.anchor.as_slice());
        let algorithms = match provider.name() {
            "aws-lc-rs" => AWS_LC_RS,
            "ring" => RING,
            other => panic!("rustls-webpki has no provider {other}"),
        };
        Self {
            anchors: [webpki::anchor_from_trusted_cert(&anchor).unwrap().to_owned()],
            algorithms,
            at: UnixTime::since_unix_epoch(Duration::from_secs(AT.unix_seconds().unsigned_abs())),
        }
    }

    pub fn verify(&self, chain: &Chain) {
        let end_entity = CertificateDer::from(chain.end_entity.as_slice());
        let intermediates = [CertificateDer::from(chain.intermediate.as_slice())];
        let end_entity = EndEntityCert::try_from(&end_entity).unwrap();
        let usage = KeyUsage::client_auth();
        end_entity
            .verify_for_usage(self.algorithms, &self.anchors, &intermediates, self.at, usage, None, None)
            .map(drop)
            .unwrap();
    }
}

pub fn parse(der: &[u8]) -> usize {
    let der = CertificateDer::from(der);
    let certificate = EndEntityCert::try_from(&der).unwrap();
    certificate.subject_public_key_info().len()
}

/// The algorithms of AWS-LC that the chains need.
static AWS_LC_RS: &[&dyn SignatureVerificationAlgorithm] = &[
    webpki::aws_lc_rs::ECDSA_P256_SHA256,
    webpki::aws_lc_rs::ECDSA_P256_SHA384,
    webpki::aws_lc_rs::ECDSA_P384_SHA256,
    webpki::aws_lc_rs::ECDSA_P384_SHA384,
    webpki::aws_lc_rs::ED25519,
    webpki::aws_lc_rs::RSA_PKCS1_2048_8192_SHA256,
    webpki::aws_lc_rs::RSA_PKCS1_2048_8192_SHA384,
    webpki::aws_lc_rs::RSA_PKCS1_2048_8192_SHA512,
];

/// The same of ring; `webpki::ALL_VERIFICATION_ALGS` mixes both, ring first.
static RING: &[&dyn SignatureVerificationAlgorithm] = &[
    webpki::ring::ECDSA_P256_SHA256,
    webpki::ring::ECDSA_P256_SHA384,
    webpki::ring::ECDSA_P384_SHA256,
    webpki::ring::ECDSA_P384_SHA384,
    webpki::ring::ED25519,
    webpki::ring::RSA_PKCS1_2048_8192_SHA256,
    webpki::ring::RSA_PKCS1_2048_8192_SHA384,
    webpki::ring::RSA_PKCS1_2048_8192_SHA512,
];
