// The evidence panel: what is selected, what each source says of it and in which words, and what follows from it.
"use strict";

PG.part(function () {
  const { data } = PG;
  const { thing, fact, account, description, evidence, source, claim, comparison, bound } = data;
  const { h } = PG;
  const MODALITY = { opinion: "opinion", plan: "plan", prediction: "prediction", disclosure: "disclosure" };

  // --- texts with references: \x01t3\x01 is a thing, \x01f3\x01 a fact --------------------------------

  PG.linked = (text) => text.split("\x01").map((part, i) => (i % 2 ? reference(part) : part));

  function reference(mark) {
    const number = Number(mark.slice(1));
    if (mark[0] === "t") return goTo("t", number, thing.name[number]);
    if (mark[0] === "f") return goTo("f", number, PG.word(fact.name[number]));
    return mark.slice(1);
  }

  function goTo(kind, number, text) {
    return h("button.ref", { type: "button", onclick: () => PG.select(kind, number) }, PG.name(text));
  }

  PG.plain = (text) => text.split("\x01").map((part, i) => (i % 2 ? plainReference(part) : part)).join("");
  const plainReference = (mark) =>
    mark[0] === "t" ? thing.name[+mark.slice(1)] : mark[0] === "f" ? PG.word(fact.name[+mark.slice(1)]) : mark.slice(1);

  // --- pieces ------------------------------------------------------------------------------------------

  const badge = (text, kind) => h("span.badge" + (kind ? "." + kind : ""), {}, text);

  function quotes(numbers) {
    return (numbers || []).map((e) =>
      h("blockquote", {}, PG.name(evidence.phrase[e], "span"), evidence.start[e] !== null && h("span.at", { title: "Position in the source's text, in characters" }, ` @${evidence.start[e]}`)));
  }

  // The quotes behind some statements, each with its source: for the reasons of an answer.
  PG.quotesOf = (accounts) => [...new Set(accounts)].map((a) => h("div.reason-quotes", {}, h("p.says", { dir: "auto" }, PG.linked(account.text[a])), quotes(account.evidence[a]), sourceLine(account.source[a])));

  function sourceLine(s) {
    if (s < 0) return h("p.source", {}, "Source not recorded");
    const about = [source.publisher[s], source.day[s] !== null && PG.sayDay(source.day[s])].filter(Boolean).join(" · ");
    const copy = source.copy[s] >= 0 ? [" · copy of ", PG.name(source.title[source.copy[s]])] : null;
    return h("p.source", {}, PG.link(source.url[s], source.title[s]), h("span.about", {}, PG.name(about), copy));
  }

  function rowsOf(rows) {
    if (!rows) return null;
    const items = [];
    for (const [label, value] of PG.rows(rows)) {
      items.push(h("dt", {}, label), h("dd", {}, ["Website", "Wikidata"].includes(label) ? PG.link(value, value) : h("bdi", { dir: "auto" }, PG.linked(value))));
    }
    return h("dl", {}, items);
  }

  function accountCard(a) {
    const modality = PG.word(account.modality[a]);
    return h("article.account", {},
      h("p.says", { dir: "auto" }, PG.linked(account.text[a])),
      h("p.badges", {}, badge("stated"), PG.denied.has(a) && badge("denied", "warn"), MODALITY[modality] && badge(MODALITY[modality], "warn")),
      quotes(account.evidence[a]),
      !account.evidence[a] && h("p.none", {}, "No passage is recorded for this."),
      sourceLine(account.source[a]),
      account.rows[a] && h("details", {}, h("summary", {}, "Recorded values"), rowsOf(account.rows[a])));
  }

  function boundLine(b) {
    const readings = bound.readings[b];
    return h("li", {}, h("strong", {}, PG.word(bound.words[b])), " ",
      readings.length ? badge("reading: " + readings.join(", "), "reading") : badge("entailed", "reading"),
      bound.rests[b].length > 0 && h("p.rests", {}, "Rests on: ", bound.rests[b].map((a, i) => [i ? "; " : "", PG.plain(account.text[a])])));
  }

  function inferred(f) {
    const known = [...PG.boundsOf(f)];
    return known.length > 0 && h("section", {}, h("h3", {}, "Inferred"), h("ul.bounds", {}, known.map(boundLine)));
  }

  function claimCard(c) {
    const by = claim.by[c].length ? claim.by[c].map((t, i) => [i ? ", " : "", goTo("t", t, thing.name[t])]) : "the writer";
    const modality = PG.word(claim.modality[c]);
    const held = comparison.claims.map((group, i) => (group.includes(c) ? i : -1)).filter((i) => i >= 0);
    return h("article.account.claim", {},
      h("p.says", { dir: "auto" }, claim.text[c]),
      h("p.badges", {}, h("span.by", {}, "said by ", by), MODALITY[modality] && badge(MODALITY[modality], "warn"), claim.denied.includes(c) && badge("denied", "warn")),
      quotes(claim.evidence[c]), sourceLine(claim.source[c]),
      held.map((i) => h("p.held", {}, badge(comparison.verdict[i], "reading"), " ", PG.name(comparison.reason[i]))));
  }

  function claimsSection(kind, number) {
    const known = PG.claimsOf(kind, number);
    return known.length > 0 && h("section", {}, h("h3", {}, "Who said what"), known.map(claimCard));
  }

  function turtleBox(f) {
    if (!PG.hasTurtle()) return null;
    const text = h("pre", { tabindex: "0" }, "");
    const copy = h("button.small", { type: "button", onclick: () => PG.copy(text.textContent, copy) }, "Copy");
    const box = h("details.turtle", {}, h("summary", {}, "Turtle"), h("div.turtle-body", {}, copy, text));
    box.addEventListener("toggle", async () => {
      if (box.open && !text.textContent) text.textContent = await PG.turtleOf(f);
    });
    return box;
  }

  // --- a fact ------------------------------------------------------------------------------------------

  const ROLES = {
    party: "party", bound: "bound", beneficiary: "in favour of", excluded: "may not act", promisee: "promised to", product: "product", holder: "holder", organization: "at",
    towards: "towards", participant: "takes part", owner: "owner", owned: "owned", mark: "mark", subject: "subject",
    excepted: "excepted", under: "within partnership of", maker: "maker", brand: "brand", series: "series",
  };

  function factPanel(f) {
    const kind = PG.factKind(f);
    const told = [...PG.accountsOf(f)];
    const count = PG.evidenceCount[f];
    return [
      h("header", {},
        h("p.kind", {}, PG.lineGlyph(kind), PG.FACT_NAMES[kind]),
        h("h2", {}, PG.name(heading(f))),
        h("p.lead", {}, PG.name(PG.word(fact.label[f]))),
        h("ul.parts", {}, PG.participants(f).map(([role, t]) => h("li", {}, h("span.role", {}, ROLES[role] || role), PG.glyph(PG.thingKind(t)), goTo("t", t, thing.name[t])))),
        PG.conflict.has(f) && h("p.warning", {}, "The sources' dates contradict each other; every account is shown below.")),
      h("section", {}, h("h3", {}, `${PG.plural(told.length, "account")}, ${PG.plural(count, "quote")}`),
        told.map(accountCard), !told.length && h("p.none", {}, "No source says more of it.")),
      inferred(f),
      claimsSection("f", f),
      turtleBox(f),
      iriLine(fact.id[f]),
    ];
  }

  function heading(f) {
    if (!PG.timeless(f)) return PG.word(fact.name[f]);
    return PG.endpoints(f).map((t) => thing.name[t]).join(" → ");
  }

  const iriLine = (id) => h("p.iri", {}, PG.name(PG.iri(id)));

  // --- a thing -------------------------------------------------------------------------------------------

  function otherEnds(f, t) {
    const names = PG.endpoints(f).filter((other) => other !== t).map((other) => thing.name[other]);
    return names.length ? names.join(", ") : PG.word(fact.name[f]);
  }

  function factRow(f, t) {
    return h("li", {}, h("button.row", { type: "button", onclick: () => PG.select("f", f) },
      PG.lineGlyph(PG.factKind(f)), h("span.row-text", {}, PG.name(otherEnds(f, t)), h("small", { dir: "auto" }, PG.word(fact.label[f]))),
      PG.evidenceCount[f] > 0 && h("span.count", { title: "quotes" }, String(PG.evidenceCount[f]))));
  }

  const FIRST_ROWS = 12;
  function factList(t, kind, facts) {
    const list = h("ul.rows", {}, facts.slice(0, FIRST_ROWS).map((f) => factRow(f, t)));
    const rest = facts.slice(FIRST_ROWS);
    const more = rest.length > 0 && h("button.small", { type: "button", onclick: () => { PG.add(list, rest.map((f) => factRow(f, t))); more.remove(); } }, `Show ${rest.length.toLocaleString("en")} more`);
    return h("section", {}, h("h3", {}, `${PG.FACT_NAMES[kind]} (${facts.length.toLocaleString("en")})`), list, more);
  }

  function thingActions(t) {
    const hidden = PG.collapsedBeside(t);
    const pinned = PG.pinned.has(t);
    return h("p.actions", {},
      hidden > 0 && h("button.small#expand", { type: "button", onclick: () => PG.expand(t) }, `Expand (${hidden.toLocaleString("en")})`),
      h("button.small", { type: "button", onclick: () => PG.hide(t) }, "Hide"),
      h("button.small", { type: "button", "aria-pressed": String(pinned), onclick: () => { PG.pin(t, !pinned); PG.renderPanel(); } }, pinned ? "Unpin" : "Pin"),
      PG.ties[t] > 0 && PG.pathButton(t));
  }

  function thingPanel(t) {
    const kind = PG.thingKind(t);
    const facts = PG.factsOf(t);
    const groups = data.kinds.fact.map((name) => [name, facts.filter((f) => PG.factKind(f) === name)]).filter(([, list]) => list.length);
    return [
      h("header", {}, h("p.kind", {}, PG.glyph(kind), PG.THING_NAMES[kind]), h("h2", {}, PG.name(thing.name[t])), thingActions(t)),
      PG.pathSection(),
      groups.map(([name, list]) => factList(t, name, list)),
      !facts.length && h("p.none", {}, "No fact is recorded about it."),
      claimsSection("t", t),
      described(t),
      iriLine(thing.id[t]),
    ];
  }

  function described(t) {
    const cards = [...PG.describedIn(t)].filter((d) => description.rows[d]);
    return cards.length > 0 && h("section", {}, h("h3", {}, "As described"),
      cards.map((d) => h("article.account", {}, rowsOf(description.rows[d]), quotes(description.evidence[d]), sourceLine(description.source[d]))));
  }

  // --- nothing selected ------------------------------------------------------------------------------------

  function welcome() {
    if (!PG.things) return [h("header", {}, h("h2", {}, "This graph is empty"), h("p", {}, "Nothing has been built into it yet, so there is nothing to draw. Build a source into the graph and export the page again."))];
    const newest = source.day.filter((day) => day !== null).sort((a, b) => b - a)[0];
    const top = Array.from(PG.ties.keys()).filter((t) => PG.ties[t]).sort((a, b) => PG.ties[b] - PG.ties[a] || a - b).slice(0, 8);
    return [
      h("header", {}, h("p.kind", {}, "Overview"), h("h2", {}, PG.by("page-title").textContent),
        h("p.lead", {}, `${PG.plural(PG.things, "thing")}, ${PG.plural(PG.facts, "fact")} and ${PG.plural(evidence.phrase.length, "quote")} from ${PG.plural(source.id.length, "source")}${newest === undefined ? "" : `, the newest of ${PG.sayDay(newest)}`}.`)),
      h("section", {}, h("h3", {}, "How to read it"),
        h("p", {}, "A line is a fact between two things, a small diamond one between three or more. Choose either to see who says so, in which words. The number on a label counts the quotes behind it."),
        h("p", {}, "What is dashed and faint only perhaps holds on the chosen day. ", h("span.keys", {}, "Keys: ", [["/", "search"], ["arrows", "walk"], ["Enter", "open"], ["Esc", "back"], ["1–4", "tabs"]].map(([key, what], i) => [i ? ", " : "", h("kbd", {}, key), ` ${what}`]), "."))),
      h("section", {}, h("h3", {}, "Best connected"), h("ul.rows", {}, top.map((t) => h("li", {}, h("button.row", { type: "button", onclick: () => PG.select("t", t) }, PG.glyph(PG.thingKind(t)), h("span.row-text", {}, PG.name(thing.name[t])), h("span.count", { title: "facts" }, String(PG.ties[t]))))))),
    ];
  }

  PG.renderPanel = function () {
    const panel = PG.by("panel-body");
    const chosen = PG.selected();
    const panels = { f: factPanel, t: thingPanel, c: PG.countryPanel };
    PG.fill(panel, chosen ? panels[chosen[0]](chosen[1]) : welcome());
    panel.parentElement.classList.toggle("chosen", Boolean(chosen));
    panel.parentElement.classList.toggle("telling", !PG.things || Boolean(PG.state.sel && !chosen));
    panel.scrollTop = 0;
    if (PG.state.sel && !chosen) PG.add(panel, [h("p.warning", {}, "The address names something that this page does not have: ", PG.name(PG.state.sel))]);
  };

  PG.startPanel = function () {
    PG.by("panel-close").addEventListener("click", PG.deselect);
    PG.onChange((changed) => {
      const country = PG.state.sel.startsWith("country:");
      const keys = country ? ["sel", "day", "mark", "field", "off", "region", "source"] : ["sel", "more", "gone", "path"];
      if (keys.some((key) => changed.has(key))) PG.renderPanel();
    });
  };
});
