// The view as an SVG file, and through it as PNG: with title, legend, date, release and attribution, so that a picture in a
// slide still says what it shows and where it is from.

import { circlesOf, colourOf, radiusAt, RINGED, tipOf } from "./paint.js";
import { outlineOf } from "./marks.js";
import { HOMES } from "./looks.js";
import { FONT } from "./scene.js";
import { language, pick, say, shorten } from "./words.js";

/** @typedef {import("./data.js").Graph} Graph */
/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./scene.js").Model} Model */
/** @typedef {import("./paint.js").Palette} Palette */

/** Width of a column of the legend. */
const COLUMN = 262;

/** @param {string} text Characters that XML cannot hold are left out. */
export const escapeXml = (text) =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** @param {number} v */
const r1 = (v) => String(Math.round(v * 10) / 10);

/**
 * @param {Graph} graph @param {Model} model @param {Scene} scene @param {Palette} palette
 * @param {string} subtitle What part of the network this is.
 * @returns {string}
 */
export function toSvg(graph, model, scene, palette, subtitle) {
  const { page } = graph;
  const { w, h, camera } = scene;
  const { kind } = page.things;
  const top = 64;
  const kinds = page.kinds.map((_, k) => k).filter((k) => scene.marks.some((mark) => kind[mark.i] === k) || scene.dust.some((i) => kind[i] === k));
  const families = page.families.map((_, f) => f).filter((f) => scene.lines.some((line) => line.family === f));
  const claims = scene.lines.some((line) => line.claim);
  const homes = [1, 2, 3, 0].filter((k) => scene.marks.some(({ i }) => model.colour[i] === HOMES + k));
  /** @type {{text: string, kind: number, family: number, colour?: string}[]} */
  const entries = [...homes.map((k) => ({ text: say(`origin-${k}`), kind: -1, family: -1, colour: palette.hues[HOMES + k] })), ...kinds.map((k) => ({ text: pick(page.kinds[k]), kind: k, family: -1 })), ...families.map((f) => ({ text: pick(page.families[f]), kind: -1, family: f })), ...(claims ? [{ text: say("claimLine"), kind: -1, family: -2 }] : [])];
  const columns = Math.max(1, Math.floor((w - 32) / COLUMN));
  const rows = Math.ceil(entries.length / columns);
  const bottom = rows * 22 + 56;
  const title = language() === "zh" ? page.titleZh : page.title;
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h + top + bottom}" viewBox="0 0 ${w} ${h + top + bottom}" font-family="${escapeXml(FONT)}">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="100%" height="100%" fill="${palette.canvas}"/>`,
    `<text x="16" y="28" font-size="19" font-weight="650" fill="${palette.ink}">${escapeXml(title)}</text>`,
    `<text x="16" y="50" font-size="13" fill="${palette.muted}">${escapeXml(subtitle)}</text>`,
    `<clipPath id="frame"><rect width="${w}" height="${h}"/></clipPath>`,
    `<g transform="translate(0 ${top})"><g clip-path="url(#frame)">`,
  ];
  for (const land of scene.lands) {
    const circles = circlesOf(graph, land);
    const drawn = circles.map(([x, y, r]) => `<circle cx="${r1((x - camera.x) * camera.k + w / 2)}" cy="${r1((y - camera.y) * camera.k + h / 2)}" r="${r1(r * camera.k)}"/>`).join("");
    out.push(`<g stroke="${palette.coasts[land.tint]}" stroke-width="2.4">${drawn}</g><g fill="${palette.tints[land.tint]}">${drawn}</g>`);
  }
  for (const ribbon of scene.ribbons)
    out.push(`<path d="M${r1(ribbon.x1)} ${r1(ribbon.y1)}Q${r1(ribbon.cx)} ${r1(ribbon.cy)} ${r1(ribbon.x2)} ${r1(ribbon.y2)}" fill="none" stroke="${palette.muted}" stroke-width="${r1(ribbon.width)}" opacity=".14"/>`);
  for (const i of scene.dust.slice(0, 20_000))
    out.push(`<circle cx="${r1((model.x[i] - camera.x) * camera.k + w / 2)}" cy="${r1((model.y[i] - camera.y) * camera.k + h / 2)}" r="1" fill="${colourOf(model, palette, kind, i)}" opacity=".5"/>`);
  for (const line of scene.lines) {
    const { width, dash } = page.families[line.family];
    const pattern = line.claim ? "2 4" : dash.join(" ");
    const colour = line.claim ? palette.claim : palette.families[line.family];
    const opacity = [model.onStage ? 0.35 : 0.1, 0.35, 0.8, 1][line.tone];
    if (line.arrow) out.push(`<path d="M${tipOf(line, radiusAt(graph, scene, model, line.e)).map(([x, y]) => `${r1(x)} ${r1(y)}`).join("L")}Z" fill="${colour}" opacity="${opacity}"/>`);
    if (line.contested && line.tone > 1) out.push(`<text x="${r1((line.x1 + line.x2) / 4 + line.cx / 2)}" y="${r1((line.y1 + line.y2) / 4 + line.cy / 2 + 4)}" font-size="13" font-weight="700" text-anchor="middle" fill="${palette.claim}">≠</text>`);
    out.push(
      `<path d="M${r1(line.x1)} ${r1(line.y1)}Q${r1(line.cx)} ${r1(line.cy)} ${r1(line.x2)} ${r1(line.y2)}" fill="none" stroke="${colour}" stroke-width="${r1(width * 0.85)}" opacity="${opacity}"${pattern ? ` stroke-dasharray="${pattern}"` : ""}/>`,
    );
  }
  for (const { i, x, y, r, dim } of scene.marks)
    out.push(`<path transform="translate(${r1(x)} ${r1(y)}) scale(${r1(r * 10) === "0" ? 1 : +r.toFixed(2)})" d="${outlineOf(page, kind[i])}" fill="${colourOf(model, palette, kind, i)}" stroke="${palette.canvas}" stroke-width="${r1(0.8 / r)}"${dim ? ' opacity=".22"' : ""}><title>${escapeXml(page.things.name[i])}</title></path>`);
  for (const { i, x, y, r, dim } of scene.marks)
    if (page.things.listed[i] && !dim && r >= RINGED) out.push(`<circle cx="${r1(x)}" cy="${r1(y)}" r="${r1(r + 3)}" fill="none" stroke="${palette.ink}" stroke-width="1.5"/>`);
  // The halo is a text of its own below: many programs draw a stroke over the letters whatever the order asked for.
  for (const label of scene.labels) {
    const place = (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ size, /** @type {number} */ weight) =>
      `<text x="${r1(x)}" y="${r1(label.y + label.size * 0.35)}" font-size="${size}" font-weight="${weight}" {}>${escapeXml(text)}</text>`;
    const pieces = [[place(label.text, label.x, label.size, label.weight), label.dim ? palette.muted : palette.ink]];
    if (label.rest) pieces.push([place(label.rest, label.x + label.w + 4, 11, 450), palette.muted]);
    for (const [text] of pieces) out.push(text.replace("{}", `fill="${palette.canvas}" stroke="${palette.canvas}" stroke-width="3" stroke-linejoin="round"`));
    for (const [text, colour] of pieces) out.push(text.replace("{}", `fill="${colour}"`));
  }
  out.push(`</g></g><g transform="translate(16 ${h + top + 22})" font-size="12.5" fill="${palette.ink}">`);
  entries.forEach(({ text, kind: k, family: f, colour }, place) => {
    const [x, y] = [(place % columns) * COLUMN, Math.floor(place / columns) * 22];
    const sample = colour
      ? `<circle cx="${x + 8}" cy="${y}" r="6" fill="${colour}"/>`
      : k >= 0
        ? `<path transform="translate(${x + 8} ${y}) scale(6.5)" d="${outlineOf(page, k)}" fill="${homes.length ? palette.muted : palette.kinds[k]}"/>`
        : `<path d="M${x} ${y}h22" stroke-width="2" fill="none" stroke="${f === -2 ? palette.claim : palette.families[f]}"${f === -2 ? ' stroke-dasharray="2 4"' : page.families[f].dash.length ? ` stroke-dasharray="${page.families[f].dash.join(" ")}"` : ""}/>`;
    out.push(`${sample}<text x="${x + 28}" y="${y + 4.5}">${escapeXml(shorten(text, 32))}</text>`);
  });
  const today = new Date().toISOString().slice(0, 10);
  out.push(`<text y="${rows * 22 + 12}" font-size="11.5" fill="${palette.muted}">${escapeXml(`${say("release", { id: page.release })} · ${say("drawnOn", { date: today })} · ${page.attribution}`)}</text></g></svg>`);
  return out.join("\n");
}

/** @param {string} svg @param {number} scale @returns {Promise<Blob>} */
export async function toPng(svg, scale) {
  const image = new Image();
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    await new Promise((done, fail) => {
      image.onload = done;
      image.onerror = () => fail(new Error("the picture could not be drawn"));
      image.src = address;
    });
    const canvas = document.createElement("canvas");
    canvas.width = image.width * scale;
    canvas.height = image.height * scale;
    /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("the picture is too large for this browser"))), "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}
