// The graph of the page: its blocks read, its columns as typed arrays, and what follows from them.

import { OPEN, yearOfDay } from "./days.js";

/**
 * @typedef {{en: string, zh: string}} Pair
 * @typedef {{id: string, shape: string} & Pair} Kind
 * @typedef {{id: string, dash: number[], width: number} & Pair} Family
 * @typedef {{id: string, family: number, symmetric: boolean} & Pair} Property
 * @typedef {{title: string, publisher: string, licence: string, address: string}} Source
 * @typedef {{title: Pair, steps: {title: Pair, text: Pair, view: string}[]}} Story
 * @typedef {{id: string[], name: string[], zh: string[], pinyin: string[], names: string[][], keys: string[][], kind: number[],
 *   type: number[], countries: number[][], sectors: number[][], since: number[], listed: number[], x: number[], y: number[], community: number[],
 *   links?: number[], types: (Pair & {id: string})[], countryNames: Pair[], sectorNames: Pair[]}} Things `links`: in the whole
 *   network, where the page holds a part of it.
 * @typedef {{id: string[], from: number[], to: number[], property: number[], status: string[], grade: string[], date: string[],
 *   year: number[], documents: number[][], record: string[], fact: number[], weight: number[], number: number[], ended: number[],
 *   acts: number[][], days: number[][]}} Relations
 *   `fact`: row of the statement, or -1. `weight`, `number`: of the tie that counts it. `acts`: what two organizations made together.
 *   `days`: first and last day of each of those, or of the relation itself, in days since 1970.
 * @typedef {{title: string, titleZh: string, release: string, attribution: string, lang: string, focus: string,
 *   text: Record<string, Record<string, string>>, stories: Story[], kinds: Kind[], families: Family[], plain: string[],
 *   statuses: Record<string, Pair>, grades: Record<string, Pair>, prefixes: Record<string, string>, base: string,
 *   things: Things, relations: Relations, leftOut: Record<string, number>, own: number[], properties: Property[], documents: Source[], events: [number, number][],
 *   simplified: Record<string, string>, communities?: Record<string, number>, server?: Server}} Page `own`: how many of the first
 *   statements are each thing's own; `communities`: their things in the whole network.
 * @typedef {{part: string, search: string, home: string, things: number, relations: number, kinds: string[]}} Server What a page
 *   that holds a part asks for more, and how much there is.
 * @typedef {{id?: string, text: string, zh: string, address?: string}} Value
 * @typedef {{en: string, zh: string, address: string}} Ground A page that a row of a table rests on.
 * @typedef {{document: number, en: string, zh: string, pages?: Ground[]}} Span
 * @typedef {{id: string, en: string, zh: string, types: Pair[], summary: string, status: string, grade: string, date: string,
 *   parts: ({property: string, value: Value} & Pair)[], evidence: number[]}} Entry
 * @typedef {{property: number[], subject: number[], object: number[], status: string[], grade: string[], date: string[],
 *   evidence: number[][]}} Statements
 * @typedef {{statements: Statements, contradicts: Record<string, number[]>, values: Value[],
 *   cards: {note: string, facts: number[], incoming: number[], records: number[], part?: number}[], spans: Span[], records: Entry[]}} Facts
 *   `part`: the card holds what the thing has in common with the page's others, and not all that is known.
 * @typedef {{row: number, property: number, value: Value | number, incoming: boolean, status: string, grade: string, date: string,
 *   evidence: number[], contradicts: number[]}} Fact
 * @typedef {{number: number, members: number[], x: number, y: number, r: number, tint: number, beyond: number}} Continent
 *   `beyond`: members that are not loaded.
 * @typedef {{page: Page, n: number, m: number, x: Float32Array, y: Float32Array, from: Uint32Array, to: Uint32Array,
 *   first: Uint32Array, edges: Uint32Array, degree: Uint32Array, links: Uint32Array, beyond: Uint32Array, order: Uint32Array,
 *   continents: Continent[], home: Int32Array, index: Map<string, number>, edgeIndex: Map<string, number>,
 *   kind: Uint8Array, since: Uint16Array, homely: Uint8Array, property: Uint16Array, year: Uint16Array, grade: Uint8Array,
 *   grades: string[], cross: Uint8Array, origin: Uint8Array, tie: Uint8Array, quiet: Uint8Array, oneSided: Uint8Array, firstDay: Uint32Array, days: Int32Array,
 *   yearAt: Int16Array, pair: Int32Array, pairs: [number, number][], years: [number, number],
 *   upright: boolean, shelf: {x: number, y: number, n: number}}} Graph `links`: things that a thing is linked to, `beyond` of
 *   which are not loaded. `homely`: kinds of which some thing has a country.
 *   `origin`: 1 China, 2 Hong Kong or Macao, 3 abroad, 0 not stated. `tie`: relations of two organizations. `quiet`: properties of
 *   ties that say little about the two, such as memberships; `oneSided`: those, and what makes nobody a partner. `days` of relation e from `firstDay[e]` to `firstDay[e + 1]`; `yearAt`: year
 *   in which each of them begins.
 *   `grades`: those that relations have, in the order of the words; `grade`: position there, 255 for none. `pairs`: lands
 *   between which relations lead, by their places among the continents; `pair`: of each relation, -1 inside a land.
 *   `upright`: the map is turned to fit a tall screen. `shelf`: where the things without relations stand (middle, top) and
 *   how many they are.
 */

