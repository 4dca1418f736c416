"""What is given to a question in other types than text: read as text, or refused in one sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

import partnergraph as pg
from partnergraph.questions import exclusivity_questions, given_to, looking_questions
from tests.books import save

WHO = {"subject": "Leica", "field": "smartphone", "country": "Brazil", "on": "2023-05-01"}
DEAL = {"grantor": "Leica", "grantee": "Samsung", "subject": "Leica", "from_": "2024", "until": "2025"}


@pytest.fixture(scope="module")
def graph() -> pg.PartnerGraph:
    graph = pg.PartnerGraph()
    graph.build(pg.example("xiaomi-leica.yaml"))
    return graph


SAME: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("who", {**WHO, "on": 2023}, {**WHO, "on": "2023"}),
    ("who", {**WHO, "on": datetime(2023, 5, 1, 12, tzinfo=UTC)}, WHO),
    ("who", {**WHO, "on": date(2023, 5, 1)}, WHO),
    ("who", {**WHO, "field": ["smartphone"]}, WHO),
    ("who", {**WHO, "party": 5}, {**WHO, "party": ["5"]}),
    ("who", {**WHO, "party": (name for name in ("Sharp", "Xiaomi"))}, {**WHO, "party": "Sharp, Xiaomi"}),
    ("clear", {**DEAL, "from_": 2024, "until": 2025}, DEAL),
    ("expiring", {"on": 2024, "within": 400}, {"on": "2024", "within": "400d"}),
    ("expiring", {"on": "2024", "within": None}, {"on": "2024"}),
]


@pytest.mark.parametrize(("name", "given", "meant"), SAME)
def test_a_number_is_its_text_and_a_moment_its_day(
    graph: pg.PartnerGraph, name: str, given: dict[str, Any], meant: dict[str, Any]
) -> None:
    ask = getattr(graph, name)
    assert repr(ask(**given)) == repr(ask(**meant))


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("who", {**WHO, "on": 2023.5}, "'on' is 2023.5, which is no text\n    write text: 2024-02-28, or 2024"),
    ("who", {**WHO, "on": True}, "'on' is True, which is no text\n    write text: 2024-02-28, or 2024"),
    ("who", {**WHO, "field": ["smartphone", "camera"]}, "'field' is given more than once\n    give it once"),
    ("who", {**WHO, "channel": date(2024, 1, 1)}, "'channel' is datetime.date(2024, 1, 1), which is no text\n    write text"),
    ("who", {**WHO, "party": ["Sharp", None]}, "'party' is None, which is no text\n    write text: company"),
    ("who", {**WHO, "subject": {}}, "who needs a value for 'subject'\n    subject: mark, product or other right"),
    ("clear", {**DEAL, "strength": 1.5}, "'strength' is 1.5, which is no text\n    write text: exclusive, sole, co-exclusive, unqualified"),
    ("clear", {**DEAL, "exception": {"party": None}}, "'party' is None, which is no text\n    write text"),
    ("expiring", {"within": timedelta(3)}, "'within' is datetime.timedelta(days=3), which is no text\n    write text: 180d"),
    ("query", {"name": None}, "'name' is None, which is no text\n    write text"),
    ("query", {"name": "releases-in", "country": 5.5}, "'country' is 5.5, which is no text\n    write text: India, IN, or EU"),
    ("sparql", {"query": None}, "'query' is None, which is no text\n    write text"),
    ("show", {"name": b"x"}, "'name' is b'x', which is no text\n    write text: name, kind:name or address"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given", "said"), REFUSED)
def test_what_is_no_text_is_refused_in_one_sentence(
    graph: pg.PartnerGraph, name: str, given: dict[str, Any], said: str
) -> None:
    with pytest.raises(pg.QueryError) as refused:
        getattr(graph, name)(**given)
    assert str(refused.value) == said


def test_an_example_that_is_none_names_those_that_are() -> None:
    with pytest.raises(pg.UnknownNameError) as refused:
        pg.example("nope")
    assert str(refused.value) == "no example is called 'nope'\n    nearest: press-facts.yaml, xiaomi-leica.yaml"


def test_a_question_is_given_numbers_as_text() -> None:
    query = looking_questions()["query"]
    given = {"name": 5, "parameters": {"party": ["Sharp", 3], "on": 2023}}
    assert given_to(query, given) == {"name": "5", "parameters": {"party": ["Sharp", "3"], "on": "2023"}}
    assert given_to(exclusivity_questions()["clear"], {**DEAL, "from": 2024, "from_": None})["from"] == "2024"


BOOK = """\
dealbook: 1
sources: {s: {title: S, date: 2024-02-28}}
organizations: {maker: "Maker, Inc.", cutlery: "Knife, Fork", lens: Lens}
brands: {sign: Sign}
commitments:
  only: {kind: exclusivity, label: Only, bound: lens, beneficiaries: maker, subject: sign, field: smartphone,
    territory: World, period: 2022-01-01/2025-12-31, strength: exclusive, evidence: only}
