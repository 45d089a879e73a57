// The map: vis-network draws lines and marks at fixed places; emphasis, rings and the choice of what is under the pointer
// are ours.

/** @type {any} */
let network = null;
/** @type {any} */
let visNodes = null;
/** @type {any} */
let visEdges = null;

const nodeById = new Map(page.nodes.map((node) => [node.id, node]));
const edgeById = new Map(page.edges.map((edge) => [edge.id, edge]));
/** @type {Map<string, any[]>} Relations of each thing. */
const edgesOf = new Map(page.nodes.map((node) => [node.id, []]));
for (const edge of page.edges) {
  edgesOf.get(edge.from).push(edge);
  if (edge.to !== edge.from) edgesOf.get(edge.to).push(edge);
}
/** The things to name before all others. */
const byDegree = [...page.nodes].sort((a, b) => b.degree - a.degree || (page.things.name[a.i] < page.things.name[b.i] ? -1 : 1));

const hubs = new Set(byDegree.slice(0, 12).filter((node) => node.degree > 3));

/** What is shown and emphasised; the rest of the page writes here and calls `redraw`. */
const view = {
  hiddenNodes: new Set(),
  hiddenEdges: new Set(),
  selectedNode: "",
  selectedEdge: "",
  hoveredNode: "",
  hoveredEdge: "",
  cursor: "",
  moved: false,
};

const outlines = page.kinds.map((_, kind) => new Path2D(outlineOf(page, kind)));
const palette = { canvas: "", raised: "", ink: "", muted: "", accent: "", kinds: [""], families: [""] };
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
const labelFont = () => getComputedStyle(document.body).fontFamily;

/** Radius of a mark on the screen: never too small to see, growing slower than the map when one zooms in. */
function screenRadius(node, scale) {
  return Math.max(3.4, node.size * (scale < 1 ? scale : scale ** 0.6));
}

/** Read the colours of the current theme from the style sheet. */
function readPalette() {
  const style = getComputedStyle(document.documentElement);
  const get = (name) => style.getPropertyValue(name).trim();
  Object.assign(palette, {
    canvas: get("--canvas"),
    raised: get("--raised"),
    ink: get("--ink"),
    muted: get("--muted"),
    accent: get("--accent"),
  });
  palette.kinds = page.kinds.map((kind) => get(`--kind-${kind.id}`));
  palette.families = page.families.map((family) => get(`--family-${family.id}`));
}

/** The colours of the lines after a change of theme. */
function recolour() {
  readPalette();
  if (!network) return;
  visEdges.update(page.edges.map((edge) => ({ id: edge.id, color: lineColour(edge) })));
  network.redraw();
}

function lineColour(edge) {
  const colour = palette.families[page.properties[edge.property].family];
  // Very many lines would hide each other and the marks.
  return {
    color: colour,
    highlight: colour,
    hover: colour,
    inherit: false,
    opacity: page.edges.length > 300 ? 0.6 : 1,
  };
}

/** Start the map. Throws where the browser has no canvas. */
function startPicture(handlers) {
  const container = $("map");
  if (!document.createElement("canvas").getContext("2d")) throw new Error("no canvas");
  fitShape(container.getBoundingClientRect());
  readPalette();
  visNodes = new vis.DataSet(
    page.nodes.map((node) => ({
      id: node.id,
      x: node.x,
      y: node.y,
      size: node.size,
      shape: "custom",
      ctxRenderer: drawMark,
    })),
  );
  visEdges = new vis.DataSet(
    page.edges.map((edge) => ({
      id: edge.id,
      from: edge.from,
      to: edge.to,
      color: lineColour(edge),
      smooth: bend(edge),
      arrows: arrowsOf(edge),
    })),
  );
  network = new vis.Network(container, { nodes: visNodes, edges: visEdges }, page.options);
  network.on("beforeDrawing", (ctx) => {
    fitLines(network.getScale());
    drawShelf(ctx, network.getScale());
  });
  network.on("afterDrawing", (ctx) => drawOver(ctx));
  network.on("click", (event) =>
    handlers.click(...under(event.pointer.DOM, event.event.pointerType === "touch")),
  );
  network.on("zoom", () => {
    view.moved = true;
    const [least, most] = scaleRange();
    if (network.getScale() < least || network.getScale() > most)
      network.moveTo({ scale: Math.min(most, Math.max(least, network.getScale())) });
  });
  network.on("dragStart", () => (view.moved = true));
  network.on("resize", () => {
    if (!view.moved) frame(shownNodes(), false);
  });
  connectPointer(container);
  frame(shownNodes(), false);
  return network;
}

