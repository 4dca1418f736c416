"""A store that was made before events, exceptions and titles of grants could be stated: it opens and answers alike.

``before_events`` holds its deal book, the store that the code of that time made of it, and what that code answered.
Of the regions and trees of terms beside the data there are those that the questions need, to keep it small.
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from partnergraph import PartnerGraph
from partnergraph import vocabulary as v

FOLDER = Path(__file__).parent / "before_events"
CELL = {"subject": "Sign", "field": "smartphone", "country": "BR", "on": "2023-05-01"}
_WORDS = ("sentence", "notes", "note", "why", "depends_on", "decided_by", "codes")
DEAL = {"grantor": "Lens", "grantee": "Zorb", "subject": "Sign", "field": "smartphone", "territory": "France"}
AMENDED = """\
dealbook: 1
sources:
  amendment: {title: Amendment, date: 2023-03-01}
deal_events:
  shorter: {kind: amendment, changes: https://w3id.org/partnergraph/id/commitment/only, source: amendment,
    start: 2023-04-01, end: 2023-04-30}
"""


def answers(graph: PartnerGraph) -> dict[str, Any]:
    """Ask what could be asked at that time."""
    days = {"from_": "2023-01-01", "until": "2023-12-31"}
    found = {
        "who": graph.who(**CELL, party=["Maker", "Submaker", "Novum"]).to_json(),
        "who of rings": graph.who("Sign", "ring", "DE", "2023-05-01", party=["Lens", "Novum"]).to_json(),
        "who in Japan": graph.who("Sign", "smartphone", "JP", "2023-05-01", party=["Maker", "Lens"]).to_json(),
        "clear": graph.clear(**DEAL, **days).to_json(),
        "clear of the option": graph.clear(**DEAL | {"field": "tablet"}, **days).to_json(),
        "conflicts": graph.conflicts().to_json(),
        "available": graph.available(subject="Sign", field="smartphone", on="2023-05-01").to_json(),
        "expiring": graph.expiring(on="2024-10-01", within="500d").to_json(),
        "who-may": list(graph.query("who-may", **CELL, party=["Maker", "Novum"])),
        "collisions": list(graph.query("collisions", **DEAL, **{"from": "2023-01-01", "until": "2023-12-31"})),
    }
    return json.loads(json.dumps(_without_words(found), default=str))  # type: ignore[no-any-return]


def _without_words(answer: Any) -> Any:
    """Return an answer without its sentences, which may be put otherwise, and without what its territories cover."""
    if isinstance(answer, Mapping):
        return {key: _without_words(value) for key, value in answer.items() if key not in _WORDS}
    return [_without_words(one) for one in answer] if isinstance(answer, list | tuple) else answer


def _says_all_of(now: Any, then: Any, where: str = "") -> None:
    """Hold an answer against an older one: it may say more of each thing, and nothing else."""
    if isinstance(then, dict):
        for key, value in then.items():
            _says_all_of(now[key], value, f"{where}/{key}")
    elif isinstance(then, list):
        assert len(now) == len(then), where
        for number, (one, other) in enumerate(zip(now, then, strict=True)):
            _says_all_of(one, other, f"{where}/{number}")
    else:
        assert now == then, where


@pytest.fixture
def older(tmp_path: Path) -> Path:
    with tarfile.open(FOLDER / "store.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path / "store"


@pytest.fixture(scope="module")
def then() -> dict[str, Any]:
    return json.loads((FOLDER / "answers.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_it_answers_as_then_and_is_not_changed_by_it(older: Path, then: dict[str, Any]) -> None:
    before = (older / "partnergraph.json").read_bytes()
    graph = PartnerGraph.open(older)
    assert {"ontology", "rules"} <= set(graph.info().stale)
    _says_all_of(answers(graph), then)
    assert (older / "partnergraph.json").read_bytes() == before


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> PartnerGraph:
    """A store of the same book, built today."""
    graph = PartnerGraph.open(tmp_path_factory.mktemp("today") / "store")
    graph.build(FOLDER / "book.yaml")
    return graph


def test_derived_anew_it_is_as_one_built_today(older: Path, then: dict[str, Any], today: PartnerGraph) -> None:
    PartnerGraph.open(older).derive()
    graph = PartnerGraph.open(older)
    assert graph.info().stale == ()
    for name in (v.GRAPH_STATED, v.GRAPH_DERIVED):
        assert set(graph.store.triples(name)) == set(today.store.triples(name))
    assert graph.store.count(v.GRAPH_REFERENCE) == today.store.count(v.GRAPH_REFERENCE)
    now = answers(graph)
    _says_all_of(now, then)
    assert now == answers(today)


def test_events_can_be_built_into_it(older: Path, today: PartnerGraph, tmp_path: Path) -> None:
    (tmp_path / "amended.yaml").write_text(AMENDED, encoding="utf-8")
    graph = PartnerGraph.open(older)
    for one in (graph, today):
        one.build(tmp_path / "amended.yaml")
    assert graph.info().stale == ()
    assert set(graph.store.triples(v.GRAPH_DERIVED)) == set(today.store.triples(v.GRAPH_DERIVED))
    for day, answer in (("2023-03-31", "no"), ("2023-05-01", "unknown")):
        cell = CELL | {"on": day}
        assert [found.answer for found in graph.who(**cell, party="Novum")] == [answer, answer]
        assert [row["answer"] for row in graph.query("who-may", **cell, party="Novum")] == [answer, answer]
