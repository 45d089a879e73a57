// How large marks are and what colour they have, as the reader chose; where arranged things stand.

import { isScoped, neighbours } from "./filter.js";
import { widthOf } from "./labels.js";
import { measure } from "./measures.js";
import { FONT } from "./scene.js";
import { faceToFace, inColumns, spread } from "./stage.js";
import { language, nameOf, shorten } from "./words.js";

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {import("./filter.js").Shown} Shown */
/** @typedef {import("./state.js").State} State */
/** @typedef {{key: string, x: Float32Array, y: Float32Array}} Arrangement `key` says what it was made for. */

/** Where the hues of China, Hong Kong and Macao, and abroad begin, after those of communities. */
export const HOMES = 16;
/** Things that can be laid out in the page. */
export const ARRANGED = 400;

/** @param {State} state @param {Shown} shown @returns {boolean} Whether things leave their places on the map. */
export const isArranged = (state, shown) => isScoped(state) || (state.arranged && shown.things <= ARRANGED);

/**
 * Places made for the things that are shown: a path in columns, a comparison face to face, everything else spread.
 * @param {Graph} graph @param {State} state @param {Shown} shown @param {number[][]} paths @param {Arrangement} before
 * @returns {Arrangement}
 */
export function arrange(graph, state, shown, paths, before) {
  const ids = [];
  for (let i = 0; i < graph.n; i++) if (shown.nodes[i]) ids.push(i);
  const key = `${ids.join()} ${state.path} ${state.alternative} ${state.compare} ${shown.relations} ${language()}`;
  if (key === before.key) return before;
  const places = lay(graph, state, shown, paths, ids);
  for (const [i, [x, y]] of state.pinned) if (shown.nodes[i]) [places.x[i], places.y[i]] = [x, y];
  return { key, ...places };
}

/** @param {Graph} graph @param {State} state @param {Shown} shown @param {number[][]} paths @param {number[]} ids */
function lay(graph, state, shown, paths, ids) {
  if (state.path && paths.length && ids.every((i) => paths.some((path) => path.includes(i))))
    return inColumns(graph, [paths[Math.min(state.alternative, paths.length - 1)], ...paths]);
  if (state.compare && state.compare.every((i) => ids.includes(i))) {
    const [a, b] = state.compare;
    const [nearA, nearB] = [neighbours(graph, shown, a), neighbours(graph, shown, b)];
    const rest = ids.filter((i) => i !== a && i !== b);
    const both = rest.filter((i) => nearA.has(i) === nearB.has(i));
    return faceToFace(graph, a, b, both, rest.filter((i) => nearA.has(i) && !nearB.has(i)), rest.filter((i) => !nearA.has(i) && nearB.has(i)));
  }
  const at = new Map(ids.map((i, p) => [i, p]));
  /** @type {[number, number][]} */
  const pairs = [];
  for (let e = 0; e < graph.m; e++) {
    const [a, b] = [at.get(graph.from[e]), at.get(graph.to[e])];
    if (shown.edges[e] && a !== undefined && b !== undefined && a !== b) pairs.push([a, b]);
  }
  const room = (/** @type {number} */ i) => Math.max(60, Math.min(170, widthOf(shorten(nameOf(graph.page, i)), `450 12px ${FONT}`) + 14));
  return spread(graph, ids, pairs, (i) => ({ w: room(i), h: 48 }));
}

/**
 * What a comparison puts between and beside the two: what both are linked to first.
 * @param {Graph} graph @param {Shown} shown @param {number} a @param {number} b @returns {number[]}
 */
export function sideBySide(graph, shown, a, b) {
  const [nearA, nearB] = [neighbours(graph, shown, a), neighbours(graph, shown, b)];
  const ranked = (/** @type {number[]} */ things) => things.sort((i, j) => graph.degree[j] - graph.degree[i] || i - j);
  return [
    ...ranked([...nearA].filter((i) => nearB.has(i))).slice(0, 24),
    ...ranked([...nearA].filter((i) => !nearB.has(i) && i !== b)).slice(0, 12),
    ...ranked([...nearB].filter((i) => !nearA.has(i) && i !== a)).slice(0, 12),
  ];
}

/**
 * Radius of each mark, its colour, and the things in order of their radius; kept until the reader chooses others.
 * @param {Graph} graph
 */
export function makeLooks(graph) {
  let key = "";
  let looks = /** @type {{radius: Float32Array, rank: Uint32Array, colour: Uint8Array}} */ ({});
  return (/** @type {string} */ size, /** @type {string} */ colour, /** @type {boolean} */ onStage) => {
    const wanted = `${size} ${colour} ${onStage}`;
    if (wanted === key) return looks;
    key = wanted;
    const radius = radii(graph, size, onStage);
    const rank = size === "degree" ? graph.order : Uint32Array.from(graph.order).sort((a, b) => radius[b] - radius[a] || a - b);
    looks = { radius, rank, colour: colours(graph, colour) };
    return looks;
  };
}

/** @param {Graph} graph @param {string} size @param {boolean} onStage @returns {Float32Array} Radius of each mark at scale 1. */
function radii(graph, size, onStage) {
  const values = measure(graph, size);
  const most = values.reduce((a, b) => Math.max(a, b), 0) || 1;
  const found = new Float32Array(graph.n);
  for (let i = 0; i < graph.n; i++) {
    const share = Math.sqrt(values[i] / most);
    if (onStage) found[i] = 7 + 12 * share;
    // The map was made for these; see _room in atlas.py.
    else if (size === "degree") found[i] = Math.min(26, 4 + 2.2 * Math.sqrt(graph.links[i]));
    else found[i] = 4 + 22 * share;
  }
  return found;
}

/** @param {Graph} graph @param {string} choice @returns {Uint8Array} Hue of each thing; 255 for that of its kind. */
function colours(graph, choice) {
  const found = new Uint8Array(graph.n).fill(255);
  if (choice === "community") {
    const tint = new Map(graph.continents.map((land) => [land.number, land.tint]));
    for (let i = 0; i < graph.n; i++) found[i] = tint.get(graph.home[i]) ?? 8;
  } else if (choice === "origin") {
    for (let i = 0; i < graph.n; i++) found[i] = HOMES + graph.origin[i];
  } else if (choice === "country") {
    const ranked = countryRanks(graph);
    for (let i = 0; i < graph.n; i++) {
      const [country] = graph.page.things.countries[i];
      found[i] = country === undefined ? 8 : Math.min(ranked.indexOf(country), 7);
    }
  }
  return found;
}

/** @param {Graph} graph @returns {number[]} Countries, the most frequent first. */
export function countryRanks({ page }) {
  const counts = page.things.countryNames.map(() => 0);
  for (const own of page.things.countries) for (const c of own) counts[c]++;
  return counts.map((_, c) => c).sort((a, b) => counts[b] - counts[a] || a - b);
}
