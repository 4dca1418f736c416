"""The engine agrees with the oracle on generated deals."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.unit.exclusivity.compare import differences
from tests.unit.exclusivity.generated import Maker

BATCH = 100


def test_the_engine_agrees_with_the_oracle() -> None:
    counts: Counter[str] = Counter()
    found = [text for seed in range(BATCH) for text in differences(seed, counts)]
    assert not found, "\n".join(found)
    assert min(counts["who"], counts["clear"]) > BATCH // 3


def test_the_cases_have_all_that_deals_meet_with_over_time() -> None:
    cases = [Maker(seed).case() for seed in range(1, 600, 3)]
    said = [statement for case in cases for statement in case.deals.statements]
    events = Counter(event.kind for case in cases for event in case.deals.events)
    conditions = {(c.kind, c.met is None, c.failed is None, c.then) for s in said for c in s.conditions}
    assert min(events[kind] for kind in ("amendment", "termination", "assignment", "renewal", "notice")) > 4
    assert {s.renewal.times for s in said if s.renewal} == {None, 1, 2}
    assert len(conditions) == 7, conditions


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(1, 206))
def test_the_engine_agrees_with_the_oracle_on_many_more(batch: int) -> None:
    found = [text for seed in range(batch * BATCH, (batch + 1) * BATCH) for text in differences(seed)]
    assert not found, "\n".join(found)
