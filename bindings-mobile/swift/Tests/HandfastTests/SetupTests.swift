import Foundation
import XCTest

@testable import Handfast

/// The caller's mistakes, and what a policy, a provider and a code say.
final class SetupTests: XCTestCase {
    private static let root = Authority("Root")
    private let policy = """
        handfast: 1
        name: small
        default: deny
        trust:
          mesh: {bundle: mesh.pem, trust_domain: prod.example}
        identity: [spiffe, dns]
        sets:
          callers: {external: true}
        rules:
          - id: call
            effect: allow
            from: [{spiffe: {in: callers}}]
            to: [{method: [GET], path: "/orders/**", header.x-tenant: blue}]
          - id: old
            effect: allow
            from: [{spiffe: "spiffe://prod.example/old"}]
            to: [{method: [GET], path: "/old"}]
            valid: {until: 2026-01-01T00:00:00Z}
        tests:
          - name: a stranger
            peer: {spiffe: "spiffe://prod.example/stranger"}
            request: {method: GET, path: /orders/1}
            expect: {decision: deny}
        """
    private let sets = ["callers": ["spiffe://prod.example/web"]]

    func testAnchorsAreReadAsPemDerAndASpiffeBundle() throws {
        let der = Self.root.der
        let keys = """
            {"keys":[{"use":"x509-svid","kty":"EC","x5c":["\(der.base64EncodedString())"]}]}
            """
        let ways = try [
            TrustAnchors.fromPem(pem(der)), TrustAnchors.fromDer(der), TrustAnchors.fromPemOrDer(der),
            TrustAnchors.fromPemOrDer(Data(pem(der).utf8)), TrustAnchors.fromSpiffeBundle(keys),
        ]
        XCTAssertEqual(ways.map { $0.certificates }, Array(repeating: [Self.root.certificate], count: 5))
    }

    func testTheSameAnchorInTheSameBundleCountsOnce() throws {
        let other = try Authority("Other").anchors
        XCTAssertEqual(try Self.root.anchors.withAnchors(other).withAnchors(other).certificates.count, 2)
        XCTAssertEqual(try Self.root.anchors.withAnchors(Self.root.anchors.named("mesh")).certificates.count, 2)
    }

    func testAPrivateKeyAmongTheAnchorsIsRefusedWithItsPlaceAndWhatToDo() throws {
        let text = pem(Self.root.der) + pem(Data([1]), label: "PRIVATE KEY")
        let mistake = try expectMistake(.privateKeyPresent) { try TrustAnchors.fromPem(text) }
        guard case .entry(let number, _) = mistake.position else { return XCTFail("\(String(describing: mistake.position))") }
        XCTAssertEqual(number, 2)
        XCTAssertEqual(mistake.message, "there is a private key among the trust anchors")
        XCTAssertTrue(mistake.fix.hasPrefix("take it out of the file"))
        XCTAssertTrue("\(mistake)".contains(mistake.message) && "\(mistake)".contains(mistake.fix))
        XCTAssertEqual(mistake.localizedDescription, "\(mistake)")
        XCTAssertEqual(try expectMistake { try TrustAnchors.fromPem(text) }, mistake)
    }

    func testNoAnchorsAreAMistakeAndSoIsARelyingPartyWithoutAnyPolicyOrWithTwo() throws {
        XCTAssertFalse(try expectMistake(.anchorsEmpty) { try TrustAnchors.fromPem("") }.fix.isEmpty)
        try expectMistake(.anchorsEmpty) { try TrustAnchors.fromDer(Data()) }
        try expectMistake(.policyMissing) { try RelyingParty(trustAnchors: Self.root.anchors) }
        let policy = try Policy.parse(ReviewExample.text("policy.yaml"))
        try expectMistake { try RelyingParty(trustAnchors: Self.root.anchors, policy: policy, anyVerifiedPeer: true) }
        let peer = Self.root.issue(.uri(web))
        try expectMistake(.anchorNotCa) { try TrustAnchors.fromDer(peer.der) }
    }

