package dev.handfast

import java.time.Instant

/**
 * Whether a peer may do what it asks for, and why. Only a relying party makes one.
 *
 * For showing. It is never true or false by itself: to guard something, use [RelyingParty.authorize], which cannot be ignored.
 */
public class Decision internal constructor(private val record: DecisionRecord) {
    /** Whether the request is allowed. */
    public val effect: Effect get() = record.effect

    /** The one name that the policy speaks about; null unless the peer was verified and named. */
    public val principal: Principal? get() = record.identity?.principal

    /** Everything that the verified path says about the peer; null unless it was verified and named. */
    public val identity: PeerIdentity? by lazy {
        val (named, anchor, policies) = Triple(record.identity, record.anchor, record.pathCertificatePolicies)
        if (named == null || anchor == null || policies == null) {
            null
        } else {
            PeerIdentity(named, VerifiedPath(PathRecord(path, anchor, at, record.pathValidUntil, attempts, revocation, policies, loosened)))
        }
    }

    /** What is known of the peer. */
    public val state: PeerState get() = record.state

    /** How the chain arrived. */
    public val arrival: Arrival get() = record.arrival

    /** The hop that forwarded it. */
    public val hop: String? get() = record.hop

    /** Who has shown that the peer holds its key. */
    public val possession: Possession get() = record.possession

    /** Why, at least one reason; the one to mend first comes first. */
    public val reasons: List<Reason> get() = record.reasons

    /** The `id` of the rule that decided. */
    public val rule: String? get() = record.rule

    /** For a denial by no rule: the allow rule that came nearest, and the field that failed. */
    public val nearest: Nearest? get() = record.nearest

    /** What the host is asked to do with a peer that is let in. */
    public val obligations: Obligations get() = record.obligations

    /** The shadow rules that matched. */
    public val shadow: List<ShadowOutcome> get() = record.shadow

    /** The certificates of the verified path, the end entity first; empty if none verified. */
    public val path: List<Certificate> get() = record.path

    /** The trust anchor that the verified path ends in. */
    public val anchor: Anchor? get() = record.anchor

    /**
     * What is known of the revocation of each certificate of the path, or for a denial of the path that came closest; null if
     * revocation was not looked at.
     */
    public val revocation: List<CertificateRevocation>? get() = record.revocation

    /** The loosenings of the profile without which the path would not have verified. */
    public val loosened: List<AppliedLoosening> get() = record.loosened

    /** What was tried and failed on the way to a path, as far as it was kept. */
    public val attempts: List<Attempt> get() = record.attempts

    /** How many attempts were made. */
    public val attemptsTotal: Long get() = record.attemptsTotal

    /** The first instant at which the decision may be another one, by anything known now; null for none. */
    public val validUntil: Instant? get() = record.validUntil

    /** The verification time. */
    public val at: Instant get() = record.at

    /** The name of the profile that the path was held to. */
    public val profile: String get() = record.profile

    /** The `name` of the policy that it was made by. */
    public val policyName: String? get() = record.policyName

    /** The fingerprint of the policy that it was made by. */
    public val policyFingerprint: String? get() = record.policyFingerprint

    /** The decision as JSON, on one line: the same bytes in every language. */
    public fun toJson(): String = record.json

    /** The decision in a few lines for people. */
    override fun toString(): String = record.text

    override fun equals(other: Any?): Boolean = other is Decision && other.record.json == record.json

    override fun hashCode(): Int = record.json.hashCode()
}
