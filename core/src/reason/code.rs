//! The one list of reason codes.
//!
//! A line here is a code in every language, a section of `docs/reason-codes.md`, and an entry of `handfast explain`.

use std::fmt;
use std::str::FromStr;

use super::{nearest, quoted};

/// A stage of the pipeline, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// Bytes to DER values.
    Encoding,
    /// DER to a parsed certificate.
    Certificate,
    /// Certificates to a presented chain.
    Presented,
    /// A presented chain to a verified path.
    Path,
    /// A verified path to an identity.
    Identity,
    /// An identity and a request to the rules that apply.
    Policy,
}

impl Stage {
    /// The stage as it is written in every language.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Encoding => "encoding",
            Self::Certificate => "certificate",
            Self::Presented => "presented",
            Self::Path => "path",
            Self::Identity => "identity",
            Self::Policy => "policy",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a code means: the text behind `handfast explain`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// The stage that gives this reason, unless the reason itself says another.
    pub stage: Stage,
    /// What is true when this code is given.
    pub meaning: &'static str,
    /// Why it matters: what could go wrong if it were let through.
    pub matters: &'static str,
    /// How to mend it.
    pub fix: &'static str,
    /// The standard and section that asks for it.
    pub reference: &'static str,
}

macro_rules! codes {
    ($($variant:ident $name:literal $stage:ident {
        meaning: $meaning:literal, matters: $matters:literal, fix: $fix:literal, reference: $reference:literal $(,)?
    })*) => {
        /// A reason code: snake_case in every language, stable across releases.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $meaning] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the pipeline.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code as it is written in every language.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What the code means, why it matters and how to mend it.
            pub const fn explanation(self) -> Explanation {
                match self {
                    $(Self::$variant => Explanation {
                        stage: Stage::$stage, meaning: $meaning, matters: $matters, fix: $fix, reference: $reference,
                    },)*
                }
            }
        }
    };
}

