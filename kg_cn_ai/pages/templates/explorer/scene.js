// What stands on the picture, in pixels: lands, bundles between them, lines, marks and names, chosen within a budget so
// that every scale can be read. The painter and the SVG writer draw the same scene.

import { edgesOf, otherEnd } from "./data.js";
import { Board, berth, widthOf } from "./labels.js";
import { count, nameOf, pick, say, shorten } from "./words.js";

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {import("./data.js").Continent} Continent */
/** @typedef {import("./filter.js").Shown} Shown */
/**
 * @typedef {{x: number, y: number, k: number}} Camera Middle of the picture in units of the map, and scale.
 * @typedef {{shown: Shown, x: Float32Array, y: Float32Array, onStage: boolean, radius: Float32Array, rank: Uint32Array,
 *   colour: Uint8Array, nodes: Set<number> | null, edges: Set<number> | null, more: Map<number, number>, cursor: number,
 *   selected: number, bundles: Bundle[], straight: Float32Array}} Model `nodes` and `edges` are emphasised, all others dim;
 *   `more`: hidden neighbours of things on a stage; `bundles`: the pairs of lands with most relations between them.
 * @typedef {{pair: number, number: number}} Bundle
 * @typedef {{e: number, x1: number, y1: number, x2: number, y2: number, bent: boolean, cx: number, cy: number, family: number, claim: boolean,
 *   contested: boolean, tone: number, arrow: boolean}} Line `tone`: 0 dim, 1 faint, 2 plain, 3 emphasised.
 * @typedef {{i: number, x: number, y: number, r: number, dim: boolean}} Mark
 * @typedef {{text: string, rest: string, x: number, y: number, w: number, h: number, size: number, weight: number, dim: boolean,
 *   i: number, role: string}} Label `x`, `y`: left and middle.
 * @typedef {{lands: Continent[], ribbons: {x1: number, y1: number, x2: number, y2: number, cx: number, cy: number, width: number}[],
 *   dust: number[], lines: Line[], marks: Mark[], labels: Label[], inView: number, overview: boolean, w: number, h: number,
 *   camera: Camera}} Scene
 */

export const FONT =
  '-apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, "Liberation Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif';

/** Whole maps up to this many things show each of them; larger ones show the most linked and draw the rest as dust. */
export const WHOLE = 1500;

const MOST_LINES = 1600;
const MOST_LOOSE = 320;
const MOST_RIBBONS = 90;
/** With fewer lands in view lines lead somewhere again. */
const FEW_LANDS = 9;
const MOST_HEADS = 42;
/** Relations that can be named without drowning the names of things. */
const MOST_SPEAKING = 26;

/** @param {number} w @param {number} n @returns {number} Things that a picture of this width shows as marks. */
const budgetFor = (w, n) => (n <= WHOLE ? WHOLE : w < 600 ? 130 : w < 1800 ? 380 : 600);

/** @param {number} r Radius at scale 1. @param {number} k @param {boolean} onStage Few things stay large enough to click. */
export const screenRadius = (r, k, onStage) => (onStage ? r * Math.min(1.2, Math.max(0.7, k)) : Math.max(2.4, r * (k < 1 ? k : k ** 0.6)));

/**
 * @param {Graph} graph @param {Model} model @param {Camera} camera @param {number} w @param {number} h
 * @returns {Scene}
 */
