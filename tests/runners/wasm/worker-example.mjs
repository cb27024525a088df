// The example `examples/cloudflare-worker`, in workerd.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { bundled, withWorkerd } from "./hosts.mjs";

const POLICY = `
handfast: 1
default: deny
identity: [spiffe]
rules:
  - id: web-reads
    effect: allow
    from: [{ spiffe: spiffe://prod.example/web }]
    to: [{ method: GET, path: /orders/** }]
`;

/** Makes a CA, and certificates by it; each is valid for so many days from now. */
function authority(folder, name) {
  const openssl = (...words) => execFileSync("openssl", words, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const key = (file) => openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", file);
  key(`${name}.key`);
  const request = ["req", "-x509", "-key", `${name}.key`, "-subj", `/CN=${name}`, "-days", "2", "-out", `${name}.pem`];
  openssl(...request, "-addext", "keyUsage=critical,keyCertSign", "-addext", "subjectKeyIdentifier=hash");
  return (peer, days) => {
    key(`${peer}.key`);
    openssl("req", "-new", "-key", `${peer}.key`, "-subj", "/CN=peer", "-out", `${peer}.csr`);
    writeFileSync(
      join(folder, `${peer}.ext`),
      "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\n" +
        "authorityKeyIdentifier=keyid\nsubjectAltName=URI:spiffe://prod.example/web\n",
    );
    const signer = ["-CA", `${name}.pem`, "-CAkey", `${name}.key`, "-CAcreateserial", "-days", `${days}`];
    openssl("x509", "-req", "-in", `${peer}.csr`, ...signer, "-extfile", `${peer}.ext`, "-out", `${peer}.pem`);
    return `:${openssl("x509", "-in", `${peer}.pem`, "-outform", "DER").toString("base64")}:`;
  };
}

/** What must come of each request, and what came otherwise. */
export async function workerExample(place) {
  const folder = join(place.project, "worker-example");
  mkdirSync(folder);
  const issue = authority(folder, "ours");
  const good = issue("good", 1);
  const expired = issue("expired", 0);
  const stranger = authority(folder, "theirs")("stranger", 1);
  // A certificate of no days ends in the second in which it begins.
  await new Promise((resolve) => setTimeout(resolve, 2_000));

  await bundled(place, ["cloudflare-worker.js"], "out-example", ["workerd"]);
  const bindings = { ANCHORS: readFileSync(join(folder, "ours.pem"), "utf8"), POLICY };
  const cases = [
    ["allowed", "/orders/42", [good], 200, "welcome, spiffe://prod.example/web\n"],
    ["another route", "/admin", [good], 403, ["no_rule_matched"]],
    ["expired", "/orders/42", [expired], 403, ["certificate_expired"]],
    ["a stranger", "/orders/42", [stranger], 403, ["issuer_unknown"]],
    ["no header", "/orders/42", [], 403, ["chain_empty"]],
    ["not between colons", "/orders/42", [good.slice(1, -1)], 403, ["encoding_malformed"]],
    ["not base64", "/orders/42", [":!!:"], 403, ["encoding_malformed"]],
    ["base64 of something else", "/orders/42", [":AAAA:"], 403, ["encoding_malformed"]],
    ["two headers", "/orders/42", [stranger, good], 403, ["encoding_malformed"]],
  ];
  const outcome = { passed: 0, failures: [] };
  await withWorkerd(
    place,
    "out-example",
    "cloudflare-worker.js",
    async (origin) => {
      for (const [name, path, certificates, status, said] of cases) {
        const headers = new Headers();
        for (const certificate of certificates) headers.append("client-cert", certificate);
        const response = await fetch(`${origin}${path}`, { headers });
        const body = await response.text();
        try {
          assert.equal(response.status, status);
          assert.deepEqual(status === 200 ? body : JSON.parse(body).denied, said);
          outcome.passed += 1;
        } catch (error) {
          outcome.failures.push(`${name}: ${error.message}`);
        }
      }
    },
    bindings,
  );
  return outcome;
}
