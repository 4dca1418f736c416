"""A deal that a source says has ended: earlier than was stated, told in the present tense; in memory and on a store."""

from __future__ import annotations

from pathlib import Path

import pytest

from partnergraph import PartnerGraph
from tests.books import save

BOOK = """
dealbook: 1
sources:
  contract: {{title: Contract, date: 2022-01-10}}
  news: {{title: News, date: 2024-06-10}}
organizations: {{own: Owner, a: Anna, b: Bert}}
brands: {{m: Mark}}
commitments:
  old:
    kind: exclusivity
    bound: own
    beneficiaries: a
    statements:
      - {{source: contract, subject: m, field: wine, act: sell, territory: Poland, period: 2022-01-01/2026-12-31, strength: exclusive}}
      - {{source: news, strength: exclusive, {news}}}
  new: {{kind: grant, bound: own, beneficiaries: b, source: contract, subject: m, field: wine, act: sell, territory: Poland, period: {begins}/2026-12-31}}
"""


@pytest.fixture(params=["memory", "store"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    """Where the graph is kept."""
    return tmp_path / "s" if request.param == "store" else None


def built(folder: Path, place: Path | None, news: str, begins: str = "2024-07-01") -> PartnerGraph:
    graph = PartnerGraph.open(place) if place else PartnerGraph()
    graph.build(save(folder, "book.yaml", BOOK.format(news=news, begins=begins)))
    return PartnerGraph.open(place) if place else graph


def anna(graph: PartnerGraph, day: str) -> str:
    asked = {"subject": "Mark", "field": "wine", "country": "Poland", "on": day, "act": "sell", "party": "Anna"}
    (answer, _) = graph.who(**asked)  # type: ignore[arg-type]
    rows = graph.query("who-may", **asked)
    (said,) = {str(row["answer"]) for row in rows if row["party"] == "Anna"}
    assert said in ("unknown", answer.answer)
    return answer.answer


@pytest.mark.parametrize("news", ["status: ended", "status: ended, period: /2024-05-31"])
def test_what_ended_early_collides_no_more(tmp_path: Path, place: Path | None, news: str) -> None:
    graph = built(tmp_path, place, news)
    assert list(graph.conflicts()) == []
    assert anna(graph, "2025-01-01") == "unknown"
    assert next(iter(graph.who("Mark", "wine", "Poland", "2025-01-01", act="sell", party="Bert"))).answer == "yes"


def test_until_its_early_end_it_collides(tmp_path: Path, place: Path | None) -> None:
    graph = built(tmp_path, place, "status: ended, period: /2024-05-31", begins="2024-03-01")
    (found,) = graph.conflicts()
    assert (found.certainty, str(found.last)) == ("certain", "2024-05-31")


def test_a_later_source_by_which_it_runs_on_is_at_odds(tmp_path: Path, place: Path | None) -> None:
    later = BOOK.replace("date: 2022-01-10", "date: 2025-01-10")
    graph = PartnerGraph.open(place) if place else PartnerGraph()
    graph.build(save(tmp_path, "later.yaml", later.format(news="status: ended", begins="2024-07-01")))
    (found,) = graph.conflicts()
    assert found.certainty == "possible"


def test_an_end_told_in_the_present_tense_attests_nothing(tmp_path: Path, place: Path | None) -> None:
    graph = built(tmp_path, place, "status: ended, present_tense: true")
    assert anna(graph, "2024-06-10") == "unknown"  # it may have ended on any day up to that
    assert anna(graph, "2024-06-11") == "unknown"
