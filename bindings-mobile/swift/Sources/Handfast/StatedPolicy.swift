import Foundation

/// A certificate policy that holds for a path, as the end entity's certificate names it.
public struct StatedPolicy: Hashable, Sendable {
    let record: StatedPolicyRecord

    init(record: StatedPolicyRecord) {
        self.record = record
    }

    /// Its object identifier.
    public var oid: String { return record.oid }
    /// The DER of its qualifiers, a SEQUENCE OF PolicyQualifierInfo (RFC 5280 section 4.2.1.4); empty if it has none.
    public var qualifiers: Data { return record.qualifiers }
}
