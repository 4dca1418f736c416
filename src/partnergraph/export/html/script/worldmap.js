// The Map tab: for one mark and field on one day, who holds what where; or where the facts on screen are recorded.
// The answers were computed in Python; here they are only looked up, so both agree to the cell.
"use strict";

PG.part(function () {
  const { data } = PG;
  const { region, account, territory, fact, thing } = data;
  const { h, svg } = PG;
  const world = JSON.parse(PG.by("world-data").textContent);
  const answers = data.answers;
  const RECORDED = "recorded";
  const STATES = answers ? answers.states : [];
  const CLASS = { blocked: "blocked", "may be blocked": "maybe", "nothing recorded": "silent", free: "free", "not held": "blocked", certain: "certain", possible: "possible", none: "silent" };
  const SIGN = { blocked: "×", "may be blocked": "?", "nothing recorded": "·", free: "✓", "not held": "–", certain: "●", possible: "○", none: "·" };
  const WORDS = { certain: "Recorded here", possible: "Perhaps here", none: "Nothing recorded here" };
  const shapes = new Map(); // code -> elements

  const nameOf = (code) => region.countryName[region.country.indexOf(code)];
  PG.countryName = nameOf;
  PG.isCountry = (code) => region.country.includes(code);

  // --- what is asked ----------------------------------------------------------------------------------

  const keyOf = (question) => thing.id[question[0]];
  const fieldOf = ([, field, act]) => [field, act].filter((word) => word !== null).map(PG.word).join(", ");

  function question() {
    if (!answers || PG.state.mark === RECORDED) return null;
    const found = answers.questions.filter((each) => keyOf(each) === PG.state.mark);
    const list = found.length ? found : PG.state.mark ? [] : answers.questions;
    return list.find((each) => fieldOf(each) === PG.state.field) || list[0] || null;
  }

  const day = () => (PG.state.day ? PG.dayOf(PG.state.day) : PG.today());

  // Countries that behave alike, per question: code -> its answers in order of time.
  const unfolded = new Map();
  function spansOf(asked) {
    if (!unfolded.has(asked)) {
      const map = new Map();
      for (const [mask, spans] of asked[3]) {
        let bits = BigInt("0x" + answers.classes[mask]);
        for (let i = 0; bits; i++, bits >>= 1n) if (bits & 1n) map.set(region.country[i], spans);
      }
      unfolded.set(asked, map);
    }
    return unfolded.get(asked);
  }

  const holds = ([, first, last], on) => (first === null || first <= on) && (last === null || on <= last);

  // The answer for a country on a day: [state, first, last, by, reason, because], or null: nothing recorded.
  PG.answerOn = function (code, on) {
    const asked = question();
    return (asked && (spansOf(asked).get(code) || []).find((span) => holds(span, on))) || null;
  };

  function stateOf(code, recorded) {
    if (recorded) return recorded.get(code) || "none";
    const span = PG.answerOn(code, day());
    return span ? STATES[span[0]] : "nothing recorded";
  }

  // Without a question: where the facts that pass the filters are recorded, certainly or perhaps.
  function recordedMap() {
    const used = new Uint8Array(territory.name.length);
    for (let f = 0; f < PG.facts; f++) {
      if (!PG.passing[f]) continue;
      for (const a of PG.accountsOf(f)) if (account.territory[a] >= 0) used[account.territory[a]] = Math.max(used[account.territory[a]], PG.passing[f]);
    }
    let [sure, perhaps] = [0n, 0n];
    used.forEach((value, n) => {
      if (value === 2) sure |= BigInt("0x" + territory.certain[n]);
      if (value) perhaps |= BigInt("0x" + territory.possible[n]);
    });
    const map = new Map();
    region.country.forEach((code, i) => {
      const bit = 1n << BigInt(i);
      map.set(code, sure & bit ? "certain" : perhaps & bit ? "possible" : "none");
    });
    return map;
  }

  // --- drawing ------------------------------------------------------------------------------------------

  function build() {
    const choose = (code) => PG.go({ sel: `country:${code}`, path: "" });
    for (const [code, elements] of PG.drawWorld(PG.by("world"), world, nameOf, choose)) shapes.set(code, elements);
  }

  const phrase = (state) => WORDS[state] || state[0].toUpperCase() + state.slice(1);

  function swatch(state) {
    return svg("svg", { viewBox: "0 0 34 24", class: "swatch", "aria-hidden": "true" },
      svg("rect", { x: 1, y: 1, width: 32, height: 22, rx: 4, class: `land ${CLASS[state]}` }));
  }

  function legend(groups) {
    return h("ul.map-legend", {}, groups.filter(([state, codes]) => codes.length || state !== "not held").map(([state, codes]) => h("li" + (codes.length ? "" : ".absent"), {}, swatch(state), h("span", {}, phrase(state)), h("b", {}, String(codes.length)))));
  }

  // Countries by state; the largest group is folded away, small states have no other place to be clicked.
  function list(groups) {
    return groups.filter(([, codes]) => codes.length).sort((a, b) => a[1].length - b[1].length).map(([state, codes]) => h("details.country-group", { open: codes.length <= 60 }, h("summary", {}, h("span.sign", { "aria-hidden": "true" }, SIGN[state]), `${phrase(state)} (${codes.length})`),
      h("ul", {}, codes.map((code) => h("li", {}, h("button.country", { type: "button", "data-code": code, "aria-pressed": String(PG.state.sel === `country:${code}`), onclick: () => PG.go({ sel: `country:${code}`, path: "" }) }, PG.name(nameOf(code))))))));
  }

  function grouped(recorded) {
    const order = recorded ? ["certain", "possible", "none"] : [...STATES];
    const groups = new Map(order.map((state) => [state, []]));
    for (const code of region.country) groups.get(stateOf(code, recorded)).push(code);
    for (const codes of groups.values()) codes.sort((a, b) => nameOf(a).localeCompare(nameOf(b), "en"));
    return [...groups];
  }

  let before = new Map();
  function paint(groups) {
    const now = new Map(groups.flatMap(([state, codes]) => codes.map((code) => [code, CLASS[state]])));
    for (const [code, elements] of shapes) {
      const chosen = PG.state.sel === `country:${code}`;
      const look = `land ${now.get(code)}${chosen ? " chosen" : ""}`;
      if (before.get(code) !== look) for (const element of elements) element.setAttribute("class", look);
      before.set(code, look);
    }
  }

  function headline(asked) {
    if (!asked) return "Where the facts that are shown are recorded";
    const field = fieldOf(asked);
    return `${thing.name[asked[0]]}${field ? `: ${field}` : ""}`;
  }

  function dayline(asked) {
    if (PG.state.day) return `On ${PG.sayDay(day())}`;
    return asked ? `On ${PG.sayDay(day())}, the day of the newest source; the slider asks of another day` : "On any day";
  }

  function choices() {
    const mark = PG.by("map-mark");
    if (!mark.options.length) {
      const marks = answers ? [...new Set(answers.questions.map((each) => each[0]))] : [];
      PG.fill(mark, marks.map((t) => h("option", { value: thing.id[t] }, `${thing.name[t]} (${PG.THING_NAMES[PG.thingKind(t)].toLowerCase()})`)), h("option", { value: RECORDED }, "All facts: where they are recorded"));
    }
    const asked = question();
    mark.value = asked ? keyOf(asked) : RECORDED;
    const field = PG.by("map-field");
    PG.fill(field, asked ? answers.questions.filter((each) => each[0] === asked[0]).map((each) => h("option", { value: fieldOf(each) }, fieldOf(each) || "any field")) : []);
    if (asked) field.value = fieldOf(asked);
    field.closest(".field").hidden = !asked;
  }

  function draw() {
    if (!shapes.size) build();
    choices();
    const asked = question();
    const recorded = asked ? null : recordedMap();
    const groups = grouped(recorded);
    paint(groups);
    PG.by("map-title").textContent = headline(asked);
    PG.by("map-day").textContent = dayline(asked);
    PG.fill(PG.by("map-legend"), legend(groups));
    PG.fill(PG.by("country-list"), list(groups));
    PG.by("no-answers").hidden = Boolean(answers && answers.questions.length);
  }

  // --- the panel of a country --------------------------------------------------------------------------

  const until = ([, first, last]) => (first === null ? (last === null ? "on every day" : `until ${PG.sayDay(last)}`) : last === null ? `from ${PG.sayDay(first)}` : first === last ? `on ${PG.sayDay(first)}` : `${PG.sayDay(first)} to ${PG.sayDay(last)}`);

  function spanBlock(span, now) {
    const [state, , , by, reason, because] = span;
    return h("li" + (now ? ".now" : ""), { "data-state": STATES[state] },
      h("p", {}, swatch(STATES[state]), h("strong", {}, phrase(STATES[state])), ` ${until(span)}`),
      by.length > 0 && h("p.by", {}, "by ", by.map((mark, i) => [i ? ", " : "", PG.linked(`\x01${mark}\x01`)])),
      reason >= 0 && answers.reasons[reason] && h("p.reason", {}, PG.name(answers.reasons[reason])),
      now && PG.quotesOf(reasonsFor(by, because)));
  }

  // Statements behind an answer: those named, else all of the facts that block.
  function reasonsFor(by, because) {
    if (because.length) return because;
    return by.filter((mark) => mark[0] === "f").flatMap((mark) => [...PG.accountsOf(Number(mark.slice(1)))]);
  }

  function answerSection(code) {
    const asked = question();
    if (!asked) return null;
    const spans = spansOf(asked).get(code) || [];
    const now = PG.answerOn(code, day());
    const silent = !now && h("p", {}, swatch("nothing recorded"), h("strong", {}, "Nothing recorded"), " on this day: no source says anything that would block, and none says that its list is complete.");
    return h("section", {}, h("h3", {}, `${headline(asked)}, on ${PG.sayDay(day())}`), silent, now && h("ul.spans", {}, spanBlock(now, true)),
      spans.length > (now ? 1 : 0) && [h("h3", {}, "On other days"), h("ul.spans", {}, spans.filter((span) => span !== now).map((span) => spanBlock(span, false)))]);
  }

  function recordedSection(code) {
    const bit = PG.regionMask(code);
    const hits = [];
    for (let f = 0; f < PG.facts && hits.length < 400; f++) {
      if (!PG.passing[f] || PG.structural(f)) continue;
      const places = [...PG.accountsOf(f)].map((a) => account.territory[a]).filter((n) => n >= 0);
      if (places.some((n) => BigInt("0x" + territory.certain[n]) & bit)) hits.push([f, "certain"]);
      else if (places.some((n) => BigInt("0x" + territory.possible[n]) & bit)) hits.push([f, "possible"]);
    }
    const row = ([f, how]) => h("li", {}, h("button.row", { type: "button", onclick: () => PG.select("f", f) }, PG.lineGlyph(PG.factKind(f)), h("span.row-text", {}, PG.name(PG.word(fact.name[f])), h("small", { dir: "auto" }, `${how === "possible" ? "perhaps: " : ""}${PG.word(fact.label[f])}`))));
    return h("section", {}, h("h3", {}, `Facts recorded for this country (${hits.length})`), hits.length ? h("ul.rows", {}, hits.map(row)) : h("p.none", {}, "No fact that is shown names this country or a region around it."));
  }

  PG.countryPanel = (code) => [
    h("header", {}, h("p.kind", {}, "Country"), h("h2", {}, PG.name(nameOf(code))), h("p.lead", {}, code)),
    answerSection(code), recordedSection(code),
  ];

  PG.startMap = function () {
    PG.by("map-mark").addEventListener("change", (event) => PG.go({ mark: event.target.value, field: "" }));
    PG.by("map-field").addEventListener("change", (event) => PG.go({ field: event.target.value }));
    PG.views.map = { draw };
  };
});
