import Foundation

@testable import Handfast

/// A name of a subjectAltName extension.
enum AlternativeName {
    case uri(String)
    case dns(String)
    case ip([UInt8])

    var der: [UInt8] {
        switch self {
        case .uri(let text): return Der.value(0x86, Array(text.utf8))
        case .dns(let text): return Der.value(0x82, Array(text.utf8))
        case .ip(let address): return Der.value(0x87, address)
        }
    }
}

/// An end entity's certificate, and those behind it up to the root, which is not among them.
struct Peer: Sendable {
    let der: Data
    let serial: [UInt8]
    let others: [Data]

    var chain: [Data] { return [der] + others }
    var presented: PresentedChain { return PresentedChain.fromTls(chain) }
    var certificate: Certificate { return Certificate(trusted: der) }
}

/// A CA with a P-256 key, without key identifiers. Its name tells its key: two of one name are the same.
final class Authority: Sendable {
    private let name: String
    private let key: SigningKey
    private let parent: Authority?
    let der: Data

    init(_ name: String, under parent: Authority? = nil) {
        let key = SigningKey(label: name)
        (self.name, self.key, self.parent) = (name, key, parent)
        let extensions = [
            Extension.basicConstraints(isCa: true),
            // keyCertSign and cRLSign.
            Extension.keyUsage(Der.bits([0x06], unused: 1)),
        ]
        let holder = Subject(name: name, key: key, until: "2036-01-01T00:00:00Z", serial: [5], extensions: extensions)
        der = Data(holder.certificate(issuer: parent?.name ?? name, signedBy: parent?.key ?? key))
    }

    var anchors: TrustAnchors { get throws { return try TrustAnchors.fromDer(der) } }
    var certificate: Certificate { return Certificate(trusted: der) }

    /// An end entity named `CN=peer`, for clientAuth unless another usage is given.
    func issue(
        _ names: AlternativeName...,
        usage: String = "1.3.6.1.5.5.7.3.2",
        until: String = "2030-01-01T00:00:00Z",
        serial: [UInt8] = [7],
        policies: [[UInt8]] = []
    ) -> Peer {
        var extensions = [
            Extension.basicConstraints(isCa: false),
            // digitalSignature.
            Extension.keyUsage(Der.bits([0x80], unused: 7)),
            Extension.of("2.5.29.37", Der.sequence(Der.oid(usage))),
        ]
        if !names.isEmpty { extensions.append(Extension.of("2.5.29.17", Der.sequence(names.flatMap { $0.der }))) }
        if !policies.isEmpty { extensions.append(Extension.of("2.5.29.32", Der.sequence(policies.flatMap { $0 }))) }
        let holder = Subject(
            name: "peer", key: SigningKey(label: "peer"), until: until, serial: serial, extensions: extensions)
        return Peer(der: Data(holder.certificate(issuer: name, signedBy: key)), serial: serial, others: behind)
    }

    /// A CRL of the 1st of May, number 10, that names these; with `base` a delta CRL.
    func crl(revoking peers: Peer..., until: String = "2026-07-01T00:00:00Z", base: UInt8? = nil) -> Data {
        let entries = peers.map { peer in
            Der.sequence(
                Der.integer(peer.serial),
                Der.utcTime("2026-04-30T12:00:00Z"),
                // 1 is keyCompromise.
                Der.sequence(Extension.of("2.5.29.21", Der.enumerated(1))))
        }
        var extensions = Extension.of("2.5.29.20", Der.integer([10]))
        if let base = base { extensions += Extension.of("2.5.29.27", Der.integer([base]), critical: true) }
        let list = Der.sequence(
            Der.integer([1]), ecdsaWithSha256, commonName(name),
            Der.utcTime("2026-05-01T00:00:00Z"), Der.utcTime(until),
            entries.isEmpty ? [] : Der.sequence(entries.flatMap { $0 }),
            Der.tagged(0, Der.sequence(extensions)))
        return Data(signed(list, by: key))
    }

