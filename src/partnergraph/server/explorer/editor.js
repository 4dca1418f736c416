// The query's editor: the one that was taken from npm when the package was built, or else a plain one.
"use strict";

PG.part(function () {
  const FIRST = `SELECT ?partnership ?partner WHERE {
  ?fact a pg:Partnership ; rdfs:label ?partnership ; pg:party ?who .
  ?who rdfs:label ?partner .
}
ORDER BY ?partnership ?partner
LIMIT 100`;
  const area = PG.by("query");
  let editor = null;
  let prefixes = {}; // those of the project
  let words = []; // prefixed names that the shipped questions use: what completion offers

  const inTurn = (source) =>
    new Promise((done, failed) => document.head.append(PG.h("script", { src: source, onload: done, onerror: failed })));

  // It is half a megabyte: where the connection broke, it is asked for once more.
  const load = (source) => inTurn(source).catch(() => inTurn(source));

  // A word of the vocabulary is being written: letters with a colon in them.
  const isName = (text) => /^[a-z]+:[\w-]*$/i.test(text);

  const completer = {
    name: "vocabulary",
    bulk: false, // in bulk, it would never learn what comes after it
    autoShow: true,
    persistenceId: null,
    get: (_, token) => words.filter((word) => word.startsWith(token?.string ?? "")),
    isValidCompletionPosition: (at) => isName(at.getCompleteToken().string),
    preProcessToken: (_, token) => token,
    postProcessSuggestion: (_, token, suggested) => suggested,
  };

  function enrich() {
    Yasqe.registerAutocompleter(completer);
    const place = PG.by("editor");
    area.hidden = true;
    editor = new Yasqe(place, {
      persistenceId: null, value: area.value, readOnly: area.readOnly, resizeable: false, showQueryButton: false, createShareableLink: null,
      autocompleters: ["variables", "vocabulary"], lineWrapping: true, viewportMargin: Infinity,
      extraKeys: { Esc: (own) => own.getInputField().blur() }, // Tab indents; Esc leaves the editor
    });
    const input = editor.getInputField();
    input.setAttribute("aria-label", "Query");
    PG.by("query-label").removeAttribute("for");
    const box = editor.getScrollerElement(); // a long query scrolls, by keyboard too
    PG.set(box, { tabindex: 0, role: "region", "aria-label": "Text of the query" });
    editor.on("change", declare);
    declare();
  }

  // The editor wants every prefix declared that is used; the server would do without.
  let declaring = false;
  function declare() {
    if (declaring || editor.getOption("readOnly")) return;
    const declared = editor.getPrefixesFromQuery();
    const used = new Set((editor.getValue().match(/(?<![\w<:/#])[a-z]+(?=:[A-Za-z])/g) || []).filter((prefix) => prefix in prefixes && !(prefix in declared)));
    declaring = true; // each prefix that is added is a change of its own
    if (used.size) editor.addPrefixes(Object.fromEntries([...used].map((prefix) => [prefix, prefixes[prefix]])));
    declaring = false;
  }

  // The query's text, whichever editor holds it.
  PG.query = {
    get: () => (editor ? editor.getValue() : area.value),
    set(text, fixed) {
      area.value = text;
      area.readOnly = fixed;
      editor?.setValue(text);
      editor?.setOption("readOnly", fixed);
    },
    learn(texts) {
      words = [...new Set(texts.flatMap((text) => text.match(/\b(?!http)[a-z]+:[A-Za-z][\w-]*/g) || []))].sort();
    },
  };

  PG.startEditor = async function () {
    area.value = FIRST;
    try {
      const told = await (await fetch("editor.json")).json();
      prefixes = told.prefixes;
      PG.by("plain").hidden = told.editor;
      if (!told.editor) return;
      document.head.insertBefore(PG.h("link", { rel: "stylesheet", href: "editor/yasqe.min.css" }), document.head.querySelector("link[href='explorer.css']"));
      await load("editor/yasqe.min.js");
      enrich();
    } catch {
      editor = null;
      PG.fill(PG.by("editor"), [area]);
      PG.by("plain").textContent = "This is a plain editor that neither colours nor completes, because the other one could not be loaded. Load the page again to try once more.";
      PG.by("plain").hidden = false;
      area.hidden = false;
    }
  };
});
