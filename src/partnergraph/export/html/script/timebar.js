// The "as of" slider under every tab, with a histogram of what is in force: dark certainly, light perhaps.
"use strict";

PG.part(function () {
  const BARS = 72;
  const pad = 180;
  const low = PG.days[0] - pad;
  const high = PG.days[1] + pad;
  let waiting = false;

  function dated() {
    const { es, ls, ee, le } = PG.data.fact;
    const found = [];
    for (let f = 0; f < PG.facts; f++) {
      if (!PG.structural(f) && (es[f] !== null || ls[f] !== null || ee[f] !== null || le[f] !== null)) found.push(f);
    }
    return found;
  }

  function histogram() {
    const facts = dated();
    const counts = Array.from({ length: BARS }, (_, i) => {
      const day = Math.round(low + ((i + 0.5) / BARS) * (high - low));
      let [sure, perhaps] = [0, 0];
      for (const f of facts) {
        const value = PG.onDay(f, day);
        if (value === 2) sure++;
        else if (value === 1) perhaps++;
      }
      return [sure, perhaps];
    });
    const most = Math.max(1, ...counts.map(([sure, perhaps]) => sure + perhaps));
    const bar = (i, from, value, name) =>
      value > 0 && PG.svg("rect", { class: name, x: i + 0.12, width: 0.76, y: 24 - ((from + value) / most) * 22, height: (value / most) * 22 });
    PG.fill(PG.by("histogram"), counts.map(([sure, perhaps], i) => [bar(i, 0, sure, "sure"), bar(i, sure, perhaps, "perhaps")]));
  }

  function ticks() {
    const [first, last] = [PG.yearOf(low) + 1, PG.yearOf(high)];
    const step = Math.max(1, Math.ceil((last - first + 1) / (PG.narrow() ? 5 : 12)));
    const marks = [];
    for (let year = first; year <= last; year += step) {
      const mark = PG.h("span", {}, String(year));
      const share = (PG.yearStart(year) - low) / (high - low);
      mark.style.left = `${share * 100}%`;
      if (share < 0.92) marks.push(mark);
    }
    PG.fill(PG.by("ticks"), marks);
  }

  // Dragging sends many values; one per frame is looked at.
  function slide() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      PG.go({ day: PG.iso(Number(PG.by("day-range").value)) }, { step: false });
    });
  }

  function typed() {
    const day = PG.dayOf(PG.by("day-exact").value);
    PG.go({ day: day === null ? "" : PG.iso(day) });
  }

  function update() {
    const day = PG.state.day ? PG.dayOf(PG.state.day) : null;
    const range = PG.by("day-range");
    range.value = String(day ?? PG.today());
    range.setAttribute("aria-valuetext", day === null ? "all time" : PG.sayDay(day));
    range.classList.toggle("unset", day === null);
    PG.by("day-exact").value = day === null ? "" : PG.iso(day);
    PG.by("all-time").setAttribute("aria-pressed", String(day === null));
    PG.by("as-of").textContent = day === null ? "All time" : `As of ${PG.sayDay(day)}`;
  }

  // The day that questions about a single day are asked of when none is chosen: that of the newest source.
  PG.today = () => PG.data.source.day.reduce((latest, day) => (day !== null && day > latest ? day : latest), -Infinity) || PG.days[1];
  const newest = PG.today();
  PG.today = () => (Number.isFinite(newest) ? newest : PG.days[1]);
  PG.timeline = { low, high };

  PG.startTimebar = function () {
    const range = PG.by("day-range");
    range.min = String(low);
    range.max = String(high);
    range.addEventListener("input", slide);
    PG.by("day-exact").addEventListener("change", typed);
    PG.by("all-time").addEventListener("click", () => PG.go({ day: "" }));
    ticks();
    setTimeout(histogram, 30);
    PG.onChange((changed) => changed.has("day") && update());
  };
});
