// Made by `cargo xtask docs` from the core's list.

/// A reason code: stable across releases.
public enum ReasonCode: String, CaseIterable, Hashable, Sendable {
    /// A certificate is not well-formed DER, or breaks a rule of RFC 5280 about its form.
    case encodingMalformed = "encoding_malformed"

    /// The peer presented no certificate.
    case chainEmpty = "chain_empty"

    /// Nobody has shown that the peer holds the private key of its certificate.
    case possessionNotProven = "possession_not_proven"

    /// No certification path leads from the end entity to a trust anchor.
    case issuerUnknown = "issuer_unknown"

    /// A certificate's signature was not made by its supposed issuer's key.
    case signatureInvalid = "signature_invalid"

    /// A signature or key uses an algorithm, curve or size that is not accepted.
    case algorithmNotAccepted = "algorithm_not_accepted"

    /// The verification time is after a certificate's notAfter.
    case certificateExpired = "certificate_expired"

    /// The verification time is before a certificate's notBefore.
    case certificateNotYetValid = "certificate_not_yet_valid"

    /// A certificate issued another one without being a CA certificate.
    case issuerNotCa = "issuer_not_ca"

    /// More intermediate certificates follow a CA than its pathLenConstraint, or the profile, permits.
    case pathLengthExceeded = "path_length_exceeded"

    /// A name in a certificate lies outside what a CA above it, or the binding of its bundle, permits.
    case nameNotPermitted = "name_not_permitted"

    /// A certificate has a critical extension that is not understood here.
    case criticalExtensionUnknown = "critical_extension_unknown"

    /// A certificate policy is required for the path, and none that would do is stated by all of its certificates.
    case certificatePolicyNotPermitted = "certificate_policy_not_permitted"

    /// A certificate lacks an extension that its profile requires.
    case extensionMissing = "extension_missing"

    /// A certificate has an extension, or an extension's criticality or content, that its profile forbids.
    case extensionNotPermitted = "extension_not_permitted"

    /// A certificate is of X.509 version 1 or 2.
    case versionNotAccepted = "version_not_accepted"

    /// A certificate's keyUsage or extendedKeyUsage does not permit what it is used for here.
    case usageNotPermitted = "usage_not_permitted"

    /// The peer's certificate was issued for longer than the profile permits.
    case lifetimeTooLong = "lifetime_too_long"

    /// The peer's own certificate is a CA certificate.
    case endEntityIsCa = "end_entity_is_ca"

    /// The CA has revoked a certificate of the path.
    case certificateRevoked = "certificate_revoked"

    /// Revocation is looked at, and nothing that was handed in says whether a certificate of the path is revoked.
    case revocationStatusUnknown = "revocation_status_unknown"

    /// What says that a certificate of the path is good should have been replaced by something newer.
    case revocationDataStale = "revocation_data_stale"

    /// None of the certificate's names is the one that was asked for.
    case nameNotMatched = "name_not_matched"

    /// The certificate has no name of a class that the policy takes as the principal.
    case identityMissing = "identity_missing"

    /// The certificate has several names of the class that should name the principal.
    case identityAmbiguous = "identity_ambiguous"

    /// A name that should be the peer's identity is not of its form.
    case identityMalformed = "identity_malformed"

    /// The certification path verified, and the relying party asked for no more.
    case pathVerified = "path_verified"

    /// A rule of the policy allows the request, and none denies it.
    case ruleAllowed = "rule_allowed"

    /// A rule of the policy denies the request.
    case ruleDenied = "rule_denied"

    /// A deny rule could not be evaluated, because the host did not supply a value that it needs.
    case ruleFailed = "rule_failed"

    /// No rule of the policy allows the request.
    case noRuleMatched = "no_rule_matched"

    /// What the peer sent would take more work than one decision may cost.
    case workLimitReached = "work_limit_reached"
}
