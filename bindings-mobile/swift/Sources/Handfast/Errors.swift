import Foundation

/// A caller's mistake, found at construction: wrong anchors, an unusable policy, an empty trust store. A peer can never
/// cause one.
public struct SetupError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
    /// The kind of mistake; stable, programs may branch on it.
    public let code: SetupCode
    /// One sentence, lower case, without its position.
    public let message: String
    /// Where in the input, if the mistake has a place.
    public let position: Position?
    /// What to do about it.
    public let fix: String
    /// All of it, for people.
    public let description: String

    /// All of it, for people.
    public var errorDescription: String? { return description }
}

/// A denial, with the decision that says why.
public struct AccessDenied: Error, Sendable, CustomStringConvertible, LocalizedError {
    /// The decision.
    public let decision: Decision

    /// The decision in a few lines for people.
    public var description: String { return decision.description }

    /// The decision in a few lines for people.
    public var errorDescription: String? { return decision.description }
}

/// Calls the native library: its refusals become a `SetupError`.
func calling<Result>(_ call: () throws -> Result) throws -> Result {
    do {
        return try call()
    } catch SetupFailure.Refused(let code, let sentence, let position, let fix, let text) {
        throw SetupError(code: code, message: sentence, position: position, fix: fix, description: text)
    }
}

/// Whole seconds since 1970, held within what the core counts in; what is no number is long ago, when nothing is valid.
func wholeSeconds(_ date: Date) -> Int64 {
    let seconds = date.timeIntervalSince1970.rounded(.down)
    if seconds.isNaN { return Int64.min }
    if let exact = Int64(exactly: seconds) { return exact }
    return seconds < 0 ? Int64.min : Int64.max
}
