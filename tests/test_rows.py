"""Every answer is a sequence of rows: in loops, data frames, at the prompt and in a notebook."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import partnergraph as pg
from partnergraph.cli import main
from tests.books import save

BOOK = """
dealbook: 1
sources:
  register: {title: Register <1>, date: 2024-01-10, as_of: 2024-01-10}
organizations: {aurora: Aurora, boreal: Boreal, ceres: Ceres}
brands: {corona: Corona}
ownerships:
  o1: {label: Aurora owns Corona, owner: aurora, owned: corona, period: since 2010}
commitments:
  sole:
    label: Only Boreal
    kind: exclusivity
    bound: aurora
    beneficiaries: boreal
    subject: corona
    field: wine
    territory: Europe
    period: 2020 to 2026
    strength: exclusive
    evidence: "nobody else <b>in Europe</b>"
  other:
    label: Ceres too
    kind: grant
    bound: aurora
    beneficiaries: ceres
    subject: corona
    field: wine
    territory: Spain
    period: 2022 to 2025
  later:
    label: Ceres then
    kind: exclusivity
    bound: aurora
    beneficiaries: ceres
    subject: corona
    field: wine
    territory: Spain
    period: 2028 to 2030
    strength: exclusive
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rows")


@pytest.fixture(scope="module")
def graph(place: Path) -> pg.PartnerGraph:
    book = place / "book.yaml"
    book.write_text(BOOK, encoding="utf-8")
    graph = pg.PartnerGraph.open(place / "s")
    graph.build(book)
    return graph


CELL = {"subject": "Corona", "field": "wine"}
ASKED: dict[str, dict[str, Any]] = {
    "who": {**CELL, "country": "ES", "on": "2023-05-01", "party": ["Boreal", "Ceres"]},
    "clear": {
        **CELL,
        "grantor": "Aurora",
        "grantee": "Ceres",
        "territory": "Portugal",
        "from": "2024",
        "until": "2025",
    },
    "conflicts": {"subject": "Corona"},
    "available": {**CELL, "on": "2023-05-01"},
    "expiring": {"on": "2025-06-01", "within": "400d"},
    "gaps": {"subject": "Corona"},
    "title": {"subject": "Corona"},
}


def asked(graph: pg.PartnerGraph, name: str) -> Any:
    return getattr(graph, name)(**ASKED[name])