export function makeScene(graph, model, camera, w, h) {
  const { k } = camera;
  const tx = w / 2 - camera.x * k;
  const ty = h / 2 - camera.y * k;
  const { shown, x, y } = model;
  const most = model.onStage ? Infinity : budgetFor(w, graph.n);
  const role = new Uint8Array(graph.n);
  /** @type {number[]} */
  const chosen = [];
  /** @type {number[]} */
  const dust = [];
  let inView = 0;
  if (model.nodes) for (const i of model.nodes) if (shown.nodes[i] && !role[i] && chosen.push(i)) role[i] = 1;
  const emphasised = chosen.length;
  for (const i of model.rank) {
    if (!shown.nodes[i]) continue;
    const px = x[i] * k + tx;
    const py = y[i] * k + ty;
    if (px < -30 || py < -30 || px > w + 30 || py > h + 30) continue;
    inView++;
    if (role[i]) continue;
    if (chosen.length - emphasised < most) {
      role[i] = 1;
      chosen.push(i);
    } else {
      dust.push(i);
    }
  }
  const overview = dust.length > 0;
  const marks = chosen.map((i) => ({
    i,
    x: x[i] * k + tx,
    y: y[i] * k + ty,
    r: Math.max(overview ? 3 : 0, screenRadius(model.radius[i], k, model.onStage)),
    dim: model.nodes !== null && !model.nodes.has(i),
  }));
  marks.sort((a, b) => Number(b.dim) - Number(a.dim) || b.r - a.r || a.i - b.i);
  const { lines, bundled } = drawLines(graph, model, camera, w, h, role, chosen, overview);
  const lands = model.onStage ? [] : graph.continents.filter((land) => onScreen(land, k, tx, ty, w, h) && land.members.some((i) => shown.nodes[i]));
  const ribbons = bundled ? drawRibbons(graph, model, k, tx, ty, w, h) : [];
  /** @type {Scene} */
  const scene = { lands, ribbons, dust, lines, marks, labels: [], inView, overview, w, h, camera };
  drawNames(graph, model, scene, k);
  return scene;
}

/** @param {Continent} land @param {number} k @param {number} tx @param {number} ty @param {number} w @param {number} h */
function onScreen(land, k, tx, ty, w, h) {
  const [px, py, r] = [land.x * k + tx, land.y * k + ty, land.r * k];
  return px > -r && py > -r && px < w + r && py < h + r;
}

/**
 * @param {Graph} graph @param {Model} model @param {Camera} camera @param {number} w @param {number} h
 * @param {Uint8Array} role @param {number[]} chosen @param {boolean} overview
 */
function drawLines(graph, model, camera, w, h, role, chosen, overview) {
  const { k } = camera;
  const tx = w / 2 - camera.x * k;
  const ty = h / 2 - camera.y * k;
  const { shown, x, y } = model;
  const { relations, properties, plain } = graph.page;
  const seen = new Set();
  /** @type {number[]} */
  const near = [];
  /** @type {number[]} */
  const far = [];
  for (const i of chosen) {
    for (const e of edgesOf(graph, i)) {
      if (!shown.edges[e] || seen.has(e)) continue;
      const j = otherEnd(graph, e, i);
      const hot = model.edges !== null && model.edges.has(e);
      if (!hot && (overview ? !role[j] : !shown.nodes[j])) continue;
      seen.add(e);
      (hot || model.onStage || graph.home[i] === graph.home[j] ? near : far).push(e);
    }
  }
  // Long lines between lands are what makes a hairball: too many of them become bundles.
  const lands = graph.continents.filter((land) => land.members.length > 9 && onScreen(land, k, tx, ty, w, h)).length;
  const bundled = !model.onStage && (overview ? lands > FEW_LANDS : far.length > MOST_LOOSE);
  const drawn = (bundled ? near : near.concat(far.slice(0, MOST_LOOSE))).slice(0, MOST_LINES);
  /** @type {Line[]} */
  const lines = drawn.map((e) => {
    const [a, b] = [graph.from[e], graph.to[e]];
    const [x1, y1, x2, y2] = [x[a] * k + tx, y[a] * k + ty, x[b] * k + tx, y[b] * k + ty];
    const bend = model.straight[e];
    const [ux, uy] = [x2 - x1, y2 - y1];
    const hot = model.edges !== null && model.edges.has(e);
    const loop = a === b;
    return {
      e, x1, y1, x2: loop ? x2 + 0.1 : x2, y2, bent: loop || bend !== 0,
      cx: loop ? x1 + 34 : (x1 + x2) / 2 - uy * bend,
      cy: loop ? y1 - 34 : (y1 + y2) / 2 + ux * bend,
      family: properties[relations.property[e]].family,
      claim: !plain.includes(relations.status[e]),
      contested: relations.grade[e] === "contested",
      tone: model.edges === null ? (model.onStage || graph.home[a] === graph.home[b] ? 2 : 1) : hot ? 3 : 0,
      arrow: (model.onStage || hot || k > 0.9) && !properties[relations.property[e]].symmetric,
    };
  });
  lines.sort((a, b) => a.tone - b.tone || a.e - b.e);
  return { lines, bundled };
}

