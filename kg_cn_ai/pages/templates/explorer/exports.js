// The things and relations of the view in forms that other tools read.

import { dayText, OPEN } from "./days.js";
import { escapeXml } from "./drawing.js";

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {import("./data.js").Facts} Facts */
/** @typedef {import("./filter.js").Shown} Shown */

/** @param {Graph} graph @param {Shown} shown */
const thingsOf = (graph, shown) => Array.from({ length: graph.n }, (_, i) => i).filter((i) => shown.nodes[i]);
/** @param {Graph} graph @param {Shown} shown */
const relationsOf = (graph, shown) => Array.from({ length: graph.m }, (_, e) => e).filter((e) => shown.edges[e]);

/** @param {Graph} graph @param {string} id A prefixed name. @returns {string} The IRI. */
export function iriOf({ page }, id) {
  const colon = id.indexOf(":");
  const prefix = id.slice(0, colon);
  if (prefix in page.prefixes) return page.prefixes[prefix] + id.slice(colon + 1);
  return /^[a-z-]+$/.test(prefix) && !id.startsWith(`${prefix}://`) ? `${page.base}${prefix}/${id.slice(colon + 1)}` : id;
}

/** A value of a CSV: quoted, and kept from being read as a formula by a spreadsheet. @param {string | number} value */
const cell = (value) => `"${String(value).replace(/^([=+\-@\t\r])/, "'$1").replace(/"/g, '""')}"`;

