// What is chosen, in words that can be taken back one by one; and the fields for the two ends of a tie and for days.

import { ORGANIZATIONS } from "./data.js";
import { dayOf, dayText, today } from "./days.js";
import { $, button, make, write } from "./dom.js";
import { asksOf, isNarrowed } from "./filter.js";
import { chooseDays, freshState } from "./state.js";
import { count, date, language, nameOf, pick, say } from "./words.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./state.js").End} End */

/** Days back that "the last twelve months" goes. */
const YEAR = 365;

/** @param {App} app @param {End} end @returns {string} What one end has to be. */
function endText({ graph }, end) {
  const { kinds, things } = graph.page;
  const home = things.countryNames.find(({ en }) => en === end.country);
  const kind = kinds.find(({ id }) => id === end.kind);
  return [
    end.listed && say("listedEnd"),
    home ? pick(home) : end.country && say(`end-${end.country}`),
    kind && pick(kind),
  ].filter(Boolean).join(language() === "zh" ? "·" : ", ") || say("anyEnd");
}

/**
 * Every choice that leaves something out: what it says, and how it is taken back.
 * @param {App} app @returns {{text: string, undo: () => void}[]}
 */
function choices(app) {
  const { graph, state } = app;
  const { page } = graph;
  const found = [];
  if (state.ends.some(asksOf))
    found.push({ text: state.ends.map((end) => endText(app, end)).join(" ↔ "), undo: () => Object.assign(state, { ends: freshState(graph).ends }) });
  if (isNarrowed(graph, state)) {
    const text = state.days ? state.days.map((day) => date(dayText(day))).join(" – ") : `${state.from}–${state.to}`;
    found.push({ text, undo: () => Object.assign(state, { days: null, from: app.fresh.from, to: app.fresh.to, undated: false }) });
  }
  if (state.cross) found.push({ text: say("crossOnly"), undo: () => Object.assign(state, { cross: false }) });
  const sets = /** @type {const} */ ({ kinds: "types", properties: "relations", countries: "countries", sectors: "sectors", documents: "sources", grades: "grades" });
  const lengths = { kinds: page.kinds.length, properties: page.properties.length, countries: page.things.countryNames.length + 1, sectors: page.things.sectorNames.length + 1, documents: page.documents.length + 1, grades: graph.grades.length };
  for (const [key, word] of Object.entries(sets)) {
    const off = state[/** @type {keyof typeof sets} */ (key)];
    const all = lengths[/** @type {keyof typeof sets} */ (key)];
    if (off.size) found.push({ text: `${say(word)}: ${say("chosen", { n: count(all - off.size), all: count(all) })}`, undo: () => off.clear() });
  }
  for (const i of state.hidden) found.push({ text: say("hiddenNow", { name: nameOf(page, i) }), undo: () => state.hidden.delete(i) });
  return found;
}

/** @param {App} app @returns {() => void} Draws chips and fields anew. */
export function makeChips(app) {
  const { graph, state } = app;
  const { kinds, things } = graph.page;
  const organizations = kinds.filter(({ id }) => ORGANIZATIONS.includes(id));
  const changed = () => app.update({ fit: true });
  const option = (/** @type {string} */ value, /** @type {string} */ text, /** @type {string} */ chosen) => make("option", { value, selected: value === chosen }, text);
  /** The countries of most things first. */
  const ranked = things.countryNames.map((_, c) => c);
  const sizes = ranked.map((c) => things.countries.filter((own) => own.includes(c)).length);
  ranked.sort((a, b) => sizes[b] - sizes[a] || a - b);
  let drawn = "";

  const drawFields = () => {
    const wanted = `${language()} ${JSON.stringify(state.ends)}`;
    if (wanted === drawn) return;
    drawn = wanted;
    const rows = state.ends.map((end, k) => {
      const choose = (/** @type {keyof End} */ key, /** @type {any} */ value) => {
        /** @type {any} */ (state.ends[k])[key] = value;
        changed();
      };
      const country = make(
        "select",
        { "aria-label": say("endCountry", { n: k + 1 }), id: `end-country-${k + 1}`, onchange: (/** @type {any} */ event) => choose("country", event.target.value) },
        option("", say("anyCountry"), end.country),
        ...["greater", "abroad"].map((value) => option(value, say(`end-${value}`), end.country)),
        ...ranked.map((c) => option(things.countryNames[c].en, pick(things.countryNames[c]), end.country)),
      );
      const kind = make(
        "select",
        { "aria-label": say("endKind", { n: k + 1 }), id: `end-kind-${k + 1}`, onchange: (/** @type {any} */ event) => choose("kind", event.target.value) },
        option("", say("anyKind"), end.kind),
        ...organizations.map((known) => option(known.id, pick(known), end.kind)),
      );
      const listed = make("input", { type: "checkbox", id: `end-listed-${k + 1}`, checked: end.listed || undefined, onchange: (/** @type {any} */ event) => choose("listed", event.target.checked) });
      return make("div", { class: "end" }, country, kind, make("label", {}, listed, say("listedEnd")));
    });
    const focused = document.activeElement?.id || "";
    $("ends").replaceChildren(...rows);
    if (focused.startsWith("end-")) $(focused)?.focus();
  };

  for (const [id, place] of /** @type {[string, number][]} */ ([["day-from", 0], ["day-to", 1]]))
    $(id).addEventListener("change", () => {
      const days = [dayOf($("day-from").value), dayOf($("day-to").value)];
      if (!Number.isFinite(days[place])) return;
      if (!Number.isFinite(days[1 - place])) days[1 - place] = days[place];
      chooseDays(graph, state, Math.min(...days), Math.max(...days));
      changed();
    });
  $("last-year").addEventListener("click", () => {
    chooseDays(graph, state, today() - YEAR, today());
    changed();
  });
  $("quiet").addEventListener("change", () => {
    state.quiet = $("quiet").checked;
    changed();
  });

  return () => {
    drawFields();
    $("chips").replaceChildren(
      ...choices(app).map(({ text, undo }) =>
        make("li", { class: "chip" }, make("span", {}, text), button({ class: "tool", "aria-label": say("takeBack", { name: text }), onclick: () => { undo(); changed(); } }, "×")),
      ),
    );
    $("day-from").value = state.days ? dayText(state.days[0]) : "";
    $("day-to").value = state.days ? dayText(state.days[1]) : "";
    $("quiet").checked = state.quiet;
    $("quiet-row").hidden = state.level !== "organizations" || (!state.quiet && !app.shown.quiet);
    write($("quiet-label"), state.quiet ? say("quietShown") : say("quietHidden", { n: count(app.shown.quiet) }));
    const { large_consortium: large = 0, copies_only: copies = 0 } = graph.page.leftOut;
    write($("left-out"), large || copies ? say("leftOut", { large: count(large), copies: count(copies) }) : "");
  };
}
