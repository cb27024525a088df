/// Whether a request is allowed.
public enum Effect: String, CaseIterable, Hashable, Sendable {
    /// It is.
    case allow = "allow"
    /// It is not.
    case deny = "deny"
}

/// What is known of the peer.
public enum PeerState: String, CaseIterable, Hashable, Sendable {
    /// It presented no certificate.
    case noCertificate = "no_certificate"
    /// It presented a certificate, and nobody has shown that it holds the key.
    case presented = "presented"
    /// Its path verified, and it holds the key.
    case verified = "verified"
    /// Its path verified here; that it holds the key was seen by the hop that forwarded it.
    case verifiedElsewhere = "verified_elsewhere"
    /// Its certificate was refused.
    case rejected = "rejected"
}

/// How a chain arrived.
public enum Arrival: String, CaseIterable, Hashable, Sendable {
    /// From the TLS stack of this process.
    case tls = "tls"
    /// From a hop that terminated TLS.
    case forwarded = "forwarded"
    /// From files.
    case files = "files"
}

/// Who has shown that the peer holds the private key of its certificate.
public enum Possession: String, CaseIterable, Hashable, Sendable {
    /// The peer, in the handshake of this connection.
    case proven = "proven"
    /// The hop that forwarded the certificate says so.
    case assertedByHop = "asserted_by_hop"
    /// Nobody.
    case notProven = "not_proven"
}

/// A stage of the pipeline, in its order.
public enum Stage: String, CaseIterable, Hashable, Sendable {
    /// Bytes to DER values.
    case encoding = "encoding"
    /// DER to a parsed certificate.
    case certificate = "certificate"
    /// Certificates to a presented chain.
    case presented = "presented"
    /// A presented chain to a verified path.
    case path = "path"
    /// A verified path to an identity.
    case identity = "identity"
    /// An identity and a request to the rules that apply.
    case policy = "policy"
}

/// How much a `Finding` matters.
public enum Severity: String, CaseIterable, Hashable, Sendable {
    /// Worth knowing.
    case note = "note"
    /// Likely not what was meant.
    case warning = "warning"
    /// Cannot be what was meant.
    case error = "error"
}

/// What a rule asks to be recorded.
public enum Audit: String, CaseIterable, Hashable, Sendable {
    /// Nothing.
    case never = "never"
    /// Denials.
    case denied = "denied"
    /// Everything.
    case always = "always"
}

/// What is known of whether a certificate is revoked; four things that must not be taken for one another.
public enum RevocationStatus: String, CaseIterable, Hashable, Sendable {
    /// Its CA, or who speaks for it, says that it is not revoked.
    case good = "good"
    /// Its CA said so, and should have said something newer by now.
    case stale = "stale"
    /// Nothing says anything about it.
    case unknown = "unknown"
    /// Its CA revoked it.
    case revoked = "revoked"
}

/// Who says whether a certificate is revoked.
public enum RevocationSource: String, CaseIterable, Hashable, Sendable {
    /// A certificate revocation list.
    case crl = "crl"
    /// An OCSP response.
    case ocsp = "ocsp"
}

/// Why a certificate was revoked (RFC 5280 section 5.3.1).
public enum RevocationReason: String, CaseIterable, Hashable, Sendable {
    /// None is given.
    case unspecified = "unspecified"
    /// The key is known or suspected to be in other hands.
    case keyCompromise = "key_compromise"
    /// The key of the CA is.
    case caCompromise = "ca_compromise"
    /// The subject's name or other data have changed.
    case affiliationChanged = "affiliation_changed"
    /// Another certificate takes its place.
    case superseded = "superseded"
    /// It is no longer needed.
    case cessationOfOperation = "cessation_of_operation"
    /// It is on hold, and may come back.
    case certificateHold = "certificate_hold"
    /// In a delta CRL: it is no longer on hold, or has expired.
    case removeFromCrl = "remove_from_crl"
    /// A privilege that it attests was withdrawn.
    case privilegeWithdrawn = "privilege_withdrawn"
    /// The key of the attribute authority is in other hands.
    case aaCompromise = "aa_compromise"
}

/// What an OCSP response says of a certificate.
public enum OcspStatus: String, CaseIterable, Hashable, Sendable {
    /// It is not revoked.
    case good = "good"
    /// It is revoked.
    case revoked = "revoked"
    /// The responder does not know it.
    case unknown = "unknown"
}

/// Why a decision may flip.
public enum TimelineEventKind: String, CaseIterable, Hashable, Sendable {
    /// A certificate or a trust anchor begins to be valid.
    case certificateBegins = "certificate_begins"
    /// One is valid no more.
    case certificateEnds = "certificate_ends"
    /// A certificate is revoked.
    case certificateRevoked = "certificate_revoked"
    /// A CRL or an OCSP response begins to count.
    case revocationBegins = "revocation_begins"
    /// One is stale, or has been for so long that it does not count any more.
    case revocationStale = "revocation_stale"
    /// A rule of the policy begins to be in force.
    case ruleBegins = "rule_begins"
    /// One is in force no more.
    case ruleEnds = "rule_ends"
    /// A loosening of the profile is over.
    case looseningEnds = "loosening_ends"
    /// A condition of the policy about age or remaining time has another answer.
    case condition = "condition"
    /// Public CAs issue no more certificates for clientAuth.
    case clientAuthSunset = "client_auth_sunset"
}

extension AnchorStatement {
    /// The core's spelling.
    public var rawValue: String {
        switch self {
        case .honoured: return "honoured"
        case .ignored: return "ignored"
        }
    }
}

extension Form {
    /// The core's spelling.
    public var rawValue: String {
        switch self {
        case .asIssued: return "as_issued"
        case .rfc5280: return "rfc5280"
        case .baselineRequirements: return "baseline_requirements"
        }
    }
}

/// The native library said something that this version of the package does not know.
struct UnknownSpelling: Error {
    let value: String
}

/// The case of that spelling. Library and package are of one version, so there is one.
func spelled<Enumeration: RawRepresentable>(_ value: String) throws -> Enumeration where Enumeration.RawValue == String {
    guard let known = Enumeration(rawValue: value) else { throw UnknownSpelling(value: value) }
    return known
}