/**
 * A block of the page: JSON, gzip, base64.
 * @param {string} id
 * @returns {Promise<any>}
 */
export const readBlock = (id) => unpack(/** @type {HTMLElement} */ (document.getElementById(id)).textContent || "");

/** @param {string} text @returns {Promise<any>} */
export async function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

/** Number of tints for continents. */
const TINTS = 8;

/**
 * @param {Page} page
 * @param {boolean} [upright] Turn the map, which is wider than high, by a quarter.
 * @returns {Graph}
 */
export function makeGraph(page, upright = false) {
  const { things, relations } = page;
  const n = things.id.length;
  const m = relations.id.length;
  const from = Uint32Array.from(relations.from);
  const to = Uint32Array.from(relations.to);
  const degree = new Uint32Array(n);
  for (let e = 0; e < m; e++) {
    degree[from[e]]++;
    if (to[e] !== from[e]) degree[to[e]]++;
  }
  const first = new Uint32Array(n + 1);
  for (let i = 0; i < n; i++) first[i + 1] = first[i] + degree[i];
  const next = first.slice(0, n);
  const edges = new Uint32Array(first[n]);
  for (let e = 0; e < m; e++) {
    edges[next[from[e]]++] = e;
    if (to[e] !== from[e]) edges[next[to[e]]++] = e;
  }
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => degree[b] - degree[a] || a - b);
  const cross = new Uint8Array(m);
  for (let e = 0; e < m; e++) {
    const [a, b] = [things.countries[from[e]], things.countries[to[e]]];
    if (a.length && b.length && !a.some((country) => b.includes(country))) cross[e] = 1;
  }
  const dated = [...relations.year.filter(Boolean), ...page.events.map(([year]) => year), ...things.since.filter(Boolean)];
  /** @type {[number, number]} */
  const years = dated.length ? [dated.reduce((a, b) => Math.min(a, b)), dated.reduce((a, b) => Math.max(a, b))] : [0, 0];
  const x = upright ? Float32Array.from(things.y, (v) => -v) : Float32Array.from(things.x);
  const y = Float32Array.from(upright ? things.x : things.y);
  const links = new Uint32Array(n);
  const seen = new Int32Array(n).fill(-1);
  for (let i = 0; i < n; i++) {
    for (let k = first[i]; k < first[i + 1]; k++) {
      const j = from[edges[k]] === i ? to[edges[k]] : from[edges[k]];
      if (j !== i && seen[j] !== i) {
        seen[j] = i;
        links[i]++;
      }
    }
  }
  const homely = new Uint8Array(page.kinds.length);
  things.kind.forEach((kind, i) => things.countries[i].length && (homely[kind] = 1));
  const grades = findGrades(page);
  const rank = new Map(grades.map((name, g) => [name, g]));
  const home = Int32Array.from(things.community);
  const continents = findContinents(things.community, x, y, order);
  for (const land of continents) land.beyond = Math.max(0, (page.communities?.[land.number] ?? 0) - land.members.length);
  const beyond = Uint32Array.from(links, (loaded, i) => Math.max(0, (things.links?.[i] ?? 0) - loaded));
  for (let i = 0; i < n; i++) links[i] += beyond[i];
  return {
    shelf: findShelf(things.community, x, y),
    page, n, m, x, y, from, to, first, edges, degree, links, beyond, order, homely, grades, cross, years, upright, continents, home,
    kind: Uint8Array.from(things.kind),
    origin: originsOf(page),
    tie: Uint8Array.from(relations.from, (a, e) => Number(isOrganization(page, a) && isOrganization(page, relations.to[e]))),
    quiet: marked(page, QUIET),
    oneSided: marked(page, ONE_SIDED),
    ...layDays(relations.days),
    since: Uint16Array.from(things.since),
    property: Uint16Array.from(relations.property),
    year: Uint16Array.from(relations.year),
    grade: Uint8Array.from(relations.grade, (name) => rank.get(name) ?? 255),
    ...findPairs(from, to, home, continents),
    index: new Map(things.id.map((id, i) => [id, i])),
    edgeIndex: new Map(relations.id.map((id, e) => [id, e])),
  };
}

