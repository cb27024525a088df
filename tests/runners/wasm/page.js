// A page, or a worker of one: what came out goes to `document.title`, or to the page.

import * as api from "handfast-wasm";

import { run } from "./run.js";

async function outcome() {
  try {
    await api.ready;
    const names = await (await fetch("/vectors/")).json();
    const files = await Promise.all(names.map(async (name) => (await fetch(`/vectors/${name}`)).text()));
    return run(api, files);
  } catch (error) {
    return { passed: 0, failures: [`${error}`] };
  }
}

outcome().then((result) => {
  if (typeof document === "undefined") postMessage(result);
  else globalThis.result = result;
});
