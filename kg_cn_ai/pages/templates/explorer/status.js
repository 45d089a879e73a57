// What stands around the picture and follows it: counts, what is on the stage, notes on size and colour, the tip under the
// pointer, the panel, and the views beside the network.

import { $, give, make, write } from "./dom.js";
import { isFiltered, isScoped } from "./filter.js";
import { ARRANGED, countryRanks, isArranged } from "./looks.js";
import { comparePanel, communityName, pathPanel, relationPanel, thingPanel } from "./panel.js";
import { DRAWN, LEVELS, PRESETS, VIEWS } from "./state.js";
import { drawTable } from "./table.js";
import { drawChronicle, drawMatrix } from "./tables.js";
import { count, language, nameOf, pick, relationsText, say, typeOf } from "./words.js";

/** @typedef {import("./app.js").App} App */

/** @param {App} app @returns {string} */
export const shownText = ({ graph, shown }) => {
  const { server } = graph.page;
  const things = { n: count(shown.things), all: count(graph.n) };
  return [server ? say("shownLoaded", { ...things, whole: count(server.things) }) : say("shown", things), relationsText(shown.relations)].join(language() === "zh" ? "，" : ", ");
};

/** Relations of a thing, and how many of those that it is linked to are not loaded. @param {App} app @param {number} i @returns {string} */
export const linksText = ({ graph, shown }, i) =>
  [relationsText(shown.links[i]), graph.beyond[i] && say("beyond", { n: count(graph.beyond[i]) })].filter(Boolean).join(language() === "zh" ? "，" : ", ");

/** @param {App} app @returns {string} What is on the stage. */
function stageTitle({ graph, state, shown }) {
  const n = count(shown.things);
  if (state.path) return say("path");
  if (state.compare) return say("compare");
  if (!isScoped(state)) return say("arrangedTitle", { n });
  if (state.question) return say("answerAll", { title: say(`preset-${state.question}`), n });
  const [centre] = state.around.keys();
  return centre === undefined || state.around.size > 1 ? say("stageTitle", { n }) : say("stageOf", { name: nameOf(graph.page, centre), n });
}

/** What of the selection is drawn, where that is not all. @param {App} app @returns {string} */
export const drawnText = ({ shown, drawn }) => (drawn.things < shown.things ? say("drawnPart", { n: count(drawn.things), all: count(shown.things) }) : "");

/** @param {App} app */
export function drawStatus(app) {
  const { graph, state, shown, drawn, pending } = app;
  const onStage = isArranged(state, drawn);
  const onMap = state.view === "map";
  const filtered = isFiltered(graph, state);
  write($("shown"), shownText(app));
  $("reset").hidden = !filtered;
  $("filters-open").classList.toggle("filtered", filtered);
  $("stage-bar").hidden = !onStage || !onMap;
  write($("stage-title"), stageTitle(app));
  write($("drawn-part"), drawnText(app));
  $("draw-more").hidden = drawn.things >= Math.min(shown.things, DRAWN[1]);
  $("draw-list").hidden = drawn.things === shown.things;
  for (const level of LEVELS) give($(`level-${level}`), "aria-pressed", String(state.level === level));
  $("arrange").hidden = onStage || !filtered || shown.things > ARRANGED || shown.things < 2 || !onMap;
  $("pending").hidden = !pending;
  if (pending) write($("pending-text"), say(pending.kind === "path" ? "choosePath" : "chooseCompare", { name: nameOf(graph.page, pending.from) }));
  for (const name of PRESETS) {
    const place = $(`preset-${name}`);
    if (!place) continue;
    write(place, say(`preset-${name}`));
    give(place, "aria-pressed", String(state.question === name));
  }
  write($("size-note"), [say(`note-${state.size}`), graph.page.server && state.size !== "degree" && say("noteLoaded")].filter(Boolean).join(" "));
  const ring = make("i", { class: "ring", "aria-hidden": "true" });
  $("colour-note").replaceChildren(...hueKeys(app), graph.page.things.listed.some(Boolean) ? make("li", {}, ring, say("listedBadge")) : "");
}

