// What wasm-opt leaves to be done, for gzip: the same module, in which what is alike is written alike and stands close together.

import { gzipSync } from "node:zlib";

import { body, isAccess, isLocal, read, write } from "./module.js";
import { BACK, chain } from "./order.js";

const I32 = 0x7f;
const I64 = 0x7e;
/** From which number on a function's own locals are counted, by their type: not from its parameters on, so that the one used
 * most has the same number everywhere. Those before are declared and not used. */
const FIRST = new Map([[I32, 9], [I64, 20]]);

/** The module with its functions written alike, in an order that brings together what is alike. */
export function arranged(bytes) {
  const module = read(bytes);
  const functions = module.functions.map((one) => renumbered(unaligned(one)));
  const bodies = functions.map((one) => body(one));
  // Which distance is best is chance, half a kilobyte of it.
  const modules = BACK.map((back) => write({ ...module, functions }, chain(bodies, back)));
  const size = (written) => gzipSync(written, { level: 9 }).length;
  return modules.toSorted((one, other) => size(one) - size(other))[0];
}

/** Says of no access how it is aligned: it is a hint, which nobody takes, and has several spellings. */
function unaligned(one) {
  const instructions = one.instructions.map((instruction) => {
    const { code, written } = instruction;
    return isAccess(code) ? { code, written: Buffer.from([code, 0, ...written.subarray(2)]) } : instruction;
  });
  return { ...one, instructions };
}

/** Counts the locals that are used from `FIRST` on. */
function renumbered(one) {
  const used = new Set(one.instructions.filter(({ code }) => isLocal(code)).map(({ index }) => index));
  const numbers = Array.from({ length: one.parameters }, (_, index) => index);
  const locals = [];
  for (const type of new Set([I32, I64, ...one.locals])) {
    const own = one.locals.map((_, place) => place + one.parameters);
    const kept = own.filter((index) => used.has(index) && one.locals[index - one.parameters] === type);
    if (kept.length === 0) continue;
    while (one.parameters + locals.length < (FIRST.get(type) ?? 0)) locals.push(type);
    for (const index of kept) {
      numbers[index] = one.parameters + locals.length;
      locals.push(type);
    }
  }
  const instructions = one.instructions.map((instruction) =>
    isLocal(instruction.code) ? { ...instruction, index: numbers[instruction.index] } : instruction,
  );
  return { ...one, locals, instructions };
}
