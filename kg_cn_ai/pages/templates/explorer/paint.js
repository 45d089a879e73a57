// Painting a scene on a canvas: one path for each colour and style, however many marks and lines there are.

import { unionOf } from "./coast.js";
import { outlineOf } from "./marks.js";
import { FONT, screenRadius } from "./scene.js";

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./scene.js").Model} Model */
/**
 * @typedef {{canvas: string, ink: string, muted: string, accent: string, claim: string, halo: string, dim: string,
 *   kinds: string[], families: string[], tints: string[], coasts: string[], hues: string[]}} Palette
 */

/** Above this many things lands are round instead of following their members. */
const ROUND = 6000;
/** From this length on, in pixels and all together, the lines of a colour are drawn one by one. */
const LONG = 30_000;

/** @type {WeakMap<Graph, Map<string, Path2D>>} */
const shapes = new WeakMap();

/**
 * The circles whose union is a land: one around each member, or one around all.
 * @param {Graph} graph @param {import("./data.js").Continent} land
 * @returns {[number, number, number][]} Middle and radius, in units of the map.
 */
export function circlesOf(graph, land) {
  if (graph.n > ROUND) return [[land.x, land.y, land.r]];
  return land.members.map((i) => [graph.x[i], graph.y[i], 30 + Math.min(30, 2.2 * Math.sqrt(graph.degree[i]))]);
}

/** A land, wider by a rim. @param {Graph} graph @param {import("./data.js").Continent} land @param {number} rim @returns {Path2D} */
function landShape(graph, land, rim) {
  const known = shapes.get(graph) || new Map();
  shapes.set(graph, known);
  const key = `${land.number} ${rim}`;
  let path = known.get(key);
  if (!path) {
    path = unionOf(circlesOf(graph, land).map(([x, y, r]) => [x, y, r + rim]));
    known.set(key, path);
  }
  return path;
}

/** @param {Graph} graph @returns {Palette} The colours of the current theme, from the style sheet. */
export function readPalette({ page }) {
  const style = getComputedStyle(document.documentElement);
  /** @param {string} name */
  const get = (name) => style.getPropertyValue(name).trim();
  const range = Array.from({ length: 8 }, (_, k) => k);
  return {
    canvas: get("--canvas"), ink: get("--ink"), muted: get("--muted"), accent: get("--accent"), claim: get("--claim-line"),
    halo: get("--halo"), dim: get("--dim"),
    kinds: page.kinds.map((kind) => get(`--kind-${kind.id}`)),
    families: page.families.map((family) => get(`--family-${family.id}`)),
    tints: range.map((k) => get(`--land-${k}`)),
    coasts: range.map((k) => get(`--coast-${k}`)),
    hues: [...Array.from({ length: 16 }, (_, k) => (k < 8 ? get(`--hue-${k}`) : get("--muted"))), ...[0, 1, 2, 3].map((k) => get(`--home-${k}`))],
  };
}

/** @param {Model} model @param {Palette} palette @param {number[]} kind @param {number} i */
export const colourOf = (model, palette, kind, i) => (model.colour[i] === 255 ? palette.kinds[kind[i]] : palette.hues[model.colour[i]] || palette.muted);

/**
 * All but the lands.
 * @param {CanvasRenderingContext2D} pen @param {HTMLCanvasElement} ground The lands, of the same size.
 * @param {CanvasRenderingContext2D} sheet Of a canvas of the same size, to draw parts on. @param {Graph} graph
 * @param {Model} model @param {Scene} scene @param {Palette} palette @param {number} ratio Pixels of the screen for one of the page.
 */
export function paint(pen, ground, sheet, graph, model, scene, palette, ratio) {
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.drawImage(ground, 0, 0);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.lineCap = "butt";
  pen.lineJoin = "miter";
  pen.strokeStyle = palette.muted;
  pen.globalAlpha = model.nodes ? 0.06 : scene.ribbons.length > 70 ? 0.13 : 0.2;
  for (const ribbon of scene.ribbons) {
    pen.lineWidth = ribbon.width;
    pen.beginPath();
    pen.moveTo(ribbon.x1, ribbon.y1);
    pen.quadraticCurveTo(ribbon.cx, ribbon.cy, ribbon.x2, ribbon.y2);
    pen.stroke();
  }
  pen.globalAlpha = 1;
  paintDust(pen, graph, model, scene, palette);
  paintLines(pen, sheet, graph, scene, palette, model, ratio);
  paintMarks(pen, graph, model, scene, palette);
  paintLabels(pen, scene, palette);
}

