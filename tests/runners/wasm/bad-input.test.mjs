// What a caller or a peer can get wrong: an exception of JavaScript's own or a denial, and an instance that works after it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { afterEach, test } from "node:test";

import * as api from "handfast-wasm";

import { crl, goodResponse, issue } from "./certificates.js";

const { AccessDenied, AccessRequest, Certificate, Crl, OcspResponse, Policy, PresentedChain } = api;
const { Profile, RelyingParty, RevocationData, RevocationMode, SetupError, TrustAnchors } = api;
const data = join(process.env.HANDFAST_ROOT, "examples/review/data");
const anchors = readFileSync(join(data, "anchors.pem"), "utf8");
const rules = readFileSync(join(data, "policy.yaml"), "utf8");
const client = readFileSync(join(data, "client.pem"), "utf8");
const at = new Date("2026-06-01T00:00:00Z");
const orders = new RelyingParty({ trustAnchors: TrustAnchors.fromPem(anchors), policy: Policy.parse(rules) });
const request = new AccessRequest("GET", "/orders/42");
const decide = (certificates, when = at) => orders.decide(PresentedChain.fromTls(certificates), request, when);
const codes = (certificates) => decide(certificates).reasons.map((reason) => reason.code);

// No test may leave the instance in another state than it found it.
afterEach(() => assert.equal(decide([client]).effect, "allow"));

const NOT_BYTES = [undefined, null, 1, true, {}, [], Symbol("x"), () => {}];

test("a value of the wrong type is a TypeError", () => {
  for (const value of NOT_BYTES) {
    assert.throws(() => TrustAnchors.fromPem(value), TypeError);
    assert.throws(() => Certificate.parse(value), TypeError);
    assert.throws(() => PresentedChain.fromTls([value]), TypeError);
    assert.throws(() => Policy.parse(value), TypeError);
    assert.throws(() => new AccessRequest(value, "/"), TypeError);
  }
  for (const value of [undefined, null, client, new Uint8Array(3), {}]) {
    assert.throws(() => PresentedChain.fromTls(value), TypeError);
  }
  for (const value of [undefined, null, {}, client, []]) {
    assert.throws(() => orders.decide(value, request, at), TypeError);
    assert.throws(() => orders.decide(PresentedChain.fromTls([client]), value, at), TypeError);
    assert.throws(() => decide([client], value ?? null), TypeError);
  }
  assert.throws(() => orders.decide.call({}, PresentedChain.fromTls([client]), request, at), TypeError);
});

test("a profile that asks for what this build has not got is refused, and says which feature it needs", () => {
  const read = (asks) => Profile.fromJson(JSON.stringify({ handfast_profile: 1, public_suffix_wildcards: !asks }));
  assert.equal(read(false).name, "client");
  assert.throws(() => read(true), ({ code, fix }) => code === "form_not_supported" && fix.includes("`psl`"));
});

test("revocation data of the wrong type is a TypeError, and no good one a SetupError", () => {
  for (const value of NOT_BYTES) {
    for (const read of [Crl.fromDer, Crl.fromPem, Crl.fromPemOrDer, OcspResponse.fromDer]) assert.throws(() => read(value), TypeError);
    assert.throws(() => PresentedChain.fromTls([client]).withStapledOcsp(value), TypeError);
  }
  assert.throws(() => new RevocationData({ crls: [new Uint8Array(3)] }), TypeError);
  assert.throws(() => new RelyingParty({ trustAnchors: TrustAnchors.fromPem(anchors), anyVerifiedPeer: true, revocation: {} }), TypeError);
  for (const grace of [-1, 0.5, Number.NaN, "60"]) assert.throws(() => RevocationMode.soft(grace), TypeError);
  for (const bytes of [client, "", new Uint8Array(100)]) assert.throws(() => Crl.fromPemOrDer(bytes), SetupError);
  for (const bytes of [new Uint8Array(), new Uint8Array(70_000), Buffer.from(client)]) {
    assert.throws(() => OcspResponse.fromDer(bytes), SetupError);
  }
});

test("what a peer staples never throws, and its memory is given back", () => {
  const ca = issue("CA", { ca: true });
  const peer = issue("peer", { issuer: ca });
  const revocation = new RevocationData({ crls: [Crl.fromDer(crl(issue("Other", { ca: true })).der)] });
  const looking = new RelyingParty({ trustAnchors: TrustAnchors.fromDer(ca.der), anyVerifiedPeer: true, revocation });
  const plain = PresentedChain.fromTls([peer.der]);
  const response = goodResponse(ca, peer);
  const effect = (chain) => looking.decide(chain, request, at).effect;
  assert.equal(effect(plain), "deny");
  assert.equal(effect(plain.withStapledOcsp(response)), "allow");
  for (let length = 0; length < response.length; length += 1) {
    assert.equal(effect(plain.withStapledOcsp(response.subarray(0, length))), "deny");
  }
  assert.equal(effect(plain.withStapledOcsp(new Uint8Array(10 * 1024 * 1024))), "deny");
});

test("empty lists are a denial or a SetupError", () => {
  assert.deepEqual(codes([]), ["chain_empty"]);
  assert.deepEqual(codes([new Uint8Array()]), ["chain_empty"]);
  assert.throws(() => TrustAnchors.fromPem(""), SetupError);
  assert.throws(() => new RelyingParty({}), SetupError);
});

