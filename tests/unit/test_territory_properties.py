"""Properties of territories, against an oracle that walks the raw records with plain sets."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from itertools import product
from math import prod
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from partnergraph.errors import PhraseError
from partnergraph.resources import read_text
from partnergraph.territory import (
    COUNTRIES,
    Territory,
    certain_on,
    codes_of,
    format_territory,
    mask_of,
    parse_territory,
    possible_on,
    shortest_phrase,
)
from partnergraph.territory.algebra import MembershipMode

RECORDS: dict[str, dict[str, Any]] = {r["code"]: r for r in json.loads(read_text("regions.json"))}
PARTS = {r["code"]: {"kind": "part", "within": r["code"][:2]} for r in json.loads(read_text("parts.json"))["records"]}
EVERY = {**RECORDS, **PARTS}
CODES = sorted(RECORDS)
LARGE = sorted(code for code, r in RECORDS.items() if r["kind"] not in ("country", "part"))
Countries = frozenset[str]

codes = st.one_of(st.sampled_from(LARGE), st.sampled_from(CODES))
days = st.dates(date(1990, 1, 1), date(2027, 1, 1))
modes: st.SearchStrategy[MembershipMode] = st.one_of(st.just("not-stated"), st.just("moving"), days)
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])


@st.composite
def rules(draw: st.DrawFn) -> Territory:
    includes = draw(st.lists(codes, min_size=1, max_size=3))
    excludes = draw(st.lists(codes, max_size=2))
    try:
        return Territory(tuple(includes), tuple(excludes), draw(st.booleans()), draw(modes))
    except PhraseError:
        assume(False)
        raise


# --- the oracle ------------------------------------------------------------------------------------------


@cache
def fixed(code: str) -> Countries:
    record = EVERY[code]
    if record["kind"] == "country":
        return frozenset({code})
    if record["kind"] == "part":
        return frozenset()
    if record["kind"] == "m49":
        inside = (c for c, r in RECORDS.items() if r.get("within") == code and r["kind"] != "part")
        return frozenset().union(*(fixed(c) for c in inside))
    return rule_of(record)


def rule_of(record: dict[str, Any]) -> Countries:
    taken = frozenset().union(*(fixed(c) for c in record["includes"]))
    return taken.difference(*(fixed(c) for c in record.get("excludes", ())))


def members(record: dict[str, Any], day: date, with_doubtful: bool) -> Countries:
    found: set[str] = set()
    for first, last, names, *doubt in record["members"]:
        if first <= day.isoformat() and (last is None or day.isoformat() <= last) and (with_doubtful or not doubt):
            found.update(names.split())
    return frozenset(found)


def before_last_change(record: dict[str, Any], day: date, with_doubtful: bool) -> Countries:
    """Walk back day by day of change until the members differ."""
    now = members(record, day, with_doubtful)
    edges = {date.fromisoformat(row[0]) for row in record["members"]}
    edges |= {date.fromordinal(date.fromisoformat(row[1]).toordinal() + 1) for row in record["members"] if row[1]}
    for edge in sorted((e for e in edges if e <= day), reverse=True):
        earlier = members(record, date.fromordinal(edge.toordinal() - 1), with_doubtful)
        if earlier != now:
            return earlier or now
    return now


def meanings(code: str, day: date, mode: str | date) -> list[list[Countries]]:
    """For each variant of a word, its countries under moving and under frozen membership."""
    record = EVERY[code]
    if record["kind"] == "vague":
        return [[rule_of(v)] * 2 for v in record["variants"]]
    if record["kind"] == "part":
        return [[frozenset()] * 2]
    if record["kind"] != "bloc":
        return [[fixed(code)] * 2]
    doubtful = any(len(row) > 3 for row in record["members"])
    variants = []
    for take in (False, True) if doubtful else (False,):
        if isinstance(mode, date):
            variants.append([members(record, mode, take)] * 2)
        else:
            frozen = before_last_change(record, day, take) if mode == "not-stated" else members(record, day, take)
            variants.append([members(record, day, take), frozen])
    return variants


def cut(code: str, variant: int) -> Countries:
    """Countries of which a variant of a word leaves a part out."""
    record = EVERY[code]
    left_out = record["variants"][variant].get("excludes", ()) if record["kind"] == "vague" else ()
    return frozenset(EVERY[c]["within"] for c in left_out if EVERY[c]["kind"] == "part")


def oracle(rule: Territory, day: date) -> set[Countries]:
    """All sets of countries that the rule can mean on a day, asked inside the parts it names or outside them."""
    codes = sorted({*rule.includes, *rule.excludes})
    read = [meanings(c, day, rule.membership) for c in codes]
    found = set()
    for picked in product(*(range(len(variants)) for variants in read)):
        for mode, inside in product((0, 1), (True, False)):
            sets = {}
            for code, variants, i in zip(codes, read, picked, strict=True):
                here = {EVERY[code]["within"]} if EVERY[code]["kind"] == "part" else set()
                sets[code] = (variants[i][mode] | here) - cut(code, i) if inside else variants[i][mode]
            taken = frozenset().union(*(sets[c] for c in rule.includes))
            found.add(taken.difference(*(sets[c] for c in rule.excludes)))
    return found


def combinations(rule: Territory, day: date) -> int:
    whole = (c for c in {*rule.includes, *rule.excludes} if EVERY[c]["kind"] != "part")
    return prod(len(meanings(c, day, rule.membership)) for c in whole)


# --- properties ----------------------------------------------------------------------------------------------


@quick
@given(rules(), days)
def test_readings_are_what_the_oracle_finds(rule: Territory, day: date) -> None:
    found = {frozenset(codes_of(reading.mask_on(day))) for reading in rule.readings()}
    expected = oracle(rule, day)
    if combinations(rule, day) <= 256:  # above, only the widest and the narrowest reading are made
        assert found == expected
    assert frozenset(codes_of(certain_on(rule, day))) == frozenset.intersection(*expected)
    if rule.exhaustive:
        assert frozenset(codes_of(possible_on(rule, day))) == frozenset.union(*expected)


@quick
@given(rules())
def test_spans_are_contiguous_and_different(rule: Territory) -> None:
    for reading in rule.readings():
        assert reading.spans[0][0] is None
        assert reading.spans[-1][1] is None
        for (_, last, mask), (first, _, following) in zip(reading.spans, reading.spans[1:], strict=False):
            assert last is not None
            assert first is not None
            assert first.toordinal() == last.toordinal() + 1
            assert mask != following


@quick
@given(rules())
def test_key_and_phrase_come_back(rule: Territory) -> None:
    assert Territory.from_key(rule.key) == rule
    assert all(c.isalnum() or c in "-_" for c in rule.key)
    assert parse_territory(format_territory(rule)) == (rule,)


@quick
@given(rules())
def test_rules_are_minimal(rule: Territory) -> None:
    assert list(rule.includes) == sorted(set(rule.includes))
    assert Territory(rule.includes[::-1], rule.excludes[::-1], rule.exhaustive, rule.membership) == rule
    for i in range(len(rule.includes)):
        rest = rule.includes[:i] + rule.includes[i + 1 :]
        if rest and EVERY[rule.includes[i]]["kind"] in ("country", "m49", "group"):
            kept = [fixed(c) for c in rest if EVERY[c]["kind"] in ("country", "m49", "group")]
            assert not any(fixed(rule.includes[i]) <= other for other in kept)


@st.composite
def masks(draw: st.DrawFn) -> int:
    """Sets as people mean them: groups, more or less a few countries."""
    fixed_codes = [c for c in LARGE if EVERY[c]["kind"] in ("m49", "group")]
    mask = mask_of(draw(st.lists(st.sampled_from(fixed_codes), max_size=3)))
    return mask ^ mask_of(draw(st.sets(st.sampled_from(COUNTRIES), max_size=6)))


@quick
@given(st.one_of(masks(), st.integers(1, (1 << 250) - 1)), st.one_of(st.none(), days))
def test_shortest_phrase_is_the_same_set(mask: int, on: date | None) -> None:
    phrase = shortest_phrase(mask, on)
    if not mask:
        assert phrase == "nowhere"
        return
    day = on or date(2024, 1, 1)
    read = parse_territory(phrase)
    assert certain_on(read, day) == possible_on(read, day) == mask
    plain = len(", ".join(EVERY[c]["name"] for c in codes_of(mask)))
    assert len(phrase) <= plain + 40


words = st.sampled_from(
    [
        "World", "EU", "Europe", "Asia", "China", "Japan", "Hong Kong", "UK", "Quebec", "except", "but with", "and",
        "+", "-", ",", ";", "(", ")", "including", "the", "market", "Japanese", "among others", "(as of 2020-01-01)",
        "outside", "as membership changes", "excl.", "ex", "IN", "LA", "Georgia", "ROW", "countries", "Grmany",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.lists(words, max_size=8).map(" ".join), st.text(max_size=40)))
def test_whatever_is_read_prints_and_reads_back(phrase: str) -> None:
    try:
        read = parse_territory(phrase)
    except PhraseError:
        return
    assert parse_territory(format_territory(read)) == read
