// Connections between two things: the shortest and its alternatives.

import { edgesOf, otherEnd } from "./data.js";

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {import("./filter.js").Shown} Shown */

/**
 * The shortest connections without loops, the shortest first (Yen 1971 over breadth-first search).
 * @param {Graph} graph @param {Shown} shown @param {number} start @param {number} end @param {number} [most]
 * @returns {number[][]} Things of each path, both ends included; none where nothing connects the two.
 */
export function shortestPaths(graph, shown, start, end, most = 5) {
  const shortest = search(graph, shown, start, end, new Set(), new Set());
  if (!shortest) return [];
  const found = [shortest];
  /** @type {Map<string, number[]>} */
  const waiting = new Map();
  while (found.length < most) {
    const last = found[found.length - 1];
    for (let turn = 0; turn < last.length - 1; turn++) {
      const root = last.slice(0, turn + 1);
      const barred = new Set();
      for (const path of found)
        if (path.length > turn + 1 && root.every((i, k) => path[k] === i)) barred.add(`${path[turn]} ${path[turn + 1]}`);
      const rest = search(graph, shown, root[turn], end, new Set(root.slice(0, -1)), barred);
      if (rest) {
        const path = [...root.slice(0, -1), ...rest];
        waiting.set(path.join(" "), path);
      }
    }
    for (const path of found) waiting.delete(path.join(" "));
    const next = [...waiting.values()].sort((a, b) => a.length - b.length || compare(a, b))[0];
    if (!next || next.length > shortest.length + 2) break;
    found.push(next);
  }
  return found;
}

/** @param {number[]} a @param {number[]} b */
function compare(a, b) {
  const k = a.findIndex((i, place) => i !== b[place]);
  return k < 0 ? 0 : a[k] - b[k];
}

/**
 * @param {Graph} graph @param {Shown} shown @param {number} start @param {number} end
 * @param {Set<number>} without Things not to pass. @param {Set<string>} barred Steps not to take.
 * @returns {number[] | null}
 */
function search(graph, shown, start, end, without, barred) {
  const before = new Int32Array(graph.n).fill(-1);
  before[start] = start;
  let front = [start];
  while (front.length && before[end] < 0) {
    const next = [];
    for (const i of front) {
      for (const e of edgesOf(graph, i)) {
        const j = otherEnd(graph, e, i);
        if (!shown.edges[e] || before[j] >= 0 || without.has(j) || (barred.size && barred.has(`${i} ${j}`))) continue;
        before[j] = i;
        next.push(j);
      }
    }
    front = next.sort((a, b) => a - b);
  }
  if (before[end] < 0) return null;
  const path = [end];
  while (path[0] !== start) path.unshift(before[path[0]]);
  return path;
}

/**
 * Relations between two things, either way.
 * @param {Graph} graph @param {Shown} shown @param {number} a @param {number} b
 */
export const between = (graph, shown, a, b) => [...edgesOf(graph, a)].filter((e) => shown.edges[e] && otherEnd(graph, e, a) === b);
