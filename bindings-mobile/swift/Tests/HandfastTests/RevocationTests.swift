import Foundation
import XCTest

@testable import Handfast

/// Revocation data is handed in, and what it says stands in the decision.
final class RevocationTests: XCTestCase {
    private static let root = Authority("Root")
    private let peer = root.issue(.uri(web))

    private func data(_ crls: Data...) throws -> RevocationData {
        return RevocationData(crls: try crls.map { try Crl.fromDer($0) })
    }

    private func decide(
        _ data: RevocationData?,
        _ mode: RevocationMode? = nil,
        modes: [String: RevocationMode] = [:],
        bundle: String? = nil,
        chain: PresentedChain? = nil
    ) throws -> Decision {
        let anchors = try bundle.map { try Self.root.anchors.named($0) } ?? Self.root.anchors
        let party = try RelyingParty(
            trustAnchors: anchors, anyVerifiedPeer: true, revocation: data, revocationMode: mode,
            revocationModes: modes)
        return try party.decide(chain ?? peer.presented, AccessRequest.connection(), at: at)
    }

    func testACrlTellsWhatItSaysHoweverItWasRead() throws {
        let made = Self.root.crl(revoking: peer)
        let text = pem(made, label: "X509 CRL")
        let ways = try [Crl.fromDer(made)] + Crl.fromPem(text + text) + Crl.fromPemOrDer(made)
            + Crl.fromPemOrDer(Data(text.utf8))
        XCTAssertEqual(ways.count, 5)
        for crl in ways {
            XCTAssertEqual(crl.issuer, "CN=Root")
            XCTAssertEqual(crl.thisUpdate, instant("2026-05-01T00:00:00Z"))
            XCTAssertEqual(crl.nextUpdate, instant("2026-07-01T00:00:00Z"))
            XCTAssertEqual(crl.number, "0a")
            XCTAssertNil(crl.baseNumber)
            XCTAssertEqual(crl.entryCount, 1)
            XCTAssertEqual(crl.scope, "all certificates")
            XCTAssertEqual(crl.signatureAlgorithm, "ecdsa-sha256")
            XCTAssertEqual(crl.der, made)
            XCTAssertEqual("\(crl)", "Crl(CN=Root)")
        }
        XCTAssertEqual(try Crl.fromDer(Self.root.crl(base: 4)).baseNumber, "04")
    }

    func testAnOcspResponseTellsWhatItSays() throws {
        let made = Self.root.ocsp(about: peer)
        let response = try OcspResponse.fromDer(made)
        XCTAssertEqual(response.der, made)
        XCTAssertEqual(response.producedAt, instant("2026-05-01T00:00:00Z"))
        XCTAssertEqual(response.responder, "CN=Root")
        XCTAssertEqual(response.statements, [OcspStatement(serial: "07", status: .good)])
        XCTAssertEqual(response.certificates, [])
        XCTAssertEqual("\(response)", "OcspResponse(CN=Root)")
        XCTAssertEqual(try OcspResponse.fromDer(response.der), response)
        let other = Self.root.ocsp(about: Self.root.issue(.uri(web), serial: [8]))
        XCTAssertNotEqual(try OcspResponse.fromDer(other), response)
    }

    func testARevokedClientIsDeniedWithWhenWhyAndByWhom() throws {
        let decision = try decide(data(Self.root.crl(revoking: peer)))
        XCTAssertEqual(decision.reasons.map { $0.code }, [.certificateRevoked])
        XCTAssertEqual(decision.revocation?.count, 1)
        let found = try XCTUnwrap(decision.revocation?.first)
        XCTAssertEqual(found.index, 0)
        XCTAssertEqual(found.fingerprint, peer.certificate.fingerprint)
        XCTAssertEqual(found.status, .revoked)
        XCTAssertEqual(found.source, .crl)
        XCTAssertEqual(found.revokedAt, instant("2026-04-30T12:00:00Z"))
        XCTAssertEqual(found.reason, .keyCompromise)
        XCTAssertEqual(found.thisUpdate, instant("2026-05-01T00:00:00Z"))
        XCTAssertEqual(found.nextUpdate, instant("2026-07-01T00:00:00Z"))
        XCTAssertEqual(found.crlUrls + found.ocspUrls + found.observations, [])
    }

    func testOneThatItsCaSaysIsGoodIsLetInUntilTheNextCrl() throws {
        let party = try RelyingParty(
            trustAnchors: Self.root.anchors, anyVerifiedPeer: true, revocation: data(Self.root.crl()))
        let request = try AccessRequest.connection()
        let decision = party.decide(peer.presented, request, at: at)
        XCTAssertEqual(decision.effect, .allow)
        XCTAssertEqual(decision.revocation?.map { $0.status }, [.good])
        XCTAssertEqual(decision.validUntil, instant("2026-07-01T00:00:01Z"))
        let identity = try party.authorize(peer.presented, request, at: at)
        XCTAssertEqual(identity, decision.identity)
        XCTAssertEqual(identity.path.revocation, decision.revocation)
        XCTAssertEqual(try party.verify(peer.presented, at: at).path().revocation, decision.revocation)
    }

