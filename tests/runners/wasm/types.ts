// What the types must take, and what they must not: checked by `tsc --strict`, never run.

import {
  AccessDenied,
  AccessRequest,
  Crl,
  Policy,
  PresentedChain,
  RelyingParty,
  RevocationData,
  RevocationMode,
  SetupError,
  TrustAnchors,
  initSync,
  ready,
  type Code,
  type Decision,
  type SetupCode,
} from "handfast-wasm";

declare const module: WebAssembly.Module;
declare const bytes: Uint8Array;

const loaded: Promise<void> = ready;
initSync(module);
initSync(bytes);
initSync(bytes.buffer as ArrayBuffer);

const party = new RelyingParty({ trustAnchors: TrustAnchors.fromPem(""), policy: Policy.parse("") });
const revocation = new RevocationData({ crls: Crl.fromPemOrDer(bytes) });
new RelyingParty({ trustAnchors: TrustAnchors.fromPem(""), anyVerifiedPeer: true, revocation, revocationMode: RevocationMode.hard() });
// @ts-expect-error neither a policy nor the word that there is none
new RelyingParty({ trustAnchors: TrustAnchors.fromPem("") });

const decision: Decision = party.decide(PresentedChain.fromTls([bytes]), new AccessRequest("GET", "/"), new Date());
const code: Code | undefined = decision.reasons[0]?.code;
if (decision.effect === "allow") console.log(code, loaded);
// @ts-expect-error there is no such effect
if (decision.effect === "maybe") console.log();

try {
  party.authorize(PresentedChain.fromTls([bytes]), new AccessRequest("GET", "/"), new Date());
} catch (error) {
  if (error instanceof AccessDenied) console.log(error.decision.toString());
  if (error instanceof SetupError) {
    const setup: SetupCode = error.code;
    console.log(setup);
    // @ts-expect-error a code of a reason is none of a setup error
    if (error.code === "certificate_expired") console.log();
  }
}
