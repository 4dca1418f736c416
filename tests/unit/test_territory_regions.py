"""The region table: names lead to one region each, memberships add up, the Turtle file is the same table."""

from __future__ import annotations

import importlib.util
import json
import re
from collections import defaultdict
from datetime import date
from pathlib import Path
from types import ModuleType

import pyoxigraph as ox
import pytest

from partnergraph import resources
from partnergraph.resources import ontology_path, read_text
from partnergraph.territory import Territory, certain_on, codes_of, find_region, parse_territory
from partnergraph.territory.lexicon import _GRAMMAR, _REFUSED, AMBIGUOUS_CODES, names_of, normal
from partnergraph.territory.regions import Region, table
from partnergraph.vocabulary import NS, REGION

REGIONS = list(table().regions.values())
REFUSED_NAMES = {"Georgia"}
DAY = date(2026, 1, 1)


def ids(region: Region) -> str:
    return region.code


def test_one_record_per_line() -> None:
    lines = read_text("regions.json").splitlines()
    assert (lines[0], lines[-1]) == ("[", "]")
    assert [json.loads(line.removesuffix(","))["code"] for line in lines[1:-1]] == list(table().regions)


@pytest.mark.parametrize("region", REGIONS, ids=ids)
def test_every_name_leads_to_its_region(region: Region) -> None:
    assert find_region(region.code) == region.code
    for name in names_of(region):
        if name not in REFUSED_NAMES:
            assert find_region(name) == region.code
            assert parse_territory(name)[0].includes == (region.code,)
    for adjective in region.adjectives:
        assert parse_territory(f"the {adjective} market")[0].includes == (region.code,)


def test_no_name_has_two_regions() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for region in REGIONS:
        for name in names_of(region):
            owners[normal(name)].add(region.code)
    assert {name: codes for name, codes in owners.items() if len(codes) > 1} == {}


def test_no_short_name_is_the_code_of_another_country() -> None:
    codes = {r.code: r.code for r in REGIONS if r.kind == "country"}
    codes |= {r.raw["alpha3"]: r.code for r in REGIONS if r.kind == "country"}
    for region in REGIONS:
        for name in names_of(region):
            assert codes.get(normal(name).upper(), region.code) == region.code, name
    assert set(AMBIGUOUS_CODES) <= set(codes)


def test_alpha_3_codes_are_unique() -> None:
    codes = [r.raw["alpha3"] for r in REGIONS if r.kind == "country"]
    assert len(set(codes)) == len(codes) == 250
    assert all(len(code) == 3 and code.isupper() for code in codes)


def test_grammar_words_are_written_in_their_normal_form() -> None:
    for words in (*_GRAMMAR.values(), *_REFUSED):
        assert all(normal(word) == word for word in words.split("|"))


def test_what_refusals_suggest_is_understood() -> None:
    hints = [hint for _, hint in _REFUSED.values()] + list(AMBIGUOUS_CODES.values())
    suggested = [phrase for hint in hints for phrase in re.findall(r"'([^']+)'", hint)]
    assert len(suggested) > 20
    for phrase in suggested:
        assert parse_territory(phrase)


@pytest.mark.parametrize("region", [r for r in REGIONS if r.kind == "vague"], ids=ids)
def test_vague_words_have_different_fixed_variants(region: Region) -> None:
    variants = table().variants(region.code)
    assert len({(variant.ever, variant.without) for variant in variants}) == len(variants) >= 2
    certain = variants[0].ever
    for variant in variants:
        certain &= variant.ever
    assert certain, "a word whose variants share nothing means nothing"
    for variant in region.raw["variants"]:
        assert all(map(table().fixed_mask, variant["includes"]))
        assert all(table().fixed_mask(code) or table()[code].kind == "part" for code in variant.get("excludes", ()))


