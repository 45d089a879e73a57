// What every part of the page needs: its data, its words in two languages, and the only ways to make elements.
// Names, facts and addresses come from data and are never trusted: they enter the page as text nodes and as
// attributes that cannot run anything.

/** @type {any} The data block: see `_data` in page.py. */
const page = JSON.parse(document.getElementById("data").textContent);

/** @type {"en" | "zh"} The language of the interface and of names. */
let language = page.lang === "zh" ? "zh" : "en";

/** @param {string} id @returns {any} The element with this id. */
const $ = (id) => document.getElementById(id);

/**
 * A phrase of the interface in the current language.
 * @param {string} key
 * @param {Record<string, string | number>} [values] What `{name}` in the phrase stands for.
 */
function say(key, values = {}) {
  return page.text[language][key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** @param {{en: string, zh?: string}} pair @returns {string} */
const pick = (pair) => (language === "zh" && pair.zh) || pair.en;

/** @param {any} node @returns {string} The name of a thing in the current language. */
const nameOf = (node) => (language === "zh" && node.zh) || node.name;

/** @param {any} node @returns {string} Its name in the other language, or nothing if that is the same. */
function otherNameOf(node) {
  const other = language === "zh" ? node.name : node.zh || "";
  return other === nameOf(node) ? "" : other;
}

/** @param {any} node @returns {string} */
const typeOf = (node) => (language === "zh" && node.typeZh) || node.type || pick(page.kinds[node.kind]);

/**
 * An element. Children that are strings become text nodes, so data can never become markup.
 * @param {string} tag
 * @param {Record<string, any>} [attributes] `onclick`-like keys take functions; undefined and false are left out.
 * @param {...(Node | string | null | undefined)} children
 */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(key, String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/**
 * An address as a link if it is http or https, as plain text otherwise.
 * @param {string} address
 * @param {string} [text] What the link says; the address itself by default.
 */
function link(address, text = address) {
  let url = null;
  try {
    url = new URL(address);
  } catch {
    // Not an address: shown as text below.
  }
  if (!url || !["http:", "https:"].includes(url.protocol)) return make("span", {}, address);
  return make("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, text);
}

/** @param {number} n */
const count = (n) => n.toLocaleString(language === "zh" ? "zh-CN" : "en-GB");

/**
 * A date as people write it: days, months, years, and intervals, open ones too. Other EDTF forms stay as they are.
 * @param {string} text
 * @returns {string}
 */
function date(text) {
  const ends = text.split("/");
  if (ends.length === 2 && ends.every((end) => /^(\d{4}(-\d\d){0,2}|\.\.)$/.test(end)) && text !== "../..") {
    if (ends[0] === "..") return say("until", { date: date(ends[1]) });
    if (ends[1] === "..") return say("since", { date: date(ends[0]) });
    return ends.map(date).join(" – ");
  }
  const match = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text);
  if (!match) return text;
  const [, year, month, day] = match;
  if (!month) return language === "zh" ? `${year}年` : year;
  const options = /** @type {any} */ ({
    timeZone: "UTC",
    year: "numeric",
    month: language === "zh" ? "long" : "short",
  });
  if (day) options.day = "numeric";
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day || 1));
  return new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", options).format(time);
}

/** A plain number from 10,000 up in the reader's own large units; everything else unchanged. @param {string} text */
function number(text) {
  if (!/^-?\d+(\.\d+)?$/.test(text) || Math.abs(Number(text)) < 10000) return text;
  const options = { notation: "compact", compactDisplay: "long", maximumFractionDigits: 3 };
  return new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en-GB", /** @type {any} */ (options)).format(
    Number(text),
  );
}

const SVG = "http://www.w3.org/2000/svg";

/** Outlines of the marks, around (0, 0), of about the area of a circle of radius 1; the map and the legend share them. */
const OUTLINES = {
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
};

/** @param {number} kind Index of a kind. @returns {SVGElement} Its mark, as in the map. */
function mark(kind) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "-1.5 -1.5 3 3");
  svg.setAttribute("class", "swatch");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", OUTLINES[page.kinds[kind].shape]);
  path.style.fill = `var(--kind-${page.kinds[kind].id})`;
  svg.append(path);
  return svg;
}

/** @param {number} family Index of a family of relations. @returns {SVGElement} Its line, as in the map. */
function stroke(family) {
  const { id, dash, width } = page.families[family];
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 -11 26 22");
  svg.setAttribute("class", "swatch wide");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", "M1 0H25");
  path.setAttribute("stroke-width", String(width * 1.3));
  path.setAttribute("stroke-linecap", "round");
  if (dash.length) path.setAttribute("stroke-dasharray", dash.join(" "));
  path.style.stroke = `var(--family-${id})`;
  svg.append(path);
  return svg;
}

/** Tell a screen reader. @param {string} text */
function announce(text) {
  $("live").textContent = text;
}
