// The page as a whole: selection, filters, language and theme, permalink, keyboard, and the start.

const narrow = matchMedia("(max-width: 760px)");
const index = new Index(graph);
let shown = applyFilters(graph, state);
let lastFocus = /** @type {any} */ (null);

// Selection

/**
 * Select a thing, a relation, or nothing, by the identifier of its mark or line.
 * @param {{node?: string, edge?: string}} what
 * @param {{closer?: boolean, focus?: boolean, push?: boolean}} [how] Move closer; put the keyboard's focus into the panel; make a step of the history.
 */
function select({ node = "", edge = "" }, { closer = false, focus = false, push = true } = {}) {
  const was = view.selectedNode || view.selectedEdge;
  if (node === view.selectedNode && edge === view.selectedEdge && was) closer = closer && !$("panel").hidden;
  choose(node, edge);
  Object.assign(view, { cursor: node || view.cursor, hoveredNode: "", hoveredEdge: "" });
  $("tip").hidden = true;
  if (node) state.kinds.delete(nodeById.get(node).kind);
  apply();
  drawPanel();
  if (node || edge) {
    const ids = node ? [node] : [edgeById.get(edge).from, edgeById.get(edge).to];
    if (focus) {
      if (!$("panel").contains(document.activeElement)) lastFocus = document.activeElement;
      $("panel-content").querySelector("h2").focus({ preventScroll: true });
    }
    if (network && state.view === "map") {
      if (page.nodes.length <= 40 && !view.moved) frame(shownNodes(), true);
      else reveal(ids, closer);
    }
    announce(node ? `${nameOf(nodeById.get(node))}, ${typeOf(nodeById.get(node))}` : $("panel-content").querySelector("h2").textContent);
  } else if (was) {
    announce(say("cleared"));
    if (network && state.view === "map" && !view.moved) frame(shownNodes(), true);
    if (lastFocus && lastFocus.isConnected && lastFocus !== document.body) lastFocus.focus();
    else if (state.view === "map") $("map").focus({ preventScroll: true });
    lastFocus = null;
  }
  if (network) network.redraw();
  remember(push);
}

/** @param {string} node @param {string} edge */
function choose(node, edge) {
  Object.assign(view, { selectedNode: node, selectedEdge: edge });
  state.node = node ? nodeById.get(node).i : -1;
  state.edge = edge ? edgeById.get(edge).e : -1;
}

const go = (i) => select({ node: page.nodes[i].id }, { closer: true, focus: true });

function drawPanel() {
  const [i, e] = [state.node, state.edge];
  const content = $("panel-content");
  $("panel").hidden = i < 0 && e < 0;
  document.body.classList.toggle("with-panel", i >= 0 || e >= 0);
  content.replaceChildren();
  if (i < 0 && e < 0) return;
  const at = { graph, facts: page.facts, self: i, go };
  const identifier = () => make("p", { class: "line" }, make("b", {}, say("identifier")), make("code", {}, page.nodes[i].id));
  const parts = i >= 0 ? [...thingHead(at, i), identifier(), ...thingBody(at, i)] : relationCard(at, e);
  content.append(...parts.filter(Boolean));
  content.scrollTop = 0;
}

/** @param {string} name */
function showView(name) {
  state.view = network ? name : "table";
  $("view-table").hidden = state.view !== "table";
  $("map").hidden = $("zoom").hidden = state.view === "table";
  for (const each of ["map", "table"]) $(`show-${each}`).setAttribute("aria-pressed", String(state.view === each));
  $("show-map").disabled = !network;
  $("tip").hidden = true;
  drawList();
}

// Filters

const drawLegend = makeLegend(graph, state, changed);