@pytest.mark.parametrize("region", [r for r in REGIONS if r.kind == "bloc"], ids=ids)
def test_memberships_are_cited_and_do_not_overlap(region: Region) -> None:
    assert "http" in region.raw["reference"]
    last: dict[str, date | None] = {}
    for row in region.memberships:
        assert row.last is None or row.first <= row.last
        if row.member in last:
            before = last[row.member]
            assert before is not None
            assert before < row.first
        last[row.member] = row.last


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("EU", 27), ("EEA", 30), ("EURO-AREA", 21), ("SCHENGEN", 29), ("EFTA", 4), ("GCC", 6), ("ASEAN", 11),
        ("MERCOSUR", 5), ("USMCA", 3), ("CIS", 9), ("BRICS", 10), ("G7", 7), ("G20", 19), ("OECD", 38),
        ("AFRICAN-UNION", 55), ("COMMONWEALTH", 56), ("EAEU", 5), ("SAARC", 8),
    ],
)  # fmt: skip
def test_number_of_members(code: str, count: int) -> None:
    assert certain_on(Territory((code,), membership="moving"), DAY).bit_count() == count


@pytest.mark.parametrize("region", [r for r in REGIONS if "era" in r.raw], ids=ids)
def test_numbered_eu_names_are_the_eu_of_their_time(region: Region) -> None:
    first = date.fromisoformat(region.raw["era"][0])
    assert certain_on(Territory(("EU",), membership=first), DAY) == table().fixed_mask(region.code)


def test_the_tree_ends_in_the_world() -> None:
    for region in REGIONS:
        if region.kind in ("country", "m49", "part"):
            seen = region
            for _ in range(6):
                if seen.within is None:
                    break
                seen = table()[seen.within]
            assert seen.code == "001"


def test_taiwan_and_kosovo_are_placed_and_say_so() -> None:
    assert table()["TW"].within == "030"
    assert table()["XK"].within == "039"
    assert "M49" in table()["TW"].raw["note"]
    assert "M49" in table()["XK"].raw["note"]


# --- the Turtle file ------------------------------------------------------------------------------------


def _script() -> ModuleType:
    path = Path(__file__).parents[2] / "scripts" / "make_regions.py"
    spec = importlib.util.spec_from_file_location("make_regions", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_turtle_file_is_what_the_script_writes() -> None:
    assert ontology_path("regions.ttl").read_text(encoding="utf-8") == _script().turtle()


def test_script_checks_without_writing(capsys: pytest.CaptureFixture[str]) -> None:
    assert _script().main(["--check"]) == 0
    assert "up to date" in capsys.readouterr().out


def test_turtle_file_says_what_the_table_says() -> None:
    store = ox.Store()
    store.load(path=str(ontology_path("regions.ttl")), format=ox.RdfFormat.TURTLE)
    assert not any(isinstance(quad.subject, ox.BlankNode) for quad in store)

    def rows(query: str) -> set[tuple[str, ...]]:
        found = store.query(f"PREFIX pg: <{NS}> SELECT {query}")
        assert isinstance(found, ox.QuerySolutions)
        return {tuple("" if v is None else v.value.removeprefix(REGION) for v in row) for row in found}

    assert rows("?code { ?r pg:code ?code }") == {(r.code,) for r in REGIONS}
    assert rows("?c { ?c a pg:Country }") == {(r.code,) for r in REGIONS if r.kind == "country"}
    europe = codes_of(table().fixed_mask("150") or 0)
    assert rows(f"?c {{ ?c a pg:Country ; pg:within+ <{REGION}150> }}") == {(code,) for code in europe}
    dated = rows(
        "?g ?m ?from ?to { ?n pg:group ?g ; pg:member ?m ; pg:memberFrom ?from OPTIONAL { ?n pg:memberUntil ?to } }"
    )
    assert dated == {
        (r.code, m.member, m.first.isoformat(), m.last.isoformat() if m.last else "")
        for r in REGIONS
        for m in r.memberships
    }
    assert rows("?m { ?n pg:group ?g ; pg:member ?m . ?g pg:code 'DACH' }") == {("AT",), ("CH",), ("DE",)}


# --- where the files are ------------------------------------------------------------------------------------


def test_files_inside_the_package_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("installed", encoding="utf-8")
    monkeypatch.setattr(resources, "_INSTALLED", tmp_path)
    assert read_text("a.txt") == "installed"
    assert ontology_path("regions.json").exists()


def test_a_missing_file_names_both_places() -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.ttl.*_ontology"):
        ontology_path("nothing.ttl")
