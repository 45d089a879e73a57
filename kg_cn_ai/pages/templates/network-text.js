// What every part of the page needs: its data, what is chosen, and names. The rest of the words, facts, search, legend and
// table are those of the explorer; here stands what vis-network needs besides.

import { thingBody, thingHead, relationCard } from "./card.js";
import { makeGraph } from "./data.js";
import { $, announce, link, make } from "./dom.js";
import { putPhrases, putTheme, systemContrast, systemDark } from "./dress.js";
import { applyFilters, isFiltered } from "./filter.js";
import { makeLegend } from "./legend.js";
import { outlineOf } from "./marks.js";
import { Index } from "./search.js";
import { connectSearch } from "./searchbox.js";
import { freshState } from "./state.js";
import { drawTable } from "./table.js";
import { count, language, learn, licenceName, nameOf as nameOfThing, otherNameOf as otherNameOfThing, pick, relationsText, say, speak, typeOf as typeOfThing } from "./words.js";

/** @type {any} The data block: see `simple_data`. */
const page = JSON.parse(document.getElementById("data").textContent);
learn(page.text);
const graph = makeGraph(page);
/** So few things are looked at as a whole. */
const state = { ...freshState(graph), level: "everything", colour: "type" };

page.nodes.forEach((node, i) => Object.assign(node, { i, kind: graph.kind[i], degree: graph.degree[i] }));
page.edges.forEach((edge, e) => Object.assign(edge, { e, property: graph.property[e], status: page.relations.status[e] }));

/** A mark's names and type in the current language. */
const nameOf = ({ i }) => nameOfThing(page, i);
const otherNameOf = ({ i }) => otherNameOfThing(page, i);
const typeOf = ({ i }) => typeOfThing(page, i);
