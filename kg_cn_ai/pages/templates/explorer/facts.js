// Facts and records in words: what is stated, when, how sure that is, and the place of the source. What somebody said (a
// claim, an estimate, a forecast, a target, an opinion) stands apart from facts, looks different, and names who said it.

import { button, link, make } from "./dom.js";
import { factAt } from "./data.js";
import { markOf } from "./marks.js";
import { count, date, language, licenceName, nameOf, number, pick, say } from "./words.js";

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {import("./data.js").Facts} Facts */
/** @typedef {import("./data.js").Fact} Fact */
/** @typedef {import("./data.js").Entry} Entry */
/** @typedef {import("./data.js").Value} Value */
/** @typedef {{graph: Graph, facts: Facts, self: number, go: (thing: number | string) => void}} Context */

/** Rows of a group before "show all". */
const FEW = 10;

/** @param {Graph} graph @param {string} status */
export const isPlain = (graph, status) => graph.page.plain.includes(status);

/** A name as a button that goes to the thing, or as text if the thing is not on this page. @param {Context} at @param {Value | number} value */
export function reference(at, value) {
  const { graph } = at;
  const i = typeof value === "number" ? value : value.id !== undefined ? graph.index.get(value.id) : undefined;
  if (i !== undefined && i === at.self) return make("span", { class: "value" }, nameOf(graph.page, i));
  if (i !== undefined)
    return button({ class: "go", onclick: () => at.go(i) }, markOf(graph.page, graph.page.things.kind[i]), make("span", {}, nameOf(graph.page, i)));
  const { id, text, zh, address } = /** @type {Value} */ (value);
  const shown = pick({ en: text, zh });
  if (id !== undefined && graph.page.server) return button({ class: "go far", title: say("notLoaded"), onclick: () => at.go(id) }, make("span", {}, shown));
  if (address) return link(address, shown);
  if (shown === "true" || shown === "false") return make("span", { class: "value" }, say(shown));
  return make("span", { class: "value" }, /^\d{4}$/.test(shown) ? shown : number(date(shown)));
}

/** @param {string} status @param {Graph} graph */
export const statusName = (graph, status) => pick(graph.page.statuses[status] || { en: status });
/** @param {string} grade @param {Graph} graph */
export const gradeName = (graph, grade) => pick(graph.page.grades[grade] || { en: grade });

/** @param {Context} at @param {number} place One place of a source, with everything known of it. */
function sourceOf(at, place) {
  const span = at.facts.spans[place];
  const { title, publisher, licence, address } = at.graph.page.documents[span.document];
  return make(
    "li",
    {},
    make("div", { class: "title" }, title),
    make("div", {}, [publisher, pick(span)].filter(Boolean).join(language() === "zh" ? "，" : ", ")),
    ...(span.pages || []).map((/** @type {import("./data.js").Ground} */ page) => make("div", {}, link(page.address, pick(page)))),
    licence ? make("div", { class: "rest" }, `${say("licence")}: `, link(licence, licenceName(licence))) : null,
    address ? make("div", { class: "rest" }, /^https?:/i.test(address) ? link(address, say("open")) : link(address)) : null,
  );
}

/** The sources of a fact in one line that opens. @param {Context} at @param {{grade: string, evidence: number[]}} item */
function evidence(at, item) {
  const grade = gradeName(at.graph, item.grade);
  if (!item.evidence.length) return make("p", { class: "evidence" }, [say("noEvidence"), grade].filter(Boolean).join(" · "));
  const span = at.facts.spans[item.evidence[0]];
  const { publisher, title } = at.graph.page.documents[span.document];
  const said = (span.pages && pick(span.pages[0])) || publisher || title;
  const more = item.evidence.length > 1 ? ` ${say("moreSources", { n: item.evidence.length - 1 })}` : "";
  return make(
    "details",
    { class: "evidence" },
    make("summary", {}, [`${said}${language() === "zh" ? "，" : ", "}${pick(span)}${more}`, grade].filter(Boolean).join(" · ")),
    make("ul", {}, ...item.evidence.map((place) => sourceOf(at, place))),
  );
}

/** Sources that need no opening. @param {Context} at @param {number[]} places */
export const evidenceOpen = (at, places) =>
  places.length
    ? make("div", { class: "evidence" }, make("ul", {}, ...places.map((place) => sourceOf(at, place))))
    : make("p", { class: "muted" }, say("noEvidence"));

/** @param {Context} at @param {Fact} fact */
export function contradictions(at, fact) {
  return fact.contradicts.map((row) => {
    const other = factAt(at.facts, row, fact.incoming);
    return make("div", { class: "note" }, `≠ ${say("contradicts")} `, reference(at, other.value), evidence(at, other));
  });
}

/** @param {Context} at @param {Fact} fact @param {boolean} [withLabel] */
export function factRow(at, fact, withLabel = false) {
  const { graph } = at;
  const said = !isPlain(graph, fact.status);
  return make(
    "div",
    { class: "fact" },
    said ? make("div", { class: "over" }, statusName(graph, fact.status)) : null,
    make(
      "div",
      {},
      withLabel ? `${pick(graph.page.properties[fact.property])}${language() === "zh" ? "：" : ": "}` : null,
      reference(at, fact.value),
      said || fact.status === "asserted" ? null : make("span", { class: "pill" }, statusName(graph, fact.status)),
      fact.date ? make("span", { class: "when" }, date(fact.date)) : null,
    ),
    evidence(at, fact),
    ...contradictions(at, fact),
  );
}

