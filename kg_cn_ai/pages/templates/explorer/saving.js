// Taking a view along: files, links, code for another page.

import { $, announce, download } from "./dom.js";
import { toPng, toSvg } from "./drawing.js";
import { toCsv, toGexf, toGraphml, toJsonld, toThingsCsv, toTurtle } from "./exports.js";
import { drawnText, shownText } from "./status.js";
import { nameOf, say } from "./words.js";

/** @typedef {import("./app.js").App} App */

/** Join the menu's buttons to what they do. @param {App} app */
export function connectSaving(app) {
  const { graph, state, picture } = app;
  const svg = () => {
    const stage = picture.model.onStage ? $("stage-title").textContent : "";
    const selected = state.node >= 0 ? nameOf(graph.page, state.node) : "";
    const subtitle = [stage, selected, shownText(app), drawnText(app), $("years").textContent].filter(Boolean).join(" · ");
    return toSvg(graph, picture.model, picture.scene, picture.palette, subtitle);
  };
  const text = (/** @type {string} */ body, /** @type {string} */ type) => new Blob([body], { type });
  /** @type {Record<string, () => Blob | Promise<Blob>>} */
  const formats = {
    png: () => toPng(svg(), 2),
    svg: () => text(svg(), "image/svg+xml"),
    csv: async () => text(toCsv(graph, app.shown, await app.needFacts()), "text/csv"),
    "things.csv": () => text(toThingsCsv(graph, app.shown), "text/csv"),
    graphml: () => text(toGraphml(graph, app.shown), "application/graphml+xml"),
    gexf: () => text(toGexf(graph, app.shown, picture.model), "application/gexf+xml"),
    ttl: () => text(toTurtle(graph, app.shown), "text/turtle"),
    jsonld: () => text(toJsonld(graph, app.shown), "application/ld+json"),
  };
  /** @param {string} format */
  const save = async (format) => {
    if (state.view !== "map" && (format === "png" || format === "svg")) {
      state.view = "map";
      app.update();
    }
    download(await formats[format](), `kg-cn-ai.${format}`);
    announce(say("saved", { name: `kg-cn-ai.${format}` }));
    $("take-menu").open = false;
  };
  /** @param {string} copied Where the clipboard is closed to the page, the live region says what was to be copied. */
  const copy = (copied) => {
    const failed = () => announce(copied);
    if (navigator.clipboard) navigator.clipboard.writeText(copied).then(() => announce(say("copied")), failed);
    else failed();
    $("take-menu").open = false;
  };
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-save]")))
    place.addEventListener("click", () => save(place.dataset.save || "").catch((error) => announce(String(error.message))));
  const address = () => {
    app.noteAddress();
    return location.href;
  };
  $("copy").addEventListener("click", () => copy(address()));
  $("copy-embed").addEventListener("click", () => {
    const source = address().replace(/(\?[^#]*)?(#|$)/, "?embed=1$2").replace(/"/g, "&quot;");
    copy(`<iframe src="${source}" width="960" height="640" title="${graph.page.title.replace(/[&"<>]/g, "")}"></iframe>`);
  });
  $("print").addEventListener("click", () => window.print());
}
