import Foundation
import XCTest

@testable import Handfast

/// The time of all tests: 2026-06-01T00:00:00Z.
let at = instant("2026-06-01T00:00:00Z")

let web = "spiffe://prod.example/ns/checkout/sa/web"

/// The instant of a time as RFC 3339 writes it.
func instant(_ text: String) -> Date {
    guard let date = ISO8601DateFormatter().date(from: text) else { preconditionFailure("no time: \(text)") }
    return date
}

/// The `SetupError` that a call throws; no error and any other are failures.
@discardableResult
func expectMistake<Value>(
    _ code: SetupCode? = nil,
    file: StaticString = #filePath,
    line: UInt = #line,
    _ call: () throws -> Value
) throws -> SetupError {
    var thrown: (any Error)?
    XCTAssertThrowsError(try call(), file: file, line: line) { thrown = $0 }
    let mistake = try XCTUnwrap(thrown as? SetupError, "not a SetupError", file: file, line: line)
    if let code = code { XCTAssertEqual(mistake.code, code, file: file, line: line) }
    return mistake
}

extension Verification {
    /// The path; a rejection is a failure.
    func path(file: StaticString = #filePath, line: UInt = #line) throws -> VerifiedPath {
        guard case .verified(let path) = self else {
            throw Unexpected(what: "rejected: \(self)", file: file, line: line)
        }
        return path
    }

    /// The rejection; a path is a failure.
    func rejection(file: StaticString = #filePath, line: UInt = #line) throws -> Rejection {
        guard case .rejected(let rejection) = self else {
            throw Unexpected(what: "verified", file: file, line: line)
        }
        return rejection
    }
}

/// Ends a test that was told something else than it expects.
private struct Unexpected: Error {
    init(what: String, file: StaticString, line: UInt) {
        XCTFail(what, file: file, line: line)
    }
}

/// The data of examples/review: a chain that is valid during 2026, its anchor and a policy.
enum ReviewExample {
    static let package = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let folder = package.deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("examples/review/data")

    static func text(_ name: String) throws -> String {
        return try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
}