/** Some rows, and a button for the rest. @param {any[]} items @param {(item: any) => Node} draw */
export function some(items, draw) {
  const list = make("div", {}, ...items.slice(0, FEW).map(draw));
  if (items.length > FEW)
    list.append(
      button(
        {
          class: "link",
          onclick: (/** @type {Event} */ event) => {
            list.append(...items.slice(FEW).map(draw));
            /** @type {Element} */ (event.currentTarget).remove();
          },
        },
        say("showAll", { n: count(items.length) }),
      ),
    );
  return list;
}

/**
 * Facts by meaning: a heading for each family of relations, in it one for each relation and direction.
 * @param {Context} at @param {Fact[]} facts
 */
export function factGroups(at, facts) {
  const { page } = at.graph;
  const linked = (/** @type {Fact} */ fact) => typeof fact.value === "number" || fact.value.id !== undefined;
  const sections = page.families.map((family, f) => ({ title: pick(family), facts: facts.filter((fact) => page.properties[fact.property].family === f && linked(fact)) }));
  sections.push({ title: say("attributes"), facts: facts.filter((fact) => !linked(fact)) });
  return sections.filter((section) => section.facts.length).map(({ title, facts: members }) => {
    /** @type {Map<string, Fact[]>} */
    const groups = new Map();
    for (const fact of members) {
      const key = `${fact.incoming} ${fact.property}`;
      groups.set(key, [...(groups.get(key) || []), fact]);
    }
    return make(
      "section",
      {},
      make("h3", {}, title),
      ...[...groups.values()].map((group) => {
        const label = pick(page.properties[group[0].property]);
        const name = nameOf(page, at.self);
        const heading = group[0].incoming && !page.properties[group[0].property].symmetric ? (language() === "zh" ? `…… ${label}：${name}` : `… ${label} ${name}`) : label;
        return make("div", {}, make("h4", {}, heading), some(group, (fact) => factRow(at, fact)));
      }),
    );
  });
}

/** Money, shares and counts of a record as one phrase: "about 300 million US dollars", "25%". @param {Entry["parts"]} parts */
function amount(parts) {
  const [value, comparator, unit] = ["value", "comparator", "unit"].map((property) => parts.find((part) => part.property === property)?.value);
  if (!value) return null;
  /** @param {Value | undefined} named @param {string[]} silent */
  const words = (named, silent) => (!named || silent.includes(named.text) ? "" : pick({ en: named.text, zh: named.zh }));
  const pieces = [
    words(comparator, ["exactly", "equal to"]),
    number(value.text) + (unit?.text === "percent" ? "%" : ""),
    words(unit, ["percent", "count"]).replace(/dollar$/, "dollars"),
  ];
  return pieces.filter(Boolean).join(language() === "zh" && !/[a-z]$/i.test(pieces[2]) ? "" : " ");
}

/** A record (deal, launch, target, opinion …) as a small card. @param {Context} at @param {Entry} record */
export function recordCard(at, record) {
  const { page } = at.graph;
  const said = !isPlain(at.graph, record.status);
  const who = record.parts.filter((part) => part.property === "attributedTo").map((part) => pick({ en: part.value.text, zh: part.value.zh }));
  const kind = said ? statusName(at.graph, record.status) : pick(record.types[0] || { en: "" });
  const place = record.evidence.length ? at.facts.spans[record.evidence[0]] : null;
  const reporter = place ? (place.pages ? pick(place.pages[0]) : page.documents[place.document].publisher) : "";
  const source = who.length ? say("by", { who: who.join(language() === "zh" ? "、" : ", ") }) : reporter && say("reported", { who: reporter });
  const phrase = amount(record.parts);
  /** @type {Map<string, (string | Value)[]>} */
  const rows = new Map();
  const value = record.parts.find((part) => part.property === "value");
  if (phrase && value) rows.set(pick(value), [phrase]);
  for (const part of record.parts) {
    if (part.property === "dateBasis" || (phrase && ["value", "unit", "comparator"].includes(part.property))) continue;
    const label = pick(part).replace(/\s*[(（]EDTF[)）]$/, "");
    rows.set(label, [...(rows.get(label) || []), part.value]);
  }
  const list = make("dl");
  for (const [label, values] of rows) {
    const shown = values.slice(0, FEW).map((item) => make("div", {}, typeof item === "string" ? item : reference(at, item)));
    if (values.length > FEW) shown.push(make("div", { class: "muted" }, say("more", { n: count(values.length - FEW) })));
    list.append(make("dt", {}, label), make("dd", {}, ...shown));
  }
  return make(
    "article",
    { class: "record" },
    make("div", { class: "over" }, [kind, said && source].filter(Boolean).join(" · "), record.date ? make("span", { class: "when" }, date(record.date)) : null),
    make("div", { class: "head" }, pick(record)),
    record.summary ? make("p", {}, record.summary) : null,
    list.childElementCount ? list : null,
    evidence(at, record),
  );
}

