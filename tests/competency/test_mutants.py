"""Every mutant is killed by some gold case, and the engine is as before when a mutant is gone."""

from __future__ import annotations

import pytest

from tests.competency import collisions_reader as reader
from tests.competency.mutants import MUTANTS
from tests.competency.mutation import Mutant, killed_by
from tests.competency.test_collisions import expected
from tests.quick import slow_unless

CASES = [expected(case) for case in reader.cases()]


@pytest.mark.parametrize(
    "mutant", [pytest.param(m, id=m.name, marks=slow_unless(n % 9 == 0)) for n, m in enumerate(MUTANTS)]
)
def test_a_mutant_is_killed(mutant: Mutant) -> None:
    assert killed_by(mutant, CASES, stop_at_first=True)


@pytest.mark.parametrize("step", [10, pytest.param(1, marks=pytest.mark.slow)])
def test_without_a_mutation_every_case_is_answered_right(step: int) -> None:
    assert not killed_by(Mutant("none", lambda stack: None), CASES[::step])
