//! What a peer may make us spend, counted; each number names its source.
//!
//! A loop that a peer can lengthen takes a `Budget` and stops when it is spent. Nothing here is measured in
//! time: the same input is stopped at the same place on every machine.

use std::cell::Cell;

/// Most bytes of one certificate. 64 KiB is twice the largest certificate seen in public logs and well above
/// the default record of every TLS stack for a single certificate.
pub const CERTIFICATE_BYTES: usize = 64 * 1024;

/// Most bytes of one presented chain, all certificates together: the limit of Go's `crypto/tls` for a
/// Certificate message (`maxHandshakeCertificateMsg`, 262,144 bytes).
pub const CHAIN_BYTES: usize = 256 * 1024;

/// Most certificates of one presented chain, duplicates counted once. OpenSSL's verifier stops at depth 100
/// (`X509_VERIFY_PARAM`, "default"); a path that long has never been seen in use.
pub const CHAIN_CERTIFICATES: usize = 128;

/// Most certificates that are read of one file to show them: the largest public trust stores hold fewer than 500.
pub const FILE_CERTIFICATES: usize = 1_000;

/// Most bytes of certificates that are read of one file to show them.
pub const FILE_BYTES: usize = 16 * 1024 * 1024;

/// Most certificates in a certification path, the end entity included and the anchor excluded.
/// GnuTLS stops at 16 (`DEFAULT_MAX_VERIFY_DEPTH`), rustls-webpki at 6 intermediates.
pub const PATH_CERTIFICATES: usize = 16;

/// Most signature verifications for one decision (rustls-webpki `Budget`: 100).
pub const SIGNATURES: u32 = 100;

/// Most candidate issuers looked at for one decision (rustls-webpki `Budget::path_calls`: 200,000; ours are
/// dearer because each failed candidate is kept as an explanation).
pub const CANDIDATES: u32 = 2_000;

/// Most attempts kept, with their reasons, in a decision; the count of all of them is kept beside.
pub const ATTEMPTS_KEPT: usize = 64;

/// Most comparisons of a name with a name constraint for one decision (rustls-webpki `Budget`: 250,000).
pub const NAME_COMPARISONS: u32 = 250_000;

/// Octets of a name and a constraint together that count as one of [`NAME_COMPARISONS`]; longer ones count as several.
/// A label of a domain name has at most 63 (RFC 1035, section 2.3.4), and one more for its length.
pub const NAME_COMPARISON_OCTETS: usize = 64;

/// Most steps of certificate policy processing for one decision: a node of the policy graph, or an edge. A certificate of
/// 64 KiB has room for about 3,000 policy mappings, and a path has at most 16 certificates; the graph of RFC 9618 needs a
/// step for each.
pub const POLICY_STEPS: u32 = 100_000;

/// Most bytes of one CRL: about seven million entries with serial numbers of 16 octets. One beyond this should be partitioned
/// by distribution points (RFC 5280 section 5.2.5).
pub const CRL_BYTES: usize = 256 * 1024 * 1024;

/// Most bytes of one OCSP response. One about a single certificate, with the responder's own in it, takes about 2,000; with a
/// post-quantum signature, about 10,000.
pub const OCSP_BYTES: usize = 64 * 1024;

/// Most OCSP responses that a peer may staple: in TLS 1.3 one for each of its certificates (RFC 8446 section 4.4.2.1).
pub const STAPLED_RESPONSES: usize = 16;

/// Most times that a CRL is held against a distribution point of a certificate for one decision, or against a certificate with its
/// issuer's name, or an OCSP response looked at: 64 points, which is how many of a certificate are looked at, and 128 CRLs of its
/// issuer.
pub const CRLS_CONSIDERED: u32 = 8_192;

/// Most certificates whose keys are tried for one CRL or OCSP response: so many of the path's CAs or of the response, of those
/// that the caller gave, and of those that the peer sent. A CA has few keys at a time, and hashing a large CRL takes longer
/// than anything else here.
pub const SIGNERS_TRIED: usize = 4;

/// Most certification paths inside one another: of the CRL's signer, of the signer of the CRL that tells about that one, and
/// so on. PKITS, which has all the forms that CAs use, needs two.
pub const SIGNER_DEPTH: usize = 3;

/// Signatures that a relying party remembers to be right, unless it is told another number: those of 4,000 peers of a few
/// CAs, whose certificates take two to six megabytes.
pub const SIGNATURES_CACHED: usize = 4_096;

