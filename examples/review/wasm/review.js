// Verifies a client's chain, evaluates the policy for what it asks for, and prints the decision with its reasons: Node, Deno
// or Bun.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

import {
  AccessDenied,
  AccessRequest,
  Policy,
  PresentedChain,
  Profile,
  RelyingParty,
  TrustAnchors,
  ready,
} from "handfast-wasm";

const [data] = process.argv.slice(2);
const read = (file) => readFileSync(join(data, file), "utf8");
const at = new Date("2026-06-01T00:00:00Z");

await ready;
const orders = new RelyingParty({
  trustAnchors: TrustAnchors.fromPem(read("anchors.pem")),
  profile: Profile.client(),
  policy: Policy.parse(read("policy.yaml")),
});
const chain = PresentedChain.fromTls([read("client.pem")]);

// For showing.
for (const method of ["GET", "DELETE"]) {
  const decision = orders.decide(chain, new AccessRequest(method, "/orders/42"), at);
  console.log(`${decision}`);
  for (const reason of decision.reasons) console.log(`    fix: ${reason.fix}`);
}

// For guarding: a denial cannot be overlooked.
try {
  orders.authorize(chain, new AccessRequest("DELETE", "/orders/42"), at);
  process.exitCode = 1;
} catch (error) {
  if (!(error instanceof AccessDenied)) throw error;
  console.log(`refused: ${error.decision.reasons[0].code}`);
}
