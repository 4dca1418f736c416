"""A delivery that comes again is shown as a change before it takes effect: nothing is built, all is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from partnergraph import PartnerGraph
from partnergraph.cli import main
from partnergraph.errors import InputError
from tests.books import save

HEAD = "deal,Seller,Buyer,Film,Territory,From,To,Exclusive\n"
OLD = HEAD + (
    '1,Alba,Boreal,Metropolis,"Germany, Austria",2024-01-01,2026-12-31,yes\n'
    "2,Alba,Cyrus,Metropolis,France,2024-01-01,2026-12-31,yes\n"
    "3,Alba,Dora,Metropolis,Japan,2024-01-01,2026-12-31,no\n"
)
NEW = HEAD + (
    '1,Alba,Boreal,Metropolis,"Germany, Switzerland",2024-01-01,2025-12-31,yes\n'
    "3,Alba,Dora,Metropolis,Japan,2024-01-01,2026-12-31,no\n"
    "4,Alba,Eve,Metropolis,Germany,2024-06-01,2024-12-31,yes\n"
)


@pytest.fixture
def graph(tmp_path: Path) -> PartnerGraph:
    found = PartnerGraph.open(tmp_path / "s")
    found.build(save(tmp_path, "deals.csv", OLD))
    return found


def test_what_opens_closes_and_changes(graph: PartnerGraph, tmp_path: Path) -> None:
    before = graph.store.stamp.revision
    found = graph.changes(save(tmp_path, "deals.csv", NEW))
    assert graph.store.stamp.revision == before
    assert (found.replaces, found.same) == (("deals",), 1)
    assert [(one.what, one.details) for one in found] == [
        ("changes", ("closes in Austria", "opens in Switzerland",
                     "1 January 2024 to 31 December 2025 instead of 1 January 2024 to 31 December 2026")),
        ("closes", ("in France, 1 January 2024 to 31 December 2026",)),
        ("opens", ("in Germany, 1 June 2024 to 31 December 2024",)),
    ]  # fmt: skip
    (collision,) = found.collisions
    assert (collision.certainty, collision.countries) == ("certain", "Germany")
    assert "Cyrus" in next(one.deal for one in found if one.what == "closes")


def test_what_it_tells_is_what_a_build_does(graph: PartnerGraph, tmp_path: Path) -> None:
    path = save(tmp_path, "deals.csv", NEW)
    told = {one.sentence for one in graph.changes(path).collisions}
    graph.build(path)
    assert {one.sentence for one in graph.conflicts()} == told
    again = graph.changes(path)
    assert (list(again), again.collisions, again.solved, again.same) == ([], (), 0, 3)


def test_a_delivery_that_solves_a_collision(graph: PartnerGraph, tmp_path: Path) -> None:
    graph.build(save(tmp_path, "deals.csv", NEW))
    found = graph.changes(save(tmp_path, "deals.csv", OLD))
    assert (found.solved, found.collisions) == (1, ())


def test_on_the_command_line(graph: PartnerGraph, tmp_path: Path) -> None:
    path, store = str(save(tmp_path, "deals.csv", NEW)), str(tmp_path / "s")
    done = CliRunner().invoke(main, ["changes", path, "--store", store, "--check"])
    assert (done.exit_code, "1 deal would open, 1 close, 1 change, 1 stay" in done.output) == (1, True)
    for form in ("json", "csv", "markdown"):
        assert CliRunner().invoke(main, ["changes", path, "--store", store, "--format", form]).exit_code == 0
    bad = CliRunner().invoke(
        main, ["changes", str(save(tmp_path, "bad.csv", NEW.replace("Japan", "Narnia"))), "-s", store]
    )
    assert (bad.exit_code, "Narnia" in bad.output) == (2, True)
    with pytest.raises(InputError, match="nothing to compare"):
        graph.changes()
