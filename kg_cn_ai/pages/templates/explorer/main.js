// The start of the page: its parts made and joined.

import { App } from "./app.js";
import { makeChips } from "./chips.js";
import { makeGraph, readBlock } from "./data.js";
import { $, announce, button, make, write } from "./dom.js";
import { isScoped } from "./filter.js";
import { dress, systemContrast, systemDark, translate } from "./dress.js";
import { connectKeys } from "./keys.js";
import { makeLegend } from "./legend.js";
import { makeMoves } from "./moves.js";
import { Picture } from "./picture.js";
import { isAnswered } from "./presets.js";
import { connectSaving } from "./saving.js";
import { Index } from "./search.js";
import { connectSearch } from "./searchbox.js";
import { DRAWN, fromAddress, LEVELS, PRESETS, unknownIn, VIEWS } from "./state.js";
import { drawPanel, drawStatus, drawTip, drawView } from "./status.js";
import { makeStories } from "./stories.js";
import { makeTimeline } from "./timeline.js";
import { unpackGraph } from "./unpack.js";
import { count, learn, say } from "./words.js";

/** @typedef {ReturnType<typeof makeMoves>} Moves */

async function start() {
  /** @type {import("./data.js").Page} */
  const page = unpackGraph(await readBlock("graph"));
  const graph = makeGraph(page, innerHeight > 1.25 * innerWidth);
  learn(page.text);
  const wish = new URLSearchParams(location.search);
  const lang = wish.get("lang") || page.lang || navigator.language;
  page.lang = lang.toLowerCase().startsWith("zh") ? "zh" : "en";
  const state = fromAddress(graph, location.hash.slice(1));
  state.embed = wish.get("embed") === "1";
  const app = new App(graph, state);
  const moves = makeMoves(app);
  app.picture = makePicture(app, moves);
  app.drawers = {
    legend: makeLegend(graph, state, () => {
      app.update({ push: false });
      announce($("shown").textContent);
    }),
    time: makeTimeline(graph, state, eachFrame(() => app.update({ push: false }))),
    stories: makeStories(graph, state, moves.tell),
    panel: () => drawPanel(app, moves),
    status: () => drawStatus(app),
    chips: makeChips(app),
    view: () => drawView(app, moves),
    words: () => translate(app),
  };
  document.body.classList.toggle("embed", state.embed);
  connect(app, moves);
  arrive(app, moves, location.hash ? "" : wish.get("focus") || page.focus);
  // For the console, and for tests.
  Object.assign(window, { explorer: app });
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
  setTimeout(() => app.needFacts(), 600);
}

/**
 * Show what the address of the page says, also what is still to be loaded.
 * @param {App} app @param {Moves} moves @param {string} [focus] A thing to open with where the address says nothing.
 */
function arrive(app, moves, focus = "") {
  const { graph, state } = app;
  const address = location.hash.slice(1);
  const show = () => {
    const { embed } = state;
    Object.assign(state, fromAddress(graph, address), { embed });
    translate(app);
    dress(app);
    moves.openWith(graph.index.get(focus) ?? -1);
    const { camera } = state;
    app.update({ fit: true, push: false });
    app.useCamera(camera);
    app.remember(false);
    const unknown = graph.page.server ? [] : unknownIn(graph, address);
    if (!graph.page.server) app.parts.tell(unknown.length ? say("notHere", { names: unknown.join(", ") }) : "", null);
  };
  const wanted = focus ? moves.neighboursOf(focus) : app.parts.wantedBy(address);
  app.held = wanted !== null;
  show();
  if (wanted) app.parts.after(wanted, show);
}

/** A dragged slider sends more steps than can be drawn. @param {() => void} work */
function eachFrame(work) {
  let frame = 0;
  return () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      work();
    });
  };
}

