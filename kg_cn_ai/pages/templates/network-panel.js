// The panel beside the map: what a thing or a relation is, and where each fact is stated. What somebody said (a claim, an
// estimate, a forecast, a target, an opinion) stands apart from facts, looks different, and names who said it.

const isPlain = (status) => page.plain.includes(status);

/** @type {Map<string, any>} Facts by the identifier of their statement. */
const factByStatement = new Map();
for (const card of Object.values(page.cards)) {
  for (const fact of card.facts)
    if (!fact.incoming || !factByStatement.has(fact.statement)) factByStatement.set(fact.statement, fact);
}
const recordById = new Map(page.records.map((record) => [record.id, record]));

/** A name as a button that goes to the thing, or as text if the thing is not on this page. */
function reference(value, go) {
  const node = value.id && nodeById.get(value.id);
  if (node && node.id === state.node) return make("span", { class: "value" }, nameOf(node));
  if (node)
    return make(
      "button",
      { type: "button", class: "go", onclick: () => go(node) },
      mark(node.kind),
      make("span", {}, nameOf(node)),
    );
  const text = pick({ en: value.text, zh: value.zh });
  if (value.address) return link(value.address, text);
  if (text === "true" || text === "false") return make("span", { class: "value" }, say(text));
  return make("span", { class: "value" }, /^\d{4}$/.test(text) ? text : number(date(text)));
}

const pill = (status) =>
  status === "asserted"
    ? null
    : make("span", { class: "pill" }, pick(page.statuses[status] || { en: status }));
const when = (item) => (item.date ? make("span", { class: "when" }, date(item.date)) : null);
const gradeName = (grade) => pick(page.grades[grade] || { en: grade });

/** The sources of a fact: publisher, place and grade in one line that opens to everything known about them. */
function evidence(item) {
  const spans = item.evidence.map((i) => page.spans[i]);
  const grade = gradeName(item.grade);
  if (!spans.length)
    return make("p", { class: "evidence" }, [say("noEvidence"), grade].filter(Boolean).join(" · "));
  const first = page.documents[spans[0].document];
  const more = spans.length > 1 ? ` ${say("moreSources", { n: spans.length - 1 })}` : "";
  const place = pick(spans[0]);
  const said = (spans[0].pages && pick(spans[0].pages[0])) || first.publisher || first.title;
  return make(
    "details",
    { class: "evidence" },
    make(
      "summary",
      {},
      [`${said}${language() === "zh" ? "，" : ", "}${place}${more}`, grade]
        .filter(Boolean)
        .join(" · "),
    ),
    make("ul", {}, ...spans.map((span) => sourceOf(span))),
  );
}

function sourceOf(span) {
  const { title, publisher, licence, address } = page.documents[span.document];
  const rest = [publisher, pick(span)].filter(Boolean).join(language() === "zh" ? "，" : ", ");
  return make(
    "li",
    {},
    make("div", { class: "title" }, title),
    make("div", {}, rest),
    ...(span.pages || []).map((one) => make("div", {}, link(one.address, pick(one)))),
    licence ? make("div", { class: "rest" }, `${say("licence")}: `, licenceOf(licence)) : null,
    address
      ? make("div", { class: "rest" }, link(address, /^https?:/i.test(address) ? say("open") : address))
      : null,
  );
}

/** A licence by its usual short name, linked. @param {string} licence */
const licenceOf = (licence) => link(licence, licenceName(licence));

/** One fact: its value, its status where it is not a plain fact, its sources, and who contradicts it. */
function factRow(fact, go, withLabel = false) {
  const said = !isPlain(fact.status);
  return make(
    "div",
    { class: "fact" },
    said ? make("div", { class: "over" }, pick(page.statuses[fact.status] || { en: fact.status })) : null,
    make(
      "div",
      {},
      withLabel ? `${pick(page.properties[fact.property])}: ` : null,
      reference(fact.value, go),
      said ? null : pill(fact.status),
      when(fact),
    ),
    evidence(fact),
    ...contradictions(fact, go),
  );
}

