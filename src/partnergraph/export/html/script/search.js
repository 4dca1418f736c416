// Search with suggestions: names, other names and facts; letters without their accents find those with them.
"use strict";

PG.part(function () {
  const { thing, fact } = PG.data;
  const { h } = PG;
  const MOST = 10;
  let rows = null; // [folded text, kind, number, shown text, why]
  let found = [];
  let active = -1;

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  function index() {
    rows = [];
    for (let t = 0; t < PG.things; t++) rows.push([fold(thing.name[t]), "t", t, thing.name[t], ""]);
    for (const [t, names] of PG.aliases) for (const name of names) rows.push([fold(name), "t", t, thing.name[t], name]);
    for (let f = 0; f < PG.facts; f++) {
      if (PG.timeless(f)) continue;
      const name = PG.word(fact.name[f]);
      rows.push([fold(`${name} ${PG.word(fact.label[f])}`), "f", f, name, PG.word(fact.label[f])]);
    }
  }

  function score(text, wanted, kind) {
    const at = text.indexOf(wanted);
    if (at < 0) return -1;
    const base = text === wanted ? 100 : at === 0 ? 60 : /[\s\-–(]/.test(text[at - 1]) ? 40 : 10;
    return base + (kind === "t" ? 20 : 0);
  }

  function look(text) {
    if (!rows) index();
    const words = fold(text.trim());
    if (!words) return [];
    const hits = [];
    for (const row of rows) {
      const value = score(row[0], words, row[1]);
      if (value >= 0) hits.push([value + (row[1] === "t" ? Math.min(PG.ties[row[2]], 15) : 0), row]);
    }
    hits.sort((a, b) => b[0] - a[0] || a[1][3].length - b[1][3].length || a[1][2] - b[1][2]);
    const seen = new Set();
    return hits.map(([, row]) => row).filter((row) => !seen.has(row[1] + row[2]) && seen.add(row[1] + row[2])).slice(0, MOST);
  }

  function option(row, i) {
    const [, kind, number, text, why] = row;
    const ofThing = { t: () => PG.thingKind(number), far: () => number.kind }[kind]?.();
    const glyph = ofThing ? PG.glyph(ofThing) : PG.lineGlyph(PG.factKind(number));
    const what = ofThing ? PG.THING_NAMES[ofThing] : PG.FACT_NAMES[PG.factKind(number)];
    return h("li", { role: "option", id: `hit-${i}`, "aria-selected": "false", onpointerdown: (event) => { event.preventDefault(); choose(i); } },
      glyph, h("span.hit-text", {}, PG.name(text), why && h("small", { dir: "auto" }, why)), h("span.hit-kind", {}, what));
  }

  let asking = false; // more suggestions are on their way
  let hasty = false; // Enter was pressed before they came

  function show() {
    const box = PG.by("search");
    found = look(box.value);
    active = -1;
    hasty = false;
    box.removeAttribute("aria-activedescendant");
    list();
    if (PG.searchFar) ask(box.value);
  }

  // Of a served page that holds a part of the store, the server knows the rest.
  async function ask(text) {
    asking = Boolean(text.trim());
    if (!asking) return;
    const far = await PG.searchFar(text);
    if (PG.by("search").value !== text || !far) return;
    asking = false;
    found = [...found, ...far.filter(({ id }) => !PG.find(id)).map((hit) => [hit.name, "far", hit, hit.name, hit.why])];
    list();
    if (hasty) choose(0);
  }

  function list() {
    const box = PG.by("search");
    const nothing = asking ? "Searching …" : "Nothing has that in its name.";
    PG.fill(PG.by("hits"), found.map(option), box.value.trim() && !found.length && h("li.nothing", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, nothing));
    if (active >= 0) PG.by(`hit-${active}`).setAttribute("aria-selected", "true");
    const open = Boolean(box.value.trim());
    PG.by("hits").hidden = !open;
    box.setAttribute("aria-expanded", String(open));
  }

  function close() {
    PG.by("hits").hidden = true;
    PG.by("search").setAttribute("aria-expanded", "false");
    PG.by("search").removeAttribute("aria-activedescendant");
  }

  function move(step) {
    if (!found.length) return;
    active = (active + step + found.length) % found.length;
    [...PG.by("hits").children].forEach((each, i) => each.setAttribute("aria-selected", String(i === active)));
    PG.by("search").setAttribute("aria-activedescendant", `hit-${active}`);
    PG.by(`hit-${active}`).scrollIntoView({ block: "nearest" });
  }

  function choose(i) {
    const row = found[i];
    hasty = !row && asking;
    if (!row) return;
    close();
    PG.by("search").value = "";
    PG.by("search").blur();
    if (row[1] === "far") goFar(row[2].id);
    else PG.select(row[1], row[2]);
  }

  function goFar(id) {
    const from = PG.picking;
    if (from === null) return PG.go({ sel: id, path: "" });
    PG.stopPicking();
    PG.go({ sel: thing.id[from], path: id });
  }

  function key(event) {
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter") choose(Math.max(active, 0));
    else if (event.key === "Escape") {
      if (PG.by("search").value) PG.by("search").value = "";
      else PG.by("search").blur();
      close();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  PG.startSearch = function () {
    const box = PG.by("search");
    box.addEventListener("input", show);
    box.addEventListener("focus", () => box.value.trim() && show());
    box.addEventListener("blur", close);
    box.addEventListener("keydown", key);
  };
});
