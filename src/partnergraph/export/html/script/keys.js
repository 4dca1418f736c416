// The keyboard: "/" searches, arrows walk among neighbours, Enter opens, Esc steps back, digits change the tab.
"use strict";

PG.part(function () {
  const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function beside(id) {
    const found = new Set();
    for (const line of PG.lines.values()) {
      if (!PG.passing[line.f]) continue;
      if (line.from === id) found.add(line.to);
      if (line.to === id) found.add(line.from);
    }
    return [...found].filter(PG.markShown);
  }

  // The neighbour that lies nearest in a direction: distance, more for what lies aside; at most 75 degrees off.
  function towards(id, [dx, dy], ids) {
    const at = PG.spot(id);
    let [best, least] = [null, Infinity];
    for (const other of ids) {
      const p = PG.spot(other);
      const [x, y] = [p.x - at.x, p.y - at.y];
      const length = Math.hypot(x, y);
      const along = (x * dx + y * dy) / (length || 1);
      const cost = length * (2.2 - along);
      if (other !== id && along > 0.25 && cost < least) [best, least] = [other, cost];
    }
    return best;
  }

  function walk(step) {
    const from = PG.cursorId ?? PG.focusId ?? PG.order[0];
    if (from === undefined) return;
    const to = PG.cursorId === null && PG.focusId === null ? from : towards(from, step, beside(from)) ?? towards(from, step, PG.order.filter(PG.markShown));
    if (to === null) return;
    PG.setCursor(to);
    const links = beside(to).length;
    PG.say(`${nameOf(to)}, ${links} ${links === 1 ? "neighbour" : "neighbours"}`);
  }

  const nameOf = (id) => (id < PG.things ? `${PG.THING_NAMES[PG.thingKind(id)]} ${PG.data.thing.name[id]}` : `${PG.FACT_NAMES[PG.factKind(id - PG.things)]}, ${PG.word(PG.data.fact.name[id - PG.things])}`);

  function open() {
    const id = PG.cursorId ?? PG.focusId;
    if (id === null) return;
    if (id < PG.things) PG.select("t", id);
    else PG.select("f", id - PG.things);
    PG.by("panel").focus();
  }

  function graphKey(event) {
    if (STEPS[event.key]) walk(STEPS[event.key]);
    else if (event.key === "Enter") open();
    else if (event.key === "+" || event.key === "=") PG.zoom(1.35);
    else if (event.key === "-") PG.zoom(1 / 1.35);
    else if (event.key === "0") PG.fit(true);
    else if (event.key === "e" && PG.cursorId !== null && PG.cursorId < PG.things) PG.expand(PG.cursorId);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function escape() {
    if (document.body.classList.contains("legend-open")) PG.by("legend-toggle").click();
    else if (PG.picking !== null) PG.stopPicking();
    else {
      PG.setCursor(null);
      PG.deselect();
    }
    if (PG.by("panel").contains(document.activeElement)) PG.by(`tab-${PG.tab()}`).focus();
  }

  function pageKey(event) {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && !["checkbox", "range"].includes(event.target.type);
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") PG.by("search").focus();
    else if (event.key === "Escape") escape();
    else if (/^[1-4]$/.test(event.key)) PG.go({ tab: ["graph", "map", "timeline", "table"][event.key - 1] });
    else return;
    event.preventDefault();
  }

  PG.startKeys = function () {
    PG.by("network").addEventListener("keydown", graphKey);
    PG.by("network").addEventListener("blur", () => PG.setCursor(null));
    document.addEventListener("keydown", pageKey, { signal: PG.life.signal });
  };
});
