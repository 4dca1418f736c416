"""How far a long command has come: on standard error, and only where a person watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def counting() -> Iterator[Callable[[str, int], None]]:
    """Give a function to be told what is counted and how many; it shows them while the block runs."""
    if not sys.stderr.isatty():
        yield lambda what, count: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    columns = (BarColumn(20), TextColumn("{task.completed:,.0f} {task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, count: int) -> None:
            if what not in tasks:
                for task in tasks.values():
                    shown.stop_task(task)
                tasks[what] = shown.add_task(what, total=None)
            shown.update(tasks[what], completed=count)

        yield tell
