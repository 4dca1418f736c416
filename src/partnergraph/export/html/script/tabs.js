// The four tabs. Each view registers itself and is only drawn while it is looked at.
"use strict";

PG.part(function () {
  const NAMES = ["graph", "map", "timeline", "table"];
  const stale = new Set(NAMES);
  const current = () => (NAMES.includes(PG.state.tab) ? PG.state.tab : "graph");
  PG.tab = current;

  // A view is {draw()}: called when what it shows has changed, at the latest when it comes to the front.
  function draw() {
    const name = current();
    if (!stale.has(name) || !PG.views[name]) return;
    stale.delete(name);
    PG.views[name].draw();
  }

  function front() {
    for (const name of NAMES) {
      const chosen = name === current();
      PG.by(`tab-${name}`).setAttribute("aria-selected", String(chosen));
      PG.by(`tab-${name}`).tabIndex = chosen ? 0 : -1;
      PG.by(`view-${name}`).hidden = !chosen;
    }
    document.body.dataset.tab = current();
  }

  function key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -9, End: 9 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = NAMES.indexOf(current());
    const next = NAMES[Math.abs(step) === 9 ? (step < 0 ? 0 : 3) : (at + step + 4) % 4];
    PG.go({ tab: next });
    PG.by(`tab-${next}`).focus();
  }

  PG.redraw = function () {
    for (const name of NAMES) stale.add(name);
    draw();
  };

  PG.startTabs = function () {
    for (const name of NAMES) PG.by(`tab-${name}`).addEventListener("click", () => PG.go({ tab: name }));
    PG.by("tabs").addEventListener("keydown", key);
    PG.onChange((changed) => {
      if (changed.has("tab")) front();
      const only = [...changed].every((each) => each === "tab" || each === "path");
      if (!only) for (const name of NAMES) stale.add(name);
      draw();
    });
  };
});
