// Degree, PageRank and betweenness as the package computes them (measures.py): on the simple undirected graph, damping
// 0.85, betweenness normalised, exact up to EXACT things and above that estimated from PIVOTS of them.

/** @typedef {import("./data.js").Graph} Graph */

const EXACT = 3000;
const PIVOTS = 300;

/** Values by name, for as long as the graph has not grown: its links are counted anew then. @type {WeakMap<Uint32Array, Map<string, Float64Array>>} */
const known = new WeakMap();

/** @param {Graph} graph @param {string} name @returns {Float64Array} One number for each thing. */
export function measure(graph, name) {
  const own = known.get(graph.links) || new Map();
  known.set(graph.links, own);
  let values = own.get(name);
  if (!values) {
    values = name === "pagerank" ? pagerank(graph) : name === "betweenness" ? betweenness(graph) : Float64Array.from(graph.links);
    own.set(name, values);
  }
  return values;
}

/** @param {Graph} graph @returns {Uint32Array[]} Linked things of each thing, each once. */
function simple({ n, first, edges, from, to }) {
  return Array.from({ length: n }, (_, i) => {
    const found = new Set();
    for (let k = first[i]; k < first[i + 1]; k++) found.add(from[edges[k]] === i ? to[edges[k]] : from[edges[k]]);
    found.delete(i);
    return Uint32Array.from(found).sort();
  });
}

/** @param {Graph} graph */
function pagerank(graph) {
  const near = simple(graph);
  const { n } = graph;
  let rank = new Float64Array(n).fill(1 / n);
  for (let round = 0; round < 1000; round++) {
    const next = new Float64Array(n);
    let idle = 0;
    for (let i = 0; i < n; i++) {
      if (!near[i].length) idle += rank[i];
      for (const j of near[i]) next[j] += rank[i] / near[i].length;
    }
    let change = 0;
    for (let i = 0; i < n; i++) {
      next[i] = 0.85 * (next[i] + idle / n) + 0.15 / n;
      change += Math.abs(next[i] - rank[i]);
    }
    rank = next;
    if (change < 1e-10) break;
  }
  return rank;
}

/** @param {Graph} graph Brandes 2001. */
function betweenness(graph) {
  const near = simple(graph);
  const { n } = graph;
  const total = new Float64Array(n);
  const pivots = n <= EXACT ? n : PIVOTS;
  const distance = new Int32Array(n);
  const ways = new Float64Array(n);
  const share = new Float64Array(n);
  const order = new Uint32Array(n);
  for (let p = 0; p < pivots; p++) {
    const start = Math.floor((p * n) / pivots);
    distance.fill(-1);
    ways.fill(0);
    share.fill(0);
    distance[start] = 0;
    ways[start] = 1;
    order[0] = start;
    let end = 1;
    for (let at = 0; at < end; at++) {
      const i = order[at];
      for (const j of near[i]) {
        if (distance[j] < 0) {
          distance[j] = distance[i] + 1;
          order[end++] = j;
        }
        if (distance[j] === distance[i] + 1) ways[j] += ways[i];
      }
    }
    for (let at = end - 1; at > 0; at--) {
      const i = order[at];
      for (const j of near[i]) if (distance[j] === distance[i] - 1) share[j] += (ways[j] / ways[i]) * (1 + share[i]);
      total[i] += share[i];
    }
  }
  const scale = n > 2 ? n / pivots / ((n - 1) * (n - 2)) : 0;
  return total.map((value) => value * scale);
}
