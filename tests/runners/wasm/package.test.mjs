// The package as npm installs it: its quick start as written, its types, its entries.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { crl, issue } from "./certificates.js";

const root = process.env.HANDFAST_ROOT;
const read = (file) => readFileSync(file, "utf8");
const declared = pathToFileURL(join(root, "bindings-wasm", "shared", "scripts", "declarations.js"));
const installed = join("node_modules", "handfast-wasm");

test("the quick start of the README does what it says, as it is written", async () => {
  const readme = read(join(root, "bindings-wasm", "README.md"));
  const [, command] = /```sh\n(.*?)\n```/s.exec(readme);
  const { dependencies } = JSON.parse(read("package.json"));
  assert.equal(command, `npm install ${Object.keys(dependencies).join(" ")}`);
  const [, program] = /```js\n(.*?)```/s.exec(readme);
  writeFileSync("quick-start.mjs", program);
  const { guard } = await import(pathToFileURL("quick-start.mjs").href);
  const { AccessDenied } = await import("handfast-wasm");

  const year = new Date().getUTCFullYear();
  const life = { from: `${year - 1}-01-01T00:00:00Z`, until: `${year + 2}-01-01T00:00:00Z` };
  const ca = issue("CA", { ca: true, ...life });
  const web = issue("web", { issuer: ca, names: ["uri:spiffe://prod.example/ns/checkout/sa/web"], ...life });
  const rules = `
handfast: 1
default: deny
identity: [spiffe]
rules:
  - id: checkout-reads-orders
    effect: allow
    from: [{ spiffe: spiffe://prod.example/ns/checkout/sa/web }]
    to: [{ method: GET, path: /orders/** }]
`;
  const peer = guard(ca.pem, rules, [web.der], "GET", "/orders/42");
  assert.equal(peer.principal.value, "spiffe://prod.example/ns/checkout/sa/web");
  assert.throws(() => guard(ca.pem, rules, [web.der], "GET", "/admin"), AccessDenied);
  assert.throws(() => guard(ca.pem, rules, [], "GET", "/orders/42"), AccessDenied);
});

test("what the README shows of revocation does what it says", async () => {
  const [, program] = read(join(root, "bindings-wasm", "README.md")).split(/```js\n(.*?)```/gs).filter((_, place) => place % 2 === 1);
  writeFileSync("revocation.mjs", program);
  const { careful } = await import(pathToFileURL("revocation.mjs").href);
  const { AccessRequest, PresentedChain } = await import("handfast-wasm");
  const ca = issue("CA", { ca: true });
  const peer = issue("peer", { issuer: ca, names: ["dns:peer.example"] });
  const decide = (list, at) =>
    careful(ca.pem, list).decide(PresentedChain.fromTls([peer.der]), AccessRequest.connection(), new Date(at));
  assert.equal(decide(crl(ca).pem, "2026-06-01T00:00:00Z").effect, "allow");
  assert.equal(decide(crl(ca).der, "2026-07-02T00:00:00Z").revocation[0].status, "stale");
  assert.equal(decide(crl(ca).der, "2026-07-04T00:00:00Z").reasons[0].code, "revocation_data_stale");
  const [{ status, reason }] = decide(crl(ca, [peer.serial]).pem, "2026-06-01T00:00:00Z").revocation;
  assert.deepEqual([status, reason], ["revoked", "key_compromise"]);
});

test("a timeline tells when the decision flips, and a signature cache remembers", async () => {
  const { AccessRequest, PresentedChain, RelyingParty, SignatureCache, TrustAnchors } = await import("handfast-wasm");
  const ca = issue("CA", { ca: true });
  const peer = issue("peer", { issuer: ca, names: ["dns:peer.example"] });
  const signatureCache = new SignatureCache(10);
  const options = { trustAnchors: TrustAnchors.fromDer(ca.der), anyVerifiedPeer: true };
  const chain = PresentedChain.fromTls([peer.der]);
  const [from, to] = [new Date("2026-06-01T00:00:00Z"), new Date("2028-01-01T00:00:00Z")];
  const told = (given) => new RelyingParty({ ...options, ...given }).timeline(chain, AccessRequest.connection(), from, to);
  const timeline = told({ signatureCache });
  assert.deepEqual(timeline.spans.map(({ decision }) => decision.effect), ["allow", "deny"]);
  assert.deepEqual(timeline.spans[1].start, new Date("2027-01-01T00:00:01Z"));
  assert.equal(JSON.stringify(timeline), timeline.toJson());
  assert.equal(told({ signatureCache: false }).toJson(), timeline.toJson());
  assert.deepEqual([signatureCache.capacity, signatureCache.size], [16, 1]);
  signatureCache.clear();
  assert.equal(signatureCache.size, 0);
});

test("the facade that is installed is the one of both packages", async () => {
  const shared = join(root, "bindings-wasm", "shared", "lib");
  const files = readdirSync(shared);
  const there = readdirSync(join(installed, "dist", "lib"));
  // The types for `require` are the same ones by another name.
  const { declarations } = await import(declared.href);
  const types = ["index.d.ts", "index.d.cts"];
  assert.deepEqual(there.sort(), [...files, ...types].sort());
  for (const file of files) assert.equal(read(join(installed, "dist", "lib", file)), read(join(shared, file)), file);
  for (const file of types) assert.equal(read(join(installed, "dist", "lib", file)), declarations(), file);
});

