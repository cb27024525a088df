package dev.handfast

import java.time.Instant

/** Who the peer is: every name that the verified path vouches for, and the principal. Only a relying party makes one. */
public class PeerIdentity internal constructor(
    private val record: IdentityRecord,
    /** The path that vouches for it. */
    public val path: VerifiedPath,
) {
    /** The one name that the policy speaks about. */
    public val principal: Principal get() = record.principal

    /** All subject alternative names, each with its kind: `dns:host.example`. */
    public val names: List<String> get() = record.names

    /** The presented identifier that matched the expected name, if one was expected. */
    public val matchedName: String? get() = record.matchedName

    /** The SPIFFE ID, if the certificate has exactly one URI and it is one. */
    public val spiffeId: String? get() = record.spiffeId

    /** The name of the trust anchor's bundle; null for the unnamed one. */
    public val bundle: String? get() = record.bundle

    override fun equals(other: Any?): Boolean = other is PeerIdentity && other.record == record && other.path == path

    override fun hashCode(): Int = record.hashCode()

    override fun toString(): String = "PeerIdentity(${principal.className}:${principal.value})"
}

/** What [RelyingParty.verify] gives: a [VerifiedPath] or a [Rejection]. */
public sealed interface Verification {
    /** What was tried and failed. */
    public val attempts: List<Attempt>

    /**
     * What is known of the revocation of each certificate of the path, or of the path that came closest; null if revocation was not
     * looked at.
     */
    public val revocation: List<CertificateRevocation>?
}

/** A certification path that verified. Holding it is the proof: only a relying party makes one. */
public class VerifiedPath internal constructor(private val record: PathRecord) : Verification {
    /** The certificates, the end entity first, the anchor excluded. */
    public val certificates: List<Certificate> get() = record.certificates

    /** The trust anchor that the path ends in. */
    public val anchor: Anchor get() = record.anchor

    /** The verification time. */
    public val at: Instant get() = record.at

    /** The first instant at which the path no longer verifies; null if that is beyond the year 9999. */
    public val validUntil: Instant? get() = record.validUntil

    override val attempts: List<Attempt> get() = record.attempts

    override val revocation: List<CertificateRevocation>? get() = record.revocation

    /** The certificate policies that hold for it (RFC 5280 section 6.1). */
    public val certificatePolicies: CertificatePolicies get() = record.certificatePolicies

    /** The loosenings of the profile without which it would not have verified. */
    public val loosened: List<AppliedLoosening> get() = record.loosened

    override fun equals(other: Any?): Boolean = other is VerifiedPath && other.record == record

    override fun hashCode(): Int = record.hashCode()

    override fun toString(): String = "VerifiedPath($certificates)"
}

/** No path verified: why, and everything that was tried. */
public class Rejection internal constructor(
    /** Why, at least one reason; the one to mend first comes first. */
    public val reasons: List<Reason>,
    override val attempts: List<Attempt>,
    override val revocation: List<CertificateRevocation>?,
) : Verification {
    override fun toString(): String = "Rejection(${reasons.joinToString { it.code.value }})"
}
