// Everything by keyboard: arrows move over the picture, N and P go through neighbours, and each key that the help names.

import { $, announce } from "./dom.js";
import { isScoped, neighbours } from "./filter.js";
import { linksText } from "./status.js";
import { nameOf, say, typeOf } from "./words.js";

/** @typedef {import("./app.js").App} App */

/** @param {App} app @param {ReturnType<import("./moves.js").makeMoves>} moves @param {(open: boolean) => void} showFilters */
export function connectKeys(app, moves, showFilters) {
  const { graph, state, picture } = app;
  const { page } = graph;

  /** @param {number} i @param {string} [before] */
  const putCursor = (i, before = "") => {
    app.cursor = i;
    app.refresh();
    moves.show([i]);
    announce([before, `${nameOf(page, i)}, ${typeOf(page, i)}, ${linksText(app, i)}`].filter(Boolean).join(": "));
  };
  const nearestToMiddle = () => {
    let [best, least] = [-1, Infinity];
    for (const mark of picture.scene.marks) {
      const far = Math.hypot(mark.x - picture.w / 2, mark.y - picture.h / 2) - 6 * mark.r;
      if (!mark.dim && far < least) [best, least] = [mark.i, far];
    }
    return best;
  };
  /** @param {number} way */
  const nextNeighbour = (way) => {
    const near = [...neighbours(graph, app.drawn, state.node)].sort((a, b) => graph.degree[b] - graph.degree[a] || a - b);
    if (!near.length) return;
    const at = near.indexOf(app.cursor);
    const next = at < 0 ? (way > 0 ? 0 : near.length - 1) : (at + way + near.length) % near.length;
    putCursor(near[next], say("neighbour", { k: next + 1, n: near.length }));
  };

  $("map").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const key = event.key.toLowerCase();
    if (step) {
      const from = app.cursor >= 0 && app.drawn.nodes[app.cursor] ? app.cursor : state.node;
      const next = from >= 0 && app.drawn.nodes[from] ? picture.towards(from, step[0], step[1]) : nearestToMiddle();
      if (next >= 0) putCursor(next);
    } else if ((key === "n" || key === "p") && state.node >= 0) nextNeighbour(key === "n" ? 1 : -1);
    else if ((key === "enter" || key === " ") && app.cursor >= 0) {
      if (app.cursor === state.node) moves.neighbourhood(app.cursor);
      else moves.go(app.cursor);
    } else if (key === "+" || key === "=") picture.zoom(1.35);
    else if (key === "-" || key === "_") picture.zoom(1 / 1.35);
    else if (key === "0") picture.go(picture.frameOf(null));
    else return;
    event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLInputElement && event.target.type === "search";
    if (typing || $("about").open) return;
    if (event.key === "/") {
      event.preventDefault();
      $("query").focus();
    } else if (event.key === "Escape") {
      if ($("take-menu").open) $("take-menu").open = false;
      else if (document.body.classList.contains("filters-shown")) showFilters(false);
      else if (app.pending) {
        app.pending = null;
        app.drawers.status();
      } else if (state.node >= 0 || state.edge >= 0) moves.select({}, { reveal: false });
      else if (isScoped(state) || state.arranged) moves.backToMap();
    }
  });
}