/** Turn the map for an upright screen, and stretch it a little along the side that would stay empty. */
function fitShape({ width, height }) {
  const box = extent(page.nodes);
  if (height > width * 1.15 && box.width > box.height) {
    for (const node of page.nodes) [node.x, node.y] = [node.y, node.x];
    [box.width, box.height] = [box.height, box.width];
  }
  if (page.nodes.length < 8) return;
  const area = freeArea();
  const slack =
    (area.bottom - 100) / (box.height + 1) / ((area.right - 2 * sideMargin(area.right)) / (box.width + 1));
  const [along, across] = [Math.min(1.35, Math.max(1, 1 / slack)), Math.min(1.35, Math.max(1, slack))];
  for (const node of page.nodes) [node.x, node.y] = [node.x * along, node.y * across];
}

const shownNodes = () => page.nodes.filter((node) => !view.hiddenNodes.has(node.id));
const arrowsOf = (edge) => (page.properties[edge.property].symmetric ? "" : "to");

/** Straight, or bent to its own side where several relations join the same two things. */
function bend(edge) {
  if (!edge.bend) return false;
  return { enabled: true, type: edge.bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(edge.bend) };
}

/** vis-network draws a thing by calling this: the mark of its kind with a rim of the canvas's colour. */
function drawMark({ ctx, id, x, y }) {
  const node = nodeById.get(id);
  const scale = network ? network.getScale() : 1;
  const r = screenRadius(node, scale) / scale;
  return {
    drawNode() {
      ctx.translate(x, y);
      ctx.scale(r, r);
      ctx.lineJoin = "round";
      ctx.lineWidth = 3 / (r * scale);
      ctx.strokeStyle = palette.canvas;
      ctx.stroke(outlines[node.kind]);
      ctx.fillStyle = palette.kinds[node.kind];
      ctx.fill(outlines[node.kind]);
    },
    nodeDimensions: { width: 2 * r, height: 2 * r },
  };
}

/**
 * Keep lines, dashes and arrowheads at about the same width on the screen at every zoom. vis-network has no option for
 * that; the options of the drawn edges are set before each drawing instead.
 */
function fitLines(scale) {
  const grow = scale < 1 ? 1 / scale : scale ** -0.6;
  for (const edge of Object.values(network.body.edges)) {
    const family = page.families[page.properties[edgeById.get(edge.id).property].family];
    edge.options.width = family.width * grow * (scale < 0.45 ? 0.75 : 1);
    edge.options.hoverWidth = 0.9 * grow;
    edge.options.dashes = family.dash.length ? family.dash.map((length) => length * grow) : false;
    edge.options.arrows.to.scaleFactor = (scale < 0.45 ? 0.16 : 0.4) * grow;
  }
}

/** A plain ground with a caption under the things that have no relations. */
function drawShelf(ctx, scale) {
  const alone = shownNodes().filter((node) => !node.degree);
  if (alone.length < 2 || alone.length === page.nodes.length) return;
  const box = extent(alone);
  const [side, below] = [62, 44].map((pixels) => Math.min(pixels, pixels / scale));
  const above = Math.max(Math.min(30, 30 / scale), 14 / scale);
  const size = (scale < 0.45 ? 10.5 : 12) / scale;
  ctx.font = `${size}px ${labelFont()}`;
  const text = say("unlinked");
  const width = Math.max(box.width + 2 * side, ctx.measureText(text).width / 2 + 34 / scale);
  const left = box.left + (box.width - width) / 2;
  const lines = breakLines(ctx, language() === "zh" ? [...text] : text.split(/(?<= )/), width - 20 / scale);
  const top = box.top - above - lines.length * size * 1.25;
  ctx.beginPath();
  (ctx.roundRect || ctx.rect).call(ctx, left, top, width, box.top + box.height + below - top, 10 / scale);
  ctx.fillStyle = palette.raised;
  ctx.fill();
  ctx.textAlign = "left";
  ctx.textBaseline = "top";
  ctx.fillStyle = palette.muted;
  lines.forEach((line, i) => ctx.fillText(line, left + 10 / scale, top + 7 / scale + i * size * 1.25));
}

/** @returns {[Set<string>, Set<string>]} The things and relations to emphasise; empty sets when nothing is. */
function emphasis() {
  const edgeId = view.hoveredEdge || (view.hoveredNode ? "" : view.selectedEdge);
  if (edgeId) {
    const edge = edgeById.get(edgeId);
    return [new Set([edge.from, edge.to]), new Set([edgeId])];
  }
  const id = view.hoveredNode || view.selectedNode;
  const nodes = new Set(id ? [id] : []);
  const edges = new Set();
  for (const edge of id ? edgesOf.get(id) : []) {
    if (view.hiddenEdges.has(edge.id)) continue;
    edges.add(edge.id);
    nodes.add(edge.from).add(edge.to);
  }
  return [nodes, edges];
}

