import Foundation
import XCTest

@testable import Handfast

final class ProfileTests: XCTestCase {
    private static let root = Authority("Root")
    private static let issuing = Authority("Issuing", under: root)

    private func verify(_ peer: Peer, _ profile: Profile) throws -> Verification {
        return try RelyingParty(trustAnchors: Self.root.anchors, anyVerifiedPeer: true, profile: profile)
            .verify(peer.presented, at: at)
    }

    func testProfilesHaveNames() throws {
        let made: [Profile] = [
            .client(), .svid(), .rfc5280(), .webpkiServer(), .piv(), .eapTls(), .iotDevice(),
        ]
        XCTAssertEqual(made.map { $0.name }, profileNames())
        XCTAssertEqual(try profileNames().map { try Profile.byName($0).name }, profileNames())
        try expectMistake(.valueMalformed) { try Profile.byName("strict") }
    }

    func testProfilesAreDerived() throws {
        let peer = Self.issuing.issue(.uri(web))
        let profile = Profile.client()
            .withAnchorValidity(.ignored).withAnchorUsage(.honoured).withAnchorNameConstraints(.ignored)
        _ = try verify(peer, profile).path()
        _ = try verify(peer, profile.withAtMostIntermediates(1)).path()
        _ = try verify(peer, profile.withAtMostIntermediates(.max)).path()
        // One stands between; fewer than none is none.
        _ = try verify(peer, profile.withAtMostIntermediates(0)).rejection()
        _ = try verify(peer, profile.withAtMostIntermediates(-1)).rejection()
        _ = try verify(peer, profile.withExtendedKeyUsages(["1.3.6.1.5.5.7.3.1"])).rejection()
        _ = try verify(peer, profile.withExtendedKeyUsages([])).path()
        try expectMistake(.valueMalformed) { try profile.withExtendedKeyUsages(["client"]) }
        XCTAssertEqual([AnchorStatement.honoured, .ignored].map { $0.rawValue }, ["honoured", "ignored"])
    }

    func testDerivingLeavesAProfileAsItWas() throws {
        let client = Profile.client()
        let derived = client.withAtMostIntermediates(3)
        XCTAssertEqual(client.diff(.client()), [])
        XCTAssertEqual(client.diff(derived).count, 1)
        XCTAssertEqual(derived.diff(client).map { $0.member }, client.diff(derived).map { $0.member })
    }

    func testProfilesAreData() throws {
        for profile in try profileNames().map({ try Profile.byName($0) }) {
            XCTAssertEqual(try Profile.fromJson(profile.toJson()).toJson(), profile.toJson())
            XCTAssertEqual(profile.diff(profile), [])
        }
        let mine = try Profile.fromJson(#"{"handfast_profile": 1, "name": "mine", "rsa_bits": 3072}"#)
        XCTAssertEqual(
            Profile.client().diff(mine),
            [
                ProfileDifference(member: "name", left: #""client""#, right: #""mine""#),
                ProfileDifference(member: "rsa_bits", left: "2048", right: "3072"),
            ])
        XCTAssertTrue("\(mine)".split(separator: "\n").contains("rsa_bits: 3072"))
    }

    func testAProfileThatCannotBeReadSaysWhatWasMeant() throws {
        let text = "{\"handfast_profile\": 1,\n \"rsa_bit\": 4096}"
        let mistake = try expectMistake(.valueMalformed) { try Profile.fromJson(text) }
        XCTAssertEqual(mistake.fix, "did you mean `rsa_bits`?")
        guard case .lineColumn(let line, _) = mistake.position else { return XCTFail("\(mistake)") }
        XCTAssertEqual(line, 2)
    }

    func testALooseningForOneIssuerIsToldWhereItWasNeeded() throws {
        let until = "2029-03-15T00:00:00Z"
        let pin = Self.root.certificate.spkiPin
        let loosened = try Profile.fromJson(
            """
            {"handfast_profile": 1, "loosenings": [
              {"name": "partner", "what": "server_auth_for_clients", "until": "\(until)", "issuer_spki": "\(pin)"}]}
            """)
        let server = Self.issuing.issue(.uri(web), usage: "1.3.6.1.5.5.7.3.1")
        let party = try RelyingParty(trustAnchors: Self.root.anchors, anyVerifiedPeer: true, profile: loosened)
        let decision = try party.decide(server.presented, AccessRequest.connection(), at: at)
        XCTAssertEqual(decision.effect, .allow)
        let told = [
            AppliedLoosening(
                name: "partner", what: "server_auth_for_clients", until: instant(until), issuerSpki: pin, index: 0)
        ]
        XCTAssertEqual(decision.loosened, told)
        XCTAssertEqual(decision.identity?.path.loosened, told)
        XCTAssertEqual(try verify(server, loosened).path().loosened, told)
        // Another issuer's peers are held to the profile, and so is everybody once the loosening is over.
        let stranger = Authority("Other")
        let strange = try RelyingParty(trustAnchors: stranger.anchors, anyVerifiedPeer: true, profile: loosened)
        let strangers = stranger.issue(.uri(web), usage: "1.3.6.1.5.5.7.3.1")
        _ = try strange.verify(strangers.presented, at: at).rejection()
        _ = try party.verify(server.presented, at: instant(until).addingTimeInterval(1)).rejection()
        _ = try verify(server, .client()).rejection()
    }
}
