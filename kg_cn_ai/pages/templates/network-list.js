// The list: the same things as on the map, as a table, for screen readers and where there is no canvas.

const columns = [
  { key: "name", label: "name", value: (node) => nameOf(node) },
  { key: "other", label: "otherName", value: (node) => otherNameOf(node), wide: true },
  { key: "type", label: "type", value: (node) => typeOf(node) },
  {
    key: "country",
    label: "country",
    value: (node) => pick({ en: node.country, zh: node.countryZh }),
    wide: true,
  },
  { key: "links", label: "links", value: (node) => node.degree, number: true },
];

function drawList() {
  if (state.view !== "list") return;
  const used = columns.filter(
    (column) => column.key !== "country" || page.nodes.some((node) => node.country),
  );
  const order = columns.find((column) => column.key === state.sort) || columns[0];
  const compare = new Intl.Collator(language() === "zh" ? "zh-CN" : "en", { numeric: true }).compare;
  const nodes = byDegree.filter((node) => !view.hiddenNodes.has(node.id));
  nodes.sort(
    (a, b) =>
      (order.number ? order.value(a) - order.value(b) : compare(order.value(a), order.value(b))) *
      (state.descending ? -1 : 1),
  );
  $("columns").replaceChildren(
    ...used.map((column) => {
      const sorted = column.key === state.sort ? (state.descending ? "descending" : "ascending") : undefined;
      const sort = () => {
        state.descending = state.sort === column.key ? !state.descending : Boolean(column.number);
        state.sort = column.key;
        drawList();
        $("columns").querySelector("[aria-sort] button").focus();
      };
      return make(
        "th",
        {
          scope: "col",
          "aria-sort": sorted,
          class:
            [column.number && "number", column.wide && "wide-only"].filter(Boolean).join(" ") || undefined,
        },
        make("button", { type: "button", onclick: sort }, say(column.label)),
      );
    }),
  );
  $("rows").replaceChildren(
    ...nodes.map((node) =>
      make(
        "tr",
        { "data-id": node.id, class: node.id === state.node ? "current" : undefined },
        ...used.map((column) => {
          if (column.key === "name")
            return make(
              "td",
              {},
              make(
                "button",
                { type: "button", class: "go", onclick: () => go(node) },
                make("span", {}, nameOf(node)),
              ),
            );
          if (column.key === "type") return make("td", { class: "kind" }, mark(node.kind), typeOf(node));
          return make(
            "td",
            {
              class:
                [column.number && "number", column.wide && "wide-only"].filter(Boolean).join(" ") ||
                undefined,
            },
            String(column.value(node)),
          );
        }),
      ),
    ),
  );
}
