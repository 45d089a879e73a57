// What is shown of the graph under the reader's choices. One rule for each choice, applied here and nowhere else.

import { edgesOf, otherEnd } from "./data.js";
import { gradeNames } from "./state.js";

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {import("./state.js").State} State */
/**
 * @typedef {{nodes: Uint8Array, edges: Uint8Array, things: number, relations: number, bars: Map<number, number>,
 *   undated: number}} Shown `bars`: dated relations by year, whatever the years chosen; `undated`: relations without a year.
 */

/** @param {Graph} graph @param {State} state @returns {boolean} Whether the choices touch relations rather than things. */
const limitsRelations = (graph, state) =>
  Boolean(state.properties.size || state.documents.size || state.grades.size || state.countries.size || state.sectors.size) ||
  state.cross || !state.undated || state.from > graph.years[0] || state.to < graph.years[1];

/** @param {Graph} graph @param {State} state @returns {boolean} Whether anything is filtered out at all. */
export const isFiltered = (graph, state) => limitsRelations(graph, state) || state.kinds.size > 0 || state.hidden.size > 0;

/**
 * @param {Graph} graph @param {State} state
 * @param {boolean} [everywhere] Also what does not stand on the stage: for counts and for finding paths.
 * @returns {Shown}
 */
export function applyFilters(graph, state, everywhere = false) {
  const { n, m, from, to, page } = graph;
  const { things, relations } = page;
  const nodes = new Uint8Array(n);
  const edges = new Uint8Array(m);
  const stage = !everywhere && state.stage.length ? new Set(state.stage) : null;
  const homely = new Set();
  for (let i = 0; i < n; i++) if (things.countries[i].length) homely.add(things.kind[i]);
  const abroad = things.countryNames.length;
  const elsewhere = things.sectorNames.length;
  for (let i = 0; i < n; i++) {
    if (stage && !stage.has(i)) continue;
    if (state.kinds.has(things.kind[i]) || state.hidden.has(i)) continue;
    if (things.since[i] && things.since[i] > state.to) continue;
    if (state.countries.size && homely.has(things.kind[i]) && !passes(things.countries[i], state.countries, abroad)) continue;
    if (state.sectors.size && !passes(things.sectors[i], state.sectors, elsewhere)) continue;
    nodes[i] = 1;
  }
  const grades = gradeNames(graph);
  const offGrades = new Set([...state.grades].map((g) => grades[g]));
  /** @type {Map<number, number>} */
  const bars = new Map();
  let undated = 0;
  let shown = 0;
  for (let e = 0; e < m; e++) {
    if (!nodes[from[e]] || !nodes[to[e]]) continue;
    if (state.properties.has(relations.property[e]) || offGrades.has(relations.grade[e])) continue;
    if (state.cross && !graph.cross[e]) continue;
    if (state.documents.size && !passes(relations.documents[e], state.documents, page.documents.length)) continue;
    const year = relations.year[e];
    if (year) bars.set(year, (bars.get(year) || 0) + 1);
    else undated++;
    if (year ? year < state.from || year > state.to : !state.undated) continue;
    edges[e] = 1;
    shown++;
  }
  let left = 0;
  const lonely = limitsRelations(graph, state);
  for (let i = 0; i < n; i++) {
    if (!nodes[i]) continue;
    // Under a choice of relations, things that none reaches would only be noise; what the reader selected stays.
    if (lonely && i !== state.node && !state.pinned.has(i) && !edgesOf(graph, i).some((e) => edges[e])) nodes[i] = 0;
    else left++;
  }
  return { nodes, edges, things: left, relations: shown, bars, undated };
}

/** @param {number[]} own @param {Set<number>} off @param {number} unknown Position that stands for having none. */
const passes = (own, off, unknown) => (own.length ? own.some((i) => !off.has(i)) : !off.has(unknown));

/**
 * Things around some others, the most linked first.
 * @param {Graph} graph @param {Shown} shown @param {Iterable<number>} centres @param {number} most
 * @returns {{near: number[], more: number}} `more` were left out.
 */
export function around(graph, shown, centres, most) {
  const inside = new Set(centres);
  const found = new Set();
  for (const i of inside) {
    for (const e of edgesOf(graph, i)) {
      const j = otherEnd(graph, e, i);
      if (shown.edges[e] && shown.nodes[j] && !inside.has(j)) found.add(j);
    }
  }
  const near = [...found].sort((a, b) => graph.degree[b] - graph.degree[a] || a - b);
  return { near: near.slice(0, most), more: Math.max(0, near.length - most) };
}

/** @param {Graph} graph @param {Shown} shown @param {number} i @returns {Set<number>} Things linked to a thing. */
export function neighbours(graph, shown, i) {
  const found = new Set();
  for (const e of edgesOf(graph, i)) if (shown.edges[e]) found.add(otherEnd(graph, e, i));
  found.delete(i);
  return found;
}
