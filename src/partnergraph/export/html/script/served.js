// A served page that holds a part of a large store: search and expand ask the server, and the page begins anew with what
// came, at the same place, in the same view. Everything that is looked at is in the address, as on any page.
"use strict";

PG.part(function () {
  if (document.documentElement.dataset.served === undefined) {
    PG.startServed = () => {};
    return;
  }
  const { data } = PG;
  const WAIT = 120; // milliseconds after the last letter
  const beyond = PG.beyond || {};

  // --- what is asked ----------------------------------------------------------------------------------

  async function send(address, options) {
    const response = await fetch(address, options);
    const told = await response.json();
    if (!response.ok) throw new Error([told.title, told.detail].filter(Boolean).join(": "));
    return told;
  }

  let searching = 0;
  PG.searchFar = async function (text) {
    const turn = ++searching;
    await new Promise((done) => setTimeout(done, WAIT));
    if (turn !== searching) return null;
    try {
      return (await send(`search?text=${encodeURIComponent(text)}`)).hits;
    } catch (error) {
      PG.say(`The server does not answer: ${error.message}`);
      return [];
    }
  };

  // What is chosen but not here yet joins what was expanded: the address has it for good.
  function adopt() {
    const { more, sel, path } = PG.state;
    const unknown = [sel, path].filter((id) => id && !id.startsWith("country:") && !PG.find(id) && !more.includes(id));
    if (unknown.length) PG.go({ more: [...more, ...unknown] }, { step: false });
    return unknown.length > 0;
  }

  function places() {
    const found = {};
    for (const id of PG.order) {
      const { x, y } = PG.spot(id);
      if (id < PG.things || id - PG.things in data.fact.place) found[idOf(id)] = [Math.round(x), Math.round(y)];
    }
    return found;
  }

  // --- what is loaded -----------------------------------------------------------------------------------

  async function load() {
    const of = PG.state.more;
    const key = of.join(" ");
    if (PG.loading === key) return;
    PG.loading = key;
    PG.by("summary").textContent = "Asking the server …";
    try {
      const body = JSON.stringify({ of, places: places() });
      const told = await send("neighbourhood", { method: "POST", headers: { "Content-Type": "application/json" }, body });
      if (PG.loading === key) replace(told);
    } catch (error) {
      if (PG.loading === key) fail(error);
    }
  }

  function fail(error) {
    PG.loading = null;
    summary();
    PG.say(`The server does not answer: ${error.message}`);
    PG.by("shown-count").textContent = `The server does not answer: ${error.message}`;
  }

  // Begins anew with other tables: fresh elements, the same view, the same focus.
  function replace(told) {
    const before = { ids: new Set(data.thing.id), pinned: [...PG.pinned].map(idOf), focus: document.activeElement, typed: PG.by("search").value };
    const focused = before.focus.id || (PG.by("panel").contains(before.focus) ? "panel" : "");
    PG.lookedAt = PG.things && PG.by("network").clientWidth ? { scale: PG.network.getScale(), position: PG.network.getViewPosition() } : null;
    PG.network.destroy();
    PG.loading = null;
    PG.loaded = PG.state.more;
    PG.beyond = told.beyond;
    PG.organizations = told.organizations;
    PG.data = told.columns;
    PG.opening = { ...told.opening, options: PG.opening.options };
    for (const [selector, fresh] of PG.pristine) document.querySelector(selector).replaceWith(fresh.cloneNode(true));
    document.body.classList.remove("legend-open");
    PG.begin();
    for (const id of before.pinned) if (PG.find(id)) PG.pin(markOf(id), true);
    PG.by("search").value = before.typed;
    if (focused) PG.by(focused)?.focus({ preventScroll: true });
    showNew(before.ids);
  }

  const idOf = (id) => (id < PG.things ? data.thing.id[id] : data.fact.id[id - PG.things]);
  const markOf = (id) => (([kind, number]) => (kind === "t" ? number : PG.things + number))(PG.find(id));

  // What came is brought into view, with what it was asked for.
  function showNew(before) {
    const fresh = PG.order.filter((id) => id < PG.things && !before.has(PG.data.thing.id[id]));
    PG.say(`${PG.plural(fresh.length, "thing")} more.`);
    if (!before.size || !fresh.length || PG.tab() !== "graph") return;
    const chosen = PG.focusId === null ? [] : [PG.focusId];
    PG.bring([...fresh, ...chosen].map(PG.spot).map(({ x, y }) => ({ x, y })), 0);
  }

  // --- what is said of it -------------------------------------------------------------------------------

  PG.collapsedBeside = (t) => beyond[data.thing.id[t]] || 0;
  PG.countCollapsed = () => new Map(Object.entries(beyond).filter(([id]) => PG.find(id)).map(([id, count]) => [PG.find(id)[1], count]));
  PG.expand = function (t) {
    if (PG.collapsedBeside(t)) PG.go({ more: [...PG.state.more, data.thing.id[t]] });
    else PG.say("Everything beside it is shown.");
  };

  const account = (f) => (PG.timeless(f) ? data.account.id[PG.accountsOf(f)[0]] : data.fact.id[f]);
  PG.hasTurtle = () => true;
  PG.turtleOf = async function (f) {
    const response = await fetch(PG.addressOf(account(f)), { headers: { Accept: "text/turtle" } });
    return response.ok ? response.text() : "The server has no Turtle of it.";
  };

  function summary() {
    const shown = data.thing.kind.filter((kind) => data.kinds.thing[kind] === "organization").length;
    PG.by("summary").textContent = PG.organizations === undefined ? "" : `${shown.toLocaleString("en")} of ${PG.plural(PG.organizations, "organization")} · ${PG.plural(PG.facts, "fact")} shown`;
  }

  // A mark that only stands in the terms of a fact is drawn once something ties it, or somebody chooses it.
  PG.opening = { ...PG.opening, nodes: PG.opening.nodes.filter((t) => PG.ties[t]) };

  PG.startServed = function () {
    summary();
    PG.by("no-answers").textContent = "The map shows where the facts are recorded that were loaded so far; who may do what, the server answers at /available and /who.";
    PG.onChange((changed) => {
      const asked = ["more", "sel", "path"].some((key) => changed.has(key));
      if (asked && !adopt() && String(PG.state.more) !== String(PG.loaded)) load();
      if (PG.loaded) PG.by("shown-count").textContent = `${PG.plural(PG.onCanvas.size, "thing")} shown · search or expand for more`;
    });
  };
});

// The page as it came, before any part has put something into it.
PG.pristine = ["header.bar", "nav.tab-bar", "main"].map((selector) => [selector, document.querySelector(selector).cloneNode(true)]);
