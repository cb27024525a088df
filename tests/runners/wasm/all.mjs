// Runs every vector in every runtime, over the package as npm packs it: `node tests/runners/wasm/all.mjs`, after
// `cargo xtask wasm`. Ends with `N passed, N failed, N skipped`.

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { HOSTS, bundled } from "./hosts.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../..");
const tools = join(root, "bindings-wasm");
const project = join(root, "target/wasm/project");
const require = createRequire(join(tools, "package.json"));
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

/** An empty project with the packed package and the files of this folder. */
function prepare() {
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  const npm = (folder, ...words) => execFileSync("npm", words, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const packed = npm(tools, "pack", "--silent", "--pack-destination", project).trim().split("\n").at(-1);
  writeFileSync(join(project, "package.json"), '{"private": true, "type": "module"}\n');
  npm(project, "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock", `./${packed}`);
  for (const name of readdirSync(here)) copyFileSync(join(here, name), join(project, name));
  copyFileSync(join(root, "bindings-node/__test__/certificates.js"), join(project, "certificates.js"));
  copyFileSync(join(root, "examples/cloudflare-worker/worker.js"), join(project, "cloudflare-worker.js"));
  copyFileSync(join(root, "examples/review/wasm/review.js"), join(project, "review.js"));
  // Without a bundler, the page names the file itself.
  const address = "/node_modules/handfast-wasm/dist/default.js";
  writeFileSync(join(project, "plain.js"), readFileSync(join(here, "page.js"), "utf8").replace('"handfast-wasm"', `"${address}"`));
}

const expected = readdirSync(join(root, "tests/vectors"))
  .filter((name) => name.endsWith(".json"))
  .flatMap((name) => JSON.parse(readFileSync(join(root, "tests/vectors", name), "utf8")).vectors).length;

prepare();
const place = { root, project, tools, vectors: join(root, "tests/vectors"), esbuild: require("esbuild") };
await bundled(place, ["page.js", "worker-page.js"], "bundled", ["browser"]);
// esbuild does not take the module along (README.md); whoever serves the bundle does.
copyFileSync(join(tools, "dist/handfast_bg.wasm"), join(project, "bundled/handfast_bg.wasm"));
if (CHROMIUM !== undefined) {
  place.browser = await require("playwright-core").chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

let [passed, failed, skipped] = [0, 0, 0];
for (const [name, host] of Object.entries(HOSTS)) {
  if (name.startsWith("Chromium") && place.browser === undefined) {
    console.log(`skipped: ${name}: there is no Chromium`);
    skipped += 1;
    continue;
  }
  const began = Date.now();
  const outcome = await host(place).catch((error) => ({ passed: 0, failures: [`${error.stack}`] }));
  const isVectors = !name.includes(" not ") && !/ example|bad input|as installed/.test(name);
  if (isVectors && outcome.passed + outcome.failures.length !== expected) {
    outcome.failures.push(`ran ${outcome.passed} of ${expected} vectors`);
  }
  passed += outcome.passed;
  failed += outcome.failures.length;
  console.log(`${name}: ${outcome.passed} passed, ${outcome.failures.length} failed (${Date.now() - began} ms)`);
  for (const failure of outcome.failures.slice(0, 10)) console.log(`  ${failure.slice(0, 2000)}`);
}
await place.browser?.close();
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
