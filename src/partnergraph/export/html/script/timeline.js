// The Timeline tab: a lane per dated fact. What is certain is solid; ends that are imprecise or unknown fade out.
"use strict";

PG.part(function () {
  const { fact } = PG.data;
  const { h, svg } = PG;
  const FIRST = 150;
  const STEP = 300;
  const FADE = 0.07; // share of the width over which an end that is not known fades
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

  // Pieces of a bar: [from, to, class]; "in" fades in, "out" fades out, "sure" is solid.
  function pieces(f) {
    const [es, ls, ee, le] = ["es", "ls", "ee", "le"].map((name) => fact[name][f]);
    if (isMoment(f)) {
      const [from, to] = [share(es ?? ls), share(ls ?? es)];
      return [[from, Math.max(to, from), "moment"]];
    }
    if (PG.factKind(f) === "absence") {
      const end = share(ee ?? le);
      return [[end - FADE * 1000, end, "in"]];
    }
    const start = ls ?? es ?? ee ?? le;
    const end = Math.max(ee ?? start, start);
    const found = [];
    found.push([es === null ? share(start) - FADE * 1000 : share(es), share(start), "in"]);
    if (end > start) found.push([share(start), share(end), "sure"]);
    found.push([share(end), le === null ? share(end) + FADE * 1000 : share(Math.max(le, end)), "out"]);
    return found.filter(([from, to]) => to - from > 0.01);
  }

  function words(f) {
    const day = (value, none) => (value === null ? none : PG.sayDay(value));
    const [es, ls, ee, le] = ["es", "ls", "ee", "le"].map((name) => fact[name][f]);
    const start = es !== null && es === ls ? `starts ${day(es)}` : `starts between ${day(es, "an unknown day")} and ${day(ls, "an unknown day")}`;
    if (isMoment(f)) return es === ls && es !== null ? `on ${day(es)}` : start.replace("starts ", "");
    const end = ee !== null && ee === le ? `ends ${day(ee)}` : `ends between ${day(ee, "an unknown day")} and ${day(le, "an unknown day")}`;
    return `${start}, ${end}`;
  }

  function bar(f) {
    const kind = PG.factKind(f);
    const parts = pieces(f).map(([from, to, name]) =>
      name === "moment"
        ? [to - from > 1 && svg("rect", { x: from, width: to - from, y: 8.5, height: 3, class: `fill-f-${kind} soft` }), svg("rect", { x: (from + to) / 2 - 3, width: 6, y: 4, height: 12, rx: 2, class: `fill-f-${kind}` })]
        : svg("rect", { x: from, width: to - from, y: 4, height: 12, class: name === "sure" ? `fill-f-${kind}` : `fade-${name} fill-f-${kind}`, mask: name === "sure" ? null : `url(#fade-${name})` }));
    return svg("svg", { viewBox: "0 0 1000 20", preserveAspectRatio: "none", "aria-hidden": "true" }, parts);
  }

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
    return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
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
    PG.by("lane-count").textContent = all.length ? `${PG.plural(all.length, "dated fact")}. Solid is certain; what fades is imprecise or not known.` : "";
  }

  PG.by("more-lanes").addEventListener("click", () => {
    shown += STEP;
    draw();
  });
  PG.views.timeline = { draw };
});