/** Kinds of things that are organizations. */
export const ORGANIZATIONS = ["company", "government", "research", "organization"];
/** Ties that say little about the two who have them. */
const QUIET = ["memberOf", "member", "hostsModelsOf"];
/** Ties that one side has without the other: whoever builds on open weights is no partner of their maker. */
const ONE_SIDED = [...QUIET, "buildsOnModelsOf"];

/** @param {Page} page @param {string[]} names @returns {Uint8Array} Which of the properties bear one of the names. */
const marked = (page, names) => Uint8Array.from(page.properties, ({ id }) => Number(names.includes(id.replace(/^.*[:#/]/, ""))));

/** @param {Page} page @param {number} i @returns {boolean} */
export const isOrganization = ({ kinds, things }, i) => ORGANIZATIONS.includes(kinds[things.kind[i]].id);

/** @param {Pair} country @returns {number} 1 China, 2 Hong Kong or Macao, 3 abroad. */
export const originOf = ({ en }) => (/^(Mainland )?China$|^People.s Republic/.test(en) ? 1 : /Hong Kong|Macao|Macau/.test(en) ? 2 : 3);

/** @param {Page} page @returns {Uint8Array} */
function originsOf({ things }) {
  const codes = things.countryNames.map(originOf);
  return Uint8Array.from(things.countries, (own) => (own.length ? Math.min(...own.map((c) => codes[c])) : 0));
}

/** @param {number[][]} days @returns {{firstDay: Uint32Array, days: Int32Array, yearAt: Int16Array}} */
function layDays(days) {
  const firstDay = new Uint32Array(days.length + 1);
  days.forEach((own, e) => (firstDay[e + 1] = firstDay[e] + own.length));
  const all = Int32Array.from(days.flat());
  const yearAt = Int16Array.from({ length: all.length / 2 }, (_, k) => yearOfDay(all[2 * k] > -OPEN ? all[2 * k] : all[2 * k + 1]));
  return { firstDay, days: all, yearAt };
}

/**
 * The communities as round pieces of land; members in order of their relations.
 * @param {number[]} community @param {Float32Array} x @param {Float32Array} y @param {Uint32Array} order
 * @returns {Continent[]}
 */
function findContinents(community, x, y, order) {
  /** @type {Map<number, Continent>} */
  const found = new Map();
  for (const i of order) {
    const number = community[i];
    if (number < 0) continue;
    let land = found.get(number);
    if (!land) found.set(number, (land = { number, members: [], x: 0, y: 0, r: 0, tint: 0, beyond: 0 }));
    land.members.push(i);
  }
  const lands = [...found.values()].sort((a, b) => b.members.length - a.members.length || a.number - b.number);
  for (const land of lands) {
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const i of land.members) {
      left = Math.min(left, x[i]);
      right = Math.max(right, x[i]);
      top = Math.min(top, y[i]);
      bottom = Math.max(bottom, y[i]);
    }
    land.x = (left + right) / 2;
    land.y = (top + bottom) / 2;
    for (const i of land.members) land.r = Math.max(land.r, Math.hypot(x[i] - land.x, y[i] - land.y));
    land.r += 30;
  }
  // Neighbours on the map get different tints: the one that stands farthest from a land of the same tint.
  lands.forEach((land, place) => {
    const far = new Array(TINTS).fill(Infinity);
    for (let k = Math.max(0, place - 400); k < place; k++) {
      const other = lands[k];
      far[other.tint] = Math.min(far[other.tint], Math.hypot(land.x - other.x, land.y - other.y) - other.r - land.r);
    }
    land.tint = far[place % TINTS] === Infinity ? place % TINTS : far.indexOf(Math.max(...far));
  });
  return lands;
}

/** @param {Page} page @returns {string[]} Grades that relations have, in the order of the words. */
function findGrades({ grades, relations }) {
  const used = new Set(relations.grade);
  return [...Object.keys(grades).filter((grade) => used.has(grade)), ...[...used].filter((g) => g && !(g in grades)).sort()];
}

/**
 * The pairs of lands that relations connect, sorted by the places of the two.
 * @param {Uint32Array} from @param {Uint32Array} to @param {Int32Array} home @param {Continent[]} continents
 * @returns {{pair: Int32Array, pairs: [number, number][]}}
 */
function findPairs(from, to, home, continents) {
  const place = new Map(continents.map((land, k) => [land.number, k]));
  const land = Int32Array.from(home, (number) => place.get(number) ?? -1);
  const size = continents.length;
  const keys = new Float64Array(from.length).fill(-1);
  for (let e = 0; e < from.length; e++) {
    const [a, b] = [land[from[e]], land[to[e]]];
    if (a >= 0 && b >= 0 && a !== b) keys[e] = Math.min(a, b) * size + Math.max(a, b);
  }
  const sorted = [...new Set(keys)].filter((key) => key >= 0).sort((a, b) => a - b);
  const position = new Map(sorted.map((key, p) => [key, p]));
  return { pair: Int32Array.from(keys, (key) => position.get(key) ?? -1), pairs: sorted.map((key) => [Math.floor(key / size), key % size]) };
}

/** @param {number[]} community @param {Float32Array} x @param {Float32Array} y */
function findShelf(community, x, y) {
  let [left, right, top, n] = [Infinity, -Infinity, Infinity, 0];
  community.forEach((number, i) => {
    if (number >= 0) return;
    left = Math.min(left, x[i]);
    right = Math.max(right, x[i]);
    top = Math.min(top, y[i]);
    n++;
  });
  return { x: (left + right) / 2, y: top, n };
}

/** @param {Graph} graph @param {number} e @param {number} i @returns {number} The other end of a relation. */
export const otherEnd = (graph, e, i) => (graph.from[e] === i ? graph.to[e] : graph.from[e]);

/** @param {Graph} graph @param {number} i @returns {Uint32Array} Relations of a thing. */
export const edgesOf = (graph, i) => graph.edges.subarray(graph.first[i], graph.first[i + 1]);

/**
 * A statement as a fact about one of its ends.
 * @param {Facts} facts @param {number} row @param {boolean} incoming
 * @returns {Fact}
 */
export function factAt(facts, row, incoming) {
  const all = facts.statements;
  const end = incoming ? all.subject[row] : all.object[row];
  return {
    row,
    property: all.property[row],
    value: end >= 0 ? end : facts.values[-1 - end],
    incoming,
    status: all.status[row],
    grade: all.grade[row],
    date: all.date[row],
    evidence: all.evidence[row],
    contradicts: facts.contradicts[row] || [],
  };
}
