// The world map's shapes and patterns, without any answer on them.
"use strict";

PG.part(function () {
  const { svg } = PG;

  // Draws all countries into an <svg>; returns the elements of each code. `choose` is called with the code clicked.
  PG.drawWorld = function (drawn, world, nameOf, choose) {
    const shapes = new Map();
    const element = (tag, code, attributes) => {
      const made = svg(tag, { ...attributes, "data-code": code, class: "land", onclick: () => choose(code) }, svg("title", {}, nameOf(code)));
      if (!shapes.has(code)) shapes.set(code, []);
      shapes.get(code).push(made);
      return made;
    };
    const [width, height] = world.size;
    const lands = Object.entries(world.shape).map(([code, d]) => (code === "-" ? svg("path", { d, class: "land none" }) : element("path", code, { d, "fill-rule": "evenodd" })));
    const spots = Object.entries(world.spot).map(([code, [x, y]]) => element("circle", code, { cx: x, cy: y, r: 13 }));
    drawn.setAttribute("viewBox", `0 0 ${width} ${height}`);
    PG.add(drawn, [patterns(), svg("g", {}, lands), svg("g", { class: "spots" }, spots)]);
    return shapes;
  };

  // Form besides colour: crossed lines, single lines, dots.
  function patterns() {
    const pattern = (id, size, ...marks) => svg("pattern", { id, width: size, height: size, patternUnits: "userSpaceOnUse" }, svg("rect", { width: size, height: size, class: `ground-${id.slice(2)}` }), marks);
    const line = (d) => svg("path", { d, class: "hatch" });
    return svg("defs", {},
      pattern("p-blocked", 22, line("M0 0L22 22M22 0L0 22")),
      pattern("p-maybe", 22, line("M-4 15L15 -4M7 26L26 7")),
      pattern("p-free", 22, svg("circle", { cx: 11, cy: 11, r: 4, class: "dot" })),
      pattern("p-certain", 22, line("M0 11H22")),
      pattern("p-possible", 22, svg("circle", { cx: 11, cy: 11, r: 3.4, class: "dot" })));
  }
});
