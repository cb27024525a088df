// What wasm-bindgen wrote, loaded with the package: everywhere but on Node.

import * as glue from "./handfast.js";
import { loadingFor } from "./load.js";

export const { initSync, load, loadLazily } = loadingFor(() => glue);
