"""Nobody lets others do what it may not do itself: `who` heeds title, in memory, on a store and in SPARQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from partnergraph import PartnerGraph
from tests.books import save

BOOK = """
dealbook: 1
sources: {{d: {{title: Register, date: 2023-01-15{complete}}}}}
organizations: {{own: Owner, ann: Annex, bol: Bolder, cyr: Cyrus, dora: Dora, eve: Eve}}
brands: {{m: Mark}}
commitments:
  italy: {{kind: grant, bound: own, beneficiaries: ann, subject: m, field: clothing, act: sell, territory: Italy, period: 2023-06-01/2024-12-31}}
  sub: {{kind: grant, bound: ann, beneficiaries: bol, subject: m, field: clothing, act: sell, territory: Italy + Spain, period: 2023-06-01/2024-12-31}}
  subsub: {{kind: grant, bound: bol, beneficiaries: dora, subject: m, field: clothing, act: sell, territory: Italy, period: 2023-06-01/2024-12-31}}
  only: {{kind: exclusivity, bound: ann, beneficiaries: cyr, subject: m, field: clothing, act: sell, territory: Italy, period: 2023-06-01/2024-12-31, strength: exclusive}}
"""
LISTED = ", as_of: 2023-01-15, complete_for: {grantor: own, subject: 'brands:m'}"


@pytest.fixture(params=["memory", "store"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    """Where the graph is kept."""
    return tmp_path / "s" if request.param == "store" else None


def built(folder: Path, place: Path | None, complete: str) -> PartnerGraph:
    graph = PartnerGraph.open(place) if place else PartnerGraph()
    graph.build(save(folder, "book.yaml", BOOK.format(complete=complete)))
    return PartnerGraph.open(place) if place else graph


def asked(graph: PartnerGraph, country: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    found = graph.who("Mark", "clothing", country, "2024-02-01", act="sell", party=("Bolder", "Dora", "Eve", "Annex"))
    return {row.party.rpartition("/")[2]: (row.answer, row.could_be) for row in found}


def in_sparql(graph: PartnerGraph, country: str) -> dict[str, str]:
    parties = ["Bolder", "Dora", "Eve", "Annex"]
    rows = graph.query(
        "who-may", subject="Mark", field="clothing", country=country, on="2024-02-01", act="sell", party=parties
    )
    return {str(row["party"]).casefold(): str(row["answer"]) for row in rows}


def test_a_licensee_gives_no_more_than_it_has(tmp_path: Path, place: Path | None) -> None:
    listed = built(tmp_path, place, LISTED)
    assert asked(listed, "Spain")["bolder"] == ("unknown", ("unknown",))
    assert in_sparql(listed, "Spain")["bolder"] == "unknown"


def test_a_licence_that_nobody_lists_may_have_been_given(tmp_path: Path, place: Path | None) -> None:
    graph = built(tmp_path, place, "")
    assert asked(graph, "Spain")["bolder"] == ("unknown", ("yes", "unknown"))
    assert in_sparql(graph, "Spain")["bolder"] == "unknown"


def test_who_promises_more_than_it_has_shuts_out_only_those_below_it(tmp_path: Path, place: Path | None) -> None:
    listed = built(tmp_path, place, LISTED)
    found = {party: answer for party, (answer, _) in asked(listed, "Italy").items()}
    assert found == {
        "bolder": "conflict",
        "dora": "conflict",
        "eve": "unknown",
        "annex": "conflict",
        "others": "unknown",
    }
    said = in_sparql(listed, "Italy")
    assert all(said[party] in ("unknown", answer) for party, answer in found.items())
