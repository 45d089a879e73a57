// Search as one types: every input[data-suggest] gets a list of matches below it. Without this script the field is a plain
// form. data-suggest="open" goes to the page of what is chosen; data-suggest="fill" writes its name into the field.
"use strict";

(() => {
  const root = document.currentScript.src.split("/static/")[0];
  const home = "https://w3id.org/kg-cn-ai/";
  const chinese = document.documentElement.lang.startsWith("zh");
  const language = new URLSearchParams(location.search).get("lang");
  let fields = 0;

  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children.filter((child) => child !== null));
    return element;
  };
  // Overrides of the writing direction could turn the words around them.
  const plain = (text) => text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");

  function option(match, id) {
    const [first, second] = chinese && match.label_zh ? [match.label_zh, match.label] : [match.label, match.label_zh];
    const names = [second, match.matched].filter((name, i, all) => name && name !== first && all.indexOf(name) === i);
    return make(
      "li",
      { role: "option", id, "aria-selected": "false" },
      make("span", { class: "name" }, plain(first)),
      names.length ? make("small", {}, plain(names.join(" · "))) : null,
      make("small", { class: "type" }, plain((chinese && match.type_label_zh) || match.type_label)),
    );
  }

  function upgrade(input) {
    const list = make("ul", { role: "listbox", class: "matches", id: `matches-${++fields}`, hidden: "" });
    list.setAttribute("aria-label", input.getAttribute("aria-label") || input.labels?.[0]?.textContent || "");
    const holder = make("span", { class: "suggesting" });
    input.before(holder);
    holder.append(input, list);
    for (const [key, value] of [
      ["role", "combobox"],
      ["aria-autocomplete", "list"],
      ["aria-controls", list.id],
      ["aria-expanded", "false"],
      ["autocomplete", "off"],
    ])
      input.setAttribute(key, value);

    let found = [];
    let chosen = -1;
    let timer = 0;
    let asking = null;

    // An answer that comes late keeps what was chosen meanwhile, if it is among the matches still.
    function show(matches) {
      const kept = chosen >= 0 ? matches.findIndex((match) => match.iri === found[chosen].iri) : -1;
      found = matches;
      chosen = -1;
      list.replaceChildren(...matches.map((match, i) => option(match, `${list.id}-${i}`)));
      list.hidden = !matches.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      input.removeAttribute("aria-activedescendant");
      if (kept >= 0) choose(kept);
    }

    function choose(place) {
      if (!found.length) return;
      list.children[chosen]?.setAttribute("aria-selected", "false");
      chosen = (place + found.length) % found.length;
      const item = list.children[chosen];
      item.setAttribute("aria-selected", "true");
      item.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", item.id);
    }

    function take(place) {
      const match = found[place];
      show([]);
      if (input.dataset.suggest === "fill") {
        input.value = match.id.startsWith("<") ? match.iri : match.id;
        return;
      }
      const query = language ? `?lang=${encodeURIComponent(language)}` : "";
      location.assign(`${root}/${match.iri.slice(home.length)}.html${query}`);
    }

    async function ask() {
      asking?.abort();
      const text = input.value.trim();
      if (!text) return show([]);
      asking = new AbortController();
      try {
        const answer = await fetch(`${root}/api/v1/search?limit=8&q=${encodeURIComponent(text.slice(0, 200))}`, {
          signal: asking.signal,
        });
        if (answer.ok && document.activeElement === input) show((await answer.json()).results);
      } catch (error) {
        if (error.name !== "AbortError") show([]);
      }
    }

    input.addEventListener("input", () => {
      list.children[chosen]?.setAttribute("aria-selected", "false");
      input.removeAttribute("aria-activedescendant");
      chosen = -1;
      clearTimeout(timer);
      timer = setTimeout(ask, 60);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (list.hidden) ask();
        else choose(event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? -1 : chosen - 1);
        event.preventDefault();
      } else if (event.key === "Enter" && chosen >= 0 && !list.hidden) {
        take(chosen);
        event.preventDefault();
      } else if (event.key === "Escape" && !list.hidden) {
        show([]);
        event.preventDefault();
      }
    });
    input.addEventListener("blur", () => setTimeout(() => show([]), 150));
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const item = event.target.closest("li");
      if (item) take([...list.children].indexOf(item));
    });
  }

  for (const input of document.querySelectorAll("input[data-suggest]")) upgrade(input);
})();