    func testARejectionSaysWhatIsKnownOfThePathThatCameClosest() throws {
        let party = try RelyingParty(
            trustAnchors: Self.root.anchors, anyVerifiedPeer: true, revocation: data(Self.root.crl(revoking: peer)))
        XCTAssertEqual(try party.verify(peer.presented, at: at).rejection().revocation?.map { $0.status }, [.revoked])
        let without = try RelyingParty(trustAnchors: Self.root.anchors, anyVerifiedPeer: true)
        let stranger = Authority("Other").issue(.uri(web))
        XCTAssertNil(try without.verify(stranger.presented, at: at).rejection().revocation)
    }

    func testWithDataTheModeIsHardWithoutItOffAndSoftBridgesALateCa() throws {
        let late = try data(Self.root.crl(until: "2026-05-31T00:00:00Z"))
        XCTAssertEqual(try decide(late).reasons.map { $0.code }, [.revocationDataStale])
        XCTAssertEqual(try decide(late, .hard).effect, .deny)
        // It is late by a day.
        XCTAssertEqual(try decide(late, .soft(grace: 23 * 60 * 60)).effect, .deny)
        XCTAssertEqual(try decide(late, .soft(grace: 24 * 60 * 60)).effect, .allow)
        XCTAssertEqual(try decide(late, .soft()).effect, .allow)
        XCTAssertEqual(try decide(late, .soft()).revocation?.map { $0.status }, [.stale])
        XCTAssertNil(try decide(late, .off).revocation)
        XCTAssertNil(try decide(nil).revocation)
        XCTAssertNil(try decide(RevocationData()).revocation)
        XCTAssertEqual(try decide(nil, .hard).reasons.first?.code, .revocationStatusUnknown)
    }

    func testAGraceIsWholeSecondsAndWhatIsNoNumberIsNone() throws {
        let late = try data(Self.root.crl(until: "2026-05-31T00:00:00Z"))
        let day: TimeInterval = 24 * 60 * 60
        for grace in [day + 0.9, .infinity, .greatestFiniteMagnitude, 0x1p64] {
            XCTAssertEqual(try decide(late, .soft(grace: grace)).effect, .allow, "\(grace)")
        }
        for grace in [day - 0.1, 0, -0.0, -1, -.infinity, .nan, .leastNonzeroMagnitude] {
            XCTAssertEqual(try decide(late, .soft(grace: grace)).effect, .deny, "\(grace)")
        }
    }

    func testAModeSaysWhatItIs() {
        XCTAssertEqual([RevocationMode.hard, .soft(), .off].map { $0.kind.rawValue }, ["hard", "soft", "off"])
        XCTAssertEqual(RevocationMode.Kind.allCases, [.hard, .soft, .off])
        XCTAssertEqual(RevocationMode.soft(grace: 60).grace, 60)
        XCTAssertNil(RevocationMode.soft().grace)
        XCTAssertNil(RevocationMode.hard.grace)
        XCTAssertEqual(RevocationMode.soft(grace: 60), .soft(grace: 60))
        XCTAssertNotEqual(RevocationMode.soft(grace: 60), .soft())
    }

    func testABundleCanHaveAModeOfItsOwn() throws {
        let nothing = try data(Authority("Other").crl())
        XCTAssertEqual(try decide(nothing, bundle: "mesh").effect, .deny)
        XCTAssertEqual(try decide(nothing, modes: ["mesh": .soft()], bundle: "mesh").effect, .allow)
        try expectMistake(.bundleUnknown) { try decide(nothing, modes: ["other": .soft()], bundle: "mesh") }
    }

    func testAnOcspResponseCountsWhetherItWasGivenOrStapled() throws {
        let good = Self.root.ocsp(about: peer)
        let revoked = Self.root.ocsp(about: peer, .revoked(reason: 4))
        let given = try decide(RevocationData(ocspResponses: [OcspResponse.fromDer(good)]))
        XCTAssertEqual(given.revocation?.map { $0.source }, [.ocsp])
        XCTAssertEqual(given.effect, .allow)
        let stapled = peer.presented.withStapledOcsp(good)
        XCTAssertEqual(try decide(nil, .hard, chain: stapled).effect, .allow)
        let told = try decide(nil, .soft(), chain: stapled.withStapledOcsp(revoked))
        XCTAssertEqual(told.reasons.map { $0.code }, [.certificateRevoked])
        XCTAssertEqual(told.revocation?.map { $0.reason }, [.superseded])
        XCTAssertEqual(told.revocation?.map { $0.revokedAt }, [instant("2026-05-01T00:00:00Z")])
    }

    func testStaplingLeavesTheChainAsItWas() throws {
        let chain = peer.presented
        XCTAssertEqual(try decide(nil, .hard, chain: chain.withStapledOcsp(Self.root.ocsp(about: peer))).effect, .allow)
        XCTAssertEqual(try decide(nil, .hard, chain: chain).effect, .deny)
    }

    func testRevocationDataTellsWhatIsInIt() throws {
        XCTAssertTrue(RevocationData().isEmpty)
        let anchors = try Self.root.anchors.certificates
        XCTAssertTrue(RevocationData(certificates: anchors).isEmpty)
        let crl = try Crl.fromDer(Self.root.crl())
        let response = try OcspResponse.fromDer(Self.root.ocsp(about: peer))
        XCTAssertFalse(RevocationData(crls: [crl]).isEmpty)
        let full = RevocationData(crls: [crl], ocspResponses: [response], certificates: anchors)
        XCTAssertEqual(full.crls.map { $0.der }, [crl.der])
        XCTAssertEqual(full.ocspResponses, [response])
        XCTAssertEqual(full.certificates, anchors)
    }
}
