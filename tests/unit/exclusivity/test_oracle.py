"""The engine against the oracle on generated deals. ``PARTNERGRAPH_ORACLE_CASES`` sets how many (default 1500)."""

from __future__ import annotations

import os

import pytest

from partnergraph.exclusivity import clear, in_force, index_deals, who
from tests.unit.exclusivity import oracle
from tests.unit.exclusivity.generated import PARTIES, Case, Maker, readings_in

CASES = int(os.environ.get("PARTNERGRAPH_ORACLE_CASES", "1500"))
BATCH = 100
MOST_READINGS_WHO, MOST_READINGS_CLEAR = (2500, 1000) if CASES > 1500 else (250, 120)


def differences(seed: int) -> list[str]:
    """Return what differs on one case, nothing for a case that has too many readings to enumerate."""
    case = Maker(seed).case()
    found = []
    if readings_in(case, with_plan=False) <= MOST_READINGS_WHO:
        found += differences_of_who(case)
    if readings_in(case, with_plan=True) <= MOST_READINGS_CLEAR:
        found += differences_of_clear(case)
    return [f"seed {seed}: {text}" for text in found]


def differences_of_who(case: Case) -> list[str]:
    book, everybody = case.book, [*PARTIES, oracle.OTHERS]
    index = index_deals(case.deals)
    expected = oracle.who(book, "Aura", case.field, case.country, case.day, everybody)
    answers = who(index, "Aura", case.field, None, case.country, case.day, PARTIES, book.readings).answers
    found = [
        f"who {a.party}: oracle {expected[a.party]}, engine {(a.answer, a.could_be, a.conflict_of)}"
        for a in answers
        if expected[a.party] != (a.answer, a.could_be, a.conflict_of)
    ]
    for c in book.commitments:
        wanted = oracle.in_force(book, c.iri, case.country, case.day)
        got = in_force(index, c.iri, case.country, case.day, book.readings)
        if wanted != got:
            found.append(f"in force {c.iri}: oracle {wanted}, engine {got}")
    return found


def differences_of_clear(case: Case) -> list[str]:
    wanted, collisions = oracle.clear(case.book, case.plan)
    answer = clear(case.deals, case.proposal, case.book.readings)
    got = {(c.with_, c.certainty) for c in answer.collisions}
    if (wanted, collisions) == (answer.verdict, got):
        return []
    return [f"clear: oracle {wanted} {sorted(collisions)}, engine {answer.verdict} {sorted(got)}"]


@pytest.mark.parametrize("batch", range((CASES + BATCH - 1) // BATCH))
def test_the_engine_agrees_with_the_oracle(batch: int) -> None:
    found = [text for seed in range(batch * BATCH, min(CASES, (batch + 1) * BATCH)) for text in differences(seed)]
    assert not found, "\n".join(found)


def test_most_cases_are_enumerated() -> None:
    cases = [Maker(seed).case() for seed in range(200)]
    assert sum(readings_in(case, with_plan=False) <= MOST_READINGS_WHO for case in cases) > 100
    assert sum(readings_in(case, with_plan=True) <= MOST_READINGS_CLEAR for case in cases) > 80
