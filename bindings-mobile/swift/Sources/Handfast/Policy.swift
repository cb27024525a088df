import Foundation

/// A policy document, ready to be evaluated.
public struct Policy: Sendable, CustomStringConvertible {
    let native: NativePolicy
    private let contents: PolicyRecord

    private init(native: NativePolicy) {
        self.native = native
        self.contents = native.contents()
    }

    /// Reads a document in YAML or JSON, and runs the tests in it. `sets` are the values of its external sets.
    ///
    /// Throws a `SetupError` with line and column.
    public static func parse(_ text: String, sets: [String: [String]] = [:]) throws -> Policy {
        return Policy(native: try calling { try NativePolicy.parse(text: text, sets: sets) })
    }

    /// As `parse`, without running the tests: for tools that report on them.
    public static func parseUntested(_ text: String, sets: [String: [String]] = [:]) throws -> Policy {
        return Policy(native: try calling { try NativePolicy.parseUntested(text: text, sets: sets) })
    }

    /// The document's `name`.
    public var name: String? { return contents.name }
    /// `sha256:` and hex: a hash of what the document says, whatever its comments and layout.
    public var fingerprint: String { return contents.fingerprint }
    /// The classes of name that may be the principal, in order.
    public var identity: [String] { return contents.identity }
    /// The `id` of every rule, in order.
    public var rules: [String] { return contents.rules }
    /// The names of the bundles of trust anchors that it speaks of.
    public var bundles: [String] { return contents.bundles }
    /// The keys of the context that its rules ask for: what the host must supply.
    public var requiredContext: [String] { return contents.requiredContext }

    /// What may be mistaken about the document. `at` tells which rules are over; without it that is not looked at.
    public func lint(at: Date? = nil) -> [Finding] {
        return native.lint(at: at)
    }

    /// Runs the document's own tests. Throws a `SetupError` for a test that cannot be read.
    public func test() throws -> [TestOutcome] {
        return try calling { try native.test() }
    }

    /// Its name, or its fingerprint.
    public var description: String { return name ?? fingerprint }
}