/** @param {Graph} graph @param {Model} model @param {number} k @param {number} tx @param {number} ty @param {number} w @param {number} h */
function drawRibbons(graph, model, k, tx, ty, w, h) {
  return model.bundles.flatMap(({ pair, number }) => {
    const [a, b] = graph.pairs[pair].map((place) => graph.continents[place]);
    if (!onScreen(a, k, tx, ty, w, h) && !onScreen(b, k, tx, ty, w, h)) return [];
    const [x1, y1, x2, y2] = [a.x * k + tx, a.y * k + ty, b.x * k + tx, b.y * k + ty];
    return [{ x1, y1, x2, y2, cx: (x1 + x2) / 2 - (y2 - y1) * 0.12, cy: (y1 + y2) / 2 + (x2 - x1) * 0.12, width: 0.8 + Math.log2(1 + number) * 0.9 }];
  });
}

/** @param {Graph} graph @param {Model} model @param {Scene} scene @param {number} k */
function drawNames(graph, model, scene, k) {
  const { page } = graph;
  const { w, h, marks, labels, lines } = scene;
  const board = new Board(w, h);
  for (const mark of marks) if (mark.r > 4 && !mark.dim) board.take({ x: mark.x - mark.r * 0.8, y: mark.y - mark.r * 0.8, w: mark.r * 1.6, h: mark.r * 1.6 });
  const ring = marks.find((mark) => mark.i === model.selected);
  if (ring) board.take({ x: ring.x - ring.r - 6, y: ring.y - ring.r - 6, w: 2 * ring.r + 12, h: 2 * ring.r + 12 });
  /** @type {Map<number, {size: number, rest: string}>} */
  const leaders = new Map();
  if (!model.onStage) {
    const marked = new Set(marks.map((mark) => mark.i));
    for (const land of scene.lands) {
      if (leaders.size === MOST_HEADS) break;
      const members = land.members.filter((i) => model.shown.nodes[i]);
      const across = 2 * land.r * k;
      // A land that fills the picture is no longer what its name is for.
      if (members.length < 3 || across > Math.max(w, h) * 1.1) continue;
      const beyond = limitsThings(graph, model) ? 0 : land.beyond;
      const more = beyond + (scene.overview ? members.filter((i) => !marked.has(i)).length : 0);
      const size = Math.round(Math.min(w < 600 ? 15 : 21, Math.max(12, Math.min(9.5 + 0.95 * Math.sqrt(members.length), across / 5))));
      leaders.set(members[0], { size, rest: more ? say("more", { n: count(more) }) : "" });
    }
  }
  const byThing = new Map(marks.map((mark) => [mark.i, mark]));
  /** @type {number[]} */
  const order = [];
  const first = [model.selected, model.cursor, ...(model.nodes ? [...model.nodes].sort((a, b) => graph.degree[b] - graph.degree[a]) : [])];
  const heads = [...leaders.keys()].sort((a, b) => /** @type {any} */ (leaders.get(b)).size - /** @type {any} */ (leaders.get(a)).size || graph.degree[b] - graph.degree[a]);
  const named = new Set();
  for (const i of [...first, ...heads, ...marks.filter((mark) => !mark.dim || model.onStage).map((mark) => mark.i).sort((a, b) => model.radius[b] - model.radius[a] || a - b)])
    if (i >= 0 && byThing.has(i) && !named.has(i)) {
      named.add(i);
      order.push(i);
    }
  if (!model.onStage && graph.shelf.n && !limitsThings(graph, model)) nameShelf(graph, scene, board, k);
  let tries = 0;
  for (const i of order) {
    const mark = /** @type {Mark} */ (byThing.get(i));
    const head = leaders.get(i);
    const strong = i === model.selected || i === model.cursor;
    if (mark.dim && !strong && !model.onStage && (!head || w < 600)) continue;
    if (!strong && !head && !model.onStage && !model.nodes && mark.r < 3.6 && k < 0.55) continue;
    if (tries++ > 900) break;
    const size = head && !model.nodes ? head.size : strong ? 14 : 12;
    const weight = strong || (head && !model.nodes) ? 650 : 450;
    const hidden = model.more.get(i) || 0;
    const rest = head && !model.nodes ? head.rest : hidden ? `+${count(hidden)}` : "";
    const text = shorten(nameOf(page, i), size > 12 ? 30 : 34);
    const own = widthOf(text, `${weight} ${size}px ${FONT}`);
    const width = own + (rest ? widthOf(` ${rest}`, `450 11px ${FONT}`) + 3 : 0);
    const box = berth(board, mark.x, mark.y, strong ? mark.r * 1.15 + 7 : mark.r, width + 4, size + 4);
    if (!box) continue;
    board.take(box);
    labels.push({ text, rest, x: box.x + 2, y: box.y + box.h / 2, w: own, h: box.h, size, weight, dim: mark.dim, i, role: head ? "head" : "thing" });
  }
  const speaking = lines.filter((line) => line.tone === 3 || (model.onStage && model.edges === null));
  if (speaking.length > MOST_SPEAKING || (!model.onStage && k < 0.5)) return;
  for (const line of speaking) {
    const text = pick(page.properties[page.relations.property[line.e]]);
    const size = 10.5;
    const own = widthOf(text, `450 ${size}px ${FONT}`);
    if (Math.hypot(line.x2 - line.x1, line.y2 - line.y1) < own + 44) continue;
    for (const t of [0.5, 0.4, 0.6]) {
      const s = 1 - t;
      const px = s * s * line.x1 + 2 * s * t * line.cx + t * t * line.x2;
      const py = s * s * line.y1 + 2 * s * t * line.cy + t * t * line.y2;
      const box = { x: px - own / 2 - 2, y: py - size / 2 - 1, w: own + 4, h: size + 2 };
      if (!board.isFree(box)) continue;
      board.take(box);
      labels.push({ text, rest: "", x: px - own / 2, y: py, w: own, h: size, size, weight: 450, dim: true, i: -1, role: "relation" });
      break;
    }
  }
}

