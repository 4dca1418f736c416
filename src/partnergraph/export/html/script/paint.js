// What vis-network does not draw to our liking: marks of things, and all words. Labels are placed in screen pixels,
// the most important first, and one that would cover another is left out: zooming in brings it back.
"use strict";

PG.part(function () {
  const BASE = { organization: 13, brand: 11, model: 10, series: 10, right: 10, person: 9, fact: 8 };
  PG.radius = function (id) {
    if (id >= PG.things) return BASE.fact;
    const kind = PG.thingKind(id);
    return kind === "organization" ? Math.round(BASE.organization + Math.min(13, 2.4 * Math.sqrt(PG.ties[id]))) : BASE[kind];
  };

  // From far away marks keep a size that can be seen, the well connected ones more of it.
  const drawnRadius = (id) => Math.max(PG.radius(id), (id < PG.things ? 1.5 + Math.min(4.5, Math.sqrt(PG.ties[id]) * 0.4) : 1.5) / PG.view.scale);

  const clip = (text, most) => (text.length > most ? [...text.slice(0, most * 2)].slice(0, most - 1).join("") + "…" : text);

  PG.monogram = function (name) {
    const letters = name.match(/[\p{L}\p{N}]/gu);
    return letters ? letters[0].toLocaleUpperCase("en") : "·";
  };

  PG.markKind = (id) => (id >= PG.things ? "fact" : PG.thingKind(id));

  const faded = (id) => (id >= PG.things ? PG.passing[id - PG.things] === 0 : !PG.lit[id]);

  // How a mark looks now: for the canvas and for the SVG file.
  PG.markLook = function (id, hover) {
    const kind = PG.markKind(id);
    const r = drawnRadius(id);
    const chosen = id === PG.focusId;
    return {
      kind, r,
      fill: kind === "fact" ? PG.palette.fact[PG.factKind(id - PG.things)] : PG.palette.thing[kind],
      alpha: faded(id) ? 0.18 : PG.around && !PG.around.has(id) ? 0.35 : 1,
      ring: chosen || id === PG.cursorId ? PG.palette.accent : hover ? PG.palette.soft : null,
      letter: kind === "organization" && r * PG.view.scale >= 9 ? PG.monogram(PG.data.thing.name[id]) : null,
    };
  };

  // The renderer of vis-network's "custom" shape; called for each mark in view on each frame.
  PG.drawMark = function ({ ctx, id, x, y, state }) {
    const look = PG.markLook(id, state.hover);
    return {
      drawNode() {
        ctx.translate(x, y);
        ctx.globalAlpha = look.alpha;
        if (look.ring) ring(ctx, look.r, look.ring);
        ctx.fillStyle = look.fill;
        ctx.strokeStyle = PG.palette.paper;
        ctx.lineWidth = Math.min(1.5, look.r * 0.15);
        const path = PG.path(look.kind, Math.round(look.r));
        ctx.fill(path);
        ctx.stroke(path);
        if (look.letter) initial(ctx, look.letter, look.r);
        if (PG.pinned.has(id)) pin(ctx, look.r);
      },
      nodeDimensions: { width: 2 * look.r, height: 2 * look.r },
    };
  };

  function ring(ctx, r, colour) {
    ctx.beginPath();
    ctx.arc(0, 0, r + 5, 0, 2 * Math.PI);
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2.5;
    ctx.stroke();
  }

  function initial(ctx, letter, r) {
    ctx.fillStyle = PG.palette.onFill;
    ctx.font = `600 ${Math.round(r)}px ${PG.palette.font}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(letter, 0, r * 0.06);
  }

  function pin(ctx, r) {
    ctx.beginPath();
    ctx.arc(r * 0.8, -r * 0.8, 3.4, 0, 2 * Math.PI);
    ctx.fillStyle = PG.palette.accent;
    ctx.fill();
  }

  // --- words -----------------------------------------------------------------------------------------

  const CELL = 48;
  class Room {
    constructor() {
      this.cells = new Map();
    }
    // Takes the rectangle if nothing is there yet.
    take(x, y, w, h, force) {
      const found = [];
      for (let i = Math.floor(x / CELL); i <= Math.floor((x + w) / CELL); i++) {
        for (let j = Math.floor(y / CELL); j <= Math.floor((y + h) / CELL); j++) found.push(i * 4096 + j);
      }
      const box = [x, y, x + w, y + h];
      if (!force) {
        for (const key of found) {
          for (const other of this.cells.get(key) || []) {
            if (box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]) return false;
          }
        }
      }
      for (const key of found) {
        if (!this.cells.has(key)) this.cells.set(key, []);
        this.cells.get(key).push(box);
      }
      return true;
    }
  }

  const widths = new Map();
  function widthOf(ctx, text) {
    const key = ctx.font + text;
    let width = widths.get(key);
    if (width === undefined) {
      width = ctx.measureText(text).width;
      widths.set(key, width);
    }
    return width;
  }

  // Words and boxes of the last frame, in order: what the SVG file repeats.
  PG.painted = [];

  function putText(ctx, text, x, y, { font, fill, align, alpha = 1, halo = false }) {
    PG.painted.push({ text, x, y, font, fill, align, alpha, halo });
    ctx.font = font;
    ctx.textAlign = align;
    ctx.globalAlpha = alpha;
    if (halo && !PG.dragging) {
      ctx.strokeStyle = PG.palette.paper;
      ctx.lineWidth = 3.5;
      ctx.lineJoin = "round";
      ctx.strokeText(text, x, y);
    }
    ctx.fillStyle = fill;
    ctx.fillText(text, x, y);
    ctx.globalAlpha = 1;
  }

  function putBox(ctx, x, y, w, h, r, { fill, stroke, width = 1, dash = null, alpha = 1 }) {
    PG.painted.push({ x, y, w, h, r, fill, stroke, width: stroke ? width : null, dash: dash && dash.join(" "), alpha });
    ctx.globalAlpha = alpha;
    ctx.beginPath();
    ctx.roundRect(x, y, w, h, r);
    ctx.fillStyle = fill;
    ctx.fill();
    if (stroke) {
      ctx.setLineDash(dash || []);
      ctx.lineWidth = width;
      ctx.strokeStyle = stroke;
      ctx.stroke();
      ctx.setLineDash([]);
    }
    ctx.globalAlpha = 1;
  }

  PG.pills = [];
  const FEW = 12; // up to so many exclusivities come before the names of marks
  const WEIGHTY = new Set(["organization", "brand"]);
  const DEALS = new Set(["exclusivity", "grant", "option", "exclusion", "holdback", "partnership"]);

  function split(items, test) {
    const sides = [[], []];
    for (const item of items) sides[test(item) ? 0 : 1].push(item);
    return sides;
  }

  // Called after vis-network has drawn; ctx is in network coordinates.
  PG.paintWords = function (ctx) {
    const ratio = PG.view.pixels;
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.textBaseline = "middle";
    PG.pills = [];
    PG.painted = [];
    const room = new Room();
    reserveMarks(room);
    const [strong, weak] = split(PG.order, (id) => id < PG.things && WEIGHTY.has(PG.thingKind(id)));
    const exclusive = PG.lineOrder.filter((line) => PG.factKind(line.f) === "exclusivity");
    const [deals, others] = split(PG.lineOrder, (line) => DEALS.has(PG.factKind(line.f)));
    if (!PG.dragging) edgeWords(ctx, room, PG.lineOrder, true);
    if (!PG.dragging && exclusive.length <= FEW) edgeWords(ctx, room, exclusive, false);
    markWords(ctx, room, strong);
    if (!PG.dragging) edgeWords(ctx, room, exclusive.length <= FEW ? deals.filter((line) => !exclusive.includes(line)) : deals, false);
    markWords(ctx, room, weak);
    if (!PG.dragging) edgeWords(ctx, room, others, false);
    ctx.restore();
  };

  const inView = (p) => p.x > -60 && p.y > -30 && p.x < PG.view.width + 60 && p.y < PG.view.height + 30;

  function reserveMarks(room) {
    const scale = PG.view.scale;
    if (scale < 0.45 && PG.order.length > 400) return;
    for (const id of PG.order) {
      const p = PG.toScreen(PG.spot(id));
      if (!inView(p)) continue;
      const r = PG.radius(id) * scale;
      room.take(p.x - r, p.y - r, 2 * r, 2 * r, true);
    }
  }

  function markWords(ctx, room, ids) {
    const scale = PG.view.scale;
    const most = scale < 0.25 ? 40 : scale < 0.6 ? 90 : 260;
    let written = 0;
    for (const id of ids) {
      const close = id === PG.focusId || id === PG.hoverId || id === PG.cursorId;
      if (id >= PG.things ? !close && scale < 1.1 : faded(id) && !close) continue;
      const p = PG.toScreen(PG.spot(id));
      if (!inView(p)) continue;
      if (word(ctx, room, id, p, scale, close) && ++written >= most) return;
    }
  }

  function word(ctx, room, id, p, scale, close) {
    const isFact = id >= PG.things;
    const kind = isFact ? "fact" : PG.thingKind(id);
    const strong = kind === "organization";
    const size = strong ? 13 : 12;
    ctx.font = `${strong || close ? 600 : 400} ${size}px ${PG.palette.font}`;
    const text = clip(isFact ? PG.word(PG.data.fact.label[id - PG.things]) : PG.data.thing.name[id], close ? 48 : 26);
    const width = widthOf(ctx, text);
    const reach = drawnRadius(id) * scale + 3;
    const take = (y, force) => room.take(p.x - width / 2 - 3, y, width + 6, size + 4, force) && y;
    const top = take(p.y + reach) || take(p.y - reach - size - 4) || (close && take(p.y + reach, true));
    if (top === false) return false;
    if (!isFact && PG.collapsed.get(id) && scale > 0.25) collapsedCount(ctx, room, p.x + width / 2 + 4, top + size / 2 + 1, PG.collapsed.get(id));
    const alpha = PG.around && !PG.around.has(id) && !close ? 0.5 : 1;
    putText(ctx, text, p.x, top + size / 2 + 1, { font: ctx.font, fill: strong || close ? PG.palette.ink : PG.palette.soft, align: "center", alpha, halo: true });
    return true;
  }

  // How many things beside a mark are collapsed into it.
  function collapsedCount(ctx, room, x, y, count) {
    const text = `+${count}`;
    const font = `600 10px ${PG.palette.font}`;
    const before = ctx.font;
    ctx.font = font;
    const width = widthOf(ctx, text) + 10;
    if (room.take(x, y - 8, width, 16, false)) {
      putBox(ctx, x, y - 7.5, width, 15, 7.5, { fill: PG.palette.card, stroke: PG.palette.line });
      putText(ctx, text, x + width / 2, y + 0.5, { font, fill: PG.palette.soft, align: "center" });
    }
    ctx.font = before;
  }

  // Labels on lines: first the chosen and hovered ones, which always show, then the rest where there is room.
  function edgeWords(ctx, room, lines, first) {
    const scale = PG.view.scale;
    for (const line of lines) {
      if (!PG.passing[line.f] || !PG.lineShown(line)) continue;
      const close = line.f === PG.focusFact || line.f === PG.hoverFact;
      if (close !== first) continue;
      if (!close && (line.quiet ? scale < 1.7 : scale < 0.3)) continue;
      pill(ctx, room, line, close);
    }
  }

  const PLACES = [0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8]; // along the line, the middle first
  const ASIDE = [0, 0.5, -0.5, 0.95, -0.95, 1.7, -1.7, 2.6, -2.6]; // off the line, in half breadths of the box: it touches the line, or nearly

  // Long labels take two lines: a narrow one finds room more often.
  function twoLines(text) {
    if (text.length <= 22) return [text];
    const cuts = [...text.matchAll(/, | /g)].map((m) => m.index + m[0].length);
    const cost = (i) => Math.abs(i - text.length / 2) - (text[i - 2] === "," ? 5 : 0);
    const cut = cuts.sort((a, b) => cost(a) - cost(b))[0];
    return cut === undefined ? [text] : [text.slice(0, cut).trim(), text.slice(cut)];
  }

  function pill(ctx, room, line, close) {
    const f = line.f;
    const perhaps = PG.passing[f] === 1;
    const rows = twoLines(clip((perhaps ? "perhaps " : "") + PG.word(PG.data.fact.label[f]), 64));
    ctx.font = `${close ? 600 : 400} 11.5px ${PG.palette.font}`;
    const count = PG.evidenceCount[f];
    const bubble = count ? 9 + 6 * String(count).length : 0;
    const width = Math.max(...rows.map((row) => widthOf(ctx, row))) + 16 + (count ? bubble + 3 : 0);
    const height = rows.length > 1 ? 34 : 20;
    const at = freePlace(room, line, width, height, close);
    if (!at) return;
    const [x, y] = [at.x - width / 2, at.y - height / 2];
    const colour = PG.palette.fact[PG.factKind(f)];
    const alpha = PG.around && !close && !line.near ? 0.45 : 1;
    const font = ctx.font;
    putBox(ctx, x, y, width, height, 10, { fill: PG.palette.card, stroke: colour, width: close ? 2 : 1, dash: perhaps ? [3, 3] : null, alpha });
    rows.forEach((row, i) => putText(ctx, row, x + 8, at.y + 0.5 + (i - (rows.length - 1) / 2) * 14, { font, fill: PG.palette.ink, align: "left", alpha }));
    if (count) counter(ctx, x + width - bubble - 5, at.y, bubble, count, colour, alpha);
    PG.pills.push({ f, x, y, w: width, h: height });
  }

  function freePlace(room, line, width, height, close) {
    const take = (at, force) => room.take(at.x - width / 2 - 2, at.y - height / 2 - 2, width + 4, height + 4, force);
    const [a, b] = [PG.toScreen(PG.pointOn(line, 0.4)), PG.toScreen(PG.pointOn(line, 0.6))];
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const [nx, ny] = [-(b.y - a.y) / length, (b.x - a.x) / length];
    const inside = (at) => at.x > width / 2 && at.y > height / 2 && at.x < PG.view.width - width / 2 && at.y < PG.view.height - height / 2;
    const half = Math.abs(nx) * width * 0.5 + Math.abs(ny) * height * 0.5;
    for (const aside of length < 9 ? [] : half > 26 ? ASIDE.slice(0, 5) : PG.factKind(line.f) === "exclusivity" ? ASIDE : ASIDE.slice(0, 7)) {
      for (const share of PLACES) {
        const on = PG.toScreen(PG.pointOn(line, share));
        const at = { x: on.x + nx * half * aside, y: on.y + ny * half * aside };
        if (inside(at) && take(at, false)) return at;
      }
    }
    if (!close) return null;
    const at = PG.toScreen(PG.pointOn(line, 0.5));
    take(at, true);
    return at;
  }

  function counter(ctx, x, y, width, count, colour, alpha) {
    putBox(ctx, x, y - 6.5, width, 13, 6.5, { fill: colour, alpha });
    putText(ctx, String(count), x + width / 2, y + 0.5, { font: `600 9.5px ${PG.palette.font}`, fill: PG.palette.onFill, align: "center", alpha });
  }

  PG.pillAt = (x, y) => PG.pills.findLast((p) => x >= p.x && x <= p.x + p.w && y >= p.y && y <= p.y + p.h);
});
