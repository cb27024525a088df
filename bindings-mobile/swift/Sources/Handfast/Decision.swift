import Foundation

/// Whether a peer may do what it asks for, and why. Only a relying party makes one.
///
/// For showing. It is never true or false by itself: to guard something, use `RelyingParty.authorize`, which cannot be
/// ignored.
public struct Decision: Hashable, Sendable, CustomStringConvertible {
    private let record: DecisionRecord

    init(record: DecisionRecord) {
        self.record = record
    }

    /// Whether the request is allowed.
    public var effect: Effect { return record.effect }
    /// The one name that the policy speaks about; nil unless the peer was verified and named.
    public var principal: Principal? { return record.identity?.principal }
    /// Everything that the verified path says about the peer; nil unless it was verified and named.
    public var identity: PeerIdentity? {
        guard let named = record.identity, let anchor = record.anchor, let policies = record.pathCertificatePolicies
        else { return nil }
        let path = PathRecord(
            certificates: record.path,
            anchor: anchor,
            at: record.at,
            validUntil: record.pathValidUntil,
            attempts: record.attempts,
            revocation: record.revocation,
            certificatePolicies: policies,
            loosened: record.loosened)
        return PeerIdentity(record: named, path: VerifiedPath(record: path))
    }
    /// What is known of the peer.
    public var state: PeerState { return record.state }
    /// How the chain arrived.
    public var arrival: Arrival { return record.arrival }
    /// The hop that forwarded it.
    public var hop: String? { return record.hop }
    /// Who has shown that the peer holds its key.
    public var possession: Possession { return record.possession }
    /// Why, at least one reason; the one to mend first comes first.
    public var reasons: [Reason] { return record.reasons }
    /// The `id` of the rule that decided.
    public var rule: String? { return record.rule }
    /// For a denial by no rule: the allow rule that came nearest, and the field that failed.
    public var nearest: Nearest? { return record.nearest }
    /// What the host is asked to do with a peer that is let in.
    public var obligations: Obligations { return record.obligations }
    /// The shadow rules that matched.
    public var shadow: [ShadowOutcome] { return record.shadow }
    /// The certificates of the verified path, the end entity first; empty if none verified.
    public var path: [Certificate] { return record.path }
    /// The trust anchor that the verified path ends in.
    public var anchor: Anchor? { return record.anchor }
    /// The loosenings of the profile without which the path would not have verified.
    public var loosened: [AppliedLoosening] { return record.loosened }
    /// What is known of the revocation of each certificate of the path, or for a denial of the path that came closest; nil if
    /// revocation was not looked at.
    public var revocation: [CertificateRevocation]? { return record.revocation }
    /// What was tried and failed on the way to a path, as far as it was kept.
    public var attempts: [Attempt] { return record.attempts }
    /// How many attempts were made.
    public var attemptsTotal: Int { return Int(record.attemptsTotal) }
    /// The first instant at which the decision may be another one, by anything known now; nil for none.
    public var validUntil: Date? { return record.validUntil }
    /// The verification time.
    public var at: Date { return record.at }
    /// The name of the profile that the path was held to.
    public var profile: String { return record.profile }
    /// The `name` of the policy that it was made by.
    public var policyName: String? { return record.policyName }
    /// The fingerprint of the policy that it was made by.
    public var policyFingerprint: String? { return record.policyFingerprint }

    /// The decision as JSON, on one line: the same bytes in every language.
    public func toJson() -> String { return record.json }

    /// The same JSON, octet for octet: strings of Swift are equal also where their Unicode is spelled differently.
    public static func == (left: Decision, right: Decision) -> Bool {
        return left.record.json.utf8.elementsEqual(right.record.json.utf8)
    }

    /// By its JSON.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(octetsOf: record.json)
    }

    /// The decision in a few lines for people.
    public var description: String { return record.text }
}

extension Hasher {
    /// The octets of a text, where the text itself would be hashed by its normal form.
    mutating func combine(octetsOf text: String) {
        for octet in text.utf8 { combine(octet) }
    }
}
