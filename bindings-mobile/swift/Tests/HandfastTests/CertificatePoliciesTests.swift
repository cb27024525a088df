import Foundation
import XCTest

@testable import Handfast

/// Certificate policies can be asked for, and a path says which of them hold.
final class CertificatePoliciesTests: XCTestCase {
    private static let root = Authority("Root")
    private let hardware = "1.3.6.1.4.1.55555.1"
    private let software = "1.3.6.1.4.1.55555.2"
    private let anyPolicy = "2.5.29.32.0"
    /// A pointer to a practice statement: id-qt-cps with an IA5String (RFC 5280 section 4.2.1.4).
    private let qualifiers = Der.sequence(
        Der.sequence(Der.oid("1.3.6.1.5.5.7.2.1"), Der.value(0x16, Array("https://example/cps".utf8))))

    private func verify(_ stated: [[UInt8]], _ profile: Profile) throws -> Verification {
        let party = try RelyingParty(trustAnchors: Self.root.anchors, anyVerifiedPeer: true, profile: profile)
        return party.verify(Self.root.issue(.uri(web), policies: stated).presented, at: at)
    }

    private func codes(_ stated: [[UInt8]], _ profile: Profile) throws -> [ReasonCode] {
        return try verify(stated, profile).rejection().reasons.map { $0.code }
    }

    func testAPathSaysWhichPoliciesHoldAndTheirQualifiers() throws {
        let both = [policyInformation(software), policyInformation(hardware, qualifiers: qualifiers)]
        let policies = try verify(both, .client()).path().certificatePolicies
        XCTAssertEqual(policies.permitted.sorted(), [hardware, software])
        let stated = Dictionary(uniqueKeysWithValues: policies.stated.map { ($0.oid, $0.qualifiers) })
        XCTAssertEqual(stated, [hardware: Data(qualifiers), software: Data()])
        let none = try verify([], .client()).path().certificatePolicies
        XCTAssertEqual(none, CertificatePolicies(permitted: [], stated: []))
    }

    func testThePathOfADecisionsIdentityIsThatOfAuthorizeWithItsPolicies() throws {
        let party = try RelyingParty(trustAnchors: Self.root.anchors, anyVerifiedPeer: true)
        let peer = Self.root.issue(.uri(web), policies: [policyInformation(hardware)]).presented
        let authorized = try party.authorize(peer, AccessRequest.connection(), at: at)
        XCTAssertEqual(authorized.path.certificatePolicies.permitted, [hardware])
        XCTAssertEqual(try party.decide(peer, AccessRequest.connection(), at: at).identity, authorized)
    }

    func testAProfileAsksForOneOfSomePoliciesOrForAny() throws {
        let asks = try Profile.client().withCertificatePolicies([hardware])
        _ = try verify([policyInformation(hardware)], asks).path()
        XCTAssertEqual(try codes([policyInformation(software)], asks), [.certificatePolicyNotPermitted])
        let some = Profile.client().withExplicitCertificatePolicy()
        _ = try verify([policyInformation(software)], some).path()
        XCTAssertEqual(try codes([], some), [.certificatePolicyNotPermitted])
    }

    func testAnInitialSetIsOfInterestAndAsksForNothing() throws {
        let interested = try Profile.client().withInitialCertificatePolicies([hardware])
        let both = [policyInformation(software), policyInformation(hardware)]
        XCTAssertEqual(try verify(both, interested).path().certificatePolicies.permitted, [hardware])
        let other = try verify([policyInformation(software)], interested).path()
        XCTAssertEqual(other.certificatePolicies.permitted, [])
    }

    func testAnyPolicyStandsForNoneWhereTheProfileSaysSo() throws {
        let asks = try Profile.client().withCertificatePolicies([hardware]).withoutPolicyMapping()
        _ = try verify([policyInformation(anyPolicy)], asks).path()
        XCTAssertEqual(
            try codes([policyInformation(anyPolicy)], asks.withoutAnyPolicy()), [.certificatePolicyNotPermitted])
    }

    func testWhatIsNoObjectIdentifierIsAMistake() throws {
        try expectMistake(.valueMalformed) { try Profile.client().withCertificatePolicies(["hardware"]) }
        try expectMistake(.valueMalformed) { try Profile.client().withInitialCertificatePolicies(["hardware"]) }
    }

    func testAFormAsksMoreOfCertificatesOrLess() throws {
        // No subjectKeyIdentifier, no authorityKeyIdentifier: RFC 5280 section 4.2.1.1 asks CAs for them.
        _ = try verify([], Profile.client().withForm(.rfc5280)).rejection()
        _ = try verify([], Profile.rfc5280().withForm(.asIssued)).path()
        let forms: [Form] = [.asIssued, .rfc5280, .baselineRequirements]
        XCTAssertEqual(forms.map { $0.rawValue }, ["as_issued", "rfc5280", "baseline_requirements"])
    }
}
