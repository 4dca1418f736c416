// Starts the page: theme, header, keyboard, and each part in its order.
"use strict";

PG.part(function () {
  function theme() {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const set = (name) => {
      document.documentElement.dataset.theme = name;
      PG.by("theme").setAttribute("aria-pressed", String(name === "dark"));
      PG.recolour();
    };
    set(document.documentElement.dataset.theme || (dark.matches ? "dark" : "light"));
    dark.addEventListener("change", () => set(dark.matches ? "dark" : "light"), { signal: PG.life.signal });
    PG.by("theme").addEventListener("click", () => set(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
  }

  function summary() {
    const { source } = PG.data;
    const parts = [PG.plural(PG.things, "thing"), PG.plural(PG.facts, "fact"), PG.plural(source.id.length, "source")];
    PG.by("summary").textContent = parts.join(" · ");
  }

  function toolbar() {
    PG.by("skip").addEventListener("click", (event) => {
      event.preventDefault(); // the address's fragment holds the view
      PG.by("stage").focus();
    });
    PG.by("fit").addEventListener("click", () => PG.fit(true));
    PG.by("zoom-in").addEventListener("click", () => PG.zoom(1.35));
    PG.by("zoom-out").addEventListener("click", () => PG.zoom(1 / 1.35));
    PG.by("legend-toggle").addEventListener("click", () => {
      const open = document.body.classList.toggle("legend-open");
      PG.by("legend-toggle").setAttribute("aria-expanded", String(open));
    });
  }

  function exportMenu() {
    const button = PG.by("export");
    const menu = PG.by("export-menu");
    const open = (on) => {
      menu.hidden = !on;
      button.setAttribute("aria-expanded", String(on));
    };
    button.addEventListener("click", () => open(menu.hidden));
    for (const id of ["save-png", "save-svg"]) PG.by(id).addEventListener("click", () => open(false));
    document.addEventListener("pointerdown", (event) => !PG.by("export-box").contains(event.target) && open(false), { signal: PG.life.signal });
    PG.by("export-box").addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || menu.hidden) return;
      event.stopPropagation();
      open(false);
      button.focus();
    });
  }

  PG.by("search").dataset.placeholder = PG.by("search").placeholder;
  PG.readPalette();
  summary();
  PG.startLegend();
  PG.startSearch();
  PG.onChange(() => PG.refilter());
  PG.startGraph();
  PG.startMap();
  PG.startPanel();
  PG.startTimebar();
  PG.startTabs();
  PG.startPictures();
  PG.startKeys();
  toolbar();
  exportMenu();
  theme();
  PG.startServed();
  PG.startState();
  document.documentElement.dataset.ready = "true";
});

(async function () {
  try {
    PG.opening = JSON.parse(PG.by("network-data").textContent);
    PG.data = await PG.unpack("columns");
    PG.begin();
  } catch (error) {
    PG.by("panel-body").textContent = `The page could not be drawn: ${error.message}.`;
    throw error;
  }
})();
