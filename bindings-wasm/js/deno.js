// Deno: the module lies beside this file, and reading it needs `--allow-read`.

import { initSync } from "./load.js";

export * from "./api.js";
export { initSync };

initSync(Deno.readFileSync(new URL("./handfast_bg.wasm", import.meta.url)));

/** Fulfilled: the module was loaded with this file. */
export const ready = Promise.resolve();
