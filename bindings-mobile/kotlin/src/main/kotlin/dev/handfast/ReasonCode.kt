// Made by `cargo xtask docs` from the core's list.

package dev.handfast

/** A reason code: stable across releases. */
public enum class ReasonCode(override val value: String) : Spelled {
    /** A certificate is not well-formed DER, or breaks a rule of RFC 5280 about its form. */
    ENCODING_MALFORMED("encoding_malformed"),

    /** The peer presented no certificate. */
    CHAIN_EMPTY("chain_empty"),

    /** Nobody has shown that the peer holds the private key of its certificate. */
    POSSESSION_NOT_PROVEN("possession_not_proven"),

    /** No certification path leads from the end entity to a trust anchor. */
    ISSUER_UNKNOWN("issuer_unknown"),

    /** A certificate's signature was not made by its supposed issuer's key. */
    SIGNATURE_INVALID("signature_invalid"),

    /** A signature or key uses an algorithm, curve or size that is not accepted. */
    ALGORITHM_NOT_ACCEPTED("algorithm_not_accepted"),

    /** The verification time is after a certificate's notAfter. */
    CERTIFICATE_EXPIRED("certificate_expired"),

    /** The verification time is before a certificate's notBefore. */
    CERTIFICATE_NOT_YET_VALID("certificate_not_yet_valid"),

    /** A certificate issued another one without being a CA certificate. */
    ISSUER_NOT_CA("issuer_not_ca"),

    /** More intermediate certificates follow a CA than its pathLenConstraint, or the profile, permits. */
    PATH_LENGTH_EXCEEDED("path_length_exceeded"),

    /** A name in a certificate lies outside what a CA above it, or the binding of its bundle, permits. */
    NAME_NOT_PERMITTED("name_not_permitted"),

    /** A certificate has a critical extension that is not understood here. */
    CRITICAL_EXTENSION_UNKNOWN("critical_extension_unknown"),

    /** A certificate policy is required for the path, and none that would do is stated by all of its certificates. */
    CERTIFICATE_POLICY_NOT_PERMITTED("certificate_policy_not_permitted"),

    /** A certificate lacks an extension that its profile requires. */
    EXTENSION_MISSING("extension_missing"),

    /** A certificate has an extension, or an extension's criticality or content, that its profile forbids. */
    EXTENSION_NOT_PERMITTED("extension_not_permitted"),

    /** A certificate is of X.509 version 1 or 2. */
    VERSION_NOT_ACCEPTED("version_not_accepted"),

    /** A certificate's keyUsage or extendedKeyUsage does not permit what it is used for here. */
    USAGE_NOT_PERMITTED("usage_not_permitted"),

    /** The peer's certificate was issued for longer than the profile permits. */
    LIFETIME_TOO_LONG("lifetime_too_long"),

    /** The peer's own certificate is a CA certificate. */
    END_ENTITY_IS_CA("end_entity_is_ca"),

    /** The CA has revoked a certificate of the path. */
    CERTIFICATE_REVOKED("certificate_revoked"),

    /** Revocation is looked at, and nothing that was handed in says whether a certificate of the path is revoked. */
    REVOCATION_STATUS_UNKNOWN("revocation_status_unknown"),

    /** What says that a certificate of the path is good should have been replaced by something newer. */
    REVOCATION_DATA_STALE("revocation_data_stale"),

    /** None of the certificate's names is the one that was asked for. */
    NAME_NOT_MATCHED("name_not_matched"),

    /** The certificate has no name of a class that the policy takes as the principal. */
    IDENTITY_MISSING("identity_missing"),

    /** The certificate has several names of the class that should name the principal. */
    IDENTITY_AMBIGUOUS("identity_ambiguous"),

    /** A name that should be the peer's identity is not of its form. */
    IDENTITY_MALFORMED("identity_malformed"),

    /** The certification path verified, and the relying party asked for no more. */
    PATH_VERIFIED("path_verified"),

    /** A rule of the policy allows the request, and none denies it. */
    RULE_ALLOWED("rule_allowed"),

    /** A rule of the policy denies the request. */
    RULE_DENIED("rule_denied"),

    /** A deny rule could not be evaluated, because the host did not supply a value that it needs. */
    RULE_FAILED("rule_failed"),

    /** No rule of the policy allows the request. */
    NO_RULE_MATCHED("no_rule_matched"),

    /** What the peer sent would take more work than one decision may cost. */
    WORK_LIMIT_REACHED("work_limit_reached"),
}
