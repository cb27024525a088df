// Node: bundled to bundle.cjs, which both `require` and `import` take, so that there is one instance.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { loadLazily } from "./load.js";

export * from "./api.js";
export { initSync } from "./load.js";

/** Fulfilled when the module is loaded; it is loaded when somebody waits for this, or with its first use. */
export const ready = loadLazily(() => readFileSync(join(__dirname, "handfast_bg.wasm")));