/** Work out what is hidden, and show it everywhere. */
function apply() {
  shown = applyFilters(graph, state);
  view.hiddenNodes = new Set(page.nodes.filter(({ i }) => !shown.nodes[i]).map(({ id }) => id));
  view.hiddenEdges = new Set(page.edges.filter((edge) => state.properties.has(edge.property) || !shown.edges[edge.e]).map(({ id }) => id));
  if (network) {
    visNodes.update(page.nodes.map(({ id }) => ({ id, hidden: view.hiddenNodes.has(id) })));
    visEdges.update(page.edges.map(({ id }) => ({ id, hidden: view.hiddenEdges.has(id) })));
  }
  const filtered = isFiltered(graph, state);
  $("shown").textContent = say("shown", { n: count(shown.things), all: count(graph.n) });
  $("reset").hidden = !filtered;
  $("filters-open").classList.toggle("filtered", filtered);
  drawLegend(shown);
  drawList();
}

function changed() {
  apply();
  remember(false);
  announce($("shown").textContent);
}

function drawList() {
  if (state.view === "table") drawTable(graph, shown, state, { go, changed: drawList });
}

// Language and theme

function translate() {
  speak(state.lang);
  putPhrases(page);
  const things = graph.n === 1 ? say("thing") : say("things", { n: count(graph.n) });
  const release = page.release.length > 16 && /^[0-9a-f]+$/i.test(page.release) ? page.release.slice(0, 12) : page.release;
  $("summary").textContent = [release ? say("release", { id: release }) : "", things, relationsText(graph.m)].filter(Boolean).join(" · ");
  $("summary").title = page.release;
  $("documents").replaceChildren(
    ...page.documents.map(({ title, publisher, licence, address }) => {
      const source = !address ? title : link(address, /^https?:/i.test(address) ? title : `${title} ${address}`);
      const terms = licence ? link(licence, licenceName(licence)) : "";
      return make("li", {}, make("div", {}, source), make("div", { class: "muted" }, publisher, publisher && licence ? " · " : "", terms));
    }),
  );
  $("documents").previousElementSibling.hidden = !page.documents.length;
  apply();
  drawPanel();
  if (network) network.redraw();
}

function paint() {
  putTheme(state.theme);
  recolour();
}

// Permalink: everything that can be chosen, after the # of the address

/** @param {boolean} push Whether the browser's Back should come back to what was before. */
function remember(push) {
  const names = (set, rows) => [...set].map((k) => rows[k].id).join(",");
  const parts = new URLSearchParams();
  const put = (key, value) => value && parts.set(key, value);
  put("thing", view.selectedNode);
  put("relation", view.selectedEdge);
  put("hide", names(state.kinds, page.kinds));
  put("without", names(state.properties, page.properties));
  put("lang", state.lang === page.lang ? "" : state.lang);
  put("theme", state.theme);
  put("view", state.view === "table" ? "list" : "");
  const hash = `#${parts.toString().replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%2F/g, "/")}`;
  if (hash === (location.hash || "#")) return;
  try {
    history[push ? "pushState" : "replaceState"](null, "", hash);
  } catch {
    // In a sandboxed frame there is no address to change; the page works without.
  }
}

/** Take over what the address says. Unknown names are left out. */
function recall() {
  const parts = new URLSearchParams(location.hash.slice(1));
  const [node, edge, lang, theme] = ["thing", "relation", "lang", "theme"].map((key) => parts.get(key) || "");
  const places = (key, rows) => new Set((parts.get(key) || "").split(",").map((id) => rows.findIndex((row) => row.id === id)).filter((k) => k >= 0));
  state.kinds = places("hide", page.kinds);
  state.properties = places("without", page.properties);
  state.theme = ["light", "dark"].includes(theme) ? theme : "";
  state.lang = lang === "zh" || lang === "en" ? lang : page.lang;
  state.view = parts.get("view") === "list" ? "table" : "map";
  choose(nodeById.has(node) ? node : "", !nodeById.has(node) && edgeById.has(edge) ? edge : "");
}

// Keyboard

function mapKeys(event) {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (step) {
    const from = nodeById.get(view.cursor || view.selectedNode);
    const next = from
      ? neighbourTowards(from, step[0], step[1])
      : (byDegree.find((node) => !view.hiddenNodes.has(node.id)) || { id: "" }).id;
    if (next) {
      view.cursor = next;
      reveal([next], false);
      network.redraw();
      announce(`${nameOf(nodeById.get(next))}, ${typeOf(nodeById.get(next))}`);
    }
  } else if ((event.key === "Enter" || event.key === " ") && view.cursor)
    select({ node: view.cursor }, { focus: true });
  else if (event.key === "+" || event.key === "=") zoomBy(1.35);
  else if (event.key === "-" || event.key === "_") zoomBy(1 / 1.35);
  else if (event.key === "0") showAll();
  else return;
  event.preventDefault();
}

