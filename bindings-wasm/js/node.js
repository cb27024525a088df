// Node: bundled to node.cjs, which both `require` and `import` take, so that there is one instance.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { initSync } from "./load.js";

export * from "./api.js";
export { initSync };

initSync(readFileSync(join(__dirname, "handfast_bg.wasm")));

/** Fulfilled: the module was loaded with this file. */
export const ready = Promise.resolve();
