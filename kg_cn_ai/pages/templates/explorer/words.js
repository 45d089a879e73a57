// What the page says: phrases in two languages, names, dates and numbers as readers write them.

/** @typedef {import("./data.js").Page} Page */
/** @typedef {import("./data.js").Pair} Pair */
/** @typedef {"en" | "zh"} Language */

const spoken = {
  language: /** @type {Language} */ ("en"),
  text: /** @type {Record<string, Record<string, string>>} */ ({}),
};

/** @param {Page["text"]} text */
export function learn(text) {
  spoken.text = text;
}

/** @returns {Language} */
export const language = () => spoken.language;

/** @param {Language} language */
export function speak(language) {
  spoken.language = language;
}

/**
 * A phrase of the interface.
 * @param {string} key
 * @param {Record<string, string | number>} [values] What `{name}` in the phrase stands for.
 * @returns {string}
 */
export function say(key, values = {}) {
  const all = spoken.text[spoken.language];
  const phrase = (String(values.n) === "1" && all[`${key}1`]) || all[key];
  if (phrase === undefined) throw new Error(`no phrase ${key}`);
  return phrase.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** @param {{en: string, zh?: string}} pair */
export const pick = (pair) => (spoken.language === "zh" && pair.zh) || pair.en;

/** @param {Page} page @param {number} i @returns {string} The name of a thing in the current language. */
export const nameOf = ({ things }, i) => (spoken.language === "zh" && things.zh[i]) || things.name[i];

/** @param {Page} page @param {number} i @returns {string} Its name in the other language, or nothing if that is the same. */
export function otherNameOf(page, i) {
  const other = spoken.language === "zh" ? page.things.name[i] : page.things.zh[i];
  return other === nameOf(page, i) ? "" : other;
}

/** @param {Page} page @param {number} i @returns {string} */
export function typeOf(page, i) {
  const type = page.things.types[page.things.type[i]];
  return (spoken.language === "zh" && type.zh) || type.en || pick(page.kinds[page.things.kind[i]]);
}

/** @param {Page} page @param {number} i @returns {string} */
export const countriesOf = ({ things }, i) =>
  things.countries[i].map((c) => pick(things.countryNames[c])).join(spoken.language === "zh" ? "、" : ", ");

const locale = () => (spoken.language === "zh" ? "zh-CN" : "en-GB");

/** @template T @param {(locale: string) => T} create @returns {() => T} One for each language: making a formatter costs more than its use. */
const perLanguage = (create) => {
  /** @type {Map<string, T>} */
  const made = new Map();
  return () => {
    const key = locale();
    const known = made.get(key) ?? create(key);
    made.set(key, known);
    return known;
  };
};

const large = perLanguage((key) => new Intl.NumberFormat(key, { notation: "compact", compactDisplay: "long", maximumFractionDigits: 3 }));
/** @param {boolean} day */
const calendar = (day) =>
  perLanguage((key) => new Intl.DateTimeFormat(key, { timeZone: "UTC", year: "numeric", month: key === "zh-CN" ? "long" : "short", ...(day ? { day: "numeric" } : {}) }));
const months = calendar(false);
const days = calendar(true);

/** A whole number with commas, as both languages write it; a formatter would cost a page a tenth of its start. @param {number} n */
export const count = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

/** @param {string} text @param {number} [most] @returns {string} Long names shortened for a label. */
export const shorten = (text, most = 34) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);

/** @returns {(a: string, b: string) => number} */
export const collation = perLanguage((key) => new Intl.Collator(key, { numeric: true }).compare);

/**
 * A date as people write it: days, months, years, and intervals, open ones too. Other EDTF forms stay as they are.
 * @param {string} text
 * @returns {string}
 */
export function date(text) {
  const ends = text.split("/");
  if (ends.length === 2 && ends.every((end) => /^(\d{4}(-\d\d){0,2}|\.\.)$/.test(end)) && text !== "../..") {
    if (ends[0] === "..") return say("until", { date: date(ends[1]) });
    if (ends[1] === "..") return say("since", { date: date(ends[0]) });
    return ends.map(date).join(" – ");
  }
  const match = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text);
  if (!match) return text;
  const [, year, month, day] = match;
  if (!month) return spoken.language === "zh" ? `${year}年` : year;
  return (day ? days : months)().format(Date.UTC(Number(year), Number(month) - 1, Number(day || 1)));
}

/** @param {number} year */
export const yearWord = (year) => (spoken.language === "zh" ? `${year}年` : String(year));

/** A plain number from 10,000 up in the reader's own large units; everything else unchanged. @param {string} text */
export function number(text) {
  if (!/^-?\d+(\.\d+)?$/.test(text) || Math.abs(Number(text)) < 10000) return text;
  return large().format(Number(text));
}

/** @param {string} address @returns {string} A Creative Commons licence by its usual short name; others as they are. */
export function licenceName(address) {
  const known = /^https?:\/\/creativecommons\.org\/(licenses|publicdomain)\/([a-z-]+)\/(\d\.\d)\/?/i.exec(address);
  if (!known) return address;
  return known[2] === "zero" ? `CC0 ${known[3]}` : `CC ${known[2].toUpperCase()} ${known[3]}`;
}

/** @param {number} n */
export const relationsText = (n) => (n === 1 ? say("relation1") : say("relationsN", { n: count(n) }));
