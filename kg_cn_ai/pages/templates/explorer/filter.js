// What is shown of the graph under the reader's choices. One rule for each choice, applied here and nowhere else.

import { edgesOf, otherEnd } from "./data.js";

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {import("./state.js").State} State */
/**
 * @typedef {{nodes: Uint8Array, edges: Uint8Array, links: Uint32Array, things: number, relations: number, bars: Uint32Array,
 *   undated: number}} Shown `links`: shown relations of each thing; `bars`: dated relations of each year from the first of the
 *   graph on, whatever the years chosen; `undated`: relations without a year.
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
  const { n, m, from, to, kind, since, property, year, grade, page } = graph;
  const { things, relations } = page;
  const nodes = new Uint8Array(n);
  const edges = new Uint8Array(m);
  const links = new Uint32Array(n);
  const onStage = !everywhere && state.stage.length ? flags(state.stage, n) : null;
  const offKind = flags(state.kinds, page.kinds.length);
  const abroad = things.countryNames.length;
  const elsewhere = things.sectorNames.length;
  const byCountry = state.countries.size > 0;
  const bySector = state.sectors.size > 0;
  for (let i = 0; i < n; i++) {
    if (offKind[kind[i]] || since[i] > state.to || (onStage && !onStage[i])) continue;
    if (byCountry && graph.homely[kind[i]] && !passes(things.countries[i], state.countries, abroad)) continue;
    if (bySector && !passes(things.sectors[i], state.sectors, elsewhere)) continue;
    nodes[i] = 1;
  }
  for (const i of state.hidden) nodes[i] = 0;
  const offProperty = flags(state.properties, page.properties.length);
  const offGrade = flags(state.grades, 256);
  const byDocument = state.documents.size > 0;
  const [first, last] = graph.years;
  const bars = new Uint32Array(last - first + 1);
  let undated = 0;
  let shown = 0;
  for (let e = 0; e < m; e++) {
    const [a, b] = [from[e], to[e]];
    if (!nodes[a] || !nodes[b] || offProperty[property[e]] || offGrade[grade[e]]) continue;
    if (state.cross && !graph.cross[e]) continue;
    if (byDocument && !passes(relations.documents[e], state.documents, page.documents.length)) continue;
    if (year[e]) bars[year[e] - first]++;
    else undated++;
    if (year[e] ? year[e] < state.from || year[e] > state.to : !state.undated) continue;
    edges[e] = 1;
    links[a]++;
    if (a !== b) links[b]++;
    shown++;
  }
  let left = 0;
  const lonely = limitsRelations(graph, state);
  for (let i = 0; i < n; i++) {
    // Under a choice of relations, things that none reaches would only be noise; what the reader selected stays.
    if (lonely && nodes[i] && !links[i] && i !== state.node && !state.pinned.has(i)) nodes[i] = 0;
    left += nodes[i];
  }
  return { nodes, edges, links, things: left, relations: shown, bars, undated };
}

/** @param {Iterable<number>} members @param {number} length @returns {Uint8Array} 1 at each member. */
function flags(members, length) {
  const found = new Uint8Array(length);
  for (const member of members) found[member] = 1;
  return found;
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
