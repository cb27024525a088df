// Cloudflare Workers: the bundler gives the compiled module.

import module from "./handfast_bg.wasm";
import { initSync } from "./glue.js";

export * from "./api.js";
export { initSync };

initSync(module);

/** Fulfilled: the module was loaded with this file. */
export const ready = Promise.resolve();
