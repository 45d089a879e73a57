// Names on the picture: measured once, placed in order of weight, and never on top of each other or of a large mark.

/** @typedef {{x: number, y: number, w: number, h: number}} Box Left, top, width and height in pixels. */

const CELL = 64;

/** Boxes that are taken. */
export class Board {
  /** @param {number} w @param {number} h */
  constructor(w, h) {
    this.w = w;
    this.h = h;
    this.columns = Math.ceil(w / CELL) + 1;
    /** @type {Box[][]} */
    this.cells = Array.from({ length: this.columns * (Math.ceil(h / CELL) + 1) }, () => []);
  }

  /** @param {Box} box @param {(cell: Box[]) => boolean | void} visit Ends when it returns true. */
  each(box, visit) {
    const left = Math.max(0, Math.floor(box.x / CELL));
    const right = Math.min(this.columns - 1, Math.floor((box.x + box.w) / CELL));
    const top = Math.max(0, Math.floor(box.y / CELL));
    const bottom = Math.min(this.cells.length / this.columns - 1, Math.floor((box.y + box.h) / CELL));
    for (let row = top; row <= bottom; row++)
      for (let column = left; column <= right; column++) if (visit(this.cells[row * this.columns + column])) return true;
    return false;
  }

  /** @param {Box} box */
  isFree(box) {
    if (box.x < 2 || box.y < 2 || box.x + box.w > this.w - 2 || box.y + box.h > this.h - 2) return false;
    return !this.each(box, (cell) =>
      cell.some((b) => b.x < box.x + box.w && box.x < b.x + b.w && b.y < box.y + box.h && box.y < b.y + b.h),
    );
  }

  /** @param {Box} box */
  take(box) {
    this.each(box, (cell) => void cell.push(box));
  }
}

/** @type {Map<string, number>} */
const widths = new Map();
const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));

/** @param {string} text @param {string} font @returns {number} */
export function widthOf(text, font) {
  const key = `${font}\n${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size > 50_000) widths.clear();
    pen.font = font;
    widths.set(key, (width = pen.measureText(text).width));
  }
  return width;
}

/**
 * A free place beside a mark: below, right, left, above.
 * @param {Board} board @param {number} x @param {number} y @param {number} r @param {number} w @param {number} h
 * @returns {Box | null}
 */
export function berth(board, x, y, r, w, h) {
  for (const [left, top] of [
    [x - w / 2, y + r + 2],
    [x + r + 4, y - h / 2],
    [x - r - 4 - w, y - h / 2],
    [x - w / 2, y - r - 2 - h],
  ]) {
    const box = { x: left, y: top, w, h };
    if (board.isFree(box)) return box;
  }
  return null;
}