/** @param {(string | number)[][]} rows */
const csv = (rows) => `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;

/** Relations with what they rest on. @param {Graph} graph @param {Shown} shown @param {Facts} facts */
export function toCsv(graph, shown, facts) {
  const { page } = graph;
  const { relations, things } = page;
  return csv([
    ["source", "source_zh", "source_iri", "relation", "relation_zh", "target", "target_zh", "target_iri", "date", "status", "grade", "evidence", "release"],
    ...relationsOf(graph, shown).map((e) => {
      const [a, b, p] = [graph.from[e], graph.to[e], page.properties[relations.property[e]]];
      const row = relations.fact[e];
      const places = row < 0 ? [] : facts.statements.evidence[row].map((place) => facts.spans[place]);
      return [
        things.name[a], things.zh[a], iriOf(graph, things.id[a]), p.en, p.zh, things.name[b], things.zh[b], iriOf(graph, things.id[b]),
        relations.date[e], relations.status[e], relations.grade[e],
        places.map((span) => `${page.documents[span.document].title}: ${span.en}`).join("; "),
        page.release,
      ];
    }),
  ]);
}

/** @param {Graph} graph @param {Shown} shown */
export function toThingsCsv(graph, shown) {
  const { things, kinds, release } = graph.page;
  return csv([
    ["iri", "name", "name_zh", "pinyin", "other_names", "kind", "type", "countries", "relations", "since", "release"],
    ...thingsOf(graph, shown).map((i) => [
      iriOf(graph, things.id[i]), things.name[i], things.zh[i], things.pinyin[i], things.names[i].join("; "), kinds[things.kind[i]].en,
      things.types[things.type[i]].en, things.countries[i].map((c) => things.countryNames[c].en).join("; "), graph.degree[i], things.since[i] || "", release,
    ]),
  ]);
}

/** @param {Graph} graph @param {Shown} shown */
export function toGraphml(graph, shown) {
  const { things, relations, properties } = graph.page;
  const nodeKeys = ["label", "label_zh", "type", "country"];
  const edgeKeys = ["relation", "date", "status", "grade"];
  const data = (/** @type {[string, string][]} */ pairs) => pairs.map(([key, value]) => `<data key="${key}">${escapeXml(value)}</data>`).join("");
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...nodeKeys.map((key) => `<key id="n_${key}" for="node" attr.name="${key}" attr.type="string"/>`),
    ...edgeKeys.map((key) => `<key id="e_${key}" for="edge" attr.name="${key}" attr.type="string"/>`),
    '<graph edgedefault="directed">',
    ...thingsOf(graph, shown).map(
      (i) =>
        `<node id="${escapeXml(iriOf(graph, things.id[i]))}">${data([["n_label", things.name[i]], ["n_label_zh", things.zh[i]], ["n_type", things.types[things.type[i]].en], ["n_country", things.countries[i].map((c) => things.countryNames[c].en).join("; ")]])}</node>`,
    ),
    ...relationsOf(graph, shown).map(
      (e) =>
        `<edge id="${escapeXml(relations.id[e])}" source="${escapeXml(iriOf(graph, things.id[graph.from[e]]))}" target="${escapeXml(iriOf(graph, things.id[graph.to[e]]))}">${data([["e_relation", properties[relations.property[e]].en], ["e_date", relations.date[e]], ["e_status", relations.status[e]], ["e_grade", relations.grade[e]]])}</edge>`,
    ),
    "</graph>",
    "</graphml>",
    "",
  ].join("\n");
}

/** The days of each thing that a relation rests on, as intervals. @param {Graph} graph @param {number} e @returns {string} */
function spellsOf({ days, firstDay }, e) {
  const spells = [];
  for (let k = firstDay[e]; k < firstDay[e + 1]; k += 2)
    if (Math.abs(days[k]) < OPEN && Math.abs(days[k + 1]) < OPEN) spells.push(`<spell start="${dayText(days[k])}" end="${dayText(days[k + 1])}"/>`);
  return spells.length ? `<spells>${spells.join("")}</spells>` : "";
}

/** GEXF 1.3. @param {Graph} graph @param {Shown} shown @param {{x: Float32Array, y: Float32Array}} places */
export function toGexf(graph, shown, places) {
  const { things, relations, properties, title, release } = graph.page;
  const values = (/** @type {string[]} */ list) => `<attvalues>${list.map((value, k) => `<attvalue for="${k}" value="${escapeXml(value)}"/>`).join("")}</attvalues>`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">',
    `<meta><description>${escapeXml(`${title}, release ${release}`)}</description></meta>`,
    '<graph defaultedgetype="directed" mode="dynamic" timeformat="date">',
    '<attributes class="node"><attribute id="0" title="label_zh" type="string"/><attribute id="1" title="type" type="string"/><attribute id="2" title="country" type="string"/><attribute id="3" title="listed" type="string"/><attribute id="4" title="community" type="string"/></attributes>',
    '<attributes class="edge"><attribute id="0" title="date" type="string"/><attribute id="1" title="status" type="string"/><attribute id="2" title="grade" type="string"/></attributes>',
    "<nodes>",
    ...thingsOf(graph, shown).map(
      (i) =>
        `<node id="${escapeXml(iriOf(graph, things.id[i]))}" label="${escapeXml(things.name[i])}">${values([things.zh[i], things.types[things.type[i]].en, things.countries[i].map((c) => things.countryNames[c].en).join("; "), things.listed[i] ? "true" : "false", String(things.community[i])])}<viz:position x="${places.x[i].toFixed(1)}" y="${(-places.y[i]).toFixed(1)}" z="0.0"/></node>`,
    ),
    "</nodes>",
    "<edges>",
    ...relationsOf(graph, shown).map(
      (e) =>
        `<edge id="${escapeXml(relations.id[e])}" source="${escapeXml(iriOf(graph, things.id[graph.from[e]]))}" target="${escapeXml(iriOf(graph, things.id[graph.to[e]]))}" label="${escapeXml(properties[relations.property[e]].en)}" weight="${relations.weight[e]}">${values([relations.date[e], relations.status[e], relations.grade[e]])}${spellsOf(graph, e)}</edge>`,
    ),
    "</edges>",
    "</graph>",
    "</gexf>",
    "",
  ].join("\n");
}

/** @param {string} iri Characters that IRIs cannot hold are percent-encoded. */
const angled = (iri) => `<${iri.replace(/[\u0000-\u0020<>"{}|^`\\]/g, (c) => encodeURIComponent(c).replace(/^(.)$/, (x) => `%${x.charCodeAt(0).toString(16).padStart(2, "0")}`))}>`;
/** @param {string} text */
const quoted = (text) => `"${text.replace(/[\\"\n\r\t]/g, (c) => /** @type {Record<string, string>} */ ({ "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" })[c])}"`;

/** @param {Graph} graph @param {Shown} shown */
export function toTurtle(graph, shown) {
  const { things, relations, properties, prefixes, title, release } = graph.page;
  const out = [`# ${title.replace(/[\r\n]/g, " ")}, release ${release.replace(/[\r\n]/g, " ")}`, `@prefix cnai: <${prefixes.cnai}> .`, `@prefix rdfs: <${prefixes.rdfs}> .`, ""];
  for (const i of thingsOf(graph, shown)) {
    const type = things.types[things.type[i]].id;
    const pairs = [`rdfs:label ${quoted(things.name[i])}@en`];
    if (/^\w+$/.test(type)) pairs.unshift(`a cnai:${type}`);
    if (things.zh[i]) pairs.push(`rdfs:label ${quoted(things.zh[i])}@zh-hans`);
    out.push(`${angled(iriOf(graph, things.id[i]))} ${pairs.join(" ; ")} .`);
  }
  for (const e of relationsOf(graph, shown))
    out.push(`${angled(iriOf(graph, things.id[graph.from[e]]))} ${angled(iriOf(graph, properties[relations.property[e]].id))} ${angled(iriOf(graph, things.id[graph.to[e]]))} .`);
  return `${out.join("\n")}\n`;
}

/** @param {Graph} graph @param {Shown} shown */
export function toJsonld(graph, shown) {
  const { things, relations, properties, prefixes } = graph.page;
  /** @param {string} id */
  const iri = (id) => angled(iriOf(graph, id)).slice(1, -1);
  const nodes = thingsOf(graph, shown).map((i) => {
    const type = things.types[things.type[i]].id;
    /** @type {Record<string, any>} */
    const node = { "@id": iri(things.id[i]), label: [{ "@value": things.name[i], "@language": "en" }] };
    if (/^\w+$/.test(type)) node["@type"] = `cnai:${type}`;
    if (things.zh[i]) node.label.push({ "@value": things.zh[i], "@language": "zh-hans" });
    return node;
  });
  const place = new Map(nodes.map((node) => [node["@id"], node]));
  for (const e of relationsOf(graph, shown)) {
    const node = place.get(iri(things.id[graph.from[e]]));
    const key = iri(properties[relations.property[e]].id);
    if (node) (node[key] ||= []).push({ "@id": iri(things.id[graph.to[e]]) });
  }
  return `${JSON.stringify({ "@context": { cnai: prefixes.cnai, label: `${prefixes.rdfs}label` }, "@graph": nodes }, null, 1)}\n`;
}
