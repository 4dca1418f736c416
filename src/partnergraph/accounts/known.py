"""What was known on a day: what sources of that day or before say, and what was declared as of it or before.

Two days have to do with a deal: when it held, and when it was said. `keep_known` takes out what was said later, as
`accounts.remove` takes out a source; what follows from what that touched is to be derived anew.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Triple

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.accounts import remove
from partnergraph.accounts.restating import Change, copies_of, facts_told
from partnergraph.axes import AXES
from partnergraph.inference.sources import Sources
from partnergraph.rdf import from_rdf
from partnergraph.store.base import Store, Transaction
from partnergraph.wording.lists import counted

_AS_OF, _COMPLETENESS = v.pg("asOf"), v.pg("completeness")
_DECLARED = (_AS_OF, _COMPLETENESS, v.pg("prevails"), v.pg("prevailsFor"))


@dataclass(frozen=True, slots=True)
class Known:
    """Which sources do not count on a day: those of a later one and those without; ``unmade``: whose declarations."""

    day: date
    later: frozenset[m.Iri]
    undated: frozenset[m.Iri]
    unmade: frozenset[m.Iri]

    @property
    def gone(self) -> frozenset[m.Iri]:
        """The sources of which nothing counts."""
        return self.later | self.undated

    @property
    def everything(self) -> bool:
        """Whether all that is stated and declared counts."""
        return not (self.gone or self.unmade)

    @property
    def note(self) -> str:
        """Say what does not count.

        >>> Known(date(2023, 6, 30), frozenset(("urn:a", "urn:b")), frozenset(("urn:c",)), frozenset()).note
        'as known on 2023-06-30: 2 sources of a later day do not count; 1 source without a date is left out'
        """
        told = [
            f"{counted(len(those), noun)} {one if len(those) == 1 else several}"
            for those, noun, one, several in (
                (self.later, "source", "of a later day does not count", "of a later day do not count"),
                (self.undated, "source", "without a date is left out", "without a date are left out"),
                (self.unmade, "declaration", "as of a later day does not count", "as of a later day do not count"),
            )
            if those
        ]
        return f"as known on {self.day}: {'; '.join(told) or 'no source is of a later day'}"


def known_on(store: Store, day: date) -> Known:
    """Return which sources do not count on a day; a declared copy has the day of its original."""
    declared = set(store.typed(v.pg("Source")))
    parts = set(store.objects(declared, _COMPLETENESS)) if declared else set()
    documents = from_rdf(store.triples(v.GRAPH_STATED, declared | parts)).sources if declared else []
    sources = Sources({source.iri: source for source in documents})
    days = {iri: sources.day_of(iri) for iri in declared | set(store.objects(None, v.pg("statedIn")))}
    later = frozenset(iri for iri, its in days.items() if its is not None and its > day)
    undated = frozenset(iri for iri, its in days.items() if its is None)
    unmade = {source.iri for source in documents if source.as_of is not None and source.as_of > day}
    return Known(day, later, undated, frozenset(unmade - later - undated))


def keep_known(work: Transaction, known: Known) -> Change:
    """Take out what was not known on a day; return what that touched. Trees of terms stay, a user's own ones too."""
    own = set(work.subjects(v.SKOS + "inScheme", [v.W3ID + axis.name for axis in AXES]))
    terms = list(work.triples(v.GRAPH_STATED, own)) if own else []
    change = remove(work, known.gone)
    work.insert(v.GRAPH_STATED, terms)
    if known.unmade:
        change.facts.update(facts_told(work, known.unmade | copies_of(work, known.unmade)))
        work.delete(v.GRAPH_STATED, _declarations(work, known.unmade))
    return change


def _declarations(work: Transaction, sources: Collection[m.Iri]) -> list[Triple]:
    """Return what is declared of some sources: as of which day, for whom complete, over others that say otherwise."""
    parts = set(work.objects(sources, _COMPLETENESS))
    said = list(work.triples(v.GRAPH_STATED, sources, _DECLARED))
    return said + list(work.triples(v.GRAPH_STATED, parts) if parts else ())
