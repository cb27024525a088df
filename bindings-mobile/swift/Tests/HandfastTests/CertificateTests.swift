import Foundation
import XCTest

@testable import Handfast

final class CertificateTests: XCTestCase {
    private static let root = Authority("Root")
    private let peer = Authority("Issuing", under: root).issue(.dns("a.example"), .ip([192, 0, 2, 1]))

    func testACertificateTellsWhatItSays() throws {
        let certificate = try Certificate.parse(Data(pem(peer.der).utf8))
        XCTAssertEqual(certificate, try Certificate.parse(peer.der))
        XCTAssertEqual(certificate.der, peer.der)
        XCTAssertEqual(certificate.version, 3)
        XCTAssertEqual(certificate.serial, "07")
        XCTAssertEqual(certificate.issuer, "CN=Issuing")
        XCTAssertEqual(certificate.subject, "CN=peer")
        XCTAssertEqual(certificate.notBefore, instant("2026-01-01T00:00:00Z"))
        XCTAssertEqual(certificate.notAfter, instant("2030-01-01T00:00:00Z"))
        XCTAssertEqual(certificate.names, ["dns:a.example", "ip:192.0.2.1"])
        XCTAssertEqual(certificate.keyAlgorithm, "ec")
        XCTAssertEqual(certificate.keyBits, 256)
        XCTAssertEqual(certificate.keyCurve, "p256")
        XCTAssertEqual(certificate.signatureAlgorithm, "ecdsa-sha256")
        XCTAssertEqual(certificate.keyUsage, ["digitalSignature"])
        XCTAssertEqual(certificate.extendedKeyUsage, ["1.3.6.1.5.5.7.3.2"])
        XCTAssertFalse(certificate.isCa)
        XCTAssertFalse(certificate.isSelfIssued)
        XCTAssertNil(certificate.pathLength)
        XCTAssertNil(certificate.subjectKeyIdentifier)
        XCTAssertNil(certificate.authorityKeyIdentifier)
        XCTAssertEqual(certificate.certificatePolicies, [])
        XCTAssertEqual(certificate.crlDistributionPoints + certificate.ocspUrls + certificate.caIssuersUrls, [])
        XCTAssertEqual(certificate.fingerprint, sha256(Array(peer.der)).map { String(format: "%02x", $0) }.joined())
        XCTAssertEqual(certificate.spkiPin.count, 64)
        XCTAssertEqual("\(certificate)", "Certificate(\(certificate.fingerprint))")
        let root = Self.root.certificate
        XCTAssertTrue(root.isCa && root.isSelfIssued)
        XCTAssertEqual(root.keyUsage, ["keyCertSign", "cRLSign"])
    }

    func testWhatIsNoCertificateIsAMistake() throws {
        let junk: [Data] = [Data(), Data([1, 2]), peer.der.dropLast(), peer.der + [0], Self.root.crl()]
        for bytes in junk {
            try expectMistake(.certificateMalformed) { try Certificate.parse(bytes) }
        }
    }

    func testAFileIsReadWhateverIsInIt() throws {
        let readings = Certificate.readAll(Data((pem(peer.der) + pem(Data([1]))).utf8))
        XCTAssertEqual(readings.count, 2)
        XCTAssertEqual(readings.first, .readable(certificate: try Certificate.parse(peer.der)))
        guard case .unreadable(let reason) = readings.last else { return XCTFail("it was read") }
        XCTAssertEqual(reason.code, .encodingMalformed)
    }

    func testASliceOfDataIsReadAsWhatItIs() throws {
        // The indices of a slice of Data begin where it was cut out.
        let inside = { (whole: Data) -> Data in (Data(count: 5) + whole + Data(count: 3))[5..<5 + whole.count] }
        let slice = inside(peer.der)
        XCTAssertEqual(slice.startIndex, 5)
        XCTAssertEqual(try Certificate.parse(slice), try Certificate.parse(peer.der))
        XCTAssertEqual(try Certificate.parse(slice).der.startIndex, 0)
        XCTAssertEqual(Certificate.readAll(slice), [.readable(certificate: try Certificate.parse(peer.der))])
        let party = try RelyingParty(
            trustAnchors: TrustAnchors.fromDer(inside(Self.root.der)), anyVerifiedPeer: true,
            revocation: RevocationData(crls: [Crl.fromDer(inside(Self.root.crl()))]),
            revocationMode: .soft())
        let client = Self.root.issue(.uri(web))
        let response = Self.root.ocsp(about: client)
        let chain = PresentedChain.fromTls(client.chain.map(inside)).withStapledOcsp(inside(response))
        let whole = client.presented.withStapledOcsp(response)
        let request = try AccessRequest.connection()
        XCTAssertEqual(party.decide(chain, request, at: at), party.decide(whole, request, at: at))
        XCTAssertEqual(party.decide(chain, request, at: at).effect, .allow)
        let read = try OcspResponse.fromDer(inside(response))
        XCTAssertEqual(read, try OcspResponse.fromDer(response))
        XCTAssertEqual(read.der.startIndex, 0)
        XCTAssertEqual(try Crl.fromPemOrDer(inside(Self.root.crl())).map { $0.der.startIndex }, [0])
    }

    func testCertificatesAreKeysOfSetsByTheirBytes() throws {
        let (certificate, root) = (try Certificate.parse(peer.der), Self.root.certificate)
        XCTAssertEqual(Set([certificate, root, try Certificate.parse(peer.der)]).count, 2)
    }
}
