package dev.handfast

import java.time.Instant

/**
 * Decides about peers: trust anchors, a profile, a policy. Made once, used for every peer, from any thread.
 *
 * It holds native memory, which [close] gives back at once and the garbage collector some time later. Using it after [close] is an
 * [IllegalStateException].
 *
 * @param trustAnchors who is trusted
 * @param policy the policy that is evaluated
 * @param anyVerifiedPeer goes without a policy: whomever the anchors vouch for may do anything
 * @param profile what paths are held to; the core's choice if null
 * @param provider the name of the signature provider, one of [providers]; the core's choice if null
 * @param acceptFilesWithoutPossession for tools that show decisions about files; never for guarding anything
 * @param trustedHops the hops that are believed when they forward a certificate
 * @param suppliesContext the keys of the context that the host will supply, so that a policy that asks for another is refused now
 * @param revocation the revocation data that is at hand
 * @param revocationMode how revocation is looked at; if null, the core's choice: hard with data, off without
 * @param revocationModes how it is looked at on paths that end in an anchor of the bundle of that name
 * @param signatureCache where it remembers which signatures are right; one of its own if null
 * @throws SetupError if policy and anchors do not go together, or there is neither a policy nor [anyVerifiedPeer]
 */
public class RelyingParty @JvmOverloads constructor(
    trustAnchors: TrustAnchors,
    policy: Policy? = null,
    anyVerifiedPeer: Boolean = false,
    profile: Profile? = null,
    provider: String? = null,
    acceptFilesWithoutPossession: Boolean = false,
    trustedHops: List<String> = emptyList(),
    suppliesContext: List<String>? = null,
    revocation: RevocationData? = null,
    revocationMode: RevocationMode? = null,
    revocationModes: Map<String, RevocationMode> = emptyMap(),
    signatureCache: SignatureCache? = null,
) : AutoCloseable {
    private val held: NativeRelyingParty = calling {
        NativeRelyingParty.build(
            trustAnchors.native,
            policy?.native,
            profile?.native,
            revocation?.crls.orEmpty().map { it.native },
            signatureCache?.native,
            RelyingPartySettings(
                anyVerifiedPeer,
                provider,
                acceptFilesWithoutPossession,
                trustedHops,
                suppliesContext,
                revocation?.ocspResponses.orEmpty().map { it.encoded },
                revocation?.certificates.orEmpty(),
                revocationMode?.record,
                revocationModes.mapValues { it.value.record },
                withoutSignatureCache = signatureCache?.isOff == true,
            ),
        )
    }

    private val native: NativeRelyingParty
        get() = held.also { check(!it.uniffiIsDestroyed) { "the relying party is closed" } }

    /** Whom it trusts, for [HandfastTrustManager]. */
    internal val anchors: List<Certificate> = trustAnchors.certificates

    /**
     * Decides whether the peer may do what it asks for, at that time. For showing: see [authorize].
     *
     * Never fails, whatever the peer sent. Of [at] the whole second counts.
     */
    public fun decide(chain: PresentedChain, request: AccessRequest, at: Instant): Decision =
        Decision(calling { native.decide(Question(chain.record, request.record, at)) })

    /**
     * Decides, and gives the identity of a peer that may. For guarding: a denial cannot be overlooked.
     *
     * @throws AccessDenied with the decision
     */
    @Throws(AccessDenied::class)
    public fun authorize(chain: PresentedChain, request: AccessRequest, at: Instant): PeerIdentity =
        when (val answer = calling { native.authorize(Question(chain.record, request.record, at)) }) {
            is Authorization.Authorized -> PeerIdentity(answer.identity, VerifiedPath(answer.path))
            is Authorization.Denied -> throw AccessDenied(Decision(answer.decision))
        }

    /**
     * Verifies the path alone. It says that the anchors vouch for the peer, not that the peer may do anything. What its names mean is
     * read for a decision only: with the profile `svid`, whether the URI is a SPIFFE ID.
     */
    public fun verify(chain: PresentedChain, at: Instant): Verification =
        when (val answer = native.verify(chain.record, at)) {
            is VerificationRecord.Verified -> VerifiedPath(answer.path)
            is VerificationRecord.Rejected -> Rejection(answer.reasons, answer.attempts, answer.revocation)
        }

    /**
     * The decisions from one instant to another, both included: whenever the decision becomes another one, and what makes it so. An end
     * before the beginning is taken to be the beginning.
     *
     * Only what is known now counts: nobody renews a certificate, issues another CRL or changes the policy. Never fails, whatever the
     * peer sent.
     */
    public fun timeline(chain: PresentedChain, request: AccessRequest, from: Instant, to: Instant): Timeline =
        Timeline(calling { native.timeline(Question(chain.record, request.record, from), to) })

    override fun close(): Unit = held.close()
}
