// The raw module that `createApi` takes, over the classes of WebAssembly: all of them, once there is a module to work on.
//
// A place in WebAssembly's memory is given back by a finaliser, which runs between tasks only. So only what is set up once
// has one; what each peer brings are bytes of JavaScript's own, which go over with the call that needs them.

let loaded = false;
let lazily = () => {};

/** What wasm-bindgen wrote, once it has loaded a module by `load`; the first one stays. */
export function use(load) {
  if (loaded) return;
  const glue = load();
  Object.setPrototypeOf(raw, null);
  Object.assign(raw, glue);
  loaded = true;
}

/** Loads the module by this once it is used, if there is none by then. */
export function useLazily(load) {
  lazily = load;
}

/** Whether there is a module. */
export function isLoaded() {
  return loaded;
}

/** Stands behind `raw` until there is a module: whatever is looked for in it is used, then. */
const waiting = {
  get(_, name) {
    lazily();
    if (!loaded) {
      throw new Error("handfast-wasm is not ready: await `ready`, or call `initSync` with the module, before anything else");
    }
    return raw[name];
  },
};

export const raw = Object.setPrototypeOf({ bytes: (length) => new Uint8Array(length) }, new Proxy({}, waiting));
