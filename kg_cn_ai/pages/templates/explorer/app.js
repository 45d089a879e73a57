// The page's one moving part: what was chosen, what is shown of the graph for it, and drawing that everywhere.

import { edgesOf, makeGraph, otherEnd, readBlock } from "./data.js";
import { $ } from "./dom.js";
import { applyFilters, cut, focusOf, isScoped, neighbours } from "./filter.js";
import { arrange, isArranged, makeLooks, sideBySide } from "./looks.js";
import { Parts } from "./parts.js";
import { shortestPaths } from "./paths.js";
import { bends, bundlesOf } from "./scene.js";
import { DRAWN, freshState, fromAddress, toAddress } from "./state.js";
import { unpackFacts } from "./unpack.js";

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {import("./data.js").Facts} Facts */
/** @typedef {import("./filter.js").Shown} Shown */
/** @typedef {import("./picture.js").Picture} Picture */
/** @typedef {import("./state.js").State} State */
/** @typedef {{legend: (shown: Shown) => void, time: (shown: Shown) => void, stories: () => void, chips: () => void, panel: () => void, status: () => void, view: () => void, words: () => void}} Drawers */

/** Neighbours that are emphasised on the map. */
const NEAR = 70;
/** Width of a picture that has room for few things, and how many those are. */
const NARROW = 600;
const FEW = 36;
/** Milliseconds without another step until the address follows. */
const PAUSE = 140;

export class App {
  /** @param {Graph} graph @param {State} state */
  constructor(graph, state) {
    this.graph = graph;
    this.state = state;
    this.fresh = freshState(graph);
    /** The selection, wherever the reader looks. */
    this.everywhere = applyFilters(graph, state, true);
    /** The selection: every count on the page is of this. */
    this.shown = this.everywhere;
    /** The part of it that the picture draws. */
    this.drawn = this.everywhere;
    this.paths = /** @type {number[][]} */ ([]);
    /** What the next chosen thing is the other end of. */
    this.pending = /** @type {{kind: "path" | "compare", from: number} | null} */ (null);
    /** The thing that the keyboard is on, and the one under the pointer. */
    this.cursor = -1;
    this.hovered = -1;
    this.lastFocus = /** @type {any} */ (null);
    this.arrangement = { key: "", x: graph.x, y: graph.y };
    this.straight = bends(graph);
    this.looks = makeLooks(graph);
    this.facts = /** @type {Facts | null} */ (null);
    this.asked = /** @type {Promise<Facts> | null} */ (null);
    this.parts = new Parts(this);
    /** Whether all rows are wanted, and not as many as a screen shows quickly. */
    this.printing = false;
    /** Whether the address names things that are still to come, and so has to stay as it is. */
    this.held = false;
    /** What is still to be put into the address, and the timer that it waits for. */
    this.due = "";
    this.pause = 0;
    this.picture = /** @type {Picture} */ (/** @type {unknown} */ (null));
    this.drawers = /** @type {Drawers} */ (/** @type {unknown} */ (null));
  }

  /** @returns {Promise<Facts>} */
  needFacts() {
    return (this.asked ||= readBlock("facts").then((read) => (this.facts = unpackFacts(read, this.graph.page))));
  }

  /**
   * Work out what is shown and draw it everywhere.
   * @param {{fit?: boolean, push?: boolean, only?: "selection"}} [how] `fit`: show all of it; `push`: a step of the history.
   */
  update({ fit = false, push = true, only } = {}) {
    const { graph, state, picture, drawers } = this;
    if (only !== "selection") {
      this.everywhere = applyFilters(graph, state, true);
      this.paths = state.path ? shortestPaths(graph, this.everywhere, ...state.path) : [];
      if (state.path) state.stage = this.paths.length ? [...new Set(this.paths.flat())] : [...state.path];
      this.shown = isScoped(state) || state.level === "organizations" ? applyFilters(graph, state) : this.everywhere;
      this.drawn = isScoped(state) ? cut(graph, this.shown, this.foremost(), Math.max(this.room(), state.stage.length)) : this.shown;
      drawers.legend(this.shown);
      drawers.time(this.shown);
      drawers.stories();
      drawers.chips();
    }
    // What stands around the picture decides what room it has, so that comes first.
    drawers.panel();
    drawers.view();
    drawers.status();
    picture.measureHost();
    this.refresh(fit);
    this.remember(push);
  }

  /** What is drawn of a selection before all else. @returns {number[]} */
  foremost() {
    const { graph, state, shown } = this;
    return [...focusOf(state), ...(state.compare ? sideBySide(graph, shown, ...state.compare) : state.stage)];
  }

  /** Things that are drawn of a part of the network: fewer where there is little room, unless the reader asked for more. */
  room() {
    const { most } = this.state;
    return most === DRAWN[0] && this.picture.w < NARROW ? FEW : most;
  }

  /** Things that a thing is linked to and that are not drawn. @param {number} i @returns {number} */
  hiddenAround(i) {
    const { graph, state, drawn, everywhere } = this;
    const found = new Set();
    for (const e of edgesOf(graph, i)) {
      const j = otherEnd(graph, e, i);
      if (everywhere.edges[e] && !drawn.nodes[j] && (state.level === "everything" || graph.tie[e])) found.add(j);
    }
    return found.size + graph.beyond[i];
  }

