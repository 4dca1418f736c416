"""From the format of an older store to today's: one step for each format, taken in the first transaction.

Reading never changes a store, so every format that has steps can be read as it is; ``docs/upgrading.md`` tells users
what each step does. A store whose format is higher than `base.FORMAT` is refused when it is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from partnergraph.store.base import FORMAT, Transaction


def migrate(work: Transaction) -> None:
    """Bring a store to today's format, step by step."""
    for made in range(work.stamp.format, FORMAT):
        STEPS[made](work)
        work.set_stamp(replace(work.stamp, format=made + 1))


def _derive_anew(work: Transaction) -> None:
    """Let what is derived be made anew: plans entail nothing any more, and derived bounds have other names."""
    work.set_stamp(replace(work.stamp, derived_from={}))


STEPS: Final[Mapping[int, Callable[[Transaction], None]]] = {1: _derive_anew}
"""For each format, the step to the next one."""
