import Foundation
import XCTest

@testable import Handfast

final class DecideTests: XCTestCase {
    private static let root = Authority("Root")
    private static let issuing = Authority("Issuing", under: root)
    private let peer = issuing.issue(.uri(web))
    private let policy = """
        handfast: 1
        name: ledger
        default: deny
        trust:
          mesh: {bundle: mesh.pem, trust_domain: prod.example}
        identity: [spiffe]
        rules:
          - id: checkout-reads
            effect: allow
            from: [{spiffe: "\(web)"}]
            to: [{method: [GET], path: "/api/ledger/**"}]
            then: {roles: [reader], audit: denied}
        """

    private func ledger() throws -> RelyingParty {
        return try RelyingParty(trustAnchors: Self.root.anchors.named("mesh"), policy: Policy.parse(policy))
    }

    private func anyone() throws -> RelyingParty {
        return try RelyingParty(trustAnchors: Self.root.anchors, anyVerifiedPeer: true)
    }

    func testAnAllowedPeerIsNamedWithThePathTheRuleAndItsObligations() throws {
        let decision = try ledger().decide(
            peer.presented, AccessRequest(method: "GET", path: "/api/ledger/entries"), at: at)
        XCTAssertEqual(decision.effect, .allow)
        XCTAssertEqual(decision.principal, Principal(className: "spiffe", value: web))
        XCTAssertEqual(decision.state, .verified)
        XCTAssertEqual(decision.arrival, .tls)
        XCTAssertNil(decision.hop)
        XCTAssertEqual(decision.possession, .proven)
        XCTAssertEqual(decision.rule, "checkout-reads")
        XCTAssertNil(decision.nearest)
        XCTAssertEqual(decision.reasons.map { $0.code }, [.ruleAllowed])
        XCTAssertEqual(decision.reasons.first?.rule, "checkout-reads")
        XCTAssertEqual(decision.obligations.roles, ["reader"])
        XCTAssertEqual(decision.obligations.audit, .denied)
        XCTAssertFalse(decision.obligations.bindToken)
        XCTAssertEqual(decision.shadow, [])
        XCTAssertEqual(decision.path, [peer.certificate, Self.issuing.certificate])
        XCTAssertEqual(decision.anchor?.certificate.subject, "CN=Root")
        XCTAssertEqual(decision.anchor?.bundle, "mesh")
        XCTAssertEqual(decision.loosened, [])
        XCTAssertNil(decision.revocation)
        XCTAssertEqual(decision.attempts, [])
        XCTAssertEqual(decision.attemptsTotal, 0)
        // A second after the end entity's notAfter.
        XCTAssertEqual(decision.validUntil, instant("2030-01-01T00:00:01Z"))
        XCTAssertEqual(decision.at, at)
        XCTAssertEqual(decision.profile, "client")
        XCTAssertEqual(decision.policyName, "ledger")
        XCTAssertEqual(decision.policyFingerprint?.hasPrefix("sha256:"), true)
        XCTAssertTrue(decision.toJson().hasPrefix("{\"handfast\":1,\"effect\":\"allow\","))
        XCTAssertTrue("\(decision)".hasPrefix("allow: \(web) may GET /api/ledger/entries\n"))
    }

    func testTheIdentityOfADecisionIsThatOfAuthorize() throws {
        let request = try AccessRequest(method: "GET", path: "/api/ledger/entries")
        let authorized = try ledger().authorize(peer.presented, request, at: at)
        XCTAssertEqual(try ledger().decide(peer.presented, request, at: at).identity, authorized)
        XCTAssertEqual(authorized.principal.value, web)
        XCTAssertEqual(authorized.spiffeId, web)
        XCTAssertEqual(authorized.names, ["uri:\(web)"])
        XCTAssertEqual(authorized.bundle, "mesh")
        XCTAssertNil(authorized.matchedName)
        XCTAssertEqual(authorized.path.certificates.count, 2)
        XCTAssertEqual(authorized.path.at, at)
        XCTAssertEqual(authorized.path.validUntil, instant("2030-01-01T00:00:01Z"))
    }

    func testADenialIsAnErrorThatCarriesTheDecisionWithTheNearestRule() throws {
        let request = try AccessRequest(method: "DELETE", path: "/api/ledger/entries")
        let ledger = try ledger()
        XCTAssertThrowsError(try ledger.authorize(peer.presented, request, at: at)) { error in
            guard let denied = error as? AccessDenied else { return XCTFail("another error: \(error)") }
            XCTAssertEqual(ledger.decide(peer.presented, request, at: at), denied.decision)
            XCTAssertEqual(denied.decision.effect, .deny)
            XCTAssertEqual(denied.decision.reasons.map { $0.code }, [.noRuleMatched])
            XCTAssertEqual(denied.decision.nearest?.rule, "checkout-reads")
            XCTAssertEqual(denied.decision.nearest?.field, "method")
            XCTAssertNil(denied.decision.rule)
            XCTAssertEqual("\(denied)", "\(denied.decision)")
            XCTAssertEqual(error.localizedDescription, "\(denied.decision)")
        }
    }

    func testAReasonCarriesItsEvidence() throws {
        let late = Self.issuing.issue(.uri(web), until: "2026-03-01T00:00:00Z")
        let decision = try anyone().decide(late.presented, AccessRequest.connection(), at: at)
        let reason = try XCTUnwrap(decision.reasons.first)
        XCTAssertEqual(reason.code, .certificateExpired)
        XCTAssertEqual(reason.stage, .path)
        XCTAssertEqual(reason.certificateIndex, 0)
        XCTAssertEqual(reason.certificateFingerprint, late.certificate.fingerprint)
        XCTAssertTrue(reason.reference.hasPrefix("RFC 5280"))
        XCTAssertFalse(reason.fix.isEmpty)
        XCTAssertEqual(decision.state, .rejected)
        XCTAssertEqual(decision.path, [])
        XCTAssertNil(decision.identity)
        XCTAssertNil(decision.principal)
        XCTAssertNil(decision.anchor)
    }

