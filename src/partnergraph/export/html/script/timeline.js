// The Timeline tab: a lane per dated fact. What is certain is solid; ends that are imprecise or unknown fade out.
"use strict";

PG.part(function () {
  const { fact } = PG.data;
  const { h } = PG;
  const FIRST = 150;
  const STEP = 300;
  let shown = FIRST;

  const share = (day) => ((day - PG.timeline.low) / (PG.timeline.high - PG.timeline.low)) * 1000;
  const isMoment = (f) => ["release", "event"].includes(PG.factKind(f));

  function lanes() {
    const found = [];
    for (let f = 0; f < PG.facts; f++) {
      const known = fact.es[f] ?? fact.ls[f] ?? fact.ee[f] ?? fact.le[f];
      if (PG.passing[f] && !PG.timeless(f) && known !== null && known !== undefined) found.push([known, f]);
    }
    const rank = (f) => fact.kind[f];
    return found.sort((a, b) => rank(a[1]) - rank(b[1]) || a[0] - b[0] || a[1] - b[1]).map(([, f]) => f);
  }

  const daysOf = (f) => ["es", "ls", "ee", "le"].map((name) => fact[name][f]);
  const form = (f) => (isMoment(f) ? "moment" : PG.factKind(f) === "absence" ? "absence" : PG.endless.has(f) ? "endless" : "span");
  const pieces = (f) => PG.pieces(daysOf(f), form(f), share);

  const words = (f) => PG.word(fact.when[f]);

  const bar = (f) => PG.bar(pieces(f), PG.factKind(f));

  function heading(kind, count) {
    return h("li.lane-kind", {}, PG.lineGlyph(kind), h("span", {}, PG.FACT_NAMES[kind]), h("span.count", {}, count.toLocaleString("en")));
  }

  // Lanes under a heading for each kind; the count is that of all, shown or not yet.
  function rowsOf(all) {
    const counts = new Map();
    for (const f of all) counts.set(PG.factKind(f), (counts.get(PG.factKind(f)) || 0) + 1);
    return all.slice(0, shown).flatMap((f, i) => {
      const kind = PG.factKind(f);
      return i === 0 || PG.factKind(all[i - 1]) !== kind ? [heading(kind, counts.get(kind)), lane(f)] : [lane(f)];
    });
  }

  function lane(f) {
    const chosen = PG.focusFact === f;
    return h("li", {}, h("button.lane" + (chosen ? ".chosen" : "") + (PG.passing[f] === 1 ? ".perhaps" : ""), { type: "button", "data-fact": f, "aria-pressed": String(chosen), "aria-label": `${PG.FACT_NAMES[PG.factKind(f)]}: ${PG.word(fact.name[f])}, ${words(f)}`, onclick: () => PG.select("f", f) },
      h("span.lane-text", {}, PG.name(PG.word(fact.name[f])), h("small", { dir: "auto" }, PG.word(fact.label[f]))),
      h("span.lane-bar", {}, bar(f))));
  }

  function years() {
    const [first, last] = [PG.yearOf(PG.timeline.low) + 1, PG.yearOf(PG.timeline.high)];
    const step = Math.max(1, Math.ceil((last - first + 1) / (PG.narrow() ? 4 : 10)));
    const all = Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
    return all.filter((year) => share(PG.yearStart(year)) < 960); // at the edge its number would be cut
  }

  const at = (node, day) => {
    node.style.left = `${PG.clamp(share(day), 0, 1000) / 10}%`;
    return node;
  };

  function dayLine() {
    const day = PG.state.day ? PG.dayOf(PG.state.day) : null;
    return day !== null && at(h("i.day-line", {}), day);
  }

  function draw() {
    const all = lanes();
    PG.fill(PG.by("lanes"), rowsOf(all));
    PG.fill(PG.by("axis"), years().map((year) => at(h("span", {}, String(year)), PG.yearStart(year))));
    PG.fill(PG.by("lane-grid"), years().map((year) => at(h("i", {}), PG.yearStart(year))), dayLine());
    const rest = all.length - Math.min(shown, all.length);
    PG.by("more-lanes").hidden = rest <= 0;
    PG.by("more-lanes").textContent = `Show ${Math.min(rest, STEP).toLocaleString("en")} more of ${rest.toLocaleString("en")}`;
    PG.by("no-lanes").hidden = all.length > 0;
    PG.by("lane-count").textContent = all.length ? `${PG.plural(all.length, "dated fact")}. Solid is certain, an arrow has no end; what fades is imprecise or not known.` : "";
  }

  PG.by("more-lanes").addEventListener("click", () => {
    shown += STEP;
    draw();
  });
  PG.views.timeline = { draw };
});
