// Bars of a timeline: what is certain is solid; ends that are imprecise or not known fade out. Days are four bounds:
// earliest and latest start, earliest and latest end; null is not known. What has no end goes on to an arrow at the edge.
"use strict";

PG.part(function () {
  const { svg } = PG;
  const FADE = 70; // of 1000: the width over which an end that is not known fades
  const ARROW = 14;

  // Pieces of a bar: [from, to, class]; "in" fades in, "out" fades out, "sure" is solid. `share` puts days on a
  // scale of 0 to 1000; `form` is "moment" (release, event), "absence" (up to a day), "span" or "endless".
  PG.pieces = function ([es, ls, ee, le], form, share) {
    if (form === "moment") {
      const [from, to] = [share(es ?? ls), share(ls ?? es)];
      return [[from, Math.max(to, from), "moment"]];
    }
    if (form === "absence") {
      const end = share(ee ?? le);
      return [[end - FADE, end, "in"]];
    }
    const start = ls ?? es ?? ee ?? le;
    const end = Math.max(ee ?? start, start);
    const found = [[es === null ? share(start) - FADE : share(es), share(start), "in"]];
    if (form === "endless") return [...found.filter(([from, to]) => to - from > 0.01), [share(start), 1000 - ARROW, "sure"], [1000 - ARROW, 1000, "arrow"]];
    if (end > start) found.push([share(start), share(end), "sure"]);
    found.push([share(end), le === null ? share(end) + FADE : share(Math.max(le, end)), "out"]);
    return found.filter(([from, to]) => to - from > 0.01);
  };

  PG.bar = function (pieces, kind) {
    const parts = pieces.map(([from, to, name]) =>
      name === "arrow"
        ? svg("path", { d: `M${from} 0L${to} 10L${from} 20Z`, class: `fill-f-${kind}` })
        : name === "moment"
        ? [to - from > 1 && svg("rect", { x: from, width: to - from, y: 8.5, height: 3, class: `fill-f-${kind} soft` }), svg("rect", { x: (from + to) / 2 - 3, width: 6, y: 4, height: 12, rx: 2, class: `fill-f-${kind}` })]
        : svg("rect", { x: from, width: to - from, y: 4, height: 12, class: name === "sure" ? `fill-f-${kind}` : `fade-${name} fill-f-${kind}`, mask: name === "sure" ? null : `url(#fade-${name})` }));
    return svg("svg", { viewBox: "0 0 1000 20", preserveAspectRatio: "none", "aria-hidden": "true" }, parts);
  };

  PG.sayDays = function ([es, ls, ee, le], moment) {
    const day = (value, none) => (value === null ? none : PG.sayDay(value));
    const start = es !== null && es === ls ? `starts ${day(es)}` : `starts between ${day(es, "an unknown day")} and ${day(ls, "an unknown day")}`;
    if (moment) return es === ls && es !== null ? `on ${day(es)}` : start.replace("starts ", "");
    const end = ee !== null && ee === le ? `ends ${day(ee)}` : `ends between ${day(ee, "an unknown day")} and ${day(le, "an unknown day")}`;
    return `${start}, ${end}`;
  };
});
