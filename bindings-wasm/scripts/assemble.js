// Puts the package together in `dist`, from what wasm-bindgen made: `cargo xtask wasm` calls this with its folder.

import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { buildSync } from "esbuild";

import { declarations } from "../shared/scripts/declarations.js";
import { arranged } from "./arrange.js";

const here = join(dirname(fileURLToPath(import.meta.url)), "..");
const made = process.argv[2];
const dist = join(here, "dist");

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
cpSync(join(here, "js"), dist, { recursive: true });
// The one facade, which the package for Node has, too.
cpSync(join(here, "shared", "lib"), join(dist, "lib"), { recursive: true });
copyFileSync(join(made, "handfast.js"), join(dist, "handfast.js"));
const small = join(made, "small.wasm");
execFileSync(
  process.execPath,
  [
    join(here, "node_modules", "binaryen", "bin", "wasm-opt"),
    // Small, and a little smaller by inlining less than `-Oz` does by itself.
    "-Oz",
    ...["-ocimfs", "0", "-fimfs", "8", "-aimfs", "4"],
    // What an expression has twice takes less room with gzip than a variable for it.
    "--skip-pass=local-cse",
    // The memory is the module's own: it is full of zeros.
    "--zero-filled-memory",
    ...[join(made, "handfast_bg.wasm"), "-o", small],
  ],
  { stdio: "inherit" },
);
writeFileSync(join(dist, "handfast_bg.wasm"), arranged(readFileSync(small)));

// For Node: what wasm-bindgen wrote, and the rest for either kind of module.
const { version } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const forNode = (outfile, format, input) =>
  buildSync({
    ...input,
    outfile: join(dist, outfile),
    bundle: true,
    format,
    platform: "node",
    target: "node20",
    external: ["./glue.cjs"],
    define: { VERSION: JSON.stringify(version) },
    // Half as long to read; names stay, for whoever looks at a stack.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    logLevel: "warning",
    logOverride: { "commonjs-variable-in-esm": "silent" },
  });
const text = (contents) => ({ stdin: { contents, resolveDir: dist } });
const facade = 'import { handfast } from "./node.js";';
forNode("glue.cjs", "cjs", { entryPoints: [join(dist, "node-glue.js")] });
forNode("bundle.cjs", "cjs", text(`${facade} module.exports = handfast(() => require("./glue.cjs"));`));
// A module says by name what it exports, of the one object there is. Within node.mjs they have a sign before them, since else the
// bundler would rename the facade's classes that are called so.
const names = Object.keys(createRequire(import.meta.url)(join(dist, "bundle.cjs")));
const told = names.map((name) => `exports.${name} = handfast.${name};\n`).join("");
writeFileSync(join(dist, "node.cjs"), `"use strict";\nconst handfast = require("./bundle.cjs");\n${told}`);
const imported = `import { createRequire } from "node:module"; ${facade}
const { ${names.map((name) => `${name}: $${name}`).join(", ")} } = handfast(() => createRequire(import.meta.url)("./glue.cjs"));
export { ${names.map((name) => `$${name} as ${name}`).join(", ")} };`;
forNode("node.mjs", "esm", text(imported));
for (const file of ["node.js", "node-glue.js"]) rmSync(join(dist, file));
copyFileSync(join(dist, "index.d.ts"), join(dist, "index.d.cts"));
writeFileSync(
  join(dist, "index.d.cts"),
  readFileSync(join(dist, "index.d.ts"), "utf8").replace('"./lib/index.js"', '"./lib/index.cjs"'),
);
for (const file of ["index.d.ts", "index.d.cts"]) writeFileSync(join(dist, "lib", file), declarations());

// What a browser loads: the module, and the JavaScript in one minified file.
const script = buildSync({
  entryPoints: [join(dist, "default.js")],
  bundle: true,
  minify: true,
  format: "esm",
  write: false,
  logLevel: "warning",
}).outputFiles[0].contents;
const module = readFileSync(join(dist, "handfast_bg.wasm"));
const size = {
  module: module.length,
  module_gzip: gzipSync(module, { level: 9 }).length,
  script: script.length,
  script_gzip: gzipSync(script, { level: 9 }).length,
};
writeFileSync(join(dist, "size.json"), `${JSON.stringify(size, undefined, 2)}\n`);
