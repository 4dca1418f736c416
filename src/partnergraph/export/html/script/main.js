// Starts the page: theme, header, keyboard, and each part in its order.
"use strict";

(function () {
  function theme() {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const set = (name) => {
      document.documentElement.dataset.theme = name;
      PG.by("theme").setAttribute("aria-pressed", String(name === "dark"));
      PG.recolour();
    };
    set(dark.matches ? "dark" : "light");
    dark.addEventListener("change", () => set(dark.matches ? "dark" : "light"));
    PG.by("theme").addEventListener("click", () => set(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
  }

  function summary() {
    const { source } = PG.data;
    const parts = [PG.plural(PG.things, "thing"), PG.plural(PG.facts, "fact"), PG.plural(source.id.length, "source")];
    PG.by("summary").textContent = parts.join(" · ");
  }

  function toolbar() {
    PG.by("fit").addEventListener("click", () => PG.fit(true));
    PG.by("zoom-in").addEventListener("click", () => PG.zoom(1.35));
    PG.by("zoom-out").addEventListener("click", () => PG.zoom(1 / 1.35));
    PG.by("legend-toggle").addEventListener("click", () => {
      const open = document.body.classList.toggle("legend-open");
      PG.by("legend-toggle").setAttribute("aria-expanded", String(open));
    });
  }

  function keys(event) {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox";
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      PG.by("search").focus();
    } else if (event.key === "Escape") PG.deselect();
  }

  PG.readPalette();
  summary();
  PG.startLegend();
  PG.startSearch();
  PG.onChange(() => PG.refilter());
  PG.startGraph();
  PG.startPanel();
  toolbar();
  document.addEventListener("keydown", keys);
  theme();
  PG.startState();
  PG.fit(false);
  document.documentElement.dataset.ready = "true";
})();
