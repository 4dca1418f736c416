// The legend: what the marks mean, how many there are, and switches for each kind; below it the other filters.
"use strict";

PG.part(function () {
  const { data } = PG;
  const { h } = PG;

  function tally(size, kinds) {
    const counts = new Array(size).fill(0);
    for (const kind of kinds) counts[kind]++;
    return counts;
  }

  function toggle(key) {
    const off = new Set(PG.state.off);
    if (off.has(key)) off.delete(key);
    else off.add(key);
    PG.go({ off: [...off].sort() });
  }

  function entry(key, glyph, text, count) {
    const box = h("input", { type: "checkbox", id: `kind-${key}`, "data-kind": key, onchange: () => toggle(key) });
    return h("li", {}, box, h("label", { for: `kind-${key}` }, glyph, h("span.legend-name", {}, text), h("span.count", {}, count.toLocaleString("en"))));
  }

  function group(title, entries) {
    return entries.length > 0 && h("fieldset", {}, h("legend", {}, title), h("ul", {}, entries));
  }

  function kinds() {
    const things = tally(data.kinds.thing.length, data.thing.kind);
    const facts = tally(data.kinds.fact.length, data.fact.kind);
    return [
      group("Things", data.kinds.thing.map((kind, i) => things[i] > 0 && entry("t-" + kind, PG.glyph(kind), PG.THING_NAMES[kind], things[i])).filter(Boolean)),
      group("Facts", data.kinds.fact.map((kind, i) => facts[i] > 0 && entry("f-" + kind, PG.lineGlyph(kind), PG.FACT_NAMES[kind], facts[i])).filter(Boolean)),
    ];
  }

  function choice(id, label, key, options) {
    const select = h("select", { id, onchange: () => PG.go({ [key]: select.value }) }, options);
    return h("p.field", {}, h("label", { for: id }, label), select);
  }

  const option = (value, text) => h("option", { value }, text);

  function regionOptions() {
    const { region } = data;
    const groups = region.group.map((code, i) => option(code, region.groupName[i]));
    const countries = region.country.map((code, i) => [region.countryName[i], code]).sort((a, b) => a[0].localeCompare(b[0], "en"));
    return [option("", "Everywhere"), h("optgroup", { label: "Regions" }, groups), h("optgroup", { label: "Countries" }, countries.map(([name, code]) => option(code, name)))];
  }

  const MOST_SOURCES = 500;
  function sourceOptions() {
    const { source } = data;
    const order = source.id.map((_, s) => s).reverse().slice(0, MOST_SOURCES);
    const name = (s) => (source.title[s].length > 60 ? [...source.title[s]].slice(0, 59).join("") + "…" : source.title[s]);
    return [option("", "All sources"), order.map((s) => option(source.id[s], source.day[s] === null ? name(s) : `${name(s)} (${PG.yearOf(source.day[s])})`))];
  }

  function update() {
    for (const box of document.querySelectorAll("#legend input[data-kind]")) box.checked = !PG.state.off.includes(box.dataset.kind);
    PG.by("region").value = PG.state.region;
    PG.by("source").value = PG.state.source;
    PG.by("facts-as-nodes").checked = PG.state.nodes;
    PG.by("reset").hidden = !PG.filtering();
  }

  PG.startLegend = function () {
    PG.fill(PG.by("kinds"), kinds());
    PG.fill(PG.by("filters"),
      h("fieldset", {}, h("legend", {}, "Filter"), choice("region", "Region", "region", regionOptions()), choice("source", "Source", "source", sourceOptions())));
    PG.by("facts-as-nodes").addEventListener("change", (event) => PG.go({ nodes: event.target.checked }));
    PG.by("reset").addEventListener("click", PG.clearFilters);
    PG.onChange(update);
  };
});
