"""What stands above itself through others is named by every question that meets it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import partnergraph as pg
from partnergraph import vocabulary as v

BOOK = """
dealbook: 1
sources: {SOURCE: {title: SOURCE, date: 2024-03-01}}
organizations: {lic: Lic, a: Anna, b: Bert}
brands: {m: Mark}
commitments:
"""
HEAD = "  x1: {kind: exclusivity, strength: exclusive, bound: lic, beneficiaries: a, subject: m, field: wine, territory: US, period: 2022/2024UP}\n"
BELOW = "  x2: {kind: grant, bound: a, beneficiaries: b, subject: m, field: wine, territory: US, period: 2022/2024, parent: x1}\n"
OWNERS = """
ownerships:
  o1: {owner: lic, owned: a, period: 2010-01-01/..}
  o2: {owner: a, owned: b, period: 2010-01-01/..}
  o3: {owner: b, owned: lic, period: 2010-01-01/..}
"""


def book(folder: Path, source: str, *entries: str) -> Path:
    path = folder / f"{source}.yaml"
    path.write_text(BOOK.replace("SOURCE", source) + "".join(entries), encoding="utf-8")
    return path


def closed(folder: Path) -> Path:
    """A file in which a ring of licences stands, as other programs may write it."""
    graph = pg.PartnerGraph.open(folder / "s")
    graph.build(book(folder, "d", HEAD.replace("UP", ""), BELOW))
    graph.export(folder / "in.nt")
    base = "https://w3id.org/partnergraph/id/commitment/"
    text = (folder / "in.nt").read_text(encoding="utf-8")
    (folder / "ring.nt").write_text(f"{text}<{base}x1> <{v.pg('parent')}> <{base}x2> .\n", encoding="utf-8")
    return folder / "ring.nt"


ASKED: dict[str, Callable[[pg.PartnerGraph], object]] = {
    "who": lambda graph: graph.who("Mark", "wine", "US", "2023-01-01"),
    "clear": lambda graph: graph.clear(grantor="Lic", grantee="Bert", subject="Mark", field="wine", territory="US",
                                       from_="2023-01-01", until="2023-02-01"),
    "expiring": lambda graph: graph.expiring("2024-12-01", 90),
    "title": lambda graph: graph.title("Mark"),
    "available": lambda graph: graph.available("Mark", "wine", "2023-01-01"),
}  # fmt: skip


def test_a_ring_that_stands_already_is_named_by_every_question(tmp_path: Path) -> None:
    graph = pg.PartnerGraph.open(closed(tmp_path))
    for ask in ASKED.values():
        with pytest.raises(pg.InputError, match="stands above itself: x1, x2, x1"):
            ask(graph)
    assert "of itself" in str(graph.validate())


def test_companies_that_own_each_other_are_affiliates(tmp_path: Path) -> None:
    graph = pg.PartnerGraph.open(tmp_path / "s")
    graph.build(book(tmp_path, "d", HEAD.replace("UP", ""), OWNERS))
    for ask in ASKED.values():
        assert ask(graph)
    answers = graph.who("Mark", "wine", "US", "2023-01-01", parties=["Anna", "Bert"]).first.answers
    assert [answer.answer for answer in answers] == ["yes", "unknown", "no"]
    assert "cover affiliates" in str(answers[1].decided_by)
