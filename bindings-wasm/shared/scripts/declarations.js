// The types as they are published: one file, of those in `types`, in the order in which its index names them.

import { readFileSync } from "node:fs";

const folder = new URL("../types/", import.meta.url);
const read = (name) => readFileSync(new URL(name, folder), "utf8");

/** What the parts take from each other; in one file it is there. */
const IMPORTS = /^import type \{[^}]*\} from '.*'\n+/gm;
const PART = /^export \* from '(.*)\.js'\n/gm;

/** The text of that file. */
export function declarations() {
  const part = (_, name) => `${read(`${name}.d.ts`).replace(IMPORTS, "")}\n`;
  return `${read("index.d.ts").replace(PART, part).trimEnd()}\n`;
}
