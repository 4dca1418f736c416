// An answer as a graph: things as marks, what stands together in a row as lines. Drawn with the library that draws the
// interactive page, with the same shapes for the same kinds.
"use strict";

PG.part(function () {
  const { h } = PG;
  const MOST = 300; // marks; more are a ball of wool
  const MOST_NAMED = 60; // marks; above, the sentences of facts would lie on each other
  const HINT = "Choose a mark for its name and its page.";
  let network = null;
  let chosen; // identifier of the mark that was clicked

  const library = (() => {
    let loading = null;
    return () => (loading ??= new Promise((done, failed) => document.head.append(PG.h("script", { src: "shared/vis-network.js", onload: done, onerror: failed }))));
  })();

  // Marks and lines of an answer, marks as identifier -> label and kind: of a row, its first thing with each other one; of triples, subject with object.
  function parts(answer, columns, words) {
    const marks = new Map();
    const lines = new Map();
    let left = 0;
    const put = (thing) => {
      if (marks.has(thing[0])) return true;
      if (marks.size < MOST) return Boolean(marks.set(thing[0], { label: thing[1], kind: thing[2] }));
      left++;
      return false;
    };
    const join = (one, other, label) => {
      const key = JSON.stringify([one[0], other[0], label]);
      if (one[0] !== other[0] && put(one) && put(other)) lines.set(key, { from: one[0], to: other[0], label, count: (lines.get(key)?.count || 0) + 1 });
    };
    for (const row of answer.rows) {
      const names = answer.triples ? ["subject", "object"] : columns;
      const found = names.map((name) => [name, node(answer, row, name)]).filter(([, thing]) => thing);
      for (const [name, thing] of found.slice(1)) join(found[0][1], thing, answer.triples ? row.predicate.value.split(/[/#]/).pop() : words(name));
    }
    return { marks, lines: [...lines.values()], left };
  }

  // In triples every address is a mark; literals and classes stay in the table.
  function node(answer, row, name) {
    const thing = PG.thingIn(answer, row, name);
    if (thing || !answer.triples) return thing;
    const cell = row[name];
    const type = row.predicate.value.endsWith("#type");
    return cell.type === "literal" || type ? null : [cell.value, PG.termIn(answer, row, name) ?? cell.value.split(/[/#]/).pop()];
  }

  const look = (kind) => (kind in PG.THING_NAMES ? kind : "fact");

  const drawMark = (kind, named) => ({ ctx, id, x, y, label }) => {
    const r = kind === "fact" ? 8 : 11;
    return {
      drawNode() {
        ctx.save();
        ctx.translate(x, y);
        ctx.fillStyle = PG.palette.thing[kind] || PG.palette.soft;
        ctx.fill(PG.path(kind, r));
        if (id === chosen) {
          ctx.strokeStyle = PG.palette.accent;
          ctx.lineWidth = 3;
          ctx.stroke(PG.path(kind, r + 4));
        }
        ctx.restore();
      },
      drawExternalLabel() {
        if (!named) return;
        ctx.save();
        ctx.font = `12px ${PG.palette.font}`;
        ctx.textAlign = "center";
        ctx.lineWidth = 3;
        ctx.strokeStyle = PG.palette.paper;
        ctx.fillStyle = PG.palette.ink;
        const text = label.length > 32 ? label.slice(0, 31) + "…" : label;
        ctx.strokeText(text, x, y + r + 14);
        ctx.fillText(text, x, y + r + 14);
        ctx.restore();
      },
      nodeDimensions: { width: 2 * r, height: 2 * r },
    };
  };

  const options = () => ({
    physics: { solver: "forceAtlas2Based", forceAtlas2Based: { springLength: 130, gravitationalConstant: -90 }, stabilization: { iterations: 250, fit: true } },
    layout: { improvedLayout: false, randomSeed: 1 },
    nodes: { shape: "custom", chosen: false },
    edges: { arrows: { to: { enabled: true, scaleFactor: 0.5 } }, smooth: false, color: { color: PG.palette.soft, opacity: 0.6, inherit: false }, width: 1.2, font: { size: 11, color: PG.palette.soft, strokeWidth: 3, strokeColor: PG.palette.paper, face: PG.palette.font, align: "middle" }, chosen: false },
    interaction: { selectable: false, keyboard: { enabled: true, bindToWindow: false }, zoomSpeed: 0.7 },
  });

  PG.graphOf = function (answer, columns, words) {
    const { marks, lines, left } = parts(answer, columns, words);
    const labelled = lines.length <= 80; // above, the words of the lines would hide the lines
    const place = h("div#rows-graph", { tabindex: "0", role: "application", "aria-label": "Graph of the answer: arrow keys move it, plus and minus zoom. The table has the same rows as text." });
    const told = h("p#chosen.none", { "aria-live": "polite" }, HINT);
    const note = left ? ` Only the first ${MOST} things are drawn; the table has all.` : "";
    const draw = () => {
      network?.destroy();
      const nodes = [...marks].map(([id, { label, kind }]) => ({ id, label, ctxRenderer: drawMark(look(kind), kind in PG.THING_NAMES || marks.size <= MOST_NAMED) }));
      const edges = lines.map(({ from, to, label, count }) => ({ from, to, label: labelled ? label + (count > 1 ? ` (${count})` : "") : undefined }));
      network = PG.rowsNetwork = new vis.Network(place, { nodes, edges }, options());
      network.once("stabilizationIterationsDone", () => {
        network.setOptions({ physics: false });
        network.fit();
        network.moveTo({ scale: Math.min(network.getScale() * 0.8, 1.2) }); // room for the names at the rim
        network.once("afterDrawing", () => {
          network.redraw(); // a mark of one's own can be hit from its second drawing on
          place.dataset.settled = "true";
        });
      });
      network.on("click", ({ pointer }) => tell(network.getNodeAt(pointer.DOM)));
    };
    const tell = (id) => {
      chosen = id;
      network.redraw();
      if (id === undefined) return PG.fill(told, HINT);
      const { label, kind } = marks.get(id);
      PG.fill(told, PG.glyph(look(kind)), " ", kind ? [PG.linked(id, label), " · ", h("a", { href: `../#sel=${encodeURIComponent(id)}` }, "show it in the explorer")] : PG.link(id, label));
    };
    PG.repaint = () => typeof vis === "object" && draw();
    PG.afterShown = () => library().then(draw, () => PG.refuse("The drawing library could not be read."));
    return [h("p.view-count", {}, `${PG.plural(marks.size, "thing")}, ${PG.plural(lines.length, "line")}.${note}`), place, told];
  };
});
