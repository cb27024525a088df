// Browsers, their workers, and whatever has `fetch`: the module lies beside this file.

import { load } from "./glue.js";

export * from "./api.js";
export { initSync } from "./glue.js";

/** Fulfilled when the module is loaded. */
export const ready = load(() => new URL("./handfast_bg.wasm", import.meta.url));

// Who loads the module with `initSync`, because it lies elsewhere, need not hear that it was not found here.
ready.catch(() => {});
