// The legend: what the marks and lines mean, how many there are, and which of them to show.

const propertyCount = page.properties.map((_, i) => page.edges.filter((edge) => edge.property === i).length);
const kindCount = page.kinds.map((_, i) => page.nodes.filter((node) => node.kind === i).length);
const familyMembers = page.families.map((_, family) =>
  page.properties
    .map((property, i) => i)
    .filter((i) => page.properties[i].family === family && propertyCount[i]),
);

/** Work out what is hidden, and show it everywhere. */
function applyFilters() {
  const hidden = new Set(
    page.nodes.filter((node) => state.hiddenKinds.has(node.kind)).map((node) => node.id),
  );
  view.hiddenEdges = new Set(
    page.edges
      .filter(
        (edge) => state.hiddenProperties.has(edge.property) || hidden.has(edge.from) || hidden.has(edge.to),
      )
      .map((edge) => edge.id),
  );
  // With some relations hidden, things left without any would only be noise.
  if (state.hiddenProperties.size) {
    for (const node of page.nodes) {
      if (
        node.degree &&
        edgesOf.get(node.id).every((edge) => view.hiddenEdges.has(edge.id)) &&
        node.id !== state.node
      )
        hidden.add(node.id);
    }
  }
  view.hiddenNodes = hidden;
  if (network) {
    visNodes.update(page.nodes.map((node) => ({ id: node.id, hidden: hidden.has(node.id) })));
    visEdges.update(page.edges.map((edge) => ({ id: edge.id, hidden: view.hiddenEdges.has(edge.id) })));
  }
  const filtered = state.hiddenKinds.size || state.hiddenProperties.size;
  $("shown").textContent = say("shown", {
    n: count(page.nodes.length - hidden.size),
    all: count(page.nodes.length),
  });
  $("reset").hidden = !filtered;
  $("filters-open").classList.toggle("filtered", Boolean(filtered));
  pressKeys();
  drawList();
}

/** Show in the legend what is on, off, or partly on. */
function pressKeys() {
  for (const key of document.querySelectorAll("[data-kind]"))
    key.setAttribute("aria-pressed", String(!state.hiddenKinds.has(Number(key.dataset.kind))));
  for (const key of document.querySelectorAll("[data-property]"))
    key.setAttribute("aria-pressed", String(!state.hiddenProperties.has(Number(key.dataset.property))));
  for (const key of document.querySelectorAll("[data-family]")) {
    const members = familyMembers[Number(key.dataset.family)];
    const off = members.filter((i) => state.hiddenProperties.has(i)).length;
    key.setAttribute("aria-pressed", off === 0 ? "true" : off === members.length ? "false" : "mixed");
  }
}

/** Hide or show some kinds or properties together. */
function toggle(set, members) {
  const hide = !members.every((i) => set.has(i));
  for (const i of members) hide ? set.add(i) : set.delete(i);
  changed();
}

/** Show only these; a second time, everything again. */
function solo(set, all, members) {
  const rest = all.filter((i) => !members.includes(i));
  const already = rest.every((i) => set.has(i)) && !members.some((i) => set.has(i));
  set.clear();
  if (!already) for (const i of rest) set.add(i);
  changed();
}

function changed() {
  applyFilters();
  remember(false);
  announce($("shown").textContent);
}

/** One row of the legend: a button that hides or shows, and one that shows it alone. */
function legendRow(swatch, label, number, set, all, members, data) {
  const key = make(
    "button",
    {
      type: "button",
      class: "key",
      ...data,
      onclick: (event) => event.detail < 2 && toggle(set, members),
      ondblclick: () => solo(set, all, members),
    },
    swatch,
    make("span", { class: "label" }, label),
    make("span", { class: "count" }, count(number)),
  );
  const only = make(
    "button",
    {
      type: "button",
      class: "only",
      "aria-label": say("onlyLabel", { name: label }),
      onclick: () => solo(set, all, members),
    },
    say("only"),
  );
  return make("div", { class: "row" }, key, only);
}

function drawLegend() {
  const open = new Set(
    [...document.querySelectorAll(".more[aria-expanded=true]")].map((button) => button.dataset.more),
  );
  const kinds = page.kinds.map((_, i) => i).filter((i) => kindCount[i]);
  $("kinds").replaceChildren(
    ...kinds.map((i) =>
      make(
        "li",
        {},
        legendRow(mark(i), pick(page.kinds[i]), kindCount[i], state.hiddenKinds, kinds, [i], {
          "data-kind": i,
        }),
      ),
    ),
  );
  const properties = familyMembers.flat();
  $("families").replaceChildren(
    ...page.families.map((family, f) => {
      const members = familyMembers[f];
      if (!members.length) return "";
      const total = members.reduce((sum, i) => sum + propertyCount[i], 0);
      const row = legendRow(stroke(f), pick(family), total, state.hiddenProperties, properties, members, {
        "data-family": f,
      });
      row.classList.add("has-more");
      const inner = make("ul", { id: `family-${f}`, hidden: !open.has(String(f)) });
      for (const i of [...members].sort((a, b) => propertyCount[b] - propertyCount[a] || a - b)) {
        inner.append(
          make(
            "li",
            {},
            legendRow(
              null,
              pick(page.properties[i]),
              propertyCount[i],
              state.hiddenProperties,
              properties,
              [i],
              { "data-property": i },
            ),
          ),
        );
      }
      row.append(moreButton(f, family, inner));
      return make("li", {}, row, inner);
    }),
  );
  pressKeys();
}

/** The arrow that unfolds the relations of a family. */
function moreButton(index, family, inner) {
  const flip = (event) => {
    inner.hidden = !inner.hidden;
    event.currentTarget.setAttribute("aria-expanded", String(!inner.hidden));
  };
  return make(
    "button",
    {
      type: "button",
      class: "more",
      "data-more": index,
      "aria-expanded": String(!inner.hidden),
      "aria-controls": inner.id,
      "aria-label": say("expand", { name: pick(family) }),
      onclick: flip,
    },
    icon("m8 4 8 8-8 8"),
  );
}
