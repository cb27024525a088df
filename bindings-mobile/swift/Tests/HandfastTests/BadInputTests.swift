import Foundation
import XCTest

@testable import Handfast

/// A `SetupError` or a denial, never a crash.
final class BadInputTests: XCTestCase {
    private static let root = Authority("Root")
    private let peer = root.issue(.uri(web))

    private func anyone(_ mode: RevocationMode? = nil) throws -> RelyingParty {
        return try RelyingParty(trustAnchors: Self.root.anchors, anyVerifiedPeer: true, revocationMode: mode)
    }

    private func firstCode(_ certificates: [Data]) throws -> ReasonCode? {
        return try anyone().decide(.fromTls(certificates), AccessRequest.connection(), at: at).reasons.first?.code
    }

    func testEmptyListsAndEmptyCertificatesAreDenied() throws {
        XCTAssertEqual(try firstCode([]), .chainEmpty)
        XCTAssertEqual(try firstCode([Data()]), .chainEmpty)
        let nothing = try AccessRequest(method: "", path: "", host: "", context: ["header.x": []])
        for chain in [PresentedChain.fromTls([]), .fromForwarded([], hop: ""), .fromFiles([])] {
            XCTAssertEqual(try anyone().decide(chain, nothing, at: at).effect, .deny)
        }
        XCTAssertEqual(Certificate.readAll(Data()), [])
        try expectMistake { try Policy.parse("") }
        try expectMistake { try Profile.fromJson("") }
        try expectMistake { try TrustAnchors.fromSpiffeBundle("") }
    }

    func testACertificateOf10MegabytesIsDenied() throws {
        XCTAssertEqual(try firstCode([Data(repeating: 0x30, count: 10_000_000)]), .workLimitReached)
        try expectMistake { try Certificate.parse(Data(count: 10_000_000)) }
        try expectMistake { try TrustAnchors.fromPem(String(repeating: "x", count: 20_000_000)) }
        // Each another one: what was there before is left out.
        let many = (0..<10_000).map { Data([0x30, UInt8($0 >> 8), UInt8($0 & 0xff)]) }
        XCTAssertEqual(try firstCode([peer.der] + many), .workLimitReached)
    }

    func testASerialNumberOf21OctetsIsDenied() throws {
        let long = Self.root.issue(.uri(web), serial: [0x40] + [UInt8](repeating: 0, count: 20))
        XCTAssertEqual(try firstCode([long.der]), .encodingMalformed)
        let longest = Self.root.issue(.uri(web), serial: [0x40] + [UInt8](repeating: 0, count: 19))
        XCTAssertEqual(try firstCode([longest.der]), .pathVerified)
    }

    /// NUL, and halves of surrogate pairs as far as a String can be made of them: each becomes U+FFFD then.
    private let odd: [String] = [
        "\0", "a\0b", "\u{fffd}", "/a\r\n\u{2028}b", "\u{feff}x", "\u{1f600}",
        String(decoding: [0xd800] as [UInt16], as: UTF16.self),
        String(decoding: [0x2f, 0x61, 0xdc00, 0x62] as [UInt16], as: UTF16.self),
        String(utf16CodeUnits: [0xd800], count: 1),
        NSString(characters: [0xd83d, 0x2f], length: 2) as String,
    ]

    func testNulAndHalvesOfSurrogatePairsGiveADecisionOrAnErrorOfThisLibrary() throws {
        for text in odd {
            let request = try AccessRequest(method: text, path: text, host: text, context: ["header.x": [text]])
            XCTAssertEqual(try anyone().decide(peer.presented, request, at: at).effect, .allow)
            let action = try AccessRequest.action(text, on: text, host: text)
            XCTAssertEqual(try anyone().decide(peer.presented, action, at: at).effect, .allow)
            let forwarded = try anyone().decide(.fromForwarded(peer.chain, hop: text), request, at: at)
            XCTAssertEqual(forwarded.effect, .deny)
            XCTAssertEqual(forwarded.hop.map { Array($0.utf8) }, Array(text.utf8))
            try expectMistake { try AccessRequest.connection(expecting: text) }
            try expectMistake { try AccessRequest.connection(sourceIp: text) }
            try expectMistake { try AccessRequest.connection(context: [text: ["x"]]) }
            try expectMistake { try Policy.parse(text) }
            try expectMistake { try Policy.parse("handfast: 1", sets: [text: [text]]) }
            try expectMistake { try TrustAnchors.fromPem(text) }
            try expectMistake { try TrustAnchors.fromSpiffeBundle(text) }
            try expectMistake { try Profile.byName(text) }
            try expectMistake { try Profile.fromJson(text) }
            try expectMistake { try Profile.client().withExtendedKeyUsages([text]) }
            try expectMistake { try explain(text) }
            try expectMistake { try Crl.fromPem(text) }
            try expectMistake {
                try RelyingParty(trustAnchors: Self.root.anchors, anyVerifiedPeer: true, provider: text)
            }
            try expectMistake {
                try RelyingParty(
                    trustAnchors: Self.root.anchors, anyVerifiedPeer: true, revocationModes: [text: .off])
            }
        }
    }

