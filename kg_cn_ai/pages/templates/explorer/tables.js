// The same selection in other forms: what happened in order of time, and who is linked with whom.

import { $, button, make } from "./dom.js";
import { edgesOf, isOrganization, otherEnd } from "./data.js";
import { isPlain, statusName } from "./facts.js";
import { lineOf, markOf } from "./marks.js";
import { count, date, nameOf, pick, say, yearWord } from "./words.js";

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {import("./filter.js").Shown} Shown */
/** @typedef {import("./state.js").State} State */
/** @typedef {{go: (i: number) => void, goEdge: (e: number) => void}} Ways */

/** Relations in order of time before they are cut off: a browser lays out more of them slowly. */
const MOST = 2000;
/** Things on one side of the matrix. */
const SIDE = 28;

/** @param {Graph} graph @param {Shown} shown @param {Ways} ways */
export function drawChronicle(graph, shown, ways) {
  const { page } = graph;
  const { relations } = page;
  const dated = [];
  let undated = 0;
  for (let e = 0; e < graph.m; e++) if (shown.edges[e]) relations.year[e] ? dated.push(e) : undated++;
  dated.sort((a, b) => relations.year[b] - relations.year[a] || (relations.date[a] < relations.date[b] ? 1 : relations.date[a] > relations.date[b] ? -1 : a - b));
  /** @type {Map<number, number[]>} */
  const years = new Map();
  for (const e of dated.slice(0, MOST)) years.set(relations.year[e], [...(years.get(relations.year[e]) || []), e]);
  const most = Math.max(1, ...[...years.values()].map((list) => list.length));
  $("view-timeline").replaceChildren(
    make("h2", { class: "quiet" }, say("timeline")),
    dated.length ? "" : make("p", { class: "muted" }, say("nothingDated")),
    ...[...years].map(([year, list]) => {
      const bar = make("span", { class: "bar", "aria-hidden": "true" });
      bar.style.width = `${(list.length / most) * 120}px`;
      return make(
        "section",
        { class: "year" },
        make("h3", {}, yearWord(year), bar, make("small", {}, say("relationsN", { n: count(list.length) }))),
        make(
          "ol",
          {},
          ...list.map((e) => {
            const property = page.properties[relations.property[e]];
            const claim = !isPlain(graph, relations.status[e]);
            const end = (/** @type {number} */ i) => button({ class: "go", onclick: () => ways.go(i) }, markOf(page, page.things.kind[i]), make("span", {}, nameOf(page, i)));
            return make(
              "li",
              { class: claim ? "claims" : undefined },
              make("time", {}, date(relations.date[e])),
              lineOf(page, property.family),
              make("div", {}, end(graph.from[e]), button({ class: "link", onclick: () => ways.goEdge(e) }, pick(property)), end(graph.to[e]), claim ? make("span", { class: "pill" }, statusName(graph, relations.status[e])) : null),
            );
          }),
        ),
      );
    }),
    undated ? make("p", { class: "muted" }, say("undatedLeft", { n: count(undated) })) : "",
  );
}

/** @param {Graph} graph @param {Shown} shown @param {Ways} ways */
export function drawMatrix(graph, shown, ways) {
  const { page } = graph;
  const { links } = shown;
  const linkedTo = (/** @type {number} */ i) => [...edgesOf(graph, i)].filter((e) => shown.edges[e] && isOrganization(page, otherEnd(graph, e, i))).length;
  const ranked = [...graph.order].filter((i) => shown.nodes[i] && links[i]);
  let side = ranked.filter((i) => isOrganization(page, i) && linkedTo(i)).sort((a, b) => linkedTo(b) - linkedTo(a) || a - b);
  const organizations = side.length > 2;
  if (!organizations) side = ranked;
  const all = side.length;
  side = side.slice(0, SIDE).sort((a, b) => graph.home[a] - graph.home[b] || links[b] - links[a]);
  const place = new Map(side.map((i, k) => [i, k]));
  /** @type {number[][][]} */
  const cells = side.map(() => side.map(() => []));
  for (const i of side)
    for (const e of edgesOf(graph, i)) {
      const k = place.get(otherEnd(graph, e, i));
      if (shown.edges[e] && k !== undefined) cells[/** @type {number} */ (place.get(i))][k].push(e);
    }
  $("view-matrix").replaceChildren(
    make(
      "table",
      { class: "matrix" },
      make("caption", {}, make("span", {}, say(organizations ? "matrixCaption" : "matrixCaptionAll", { n: count(side.length), all: count(all) }))),
      make("thead", {}, make("tr", {}, make("td", {}), ...side.map((i) => make("th", { scope: "col" }, make("span", {}, nameOf(page, i)))))),
      make(
        "tbody",
        {},
        ...side.map((i, row) =>
          make(
            "tr",
            {},
            make("th", { scope: "row" }, button({ class: "go", onclick: () => ways.go(i) }, markOf(page, page.things.kind[i]), make("span", {}, nameOf(page, i)))),
            ...side.map((j, column) => {
              const found = cells[row][column];
              if (row === column) return make("td", { class: "self" });
              if (!found.length) return make("td", {});
              const family = page.properties[page.relations.property[found[0]]].family;
              const label = `${nameOf(page, i)} – ${nameOf(page, j)}: ${[...new Set(found.map((e) => pick(page.properties[page.relations.property[e]])))].join(", ")}`;
              const cell = button({ title: label, "aria-label": label, class: found.every((e) => !isPlain(graph, page.relations.status[e])) ? "claim" : undefined, onclick: () => ways.goEdge(found[0]) }, String(found.length));
              cell.style.setProperty("--cell", `var(--family-${page.families[family].id})`);
              return make("td", {}, cell);
            }),
          ),
        ),
      ),
    ),
  );
}
