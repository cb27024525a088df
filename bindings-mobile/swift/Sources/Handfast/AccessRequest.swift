/// What a peer asks for, and what the host knows about the connection.
///
/// A key of the context that was not supplied is unavailable: no allow rule that asks for it matches, and a deny rule that
/// does denies.
///
/// Every way to make one takes `expecting`, who the peer is expected to be, as `dns:HOST`, `ip:ADDRESS`, `email:ADDRESS` or
/// `spiffe://...`; `sourceIp`, the address that the connection comes from; `host`, the host that the request is for;
/// `context`, further values by their keys, such as `header.x-tenant`. Each throws a `SetupError` if one is not of its form.
public struct AccessRequest: Sendable {
    let record: RequestRecord

    /// An HTTP request.
    public init(
        method: String,
        path: String,
        expecting: String? = nil,
        sourceIp: String? = nil,
        host: String? = nil,
        context: [String: [String]] = [:]
    ) throws {
        let verb = Verb.http(method: method, path: path)
        try self.init(verb: verb, expecting: expecting, sourceIp: sourceIp, host: host, context: context)
    }

    /// A connection by itself: no request yet, or none that concerns the decision.
    public static func connection(
        expecting: String? = nil,
        sourceIp: String? = nil,
        host: String? = nil,
        context: [String: [String]] = [:]
    ) throws -> AccessRequest {
        return try AccessRequest(
            verb: .connection, expecting: expecting, sourceIp: sourceIp, host: host, context: context)
    }

    /// An action on a resource, where there is no HTTP: `publish` on `meters/M-1/up`.
    public static func action(
        _ action: String,
        on resource: String,
        expecting: String? = nil,
        sourceIp: String? = nil,
        host: String? = nil,
        context: [String: [String]] = [:]
    ) throws -> AccessRequest {
        let verb = Verb.action(action: action, resource: resource)
        return try AccessRequest(verb: verb, expecting: expecting, sourceIp: sourceIp, host: host, context: context)
    }

    private init(
        verb: Verb,
        expecting: String?,
        sourceIp: String?,
        host: String?,
        context: [String: [String]]
    ) throws {
        let record = RequestRecord(
            verb: verb, expecting: expecting, sourceIp: sourceIp, host: host, context: context)
        try calling { try checkRequest(request: record) }
        self.record = record
    }
}
