// An answer: read from the server's form, its columns told apart, and shown in the views that these columns allow.
"use strict";

PG.part(function () {
  const { h } = PG;
  const REGION = "https://w3id.org/partnergraph/region/";
  const XSD = "http://www.w3.org/2001/XMLSchema#";
  const MOST = 500; // texts, and addresses, that the server looks up at a time
  const MOST_ADDRESSES = 10 * MOST; // above, addresses stand as they are
  PG.refuse = function (title, detail) {
    PG.by("answer-head").hidden = true;
    PG.by("state").textContent = PG.by("note").textContent = "";
    PG.fill(PG.by("shown"), h("div.warning", { role: "alert" }, h("p", {}, title), detail && h("p", {}, detail)));
  };

  PG.present = async function (response) {
    const form = (response.headers.get("content-type") || "").split(";")[0];
    if (!response.ok) {
      const problem = form.endsWith("json") ? await response.json() : { title: response.statusText };
      return PG.refuse(problem.title, problem.detail);
    }
    PG.by("note").textContent = decodeURIComponent(response.headers.get("partnergraph-note") || "");
    if (form === "application/sparql-results+json") {
      const found = await response.json();
      if ("boolean" in found) return say(found.boolean ? "Yes." : "No.");
      return show({ names: found.head.vars, rows: found.results.bindings, triples: false });
    }
    if (form === "application/n-triples") return show({ names: ["subject", "predicate", "object"], rows: triples(await response.text()), triples: true });
    PG.refuse(`An answer of the form ${form} cannot be shown here.`);
  };

  function say(text) {
    PG.by("answer-head").hidden = true;
    PG.by("state").textContent = "";
    PG.fill(PG.by("shown"), h("p.says", {}, text));
  }

  async function show(answer) {
    const count = answer.rows.length;
    const [one, many] = answer.triples ? ["triple", "triples"] : ["row", "rows"];
    PG.by("state").textContent = "Reading …";
    await recognize(answer);
    PG.by("state").textContent = PG.plural(count, one, many);
    PG.showViews(answer);
  }

  // --- N-Triples ------------------------------------------------------------------------------------------

  const LINE = /^(<[^>]*>|_:\S+) (<[^>]*>) (<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^<[^>]*>)?) \.$/;
  const PLAIN = { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f" };

  const unescape = (text) => text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, short, long, one) => (one ? PLAIN[one] ?? one : String.fromCodePoint(parseInt(short || long, 16))));

  function term(text) {
    if (text[0] === "<") return { type: "uri", value: unescape(text.slice(1, -1)) };
    if (text[0] === "_") return { type: "bnode", value: text.slice(2) };
    const [, value, datatype] = /^"((?:[^"\\]|\\.)*)"(?:@[\w-]+|\^\^<([^>]*)>)?$/.exec(text);
    return { type: "literal", value: unescape(value), datatype };
  }

  function triples(text) {
    return text.split("\n").flatMap((line) => {
      const found = LINE.exec(line);
      return found ? [{ subject: term(found[1]), predicate: term(found[2]), object: term(found[3]) }] : [];
    });
  }

  // --- what the columns hold ------------------------------------------------------------------------------

  // Adds to an answer: `columns` (name -> "thing", "territory", "day" or ""), `things` (text -> identifiers with
  // their kinds), `nodes` (address of a thing or term -> identifier, kind and name) and `territories` (text -> countries).
  async function recognize(answer) {
    const texts = new Map(answer.names.map((name) => [name, distinct(answer, name)]));
    const [told, nodes] = await Promise.all([lookUp({ texts: [...new Set([...texts.values()].flat())].slice(0, MOST) }), described(addresses(answer))]);
    answer.things = new Map(Object.entries(told.things));
    answer.territories = new Map(Object.entries(told.territories));
    answer.nodes = nodes;
    answer.columns = new Map(answer.names.map((name) => [name, sort(answer, name, texts.get(name))]));
  }

  const isText = (found) => found.type !== "uri" ? !found.datatype || found.datatype === XSD + "string" : found.value.startsWith(REGION);

  function distinct(answer, name) {
    const found = new Set();
    for (const row of answer.rows) {
      if (found.size >= MOST / answer.names.length) break;
      if (row[name] && isText(row[name]) && row[name].value.length <= 200) found.add(row[name].value);
    }
    return [...found];
  }

  async function lookUp(asked) {
    const response = await fetch("../recognize", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked) });
    return response.ok ? response.json() : { things: {}, territories: {}, nodes: {} };
  }

  function addresses(answer) {
    const found = new Set();
    for (const row of answer.rows) {
      if (found.size >= MOST_ADDRESSES) break;
      for (const name of answer.names) if (row[name]?.type === "uri" && !isText(row[name])) found.add(row[name].value);
    }
    return [...found];
  }

  async function described(iris) {
    const found = new Map();
    for (let from = 0; from < iris.length; from += MOST) {
      const { nodes } = await lookUp({ nodes: iris.slice(from, from + MOST) });
      for (const [iri, node] of Object.entries(nodes)) found.set(iri, node);
    }
    return found;
  }

  const most = (found, test, share) => found.length > 0 && found.filter(test).length >= share * found.length;

  function sort(answer, name, texts) {
    const terms = answer.rows.slice(0, 1000).map((row) => row[name]).filter(Boolean);
    if (most(terms, (each) => [XSD + "date", XSD + "dateTime"].includes(each.datatype), 0.8)) return "day";
    if (most(terms, (each) => each.type === "uri" && answer.nodes.get(each.value)?.kind, 0.8)) return "thing";
    const named = texts.filter((text) => answer.things.has(text)).length;
    const placed = texts.filter((text) => answer.territories.has(text)).length;
    if (placed > named && placed >= 0.8 * texts.length) return "territory";
    return most(texts, (text) => answer.things.has(text), 0.6) ? "thing" : "";
  }

  // A mark and its company often have one name: what the column is called tells which of them is meant.
  const MEANT = [
    [/subject|mark|brand/, (kind) => ["brand", "right", "model", "series"].includes(kind)],
    [/product|model|series/, (kind) => ["model", "series"].includes(kind)],
    [/fact|partnership|commitment|release|exclusivity/, (kind) => !(kind in PG.THING_NAMES)],
  ];

  function called(answer, name, text) {
    const things = answer.things.get(text);
    const isMeant = MEANT.find(([pattern]) => pattern.test(name))?.[1] ?? (() => true);
    return things && { name: text, ...(things.find(({ kind }) => isMeant(kind)) ?? things[0]) };
  }

  // The thing of a cell: [identifier, name, kind]; null if it is none.
  PG.thingIn = function (answer, row, name) {
    const cell = row[name];
    if (!cell) return null;
    const node = cell.type === "uri" ? answer.nodes.get(cell.value) : answer.columns.get(name) === "thing" && isText(cell) && called(answer, name, cell.value);
    return node?.kind ? [node.id, node.name, node.kind] : null;
  };

  PG.termIn = (answer, row, name) => (row[name]?.type === "uri" ? answer.nodes.get(row[name].value)?.name : undefined);
  PG.textIn = (answer, row, name) => PG.thingIn(answer, row, name)?.[1] ?? PG.termIn(answer, row, name) ?? row[name]?.value ?? "";
});