  /** Show the same as before of a page that has grown. @param {string} address What was shown. */
  grow(address) {
    const { graph, state } = this;
    const { camera, embed } = state;
    Object.assign(graph, makeGraph(graph.page, graph.upright));
    Object.assign(state, fromAddress(graph, address), { camera, embed });
    this.fresh = freshState(graph);
    this.straight = bends(graph);
    this.looks = makeLooks(graph);
    this.arrangement = { key: "", x: graph.x, y: graph.y };
    this.drawers.words();
    this.update({ push: false });
  }

  /** Draw the picture for what is shown and emphasised. @param {boolean} [fit] Show all of it, as after a change between map and stage. */
  refresh(fit = false) {
    const { graph, state, drawn: shown, picture } = this;
    const onStage = isArranged(state, shown);
    const was = this.arrangement;
    if (onStage) this.arrangement = arrange(graph, state, shown, this.paths, this.arrangement);
    const { x, y } = onStage ? this.arrangement : graph;
    const { nodes, edges, more } = this.emphasis();
    if (isScoped(state))
      for (let i = 0; i < graph.n; i++) {
        const hidden = shown.nodes[i] ? this.hiddenAround(i) : 0;
        if (hidden) more.set(i, hidden);
      }
    const before = picture.model;
    const bundles = onStage ? [] : before && !before.onStage && before.shown === shown ? before.bundles : bundlesOf(graph, shown);
    picture.model = {
      shown, x, y, onStage, ...this.looks(state.size, state.colour, onStage), nodes, edges, more, bundles,
      cursor: this.cursor, selected: state.node, straight: this.straight,
    };
    if (fit || before?.onStage !== onStage || (onStage && was !== this.arrangement)) picture.camera = picture.frameOf(null);
    picture.draw();
  }

  /** The selection and what it is linked to, or what the pointer is on. @returns {{nodes: Set<number> | null, edges: Set<number> | null, more: Map<number, number>}} */
  emphasis() {
    const { graph, state, drawn: shown } = this;
    const i = state.node >= 0 && shown.nodes[state.node] ? state.node : state.edge < 0 ? this.hovered : -1;
    if (i >= 0) {
      const near = [...neighbours(graph, shown, i)].sort((a, b) => graph.degree[b] - graph.degree[a] || a - b);
      const nodes = new Set([i, ...near.slice(0, isScoped(state) ? Infinity : NEAR)]);
      const edges = new Set();
      for (const e of edgesOf(graph, i)) {
        if (shown.edges[e] && nodes.has(graph.from[e]) && nodes.has(graph.to[e])) edges.add(e);
      }
      const more = near.length + 1 - nodes.size + graph.beyond[i];
      return { nodes, edges, more: new Map(more > 0 ? [[i, more]] : []) };
    }
    const e = state.edge;
    if (e >= 0 && shown.edges[e]) return { nodes: new Set([graph.from[e], graph.to[e]]), edges: new Set([e]), more: new Map() };
    return { nodes: null, edges: null, more: new Map() };
  }

  /**
   * A place of the screen's map as one of the release's map, or back: a link is good for any screen.
   * @param {number} x @param {number} y @param {1 | -1} way @returns {[number, number]}
   */
  turned(x, y, way) {
    return this.graph.upright && !this.picture.model.onStage ? [way * y, -way * x] : [x, y];
  }

  /** Put the state into the address: at once where Back leads to what was before, else soon. @param {boolean} push */
  remember(push) {
    const { graph, state, picture } = this;
    const { camera } = picture;
    state.camera = !picture.isWhole() ? [...this.turned(camera.x, camera.y, 1), camera.k] : null;
    if (push) this.noteAddress();
    clearTimeout(this.pause);
    this.due = this.held ? "" : `#${toAddress(graph, state)}`;
    if (push) this.noteAddress(true);
    // A slider takes many steps a second, and browsers refuse an address that changes a hundred times in half a minute.
    else this.pause = setTimeout(() => this.noteAddress(), PAUSE);
  }

  /** Change the address of the page now, if that is due. @param {boolean} [push] Whether Back comes back to the one before. */
  noteAddress(push = false) {
    const { due } = this;
    this.due = "";
    if (!due || due === (location.hash || "#")) return;
    try {
      history[push ? "pushState" : "replaceState"](null, "", due);
    } catch {
      // In a sandboxed frame there is no address to change; the page works without.
    }
  }

  /** Show what the state's camera shows. @param {State["camera"]} camera */
  useCamera(camera) {
    if (!camera) return;
    const [x, y] = this.turned(camera[0], camera[1], -1);
    this.picture.camera = { x, y, k: camera[2] };
    this.picture.draw();
  }

  /** The keyboard goes into the panel, once that is filled. */
  focusPanel() {
    this.needFacts().then(() => $("panel-content").querySelector("h2")?.focus({ preventScroll: true }));
  }
}
