// Shapes of things and facts, as path data: the same for canvas, legend and SVG export. Form tells kinds apart, not colour alone.
"use strict";

PG.part(function () {
  const n = (value) => value.toFixed(2);

  function polygon(sides, r, turn) {
    const points = [];
    for (let i = 0; i < sides; i++) {
      const angle = turn + (2 * Math.PI * i) / sides;
      points.push(`${n(r * Math.cos(angle))} ${n(r * Math.sin(angle))}`);
    }
    return `M${points.join("L")}Z`;
  }

  const circle = (r, x = 0, y = 0) => `M${n(x - r)} ${n(y)}a${n(r)} ${n(r)} 0 1 0 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 0 ${n(-2 * r)} 0Z`;

  function rounded(x, y, w, h, c) {
    return `M${n(x + c)} ${n(y)}h${n(w - 2 * c)}q${n(c)} 0 ${n(c)} ${n(c)}v${n(h - 2 * c)}q0 ${n(c)} ${n(-c)} ${n(c)}h${n(2 * c - w)}q${n(-c)} 0 ${n(-c)} ${n(-c)}v${n(2 * c - h)}q0 ${n(-c)} ${n(c)} ${n(-c)}Z`;
  }

  const SHAPES = {
    organization: (r) => circle(r),
    brand: (r) => polygon(6, r * 1.05, Math.PI / 2),
    model: (r) => rounded(-r * 0.58, -r, r * 1.16, r * 2, r * 0.26),
    series: (r) => rounded(-r * 0.9, -r * 0.75, r, r * 1.75, r * 0.24) + rounded(-r * 0.1, -r, r, r * 1.75, r * 0.24),
    right: (r) => polygon(3, r * 1.15, -Math.PI / 2),
    person: (r) => circle(r * 0.46, 0, -r * 0.5) + `M${n(-r * 0.85)} ${n(r * 0.95)}a${n(r * 0.85)} ${n(r * 0.92)} 0 0 1 ${n(r * 1.7)} 0Z`,
    fact: (r) => polygon(4, r, 0),
  };

  PG.shape = (kind, r) => (SHAPES[kind] || SHAPES.organization)(r);

  const cache = new Map();
  PG.path = function (kind, r) {
    const key = kind + r;
    if (!cache.has(key)) cache.set(key, new Path2D(PG.shape(kind, r)));
    return cache.get(key);
  };

  // How the lines of each kind of fact are drawn; colours come from the style sheet.
  PG.LINES = {
    partnership: { width: 2.6, dashes: null, arrow: false },
    exclusivity: { width: 2.6, dashes: null, arrow: true },
    grant: { width: 2, dashes: null, arrow: true },
    option: { width: 2, dashes: [2, 4], arrow: true },
    exclusion: { width: 2, dashes: [6, 3], arrow: true },
    holdback: { width: 2, dashes: [6, 3], arrow: false },
    ownership: { width: 1.6, dashes: [10, 3], arrow: true },
    release: { width: 1.4, dashes: null, arrow: false },
    absence: { width: 1.4, dashes: [3, 3], arrow: false },
    position: { width: 1.2, dashes: null, arrow: false },
    event: { width: 1.2, dashes: [6, 3, 1, 3], arrow: false },
    decision: { width: 1.4, dashes: [6, 3, 1, 3], arrow: true },
    family: { width: 1.4, dashes: [10, 3], arrow: false },
    maker: { width: 1, dashes: null, arrow: false },
    brand: { width: 1, dashes: [4, 3], arrow: false },
    series: { width: 1, dashes: [1, 3], arrow: false },
  };

  PG.THING_NAMES = { organization: "Organization", brand: "Brand", model: "Product", series: "Series", right: "Right", person: "Person" };
  PG.FACT_NAMES = {
    partnership: "Partnership", exclusivity: "Exclusivity", grant: "Licence", option: "First offer", exclusion: "Exclusion", holdback: "Holdback", release: "Release",
    absence: "Not released", position: "Position", event: "Event", decision: "Decision right", ownership: "Ownership",
    family: "Family of marks", maker: "Made by", brand: "Sold as", series: "Part of series",
  };

  PG.glyph = function (kind, className) {
    return PG.svg("svg", { viewBox: "-11 -11 22 22", class: "glyph " + (className || ""), "aria-hidden": "true" },
      PG.svg("path", { d: PG.shape(kind, kind === "fact" ? 8 : 9), class: "fill-" + kind }));
  };

  PG.lineGlyph = function (kind) {
    const line = PG.LINES[kind];
    return PG.svg("svg", { viewBox: "0 0 30 12", class: "line-glyph", "aria-hidden": "true" },
      PG.svg("path", { d: line.arrow ? "M1 6H24" : "M1 6H29", class: "stroke-" + kind, "stroke-width": Math.max(line.width, 1.4), "stroke-dasharray": line.dashes && line.dashes.join(" "), fill: "none" }),
      line.arrow && PG.svg("path", { d: "M29 6L22 2.4V9.6Z", class: "arrow-" + kind }));
  };

  // Colours of the current theme, read once per change: the canvas cannot use the style sheet itself.
  PG.readPalette = function () {
    const style = getComputedStyle(document.documentElement);
    const get = (name) => style.getPropertyValue("--" + name).trim();
    const palette = { ink: get("ink"), soft: get("ink-soft"), paper: get("canvas"), card: get("card"), line: get("rule"), accent: get("accent"), onFill: get("on-fill"), thing: {}, fact: {} };
    for (const kind of Object.keys(PG.THING_NAMES)) palette.thing[kind] = get("t-" + kind);
    for (const kind of Object.keys(PG.FACT_NAMES)) palette.fact[kind] = get("f-" + kind);
    palette.font = get("sans");
    PG.palette = palette;
  };
});
