// On Node, what wasm-bindgen wrote is a file of its own, glue.cjs, as long as all the rest, and is loaded with the module.

import { readFileSync } from "node:fs";
import { join } from "node:path";

export * from "./handfast.js";
export { default } from "./handfast.js";

/** The module's bytes: it lies beside this file. */
export const moduleBytes = () => readFileSync(join(__dirname, "handfast_bg.wasm"));
