// Parts of the network that are brought when a reader wants to see them, where the page holds an overview of it.

import { announce, $ } from "./dom.js";
import { askPart } from "./server.js";
import { toAddress } from "./state.js";
import { join } from "./union.js";
import { count, say } from "./words.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./server.js").Wanted} Wanted */

/** Things that one request may name. */
const NAMES = 500;
/** Things around those that an address names, and around two that are compared. */
const AROUND = 80;

export class Parts {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.server = app.graph.page.server;
    /** What was asked for and came. */
    this.had = /** @type {Set<string>} */ (new Set());
    /** How far it is with asking for all that is known of a thing, by name. */
    this.filled = /** @type {Map<string, "asked" | "there" | "failed">} */ (new Map());
    this.turn = 0;
    $("service-end").addEventListener("click", () => this.tell(""));
  }

  /**
   * Do something, once what it needs is loaded. Where that fails, the reader is told, and it is done with what is there.
   * @param {Wanted | null} wanted @param {() => void} work
   */
  async after(wanted, work) {
    const { graph } = this.app;
    const beyond = () => wanted && JSON.stringify([wanted, wanted.things.map((name) => graph.beyond[graph.index.get(name) ?? -1])]);
    // Of several wishes the last one counts; what the others bring is kept.
    const turn = ++this.turn;
    if (!this.server || !wanted || this.had.has(String(beyond()))) return this.done(work);
    this.tell(say("asking"));
    try {
      const missing = await this.bring(wanted);
      this.had.add(String(beyond()));
      if (turn !== this.turn) return;
      this.tell(missing.length ? say("notHere", { names: missing.join(", ") }) : "");
    } catch (error) {
      if (turn !== this.turn) return;
      this.tell(reason(error), () => this.after(wanted, work));
    }
    this.done(work);
  }

  /** @param {() => void} work */
  done(work) {
    this.app.held = false;
    work();
  }

  /** Load what is known of a thing that is shown, if that is not all there. @param {number} i */
  async fill(i) {
    const { app } = this;
    const id = app.graph.page.things.id[i];
    if (!this.server || this.filled.has(id)) return;
    this.filled.set(id, "asked");
    try {
      await this.bring({ things: [id] });
      this.filled.set(id, "there");
    } catch (error) {
      this.filled.set(id, "failed");
      this.tell(reason(error), () => {
        this.tell("");
        this.filled.delete(id);
        this.fill(i);
      });
    }
    if (app.state.node === i) app.update({ only: "selection", push: false });
  }

  /** Have the service give a part, and show it with the rest. @param {Wanted} wanted @returns {Promise<string[]>} Names that it lacks. */
  async bring(wanted) {
    const { app } = this;
    const { page } = app.graph;
    if (!this.server) return [];
    const part = await askPart(this.server, wanted, page.things.id);
    if (part.release !== page.release) throw new Error(say("otherRelease"));
    const facts = await app.needFacts();
    const [before, address] = [page.things.id.length, toAddress(app.graph, app.state)];
    join(page, facts, part.graph, part.facts);
    app.grow(address);
    const more = page.things.id.length - before;
    if (more) announce(say("loadedNow", { n: count(more) }));
    return part.missing;
  }

  /** What an address names and the page lacks. @param {string} address @returns {Wanted | null} */
  wantedBy(address) {
    const { graph } = this.app;
    if (!this.server) return null;
    const parts = new URLSearchParams(address);
    const list = (/** @type {string} */ key) => (parts.get(key) || "").split(",").filter(Boolean);
    const pair = list("path").length === 2 ? list("path") : list("compare");
    const relation = parts.get("relation") || "";
    const missing = [...list("thing"), ...list("stage"), ...list("around").map((entry) => entry.split("~")[0]), ...list("pinned").map((pin) => pin.split("@")[0])].filter((name) => !graph.index.has(name));
    if (relation && !graph.edgeIndex.has(relation)) missing.push(`statement:${relation}`);
    if (!missing.length && pair.length < 2) return null;
    const alone = !parts.has("stage") && !parts.has("path");
    return { things: [...new Set([...pair, ...missing])].slice(0, NAMES), steps: alone ? 1 : 0, most: AROUND, path: list("path").length === 2 };
  }

  /** What makes two things comparable, or connects them. @param {"path" | "compare"} kind @param {string[]} things @returns {Wanted} */
  between(kind, things) {
    return { things, steps: kind === "path" ? 0 : 1, most: AROUND, path: kind === "path" };
  }

  /**
   * Say how a request goes; nothing to end it.
   * @param {string} text @param {(() => void) | null} [again] What trying again does; null where that cannot help.
   */
  tell(text, again) {
    $("service").hidden = !text;
    $("service-text").textContent = text;
    $("service-again").hidden = !again;
    $("service-end").hidden = again === undefined;
    $("service-again").onclick = again || null;
    if (text) announce(text);
  }
}

/** @param {unknown} error */
function reason(error) {
  const late = error instanceof DOMException && error.name === "TimeoutError";
  // The browser's own words for a connection that fails are in no language that the reader chose.
  return late || error instanceof TypeError ? say("noAnswer") : say("failed", { why: error instanceof Error ? error.message : String(error) });
}
