// Guards a route of a Cloudflare Worker by the client certificate that the edge forwards.

import { AccessDenied, AccessRequest, Policy, PresentedChain, RelyingParty, TrustAnchors } from "handfast-wasm";

/** Who terminates TLS and sets the header. Whoever can reach the worker past it can claim to be anybody. */
const HOP = "edge";

let orders;

/** The relying party, made once: anchors and policy do not change while the worker runs. */
function relyingParty(env) {
  orders ??= new RelyingParty({
    trustAnchors: TrustAnchors.fromPem(env.ANCHORS),
    policy: Policy.parse(env.POLICY),
    trustedHops: [HOP],
  });
  return orders;
}

/**
 * The certificates of the header `Client-Cert`: one, in base64 between colons (RFC 9440, section 2.2), or none without the
 * header. For what is neither, a byte that is no certificate stands, and the decision says so.
 */
function forwarded(headers) {
  const header = headers.get("client-cert");
  if (header === null) return [];
  const base64 = /^:([A-Za-z0-9+/]+={0,2}):$/.exec(header.trim())?.[1];
  try {
    return [Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))];
  } catch {
    return [Uint8Array.of(0)];
  }
}

export default {
  fetch(request, env) {
    const chain = PresentedChain.fromForwarded(forwarded(request.headers), HOP);
    const asked = new AccessRequest(request.method, new URL(request.url).pathname);
    try {
      const peer = relyingParty(env).authorize(chain, asked, new Date());
      return new Response(`welcome, ${peer.principal.value}\n`);
    } catch (error) {
      if (!(error instanceof AccessDenied)) throw error;
      console.log(error.decision.toString());
      const codes = error.decision.reasons.map((reason) => reason.code);
      return Response.json({ denied: codes }, { status: 403 });
    }
  },
};
