// Bun: the module lies beside this file; `bun build` takes it along.

import { readFileSync } from "node:fs";

import path from "./handfast_bg.wasm" with { type: "file" };
import { loadLazily } from "./glue.js";

export * from "./api.js";
export { initSync } from "./glue.js";

/** Fulfilled when the module is loaded; it is loaded when somebody waits for this, or with its first use. */
export const ready = loadLazily(() => readFileSync(path));
