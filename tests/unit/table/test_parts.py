"""A table that is too long for memory is read part by part, and states what it would state in one piece."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.errors import InputError
from partnergraph.graph import PartnerGraph, convert
from partnergraph.ingest.deals import buffer as deal_buffer
from partnergraph.ingest.table import read_table

HEADER = "Deal,Licensor,Licensee,Mark,Territory,Start,Exclusive,Partnership,Source,Source date,Quote"


def table(rows: int = 400) -> str:
    """Return deals of which some share a number, a partnership, a source or every word, and some have no number."""
    draw = random.Random(7)
    lines = []
    for _ in range(rows):
        number = draw.randrange(rows)
        key = f"D-{number}" if number % 3 else ""
        partnership = f"Pact {draw.randrange(12)}" if number % 5 == 0 else ""
        source = f"Paper {draw.randrange(9)}" if number % 2 else ""
        lines.append(
            f"{key},Alba {number % 17},Boreal {number % 13},Corona {number % 7},{draw.choice(['Japan', 'EU', 'World'])},"
            f"{draw.choice(['2020', '2021-05'])},{draw.choice(['yes', 'no'])},{partnership},{source},"
            f"{'2022-02-02' if source and number % 4 else ''},{'only here' if number % 11 == 0 else ''}"
        )
    return "\n".join([HEADER, *lines])


def content(data: m.Dataset) -> dict[str, set[object]]:
    return {group.name: set(getattr(data, group.name)) for group in fields(data)}


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deal_buffer, "_MOST_IN_MEMORY", 10)
    monkeypatch.setattr(deal_buffer, "_MOST_TOGETHER", 3)


@pytest.mark.usefixtures("in_parts")
@pytest.mark.parametrize("partnerships", [True, False])
def test_parts_state_what_the_whole_states(
    text_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, partnerships: bool
) -> None:
    text = table() if partnerships else table().replace("Pact", "")
    path = text_file(text)
    parted = read_table(path, as_of=date(2024, 2, 28))
    monkeypatch.setattr(deal_buffer, "_MOST_IN_MEMORY", 10_000)
    whole = read_table(path, as_of=date(2024, 2, 28))
    assert content(parted.data) == content(whole.data)
    assert set(map(str, parted.warnings)) == set(map(str, whole.warnings))


@pytest.mark.usefixtures("in_parts")
def test_parts_are_closed_and_many(text_file: Callable[..., Path]) -> None:
    lines = [
        f"D-{n},Alba,Boreal {n % 9},Corona,Japan,2020,yes,{f'Pact {n % 4}' if n % 3 else ''},,," for n in range(300)
    ]
    stated = read_table(text_file("\n".join([HEADER, *lines]))).stated
    assert stated is not None
    about = [{statement.about for statement in part.statements} for part in stated.groups()]
    assert len(about) > 20
    assert sum(map(len, about)) == len(set().union(*about))


@pytest.mark.usefixtures("in_parts")
def test_a_build_and_a_conversion_of_parts_hold_the_same(text_file: Callable[..., Path], tmp_path: Path) -> None:
    path = text_file(table().replace("Pact", ""))
    graph = PartnerGraph.open(tmp_path / "store")
    graph.build(path)
    convert(path, out=tmp_path / "all.nq")
    lines = (tmp_path / "all.nq").read_text(encoding="utf-8").splitlines()
    held = in_store(graph)
    assert {line.rsplit(" <", 1)[0] for line in lines if not line.endswith(f"<{v.GRAPH_REFERENCE}> .")} == held
    graph.build(path)
    assert in_store(graph) == held


def in_store(graph: PartnerGraph) -> set[str]:
    return {str(triple) for name in (v.GRAPH_STATED, v.GRAPH_DERIVED) for triple in graph.store.triples(name)}


@pytest.mark.usefixtures("in_parts")
def test_a_number_of_other_parties_far_apart_is_refused(text_file: Callable[..., Path]) -> None:
    lines = [f"D-{n},Alba,Boreal,Corona,Japan,2020,no,,,," for n in range(60)]
    path = text_file("\n".join([HEADER, *lines, "d-3,Alba,Delta,Corona,Japan,2020,no,,,,"]))
    with pytest.raises(InputError, match="stands for other parties in row 5") as refused:
        read_table(path)
    assert [problem.line for problem in refused.value.problems] == [62]
    kept = read_table(path, skip_bad=True)
    assert [reject.row for reject in kept.rejects] == [62]
    assert all(described.name != "Delta" for described in kept.data.descriptions)
