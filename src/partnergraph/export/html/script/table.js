// The Table tab: the same facts as rows that sort, for a screen reader, for copying.
"use strict";

PG.part(function () {
  const { fact, account, territory, source, thing } = PG.data;
  const { h } = PG;
  const STEP = 200;
  let shown = STEP;

  const unique = (values) => [...new Set(values)];
  const say = (earliest, latest) => {
    if (earliest === null && latest === null) return "";
    if (earliest === latest) return PG.iso(earliest);
    if (earliest === null || latest === null) return earliest === null ? `by ${PG.iso(latest)}` : `${PG.iso(earliest)} or later`;
    return `${PG.iso(earliest)} to ${PG.iso(latest)}`;
  };

  const COLUMNS = [
    ["kind", "Kind", (f) => PG.FACT_NAMES[PG.factKind(f)]],
    ["fact", "Fact", (f) => (PG.timeless(f) ? PG.FACT_NAMES[PG.factKind(f)].toLowerCase() : PG.word(fact.name[f]))],
    ["who", "Who and what", (f) => unique(PG.participants(f).filter(([role]) => !["excepted", "under"].includes(role)).map(([, t]) => thing.name[t])).join(", ")],
    ["where", "Where", (f) => unique([...PG.accountsOf(f)].map((a) => account.territory[a]).filter((n) => n >= 0)).map((n) => territory.name[n]).join(" / ")],
    ["start", "Starts", (f) => say(fact.es[f], fact.ls[f]), (f) => fact.es[f] ?? fact.ls[f]],
    ["end", "Ends", (f) => (PG.endless.has(f) ? "no end" : say(fact.ee[f], fact.le[f])), (f) => (PG.endless.has(f) ? Infinity : fact.le[f] ?? fact.ee[f])],
    ["state", "On the day", (f) => (PG.passing[f] === 2 ? "yes" : "perhaps")],
    ["quotes", "Quotes", (f) => String(PG.evidenceCount[f]), (f) => PG.evidenceCount[f]],
    ["sources", "Sources", (f) => unique([...PG.accountsOf(f)].map((a) => account.source[a])).filter((s) => s >= 0).map((s) => source.title[s]).join("; ")],
  ];

  const columns = () => COLUMNS.filter(([key]) => key !== "state" || PG.state.day);

  function rows() {
    const found = [];
    for (let f = 0; f < PG.facts; f++) if (PG.passing[f]) found.push(f);
    const [down, key] = [PG.state.sort.startsWith("-"), PG.state.sort.replace("-", "")];
    const column = COLUMNS.find(([name]) => name === key);
    if (!column) return found;
    const value = column[3] || column[2];
    const keyed = found.map((f) => [value(f), f]);
    const collator = new Intl.Collator("en", { numeric: true });
    const order = (a, b) => (typeof a === "string" ? collator.compare(a, b) : a - b);
    const absent = (x) => x === null || x === undefined || x === "";
    keyed.sort(([a, f], [b, g]) => (absent(a) || absent(b) ? absent(a) - absent(b) : order(a, b) * (down ? -1 : 1)) || f - g);
    return keyed.map(([, f]) => f);
  }

  function head() {
    return h("tr", { role: "row" }, columns().map(([key, text]) => {
      const [down, sorted] = [PG.state.sort === "-" + key, PG.state.sort.replace("-", "") === key];
      return h("th", { role: "columnheader", scope: "col", "aria-sort": sorted ? (down ? "descending" : "ascending") : "none" },
        h("button", { type: "button", onclick: () => PG.go({ sort: sorted && !down ? "-" + key : key }) }, text, h("span.arrow", { "aria-hidden": "true" }, sorted ? (down ? " ↓" : " ↑") : "")));
    }));
  }

  function value(f, key, text) {
    if (key === "kind") return h("span.kind-cell", {}, PG.lineGlyph(PG.factKind(f)), text);
    if (key === "fact") return h("button.ref", { type: "button", onclick: () => PG.select("f", f) }, PG.name(text));
    return PG.name(text);
  }

  // Roles are said although they are implied: on a narrow screen rows are drawn as cards, which would end them.
  function row(f) {
    const cells = columns().map(([key, name, text]) => {
      const shown = text(f);
      return h(`td.${key}` + (shown ? "" : ".empty"), { role: "cell", "data-name": name }, value(f, key, shown));
    });
    return h("tr" + (PG.focusFact === f ? ".chosen" : ""), { role: "row", "data-fact": f }, cells);
  }

  function draw() {
    const all = rows();
    PG.fill(PG.by("table-head"), head());
    PG.fill(PG.by("table-body"), all.slice(0, shown).map(row));
    const rest = all.length - Math.min(shown, all.length);
    PG.by("more-rows").hidden = rest <= 0;
    PG.by("more-rows").textContent = `Show ${Math.min(rest, STEP).toLocaleString("en")} more of ${rest.toLocaleString("en")}`;
    PG.by("row-count").textContent = PG.plural(all.length, "fact");
    PG.by("no-rows").hidden = all.length > 0;
  }

  // Tabs and line ends inside a value would shift the columns of whoever pastes it.
  const cell = (text) => PG.guarded(text.replace(/[\t\r\n]+/g, " "));
  PG.tableText = function () {
    const lines = [columns().map(([, text]) => text), ...rows().map((f) => columns().map(([, , text]) => cell(text(f))))];
    return lines.map((line) => line.join("\t")).join("\n") + "\n";
  };

  PG.by("more-rows").addEventListener("click", () => {
    shown += STEP;
    draw();
  });
  PG.by("copy-table").addEventListener("click", (event) => PG.copy(PG.tableText(), event.currentTarget));
  PG.views.table = { draw };
});
