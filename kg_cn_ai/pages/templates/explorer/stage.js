// Places for a few hundred things chosen by the reader: a force layout with room for every name, a path in columns, and
// two things with what they share between them. The same things always get the same places.

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {{x: Float32Array, y: Float32Array}} Places */

const STEP = 230;
const ROW = 62;

/**
 * @param {Graph} graph @param {number[]} ids Things to place. @param {[number, number][]} links Pairs of positions in `ids`.
 * @param {(i: number) => {w: number, h: number}} room What a thing and its name take up.
 * @returns {Places} Indexed as the graph's things.
 */
export function spread(graph, ids, links, room) {
  const boxes = ids.map(room);
  /** @type {number[][]} */
  const near = ids.map(() => []);
  for (const [a, b] of links) {
    near[a].push(b);
    near[b].push(a);
  }
  const part = new Int32Array(ids.length).fill(-1);
  /** @type {number[][]} */
  const parts = [];
  const ranked = ids.map((_, p) => p).sort((a, b) => near[b].length - near[a].length || a - b);
  for (const start of ranked) {
    if (part[start] >= 0) continue;
    const members = [start];
    part[start] = parts.length;
    for (const p of members)
      for (const q of near[p])
        if (part[q] < 0) {
          part[q] = parts.length;
          members.push(q);
        }
    parts.push(members);
  }
  const x = new Float32Array(ids.length);
  const y = new Float32Array(ids.length);
  for (const members of parts) settle(members, near, boxes, x, y);
  shelve(parts, boxes, x, y);
  return placed(graph, ids, x, y);
}

/** @param {Graph} graph @param {number[]} ids @param {ArrayLike<number>} x @param {ArrayLike<number>} y @returns {Places} */
function placed(graph, ids, x, y) {
  const places = { x: new Float32Array(graph.n), y: new Float32Array(graph.n) };
  ids.forEach((i, p) => {
    places.x[i] = x[p];
    places.y[i] = y[p];
  });
  return places;
}

/**
 * One connected part around (0, 0): Fruchterman and Reingold 1991 from a start in rings, then boxes pushed apart.
 * @param {number[]} members In order of their distance from the most linked. @param {number[][]} near
 * @param {{w: number, h: number}[]} boxes @param {Float32Array} x @param {Float32Array} y
 */
function settle(members, near, boxes, x, y) {
  const size = members.length;
  members.forEach((p, k) => {
    const angle = k * 2.399963;
    const far = 70 * Math.sqrt(k);
    x[p] = far * Math.cos(angle) * 1.2;
    y[p] = far * Math.sin(angle);
  });
  if (size === 1) return;
  const ideal = size < 30 ? 135 : 100;
  const rounds = size > 250 ? 120 : 260;
  const dx = new Float32Array(size);
  const dy = new Float32Array(size);
  const place = new Map(members.map((p, k) => [p, k]));
  for (let round = 0; round < rounds; round++) {
    const heat = 60 * (1 - round / rounds) + 1;
    dx.fill(0);
    dy.fill(0);
    for (let a = 0; a < size; a++) {
      const p = members[a];
      for (let b = a + 1; b < size; b++) {
        const q = members[b];
        const u = x[p] - x[q];
        const v = (y[p] - y[q]) * 1.25;
        const square = u * u + v * v + 1;
        const push = (ideal * ideal) / square;
        dx[a] += u * push;
        dy[a] += v * push;
        dx[b] -= u * push;
        dy[b] -= v * push;
      }
      for (const q of near[p]) {
        const b = /** @type {number} */ (place.get(q));
        if (b <= a) continue;
        const u = x[p] - x[q];
        const v = y[p] - y[q];
        const pull = Math.sqrt(u * u + v * v) / ideal;
        dx[a] -= u * pull;
        dy[a] -= v * pull;
        dx[b] += u * pull;
        dy[b] += v * pull;
      }
      dx[a] -= x[p] * 0.04;
      dy[a] -= y[p] * 0.06;
    }
    for (let a = 0; a < size; a++) {
      const length = Math.hypot(dx[a], dy[a]) || 1;
      const step = Math.min(length, heat) / length;
      x[members[a]] += dx[a] * step;
      y[members[a]] += dy[a] * step;
    }
  }
  lay(members, x, y);
  loosen(members, boxes, x, y);
}

/** Turn a part so that its long axis lies along the screen's. @param {number[]} members @param {Float32Array} x @param {Float32Array} y */
function lay(members, x, y) {
  let [mx, my, xx, yy, xy] = [0, 0, 0, 0, 0];
  for (const p of members) {
    mx += x[p] / members.length;
    my += y[p] / members.length;
  }
  for (const p of members) {
    xx += (x[p] - mx) ** 2;
    yy += (y[p] - my) ** 2;
    xy += (x[p] - mx) * (y[p] - my);
  }
  const angle = 0.5 * Math.atan2(2 * xy, xx - yy);
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  for (const p of members) {
    const [u, v] = [x[p] - mx, y[p] - my];
    x[p] = u * c + v * s;
    y[p] = v * c - u * s;
  }
}

