// The page's tables, read from its JSON, and the indexes made of them. Rows are numbers everywhere.
"use strict";

PG.part(function () {
  const { data } = PG;
  const { thing, fact, account } = data;
  const things = thing.id.length;
  const facts = fact.id.length;
  PG.things = things;
  PG.facts = facts;

  PG.thingKind = (t) => data.kinds.thing[thing.kind[t]];
  PG.factKind = (f) => data.kinds.fact[fact.kind[f]];
  PG.word = (number) => data.words[number];
  PG.rows = (numbers) => numbers.map((row) => data.rows[row].map(PG.word)); // [label, value] pairs
  PG.iri = (id) => (/^[a-z][a-z0-9+.-]*:/i.test(id) ? id : data.base + id);

  const structural = new Set(data.kinds.structural);
  PG.structural = (f) => structural.has(PG.factKind(f));
  const timeless = new Set(["maker", "brand", "series"]);
  PG.timeless = (f) => timeless.has(PG.factKind(f));

  // Participants of a fact lie one after the other; `first[f]` is where those of f begin.
  const first = new Int32Array(facts + 1);
  for (let f = 0; f < facts; f++) first[f + 1] = first[f] + fact.count[f];
  const scope = new Set(["subject", "excepted", "under"]);
  const outside = fact.roles.map((role) => scope.has(role));

  PG.participants = function (f) {
    const found = [];
    for (let i = first[f]; i < first[f + 1]; i++) found.push([fact.roles[fact.role[i]], fact.part[i]]);
    return found;
  };

  // The things that a drawn fact touches, as Python decided: its core, else all but the excepted.
  PG.endpoints = function (f) {
    const core = new Set();
    const all = new Set();
    for (let i = first[f]; i < first[f + 1]; i++) {
      if (!outside[fact.role[i]]) core.add(fact.part[i]);
      if (fact.roles[fact.role[i]] !== "excepted") all.add(fact.part[i]);
    }
    return [...(core.size > 1 ? core : all)];
  };

  // Facts of each thing, and accounts of each fact, in rows one after the other.
  function grouped(size, keys, values) {
    const start = new Int32Array(size + 1);
    for (const key of keys) if (key >= 0) start[key + 1]++;
    for (let i = 0; i < size; i++) start[i + 1] += start[i];
    const next = start.slice();
    const items = new Int32Array(start[size]);
    keys.forEach((key, i) => {
      if (key >= 0) items[next[key]++] = values ? values[i] : i;
    });
    return (key) => items.subarray(start[key], start[key + 1]);
  }

  const owner = new Int32Array(first[facts]);
  for (let f = 0; f < facts; f++) owner.fill(f, first[f], first[f + 1]);
  const factsOf = grouped(things, fact.part, owner);
  PG.factsOf = (t) => [...new Set(factsOf(t))];
  PG.accountsOf = grouped(facts, account.fact);
  PG.boundsOf = grouped(facts, data.bound.fact);
  PG.describedIn = grouped(things, data.description.thing);

  PG.evidenceCount = new Uint16Array(facts);
  account.fact.forEach((f, a) => (PG.evidenceCount[f] += (account.evidence[a] || []).length));

  PG.ties = new Uint16Array(things);
  for (let f = 0; f < facts; f++) if (fact.drawn[f]) for (const t of PG.endpoints(f)) PG.ties[t]++;

  const claimsOf = { t: new Map(), f: new Map() };
  const hold = (map, key, claim) => map.set(key, [...(map.get(key) || []), claim]);
  data.claim.id.forEach((_, c) => {
    for (const t of new Set([...data.claim.things[c], ...data.claim.by[c]])) hold(claimsOf.t, t, c);
    for (const f of data.claim.facts[c]) hold(claimsOf.f, f, c);
  });
  PG.claimsOf = (kind, number) => claimsOf[kind].get(number) || [];

  PG.denied = new Set(account.denied);
  PG.conflict = new Set(fact.conflict);
  PG.endless = new Set(fact.endless);

  const numbers = new Map();
  thing.id.forEach((id, t) => numbers.set(id, ["t", t]));
  fact.id.forEach((id, f) => numbers.set(id, ["f", f]));
  PG.find = (id) => numbers.get(id) || null;

  PG.aliases = new Map();
  data.description.thing.forEach((t, d) => {
    for (const [label, value] of PG.rows(data.description.rows[d] || [])) {
      if (["Also known as", "Spelling"].includes(label)) hold(PG.aliases, t, value);
    }
  });

  // The first and last day that anything on the page speaks of.
  PG.days = (function () {
    let low = Infinity;
    let high = -Infinity;
    for (const column of [fact.es, fact.ls, fact.ee, fact.le, data.source.day]) {
      for (const day of column) {
        if (day === null) continue;
        if (day < low) low = day;
        if (day > high) high = day;
      }
    }
    return low <= high ? [low, high] : [PG.yearStart(2020), PG.yearStart(2025)];
  })();

  // Turtle is only read when somebody asks.
  let turtle = null;
  PG.hasTurtle = () => PG.by("turtle").textContent.trim() !== "";
  PG.turtleOf = async function (f) {
    turtle ??= await PG.unpack("turtle");
    return turtle[f];
  };
});
