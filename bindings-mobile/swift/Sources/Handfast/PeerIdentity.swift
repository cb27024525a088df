import Foundation

/// Who the peer is: every name that the verified path vouches for, and the principal. Only a relying party makes one.
public struct PeerIdentity: Hashable, Sendable {
    let record: IdentityRecord
    /// The path that vouches for it.
    public let path: VerifiedPath

    init(record: IdentityRecord, path: VerifiedPath) {
        self.record = record
        self.path = path
    }

    /// The one name that the policy speaks about.
    public var principal: Principal { return record.principal }
    /// All subject alternative names, each with its kind: `dns:host.example`.
    public var names: [String] { return record.names }
    /// The presented identifier that matched the expected name, if one was expected.
    public var matchedName: String? { return record.matchedName }
    /// The SPIFFE ID, if the certificate has exactly one URI and it is one.
    public var spiffeId: String? { return record.spiffeId }
    /// The name of the trust anchor's bundle; nil for the unnamed one.
    public var bundle: String? { return record.bundle }
}

/// A certification path that verified. Holding it is the proof: only a relying party makes one.
public struct VerifiedPath: Hashable, Sendable {
    let record: PathRecord

    init(record: PathRecord) {
        self.record = record
    }

    /// The certificates, the end entity first, the anchor excluded.
    public var certificates: [Certificate] { return record.certificates }
    /// The trust anchor that the path ends in.
    public var anchor: Anchor { return record.anchor }
    /// The verification time.
    public var at: Date { return record.at }
    /// The first instant at which the path no longer verifies; nil if that is beyond the year 9999.
    public var validUntil: Date? { return record.validUntil }
    /// What was tried and failed before it was found.
    public var attempts: [Attempt] { return record.attempts }
    /// What is known of the revocation of each of its certificates; nil if revocation was not looked at.
    public var revocation: [CertificateRevocation]? { return record.revocation }
    /// The certificate policies that hold for it (RFC 5280 section 6.1).
    public var certificatePolicies: CertificatePolicies { return record.certificatePolicies }
    /// The loosenings of the profile without which it would not have verified.
    public var loosened: [AppliedLoosening] { return record.loosened }
}

/// No path verified: why, and everything that was tried.
public struct Rejection: Hashable, Sendable {
    /// Why, at least one reason; the one to mend first comes first.
    public let reasons: [Reason]
    /// What was tried.
    public let attempts: [Attempt]
    /// What is known of the revocation of each certificate of the path that came closest; nil if revocation was not looked
    /// at.
    public let revocation: [CertificateRevocation]?

    init(reasons: [Reason], attempts: [Attempt], revocation: [CertificateRevocation]?) {
        self.reasons = reasons
        self.attempts = attempts
        self.revocation = revocation
    }
}

/// What `RelyingParty.verify` gives.
public enum Verification: Hashable, Sendable {
    /// The path verified.
    case verified(VerifiedPath)
    /// None did.
    case rejected(Rejection)
}
