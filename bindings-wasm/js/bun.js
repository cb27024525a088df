// Bun: the module lies beside this file; `bun build` takes it along.

import { readFileSync } from "node:fs";

import path from "./handfast_bg.wasm" with { type: "file" };
import { initSync } from "./load.js";

export * from "./api.js";
export { initSync };

initSync(readFileSync(path));

/** Fulfilled: the module was loaded with this file. */
export const ready = Promise.resolve();
