// What a reader can do with things: select, follow, expand, hide, pin, connect, compare, ask.

import { edgesOf, isOrganization } from "./data.js";
import { $, announce } from "./dom.js";
import { around, isScoped } from "./filter.js";
import { WHOLE } from "./scene.js";
import { DRAWN, freshState, fromAddress } from "./state.js";
import { linksText } from "./status.js";
import { count, nameOf, pick, say, typeOf } from "./words.js";

/** @typedef {import("./app.js").App} App */

/** Things around a selected one before "N more". */
const NEAR = 40;
/** A neighbourhood of fewer things takes in the next step too. */
const LONELY = 6;
/** Farthest that a reader can look around one thing. */
const MOST_STEPS = 3;
/** On a larger map a found thing opens with its neighbourhood instead of being shown where it stands. */
const SMALL = 400;

/** @param {App} app */
export function makeMoves(app) {
  const { graph, state, parts } = app;
  const { page } = graph;
  /** Make what is drawn of a question, a path or a comparison a choice of things, to which more can be added. */
  const keepDrawn = () => {
    if (state.question || state.compare) state.stage = [...graph.order].filter((i) => app.drawn.nodes[i]);
    Object.assign(state, { path: null, compare: null, alternative: 0, question: "" });
  };
  /** Leave wherever the reader looks. */
  const leaveScope = () => {
    Object.assign(state, { path: null, compare: null, alternative: 0, stage: [], question: "", most: DRAWN[0] });
    state.around.clear();
  };

  /** Look at a thing and what is around it; one with few neighbours is looked at from two steps away. @param {number} i */
  const lookAround = (i) => {
    leaveScope();
    const ties = () => [...edgesOf(graph, i)].some((e) => graph.tie[e]);
    if (!isOrganization(page, i) || !ties()) state.level = "everything";
    state.around.set(i, graph.links[i] < LONELY ? 2 : 1);
  };

  /**
   * What to load before the neighbourhood of a thing is shown; nothing where enough of it is there.
   * @param {string} name @returns {import("./server.js").Wanted | null}
   */
  const neighboursOf = (name) => {
    if (!page.server) return null;
    const i = graph.index.get(name) ?? -1;
    const lonely = i < 0 || graph.links[i] < LONELY;
    if (i >= 0 && !lonely && (!graph.beyond[i] || graph.links[i] - graph.beyond[i] >= NEAR)) return null;
    return { things: [name], steps: lonely ? 2 : 1, most: NEAR };
  };

  /** Do something with a thing that may have to be loaded first. @param {number | string} thing @param {(i: number) => void} work */
  const withThing = (thing, work) => {
    if (typeof thing === "number") return work(thing);
    parts.after(neighboursOf(thing), () => {
      const i = graph.index.get(thing);
      if (i !== undefined) work(i);
    });
  };

  /** Show a thing that filters leave out, or where the reader looks. @param {number} i */
  const bringBack = (i) => {
    state.hidden.delete(i);
    if (state.level === "organizations" && !isOrganization(page, i)) state.level = "everything";
    if (isScoped(state)) {
      keepDrawn();
      if (!app.drawn.nodes[i]) state.stage = [...new Set([...state.stage, i])];
    }
    app.update({ push: false });
  };

  /** Move so that things are inside the picture. @param {number[]} ids */
  const show = (ids) => {
    const { picture } = app;
    if (!ids.length) return;
    const small = picture.w < 600;
    const inside = ids.every((i) => {
      const [x, y] = picture.at(i);
      return x > 60 && y > 40 && x < picture.w - 60 && y < picture.h - 40;
    });
    const { onStage } = picture.model;
    if (inside && !small && (picture.camera.k > 0.35 || onStage || graph.n <= WHOLE)) return;
    if (small && ids.length === 1 && !onStage) {
      const near = around(graph, app.drawn, ids, 8).filter((i) => graph.home[i] === graph.home[ids[0]]);
      return picture.go(picture.frameOf([ids[0], ...near], 1.1));
    }
    const goal = picture.frameOf(ids);
    picture.go({ x: goal.x, y: goal.y, k: ids.length > 1 ? Math.min(goal.k, 1.2) : Math.max(picture.camera.k, onStage ? 0.9 : 0.8) });
  };

  /**
   * Select a thing, a relation, or nothing.
   * @param {{node?: number, edge?: number}} what @param {{focus?: boolean, reveal?: boolean}} [how] `focus`: of the keyboard.
   */
  const select = ({ node = -1, edge = -1 }, { focus = false, reveal = true } = {}) => {
    const was = state.node >= 0 || state.edge >= 0 || state.path || state.compare;
    Object.assign(state, { node, edge });
    app.hovered = -1;
    app.cursor = node;
    if (node < 0 && edge < 0 && (state.path || state.compare)) keepDrawn();
    if (node >= 0 && !app.drawn.nodes[node]) bringBack(node);
    $("tip").hidden = true;
    if (focus && !$("panel").contains(document.activeElement)) app.lastFocus = document.activeElement;
    app.update({ only: "selection" });
    if (node >= 0) announce([nameOf(page, node), typeOf(page, node), linksText(app, node)].join(", "));
    else if (edge >= 0) announce(`${nameOf(page, graph.from[edge])} – ${pick(page.properties[page.relations.property[edge]])} – ${nameOf(page, graph.to[edge])}`);
    else if (was) {
      announce(say("cleared"));
      if (app.lastFocus?.isConnected && app.lastFocus !== document.body) app.lastFocus.focus();
      app.lastFocus = null;
    }
    if (focus) app.focusPanel();
    if (reveal && state.view === "map") show(node >= 0 ? [node] : edge >= 0 ? [graph.from[edge], graph.to[edge]] : []);
  };

  /** Choose a thing: the other end of what was begun, or the selection. @param {number} i @param {{focus?: boolean}} [how] */
  const take = (i, how) => {
    const begun = app.pending;
    app.pending = null;
    if (begun && begun.from !== i) connect(begun.kind, begun.from, i);
    else select({ node: i }, how);
  };

  /** Whether there is too much around things to show them where they stand. */
  const isLarge = () => Boolean(page.server) || graph.n > SMALL;

  /** A thing found by name, which may have to be loaded. @param {number | string} thing */
  const find = (thing) =>
    withThing(thing, (i) => {
      if (app.pending || state.view !== "map" || !isLarge() || (isScoped(state) && app.drawn.nodes[i])) take(i, { focus: true });
      else neighbourhood(i);
      app.focusPanel();
    });

  /** @param {number} i */
  const neighbourhood = (i) => void parts.after(neighboursOf(page.things.id[i]), () => openNeighbourhood(i));

  /** @param {number} i */
  const openNeighbourhood = (i) => {
    lookAround(i);
    state.hidden.delete(i);
    Object.assign(state, { node: i, edge: -1, view: "map", arranged: false });
    app.cursor = i;
    app.update({ fit: true });
    announce(say("stageOf", { name: nameOf(page, i), n: count(app.shown.things) }));
  };

  /** @param {number} i @param {number} steps */
  const expand = (i, steps) => {
    const enough = steps === 1 && (!graph.beyond[i] || app.hiddenAround(i) - graph.beyond[i] >= NEAR);
    parts.after(enough ? null : { things: [page.things.id[i]], steps, most: NEAR * steps }, () => addNeighbours(i, steps));
  };

  /** @param {number} i @param {number} steps */
  const addNeighbours = (i, steps) => {
    const before = app.shown.things;
    keepDrawn();
    state.around.set(i, Math.min(MOST_STEPS, state.around.has(i) ? Math.max(Number(state.around.get(i)) + 1, steps) : steps));
    Object.assign(state, { node: i, most: DRAWN[1] });
    app.update({ fit: true });
    announce(say("expanded", { n: count(Math.max(0, app.shown.things - before)) }));
  };

  const backToMap = () => {
    leaveScope();
    Object.assign(state, { arranged: false, camera: null, node: -1, edge: -1 });
    state.pinned.clear();
    app.pending = null;
    app.hovered = app.cursor = -1;
    app.update({ fit: true });
    announce(say("wholeMap"));
    $("map").focus({ preventScroll: true });
  };

  /** @param {"path" | "compare"} kind @param {number} a @param {number} b */
  const connect = (kind, a, b) => {
    app.pending = null;
    parts.after(parts.between(kind, [page.things.id[a], page.things.id[b]]), () => showBetween(kind, a, b));
  };

  /** @param {"path" | "compare"} kind @param {number} a @param {number} b */
  const showBetween = (kind, a, b) => {
    app.hovered = app.cursor = -1;
    leaveScope();
    Object.assign(state, { node: -1, edge: -1, arranged: false, view: "map", level: "everything", [kind]: [a, b] });
    app.update({ fit: true });
    app.focusPanel();
    const path = app.paths[0];
    announce(kind === "compare" ? say("compare") : path ? `${say("path")}: ${path.map((i) => nameOf(page, i)).join(" → ")}` : say("noPath"));
  };

  /** @param {number} number A land. */
  const showLand = (number) => {
    const land = graph.continents.find((found) => found.number === number);
    if (!land) return;
    if (isScoped(state) || state.arranged) {
      leaveScope();
      state.arranged = false;
      app.update({ fit: true });
    }
    app.picture.go(app.picture.frameOf(land.members, 1.3));
    announce(say("landShown", { name: land.members.slice(0, 3).map((i) => nameOf(page, i)).join(", "), n: count(land.members.length) }));
  };

  /** @param {string} name A question. */
  const ask = (name) => {
    const { lang, theme, size, colour, embed } = state;
    Object.assign(state, freshState(graph), { lang, theme, size, colour, embed, question: name, level: "everything" });
    app.pending = null;
    showFilters(false);
    app.update({ fit: true });
    announce($("stage-title").textContent);
  };

  /** Tell a step of a story; (-1, 0) ends it. @param {number} story @param {number} step */
  const tell = (story, step) => {
    if (story < 0) {
      Object.assign(state, { story: -1, step: 0 });
      return app.update();
    }
    const { view } = page.stories[story].steps[step];
    parts.after(parts.wantedBy(view), () => showStep(story, step));
  };

  /** @param {number} story @param {number} step */
  const showStep = (story, step) => {
    const { title, text, view } = page.stories[story].steps[step];
    const { lang, theme, embed } = state;
    Object.assign(state, fromAddress(graph, view), { lang, theme, embed, story, step });
    // On a phone the panel would leave no room for the picture that the text is about.
    if (app.picture.w < 600) Object.assign(state, { node: -1, edge: -1 });
    app.pending = null;
    const { camera } = state;
    app.update({ fit: true });
    app.useCamera(camera);
    announce(`${pick(title)}. ${pick(text)}`);
  };

  /** On a phone the filters lie over the picture; a choice made there shows the picture that it made. @param {boolean} open */
  const showFilters = (open) => {
    document.body.classList.toggle("filters-shown", open);
    $("filters-open").setAttribute("aria-expanded", String(open));
  };

  return {
    select, show, take, find, neighbourhood, neighboursOf, expand, backToMap, connect, showLand, ask, tell, showFilters,
    go: (/** @type {number | string} */ thing) => withThing(thing, (i) => take(i, { focus: true })),
    goEdge: (/** @type {number} */ e) => {
      select({ edge: e });
      app.focusPanel();
    },
    begin: (/** @type {"path" | "compare"} */ kind, /** @type {number} */ from) => {
      app.pending = { kind, from };
      app.drawers.status();
      announce($("pending-text").textContent);
      $("query").focus();
    },
    hide: (/** @type {number} */ i) => {
      state.hidden.add(i);
      state.around.delete(i);
      state.stage = state.stage.filter((j) => j !== i);
      state.node = -1;
      app.update();
      announce(say("hiddenNow", { name: nameOf(page, i) }));
    },
    pin: (/** @type {number} */ i) => {
      if (state.pinned.has(i)) state.pinned.delete(i);
      else state.pinned.set(i, [app.picture.model.x[i], app.picture.model.y[i]]);
      app.update({ only: "selection" });
    },
    takePath: (/** @type {number} */ k) => {
      state.alternative = k;
      app.update({ fit: true });
    },
    /** Open the page with a thing. @param {number} i */
    openWith: (i) => {
      if (i < 0) return;
      if (isLarge()) lookAround(i);
      state.node = i;
    },
    showAll: () => {
      for (const key of /** @type {const} */ (["kinds", "properties", "countries", "sectors", "documents", "grades", "hidden"])) state[key].clear();
      Object.assign(state, { cross: false, from: app.fresh.from, to: app.fresh.to, days: null, undated: false, ends: freshState(graph).ends });
      app.update();
      announce($("shown").textContent);
    },
  };
}
