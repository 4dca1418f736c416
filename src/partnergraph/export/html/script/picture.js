// PNG and SVG of what is on screen.
"use strict";

PG.part(function () {
  const { svg } = PG;
  const slug = () => (document.title.normalize("NFKD").replace(/[^\w]+/g, "-").replace(/^-|-$/g, "").toLowerCase().slice(0, 60) || "page") + "-" + PG.tab();

  const font = (text) => {
    const [, weight, size] = /^(\d+) ([\d.]+)px/.exec(text) || [null, "400", "12"];
    return { "font-weight": weight, "font-size": size, "font-family": PG.palette.font };
  };

  function lineShape(line) {
    const edge = PG.network.body.edges[line.id];
    const [a, b] = [PG.toScreen(PG.spot(line.from)), PG.toScreen(PG.spot(line.to))];
    const via = line.bend ? PG.toScreen(PG.bendPoint(line)) : null;
    const { width, dashes, color } = edge.options;
    const scale = PG.view.scale;
    const stroke = { stroke: color.color, "stroke-opacity": color.opacity, "stroke-width": width * scale, "stroke-dasharray": dashes ? dashes.map((d) => d * scale).join(" ") : null, fill: "none" };
    const path = svg("path", { d: via ? `M${a.x} ${a.y}Q${via.x} ${via.y} ${b.x} ${b.y}` : `M${a.x} ${a.y}L${b.x} ${b.y}`, ...stroke });
    if (!edge.options.arrows.to.enabled) return path;
    const from = via || a;
    const angle = Math.atan2(b.y - from.y, b.x - from.x);
    const tip = PG.radius(line.to) * scale + 1;
    const point = (back, aside) => `${b.x - Math.cos(angle) * (tip + back) - Math.sin(angle) * aside} ${b.y - Math.sin(angle) * (tip + back) + Math.cos(angle) * aside}`;
    return [path, svg("path", { d: `M${point(0, 0)}L${point(9 * scale, 4 * scale)}L${point(9 * scale, -4 * scale)}Z`, fill: color.color, "fill-opacity": color.opacity })];
  }

  function markShape(id) {
    const at = PG.toScreen(PG.spot(id));
    const look = PG.markLook(id);
    const scale = PG.view.scale;
    const group = svg("g", { transform: `translate(${at.x} ${at.y}) scale(${scale})`, opacity: look.alpha },
      look.ring && svg("circle", { r: look.r + 5, fill: "none", stroke: look.ring, "stroke-width": 2.5 }),
      svg("path", { d: PG.shape(look.kind, look.r), fill: look.fill, stroke: PG.palette.paper, "stroke-width": 1.5 }));
    if (look.letter) PG.add(group, [svg("text", { "text-anchor": "middle", "dominant-baseline": "central", fill: PG.palette.onFill, "font-weight": 600, "font-size": look.r, "font-family": PG.palette.font }, look.letter)]);
    return group;
  }

  function wordShape(word) {
    const text = svg("text", { x: word.x, y: word.y, "text-anchor": word.align === "center" ? "middle" : "start", "dominant-baseline": "central", fill: word.fill, opacity: word.alpha, ...font(word.font) }, word.text);
    if (word.halo) PG.set(text, { stroke: PG.palette.paper, "stroke-width": 3.5, "stroke-linejoin": "round", "paint-order": "stroke" });
    return text;
  }

  const boxShape = (box) => svg("rect", { x: box.x, y: box.y, width: box.w, height: box.h, rx: box.r, fill: box.fill, stroke: box.stroke, "stroke-width": box.width, "stroke-dasharray": box.dash, opacity: box.alpha });

  function graphPicture() {
    const { width, height } = PG.view;
    const lines = [...PG.lines.values()].filter((line) => PG.passing[line.f] && PG.lineShown(line));
    const marks = PG.order.filter((id) => !PG.network.body.nodes[id].options.hidden);
    return frame(width, height, [
      lines.map(lineShape), marks.toReversed().map(markShape),
      PG.painted.map((each) => (each.text === undefined ? boxShape(each) : wordShape(each))),
    ]);
  }

  function frame(width, height, children) {
    return svg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}` },
      svg("rect", { width, height, fill: PG.palette.paper }), children);
  }

  // A drawn SVG with the style sheet's values written into it, since a file of its own has no style sheet.
  const KEPT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "font-family", "font-size", "font-weight"];
  function standalone(drawn) {
    const copy = drawn.cloneNode(true);
    const pairs = [[drawn, copy]];
    while (pairs.length) {
      const [from, to] = pairs.pop();
      const style = getComputedStyle(from);
      for (const name of KEPT) {
        const value = style.getPropertyValue(name);
        if (value) to.setAttribute(name, value.replace(/url\("?[^"#)]*#/g, "url(#").replace(/"\)/g, ")"));
      }
      to.removeAttribute("class");
      [...from.children].forEach((child, i) => pairs.push([child, to.children[i]]));
    }
    return copy;
  }

  function mapPicture() {
    const drawn = PG.by("world");
    const box = drawn.getBoundingClientRect();
    const copy = standalone(drawn);
    PG.set(copy, { x: 0, y: 0, width: box.width, height: box.height });
    return frame(box.width, box.height, [copy]);
  }

  function timelinePicture() {
    const view = PG.by("view-timeline").getBoundingClientRect();
    const rows = [...document.querySelectorAll("#lanes .lane")].filter((each) => {
      const box = each.getBoundingClientRect();
      return box.bottom > view.top && box.top < view.bottom;
    });
    const children = [PG.by("fades").querySelector("defs").cloneNode(true)];
    for (const row of rows) {
      const name = row.querySelector(".lane-text bdi");
      const [at, text] = [row.getBoundingClientRect(), name.getBoundingClientRect()];
      children.push(svg("text", { x: text.left - view.left, y: at.top - view.top + at.height / 2, "dominant-baseline": "central", fill: PG.palette.ink, "font-size": 13, "font-family": PG.palette.font }, name.textContent.slice(0, 60)));
      const bar = row.querySelector(".lane-bar svg");
      const copy = standalone(bar);
      const box = bar.getBoundingClientRect();
      PG.set(copy, { x: box.left - view.left, y: box.top - view.top, width: box.width, height: box.height });
      children.push(copy);
    }
    return frame(view.width, view.height, children);
  }

  function picture() {
    if (PG.tab() === "map") return mapPicture();
    return PG.tab() === "timeline" ? timelinePicture() : graphPicture();
  }

  const svgBlob = (drawn) => new Blob([new XMLSerializer().serializeToString(drawn)], { type: "image/svg+xml" });

  async function png() {
    const drawn = picture();
    const [width, height] = [Number(drawn.getAttribute("width")), Number(drawn.getAttribute("height"))];
    const ratio = Math.max(2, devicePixelRatio);
    const canvas = PG.h("canvas", { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    const image = new Image();
    image.src = URL.createObjectURL(svgBlob(drawn));
    await image.decode();
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(image.src);
    canvas.toBlob((blob) => PG.download(`${slug()}.png`, blob));
  }

  const withTable = (make) => () => (PG.tab() === "table" ? PG.download(`${slug()}.tsv`, new Blob([PG.tableText()], { type: "text/tab-separated-values" })) : make());

  PG.startPictures = function () {
    PG.by("save-svg").addEventListener("click", withTable(() => PG.download(`${slug()}.svg`, svgBlob(picture()))));
    PG.by("save-png").addEventListener("click", withTable(png));
    PG.by("copy-link").addEventListener("click", (event) => PG.copy(location.href, event.currentTarget));
    PG.onChange((changed) => {
      if (!changed.has("tab")) return;
      const table = PG.tab() === "table";
      PG.by("save-png").hidden = table;
      PG.by("save-svg").textContent = table ? "TSV" : "SVG";
    });
  };
});
