"""Which of many cases the quick tests take."""

from __future__ import annotations

import pytest


def slow_unless(quick: bool) -> tuple[pytest.MarkDecorator, ...]:
    """Return the marks of a case that only `make verify` runs, unless it is quick."""
    return () if quick else (pytest.mark.slow,)
