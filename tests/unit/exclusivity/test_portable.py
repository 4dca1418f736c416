"""The shipped SPARQL agrees with the oracle on generated deals, on two engines that share no code.

rdflib takes seconds to read a question, so that the quick tests ask it only about the seed, in `test_seed`.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.unit.exclusivity.compare import STORES, differences_in_collisions, differences_in_sparql
from tests.unit.exclusivity.weaker import tally


@pytest.mark.parametrize(
    ("engine", "first", "count"),
    [
        ("embedded", 0, 15),
        pytest.param("embedded", 15, 85, marks=pytest.mark.slow),
        pytest.param("rdflib", 51, 1, marks=pytest.mark.slow),
        *(pytest.param("embedded", n, 100, marks=pytest.mark.slow) for n in range(100, 5_000, 100)),
        *(pytest.param("rdflib", n, 50, marks=pytest.mark.slow) for n in range(100, 400, 50)),
    ],
)
def test_who_may(engine: str, first: int, count: int) -> None:
    counts: Counter[str] = Counter()
    found = [
        text for seed in range(first, first + count) for text in differences_in_sparql(STORES[engine](), seed, counts)
    ]
    assert not found, "\n".join(found)
    assert counts["who"] > count // 4
    assert counts["weaker"] <= 1 + count // 100


@pytest.mark.parametrize(
    ("engine", "first", "count"),
    [
        ("embedded", 0, 15),
        pytest.param("embedded", 15, 85, marks=pytest.mark.slow),
        pytest.param("rdflib", 51, 1, marks=pytest.mark.slow),
        *(pytest.param("embedded", n, 100, marks=pytest.mark.slow) for n in range(100, 6_000, 100)),
        *(pytest.param("rdflib", n, 20, marks=pytest.mark.slow) for n in range(100, 160, 20)),
    ],
)
def test_collisions(engine: str, first: int, count: int) -> None:
    """No collision is missed, none is certain that is not; few are only possible that the engine settles."""
    counts: Counter[str] = Counter()
    found = [
        text
        for seed in range(first, first + count)
        for text in differences_in_collisions(STORES[engine](), seed, counts)
    ]
    assert not found, "\n".join(found)
    assert counts["weaker"] <= max(2, counts["clear"] // 10)


@pytest.mark.parametrize(
    ("first", "count"), [(0, 10), *(pytest.param(n, 100, marks=pytest.mark.slow) for n in range(100, 2_000, 100))]
)
def test_wider_books(first: int, count: int) -> None:
    """Chains of control, channels, acts and parts of countries: nothing contradicts, little is only unknown."""
    result = tally(range(first, first + count))
    assert not result.contradictions
    assert result.cases["chain of control"] and result.cases["channel or act"]
    assert all(result.weaker[question, "any"] <= 1 + count // 50 for question in ("who", "in force"))
    assert result.weaker["clear", "any"] <= 1 + count // 25
