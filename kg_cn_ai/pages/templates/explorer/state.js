// What the reader has chosen: one object, and its form as the address of the page, so that a link shows the same again.

/** @typedef {import("./data.js").Graph} Graph */
/**
 * @typedef {{lang: "en" | "zh", theme: string, node: number, edge: number, stage: number[], arranged: boolean,
 *   hidden: Set<number>, pinned: Map<number, [number, number]>, kinds: Set<number>, properties: Set<number>,
 *   countries: Set<number>, sectors: Set<number>, documents: Set<number>, grades: Set<number>, cross: boolean, from: number,
 *   to: number, undated: boolean, size: string, colour: string, view: string, sort: string, descending: boolean,
 *   path: [number, number] | null, alternative: number, compare: [number, number] | null,
 *   camera: [number, number, number] | null, question: string, story: number, step: number, embed: boolean}} State
 */

export const PRESETS = ["crossBorder", "investments", "makers", "policies", "listed"];
export const THEMES = ["light", "dark", "contrast"];
export const VIEWS = ["map", "table", "timeline", "matrix"];
export const SIZES = ["degree", "pagerank", "betweenness"];
export const COLOURS = ["type", "community", "country"];
const SORTS = ["name", "other", "type", "country", "links", "since"];

/** @param {Graph} graph @returns {State} What a page shows before anybody chose anything. */
export function freshState(graph) {
  return {
    lang: graph.page.lang === "zh" ? "zh" : "en", theme: "", node: -1, edge: -1, stage: [], arranged: false,
    hidden: new Set(), pinned: new Map(), kinds: new Set(), properties: new Set(), countries: new Set(),
    sectors: new Set(), documents: new Set(), grades: new Set(), cross: false, from: graph.years[0], to: graph.years[1],
    undated: true, size: "degree", colour: "type", view: "map", sort: "links", descending: true, path: null,
    alternative: 0, compare: null, camera: null, question: "", story: -1, step: 0, embed: false,
  };
}

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
  put("stage", state.stage.map((i) => id[i]).join(","));
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
  put("cross", state.cross ? "1" : "");
  if (state.from !== plain.from || state.to !== plain.to) put("years", `${state.from}-${state.to}`);
  put("undated", state.undated ? "" : "0");
  for (const key of /** @type {const} */ (["size", "colour", "view", "sort"])) if (state[key] !== plain[key]) put(key, state[key]);
  put("ascending", state.descending ? "" : "1");
  put("path", state.path ? state.path.map((i) => id[i]).join(",") : "");
  put("alternative", state.alternative ? String(state.alternative) : "");
  put("compare", state.compare ? state.compare.map((i) => id[i]).join(",") : "");
  put("question", state.question);
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
  state.undated = parts.get("undated") !== "0";
  state.size = one("size", SIZES, "degree");
  state.colour = one("colour", COLOURS, "type");
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