/** @param {number[]} members @param {{w: number, h: number}[]} boxes @param {Float32Array} x @param {Float32Array} y */
function loosen(members, boxes, x, y) {
  for (let round = 0; round < 120; round++) {
    let moved = false;
    for (let a = 0; a < members.length; a++) {
      const p = members[a];
      for (let b = a + 1; b < members.length; b++) {
        const q = members[b];
        const u = x[p] - x[q];
        const overX = (boxes[p].w + boxes[q].w) / 2 - Math.abs(u);
        if (overX <= 0.5) continue;
        const v = y[p] - y[q];
        const overY = (boxes[p].h + boxes[q].h) / 2 - Math.abs(v);
        if (overY <= 0.5) continue;
        moved = true;
        if (overX * 0.6 < overY) {
          const push = (overX / 2) * 0.6 * (u < 0 ? -1 : 1);
          x[p] += push;
          x[q] -= push;
        } else {
          const push = (overY / 2) * 0.6 * (v < 0 || (v === 0 && p < q) ? -1 : 1);
          y[p] += push;
          y[q] -= push;
        }
      }
    }
    if (!moved) break;
  }
}

/**
 * Put the parts beside each other, the largest first, in rows.
 * @param {number[][]} parts @param {{w: number, h: number}[]} boxes @param {Float32Array} x @param {Float32Array} y
 */
function shelve(parts, boxes, x, y) {
  const frames = parts.map((members) => {
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const p of members) {
      left = Math.min(left, x[p] - boxes[p].w / 2);
      right = Math.max(right, x[p] + boxes[p].w / 2);
      top = Math.min(top, y[p] - boxes[p].h / 2);
      bottom = Math.max(bottom, y[p] + boxes[p].h / 2);
    }
    return { left, top, w: right - left + 46, h: bottom - top + 30 };
  });
  const order = parts.map((_, k) => k).sort((a, b) => frames[b].h - frames[a].h || a - b);
  const area = frames.reduce((sum, frame) => sum + frame.w * frame.h, 0);
  const wide = Math.max(Math.sqrt(area * 1.9), ...frames.map((frame) => frame.w));
  let [column, row, high] = [0, 0, 0];
  for (const k of order) {
    const frame = frames[k];
    if (column && column + frame.w > wide) {
      row += high;
      [column, high] = [0, 0];
    }
    for (const p of parts[k]) {
      x[p] += column - frame.left;
      y[p] += row - frame.top;
    }
    column += frame.w;
    high = Math.max(high, frame.h);
  }
}

/**
 * Paths from left to right: each thing in the column of its distance from the start.
 * @param {Graph} graph @param {number[][]} paths The first one is drawn straight.
 * @returns {Places}
 */
export function inColumns(graph, paths) {
  /** @type {Map<number, number>} */
  const column = new Map();
  const last = paths[0].length - 1;
  for (const path of paths) path.forEach((i, k) => column.has(i) || column.set(i, i === path[path.length - 1] ? last : (k * last) / (path.length - 1)));
  const ids = [...column.keys()];
  /** @type {Map<number, number[]>} */
  const rows = new Map();
  for (const i of ids) {
    const key = Math.round(/** @type {number} */ (column.get(i)) * 4);
    rows.set(key, [...(rows.get(key) || []), i]);
  }
  const y = new Map();
  for (const members of rows.values())
    members.forEach((i, k) => y.set(i, paths[0].includes(i) ? (last > 4 ? (paths[0].indexOf(i) % 2 ? 46 : -46) : 0) : Math.ceil((k + (paths[0].includes(members[0]) ? 0 : 1)) / 2) * (k % 2 ? 1 : -1) * 150));
  return placed(graph, ids, ids.map((i) => /** @type {number} */ (column.get(i)) * STEP), ids.map((i) => y.get(i)));
}

/**
 * Two things left and right, what both are linked to between them, what only one is linked to on its side.
 * @param {Graph} graph @param {number} a @param {number} b @param {number[]} both @param {number[]} onlyA @param {number[]} onlyB
 * @returns {Places}
 */
export function faceToFace(graph, a, b, both, onlyA, onlyB) {
  const ids = [a, b, ...both, ...onlyA, ...onlyB];
  const x = [-STEP * 1.6, STEP * 1.6];
  const y = [0, 0];
  /** @param {number[]} group @param {number} at @param {number} way */
  const stack = (group, at, way) => {
    const columns = Math.max(1, Math.ceil(group.length / 12));
    const rows = Math.ceil(group.length / columns);
    group.forEach((_, k) => {
      const [c, r] = [Math.floor(k / rows), k % rows];
      x.push(at + (way ? way * c : c - (columns - 1) / 2) * STEP * 0.8);
      y.push((r - (Math.min(rows, group.length - c * rows) - 1) / 2) * ROW);
    });
  };
  stack(both, 0, 0);
  stack(onlyA, -STEP * 2.8, -1);
  stack(onlyB, STEP * 2.8, 1);
  return placed(graph, ids, x, y);
}
