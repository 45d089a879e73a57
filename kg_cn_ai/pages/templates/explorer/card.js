// A thing or a relation with all that is stated of it: what the panels of both pages show.

import { edgesOf, factAt } from "./data.js";
import { make } from "./dom.js";
import { contradictions, evidenceOpen, factGroups, factRow, gradeName, isPlain, recordCard, reference, some, statusName } from "./facts.js";
import { lineOf, markOf } from "./marks.js";
import { count, countriesOf, date, language, nameOf, otherNameOf, pick, say, typeOf } from "./words.js";

/** @typedef {import("./facts.js").Context} Context */

/** What a thing is and its names. @param {Context} at @param {number} i @returns {(Node | null)[]} */
export function thingHead({ graph }, i) {
  const { page } = graph;
  const other = [otherNameOf(page, i), page.things.pinyin[i]].filter(Boolean);
  const names = page.things.names[i].filter((name) => ![nameOf(page, i), ...other].includes(name));
  return [
    make("p", { class: "what" }, markOf(page, page.things.kind[i]), [typeOf(page, i), countriesOf(page, i)].filter(Boolean).join(" · ")),
    make("h2", { tabindex: "-1" }, nameOf(page, i)),
    page.things.listed[i] ? make("p", { class: "listed" }, make("span", { class: "pill" }, say("listedBadge"))) : null,
    other.length ? make("p", { class: "other" }, other.join(" · ")) : null,
    names.length ? make("p", { class: "muted aliases" }, `${say("also")}: ${names.join(language() === "zh" ? "、" : ", ")}`) : null,
  ];
}

/** Facts, what somebody said, and records. @param {Context} at @param {number} i @returns {(Node | null)[]} */
export function thingBody(at, i) {
  const { graph, facts } = at;
  const card = facts.cards[i];
  const own = card.facts.map((row) => factAt(facts, row, false));
  const rows = new Set(card.facts);
  const all = [...own, ...card.incoming.filter((row) => !rows.has(row)).map((row) => factAt(facts, row, true))];
  const plain = all.filter((fact) => isPlain(graph, fact.status));
  const records = card.records.map((k) => facts.records[k]);
  const said = [
    ...all.filter((fact) => !isPlain(graph, fact.status)).map((fact) => () => factRow(at, fact, true)),
    ...records.filter((record) => !isPlain(graph, record.status)).map((record) => () => recordCard(at, record)),
  ];
  const happened = records.filter((record) => isPlain(graph, record.status));
  return [
    card.note ? make("p", { class: "note" }, card.note) : null,
    ...factGroups(at, plain),
    said.length ? make("section", { class: "claims" }, make("h3", {}, say("claims")), make("p", { class: "muted" }, say("claimsNote")), some(said, (draw) => draw())) : null,
    happened.length ? make("section", {}, make("h3", {}, say("records")), some(happened, (record) => recordCard(at, record))) : null,
    !card.part && !all.length && !records.length ? make("p", { class: "muted" }, say("noFacts")) : null,
  ];
}

/** When a model appeared, as its own relations say. @param {import("./data.js").Graph} graph @param {number} i @returns {string} */
function dateOfModel(graph, i) {
  const dates = [...edgesOf(graph, i)].map((e) => graph.from[e] === i && graph.page.relations.date[e]).filter(Boolean).sort();
  return dates.length ? ` ${date(String(dates[0]))}` : "";
}

/** What a relation says, what it rests on and where that stands. @param {Context} at @param {number} e @returns {Node[]} */
export function relationCard(at, e) {
  const { graph, facts } = at;
  const { page } = graph;
  const { relations } = page;
  const property = page.properties[relations.property[e]];
  const fact = relations.fact[e] >= 0 ? factAt(facts, relations.fact[e], false) : null;
  const record = relations.record[e] ? facts.records.find((found) => found.id === relations.record[e]) : undefined;
  const claim = !isPlain(graph, relations.status[e]);
  const line = (/** @type {string} */ key, /** @type {string} */ text) => (text ? [make("dt", {}, say(key)), make("dd", {}, text)] : []);
  return [
    make("p", { class: "what" }, lineOf(page, property.family), pick(page.families[property.family])),
    make("h2", { tabindex: "-1" }, pick(property)),
    make(
      "div",
      { class: claim ? "ends claims" : "ends" },
      claim ? make("div", { class: "over" }, statusName(graph, relations.status[e])) : null,
      reference(at, graph.from[e]),
      make("span", { class: "verb" }, `${property.symmetric ? "↔" : "↓"} ${pick(property)}`),
      reference(at, graph.to[e]),
    ),
    make(
      "dl",
      { class: "table" },
      ...line("status", statusName(graph, relations.status[e])),
      ...line("grade", gradeName(graph, relations.grade[e])),
      ...line("date", relations.date[e] ? date(relations.date[e]) : say("noDate")),
    ),
    relations.acts[e].length
      ? make("section", {}, make("h3", {}, say("together", { n: count(relations.acts[e].length) })), some(relations.acts[e], (i) => make("div", {}, reference(at, i), make("span", { class: "when" }, dateOfModel(graph, i)))))
      : null,
    make("section", {}, make("h3", {}, say("sources")), evidenceOpen(at, fact ? fact.evidence : []), ...(fact ? contradictions(at, fact) : [])),
    record ? make("section", { class: isPlain(graph, record.status) ? "" : "claims" }, make("h3", {}, say("record")), recordCard(at, record)) : null,
  ].filter((part) => part !== null);
}
