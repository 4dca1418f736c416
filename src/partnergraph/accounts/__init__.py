"""What each source said, in a store: put in, replaced, taken out, listed.

Every statement, description, claim and passage belongs to exactly one source. Removing a source takes out
those, then the facts of which nobody says anything any more, then the things to which nothing refers. So
building A and B and removing A leaves the same stated graph as building B alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, islice
from typing import Protocol, TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.accounts.restating import Change, Restating
from partnergraph.bounds import parse_period
from partnergraph.errors import InputError
from partnergraph.rdf import from_rdf, to_rdf
from partnergraph.store import texts
from partnergraph.store.base import Store, Transaction
from partnergraph.territory import Territory

_LABEL, _ABOUT, _STATED_IN = v.RDFS + "label", v.pg("about"), v.pg("statedIn")
Progress: TypeAlias = Callable[[str, int], None]
"""Is told, again and again, what is counted and how many there are so far."""


def silent(what: str, count: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """One source and how much it says; ``prevails``: over others, of all facts or of some."""

    iri: m.Iri
    title: str
    date: date | None
    statements: int
    prevails: bool = False


def list_sources(store: Store) -> list[SourceSummary]:
    """Return the sources of a store, oldest first, undated last."""
    found = store.select(texts.SOURCES)
    prevailing = {row[0].value for row in store.select(texts.PREVAILING).rows}
    sources = [
        SourceSummary(
            row[0].value, row[1].value, date.fromisoformat(row[2].value) if row[2] else None, int(row[3].value),
            row[0].value in prevailing,
        )
        for row in found.rows
    ]  # fmt: skip
    return sorted(sources, key=lambda s: (s.date or date.max, s.iri))


def days_of(store: Store, sources: Collection[m.Iri]) -> dict[m.Iri, date]:
    """Return the days of some sources; those that are not there, or have none, are left out."""
    found = store.triples(v.GRAPH_STATED, tuple(sources), v.DCTERMS + "issued")
    return {triple.subject.value: date.fromisoformat(triple.object.value) for triple in found}


@dataclass(frozen=True, slots=True)
class Inflow:
    """What inputs say, in parts that need not be in memory together.

    ``things``: sources, things and their descriptions, claims. ``groups``: facts with what is said of them; each
    group holds every fact of the inflow that one of its facts is linked to by partnership, parent or until.
    ``ended``: sources by which all that they said before has ended on a day.
    """

    things: m.Dataset
    groups: Iterable[m.Dataset]
    ended: Mapping[m.Iri, date] = field(default_factory=dict)

    @classmethod
    def of(cls, data: m.Dataset) -> Inflow:
        """Return a dataset as one group."""
        things = replace(data, identities=[], statements=[])
        return cls(things, (m.Dataset(identities=data.identities, statements=data.statements),))


class Follow(Protocol):
    """Tells what follows from the parts of an inflow."""

    def __call__(self, part: m.Dataset) -> Iterable[Triple]:
        """Return what follows from one part alone."""

    def rest(self) -> Iterable[Triple]:
        """Return, after all parts, what follows from several of them."""


def is_empty(store: Store) -> bool:
    """Say whether nobody states anything yet."""
    return not store.holds(v.GRAPH_STATED)


@dataclass(slots=True)
class Tally:
    """How much was put in: statements, claims, and so far the triples that say them and that follow."""

    statements: int = 0
    claims: int = 0
    stated: int = 0
    derived: int = 0

    def count(self, part: m.Dataset) -> None:
        """Count the statements and claims of a part."""
        self.statements += len(part.statements)
        self.claims += len(part.claims)


def fill(work: Transaction, inflow: Inflow, extra: Iterable[Triple], follow: Follow, progress: Progress) -> Tally:
    """Put into an empty store what sources say and what follows, in one pass."""
    tally = Tally()
    work.load_lines(lines_of(inflow, follow, tally, progress, set()))
    work.insert(v.GRAPH_STATED, extra)
    _count_revision(work)
    return tally


def lines_of(inflow: Inflow, follow: Follow, tally: Tally, progress: Progress, seen: set[Territory]) -> Iterator[str]:
    """Yield what sources say and what follows from it as lines of N-Quads, thousands together, and count them.

    Their order stays. ``seen`` takes in the territories that are named.
    """
    for part in chain((_with_least_names(inflow.things),), inflow.groups):
        tally.count(part)
        for count, text in in_lines(to_rdf(part, seen), v.GRAPH_STATED):
            tally.stated += count
            progress("triples put in", tally.stated + tally.derived)
            yield text
        yield from _derived_lines(follow(part), tally)
    yield from _derived_lines(follow.rest(), tally)


def _derived_lines(triples: Iterable[Triple], tally: Tally) -> Iterator[str]:
    for count, text in in_lines(triples, v.GRAPH_DERIVED):
        tally.derived += count
        yield text


def in_lines(triples: Iterable[Triple], graph: m.Iri) -> Iterator[tuple[int, str]]:
    """Yield triples of a graph as lines of N-Quads, some thousands together, with how many they are."""
    end = f" <{graph}> .\n"
    texts = map(str, triples)
    while some := list(islice(texts, _LINES)):
        yield len(some), end.join((*some, ""))


_LINES = 5_000


def _with_least_names(data: m.Dataset) -> m.Dataset:
    """Give each thing the least of the spellings that sources use, whatever the order they came in."""
    least: dict[m.Iri, str] = {}
    for description in data.descriptions:
        least[description.about] = min(description.name, least.get(description.about, description.name))
    entities = [
        thing if (name := least.get(thing.iri, thing.name)) == thing.name else replace(thing, name=name)
        for thing in data.entities
    ]
    return replace(data, entities=entities)


def put(work: Transaction, inflow: Inflow, extra: Collection[Triple] = ()) -> tuple[Tally, Change]:
    """Add what sources say; what sources said that the store has already is brought to what they say now.

    Returns how much they say, and what was touched. Raises `InputError` where a fact's identifier stands for
    another fact that some other source keeps alive.
    """
    tally = Tally()
    former = [_ended(work, iri, day) for iri, day in inflow.ended.items()]
    restating = Restating(work, (source.iri for source in inflow.things.sources), extra)
    for part in chain(former, (inflow.things,), inflow.groups):
        tally.count(part)
        restating.say(part)
    restating.finish()
    if restating.problems:
        raise InputError(restating.problems)
    work.insert(v.GRAPH_STATED, extra)
    _label_once(work, restating.change.things)
    _count_revision(work)
    return tally, restating.change


def _ended(work: Transaction, source: m.Iri, day: date) -> m.Dataset:
    """Return what a source says of facts, each ended on a day unless it ended before, with the things that it names.

    What starts after the day never came: it is left out.
    """
    accounts = [t.subject for t in work.triples(v.GRAPH_STATED, None, _STATED_IN, source)]
    said = list(work.triples(v.GRAPH_STATED, accounts))
    facts = [t.object.value for t in said if t.predicate.value == _ABOUT]
    known = list(work.triples(v.GRAPH_STATED, facts))
    around = {t.object.value for t in (*said, *known) if isinstance(t.object, NamedNode)} - {*facts, source}
    data = from_rdf((*said, *known, *work.triples(v.GRAPH_STATED, list(around))))
    statements = [ended for one in data.statements if (ended := _ended_on(one, day)) is not None]
    told = {one.about for one in statements}
    return replace(
        data,
        sources=[],
        statements=statements,
        identities=[one for one in data.identities if one.iri in told],
        descriptions=[],
        entities=[one for one in data.entities if not isinstance(one, m.Term) or one.iri in around],
    )


def _ended_on(said: m.Statement, day: date) -> m.Statement | None:
    period = said.period
    if period is not None and period.earliest_start is not None and period.earliest_start > day:
        return None
    if period is not None and period.latest_end is not None and period.latest_end <= day:
        return said
    start = period.edtf.partition("/")[0] if period is not None else ""
    ended = replace(said, status="ended", period=parse_period(f"{start}/{day}"), present_tense=False, until=None)
    return replace(ended, relative_ends=())


def remove(work: Transaction, sources: Collection[m.Iri]) -> Change:
    """Take out everything that some sources said, and what only they kept alive; return what was touched."""
    restating = Restating(work, sources)
    restating.finish()
    _label_once(work, restating.change.things)
    _count_revision(work)
    return restating.change


def _count_revision(work: Transaction) -> None:
    work.set_stamp(replace(work.stamp, revision=work.stamp.revision + 1))


def _label_once(work: Transaction, things: Iterable[m.Iri]) -> None:
    """Give things the least of the spellings that sources use, whatever the order they came in."""
    for thing in things:
        told = list(work.subjects(_ABOUT, thing))
        names = {t.object.value for t in work.triples(v.GRAPH_STATED, told, v.pg("name"))}
        labels = set(work.triples(v.GRAPH_STATED, thing, _LABEL))
        wanted = {Triple(NamedNode(thing), NamedNode(_LABEL), Literal(min(names)))} if names else labels
        work.delete(v.GRAPH_STATED, labels - wanted)
        work.insert(v.GRAPH_STATED, wanted - labels)
