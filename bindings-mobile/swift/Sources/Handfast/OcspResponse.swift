import Foundation

/// An OCSP response that was read strictly. Whether its signature is that of somebody who may speak about a certificate is
/// found out when the certificate is asked about.
public struct OcspResponse: Hashable, Sendable, CustomStringConvertible {
    /// Its DER encoding, as it was given.
    public let der: Data
    private let contents: OcspRecord

    /// Reads one DER response. Throws a `SetupError` if it is none, also for one in which the responder says that it has no
    /// answer. What a peer stapled is none of the caller's: `PresentedChain.withStapledOcsp` takes it as it is.
    public static func fromDer(_ der: Data) throws -> OcspResponse {
        // A copy, in case it is a slice of something larger: its indices begin with 0.
        return OcspResponse(der: Data(der), contents: try calling { try readOcspResponse(der: der) })
    }

    private init(der: Data, contents: OcspRecord) {
        self.der = der
        self.contents = contents
    }

    /// When it was signed.
    public var producedAt: Date { return contents.producedAt }
    /// Who made it, in words: its name, or the hash of its key.
    public var responder: String { return contents.responder }
    /// What it says about each certificate that it speaks of.
    public var statements: [OcspStatement] { return contents.statements }
    /// The certificates that came with it.
    public var certificates: [Certificate] { return contents.certificates }

    /// Who made it.
    public var description: String { return "OcspResponse(\(responder))" }
}
