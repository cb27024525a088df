// workerd: the vectors come as the body of a request, a list of the files' texts.

import * as api from "handfast-wasm";

import { run } from "./run.js";

export default {
  async fetch(request) {
    if (request.method !== "POST") return new Response("ready\n");
    return Response.json(run(api, await request.json()));
  },
};