/** Drawn over every picture of vis-network: the veil and what stands out from it, rings, and the labels. */
function drawOver(ctx) {
  const [nodes, edges] = emphasis();
  const scale = network.getScale();
  const ratio = network.canvas.pixelRatio;
  if (nodes.size) {
    ctx.save();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.globalAlpha = view.hoveredNode || view.hoveredEdge ? 0.74 : 0.82;
    ctx.fillStyle = palette.canvas;
    ctx.fillRect(0, 0, ctx.canvas.width, ctx.canvas.height);
    ctx.restore();
    for (const id of edges) drawStrong(ctx, network.body.edges[id]);
    for (const id of nodes) network.body.nodes[id].draw(ctx);
  }
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ring(ctx, view.selectedNode, scale, []);
  if (view.cursor !== view.selectedNode) ring(ctx, view.cursor, scale, [3, 3]);
  drawLabels(ctx, scale, nodes, edges);
  ctx.restore();
}

/** A line a little wider than usual. */
function drawStrong(ctx, edge) {
  edge.hover = true;
  edge.draw(ctx);
  edge.drawArrows(ctx);
  edge.hover = false;
}

function ring(ctx, id, scale, dash) {
  if (!id || view.hiddenNodes.has(id)) return;
  const node = nodeById.get(id);
  const at = network.canvasToDOM(node);
  ctx.beginPath();
  ctx.arc(at.x, at.y, screenRadius(node, scale) * 1.2 + 5, 0, 2 * Math.PI);
  ctx.setLineDash(dash);
  ctx.lineWidth = 2.5;
  ctx.strokeStyle = palette.accent;
  ctx.stroke();
  ctx.setLineDash([]);
}

// Pointer

/** @returns {[string, string]} The thing, or else the relation, under a point of the map; "" for none. */
function under(point, touch = false) {
  const scale = network.getScale();
  let [best, nearest] = ["", touch ? 16 : 6];
  for (const node of shownNodes()) {
    const at = network.canvasToDOM(node);
    const away = Math.hypot(at.x - point.x, at.y - point.y) - screenRadius(node, scale) * 1.1;
    if (away < nearest) [best, nearest] = [node.id, away];
  }
  return best ? [best, ""] : ["", network.getEdgeAt(point) || ""];
}

/** Follow the pointer: emphasise what it rests on and name it. */
function connectPointer(container) {
  let timer = 0;
  container.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || event.buttons) return;
    const box = container.getBoundingClientRect();
    const [node, edge] = under({ x: event.clientX - box.left, y: event.clientY - box.top });
    container.classList.toggle("pointing", Boolean(node || edge));
    showTip(node, edge, event.clientX - box.left, event.clientY - box.top);
    if (node === view.hoveredNode && edge === view.hoveredEdge) return clearTimeout(timer);
    clearTimeout(timer);
    timer = setTimeout(() => hover(node, edge), node || edge ? 70 : 130);
  });
  container.addEventListener("pointerdown", () => ($("tip").hidden = true));
  container.addEventListener("pointerleave", () => {
    clearTimeout(timer);
    $("tip").hidden = true;
    hover("", "");
  });
}

function hover(node, edge) {
  if (node === view.hoveredNode && edge === view.hoveredEdge) return;
  [view.hoveredNode, view.hoveredEdge] = [node, edge];
  network.redraw();
}

function showTip(nodeId, edgeId, x, y) {
  const tip = $("tip");
  tip.hidden = !nodeId && !edgeId;
  if (tip.hidden) return;
  if (nodeId) {
    const node = nodeById.get(nodeId);
    const facts = [
      typeOf(node),
      node.degree === 1 ? say("relation1") : say("relationsN", { n: count(node.degree) }),
    ];
    tip.replaceChildren(
      nameOf(node),
      make("small", {}, [otherNameOf(node), ...facts].filter(Boolean).join(" · ")),
    );
  } else {
    const edge = edgeById.get(edgeId);
    const join = page.properties[edge.property].symmetric ? "↔" : "→";
    const said = page.plain.includes(edge.status)
      ? ""
      : ` (${pick(page.statuses[edge.status] || { en: edge.status })})`;
    tip.replaceChildren(
      pick(page.properties[edge.property]) + said,
      make("small", {}, `${nameOf(nodeById.get(edge.from))} ${join} ${nameOf(nodeById.get(edge.to))}`),
    );
  }
  const { clientWidth, clientHeight } = $("map");
  tip.style.left = `${Math.max(6, Math.min(x + 16, clientWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${y + 20 + tip.offsetHeight > clientHeight ? y - tip.offsetHeight - 12 : y + 20}px`;
}
