"""A film without a field is licensed for every one: in memory, on a store, in SPARQL; and a question may leave it out."""

from __future__ import annotations

import pytest

from partnergraph import PartnerGraph
from tests.books import save

BOOK = """
dealbook: 1
sources: {d: {title: Register, date: 2023-01-15}}
organizations: {own: Owner, ann: Annex, bol: Bolder}
brands: {m: Mark}
products: {f: {kind: model, name: Film}}
commitments:
  film: {kind: exclusivity, bound: own, beneficiaries: ann, subject: 'products:f', act: sell, territory: Italy, period: 2023-06-01/2024-12-31, strength: exclusive}
  mark: {kind: exclusivity, bound: own, beneficiaries: ann, subject: 'brands:m', act: sell, territory: Italy, period: 2023-06-01/2024-12-31, strength: exclusive}
"""


@pytest.fixture(scope="module", params=["memory", "store"])
def graph(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> PartnerGraph:
    """The graph, kept in memory or on disk."""
    folder = tmp_path_factory.mktemp("films")
    found = PartnerGraph.open(folder / "s") if request.param == "store" else PartnerGraph()
    found.build(save(folder, "book.yaml", BOOK))
    return found


@pytest.mark.parametrize(
    ("subject", "reading", "expected"),
    [("Film", (), ["yes", "no"]), ("Film", ("strict",), ["unknown"] * 2), ("Mark", (), ["unknown"] * 2)],
)
def test_a_work_without_a_field_is_for_every_field(
    graph: PartnerGraph, subject: str, reading: tuple[str, ...], expected: list[str]
) -> None:
    asked = {"act": "sell", "party": ("Annex", "Bolder"), "reading": reading}
    found = graph.who(subject, "clothing", "Italy", "2024-02-01", **asked)
    assert [row.answer for row in found][:2] == expected
    assert ("whole-work" in found.readings_used) == ("no" in expected)
    rows = graph.query("who-may", subject=subject, field="clothing", country="Italy", on="2024-02-01", **asked)
    told = {str(row["party"]): str(row["answer"]) for row in rows}
    assert [told["Annex"], told["Bolder"]] == expected


def test_a_question_without_a_field_asks_for_all(graph: PartnerGraph) -> None:
    (answer, *_) = graph.who("Film", country="Italy", on="2024-02-01", act="sell", party="Annex")
    assert answer.answer == "yes"
    found = graph.clear(grantor="Owner", grantee="Bolder", subject="Film", territory="Italy", **{"from": "2024-01-01"})
    assert found.verdict == "collides"


@pytest.mark.parametrize(
    ("subject", "reading", "certainty"),
    [("Film", (), "certain"), ("Film", ("strict",), "possible"), ("Mark", (), "possible")],
)
def test_what_collides_with_a_work_for_every_field(
    graph: PartnerGraph, subject: str, reading: tuple[str, ...], certainty: str
) -> None:
    deal = {
        "grantor": "Owner", "grantee": "Bolder", "subject": subject, "field": "clothing", "act": "sell",
        "territory": "Italy", "from": "2024-01-01", "until": "2024-06-30", "reading": reading,
    }  # fmt: skip
    rows = graph.query("collisions", **deal)
    assert [row["certainty"] for row in rows if row["kind"] == "grant into exclusivity"] == [certainty]
    assert [one.certainty for one in graph.clear(**deal)] == [certainty]
