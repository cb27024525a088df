//! Verified paths, and what was tried on the way to one.

use handfast::encoding::oid::OidBuf;
use pyo3::prelude::*;

use super::certificate::{Certificate, Reason};
use super::revocation::{CertificateRevocation, found};
use crate::convert::{Instant, Tuple};
use crate::error::no_truth;

record! {
    /// A trust anchor that a path ends in.
    Anchor(handfast::anchor::TrustAnchor) as anchor {
        /// Its certificate.
        certificate: Certificate = Certificate(anchor.certificate().clone());
        /// The name of its bundle; `None` for the unnamed one.
        bundle: Option<&str> = anchor.bundle();
    }
}

record! {
    /// A certificate of an attempt, in short.
    AttemptStep(handfast::path::AttemptStep) as step {
        /// The SHA-256 of the certificate, in hex.
        fingerprint: String = step.fingerprint.to_string();
        /// Its subject (RFC 4514).
        subject: &str = &step.subject;
    }
}

record! {
    /// A candidate issuer that was tried, and what ended the attempt.
    Attempt(handfast::path::Attempt) as attempt {
        /// The certificates so far, the end entity first.
        path: Tuple<AttemptStep> = attempt.path().iter().cloned().map(AttemptStep).collect();
        /// The candidate issuer of the last of them; `None` if there was no candidate at all.
        candidate: Option<AttemptStep> = attempt.candidate().cloned().map(AttemptStep);
        /// Whether the candidate is a trust anchor.
        is_anchor: bool = attempt.is_anchor();
        /// What failed.
        reason: Reason = Reason(attempt.reason().clone());
    }
}

/// The attempts that were kept.
pub(crate) fn kept(attempts: &handfast::path::Attempts) -> Tuple<Attempt> {
    attempts.kept().iter().cloned().map(Attempt).collect()
}

/// Certificates of a path.
pub(crate) fn certificates(certificates: &[handfast::Certificate]) -> Tuple<Certificate> {
    certificates.iter().cloned().map(Certificate).collect()
}

record! {
    /// A certificate policy that holds, as the end entity's certificate names it.
    StatedPolicy(handfast::path::StatedPolicy) as policy {
        /// The policy's object identifier.
        oid: String = policy.oid().to_string();
        /// The DER of its qualifiers; empty if it has none.
        qualifiers: &[u8] = policy.qualifiers();
    }
}

record! {
    /// A loosening of the profile that was needed, and where.
    AppliedLoosening(handfast::path::AppliedLoosening) as applied {
        /// Its name.
        name: &str = applied.loosening().name();
        /// What it lets through; behind `critical_extension` its object identifier.
        what: String = applied.loosening().what().to_string();
        /// The first instant at which it is over; `None` if it has no end.
        until: Option<Instant> = applied.loosening().ends().map(Instant);
        /// SHA-256 of the SubjectPublicKeyInfo of the CA that it is for, in hex; `None` if it is for every path.
        issuer_spki: Option<String> = applied.loosening().issuer_spki();
        /// The place in the path of the certificate that needed it: 0 is the end entity, the last one the anchor.
        index: usize = applied.index();
    }
}

/// The loosenings that were needed.
pub(crate) fn loosened(applied: &[handfast::path::AppliedLoosening]) -> Tuple<AppliedLoosening> {
    applied.iter().cloned().map(AppliedLoosening).collect()
}

record! {
    /// One thing in which two profiles differ.
    ProfileDifference(handfast::path::ProfileDifference) as difference {
        /// The member, as `Profile.to_json` names it.
        member: &str = difference.member();
        /// Its value in the first profile, as JSON.
        left: &str = difference.left();
        /// Its value in the second.
        right: &str = difference.right();
    }
}

record! {
    /// What a path says about certificate policies.
    CertificatePolicies(handfast::path::CertificatePolicies) as policies {
        /// The user-constrained policy set: the policies that hold for the path, as the trust anchor names them; `2.5.29.32.0`
        /// among them means that every policy does.
        permitted: Tuple<String> = policies.permitted().iter().map(OidBuf::to_string).collect();
        /// The same policies as the end entity names them, with their qualifiers.
        stated: Tuple<StatedPolicy> = policies.stated().iter().cloned().map(StatedPolicy).collect();
    }
}

record! {
    /// A certification path that verified. It says that the anchors vouch for the peer, not that the peer may do anything.
    VerifiedPath(handfast::path::VerifiedPath) as path {
        /// The certificates, the end entity first, the anchor excluded.
        certificates: Tuple<Certificate> = certificates(path.certificates());
        /// The trust anchor that it ends in.
        anchor: Anchor = Anchor(path.anchor().clone());
        /// The verification time.
        at: Instant = Instant(path.at());
        /// The first instant at which it no longer verifies; `None` if nothing known now will change it.
        valid_until: Option<Instant> = path.valid_until().map(Instant);
        /// The candidates that failed before it was found.
        attempts: Tuple<Attempt> = kept(path.attempts());
        /// What is known of the revocation of each certificate; `None` if revocation was not looked at.
        revocation: Option<Tuple<CertificateRevocation>> = found(path.revocation());
        /// The certificate policies that hold for the whole path.
        certificate_policies: CertificatePolicies = CertificatePolicies(path.certificate_policies().clone());
        /// The loosenings of the profile without which it would not have verified.
        loosened: Tuple<AppliedLoosening> = loosened(path.loosened());
    }
    fn __bool__(&self) -> PyResult<bool> {
        no_truth("RelyingParty.verify() gives a VerifiedPath or a Rejection: ask with isinstance()")
    }
}

record! {
    /// No path verified: why, and everything that was tried.
    Rejection(handfast::path::Rejection) as rejection {
        /// Why, at least one reason; the one to mend first comes first.
        reasons: Tuple<Reason> = rejection.reasons().iter().cloned().map(Reason).collect();
        /// The candidates that were tried.
        attempts: Tuple<Attempt> = kept(rejection.attempts());
        /// What is known of the revocation of the certificates of the path that came closest; `None` if that was not looked at.
        revocation: Option<Tuple<CertificateRevocation>> = found(rejection.revocation());
    }
    fn __bool__(&self) -> PyResult<bool> {
        no_truth("RelyingParty.verify() gives a VerifiedPath or a Rejection: ask with isinstance()")
    }
}
