"""Conditions on open choices, against their truth tables."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from partnergraph.exclusivity.choices import FALSE, TRUE, Condition, Domains, every, flag, negation, some

NAMES = [("affiliates", name) for name in "abc"]
PARTS = [TRUE, FALSE, *map(flag, NAMES)]


def truths(condition: Condition) -> list[bool]:
    """Return the value of a condition whichever way three choices are made."""
    return [condition.test(made) for made in Domains().assignments(NAMES)]


@pytest.mark.parametrize("number", range(4))
def test_every_and_some_are_all_and_any(number: int) -> None:
    for chosen in product(PARTS, repeat=number):
        for join, plain in ((every, all), (some, any)):
            joined: Any = join(chosen)
            rows = zip(*map(truths, chosen), strict=True) if chosen else [()] * 8
            assert truths(joined) == [plain(row) for row in rows]
            if not joined.choices:  # what is settled is told by its constant
                assert joined.constant is plain(part.test({}) for part in chosen if not part.choices)
            assert truths(negation(joined)) == [not value for value in truths(joined)]
