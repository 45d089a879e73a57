// What every part of the page needs: its data and names. Words, elements and outlines are those of the explorer.

import { $, announce, link, make } from "./dom.js";
import { icon, lineOf, markOf, outlineOf } from "./marks.js";
import { editsToPrefix } from "./search.js";
import { count, date, language, learn, licenceName, number, pick, say, speak } from "./words.js";

/** @type {any} The data block: see `page_data` in page_data.py. */
const page = JSON.parse(document.getElementById("data").textContent);
learn(page.text);
speak(page.lang === "zh" ? "zh" : "en");

/** @param {any} node @returns {string} The name of a thing in the current language. */
const nameOf = (node) => (language() === "zh" && node.zh) || node.name;

/** @param {any} node @returns {string} Its name in the other language, or nothing if that is the same. */
function otherNameOf(node) {
  const other = language() === "zh" ? node.name : node.zh || "";
  return other === nameOf(node) ? "" : other;
}

/** @param {any} node @returns {string} */
const typeOf = (node) => (language() === "zh" && node.typeZh) || node.type || pick(page.kinds[node.kind]);

/** @param {number} kind Index of a kind. */
const mark = (kind) => markOf(page, kind);

/** @param {number} family Index of a family of relations. */
const stroke = (family) => lineOf(page, family);
