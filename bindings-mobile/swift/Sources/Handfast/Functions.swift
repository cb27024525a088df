/// What a reason code means, why it matters and how to mend it.
public func explain(_ code: ReasonCode) throws -> Explanation {
    return try explain(code.rawValue)
}

/// What the reason code of that name means. Throws a `SetupError` for an unknown code.
public func explain(_ code: String) throws -> Explanation {
    return try calling { try explainCode(code: code) }
}

/// Every reason code, in the order of the pipeline.
public func codes() -> [ReasonCode] {
    return codeNames().compactMap { ReasonCode(rawValue: $0) }
}
