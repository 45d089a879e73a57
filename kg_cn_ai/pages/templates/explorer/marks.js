// The marks of things and the lines of relations: the same in the picture, the legend, the panel and the exports.

import { makeSvg } from "./dom.js";

/** @typedef {import("./data.js").Page} Page */

/** Outlines around (0, 0), of about the area of a circle of radius 1. */
const outlines = /** @type {Record<string, string>} */ ({
  circle: "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0Z",
  square: "M-.76-.9H.76Q.9-.9.9-.76V.76Q.9.9.76.9H-.76Q-.9.9-.9.76V-.76Q-.9-.9-.76-.9Z",
  hexagon: "M1.1 0 .55.953H-.55L-1.1 0-.55-.953H.55Z",
  pentagon: "M0-1.13 1.075-.349.664.914H-.664L-1.075-.349Z",
  diamond: "M0-1.26 1.1 0 0 1.26-1.1 0Z",
  triangle: "M0-1.24 1.22.88H-1.22Z",
  page: "M-.82-1.08H.3L.82-.56V1.08H-.82Z",
  pin: "M0 1.4C-.35.75-1 .3-1-.36A1 1 0 0 1 1-.36C1 .3.35.75 0 1.4Z",
  star: "M0-1.3.33-.46 1.24-.4.53.17.76 1.05 0 .56-.76 1.05-.53.17-1.24-.4-.33-.46Z",
  cross: "M-.42-1.12H.42V-.42H1.12V.42H.42V1.12H-.42V.42H-1.12V-.42H-.42Z",
});

/** @param {Page} page @param {number} kind @returns {string} */
export const outlineOf = (page, kind) => outlines[page.kinds[kind].shape];

/**
 * The mark of a kind.
 * @param {Page} page @param {number} kind @param {boolean} [coloured] Whether colours mean kinds; otherwise only the shape does.
 * @returns {SVGElement}
 */
export function markOf(page, kind, coloured = true) {
  const path = makeSvg("path", { d: outlineOf(page, kind) });
  path.style.fill = coloured ? `var(--kind-${page.kinds[kind].id})` : "var(--muted)";
  return makeSvg("svg", { viewBox: "-1.5 -1.5 3 3", class: "swatch", "aria-hidden": "true" }, path);
}

/** @param {Page} page @param {number} family @returns {SVGElement} The line of a family of relations. */
export function lineOf(page, family) {
  const { id, dash, width } = page.families[family];
  const path = makeSvg("path", { d: "M1 0H25", "stroke-width": width * 1.3, "stroke-linecap": "round" });
  if (dash.length) path.setAttribute("stroke-dasharray", dash.join(" "));
  path.style.stroke = `var(--family-${id})`;
  return makeSvg("svg", { viewBox: "0 -11 26 22", class: "swatch wide", "aria-hidden": "true" }, path);
}

/** @param {string} d @param {string} [kind] @returns {SVGElement} An icon of the interface. */
export function icon(d, kind = "icon") {
  return makeSvg("svg", { viewBox: "0 0 24 24", class: kind, "aria-hidden": "true" }, makeSvg("path", { d }));
}
