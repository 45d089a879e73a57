// The page as a whole: selection, language and theme, permalink, keyboard, and the start.

const state = {
  node: "",
  edge: "",
  hiddenKinds: new Set(),
  hiddenProperties: new Set(),
  theme: "",
  view: "map",
  sort: "links",
  descending: true,
};
const narrow = matchMedia("(max-width: 760px)");
let lastFocus = /** @type {any} */ (null);

// Selection

/**
 * Select a thing, a relation, or nothing.
 * @param {{node?: string, edge?: string}} what
 * @param {{closer?: boolean, focus?: boolean, push?: boolean}} [how] Move closer; put the keyboard's focus into the panel; make a step of the history.
 */
function select({ node = "", edge = "" }, { closer = false, focus = false, push = true } = {}) {
  const was = state.node || state.edge;
  if (node === state.node && edge === state.edge && was) closer = closer && !$("panel").hidden;
  Object.assign(state, { node, edge });
  Object.assign(view, {
    selectedNode: node,
    selectedEdge: edge,
    cursor: node || view.cursor,
    hoveredNode: "",
    hoveredEdge: "",
  });
  $("tip").hidden = true;
  if (node && state.hiddenKinds.delete(nodeById.get(node).kind)) applyFilters();
  else if (state.hiddenProperties.size) applyFilters();
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
    announce(
      node
        ? `${nameOf(nodeById.get(node))}, ${typeOf(nodeById.get(node))}`
        : $("panel-content").querySelector("h2").textContent,
    );
  } else if (was) {
    announce(say("cleared"));
    if (network && state.view === "map" && !view.moved) frame(shownNodes(), true);
    if (lastFocus && lastFocus.isConnected && lastFocus !== document.body) lastFocus.focus();
    else if (state.view === "map") $("map").focus({ preventScroll: true });
    lastFocus = null;
  }
  if (network) network.redraw();
  for (const row of document.querySelectorAll("#rows tr"))
    row.classList.toggle("current", row.dataset.id === node && node !== "");
  remember(push);
}

const go = (node) => select({ node: node.id }, { closer: true, focus: true });

function drawPanel() {
  const content = $("panel-content");
  const shown = state.node || state.edge;
  $("panel").hidden = !shown;
  document.body.classList.toggle("with-panel", Boolean(shown));
  content.replaceChildren();
  if (!shown) return;
  const parts = state.node
    ? thingPanel(nodeById.get(state.node), go)
    : relationPanel(edgeById.get(state.edge), go);
  content.append(...parts.filter(Boolean));
  content.scrollTop = 0;
}

function showView(name) {
  state.view = network ? name : "list";
  $("list").hidden = state.view !== "list";
  $("map").hidden = $("zoom").hidden = state.view === "list";
  $("view-map").setAttribute("aria-pressed", String(state.view === "map"));
  $("view-list").setAttribute("aria-pressed", String(state.view === "list"));
  $("view-map").disabled = !network;
  $("tip").hidden = true;
  drawList();
}

// Language and theme

function translate() {
  document.documentElement.lang = language() === "zh" ? "zh-Hans" : "en";
  const heading = (language() === "zh" && page.titleZh) || page.title;
  document.title = $("heading").textContent = $("about-title").textContent = heading;
  for (const element of document.querySelectorAll("[data-text]"))
    element.textContent = say(element.dataset.text);
  for (const element of document.querySelectorAll("[data-placeholder]"))
    element.placeholder = say(element.dataset.placeholder);
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
    if (element.matches(".tool")) element.title = say(element.dataset.label);
  }
  const [things, relations] = [page.nodes.length, page.edges.length];
  const release =
    page.release.length > 16 && /^[0-9a-f]+$/i.test(page.release) ? page.release.slice(0, 12) : page.release;
  $("summary").textContent = [
    release ? say("release", { id: release }) : "",
    things === 1 ? say("thing") : say("things", { n: count(things) }),
    relations === 1 ? say("relation1") : say("relationsN", { n: count(relations) }),
  ]
    .filter(Boolean)
    .join(" · ");
  $("summary").title = page.release;
  $("documents").replaceChildren(
    ...page.documents.map(({ title, publisher, licence, address }) =>
      make(
        "li",
        {},
        make(
          "div",
          {},
          address ? link(address, /^https?:/i.test(address) ? title : `${title} ${address}`) : title,
        ),
        make(
          "div",
          { class: "muted" },
          publisher,
          publisher && licence ? " · " : "",
          licence ? licenceOf(licence) : "",
        ),
      ),
    ),
  );
  $("documents").previousElementSibling.hidden = !page.documents.length;
  drawLegend();
  applyFilters();
  drawPanel();
  if (network) network.redraw();
}

const systemDark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (state.theme ? state.theme === "dark" : systemDark.matches);

function paint() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  recolour();
}

// Permalink: everything that can be chosen, after the # of the address

