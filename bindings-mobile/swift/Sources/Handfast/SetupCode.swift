// Made by `cargo xtask docs` from the core's list.

/// What kind of mistake a `SetupError` is; stable across releases.
public enum SetupCode: String, CaseIterable, Hashable, Sendable {
    /// No trust anchors were given, or the input held none.
    case anchorsEmpty = "anchors_empty"

    /// A certificate given as a trust anchor is not a CA certificate.
    case anchorNotCa = "anchor_not_ca"

    /// A trust anchor could not be parsed.
    case anchorMalformed = "anchor_malformed"

    /// A certificate that the caller asked about could not be parsed.
    case certificateMalformed = "certificate_malformed"

    /// A CRL or an OCSP response that the caller gave could not be parsed.
    case revocationMalformed = "revocation_malformed"

    /// Revocation data is asked for that was not given.
    case revocationMissing = "revocation_missing"

    /// The input holds a private key, which has no place among trust anchors or in a policy.
    case privateKeyPresent = "private_key_present"

    /// The input is not of a form that can be read here (PKCS#7, PKCS#12, a CSR, plain text, ...).
    case formNotSupported = "form_not_supported"

    /// A bundle named by the policy was not supplied, or one supplied is not named by it.
    case bundleUnknown = "bundle_unknown"

    /// The policy document could not be parsed.
    case policyMalformed = "policy_malformed"

    /// The policy document is well formed, and says something that cannot be meant.
    case policyInconsistent = "policy_inconsistent"

    /// A test inside the policy document failed.
    case policyTestFailed = "policy_test_failed"

    /// Neither a policy nor an explicit decision to go without one was given.
    case policyMissing = "policy_missing"

    /// The policy needs a context key that the host did not declare it can supply.
    case contextMissing = "context_missing"

    /// A name, time, profile or other value is not of its form.
    case valueMalformed = "value_malformed"

    /// The build has no signature provider, or not the one asked for.
    case providerMissing = "provider_missing"

    /// The input is larger than the limit.
    case tooLarge = "too_large"
}