/**
 * The lands in the sea.
 * @param {CanvasRenderingContext2D} pen @param {Graph} graph @param {Scene} scene @param {Palette} palette @param {number} ratio
 */
export function paintGround(pen, graph, scene, palette, ratio) {
  const { camera, w, h } = scene;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = palette.canvas;
  pen.fillRect(0, 0, w, h);
  const k = camera.k * ratio;
  pen.setTransform(k, 0, 0, k, (w / 2 - camera.x * camera.k) * ratio, (h / 2 - camera.y * camera.k) * ratio);
  // A coast is a slightly larger land below: filling twice costs a fraction of stroking. Rims come in few widths.
  const rim = 1.4 / 1.25 ** Math.round(Math.log(camera.k) / Math.log(1.25));
  for (const land of scene.lands) {
    pen.fillStyle = palette.coasts[land.tint];
    pen.fill(landShape(graph, land, rim));
    pen.fillStyle = palette.tints[land.tint];
    pen.fill(landShape(graph, land, 0));
  }
}

/** @param {CanvasRenderingContext2D} pen @param {Graph} graph @param {Model} model @param {Scene} scene @param {Palette} palette */
function paintDust(pen, graph, model, scene, palette) {
  const { camera, w, h, dust } = scene;
  const { kind } = graph.page.things;
  const side = Math.max(graph.n > 6000 ? 1.1 : 1.7, Math.min(3.4, 8 * camera.k));
  /** @type {Map<string, Path2D>} */
  const paths = new Map();
  for (const i of dust) {
    const colour = colourOf(model, palette, kind, i);
    let path = paths.get(colour);
    if (!path) paths.set(colour, (path = new Path2D()));
    path.rect((model.x[i] - camera.x) * camera.k + w / 2 - side / 2, (model.y[i] - camera.y) * camera.k + h / 2 - side / 2, side, side);
  }
  pen.globalAlpha = model.nodes ? 0.2 : 0.62;
  for (const [colour, path] of paths) {
    pen.fillStyle = colour;
    pen.fill(path);
  }
  pen.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} pen @param {CanvasRenderingContext2D} sheet @param {Graph} graph @param {Scene} scene
 * @param {Palette} palette @param {Model} model @param {number} ratio
 */
