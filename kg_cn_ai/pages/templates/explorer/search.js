// Finding a thing by any of its names: English, simplified or traditional Chinese, pinyin joined, spaced or as initials, with
// typing errors. All names stand in one long text, a line each, which is searched at once.

/** @typedef {import("./data.js").Graph} Graph */
/**
 * @typedef {{i: number, via: string, score: number, far?: import("./server.js").Hit}} Match `via` is the name that matched, empty
 *   for pinyin and the like; `far`: a thing that is not loaded.
 */

const NAME = 0;
const WORD = 1;
const KEY = 2;

export class Index {
  /** @param {Graph} graph */
  constructor(graph) {
    this.graph = graph;
    const { things } = graph.page;
    /** @type {string[]} */
    const lines = [];
    /** @type {number[]} */
    const owner = [];
    /** @type {number[]} */
    const kind = [];
    /** @type {string[]} */
    const source = [];
    /** @param {string} text @param {number} i @param {number} what @param {string} name */
    const add = (text, i, what, name) => {
      if (!text) return;
      lines.push(text);
      owner.push(i);
      kind.push(what);
      source.push(name);
    };
    for (let i = 0; i < graph.n; i++) {
      for (const name of new Set([things.name[i], things.zh[i], things.pinyin[i], ...things.names[i]])) {
        if (!name) continue;
        const folded = this.fold(name);
        add(folded, i, NAME, name);
        for (const word of name.split(/[^\p{L}\p{N}\p{M}]+/u)) {
          const part = this.fold(word);
          if (part.length > 2 && part !== folded) add(part, i, WORD, name);
        }
      }
      for (const key of things.keys[i]) add(this.fold(key), i, KEY, "");
    }
    this.text = `\n${lines.join("\n")}\n`;
    this.owner = Uint32Array.from(owner);
    this.kind = Uint8Array.from(kind);
    this.source = source;
    this.start = new Uint32Array(lines.length + 1);
    this.mask = new Uint32Array(lines.length);
    let at = 1;
    lines.forEach((line, k) => {
      this.start[k] = at;
      at += line.length + 1;
      this.mask[k] = maskOf(line);
    });
    this.start[lines.length] = at;
  }

  /** Letters and digits only, without case, accents, width or tones. @param {string} text */
  fold(text) {
    if (/^[a-z0-9]*$/.test(text)) return text;
    const bare = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const { simplified } = this.graph.page;
    let folded = "";
    for (const c of bare) folded += simplified[c] || c;
    return folded.replace(/[^\p{L}\p{N}]+/gu, "");
  }

  /** @param {number} at Position in the text. @returns {number} Its line. */
  lineAt(at) {
    let [low, high] = [0, this.owner.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.start[middle] <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /**
   * The things that answer to what is typed, best first.
   * @param {string} text @param {number} [limit]
   * @returns {Match[]}
   */
  search(text, limit = 9) {
    const typed = this.fold(text);
    if (!typed) return [];
    /** @type {Map<number, Match>} */
    const found = new Map();
    /** @param {number} line @param {number} score */
    const take = (line, score) => {
      const i = this.owner[line];
      const known = found.get(i);
      if (!known || known.score < score) found.set(i, { i, via: this.source[line], score });
    };
    const han = /\p{Script=Han}/u.test(typed);
    // One Latin letter inside a word says nothing; one Chinese character does.
    const inside = typed.length > 1 || han;
    const needle = inside ? typed : `\n${typed}`;
    let hits = 0;
    for (let at = this.text.indexOf(needle); at >= 0 && hits < 20_000; at = this.text.indexOf(needle, at + 1), hits++) {
      const begin = inside ? at : at + 1;
      const line = this.lineAt(begin);
      const atStart = this.start[line] === begin;
      const whole = atStart && this.start[line + 1] - 1 === begin + typed.length;
      if (this.kind[line] === NAME) take(line, whole ? 100 : atStart ? 90 : 65);
      else if (this.kind[line] === WORD) atStart && take(line, 80);
      else if (whole || this.start[line + 1] - this.start[line] > 5) take(line, whole ? 92 : atStart ? 82 : 57);
    }
    const allowed = typed.length >= 8 ? 2 : typed.length >= (han ? 3 : 4) ? 1 : 0;
    if (allowed && ![...found.values()].some((match) => match.score >= 80)) this.forgive(typed, allowed, found);
    const { degree, page } = this.graph;
    return [...found.values()]
      .sort((a, b) => b.score - a.score || degree[b.i] - degree[a.i] || (page.things.name[a.i] < page.things.name[b.i] ? -1 : 1))
      .slice(0, limit);
  }

  /** Names that begin with what was meant. @param {string} typed @param {number} allowed @param {Map<number, Match>} found */
  forgive(typed, allowed, found) {
    const mask = maskOf(typed);
    for (let line = 0; line < this.owner.length; line++) {
      if (bits(mask & ~this.mask[line]) > allowed) continue;
      const length = this.start[line + 1] - this.start[line] - 1;
      if (length + allowed < typed.length || (this.kind[line] === KEY && length < 5)) continue;
      const known = found.get(this.owner[line]);
      if (known && known.score > 40) continue;
      const edits = editsToPrefix(typed, this.text.slice(this.start[line], this.start[line] + typed.length + allowed), allowed);
      const score = 50 - 10 * edits;
      if (edits <= allowed && (!known || known.score < score)) found.set(this.owner[line], { i: this.owner[line], via: this.source[line], score });
    }
  }
}

/** @param {string} text Which letters occur, as bits. */
function maskOf(text) {
  let mask = 0;
  for (let k = 0; k < text.length; k++) {
    const code = text.charCodeAt(k);
    mask |= 1 << (code >= 97 && code <= 122 ? code - 97 : 26 + (code % 6));
  }
  return mask >>> 0;
}

/** @param {number} mask */
function bits(mask) {
  let count = 0;
  for (let left = mask >>> 0; left; left &= left - 1) count++;
  return count;
}

/**
 * Edits (insert, delete, replace, swap) that turn the typed text into a beginning of the name; `limit + 1` if more.
 * @param {string} typed @param {string} name @param {number} limit
 */
export function editsToPrefix(typed, name, limit) {
  const target = name.slice(0, typed.length + limit);
  /** @type {number[]} */
  let before = [];
  let row = Array.from({ length: target.length + 1 }, (_, j) => j);
  for (let i = 1; i <= typed.length; i++) {
    const next = [i];
    for (let j = 1; j <= target.length; j++) {
      const same = typed[i - 1] === target[j - 1] ? 0 : 1;
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + same);
      if (i > 1 && j > 1 && typed[i - 1] === target[j - 2] && typed[i - 2] === target[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    before = row;
    row = next;
    if (Math.min(...row) > limit) return limit + 1;
  }
  return Math.min(...row);
}