function contradictions(fact, go) {
  return (fact.contradicts || []).map((id) => {
    const other = factByStatement.get(id);
    if (!other) return make("p", { class: "note" }, say("contradictsOut", { id }));
    return make(
      "div",
      { class: "note" },
      say("contradicts"),
      " ",
      reference(other.value, go),
      evidence(other),
    );
  });
}

/** Facts under one heading per relation, relations to things first; "… developed by X" heads what points here. */
function factGroups(node, facts, go) {
  const rank = (fact) => (nodeById.has(fact.value.id) ? 0 : fact.value.address ? 2 : 1);
  facts = [...facts].sort((a, b) => rank(a) - rank(b));
  const groups = new Map();
  for (const fact of facts) {
    const key = `${fact.incoming} ${fact.property}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(fact);
  }
  return [...groups.values()].map((group) => {
    const label = pick(page.properties[group[0].property]);
    const heading = group[0].incoming
      ? language() === "zh"
        ? `…… ${label}：${nameOf(node)}`
        : `… ${label} ${nameOf(node)}`
      : label;
    return make("div", {}, make("h4", {}, heading), ...group.map((fact) => factRow(fact, go)));
  });
}

/** Money, shares and counts of a record as one phrase: "about 300 million US dollar", "25%". */
function amount(parts) {
  const find = (property) => parts.find((part) => part.property === property)?.value;
  const [value, comparator, unit] = ["value", "comparator", "unit"].map(find);
  if (!value) return null;
  const words = (named, silent) =>
    !named || silent.includes(named.text) ? "" : pick({ en: named.text, zh: named.zh });
  const figure = number(value.text) + (unit?.text === "percent" ? "%" : "");
  const pieces = [
    words(comparator, ["exactly", "equal to"]),
    figure,
    words(unit, ["percent", "count"]).replace(/dollar$/, "dollars"),
  ];
  return pieces.filter(Boolean).join(language() === "zh" && !/[a-z]$/i.test(pieces[2]) ? "" : " ");
}

/** Parts that say how a record was written down rather than what happened. */
const ASIDE = new Set(["dateBasis"]);

/** A record (deal, launch, target, opinion …) as a small card. */
function recordCard(record, go) {
  const said = !isPlain(record.status);
  const who = record.parts
    .filter((part) => part.property === "attributedTo")
    .map((part) => pick({ en: part.value.text, zh: part.value.zh }));
  const kind = said
    ? pick(page.statuses[record.status] || { en: record.status })
    : pick(record.types[0] || { en: "" });
  const place = record.evidence.length ? page.spans[record.evidence[0]] : null;
  const reporter = place ? (place.pages ? pick(place.pages[0]) : page.documents[place.document].publisher) : "";
  const source = who.length
    ? say("by", { who: who.join(language() === "zh" ? "、" : ", ") })
    : reporter && say("reported", { who: reporter });
  const over = [kind, said && source].filter(Boolean).join(" · ");
  const phrase = amount(record.parts);
  const rows = new Map();
  if (phrase) rows.set(pick(record.parts.find((part) => part.property === "value")), [phrase]);
  for (const part of record.parts) {
    if (ASIDE.has(part.property) || (phrase && ["value", "unit", "comparator"].includes(part.property)))
      continue;
    const label = pick(part).replace(/\s*[(（]EDTF[)）]$/, "");
    if (!rows.has(label)) rows.set(label, []);
    rows.get(label).push(part.value);
  }
  const list = make("dl");
  for (const [label, values] of rows) {
    list.append(make("dt", {}, label));
    list.append(
      make(
        "dd",
        {},
        ...values.map((value) => make("div", {}, typeof value === "string" ? value : reference(value, go))),
      ),
    );
  }
  return make(
    "article",
    { class: "record" },
    make("div", { class: "over" }, over, when(record)),
    make("div", { class: "head", lang: language() }, pick(record)),
    record.summary ? make("p", {}, record.summary) : null,
    list.childElementCount ? list : null,
    evidence(record),
  );
}

/** Everything known about a thing. */
function thingPanel(node, go) {
  const card = page.cards[node.id] || { facts: [], records: [], note: "" };
  const seen = new Set(
    card.facts.filter((fact) => !fact.incoming).map((fact) => `${fact.property} ${fact.value.id}`),
  );
  const facts = card.facts.filter(
    (fact) =>
      !(
        fact.incoming &&
        page.properties[fact.property].symmetric &&
        seen.has(`${fact.property} ${fact.value.id}`)
      ),
  );
  const plain = facts.filter((fact) => isPlain(fact.status));
  const records = card.records.map((i) => page.records[i]);
  const other = [otherNameOf(node), node.pinyin].filter(Boolean);
  const names = node.names.filter((name) => ![nameOf(node), ...other].includes(name));
  const said = [
    ...facts.filter((fact) => !isPlain(fact.status)).map((fact) => factRow(fact, go, true)),
    ...records.filter((record) => !isPlain(record.status)).map((record) => recordCard(record, go)),
  ];
  const happened = records.filter((record) => isPlain(record.status)).map((record) => recordCard(record, go));
  return [
    make(
      "p",
      { class: "what" },
      mark(node.kind),
      [typeOf(node), node.country && pick({ en: node.country, zh: node.countryZh })]
        .filter(Boolean)
        .join(" · "),
    ),
    make("h2", { tabindex: "-1" }, nameOf(node)),
    other.length ? make("p", { class: "second" }, other.join(" · ")) : null,
    names.length ? make("p", { class: "line" }, make("b", {}, say("also")), names.join(" · ")) : null,
    card.note ? make("p", { class: "note" }, card.note) : null,
    make("p", { class: "line" }, make("b", {}, say("identifier")), make("code", {}, node.id)),
    plain.length ? make("section", {}, make("h3", {}, say("facts")), ...factGroups(node, plain, go)) : null,
    happened.length ? make("section", {}, make("h3", {}, say("records")), ...happened) : null,
    said.length
      ? make(
          "section",
          { class: "claims" },
          make("h3", {}, say("claims")),
          make("p", { class: "intro" }, say("claimsNote")),
          ...said,
        )
      : null,
    plain.length || happened.length || said.length ? null : make("p", { class: "note" }, say("noFacts")),
  ];
}

/** What a relation says and what it rests on. */
function relationPanel(edge, go) {
  const property = page.properties[edge.property];
  const fact = factByStatement.get(edge.id);
  const record = edge.record && recordById.get(edge.record);
  const row = (key, text) => (text ? [make("dt", {}, say(key)), make("dd", {}, text)] : []);
  const item = {
    grade: edge.grade,
    date: edge.date,
    evidence: fact ? fact.evidence : [],
    contradicts: fact ? fact.contradicts : [],
  };
  return [
    make("p", { class: "what" }, stroke(property.family), pick(page.families[property.family])),
    make("h2", { tabindex: "-1" }, pick(property)),
    make(
      "div",
      { class: "ends" },
      reference({ id: edge.from }, go),
      make("span", { class: "verb" }, `${property.symmetric ? "↔" : "↓"} ${pick(property)}`),
      reference({ id: edge.to }, go),
    ),
    make(
      "dl",
      { class: "table" },
      ...row("status", pick(page.statuses[edge.status] || { en: edge.status })),
      ...row("grade", gradeName(edge.grade)),
      ...row("date", edge.date && date(edge.date)),
    ),
    make("section", {}, make("h3", {}, say("sources")), evidenceOpen(item), ...contradictions(item, go)),
    record
      ? make(
          "section",
          { class: isPlain(record.status) ? "" : "claims" },
          make("h3", {}, say("record")),
          recordCard(record, go),
        )
      : null,
  ];
}

/** Sources that need no opening. */
function evidenceOpen(item) {
  if (!item.evidence.length) return make("p", { class: "muted" }, say("noEvidence"));
  return make(
    "div",
    { class: "evidence" },
    make("ul", {}, ...item.evidence.map((i) => sourceOf(page.spans[i]))),
  );
}