/** @param {boolean} push Whether the browser's Back should come back to what was before. */
function remember(push) {
  const parts = new URLSearchParams();
  if (state.node) parts.set("thing", state.node);
  if (state.edge) parts.set("relation", state.edge);
  if (state.hiddenKinds.size)
    parts.set("hide", [...state.hiddenKinds].map((i) => page.kinds[i].id).join(","));
  if (state.hiddenProperties.size)
    parts.set("without", [...state.hiddenProperties].map((i) => page.properties[i].id).join(","));
  if (language() !== page.lang) parts.set("lang", language());
  if (state.theme) parts.set("theme", state.theme);
  if (state.view === "list") parts.set("view", "list");
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
  const indices = (key, list) =>
    new Set(
      (parts.get(key) || "")
        .split(",")
        .map((id) => list.findIndex((item) => item.id === id))
        .filter((i) => i >= 0),
    );
  state.hiddenKinds = indices("hide", page.kinds);
  state.hiddenProperties = indices("without", page.properties);
  state.theme = ["light", "dark"].includes(parts.get("theme") || "") ? String(parts.get("theme")) : "";
  const wanted = parts.get("lang");
  speak(wanted === "zh" || wanted === "en" ? wanted : page.lang);
  state.view = parts.get("view") === "list" ? "list" : "map";
  const [node, edge] = [parts.get("thing") || "", parts.get("relation") || ""];
  state.node = nodeById.has(node) ? node : "";
  state.edge = !state.node && edgeById.has(edge) ? edge : "";
  Object.assign(view, { selectedNode: state.node, selectedEdge: state.edge });
}

// Keyboard

function mapKeys(event) {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (step) {
    const from = nodeById.get(view.cursor || state.node);
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
  $("map").addEventListener("keydown", mapKeys);
  $("map").addEventListener("blur", () => {
    view.cursor = "";
    if (network) network.redraw();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLInputElement;
    if (event.key === "/" && !typing && !$("about").open) {
      event.preventDefault();
      $("query").focus();
    } else if (event.key === "Escape" && !typing && !$("about").open) {
      if (document.body.classList.contains("filters-shown")) showFilters(false);
      else if (state.node || state.edge) select({});
    }
  });
  $("zoom-in").addEventListener("click", () => zoomBy(1.5));
  $("zoom-out").addEventListener("click", () => zoomBy(1 / 1.5));
  $("zoom-fit").addEventListener("click", showAll);
  $("reset").addEventListener("click", () => {
    state.hiddenKinds.clear();
    state.hiddenProperties.clear();
    changed();
  });
  $("panel-close").addEventListener("click", () => select({}));
  $("panel-size").addEventListener("click", () => $("panel").classList.toggle("tall"));
  $("panel-copy").addEventListener("click", () => {
    const done = () => announce(($("panel-copy").textContent = say("copied")));
    navigator.clipboard?.writeText(location.href).then(done, () => {});
    setTimeout(() => ($("panel-copy").textContent = say("copy")), 2000);
  });
  $("view-map").addEventListener("click", () => (showView("map"), remember(false)));
  $("view-list").addEventListener("click", () => (showView("list"), remember(false)));
  $("language").addEventListener("click", () => {
    speak(language() === "zh" ? "en" : "zh");
    translate();
    remember(false);
  });
  $("theme").addEventListener("click", () => {
    state.theme = isDark() ? "light" : "dark";
    paint();
    remember(false);
  });
  systemDark.addEventListener("change", paint);
  $("about-open").addEventListener("click", () => $("about").showModal());
  $("about-close").addEventListener("click", () => $("about").close());
  $("about").addEventListener("click", (event) => event.target === $("about") && $("about").close());
  $("filters-open").addEventListener("click", () =>
    showFilters(!document.body.classList.contains("filters-shown")),
  );
  $("filters-close").addEventListener("click", () => showFilters(false));
  addEventListener("popstate", () => {
    recall();
    paint();
    translate();
    showView(state.view);
    select({ node: state.node, edge: state.edge }, { push: false });
  });
}

function start() {
  recall();
  if (!location.hash && page.focus) state.node = view.selectedNode = page.focus;
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  buildSearchIndex();
  translate();
  try {
    startPicture({
      click(node, edge) {
        select({ node, edge });
      },
    });
    Object.assign(window, { network });
  } catch (error) {
    state.view = "list";
    announce(say("noCanvas"));
    console.warn(error);
  }
  connectSearch(go);
  connect();
  applyFilters();
  showView(state.view);
  if (network && (state.node || state.edge)) {
    if (page.nodes.length > 40 && state.node) reveal([state.node], true);
    else frame(shownNodes(), false);
  }
  requestAnimationFrame(() =>
    requestAnimationFrame(
      () => (document.documentElement.dataset.ready = String(Math.round(performance.now()))),
    ),
  );
}

start();
