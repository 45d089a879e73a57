// The page of queries. Without this script it is a plain form; without yasgui (./run assets) it stays one.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("editor-data").textContent);
  const plain = document.getElementById("plain");
  const area = document.getElementById("query");
  const rich = document.getElementById("rich");
  const DRAWN = /#\s*defaultView\s*:\s*Graph/i;
  let yasgui = null;

  const yasqe = () => yasgui && yasgui.getTab().getYasqe();
  const current = () => (yasgui ? yasqe().getValue() : area.value);
  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const languageOf = (url) => {
    const wish = new URLSearchParams(location.search).get("lang");
    return wish ? `${url}${url.includes("?") ? "&" : "?"}lang=${encodeURIComponent(wish)}` : url;
  };

  // The query as a program, made by the service so that there is one text of each.

  let programsOf = data.query;
  async function programs() {
    const query = current();
    if (query === programsOf) return;
    const answer = await fetch(`${data.root}/sparql/programs`, { method: "POST", body: query });
    for (const [name, text] of Object.entries(await answer.json())) {
      document.getElementById(`as-${name}`).textContent = text;
    }
    programsOf = query;
  }
  const elsewhere = document.getElementById("elsewhere");
  elsewhere.addEventListener("toggle", () => elsewhere.open && programs());
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await programs();
      const text = document.getElementById(`as-${button.dataset.copy}`);
      try {
        await navigator.clipboard.writeText(text.textContent);
        button.textContent = data.copied;
        setTimeout(() => { button.textContent = data.copy; }, 1500);
      } catch {
        getSelection().selectAllChildren(text);
      }
    });
  }

  // The questions: a filter, names as they are typed, and their text into the editor in place of a new page.

  const sift = document.getElementById("sift");
  sift.hidden = false;
  sift.addEventListener("input", () => {
    const words = sift.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const group of document.querySelectorAll(".tag")) {
      const questions = [...group.querySelectorAll(".question")];
      for (const question of questions) {
        const text = question.textContent.toLowerCase() + question.id;
        question.hidden = !words.every((word) => text.includes(word));
      }
      group.hidden = questions.every((question) => question.hidden);
    }
  });
  for (const input of document.querySelectorAll("[data-name]")) {
    const list = element("datalist", { id: `names-${input.closest("details").id}-${input.name}` });
    input.after(list);
    input.setAttribute("list", list.id);
    let waiting = 0;
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      const typed = input.value.trim();
      if (!typed || typed === "any" || typed.includes(":")) return;
      waiting = setTimeout(async () => {
        list.replaceChildren(...(await things(typed)).map((thing) => {
          const other = thing.label_zh || thing.type_label || "";
          return element("option", { value: thing.name, label: `${thing.label} ${other}` });
        }));
      }, 120);
    });
  }
  for (const form of document.querySelectorAll(".question form")) {
    form.addEventListener("submit", async (event) => {
      if (!yasgui) return;
      event.preventDefault();
      const filled = [...new FormData(form)].filter(([, value]) => value);
      const answer = await fetch(`${form.getAttribute("action").split("?")[0]}?${new URLSearchParams(filled)}`, {
        headers: { accept: "application/sparql-query" },
      });
      const old = form.querySelector(".problem");
      if (old) old.remove();
      if (!answer.ok) {
        const wrong = await answer.json();
        form.append(element("p", { className: "problem", textContent: [wrong.error, wrong.hint].filter(Boolean).join(". ") }));
        return;
      }
      yasqe().setValue(await answer.text());
      yasqe().focus();
      yasqe().query().catch(() => {});
      scrollTo({ top: 0 });
    });
  }

  async function things(typed) {
    const answer = await fetch(`${data.root}/api/v1/search?${new URLSearchParams({ q: typed, limit: 8 })}`);
    if (!answer.ok) return [];
    const found = await answer.json();
    return (found.results || found.items || []).map((thing) => ({ ...thing, name: thing.id || thing.iri }));
  }

  // What "Share" gives: the query stands behind the #, where no server sees it.
  const shared = new URLSearchParams(location.hash.slice(1)).get("query");
  if (shared) {
    Object.assign(data, { query: shared, asked: true });
    area.value = shared;
  }

  if (!data.rich || typeof Yasgui === "undefined") return;

  // The editor in the form's place.

  const { Yasqe, Yasr } = Yasgui;
  let words = null;
  const vocabulary = async () => (words ??= await (await fetch(`${data.root}/sparql/words`)).json());

  /** The word that is being typed: from the last character that cannot be part of a name to the cursor. */
  function typedAt(editor) {
    const at = editor.getDoc().getCursor();
    const before = editor.getDoc().getLine(at.line).slice(0, at.ch);
    const word = /[\p{L}\p{N}_:.-]*$/u.exec(before)[0];
    return { word, from: { line: at.line, ch: at.ch - word.length }, to: at, before: before.slice(0, -word.length || undefined) };
  }

  // On an empty place nothing is offered unasked: only what Ctrl-Space asks for.
  let wished = false;
  rich.addEventListener("keydown", (event) => { wished = event.ctrlKey && event.code === "Space"; }, true);

  Yasqe.registerAutocompleter({
    name: "names",
    bulk: false,
    autoShow: true,
    isValidCompletionPosition(editor) {
      const { word, before } = typedAt(editor);
      const open = (before.replace(/\\./g, "").match(/"/g) || []).length % 2 === 1;
      return (wished || word.length > 1) && !/[?$<#@]$/.test(before) && !/(^|\s)#/.test(before) && !open;
    },
    preProcessToken(editor, token) {
      const { word } = typedAt(editor);
      return { ...token, autocompletionString: word };
    },
    async get(editor, token) {
      const typed = (token && token.autocompletionString) || typedAt(editor).word;
      const low = typed.toLowerCase();
      const colon = low.indexOf(":");
      const { terms, prefixes } = await vocabulary();
      const fits = (term) =>
        term.name.toLowerCase().startsWith(low) ||
        (colon < 0 && [term.name.split(":")[1] || "", term.en, term.zh].some((text) => text.toLowerCase().includes(low)));
      const found = terms.filter(fits).sort((a, b) => b.uses - a.uses).slice(0, 12);
      const spaces = typed && colon < 0 ? Object.keys(prefixes).filter((name) => name.startsWith(low)).slice(0, 4) : [];
      const search = colon < 0 ? typed : typed.slice(colon + 1);
      const named = search.length > 1
        ? (await things(search)).filter((thing) => colon < 0 || thing.name.toLowerCase().startsWith(low.slice(0, colon + 1)))
        : [];
      shown.clear();
      for (const term of found) shown.set(term.name, [term.en, term.zh].filter(Boolean).join(" · "));
      for (const name of spaces) shown.set(`${name}:`, prefixes[name]);
      for (const thing of named) shown.set(thing.name, [thing.label, thing.label_zh].filter(Boolean).join(" · "));
      return [...shown.keys()].filter((name) => name !== typed);
    },
    postprocessHints(editor, hints) {
      const { from, to } = typedAt(editor);
      return hints.map((hint) => ({
        ...hint, from, to,
        render(row) {
          row.append(element("b", { textContent: hint.text }), ` ${shown.get(hint.text) || ""}`);
        },
      }));
    },
  }, true);
  const shown = new Map();
  // The editor's own completers ask a service elsewhere for what is typed.
  Yasqe.defaults.autocompleters = ["variables", "names"];

  /** Draws the answer with the network page, which the service makes of the same query. */
  class Graph {
    constructor(yasr) {
      this.yasr = yasr;
      this.priority = 1;
      this.label = data.drawing;
    }
    canHandleResults() {
      const results = this.yasr.results;
      if (!results || results.hasError() || results.getBoolean() !== undefined) return false;
      return results.getVariables().length === 3 || Boolean((results.getStatements() || []).length);
    }
    draw() {
      const name = `drawing-${Date.now()}`;
      const frame = element("iframe", { className: "drawing", name, title: data.drawing });
      const form = element("form", { method: "post", action: languageOf(`${data.root}/sparql/graph`), target: name, hidden: true },
        element("input", { type: "hidden", name: "query", value: current() }));
      this.yasr.resultsEl.append(frame, form);
      form.submit();
    }
    getIcon() {
      const icon = new DOMParser().parseFromString(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M4 4l8 2-5 7z" fill="none" stroke="currentColor"/><circle cx="4" cy="4" r="2.4"/><circle cx="12" cy="6" r="2.4"/><circle cx="7" cy="13" r="2.4"/></svg>',
        "image/svg+xml");
      return icon.documentElement;
    }
  }
  Yasr.registerPlugin("Graph", Graph, true);

  /** What the service says is wrong, in its own words. */
  async function wrong(error) {
    let said;
    try {
      said = JSON.parse(error.text);
    } catch {
      return undefined;
    }
    const place = said.line ? ` (${said.line}:${said.column})` : "";
    const box = element("section", { className: "problem" }, element("p", { textContent: said.error + place }));
    box.setAttribute("role", "alert");
    if (said.hint) box.append(element("pre", { textContent: said.hint }));
    return box;
  }

  Yasr.defaults.errorRenderers = [wrong];

  // A thing of the project leads to its page here.
  const { table } = Yasr.plugins;
  const linked = table.prototype.getUriLinkFromBinding;
  table.prototype.getUriLinkFromBinding = function link(binding, known) {
    const html = linked.call(this, binding, known);
    if (!binding.value.startsWith(data.namespace)) return html;
    const text = binding.value.replaceAll("&", "&amp;").replaceAll("'", "&#39;");
    return html.replace(`href="${text}"`, `href="${data.root}/${text.slice(data.namespace.length)}"`);
  };

  /** What the service notes on a query, above its answer; a query that works can be taken over. */
  function tell(tab, response) {
    const old = tab.rootEl.querySelector(".told");
    if (old) old.remove();
    const header = response.headers.get("x-note");
    if (!header) return;
    const box = element("div", { className: "told" });
    box.setAttribute("role", "status");
    for (const note of JSON.parse(header)) {
      const [text, query] = note.split(/[:：]\n(.*)/s);
      box.append(element("p", { className: "note", textContent: text }));
      if (!query) continue;
      const take = element("button", { type: "button", textContent: data.use });
      take.addEventListener("click", () => {
        tab.getYasqe().setValue(query);
        tab.getYasqe().query().catch(() => {});
      });
      box.append(element("pre", { textContent: query }), take);
    }
    tab.getYasr().rootEl.before(box);
  }
  const listened = new WeakSet();
  function listen(tab) {
    const editor = tab && tab.getYasqe();
    if (!editor || listened.has(editor)) return;
    listened.add(editor);
    editor.on("queryResponse", (_, response) => tell(tab, response));
  }

  vocabulary().then(({ prefixes: known }) => {
    document.body.classList.add("rich");
    plain.hidden = true;
    rich.hidden = false;
    const outcome = document.getElementById("outcome");
    outcome.replaceChildren();
    yasgui = new Yasgui(rich, {
      requestConfig: { endpoint: `${location.origin}${data.root}/sparql?lang=${data.lang}`, method: "POST" },
      copyEndpointOnNewTab: true,
      populateFromUrl: false,
      persistencyExpire: 60 * 60 * 24 * 30,
      persistenceId: () => `kg-cn-ai${data.root}`,
      yasqe: {
        value: data.query,
        autocompleters: ["variables", "names"],
        createShareableLink: (editor) => `${location.origin}${data.root}/sparql?${new URLSearchParams({ query: editor.getValue() })}`,
        consumeShareLink: null,
        syntaxErrorCheck: false,
        collapsePrefixesOnLoad: false,
        lineNumbers: true,
      },
      yasr: {
        prefixes: known,
        defaultPlugin: "table",
        pluginOrder: ["table", "response", "Graph", "boolean"],
      },
    });
    const here = `${location.origin}${data.root}/sparql?lang=${data.lang}`;
    const atHome = (tab) => tab.getEndpoint() === here || tab.setEndpoint(here);
    const begin = (tab) => {
      atHome(tab);
      listen(tab);
    };
    yasgui.on("tabSelect", (_, id) => begin(yasgui.getTab(id)));
    begin(yasgui.getTab());
    if (data.asked && yasqe().getValue() !== data.query) {
      const same = Object.entries(yasgui._tabs).find(([, tab]) => tab.getQuery() === data.query);
      if (same) yasgui.selectTabId(same[0]);
      else yasgui.addTab(true).setQuery(data.query);
    }
    yasgui.on("queryResponse", (_, tab) => {
      if (DRAWN.test(tab.getYasqe().getValue())) {
        tab.getYasr().selectPlugin("Graph");
        tab.getYasr().draw();
      }
    });
    listen(yasgui.getTab());
    if (data.asked) yasqe().query().catch(() => {});
    document.documentElement.dataset.ready = "";
  });
})();
