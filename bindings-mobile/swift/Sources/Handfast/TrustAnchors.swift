import Foundation

/// The CA certificates that are trusted; never empty.
public struct TrustAnchors: Sendable {
    let native: NativeTrustAnchors

    /// Reads the certificates of a PEM text: any number of blocks, text between them, Windows line ends.
    ///
    /// Throws a `SetupError` with the block's number and line.
    public static func fromPem(_ text: String) throws -> TrustAnchors {
        return TrustAnchors(native: try calling { try NativeTrustAnchors.fromPem(text: text) })
    }

    /// Reads one DER certificate. Throws a `SetupError` if it is none, or none of a CA.
    public static func fromDer(_ der: Data) throws -> TrustAnchors {
        return TrustAnchors(native: try calling { try NativeTrustAnchors.fromDer(der: der) })
    }

    /// Reads PEM or DER, whichever it is. Throws a `SetupError` as the two do.
    public static func fromPemOrDer(_ bytes: Data) throws -> TrustAnchors {
        return TrustAnchors(native: try calling { try NativeTrustAnchors.fromPemOrDer(bytes: bytes) })
    }

    /// Reads the X.509 authorities of a SPIFFE trust bundle. Throws a `SetupError` if it has none, or is no bundle.
    public static func fromSpiffeBundle(_ json: String) throws -> TrustAnchors {
        return TrustAnchors(native: try calling { try NativeTrustAnchors.fromSpiffeBundle(json: json) })
    }

    /// All of them, in the bundle of that name, which a policy's `trust` speaks of.
    public func named(_ bundle: String) -> TrustAnchors {
        return TrustAnchors(native: native.named(bundle: bundle))
    }

    /// These and the others; the same certificate in the same bundle counts once.
    public func withAnchors(_ others: TrustAnchors) -> TrustAnchors {
        return TrustAnchors(native: native.withAnchors(others: others.native))
    }

    /// Their certificates.
    public var certificates: [Certificate] {
        return native.certificates()
    }
}
