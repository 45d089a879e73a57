// What part of the map shows: fitting it to what no panel covers, moving to things, finding the way by keyboard.

/** Smallest box around things, in map units. */
function extent(nodes) {
  const xs = nodes.map((node) => node.x);
  const ys = nodes.map((node) => node.y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

/** The part of the map that no panel covers, in pixels of the map. */
function freeArea() {
  const map = $("map").getBoundingClientRect();
  const panel = $("panel");
  const upright = map.width < 600;
  const area = {
    left: 0,
    top: 0,
    right: map.width - (upright ? 0 : 48),
    bottom: map.height - (upright ? 78 : 26),
  };
  if (panel.hidden) return area;
  const cover = panel.getBoundingClientRect();
  if (cover.width > map.width * 0.9) area.bottom = cover.top - map.top;
  else area.right = cover.left - map.left;
  return area;
}

/** Room kept for labels at the left and right of the map. @param {number} width */
const sideMargin = (width) => Math.min(page.nodes.length > 40 ? 76 : 100, width * 0.13);

/** Scale at which everything shows. */
function wholeScale() {
  const { width, height } = extent(page.nodes);
  const map = $("map").getBoundingClientRect();
  return Math.min((map.width - 120) / (width + 1), (map.height - 130) / (height + 1), 1.8);
}

const scaleRange = () => [Math.min(wholeScale() * 0.6, 0.5), 5];

/**
 * Move so that these things fill the free part of the map, with room for labels at its edges.
 * @param {any[]} nodes @param {boolean} glide @param {number} [closest] Largest scale.
 */
function frame(nodes, glide, closest = page.nodes.length > 40 ? 1.8 : 2.2) {
  if (!network || !nodes.length) return;
  const box = extent(nodes);
  const area = freeArea();
  const [width, height] = [area.right - area.left, area.bottom - area.top];
  const margin = { x: sideMargin(width), y: Math.min(50, Math.max(38, height * 0.09)) };
  const scale = Math.min(
    (width - 2 * margin.x) / Math.max(box.width, 1),
    (height - 2 * margin.y) / Math.max(box.height, 1),
    closest,
  );
  travel({ x: box.left + box.width / 2, y: box.top + box.height / 2 }, Math.max(scale, 0.05), glide);
}

/** Put a point of the map into the middle of the free area. */
function travel(position, scale, glide) {
  const map = $("map").getBoundingClientRect();
  const area = freeArea();
  network.moveTo({
    position,
    scale,
    offset: { x: (area.left + area.right - map.width) / 2, y: (area.top + area.bottom - map.height) / 2 },
    animation: glide && !reducedMotion.matches ? { duration: 380, easingFunction: "easeInOutCubic" } : false,
  });
}

/** Show a thing: move only if a panel or the edge of the map would cover it, or closer in if asked to. */
function reveal(ids, closer) {
  const nodes = ids.map((id) => nodeById.get(id));
  if (closer && ids.length === 1) {
    const around = new Set(ids);
    for (const edge of edgesOf.get(ids[0]))
      if (!view.hiddenEdges.has(edge.id)) around.add(edge.from).add(edge.to);
    view.moved = true;
    return frame(
      [...around].map((id) => nodeById.get(id)),
      true,
      around.size > 1 ? 1.6 : Math.max(network.getScale(), 0.9),
    );
  }
  const area = freeArea();
  const inside = nodes.every((node) => {
    const at = network.canvasToDOM(node);
    return at.x > area.left + 50 && at.x < area.right - 50 && at.y > area.top + 50 && at.y < area.bottom - 40;
  });
  if (inside) return undefined;
  view.moved = true;
  const box = extent(nodes);
  return travel({ x: box.left + box.width / 2, y: box.top + box.height / 2 }, network.getScale(), true);
}

/** The nearest shown thing in a direction from another, things straight ahead first. */
function neighbourTowards(from, dx, dy) {
  let [best, least] = ["", Infinity];
  for (const node of shownNodes()) {
    const [x, y] = [node.x - from.x, node.y - from.y];
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy - y * dx);
    if (ahead <= 0 || aside > 2 * ahead) continue;
    const cost = ahead + 2 * aside;
    if (cost < least) [best, least] = [node.id, cost];
  }
  return best;
}
