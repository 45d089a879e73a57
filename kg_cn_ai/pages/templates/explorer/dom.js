// The only ways in which the page makes elements. Names, facts and addresses come from data and are never trusted: they
// enter the page as text nodes and as attributes that cannot run anything.

/** @typedef {Node | string | null | undefined | false} Child */

/** @param {string} id @returns {any} The element with this id. */
export const $ = (id) => document.getElementById(id);

/**
 * An element. Children that are strings become text nodes, so data can never become markup.
 * @param {string} tag
 * @param {Record<string, any>} [attributes] `onclick`-like keys take functions; undefined and false are left out.
 * @param {...Child} children
 * @returns {any}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(key, String(value));
  }
  for (const child of children) if (child || child === "0") element.append(/** @type {any} */ (child));
  return element;
}

/**
 * A button. @param {Record<string, any>} attributes @param {...Child} children @returns {HTMLButtonElement}
 */
export const button = (attributes, ...children) => make("button", { type: "button", ...attributes }, ...children);

/**
 * An address as a link if it is http or https, as plain text otherwise.
 * @param {string} address
 * @param {string} [text] What the link says; the address itself by default.
 * @returns {HTMLElement}
 */
export function link(address, text = address) {
  let url = null;
  try {
    url = new URL(address);
  } catch {
    // Not an address: shown as text below.
  }
  if (!url || !["http:", "https:"].includes(url.protocol)) return make("span", {}, text);
  return make("a", { href: url.href, target: "_blank", rel: "nofollow noopener noreferrer" }, text);
}

/** Have an element say something; putting what stands there already would cost a layout. @param {Node} element @param {string} text */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Give an element an attribute, likewise. @param {Element} element @param {string} name @param {string} value */
export function give(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Tell a screen reader. @param {string} text */
export function announce(text) {
  $("live").textContent = text;
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} tag @param {Record<string, string | number>} attributes @param {...Node} children
 * @returns {SVGElement}
 */
export function makeSvg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** Give a file to the reader. @param {Blob} blob @param {string} name */
export function download(blob, name) {
  const address = URL.createObjectURL(blob);
  const anchor = make("a", { href: address, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
