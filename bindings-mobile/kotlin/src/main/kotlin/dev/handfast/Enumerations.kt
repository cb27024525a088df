package dev.handfast

import kotlin.enums.enumEntries

/** An enumeration of the core's, with the spelling that it has in every language. */
public interface Spelled {
    /** The core's spelling. */
    public val value: String
}

/** The entry of that spelling. Library and classes are of one version, so there is one. */
internal inline fun <reified E> spelled(value: String): E where E : Enum<E>, E : Spelled =
    enumEntries<E>().firstOrNull { it.value == value }
        ?: throw IllegalStateException("the native library says `$value`, which this version of the classes does not know")

/** Whether a request is allowed. */
public enum class Effect(override val value: String) : Spelled {
    /** It is. */
    ALLOW("allow"),

    /** It is not. */
    DENY("deny"),
}

/** What is known of the peer. */
public enum class PeerState(override val value: String) : Spelled {
    /** It presented no certificate. */
    NO_CERTIFICATE("no_certificate"),

    /** It presented a certificate, and nobody has shown that it holds the key. */
    PRESENTED("presented"),

    /** Its path verified, and it holds the key. */
    VERIFIED("verified"),

    /** Its path verified here; that it holds the key was seen by the hop that forwarded it. */
    VERIFIED_ELSEWHERE("verified_elsewhere"),

    /** Its certificate was refused. */
    REJECTED("rejected"),
}

/** How a chain arrived. */
public enum class Arrival(override val value: String) : Spelled {
    /** From the TLS stack of this process. */
    TLS("tls"),

    /** From a hop that terminated TLS. */
    FORWARDED("forwarded"),

    /** From files. */
    FILES("files"),
}

/** Who has shown that the peer holds the private key of its certificate. */
public enum class Possession(override val value: String) : Spelled {
    /** The peer, in the handshake of this connection. */
    PROVEN("proven"),

    /** The hop that forwarded the certificate says so. */
    ASSERTED_BY_HOP("asserted_by_hop"),

    /** Nobody. */
    NOT_PROVEN("not_proven"),
}

/** A stage of the pipeline, in its order. */
public enum class Stage(override val value: String) : Spelled {
    /** Bytes to DER values. */
    ENCODING("encoding"),

    /** DER to a parsed certificate. */
    CERTIFICATE("certificate"),

    /** Certificates to a presented chain. */
    PRESENTED("presented"),

    /** A presented chain to a verified path. */
    PATH("path"),

    /** A verified path to an identity. */
    IDENTITY("identity"),

    /** An identity and a request to the rules that apply. */
    POLICY("policy"),
}

/** How much a [Finding] matters. */
public enum class Severity(override val value: String) : Spelled {
    /** Worth knowing. */
    NOTE("note"),

    /** Likely not what was meant. */
    WARNING("warning"),

    /** Cannot be what was meant. */
    ERROR("error"),
}

/** What a rule asks to be recorded. */
public enum class Audit(override val value: String) : Spelled {
    /** Nothing. */
    NEVER("never"),

    /** Denials. */
    DENIED("denied"),

    /** Everything. */
    ALWAYS("always"),
}

/** What is known of whether a certificate is revoked; four things that must not be taken for one another. */
public enum class RevocationStatus(override val value: String) : Spelled {
    /** Its CA, or who speaks for it, says that it is not revoked. */
    GOOD("good"),

    /** Its CA said so, and should have said something newer by now. */
    STALE("stale"),

    /** Nothing says anything about it. */
    UNKNOWN("unknown"),

    /** Its CA revoked it. */
    REVOKED("revoked"),
}

/** Who says whether a certificate is revoked. */
public enum class RevocationSource(override val value: String) : Spelled {
    /** A certificate revocation list. */
    CRL("crl"),

    /** An OCSP response. */
    OCSP("ocsp"),
}

/** Why a certificate was revoked (RFC 5280 section 5.3.1). */
public enum class RevocationReason(override val value: String) : Spelled {
    /** None is given. */
    UNSPECIFIED("unspecified"),

    /** The key is known or suspected to be in other hands. */
    KEY_COMPROMISE("key_compromise"),

    /** The key of the CA is. */
    CA_COMPROMISE("ca_compromise"),

    /** The subject's name or other data have changed. */
    AFFILIATION_CHANGED("affiliation_changed"),

    /** Another certificate takes its place. */
    SUPERSEDED("superseded"),

    /** It is no longer needed. */
    CESSATION_OF_OPERATION("cessation_of_operation"),

    /** It is on hold, and may come back. */
    CERTIFICATE_HOLD("certificate_hold"),

    /** In a delta CRL: it is no longer on hold, or has expired. */
    REMOVE_FROM_CRL("remove_from_crl"),

    /** A privilege that it attests was withdrawn. */
    PRIVILEGE_WITHDRAWN("privilege_withdrawn"),

    /** The key of the attribute authority is in other hands. */
    AA_COMPROMISE("aa_compromise"),
}

/** What an OCSP response says of a certificate. */
public enum class OcspStatus(override val value: String) : Spelled {
    /** It is not revoked. */
    GOOD("good"),

    /** It is revoked. */
    REVOKED("revoked"),

    /** The responder does not know it. */
    UNKNOWN("unknown"),
}

/** Why a decision may flip. */
public enum class TimelineEventKind(override val value: String) : Spelled {
    /** A certificate or a trust anchor begins to be valid. */
    CERTIFICATE_BEGINS("certificate_begins"),

    /** One is valid no more. */
    CERTIFICATE_ENDS("certificate_ends"),

    /** A certificate is revoked. */
    CERTIFICATE_REVOKED("certificate_revoked"),

    /** A CRL or an OCSP response begins to count. */
    REVOCATION_BEGINS("revocation_begins"),

    /** One is stale, or has been for so long that it does not count any more. */
    REVOCATION_STALE("revocation_stale"),

    /** A rule of the policy begins to be in force. */
    RULE_BEGINS("rule_begins"),

    /** One is in force no more. */
    RULE_ENDS("rule_ends"),

    /** A loosening of the profile is over. */
    LOOSENING_ENDS("loosening_ends"),

    /** A condition of the policy about age or remaining time has another answer. */
    CONDITION("condition"),

    /** Public CAs issue no more certificates for clientAuth. */
    CLIENT_AUTH_SUNSET("client_auth_sunset"),
}

/** The core's spelling. */
public val AnchorStatement.value: String
    get() = name.lowercase()

/** The core's spelling. */
public val Form.value: String
    get() = name.lowercase()
