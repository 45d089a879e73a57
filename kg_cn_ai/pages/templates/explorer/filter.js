// The selection: what of the graph answers the reader's choices. Filters come first, then where the reader looks (a question, a
// neighbourhood, two things, the organizations); nothing is left out because it would not fit. Picture, counts, legend,
// tables, exports and address all read this one object, and only the picture draws a part of it (`cut`).

import { edgesOf, originOf, otherEnd } from "./data.js";
import { newYear, yearOfDay } from "./days.js";
import { RULES } from "./presets.js";

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {import("./state.js").State} State */
/**
 * @typedef {{nodes: Uint8Array, edges: Uint8Array, links: Uint32Array, things: number, relations: number, bars: Uint32Array,
 *   undated: number, quiet: number}} Shown `links`: shown relations of each thing; `bars`: relations with something in each year from the
 *   first of the graph on, whatever the days chosen; `undated`: relations without a date; `quiet`: memberships and hosting left out.
 */

/** @param {Graph} graph @param {State} state @returns {boolean} Whether the years or days chosen leave anything out. */
export const isNarrowed = (graph, state) => state.days !== null || state.from > graph.years[0] || state.to < graph.years[1];

/** @param {State} state @returns {[number, number]} First and last day that are chosen, in days since 1970. */
export const spanOf = ({ days, from, to }) => days || [newYear(from), newYear(to + 1) - 1];

/** @param {State["ends"][0]} end @returns {boolean} */
export const asksOf = (end) => end.country !== "" || end.kind !== "" || end.listed;

/** @param {Graph} graph @param {State} state @returns {boolean} Whether the choices touch relations rather than things. */
const limitsRelations = (graph, state) =>
  Boolean(state.properties.size || state.documents.size || state.grades.size || state.countries.size || state.sectors.size) ||
  state.cross || isNarrowed(graph, state) || state.ends.some(asksOf);

/** @param {Graph} graph @param {State} state @returns {boolean} Whether anything is filtered out at all. */
export const isFiltered = (graph, state) => limitsRelations(graph, state) || state.kinds.size > 0 || state.hidden.size > 0;

/** @param {State} state @returns {boolean} Whether the reader looks at a part of the network, and not at all of it. */
export const isScoped = (state) => state.stage.length > 0 || state.around.size > 0 || state.compare !== null || state.question !== "";

/** Things that no filter hides: the reader asked for them. @param {State} state @returns {number[]} */
export const focusOf = (state) => [state.node, ...state.around.keys(), ...(state.compare || []), ...(state.path || [])].filter((i) => i >= 0 && !state.hidden.has(i));

/**
 * @param {Graph} graph @param {State} state
 * @param {boolean} [everywhere] Wherever the reader looks: for counts about one thing and for finding paths.
 * @returns {Shown}
 */
export function applyFilters(graph, state, everywhere = false) {
  const { n, m, from, to, property, grade, page } = graph;
  const { relations } = page;
  const edges = new Uint8Array(m);
  const links = new Uint32Array(n);
  const nodes = passing(graph, state);
  const scope = everywhere ? null : scopeOf(graph, state);
  const ties = !everywhere && state.level === "organizations";
  const rule = everywhere || !state.question ? null : RULES[state.question];
  if (scope) for (let i = 0; i < n; i++) if (!scope[i]) nodes[i] = 0;
  const offProperty = flags(state.properties, page.properties.length);
  const offGrade = flags(state.grades, 256);
  const byDocument = state.documents.size > 0;
  const [first, last] = graph.years;
  const bars = new Uint32Array(last - first + 1);
  const [begin, end] = spanOf(state);
  const narrowed = isNarrowed(graph, state);
  const matches = state.ends.some(asksOf) ? matching(graph, state) : null;
  let [undated, shown, quiet] = [0, 0, 0];
  for (let e = 0; e < m; e++) {
    const [a, b] = [from[e], to[e]];
    if (!nodes[a] || !nodes[b] || offProperty[property[e]] || offGrade[grade[e]]) continue;
    if (ties && !graph.tie[e]) continue;
    if (state.cross && !graph.cross[e]) continue;
    if (rule && !rule(graph, e)) continue;
    if (matches && !matches(a, b)) continue;
    if (byDocument && !passes(relations.documents[e], state.documents, page.documents.length)) continue;
    if (ties && !state.quiet && graph.quiet[property[e]]) {
      quiet++;
      continue;
    }
    const [start, stop] = [graph.firstDay[e], graph.firstDay[e + 1]];
    let inside = false;
    let lastBar = -1;
    for (let k = start; k < stop; k += 2) {
      inside ||= graph.days[k] <= end && graph.days[k + 1] >= begin;
      const bar = graph.yearAt[k >> 1] - first;
      if (bar !== lastBar && bar >= 0 && bar < bars.length) bars[bar]++;
      lastBar = bar;
    }
    if (start === stop) {
      undated++;
      inside = !narrowed || state.undated;
    } else if (!narrowed) inside = true;
    if (!inside) continue;
    edges[e] = 1;
    links[a]++;
    if (a !== b) links[b]++;
    shown++;
  }
  let left = 0;
  const lonely = ties || rule !== null || limitsRelations(graph, state);
  const focus = new Set(focusOf(state));
  for (let i = 0; i < n; i++) {
    // Under a choice of relations, things that none reaches would only be noise; what the reader asked for stays.
    if (lonely && nodes[i] && !links[i] && !focus.has(i) && !state.pinned.has(i)) nodes[i] = 0;
    left += nodes[i];
  }
  return { nodes, edges, links, things: left, relations: shown, bars, undated, quiet };
}

