import Foundation
import XCTest

@testable import Handfast

/// The data of examples/review: a chain that is valid during 2026, its anchor and a policy.
final class HandfastTests: XCTestCase {
    private static let data = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("examples/review/data")
    private let at = Date(timeIntervalSince1970: 1_780_272_000)

    private func text(_ name: String) throws -> String {
        return try String(contentsOf: Self.data.appendingPathComponent(name), encoding: .utf8)
    }

    private func chain() throws -> PresentedChain {
        return PresentedChain.fromTls([Data(try text("client.pem").utf8)])
    }

    private func orders() throws -> RelyingParty {
        return try RelyingParty(
            trustAnchors: TrustAnchors.fromPem(text("anchors.pem")),
            policy: Policy.parse(text("policy.yaml")))
    }

    func testAnAllowedPeerIsNamed() throws {
        let decision = try orders().decide(chain(), AccessRequest(method: "GET", path: "/orders/42"), at: at)
        XCTAssertEqual(decision.effect, .allow)
        XCTAssertEqual(decision.state, .verified)
        XCTAssertEqual(decision.principal?.value, "spiffe://prod.example/ns/checkout/sa/web")
        XCTAssertEqual(decision.reasons.map { $0.code }, [.ruleAllowed])
        XCTAssertEqual(decision.at, at)
        XCTAssertTrue(decision.toJson().hasPrefix("{\"handfast\":1,\"effect\":\"allow\","))
    }

    func testADenialIsAnErrorThatCarriesTheDecision() throws {
        let request = try AccessRequest(method: "DELETE", path: "/orders/42")
        XCTAssertThrowsError(try orders().authorize(chain(), request, at: at)) { error in
            XCTAssertEqual((error as? AccessDenied)?.decision.reasons.first?.code, .noRuleMatched)
        }
    }

    func testAMistakeHasCodeAndFix() {
        XCTAssertThrowsError(try TrustAnchors.fromPem("")) { error in
            XCTAssertEqual((error as? SetupError)?.code, .anchorsEmpty)
            XCTAssertFalse((error as? SetupError)?.fix.isEmpty ?? true)
        }
        XCTAssertThrowsError(try AccessRequest.connection(expecting: "orders"))
        XCTAssertThrowsError(try AccessRequest.connection(sourceIp: "\u{0}"))
    }

    func testWhatAPeerSendsGivesADecision() throws {
        let party = try orders()
        let request = try AccessRequest(method: "GET", path: "/orders/42")
        let odd: [[Data]] = [[], [Data()], [Data(count: 10_000_000)], [Data([0x30, 0x80])]]
        for certificates in odd {
            XCTAssertEqual(party.decide(.fromTls(certificates), request, at: at).effect, .deny)
        }
        let times: [Date] = [
            .distantPast, .distantFuture, Date(timeIntervalSince1970: .infinity), Date(timeIntervalSince1970: .nan),
        ]
        for time in times {
            XCTAssertEqual(party.decide(try chain(), request, at: time).effect, .deny)
        }
    }

    func testWhatAPeerStaplesGivesADecision() throws {
        let party = try RelyingParty(
            trustAnchors: TrustAnchors.fromPem(text("anchors.pem")),
            anyVerifiedPeer: true,
            revocationMode: .hard)
        let request = try AccessRequest.connection()
        for response in [Data(), Data([0x30]), Data(count: 10_000_000)] {
            let decision = party.decide(try chain().withStapledOcsp(response), request, at: at)
            XCTAssertEqual(decision.reasons.map { $0.code }, [.revocationStatusUnknown])
            XCTAssertEqual(decision.revocation?.first?.status, .unknown)
        }
    }

