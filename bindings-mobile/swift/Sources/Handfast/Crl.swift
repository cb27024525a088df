import Foundation

/// A certificate revocation list that was read strictly. Whether its signature is its issuer's is found out when a
/// certificate is asked about.
public struct Crl: Sendable, CustomStringConvertible {
    let native: NativeCrl
    private let contents: CrlRecord

    init(native: NativeCrl) {
        self.native = native
        self.contents = native.contents()
    }

    /// Reads one DER CRL. Throws a `SetupError` if it is none.
    public static func fromDer(_ der: Data) throws -> Crl {
        return Crl(native: try calling { try NativeCrl.fromDer(der: der) })
    }

    /// Reads the CRLs of a PEM text: any number of blocks, text between them.
    ///
    /// Throws a `SetupError` with the block's number and line.
    public static func fromPem(_ text: String) throws -> [Crl] {
        return try calling { try crlsFromPem(text: text) }.map { Crl(native: $0) }
    }

    /// Reads PEM or DER, whichever it is. Throws a `SetupError` as the two do.
    public static func fromPemOrDer(_ bytes: Data) throws -> [Crl] {
        return try calling { try crlsFromPemOrDer(bytes: bytes) }.map { Crl(native: $0) }
    }

    /// Its DER encoding, as it was given.
    public var der: Data { return native.der() }
    /// Who issued it, as text (RFC 4514).
    public var issuer: String { return contents.issuer }
    /// When it was issued.
    public var thisUpdate: Date { return contents.thisUpdate }
    /// When the next one is issued at the latest; after that, this one is stale.
    public var nextUpdate: Date { return contents.nextUpdate }
    /// Its number in hex (RFC 5280 section 5.2.3).
    public var number: String? { return contents.number }
    /// For a delta CRL: the number of the complete CRL, in hex, from which on it tells what has changed (section 5.2.4).
    public var baseNumber: String? { return contents.baseNumber }
    /// How many certificates it names.
    public var entryCount: Int { return Int(contents.entryCount) }
    /// What it is about, in words: `all certificates`, `user certificates`, `for some reasons`.
    public var scope: String { return contents.scope }
    /// The algorithm that it is signed with, such as `ecdsa-sha256`.
    public var signatureAlgorithm: String { return contents.signatureAlgorithm }

    /// Who issued it.
    public var description: String { return "Crl(\(issuer))" }
}
