// Each runtime that the package is for: how its host file is run, and what came out.

import { execFile, spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { createServer as createSocket } from "node:net";
import { extname, join, normalize } from "node:path";
import { promisify } from "node:util";

import { workerExample } from "./worker-example.mjs";

const execute = promisify(execFile);
const LIMIT = { timeout: 120_000, maxBuffer: 64 * 1024 * 1024 };

/** Runs a program in the project and reads the last line that it prints. */
async function printed(project, program, words) {
  const { stdout } = await execute(program, words, { cwd: project, ...LIMIT });
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

/** Runs a file of tests of Node's own kind. */
async function tested({ project, root }, file) {
  const words = ["--expose-gc", "--test", "--test-reporter=tap", file];
  const env = { ...process.env, HANDFAST_ROOT: root };
  const { stdout } = await execute(process.execPath, words, { cwd: project, env, ...LIMIT, timeout: 600_000 }).catch(
    (error) => error,
  );
  const passed = Number(/^# pass (\d+)$/m.exec(stdout)?.[1] ?? 0);
  const failures = stdout.split("\n").filter((line) => /^\s*not ok /.test(line) && !line.includes(`${file}`));
  if (passed + failures.length === 0) failures.push(`no test ran: ${stdout.slice(0, 500)}`);
  for (const line of stdout.split("\n").filter((line) => line.includes("after 100,000 calls"))) console.log(line);
  return { passed, failures };
}

/** A port that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const socket = createSocket();
    socket.once("error", reject);
    socket.listen(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

/** Bundles a file for a runtime; the module goes along as a file. */
export async function bundled({ esbuild, project }, entries, out, conditions, more = {}) {
  await esbuild.build({
    entryPoints: entries.map((entry) => join(project, entry)),
    outdir: join(project, out),
    bundle: true,
    format: "esm",
    conditions,
    loader: { ".wasm": "copy" },
    assetNames: "[name]",
    logLevel: "error",
    ...more,
  });
}

/** What a bundler for the edge runtime does: an import with `?module` is the compiled module, which the host puts there. */
const compiled = {
  name: "compiled modules",
  setup(build) {
    build.onResolve({ filter: /\.wasm\?module$/ }, ({ path }) => ({ path, namespace: "compiled" }));
    build.onLoad({ filter: /.*/, namespace: "compiled" }, () => ({ contents: "export default compiledModule" }));
  },
};

/** The body that a runtime behind HTTP gets: all vectors, as a list of the files' texts. */
function allVectors({ vectors }) {
  const files = readdirSync(vectors).filter((name) => name.endsWith(".json"));
  return JSON.stringify(files.map((name) => readFileSync(join(vectors, name), "utf8")));
}

/** Vercel's own runtime, without code from texts, and with a module that was compiled outside. */
async function inEdgeRuntime(place) {
  const { project, tools } = place;
  await bundled(place, ["edge-light.js"], "out-edge-light", ["edge-light"], { format: "iife", plugins: [compiled] });
  const { EdgeVM } = createRequire(join(tools, "package.json"))("@edge-runtime/vm");
  const module = await WebAssembly.compile(readFileSync(join(tools, "dist/handfast_bg.wasm")));
  const runtime = new EdgeVM({ extend: (context) => Object.assign(context, { compiledModule: module }) });
  runtime.evaluate(readFileSync(join(project, "out-edge-light/edge-light.js"), "utf8"));
  const answer = await runtime.dispatchFetch("http://127.0.0.1/", { method: "POST", body: allVectors(place) });
  return answer.json();
}

/** Runs `work` with a workerd that serves this script, with the modules beside it and these texts as bindings. */
export async function withWorkerd({ project, tools }, folder, script, work, bindings = {}) {
  const port = await freePort();
  const modules = readdirSync(join(project, folder)).filter((name) => name === script || name.endsWith(".wasm"));
  const listed = modules
    .sort((a, b) => Number(b === script) - Number(a === script))
    .map((name) => `(name = "${name}", ${name.endsWith(".wasm") ? "wasm" : "esModule"} = embed "${folder}/${name}")`);
  const texts = Object.entries(bindings).map(([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`);
  writeFileSync(
    join(project, `${folder}.capnp`),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (modules = [${listed.join(", ")}], bindings = [${texts.join(", ")}], compatibilityDate = "2026-01-01"))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);
`,
  );
  const server = spawn(join(tools, "node_modules/.bin/workerd"), ["serve", `${folder}.capnp`], {
    cwd: project,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const gone = new Promise((_, reject) => {
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`workerd ended with ${code}`)));
  });
  gone.catch(() => {});
  try {
    const origin = `http://127.0.0.1:${port}`;
    const answers = async () => {
      for (let tries = 0; ; tries += 1) {
        try {
          return await fetch(origin, { method: "HEAD" });
        } catch (error) {
          if (tries === 100) throw error;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }
    };
    await Promise.race([answers(), gone]);
    return await Promise.race([work(origin), gone]);
  } finally {
    server.kill();
  }
}

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".wasm": "application/wasm" };

/** Serves the project and the vectors on 127.0.0.1, with this Content-Security-Policy. */
async function served({ project, vectors }, policy) {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    const send = (type, body) => {
      const headers = { "content-type": type };
      if (policy !== undefined) headers["content-security-policy"] = policy;
      response.writeHead(200, headers).end(body);
    };
    const page = /^\/page\/(.*)$/.exec(path)?.[1];
    const [, folder, rest] = /^\/(vectors)?(.*)$/.exec(path);
    const file = folder === undefined ? join(project, rest) : join(vectors, rest);
    if (page !== undefined) send("text/html", `<!doctype html><script type="module" src="/${page}"></script>`);
    else if (path === "/vectors/") {
      send("application/json", JSON.stringify(readdirSync(vectors).filter((name) => name.endsWith(".json"))));
    } else if (existsSync(file) && extname(file) in TYPES) {
      send(TYPES[extname(file)], readFileSync(file));
    } else response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

const STRICT = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'";

/** What a page of Chromium says. */
async function inChromium(place, script, policy) {
  const server = await served(place, policy);
  const page = await place.browser.newPage();
  try {
    await page.goto(`http://127.0.0.1:${server.address().port}/page/${script}`);
    // Polled: `waitForFunction` would evaluate a text in the page, which its policy forbids.
    const end = Date.now() + 120_000;
    for (;;) {
      const result = await page.evaluate(() => globalThis.result);
      if (result !== undefined) return result;
      if (Date.now() > end) throw new Error("the page did not end");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } finally {
    await page.close();
    server.close();
    server.closeAllConnections();
  }
}

/** The runtimes. Each gives `{passed, failures}`. */
export const HOSTS = {
  "Node, import": ({ project, vectors }) => printed(project, process.execPath, ["files.mjs", vectors]),
  "Node, require": ({ project, vectors }) => printed(project, process.execPath, ["files.cjs", vectors]),
  Deno: ({ project, vectors, tools }) =>
    printed(project, join(tools, "node_modules/.bin/deno"), ["run", "--allow-read", "--no-lock", "files.mjs", vectors]),
  Bun: ({ project, vectors, tools }) =>
    printed(project, join(tools, "node_modules/.bin/bun"), ["run", "files.mjs", vectors]),
  workerd: async (place) => {
    await bundled(place, ["workerd.js"], "out-workerd", ["workerd"]);
    return withWorkerd(place, "out-workerd", "workerd.js", async (origin) =>
      (await fetch(origin, { method: "POST", body: allVectors(place) })).json(),
    );
  },
  "Vercel's edge runtime": inEdgeRuntime,
  "workerd, the example worker": workerExample,
  "Node, bad input": (place) => tested(place, "bad-input.test.mjs"),
  "Node, the package as installed": (place) => tested(place, "package.test.mjs"),
  "Node, Deno and Bun, the review example": async ({ project, root, tools }) => {
    const folder = join(root, "examples/review");
    const failures = [];
    const run = { Node: [process.execPath], Deno: [join(tools, "node_modules/.bin/deno"), "run", "--allow-read", "--no-lock"], Bun: [join(tools, "node_modules/.bin/bun"), "run"] };
    for (const [name, [program, ...words]] of Object.entries(run)) {
      const { stdout } = await execute(program, [...words, "review.js", join(folder, "data")], { cwd: project, ...LIMIT });
      if (stdout !== readFileSync(join(folder, "expected.txt"), "utf8")) failures.push(`${name} printed ${stdout}`);
    }
    return { passed: 3 - failures.length, failures };
  },
  "Chromium, without a bundler": (place) => inChromium(place, "plain.js"),
  "Chromium, bundled, under a strict Content-Security-Policy": (place) => inChromium(place, "bundled/page.js", STRICT),
  "Chromium, in a Web Worker, under a strict Content-Security-Policy": (place) =>
    inChromium(place, "bundled/worker-page.js", STRICT),
  "Chromium, not without wasm-unsafe-eval": async (place) => {
    const { failures } = await inChromium(place, "bundled/page.js", STRICT.replace(" 'wasm-unsafe-eval'", ""));
    const refused = failures.length === 1 && failures[0].includes("Content Security Policy");
    return refused ? { passed: 1, failures: [] } : { passed: 0, failures: [`it ran, or failed otherwise: ${failures[0]}`] };
  },
};