codes! {
    EncodingMalformed "encoding_malformed" Encoding {
        meaning: "a certificate is not well-formed DER, or breaks a rule of RFC 5280 about its form",
        matters: "two parsers that read the same malformed bytes differently can be played against each other, so nothing malformed is guessed at",
        fix: "have the certificate issued again by software that writes DER; `handfast inspect` names the place",
        reference: "X.690, section 10; RFC 5280, section 4.1",
    }
    ChainEmpty "chain_empty" Presented {
        meaning: "the peer presented no certificate",
        matters: "without a certificate nobody can be recognised, whatever else the connection says",
        fix: "configure the peer with a client certificate and its key, and the server to ask for one",
        reference: "RFC 8446, section 4.4.2",
    }
    PossessionNotProven "possession_not_proven" Presented {
        meaning: "nobody has shown that the peer holds the private key of its certificate",
        matters: "certificates are public: whoever has a copy could present it",
        fix: "take the chain from the TLS stack that checked CertificateVerify, or declare the hop that forwarded it as trusted",
        reference: "RFC 8446, section 4.4.3",
    }
    IssuerUnknown "issuer_unknown" Path {
        meaning: "no certification path leads from the end entity to a trust anchor",
        matters: "anyone can issue a certificate with any name; only the anchor's signature makes the name believable",
        fix: "send the missing intermediate certificate, or add the issuing CA's root to the trust anchors if it should be trusted",
        reference: "RFC 5280, section 6.1",
    }
    SignatureInvalid "signature_invalid" Path {
        meaning: "a certificate's signature was not made by its supposed issuer's key",
        matters: "the certificate was altered, or was signed by another CA that uses the same name",
        fix: "fetch the certificate and its issuer's certificate again from the CA; a CA that changed its key needs its new certificate sent",
        reference: "RFC 5280, section 6.1.3 (a)(1)",
    }
    AlgorithmNotAccepted "algorithm_not_accepted" Path {
        meaning: "a signature or key uses an algorithm, curve or size that is not accepted",
        matters: "signatures with a broken hash or a short key can be forged",
        fix: "issue the certificate with ECDSA P-256, RSA of at least 2048 bits, both with SHA-256, or Ed25519",
        reference: "RFC 5280, section 6.1.3 (a)(1)",
    }
    CertificateExpired "certificate_expired" Path {
        meaning: "the verification time is after a certificate's notAfter",
        matters: "after that time the CA answers neither for the name nor for the key, and no longer says when it is revoked",
        fix: "renew the certificate; if it looks current, compare the clocks of both machines (`date -u`)",
        reference: "RFC 5280, section 6.1.3 (a)(2)",
    }
    CertificateNotYetValid "certificate_not_yet_valid" Path {
        meaning: "the verification time is before a certificate's notBefore",
        matters: "the CA does not yet answer for the certificate; most often a clock is wrong",
        fix: "compare the clocks of both machines (`date -u`), or wait until the certificate begins",
        reference: "RFC 5280, section 6.1.3 (a)(2)",
    }
    IssuerNotCa "issuer_not_ca" Path {
        meaning: "a certificate issued another one without being a CA certificate",
        matters: "otherwise every holder of a certificate could issue certificates in anyone's name",
        fix: "issue the certificate from a CA certificate: version 3, basicConstraints CA:TRUE, keyUsage with keyCertSign",
        reference: "RFC 5280, section 6.1.4 (k) and (n)",
    }
    PathLengthExceeded "path_length_exceeded" Path {
        meaning: "more intermediate certificates follow a CA than its pathLenConstraint, or the profile, permits",
        matters: "the CA that set the limit did not permit its sub-CA to make further CAs",
        fix: "issue the end-entity certificate from the CA that the limit permits, or have the CA certificate issued with a higher pathLenConstraint",
        reference: "RFC 5280, section 6.1.4 (l)",
    }
    NameNotPermitted "name_not_permitted" Path {
        meaning: "a name in a certificate lies outside what a CA above it, or the binding of its bundle, permits",
        matters: "the constraint is what keeps a department's CA from naming somebody else's machines",
        fix: "issue the certificate with names inside the permitted subtrees, or from a CA that may issue them",
        reference: "RFC 5280, section 4.2.1.10",
    }
    CriticalExtensionUnknown "critical_extension_unknown" Path {
        meaning: "a certificate has a critical extension that is not understood here",
        matters: "critical means that the certificate must not be used by anyone who does not understand the extension",
        fix: "issue the certificate without that extension, or with the extension not critical",
        reference: "RFC 5280, section 4.2",
    }
    CertificatePolicyNotPermitted "certificate_policy_not_permitted" Path {
        meaning: "a certificate policy is required for the path, and none that would do is stated by all of its certificates",
        matters: "certificate policies say by which procedures a certificate was issued, such as on a smart card after an identity check; a CA or the relying party insists on one",
        fix: "issue the certificate under one of the policies expected, from CAs that state that policy (or anyPolicy) as well",
        reference: "RFC 5280, section 6.1.3 (f) and 6.1.5 (g)",
    }
    ExtensionMissing "extension_missing" Path {
        meaning: "a certificate lacks an extension that its profile requires",
        matters: "the extension is what ties the certificate to its issuer, or says what it is for",
        fix: "issue the certificate with the extension named",
        reference: "RFC 5280, section 4.2.1",
    }
    ExtensionNotPermitted "extension_not_permitted" Path {
        meaning: "a certificate has an extension, or an extension's criticality or content, that its profile forbids",
        matters: "what a profile forbids, other software reads differently or not at all",
        fix: "issue the certificate with the extension as the profile asks",
        reference: "RFC 5280, section 4.2.1",
    }
    VersionNotAccepted "version_not_accepted" Path {
        meaning: "a certificate is of X.509 version 1 or 2",
        matters: "only version 3 has extensions, and without them nothing says whether the certificate is a CA or what it is for",
        fix: "issue the certificate as version 3 (with OpenSSL: pass an extension file with -extfile)",
        reference: "RFC 5280, section 4.1.2.1 and 6.1.4 (k)",
    }
    UsageNotPermitted "usage_not_permitted" Path {
        meaning: "a certificate's keyUsage or extendedKeyUsage does not permit what it is used for here",
        matters: "a certificate for one role, such as a server, must not be accepted in another, such as a client",
        fix: "issue the certificate with the usage named; for client certificates extendedKeyUsage clientAuth",
        reference: "RFC 5280, section 4.2.1.3 and 4.2.1.12",
    }
    LifetimeTooLong "lifetime_too_long" Path {
        meaning: "the peer's certificate was issued for longer than the profile permits",
        matters: "what is wrong with a certificate, or has become wrong, stays wrong until it ends; the profile bounds how long that can be",
        fix: "have the certificate issued for a shorter time, and renew it automatically",
        reference: "profile",
    }
    EndEntityIsCa "end_entity_is_ca" Path {
        meaning: "the peer's own certificate is a CA certificate",
        matters: "a CA's key should sign certificates and nothing else; often the wrong file of a bundle was configured",
        fix: "configure the peer with its end-entity certificate first in the file, followed by the intermediates",
        reference: "CA/Browser Forum Baseline Requirements, section 7.1.2.7",
    }
    CertificateRevoked "certificate_revoked" Path {
        meaning: "the CA has revoked a certificate of the path",
        matters: "the CA no longer answers for it: the key may be in other hands, or the subject may no longer be who it was",
        fix: "have a new certificate issued, for a new key if the reason is key_compromise; if it was on hold, have the CA release it and hand in the new CRL",
        reference: "RFC 5280, section 6.3",
    }
    RevocationStatusUnknown "revocation_status_unknown" Path {
        meaning: "revocation is looked at, and nothing that was handed in says whether a certificate of the path is revoked",
        matters: "without an answer a revoked certificate looks like any other, and whoever can keep the answer away decides",
        fix: "hand in the current CRL of the certificate's issuer or an OCSP response about it; the decision's `revocation` says where they are published and why what was handed in did not count",
        reference: "RFC 5280, section 6.3.3; RFC 6960, section 3.2",
    }
    RevocationDataStale "revocation_data_stale" Path {
        meaning: "what says that a certificate of the path is good should have been replaced by something newer",
        matters: "a certificate that was revoked since then would still look good",
        fix: "fetch the CRL or OCSP response again and hand it in; if the CA itself is late, a grace period (mode soft) bridges it",
        reference: "RFC 5280, section 6.3.3; RFC 6960, section 4.2.2.1",
    }
    NameNotMatched "name_not_matched" Identity {
        meaning: "none of the certificate's names is the one that was asked for",
        matters: "the certificate is genuine and belongs to somebody else",
        fix: "connect to a name that the certificate has, or issue it with the name as subject alternative name",
        reference: "RFC 9525, section 6",
    }
    IdentityMissing "identity_missing" Identity {
        meaning: "the certificate has no name of a class that the policy takes as the principal",
        matters: "without falling through to a weaker class of name there is nobody the policy could speak of",
        fix: "issue the certificate with such a name, or name the class in the policy's identity list",
        reference: "policy document, identity",
    }
    IdentityAmbiguous "identity_ambiguous" Identity {
        meaning: "the certificate has several names of the class that should name the principal",
        matters: "choosing one of them would let whoever orders the names choose who the peer is",
        fix: "issue the certificate with one name of that class, or say which is expected",
        reference: "policy document, identity; X509-SVID, section 2",
    }
    IdentityMalformed "identity_malformed" Identity {
        meaning: "a name that should be the peer's identity is not of its form",
        matters: "a name that two programs read differently is two identities",
        fix: "issue the certificate with a well-formed name; a SPIFFE ID is spiffe://trust-domain/path",
        reference: "SPIFFE-ID, section 2",
    }
    PathVerified "path_verified" Path {
        meaning: "the certification path verified, and the relying party asked for no more",
        matters: "any peer that the anchors vouch for is let in",
        fix: "nothing to mend; give a policy to say who may do what",
        reference: "RFC 5280, section 6.1",
    }
    RuleAllowed "rule_allowed" Policy {
        meaning: "a rule of the policy allows the request, and none denies it",
        matters: "this is the rule to change if the peer should not have been let in",
        fix: "nothing to mend",
        reference: "policy document, rules",
    }
    RuleDenied "rule_denied" Policy {
        meaning: "a rule of the policy denies the request",
        matters: "deny rules win over allow rules, in whatever order they are written",
        fix: "read the rule's `why`; change the rule or the request",
        reference: "policy document, rules",
    }
    RuleFailed "rule_failed" Policy {
        meaning: "a deny rule could not be evaluated, because the host did not supply a value that it needs",
        matters: "a deny rule that cannot be evaluated might have denied, so it denies",
        fix: "supply the context value named, or take it out of the rule",
        reference: "policy document, absent and unavailable",
    }
    NoRuleMatched "no_rule_matched" Policy {
        meaning: "no rule of the policy allows the request",
        matters: "what is not allowed is denied",
        fix: "see the nearest rule and the field that did not match; change the request, the certificate or the rule",
        reference: "policy document, default",
    }
    WorkLimitReached "work_limit_reached" Path {
        meaning: "what the peer sent would take more work than one decision may cost",
        matters: "a peer must not be able to keep the verifier busy",
        fix: "send only the certificates that lead from the end entity to the anchor, once each",
        reference: "limits of Handfast",
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that is no reason code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCode(String);

impl UnknownCode {
    /// The codes that may be meant: the one that is a slip of the pen away, or those that have a word of the text.
    pub fn similar(&self) -> Vec<Code> {
        let names: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        if let Some(name) = nearest(&self.0, &names) {
            return name.parse().into_iter().collect();
        }
        // Words such as `not` stand in too many codes to tell one from another.
        let words: Vec<&str> = self.0.split(['_', '-', ' ']).filter(|word| word.len() > 3).collect();
        let has = |code: &Code| code.as_str().split('_').any(|word| words.contains(&word));
        Code::ALL.iter().copied().filter(has).collect()
    }

    /// What to do about it.
    pub fn fix(&self) -> String {
        let similar: Vec<String> = self.similar().iter().map(|code| format!("`{code}`")).collect();
        match similar.as_slice() {
            [] => "docs/reason-codes.md and `handfast explain --list` list them".to_owned(),
            similar => format!("did you mean {}?", similar.join(" or ")),
        }
    }
}

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no reason code {}", quoted(&self.0))
    }
}

impl std::error::Error for UnknownCode {}

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = |code: &Self| code.as_str() == text;
        Self::ALL.iter().copied().find(named).ok_or_else(|| UnknownCode(text.to_owned()))
    }
}