    func testRevocationDataThatIsNoneIsAMistake() throws {
        XCTAssertThrowsError(try Crl.fromDer(Data([0x30, 0]))) { error in
            XCTAssertEqual((error as? SetupError)?.code, .revocationMalformed)
        }
        XCTAssertThrowsError(try Crl.fromPem(""))
        XCTAssertThrowsError(try OcspResponse.fromDer(Data()))
        XCTAssertTrue(RevocationData().isEmpty)
        XCTAssertThrowsError(
            try RelyingParty(
                trustAnchors: TrustAnchors.fromPem(text("anchors.pem")),
                anyVerifiedPeer: true,
                revocationModes: ["other": .off])
        ) { error in
            XCTAssertEqual((error as? SetupError)?.code, .bundleUnknown)
        }
    }

    func testAModeSaysWhatItIs() {
        XCTAssertEqual([RevocationMode.hard, .soft(), .off].map { $0.kind.rawValue }, ["hard", "soft", "off"])
        XCTAssertEqual(RevocationMode.soft(grace: 60).grace, 60)
        XCTAssertNil(RevocationMode.soft().grace)
        XCTAssertEqual(wholeGrace(-1), 0)
        XCTAssertEqual(wholeGrace(.nan), 0)
        XCTAssertEqual(wholeGrace(.infinity), UInt64.max)
        XCTAssertEqual(wholeGrace(1.9), 1)
    }

    func testAProfileAsksForCertificatePolicies() throws {
        let asks = try Profile.client().withCertificatePolicies(["1.3.6.1.4.1.55555.1"])
        let party = try RelyingParty(
            trustAnchors: TrustAnchors.fromPem(text("anchors.pem")), anyVerifiedPeer: true, profile: asks)
        guard case .rejected(let rejection) = party.verify(try chain(), at: at) else {
            return XCTFail("the example's certificate states no policy")
        }
        XCTAssertEqual(rejection.reasons.map { $0.code }, [.certificatePolicyNotPermitted])
        XCTAssertThrowsError(try Profile.client().withInitialCertificatePolicies(["hardware"]))
    }

    func testATimelineSaysWhenTheDecisionFlips() throws {
        let request = try AccessRequest(method: "GET", path: "/orders/42")
        let later = at.addingTimeInterval(10 * 365 * 24 * 60 * 60)
        let timeline = try orders().timeline(chain(), request, from: at, to: later)
        XCTAssertEqual(timeline.start, at)
        XCTAssertEqual(timeline.spans.map { $0.decision.effect }, [.allow, .deny])
        XCTAssertEqual(timeline.spans.last?.events.first?.kind, .certificateEnds)
        XCTAssertNil(timeline.spans.last?.until)
    }

    func testRelyingPartiesShareASignatureCache() throws {
        let cache = SignatureCache(entries: 20)
        XCTAssertEqual(cache.capacity, 32)
        XCTAssertEqual(SignatureCache.off.capacity, 0)
        let request = try AccessRequest.connection()
        let anchors = try TrustAnchors.fromPem(text("anchors.pem"))
        for kept in [cache, SignatureCache.off] {
            let party = try RelyingParty(trustAnchors: anchors, anyVerifiedPeer: true, signatureCache: kept)
            XCTAssertEqual(party.decide(try chain(), request, at: at).effect, .allow)
        }
        XCTAssertGreaterThan(cache.count, 0)
    }

    func testEveryCodeHasACase() throws {
        XCTAssertEqual(codes(), ReasonCode.allCases)
        for code in codes() {
            XCTAssertEqual(try explain(code).code, code)
        }
    }

    func testACertificateTellsWhatItSays() throws {
        let anchors = try TrustAnchors.fromPem(text("anchors.pem"))
        let root = try XCTUnwrap(anchors.certificates.first)
        XCTAssertTrue(root.isCa)
        XCTAssertTrue(root.isSelfIssued)
        XCTAssertEqual(try Certificate.parse(root.der), root)
        XCTAssertEqual(root.fingerprint.count, 64)
    }

    func testThreadsShareARelyingParty() throws {
        let (party, chain) = (try orders(), try chain())
        let request = try AccessRequest(method: "GET", path: "/orders/42")
        let at = self.at
        DispatchQueue.concurrentPerform(iterations: 200) { _ in
            XCTAssertEqual(party.decide(chain, request, at: at).effect, .allow)
        }
    }
}