    func testVerifyGivesAPathOrARejectionWithItsAttempts() throws {
        let path = try anyone().verify(peer.presented, at: at).path()
        XCTAssertEqual(path.certificates, [peer.certificate, Self.issuing.certificate])
        let stranger = Authority("Stranger").issue(.uri(web))
        let rejection = try anyone().verify(stranger.presented, at: at).rejection()
        XCTAssertEqual(rejection.reasons.first?.code, .issuerUnknown)
        XCTAssertFalse(rejection.attempts.isEmpty)
    }

    func testAForwardedChainIsBelievedFromATrustedHopOnly() throws {
        let chain = PresentedChain.fromForwarded(peer.chain, hop: "edge")
        let strange = try anyone().decide(chain, AccessRequest.connection(), at: at)
        XCTAssertEqual(strange.reasons.first?.code, .possessionNotProven)
        XCTAssertEqual(strange.state, .presented)
        XCTAssertEqual(strange.arrival, .forwarded)
        let trusting = try RelyingParty(
            trustAnchors: Self.root.anchors, anyVerifiedPeer: true, trustedHops: ["edge"])
        let trusted = try trusting.decide(chain, AccessRequest.connection(), at: at)
        XCTAssertEqual(trusted.state, .verifiedElsewhere)
        XCTAssertEqual(trusted.hop, "edge")
        XCTAssertEqual(trusted.possession, .assertedByHop)
    }

    func testFilesNeedARelyingPartyThatWasMadeForThem() throws {
        let chain = PresentedChain.fromFiles(peer.chain.reversed())
        XCTAssertEqual(try anyone().decide(chain, AccessRequest.connection(), at: at).effect, .deny)
        let tool = try RelyingParty(
            trustAnchors: Self.root.anchors, anyVerifiedPeer: true, acceptFilesWithoutPossession: true)
        let decision = try tool.decide(chain, AccessRequest.connection(), at: at)
        XCTAssertEqual(decision.effect, .allow)
        XCTAssertEqual(decision.possession, .notProven)
    }

    func testWhoIsExpectedMustBeThere() throws {
        let server = Self.issuing.issue(.dns("orders.example"))
        let party = try anyone()
        let decide = { (name: String) in
            try party.decide(server.presented, AccessRequest.connection(expecting: name), at: at)
        }
        XCTAssertEqual(try decide("dns:orders.example").identity?.matchedName, "dns:orders.example")
        XCTAssertEqual(try decide("dns:billing.example").reasons.first?.code, .nameNotMatched)
    }

    func testAnActionAndWhatTheHostKnowsAreAskedFor() throws {
        let policy = try Policy.parse(
            """
            handfast: 1
            default: deny
            identity: [spiffe]
            rules:
              - id: publish
                effect: allow
                from: [{spiffe: "\(web)"}]
                to: [{action: publish, resource: "meters/**", header.x-tenant: blue}]
            """)
        let party = try RelyingParty(trustAnchors: Self.root.anchors, policy: policy)
        let effect = { (tenant: [String: [String]]) in
            let request = try AccessRequest.action("publish", on: "meters/M-1/up", context: tenant)
            return party.decide(self.peer.presented, request, at: at).effect
        }
        XCTAssertEqual(try effect(["header.x-tenant": ["blue"]]), .allow)
        XCTAssertEqual(try effect(["header.x-tenant": ["red"]]), .deny)
        XCTAssertEqual(try effect([:]), .deny)
    }

    func testAChainTellsWhatItHolds() throws {
        let chain = peer.presented
        XCTAssertEqual(chain.arrival, .tls)
        XCTAssertNil(chain.hop)
        XCTAssertFalse(chain.isEmpty)
        XCTAssertEqual(chain.endEntity, .readable(certificate: peer.certificate))
        XCTAssertEqual(chain.others, [Self.issuing.certificate])
        let none = PresentedChain.fromForwarded([], hop: "edge")
        XCTAssertTrue(none.isEmpty)
        XCTAssertEqual(none.hop, "edge")
        guard case .unreadable(let reason) = none.endEntity else { return XCTFail("there is a certificate") }
        XCTAssertEqual(reason.code, .chainEmpty)
    }

    func testAShadowRuleIsToldAndChangesNothing() throws {
        let later = "rules:\n  - {id: later, effect: deny, mode: shadow, from: [{spiffe: \"\(web)\"}]}"
        let shadowed = try Policy.parse(policy.replacingOccurrences(of: "rules:", with: later))
        let party = try RelyingParty(trustAnchors: Self.root.anchors.named("mesh"), policy: shadowed)
        let decision = try party.decide(
            peer.presented, AccessRequest(method: "GET", path: "/api/ledger/entries"), at: at)
        XCTAssertEqual(decision.effect, .allow)
        XCTAssertEqual(decision.shadow, [ShadowOutcome(rule: "later", effect: .deny, wouldChange: true)])
    }

    func testTheReviewExampleIsDecidedFromItsFiles() throws {
        let orders = try RelyingParty(
            trustAnchors: TrustAnchors.fromPem(ReviewExample.text("anchors.pem")),
            policy: Policy.parse(ReviewExample.text("policy.yaml")))
        let chain = PresentedChain.fromTls([Data(try ReviewExample.text("client.pem").utf8)])
        let decision = try orders.decide(chain, AccessRequest(method: "GET", path: "/orders/42"), at: at)
        XCTAssertEqual(decision.effect, .allow)
        XCTAssertEqual(decision.principal?.value, web)
    }
}