    func testAPolicyTellsWhatItSays() throws {
        let parsed = try Policy.parse(policy, sets: sets)
        XCTAssertEqual(parsed.name, "small")
        XCTAssertEqual("\(parsed)", "small")
        XCTAssertTrue(parsed.fingerprint.hasPrefix("sha256:"))
        XCTAssertEqual(parsed.identity, ["spiffe", "dns"])
        XCTAssertEqual(parsed.rules, ["call", "old"])
        XCTAssertEqual(parsed.bundles, ["mesh"])
        XCTAssertTrue(parsed.requiredContext.contains("header.x-tenant"))
        let outcomes = try parsed.test()
        XCTAssertEqual(outcomes.map { $0.name }, ["a stranger"])
        XCTAssertEqual(outcomes.map { $0.passed }, [true])
        // The line of its `- name`.
        XCTAssertEqual(outcomes.first?.line, 20)
        let findings = parsed.lint(at: at)
        let over = findings.filter { $0.rule == "old" && $0.severity != .note }
        XCTAssertEqual(over.count, 1)
        XCTAssertEqual(over.first.map { $0.message.isEmpty || $0.fix.isEmpty }, false)
        // Whether a rule is over is not looked at without a time.
        XCTAssertEqual(parsed.lint().count, findings.count - 1)
    }

    func testAPolicyWithoutANameIsKnownByItsFingerprint() throws {
        let nameless = try Policy.parse("handfast: 1\ndefault: deny\nidentity: [spiffe]\nrules: []\n")
        XCTAssertNil(nameless.name)
        XCTAssertEqual("\(nameless)", nameless.fingerprint)
    }

    func testAPolicyThatCannotBeReadSaysWhere() throws {
        let mistake = try expectMistake { try Policy.parse("handfast: 1\ndefault: allow\nrules: []\n") }
        guard case .lineColumn(let line, _) = mistake.position else { return XCTFail("\(mistake)") }
        XCTAssertEqual(line, 2)
    }

    func testAPolicyWhoseOwnTestFailsIsReadForToolsOnly() throws {
        let wrong = policy.replacingOccurrences(of: "{decision: deny}", with: "{decision: allow}")
        try expectMistake(.policyTestFailed) { try Policy.parse(wrong, sets: sets) }
        XCTAssertEqual(try Policy.parseUntested(wrong, sets: sets).test().map { $0.passed }, [false])
    }

    func testAContextThatTheHostDoesNotSupplyIsAMistakeWhenThePolicyAsksForIt() throws {
        let parsed = try Policy.parse(policy, sets: sets)
        let make = { (keys: [String]) in
            try RelyingParty(trustAnchors: Self.root.anchors.named("mesh"), policy: parsed, suppliesContext: keys)
        }
        try expectMistake(.contextMissing) { try make(["method", "path"]) }
        _ = try make(["method", "path", "header.x-tenant"])
    }

    func testWhatARequestNamesIsOfItsForm() throws {
        try expectMistake(.valueMalformed) { try AccessRequest.connection(expecting: "orders") }
        try expectMistake(.valueMalformed) { try AccessRequest.connection(sourceIp: "192.0.2.256") }
        try expectMistake(.valueMalformed) { try AccessRequest(method: "GET", path: "/", context: ["tenant": ["x"]]) }
        _ = try AccessRequest.connection(expecting: "ip:2001:db8::1", sourceIp: "2001:db8::1", host: "orders.example")
    }

    func testProvidersAreThoseOfTheBuildAndEachDecidesTheSame() throws {
        let chain = Authority("Issuing", under: Self.root).issue(.uri(web)).presented
        let decisions = try providers().map { provider in
            try RelyingParty(trustAnchors: Self.root.anchors, anyVerifiedPeer: true, provider: provider)
                .decide(chain, AccessRequest.connection(), at: at)
        }
        XCTAssertEqual(decisions.first?.effect, .allow)
        XCTAssertEqual(Set(decisions).count, 1)
        try expectMistake(.providerMissing) {
            try RelyingParty(trustAnchors: Self.root.anchors, anyVerifiedPeer: true, provider: "none")
        }
    }

    func testEveryCodeIsExplainedAndAnUnknownOneIsAMistake() throws {
        XCTAssertEqual(codes(), ReasonCode.allCases)
        for code in codes() {
            let explanation = try explain(code)
            XCTAssertEqual(explanation.code, code)
            for text in [explanation.meaning, explanation.matters, explanation.fix, explanation.reference] {
                XCTAssertFalse(text.isEmpty, code.rawValue)
            }
        }
        XCTAssertEqual(try explain("chain_empty"), try explain(.chainEmpty))
        try expectMistake(.valueMalformed) { try explain("invalid_certificate") }
    }

    func testTheVersionIsThatOfTheCore() {
        XCTAssertNotNil(version().range(of: #"^\d+\.\d+\.\d+"#, options: .regularExpression))
    }
}
