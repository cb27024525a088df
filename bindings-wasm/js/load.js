// Loading the module, once: whichever way comes first.

import init, { initSync as start } from "./handfast.js";
import { isLoaded, use } from "./raw.js";

/** Loads the module from its bytes, or from a `WebAssembly.Module`, before it returns. */
export function initSync(module) {
  use(() => start({ module }));
}

/** Loads the module from where `locate` says, unless it is there by then. */
export async function load(locate) {
  try {
    // What was compiled meanwhile by `initSync` stays: the glue takes the first.
    await init({ module_or_path: locate() });
    use(() => {});
  } catch (error) {
    if (!isLoaded()) throw error;
  }
}
