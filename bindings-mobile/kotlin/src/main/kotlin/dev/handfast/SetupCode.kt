// Made by `cargo xtask docs` from the core's list.

package dev.handfast

/** What kind of mistake a [SetupError] is; stable across releases. */
public enum class SetupCode(override val value: String) : Spelled {
    /** No trust anchors were given, or the input held none. */
    ANCHORS_EMPTY("anchors_empty"),

    /** A certificate given as a trust anchor is not a CA certificate. */
    ANCHOR_NOT_CA("anchor_not_ca"),

    /** A trust anchor could not be parsed. */
    ANCHOR_MALFORMED("anchor_malformed"),

    /** A certificate that the caller asked about could not be parsed. */
    CERTIFICATE_MALFORMED("certificate_malformed"),

    /** A CRL or an OCSP response that the caller gave could not be parsed. */
    REVOCATION_MALFORMED("revocation_malformed"),

    /** Revocation data is asked for that was not given. */
    REVOCATION_MISSING("revocation_missing"),

    /** The input holds a private key, which has no place among trust anchors or in a policy. */
    PRIVATE_KEY_PRESENT("private_key_present"),

    /** The input is not of a form that can be read here (PKCS#7, PKCS#12, a CSR, plain text, ...). */
    FORM_NOT_SUPPORTED("form_not_supported"),

    /** A bundle named by the policy was not supplied, or one supplied is not named by it. */
    BUNDLE_UNKNOWN("bundle_unknown"),

    /** The policy document could not be parsed. */
    POLICY_MALFORMED("policy_malformed"),

    /** The policy document is well formed, and says something that cannot be meant. */
    POLICY_INCONSISTENT("policy_inconsistent"),

    /** A test inside the policy document failed. */
    POLICY_TEST_FAILED("policy_test_failed"),

    /** Neither a policy nor an explicit decision to go without one was given. */
    POLICY_MISSING("policy_missing"),

    /** The policy needs a context key that the host did not declare it can supply. */
    CONTEXT_MISSING("context_missing"),

    /** A name, time, profile or other value is not of its form. */
    VALUE_MALFORMED("value_malformed"),

    /** The build has no signature provider, or not the one asked for. */
    PROVIDER_MISSING("provider_missing"),

    /** The input is larger than the limit. */
    TOO_LARGE("too_large"),
}
