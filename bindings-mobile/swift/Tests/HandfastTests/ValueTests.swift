import Foundation
import XCTest

@testable import Handfast

/// What a program may count on of the values: they go from one task to another, are compared and printed.
final class ValueTests: XCTestCase {
    private static let root = Authority("Root")
    private let peer = root.issue(.uri(web))

    private func anyone() throws -> RelyingParty {
        return try RelyingParty(trustAnchors: Self.root.anchors, anyVerifiedPeer: true)
    }

    func testDecisionsAreKeysOfSets() throws {
        let party = try anyone()
        let request = try AccessRequest.connection()
        let allowed = party.decide(peer.presented, request, at: at)
        let denied = party.decide(.fromTls([]), request, at: at)
        XCTAssertEqual(Set([allowed, denied, party.decide(peer.presented, request, at: at)]), [allowed, denied])
        XCTAssertNotEqual(allowed, party.decide(peer.presented, request, at: at.addingTimeInterval(1)))
    }

    func testOfATimeTheWholeSecondCounts() throws {
        let party = try anyone()
        let request = try AccessRequest.connection()
        let last = instant("2030-01-01T00:00:00Z")
        XCTAssertEqual(party.decide(peer.presented, request, at: last.addingTimeInterval(0.999)).effect, .allow)
        XCTAssertEqual(party.decide(peer.presented, request, at: last.addingTimeInterval(0.999)).at, last)
        XCTAssertEqual(party.decide(peer.presented, request, at: last.addingTimeInterval(1)).effect, .deny)
        let first = instant("2026-01-01T00:00:00Z")
        XCTAssertEqual(party.decide(peer.presented, request, at: first).effect, .allow)
        // The certificate and its anchor begin together.
        XCTAssertEqual(
            party.decide(peer.presented, request, at: first.addingTimeInterval(-0.001)).reasons.map { $0.code },
            [.certificateNotYetValid, .certificateNotYetValid])
        // Before 1970 the whole second is the earlier one, too.
        let early = Date(timeIntervalSince1970: -1.5)
        XCTAssertEqual(party.decide(peer.presented, request, at: early).at, Date(timeIntervalSince1970: -2))
    }

    func testTheCoreComparesTextByItsBytesAsSwiftDoesNot() throws {
        let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}")
        XCTAssertEqual(composed, decomposed)
        let policy = try Policy.parse(
            """
            handfast: 1
            default: deny
            identity: [spiffe]
            rules:
              - id: one
                effect: allow
                from: [{spiffe: "\(web)"}]
                to: [{header.x-tenant: "\(composed)"}]
            """)
        let party = try RelyingParty(trustAnchors: Self.root.anchors, policy: policy)
        let effect = { (tenant: String) in
            let request = try AccessRequest(method: "GET", path: "/", context: ["header.x-tenant": [tenant]])
            return party.decide(self.peer.presented, request, at: at).effect
        }
        XCTAssertEqual(try effect(composed), .allow)
        XCTAssertEqual(try effect(decomposed), .deny)
    }

    func testDecisionsAndTimelinesAreComparedByTheirBytes() throws {
        let party = try anyone()
        let request = try AccessRequest.connection()
        let forwarded = ["caf\u{e9}", "cafe\u{301}"].map { PresentedChain.fromForwarded(peer.chain, hop: $0) }
        let decisions = forwarded.map { party.decide($0, request, at: at) }
        XCTAssertEqual(decisions[0].hop, decisions[1].hop)
        XCTAssertNotEqual(decisions[0], decisions[1])
        XCTAssertEqual(Set(decisions).count, 2)
        let timelines = forwarded.map { party.timeline($0, request, from: at, to: at) }
        XCTAssertNotEqual(timelines[0], timelines[1])
        XCTAssertEqual(timelines[0], party.timeline(forwarded[0], request, from: at, to: at))
    }

    func testAllOfItGoesFromOneTaskToAnother() async throws {
        let crl = try Crl.fromDer(Self.root.crl())
        let response = try OcspResponse.fromDer(Self.root.ocsp(about: peer))
        let data = RevocationData(crls: [crl], ocspResponses: [response], certificates: [peer.certificate])
        let cache = SignatureCache(entries: 16)
        let party = try RelyingParty(
            trustAnchors: Self.root.anchors, anyVerifiedPeer: true, profile: .client(), revocation: data,
            signatureCache: cache)
        let request = try AccessRequest.connection()
        let (peer, anchors) = (self.peer, try Self.root.anchors)
        let policy = try Policy.parse(ReviewExample.text("policy.yaml"))
        // Swift 6 compiles this because each of them is Sendable.
        let (decision, path, timeline, count) = try await Task.detached {
            (
                party.decide(peer.presented, request, at: at), try party.verify(peer.presented, at: at).path(),
                party.timeline(peer.presented, request, from: at, to: at),
                anchors.certificates.count + policy.rules.count + data.crls.count + cache.capacity
            )
        }.value
        XCTAssertEqual(decision.effect, .allow)
        XCTAssertEqual(decision.identity?.path, path)
        XCTAssertEqual(timeline.spans.map { $0.decision }, [decision])
        XCTAssertEqual(count, 19)
        let denied = await Task.detached { () -> (any Error)? in
            do { _ = try party.authorize(.fromTls([]), request, at: at) } catch { return error }
            return nil
        }.value
        XCTAssertEqual((denied as? AccessDenied)?.decision.reasons.map { $0.code }, [.chainEmpty])
    }

    func testSpellingsAreTheCores() {
        XCTAssertEqual(Effect.allCases.map { $0.rawValue }, ["allow", "deny"])
        XCTAssertEqual(
            PeerState.allCases.map { $0.rawValue },
            ["no_certificate", "presented", "verified", "verified_elsewhere", "rejected"])
        XCTAssertEqual(ReasonCode(rawValue: "chain_empty"), .chainEmpty)
        XCTAssertNil(ReasonCode(rawValue: "chain empty"))
        XCTAssertEqual(SetupCode(rawValue: "anchors_empty"), .anchorsEmpty)
    }
}
