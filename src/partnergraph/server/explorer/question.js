// Choosing a question, filling in its parameters, asking the server and stopping it.
"use strict";

PG.part(function () {
  const { h } = PG;
  let questions = [];
  let running = null;

  const chosen = () => questions.find((question) => question.name === PG.by("example").value);

  async function list() {
    questions = (await (await fetch("../questions")).json()).questions;
    PG.by("example").append(...questions.map((question) => h("option", { value: question.name }, question.title)));
    PG.query.learn(questions.map((question) => question.sparql));
  }

  // --- parameters ---------------------------------------------------------------------------------------

  function input(parameter) {
    const value = parameter.default ?? "";
    const same = { name: parameter.name, id: `p-${parameter.name}` };
    if (parameter.type === "yes-or-no") return h("select", same, ["no", "yes"].map((word) => h("option", { value: word, selected: word === value }, word)));
    const listed = parameter.scheme || parameter.named;
    const placeholder = parameter.placeholder + (parameter.many ? "; several with commas" : "");
    const made = h("input", { ...same, value, placeholder, required: parameter.required, list: listed && `list-${parameter.name}`, autocomplete: "off", spellcheck: "false" });
    if (!listed) return made;
    const options = h("datalist", { id: `list-${parameter.name}` });
    if (parameter.scheme) terms(parameter.scheme, options);
    else made.addEventListener("input", () => names(made.value, options, parameter.kinds));
    return [made, options];
  }

  async function terms(scheme, options) {
    const query = `SELECT DISTINCT ?label { ?term skos:inScheme <${scheme}> ; skos:prefLabel ?label } ORDER BY ?label`;
    const response = await post(query, "application/sparql-results+json");
    if (!response.ok) return;
    PG.fill(options, (await response.json()).results.bindings.map((row) => h("option", { value: row.label.value })));
  }

  let turn = 0;
  async function names(text, options, kinds) {
    const mine = ++turn;
    await new Promise((done) => setTimeout(done, 150));
    if (mine !== turn || !text.trim()) return;
    const response = await fetch(`../search?text=${encodeURIComponent(text)}`);
    if (!response.ok || mine !== turn) return;
    const { hits } = await response.json();
    const fitting = hits.filter((hit) => !kinds.length || kinds.includes(hit.kind));
    PG.fill(options, fitting.map((hit) => h("option", { value: `${hit.kind}:${hit.name}` }, hit.why)));
  }

  function choose() {
    const question = chosen();
    const asked = question ? question.parameters : [];
    PG.fill(PG.by("parameters"), asked.map((parameter) => h("p.field", {}, h("label", { for: `p-${parameter.name}` }, h("b", {}, parameter.name), parameter.meaning && `: ${parameter.meaning}`), input(parameter))));
    PG.by("parameters").hidden = !asked.length;
    PG.by("asks").hidden = !question;
    if (!question) return PG.query.set(PG.query.get(), false);
    PG.by("asks").textContent = question.question.replace(/\{(\w+)\}/g, "“$1”") + (asked.length ? " The server puts what you fill in where the query has $names." : "");
    PG.query.set(question.sparql, asked.length > 0);
  }

  // --- asking -------------------------------------------------------------------------------------------

  const FORMS = "application/sparql-results+json, application/n-triples;q=0.5, */*;q=0.1";
  const post = (query, accept, signal) => fetch("../sparql", { method: "POST", headers: { Accept: accept }, signal, body: new URLSearchParams({ query }) });

  function request(signal) {
    const question = chosen();
    if (!question || !question.parameters.length) return post(PG.query.get(), FORMS, signal);
    const given = [...new FormData(PG.by("parameters"))].filter(([, value]) => value !== "");
    return fetch(`../questions/${question.name}?${new URLSearchParams(given)}`, { headers: { Accept: FORMS }, signal });
  }

  async function run() {
    running?.abort();
    const mine = (running = new AbortController());
    PG.by("stop").hidden = false;
    PG.by("state").textContent = "Asking …";
    try {
      await PG.present(await request(mine.signal));
      if (PG.narrow()) PG.by("answer").scrollIntoView({ behavior: PG.calm() ? "auto" : "smooth" });
    } catch (error) {
      if (error.name !== "AbortError") PG.refuse("The server does not answer.", String(error.message));
      else if (mine === running) PG.by("state").textContent = "Stopped.";
    } finally {
      if (mine === running) PG.by("stop").hidden = true;
    }
  }

  // --- starting -------------------------------------------------------------------------------------------

  function theme() {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const set = (name) => {
      document.documentElement.dataset.theme = name;
      PG.by("theme").setAttribute("aria-pressed", String(name === "dark"));
      PG.readPalette();
      PG.repaint?.();
    };
    set(document.documentElement.dataset.theme);
    dark.addEventListener("change", () => set(dark.matches ? "dark" : "light"));
    PG.by("theme").addEventListener("click", () => set(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
  }

  theme();
  PG.by("example").addEventListener("change", choose);
  PG.by("stop").addEventListener("click", () => running?.abort());
  PG.by("question").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.stopPropagation();
      PG.by("parameters").requestSubmit();
    }
  }, { capture: true });
  PG.by("parameters").addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  Promise.all([PG.startEditor(), list()])
    .catch(() => PG.refuse("The list of questions could not be read."))
    .finally(() => (document.documentElement.dataset.ready = "true"));
});

PG.begin();
