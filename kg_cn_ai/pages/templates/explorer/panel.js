// The panel beside the picture: a thing, a relation, a path, or two things compared.

import { button, link, make } from "./dom.js";
import { relationCard, thingBody, thingHead } from "./card.js";
import { edgesOf, isOrganization, otherEnd } from "./data.js";
import { iriOf } from "./exports.js";
import { gradeName, isPlain, reference, some, statusName } from "./facts.js";
import { isScoped, neighbours } from "./filter.js";
import { measure } from "./measures.js";
import { between } from "./paths.js";
import { countriesOf, count, date, language, nameOf, pick, say, typeOf } from "./words.js";

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {import("./data.js").Facts} Facts */
/** @typedef {import("./filter.js").Shown} Shown */
/** @typedef {import("./state.js").State} State */
/**
 * @typedef {{go: (thing: number | string) => void, goEdge: (e: number) => void, neighbourhood: (i: number) => void, expand: (i: number, steps: number) => void,
 *   begin: (kind: "path" | "compare", i: number) => void, hide: (i: number) => void, pin: (i: number) => void,
 *   takePath: (k: number) => void, showLand: (number: number) => void}} Moves
 * @typedef {{graph: Graph, facts: Facts, shown: Shown, drawn: Shown, state: State, moves: Moves, filled: import("./parts.js").Parts["filled"]}} Desk `shown`: the selection wherever
 *   the reader looks; `drawn`: what the picture draws; `filled`: how far it is with loading all that is known of things.
 */

/** @param {Desk} desk @param {number} self */
const context = (desk, self) => ({ graph: desk.graph, facts: desk.facts, self, go: desk.moves.go });

/** @param {Graph} graph @param {number} i @returns {string} Leading members of a thing's community. */
export function communityName({ page, continents, home }, i) {
  const land = continents.find((found) => found.number === home[i]);
  return land ? land.members.slice(0, 3).map((j) => nameOf(page, j)).join(" · ") : "";
}

/** Everything known about a thing. @param {Desk} desk @param {number} i @returns {Node[]} */
export function thingPanel(desk, i) {
  const { graph, facts, state, moves, shown, drawn } = desk;
  const { page } = graph;
  const card = facts.cards[i];
  const at = context(desk, i);
  const values = measure(graph, state.size);
  const rank = values.reduce((place, value) => place + Number(value > values[i]), 1);
  const number = state.size === "degree" ? count(values[i]) : values[i].toPrecision(3);
  const near = neighbours(graph, shown, i).size + graph.beyond[i];
  const onStage = isScoped(state) && drawn.nodes[i] === 1;
  const action = (/** @type {string} */ key, /** @type {() => void} */ onclick, /** @type {Record<string, any>} */ more = {}) => button({ class: "act", onclick, ...more }, say(key));
  return [
    ...thingHead(at, i),
    make(
      "div",
      { class: "acts", role: "group", "aria-label": say("moves") },
      onStage ? action("expand1", () => moves.expand(i, 1)) : action("neighbourhood", () => moves.neighbourhood(i), near ? {} : { disabled: true, title: say("noWay") }),
      onStage ? action("expand2", () => moves.expand(i, 2)) : null,
      action("pathFrom", () => moves.begin("path", i), near ? {} : { disabled: true, title: say("noWay") }),
      action("compareWith", () => moves.begin("compare", i)),
      action(state.pinned.has(i) ? "unpin" : "pin", () => moves.pin(i), { "aria-pressed": String(state.pinned.has(i)) }),
      action("hide", () => moves.hide(i)),
    ),
    make(
      "p",
      { class: "muted measure" },
      `${say(`size-${state.size}`)}: ${number} · ${say(page.server ? "rankLoaded" : "rank", { n: count(rank), all: count(graph.n) })}`,
      graph.beyond[i] ? make("br") : null,
      graph.beyond[i] ? say("linkedLoaded", { n: count(graph.links[i] - graph.beyond[i]), all: count(graph.links[i]) }) : null,
      communityName(graph, i) ? make("br") : null,
      communityName(graph, i) ? `${say("community")}: ` : null,
      communityName(graph, i) ? button({ class: "link", onclick: () => moves.showLand(graph.home[i]) }, communityName(graph, i)) : null,
    ),
    partners(desk, i),
    ...thingBody(at, i),
    card.part ? rest(desk, i) : null,
  ].filter((part) => part !== null);
}

