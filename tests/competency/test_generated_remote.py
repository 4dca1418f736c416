"""Generated deals on real servers: the shipped who-may says what the oracle says, or that it does not know."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import count, islice

import pytest

from partnergraph import vocabulary as v
from partnergraph.store.remote import RemoteStore
from tests.store.engines import ENGINES, Engine, started
from tests.unit.exclusivity import oracle, portable
from tests.unit.exclusivity.compare import MOST_READINGS_WHO
from tests.unit.exclusivity.generated import PARTIES, Case, Maker, readings_in

EVERYBODY = [*PARTIES, oracle.OTHERS]
FEW, MANY = 10, 300


@lru_cache(maxsize=2)
def made(number: int) -> list[tuple[int, Case]]:
    """Return the first cases whose complete readings can be enumerated, with their seeds."""
    drawn = ((seed, Maker(seed).case()) for seed in count())
    found = ((seed, case) for seed, case in drawn if portable.can_be_stored(case))
    return list(islice((pair for pair in found if readings_in(pair[1], with_plan=False) <= MOST_READINGS_WHO), number))


WITHOUT = {"virtuoso"}
"""Engines whose compiler gives up on who-may; there the question is answered from a copy of the graphs."""


@pytest.fixture(scope="module", params=sorted(ENGINES.keys() - WITHOUT))
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with started(request.param, tmp_path_factory.mktemp(request.param)) as found:
        yield found


@pytest.mark.parametrize(("held", "asked"), [(FEW, 2), pytest.param(MANY, MANY, marks=pytest.mark.slow)])
def test_who_may(engine: Engine, held: int, asked: int) -> None:
    """A server holds many cases, each under names of its own."""
    stored = RemoteStore(engine.address, create=True, environment=engine.environment)
    with stored.transaction() as work:
        work.clear(v.GRAPH_STATED)
    portable.fill(stored, made(held))
    different, weaker = [], 0
    for seed, case in made(held)[:asked]:
        expected = oracle.who(case.book, "Aura", case.asked, case.country, case.day, EVERYBODY)
        found = portable.who_in_sparql(stored, case, seed)
        parties = [party for party in EVERYBODY if found[party] != expected[party][0]]
        weaker += bool(parties)
        different += [
            f"seed {seed}: who {party}: oracle {expected[party][0]}, SPARQL {found[party]}"
            for party in parties
            if found[party] != "unknown"
        ]
    assert not different, "\n".join(different)
    assert weaker <= 1 + asked // 37
