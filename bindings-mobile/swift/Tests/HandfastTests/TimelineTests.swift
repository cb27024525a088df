import Foundation
import XCTest

@testable import Handfast

/// What is remembered of signatures changes no decision, and a timeline says when one flips.
final class TimelineTests: XCTestCase {
    private static let root = Authority("Root")
    private let peer = Authority("Issuing", under: root).issue(.uri(web))
    private let end = instant("2031-01-01T00:00:00Z")

    private func party(_ cache: SignatureCache? = nil) throws -> RelyingParty {
        return try RelyingParty(trustAnchors: Self.root.anchors, anyVerifiedPeer: true, signatureCache: cache)
    }

    func testATimelineSaysWhenTheDecisionFlipsAndWhatMakesItSo() throws {
        let request = try AccessRequest.connection()
        let timeline = try party().timeline(peer.presented, request, from: at, to: end)
        XCTAssertEqual(timeline.start, at)
        XCTAssertEqual(timeline.end, end)
        XCTAssertTrue(timeline.isComplete)
        XCTAssertEqual(timeline.spans.map { $0.decision.effect }, [.allow, .deny])
        let flip = instant("2030-01-01T00:00:01Z")
        XCTAssertEqual(timeline.spans.map { $0.start }, [at, flip])
        XCTAssertEqual(timeline.spans.map { $0.until }, [flip, nil])
        XCTAssertEqual(timeline.spans.first?.events, [])
        XCTAssertEqual(timeline.spans.last?.events.count, 1)
        let event = try XCTUnwrap(timeline.spans.last?.events.first)
        XCTAssertEqual(event.kind, .certificateEnds)
        XCTAssertEqual(event.at, flip)
        XCTAssertEqual(event.certificateFingerprint, peer.certificate.fingerprint)
        XCTAssertEqual(timeline.spans.first?.decision, try party().decide(peer.presented, request, at: at))
        XCTAssertTrue(timeline.toJson().hasPrefix("{\"handfast_timeline\":1,\"from\":\"2026-06-01T00:00:00Z\","))
        XCTAssertTrue("\(timeline)".contains(event.message))
        XCTAssertEqual(timeline, try party().timeline(peer.presented, request, from: at, to: end))
    }

    func testWhateverAPeerSendsAndWheneverThatIsThereIsATimeline() throws {
        let request = try AccessRequest.connection()
        for certificates in [[], [Data([0x30])]] {
            let timeline = try party().timeline(
                .fromTls(certificates), request, from: .distantPast, to: .distantFuture)
            XCTAssertEqual(timeline.spans.map { $0.decision.effect }, [.deny])
        }
        let never = Date(timeIntervalSince1970: .nan)
        for (from, to) in [(never, never), (never, end), (at, never), (at, .distantPast), (at, at)] {
            XCTAssertFalse(try party().timeline(peer.presented, request, from: from, to: to).spans.isEmpty)
        }
        XCTAssertEqual(try party().timeline(peer.presented, request, from: at, to: never).spans.count, 1)
    }

    func testRelyingPartiesShareASignatureCacheAndWhatIsInItChangesNoDecision() throws {
        let request = try AccessRequest.connection()
        let cache = SignatureCache(entries: 20)
        XCTAssertEqual(cache.capacity, 32)
        XCTAssertEqual(cache.count, 0)
        let decide = { (cache: SignatureCache) in
            try self.party(cache).decide(self.peer.presented, request, at: at)
        }
        let decisions = try [decide(cache), decide(cache)]
        // The end entity's and the intermediate's.
        XCTAssertEqual(cache.count, 2)
        XCTAssertEqual(try [decide(.off), decide(.off)], decisions)
        XCTAssertEqual(decisions.map { $0.effect }, [.allow, .allow])
        XCTAssertEqual([SignatureCache.off.capacity, SignatureCache.off.count], [0, 0])
        cache.clear()
        XCTAssertEqual(cache.count, 0)
        SignatureCache.off.clear()
    }

    func testFewerEntriesThanNoneAreAsFewAsOfNone() throws {
        let (fewer, none) = (SignatureCache(entries: -1), SignatureCache(entries: 0))
        XCTAssertEqual(fewer.capacity, none.capacity)
        XCTAssertEqual(try party(fewer).decide(peer.presented, AccessRequest.connection(), at: at).effect, .allow)
    }
}
