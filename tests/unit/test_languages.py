"""Languages as an axis of the scope: tags and names, how two relate, and answers that rest on them."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import RdfFormat, parse

from partnergraph import vocabulary as v
from partnergraph.cli import main
from partnergraph.errors import UnknownNameError
from partnergraph.exclusivity import who
from partnergraph.exclusivity.scope import Trees
from partnergraph.graph import PartnerGraph
from partnergraph.languages import ALL
from partnergraph.resources import ontology_path
from partnergraph.terms import terms
from tests.quick import one_in

BOOK = """
dealbook: 1
sources: {d: {title: Contract, date: 2024-01-01}}
organizations: {lic: Lic, a: Anna, b: Bert}
rights: {f: Film}
commitments:
  x: {kind: exclusivity, bound: lic, beneficiaries: a, subject: f, field: films, territory: World, language: LANGUAGE,
      period: 2024-01-01/2026-12-31, strength: exclusive}
"""
TABLE = "licensor,licensee,subject,field,territory,start,end,LANGUAGE\nLic,Anna,Film,films,World,2024-01-01,2025-12-31,"


def tag(words: str) -> str:
    return terms().find("language", words).removeprefix(v.LANGUAGE)


def relation(asked: str, term: str) -> str:
    find = terms().find
    return Trees(terms().broader).relation(find("language", asked), find("language", term))


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("German", "de"), ("Deutsch", "de"), ("Spanish", "es"), ("LatAm Spanish", "es-419"), ("es_mx", "es-MX"),
        ("Latin American Spanish", "es-419"), ("Castilian", "es-ES"), ("Mandarin", "cmn"), ("Chinese", "zh"),
        ("Brazilian Portuguese", "pt-BR"), ("ZH-hant-tw", "zh-Hant-TW"), ("en-Latn-GB", "en-GB"), ("en-UK", "en-GB"),
        ("fr-001", "fr"), ("zh-yue-HK", "yue-HK"), ("any language", "all-languages"), ("All", "all-languages"),
        ("es-UY", "es-UY"), ("iw", "he"), ("ca-valencia", "ca-valencia"),
    ],
)  # fmt: skip
def test_a_language_as_people_write_it(written: str, right: str) -> None:
    assert tag(written) == right


@pytest.mark.parametrize("written", ["xx", "es-XX", "de-Quux", "dubbed", "OV", "tbd", "es-EU", "und", "mul", "en-x-a"])
def test_what_is_no_language_is_refused(written: str) -> None:
    with pytest.raises(UnknownNameError):
        tag(written)


@pytest.mark.parametrize(
    ("asked", "term", "right"),
    [
        ("es-MX", "es", "covers"), ("es-MX", "es-419", "covers"), ("es-UY", "es-419", "covers"),
        ("es", "es-MX", "part"), ("es-ES", "es-419", "disjoint"), ("de", "fr", "disjoint"),
        ("zh-Hant", "zh-TW", "unknown"), ("zh-TW", "zh-Hant", "unknown"), ("zh-Hant-TW", "zh-TW", "covers"),
        ("zh-Hant", "zh-Hans", "disjoint"), ("cmn", "zh", "covers"), ("cmn", "zh-Hant", "unknown"),
        ("yue", "cmn", "disjoint"), ("de", "all-languages", "covers"), ("all-languages", "de", "part"),
        ("all-languages", "all-languages", "covers"), ("ca-valencia", "ca", "covers"), ("id", "ms", "disjoint"),
    ],
)  # fmt: skip
def test_how_two_languages_relate(asked: str, term: str, right: str) -> None:
    assert relation(asked, term) == right


def test_the_listed_languages_say_in_rdf_what_their_tags_say() -> None:
    quads = list(parse(path=str(ontology_path("schemes.ttl")), format=RdfFormat.TURTLE))
    said = {(q.subject.value, q.object.value) for q in quads if q.predicate.value == v.SKOS + "related"}
    broader, trees = terms().broader, Trees(terms().broader)
    listed = [iri for iri in broader if iri.startswith(v.LANGUAGE)]
    above = {iri: trees.path(iri) for iri in listed}
    for one, other in itertools.permutations(listed, 2):
        found = trees.relation(one, other)
        if other in above[one] or one in above[other]:
            assert found == ("covers" if other in above[one] else "part"), (one, other)
        else:  # in RDF such a pair is no more than possible
            assert ((one, other) in said) == (found != "disjoint"), (one, other)


def answer(graph: PartnerGraph, party: str, language: str | None) -> str:
    iri = {name: f"{v.DEFAULT_BASE}{name}" for name in ("right/film", "organization/anna", "organization/bert")}
    asked = None if language is None else terms().find("language", language)
    found = who(
        graph.deals(), iri["right/film"], v.FIELD + "film", None, "JP", date(2024, 6, 1),
        [iri[f"organization/{party}"]], language=asked,
    )  # fmt: skip
    return found.answers[0].answer


@pytest.mark.parametrize(
    ("stated", "asked", "right"),
    [
        ("Spanish", "es-MX", "no"), ("Spanish", "German", "unknown"), ("es-419", "es-ES", "unknown"),
        ("es-419", "Spanish", "unknown"), ("[Spanish, German]", "de-AT", "no"), ("Spanish", None, "unknown"),
        ("all languages", None, "no"), ("all languages", "German", "no"), ("zh-Hant", "zh-TW", "unknown"),
        ("[zh-Hant, zh-Hans]", "zh", "unknown"),
    ],
)  # fmt: skip
def test_who_may_in_a_language(stated: str, asked: str | None, right: str, tmp_path: Path) -> None:
    (tmp_path / "book.yaml").write_text(BOOK.replace("LANGUAGE", stated), encoding="utf-8")
    graph = PartnerGraph()
    graph.build(tmp_path / "book.yaml")
    assert answer(graph, "bert", asked) == right
    given = {} if asked is None else {"language": asked}
    rows = graph.query("who-may", subject="right:Film", field="films", market="JP", on="2024-06-01", parties="Bert",
                       act="use", **given)  # fmt: skip
    assert {row["party"]: row["answer"] for row in rows}["Bert"] == right


def test_no_source_states_a_language_so_all(tmp_path: Path) -> None:
    (tmp_path / "book.yaml").write_text(BOOK.replace(" language: LANGUAGE,", ""), encoding="utf-8")
    graph = PartnerGraph.open(tmp_path / "s")
    graph.build(tmp_path / "book.yaml")
    assert (answer(graph, "bert", None), answer(graph, "anna", "de")) == ("no", "yes")


def built(header: str, cell: str, folder: Path) -> tuple[int, str]:
    (folder / "deals.csv").write_text(f"{TABLE.replace('LANGUAGE', header)}{cell}\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["build", str(folder / "deals.csv"), "--store", str(folder / "s")])
    return result.exit_code, result.output


@pytest.mark.parametrize(
    "header", one_in(5, ("Licensed language", "Language", "Languages", "Sprache", "Authorised Languages"))
)
def test_the_column_of_languages(header: str, tmp_path: Path) -> None:
    assert built(header, "Spanish (LatAm); de-AT", tmp_path)[0] == 0
    graph = PartnerGraph.open(tmp_path / "s")
    said = [statement.languages for statement in graph.data().statements if statement.languages]
    assert said == [(v.LANGUAGE + "de-AT", v.LANGUAGE + "es-419")]
    graph.export(tmp_path / "again.csv")
    graph.export(tmp_path / "again.ttl")
    for copy in ("again.csv", "again.ttl"):
        again = PartnerGraph.open(tmp_path / f"{copy}.store")
        again.build(tmp_path / copy)
        assert [s.languages for s in again.data().statements if s.languages] == said


def test_a_cell_that_is_no_language_stops_the_build(tmp_path: Path) -> None:
    status, output = built("Language", "Germann", tmp_path)
    assert status != 0 and "no language is called 'Germann'" in output and "german" in output
    assert not (tmp_path / "s").exists()


def test_a_header_like_a_language_stops_the_build(tmp_path: Path) -> None:
    assert "a language" in built("Dubbing languages", "German", tmp_path)[1]
    assert built("Original language", "German", tmp_path)[0] == 0


def test_the_top_is_one_term() -> None:
    assert terms().find("language", "all languages") == ALL