class Words(HTMLParser):
    """The words of a page, and whether every element that was opened is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words, self.open = "", list[str]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += f" {data}"


@pytest.mark.parametrize("name", ASKED)
def test_an_answer_is_a_sequence_of_rows(graph: pg.PartnerGraph, name: str) -> None:
    found = asked(graph, name)
    assert isinstance(found, Sequence)
    assert len(list(found)) == len(found) > 0
    assert found[0] == next(iter(found))
    assert list(found[:1]) == [found[0]]
    assert found


@pytest.mark.parametrize("name", ASKED)
def test_the_prompt_shows_what_the_command_line_prints(graph: pg.PartnerGraph, place: Path, name: str) -> None:
    options = []
    for key, value in ASKED[name].items():
        for one in value if isinstance(value, list) else [value]:
            options += [f"--{key}", one]
    printed = CliRunner().invoke(main, [name, *options, "--store", str(place / "s")], catch_exceptions=False).output
    assert repr(asked(graph, name)) == printed.rstrip("\n")


@pytest.mark.parametrize("name", ASKED)
def test_a_data_frame_has_the_rows_with_names_in_place_of_addresses(graph: pg.PartnerGraph, name: str) -> None:
    pytest.importorskip("pandas")
    found = asked(graph, name)
    frame = found.to_pandas()
    names, rows = found.table()
    assert list(frame.columns) == list(names)
    assert len(frame) == len(rows) >= len(found)
    assert "https://" not in frame.to_csv()


@pytest.mark.parametrize("name", ASKED)
def test_a_notebook_shows_sentences_or_a_table_and_nothing_of_it_is_markup(graph: pg.PartnerGraph, name: str) -> None:
    shown = Words(asked(graph, name)._repr_html_())
    assert not shown.open
    assert "https://" not in shown.words
    if name in ("who", "conflicts"):
        assert "nobody else <b>in Europe</b>" in shown.words
        assert "Register <1>, 2024-01-10" in shown.words


def test_a_query_of_ones_own_is_answered_by_query_too(graph: pg.PartnerGraph) -> None:
    text = "SELECT ?label { ?mark a pg:Brand ; rdfs:label ?label }"
    assert list(graph.query(text)) == list(graph.sparql(text)) == [{"label": "Corona"}]
    assert graph.query(text).to_pandas().to_dict("records") == [{"label": "Corona"}]
    for written, told in (
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "construct"),
        ("SELEC ?s { ?s ?p ?o }", "write SELECT"),
    ):
        with pytest.raises(pg.QueryError, match=told):
            graph.query(written)
    assert repr(graph.query("releases-in", country="IN")).splitlines()[0].startswith("product")


def test_without_a_library_the_error_says_how_to_get_it(
    graph: pg.PartnerGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(pg.MissingPackageError, match="pip install polars"):
        asked(graph, "who").to_polars()


def test_what_is_known_of_a_thing_is_shown_in_sentences(graph: pg.PartnerGraph, place: Path) -> None:
    known = graph.show("brand:Corona")
    printed = CliRunner().invoke(main, ["show", "brand:Corona", "--store", str(place / "s")]).output
    assert repr(known) == printed.rstrip("\n")
    assert "nobody else <b>in Europe</b>" in Words(known._repr_html_()).words


def test_without_a_deal_its_answers_are_gone_and_the_graph_is_as_before(graph: pg.PartnerGraph) -> None:
    others = graph.without("Only Boreal")
    assert graph.who(**ASKED["who"])[-1].answer == "no"
    assert others.who(**ASKED["who"])[-1].answer == "unknown"
    assert len(graph.conflicts(subject="Corona")) > len(others.conflicts(subject="Corona"))
    with pytest.raises(pg.UnknownNameError, match="Nobody's deal"):
        graph.without("Nobody's deal")


def test_a_network_of_pyvis_has_the_organizations_and_what_links_them(graph: pg.PartnerGraph) -> None:
    network = graph.to_pyvis()
    assert {node["label"] for node in network.nodes} == {"Aurora", "Boreal", "Ceres"}
    assert sorted(edge["label"] for edge in network.edges) == ["exclusivity", "exclusivity", "grant"]
    assert "Only Boreal" in network.generate_html()


TWINS = BOOK.replace("brands: {corona: Corona}", "brands: {corona: Corona}\nproducts: {phone: {name: Corona}}")
TAKEN = "'Corona' is the name of several things: brand:Corona is taken; for another write model:Corona"


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> pg.PartnerGraph:
    graph = pg.PartnerGraph()
    graph.build(save(tmp_path_factory.mktemp("twins"), "book.yaml", TWINS))
    return graph


NOTED: dict[str, dict[str, Any]] = {
    **ASKED,
    "who": {**CELL, "country": "BR", "on": "2023-05-01", "party": ["Zorb"]},
    "expiring": {**ASKED["expiring"], "subject": "Corona"},
}


@pytest.mark.parametrize("name", NOTED)
def test_every_form_of_an_answer_has_its_notes(twins: pg.PartnerGraph, name: str) -> None:
    found = getattr(twins, name)(**NOTED[name])
    assert TAKEN in found.notes
    shown = " ".join(Words(found._repr_html_()).words.split())
    assert all(note in shown and note in " ".join(repr(found).split()) for note in found.notes)


def test_a_named_question_has_its_note_in_every_form(twins: pg.PartnerGraph) -> None:
    found = twins.query("who-may", **{**CELL, "country": "ES", "on": "2023-05-01", "party": "Zorb"})
    note = f"{TAKEN}; no organization called 'Zorb' is recorded; the answer is that of a newcomer"
    assert found.note == note
    assert " ".join(repr(found).split()) == f"{note} party answer Zorb no others no"
    assert found._repr_html_().startswith(f"<div><p>{escape(note)}</p><table><thead>")


def test_a_notebook_shows_who_may_act_by_act_and_what_would_help(tmp_path: Path) -> None:
    graph = pg.PartnerGraph()
    acts = TWINS.replace("field: wine", "field: wine\n    act: advertise", 1)
    graph.build(save(tmp_path, "acts.yaml", acts.replace("2020 to 2026", "since 2020")))
    shown = graph.who("Corona", "wine", "FR", "2030", party="Zorb")._repr_html_()
    helping = [("h4", "What would help"), ("li", "Was &#x27;Only Boreal&#x27; in force on 2030-01-01?")]
    assert re.findall("<(p|h4|li)>(.*?)[<(:]", shown) == [
        ("p", "Corona, wine, France, every day from 2030-01-01 to 2030-12-31"),
        ("p", "&#x27;Corona&#x27; is the name of several things"),
        ("p", "no organization called &#x27;Zorb&#x27; is recorded; the answer is that of a newcomer"),
        *[("h4", "every act"), ("li", "Zorb"), ("li", "others"), helping[0], ("li", "Which act is meant?"), helping[1]],
        *[("h4", "advertise"), ("li", "Zorb"), ("li", "others"), *helping],
        ("p", "Readings used"),
    ]


def test_an_answer_of_nothing_is_a_sentence(twins: pg.PartnerGraph) -> None:
    shown = twins.gaps(subject="model:Corona")._repr_html_()
    assert shown == "<div><p>no hole and no overlap between successive partners is recorded</p></div>"
    shown = twins.expiring("1990", 1)._repr_html_()
    assert shown == "<div><p>nothing is known to end in this time</p></div>"
