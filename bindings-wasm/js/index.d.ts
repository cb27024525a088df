export * from "./lib/index.js";

/**
 * Fulfilled when the WebAssembly module is loaded. In browsers that takes a moment: `await ready` before anything else.
 * In Node, Deno and Bun the module is loaded off the main thread when somebody waits for this, and else with its first use,
 * which then takes some 20 ms longer. In workerd it is loaded with the import, and `ready` is fulfilled already.
 */
export const ready: Promise<void>;

/**
 * Loads the module from its bytes or from a compiled `WebAssembly.Module`, before it returns, where the module does not lie
 * beside the code. Does nothing if a module is loaded already.
 *
 * @throws {TypeError | WebAssembly.CompileError} if it is no module
 */
export function initSync(module: ArrayBuffer | ArrayBufferView | WebAssembly.Module): void;