/// Most bytes of a certificate whose signature is remembered, and of its issuer's: one that is signed with ML-DSA-87 and has a
/// key of it takes 7,500, and less than 8,000 with what else a peer's has.
pub const CERTIFICATE_BYTES_CACHED: usize = 8 * 1024;

/// CAs whose certificates a cache of signatures keeps as they were read, unless it is for fewer signatures: each takes about a
/// kilobyte and a half.
pub const ISSUERS_CACHED: usize = 128;

/// Most decisions that are made for one timeline. A chain with its CRLs and a policy's dates has a few dozen instants at
/// which anything can change; thousands come only of a peer that wants them.
pub const TIMELINE_DECISIONS: usize = 1_000;

/// Deepest nesting of DER in a value whose type is not known, as an attribute's in a name may be. RFC 5280's deepest structure (a
/// directory name in a distribution point in an extension) needs fewer than 16.
pub const DER_DEPTH: usize = 32;

/// Longest SPIFFE ID in bytes (SPIFFE-ID, section 2.3: implementations MUST support up to 2048 bytes, MUST NOT
/// generate longer).
pub const SPIFFE_ID_BYTES: usize = 2048;

/// Longest profile document in bytes.
pub const PROFILE_BYTES: usize = 64 * 1024;

/// Longest policy document in bytes. A policy of 10,000 rules as POLICY.md writes them takes about 2 MB.
pub const POLICY_BYTES: usize = 16 * 1024 * 1024;

/// Longest value of a peer's or host's that a message quotes, in characters; the rest is cut with an ellipsis.
pub const QUOTED_CHARACTERS: usize = 256;

/// The counters of one decision. Cheap to make, never shared between decisions.
#[derive(Debug)]
pub(crate) struct Budget {
    signatures: Cell<u32>,
    candidates: Cell<u32>,
    name_comparisons: Cell<u32>,
    policy_steps: Cell<u32>,
    crls: Cell<u32>,
}

/// Which counter ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spent {
    Signatures,
    Candidates,
    NameComparisons,
    PolicySteps,
    Crls,
}

impl Spent {
    /// What was counted, in words for a message.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Signatures => "signature verifications",
            Self::Candidates => "candidate issuers",
            Self::NameComparisons => "name comparisons",
            Self::PolicySteps => "steps of certificate policy processing",
            Self::Crls => "CRLs and OCSP responses to consider",
        }
    }

    /// The limit that was reached.
    pub(crate) fn limit(self) -> u32 {
        match self {
            Self::Signatures => SIGNATURES,
            Self::Candidates => CANDIDATES,
            Self::NameComparisons => NAME_COMPARISONS,
            Self::PolicySteps => POLICY_STEPS,
            Self::Crls => CRLS_CONSIDERED,
        }
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            signatures: Cell::new(SIGNATURES),
            candidates: Cell::new(CANDIDATES),
            name_comparisons: Cell::new(NAME_COMPARISONS),
            policy_steps: Cell::new(POLICY_STEPS),
            crls: Cell::new(CRLS_CONSIDERED),
        }
    }
}

impl Budget {
    pub(crate) fn spend_signature(&self) -> Result<(), Spent> {
        Self::spend(&self.signatures, Spent::Signatures)
    }

    pub(crate) fn spend_candidate(&self) -> Result<(), Spent> {
        Self::spend(&self.candidates, Spent::Candidates)
    }

    /// A comparison of a name and a constraint that have this many octets together.
    pub(crate) fn spend_name_comparison(&self, octets: usize) -> Result<(), Spent> {
        let comparisons = u32::try_from(octets.div_ceil(NAME_COMPARISON_OCTETS)).unwrap_or(u32::MAX).max(1);
        Self::spend_many(&self.name_comparisons, comparisons, Spent::NameComparisons)
    }

    pub(crate) fn spend_policy_step(&self) -> Result<(), Spent> {
        Self::spend(&self.policy_steps, Spent::PolicySteps)
    }

    pub(crate) fn spend_crl(&self) -> Result<(), Spent> {
        Self::spend(&self.crls, Spent::Crls)
    }

    fn spend(counter: &Cell<u32>, which: Spent) -> Result<(), Spent> {
        Self::spend_many(counter, 1, which)
    }

    fn spend_many(counter: &Cell<u32>, amount: u32, which: Spent) -> Result<(), Spent> {
        match counter.get().checked_sub(amount) {
            Some(left) => {
                counter.set(left);
                Ok(())
            }
            None => Err(which),
        }
    }
}
