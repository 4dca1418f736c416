// Which facts pass the filters: 0 no, 1 perhaps (the day lies between its bounds, or only a plan), 2 yes.
"use strict";

PG.part(function () {
  const { data, facts } = PG;
  const { fact, account, territory, region } = data;
  PG.passing = new Uint8Array(facts).fill(2);
  PG.lit = new Uint8Array(PG.things).fill(1); // things that a passing fact touches, or that have no facts at all

  // Is the fact in force on a day? Unknown bounds give "perhaps".
  PG.onDay = function (f, day) {
    if (PG.timeless(f)) return 2;
    const kind = PG.factKind(f);
    const { es, ls, ee, le } = fact;
    const known = es[f] !== null || ls[f] !== null || ee[f] !== null || le[f] !== null;
    if (!known) return PG.structural(f) ? 2 : 1;
    if (kind === "release") return es[f] !== null && day < es[f] ? 0 : ls[f] !== null && day >= ls[f] ? 2 : 1;
    if (kind === "absence") return ee[f] !== null && day <= ee[f] ? 2 : le[f] !== null && day > le[f] ? 0 : 1;
    if ((es[f] !== null && day < es[f]) || (le[f] !== null && day > le[f])) return 0;
    return ls[f] !== null && day >= ls[f] && ee[f] !== null && day <= ee[f] ? 2 : 1;
  };

  const mask = (hex) => BigInt("0x" + (hex || "0"));
  const possible = territory.possible.map(mask);

  PG.regionMask = function (code) {
    const country = region.country.indexOf(code);
    if (country >= 0) return 1n << BigInt(country);
    const group = region.group.indexOf(code);
    return group >= 0 ? mask(region.groupMask[group]) : 0n;
  };

  function regionTest(code) {
    const wanted = PG.regionMask(code);
    const touches = possible.map((each) => (each & wanted) !== 0n);
    return (f) => PG.structural(f) || PG.accountsOf(f).some((a) => account.territory[a] >= 0 && touches[account.territory[a]]);
  }

  function tests(state) {
    const found = [];
    if (state.off.length) {
      const off = new Set(state.off);
      const offFact = data.kinds.fact.map((kind) => off.has("f-" + kind));
      const offThing = data.kinds.thing.map((kind) => off.has("t-" + kind));
      found.push((f) => !offFact[fact.kind[f]]);
      if (offThing.includes(true)) found.push((f) => PG.endpoints(f).every((t) => !offThing[data.thing.kind[t]]));
    }
    if (state.source) {
      const source = data.source.id.indexOf(state.source);
      found.push((f) => PG.accountsOf(f).some((a) => account.source[a] === source));
    }
    if (state.region) found.push(regionTest(state.region));
    return found;
  }

  PG.refilter = function () {
    const state = PG.state;
    const checks = tests(state);
    const day = state.day ? PG.dayOf(state.day) : null;
    const { passing, lit } = PG;
    lit.fill(0);
    for (let f = 0; f < facts; f++) {
      let value = day === null ? 2 : PG.onDay(f, day);
      if (value && checks.length && !checks.every((check) => check(f))) value = 0;
      passing[f] = value;
    }
    light(passing, lit);
  };

  function light(passing, lit) {
    const has = new Uint8Array(PG.things);
    let f = 0;
    let left = fact.count[0] || 0;
    for (let i = 0; i < fact.part.length; i++) {
      while (left === 0) left = fact.count[++f];
      left--;
      const t = fact.part[i];
      if (t < 0) continue;
      has[t] = 1;
      if (passing[f]) lit[t] = 1;
    }
    for (let t = 0; t < lit.length; t++) if (!has[t] && !PG.state.source && !PG.state.region) lit[t] = 1;
  }

  PG.kindOff = (t) => PG.state.off.includes("t-" + PG.thingKind(t));
});
