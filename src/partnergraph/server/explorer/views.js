// The views of an answer: a table always; a map, a timeline and a graph where its columns allow them.
"use strict";

PG.part(function () {
  const { h } = PG;
  const STEP = 500; // rows or lanes that are shown at first, and more at a time
  const NAMES = { table: "Table", graph: "Graph", map: "Map", timeline: "Timeline" };
  let answer = null;
  let view = "table";

  const columns = (kind) => answer.names.filter((name) => answer.columns.get(name) === kind);
  const words = (name) => name.replaceAll("_", " ");

  function possible() {
    const found = ["table"];
    if (answer.triples || columns("thing").length > 1) found.push("graph");
    if (columns("territory").length) found.push("map");
    if (columns("day").length) found.push("timeline");
    return found;
  }

  PG.showViews = function (given) {
    answer = given;
    const views = answer.rows.length ? possible() : ["table"];
    if (!views.includes(view)) view = "table";
    PG.by("answer-head").hidden = false;
    PG.by("save").hidden = !answer.rows.length;
    PG.fill(PG.by("tabs"), views.map((name) => h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": "shown", onclick: () => go(name) }, NAMES[name])));
    PG.by("tabs").hidden = views.length < 2;
    draw();
  };

  function go(name) {
    view = name;
    draw();
    PG.by(`tab-${name}`).focus();
  }

  function draw() {
    for (const tab of PG.by("tabs").children) {
      const chosen = tab.id === `tab-${view}`;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
    const place = PG.by("shown");
    place.setAttribute("role", "tabpanel");
    place.setAttribute("aria-labelledby", `tab-${view}`);
    PG.repaint = null;
    PG.fill(place, { table, map, timeline, graph }[view]());
    PG.afterShown?.();
    PG.afterShown = null;
  }

  PG.by("tabs").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const tabs = [...PG.by("tabs").children].map((tab) => tab.id.slice(4));
    go(tabs[(tabs.indexOf(view) + step + tabs.length) % tabs.length]);
    event.preventDefault();
  });

  // --- table ------------------------------------------------------------------------------------------------

  PG.linked = (id, name) => h("a", { href: `../${PG.addressOf(id)}`, class: "ref" }, PG.name(name));

  function cell(row, name) {
    const found = row[name];
    const thing = PG.thingIn(answer, row, name);
    const content = thing ? PG.linked(...thing) : found && (found.type === "uri" ? PG.link(found.value, PG.termIn(answer, row, name) ?? short(found.value)) : PG.name(found.value));
    return h("td" + (found ? "" : ".empty"), { "data-name": words(name), class: Number.isFinite(Number(found?.value)) && found?.datatype ? "number" : null }, content);
  }

  // Words of the vocabulary by their last part; other addresses whole.
  const short = (iri) => (/^https:\/\/w3id\.org\/partnergraph\/|^http:\/\/www\.w3\.org\//.test(iri) ? iri.split(/[/#]/).pop() : iri);

  function table() {
    const body = h("tbody");
    const more = h("button.small#more-rows", { type: "button" });
    const next = () => {
      const from = body.children.length;
      body.append(...answer.rows.slice(from, from + STEP).map((row) => h("tr", {}, answer.names.map((name) => cell(row, name)))));
      const left = answer.rows.length - body.children.length;
      more.hidden = left <= 0;
      more.textContent = `Show ${Math.min(left, STEP).toLocaleString("en")} more of ${left.toLocaleString("en")}`;
    };
    more.addEventListener("click", next);
    next();
    const head = h("tr", {}, answer.names.map((name) => h("th", { scope: "col" }, words(name))));
    if (!answer.rows.length) return h("p.none", {}, "Nothing in the graph answers this.");
    return [h("div.scroll", { tabindex: "0", role: "region", "aria-label": "Rows of the answer" }, h("table", {}, h("thead", {}, head), body)), more];
  }

  PG.by("save").addEventListener("click", () => {
    const text = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
    const rows = answer.rows.map((row) => answer.names.map((name) => text(PG.guarded(row[name]?.value ?? ""))).join(","));
    PG.download("answer.csv", new Blob([[answer.names.join(","), ...rows].join("\r\n") + "\r\n"], { type: "text/csv" }));
  });

  // --- map --------------------------------------------------------------------------------------------------

  const countryName = new Intl.DisplayNames(["en"], { type: "region" });
  const nameOf = (code) => {
    try {
      return countryName.of(code);
    } catch {
      return code;
    }
  };
  let world = null;

  // Rows by country: certainly inside the row's territory, or only perhaps.
  function byCountry(name) {
    const found = new Map();
    for (const row of answer.rows) {
      const told = answer.territories.get(row[name]?.value);
      for (const how of told ? ["certain", "possible"] : []) {
        for (const code of told[how]) {
          if (!found.has(code)) found.set(code, { certain: [], possible: [] });
          found.get(code)[how].push(row);
        }
      }
    }
    return found;
  }

  function map() {
    const name = columns("territory")[0];
    const rows = byCountry(name);
    const svg = PG.svg("svg", { id: "world", role: "img", "aria-label": "World map; the table has the same rows as text" });
    const told = h("div#told", { "aria-live": "polite" }, h("p.none", {}, "Choose a country for its rows."));
    const state = (code) => (rows.get(code)?.certain.length ? "certain" : rows.has(code) ? "possible" : "silent");
    const choose = (code) => {
      for (const [each, elements] of shapes) for (const element of elements) element.classList.toggle("chosen", each === code);
      PG.fill(told, country(code, rows.get(code)));
    };
    let shapes = new Map();
    const paint = () => {
      shapes = PG.drawWorld(svg, world, nameOf, choose);
      for (const [code, elements] of shapes) for (const element of elements) element.setAttribute("class", `land ${state(code)}`);
    };
    if (world) paint();
    else fetch("shared/world.json").then(async (response) => {
      world = await response.json();
      paint();
    });
    const list = [...rows.keys()].sort((a, b) => nameOf(a).localeCompare(nameOf(b), "en"));
    const count = (how) => list.filter((code) => state(code) === how).length;
    return [
      h("p.none", {}, `Countries by the column “${words(name)}”.`),
      svg,
      h("ul.map-legend", {}, [["certain", "In a row's territory"], ["possible", "Perhaps in one"], ["silent", "In none"]].map(([how, label]) => h("li", {}, swatch(how), h("span", {}, label), how !== "silent" && h("b", {}, String(count(how)))))),
      told,
      h("details.country-group", { open: list.length <= 60 }, h("summary", {}, `Countries (${list.length})`), h("ul", {}, list.map((code) => h("li", {}, h("button.country", { type: "button", onclick: () => choose(code) }, nameOf(code)))))),
      h("p.boundaries", {}, "Outlines from Natural Earth (public domain), Equal Earth projection. They show where codes of ISO 3166 lie, and take no position on boundaries or status."),
    ];
  }

  const swatch = (how) => PG.svg("svg", { viewBox: "0 0 34 24", class: "swatch", "aria-hidden": "true" }, PG.svg("rect", { x: 1, y: 1, width: 32, height: 22, rx: 4, class: `land ${how}` }));

  function country(code, found) {
    const line = (row, perhaps) => h("li", {}, perhaps && "perhaps: ", title(row), ...rest(row).map((text) => [" · ", PG.name(text)]));
    if (!found) return h("p", {}, h("strong", {}, nameOf(code)), ": no row.");
    return [h("h2", {}, nameOf(code)), h("ul.found", {}, [...found.certain.map((row) => line(row, false)), ...found.possible.map((row) => line(row, true))].slice(0, 100))];
  }

  // What a row is about: its first thing, else its first text.
  const titled = () => columns("thing")[0] ?? answer.names.find((name) => answer.columns.get(name) === "") ?? answer.names[0];

  function title(row) {
    const name = titled();
    const thing = PG.thingIn(answer, row, name);
    return thing ? PG.linked(...thing) : PG.name(PG.textIn(answer, row, name) || "(no name)");
  }

  const rest = (row) => answer.names.filter((name) => name !== titled() && ["", "thing", "territory"].includes(answer.columns.get(name))).map((name) => [name, PG.textIn(answer, row, name)]).filter(([, text]) => text).slice(0, 3).map(([name, text]) => `${words(name)}: ${text}`);

  // --- timeline -----------------------------------------------------------------------------------------------

  const START = /^(from|since|start|begin|first)/;
  const END = /(^|_)(until|end|ends|to|last|up_to|expires)($|_)/;

  // Which bound a column of days is, by its name: those of the shipped questions and what people write.
  function bound(name) {
    const end = END.test(name) || name.endsWith("_end");
    if (/earliest/.test(name)) return end ? "ee" : /start/.test(name) ? "es" : "from";
    if (/latest/.test(name)) return end ? "le" : /start/.test(name) ? "ls" : "to";
    return START.test(name) ? "start" : end ? "end" : "at";
  }

  const dayIn = (row, name) => (name && row[name] ? PG.dayOf(row[name].value.slice(0, 10)) : null);

  // Rows with days: [four bounds, form, row]. One column of days is a moment; beginnings and ends are a span.
  function dated() {
    const column = {};
    for (const name of columns("day")) column[bound(name)] ??= name;
    const spans = ["es", "ls", "ee", "le", "start", "end"].some((each) => column[each]);
    const read = (row) => {
      const day = (each) => dayIn(row, column[each]);
      if (!spans) return [[day("from") ?? day("at"), day("to") ?? day("at") ?? day("from"), null, null], "moment"];
      return [[day("es") ?? day("start"), day("ls") ?? day("start"), day("ee") ?? day("end"), day("le") ?? day("end")], "span"];
    };
    const found = answer.rows.map((row) => [...read(row), row]).filter(([days]) => days.some((each) => each !== null));
    const first = ([days]) => days.find((each) => each !== null);
    return found.sort((a, b) => first(a) - first(b));
  }

  function timeline() {
    const found = dated();
    if (!found.length) return h("p.none", {}, "No row has a day.");
    const days = found.flatMap(([each]) => each).filter((each) => each !== null);
    const [low, high] = [days.reduce((a, b) => Math.min(a, b)) - 180, days.reduce((a, b) => Math.max(a, b)) + 180];
    const share = (day) => ((day - low) / (high - low)) * 1000;
    const years = yearsBetween(low, high);
    const at = (node, day) => {
      node.style.left = `${PG.clamp(share(day), 0, 1000) / 10}%`;
      return node;
    };
    const lane = ([bounds, form, row]) => h("li", {}, h("div.lane", {},
      h("span.lane-text", {}, title(row), h("small", { dir: "auto" }, rest(row).join(" · ")), h("span.unseen", {}, PG.sayDays(bounds, form === "moment"))),
      h("span.lane-bar", {}, PG.bar(PG.pieces(bounds, form, share), form === "moment" ? "release" : "partnership"))));
    const lanes = h("ol#lanes", {}, found.slice(0, STEP).map(lane));
    const note = found.length > STEP ? ` The first ${STEP} of ${found.length.toLocaleString("en")} are drawn; the table has all.` : "";
    return [
      h("p.view-count", {}, `${PG.plural(found.length, "row")} with a day. Solid is certain; what fades is imprecise or not known.${note}`),
      h("div#axis-row", {}, h("span"), h("div#axis", { "aria-hidden": "true" }, years.map((year) => at(h("span", {}, String(year)), PG.yearStart(year))))),
      h("div#lane-box", {}, h("div#lane-back", { "aria-hidden": "true" }, h("span"), h("div#lane-grid", {}, years.map((year) => at(h("i"), PG.yearStart(year))))), lanes),
    ];
  }

  function yearsBetween(low, high) {
    const [first, last] = [PG.yearOf(low) + 1, PG.yearOf(high)];
    const step = Math.max(1, Math.ceil((last - first + 1) / (PG.narrow() ? 4 : 10)));
    return Array.from({ length: Math.max(0, Math.floor((last - first) / step) + 1) }, (_, i) => first + i * step);
  }

  const graph = () => PG.graphOf(answer, columns("thing"), words);
});