function paintLines(pen, sheet, graph, scene, palette, model, ratio) {
  const { families } = graph.page;
  /** @type {Map<string, import("./scene.js").Line[]>} */
  const groups = new Map();
  for (const line of scene.lines) {
    const key = `${line.tone} ${line.family} ${Number(line.claim)}`;
    const group = groups.get(key);
    if (group) group.push(line);
    else groups.set(key, [line]);
  }
  const crowded = scene.lines.length > 300;
  const strengths = [model.onStage ? 0.35 : 0.1, crowded ? 0.25 : 0.35, crowded ? 0.55 : 0.85, 1];
  /** @param {CanvasRenderingContext2D} on @param {import("./scene.js").Line[]} group */
  const dress = (on, [{ tone, family, claim }]) => {
    const many = crowded && tone < 3;
    on.strokeStyle = claim ? palette.claim : palette.families[family];
    // Of many lines none is wider than a pixel: they can be told apart better, and take a fraction of the time.
    on.lineWidth = many ? Math.min(1, Math.max(0.6, families[family].width * 0.55)) : families[family].width * (tone === 3 ? 1.15 : 0.85);
    // A line of dashes costs many times a plain one: where there are hundreds the legend's patterns could not be told anyway.
    on.setLineDash(claim ? [2, 4] : many ? [] : families[family].dash);
  };
  for (const tone of [0, 1, 2, 3]) {
    const own = [...groups.values()].filter(([line]) => line.tone === tone);
    /** @type {import("./scene.js").Line[][]} */
    const apart = [];
    pen.globalAlpha = strengths[tone];
    for (const group of own) {
      dress(pen, group);
      const length = group.reduce((sum, line) => sum + Math.hypot(line.x2 - line.x1, line.y2 - line.y1), 0);
      // Lines of a pixel or less are quick: a browser draws them one by one by itself.
      if (length * ratio < LONG || pen.lineWidth * ratio <= 1) {
        pen.beginPath();
        for (const line of group) trace(pen, line);
        pen.stroke();
      } else apart.push(group);
    }
    pen.setLineDash([]);
    if (apart.length) strokeApart(pen, sheet, apart, dress, ratio);
    for (const group of own) {
      const pointed = group.filter((line) => line.arrow);
      if (!pointed.length || pointed.length > 400) continue;
      const [{ family, claim }] = group;
      pen.fillStyle = claim ? palette.claim : palette.families[family];
      pen.beginPath();
      for (const line of pointed) {
        const [tip, left, right] = tipOf(line, radiusAt(graph, scene, model, line.e));
        pen.moveTo(...tip);
        pen.lineTo(...left);
        pen.lineTo(...right);
        pen.closePath();
      }
      pen.fill();
    }
  }
  pen.globalAlpha = 1;
  pen.fillStyle = palette.claim;
  pen.font = `700 13px ${FONT}`;
  pen.textBaseline = "middle";
  pen.textAlign = "center";
  if (scene.lines.length < 400)
    for (const line of scene.lines)
      if (line.contested && line.tone > 1) pen.fillText("≠", (line.x1 + line.x2) / 4 + line.cx / 2, (line.y1 + line.y2) / 4 + line.cy / 2);
  pen.textAlign = "left";
}

/** @param {CanvasRenderingContext2D} pen @param {import("./scene.js").Line} line */
function trace(pen, line) {
  pen.moveTo(line.x1, line.y1);
  if (line.bent) pen.quadraticCurveTo(line.cx, line.cy, line.x2, line.y2);
  else pen.lineTo(line.x2, line.y2);
}

/**
 * What stroking the lines of each group as one path draws, but for where groups cross. Without a graphics card that takes several
 * times longer than stroking each line on its own; but then see-through lines would darken where they cross, so they are drawn
 * opaque on a sheet of their own, which is laid over the picture once, because that too takes its time.
 * @param {CanvasRenderingContext2D} pen With the transparency. @param {CanvasRenderingContext2D} sheet
 * @param {import("./scene.js").Line[][]} groups
 * @param {(on: CanvasRenderingContext2D, group: import("./scene.js").Line[]) => void} dress Gives a context the style of a group.
 * @param {number} ratio
 */
function strokeApart(pen, sheet, groups, dress, ratio) {
  sheet.setTransform(1, 0, 0, 1, 0, 0);
  sheet.clearRect(0, 0, sheet.canvas.width, sheet.canvas.height);
  sheet.setTransform(ratio, 0, 0, ratio, 0, 0);
  for (const group of groups) {
    dress(sheet, group);
    for (const line of group) {
      sheet.beginPath();
      trace(sheet, line);
      sheet.stroke();
    }
  }
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.drawImage(sheet.canvas, 0, 0);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
}

/** @param {Graph} graph @param {Scene} scene @param {Model} model @param {number} e */
export const radiusAt = (graph, scene, model, e) => screenRadius(model.radius[graph.to[e]], scene.camera.k, model.onStage);

/**
 * The tip of a line, where it meets the mark: three corners.
 * @param {import("./scene.js").Line} line @param {number} r Radius of the mark.
 * @returns {[number, number][]}
 */
export function tipOf(line, r) {
  const [ux, uy] = [line.x2 - line.cx, line.y2 - line.cy];
  const length = Math.hypot(ux, uy) || 1;
  const [dx, dy] = [ux / length, uy / length];
  const [tx, ty] = [line.x2 - dx * (r + 1.5), line.y2 - dy * (r + 1.5)];
  return [[tx, ty], [tx - dx * 7 - dy * 3.2, ty - dy * 7 + dx * 3.2], [tx - dx * 7 + dy * 3.2, ty - dy * 7 - dx * 3.2]];
}

