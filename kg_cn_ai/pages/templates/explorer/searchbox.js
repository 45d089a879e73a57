// The search field and its list of matches: arrows move, Enter takes, Escape closes.

import { $, make } from "./dom.js";
import { markOf } from "./marks.js";
import { askNames } from "./server.js";
import { nameOf, otherNameOf, pick, say, typeOf } from "./words.js";

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {import("./search.js").Match} Match */

/** Milliseconds without a keystroke before the service is asked. */
const PAUSE = 160;
/** Things offered that are not loaded. */
const FAR = 6;

/**
 * @param {Graph} graph @param {(text: string) => Match[]} search
 * @param {(thing: number | string) => void} take Takes what is not loaded by name.
 * @param {() => number[]} suggest Things to offer before anything is typed.
 */
export function connectSearch(graph, search, take, suggest) {
  const { page } = graph;
  const field = $("query");
  const list = $("matches");
  /** @type {Match[]} */
  let matches = [];
  let active = -1;
  let timer = 0;
  /** What the list says of the search for what is not loaded: a phrase, or nothing. */
  let note = "";

  /** A match as the list shows it. @param {Match} match */
  const row = ({ i, via, far }) => {
    if (far) {
      const [name, other] = [pick({ en: far.label, zh: far.label_zh }), [far.label, far.label_zh, far.matched]];
      const names = [...new Set(other)].filter((text) => text && text !== name);
      return [make("i", { class: "far", "aria-hidden": "true" }), make("span", { class: "name" }, name), make("small", {}, pick({ en: far.type_label, zh: far.type_label_zh })), make("small", { class: "via" }, [say("notLoaded"), ...names].join(" · "))];
    }
    const shown = [nameOf(page, i), otherNameOf(page, i)];
    return [
      markOf(page, page.things.kind[i]),
      make("span", { class: "name" }, nameOf(page, i)),
      make("small", {}, typeOf(page, i)),
      make("small", { class: "via" }, [otherNameOf(page, i), shown.includes(via) ? "" : via].filter(Boolean).join(" · ")),
    ];
  };

  const show = () => {
    list.replaceChildren();
    const typed = field.value.trim() !== "";
    if (!typed && matches.length) list.append(make("li", { role: "presentation", class: "empty" }, say("startHere")));
    matches.forEach((match, k) => {
      const option = make(
        "li",
        {
          role: "option",
          id: `match-${k}`,
          "aria-selected": String(k === active),
          onmousedown: (/** @type {Event} */ event) => event.preventDefault(),
          onclick: () => choose(k),
        },
        ...row(match),
      );
      list.append(option);
      if (k === active) option.scrollIntoView({ block: "nearest" });
    });
    const nothing = !matches.length && typed && !note && document.activeElement === field;
    if (note) list.append(make("li", { role: "presentation", class: "empty" }, say(note)));
    if (nothing) list.append(make("li", { class: "empty", role: "option", "aria-disabled": "true", "aria-selected": "false" }, say("noMatch")));
    list.hidden = !matches.length && !nothing && !note;
    field.setAttribute("aria-expanded", String(!list.hidden));
    if (active >= 0) field.setAttribute("aria-activedescendant", `match-${active}`);
    else field.removeAttribute("aria-activedescendant");
  };
  const close = () => {
    clearTimeout(timer);
    note = "";
    matches = [];
    active = -1;
    show();
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
  };
  /** @param {number} k */
  const choose = (k) => {
    const { i, far } = matches[k];
    field.value = "";
    field.blur();
    close();
    take(far ? far.id : i);
  };

  /** Have the service look for what is not loaded. @param {string} text */
  const lookFar = async (text) => {
    if (!page.server) return;
    /** @type {Match[]} */
    let found = [];
    let said = "";
    try {
      const hits = (await askNames(page.server, text)).filter(({ id }) => !graph.index.has(id));
      found = hits.slice(0, FAR).map((far) => ({ i: -1, via: far.matched, score: 0, far }));
    } catch {
      said = "searchFailed";
    }
    if (field.value !== text || document.activeElement !== field) return;
    note = said;
    matches = [...matches.filter(({ far }) => !far), ...found];
    if (active < 0 && matches.length) active = 0;
    show();
  };

  const look = () => {
    const typed = field.value.trim() !== "";
    matches = typed ? search(field.value) : suggest().map((i) => ({ i, via: "", score: 0 }));
    active = typed && matches.length ? 0 : -1;
    clearTimeout(timer);
    note = typed && page.server ? "searching" : "";
    if (note) timer = setTimeout(lookFar, PAUSE, field.value);
    show();
  };
  field.addEventListener("input", look);
  field.addEventListener("focus", look);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing) return;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && matches.length) {
      active = (active + (event.key === "ArrowDown" ? 1 : -1) + matches.length) % matches.length;
      show();
    } else if (event.key === "Enter" && active >= 0) choose(active);
    else if (event.key === "Escape") {
      if (list.hidden) field.blur();
      field.value = "";
      close();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
