// The legend: what marks and lines mean, how many there are, and which of them to show. A row hides or shows; a double
// click, or "only", shows it alone, and a second time everything again.

import { $, button, make, write } from "./dom.js";
import { icon, lineOf, markOf } from "./marks.js";
import { collation, count, language, pick, say } from "./words.js";

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {import("./state.js").State} State */
/** @typedef {import("./filter.js").Shown} Shown */
/** @typedef {"kinds" | "properties" | "countries" | "sectors" | "documents" | "grades"} Choice */

const FEW = 9;

/** How often each type, relation and so on occurs, in a selection or in all. @param {Graph} graph @param {Shown | null} shown */
export function tallies(graph, shown) {
  const { page, n, m } = graph;
  const tally = (/** @type {number} */ length) => new Array(length).fill(0);
  const kinds = tally(page.kinds.length);
  const properties = tally(page.properties.length);
  const countries = tally(page.things.countryNames.length + 1);
  const sectors = tally(page.things.sectorNames.length + 1);
  const documents = tally(page.documents.length + 1);
  const grades = tally(graph.grades.length);
  const homely = new Set();
  for (let i = 0; i < n; i++) {
    if (shown && !shown.nodes[i]) continue;
    kinds[page.things.kind[i]]++;
    if (page.things.countries[i].length) homely.add(page.things.kind[i]);
    for (const c of page.things.countries[i]) countries[c]++;
    for (const s of page.things.sectors[i]) sectors[s]++;
    if (!page.things.sectors[i].length) sectors[sectors.length - 1]++;
  }
  for (let i = 0; i < n; i++) if ((!shown || shown.nodes[i]) && homely.has(page.things.kind[i]) && !page.things.countries[i].length) countries[countries.length - 1]++;
  for (let e = 0; e < m; e++) {
    if (shown && !shown.edges[e]) continue;
    properties[page.relations.property[e]]++;
    for (const d of page.relations.documents[e]) documents[d]++;
    if (!page.relations.documents[e].length) documents[documents.length - 1]++;
    if (graph.grade[e] < grades.length) grades[graph.grade[e]]++;
  }
  const members = page.families.map((_, f) => page.properties.map((__, p) => p).filter((p) => page.properties[p].family === f && properties[p]));
  return { kinds, properties, countries, sectors, documents, grades, members };
}

/**
 * @param {Graph} graph @param {State} state
 * @param {() => void} changed
 */