/** Least radius of a mark whose ring can be seen. */
export const RINGED = 4;

/** @type {Map<string, Path2D>} */
const stamps = new Map();

/** @param {string} outline @returns {Path2D} The same each time, as reading an outline takes its time. */
function stampOf(outline) {
  let stamp = stamps.get(outline);
  if (!stamp) stamps.set(outline, (stamp = new Path2D(outline)));
  return stamp;
}

/** @param {CanvasRenderingContext2D} pen @param {Graph} graph @param {Model} model @param {Scene} scene @param {Palette} palette */
function paintMarks(pen, graph, model, scene, palette) {
  const { page } = graph;
  const { kind } = page.things;
  const outlines = page.kinds.map((_, i) => stampOf(outlineOf(page, i)));
  /** @type {Map<string, {colour: string, dim: boolean, rim: boolean, path: Path2D}>} */
  const groups = new Map();
  const matrix = new DOMMatrix();
  for (const { i, x, y, r, dim } of scene.marks) {
    const colour = colourOf(model, palette, kind, i);
    // A rim keeps large marks apart from lines; on small ones it would cost much and show nothing.
    const rim = r > 4.5;
    const key = `${Number(!dim)} ${Number(rim)} ${colour}`;
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { colour, dim, rim, path: new Path2D() }));
    if (r < 1.8) group.path.rect(x - r, y - r, 2 * r, 2 * r);
    else {
      [matrix.a, matrix.d, matrix.e, matrix.f] = [r, r, x, y];
      group.path.addPath(outlines[kind[i]], matrix);
    }
  }
  for (const key of [...groups.keys()].sort()) {
    const { colour, dim, rim, path } = /** @type {any} */ (groups.get(key));
    pen.globalAlpha = dim ? (model.onStage ? 0.5 : 0.22) : 1;
    if (rim) {
      pen.lineWidth = 1.6;
      pen.strokeStyle = palette.canvas;
      pen.stroke(path);
    }
    pen.fillStyle = colour;
    pen.fill(path);
  }
  pen.globalAlpha = 1;
  // A ring says that somebody stands on a restricted-party list.
  pen.lineWidth = 1.5;
  pen.strokeStyle = palette.ink;
  pen.beginPath();
  for (const { i, x, y, r, dim } of scene.marks) {
    if (!page.things.listed[i] || dim || r < RINGED) continue;
    pen.moveTo(x + r + 3, y);
    pen.arc(x, y, r + 3, 0, 2 * Math.PI);
  }
  pen.stroke();
  for (const { i, x, y, r } of scene.marks) {
    if (i !== model.selected && i !== model.cursor) continue;
    pen.lineWidth = 2.5;
    pen.strokeStyle = palette.accent;
    pen.setLineDash(i === model.selected ? [] : [4, 3]);
    pen.beginPath();
    pen.arc(x, y, r * 1.15 + 5, 0, 2 * Math.PI);
    pen.stroke();
    pen.setLineDash([]);
  }
}

/** @param {CanvasRenderingContext2D} pen @param {Scene} scene @param {Palette} palette */
function paintLabels(pen, scene, palette) {
  pen.textBaseline = "middle";
  pen.textAlign = "left";
  pen.lineJoin = "round";
  pen.strokeStyle = palette.halo;
  for (const label of scene.labels) {
    pen.font = `${label.weight} ${label.size}px ${FONT}`;
    pen.lineWidth = label.size > 14 ? 4 : 3.2;
    pen.fillStyle = label.dim ? palette.muted : palette.ink;
    pen.strokeText(label.text, label.x, label.y);
    pen.fillText(label.text, label.x, label.y);
    if (!label.rest) continue;
    pen.font = `450 11px ${FONT}`;
    pen.fillStyle = palette.muted;
    pen.strokeText(label.rest, label.x + label.w + 4, label.y + 0.5);
    pen.fillText(label.rest, label.x + label.w + 4, label.y + 0.5);
  }
}