"""


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> pg.PartnerGraph:
    graph = pg.PartnerGraph()
    graph.build(save(tmp_path_factory.mktemp("listed"), "b.yaml", BOOK))
    return graph


@pytest.mark.parametrize(
    ("text", "parties", "new"),
    [
        ("Maker, Inc., Lens", ["Maker, Inc.", "Lens"], []),
        ("Knife, Fork", ["Knife, Fork"], []),
        ("Lens,Zorb", ["Lens", "Zorb"], ["Zorb"]),
        ("Zorb,Quux,", ["Zorb", "Quux"], ["Zorb", "Quux"]),
        ("Zorb, Ltd., Quux, GmbH & Co. KG", ["Zorb, Ltd.", "Quux, GmbH & Co. KG"], ["Zorb, Ltd.", "Quux, GmbH & Co. KG"]),
        ("organization:Zorb, Quux", ["Zorb, Quux"], ["Zorb, Quux"]),
        ("organization:Zorb, organization:Quux", ["Zorb", "Quux"], ["Zorb", "Quux"]),
    ],
)  # fmt: skip
def test_names_with_commas_are_several(listed: pg.PartnerGraph, text: str, parties: list[str], new: list[str]) -> None:
    found = listed.who("Sign", "smartphone", "BR", "2023-05-01", party=text)
    assert [found.name(one.party) for one in found] == [*parties, "others"]
    assert list(found.not_recorded) == new
    assert found.notes == tuple(
        f"no organization called {name!r} is recorded; the answer is that of a newcomer" for name in new
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"grantor": "Lens,Lenz"}, "no organization or person is called 'Lenz'\n    nearest: Lens"),
        ({"subject": "Sign,Zorb"}, "no mark, product or right is called 'Zorb'"),
        ({"field": "camera,smartphoen"}, "no field is called 'smartphoen'\n    nearest: smartphone, smart phone, smartphones"),
        ({"grantee": "!!!"}, "'!!!': is no name: it holds neither letter nor digit\n    write a name"),
        ({"grantee": "Lens, ???"}, "'???': is no name: it holds neither letter nor digit\n    write a name"),
        ({"strength": "sole", "exception": "foo=bar"},
         "'foo=bar' is no exception\n    write NAME=VALUE, several with semicolons; the names are party, territory, field, channel, act, language, customer, commitment"),
    ],
)  # fmt: skip
def test_an_error_names_the_part_that_is_not_known(listed: pg.PartnerGraph, given: dict[str, Any], said: str) -> None:
    deal = {"grantor": "Lens", "grantee": "Maker, Inc.", "subject": "Sign", "from_": "2024"}
    with pytest.raises(pg.PartnerGraphError) as refused:
        listed.clear(**(deal | given))
    assert str(refused.value) == said


def test_of_an_unknown_grantor_a_named_question_says_what_clear_says(listed: pg.PartnerGraph) -> None:
    deal = {"grantor": "Zorb", "grantee": "Quux", "subject": "Sign", "field": "smartphone", "territory": "BR"}
    notes = listed.clear(**deal, from_="2024").notes
    assert notes[:2] == (
        "no organization called 'Zorb' is recorded: nothing is known of what it holds or has promised, "
        "and only what others promised is held against this deal",
        "no organization called 'Quux' is recorded; the answer is that of a newcomer",
    )
    assert listed.query("collisions", **deal, **{"from": "2024"}).note == "; ".join(notes[:2])
