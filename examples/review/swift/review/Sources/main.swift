// Verifies a client's chain, evaluates the policy for what it asks for, and prints the decision with its reasons.

import Foundation
import Handfast

let data = URL(fileURLWithPath: CommandLine.arguments[1])
let at = Date(timeIntervalSince1970: 1_780_272_000)  // 2026-06-01T00:00:00Z

let orders = try RelyingParty(
    trustAnchors: TrustAnchors.fromPem(
        String(contentsOf: data.appendingPathComponent("anchors.pem"), encoding: .utf8)),
    policy: Policy.parse(String(contentsOf: data.appendingPathComponent("policy.yaml"), encoding: .utf8)),
    profile: Profile.client())
let chain = PresentedChain.fromTls([try Data(contentsOf: data.appendingPathComponent("client.pem"))])

// For showing.
for method in ["GET", "DELETE"] {
    let decision = orders.decide(chain, try AccessRequest(method: method, path: "/orders/42"), at: at)
    print(decision)
    for reason in decision.reasons {
        print("    fix: \(reason.fix)")
    }
}

// For guarding: a denial cannot be overlooked.
do {
    _ = try orders.authorize(chain, AccessRequest(method: "DELETE", path: "/orders/42"), at: at)
    exit(1)
} catch let denied as AccessDenied {
    print("refused: \(denied.decision.reasons[0].code.rawValue)")
}
