// The things that are shown, as a table: for screen readers, for sorting, and where there is no canvas.

import { $, button, make } from "./dom.js";
import { markOf } from "./marks.js";
import { collation, count, countriesOf, nameOf, otherNameOf, say, typeOf } from "./words.js";

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {import("./filter.js").Shown} Shown */
/** @typedef {import("./state.js").State} State */

/** Rows before "show more": a browser lays out more of them slowly. */
const PAGE = 500;

/** @param {Graph} graph @param {Shown} shown @param {State} state @param {{go: (i: number) => void, changed: () => void}} ways @param {number} [rows] @returns {void} */
export function drawTable(graph, shown, state, ways, rows = PAGE) {
  const { page } = graph;
  const { links } = shown;
  /** @type {Record<string, (i: number) => string | number>} */
  const values = {
    name: (i) => nameOf(page, i),
    other: (i) => otherNameOf(page, i),
    type: (i) => typeOf(page, i),
    country: (i) => countriesOf(page, i),
    links: (i) => links[i],
    since: (i) => page.things.since[i],
  };
  const used = ["name", "other", "type", "country", "links", ...(page.things.since.some(Boolean) ? ["since"] : [])];
  const numeric = ["links", "since"];
  /** @type {Record<string, string>} */
  const styles = { other: "wide-only", country: "wide-only", links: "number", since: "number wide-only" };
  const compare = collation();
  const value = values[state.sort] || values.links;
  const things = [...graph.order].filter((i) => shown.nodes[i]);
  const keys = new Map(things.map((i) => [i, value(i)]));
  things.sort((a, b) => {
    const [u, v] = [keys.get(a), keys.get(b)];
    if ((u === "" || u === 0) !== (v === "" || v === 0)) return u === "" || u === 0 ? 1 : -1;
    return (typeof u === "number" ? u - Number(v) : compare(String(u), String(v))) * (state.descending ? -1 : 1) || links[b] - links[a] || a - b;
  });
  /** A link and no button: a browser puts every button that is copied on a line of its own. @param {number} i */
  const nameLink = (i) =>
    make("a", { class: "go", href: `#thing=${page.things.id[i]}`, onclick: (/** @type {Event} */ event) => { event.preventDefault(); ways.go(i); } }, nameOf(page, i));
  const head = make(
    "tr",
    {},
    ...used.map((key) =>
      make(
        "th",
        { scope: "col", "aria-sort": key === state.sort ? (state.descending ? "descending" : "ascending") : undefined, class: styles[key] },
        button(
          {
            onclick: () => {
              state.descending = state.sort === key ? !state.descending : numeric.includes(key);
              state.sort = key;
              ways.changed();
              $("view-table").querySelector("[aria-sort] button")?.focus();
            },
          },
          say({ other: "otherName", since: "begins" }[key] || key),
        ),
      ),
    ),
  );
  const body = make(
    "tbody",
    {},
    ...things.slice(0, rows).map((i) =>
      make(
        "tr",
        { class: i === state.node ? "current" : undefined },
        ...used.map((key) => {
          if (key === "name") return make("th", { scope: "row" }, nameLink(i));
          if (key === "type") return make("td", { class: "kind" }, markOf(page, page.things.kind[i]), typeOf(page, i));
          const shownValue = key === "since" && !page.things.since[i] ? "" : String(values[key](i));
          return make("td", { class: styles[key] }, shownValue);
        }),
      ),
    ),
  );
  const rest = things.length - rows;
  $("view-table").replaceChildren(
    make("table", {}, make("caption", {}, say(page.server ? "tableCaptionLoaded" : "tableCaption", { n: count(things.length) })), make("thead", {}, head), body),
    rest > 0 ? button({ class: "act", onclick: () => drawTable(graph, shown, state, ways, rows + 4 * PAGE) }, say("more", { n: count(rest) })) : "",
  );
}
