// Vercel's edge runtime and others of that kind: the bundler gives the compiled module for an import with `?module`.

import module from "./handfast_bg.wasm?module";
import { initSync } from "./glue.js";

export * from "./api.js";
export { initSync };

initSync(module);

/** Fulfilled: the module was loaded with this file. */
export const ready = Promise.resolve();
