package dev.handfast

import java.time.Duration

/**
 * Revocation data that the caller has: nothing is ever fetched.
 *
 * What it says counts once somebody signed it whose certification path ends in the same anchor as the certificate's, so data of others,
 * and about other certificates, does no harm and no good.
 *
 * @property crls CRLs, which must stay open until the relying party is made
 * @property ocspResponses OCSP responses
 * @property certificates the certificates of those who may have signed it and stand in no chain, such as a CA's key for its CRLs or an
 * OCSP responder's; they are no trust anchors, and no intermediates for the peer's own path
 */
public class RevocationData @JvmOverloads constructor(
    crls: List<Crl> = emptyList(),
    ocspResponses: List<OcspResponse> = emptyList(),
    certificates: List<Certificate> = emptyList(),
) {
    public val crls: List<Crl> = crls.toList()
    public val ocspResponses: List<OcspResponse> = ocspResponses.toList()
    public val certificates: List<Certificate> = certificates.toList()

    /** Whether there is neither a CRL nor an OCSP response in it. */
    public val isEmpty: Boolean get() = crls.isEmpty() && ocspResponses.isEmpty()

    override fun toString(): String =
        "RevocationData(${crls.size} CRLs, ${ocspResponses.size} OCSP responses, ${certificates.size} certificates)"
}

/** What happens to a certificate of which nobody says that it is good. One that is revoked is denied in every mode but off. */
public class RevocationMode private constructor(
    /** Which of the three it is. */
    public val kind: Kind,
    /** With soft: how long stale data counts; null for ever. */
    public val grace: Duration?,
) {
    /** The three modes. */
    public enum class Kind(override val value: String) : Spelled {
        /** Every certificate of the path must be said to be good, by data that is not stale. */
        HARD("hard"),

        /** A certificate of which nothing is known is let through, and stale data counts for a while. */
        SOFT("soft"),

        /** Revocation is not looked at. */
        OFF("off"),
    }

    internal val record: RevocationModeRecord
        get() = when (kind) {
            Kind.HARD -> RevocationModeRecord.Hard
            Kind.SOFT -> RevocationModeRecord.Soft(grace?.seconds?.toULong())
            Kind.OFF -> RevocationModeRecord.Off
        }

    override fun equals(other: Any?): Boolean = other is RevocationMode && other.kind == kind && other.grace == grace

    override fun hashCode(): Int = 31 * kind.hashCode() + grace.hashCode()

    override fun toString(): String = if (grace == null) "RevocationMode(${kind.value})" else "RevocationMode(${kind.value}, $grace)"

    public companion object {
        /** Every certificate of the path must be said to be good, by data that is not stale. */
        @JvmStatic
        public fun hard(): RevocationMode = RevocationMode(Kind.HARD, null)

        /**
         * A certificate of which nothing is known is let through, and stale data counts until [grace] after it should have been
         * replaced, of which the whole seconds count, or for ever; then the certificate is denied. Whoever can keep data from the
         * relying party keeps revocation from it.
         *
         * @throws IllegalArgumentException if [grace] is negative
         */
        @JvmStatic
        @JvmOverloads
        public fun soft(grace: Duration? = null): RevocationMode {
            require(grace == null || !grace.isNegative) { "a grace is not negative" }
            return RevocationMode(Kind.SOFT, grace)
        }

        /** Revocation is not looked at. */
        @JvmStatic
        public fun off(): RevocationMode = RevocationMode(Kind.OFF, null)
    }
}