/**
 * Who an organization works with abroad and at home, each with what that rests on and the years of it; said aloud where none is known.
 * @param {Desk} desk @param {number} i
 */
function partners(desk, i) {
  const { graph, shown, moves } = desk;
  const { page } = graph;
  if (!isOrganization(page, i) || !graph.origin[i]) return null;
  /** @type {Map<number, number[]>} */
  const ties = new Map();
  for (const e of edgesOf(graph, i)) {
    if (!shown.edges[e] || !graph.tie[e] || graph.oneSided[graph.property[e]]) continue;
    const j = otherEnd(graph, e, i);
    ties.set(j, [...(ties.get(j) || []), e]);
  }
  const far = (/** @type {number} */ j) => (graph.origin[i] === 3) !== (graph.origin[j] === 3) && graph.origin[j] > 0;
  const weight = (/** @type {number} */ j) => (ties.get(j) || []).reduce((sum, e) => sum + page.relations.weight[e], 0);
  const abroad = [...ties.keys()].filter(far).sort((a, b) => weight(b) - weight(a) || a - b);
  const row = (/** @type {number} */ j) => {
    const own = ties.get(j) || [];
    const words = own.map((e) => (page.relations.acts[e].length ? say("modelsN", { n: count(page.relations.acts[e].length) }) : pick(page.properties[graph.property[e]])));
    const text = [countriesOf(page, j), ...new Set(words), yearsOf(graph, own)].filter(Boolean).join(" · ");
    return make("div", {}, reference(context(desk, i), j), " ", button({ class: "link", onclick: () => moves.goEdge(own[0]) }, text));
  };
  const title = say(graph.origin[i] === 3 ? "partnersInChina" : "partnersAbroad");
  return make(
    "section",
    { class: "partners" },
    make("h3", {}, `${title} (${count(abroad.length)})`),
    abroad.length ? some(abroad, row) : make("p", { class: "muted" }, say(graph.origin[i] === 3 ? "noPartnerInChina" : "noPartnerAbroad")),
    make("p", { class: "muted" }, say("absence")),
  );
}

/** First and last year of some relations. @param {Graph} graph @param {number[]} edges @returns {string} */
function yearsOf(graph, edges) {
  const years = edges.flatMap((e) => Array.from(graph.yearAt.subarray(graph.firstDay[e] / 2, graph.firstDay[e + 1] / 2)));
  if (!years.length) return "";
  const [first, last] = [Math.min(...years), Math.max(...years)];
  return first === last ? String(first) : `${first}–${last}`;
}

/** Where the rest of what is known of a thing is: on its way, or on a page of its own. @param {Desk} desk @param {number} i */
function rest({ graph, filled }, i) {
  const { server, base, things } = graph.page;
  const state = filled.get(things.id[i]);
  if (!server || state !== "there") return make("p", { class: "muted" }, say(state === "failed" ? "noAnswer" : "loading"));
  const address = new URL(iriOf(graph, things.id[i]).replace(base, server.home), location.href);
  return make("p", { class: "note" }, `${say("tooMuch")} `, link(address.href, say("ownPage")));
}

/** @param {Desk} desk @param {number} e @returns {Node[]} */
export const relationPanel = (desk, e) => relationCard(context(desk, -1), e);

/** The steps of a path, and the other paths. @param {Desk} desk @param {number[][]} paths @returns {Node[]} */
export function pathPanel(desk, paths) {
  const { graph, shown, state, moves } = desk;
  const { page } = graph;
  const [a, b] = /** @type {[number, number]} */ (state.path);
  const at = context(desk, -1);
  const title = make("h2", { tabindex: "-1" }, say("pathTitle", { a: nameOf(page, a), b: nameOf(page, b) }));
  if (!paths.length) return [title, make("p", { class: "muted" }, say("noPath"))];
  const path = paths[Math.min(state.alternative, paths.length - 1)];
  return [
    make("p", { class: "what" }, say("path")),
    title,
    paths.length > 1
      ? make(
          "div",
          { class: "acts", role: "group", "aria-label": say("alternatives") },
          ...paths.map((other, k) => button({ class: "act", "aria-pressed": String(other === path), onclick: () => moves.takePath(k) }, say("pathOf", { k: k + 1, n: other.length - 1 }))),
        )
      : make("p", { class: "muted" }, say("onlyPath", { n: path.length - 1 })),
    make(
      "ol",
      { class: "steps" },
      ...path.map((i, k) =>
        make("li", {}, reference(at, i), k < path.length - 1 ? make("ul", {}, ...between(graph, shown, i, path[k + 1]).map((e) => make("li", {}, edgeButton(desk, e, i)))) : null),
      ),
    ),
  ];
}

