import Foundation

/// Decides about peers: trust anchors, a profile, a policy. Made once, used for every peer, from any thread.
public struct RelyingParty: Sendable {
    private let native: NativeRelyingParty

    /// Makes one. `trustAnchors` and either `policy` or `anyVerifiedPeer` are needed; the core chooses what is nil.
    ///
    /// `anyVerifiedPeer` goes without a policy: whomever the anchors vouch for may do anything.
    /// `acceptFilesWithoutPossession` is for tools that show decisions about files, never for guarding anything.
    /// `trustedHops` are believed when they forward a certificate. `suppliesContext` are the keys of the context that the
    /// host will supply, so that a policy that asks for another is refused now.
    ///
    /// `revocation` is the data that is at hand. How it is looked at is said by `revocationMode` (if nil, by the core's choice:
    /// hard with data, off without), and for the paths that end in an anchor of a bundle by `revocationModes`.
    ///
    /// `signatureCache` is where it remembers which signatures are right; nil is one of its own.
    ///
    /// Throws a `SetupError` if policy and anchors do not go together, or one of the two is missing.
    public init(
        trustAnchors: TrustAnchors,
        policy: Policy? = nil,
        anyVerifiedPeer: Bool = false,
        profile: Profile? = nil,
        provider: String? = nil,
        acceptFilesWithoutPossession: Bool = false,
        trustedHops: [String] = [],
        suppliesContext: [String]? = nil,
        revocation: RevocationData? = nil,
        revocationMode: RevocationMode? = nil,
        revocationModes: [String: RevocationMode] = [:],
        signatureCache: SignatureCache? = nil
    ) throws {
        let settings = RelyingPartySettings(
            anyVerifiedPeer: anyVerifiedPeer,
            provider: provider,
            acceptFilesWithoutPossession: acceptFilesWithoutPossession,
            trustedHops: trustedHops,
            suppliesContext: suppliesContext,
            ocspResponses: revocation?.ocspResponses.map { $0.der } ?? [],
            revocationCertificates: revocation?.certificates ?? [],
            revocationMode: revocationMode?.record,
            revocationModes: revocationModes.mapValues { $0.record },
            withoutSignatureCache: signatureCache.map { $0.native == nil } ?? false)
        let crls = revocation?.crls.map { $0.native } ?? []
        self.native = try calling {
            try NativeRelyingParty.build(
                trustAnchors: trustAnchors.native,
                policy: policy?.native,
                profile: profile?.native,
                crls: crls,
                signatureCache: signatureCache?.native,
                settings: settings)
        }
    }

    /// Decides whether the peer may do what it asks for, at that time. For showing: see `authorize`.
    ///
    /// Whatever the peer sent gives a decision. Of `at` the whole second counts.
    public func decide(_ chain: PresentedChain, _ request: AccessRequest, at: Date) -> Decision {
        let question = Question(chain: chain.record, request: request.record, at: at)
        do {
            return Decision(record: try native.decide(question: question))
        } catch {
            // A request was checked when it was made, and nothing else can be refused.
            preconditionFailure("the core took this request before: \(error)")
        }
    }

    /// Decides, and gives the identity of a peer that may. For guarding: a denial cannot be overlooked.
    ///
    /// Throws `AccessDenied` with the decision.
    public func authorize(_ chain: PresentedChain, _ request: AccessRequest, at: Date) throws -> PeerIdentity {
        let question = Question(chain: chain.record, request: request.record, at: at)
        switch try calling({ try native.authorize(question: question) }) {
        case .authorized(let identity, let path):
            return PeerIdentity(record: identity, path: VerifiedPath(record: path))
        case .denied(let decision):
            throw AccessDenied(decision: Decision(record: decision))
        }
    }

    /// The decisions from one instant to another, both included: whenever the decision becomes another one, and what makes it
    /// so. An end before the beginning is taken to be the beginning.
    ///
    /// Only what is known now counts: nobody renews a certificate, issues another CRL or changes the policy. Whatever the peer
    /// sent gives a timeline.
    public func timeline(_ chain: PresentedChain, _ request: AccessRequest, from: Date, to: Date) -> Timeline {
        let question = Question(chain: chain.record, request: request.record, at: from)
        do {
            return Timeline(record: try native.timeline(question: question, to: to))
        } catch {
            // As of `decide`.
            preconditionFailure("the core took this request before: \(error)")
        }
    }

    /// Verifies the path alone. It says that the anchors vouch for the peer, not that the peer may do anything.
    /// What its names mean is read for a decision only: with the profile `svid`, whether the URI is a SPIFFE ID.
    public func verify(_ chain: PresentedChain, at: Date) -> Verification {
        switch native.verify(chain: chain.record, at: at) {
        case .verified(let path):
            return .verified(VerifiedPath(record: path))
        case .rejected(let reasons, let attempts, let revocation):
            return .rejected(Rejection(reasons: reasons, attempts: attempts, revocation: revocation))
        }
    }
}
