// Loading the module, once: whichever way comes first.

import { isLoaded, use, useLazily } from "./raw.js";

/** A compiled module that another realm made, as the edge runtime's sandbox gives it, is one of this realm, too. */
function ofHere(module) {
  const isForeign = Object.prototype.toString.call(module) === "[object WebAssembly.Module]" && !(module instanceof WebAssembly.Module);
  return isForeign ? Object.setPrototypeOf(module, WebAssembly.Module.prototype) : module;
}

/** The ways to load the module for what wasm-bindgen wrote, which `glueOf` gives when the first is taken. */
export function loadingFor(glueOf) {
  /** Loads the module from its bytes, or from a `WebAssembly.Module`, before it returns. */
  function initSync(module) {
    use(() => {
      const glue = glueOf();
      glue.initSync({ module: ofHere(module) });
      return glue;
    });
  }

  /** Loads the module from where `locate` says, unless it is there by then. */
  async function load(locate) {
    const glue = glueOf();
    try {
      // What was compiled meanwhile by `initSync` stays: the glue takes the first.
      await glue.default({ module_or_path: locate() });
      use(() => glue);
    } catch (error) {
      if (!isLoaded()) throw error;
    }
  }

  /**
   * Loads the module from the bytes that `read` gives: off the main thread when somebody waits for the promise that this
   * returns, and else before its first use. Compiling it takes longer than everything else about an import, and not every
   * program that imports the package uses it.
   */
  function loadLazily(read) {
    useLazily(() => initSync(read()));
    const compiled = async () => {
      if (!isLoaded()) initSync(await WebAssembly.compile(read()));
    };
    let loading;
    /** What waits for it, `await` too, calls `then`. */
    class Ready extends Promise {
      static get [Symbol.species]() {
        return Promise;
      }

      then(...reactions) {
        loading ??= compiled();
        return loading.then(...reactions);
      }
    }
    return new Ready((resolve) => resolve());
  }

  return { initSync, load, loadLazily };
}