    /// What an OCSP response says, with the number of a reason (RFC 5280 section 5.3.1).
    enum Says {
        case good
        case revoked(reason: UInt8)
    }

    /// An OCSP response of the 1st of May about a certificate (RFC 6960 section 4.2.1).
    func ocsp(about peer: Peer, _ says: Says = .good) -> Data {
        let sha256Identifier = Der.sequence(Der.oid("2.16.840.1.101.3.4.2.1"))
        let id = Der.sequence(
            sha256Identifier, Der.octets(sha256(commonName(name))), Der.octets(sha256(key.point)), Der.integer(peer.serial))
        let made = Der.generalizedTime("2026-05-01T00:00:00Z")
        let status: [UInt8]
        switch says {
        case .good: status = Der.value(0x80)
        case .revoked(let reason): status = Der.tagged(1, made, Der.tagged(0, Der.enumerated(reason)))
        }
        let single = Der.sequence(id, status, made, Der.tagged(0, Der.generalizedTime("2026-07-01T00:00:00Z")))
        let data = Der.sequence(Der.tagged(1, commonName(name)), made, Der.sequence(single))
        let basic = Der.sequence(Der.oid("1.3.6.1.5.5.7.48.1.1"), Der.octets(signed(data, by: key)))
        // 0 is successful.
        return Data(Der.sequence(Der.enumerated(0), Der.tagged(0, basic)))
    }

    /// Its certificate and those above it, without the root's.
    private var behind: [Data] {
        return parent.map { [der] + $0.behind } ?? []
    }
}

/// A CERTIFICATE block, or another one.
func pem(_ der: Data, label: String = "CERTIFICATE") -> String {
    let base64 = der.base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
    return "-----BEGIN \(label)-----\n\(base64)\n-----END \(label)-----\n"
}

/// PolicyInformation (RFC 5280 section 4.2.1.4).
func policyInformation(_ oid: String, qualifiers: [UInt8] = []) -> [UInt8] {
    return Der.sequence(Der.oid(oid), qualifiers)
}

/// What is certified from the 1st of January 2026 on.
private struct Subject {
    let name: String
    let key: SigningKey
    let until: String
    let serial: [UInt8]
    let extensions: [[UInt8]]

    func certificate(issuer: String, signedBy signer: SigningKey) -> [UInt8] {
        // id-ecPublicKey with P-256 (RFC 5480 section 2).
        let algorithm = Der.sequence(Der.oid("1.2.840.10045.2.1"), Der.oid("1.2.840.10045.3.1.7"))
        let contents = Der.sequence(
            Der.tagged(0, Der.integer([2])), Der.integer(serial), ecdsaWithSha256, commonName(issuer),
            Der.sequence(Der.utcTime("2026-01-01T00:00:00Z"), Der.utcTime(until)), commonName(name),
            Der.sequence(algorithm, Der.bits(key.point)),
            Der.tagged(3, Der.sequence(extensions.flatMap { $0 })))
        return signed(contents, by: signer)
    }
}

private enum Extension {
    static func of(_ oid: String, _ value: [UInt8], critical: Bool = false) -> [UInt8] {
        return Der.sequence(Der.oid(oid), critical ? Der.value(0x01, [0xff]) : [], Der.octets(value))
    }

    static func basicConstraints(isCa: Bool) -> [UInt8] {
        return of("2.5.29.19", Der.sequence(isCa ? Der.value(0x01, [0xff]) : []), critical: true)
    }

    static func keyUsage(_ bits: [UInt8]) -> [UInt8] {
        return of("2.5.29.15", bits, critical: true)
    }
}

private let ecdsaWithSha256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"))

private func commonName(_ text: String) -> [UInt8] {
    return Der.sequence(Der.value(0x31, Der.sequence(Der.oid("2.5.4.3"), Der.text(text))))
}

private func signed(_ contents: [UInt8], by key: SigningKey) -> [UInt8] {
    return Der.sequence(contents, ecdsaWithSha256, Der.bits(key.sign(contents)))
}
