// The coast of a land: the outline of circles that overlap. A browser fills an outline in half the time that it takes for all
// the circles, most of whose edges lie inside others.

/**
 * @typedef {[number, number, number]} Circle Middle and radius.
 * @typedef {{i: number, from: number, to: number, after: number, before: number}} Arc A part of circle `i` outside all others, between two
 *   angles; `after` and `before` are the circles that it comes out of and goes into.
 */

const TURN = 2 * Math.PI;
/** More than a map has rows of cells, and the steps from a cell to itself and its neighbours. */
const ROWS = 1 << 20;
const AROUND = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => dx * ROWS + dy));

/** @param {Circle[]} given @returns {Path2D} Around the points that are in any of the circles. */
export function unionOf(given) {
  // Where three circles meet in a point it could not be told which comes next; none do that after growing by next to nothing.
  const circles = given.map(([x, y, r], i) => /** @type {Circle} */ ([x, y, r + 1e-6 * (i + 1)]));
  const path = new Path2D();
  // Two circles meet in two points, so an arc is known by its circle and the one that it comes out of.
  const key = (/** @type {number} */ i, /** @type {number} */ after) => i * (circles.length + 1) + after + 1;
  const arcs = arcsOf(circles);
  const left = new Map(arcs.map((arc) => [key(arc.i, arc.after), arc]));
  for (const { i, after } of arcs) {
    let arc = left.get(key(i, after));
    if (arc) path.moveTo(circles[i][0] + circles[i][2] * Math.cos(arc.from), circles[i][1] + circles[i][2] * Math.sin(arc.from));
    while (arc) {
      left.delete(key(arc.i, arc.after));
      path.arc(...circles[arc.i], arc.from, arc.to);
      arc = left.get(key(arc.before, arc.i));
    }
    path.closePath();
  }
  return path;
}

/** @param {Circle[]} circles @returns {Arc[]} */
function arcsOf(circles) {
  const cell = 2 * circles.reduce((most, [, , r]) => Math.max(most, r), 1);
  /** @type {Map<number, number[]>} */
  const grid = new Map();
  const keyOf = (/** @type {number} */ x, /** @type {number} */ y) => Math.floor(x / cell) * ROWS + Math.floor(y / cell);
  circles.forEach(([x, y], i) => {
    const key = keyOf(x, y);
    const members = grid.get(key);
    if (members) members.push(i);
    else grid.set(key, [i]);
  });
  return circles.flatMap(([x, y, r], i) => {
    /** Where others cover the circle. @type {{from: number, to: number, by: number}[]} */
    const covered = [];
    for (const step of AROUND) {
      for (const by of grid.get(keyOf(x, y) + step) || []) {
        const [dx, dy, other] = [circles[by][0] - x, circles[by][1] - y, circles[by][2]];
        const far = Math.hypot(dx, dy);
        // Of two that are the same, the first stays.
        if (far + r <= other && (other > r || by < i)) return [];
        if (by === i || far >= r + other || far + other <= r) continue;
        const half = Math.acos((far * far + r * r - other * other) / (2 * far * r));
        const from = (Math.atan2(dy, dx) - half + 2 * TURN) % TURN;
        covered.push({ from, to: from + 2 * half, by });
      }
    }
    if (!covered.length) return [{ i, from: 0, to: TURN, after: -1, before: -1 }];
    covered.sort((a, b) => a.from - b.from);
    let last = covered.reduce((most, one) => (one.to > most.to ? one : most));
    let reach = last.to - TURN;
    /** @type {Arc[]} */
    const arcs = [];
    for (const one of covered) {
      if (one.from > reach) arcs.push({ i, from: reach, to: one.from, after: last.by, before: one.by });
      if (one.to > reach) [reach, last] = [one.to, one];
    }
    return arcs;
  });
}
