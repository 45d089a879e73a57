// The questions strategists ask: each a rule that says which relations answer it.

/** @typedef {import("./data.js").Graph} Graph */

/** @param {Graph} graph @param {number} e @returns {string} Local name of a relation's property. */
const local = ({ page }, e) => page.properties[page.relations.property[e]].id.replace(/^.*[:#/]/, "");

/** Whether a relation says that somebody stands on a restricted-party list. @param {Graph} graph @param {number} e */
const isListing = (graph, e) => /[:/]listing[-/]/.test(graph.page.relations.record[e]) || /listing|^onList|restrictedParty|designated/i.test(local(graph, e));

/** @param {Graph} graph @param {number} e */
const crosses = (graph, e) => graph.cross[e] === 1 && family(graph, e) === "together";

/** @type {Record<string, (graph: Graph, e: number) => boolean>} */
export const RULES = {
  crossBorder: crosses,
  investments: (graph, e) => ["investedIn", "parentOrganization", "listedOn"].includes(local(graph, e)),
  makers: (graph, e) => ["developedBy", "launched", "basedOn"].includes(local(graph, e)) && [graph.from[e], graph.to[e]].some((i) => kind(graph, i) === "model"),
  policies: (graph, e) => [graph.from[e], graph.to[e]].some((i) => kind(graph, i) === "policy"),
  listed: (graph, e) => isListing(graph, e) || (crosses(graph, e) && (isListed(graph, graph.from[e]) || isListed(graph, graph.to[e]))),
};

/** @param {Graph} graph @param {number} i */
const kind = ({ page }, i) => page.kinds[page.things.kind[i]].id;
/** @param {Graph} graph @param {number} e */
const family = ({ page }, e) => page.families[page.properties[page.relations.property[e]].family].id;

/** Things listed by the page, and those that a relation says are. @type {WeakMap<Uint32Array, Set<number>>} */
const listed = new WeakMap();

/** @param {Graph} graph @param {number} i */
function isListed(graph, i) {
  let found = listed.get(graph.links);
  if (!found) {
    found = new Set();
    for (let e = 0; e < graph.m; e++) if (isListing(graph, e)) found.add(graph.from[e]);
    listed.set(graph.links, found);
  }
  return Boolean(graph.page.things.listed[i]) || found.has(i);
}

/** @param {Graph} graph @param {string} name @returns {boolean} Whether a question has any answer on this page. */
export function isAnswered(graph, name) {
  for (let e = 0; e < graph.m; e++) if (RULES[name](graph, e)) return true;
  return false;
}
