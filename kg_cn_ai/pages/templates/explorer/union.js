// A part of the network joined to what the page has. Things that are there keep their positions, so that whoever knows one by
// its position goes on to; what shared tables have in common is found by its name.

/** @typedef {import("./data.js").Page} Page */
/** @typedef {import("./data.js").Facts} Facts */

/**
 * Rows of a table at the end of another one, those that it has already left out.
 * @template T
 * @param {T[]} table @param {T[]} more @param {(row: T) => string} name
 * @returns {number[]} Where each of them stands.
 */
function append(table, more, name) {
  const places = new Map(table.map((row, k) => [name(row), k]));
  return more.map((row) => {
    const key = name(row);
    let place = places.get(key);
    if (place === undefined) {
      place = table.push(row) - 1;
      places.set(key, place);
    }
    return place;
  });
}

/**
 * @template T
 * @param {ArrayLike<T>} column @param {ArrayLike<T>} more @param {number[]} rows Rows of the second that are new.
 * @returns {any}
 */
const longer = (column, more, rows) => Array.from(column).concat(rows.map((k) => more[k]));

/**
 * Make a page and its facts those of both. What is known of a thing replaces what was known in part.
 * @param {Page} page @param {Facts} facts @param {Page} more @param {Facts} moreFacts
 */
export function join(page, facts, more, moreFacts) {
  const { things, relations } = page;
  const known = new Map(things.id.map((id, i) => [id, i]));
  const fresh = more.things.id.map((_, k) => k).filter((k) => !known.has(more.things.id[k]));
  fresh.forEach((k, step) => known.set(more.things.id[k], things.id.length + step));
  const placeOf = more.things.id.map((id) => Number(known.get(id)));
  const properties = append(page.properties, more.properties, ({ id }) => id);
  const documents = append(page.documents, more.documents, (row) => JSON.stringify(row));
  const types = append(things.types, more.things.types, (row) => JSON.stringify(row));
  const countries = append(things.countryNames, more.things.countryNames, ({ en }) => en);
  const sectors = append(things.sectorNames, more.things.sectorNames, ({ en }) => en);
  for (const key of /** @type {const} */ (["id", "name", "zh", "pinyin", "names", "keys", "kind", "since", "listed", "x", "y", "community"]))
    things[key] = longer(/** @type {any[]} */ (things[key]), more.things[key], fresh);
  things.links = longer(things.links || [], more.things.links || [], fresh);
  things.type = longer(things.type, more.things.type.map((k) => types[k]), fresh);
  things.countries = longer(things.countries, more.things.countries.map((own) => own.map((k) => countries[k])), fresh);
  things.sectors = longer(things.sectors, more.things.sectors.map((own) => own.map((k) => sectors[k])), fresh);
  Object.assign(page.simplified, more.simplified);
  Object.assign((page.communities ||= {}), more.communities);

  const there = new Set(relations.id);
  const ties = more.relations.id.map((_, e) => e).filter((e) => !there.has(more.relations.id[e]));
  const offset = facts.statements.property.length;
  for (const key of /** @type {const} */ (["id", "status", "grade", "date", "year", "record", "weight", "number", "ended", "days"]))
    relations[key] = longer(/** @type {any[]} */ (relations[key]), more.relations[key], ties);
  relations.acts = longer(relations.acts, more.relations.acts.map((own) => own.map((i) => placeOf[i])), ties);
  relations.from = longer(relations.from, more.relations.from.map((i) => placeOf[i]), ties);
  relations.to = longer(relations.to, more.relations.to.map((i) => placeOf[i]), ties);
  relations.property = longer(relations.property, more.relations.property.map((k) => properties[k]), ties);
  relations.documents = longer(relations.documents, more.relations.documents.map((own) => own.map((k) => documents[k])), ties);
  relations.fact = longer(relations.fact, more.relations.fact.map((row) => (row < 0 ? row : row + offset)), ties);

  const events = new Map(page.events);
  const happened = (/** @type {number} */ year) => year && events.set(year, (events.get(year) || 0) + 1);
  for (const e of ties) if (!more.relations.record[e]) happened(more.relations.year[e]);
  const recorded = facts.records.length;
  const cards = joinFacts(facts, moreFacts, placeOf, properties, documents);
  for (const { date } of facts.records.slice(recorded)) happened(Number(/\d{4}/.exec(date)?.[0] || 0));
  page.events = [...events].sort((a, b) => a[0] - b[0]);

  for (const k of fresh) facts.cards[placeOf[k]] = cards[k];
  more.things.id.forEach((_, k) => {
    if (!cards[k].part) facts.cards[placeOf[k]] = cards[k];
  });
  // A thing that was known in part is now known to have these relations too.
  const before = facts.cards.length - fresh.length;
  for (const e of ties) {
    const row = more.relations.fact[e];
    if (row < 0) continue;
    const [from, to] = [placeOf[more.relations.from[e]], placeOf[more.relations.to[e]]];
    if (from < before && facts.cards[from].part) facts.cards[from].facts.push(row + offset);
    if (to < before && to !== from && facts.cards[to].part) facts.cards[to].incoming.push(row + offset);
  }
}

/**
 * @param {Facts} facts @param {Facts} more @param {number[]} placeOf @param {number[]} properties @param {number[]} documents
 * @returns {Facts["cards"]} The cards of the part, in terms of the whole.
 */
function joinFacts(facts, more, placeOf, properties, documents) {
  const row = facts.statements.property.length;
  const value = facts.values.length;
  const span = facts.spans.length;
  const end = (/** @type {number} */ i) => (i >= 0 ? placeOf[i] : i - value);
  const places = (/** @type {number[]} */ own) => own.map((k) => k + span);
  const rows = (/** @type {number[]} */ own) => own.map((k) => k + row);
  const { statements } = facts;
  statements.property = Array.from(statements.property).concat(more.statements.property.map((k) => properties[k]));
  statements.subject = Array.from(statements.subject).concat(more.statements.subject.map(end));
  statements.object = Array.from(statements.object).concat(more.statements.object.map(end));
  statements.evidence = Array.from(statements.evidence).concat(more.statements.evidence.map(places));
  for (const key of /** @type {const} */ (["status", "grade", "date"])) statements[key] = Array.from(statements[key]).concat(more.statements[key]);
  for (const [own, others] of Object.entries(more.contradicts)) facts.contradicts[Number(own) + row] = rows(others);
  facts.values = facts.values.concat(more.values);
  facts.spans = facts.spans.concat(more.spans.map((one) => ({ ...one, document: documents[one.document] })));
  const records = append(facts.records, more.records.map((one) => ({ ...one, evidence: places(one.evidence) })), ({ id }) => id);
  return more.cards.map((card) => ({ ...card, facts: rows(card.facts), incoming: rows(card.incoming), records: card.records.map((k) => records[k]) }));
}
