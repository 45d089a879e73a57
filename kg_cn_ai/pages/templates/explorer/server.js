// The service that a page comes from, where the page holds a part of its network. Whether it may be asked is for the page to
// say, with its `server` block, and for its content security policy, which lets a page without one send nothing at all.

import { unpack } from "./data.js";
import { unpackFacts, unpackGraph } from "./unpack.js";

/** @typedef {import("./data.js").Server} Server */
/** @typedef {import("./data.js").Page} Page */
/** @typedef {import("./data.js").Facts} Facts */
/**
 * @typedef {{things: string[], steps?: number, most?: number, path?: boolean}} Wanted Things by name, with up to `most` that are
 *   not loaded within some steps around them; `path`: what connects the first two as well.
 * @typedef {{release: string, graph: Page, facts: Facts, missing: string[]}} Part `missing`: names that are no things of the network.
 * @typedef {{id: string, label: string, label_zh: string, type_label: string, type_label_zh: string, matched: string}} Hit
 */

/** Milliseconds to wait for an answer. */
const PATIENCE = 20_000;

/** @param {Server} server @param {Wanted} wanted @param {string[]} have Things that are loaded. @returns {Promise<Part>} */
export async function askPart(server, wanted, have) {
  const found = await ask(server.part, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ ...wanted, have }) });
  const graph = unpackGraph(await unpack(found.graph));
  return { ...found, graph, facts: unpackFacts(await unpack(found.facts), graph) };
}

/** Things by any of their names, the best first. @param {Server} server @param {string} text @returns {Promise<Hit[]>} */
export async function askNames(server, text) {
  const { results } = await ask(`${server.search}?${new URLSearchParams({ q: text, limit: "20" })}`);
  return results.filter((/** @type {Hit} */ { id }) => server.kinds.includes(id.split(":")[0]));
}

/**
 * @param {string} address @param {RequestInit} [how] @returns {Promise<any>} The answer; fails with what the service says is wrong.
 */
async function ask(address, how = {}) {
  const response = await fetch(address, { ...how, headers: { accept: "application/json", ...how.headers }, signal: AbortSignal.timeout(PATIENCE) });
  if (response.ok) return response.json();
  const said = await response.json().catch(() => ({}));
  throw new Error(typeof said.error === "string" ? said.error : `HTTP ${response.status}`);
}
