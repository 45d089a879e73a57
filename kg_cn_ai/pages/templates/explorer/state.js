// What the reader has chosen: one object, and its form as the address of the page, so that a link shows the same again.

import { dayOf, dayText, yearOfDay } from "./days.js";

/** @typedef {import("./data.js").Graph} Graph */
/**
 * @typedef {{lang: "en" | "zh", theme: string, node: number, edge: number, stage: number[], arranged: boolean,
 *   hidden: Set<number>, pinned: Map<number, [number, number]>, kinds: Set<number>, properties: Set<number>,
 *   countries: Set<number>, sectors: Set<number>, documents: Set<number>, grades: Set<number>, cross: boolean, ends: [End, End],
 *   around: Map<number, number>, most: number, level: string, quiet: boolean, from: number,
 *   to: number, days: [number, number] | null, undated: boolean, size: string, colour: string, view: string, sort: string, descending: boolean,
 *   path: [number, number] | null, alternative: number, compare: [number, number] | null,
 *   camera: [number, number, number] | null, question: string, story: number, step: number, embed: boolean}} State
 * `around`: things whose surroundings are looked at, and how many steps far; `most`: things that are drawn of those; `level`: whether
 *   only organizations and their ties, or everything; `quiet`: with memberships and hosting; `days`: chosen first and last day.
 * @typedef {{country: string, kind: string, listed: boolean}} End What one end of a relation has to be; `country` may be `abroad` or
 *   `greater` (China with Hong Kong and Macao).
 */

export const PRESETS = ["crossBorder", "investments", "makers", "policies", "listed"];
export const THEMES = ["light", "dark", "contrast"];
export const VIEWS = ["map", "table", "timeline", "matrix"];
export const SIZES = ["degree", "pagerank", "betweenness"];
export const COLOURS = ["type", "origin", "community", "country"];
export const LEVELS = ["organizations", "everything"];
/** Things of a part of the network that are drawn, and how many a reader can ask for. */
export const DRAWN = [90, 400];
const SORTS = ["name", "other", "type", "country", "links", "since"];

/** @param {Graph} graph @returns {State} What a page shows before anybody chose anything. */
export function freshState(graph) {
  return {
    lang: graph.page.lang === "zh" ? "zh" : "en", theme: "", node: -1, edge: -1, stage: [], arranged: false,
    hidden: new Set(), pinned: new Map(), kinds: new Set(), properties: new Set(), countries: new Set(),
    sectors: new Set(), documents: new Set(), grades: new Set(), cross: false, from: graph.years[0], to: graph.years[1],
    days: null, undated: false, ends: [anyEnd(), anyEnd()], around: new Map(), most: DRAWN[0], level: opening(graph), quiet: false,
    size: "degree", colour: opening(graph) === "everything" ? "type" : "origin", view: "map", sort: "links", descending: true, path: null,
    alternative: 0, compare: null, camera: null, question: "", story: -1, step: 0, embed: false,
  };
}

/** A map of fewer ties than this opens on everything. */
const TIES = 300;

/** @param {Graph} graph @returns {string} What a page opens with. */
const opening = ({ tie }) => (tie.reduce((a, b) => a + b, 0) < TIES ? "everything" : "organizations");

/** @returns {End} */
const anyEnd = () => ({ country: "", kind: "", listed: false });

/**
 * The sets of what is filtered out: where each stands in the address, and the names of its members.
 * @param {Graph} graph
 * @returns {["kinds" | "properties" | "countries" | "sectors" | "documents" | "grades", string, string[]][]}
 */
function filters(graph) {
  const { page } = graph;
  return [
    ["kinds", "types", page.kinds.map((kind) => kind.id)],
    ["properties", "relations", page.properties.map((property) => property.id)],
    ["countries", "countries", [...page.things.countryNames.map((country) => country.en), "?"]],
    ["sectors", "sectors", [...page.things.sectorNames.map((sector) => sector.en), "?"]],
    ["documents", "sources", [...page.documents.map((document) => document.title), "?"]],
    ["grades", "grades", graph.grades],
  ];
}

/**
 * The part of the address after the #.
 * @param {Graph} graph @param {State} state
 */
