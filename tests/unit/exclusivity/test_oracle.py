"""The engine agrees with the oracle on generated deals."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.unit.exclusivity.compare import differences

BATCH = 100


def test_the_engine_agrees_with_the_oracle() -> None:
    counts: Counter[str] = Counter()
    found = [text for seed in range(BATCH) for text in differences(seed, counts)]
    assert not found, "\n".join(found)
    assert min(counts["who"], counts["clear"]) > BATCH // 3


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(1, 206))
def test_the_engine_agrees_with_the_oracle_on_many_more(batch: int) -> None:
    found = [text for seed in range(batch * BATCH, (batch + 1) * BATCH) for text in differences(seed)]
    assert not found, "\n".join(found)
