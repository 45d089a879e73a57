// The time bar: a histogram of dated relations, a range of years, and play.

import { $, give, makeSvg, write } from "./dom.js";
import { calm } from "./picture.js";
import { count, say, yearWord } from "./words.js";

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {import("./state.js").State} State */
/** @typedef {import("./filter.js").Shown} Shown */

const BEAT = 750;

/**
 * @param {Graph} graph @param {State} state @param {() => void} changed
 * @returns {(shown: Shown) => void} Draws the bar anew.
 */
export function makeTimeline(graph, state, changed) {
  const [from, to] = [$("year-from"), $("year-to")];
  let counted = /** @type {Uint32Array | null} */ (null);
  let events = /** @type {Map<number, number>} */ (new Map());
  let all = /** @type {number[]} */ ([]);
  let bars = /** @type {{back: SVGElement, front: SVGElement, title: SVGElement}[]} */ ([]);
  /** Bars for the years of the graph; again when it has grown. */
  const lay = () => {
    if (counted === graph.links) return;
    counted = graph.links;
    const [first, last] = graph.years;
    events = new Map(graph.page.events);
    all = Array.from({ length: last - first + 1 }, (_, k) => first + k);
    const wide = 100 / all.length;
    bars = all.map((_, k) => {
      const at = { x: k * wide + wide * 0.12, width: wide * 0.76 };
      const title = makeSvg("title", {});
      return { back: makeSvg("rect", { ...at, class: "events" }), front: makeSvg("rect", at, title), title };
    });
    $("bars").replaceChildren(...bars.flatMap(({ back, front }) => [back, front]));
    $("time").hidden = first === last;
    for (const field of [from, to]) {
      field.min = String(first);
      field.max = String(last);
    }
  };
  let beat = 0;
  const stop = () => {
    clearInterval(beat);
    beat = 0;
    $("play").setAttribute("aria-pressed", "false");
    $("play").setAttribute("aria-label", say("play"));
  };
  const play = () => {
    if (beat) return stop();
    $("play").setAttribute("aria-pressed", "true");
    $("play").setAttribute("aria-label", say("pause"));
    state.days = null;
    if (state.to >= graph.years[1]) state.to = Math.max(graph.years[0], state.from);
    changed();
    beat = setInterval(() => {
      if (state.to >= graph.years[1]) return stop();
      state.to++;
      changed();
    }, calm.matches ? BEAT * 2 : BEAT);
  };
  $("play").addEventListener("click", play);
  from.addEventListener("input", () => {
    stop();
    state.days = null;
    state.from = Math.min(Number(from.value), graph.years[1]);
    state.to = Math.max(state.to, state.from);
    changed();
  });
  to.addEventListener("input", () => {
    stop();
    state.days = null;
    state.to = Number(to.value);
    state.from = Math.min(state.from, state.to);
    changed();
  });
  $("undated").addEventListener("change", () => {
    state.undated = $("undated").checked;
    changed();
  });

  return (shown) => {
    lay();
    const [first, last] = graph.years;
    from.value = String(state.from);
    to.value = String(state.to);
    give(from, "aria-valuetext", yearWord(state.from));
    give(to, "aria-valuetext", yearWord(state.to));
    $("undated").checked = state.undated;
    write($("undated-label"), say("undated", { n: count(shown.undated) }));
    write($("years"), state.from === first && state.to === last ? say("allYears", { from: first, to: last }) : state.from === state.to ? yearWord(state.from) : `${state.from}–${yearWord(state.to)}`);
    const span = last - first || 1;
    const most = Math.max(1, ...events.values(), ...shown.bars);
    const height = (/** @type {number} */ n) => (n ? Math.max(1.5, 26 * Math.sqrt(n / most)) : 0);
    /** @param {SVGElement} bar @param {number} n */
    const raise = (bar, n) => {
      give(bar, "y", String(28 - height(n)));
      give(bar, "height", String(height(n)));
    };
    all.forEach((year, k) => {
      const { back, front, title } = bars[k];
      raise(back, events.get(year) || 0);
      raise(front, shown.bars[k]);
      give(front, "class", year >= state.from && year <= state.to ? "inside" : "outside");
      write(title, `${yearWord(year)}: ${say("relationsN", { n: count(shown.bars[k]) })}`);
    });
    $("track").style.setProperty("--from", `${((state.from - first) / span) * 100}%`);
    $("track").style.setProperty("--to", `${((state.to - first) / span) * 100}%`);
  };
}