/** A relation as a button that opens it. @param {Desk} desk @param {number} e @param {number} from */
function edgeButton({ graph, moves }, e, from) {
  const { relations, properties } = graph.page;
  const property = properties[relations.property[e]];
  const arrow = property.symmetric ? "↔" : graph.from[e] === from ? "→" : "←";
  const claim = isPlain(graph, relations.status[e]) ? "" : "claim";
  return button(
    { class: `link ${claim}`, onclick: () => moves.goEdge(e) },
    `${arrow} ${pick(property)}${relations.date[e] ? ` · ${date(relations.date[e])}` : ""} · ${claim ? statusName(graph, relations.status[e]) : gradeName(graph, relations.grade[e])}`,
  );
}

/** Two things beside each other. @param {Desk} desk @returns {Node[]} */
export function comparePanel(desk) {
  const { graph, shown, state } = desk;
  const { page } = graph;
  const [a, b] = /** @type {[number, number]} */ (state.compare);
  const at = context(desk, -1);
  const [nearA, nearB] = [neighbours(graph, shown, a), neighbours(graph, shown, b)];
  const both = [...nearA].filter((i) => nearB.has(i)).sort((i, j) => graph.degree[j] - graph.degree[i]);
  const direct = between(graph, shown, a, b);
  const only = (/** @type {Set<number>} */ own, /** @type {Set<number>} */ other, /** @type {number} */ end) => [...own].filter((i) => !other.has(i) && i !== end).sort((i, j) => graph.degree[j] - graph.degree[i]);
  const sectors = (/** @type {number} */ i) => page.things.sectors[i].map((s) => pick(page.things.sectorNames[s])).join(language() === "zh" ? "、" : ", ");
  const docs = (/** @type {number} */ i) => new Set([...edgesOf(graph, i)].flatMap((e) => page.relations.documents[e])).size;
  const row = (/** @type {string} */ label, /** @type {(i: number) => string} */ value) => make("tr", {}, make("th", { scope: "row" }, label), make("td", {}, value(a)), make("td", {}, value(b)));
  const list = (/** @type {string} */ title, /** @type {number[]} */ things) =>
    make("section", {}, make("h3", {}, `${title} (${count(things.length)})`), things.length ? some(things, (i) => make("div", {}, reference(at, i), make("span", { class: "muted" }, ` ${relationNames(desk, i, [a, b])}`))) : make("p", { class: "muted" }, say("none")));
  return [
    make("p", { class: "what" }, say("compare")),
    make("h2", { tabindex: "-1" }, `${nameOf(page, a)} · ${nameOf(page, b)}`),
    make(
      "table",
      { class: "compare" },
      make("caption", { class: "quiet" }, say("compare")),
      make("thead", {}, make("tr", {}, make("td", {}), make("th", { scope: "col" }, reference(at, a)), make("th", { scope: "col" }, reference(at, b)))),
      make(
        "tbody",
        {},
        row(say("type"), (i) => typeOf(page, i)),
        row(say("country"), (i) => countriesOf(page, i) || "–"),
        row(say("sectors"), (i) => sectors(i) || "–"),
        row(say("links"), (i) => count(neighbours(graph, shown, i).size + graph.beyond[i])),
        row("PageRank", (i) => measure(graph, "pagerank")[i].toPrecision(2)),
        row(say("sources"), (i) => count(docs(i))),
      ),
    ),
    direct.length ? make("section", {}, make("h3", {}, say("direct")), ...direct.map((e) => make("div", {}, edgeButton(desk, e, a)))) : null,
    list(say("common"), both),
    list(say("onlyOf", { name: nameOf(page, a) }), only(nearA, nearB, b)),
    list(say("onlyOf", { name: nameOf(page, b) }), only(nearB, nearA, a)),
  ].filter((part) => part !== null);
}

/** @param {Desk} desk @param {number} i @param {number[]} ends */
function relationNames({ graph, shown }, i, ends) {
  const found = new Set();
  for (const e of edgesOf(graph, i)) if (shown.edges[e] && ends.includes(otherEnd(graph, e, i))) found.add(pick(graph.page.properties[graph.page.relations.property[e]]));
  return [...found].join(language() === "zh" ? "、" : ", ");
}
