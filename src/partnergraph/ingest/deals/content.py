"""What a file of deals holds, whatever its form."""

from __future__ import annotations

from dataclasses import dataclass

from partnergraph import model as m
from partnergraph.errors import Problem
from partnergraph.ingest.deals.collector import Stated


@dataclass(frozen=True, slots=True, kw_only=True)
class DealContent:
    """What a file of deals holds, and what wants a look. ``stated`` is ``None`` where no deal was read.

    ``summary``: in a sentence, what was read and what was not.
    """

    stated: Stated | None
    warnings: tuple[Problem, ...] = ()
    extra: tuple[()] = ()
    file: str = ""
    summary: str = ""

    @property
    def things(self) -> m.Dataset:
        """Sources, things and their descriptions: all but the facts."""
        return self.stated.things if self.stated is not None else m.Dataset()

    @property
    def returning(self) -> set[m.Iri]:
        """Sources that are the same whenever they come again, as the record of a product is."""
        return self.stated.returning if self.stated is not None else set()

    @property
    def data(self) -> m.Dataset:
        """Everything that the file states, made each time anew: a million rows are better taken in parts."""
        return self.stated.dataset() if self.stated is not None else m.Dataset()
