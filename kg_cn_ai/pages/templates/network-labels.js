// Names on the map, at one size at every zoom and never one over another; vis-network would scale them with the map and
// let them overlap.

/** @type {Map<string, {lines: string[], width: number, size: number, weight: number, faint: boolean}>} */
const labelCache = new Map();

/** Break a text before pieces that would make a line too wide. */
function breakLines(ctx, pieces, widest) {
  const lines = [""];
  for (const piece of pieces) {
    const last = lines[lines.length - 1];
    if (last && ctx.measureText((last + piece).trim()).width > widest) lines.push(piece);
    else lines[lines.length - 1] = last + piece;
  }
  return lines.map((line) => line.trim());
}

/** Lines of a label of about equal length, broken between words (Latin) or characters (Chinese), three at most. */
function labelOf(ctx, node, whole) {
  const map = $("map");
  const wide = Math.min(1.25, Math.max(1, Math.sqrt(map.clientWidth * map.clientHeight) / 1100));
  const key = `${node.id}\n${language()}\n${whole}\n${wide}`;
  const known = labelCache.get(key);
  if (known) return known;
  const faint = node.degree < 2 && !whole && page.nodes.length > 40;
  const size = wide * (faint ? 11.5 : Math.min(15.5, 11.5 + Math.sqrt(node.degree) * 0.9));
  const weight = whole || node.degree >= 6 ? 600 : 450;
  ctx.font = `${weight} ${size}px ${labelFont()}`;
  const text = nameOf(node);
  const pieces = /\p{Script=Han}/u.test(text)
    ? text.match(/\p{Script=Han}[，。）：、”》]*|[^\p{Script=Han}]+/gu) || [text]
    : text.split(/(?<=[\s/-])/);
  let lines = breakLines(ctx, pieces, size * (map.clientWidth < 500 || !node.degree ? 8.5 : 10));
  if (lines.length > 1) {
    const even = breakLines(ctx, pieces, (ctx.measureText(text).width / lines.length) * 1.12);
    if (even.length === lines.length) lines = even;
  }
  const most = whole ? 5 : 3;
  if (lines.length > most) lines = [...lines.slice(0, most - 1), `${lines[most - 1].slice(0, 20)}…`];
  const label = {
    lines,
    width: Math.max(...lines.map((line) => ctx.measureText(line).width)),
    size,
    weight,
    faint,
  };
  labelCache.set(key, label);
  return label;
}

/** Rectangles already taken on the screen, in cells so that a look-up touches few of them. */
class Occupied {
  constructor() {
    this.cells = new Map();
  }

  /** @param {number[]} box left, top, right, bottom */
  *near([left, top, right, bottom]) {
    for (let i = Math.floor(left / 80); i <= Math.floor(right / 80); i++) {
      for (let j = Math.floor(top / 40); j <= Math.floor(bottom / 40); j++) yield `${i},${j}`;
    }
  }

  add(box, owner) {
    for (const cell of this.near(box)) {
      if (!this.cells.has(cell)) this.cells.set(cell, []);
      this.cells.get(cell).push([box, owner]);
    }
  }

  /** Whether no other's rectangle meets this one. */
  free(box, owner) {
    return this.covered(box, owner) === 0;
  }

  /** Square pixels of others' marks under a rectangle; without end if a label is among them. */
  covered([left, top, right, bottom], owner) {
    const met = new Map();
    for (const cell of this.near([left, top, right, bottom])) {
      for (const [box, whose] of this.cells.get(cell) || []) {
        if (whose === owner || left >= box[2] || right <= box[0] || top >= box[3] || bottom <= box[1])
          continue;
        if (whose === "label") return Infinity;
        met.set(
          box,
          (Math.min(right, box[2]) - Math.max(left, box[0])) *
            (Math.min(bottom, box[3]) - Math.max(top, box[1])),
        );
      }
    }
    return [...met.values()].reduce((sum, area) => sum + area, 0);
  }
}

/** Places (left, top, right, bottom) for a label around its mark, the best first: below, above, the sides, the corners. */
function seats(at, r, label, node) {
  const height = label.lines.length * label.size * 1.2;
  const [w, gap, near] = [label.width / 2, r * 1.25 + 3, r * 0.8 + 2];
  // In the rows of things without relations a label beside a mark would seem to belong to the next one.
  if (!node.degree && page.edges.length) return [[at.x - w, at.y + gap, at.x + w, at.y + gap + height]];
  const middles = [
    [at.x, at.y + gap + height / 2],
    [at.x, at.y - gap - height / 2],
    [at.x + gap + w, at.y],
    [at.x - gap - w, at.y],
    [at.x + near + w, at.y + near + height / 2],
    [at.x - near - w, at.y + near + height / 2],
    [at.x + near + w, at.y - near - height / 2],
    [at.x - near - w, at.y - near - height / 2],
  ];
  for (const part of [0.3, -0.3, 0.6, -0.6]) {
    middles.push([at.x + w * part, at.y + gap + height / 2], [at.x + w * part, at.y - gap - height / 2]);
  }
  return middles.map(([x, y]) => [x - w, y - height / 2, x + w, y + height / 2]);
}

