// A WebAssembly module taken apart, as far as `arrange.js` needs it, and put together again
// (WebAssembly Core Specification 2.0, chapter 5).

const CALL = 0x10;
const RETURN_CALL = 0x12;
const GET = 0x20;
const TEE = 0x22;
const REFERENCE = 0xd2;

const SECTION = { custom: 0, type: 1, import: 2, function: 3, export: 7, start: 8, element: 9, code: 10 };
const FUNCTION = 0;

/** How many numbers follow what an instruction begins with; those with none are left out, and those of another form. */
const NUMBERS = new Map();
const follow = (count, ...codes) => codes.forEach((code) => NUMBERS.set(code, count));
const between = (first, last) => Array.from({ length: last - first + 1 }, (_, index) => first + index);
follow(0, 0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b, 0xd1, ...between(0x45, 0xc4));
follow(1, 0x02, 0x03, 0x04, 0x0c, 0x0d, CALL, RETURN_CALL, ...between(GET, 0x26), ...between(0x3f, 0x42), 0xd0, REFERENCE);
follow(2, 0x11, 0x13, ...between(0x28, 0x3e));
/** The same behind the byte 0xfc. */
const MORE_NUMBERS = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1];

/** Those that access the memory: an exponent for the alignment follows, and an offset. */
export const isAccess = (code) => code >= 0x28 && code <= 0x3e;
export const isLocal = (code) => code >= GET && code <= TEE;
const isOfFunction = (code) => code === CALL || code === RETURN_CALL || code === REFERENCE;

/** Reads numbers (LEB128) and what has its length before it. */
class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte() {
    return this.bytes[this.at++];
  }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  /** A number of any size and sign, which is not asked for. */
  skip() {
    while (this.byte() >= 128);
  }

  list(read) {
    return Array.from({ length: this.number() }, read);
  }

  content() {
    const length = this.number();
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  since(start) {
    return this.bytes.subarray(start, this.at);
  }
}

/** The module's sections without its names; its functions with their type, parameters, locals and instructions. */
export function read(bytes) {
  const sections = [];
  const reader = new Reader(bytes, 8);
  while (reader.at < bytes.length) {
    const id = reader.byte();
    const content = reader.content();
    const isNames = id === SECTION.custom && new Reader(content).content().toString() === "name";
    if (!isNames) sections.push({ id, content });
  }
  const of = (id) => new Reader(sections.find((section) => section.id === id).content);
  const types = of(SECTION.type);
  const parameters = types.list(() => {
    types.byte();
    const count = types.content().length;
    types.content();
    return count;
  });
  const declared = of(SECTION.function);
  const kinds = declared.list(() => declared.number());
  const code = of(SECTION.code);
  const bodies = code.list(() => code.content());
  const functions = bodies.map((body, index) => ({ type: kinds[index], parameters: parameters[kinds[index]], ...readBody(body) }));
  return { start: bytes.subarray(0, 8), sections, imports: importedFunctions(of(SECTION.import)), functions };
}

/** Only functions are imported: wasm-bindgen's module has its memory and tables itself. */
function importedFunctions(section) {
  return section.list(() => {
    section.content();
    section.content();
    if (section.byte() !== FUNCTION) throw new Error("the module imports something that is no function");
    section.skip();
  }).length;
}

function readBody(body) {
  const reader = new Reader(body);
  const locals = reader.list(() => new Array(reader.number()).fill(reader.byte())).flat();
  const instructions = [];
  while (reader.at < body.length) instructions.push(instruction(reader));
  return { locals, instructions };
}

/** What it begins with; the local or function that it is about, else how it is written. */
function instruction(reader) {
  const start = reader.at;
  const code = reader.byte();
  if (isLocal(code) || isOfFunction(code)) return { code, index: reader.number() };
  if (code === 0x0e) for (let left = reader.number() + 1; left > 0; left--) reader.skip();
  else if (code === 0x1c) reader.content();
  else if (code === 0x43) reader.at += 4;
  else if (code === 0x44) reader.at += 8;
  else {
    const numbers = code === 0xfc ? MORE_NUMBERS[reader.number()] : NUMBERS.get(code);
    if (numbers === undefined) throw new Error(`instruction 0x${code.toString(16)} is not known`);
    for (let left = numbers; left > 0; left--) reader.skip();
  }
  return { code, written: reader.since(start) };
}

/** A function's locals and instructions; `renamed` gives the new number of a function. */
export function body({ locals, instructions }, renamed = (index) => index) {
  const runs = [];
  for (const type of locals) {
    if (runs.at(-1)?.type === type) runs.at(-1).count++;
    else runs.push({ type, count: 1 });
  }
  const written = instructions.flatMap(({ code, index, written }) =>
    written ? [...written] : [code, ...number(isLocal(code) ? index : renamed(index))],
  );
  return Buffer.from([...number(runs.length), ...runs.flatMap(({ type, count }) => [...number(count), type]), ...written]);
}

/** The module with its functions in this order. */
export function write({ start, sections, imports, functions }, order) {
  const places = [];
  order.forEach((index, place) => (places[index] = place));
  const renamed = (index) => (index < imports ? index : imports + places[index - imports]);
  const ordered = order.map((index) => functions[index]);
  const changed = {
    [SECTION.function]: () => list(ordered.map(({ type }) => number(type))),
    [SECTION.code]: () => list(ordered.map((one) => withLength(body(one, renamed)))),
    [SECTION.export]: (content) => list(exports(new Reader(content), renamed)),
    [SECTION.start]: (content) => Buffer.from(number(renamed(new Reader(content).number()))),
    [SECTION.element]: (content) => list(elements(new Reader(content), renamed)),
  };
  const written = sections.map(({ id, content }) => Buffer.concat([[id], withLength(changed[id]?.(content) ?? content)].map(buffer)));
  return Buffer.concat([start, ...written]);
}

function exports(reader, renamed) {
  return reader.list(() => {
    const start = reader.at;
    reader.content();
    const kind = reader.byte();
    const name = reader.since(start);
    const index = reader.number();
    return [...name, ...number(kind === FUNCTION ? renamed(index) : index)];
  });
}

/** Of the first form, a table's places from an offset on: wasm-bindgen's module has no other. */
function elements(reader, renamed) {
  return reader.list(() => {
    const start = reader.at;
    if (reader.number() !== 0 || reader.byte() !== 0x41) throw new Error("the module has elements of another form");
    reader.skip();
    reader.byte();
    const offset = reader.since(start);
    return [...offset, ...list(reader.list(() => number(renamed(reader.number()))))];
  });
}

const buffer = (bytes) => Buffer.from(bytes);
const list = (items) => Buffer.concat([number(items.length), ...items].map(buffer));
const withLength = (bytes) => Buffer.concat([Buffer.from(number(bytes.length)), bytes]);

function number(value) {
  return value < 128 ? [value] : [(value & 127) | 128, ...number(Math.floor(value / 128))];
}
