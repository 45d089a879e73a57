// The page's data as columns again: what packing.py left out, worked out from the rest. Its head says how.

/** @typedef {import("./data.js").Page} Page */
/** @typedef {import("./data.js").Facts} Facts */

/** @param {number[]} differences @returns {number[]} */
function sums(differences) {
  let sum = 0;
  return differences.map((difference) => (sum += difference));
}

/** @param {number[]} numbers @returns {number[]} Where each of some runs of these lengths begins, and where the last one ends. */
const beginnings = (numbers) => [0, ...sums(numbers)];

/** @param {any} block @returns {Page} */
export function unpackGraph(block) {
  const { things, relations, own } = block;
  for (const key of ["x", "y"]) things[key] = sums(things[key]);
  relations.from = sums(relations.from);
  const first = beginnings(own);
  relations.fact = relations.fact.map((/** @type {number | null} */ row, /** @type {number} */ e) => (row === null ? -1 : row + first[relations.from[e]]));
  return block;
}

/** @param {any} block @param {Page} page @returns {Facts} */
export function unpackFacts(block, page) {
  const { statements } = block;
  const { relations, own } = page;
  const first = beginnings(own);
  const total = statements.property.length;
  /** @type {Int32Array} The relation of each row. */
  const relation = new Int32Array(total).fill(-1);
  for (let e = relations.fact.length - 1; e >= 0; e--) if (relations.fact[e] >= 0) relation[relations.fact[e]] = e;
  /** @type {Record<string, ArrayLike<any>>} */
  const known = { ...relations, subject: relations.from, object: relations.to };
  for (const key of Object.keys(statements)) {
    const column = statements[key];
    if (key === "subject") own.forEach((number, i) => fill(column, i, first[i], first[i] + number));
    for (let row = 0; row < total; row++) if (column[row] === null) column[row] = known[key][relation[row]];
  }
  statements.evidence = spansOf(block.evidence);
  const { note, records, incoming, place, part } = block.cards;
  const rows = rowsByObject(statements.object, own.length);
  let at = 0;
  const partial = new Set(part);
  const cards = own.map((number, i) => {
    let next = 0;
    const others = Array.from({ length: incoming[i] }, () => {
      const taken = next + place[at++];
      next = taken + 1;
      return rows[i][taken];
    });
    return { note: note[i], facts: Array.from({ length: number }, (_, k) => first[i] + k), incoming: others, records: records[i], ...(partial.has(i) && { part: 1 }) };
  });
  return { ...block, cards, spans: wordsOf(block.spans) };
}

/** Put a value where there is none. @param {any[]} column @param {any} value @param {number} start @param {number} end */
function fill(column, value, start, end) {
  for (let row = start; row < end; row++) column[row] ??= value;
}

/** @param {{number: number[], span: number[]}} evidence @returns {number[][]} */
function spansOf({ number, span }) {
  let [at, unused] = [0, 0];
  return number.map((length) =>
    Array.from({ length }, () => {
      const found = span[at++] + unused;
      unused = Math.max(unused, found + 1);
      return found;
    }),
  );
}

/** @param {number[]} objects @param {number} n @returns {number[][]} Rows of the statements that each thing is the object of. */
function rowsByObject(objects, n) {
  /** @type {number[][]} */
  const found = Array.from({ length: n }, () => []);
  objects.forEach((end, row) => end >= 0 && found[end].push(row));
  return found;
}

/** @param {{document: number[], words: [string[], string[]][], pattern: number[], numbers: string, pages: Record<number, import("./data.js").Ground[]>}} spans @returns {import("./data.js").Span[]} */
function wordsOf({ document, words, pattern, numbers, pages }) {
  const all = numbers.split(" ");
  let at = 0;
  return document.map((number, k) => {
    const [en, zh] = words[pattern[k]];
    const own = all.slice(at, (at += en.length - 1));
    const text = (/** @type {string[]} */ pieces) => pieces.map((piece, p) => (p ? own[p - 1] : "") + piece).join("");
    return { document: number, en: text(en), zh: text(zh), ...(pages[k] && { pages: pages[k] }) };
  });
}
