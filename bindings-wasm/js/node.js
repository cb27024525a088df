// Node: bundled to node.mjs for `import` and to bundle.cjs for `require`, each by itself, because loading one kind of module
// from the other takes longer than all that is in them.

import { createApi } from "./lib/api.js";
import { loadingFor } from "./load.js";
import { raw } from "./raw.js";

/** Where both kinds of module look for the other one's, so that there is one instance, and `instanceof` holds between them. */
const place = Symbol.for(`handfast-wasm ${VERSION}`);

/** The public interface; `glueOf` loads glue.cjs, when it is used. */
export function handfast(glueOf) {
  const there = globalThis[place];
  if (there !== undefined) return there;
  const { initSync, loadLazily } = loadingFor(glueOf);
  // Fulfilled when the module is loaded; it is loaded when somebody waits for this, or with its first use.
  const ready = loadLazily(() => glueOf().moduleBytes());
  const made = { ...createApi(raw), initSync, ready };
  // Where the global object takes nothing more, each kind of module has its own.
  Reflect.defineProperty(globalThis, place, { value: made });
  return made;
}