/** @param {App} app @param {Moves} moves @returns {Picture} */
function makePicture(app, moves) {
  const { graph, state } = app;
  let dragged = 0;
  const picture = new Picture($("map"), graph, {
    click(hit, event) {
      if (event.shiftKey && hit.i >= 0 && state.node >= 0 && hit.i !== state.node) moves.connect("compare", state.node, hit.i);
      else if (hit.i >= 0) moves.take(hit.i);
      else if (hit.e >= 0) moves.select({ edge: hit.e });
      else if (hit.land >= 0 && state.node < 0 && state.edge < 0) moves.showLand(hit.land);
      else moves.select({});
    },
    open: (i) => (isScoped(state) && app.drawn.nodes[i] ? moves.expand(i, 1) : moves.neighbourhood(i)),
    hover(hit, x, y) {
      const was = app.hovered;
      app.hovered = state.node < 0 && state.edge < 0 ? hit.i : -1;
      picture.canvas.style.cursor = hit.i >= 0 || hit.e >= 0 || hit.land >= 0 ? "pointer" : "grab";
      drawTip(app, hit, x, y);
      if (was !== app.hovered && picture.took < 60) app.refresh();
    },
    drag(i, x, y) {
      state.pinned.set(i, [x, y]);
      [picture.model.x[i], picture.model.y[i]] = [x, y];
      picture.move();
      clearTimeout(dragged);
      dragged = setTimeout(() => {
        app.remember(true);
        app.drawers.panel();
      }, 300);
    },
    moved: () => app.remember(false),
    drawn({ marks, inView, overview }) {
      const { server } = graph.page;
      const text = [
        server && say("loaded", { n: count(graph.n), all: count(server.things) }),
        overview && say("drawn", { n: count(marks.length), all: count(inView) }),
      ];
      write($("drawn"), text.filter(Boolean).join(" "));
    },
  });
  return picture;
}

/** @param {App} app @param {Moves} moves */
function connect(app, moves) {
  const { graph, state, picture } = app;
  /** @type {Index | null} */
  let index = null;
  let indexed = 0;
  const found = () => {
    if (!index || indexed !== graph.n) [index, indexed] = [new Index(graph), graph.n];
    return index;
  };
  connectSearch(graph, (typed) => found().search(typed), moves.find, () => [...graph.order].slice(0, 8).filter((i) => graph.degree[i]));
  setTimeout(found, 300);
  const showFilters = (/** @type {boolean} */ open) => {
    moves.showFilters(open);
    $(open ? "filters-close" : "filters-open").focus();
  };
  connectKeys(app, moves, showFilters);
  connectSaving(app);
  const on = (/** @type {string} */ id, /** @type {(event: any) => void} */ work, event = "click") => $(id).addEventListener(event, work);
  on("zoom-in", () => picture.zoom(1.5));
  on("zoom-out", () => picture.zoom(1 / 1.5));
  on("zoom-fit", () => picture.go(picture.frameOf(null)));
  on("back", moves.backToMap);
  on("arrange", () => {
    state.arranged = true;
    app.update({ fit: true });
  });
  on("pending-end", () => {
    app.pending = null;
    app.drawers.status();
  });
  on("reset", moves.showAll);
  on("draw-more", () => {
    state.most = DRAWN[1];
    app.update({ fit: true });
  });
  on("draw-list", () => {
    state.view = "table";
    app.update();
  });
  for (const level of LEVELS)
    on(`level-${level}`, () => {
      state.level = level;
      app.update({ fit: true });
      announce($("shown").textContent);
    });
  on("panel-close", () => moves.select({}, { reveal: false }));
  on("panel-size", () => document.body.classList.toggle("tall-panel"));
  on("about-open", () => $("about").showModal());
  on("about-close", () => $("about").close());
  on("about", (event) => event.target === $("about") && $("about").close());
  on("filters-open", () => showFilters(!document.body.classList.contains("filters-shown")));
  on("filters-close", () => showFilters(false));
  const questions = PRESETS.filter((name) => isAnswered(graph, name));
  $("presets").append(...questions.map((name) => make("li", {}, button({ class: "preset", id: `preset-${name}`, onclick: () => moves.ask(name) }))));
  for (const name of VIEWS)
    on(`show-${name}`, () => {
      state.view = name;
      app.update();
    });
  for (const key of /** @type {const} */ (["size", "colour"]))
    on(
      key,
      () => {
        state[key] = $(key).value;
        app.update();
      },
      "change",
    );
  on(
    "theme",
    () => {
      state.theme = $("theme").value;
      dress(app);
      app.update({ push: false });
    },
    "change",
  );
  on("language", () => {
    state.lang = state.lang === "zh" ? "en" : "zh";
    translate(app);
    app.update({ push: false });
  });
  for (const media of [systemDark, systemContrast])
    media.addEventListener("change", () => {
      dress(app);
      app.refresh();
    });
  for (const [event, printing] of /** @type {[string, boolean][]} */ ([["beforeprint", true], ["afterprint", false]]))
    addEventListener(event, () => {
      app.printing = printing;
      app.drawers.view();
    });
  addEventListener("popstate", () => arrive(app, moves));
}

start().catch((error) => {
  $("map").textContent = error.message;
  throw error;
});
