"""Documents: which one stands behind a copy, of which day it is, and as of which day it lists what it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from partnergraph.model import Iri, Source


class Sources:
    """Some sources, with declared copies folded into their original."""

    def __init__(self, sources: Mapping[Iri, Source]) -> None:
        self.by_iri = sources
        self._original: dict[Iri, Iri] = {}

    def original(self, source: Iri) -> Iri:
        """Return the source that a declared copy repeats, itself when it is no copy.

        Copies in a ring, which is an error, count as one: the least of them.
        """
        found = self._original.get(source)
        if found is None:
            path = [source]
            while (above := self._copied(path[-1])) is not None and above not in path:
                path.append(above)
            found = path[-1] if above is None else min(path[path.index(above) :])
            self._original[source] = found
        return found

    def _copied(self, source: Iri) -> Iri | None:
        document = self.by_iri.get(source)
        return document.copy_of if document is not None else None

    def day_of(self, source: Iri) -> date | None:
        """Return the day of the original; ``None`` when it is undated or not recorded."""
        original = self.by_iri.get(self.original(source))
        return original.date if original else None

    def is_press(self, source: Iri) -> bool:
        """Whether the original of a source is declared to be of the press, which tells of terms and sets none."""
        original = self.by_iri.get(self.original(source))
        return original is not None and original.kind == "press"

    def prevails(self, source: Iri, fact: Iri) -> bool:
        """Whether a source, or its original, is declared to prevail over others in what it says of a fact."""
        documents = (self.by_iri.get(iri) for iri in (source, self.original(source)))
        return any(one is not None and (one.prevails or fact in one.prevails_for) for one in documents)

    def as_of(self, source: Iri) -> date | None:
        """Return the declared as-of day of a source, else of its original, if any."""
        for iri in (source, self.original(source)):
            document = self.by_iri.get(iri)
            if document is not None and document.as_of is not None:
                return document.as_of
        return None