test("the types are right for import and for require, strictly", () => {
  writeFileSync("types.cts", 'import handfast = require("handfast-wasm");\nexport const anchors: handfast.TrustAnchors = handfast.TrustAnchors.fromPem("");\n');
  const modules = join(root, "bindings-wasm", "node_modules");
  const options = ["--strict", "--noEmit", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--target", "es2023"];
  const resolution = ["--module", "nodenext", "--moduleResolution", "nodenext", "--typeRoots", join(modules, "@types"), "--types", "node"];
  const compiler = join(modules, "typescript", "bin", "tsc");
  try {
    execFileSync(process.execPath, [compiler, ...options, ...resolution, "types.ts", "types.cts"], { encoding: "utf8" });
  } catch (error) {
    assert.fail(error.stdout);
  }
});

test("importing compiles nothing; waiting for `ready` does, and so does the first use", () => {
  const count = `
    let compiled = 0;
    const { Module, compile } = WebAssembly;
    WebAssembly.Module = new Proxy(Module, { construct: (type, given) => (compiled++, new type(...given)) });
    WebAssembly.compile = (bytes) => (compiled++, compile(bytes));
    const { readFileSync } = await import("node:fs");
    const bytes = readFileSync(${JSON.stringify(join(installed, "dist", "handfast_bg.wasm"))});
    const { initSync, ready, version } = await import("handfast-wasm");
    const told = [compiled];
  `;
  const run = (program) => {
    const words = ["--input-type=module", "-e", `${count}${program}; console.log(JSON.stringify(told));`];
    return JSON.parse(execFileSync(process.execPath, words, { encoding: "utf8" }));
  };
  assert.deepEqual(run("await ready; told.push(compiled, version().length > 0); await ready; told.push(compiled)"), [0, 1, true, 1]);
  assert.deepEqual(run("told.push(version().length > 0, compiled); await ready; told.push(compiled)"), [0, true, 1, 1]);
  assert.deepEqual(run("initSync(bytes); await ready; told.push(version().length > 0, compiled)"), [0, true, 1]);
  // Whichever comes first: what was waited for meanwhile is not loaded again.
  assert.deepEqual(run("const waiting = ready.then(() => 'waited'); told.push(version().length > 0, await waiting, compiled)"), [0, true, "waited", 2]);
  assert.deepEqual(run("told.push(ready instanceof Promise, await ready.finally(() => {}) === undefined)"), [0, true, true]);
});

test("import and require give one instance, whichever comes first, and its classes are called what they are", () => {
  const load = { import: "await import('handfast-wasm')", require: "createRequire(import.meta.url)('handfast-wasm')" };
  for (const [first, second] of [["import", "require"], ["require", "import"]]) {
    const program = `
      import { createRequire } from "node:module";
      const [first, second] = [${load[first]}, ${load[second]}];
      const names = Object.keys(first);
      const classes = names.filter((name) => /^[A-Z]/.test(name));
      const isSame = names.filter((name) => name in second && first[name] === second[name]);
      console.log(JSON.stringify({
        names: names.sort(), others: Object.keys(second).sort(), isSame: isSame.sort(),
        classes, called: classes.map((name) => first[name].name), keys: Object.keys(globalThis).filter((key) => /handfast/i.test(key)),
      }));
    `;
    // Written to the project, since what stands on the command line is found from elsewhere.
    writeFileSync("both.mjs", program);
    const { names, others, isSame, classes, called, keys } = JSON.parse(execFileSync(process.execPath, ["both.mjs"], { encoding: "utf8" }));
    assert.ok(names.includes("AccessDenied") && names.includes("ready") && names.includes("initSync"), `${names}`);
    assert.deepEqual(others, names, `${first} first`);
    assert.deepEqual(isSame, names, `${first} first`);
    assert.deepEqual(called, classes);
    assert.deepEqual(keys, []);
  }
});

test("importing reads neither the module nor what wasm-bindgen wrote; the first use does", () => {
  writeFileSync("lazy.cjs", `
    const { version } = require("handfast-wasm");
    const glue = () => Object.keys(require.cache).filter((file) => file.endsWith("glue.cjs")).length;
    console.log(JSON.stringify([glue(), version().length > 0, glue()]));
  `);
  assert.deepEqual(JSON.parse(execFileSync(process.execPath, ["lazy.cjs"], { encoding: "utf8" })), [0, true, 1]);
});

test("a global object that takes nothing more is no hindrance", () => {
  writeFileSync("closed.mjs", `
    Object.preventExtensions(globalThis);
    const [imported, { default: required }] = [await import("handfast-wasm"), await import("./required.cjs")];
    console.log(JSON.stringify([imported.version() === required.version(), imported.version().length > 0]));
  `);
  writeFileSync("required.cjs", 'module.exports = require("handfast-wasm");');
  assert.deepEqual(JSON.parse(execFileSync(process.execPath, ["closed.mjs"], { encoding: "utf8" })), [true, true]);
});

test("each condition has its entry", () => {
  const entries = {
    workerd: "workerd.js", "edge-light": "edge-light.js", deno: "deno.js", bun: "bun.js", browser: "default.js", node: "node.mjs",
  };
  for (const [condition, entry] of Object.entries(entries)) {
    const words = ["-C", condition, "--input-type=module", "-e", "console.log(import.meta.resolve('handfast-wasm'))"];
    const resolved = execFileSync(process.execPath, words, { encoding: "utf8" }).trim();
    assert.equal(resolved, pathToFileURL(join(process.cwd(), installed, "dist", entry)).href);
    assert.ok(readdirSync(join(installed, "dist")).includes(entry));
  }
});