    func testWhatFollowsAnAllowedPathIsNeverCutOff() throws {
        let policy = try Policy.parse(
            """
            handfast: 1
            default: deny
            identity: [spiffe]
            rules:
              - {id: one, effect: allow, from: [{spiffe: "\(web)"}], to: [{path: /admin}]}
            """)
        let party = try RelyingParty(trustAnchors: Self.root.anchors, policy: policy)
        let effect = { (path: String) in
            party.decide(self.peer.presented, try AccessRequest(method: "GET", path: path), at: at).effect
        }
        XCTAssertEqual(try effect("/admin"), .allow)
        for text in odd {
            XCTAssertEqual(try effect("/admin" + text), .deny)
        }
        XCTAssertEqual(try effect("/admin\0x"), .deny)
        let half = [0xd800] as [UInt16]
        XCTAssertEqual(try effect(String(decoding: Array("/admin".utf16) + half, as: UTF16.self)), .deny)
    }

    func testWhateverIsStapledGivesADecision() throws {
        let hard = try anyone(.hard)
        let junk = [
            Data(), Data([0x30]), Data(repeating: 0x30, count: 10_000_000), Self.root.der, Data("OCSP".utf8),
        ]
        for response in junk {
            let decision = try hard.decide(peer.presented.withStapledOcsp(response), AccessRequest.connection(), at: at)
            XCTAssertEqual(decision.reasons.map { $0.code }, [.revocationStatusUnknown])
            XCTAssertEqual(decision.revocation?.map { $0.status }, [.unknown])
        }
        let many = (1...1_000).reduce(peer.presented) { chain, _ in chain.withStapledOcsp(Data([0x30])) }
        XCTAssertEqual(try anyone().decide(many, AccessRequest.connection(), at: at).effect, .allow)
        XCTAssertEqual(try hard.decide(many, AccessRequest.connection(), at: at).effect, .deny)
    }

    func testRevocationDataThatIsNoneIsAMistake() throws {
        let junk = [
            Data(), Data([0x30, 0]), Data(repeating: 0x30, count: 10_000_000), Self.root.der, Data(count: 70_000),
        ]
        for bytes in junk {
            try expectMistake { try Crl.fromDer(bytes) }
            try expectMistake { try Crl.fromPemOrDer(bytes) }
            try expectMistake { try OcspResponse.fromDer(bytes) }
        }
        try expectMistake(.revocationMalformed) { try Crl.fromDer(Data([0x30, 0])) }
        try expectMistake(.formNotSupported) { try Crl.fromDer(Self.root.der) }
        try expectMistake(.formNotSupported) { try OcspResponse.fromDer(Self.root.crl()) }
        try expectMistake(.tooLarge) { try OcspResponse.fromDer(Data(count: 70_000)) }
        for text in ["", "-----BEGIN X509 CRL-----"] {
            try expectMistake { try Crl.fromPem(text) }
        }
    }

    func testTimesBeyondTheYears0To9999AreHeldWithinThem() throws {
        let party = try anyone()
        let request = try AccessRequest.connection()
        // The seconds of 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
        let (first, last) = (-62_167_219_200.0, 253_402_300_799.0)
        let cases: [(TimeInterval, TimeInterval)] = [
            (first, first), (first - 1, first), (first - 366 * 86_400, first), (-.infinity, first), (.nan, first),
            (-.greatestFiniteMagnitude, first), (-0x1p63, first), (-0x1p64, first),
            (last, last), (last + 0.5, last), (last + 1, last), (.infinity, last), (.greatestFiniteMagnitude, last),
            (0x1p63, last), (0x1p64, last),
        ]
        let policy = try Policy.parse("handfast: 1\ndefault: deny\nidentity: [spiffe]\nrules: []\n")
        for (asked, held) in cases {
            let time = Date(timeIntervalSince1970: asked)
            let decision = party.decide(peer.presented, request, at: time)
            XCTAssertEqual(decision.effect, .deny, "\(asked)")
            XCTAssertEqual(decision.at, Date(timeIntervalSince1970: held), "\(asked)")
            XCTAssertThrowsError(try party.authorize(peer.presented, request, at: time)) {
                XCTAssertEqual(($0 as? AccessDenied)?.decision, decision)
            }
            _ = try party.verify(peer.presented, at: time).rejection()
            XCTAssertEqual(party.timeline(peer.presented, request, from: time, to: time).spans.count, 1)
            _ = policy.lint(at: time)
        }
        XCTAssertEqual(party.decide(peer.presented, request, at: .distantPast).effect, .deny)
        XCTAssertEqual(party.decide(peer.presented, request, at: .distantFuture).effect, .deny)
    }
}
