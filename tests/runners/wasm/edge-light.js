// Vercel's edge runtime: the vectors come as the body of a request, a list of the files' texts.

import * as api from "handfast-wasm";

import { run } from "./run.js";

addEventListener("fetch", (event) => {
  event.respondWith(event.request.json().then((texts) => Response.json(run(api, texts))));
});