/**
 * Whether a label's place is allowed: on the screen for emphasised things, else not far beyond the marks at the edges of
 * the map, so that nothing is cut where the whole map shows.
 */
function labelBounds(whole, scale, emphasised) {
  if (emphasised) {
    const { left, top, right, bottom } = freeArea();
    return ([l, t, r, b]) => l > left + 3 && t > top + 3 && r < right - 3 && b < bottom - 3;
  }
  if (page.nodes.length <= 40) return () => true;
  const corner = network.canvasToDOM({ x: whole.left, y: whole.top });
  const side = sideMargin($("map").clientWidth) - 6;
  const [right, bottom] = [corner.x + whole.width * scale + side, corner.y + whole.height * scale + 62];
  return ([l, t, r, b]) => l > corner.x - side && r < right && t > corner.y - 46 && b < bottom;
}

/** The best free seat; the few most connected things are always named, if need be a little over a neighbour's mark. */
function seatOf(taken, around, node, label) {
  const cost = ([left, top, right, bottom]) =>
    taken.covered([left - 3, top - 1, right + 3, bottom + 1], node.id);
  const free = around.find((seat) => cost(seat) === 0);
  if (free || !hubs.has(node) || label.lines.length > 2) return free;
  const least = Math.min(...around.map(cost));
  return least < 200 ? around.find((seat) => cost(seat) === least) : undefined;
}

/**
 * Labels that fit, the most connected things first, so that few show from afar and more as one comes closer. Their
 * choice depends on the zoom only, not on what part is in view: panning never changes it.
 */
function drawLabels(ctx, scale, strongNodes, strongEdges) {
  const shown = byDegree.filter(
    (node) => !view.hiddenNodes.has(node.id) && (!strongNodes.size || strongNodes.has(node.id)),
  );
  const first = new Set([view.hoveredNode, view.selectedNode, view.cursor]);
  const order =
    strongNodes.size || view.cursor
      ? [...shown.filter((node) => first.has(node.id)), ...shown.filter((node) => !first.has(node.id))]
      : shown;
  const taken = new Occupied();
  const places = new Map();
  const whole = extent(page.nodes);
  const inside = labelBounds(whole, scale, strongNodes.size > 0);
  for (const node of shown) {
    const at = network.canvasToDOM(node);
    const r = screenRadius(node, scale);
    places.set(node.id, { at, r });
    taken.add([at.x - r, at.y - r, at.x + r, at.y + r], node.id);
  }
  const room = ((whole.width + 120) * (whole.height + 80) * scale * scale) / 8500;
  let left = strongNodes.size || shown.length <= 40 ? Infinity : Math.max(12, room);
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  ctx.lineJoin = "round";
  for (const node of order) {
    if (node.degree ? left-- <= 0 : scale < 0.5 && !first.has(node.id) && page.edges.length) continue;
    const { at, r } = places.get(node.id);
    const label = labelOf(ctx, node, first.has(node.id));
    const box = seatOf(taken, seats(at, r, label, node).filter(inside), node, label);
    if (!box) continue;
    taken.add(box, "label");
    ctx.font = `${label.weight} ${label.size}px ${labelFont()}`;
    ctx.lineWidth = 3.5;
    ctx.strokeStyle = palette.canvas;
    ctx.fillStyle = label.faint ? palette.muted : palette.ink;
    label.lines.forEach((line, i) => {
      const y = box[1] + (i + 0.1) * label.size * 1.2;
      ctx.strokeText(line, (box[0] + box[2]) / 2, y);
      ctx.fillText(line, (box[0] + box[2]) / 2, y);
    });
  }
  drawRelationNames(ctx, taken, strongEdges);
}

/** What the lines say, where they are few enough to read and there is room beside them. */
function drawRelationNames(ctx, taken, strongEdges) {
  const few =
    page.edges.length <= 40
      ? page.edges.filter((edge) => !view.hiddenEdges.has(edge.id)).map((edge) => edge.id)
      : [];
  const named = strongEdges.size ? (strongEdges.size <= 24 ? [...strongEdges] : []) : few;
  ctx.font = `450 11.5px ${labelFont()}`;
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = palette.canvas;
  ctx.fillStyle = palette.muted;
  ctx.textBaseline = "middle";
  for (const id of named) {
    const edge = network.body.edges[id];
    if (!edge || edge.fromId === edge.toId) continue;
    const text = pick(page.properties[edgeById.get(id).property]);
    const half = ctx.measureText(text).width / 2;
    for (const part of [0.5, 0.42, 0.58, 0.34, 0.66]) {
      const at = network.canvasToDOM(edge.edgeType.getPoint(part));
      const box = [at.x - half - 2, at.y - 8, at.x + half + 2, at.y + 8];
      if (!taken.free(box, id)) continue;
      taken.add(box, id);
      ctx.strokeText(text, at.x, at.y);
      ctx.fillText(text, at.x, at.y);
      break;
    }
  }
}
