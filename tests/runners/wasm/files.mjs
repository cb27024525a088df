// Node (as an ES module), Deno and Bun: the folder of the vectors is the argument.

import { readFileSync, readdirSync } from "node:fs";
import process from "node:process";

import * as api from "handfast-wasm";

import { run } from "./run.js";

const folder = process.argv.at(-1);
const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
await api.ready;
console.log(JSON.stringify(run(api, names.map((name) => readFileSync(`${folder}/${name}`, "utf8")))));