export function makeLegend(graph, state, changed) {
  const { page } = graph;
  /** What there is, which gives the rows; and what of it is selected, which gives their numbers. */
  let totals = tallies(graph, null);
  let counts = totals;
  let counted = graph.links;
  /** @type {Set<string>} */
  const open = new Set();
  /** What of the rows follows the choices: brought up to date at each, while the rows stay. @type {(() => void)[]} */
  let following = [];
  /** @param {() => void} work */
  const follow = (work) => {
    following.push(work);
    work();
  };

  /** What was hidden before the first click of what may become a double click. */
  let before = new Set();
  /** @param {Choice} choice @param {number[]} those */
  const toggle = (choice, those) => {
    before = new Set(state[choice]);
    const hide = !those.every((k) => state[choice].has(k));
    for (const k of those) hide ? state[choice].add(k) : state[choice].delete(k);
    changed();
  };
  /** @param {Choice} choice @param {number[]} all @param {number[]} those */
  const solo = (choice, all, those) => {
    const rest = all.filter((k) => !those.includes(k));
    const already = rest.every((k) => state[choice].has(k)) && !those.some((k) => state[choice].has(k));
    state[choice].clear();
    if (!already) for (const k of rest) state[choice].add(k);
    changed();
  };
  /**
   * @param {Choice} choice @param {number[]} all @param {number[]} those @param {string} label
   * @param {Node | null} swatch @param {Record<string, any>} [data]
   */
  const row = (choice, all, those, label, swatch, data = {}) => {
    const number = make("span", { class: "count" });
    const key = button(
      {
        class: "key",
        ...data,
        onclick: (/** @type {MouseEvent} */ event) => event.detail < 2 && toggle(choice, those),
        ondblclick: () => {
          state[choice] = before;
          solo(choice, all, those);
        },
      },
      swatch,
      make("span", { class: "label" }, label),
      number,
    );
    follow(() => {
      const off = those.filter((k) => state[choice].has(k)).length;
      // Of what is hidden nothing is selected.
      write(number, off === those.length ? "–" : count(those.reduce((sum, k) => sum + counts[choice][k], 0)));
      key.setAttribute("aria-pressed", off === 0 ? "true" : off === those.length ? "false" : "mixed");
    });
    return make(
      "div",
      { class: "row" },
      key,
      button({ class: "only", "aria-label": say("onlyLabel", { name: label }), onclick: () => solo(choice, all, those) }, say("only")),
    );
  };
  /** @param {string} id @param {string} label @param {HTMLElement} inner */
  const unfold = (id, label, inner) => {
    inner.id = `fold-${id}`;
    inner.hidden = !open.has(id);
    return button(
      {
        class: "more",
        "aria-expanded": String(!inner.hidden),
        "aria-controls": inner.id,
        "aria-label": say("expand", { name: label }),
        onclick: (/** @type {Event} */ event) => {
          inner.hidden = !inner.hidden;
          inner.hidden ? open.delete(id) : open.add(id);
          /** @type {Element} */ (event.currentTarget).setAttribute("aria-expanded", String(!inner.hidden));
        },
      },
      icon("m8 4 8 8-8 8"),
    );
  };
  /**
   * A list that shows its most frequent rows, and all of them on demand.
   * @param {Choice} choice @param {string[]} labels @param {number[]} counts @param {(k: number) => Node | null} [swatch]
   */
  const list = (choice, labels, counts, swatch = () => null) => {
    const all = labels.map((_, k) => k).filter((k) => counts[k]);
    const compare = collation();
    all.sort((a, b) => counts[b] - counts[a] || compare(labels[a], labels[b]));
    const shown = open.has(choice) ? all : all.slice(0, FEW);
    const found = make("ul", { class: "keys" }, ...shown.map((k) => make("li", {}, row(choice, all, [k], labels[k], swatch(k), { [`data-${choice}`]: k }))));
    if (all.length > FEW)
      found.append(
        make(
          "li",
          {},
          button(
            {
              class: "link",
              "aria-expanded": String(open.has(choice)),
              onclick: () => {
                open.has(choice) ? open.delete(choice) : open.add(choice);
                if (selected) draw(selected);
              },
            },
            open.has(choice) ? say("fewer") : say("allOf", { n: count(all.length) }),
          ),
        ),
      );
    return { all, found };
  };
  /** @param {string} id @param {string} title @param {Choice} choice @param {string[]} labels @param {number[]} counts */
  const section = (id, title, choice, labels, counts) => {
    const place = $(id);
    // The simple page has none.
    if (!place) return;
    const { all, found } = list(choice, labels, counts);
    place.hidden = all.length < 2;
    place.querySelector("summary span").textContent = title;
    follow(() => {
      place.querySelector("summary small").textContent = state[choice].size ? say("chosen", { n: count(all.filter((k) => !state[choice].has(k)).length), all: count(all.length) }) : "";
    });
    place.querySelector("div").replaceChildren(found);
  };

  let rowsDrawn = "";
  let selected = /** @type {Shown | null} */ (null);
  /** @param {Shown} shown */
  const draw = (shown) => {
    selected = shown;
    counts = tallies(graph, shown);
    if (counted !== graph.links) {
      totals = tallies(graph, null);
      counted = graph.links;
      rowsDrawn = "";
    }
    const { kinds, properties, countries, sectors, documents, grades, members } = totals;
    const wanted = [language(), state.colour, ...open].join();
    if (wanted === rowsDrawn) {
      // Rows stay; only numbers and what is chosen follow.
      for (const work of following) work();
      return;
    }
    [rowsDrawn, following] = [wanted, []];
    // The keyboard stays on the row that it was on.
    const focused = document.activeElement;
    const rows = () => [...$("legend").querySelectorAll("button")];
    const at = focused instanceof HTMLButtonElement ? rows().indexOf(focused) : -1;
    const all = page.kinds.map((_, k) => k).filter((k) => kinds[k]);
    $("kinds").replaceChildren(...all.map((k) => make("li", {}, row("kinds", all, [k], pick(page.kinds[k]), markOf(page, k, state.colour === "type"), { "data-kind": k }))));
    const every = members.flat();
    $("families").replaceChildren(
      ...page.families.flatMap((family, f) => {
        if (!members[f].length) return [];
        const line = row("properties", every, members[f], pick(family), lineOf(page, f), { "data-family": f });
        const inner = make(
          "ul",
          { class: "inner" },
          ...[...members[f]]
            .sort((a, b) => properties[b] - properties[a] || a - b)
            .map((p) => make("li", {}, row("properties", every, [p], pick(page.properties[p]), null, { "data-property": p }))),
        );
        line.append(unfold(`family-${f}`, pick(family), inner));
        line.classList.add("has-more");
        return [make("li", {}, line, inner)];
      }),
    );
    section("countries", say("countries"), "countries", [...page.things.countryNames.map(pick), say("unknown")], countries);
    section("sectors", say("sectors"), "sectors", [...page.things.sectorNames.map(pick), say("unknown")], sectors);
    section("sources", say("sources"), "documents", [...page.documents.map((d) => d.title), say("noSource")], documents);
    section("grades", say("grades"), "grades", graph.grades.map((g) => pick(page.grades[g] || { en: g })), grades);
    if (at >= 0) rows()[at]?.focus({ preventScroll: true });
  };
  return draw;
}
