// The order of a module's functions: those that are alike beside each other, because gzip looks back 32 kB and no further. One
// after the other is the one that has most in common with those just before it.

/** How many bytes in a row two functions must share for it to count. */
const RUN = 4;
/** What more functions than this share is everywhere, and tells nothing. */
const COMMON = 200;
/** How far back to look, in bytes: one of these. */
export const BACK = [8_000, 10_000, 12_000, 14_000, 16_000, 20_000];
/** How much a function must share before that is more than chance: small ones are alike too easily. */
const CHANCE = 30;

/** The functions, by their numbers, in the order in which they should stand. */
export function chain(functions, back) {
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
  // The fewer have it, the more it tells.
  const all = telling.map((own) => own.reduce((sum, { length }) => sum + 1 / length, 0));
  const shared = new Float64Array(functions.length);
  const count = (index, by) => {
    for (const others of telling[index]) for (const other of others) shared[other] += by / others.length;
  };
  const order = [];
  const isPlaced = new Array(functions.length).fill(false);
  let near = 0;
  let bytes = 0;
  while (order.length < functions.length) {
    let best;
    let most = -Infinity;
    for (let index = 0; index < functions.length; index++) {
      const likeness = shared[index] / (all[index] + CHANCE);
      if (!isPlaced[index] && likeness > most) [best, most] = [index, likeness];
    }
    isPlaced[best] = true;
    count(best, 1);
    order.push(best);
    bytes += functions[best].length;
    while (bytes - functions[order[near]].length > back) {
      bytes -= functions[order[near]].length;
      count(order[near++], -1);
    }
  }
  return order;
}
