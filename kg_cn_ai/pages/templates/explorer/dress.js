// The page in a language and in a theme.

import { $, make } from "./dom.js";
import { COLOURS, SIZES, THEMES } from "./state.js";
import { count, language, relationsText, say, speak } from "./words.js";

/** @typedef {import("./app.js").App} App */

export const systemDark = matchMedia("(prefers-color-scheme: dark)");
export const systemContrast = matchMedia("(prefers-contrast: more)");

/** Put every fixed phrase into the page. @param {import("./data.js").Page} page */
export function putPhrases(page) {
  const zh = language() === "zh";
  document.documentElement.lang = zh ? "zh-Hans" : "en";
  document.title = $("heading").textContent = $("about-title").textContent = zh ? page.titleZh : page.title;
  const all = (/** @type {string} */ name) => /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(`[data-${name}]`));
  for (const element of all("text")) element.textContent = say(element.dataset.text || "");
  for (const element of all("placeholder")) element.setAttribute("placeholder", say(element.dataset.placeholder || ""));
  for (const element of all("label")) {
    element.setAttribute("aria-label", say(element.dataset.label || ""));
    if (element.matches(".tool")) element.title = say(element.dataset.label || "");
  }
}

/** The page in the reader's language. @param {App} app */
export function translate({ graph, state }) {
  const { page } = graph;
  speak(state.lang);
  putPhrases(page);
  $("summary").textContent = [say("release", { id: page.release }), page.server ? say("partOf", { n: count(graph.n), all: count(page.server.things) }) : say("things", { n: count(graph.n) }), relationsText(page.server?.relations ?? graph.m)].join(" · ");
  const options = (/** @type {string} */ id, /** @type {string[]} */ values, /** @type {string} */ chosen) =>
    $(id).replaceChildren(...values.map((value) => make("option", { value, selected: value === chosen }, say(`${id}-${value || "system"}`))));
  options("size", SIZES, state.size);
  options("colour", COLOURS, state.colour);
  options("theme", ["", ...THEMES], state.theme);
  $("documents").replaceChildren(
    ...page.documents.slice(0, 60).map(({ title, publisher }) => make("li", {}, make("div", {}, title), make("div", { class: "muted" }, publisher))),
  );
}

/** Show the theme that the reader chose, else the system's. @param {string} chosen */
export function putTheme(chosen) {
  const system = systemContrast.matches ? (systemDark.matches ? "contrast-dark" : "contrast") : systemDark.matches ? "dark" : "light";
  document.documentElement.dataset.theme = chosen || system;
}

/** @param {App} app */
export function dress({ state, picture }) {
  putTheme(state.theme);
  picture.recolour();
}