test("a certificate of 10 MB is a denial", () => {
  const large = new Uint8Array(10 * 1024 * 1024).fill(0x41);
  large.set([0x30, 0x83, 0x9f, 0xff, 0xfb]);
  assert.equal(decide([large]).effect, "deny");
  assert.throws(() => Certificate.parse(large), SetupError);
  assert.throws(() => TrustAnchors.fromDer(large), SetupError);
});

test("a detached or resized buffer is a TypeError", () => {
  const detached = new Uint8Array(Buffer.from("0123"));
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  assert.throws(() => decide([detached]), TypeError);
  const buffer = new ArrayBuffer(64, { maxByteLength: 128 });
  const view = new Uint8Array(buffer, 32, 32);
  buffer.resize(16);
  assert.throws(() => decide([view]), TypeError);
});

test("bytes that are changed after the chain was made change nothing", () => {
  const bytes = new Uint8Array(Buffer.from(client));
  const chain = PresentedChain.fromTls([bytes]);
  bytes.fill(0);
  assert.equal(orders.decide(chain, request, at).effect, "allow");
});

test("NUL in what a peer chose is a denial, and a lone surrogate is the replacement character", () => {
  const asking = (path) => orders.decide(PresentedChain.fromTls([client]), new AccessRequest("GET", path), at);
  for (const path of ["\0", "/orders/\0", "\ud800"]) assert.equal(asking(path).effect, "deny");
  assert.equal(asking("/orders/\udfff42").toJson(), asking("/orders/\ufffd42").toJson());
  assert.throws(() => Policy.parse("handfast: \ud800"), TypeError);
});

test("years 0 and 10000 are held within the core's years", () => {
  const first = (year) => decide([client], new Date(year)).reasons[0].code;
  assert.equal(first("0000-01-01T00:00:00Z"), "certificate_not_yet_valid");
  assert.equal(first("+010000-01-01T00:00:00Z"), "certificate_expired");
  assert.equal(first(8.64e15), "certificate_expired");
  assert.equal(first(-8.64e15), "certificate_not_yet_valid");
  assert.throws(() => first(Number.NaN), TypeError);
});

test("a serial number of 21 octets is a denial", () => {
  const der = Buffer.from(Certificate.readAll(client)[0].der);
  const serial = der.indexOf(Buffer.from([0x02]), 12);
  const length = der[serial + 1];
  const longer = Buffer.concat([der.subarray(0, serial), Buffer.of(2, 21, ...new Array(21).fill(1)), der.subarray(serial + 2 + length)]);
  for (const place of [2, 6]) longer.writeUInt16BE(der.readUInt16BE(place) + 21 - length, place);
  assert.deepEqual(codes([longer]), ["encoding_malformed"]);
});

test("documents that nest without end are a SetupError", () => {
  for (const open of ["[", "{a: ", "- ", "? "]) {
    assert.throws(() => Policy.parse(open.repeat(100_000)), SetupError, open);
  }
  const json = `{"keys": ${"[".repeat(100_000)}`;
  assert.throws(() => TrustAnchors.fromSpiffeBundle(json), SetupError);
});

test("what was freed is refused, and nothing else is touched", async () => {
  const resolved = createRequire(import.meta.url).resolve("handfast-wasm");
  const glue = await import(join(dirname(resolved), "handfast.js"));
  glue.initSync({ module: readFileSync(join(dirname(resolved), "handfast_bg.wasm")) });
  const profile = glue.RawProfile.byName("client");
  profile.free();
  assert.throws(() => profile.name(), /null pointer/);
  assert.throws(() => profile.name(), (error) => !(error instanceof WebAssembly.RuntimeError));
  assert.equal(glue.RawProfile.byName("client").name(), "client");
});

test("initSync refuses what is no module, and changes nothing once there is one", () => {
  assert.doesNotThrow(() => api.initSync(new Uint8Array()));
});

test("100,000 calls without a pause leave no more memory than 10,000", () => {
  // A time at which the certificate has expired, for speed: a denial makes more of everything but signatures.
  const chain = () => PresentedChain.fromTls([client]);
  const late = new Date("2030-01-01T00:00:00Z");
  const round = (calls) => {
    for (let call = 0; call < calls; call += 1) {
      const decision = orders.decide(chain(), new AccessRequest("GET", "/orders/42", { host: "a.example" }), late);
      if (decision.effect !== "deny") throw new Error("not denied");
    }
    globalThis.gc?.();
    const { rss, external, arrayBuffers } = process.memoryUsage();
    return { rss, outside: external + arrayBuffers };
  };
  const before = round(10_000);
  const after = round(100_000);
  const grown = (what) => (after[what] - before[what]) / 1024 / 1024;
  console.log(`# after 100,000 calls: ${grown("rss").toFixed(1)} MB more resident, ${grown("outside").toFixed(1)} MB more outside the heap`);
  assert.ok(grown("rss") < 32, `${grown("rss")} MB`);
});

test("a denial is thrown by authorize, with its decision", () => {
  const denied = (error) => error instanceof AccessDenied && error.decision.effect === "deny";
  assert.throws(() => orders.authorize(PresentedChain.fromTls([]), request, at), denied);
});

