// The page as a whole: every choice goes through `update`, which works out what is shown and draws it everywhere.

import { readBlock, makeGraph } from "./data.js";
import { $, announce, button, download, make } from "./dom.js";
import { toPng, toSvg } from "./drawing.js";
import { toCsv, toGexf, toGraphml, toJsonld, toThingsCsv, toTurtle } from "./exports.js";
import { applyFilters, around, isFiltered, neighbours } from "./filter.js";
import { makeLegend } from "./legend.js";
import { widthOf } from "./labels.js";
import { measure } from "./measures.js";
import { comparePanel, communityName, pathPanel, relationPanel, thingPanel } from "./panel.js";
import { shortestPaths } from "./paths.js";
import { Picture } from "./picture.js";
import { answer } from "./presets.js";
import { bends, bundlesOf, FONT, WHOLE } from "./scene.js";
import { Index } from "./search.js";
import { connectSearch } from "./searchbox.js";
import { faceToFace, inColumns, spread } from "./stage.js";
import { COLOURS, freshState, fromAddress, PRESETS, SIZES, THEMES, toAddress, VIEWS } from "./state.js";
import { makeStories } from "./stories.js";
import { drawChronicle, drawMatrix, drawTable } from "./tables.js";
import { makeTimeline } from "./timeline.js";
import { count, language, learn, nameOf, pick, say, shorten, speak, typeOf } from "./words.js";

/** @typedef {import("./data.js").Page} Page */
/** @typedef {import("./data.js").Facts} Facts */
/** @typedef {import("./state.js").State} State */
/** @typedef {import("./scene.js").Model} Model */
/** @typedef {import("./filter.js").Shown} Shown */

/** Things around a selected one before "N more". */
const NEAR = 40;
/** Things of an answer on the stage. */
const ANSWER = 90;
/** A neighbourhood of fewer things takes in the next step too. */
const LONELY = 6;
/** Things that can be laid out in the page. */
const ARRANGED = 400;

