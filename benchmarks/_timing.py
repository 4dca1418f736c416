"""Timing two things in turn, so that a drifting machine treats them alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def paired(one: Callable[[], object], other: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return the median seconds of two calls that alternate."""
    mine, theirs = [], []
    for call in (one, other):
        call()
    for number in range(rounds):
        for call, times in ((one, mine), (other, theirs)) if number % 2 else ((other, theirs), (one, mine)):
            start = time.perf_counter()
            call()
            times.append(time.perf_counter() - start)
    return statistics.median(mine), statistics.median(theirs)
