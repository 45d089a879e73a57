// Finding a thing by any of its names: English, simplified or traditional Chinese, pinyin with or without tones, joined
// or as initials. The keys of each thing are made in Python; here they are compared with what is typed.

/** Letters and digits only, without case, accents, width or tones. @param {string} text */
function fold(text) {
  const bare = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return [...bare]
    .map((c) => page.simplified[c] || c)
    .join("")
    .replace(/[^\p{L}\p{N}]+/gu, "");
}

/** @type {{node: any, names: {text: string, folded: string, words: string[]}[], keys: string[]}[]} */
let searchIndex = [];

function buildSearchIndex() {
  searchIndex = page.nodes.map((node) => {
    const texts = [...new Set([node.name, node.zh, node.pinyin, ...node.names].filter(Boolean))];
    return {
      node,
      names: texts.map((text) => ({
        text,
        folded: fold(text),
        words: text
          .split(/[^\p{L}\p{N}\p{M}]+/u)
          .map(fold)
          .filter((word) => word.length > 2),
      })),
      keys: node.keys,
    };
  });
}

/**
 * How well a folded name answers: 100 the name itself, 90 its beginning, 80 the beginning of a word, 65 inside, 0 not.
 * @param {string} typed @param {string} folded @param {string[]} words
 */
function closeness(typed, folded, words) {
  if (folded === typed) return 100;
  if (folded.startsWith(typed)) return 90;
  if (words.some((word) => word.startsWith(typed))) return 80;
  // One Latin letter inside a word says nothing; one Chinese character does.
  return folded.includes(typed) && (typed.length > 1 || /\p{Script=Han}/u.test(typed)) ? 65 : 0;
}

/**
 * The things that answer to what is typed, best first.
 * @param {string} text
 * @param {number} [limit]
 * @returns {{node: any, via: string, score: number}[]} `via` is the name that matched where it is not one shown anyway.
 */
function search(text, limit = 9) {
  const typed = fold(text);
  if (!typed) return [];
  const found = [];
  for (const { node, names, keys } of searchIndex) {
    let score = 0;
    let via = "";
    for (const name of names) {
      const close = closeness(typed, name.folded, name.words);
      if (close > score) [score, via] = [close, name.text];
    }
    for (const key of keys) {
      const close = closeness(typed, key, []) - 8;
      if (close > score && (key.length > 4 || close >= 82)) [score, via] = [close, ""];
    }
    if (score) found.push({ node, via, score });
  }
  const han = /\p{Script=Han}/u.test(typed);
  const allowed = typed.length >= 8 ? 2 : typed.length >= (han ? 3 : 4) ? 1 : 0;
  if (allowed && !found.some((match) => match.score >= 80)) {
    const have = new Set(found.map((match) => match.node));
    for (const { node, names, keys } of searchIndex) {
      if (have.has(node)) continue;
      let edits = allowed + 1;
      let via = "";
      for (const name of names) {
        for (const part of [name.folded, ...name.words]) {
          const here = part.length + allowed < typed.length ? edits : editsToPrefix(typed, part, allowed);
          if (here < edits) [edits, via] = [here, name.text];
        }
      }
      for (const key of keys) {
        if (key.length > 4 && editsToPrefix(typed, key, allowed) < edits)
          [edits, via] = [editsToPrefix(typed, key, allowed), ""];
      }
      if (edits <= allowed) found.push({ node, via, score: 50 - 10 * edits });
    }
  }
  found.sort(
    (a, b) => b.score - a.score || b.node.degree - a.node.degree || (a.node.name < b.node.name ? -1 : 1),
  );
  return found.slice(0, limit);
}

/**
 * Join the search field to its list of matches: arrows move, Enter takes, Escape closes.
 * @param {(node: any) => void} take
 */
function connectSearch(take) {
  const field = $("query");
  const list = $("matches");
  let matches = /** @type {any[]} */ ([]);
  let active = -1;

  function show() {
    list.replaceChildren();
    matches.forEach(({ node, via }, i) => {
      const shown = [nameOf(node), otherNameOf(node)];
      const option = make(
        "li",
        {
          role: "option",
          id: `match-${i}`,
          "aria-selected": String(i === active),
          onmousedown: (event) => event.preventDefault(),
          onclick: () => choose(i),
        },
        mark(node.kind),
        make("span", { class: "name" }, nameOf(node)),
        make("small", {}, typeOf(node)),
        make(
          "small",
          { class: "via" },
          [otherNameOf(node), shown.includes(via) ? "" : via].filter(Boolean).join(" · "),
        ),
      );
      list.append(option);
      if (i === active) option.scrollIntoView({ block: "nearest" });
    });
    const nothing = !matches.length && fold(field.value) !== "" && document.activeElement === field;
    if (nothing)
      list.append(
        make(
          "li",
          { class: "empty", role: "option", "aria-disabled": "true", "aria-selected": "false" },
          say("noMatch"),
        ),
      );
    list.hidden = !matches.length && !nothing;
    field.setAttribute("aria-expanded", String(!list.hidden));
    if (active >= 0) field.setAttribute("aria-activedescendant", `match-${active}`);
    else field.removeAttribute("aria-activedescendant");
  }

  function close() {
    matches = [];
    active = -1;
    show();
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
  }

  /** @param {number} i */
  function choose(i) {
    const { node } = matches[i];
    field.value = "";
    field.blur();
    close();
    take(node);
  }

  function look() {
    matches = search(field.value);
    active = matches.length ? 0 : -1;
    show();
  }

  field.addEventListener("input", look);
  field.addEventListener("focus", look);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && matches.length) {
      active = (active + (event.key === "ArrowDown" ? 1 : -1) + matches.length) % matches.length;
      show();
    } else if (event.key === "Enter" && active >= 0) choose(active);
    else if (event.key === "Escape") {
      if (list.hidden) field.blur();
      field.value = "";
      close();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
