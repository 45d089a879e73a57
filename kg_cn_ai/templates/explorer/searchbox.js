// The search field and its list of matches: arrows move, Enter takes, Escape closes.

import { $, make } from "./dom.js";
import { markOf } from "./marks.js";
import { nameOf, otherNameOf, say, typeOf } from "./words.js";

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {import("./search.js").Match} Match */

/**
 * @param {Graph} graph @param {(text: string) => Match[]} search
 * @param {(i: number) => void} take @param {() => number[]} suggest Things to offer before anything is typed.
 */
export function connectSearch({ page }, search, take, suggest) {
  const field = $("query");
  const list = $("matches");
  /** @type {Match[]} */
  let matches = [];
  let active = -1;

  const show = () => {
    list.replaceChildren();
    const typed = field.value.trim() !== "";
    if (!typed && matches.length) list.append(make("li", { role: "presentation", class: "empty" }, say("startHere")));
    matches.forEach(({ i, via }, k) => {
      const shown = [nameOf(page, i), otherNameOf(page, i)];
      const option = make(
        "li",
        {
          role: "option",
          id: `match-${k}`,
          "aria-selected": String(k === active),
          onmousedown: (/** @type {Event} */ event) => event.preventDefault(),
          onclick: () => choose(k),
        },
        markOf(page, page.things.kind[i]),
        make("span", { class: "name" }, nameOf(page, i)),
        make("small", {}, typeOf(page, i)),
        make("small", { class: "via" }, [otherNameOf(page, i), shown.includes(via) ? "" : via].filter(Boolean).join(" · ")),
      );
      list.append(option);
      if (k === active) option.scrollIntoView({ block: "nearest" });
    });
    const nothing = !matches.length && typed && document.activeElement === field;
    if (nothing) list.append(make("li", { class: "empty", role: "option", "aria-disabled": "true", "aria-selected": "false" }, say("noMatch")));
    list.hidden = !matches.length && !nothing;
    field.setAttribute("aria-expanded", String(!list.hidden));
    if (active >= 0) field.setAttribute("aria-activedescendant", `match-${active}`);
    else field.removeAttribute("aria-activedescendant");
  };
  const close = () => {
    matches = [];
    active = -1;
    show();
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
  };
  /** @param {number} k */
  const choose = (k) => {
    const { i } = matches[k];
    field.value = "";
    field.blur();
    close();
    take(i);
  };
  const look = () => {
    const typed = field.value.trim() !== "";
    matches = typed ? search(field.value) : suggest().map((i) => ({ i, via: "", score: 0 }));
    active = typed && matches.length ? 0 : -1;
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