/** What the colours mean where they do not stand for types. @param {App} app */
function hueKeys({ graph, state }) {
  const own = (/** @type {string} */ colour, /** @type {string} */ text) => {
    const dot = make("i", { "aria-hidden": "true" });
    dot.style.background = colour;
    return make("li", {}, dot, text);
  };
  const key = (/** @type {number} */ k, /** @type {string} */ text) => own(`var(--hue-${k})`, text);
  if (state.colour === "origin") return [1, 2, 3, 0].map((k) => own(`var(--home-${k})`, say(`origin-${k}`)));
  if (state.colour === "country")
    return countryRanks(graph).slice(0, 8).map((c, k) => key(k, k === 7 ? say("otherCountries") : pick(graph.page.things.countryNames[c])));
  if (state.colour === "community") return graph.continents.slice(0, 8).map((land) => key(land.tint, communityName(graph, land.members[0])));
  return [];
}

/** @param {App} app @param {import("./panel.js").Moves} moves */
export function drawPanel(app, moves) {
  const { graph, state, facts } = app;
  const open = state.node >= 0 || state.edge >= 0 || state.path !== null || state.compare !== null;
  const content = $("panel-content");
  $("panel").hidden = !open;
  document.body.classList.toggle("with-panel", open);
  if (!open) return content.replaceChildren();
  if (!facts) {
    content.replaceChildren(make("h2", { tabindex: "-1" }, state.node >= 0 ? nameOf(graph.page, state.node) : say("loading")));
    app.needFacts().then(() => drawPanel(app, moves));
    return;
  }
  const desk = { graph, facts, shown: app.everywhere, drawn: app.drawn, state, moves, filled: app.parts.filled };
  if (state.node >= 0 && facts.cards[state.node].part) app.parts.fill(state.node);
  const parts = state.node >= 0 ? thingPanel(desk, state.node) : state.edge >= 0 ? relationPanel(desk, state.edge) : state.path ? pathPanel(desk, app.paths) : comparePanel(desk);
  // Drawing anew must not lose the keyboard's place.
  const stops = () => [...content.querySelectorAll("button, summary, a, h2")];
  const held = content.contains(document.activeElement) ? stops().indexOf(document.activeElement) : -1;
  content.replaceChildren(...parts);
  content.scrollTop = 0;
  if (held >= 0) (stops()[held] || content.querySelector("h2"))?.focus({ preventScroll: true });
}

/** @param {App} app @param {import("./panel.js").Moves} moves */
export function drawView(app, moves) {
  const { graph, state, shown } = app;
  for (const name of VIEWS) {
    give($(`show-${name}`), "aria-pressed", String(state.view === name));
    if (name !== "map") $(`view-${name}`).hidden = state.view !== name;
  }
  $("map").hidden = $("zoom").hidden = state.view !== "map";
  if (state.view === "table") drawTable(graph, shown, state, { ...moves, changed: () => app.update({ push: false }) }, app.printing ? Infinity : undefined);
  if (state.view === "timeline") drawChronicle(graph, shown, moves);
  if (state.view === "matrix") drawMatrix(graph, shown, moves);
  if (state.view !== "map") write($("drawn"), "");
}

/** @param {App} app @param {import("./picture.js").Hit} hit @param {number} x @param {number} y */
export function drawTip(app, hit, x, y) {
  const { graph, picture } = app;
  const { page } = graph;
  const box = $("tip");
  let text = ["", ""];
  if (hit.i >= 0) text = [nameOf(page, hit.i), [typeOf(page, hit.i), linksText(app, hit.i)].join(" · ")];
  else if (hit.e >= 0) text = [`${nameOf(page, graph.from[hit.e])} → ${nameOf(page, graph.to[hit.e])}`, pick(page.properties[page.relations.property[hit.e]])];
  else if (hit.land >= 0) {
    const land = graph.continents.find((found) => found.number === hit.land);
    if (land) text = [communityName(graph, land.members[0]), say("things", { n: count(land.members.length) })];
  }
  box.hidden = !text[0];
  if (!text[0]) return;
  box.replaceChildren(make("strong", {}, text[0]), make("small", {}, text[1]));
  box.style.left = `${Math.min(x + 14, picture.w - box.offsetWidth - 8)}px`;
  box.style.top = `${y + 18 + box.offsetHeight > picture.h ? y - box.offsetHeight - 10 : y + 18}px`;
}
