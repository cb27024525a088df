// The order of a module's functions: those that are alike beside each other, because gzip looks back 32 kB and no further. One
// after the other is the one that has most in common with those just before it.

/** How many bytes in a row two functions must share for it to count. */
const RUN = 5;
/** What more functions than this share is everywhere, and tells nothing. */
const COMMON = 80;
/** How far back is looked, in bytes. */
const BACK = 10_000;
/** How many a function must share before that is more than chance: small ones are alike too easily. */
const CHANCE = 200;

const CUSTOM = 0;
const IMPORT = 2;
const CODE = 10;

/** The module with names for its functions that sort as they should stand: wasm-opt has a pass that does so. */
export function withNamesInOrder(module) {
  const { imports, functions, rest } = read(module);
  const places = chain(functions);
  const names = [];
  for (let index = 0; index < imports; index++) names.push(`import${index}`);
  for (const place of places) names.push(`f${String(place).padStart(6, "0")}`);
  const map = [...number(names.length), ...names.flatMap((name, index) => [...number(index), ...text(name)])];
  const section = [...text("name"), 1, ...number(map.length), ...map];
  return Buffer.concat([...rest, Buffer.from([CUSTOM, ...number(section.length), ...section])]);
}

/** How many functions are imported, the bodies of the others, and all sections but the one of names. */
function read(module) {
  const sections = [module.subarray(0, 8)];
  let imports = 0;
  let functions = [];
  const reader = new Reader(module, 8);
  while (reader.at < module.length) {
    const start = reader.at;
    const id = reader.byte();
    const end = reader.number() + reader.at;
    const content = new Reader(module, reader.at);
    reader.at = end;
    if (id === IMPORT) imports = importedFunctions(content);
    if (id === CODE) functions = Array.from({ length: content.number() }, () => content.bytes());
    if (id === CUSTOM && content.bytes().toString() === "name") continue;
    sections.push(module.subarray(start, end));
  }
  return { imports, functions, rest: sections };
}

/** Only functions are imported: wasm-bindgen's module has its memory and tables itself. */
function importedFunctions(section) {
  const count = section.number();
  for (let index = 0; index < count; index++) {
    section.bytes();
    section.bytes();
    if (section.byte() !== 0) throw new Error("the module imports something that is no function");
    section.number();
  }
  return count;
}

/** The place of each function. */
function chain(functions) {
  const holders = new Map();
  const runs = functions.map((body, index) => {
    const own = new Set();
    for (let at = 0; at + RUN <= body.length; at++) own.add(body.readUIntBE(at, RUN));
    for (const run of own) {
      if (!holders.has(run)) holders.set(run, []);
      holders.get(run).push(index);
    }
    return own;
  });
  const telling = runs.map((own) => [...own].map((run) => holders.get(run)).filter(({ length }) => length > 1 && length <= COMMON));
  const shared = new Float64Array(functions.length);
  const count = (index, by) => {
    for (const others of telling[index]) for (const other of others) shared[other] += by;
  };
  const places = new Array(functions.length);
  const recent = [];
  let bytes = 0;
  for (let place = 0; place < functions.length; place++) {
    let best;
    let most = -1;
    for (let index = 0; index < functions.length; index++) {
      const likeness = shared[index] / (telling[index].length + CHANCE);
      if (places[index] === undefined && likeness > most) [best, most] = [index, likeness];
    }
    places[best] = place;
    count(best, 1);
    recent.push(best);
    bytes += functions[best].length;
    while (bytes - functions[recent[0]].length > BACK) {
      bytes -= functions[recent[0]].length;
      count(recent.shift(), -1);
    }
  }
  return places;
}

/** Reads numbers (LEB128) and what has its length before it. */
class Reader {
  constructor(module, at) {
    this.module = module;
    this.at = at;
  }

  byte() {
    return this.module[this.at++];
  }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  bytes() {
    const length = this.number();
    this.at += length;
    return this.module.subarray(this.at - length, this.at);
  }
}

function number(value) {
  return value < 128 ? [value] : [(value & 127) | 128, ...number(value >>> 7)];
}

function text(name) {
  return [...number(name.length), ...Buffer.from(name)];
}
