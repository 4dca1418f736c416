// What part of the graph is on screen: fit, zoom, and bringing into view what was chosen.
"use strict";

PG.part(function () {
  PG.measure = function () {
    const box = PG.by("network").querySelector("canvas");
    const origin = PG.network.canvasToDOM({ x: 0, y: 0 });
    const [width, height] = [box.clientWidth, box.clientHeight];
    PG.view = { scale: PG.network.getScale(), x: origin.x, y: origin.y, width, height, pixels: box.width / (width || box.width || 1) };
  };

  // Everything lit, with room for the words beside and below the marks.
  PG.fit = function (animated) {
    const shown = PG.order.filter((id) => id >= PG.things || PG.lit[id]);
    const spots = (shown.length ? shown : PG.order).map(PG.spot);
    if (!spots.length) return;
    const xs = spots.map((p) => p.x).sort((a, b) => a - b);
    const ys = spots.map((p) => p.y).sort((a, b) => a - b);
    const [left, right, top, bottom] = [xs[0], xs[xs.length - 1], ys[0], ys[ys.length - 1]];
    const box = PG.by("network");
    const beside = Math.min(64, box.clientWidth * 0.13);
    const scale = Math.min((box.clientWidth - 2 * beside) / Math.max(right - left, 1), (box.clientHeight - 124) / Math.max(bottom - top, 1), 1.2);
    PG.network.moveTo({
      position: { x: (left + right) / 2, y: (top + bottom) / 2 }, offset: { x: 0, y: 10 }, scale: Math.max(scale, 0.01),
      animation: animated && !PG.calm() ? { duration: 350 } : false,
    });
  };

  PG.zoom = (factor) => PG.network.moveTo({ scale: PG.clamp(PG.network.getScale() * factor, 0.02, 6) });

  // The part of the canvas that the panel leaves free: on a narrow screen it lies over the bottom.
  function freeHeight() {
    const [box, panel] = [PG.by("network").getBoundingClientRect(), PG.by("panel").getBoundingClientRect()];
    const covered = PG.narrow() && panel.height ? Math.max(0, box.bottom - panel.top) : 0;
    return box.height - covered;
  }

  // Moves the view, if it has to, so that points are on screen and large enough to read.
  PG.bring = function (points, least) {
    PG.measure();
    const [width, height, margin] = [PG.view.width, freeHeight(), 56];
    const inside = ({ x, y }) => x > margin && y > margin && x < width - margin && y < height - margin;
    if (points.map(PG.toScreen).every(inside) && PG.network.getScale() > 0.4) return;
    const span = (axis) => Math.max(...points.map((p) => p[axis])) - Math.min(...points.map((p) => p[axis]));
    const middle = (axis) => points.reduce((sum, p) => sum + p[axis], 0) / points.length;
    const room = Math.min((width - 2 * margin) / Math.max(span("x"), 1), (height - 2 * margin) / Math.max(span("y"), 1));
    const animation = PG.calm() ? false : { duration: 300 };
    PG.network.moveTo({
      position: { x: middle("x"), y: middle("y") }, offset: { x: 0, y: -(PG.view.height - height) / 2 },
      scale: Math.min(Math.max(PG.network.getScale(), least), Math.max(room, 0.1)), animation,
    });
  };

  PG.showMark = (id) => PG.bring([PG.spot(id)], 0.8);
});
