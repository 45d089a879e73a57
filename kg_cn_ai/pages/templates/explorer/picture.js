// The picture: a canvas with a camera, drawn anew when it rests and, where that is slow, moved as a snapshot meanwhile.

import { paint, paintGround, readPalette } from "./paint.js";
import { makeScene } from "./scene.js";

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {import("./scene.js").Model} Model */
/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./scene.js").Camera} Camera */
/**
 * @typedef {{i: number, e: number, land: number}} Hit A thing, a relation or a land by its number; -1 for none.
 * @typedef {{click: (hit: Hit, event: PointerEvent) => void, open: (i: number) => void, hover: (hit: Hit, x: number, y: number) => void,
 *   drag: (i: number, x: number, y: number) => void, moved: (camera: Camera) => void, drawn: (scene: Scene) => void}} Hooks
 */

const SETTLE = 140;
/** Pixels that a finger may slip in a tap, and a mouse in a click. */
const SLIP = { touch: 12, mouse: 5 };
/** Height of what stands over the picture. */
const BAR = 56;
/** A full drawing above this many milliseconds is too slow for each step of a movement. */
const SLOW = 9;
export const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Picture {
  /** @param {HTMLElement} host @param {Graph} graph @param {Hooks} hooks */
  constructor(host, graph, hooks) {
    this.host = host;
    this.graph = graph;
    this.hooks = hooks;
    this.canvas = document.createElement("canvas");
    // Holds a picture while that is moved, and parts of one while it is made.
    this.store = document.createElement("canvas");
    this.ground = document.createElement("canvas");
    this.pen = penOf(this.canvas);
    this.groundPen = penOf(this.ground);
    this.sheet = penOf(this.store, true);
    this.grounded = "";
    host.append(this.canvas);
    this.camera = { x: 0, y: 0, k: 1 };
    this.model = /** @type {Model} */ (/** @type {unknown} */ (null));
    this.scene = /** @type {Scene} */ (/** @type {unknown} */ (null));
    this.palette = readPalette(graph);
    this.took = 0;
    this.frames = 0;
    this.moving = false;
    this.frame = 0;
    this.timer = 0;
    this.flight = 0;
    this.stored = /** @type {Camera | null} */ (null);
    this.w = 1;
    this.h = 1;
    this.ratio = 1;
    this.measureHost();
    new ResizeObserver(() => this.resized()).observe(host);
    this.listen();
  }

  /** In a window of another size the whole stays whole; what the reader moved to stays in the middle. */
  resized() {
    const whole = this.model && this.isWhole();
    if (!this.measureHost() || !this.model) return;
    if (whole) this.camera = this.frameOf(null);
    this.draw();
  }

  /** @returns {boolean} Whether all that is shown is in the picture, as it was framed. */
  isWhole() {
    const { camera } = this;
    const whole = this.frameOf(null);
    return Math.abs(whole.k / camera.k - 1) <= 0.02 && Math.hypot(whole.x - camera.x, whole.y - camera.y) * camera.k <= 8;
  }

  measureHost() {
    // Behind another view it keeps the size that it had.
    if (this.host.hidden) return false;
    const box = this.host.getBoundingClientRect();
    const [w, h, ratio] = [Math.max(1, Math.round(box.width)), Math.max(1, Math.round(box.height)), Math.min(2, devicePixelRatio || 1)];
    if (w === this.w && h === this.h && ratio === this.ratio) return false;
    [this.w, this.h, this.ratio] = [w, h, ratio];
    for (const canvas of [this.canvas, this.store, this.ground]) {
      canvas.width = w * ratio;
      canvas.height = h * ratio;
    }
    this.stored = null;
    this.grounded = "";
    return true;
  }

  recolour() {
    this.palette = readPalette(this.graph);
    this.grounded = "";
  }

  /** Draw everything now. */
  draw() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    this.frame = this.timer = 0;
    if (!this.model || this.host.hidden) return;
    const start = performance.now();
    this.scene = makeScene(this.graph, this.model, this.camera, this.w, this.h);
    // Lands stay where they are until the camera moves, and filling them costs as much as all that stands on them.
    const ground = [this.camera.x, this.camera.y, this.camera.k, this.model.onStage].join();
    if (ground !== this.grounded) paintGround(this.groundPen, this.graph, this.scene, this.palette, this.ratio);
    this.grounded = ground;
    paint(this.pen, this.ground, this.sheet, this.graph, this.model, this.scene, this.palette, this.ratio);
    this.took = performance.now() - start;
    this.frames++;
    this.stored = null;
    this.hooks.drawn(this.scene);
  }

  /** Draw soon, after a movement of the camera. */
  move() {
    // What the pointer was on is no longer there.
    this.hooks.hover({ i: -1, e: -1, land: -1 }, 0, 0);
    if (!this.frame)
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        if (this.took > SLOW) this.drawSnapshot();
        else this.draw();
      });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = 0;
      if (this.took > SLOW) this.draw();
      this.hooks.moved(this.camera);
    }, SETTLE);
  }

  drawSnapshot() {
    const { pen, store, camera, ratio, w, h } = this;
    if (!this.stored) {
      this.sheet.setTransform(1, 0, 0, 1, 0, 0);
      this.sheet.drawImage(this.canvas, 0, 0);
      this.stored = { ...this.scene.camera };
    }
    const was = this.stored;
    const f = camera.k / was.k;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = this.palette.canvas;
    pen.fillRect(0, 0, this.canvas.width, this.canvas.height);
    pen.setTransform(f, 0, 0, f, (w / 2 + (was.x - camera.x) * camera.k - (w / 2) * f) * ratio, (h / 2 + (was.y - camera.y) * camera.k - (h / 2) * f) * ratio);
    pen.drawImage(store, 0, 0);
    this.frames++;
  }

  /** @param {number} dx @param {number} dy Pixels. */
  pan(dx, dy) {
    this.stop();
    this.camera.x -= dx / this.camera.k;
    this.camera.y -= dy / this.camera.k;
    this.hold();
    this.move();
  }

  /** @param {number} factor @param {number} [px] @param {number} [py] The point that stays. */
  zoom(factor, px = this.w / 2, py = this.h / 2) {
    this.stop();
    const { camera } = this;
    const k = Math.min(6, Math.max(this.least(), camera.k * factor));
    const [x, y] = [camera.x + (px - this.w / 2) / camera.k, camera.y + (py - this.h / 2) / camera.k];
    camera.k = k;
    camera.x = x - (px - this.w / 2) / k;
    camera.y = y - (py - this.h / 2) / k;
    this.hold();
    this.move();
  }

  /** Keep the middle of the picture inside what is shown: what is dragged away for good cannot be found again. */
  hold() {
    const { camera, model, graph } = this;
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < graph.n; i++) {
      if (!model.shown.nodes[i]) continue;
      left = Math.min(left, model.x[i]);
      right = Math.max(right, model.x[i]);
      top = Math.min(top, model.y[i]);
      bottom = Math.max(bottom, model.y[i]);
    }
    if (left > right) return;
    camera.x = Math.max(left, Math.min(right, camera.x));
    camera.y = Math.max(top, Math.min(bottom, camera.y));
  }

  least() {
    const whole = this.frameOf(null);
    return Math.min(0.5, whole.k * 0.7);
  }

  /**
   * The camera that shows some things, or all that are shown.
   * @param {Iterable<number> | null} ids
   * @param {number} [closest]
   * @returns {Camera}
   */
  frameOf(ids, closest = 1.6) {
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    const { x, y, shown, radius } = this.model;
    const take = (/** @type {number} */ i) => {
      const [px, py, r] = [x[i], y[i], radius[i]];
      if (px - r < left) left = px - r;
      if (px + r > right) right = px + r;
      if (py - r < top) top = py - r;
      if (py + r > bottom) bottom = py + r;
    };
    if (ids) for (const i of ids) take(i);
    else for (let i = 0; i < this.graph.n; i++) if (shown.nodes[i]) take(i);
    if (left > right) return { x: 0, y: 0, k: 1 };
    const [mx, my] = [Math.min(this.model.onStage ? 90 : 46, this.w * 0.12), Math.min(46, this.h * 0.1)];
    // What says what is shown stands at the top: nothing of an arrangement hides behind it.
    const bar = this.model.onStage ? Math.min(this.w < 600 ? 2 * BAR : BAR, this.h * 0.2) : 0;
    const k = Math.max(0.005, Math.min((this.w - 2 * mx) / Math.max(1, right - left), (this.h - 2 * my - bar) / Math.max(1, bottom - top), closest));
    return { x: (left + right) / 2, y: (top + bottom) / 2 - bar / 2 / k, k };
  }

  /** @param {Camera} goal @param {boolean} [glide] */
  go(goal, glide = true) {
    this.stop();
    const from = { ...this.camera };
    if (!glide || calm.matches || document.hidden) {
      this.camera = { ...goal };
      this.draw();
      this.hooks.moved(this.camera);
      return;
    }
    const start = performance.now();
    const step = () => {
      const t = Math.min(1, (performance.now() - start) / 420);
      const s = t < 0.5 ? 4 * t ** 3 : 1 - (2 - 2 * t) ** 3 / 2;
      const k = from.k * (goal.k / from.k) ** s;
      // Between two scales the middle moves so that the way looks straight on the screen.
      const p = Math.abs(goal.k - from.k) < 1e-9 ? s : (1 / from.k - 1 / k) / (1 / from.k - 1 / goal.k);
      this.camera = { x: from.x + (goal.x - from.x) * p, y: from.y + (goal.y - from.y) * p, k };
      if (t < 1) {
        if (this.took > SLOW) this.drawSnapshot();
        else this.draw();
        this.flight = requestAnimationFrame(step);
      } else {
        this.flight = 0;
        this.draw();
        this.hooks.moved(this.camera);
      }
    };
    this.flight = requestAnimationFrame(step);
  }

  stop() {
    if (this.flight) cancelAnimationFrame(this.flight);
    this.flight = 0;
  }

  /** @returns {boolean} Whether nothing is under way. */
  get still() {
    return !this.flight && !this.frame && !this.timer;
  }

  /** @param {number} i @returns {[number, number]} Where a thing stands, in pixels of the picture. */
  at(i) {
    const { camera, model } = this;
    return [(model.x[i] - camera.x) * camera.k + this.w / 2, (model.y[i] - camera.y) * camera.k + this.h / 2];
  }

  /** @param {number} px @param {number} py @param {number} [slack] @returns {Hit} */
  hit(px, py, slack = 6) {
    let [best, least] = [-1, Infinity];
    for (const mark of this.scene.marks) {
      const far = Math.hypot(mark.x - px, mark.y - py) - mark.r;
      if (far < slack && far < least) [best, least] = [mark.i, far];
    }
    // On a name only a mark that the pointer is inside of comes first: names are drawn over lines and small neighbours.
    if (least > 0) {
      for (const label of this.scene.labels)
        if (label.i >= 0 && px >= label.x - 2 && px <= label.x + label.w + 2 && Math.abs(py - label.y) <= label.h / 2) best = label.i;
    }
    if (best >= 0) return { i: best, e: -1, land: -1 };
    let [line, near] = [-1, slack];
    for (const l of this.scene.lines) {
      if (l.tone === 0) continue;
      const far = toCurve(l, px, py);
      if (far < near) [line, near] = [l.e, far];
    }
    if (line >= 0) return { i: -1, e: line, land: -1 };
    const { camera } = this;
    const [x, y] = [camera.x + (px - this.w / 2) / camera.k, camera.y + (py - this.h / 2) / camera.k];
    const land = this.scene.overview ? this.scene.lands.find((c) => Math.hypot(c.x - x, c.y - y) < c.r * 0.95) : undefined;
    return { i: -1, e: -1, land: land ? land.number : -1 };
  }

  /** The nearest thing on the picture in a direction from another, things straight ahead first. @param {number} from @param {number} dx @param {number} dy */
  towards(from, dx, dy) {
    const [fx, fy] = this.at(from);
    let [best, least] = [-1, Infinity];
    for (const mark of this.scene.marks) {
      const [u, v] = [mark.x - fx, mark.y - fy];
      const ahead = u * dx + v * dy;
      const aside = Math.abs(u * dy - v * dx);
      if (mark.i === from || mark.dim || ahead <= 0 || aside > 2 * ahead) continue;
      if (ahead + 2 * aside < least) [best, least] = [mark.i, ahead + 2 * aside];
    }
    return best;
  }

  listen() {
    const { canvas } = this;
    /** @type {Map<number, [number, number]>} */
    const fingers = new Map();
    let travelled = 0;
    let held = -1;
    /** @type {[number, number]} */
    let start = [0, 0];
    let lastTap = { i: -1, at: 0 };
    /** @param {PointerEvent | WheelEvent} event @returns {[number, number]} */
    const spot = (event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      canvas.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, (start = spot(event)));
      travelled = fingers.size > 1 ? 99 : 0;
      const hit = this.hit(...start, event.pointerType === "touch" ? 14 : 5);
      held = this.model.onStage && fingers.size === 1 ? hit.i : -1;
      this.stop();
    });
    canvas.addEventListener("pointermove", (event) => {
      const now = spot(event);
      const was = fingers.get(event.pointerId);
      if (!was) {
        this.hooks.hover(this.hit(...now), ...now);
        return;
      }
      fingers.set(event.pointerId, now);
      if (fingers.size === 2) {
        const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1] || now;
        const before = Math.hypot(was[0] - other[0], was[1] - other[1]) || 1;
        this.pan((now[0] - was[0]) / 2, (now[1] - was[1]) / 2);
        this.zoom(Math.hypot(now[0] - other[0], now[1] - other[1]) / before, (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
        return;
      }
      travelled += Math.abs(now[0] - was[0]) + Math.abs(now[1] - was[1]);
      if (travelled < slipOf(event)) return;
      if (held >= 0) this.hooks.drag(held, (now[0] - this.w / 2) / this.camera.k + this.camera.x, (now[1] - this.h / 2) / this.camera.k + this.camera.y);
      else this.pan(now[0] - was[0], now[1] - was[1]);
    });
    canvas.addEventListener("pointerup", (event) => {
      if (!fingers.delete(event.pointerId) || travelled >= slipOf(event)) return;
      const hit = this.hit(...start, event.pointerType === "touch" ? 14 : 6);
      if (hit.i >= 0 && hit.i === lastTap.i && event.timeStamp - lastTap.at < 400) {
        lastTap = { i: -1, at: 0 };
        this.hooks.open(hit.i);
      } else {
        lastTap = { i: hit.i, at: event.timeStamp };
        this.hooks.click(hit, event);
      }
    });
    canvas.addEventListener("pointercancel", (event) => fingers.delete(event.pointerId));
    canvas.addEventListener("pointerleave", () => this.hooks.hover({ i: -1, e: -1, land: -1 }, 0, 0));
    canvas.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        this.zoom(Math.exp(-Math.max(-120, Math.min(120, event.deltaY)) * (event.ctrlKey ? 0.01 : 0.0018)), ...spot(event));
      },
      { passive: false },
    );
  }
}

