// What is not on the canvas of a large graph, and beside which marks it waits.
"use strict";

PG.part(function () {
  const { fact } = PG.data;

  // Thing on the canvas -> how many things beside it are not.
  PG.countCollapsed = function () {
    const counts = new Map();
    if (PG.onCanvas.size === PG.things) return counts;
    const seen = new Set();
    for (let f = 0; f < PG.facts; f++) {
      if (!fact.drawn[f]) continue;
      const endpoints = PG.endpoints(f);
      for (const t of endpoints) {
        if (!PG.onCanvas.has(t)) continue;
        for (const other of endpoints) {
          const key = t * 2 ** 24 + other;
          if (PG.onCanvas.has(other) || seen.has(key)) continue;
          seen.add(key);
          counts.set(t, (counts.get(t) || 0) + 1);
        }
      }
    }
    return counts;
  };

  // How much an expansion of a thing would add in the end.
  PG.collapsedBeside = (t) => PG.hiddenNeighbours(t).length;

  // Things beside a thing that are not on the canvas, the best connected first.
  PG.hiddenNeighbours = function (t) {
    const found = new Set();
    for (const f of PG.factsOf(t)) {
      if (fact.drawn[f]) for (const other of PG.endpoints(f)) if (!PG.onCanvas.has(other)) found.add(other);
    }
    return [...found].sort((a, b) => PG.ties[b] - PG.ties[a] || a - b);
  };
});
