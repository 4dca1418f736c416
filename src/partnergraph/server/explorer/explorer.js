// The explorer's tabs and the SPARQL tab: asks this server alone, needs no other.
"use strict";

const byId = (id) => document.getElementById(id);
const BASE = "https://w3id.org/partnergraph/id/";
let questions = [];
let running = null;
let last = null;

function show() {
  const wanted = location.hash === "#sparql" ? "sparql" : "explore";
  for (const name of ["explore", "sparql"]) {
    byId(name).hidden = name !== wanted;
    if (name === wanted) byId(`tab-${name}`).setAttribute("aria-current", "page");
    else byId(`tab-${name}`).removeAttribute("aria-current");
  }
}

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

async function listQuestions() {
  const response = await fetch("questions");
  questions = (await response.json()).questions;
  for (const question of questions) byId("example").append(element("option", question.title, { value: question.name }));
}

function chosen() {
  return questions.find((question) => question.name === byId("example").value);
}

function choose() {
  const question = chosen();
  byId("parameters").replaceChildren();
  byId("query").readOnly = Boolean(question && question.parameters.length);
  if (!question) return;
  byId("query").value = question.sparql;
  for (const parameter of question.parameters) {
    const label = element("label", `${parameter.name}: ${parameter.meaning}`);
    label.append(element("input", undefined, { name: parameter.name, value: parameter.default ?? "" }));
    byId("parameters").append(label);
  }
}

function request(accept) {
  const headers = { Accept: accept };
  const signal = running.signal;
  const question = chosen();
  if (question && question.parameters.length) {
    const given = [...new FormData(byId("parameters"))].filter(([, value]) => value !== "");
    return fetch(`questions/${question.name}?${new URLSearchParams(given)}`, { headers, signal });
  }
  return fetch("sparql", { method: "POST", headers, signal, body: new URLSearchParams({ query: byId("query").value }) });
}

async function ask(accept) {
  running = new AbortController();
  byId("run").disabled = true;
  byId("stop").hidden = false;
  byId("state").textContent = "asking";
  try {
    return await request(accept);
  } finally {
    byId("run").disabled = false;
    byId("stop").hidden = true;
    byId("state").textContent = "";
  }
}

async function run() {
  byId("save").hidden = true;
  try {
    const response = await ask("application/sparql-results+json, text/turtle;q=0.5, */*;q=0.1");
    await present(response);
  } catch (error) {
    if (error.name !== "AbortError") fail("The server does not answer.", String(error.message));
  }
}

async function present(response) {
  const form = (response.headers.get("content-type") || "").split(";")[0];
  if (!response.ok) {
    const problem = form.endsWith("json") ? await response.json() : { title: response.statusText };
    fail(problem.title, problem.detail);
  } else if (form === "application/sparql-results+json") {
    const found = await response.json();
    last = "boolean" in found ? null : found;
    byId("answer").replaceChildren(last ? table(found) : element("p", found.boolean ? "yes" : "no"));
    byId("save").hidden = !last;
    byId("state").textContent = last ? `${found.results.bindings.length} rows` : "";
  } else {
    byId("answer").replaceChildren(element("pre", await response.text()));
  }
}

function fail(title, detail) {
  const box = element("div", undefined, { class: "error", role: "alert" });
  box.append(element("p", title));
  if (detail) box.append(element("p", detail));
  byId("answer").replaceChildren(box);
}

function table(found) {
  const made = element("table");
  const head = element("tr");
  for (const name of found.head.vars) head.append(element("th", name, { scope: "col" }));
  made.append(element("thead"), element("tbody"));
  made.tHead.append(head);
  for (const row of found.results.bindings) {
    const line = element("tr");
    for (const name of found.head.vars) line.append(cell(row[name]));
    made.tBodies[0].append(line);
  }
  return made;
}

function cell(term) {
  const made = element("td");
  if (!term) return made;
  if (term.type === "uri" && term.value.startsWith(BASE)) {
    made.append(element("a", term.value.slice(BASE.length), { href: `id/${term.value.slice(BASE.length)}` }));
  } else {
    made.textContent = term.value;
    made.dir = "auto";
  }
  return made;
}

function save() {
  const text = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const rows = last.results.bindings.map((row) => last.head.vars.map((name) => text(row[name]?.value ?? "")));
  const content = [last.head.vars, ...rows].map((row) => row.join(",")).join("\r\n");
  const address = URL.createObjectURL(new Blob([content], { type: "text/csv" }));
  element("a", "", { href: address, download: "answer.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 0);
}

addEventListener("hashchange", show);
byId("example").addEventListener("change", choose);
byId("run").addEventListener("click", run);
byId("stop").addEventListener("click", () => running?.abort());
byId("save").addEventListener("click", save);
byId("query").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
});
byId("parameters").addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
show();
listQuestions().catch(() => fail("The list of questions could not be read."));
