// The questions strategists ask, as choices of things and relations.

import { edgesOf, otherEnd } from "./data.js";

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {import("./filter.js").Shown} Shown */
/** @typedef {import("./state.js").State} State */

/** Things of an answer on the stage. */
export const ANSWER = 90;

/** @param {Graph} graph @param {number} e @returns {string} Local name of a relation's property. */
const local = ({ page }, e) => page.properties[page.relations.property[e]].id.replace(/^.*[:#/]/, "");

/** Whether a relation says that somebody stands on a restricted-party list. @param {Graph} graph @param {number} e */
const isListing = (graph, e) => /[:/]listing[-/]/.test(graph.page.relations.record[e]) || /listing|^onList|restrictedParty|designated/i.test(local(graph, e));

/** @type {Record<string, (graph: Graph, e: number) => boolean>} */
const RULES = {
  crossBorder: (graph, e) => graph.cross[e] === 1 && family(graph, e) === "together",
  investments: (graph, e) => ["investedIn", "parentOrganization", "listedOn"].includes(local(graph, e)),
  makers: (graph, e) => ["developedBy", "launched", "basedOn"].includes(local(graph, e)) && [graph.from[e], graph.to[e]].some((i) => kind(graph, i) === "model"),
  policies: (graph, e) => [graph.from[e], graph.to[e]].some((i) => kind(graph, i) === "policy"),
  listed: isListing,
};

/** @param {Graph} graph @param {number} i */
const kind = ({ page }, i) => page.kinds[page.things.kind[i]].id;
/** @param {Graph} graph @param {number} e */
const family = ({ page }, e) => page.families[page.properties[page.relations.property[e]].family].id;

/** @typedef {{things: number[], properties: number[]}} Answer The most linked first; `properties` that the answer is made of. */
/** @type {Map<string, Answer>} */
const known = new Map();

/**
 * The things that answer a question, the most linked among them first, and how many there are in all.
 * @param {Graph} graph @param {string} name @param {number} most
 * @returns {Answer & {all: number}}
 */
export function answer(graph, name, most) {
  const found = known.get(name) || find(graph, name);
  known.set(name, found);
  return { ...found, things: found.things.slice(0, most), all: found.things.length };
}

/** @param {Graph} graph @param {string} name @returns {Answer} */
function find(graph, name) {
  /** @type {Map<number, number>} */
  const links = new Map();
  const properties = new Set();
  const take = (/** @type {number} */ e) => {
    properties.add(graph.page.relations.property[e]);
    for (const i of [graph.from[e], graph.to[e]]) links.set(i, (links.get(i) || 0) + 1);
  };
  for (let e = 0; e < graph.m; e++) if (RULES[name](graph, e)) take(e);
  if (name === "listed") {
    // Of those listed, the ones with partners abroad are what the question is about.
    const listed = new Set(links.keys());
    graph.page.things.listed.forEach((flag, i) => flag && listed.add(i));
    for (const i of listed)
      for (const e of edgesOf(graph, i))
        if (RULES.crossBorder(graph, e)) {
          take(e);
          links.set(i, (links.get(i) || 0) + 100);
          links.set(otherEnd(graph, e, i), (links.get(otherEnd(graph, e, i)) || 0) + 50);
        }
  }
  const things = [...links.keys()].sort((a, b) => Number(links.get(b)) - Number(links.get(a)) || a - b);
  return { things, properties: [...properties].sort((a, b) => a - b) };
}
