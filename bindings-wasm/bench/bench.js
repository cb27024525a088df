// One decision about a P-256 chain (end entity, intermediate, anchor) in Node, parsing included, next to what people would
// use instead, with Node's own WebCrypto below. Interleaved rounds, medians. How long the module takes to load comes last.
//
//     cargo xtask wasm && node bindings-wasm/bench/bench.js

import { execFileSync } from "node:child_process";
import { webcrypto } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// @peculiar/x509 asks for it.
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import * as PKI from "pkijs";

import { AT, mesh } from "../../bindings-node/__test__/certificates.js";
import { AccessRequest, PresentedChain, RelyingParty, TrustAnchors } from "../dist/node.mjs";

/** How many times as fast as each of the others it is to be. */
const GOAL = 2.5;
/** Longest loading, in milliseconds. */
const LOADING = 10;
const ROUNDS = 15;
const LOADINGS = 21;

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const { root, chain } = mesh();

/**
 * Milliseconds that an empty module, `import` and then `await ready` take, in processes of their own, in turns; the fastest of
 * each, for what the machine does besides only adds.
 */
function loading() {
  const program = (address) => `
    const began = performance.now();
    const { ready } = await import("${address}");
    const imported = performance.now();
    await ready;
    console.log(JSON.stringify([imported - began, performance.now() - imported]));
  `;
  const once = (address) =>
    JSON.parse(execFileSync(process.execPath, ["--input-type=module", "-e", program(address)], { encoding: "utf8" }));
  const folder = mkdtempSync(join(tmpdir(), "handfast-bench-"));
  const nothing = join(folder, "empty.mjs");
  writeFileSync(nothing, "export const ready = undefined;\n");
  const addresses = [pathToFileURL(nothing).href, new URL("../dist/node.mjs", import.meta.url).href];
  const runs = Array.from({ length: LOADINGS }, () => addresses.map(once));
  rmSync(folder, { recursive: true });
  const fastest = (place, part) => Math.min(...runs.map((run) => run[place][part]));
  return { empty: fastest(0, 0), load: fastest(1, 0), compiling: fastest(1, 1) };
}

function handfast() {
  // Each decision is about the same chain; a cache would have nothing left to do.
  const party = new RelyingParty({ trustAnchors: TrustAnchors.fromDer(root.der), anyVerifiedPeer: true, signatureCache: false });
  const request = new AccessRequest("POST", "/orders/42");
  return () => {
    if (party.decide(PresentedChain.fromTls(chain), request, AT).effect !== "allow") throw new Error("not allowed");
  };
}

function pkijs() {
  PKI.setEngine("node", new PKI.CryptoEngine({ name: "node", crypto: webcrypto }));
  const read = (der) => PKI.Certificate.fromBER(new Uint8Array(der).buffer);
  const anchor = read(root.der);
  return async () => {
    const certs = chain.map(read).reverse();
    const engine = new PKI.CertificateChainValidationEngine({ trustedCerts: [anchor], certs, checkDate: AT });
    const { result, resultMessage } = await engine.verify();
    if (!result) throw new Error(`PKI.js: ${resultMessage}`);
  };
}

/** It builds a chain and verifies the signatures; dates and what ends the chain are left to the caller. */
function peculiar() {
  x509.cryptoProvider.set(webcrypto);
  const anchor = new x509.X509Certificate(root.der);
  return async () => {
    const [leaf, ...others] = chain.map((der) => new x509.X509Certificate(der));
    const built = await new x509.X509ChainBuilder({ certificates: [...others, anchor] }).build(leaf);
    const valid = built.every((certificate) => certificate.notBefore <= AT && AT <= certificate.notAfter);
    if (!valid || built.length !== chain.length + 1 || !built.at(-1).equal(anchor)) throw new Error("@peculiar/x509: not good");
  };
}

async function timed(run, times) {
  const began = process.hrtime.bigint();
  for (let time = 0; time < times; time += 1) {
    const running = run();
    if (running !== undefined) await running;
  }
  return Number(process.hrtime.bigint() - began) / times / 1000;
}

const contenders = { "handfast-wasm": handfast(), "PKI.js": pkijs(), "@peculiar/x509": peculiar() };
const samples = new Map(Object.keys(contenders).map((name) => [name, []]));
for (let round = -2; round < ROUNDS; round += 1) {
  for (const [name, run] of Object.entries(contenders)) {
    const microseconds = await timed(run, 20);
    // The first two rounds are for the compiler.
    if (round >= 0) samples.get(name).push(microseconds);
  }
}

const version = (name) => JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), "utf8")).version;
const versions = { "PKI.js": version("pkijs"), "@peculiar/x509": version("@peculiar/x509") };
const [own, ...others] = [...samples].map(([name, values]) => ({ name, values }));
console.log(`${own.name.padEnd(24)} ${median(own.values).toFixed(1).padStart(9)} us`);
const missed = [];
for (const { name, values } of others) {
  // Round by round, so that a slow moment of the machine is on both sides.
  const ratio = median(values.map((value, round) => value / own.values[round]));
  console.log(`${`${name} ${versions[name]}`.padEnd(24)} ${median(values).toFixed(1).padStart(9)} us, ${ratio.toFixed(1)} times as long`);
  if (ratio < GOAL) missed.push(`${name} takes ${ratio.toFixed(1)} times as long, and ${GOAL} is the goal`);
}
const { empty, load, compiling } = loading();
console.log(`await ready              ${compiling.toFixed(1).padStart(9)} ms`);
console.log(`import                   ${load.toFixed(1).padStart(9)} ms, of an empty module ${empty.toFixed(1)} ms`);
if (load > LOADING) missed.push(`importing takes ${load.toFixed(1)} ms, and ${LOADING} is the goal`);
for (const line of missed) console.log(`missed: ${line}`);
process.exitCode = missed.length === 0 ? 0 : 1;
