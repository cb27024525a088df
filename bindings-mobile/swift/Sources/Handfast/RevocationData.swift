import Foundation

/// Revocation data that the caller has: nothing is ever fetched.
///
/// What it says counts once somebody signed it whose certification path ends in the same anchor as the certificate's, so data
/// of others, and about other certificates, does no harm and no good.
public struct RevocationData: Sendable {
    /// CRLs.
    public let crls: [Crl]
    /// OCSP responses.
    public let ocspResponses: [OcspResponse]
    /// The certificates of those who may have signed it and stand in no chain, such as a CA's key for its CRLs or an OCSP
    /// responder's. They are no trust anchors, and no intermediates for the peer's own path.
    public let certificates: [Certificate]

    /// Makes one of what there is.
    public init(crls: [Crl] = [], ocspResponses: [OcspResponse] = [], certificates: [Certificate] = []) {
        self.crls = crls
        self.ocspResponses = ocspResponses
        self.certificates = certificates
    }

    /// Whether there is neither a CRL nor an OCSP response in it.
    public var isEmpty: Bool { return crls.isEmpty && ocspResponses.isEmpty }
}

/// What happens to a certificate of which nobody says that it is good. One that is revoked is denied in every mode but off.
public enum RevocationMode: Hashable, Sendable {
    /// Every certificate of the path must be said to be good, by data that is not stale.
    case hard
    /// A certificate of which nothing is known is let through, and stale data counts until `grace` seconds after it should
    /// have been replaced, or for ever; then the certificate is denied. Whoever can keep data from the relying party keeps
    /// revocation from it.
    ///
    /// The whole seconds count, and what is less than none, or no number, is none.
    case soft(grace: TimeInterval? = nil)
    /// Revocation is not looked at.
    case off

    /// The three modes.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// See `RevocationMode.hard`.
        case hard = "hard"
        /// See `RevocationMode.soft`.
        case soft = "soft"
        /// See `RevocationMode.off`.
        case off = "off"
    }

    /// Which of the three it is.
    public var kind: Kind {
        switch self {
        case .hard: return .hard
        case .soft: return .soft
        case .off: return .off
        }
    }

    /// With soft: how many seconds stale data counts; nil for ever.
    public var grace: TimeInterval? {
        switch self {
        case .soft(let grace): return grace
        case .hard, .off: return nil
        }
    }

    var record: RevocationModeRecord {
        switch self {
        case .hard: return .hard
        case .soft(let grace): return .soft(graceSeconds: grace.map(wholeGrace))
        case .off: return .off
        }
    }
}

/// Whole seconds, held within what the core counts in; what is no number is none.
func wholeGrace(_ grace: TimeInterval) -> UInt64 {
    let seconds = grace.rounded(.down)
    if seconds.isNaN || seconds < 0 { return 0 }
    return UInt64(exactly: seconds) ?? UInt64.max
}
