import Foundation

/// An X.509 certificate that was read strictly. Nothing about it is verified.
public struct Certificate: Hashable, Sendable, CustomStringConvertible {
    /// Its DER encoding, as it was given.
    public let der: Data
    private let kept: Kept

    /// Bytes that the core has read before.
    init(trusted der: Data) {
        self.der = der
        self.kept = Kept(der: der)
    }

    /// Reads one certificate, DER or PEM. Throws a `SetupError` with code `certificateMalformed` if it is none.
    public static func parse(_ bytes: Data) throws -> Certificate {
        return try calling { try parseCertificate(bytes: bytes) }
    }

    /// Reads every certificate of a file, each with the reason if it cannot be read. Never throws.
    public static func readAll(_ bytes: Data) -> [CertificateReading] {
        return readAllCertificates(bytes: bytes)
    }

    private var contents: CertificateRecord { return kept.contents() }

    /// SHA-256 of the DER encoding, in hex.
    public var fingerprint: String { return contents.fingerprint }
    /// SHA-256 of the SubjectPublicKeyInfo (RFC 7469), in hex.
    public var spkiPin: String { return contents.spkiPin }
    /// The version: 1, 2 or 3.
    public var version: Int { return Int(contents.version) }
    /// The serial number, in hex.
    public var serial: String { return contents.serial }
    /// The issuer's name as text (RFC 4514).
    public var issuer: String { return contents.issuer }
    /// The subject's name as text (RFC 4514); it may be empty.
    public var subject: String { return contents.subject }
    /// The first second of its validity.
    public var notBefore: Date { return contents.notBefore }
    /// The last second of its validity.
    public var notAfter: Date { return contents.notAfter }
    /// The subject alternative names, each with its kind: `dns:host.example`.
    public var names: [String] { return contents.names }
    /// The algorithm of its key, as policies name it: `ec`, `rsa`, `ed25519`, `ml-dsa-65`.
    public var keyAlgorithm: String { return contents.keyAlgorithm }
    /// The size of its key.
    public var keyBits: Int? { return contents.keyBits.map { Int($0) } }
    /// The curve of its key, as policies name it: `p256`.
    public var keyCurve: String? { return contents.keyCurve }
    /// The algorithm of the signature on it.
    public var signatureAlgorithm: String { return contents.signatureAlgorithm }
    /// Whether it says that it is of a CA.
    public var isCa: Bool { return contents.isCa }
    /// How many CA certificates may stand between it and the end entity.
    public var pathLength: Int? { return contents.pathLength.map { Int($0) } }
    /// The names of its key usages, as RFC 5280 writes them.
    public var keyUsage: [String] { return contents.keyUsage }
    /// Its extended key usages, as object identifiers.
    public var extendedKeyUsage: [String] { return contents.extendedKeyUsage }
    /// Its subject key identifier, in hex.
    public var subjectKeyIdentifier: String? { return contents.subjectKeyIdentifier }
    /// Its authority key identifier, in hex.
    public var authorityKeyIdentifier: String? { return contents.authorityKeyIdentifier }
    /// The certificate policies that it states, as object identifiers.
    public var certificatePolicies: [String] { return contents.certificatePolicies }
    /// Where its revocation lists are said to be. They are told, never fetched.
    public var crlDistributionPoints: [String] { return contents.crlDistributionPoints }
    /// Where its OCSP responders are said to be. They are told, never asked.
    public var ocspUrls: [String] { return contents.ocspUrls }
    /// Where its issuer's certificate is said to be. It is told, never fetched.
    public var caIssuersUrls: [String] { return contents.caIssuersUrls }
    /// Whether subject and issuer are the same name.
    public var isSelfIssued: Bool { return contents.isSelfIssued }
    /// What is unusual about it, in sentences for people: nothing here is an error.
    public var oddities: [String] { return contents.oddities }

    /// The same bytes.
    public static func == (left: Certificate, right: Certificate) -> Bool {
        return left.der == right.der
    }

    /// By its bytes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(der)
    }

    /// Its fingerprint.
    public var description: String { return "Certificate(\(fingerprint))" }
}

/// What a certificate says, read when it is first asked. The lock stands before the only thing that changes.
private final class Kept: @unchecked Sendable {
    private let der: Data
    private let lock = NSLock()
    private var read: CertificateRecord?

    init(der: Data) {
        self.der = der
    }

    func contents() -> CertificateRecord {
        lock.lock()
        defer { lock.unlock() }
        if let read = read { return read }
        // Only bytes that the core has read become a certificate, and it reads them again in the same way.
        guard let fresh = try? certificateContents(certificate: Certificate(trusted: der)) else {
            preconditionFailure("the core read this certificate before")
        }
        read = fresh
        return fresh
    }
}