/** @param {HTMLCanvasElement} canvas @param {boolean} [alpha] @returns {CanvasRenderingContext2D} */
function penOf(canvas, alpha = false) {
  const pen = canvas.getContext("2d", { alpha });
  if (!pen) throw new Error("this browser draws no canvas");
  return pen;
}

/** @param {PointerEvent} event */
const slipOf = ({ pointerType }) => (pointerType === "touch" ? SLIP.touch : SLIP.mouse);

/** Distance of a point to a line. @param {import("./scene.js").Line} line @param {number} px @param {number} py */
function toCurve(line, px, py) {
  let least = Infinity;
  let [ax, ay] = [line.x1, line.y1];
  for (let step = 1; step <= 8; step++) {
    const t = step / 8;
    const s = 1 - t;
    const bx = s * s * line.x1 + 2 * s * t * line.cx + t * t * line.x2;
    const by = s * s * line.y1 + 2 * s * t * line.cy + t * t * line.y2;
    const [ux, uy] = [bx - ax, by - ay];
    const along = Math.max(0, Math.min(1, ((px - ax) * ux + (py - ay) * uy) / (ux * ux + uy * uy || 1)));
    least = Math.min(least, Math.hypot(ax + along * ux - px, ay + along * uy - py));
    [ax, ay] = [bx, by];
  }
  return least;
}

