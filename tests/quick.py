"""Which of many cases the quick tests take."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def slow_unless(quick: bool) -> tuple[pytest.MarkDecorator, ...]:
    """Return the marks of a case that only `make verify` runs, unless it is quick."""
    return () if quick else (pytest.mark.slow,)


def one_in(many: int, cases: Iterable[Any]) -> list[Any]:
    """Return the parameters of cases that are much alike: the first of so many is quick, the others are not."""
    return [
        pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=slow_unless(number % many == 0))
        for number, case in enumerate(cases)
    ]
