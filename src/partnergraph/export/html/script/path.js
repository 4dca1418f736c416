// The shortest path between two things, over facts that pass the filters.
"use strict";

PG.part(function () {
  const { thing, fact } = PG.data;
  const { h } = PG;
  PG.picking = null; // the thing from which a path is being looked for

  function neighbours(t) {
    const found = [];
    for (const f of PG.factsOf(t)) {
      if (!fact.drawn[f] || !PG.passing[f]) continue;
      const endpoints = PG.endpoints(f);
      if (endpoints.includes(t)) for (const other of endpoints) if (other !== t) found.push([other, f]);
    }
    return found;
  }

  // Returns [[thing, fact that leads to it], ...] from the first to the last, or null.
  PG.shortest = function (from, to) {
    const before = new Map([[from, null]]);
    let wave = [from];
    while (wave.length && !before.has(to)) {
      const next = [];
      for (const t of wave) {
        for (const [other, f] of neighbours(t)) {
          if (before.has(other)) continue;
          before.set(other, [t, f]);
          next.push(other);
        }
      }
      wave = next;
    }
    if (!before.has(to)) return null;
    const steps = [];
    for (let at = to; at !== null; at = before.get(at) && before.get(at)[0]) steps.unshift([at, before.get(at) && before.get(at)[1]]);
    return steps;
  };

  PG.currentPath = function () {
    const [from, to] = [PG.selected(), PG.state.path && PG.find(PG.state.path)];
    return from && to && from[0] === "t" && to[0] === "t" ? PG.shortest(from[1], to[1]) : null;
  };

  PG.pathButton = (t) => h("button.small", { type: "button", id: "path-from", "aria-pressed": String(PG.picking === t), onclick: () => (PG.picking === t ? stop() : start(t)) }, "Path to …");

  function start(t) {
    PG.picking = t;
    const box = PG.by("search");
    box.placeholder = `Path from ${thing.name[t].slice(0, 40)} to …`;
    box.focus();
    PG.say("Choose the other end of the path, by search or on the graph.");
    PG.by("path-from").setAttribute("aria-pressed", "true");
  }

  function stop() {
    PG.picking = null;
    PG.by("search").placeholder = PG.by("search").dataset.placeholder;
    PG.by("path-from")?.setAttribute("aria-pressed", "false");
  }
  PG.stopPicking = stop;

  // What is chosen while a path is looked for is its other end.
  const select = PG.select;
  PG.select = function (kind, number) {
    const from = PG.picking;
    if (from === null || kind !== "t" || number === from) return select(kind, number);
    stop();
    PG.go({ sel: thing.id[from], path: thing.id[number] });
  };

  PG.pathSection = function () {
    if (!PG.state.path) return null;
    const steps = PG.currentPath();
    const clear = h("button.small", { type: "button", onclick: () => PG.go({ path: "" }) }, "Clear the path");
    if (!steps) return h("section#path", {}, h("h3", {}, "Path"), h("p.none", {}, "No facts that are shown lead there."), clear);
    const items = steps.map(([t, f]) => [
      f !== null && h("li.step", {}, PG.lineGlyph(PG.factKind(f)), h("button.ref", { type: "button", onclick: () => select("f", f) }, PG.name(PG.word(fact.label[f])))),
      h("li", {}, PG.glyph(PG.thingKind(t)), PG.name(thing.name[t])),
    ]);
    return h("section#path", {}, h("h3", {}, `Path of ${PG.plural(steps.length - 1, "fact")}`), h("ol.path", {}, items), clear);
  };
});
