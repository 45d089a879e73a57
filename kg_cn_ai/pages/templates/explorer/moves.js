// What a reader can do with things: select, follow, expand, hide, pin, connect, compare, ask.

import { $, announce } from "./dom.js";
import { applyFilters, around, neighbours } from "./filter.js";
import { ARRANGED } from "./looks.js";
import { answer, ANSWER } from "./presets.js";
import { WHOLE } from "./scene.js";
import { freshState, fromAddress } from "./state.js";
import { linksText } from "./status.js";
import { count, nameOf, pick, say, typeOf } from "./words.js";

/** @typedef {import("./app.js").App} App */

/** Things around a selected one before "N more". */
const NEAR = 40;
/** A neighbourhood of fewer things takes in the next step too. */
const LONELY = 6;
/** On a larger map a found thing opens with its neighbourhood instead of being shown where it stands. */
const SMALL = 400;

/** @param {App} app */
export function makeMoves(app) {
  const { graph, state, parts } = app;
  const { page } = graph;
  /** @param {number[]} things The most linked first. */
  const ranked = (things) => things.sort((a, b) => graph.degree[b] - graph.degree[a] || a - b);
  const leaveArrangement = () => Object.assign(state, { path: null, compare: null, alternative: 0 });

  /** @param {number} i @param {import("./filter.js").Shown} all */
  const surroundings = (i, all) => {
    const { near } = around(graph, all, [i], NEAR);
    const further = near.length < LONELY ? around(graph, all, [i, ...near], NEAR / 2).near : [];
    return [i, ...near, ...further];
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

  /** Show a thing that filters or the stage leave out. @param {number} i */
  const bringBack = (i) => {
    state.hidden.delete(i);
    state.kinds.delete(page.things.kind[i]);
    if (state.stage.length) {
      leaveArrangement();
      state.stage = [...new Set([...state.stage, i])];
    }
    if (!applyFilters(graph, state).nodes[i]) {
      for (const key of /** @type {const} */ (["countries", "sectors"])) state[key].clear();
      Object.assign(state, { from: app.fresh.from, to: app.fresh.to });
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
      const near = around(graph, app.shown, ids, 8).near.filter((i) => graph.home[i] === graph.home[ids[0]]);
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
    if (node < 0 && edge < 0 && (state.path || state.compare)) leaveArrangement();
    if (node >= 0 && !app.shown.nodes[node]) bringBack(node);
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
      if (app.pending || state.view !== "map" || !isLarge() || state.stage.includes(i)) take(i, { focus: true });
      else neighbourhood(i);
      app.focusPanel();
    });

  /** @param {number} i */
  const neighbourhood = (i) => void parts.after(neighboursOf(page.things.id[i]), () => openNeighbourhood(i));

  /** @param {number} i */
  const openNeighbourhood = (i) => {
    leaveArrangement();
    Object.assign(state, { node: i, edge: -1, view: "map", arranged: false, question: "" });
    if (!app.everywhere.nodes[i]) {
      state.stage = [];
      bringBack(i);
    }
    state.stage = surroundings(i, app.everywhere);
    app.cursor = i;
    app.update({ fit: true });
    announce(say("stageOf", { name: nameOf(page, i), n: count(state.stage.length) }));
  };

  /** @param {number} i @param {number} steps */
  const expand = (i, steps) => {
    const waiting = [...neighbours(graph, app.everywhere, i)].filter((j) => !state.stage.includes(j)).length;
    const enough = steps === 1 && (!graph.beyond[i] || waiting >= NEAR);
    parts.after(enough ? null : { things: [page.things.id[i]], steps, most: NEAR * steps }, () => addNeighbours(i, steps));
  };

  /** @param {number} i @param {number} steps */
  const addNeighbours = (i, steps) => {
    const room = Math.max(0, ARRANGED - state.stage.length);
    let front = [i];
    let added = 0;
    for (let step = 0; step < steps; step++) {
      const inside = new Set(state.stage);
      const found = new Set(front.flatMap((j) => [...neighbours(graph, app.everywhere, j)]));
      const taken = ranked([...found].filter((j) => !inside.has(j))).slice(0, Math.min(NEAR, room - added));
      state.stage = [...state.stage, ...taken];
      added += taken.length;
      front = step ? taken : [...neighbours(graph, app.everywhere, i)].filter((j) => state.stage.includes(j));
    }
    leaveArrangement();
    state.node = i;
    app.update({ fit: true });
    announce(say("expanded", { n: count(added) }));
  };

  const backToMap = () => {
    leaveArrangement();
    Object.assign(state, { stage: [], arranged: false, camera: null, node: -1, edge: -1 });
    // The filters of a question go with its answer; those that the reader set stay.
    if (state.question) Object.assign(state, { question: "", cross: false, properties: new Set() });
    state.pinned.clear();
    app.pending = null;
    app.hovered = app.cursor = -1;
    app.update({ fit: true });
    announce(say("wholeMap"));
    $("map").focus({ preventScroll: true });
  };

  /** What a comparison puts on the stage. @param {number} a @param {number} b */
  const sideBySide = (a, b) => {
    const [nearA, nearB] = [neighbours(graph, app.everywhere, a), neighbours(graph, app.everywhere, b)];
    const both = ranked([...nearA].filter((i) => nearB.has(i))).slice(0, 24);
    const onlyA = ranked([...nearA].filter((i) => !nearB.has(i) && i !== b)).slice(0, 12);
    const onlyB = ranked([...nearB].filter((i) => !nearA.has(i) && i !== a)).slice(0, 12);
    return [a, b, ...both, ...onlyA, ...onlyB];
  };

  /** @param {"path" | "compare"} kind @param {number} a @param {number} b */
  const connect = (kind, a, b) => {
    app.pending = null;
    parts.after(parts.between(kind, [page.things.id[a], page.things.id[b]]), () => showBetween(kind, a, b));
  };

  /** @param {"path" | "compare"} kind @param {number} a @param {number} b */
  const showBetween = (kind, a, b) => {
    app.hovered = app.cursor = -1;
    leaveArrangement();
    Object.assign(state, { node: -1, edge: -1, arranged: false, view: "map", question: "" });
    if (kind === "path") state.path = [a, b];
    else {
      state.compare = [a, b];
      state.stage = sideBySide(a, b);
    }
    app.update({ fit: true });
    app.focusPanel();
    const path = app.paths[0];
    announce(kind === "compare" ? say("compare") : path ? `${say("path")}: ${path.map((i) => nameOf(page, i)).join(" → ")}` : say("noPath"));
  };

  /** @param {number} number A land. */
  const showLand = (number) => {
    const land = graph.continents.find((found) => found.number === number);
    if (!land) return;
    if (state.stage.length || state.arranged) {
      leaveArrangement();
      Object.assign(state, { stage: [], arranged: false });
      app.update({ fit: true });
    }
    app.picture.go(app.picture.frameOf(land.members, 1.3));
    announce(say("landShown", { name: land.members.slice(0, 3).map((i) => nameOf(page, i)).join(", "), n: count(land.members.length) }));
  };

  /** @param {string} name A question. */
  const ask = (name) => {
    const { lang, theme, size, colour, embed } = state;
    const { things, properties } = answer(graph, name, ANSWER);
    Object.assign(state, freshState(graph), { lang, theme, size, colour, embed, stage: things, question: name, cross: name === "crossBorder" });
    page.properties.forEach((_, p) => properties.includes(p) || state.properties.add(p));
    app.pending = null;
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
    complete();
    const { camera } = state;
    app.update({ fit: true });
    app.useCamera(camera);
    announce(`${pick(title)}. ${pick(text)}`);
  };

  /** What an address leaves to the page: the neighbours of a comparison. */
  const complete = () => {
    if (!state.compare || state.stage.length) return;
    app.everywhere = applyFilters(graph, state, true);
    state.stage = sideBySide(...state.compare);
  };

  return {
    select, show, take, find, neighbourhood, neighboursOf, expand, backToMap, connect, showLand, ask, tell, complete,
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
      state.node = i;
      if (isLarge()) state.stage = surroundings(i, app.everywhere);
    },
    showAll: () => {
      for (const key of /** @type {const} */ (["kinds", "properties", "countries", "sectors", "documents", "grades", "hidden"])) state[key].clear();
      Object.assign(state, { cross: false, from: app.fresh.from, to: app.fresh.to, undated: true });
      app.update();
      announce($("shown").textContent);
    },
  };
}
