"""A delivery that comes again is shown as a change before it takes effect: nothing is built, all is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from partnergraph import PartnerGraph
from partnergraph.cli import main
from partnergraph.errors import InputError
from tests.books import save
from tests.unit.industry.music import ern

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


# -- messages of an industry, which say the same thing anew


def test_a_takedown_closes_what_it_ends(tmp_path: Path) -> None:
    graph = PartnerGraph()
    graph.build(save(tmp_path, "first.xml", ern()))
    taken = save(tmp_path, "second.xml", ern("", day="2026-12-01"))
    found = graph.changes(taken)
    assert [(one.what, "status ended instead of" in one.details[-1]) for one in found] == [("closes", True)]
    graph.build(taken)
    assert not graph.changes(taken).changes


def test_a_right_that_is_denied_is_not_told_as_one_that_is_granted(tmp_path: Path) -> None:
    head = "Publisher,ISBN,SalesRightsType,CountriesIncluded\n"
    graph = PartnerGraph()
    graph.build(save(tmp_path, "rights.csv", head + "Alba,T1,02,FR\n"))
    found = graph.changes(save(tmp_path, "rights.csv", head + "Alba,T1,06,FR\n"))
    assert {(one.what, one.deal.startswith("It is denied that: ")) for one in found} == {
        ("closes", False), ("opens", True),
    }  # fmt: skip


def test_two_messages_of_one_release_are_built_one_after_the_other(tmp_path: Path) -> None:
    older = save(tmp_path, "older.xml", ern())
    newer = save(tmp_path, "newer.xml", ern(day="2026-12-01"))
    graph = PartnerGraph()
    with pytest.raises(InputError, match=r"newer.xml.*anew, which .*older.xml says") as told:
        graph.build(older, newer)
    assert "the newer one last" in str(told.value)
    assert not graph.sources()
    assert not graph.build(older).warnings
    assert not graph.build(newer).warnings
    (warning,) = graph.build(older).warnings
    assert "is of 2026-11-02, and replaces what it said on 2026-12-01" in warning.message