export function toAddress(graph, state) {
  const { id } = graph.page.things;
  const plain = freshState(graph);
  const parts = new URLSearchParams();
  /** @param {string} key @param {string} value */
  const put = (key, value) => value && parts.set(key, value);
  put("thing", state.node >= 0 ? id[state.node] : "");
  put("relation", state.edge >= 0 ? graph.page.relations.id[state.edge] : "");
  put("stage", state.compare ? "" : state.stage.map((i) => id[i]).join(","));
  put("arranged", state.arranged ? "1" : "");
  put("hidden", [...state.hidden].map((i) => id[i]).join(","));
  put("pinned", [...state.pinned].map(([i, [x, y]]) => `${id[i]}@${Math.round(x)}@${Math.round(y)}`).join(","));
  for (const [key, name, members] of filters(graph)) {
    const off = state[key];
    if (!off.size) continue;
    const out = [...off].map((i) => members[i]);
    const rest = members.filter((_, i) => !off.has(i));
    put(name, out.length <= rest.length ? `!${out.join("|")}` : rest.join("|") || "!!");
  }
  put("around", [...state.around].map(([i, steps]) => `${id[i]}~${steps}`).join(","));
  if (state.most !== plain.most) put("drawn", String(state.most));
  put("cross", state.cross ? "1" : "");
  put("quiet", state.quiet ? "1" : "");
  state.ends.forEach(({ country, kind, listed }, k) => put(`end${k + 1}`, [country && `country:${country}`, kind && `kind:${kind}`, listed && "listed"].filter(Boolean).join("|")));
  if (state.days) put("days", state.days.map(dayText).join("~"));
  else if (state.from !== plain.from || state.to !== plain.to) put("years", `${state.from}-${state.to}`);
  put("undated", state.undated ? "1" : "");
  for (const key of /** @type {const} */ (["size", "colour", "view", "sort"])) if (state[key] !== plain[key]) put(key, state[key]);
  put("ascending", state.descending ? "" : "1");
  put("path", state.path ? state.path.map((i) => id[i]).join(",") : "");
  put("alternative", state.alternative ? String(state.alternative) : "");
  put("compare", state.compare ? state.compare.map((i) => id[i]).join(",") : "");
  put("question", state.question);
  const implied = isPart(parts) ? "everything" : plain.level;
  put("level", state.level === implied ? "" : state.level);
  put("camera", state.camera ? state.camera.map((v) => +v.toPrecision(5)).join(",") : "");
  if (state.story >= 0) put("story", `${state.story}.${state.step}`);
  put("lang", state.lang === plain.lang ? "" : state.lang);
  put("theme", state.theme);
  return parts.toString().replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%2F/g, "/").replace(/%40/g, "@");
}

/**
 * What an address says; unknown names and values are passed over.
 * @param {Graph} graph @param {string} address
 * @returns {State}
 */
