// The raw module that `createApi` takes, over the classes of WebAssembly: all of them, once there is a module to work on.
//
// A place in WebAssembly's memory is given back by a finaliser, which runs between tasks only. So only what is set up once
// has one; what each peer brings are bytes of JavaScript's own, which go over with the call that needs them.

import * as glue from "./handfast.js";

let loaded = false;
let lazily = () => {};

/** The module that the glue works on from now on; the first one stays. */
export function use(load) {
  if (!loaded) {
    load();
    loaded = true;
  }
}

/** Loads the module by this once it is used, if there is none by then. */
export function useLazily(load) {
  lazily = load;
}

/** Whether there is a module. */
export function isLoaded() {
  return loaded;
}

/** The classes and functions of WebAssembly. */
function wasm() {
  if (!loaded) lazily();
  if (!loaded) {
    throw new Error("handfast-wasm is not ready: await `ready`, or call `initSync` with the module, before anything else");
  }
  return glue;
}

export const raw = {
  bytes: (length) => new Uint8Array(length),
};
for (const name of Object.keys(glue)) Object.defineProperty(raw, name, { get: () => wasm()[name] });
