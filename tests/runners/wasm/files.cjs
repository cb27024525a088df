// Node, by `require`: the folder of the vectors is the argument.

const { readFileSync, readdirSync } = require("node:fs");

const api = require("handfast-wasm");

const folder = process.argv.at(-1);
const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
import("./run.js").then(({ run }) => {
  console.log(JSON.stringify(run(api, names.map((name) => readFileSync(`${folder}/${name}`, "utf8")))));
});