export function fromAddress(graph, address) {
  const state = freshState(graph);
  const parts = new URLSearchParams(address);
  /** @param {string} key */
  const list = (key) => (parts.get(key) || "").split(",").filter(Boolean);
  /** @param {string[]} names */
  const things = (names) => names.map((name) => graph.index.get(name) ?? -1).filter((i) => i >= 0);
  /** @param {string} key @param {string[]} allowed @param {string} otherwise */
  const one = (key, allowed, otherwise) => (allowed.includes(parts.get(key) || "") ? String(parts.get(key)) : otherwise);
  /** @param {string} key @returns {[number, number] | null} */
  const pair = (key) => {
    const found = things(list(key));
    return found.length === 2 && found[0] !== found[1] ? [found[0], found[1]] : null;
  };
  state.node = graph.index.get(parts.get("thing") || "") ?? -1;
  state.edge = state.node < 0 ? graph.edgeIndex.get(parts.get("relation") || "") ?? -1 : -1;
  state.stage = [...new Set(things(list("stage")))];
  state.arranged = parts.get("arranged") === "1";
  state.hidden = new Set(things(list("hidden")));
  for (const pin of list("pinned")) {
    const [name, x, y] = pin.split("@");
    const i = graph.index.get(name) ?? -1;
    if (i >= 0 && Number.isFinite(+x) && Number.isFinite(+y)) state.pinned.set(i, [+x, +y]);
  }
  for (const [key, name, members] of filters(graph)) {
    const text = parts.get(name);
    if (!text) continue;
    const off = text.startsWith("!");
    const named = new Set((off ? text.slice(1) : text).split("|"));
    if (text === "!!") members.forEach((_, i) => state[key].add(i));
    else members.forEach((member, i) => named.has(member) === off && state[key].add(i));
  }
  state.cross = parts.get("cross") === "1";
  const years = /^(\d{1,4})-(\d{1,4})$/.exec(parts.get("years") || "");
  if (years) {
    state.from = Math.min(Math.max(+years[1], graph.years[0]), graph.years[1]);
    state.to = Math.max(Math.min(+years[2], graph.years[1]), state.from);
  }
  const days = /^(\d{4}-\d\d-\d\d)~(\d{4}-\d\d-\d\d)$/.exec(parts.get("days") || "");
  if (days) chooseDays(graph, state, dayOf(days[1]), dayOf(days[2]));
  state.undated = parts.get("undated") === "1";
  for (const entry of list("around")) {
    const [name, steps] = entry.split("~");
    const i = graph.index.get(name) ?? -1;
    if (i >= 0) state.around.set(i, Math.min(3, Math.max(1, parseInt(steps, 10) || 1)));
  }
  const most = parseInt(parts.get("drawn") || "", 10);
  if (DRAWN.includes(most)) state.most = most;
  state.level = one("level", LEVELS, isPart(parts) ? "everything" : state.level);
  state.quiet = parts.get("quiet") === "1";
  state.ends = /** @type {[End, End]} */ ([1, 2].map((k) => endOf(graph, parts.get(`end${k}`) || "")));
  state.size = one("size", SIZES, "degree");
  state.colour = one("colour", COLOURS, state.colour);
  state.view = one("view", VIEWS, "map");
  state.sort = one("sort", SORTS, "links");
  state.descending = parts.get("ascending") !== "1";
  state.path = pair("path");
  state.alternative = Math.max(0, parseInt(parts.get("alternative") || "0", 10) || 0);
  state.compare = pair("compare");
  state.question = one("question", PRESETS, "");
  const camera = list("camera").map(Number);
  if (camera.length === 3 && camera.every(Number.isFinite) && camera[2] > 0) state.camera = /** @type {any} */ (camera);
  const story = /^(\d+)\.(\d+)$/.exec(parts.get("story") || "");
  if (story && graph.page.stories[+story[1]]?.steps[+story[2]]) [state.story, state.step] = [+story[1], +story[2]];
  state.lang = /** @type {"en" | "zh"} */ (one("lang", ["en", "zh"], state.lang));
  state.theme = one("theme", THEMES, "");
  return state;
}

/** Whether an address shows a part of the network: such a one shows all kinds of things unless it says otherwise. @param {URLSearchParams} parts */
const isPart = (parts) => ["stage", "around", "path", "compare", "question"].some((key) => parts.has(key));

/** @param {Graph} graph @param {string} text @returns {End} */
function endOf({ page }, text) {
  const end = anyEnd();
  for (const part of text.split("|")) {
    const [key, value] = part.split(":");
    if (key === "listed") end.listed = true;
    if (key === "kind" && page.kinds.some(({ id }) => id === value)) end.kind = value;
    if (key === "country" && (["abroad", "greater"].includes(value) || page.things.countryNames.some(({ en }) => en === value))) end.country = value;
  }
  return end;
}

/** Choose days, and the years that they are in. @param {Graph} graph @param {State} state @param {number} first @param {number} last */
export function chooseDays({ years }, state, first, last) {
  if (!Number.isFinite(first) || !Number.isFinite(last) || first > last) return;
  const inside = (/** @type {number} */ day) => Math.min(years[1], Math.max(years[0], yearOfDay(day)));
  Object.assign(state, { days: [first, last], from: inside(first), to: inside(last) });
}

/** Things that an address names and the page does not have. @param {Graph} graph @param {string} address @returns {string[]} */
export function unknownIn({ index }, address) {
  const parts = new URLSearchParams(address);
  const names = ["thing", "stage", "around", "path", "compare"].flatMap((key) => (parts.get(key) || "").split(",")).map((name) => name.split("~")[0]);
  return [...new Set(names)].filter((name) => name && !index.has(name));
}
