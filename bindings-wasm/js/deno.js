// Deno: the module lies beside this file, and reading it needs `--allow-read`.

import { loadLazily } from "./glue.js";

export * from "./api.js";
export { initSync } from "./glue.js";

/** Fulfilled when the module is loaded; it is loaded when somebody waits for this, or with its first use. */
export const ready = loadLazily(() => Deno.readFileSync(new URL("./handfast_bg.wasm", import.meta.url)));
