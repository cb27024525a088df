// Compares what was built with `size.json`, or writes it with `--write`. Too large fails, and so does a record that is not
// true any more.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = join(dirname(fileURLToPath(import.meta.url)), "..");
const record = join(here, "size.json");
const read = (file) => JSON.parse(readFileSync(file, "utf8"));
const built = read(join(here, "dist", "size.json"));
const stored = read(record);

/** How far the record may be from what was built: compilers differ a little. */
const TOLERANCE = 0.03;

if (process.argv.includes("--write")) {
  writeFileSync(record, `${JSON.stringify({ goal_gzip: stored.goal_gzip, limit_gzip: stored.limit_gzip, ...built }, undefined, 2)}\n`);
} else {
  const wrong = [];
  if (built.module_gzip > stored.limit_gzip) {
    wrong.push(`the module has ${built.module_gzip} bytes with gzip, and the limit is ${stored.limit_gzip}`);
  }
  for (const [what, bytes] of Object.entries(built)) {
    if (Math.abs(bytes - stored[what]) > stored[what] * TOLERANCE) {
      wrong.push(`${what} is ${bytes}, and size.json says ${stored[what]}: run \`cargo xtask wasm --record-size\``);
    }
  }
  console.log(`size: ${built.module_gzip} bytes with gzip (limit ${stored.limit_gzip}, goal ${stored.goal_gzip})`);
  for (const line of wrong) console.error(line);
  if (wrong.length > 0) process.exitCode = 1;
}
