"""What a request may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MOST_SEEDS: Final = 200
"""Things around which the explorer may ask at once."""

MOST_TEXTS: Final = 500
"""Texts that the explorer may ask about at once."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one server.

    ``seconds``: a query may run; ``write_seconds``: a change may take. ``rows`` and ``answer_bytes``: of one answer.
    ``body_bytes``: of a request. ``memory_bytes``: a worker's answer may need beside what it needs when idle.
    ``workers``: queries at one time; ``waiting``: queries that wait for a worker, above which one is turned away.
    ``reachable``: hosts that ``SERVICE`` and ``LOAD`` may reach, in lower case, each with its port if it has one.
    """

    seconds: float = 30.0
    write_seconds: float = 300.0
    rows: int = 1_000_000
    answer_bytes: int = 512 * 1024 * 1024
    body_bytes: int = 64 * 1024 * 1024
    memory_bytes: int = 2 * 1024 * 1024 * 1024
    workers: int = 2
    waiting: int = 100
    reachable: tuple[str, ...] = ()
