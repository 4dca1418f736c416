// The Graph tab: which marks are on the canvas, and what a pointer does to them. vis-network holds and draws them.
"use strict";

PG.part(function () {
  const { data } = PG;
  const { fact, thing } = data;
  let network = null;
  let nodes = null;
  let edges = null;

  PG.lines = new Map(); // id of a line -> {id, f, from, to, bend, spoke, quiet, near}
  PG.onCanvas = new Set(); // things on the canvas
  PG.pinned = new Set();
  PG.lookedAt = PG.lookedAt || null; // scale and position of a drawing that this one follows
  PG.collapsed = new Map(); // thing -> how many things beside it are not on the canvas
  PG.order = []; // marks, the most important first: the order in which labels find room
  PG.view = { scale: 1, x: 0, y: 0, width: 0, height: 0, pixels: 1 };
  PG.focusId = PG.hoverId = PG.cursorId = PG.focusFact = PG.hoverFact = null;
  PG.around = null; // marks beside the selection; null: nothing is selected
  PG.dragging = false;

  // --- geometry ---------------------------------------------------------------------------------------

  const spots = new Map(); // mark -> its place on the canvas
  PG.spot = (id) => spots.get(id) || { x: 0, y: 0 };
  PG.toScreen = (p) => ({ x: p.x * PG.view.scale + PG.view.x, y: p.y * PG.view.scale + PG.view.y });

  // The control point of a bent line, as vis-network computes it for "curvedCW" and "curvedCCW".
  PG.bendPoint = function (line) {
    const [a, b] = [PG.spot(line.from), PG.spot(line.to)];
    const [dx, dy] = [b.x - a.x, a.y - b.y];
    const reach = 0.5 + 0.5 * Math.abs(line.bend);
    const angle = Math.atan2(dy, dx) + (line.bend > 0 ? reach : -reach + 1) * Math.PI;
    const length = Math.hypot(dx, dy) * reach;
    return { x: a.x + length * Math.sin(angle), y: a.y + length * Math.cos(angle) };
  };

  // A point on a line, at a share of its way.
  PG.pointOn = function (line, t) {
    const [a, b] = [PG.spot(line.from), PG.spot(line.to)];
    if (!line.bend) return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t };
    const via = PG.bendPoint(line);
    const [p, q, r] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
    return { x: p * a.x + q * via.x + r * b.x, y: p * a.y + q * via.y + r * b.y };
  };

  // --- what is on the canvas --------------------------------------------------------------------------

  const shown = new Map(); // mark -> whether the filters show it
  const styles = new Map(); // line -> its style, as text
  PG.markShown = (id) => shown.get(id) === true;
  PG.lineShown = (line) => PG.markShown(line.from) && PG.markShown(line.to);

  const asNodes = () => PG.state.nodes;
  const isDiamond = (f) => asNodes() || fact.drawn[f] === 2;
  const isShown = (f) => (asNodes() ? PG.participants(f).length > 0 : fact.drawn[f] > 0);
  const ends = (f) => (asNodes() ? [...new Set(PG.participants(f).map(([, t]) => t))] : PG.endpoints(f));

  function factsAmong(fresh) {
    const found = new Set();
    for (const t of fresh) {
      for (const f of PG.factsOf(t)) if (isShown(f) && ends(f).every((each) => PG.onCanvas.has(each))) found.add(f);
    }
    return [...found].sort((a, b) => a - b);
  }

  function mark(id, x, y) {
    spots.set(id, { x: Math.trunc(x), y: Math.trunc(y) }); // vis-network keeps whole numbers
    const hidden = id < PG.things && PG.kindOff(id);
    shown.set(id, !hidden);
    return { id, ...spots.get(id), size: PG.radius(id), hidden };
  }

  function diamondPlace(f, around, turn) {
    const known = fact.place[f];
    if (known) return known;
    const points = around.map((t) => [thing.x[t], thing.y[t]]);
    const x = points.reduce((sum, p) => sum + p[0], 0) / points.length;
    const y = points.reduce((sum, p) => sum + p[1], 0) / points.length;
    if (points.length === 1) return [x + 62 * Math.cos(2.4 * turn), y + 62 * Math.sin(2.4 * turn)];
    const [dx, dy] = [points[1][0] - points[0][0], points[1][1] - points[0][1]];
    const length = Math.hypot(dx, dy) || 1;
    const covered = points.some(([a, b]) => Math.hypot(a - x, b - y) < 40) ? 46 : 0;
    const step = (turn % 2 ? 1 : -1) * Math.ceil(turn / 2) * 46 + covered;
    return [x - (dy / length) * step, y + (dx / length) * step];
  }

  const MANY_LINES = 1200; // above this each is drawn fainter, so that knots of lines can be told from single ones

  PG.lineStyle = function (line) {
    const kind = PG.factKind(line.f);
    const look = PG.LINES[kind];
    const value = PG.passing[line.f];
    const dim = PG.around && !line.near ? 0.25 : 1;
    const quiet = (line.quiet ? 0.7 : 1) * (PG.lines.size > MANY_LINES && !line.near ? 0.45 : 1);
    return {
      color: { color: PG.palette.fact[kind], opacity: (value === 1 ? 0.55 : 1) * dim * quiet },
      dashes: value === 1 ? [5, 5] : look.dashes || false,
      width: look.width + (line.f === PG.focusFact ? 1.8 : 0),
      hidden: value === 0,
    };
  };

  PG.lineArrow = (line) => PG.LINES[PG.factKind(line.f)].arrow && (!line.spoke || line.towards);

  function lineOptions(line) {
    const arrow = PG.lineArrow(line);
    const style = PG.lineStyle(line);
    styles.set(line.id, JSON.stringify(style));
    const bent = line.bend ? { enabled: true, type: line.bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(line.bend) } : false;
    return { id: line.id, from: line.from, to: line.to, arrows: { to: { enabled: arrow } }, smooth: bent, ...style };
  }

  const LABELS = ["exclusivity", "grant", "option", "exclusion", "holdback", "partnership", "ownership", "family", "decision", "event", "position"];
  const rank = (line) => (LABELS.indexOf(PG.factKind(line.f)) + 20) % 20;

  // Parallel lines bow apart evenly, the most important in the middle; the sign is turned where a line runs against
  // the order of its ends.
  function bend(group) {
    const reach = Math.min(0.14 + 0.07 * (group.length - 2), 0.5);
    const bends = group.map((_, i) => (group.length < 2 ? 0 : -reach + (2 * reach * i) / (group.length - 1)));
    bends.sort((a, b) => Math.abs(a) - Math.abs(b) || a - b);
    [...group].sort((a, b) => rank(a) - rank(b) || a.f - b.f).forEach((line, i) => {
      line.bend = line.from < line.to ? bends[i] : -bends[i];
    });
  }

  function linesOf(f, turns) {
    const endpoints = ends(f);
    const id = PG.things + f;
    if (!isDiamond(f)) {
      return [{ id: f, f, from: endpoints[0], to: endpoints[1], bend: 0, quiet: PG.timeless(f) }];
    }
    const key = endpoints.join();
    turns.set(key, (turns.get(key) || 0) + 1);
    const [x, y] = diamondPlace(f, endpoints, turns.get(key) - 1);
    turns.places.push(mark(id, x, y));
    const roles = new Map(PG.participants(f).map(([role, t]) => [t, role]));
    const towards = new Set(["beneficiary", "excluded", "owned", "organization", "maker", "brand", "series"]);
    return endpoints.map((t, i) => ({
      id: `${f}:${i}`, f, from: id, to: t, bend: 0, spoke: true, quiet: true, towards: towards.has(roles.get(t)),
    }));
  }

  function bendGroups(fresh) {
    const pairs = new Map();
    for (const line of PG.lines.values()) {
      if (line.spoke) continue;
      const key = Math.min(line.from, line.to) * 2 ** 24 + Math.max(line.from, line.to);
      if (!pairs.has(key)) pairs.set(key, []);
      pairs.get(key).push(line);
    }
    const changed = [];
    for (const group of pairs.values()) {
      if (group.length < 2 && !group[0].bend) continue;
      bend(group);
      changed.push(...group.filter((line) => !fresh.has(line.id)));
    }
    return changed;
  }

  // Adds things and the facts between them and what is already there.
  function put(fresh) {
    fresh = fresh.filter((t) => !PG.onCanvas.has(t));
    for (const t of fresh) PG.onCanvas.add(t);
    const turns = Object.assign(new Map(), { places: [] });
    const added = factsAmong(fresh)
      .filter((f) => !PG.lines.has(f) && !PG.lines.has(`${f}:0`))
      .flatMap((f) => linesOf(f, turns));
    for (const line of added) PG.lines.set(line.id, line);
    const rebent = bendGroups(new Set(added.map((line) => line.id)));
    nodes.add([...fresh.map((t) => mark(t, thing.x[t], thing.y[t])), ...turns.places]);
    edges.add(added.map(lineOptions));
    if (rebent.length) edges.update(rebent.map(lineOptions));
    reorder();
  }

  PG.lineOrder = []; // lines with a label of their own, the most important first

  const WEIGHT = { organization: 1000, brand: 300, person: 150, series: 120, right: 100, model: 80 };
  function reorder() {
    const weight = (id) => (id >= PG.things ? 0 : WEIGHT[PG.thingKind(id)] + PG.ties[id] * 4);
    PG.order = nodes.getIds().sort((a, b) => weight(b) - weight(a) || a - b);
    PG.lineOrder = [...PG.lines.values()].filter((line) => !line.spoke).sort((a, b) => rank(a) - rank(b) || a.f - b.f);
    PG.collapsed = PG.countCollapsed();
    raise();
  }

  // What is chosen or under the pointer finds room first.
  function raise() {
    const front = [PG.focusId, PG.cursorId, PG.hoverId].filter((id) => id !== null && PG.order.includes(id));
    if (front.length) PG.order = [...new Set([...front, ...PG.order])];
  }

  // --- refresh only what changed -----------------------------------------------------------------------

  // vis-network parses every option of a row that a DataSet updates, 200 ms and more for 2,000 marks: it is given the
  // rows that look different from before, and of those what filters change.
  function restyle() {
    const lines = [];
    for (const line of PG.lines.values()) {
      const style = PG.lineStyle(line);
      const text = JSON.stringify(style);
      if (styles.get(line.id) === text) continue;
      styles.set(line.id, text);
      lines.push({ id: line.id, ...style });
    }
    const marks = [];
    for (const id of PG.order) {
      const visible = id < PG.things ? !PG.kindOff(id) : PG.passing[id - PG.things] !== 0;
      if (shown.get(id) === visible) continue;
      shown.set(id, visible);
      marks.push({ id, hidden: !visible });
    }
    if (lines.length) edges.update(lines);
    if (marks.length) nodes.update(marks);
    network.redraw();
  }

  function focus() {
    const chosen = PG.selected();
    PG.focusId = PG.focusFact = null;
    PG.around = null;
    for (const line of PG.lines.values()) line.near = false;
    if (chosen && chosen[0] !== "c") {
      const [kind, number] = chosen;
      if (kind === "f") PG.focusFact = number;
      PG.focusId = kind === "t" ? number : PG.things + number;
      PG.around = new Set(kind === "t" ? [number] : [PG.things + number, ...ends(number)]);
    }
    const steps = PG.currentPath();
    const along = steps && new Set(steps.map(([, f]) => f));
    if (steps) PG.around = new Set(steps.map(([t]) => t));
    if (PG.around) nearLines(along);
    raise();
  }

  // Lines beside the selection, or along the path.
  function nearLines(along) {
    for (const line of PG.lines.values()) {
      line.near = along ? along.has(line.f) : PG.focusFact === line.f || line.from === PG.focusId || line.to === PG.focusId;
      if (line.near) PG.around.add(line.from).add(line.to);
    }
  }

  PG.setCursor = function (id) {
    if (id === PG.cursorId) return;
    PG.cursorId = id;
    if (id !== null) PG.showMark(id);
    raise();
    network.redraw();
  };

  // --- the network ----------------------------------------------------------------------------------

  function start() {
    nodes = new vis.DataSet();
    edges = new vis.DataSet();
    const options = PG.opening.options;
    options.nodes.ctxRenderer = PG.drawMark;
    options.interaction.hideEdgesOnDrag = PG.opening.facts.length > MANY_LINES;
    network = PG.network = new vis.Network(PG.by("network"), { nodes, edges }, options);
    network.on("beforeDrawing", PG.measure);
    network.on("afterDrawing", PG.paintWords);
    network.once("afterDrawing", () => performance.mark("drawn"));
    network.on("click", click);
    network.on("doubleClick", ({ nodes: [id] }) => id !== undefined && id < PG.things && PG.expand(id));
    network.on("hoverNode", ({ node }) => hover(node, null));
    network.on("blurNode", () => hover(null, null));
    network.on("hoverEdge", ({ edge }) => hover(null, PG.lines.get(edge)?.f ?? null));
    network.on("blurEdge", () => hover(null, null));
    network.on("dragStart", ({ nodes: [id] }) => {
      PG.dragging = id === undefined;
    });
    network.on("dragging", ({ nodes: dragged }) => follow(dragged));
    network.on("dragEnd", ({ nodes: dragged }) => {
      PG.dragging = false;
      nodes.update(follow(dragged));
      for (const id of dragged) PG.pin(id, true);
      network.redraw();
    });
  }

  // Takes over where marks were dragged to; their rows in the DataSet keep the old place until they are told.
  function follow(dragged) {
    return Object.entries(network.getPositions(dragged)).map(([id, { x, y }]) => {
      spots.set(Number(id), { x, y });
      return { id: Number(id), x, y };
    });
  }

  function hover(id, f) {
    PG.hoverId = id;
    PG.hoverFact = f ?? (id !== null && id >= PG.things ? id - PG.things : null);
    PG.by("network").classList.toggle("pointing", id !== null || f !== null);
    raise();
    network.redraw();
  }

  function click({ pointer, nodes: [id], edges: [line] }) {
    const pill = PG.pillAt(pointer.DOM.x, pointer.DOM.y);
    if (pill) PG.select("f", pill.f);
    else if (id !== undefined) id < PG.things ? PG.select("t", id) : PG.select("f", id - PG.things);
    else if (line !== undefined && PG.lines.has(line)) PG.select("f", PG.lines.get(line).f);
    else PG.deselect();
  }

  PG.pin = function (id, on) {
    if (on) PG.pinned.add(id);
    else PG.pinned.delete(id);
    network.redraw();
  };

  // --- expand and hide --------------------------------------------------------------------------------

  const STEP = 40;
  PG.expand = function (t) {
    if (PG.hiddenNeighbours(t).length) PG.go({ more: [...PG.state.more, thing.id[t]] });
    else PG.say("Everything beside it is shown.");
  };

  PG.hide = function (t) {
    PG.go({ gone: [...new Set([...PG.state.gone, thing.id[t]])], sel: "" });
  };

  const byId = (ids) => ids.map((id) => PG.find(id)).filter((found) => found && found[0] === "t").map(([, t]) => t);

  // The things that a view shows: the opening set, what was expanded step by step, less what was hidden.
  function fill() {
    nodes.clear();
    edges.clear();
    for (const kept of [spots, shown, styles]) kept.clear();
    PG.lines.clear();
    PG.onCanvas.clear();
    const gone = new Set(byId(PG.state.gone));
    put(PG.opening.nodes.filter((t) => !gone.has(t)));
    expanded = [];
    unfold();
    reveal();
  }

  let expanded = []; // what was expanded so far, in order

  // Adds the neighbours of what was expanded since; false where something before it was taken back.
  function unfold() {
    const more = PG.state.more;
    if (expanded.some((id, i) => more[i] !== id)) return false;
    const gone = new Set(byId(PG.state.gone));
    for (const t of byId(more.slice(expanded.length))) put([t, ...PG.hiddenNeighbours(t).filter((other) => !gone.has(other)).slice(0, STEP)]);
    expanded = more;
    return true;
  }

  // What is selected is on the canvas, wherever it came from.
  function reveal() {
    const chosen = PG.selected();
    if (!chosen) return;
    const path = PG.currentPath();
    const wanted = { t: (t) => [t], f: (f) => ends(f), c: () => [] }[chosen[0]](chosen[1]);
    const missing = [...wanted, ...(path || []).map(([t]) => t)].filter((t) => !PG.onCanvas.has(t));
    if (missing.length) put([...new Set(missing)]);
  }

  let fitted = false;
  let aim = false; // the selection changed: it is brought into view when the graph is drawn

  // Opening on another tab leaves the canvas without a size: it is fitted when it is first seen.
  function draw() {
    if (!PG.by("network").clientWidth) return;
    if (!fitted) {
      network.setSize();
      if (PG.lookedAt) network.moveTo(PG.lookedAt);
      else PG.fit(false);
    }
    fitted = true;
    restyle();
    if (aim) show();
    aim = false;
  }

  PG.startGraph = function () {
    start();
    PG.views.graph = { draw };
    PG.onChange((changed) => {
      const anew = ["nodes", "gone"].some((key) => changed.has(key)) || !PG.order.length;
      if (anew || (changed.has("more") && !unfold())) fill();
      else if (changed.has("sel") || changed.has("path")) reveal();
      if (["sel", "path", "nodes", "more", "gone", "off", "region", "source", "day"].some((key) => changed.has(key))) focus();
      if ((changed.has("sel") || changed.has("path")) && PG.focusId !== null) aim = true;
      counts();
    });
  };

  function show() {
    const path = PG.currentPath();
    const ids = path ? path.map(([t]) => t) : PG.focusFact === null ? [PG.focusId] : ends(PG.focusFact);
    const points = ids.filter((id) => spots.has(id)).map(PG.spot);
    if (points.length) PG.bring(points, 0.6);
  }

  PG.recolour = function () {
    PG.readPalette();
    if (network && PG.order.length) PG.redraw();
  };

  function counts() {
    const rest = PG.things - PG.onCanvas.size;
    const more = rest > 0 ? ` · ${rest.toLocaleString("en")} more by search or expand` : "";
    PG.by("shown-count").textContent = PG.things ? `${PG.plural(PG.onCanvas.size, "thing")} shown${more}` : "";
  }
});