function zoomBy(factor) {
  const [least, most] = scaleRange();
  view.moved = true;
  network.moveTo({
    scale: Math.min(most, Math.max(least, network.getScale() * factor)),
    animation: reducedMotion.matches ? false : { duration: 160, easingFunction: "easeOutQuad" },
  });
}

function showAll() {
  view.moved = false;
  frame(shownNodes(), true);
}

function showFilters(open) {
  document.body.classList.toggle("filters-shown", open);
  $("filters-open").setAttribute("aria-expanded", String(open));
  if (open) $("filters-close").focus();
  else if (narrow.matches) $("filters-open").focus();
}

function connect() {
  const on = (id, work) => $(id).addEventListener("click", work);
  $("map").addEventListener("keydown", mapKeys);
  $("map").addEventListener("blur", () => {
    view.cursor = "";
    if (network) network.redraw();
  });
  document.addEventListener("keydown", (event) => {
    if (event.target instanceof HTMLInputElement || $("about").open) return;
    if (event.key === "/") {
      event.preventDefault();
      $("query").focus();
    } else if (event.key === "Escape") {
      if (document.body.classList.contains("filters-shown")) showFilters(false);
      else if (state.node >= 0 || state.edge >= 0) select({});
    }
  });
  on("zoom-in", () => zoomBy(1.5));
  on("zoom-out", () => zoomBy(1 / 1.5));
  on("zoom-fit", showAll);
  on("reset", () => {
    state.kinds.clear();
    state.properties.clear();
    changed();
  });
  on("panel-close", () => select({}));
  on("panel-size", () => $("panel").classList.toggle("tall"));
  on("panel-copy", () => {
    const done = () => announce(($("panel-copy").textContent = say("copied")));
    navigator.clipboard?.writeText(location.href).then(done, () => {});
    setTimeout(() => ($("panel-copy").textContent = say("copy")), 2000);
  });
  for (const name of ["map", "table"])
    on(`show-${name}`, () => {
      showView(name);
      remember(false);
    });
  on("language", () => {
    state.lang = language() === "zh" ? "en" : "zh";
    translate();
    remember(false);
  });
  on("theme", () => {
    state.theme = document.documentElement.dataset.theme.endsWith("dark") ? "light" : "dark";
    paint();
    remember(false);
  });
  for (const media of [systemDark, systemContrast]) media.addEventListener("change", paint);
  on("about-open", () => $("about").showModal());
  on("about-close", () => $("about").close());
  on("about", (event) => event.target === $("about") && $("about").close());
  on("filters-open", () => showFilters(!document.body.classList.contains("filters-shown")));
  on("filters-close", () => showFilters(false));
  addEventListener("popstate", () => {
    recall();
    paint();
    translate();
    showView(state.view);
    select({ node: view.selectedNode, edge: view.selectedEdge }, { push: false });
  });
}

function start() {
  page.lang ||= navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
  recall();
  if (!location.hash && page.focus) choose(page.focus, "");
  putTheme(state.theme);
  translate();
  try {
    startPicture({ click: (node, edge) => select({ node, edge }) });
    Object.assign(window, { network });
  } catch (error) {
    state.view = "table";
    announce(say("noCanvas"));
    console.warn(error);
  }
  connectSearch(graph, (typed) => index.search(typed), go, () => [...graph.order].slice(0, 8).filter((i) => graph.degree[i]));
  connect();
  apply();
  showView(state.view);
  if (network && (state.node >= 0 || state.edge >= 0)) {
    if (page.nodes.length > 40 && state.node >= 0) reveal([view.selectedNode], true);
    else frame(shownNodes(), false);
  }
  requestAnimationFrame(() => requestAnimationFrame(() => (document.documentElement.dataset.ready = String(Math.round(performance.now())))));
}

start();
