// What is looked at: tab, selection, filters, day. It lives in the address's fragment, so that a view can be sent.
"use strict";

PG.part(function () {
  const EMPTY = {
    tab: "graph", // which tab
    sel: "", // IRI, without the default base, of the selected thing or fact
    off: [], // kinds of things and facts that are switched off
    region: "", // code of a region
    source: "", // IRI of a source
    day: "", // as of
    nodes: false, // every fact as a node
    more: [], // things whose neighbours were added
    gone: [], // things hidden by hand
    path: "", // the other end of a path from the selection
    sort: "", // column of the table, "-" before it for descending
    mark: "", // map: subject
    field: "", // map: field of use
  };
  const listeners = [];
  PG.state = { ...EMPTY };

  const encode = (text) => encodeURIComponent(text).replace(/%2F/g, "/").replace(/%2C/g, ",").replace(/%3A/g, ":");

  function write(state) {
    const parts = [];
    for (const [key, empty] of Object.entries(EMPTY)) {
      const value = state[key];
      if (Array.isArray(empty) ? value.length : value !== empty) {
        const text = Array.isArray(empty) ? value.map((each) => encodeURIComponent(each)).join(",") : String(value);
        parts.push(`${key}=${Array.isArray(empty) ? text.replace(/%2F/g, "/") : encode(text)}`);
      }
    }
    return parts.join("&");
  }

  function decode(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  function read(fragment) {
    const state = { ...EMPTY };
    for (const part of fragment.replace(/^#/, "").split("&")) {
      const [key, text = ""] = part.split(/=(.*)/s);
      if (!Object.hasOwn(EMPTY, key)) continue;
      if (Array.isArray(EMPTY[key])) state[key] = text ? text.split(",").map(decode) : [];
      else if (typeof EMPTY[key] === "boolean") state[key] = text === "true";
      else state[key] = decode(text);
    }
    return state;
  }

  function differing(before, after) {
    return new Set(Object.keys(EMPTY).filter((key) => String(before[key]) !== String(after[key])));
  }

  function remember(step) {
    const fragment = write(PG.state);
    try {
      history[step ? "pushState" : "replaceState"](null, "", fragment ? "#" + fragment : location.pathname + location.search);
    } catch {
      // A frame without an address of its own (a notebook's cell) has no history to write.
    }
  }

  // Listeners get the set of keys that changed. `step: false` keeps the browser's history short (dragging a slider).
  PG.onChange = (listener) => listeners.push(listener);

  PG.go = function (patch, { step = true } = {}) {
    const before = PG.state;
    PG.state = { ...before, ...patch };
    const changed = differing(before, PG.state);
    if (!changed.size) return;
    remember(step);
    for (const listener of listeners) listener(changed);
  };

  PG.startState = function () {
    PG.state = read(location.hash);
    const follow = () => {
      const before = PG.state;
      PG.state = read(location.hash);
      const changed = differing(before, PG.state);
      if (changed.size) for (const listener of listeners) listener(changed);
    };
    addEventListener("hashchange", follow, { signal: PG.life.signal });
    addEventListener("popstate", follow, { signal: PG.life.signal });
    for (const listener of listeners) listener(new Set(Object.keys(EMPTY)));
  };

  PG.clearFilters = () => PG.go({ off: [], region: "", source: "", day: "" });
  PG.filtering = () => PG.state.off.length > 0 || Boolean(PG.state.region || PG.state.source || PG.state.day);

  // --- selection ------------------------------------------------------------------------------------

  // ["t", number] a thing, ["f", number] a fact, ["c", code] a country; null: nothing.
  PG.selected = function () {
    const { sel } = PG.state;
    if (sel.startsWith("country:")) return PG.isCountry(sel.slice(8)) ? ["c", sel.slice(8)] : null;
    return sel ? PG.find(sel) : null;
  };
  PG.select = (kind, number) => PG.go({ sel: kind === "t" ? PG.data.thing.id[number] : PG.data.fact.id[number], path: "" });
  PG.deselect = () => PG.go({ sel: "", path: "" });
});
