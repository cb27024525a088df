import Foundation
import XCTest

@testable import Handfast

/// Many threads at once, and many calls.
final class LoadTests: XCTestCase {
    private static let root = Authority("Root")
    private static let issuing = Authority("Issuing", under: root)
    private let peer = issuing.issue(.uri(web))

    private func anyone() throws -> RelyingParty {
        return try RelyingParty(trustAnchors: Self.root.anchors, anyVerifiedPeer: true)
    }

    func testThreadsShareARelyingParty() throws {
        let (party, chain) = (try anyone(), peer.presented)
        let request = try AccessRequest.connection()
        let expected = party.decide(chain, request, at: at)
        XCTAssertEqual(expected.effect, .allow)
        DispatchQueue.concurrentPerform(iterations: 800) { _ in
            XCTAssertEqual(party.decide(chain, request, at: at), expected)
        }
    }

    func testTasksShareARelyingPartyThatNobodyElseHolds() async throws {
        let chain = peer.presented
        let request = try AccessRequest.connection()
        let expected = try anyone().decide(chain, request, at: at)
        for _ in 0..<20 {
            // The last task to end lets go of it.
            let decisions = try await withThrowingTaskGroup(of: Decision.self) { group in
                let party = try anyone()
                for _ in 0..<20 {
                    group.addTask { party.decide(chain, request, at: at) }
                }
                return try await group.reduce(into: [Decision]()) { $0.append($1) }
            }
            XCTAssertEqual(decisions, Array(repeating: expected, count: 20))
        }
    }

    func testThreadsReadOneCertificateForTheFirstTime() {
        let fingerprint = peer.certificate.fingerprint
        for _ in 0..<50 {
            let certificate = peer.certificate
            DispatchQueue.concurrentPerform(iterations: 8) { _ in
                XCTAssertEqual(certificate.fingerprint, fingerprint)
                XCTAssertEqual(certificate.subject, "CN=peer")
            }
        }
    }

    func test100000CallsLeaveNoMemoryBehind() throws {
        guard FileManager.default.fileExists(atPath: "/proc/self/statm") else {
            throw XCTSkip("the memory of a process is measured on Linux only")
        }
        let (party, junk) = (try anyone(), PresentedChain.fromTls([Data(repeating: 7, count: 2_000)]))
        let request = try AccessRequest(method: "GET", path: "/")
        let calls = { (count: Int) in
            for index in 0..<count {
                XCTAssertEqual(party.decide(junk, request, at: at).effect, .deny)
                // What throws, and what holds native memory.
                if index % 10 == 0 { _ = try? TrustAnchors.fromDer(Data([0x30])) }
                if index % 10 == 1 { _ = Profile.client().withAtMostIntermediates(1) }
            }
        }
        calls(10_000)
        let before = try residentKilobytes()
        calls(100_000)
        let grown = try residentKilobytes() - before
        print("resident memory after 100,000 calls: \(grown) kB more")
        // 2 kB of each call would be 200 MB, and 100 octets of each 10 MB.
        XCTAssertLessThan(grown, 10_000)
    }

    /// The second number of /proc/self/statm, which counts pages.
    private func residentKilobytes() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        let pages = try XCTUnwrap(text.split(separator: " ").dropFirst().first.flatMap { Int($0) })
        return pages * Int(sysconf(Int32(_SC_PAGESIZE))) / 1_024
    }
}
