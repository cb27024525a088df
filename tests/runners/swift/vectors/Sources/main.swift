// Every decision vector, as tests/vectors/README.md says that one is read. The folder is the only argument.

import Foundation
import Handfast

struct Mismatch: Error {
    let what: String
}

typealias Object = [String: Any]

func expectEqual<Value: Equatable>(_ found: Value, _ wanted: Value, _ what: String) throws {
    if found != wanted { throw Mismatch(what: "\(what): \(found), not \(wanted)") }
}

func text(_ object: Object, _ key: String) -> String? {
    return object[key] as? String
}

func required(_ object: Object, _ key: String) throws -> String {
    guard let value = text(object, key) else { throw Mismatch(what: "no \(key)") }
    return value
}

func bytes(_ base64: String) throws -> Data {
    guard let data = Data(base64Encoded: base64) else { throw Mismatch(what: "not base64") }
    return data
}

func list(_ object: Object, _ key: String) throws -> [Data] {
    guard let items = object[key] as? [String] else { throw Mismatch(what: "no \(key)") }
    return try items.map { try bytes($0) }
}

func presented(_ vector: Object, _ items: [Data]) throws -> PresentedChain {
    var chain: PresentedChain
    switch try required(vector, "arrived") {
    case "tls": chain = PresentedChain.fromTls(items)
    case "forwarded": chain = PresentedChain.fromForwarded(items, hop: try required(vector, "hop"))
    case "files": chain = PresentedChain.fromFiles(items)
    case let other: throw Mismatch(what: "no constructor for \(other)")
    }
    if let revocation = vector["revocation"] as? Object {
        for response in try list(revocation, "stapled_ocsp") { chain = chain.withStapledOcsp(response) }
    }
    return chain
}

func revocationData(_ revocation: Object) throws -> RevocationData {
    return RevocationData(
        crls: try list(revocation, "crls").map { try Crl.fromDer($0) },
        ocspResponses: try list(revocation, "ocsp").map { try OcspResponse.fromDer($0) },
        certificates: try list(revocation, "certificates").map { try Certificate.parse($0) })
}

func revocationMode(_ revocation: Object) throws -> RevocationMode? {
    guard let name = text(revocation, "mode") else { return nil }
    switch name {
    case "hard": return .hard
    case "soft": return .soft(grace: (revocation["grace_seconds"] as? NSNumber)?.doubleValue)
    case "off": return .off
    default: throw Mismatch(what: "no revocation mode \(name)")
    }
}

func accessRequest(_ request: Object) throws -> AccessRequest {
    let expecting = text(request, "expected_name")
    let context = request["context"] as? [String: [String]] ?? [:]
    switch try required(request, "kind") {
    case "connection":
        return try AccessRequest.connection(expecting: expecting, context: context)
    case "http":
        let (method, path) = (try required(request, "method"), try required(request, "path"))
        return try AccessRequest(method: method, path: path, expecting: expecting, context: context)
    case "action":
        let (action, resource) = (try required(request, "action"), try required(request, "resource"))
        return try AccessRequest.action(action, on: resource, expecting: expecting, context: context)
    case let other:
        throw Mismatch(what: "no constructor for \(other)")
    }
}

/// A profile by its name, or as a document.
func profile(_ given: String) throws -> Profile {
    return given.hasPrefix("{") ? try Profile.fromJson(given) : try Profile.byName(given)
}

func run(_ vector: Object) throws {
    guard let settings = vector["relying_party"] as? Object,
        let request = vector["request"] as? Object,
        let expect = vector["expect"] as? Object,
        let given = vector["anchors"] as? [Object],
        let at = ISO8601DateFormatter().date(from: try required(vector, "at"))
    else { throw Mismatch(what: "the vector is not of its form") }
    var anchors: TrustAnchors?
    for anchor in given {
        var read = try TrustAnchors.fromDer(bytes(required(anchor, "der")))
        if let bundle = text(anchor, "bundle") { read = read.named(bundle) }
        anchors = anchors.map { $0.withAnchors(read) } ?? read
    }
    guard let trusted = anchors else { throw Mismatch(what: "no anchors") }
    let sets = settings["external_sets"] as? [String: [String]] ?? [:]
    let policy = try text(settings, "policy").map { try Policy.parse($0, sets: sets) }
    let revocation = vector["revocation"] as? Object
    let party = try RelyingParty(
        trustAnchors: trusted,
        policy: policy,
        anyVerifiedPeer: policy == nil,
        profile: profile(required(settings, "profile")),
        acceptFilesWithoutPossession: settings["accept_files"] as? Bool ?? false,
        trustedHops: settings["trusted_hops"] as? [String] ?? [],
        revocation: revocation.map { try revocationData($0) },
        revocationMode: revocation.flatMap { try revocationMode($0) })
    let items = try list(vector, "chain")
    let decision = try party.decide(presented(vector, items), accessRequest(request), at: at)
    try expectEqual(decision.toJson(), try required(vector, "decision"), "decision")
    try expectEqual(decision.effect.rawValue, try required(expect, "effect"), "effect")
    try expectEqual(decision.reasons.map { $0.code.rawValue }, expect["codes"] as? [String] ?? [], "codes")
    try expectEqual(decision.rule, text(expect, "rule"), "rule")
    try expectEqual(decision.nearest?.field, text(expect, "nearest_field"), "nearest field")
    try expectEqual(decision.principal?.value, text(expect, "principal"), "principal")
    let reversed = Array(items.prefix(1)) + items.dropFirst().reversed()
    let again = try party.decide(presented(vector, reversed), accessRequest(request), at: at)
    try expectEqual(again.toJson(), decision.toJson(), "the order behind the end entity")
}

let folder = URL(fileURLWithPath: CommandLine.arguments.dropFirst().first ?? "tests/vectors")
let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    .filter { $0.pathExtension == "json" }
var (passed, failed) = (0, 0)
for file in files {
    let document = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? Object
    for vector in document?["vectors"] as? [Object] ?? [] {
        do {
            try run(vector)
            passed += 1
        } catch {
            failed += 1
            print("\(vector["id"] ?? file.lastPathComponent): \(error)")
        }
    }
}
print("\(passed) passed, \(failed) failed")
exit(failed == 0 && passed > 0 ? 0 : 1)