async function start() {
  /** @type {Page} */
  const page = await readBlock("graph");
  const graph = makeGraph(page, innerHeight > 1.25 * innerWidth);
  learn(page.text);
  const straight = bends(graph);
  const fresh = freshState(graph);
  /** @type {State} */
  const state = fromAddress(graph, location.hash.slice(1));
  state.embed = new URLSearchParams(location.search).get("embed") === "1";
  if (!location.hash && page.focus) focusOn(/** @type {number} */ (graph.index.get(page.focus)));
  /** @type {Shown} */
  let everywhere = applyFilters(graph, state, true);
  let shown = everywhere;
  /** @type {number[][]} */
  let paths = [];
  let arrangement = { key: "", x: graph.x, y: graph.y };
  /** @type {Facts | null} */
  let facts = null;
  /** @type {Promise<Facts> | null} */
  let asked = null;
  /** @type {{kind: "path" | "compare", from: number} | null} */
  let pending = null;
  let cursor = -1;
  let hovered = -1;
  let lastFocus = /** @type {any} */ (null);
  /** @type {number[]} */
  let links = [];

  const needFacts = () => (asked ||= readBlock("facts").then((read) => (facts = read)));

  // What is shown

  /** @param {number} i */
  function focusOn(i) {
    state.node = i;
    if (graph.n > 400) state.stage = surroundings(i, applyFilters(graph, state, true));
  }

  /** @param {number} i @param {Shown} all */
  function surroundings(i, all) {
    const { near } = around(graph, all, [i], NEAR);
    const further = near.length < LONELY ? around(graph, all, [i, ...near], NEAR / 2).near : [];
    return [i, ...near, ...further];
  }

  function visibleThings() {
    const found = [];
    for (let i = 0; i < graph.n; i++) if (shown.nodes[i]) found.push(i);
    return found;
  }

  /** Places of what is shown: those of the map, or of an arrangement made for these things. */
  function arrange() {
    const onStage = state.stage.length > 0 || (state.arranged && shown.things <= ARRANGED);
    if (!onStage) return { onStage, key: "", x: graph.x, y: graph.y };
    const ids = visibleThings();
    const key = `${ids.join()} ${state.path} ${state.alternative} ${state.compare} ${shown.relations} ${language()}`;
    if (key === arrangement.key) return { onStage, ...arrangement };
    let places;
    if (state.path && paths.length && ids.every((i) => paths.some((path) => path.includes(i)))) {
      places = inColumns(graph, [paths[Math.min(state.alternative, paths.length - 1)], ...paths]);
    } else if (state.compare && state.compare.every((i) => ids.includes(i))) {
      const [a, b] = state.compare;
      const [nearA, nearB] = [neighbours(graph, shown, a), neighbours(graph, shown, b)];
      const rest = ids.filter((i) => i !== a && i !== b);
      places = faceToFace(graph, a, b, rest.filter((i) => nearA.has(i) === nearB.has(i)), rest.filter((i) => nearA.has(i) && !nearB.has(i)), rest.filter((i) => !nearA.has(i) && nearB.has(i)));
    } else {
      const at = new Map(ids.map((i, p) => [i, p]));
      /** @type {[number, number][]} */
      const pairs = [];
      for (let e = 0; e < graph.m; e++)
        if (shown.edges[e] && graph.from[e] !== graph.to[e]) pairs.push([/** @type {number} */ (at.get(graph.from[e])), /** @type {number} */ (at.get(graph.to[e]))]);
      places = spread(graph, ids, pairs, (i) => ({ w: Math.max(60, Math.min(170, widthOf(shorten(nameOf(page, i)), `450 12px ${FONT}`) + 14)), h: 48 }));
    }
    for (const [i, [x, y]] of state.pinned) if (shown.nodes[i]) [places.x[i], places.y[i]] = [x, y];
    arrangement = { key, ...places };
    return { onStage, ...arrangement };
  }

  /** @returns {Float32Array} Radius of each mark on the map. */
  function radii(/** @type {boolean} */ onStage) {
    const values = measure(graph, state.size);
    const most = values.reduce((a, b) => Math.max(a, b), 0) || 1;
    const found = new Float32Array(graph.n);
    for (let i = 0; i < graph.n; i++) {
      const share = Math.sqrt(values[i] / most);
      if (onStage) found[i] = 7 + 12 * share;
      else if (state.size === "degree") found[i] = Math.min(26, 4 + 2.2 * Math.sqrt(graph.degree[i]));
      else found[i] = 4 + 22 * share;
    }
    return found;
  }

  function colours() {
    const found = new Uint8Array(graph.n).fill(255);
    if (state.colour === "community") {
      const tint = new Map(graph.continents.map((land) => [land.number, land.tint]));
      for (let i = 0; i < graph.n; i++) found[i] = tint.get(graph.home[i]) ?? 8;
    } else if (state.colour === "country") {
      const ranked = countryRanks();
      for (let i = 0; i < graph.n; i++) {
        const [country] = page.things.countries[i];
        found[i] = country === undefined ? 8 : Math.min(ranked.indexOf(country), 7);
      }
    }
    return found;
  }

  /** @returns {number[]} Countries, the most frequent first. */
  function countryRanks() {
    const counts = page.things.countryNames.map(() => 0);
    for (const own of page.things.countries) for (const c of own) counts[c]++;
    return counts.map((_, c) => c).sort((a, b) => counts[b] - counts[a] || a - b);
  }

  /** Emphasis: the selection and what it is linked to, or what the pointer is on. */
  function emphasis() {
    const i = state.node >= 0 && shown.nodes[state.node] ? state.node : state.edge < 0 ? hovered : -1;
    if (i >= 0) {
      const near = [...neighbours(graph, shown, i)].sort((a, b) => graph.degree[b] - graph.degree[a] || a - b);
      const nodes = new Set([i, ...near.slice(0, state.stage.length ? Infinity : 70)]);
      const edges = new Set();
      for (let k = graph.first[i]; k < graph.first[i + 1]; k++) {
        const e = graph.edges[k];
        if (shown.edges[e] && nodes.has(graph.from[e]) && nodes.has(graph.to[e])) edges.add(e);
      }
      const more = near.length + 1 - nodes.size;
      return { nodes, edges, more: new Map(more > 0 ? [[i, more]] : []) };
    }
    if (state.edge >= 0 && shown.edges[state.edge]) {
      const e = state.edge;
      return { nodes: new Set([graph.from[e], graph.to[e]]), edges: new Set([e]), more: new Map() };
    }
    return { nodes: null, edges: null, more: new Map() };
  }

  const picture = new Picture($("map"), graph, {
    click(hit, event) {
      if (event.shiftKey && hit.i >= 0 && state.node >= 0 && hit.i !== state.node) return setPath("compare", state.node, hit.i);
      if (hit.i >= 0) take(hit.i, {});
      else if (hit.e >= 0) select({ edge: hit.e });
      else if (hit.land >= 0 && state.node < 0 && state.edge < 0) showLand(hit.land);
      else select({});
    },
    open: (i) => (state.stage.includes(i) ? expand(i, 1) : neighbourhood(i)),
    hover(hit, x, y) {
      const was = hovered;
      hovered = state.node < 0 && state.edge < 0 ? hit.i : -1;
      picture.canvas.style.cursor = hit.i >= 0 || hit.e >= 0 || hit.land >= 0 ? "pointer" : "grab";
      tip(hit, x, y);
      if (was !== hovered && picture.took < 60) refreshPicture();
    },
    drag(i, x, y) {
      state.pinned.set(i, [x, y]);
      [picture.model.x[i], picture.model.y[i]] = [x, y];
      picture.move();
      dragged();
    },
    moved: () => remember(false),
    drawn(scene) {
      const { inView, overview } = scene;
      const drawn = scene.marks.length;
      $("drawn").textContent = overview && state.view === "map" ? say("drawn", { n: count(drawn), all: count(inView) }) : "";
    },
  });
  let dragTimer = 0;
  function dragged() {
    clearTimeout(dragTimer);
    dragTimer = setTimeout(() => {
      remember(true);
      drawPanel();
    }, 300);
  }

  function refreshPicture() {
    const places = arrange();
    const { nodes, edges, more } = emphasis();
    if (state.stage.length) {
      for (const i of state.stage) {
        if (!shown.nodes[i]) continue;
        const hidden = [...neighbours(graph, everywhere, i)].filter((j) => !shown.nodes[j]).length;
        if (hidden) more.set(i, hidden);
      }
    }
    const radius = radii(places.onStage);
    const rank = state.size === "degree" ? graph.order : Uint32Array.from(graph.order).sort((a, b) => radius[b] - radius[a] || a - b);
    const before = picture.model;
    picture.model = {
      shown, x: places.x, y: places.y, onStage: places.onStage, radius, rank, colour: colours(), nodes, edges, more, cursor,
      selected: state.node, bundles: places.onStage ? new Map() : before && !before.onStage && before.shown === shown ? before.bundles : bundlesOf(graph, shown), straight,
    };
    picture.draw();
  }

  /**
   * Work out what is shown and draw it everywhere.
   * @param {{fit?: boolean, push?: boolean, only?: "selection"}} [how] `fit`: show all of it; `push`: a step of the history.
   */
  function update({ fit = false, push = true, only } = {}) {
    if (only !== "selection") {
      everywhere = applyFilters(graph, state, true);
      paths = state.path ? shortestPaths(graph, everywhere, ...state.path) : [];
      if (state.path) {
        const ends = state.path;
        state.stage = paths.length ? [...new Set(paths.flat())] : [...ends];
      }
      shown = state.stage.length ? applyFilters(graph, state) : everywhere;
      links = countLinks();
      drawLegend();
      drawTime(everywhere);
      drawStories();
    }
    const was = picture.model?.onStage;
    // The panel takes room from the picture, so it comes first.
    drawPanel();
    picture.measureHost();
    refreshPicture();
    if (fit || was !== picture.model.onStage) {
      picture.camera = picture.frameOf(null);
      picture.draw();
    }
    drawStatus();
    drawView();
    remember(push);
  }

  function countLinks() {
    const found = new Array(graph.n).fill(0);
    for (let e = 0; e < graph.m; e++) {
      if (!shown.edges[e]) continue;
      found[graph.from[e]]++;
      if (graph.to[e] !== graph.from[e]) found[graph.to[e]]++;
    }
    return found;
  }

  // Moves

  /** @param {{node?: number, edge?: number}} what @param {{focus?: boolean, reveal?: boolean}} [how] */
  function select({ node = -1, edge = -1 }, { focus = false, reveal = true } = {}) {
    const was = state.node >= 0 || state.edge >= 0 || state.path || state.compare;
    Object.assign(state, { node, edge });
    hovered = -1;
    cursor = node;
    if (node < 0 && edge < 0 && (state.path || state.compare)) Object.assign(state, { path: null, compare: null, alternative: 0 });
    if (node >= 0 && !shown.nodes[node]) bringBack(node);
    $("tip").hidden = true;
    if (focus && !$("panel").contains(document.activeElement)) lastFocus = document.activeElement;
    update({ only: "selection" });
    if (node >= 0) announce(`${nameOf(page, node)}, ${typeOf(page, node)}, ${relationsText(links[node])}`);
    else if (edge >= 0) announce(`${nameOf(page, graph.from[edge])} – ${pick(page.properties[page.relations.property[edge]])} – ${nameOf(page, graph.to[edge])}`);
    else if (was) {
      announce(say("cleared"));
      if (lastFocus?.isConnected && lastFocus !== document.body) lastFocus.focus();
      lastFocus = null;
    }
    if (focus) focusPanel();
    if (reveal && state.view === "map") show(node >= 0 ? [node] : edge >= 0 ? [graph.from[edge], graph.to[edge]] : []);
  }

  /** Show a thing that filters or the stage leave out. @param {number} i */
  function bringBack(i) {
    state.hidden.delete(i);
    state.kinds.delete(page.things.kind[i]);
    if (state.stage.length) {
      Object.assign(state, { path: null, compare: null, alternative: 0 });
      state.stage = [...new Set([...state.stage, i])];
    }
    if (!applyFilters(graph, state).nodes[i]) {
      for (const key of /** @type {const} */ (["countries", "sectors"])) state[key].clear();
      Object.assign(state, { from: fresh.from, to: fresh.to });
    }
    update({ push: false });
  }

  function focusPanel() {
    needFacts().then(() => {
      const heading = $("panel-content").querySelector("h2");
      if (heading) heading.focus({ preventScroll: true });
    });
  }

  /** Move so that things are inside the picture. @param {number[]} ids */
  function show(ids) {
    if (!ids.length) return;
    const small = picture.w < 600;
    const inside = !small && ids.every((i) => {
      const [x, y] = picture.at(i);
      return x > 60 && y > 40 && x < picture.w - 60 && y < picture.h - 40;
    });
    if (inside && (picture.camera.k > 0.35 || picture.model.onStage || graph.n <= WHOLE)) return;
    if (small && ids.length === 1 && !picture.model.onStage) return picture.go(picture.frameOf([ids[0], ...around(graph, shown, ids, 8).near.filter((i) => graph.home[i] === graph.home[ids[0]])], 1.1));
    const goal = picture.frameOf(ids);
    picture.go({ x: goal.x, y: goal.y, k: ids.length > 1 ? Math.min(goal.k, 1.2) : Math.max(picture.camera.k, picture.model.onStage ? 0.9 : 0.8) });
  }

  /** Choose a thing: the other end of what was begun, or the selection. @param {number} i @param {{focus?: boolean}} how */
  function take(i, how) {
    if (pending && pending.from !== i) return setPath(pending.kind, pending.from, i);
    pending = null;
    select({ node: i }, how);
  }

  /** A thing found by name: its neighbourhood on the stage where the map is large. @param {number} i */
  function find(i) {
    if (pending && pending.from !== i) return setPath(pending.kind, pending.from, i);
    pending = null;
    if (state.view === "map" && graph.n > 400 && !state.stage.includes(i)) neighbourhood(i);
    else select({ node: i }, { focus: true });
    focusPanel();
  }

  /** @param {number} i */
  function neighbourhood(i) {
    Object.assign(state, { path: null, compare: null, alternative: 0, node: i, edge: -1, view: "map", arranged: false, question: "" });
    if (!everywhere.nodes[i]) {
      state.stage = [];
      bringBack(i);
    }
    state.stage = surroundings(i, everywhere);
    cursor = i;
    update({ fit: true });
    announce(say("stageOf", { name: nameOf(page, i), n: count(state.stage.length) }));
  }

  /** @param {number} i @param {number} steps */
  function expand(i, steps) {
    const room = Math.max(0, ARRANGED - state.stage.length);
    let front = [i];
    let added = 0;
    for (let step = 0; step < steps; step++) {
      const inside = new Set(state.stage);
      const fresh = [...new Set(front.flatMap((j) => [...neighbours(graph, everywhere, j)]))].filter((j) => !inside.has(j)).sort((a, b) => graph.degree[b] - graph.degree[a] || a - b);
      const taken = fresh.slice(0, Math.min(NEAR, room - added));
      state.stage = [...state.stage, ...taken];
      added += taken.length;
      front = step ? taken : [...neighbours(graph, everywhere, i)].filter((j) => state.stage.includes(j));
    }
    Object.assign(state, { path: null, compare: null, alternative: 0, node: i });
    update({ fit: true });
    announce(say("expanded", { n: count(added) }));
  }

  function backToMap() {
    Object.assign(state, { stage: [], arranged: false, path: null, compare: null, alternative: 0, camera: null, node: -1, edge: -1 });
    // The filters of a question go with its answer; those that the reader set stay.
    if (state.question) Object.assign(state, { question: "", cross: false, properties: new Set() });
    state.pinned.clear();
    pending = null;
    hovered = cursor = -1;
    update({ fit: true });
    announce(say("wholeMap"));
    $("map").focus({ preventScroll: true });
  }

  /** @param {"path" | "compare"} kind @param {number} a @param {number} b */
  function setPath(kind, a, b) {
    pending = null;
    hovered = cursor = -1;
    Object.assign(state, { node: -1, edge: -1, alternative: 0, path: null, compare: null, arranged: false, view: "map", question: "" });
    if (kind === "path") state.path = [a, b];
    else {
      state.compare = [a, b];
      const [nearA, nearB] = [neighbours(graph, everywhere, a), neighbours(graph, everywhere, b)];
      const rank = (/** @type {number[]} */ list, /** @type {number} */ most) => list.sort((i, j) => graph.degree[j] - graph.degree[i] || i - j).slice(0, most);
      const both = rank([...nearA].filter((i) => nearB.has(i)), 24);
      state.stage = [a, b, ...both, ...rank([...nearA].filter((i) => !nearB.has(i) && i !== b), 12), ...rank([...nearB].filter((i) => !nearA.has(i) && i !== a), 12)];
    }
    update({ fit: true });
    focusPanel();
    announce(kind === "path" ? (paths.length ? `${say("path")}: ${paths[0].map((i) => nameOf(page, i)).join(" → ")}` : say("noPath")) : say("compare"));
  }

  /** @param {number} number */
  function showLand(number) {
    const land = graph.continents.find((found) => found.number === number);
    if (!land) return;
    if (state.stage.length || state.arranged) {
      Object.assign(state, { stage: [], arranged: false, path: null, compare: null });
      update({ fit: true });
    }
    picture.go(picture.frameOf(land.members, 1.3));
    announce(say("landShown", { name: land.members.slice(0, 3).map((i) => nameOf(page, i)).join(", "), n: count(land.members.length) }));
  }

  /** @param {string} name */
  function ask(name) {
    const again = freshState(graph);
    const { lang, theme, size, colour, embed } = state;
    Object.assign(state, again, { lang, theme, size, colour, embed });
    const { things, properties } = answer(graph, name, ANSWER);
    state.stage = things;
    state.question = name;
    page.properties.forEach((_, p) => properties.includes(p) || state.properties.add(p));
    if (name === "crossBorder") state.cross = true;
    pending = null;
    update({ fit: true });
    announce($("stage-title").textContent);
  }

  const moves = {
    go: (/** @type {number} */ i) => take(i, { focus: true }),
    goEdge: (/** @type {number} */ e) => {
      select({ edge: e });
      focusPanel();
    },
    neighbourhood, expand, showLand,
    begin(/** @type {"path" | "compare"} */ kind, /** @type {number} */ i) {
      pending = { kind, from: i };
      drawStatus();
      announce($("pending-text").textContent);
      $("query").focus();
    },
    hide(/** @type {number} */ i) {
      state.hidden.add(i);
      state.stage = state.stage.filter((j) => j !== i);
      Object.assign(state, { node: -1 });
      update();
      announce(say("hiddenNow", { name: nameOf(page, i) }));
    },
    pin(/** @type {number} */ i) {
      if (state.pinned.has(i)) state.pinned.delete(i);
      else state.pinned.set(i, [picture.model.x[i], picture.model.y[i]]);
      update({ only: "selection" });
    },
    takePath(/** @type {number} */ k) {
      state.alternative = k;
      update({ fit: true });
    },
  };

  // What stands around the picture

  const drawLegend = makeLegend(graph, state, () => {
    update({ push: false });
    announce($("shown").textContent);
  });
  let timeFrame = 0;
  const drawTime = makeTimeline(graph, state, () => {
    // A dragged slider sends more steps than can be drawn.
    if (!timeFrame)
      timeFrame = requestAnimationFrame(() => {
        timeFrame = 0;
        update({ push: false });
      });
  });
  const drawStories = makeStories(graph, state, (story, step) => {
    if (story < 0) {
      Object.assign(state, { story: -1, step: 0 });
      return update();
    }
    const told = fromAddress(graph, page.stories[story].steps[step].view);
    const { lang, theme, embed } = state;
    Object.assign(state, told, { lang, theme, embed, story, step });
    // On a phone the panel would leave no room for the picture that the text is about.
    if (picture.w < 600) Object.assign(state, { node: -1, edge: -1 });
    pending = null;
    prepare();
    update({ fit: !state.camera });
    if (state.camera) useCamera();
    announce(`${pick(page.stories[story].steps[step].title)}. ${pick(page.stories[story].steps[step].text)}`);
  });

  /** What an address may leave to the page: an answer by its name, a comparison without its neighbours. */
  function prepare() {
    if (state.compare && !state.stage.length) {
      const [a, b] = state.compare;
      const keep = { node: state.node, edge: state.edge, story: state.story, step: state.step };
      everywhere = applyFilters(graph, state, true);
      setPath("compare", a, b);
      Object.assign(state, keep);
    }
  }

  const relationsText = (/** @type {number} */ n) => (n === 1 ? say("relation1") : say("relationsN", { n: count(n) }));
  const shownText = () => `${say("shown", { n: count(shown.things), all: count(graph.n) })}${language() === "zh" ? "，" : ", "}${relationsText(shown.relations)}`;

  function drawStatus() {
    const onStage = picture.model.onStage;
    $("shown").textContent = shownText();
    const filtered = isFiltered(graph, state);
    $("reset").hidden = !filtered;
    $("filters-open").classList.toggle("filtered", filtered);
    $("stage-bar").hidden = !onStage || state.view !== "map";
    $("stage-title").textContent = state.path
      ? say("path")
      : state.compare
        ? say("compare")
        : state.question && state.stage.length
          ? answerTitle()
          : state.stage.length
          ? say("stageTitle", { n: count(shown.things) })
          : say("arrangedTitle", { n: count(shown.things) });
    $("arrange").hidden = onStage || !filtered || shown.things > ARRANGED || shown.things < 2 || state.view !== "map";
    $("pending").hidden = !pending;
    if (pending) $("pending-text").textContent = say(pending.kind === "path" ? "choosePath" : "chooseCompare", { name: nameOf(page, pending.from) });
    for (const name of PRESETS) {
      const place = $(`preset-${name}`);
      if (!place) continue;
      place.textContent = say(`preset-${name}`);
      place.setAttribute("aria-pressed", String(state.question === name));
    }
    $("size-note").textContent = say(`note-${state.size}`);
    const ranked = countryRanks();
    $("colour-note").replaceChildren(
      ...(state.colour === "country"
        ? ranked.slice(0, 8).map((c, k) => hueKey(k, k === 7 ? say("otherCountries") : pick(page.things.countryNames[c])))
        : state.colour === "community"
          ? graph.continents.slice(0, 8).map((land) => hueKey(land.tint, communityName(graph, land.members[0])))
          : []),
    );
  }

  function answerTitle() {
    const { all } = answer(graph, state.question, ANSWER);
    const title = say(`preset-${state.question}`);
    return all > state.stage.length ? say("answerPart", { title, n: count(shown.things), all: count(all) }) : say("answerAll", { title, n: count(shown.things) });
  }

  /** @param {number} k @param {string} text */
  function hueKey(k, text) {
    const dot = make("i", { "aria-hidden": "true" });
    dot.style.background = `var(--hue-${k})`;
    return make("li", {}, dot, text);
  }

  function drawPanel() {
    const what = state.path ? "path" : state.compare ? "compare" : "";
    const open = state.node >= 0 || state.edge >= 0 || what !== "";
    $("panel").hidden = !open;
    document.body.classList.toggle("with-panel", open);
    const content = $("panel-content");
    if (!open) return content.replaceChildren();
    if (!facts) {
      content.replaceChildren(make("h2", { tabindex: "-1" }, state.node >= 0 ? nameOf(page, state.node) : say("loading")));
      needFacts().then(drawPanel);
      return;
    }
    const desk = { graph, facts, shown: everywhere, state, moves };
    const parts = state.node >= 0 ? thingPanel(desk, state.node) : state.edge >= 0 ? relationPanel(desk, state.edge) : what === "path" ? pathPanel(desk, paths) : comparePanel(desk);
    // Redrawing must not lose the keyboard's place.
    const held = content.contains(document.activeElement) ? [...content.querySelectorAll("button, summary, a, h2")].indexOf(/** @type {Element} */ (document.activeElement)) : -1;
    content.replaceChildren(...parts);
    content.scrollTop = 0;
    if (held >= 0) (content.querySelectorAll("button, summary, a, h2")[held] || content.querySelector("h2"))?.focus({ preventScroll: true });
  }

  function drawView() {
    for (const name of VIEWS) {
      $(`show-${name}`).setAttribute("aria-pressed", String(state.view === name));
      if (name !== "map") $(`view-${name}`).hidden = state.view !== name;
    }
    $("map").hidden = $("zoom").hidden = state.view !== "map";
    const ways = { go: moves.go, goEdge: moves.goEdge, changed: () => update({ push: false }) };
    if (state.view === "table") drawTable(graph, shown, state, links, ways);
    if (state.view === "timeline") drawChronicle(graph, shown, ways);
    if (state.view === "matrix") drawMatrix(graph, shown, links, ways);
    if (state.view !== "map") $("drawn").textContent = "";
  }

  /** @param {{i: number, e: number, land: number}} hit @param {number} x @param {number} y */
  function tip(hit, x, y) {
    const box = $("tip");
    let text = ["", ""];
    if (hit.i >= 0) text = [nameOf(page, hit.i), [typeOf(page, hit.i), relationsText(links[hit.i])].join(" · ")];
    else if (hit.e >= 0) text = [`${nameOf(page, graph.from[hit.e])} → ${nameOf(page, graph.to[hit.e])}`, pick(page.properties[page.relations.property[hit.e]])];
    else if (hit.land >= 0) {
      const land = graph.continents.find((found) => found.number === hit.land);
      if (land) text = [land.members.slice(0, 3).map((i) => nameOf(page, i)).join(" · "), say("things", { n: count(land.members.length) })];
    }
    box.hidden = !text[0];
    if (!text[0]) return;
    box.replaceChildren(make("strong", {}, text[0]), make("small", {}, text[1]));
    box.style.left = `${Math.min(x + 14, picture.w - box.offsetWidth - 8)}px`;
    box.style.top = `${y + 18 + box.offsetHeight > picture.h ? y - box.offsetHeight - 10 : y + 18}px`;
  }

  // Language, theme, address

  function translate() {
    speak(state.lang);
    document.documentElement.lang = state.lang === "zh" ? "zh-Hans" : "en";
    const heading = state.lang === "zh" ? page.titleZh : page.title;
    document.title = $("heading").textContent = $("about-title").textContent = heading;
    for (const element of document.querySelectorAll("[data-text]")) element.textContent = say(/** @type {HTMLElement} */ (element).dataset.text || "");
    for (const element of document.querySelectorAll("[data-placeholder]")) /** @type {HTMLInputElement} */ (element).placeholder = say(/** @type {HTMLElement} */ (element).dataset.placeholder || "");
    for (const element of document.querySelectorAll("[data-label]")) {
      element.setAttribute("aria-label", say(/** @type {HTMLElement} */ (element).dataset.label || ""));
      if (element.matches(".tool")) element.setAttribute("title", say(/** @type {HTMLElement} */ (element).dataset.label || ""));
    }
    $("summary").textContent = [say("release", { id: page.release }), say("things", { n: count(graph.n) }), say("relationsN", { n: count(graph.m) })].join(" · ");
    $("size").replaceChildren(...SIZES.map((size) => make("option", { value: size, selected: size === state.size }, say(`size-${size}`))));
    $("colour").replaceChildren(...COLOURS.map((colour) => make("option", { value: colour, selected: colour === state.colour }, say(`colour-${colour}`))));
    $("theme").replaceChildren(...["", ...THEMES].map((theme) => make("option", { value: theme, selected: theme === state.theme }, say(`theme-${theme || "system"}`))));
    $("documents").replaceChildren(
      ...page.documents.slice(0, 60).map(({ title, publisher }) => make("li", {}, make("div", {}, title), make("div", { class: "muted" }, publisher))),
    );
  }

  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const systemContrast = matchMedia("(prefers-contrast: more)");
  function dress() {
    const theme = state.theme || (systemContrast.matches ? "contrast" : systemDark.matches ? "dark" : "light");
    document.documentElement.dataset.theme = theme === "contrast" && systemDark.matches && !state.theme ? "contrast-dark" : theme;
    picture.recolour();
  }

  /** A place of the screen's map as one of the release's map, or back: a link is good for any screen. @param {number} x @param {number} y @param {1 | -1} way @returns {[number, number]} */
  const turned = (x, y, way) => (graph.upright && !picture.model.onStage ? [way * y, -way * x] : [x, y]);

  /** @param {boolean} push Whether the browser's Back should come back to what was before. */
  function remember(push) {
    const { camera } = picture;
    const whole = picture.model && picture.frameOf(null);
    const moved = whole && (Math.abs(whole.k / camera.k - 1) > 0.02 || Math.hypot(whole.x - camera.x, whole.y - camera.y) * camera.k > 8);
    state.camera = moved ? [...turned(camera.x, camera.y, 1), camera.k] : null;
    const hash = `#${toAddress(graph, state)}`;
    if (hash === (location.hash || "#")) return;
    try {
      history[push ? "pushState" : "replaceState"](null, "", hash);
    } catch {
      // In a sandboxed frame there is no address to change; the page works without.
    }
  }

  function useCamera() {
    if (!state.camera) return;
    const [x, y] = turned(state.camera[0], state.camera[1], -1);
    picture.camera = { x, y, k: state.camera[2] };
    picture.draw();
  }

  // Taking it along

  const subtitle = () =>
    [
      picture.model.onStage ? $("stage-title").textContent : "",
      state.node >= 0 ? nameOf(page, state.node) : "",
      shownText(),
      $("years").textContent,
    ].filter(Boolean).join(" · ");
  const svg = () => toSvg(graph, picture.model, picture.scene, picture.palette, subtitle());
  const text = (/** @type {string} */ body, /** @type {string} */ type) => new Blob([body], { type });
  /** @type {Record<string, () => Blob | Promise<Blob>>} */
  const formats = {
    png: () => toPng(svg(), 2),
    svg: () => text(svg(), "image/svg+xml"),
    csv: async () => text(toCsv(graph, shown, await needFacts()), "text/csv"),
    "things.csv": () => text(toThingsCsv(graph, shown), "text/csv"),
    graphml: () => text(toGraphml(graph, shown), "application/graphml+xml"),
    gexf: () => text(toGexf(graph, shown, picture.model), "application/gexf+xml"),
    ttl: () => text(toTurtle(graph, shown), "text/turtle"),
    jsonld: () => text(toJsonld(graph, shown), "application/ld+json"),
  };
  /** @param {string} format */
  async function save(format) {
    if (state.view !== "map" && (format === "png" || format === "svg")) {
      state.view = "map";
      update();
    }
    download(await formats[format](), `kg-cn-ai.${format}`);
    announce(say("saved", { name: `kg-cn-ai.${format}` }));
    $("take-menu").open = false;
  }

  // Keyboard

  /** @param {KeyboardEvent} event */
  function mapKeys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step) {
      const from = cursor >= 0 && shown.nodes[cursor] ? cursor : state.node;
      const next = from >= 0 && shown.nodes[from] ? picture.towards(from, step[0], step[1]) : nearestToMiddle();
      if (next >= 0) putCursor(next);
    } else if ((event.key === "n" || event.key === "p" || event.key === "N" || event.key === "P") && state.node >= 0) {
      const near = [...neighbours(graph, shown, state.node)].sort((a, b) => graph.degree[b] - graph.degree[a] || a - b);
      if (!near.length) return;
      const at = near.indexOf(cursor);
      const next = near[(at + (event.key.toLowerCase() === "n" ? 1 : -1) + (at < 0 && event.key.toLowerCase() === "p" ? 1 : 0) + near.length) % near.length];
      putCursor(next, say("neighbour", { k: near.indexOf(next) + 1, n: near.length }));
    } else if ((event.key === "Enter" || event.key === " ") && cursor >= 0) {
      if (cursor === state.node) neighbourhood(cursor);
      else take(cursor, { focus: true });
    } else if (event.key === "+" || event.key === "=") picture.zoom(1.35);
    else if (event.key === "-" || event.key === "_") picture.zoom(1 / 1.35);
    else if (event.key === "0") picture.go(picture.frameOf(null));
    else return;
    event.preventDefault();
  }

  function nearestToMiddle() {
    let [best, least] = [-1, Infinity];
    for (const mark of picture.scene.marks) {
      const far = Math.hypot(mark.x - picture.w / 2, mark.y - picture.h / 2) - 6 * mark.r;
      if (!mark.dim && far < least) [best, least] = [mark.i, far];
    }
    return best;
  }

  /** @param {number} i @param {string} [before] */
  function putCursor(i, before = "") {
    cursor = i;
    refreshPicture();
    show([i]);
    announce([before, `${nameOf(page, i)}, ${typeOf(page, i)}, ${relationsText(links[i])}`].filter(Boolean).join(": "));
  }

  /** @param {boolean} open */
  function showFilters(open) {
    document.body.classList.toggle("filters-shown", open);
    $("filters-open").setAttribute("aria-expanded", String(open));
    if (open) $("filters-close").focus();
    else $("filters-open").focus();
  }

  function connect() {
    /** @type {Index | null} */
    let index = null;
    connectSearch(graph, (typed) => (index ||= new Index(graph)).search(typed), find, () => [...graph.order].slice(0, 8).filter((i) => graph.degree[i]));
    setTimeout(() => (index ||= new Index(graph)), 300);
    $("map").addEventListener("keydown", mapKeys);
    document.addEventListener("keydown", (event) => {
      const typing = event.target instanceof HTMLInputElement && event.target.type === "search";
      if (event.key === "/" && !typing && !$("about").open) {
        event.preventDefault();
        $("query").focus();
      } else if (event.key === "Escape" && !typing && !$("about").open) {
        if ($("take-menu").open) $("take-menu").open = false;
        else if (document.body.classList.contains("filters-shown")) showFilters(false);
        else if (pending) {
          pending = null;
          drawStatus();
        } else if (state.node >= 0 || state.edge >= 0) select({}, { reveal: false });
        else if (state.stage.length || state.arranged) backToMap();
      }
    });
    $("zoom-in").addEventListener("click", () => picture.zoom(1.5));
    $("zoom-out").addEventListener("click", () => picture.zoom(1 / 1.5));
    $("zoom-fit").addEventListener("click", () => picture.go(picture.frameOf(null)));
    $("back").addEventListener("click", backToMap);
    $("arrange").addEventListener("click", () => {
      state.arranged = true;
      update({ fit: true });
    });
    $("pending-end").addEventListener("click", () => {
      pending = null;
      drawStatus();
    });
    $("reset").addEventListener("click", () => {
      for (const key of /** @type {const} */ (["kinds", "properties", "countries", "sectors", "documents", "grades", "hidden"])) state[key].clear();
      Object.assign(state, { cross: false, from: fresh.from, to: fresh.to, undated: true });
      update();
      announce($("shown").textContent);
    });
    $("panel-close").addEventListener("click", () => select({}, { reveal: false }));
    $("panel-size").addEventListener("click", () => document.body.classList.toggle("tall-panel"));
    $("presets").append(
      ...PRESETS.filter((name) => answer(graph, name, 1).all > 1).map((name) => make("li", {}, button({ class: "preset", id: `preset-${name}`, onclick: () => ask(name) }))),
    );
    for (const name of VIEWS)
      $(`show-${name}`).addEventListener("click", () => {
        state.view = name;
        update({ push: true });
      });
    $("size").addEventListener("change", () => {
      state.size = $("size").value;
      update();
    });
    $("colour").addEventListener("change", () => {
      state.colour = $("colour").value;
      update();
    });
    $("theme").addEventListener("change", () => {
      state.theme = $("theme").value;
      dress();
      update({ push: false });
    });
    $("language").addEventListener("click", () => {
      state.lang = state.lang === "zh" ? "en" : "zh";
      translate();
      update({ push: false });
    });
    for (const format of Object.keys(formats)) {
      const place = document.querySelector(`[data-save="${format}"]`);
      if (place) place.addEventListener("click", () => save(format).catch((error) => announce(String(error.message))));
    }
    $("copy").addEventListener("click", () => {
      const done = () => announce(say("copied"));
      navigator.clipboard?.writeText(location.href).then(done, () => announce(location.href));
      $("take-menu").open = false;
    });
    $("copy-embed").addEventListener("click", () => {
      const frame = `<iframe src="${location.href.replace(/(\?[^#]*)?(#|$)/, "?embed=1$2").replace(/"/g, "&quot;")}" width="960" height="640" title="${page.title.replace(/[&"<>]/g, "")}"></iframe>`;
      navigator.clipboard?.writeText(frame).then(() => announce(say("copied")), () => {});
      $("take-menu").open = false;
    });
    $("print").addEventListener("click", () => window.print());
    $("about-open").addEventListener("click", () => $("about").showModal());
    $("about-close").addEventListener("click", () => $("about").close());
    $("about").addEventListener("click", (/** @type {Event} */ event) => event.target === $("about") && $("about").close());
    $("filters-open").addEventListener("click", () => showFilters(!document.body.classList.contains("filters-shown")));
    $("filters-close").addEventListener("click", () => showFilters(false));
    for (const media of [systemDark, systemContrast])
      media.addEventListener("change", () => {
        dress();
        refreshPicture();
      });
    addEventListener("popstate", () => {
      const { embed } = state;
      Object.assign(state, fromAddress(graph, location.hash.slice(1)), { embed });
      translate();
      dress();
      const { camera } = state;
      update({ fit: true, push: false });
      state.camera = camera;
      useCamera();
      remember(false);
    });
  }

  const { camera } = state;
  document.body.classList.toggle("embed", state.embed);
  translate();
  dress();
  connect();
  prepare();
  update({ fit: true, push: false });
  state.camera = camera;
  useCamera();
  remember(false);
  Object.assign(window, { explorer: { state, graph, picture, get shown() { return shown; }, get paths() { return paths; } } });
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
  setTimeout(needFacts, 600);
}

start().catch((error) => {
  $("map").textContent = `${error.message}`;
  throw error;
});