/** Things that pass the filters on things. @param {Graph} graph @param {State} state @returns {Uint8Array} */
function passing(graph, state) {
  const { n, kind, since, page } = graph;
  const { things } = page;
  const nodes = new Uint8Array(n);
  const offKind = flags(state.kinds, page.kinds.length);
  const byCountry = state.countries.size > 0;
  const bySector = state.sectors.size > 0;
  const latest = isNarrowed(graph, state) ? yearOfDay(spanOf(state)[1]) : Infinity;
  for (let i = 0; i < n; i++) {
    if (offKind[kind[i]] || since[i] > latest) continue;
    if (byCountry && graph.homely[kind[i]] && !passes(things.countries[i], state.countries, things.countryNames.length)) continue;
    if (bySector && !passes(things.sectors[i], state.sectors, things.sectorNames.length)) continue;
    nodes[i] = 1;
  }
  for (const i of focusOf(state)) nodes[i] = 1;
  for (const i of state.hidden) nodes[i] = 0;
  return nodes;
}

/**
 * Where the reader looks, whatever the filters: a filter chooses among what is around a thing, and never moves its bounds.
 * @param {Graph} graph @param {State} state @returns {Uint8Array | null} Nothing for the whole network.
 */
function scopeOf(graph, state) {
  const centres = state.compare ? state.compare.map((i) => /** @type {[number, number]} */ ([i, 1])) : [...state.around];
  if (!centres.length && !state.stage.length) return null;
  const ties = state.level === "organizations";
  const scope = flags(state.compare ? [] : state.stage, graph.n);
  for (const [centre, steps] of centres) {
    const seen = new Set([centre]);
    let front = [centre];
    for (let step = 0; step < steps; step++) {
      const next = [];
      for (const i of front)
        for (const e of edgesOf(graph, i)) {
          const j = otherEnd(graph, e, i);
          if (seen.has(j) || (ties && !graph.tie[e])) continue;
          seen.add(j);
          next.push(j);
        }
      front = next;
    }
    for (const i of seen) scope[i] = 1;
  }
  return scope;
}

/**
 * Whether one end of a relation is what the reader asked of one, and the other end what was asked of the other.
 * @param {Graph} graph @param {State} state @returns {(a: number, b: number) => boolean}
 */
function matching(graph, { ends }) {
  const [one, other] = ends.map((end) => flags(Array.from({ length: graph.n }, (_, i) => i).filter((i) => isSuch(graph, i, end)), graph.n));
  return (a, b) => Boolean((one[a] && other[b]) || (one[b] && other[a]));
}

/** @param {Graph} graph @param {number} i @param {State["ends"][0]} end @returns {boolean} */
export function isSuch({ page }, i, { country, kind, listed }) {
  const { things, kinds } = page;
  if (listed && !things.listed[i]) return false;
  if (kind && kinds[things.kind[i]].id !== kind) return false;
  if (!country) return true;
  // Who is at home in several countries is one of each.
  return things.countries[i].some((c) => {
    const home = things.countryNames[c];
    return country === "abroad" ? originOf(home) === 3 : country === "greater" ? originOf(home) < 3 : home.en === country;
  });
}

/**
 * The part of a selection that is drawn: what must be there, then the most linked within it.
 * @param {Graph} graph @param {Shown} shown @param {number[]} first Things that come first, in this order. @param {number} most
 * @returns {Shown}
 */
export function cut(graph, shown, first, most) {
  if (shown.things <= most) return shown;
  const rest = [...graph.order].filter((i) => shown.nodes[i]).sort((a, b) => shown.links[b] - shown.links[a] || graph.degree[b] - graph.degree[a] || a - b);
  const kept = [...new Set([...first.filter((i) => shown.nodes[i]), ...rest])].slice(0, most);
  const nodes = flags(kept, graph.n);
  const edges = new Uint8Array(graph.m);
  const links = new Uint32Array(graph.n);
  let relations = 0;
  for (let e = 0; e < graph.m; e++) {
    const [a, b] = [graph.from[e], graph.to[e]];
    if (!shown.edges[e] || !nodes[a] || !nodes[b]) continue;
    edges[e] = 1;
    links[a]++;
    if (a !== b) links[b]++;
    relations++;
  }
  return { ...shown, nodes, edges, links, things: kept.length, relations };
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
 * @returns {number[]}
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
  return [...found].sort((a, b) => graph.degree[b] - graph.degree[a] || a - b).slice(0, most);
}

/** @param {Graph} graph @param {Shown} shown @param {number} i @returns {Set<number>} Things linked to a thing. */
export function neighbours(graph, shown, i) {
  const found = new Set();
  for (const e of edgesOf(graph, i)) if (shown.edges[e]) found.add(otherEnd(graph, e, i));
  found.delete(i);
  return found;
}