/** @param {Graph} graph @param {Model} model @returns {boolean} Whether filters leave out some of the map. */
const limitsThings = (graph, model) => model.shown.things < graph.n;

/** @param {Graph} graph @param {Scene} scene @param {Board} board @param {number} k */
function nameShelf({ shelf }, { w, h, camera, labels }, board, k) {
  const text = say("unlinked", { n: count(shelf.n) });
  const own = widthOf(text, `450 11.5px ${FONT}`);
  const [x, y] = [(shelf.x - camera.x) * k + w / 2, (shelf.y - camera.y) * k + h / 2 - 16];
  const box = { x: x - own / 2 - 2, y: y - 7, w: own + 4, h: 14 };
  if (!board.isFree(box)) return;
  board.take(box);
  labels.push({ text, rest: "", x: x - own / 2, y, w: own, h: 14, size: 11.5, weight: 450, dim: true, i: -1, role: "shelf" });
}

/**
 * How far each relation bends, so that several between the same two things stay apart.
 * @param {Graph} graph @returns {Float32Array}
 */
export function bends(graph) {
  /** @type {Map<number, number[]>} */
  const pairs = new Map();
  for (let e = 0; e < graph.m; e++) {
    const [a, b] = [Math.min(graph.from[e], graph.to[e]), Math.max(graph.from[e], graph.to[e])];
    const key = a * graph.n + b;
    const members = pairs.get(key);
    if (members) members.push(e);
    else pairs.set(key, [e]);
  }
  const found = new Float32Array(graph.m);
  for (const members of pairs.values())
    if (members.length > 1)
      members.forEach((e, k) => {
        found[e] = (k - (members.length - 1) / 2) * 0.22 * (graph.from[e] <= graph.to[e] ? 1 : -1);
      });
  return found;
}

/**
 * The pairs of lands with most relations between them, and how many those are.
 * @param {Graph} graph @param {Shown} shown
 * @returns {Bundle[]}
 */
export function bundlesOf(graph, shown) {
  const numbers = new Uint32Array(graph.pairs.length);
  for (let e = 0; e < graph.m; e++) if (shown.edges[e] && graph.pair[e] >= 0) numbers[graph.pair[e]]++;
  // On a large map thousands of pairs have one relation: the number of the last one taken spares sorting them.
  const last = numbers.slice().sort()[numbers.length - MOST_RIBBONS] ?? 1;
  /** @type {Bundle[]} */
  const found = [];
  numbers.forEach((number, pair) => number && number >= last && found.push({ pair, number }));
  return found.sort((a, b) => b.number - a.number || a.pair - b.pair).slice(0, MOST_RIBBONS);
}
