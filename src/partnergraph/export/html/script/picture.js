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
    const [a, b] = [PG.toScreen(PG.spot(line.from)), PG.toScreen(PG.spot(line.to))];
    const via = line.bend ? PG.toScreen(PG.bendPoint(line)) : null;
    const { width, dashes, color } = PG.lineStyle(line);
    const scale = PG.view.scale;
    const stroke = { stroke: color.color, "stroke-opacity": color.opacity, "stroke-width": width * scale, "stroke-dasharray": dashes ? dashes.map((d) => d * scale).join(" ") : null, fill: "none" };
    const path = svg("path", { d: via ? `M${a.x} ${a.y}Q${via.x} ${via.y} ${b.x} ${b.y}` : `M${a.x} ${a.y}L${b.x} ${b.y}`, ...stroke });
    if (!PG.lineArrow(line)) return path;
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
    const marks = PG.order.filter((id) => PG.markShown(id));
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

  // A text node as it is broken into lines on screen: [text, x, y of the middle] of each line.
  function linesOf(node) {
    const range = document.createRange();
    const lines = [];
    for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const box = range.getClientRects()[0];
      if (!box || !box.width) continue;
      const last = lines.at(-1);
      if (last && Math.abs(last.y - (box.top + box.height / 2)) < 3) Object.assign(last, { text: `${last.text} ${word}`, right: box.right });
      else lines.push({ text: word, x: box.left, right: box.right, y: box.top + box.height / 2 });
    }
    return lines;
  }

  // What an ellipsis hides on screen is left out here too.
  function shortened(line, edge) {
    if (line.right <= edge + 1) return line.text;
    return [...line.text].slice(0, Math.max(1, Math.floor((line.text.length * (edge - line.x)) / (line.right - line.x)) - 1)).join("") + "…";
  }

  function texts(view, frameBox) {
    const found = [];
    const walker = document.createTreeWalker(view, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!node.data.trim() || parent.closest("svg, .field, .small, .unseen, [hidden], details:not([open]) ul")) continue;
      const style = getComputedStyle(parent);
      const edge = (parent.closest(".lane-text") || view).getBoundingClientRect().right;
      for (const line of linesOf(node)) {
        if (line.y < frameBox.top || line.y > frameBox.bottom) continue;
        found.push(svg("text", { x: line.x - frameBox.left, y: line.y - frameBox.top, "dominant-baseline": "central", fill: style.color, "font-size": style.fontSize, "font-weight": style.fontWeight, "font-family": style.fontFamily }, shortened(line, edge)));
      }
    }
    return found;
  }

  // A view that is made of elements: its drawings, the lines behind them and its words, where they are on screen.
  function viewPicture(view) {
    const frameBox = view.getBoundingClientRect();
    const seen = (box) => box.width + box.height > 0 && box.bottom > frameBox.top && box.top < frameBox.bottom;
    const place = (box) => ({ x: box.left - frameBox.left, y: box.top - frameBox.top, width: box.width, height: box.height });
    const lines = [...view.querySelectorAll("#lane-grid i")].map((line) => {
      const style = getComputedStyle(line);
      return svg("rect", { ...place(line.getBoundingClientRect()), width: Number.parseFloat(style.borderLeftWidth), fill: style.borderLeftColor });
    });
    const drawings = [...view.querySelectorAll("svg")].filter((drawn) => seen(drawn.getBoundingClientRect())).map((drawn) => {
      const at = place(drawn.getBoundingClientRect());
      const copy = standalone(drawn);
      PG.set(copy, at);
      return [svg("rect", { ...at, rx: 12, fill: getComputedStyle(drawn).backgroundColor }), copy];
    });
    return frame(frameBox.width, frameBox.height, [PG.by("fades").querySelector("defs").cloneNode(true), lines, drawings, texts(view, frameBox)]);
  }

  const picture = () => (PG.tab() === "graph" ? graphPicture() : viewPicture(PG.by(`view-${PG.tab()}`)));

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
