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
from typing import Any, Protocol, TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.bounds import parse_period
from partnergraph.errors import InputError, Problem
from partnergraph.kinds import kinds_in
from partnergraph.names import local_name
from partnergraph.rdf import RDF_TYPES, from_rdf, to_rdf
from partnergraph.store import texts
from partnergraph.store.base import Store, Transaction
from partnergraph.store.linked import components
from partnergraph.territory import Territory
from partnergraph.wording.lists import listed

_LABEL, _INCLUDES, _MODALITY = v.RDFS + "label", v.pg("includes"), v.pg("modality")
_ABOUT, _STATED_IN, _COMPLETENESS = v.pg("about"), v.pg("statedIn"), v.pg("completeness")
_PARTS = tuple(map(v.pg, ("carveout", "price", "quantity", "completeness")))
_KEEPING = tuple(map(v.pg, ("partnership", "parent", "until", "exceptCommitment")))
"""Properties that keep a fact, of which nobody says anything any more, for the sake of another."""
Progress: TypeAlias = Callable[[str, int], None]
"""Is told, again and again, what is counted and how many there are so far."""


def silent(what: str, count: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """One source and how much it says."""

    iri: m.Iri
    title: str
    date: date | None
    statements: int


def list_sources(store: Store) -> list[SourceSummary]:
    """Return the sources of a store, oldest first, undated last."""
    found = store.select(texts.SOURCES)
    sources = [
        SourceSummary(
            row[0].value, row[1].value, date.fromisoformat(row[2].value) if row[2] else None, int(row[3].value)
        )
        for row in found.rows
    ]
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


@dataclass(frozen=True, slots=True)
class Change:
    """What a change touched: facts, things that are described, and accounts that are gone."""

    facts: set[m.Iri] = field(default_factory=set)
    things: set[m.Iri] = field(default_factory=set)
    gone: set[m.Iri] = field(default_factory=set)


class Follow(Protocol):
    """Tells what follows from the parts of an inflow."""

    def __call__(self, part: m.Dataset) -> Iterable[Triple]:
        """Return what follows from one part alone."""

    def rest(self) -> Iterable[Triple]:
        """Return, after all parts, what follows from several of them."""


def is_empty(store: Store) -> bool:
    """Say whether nobody states anything yet."""
    return not store.holds(v.GRAPH_STATED)


def states_more_than(store: Store, triples: int) -> bool:
    """Say whether more than so many triples are stated, without counting them all."""
    return any(True for _ in store.select(texts.filled(texts.BEYOND, number=triples)).rows)


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
    """Add what sources say; sources that the store has already are replaced by what they say now.

    Returns how much that was, and what was touched. Raises `InputError` where a fact's identifier stands for
    another fact that some other source keeps alive.
    """
    tally, change, problems = Tally(), Change(), list[Problem]()
    former = [_ended(work, iri, day) for iri, day in inflow.ended.items()]
    for source in inflow.things.sources:
        _take_out(work, source.iri, change)
        change.facts.update(_about_copies(work, source.iri))
    for part in chain(former, (inflow.things,), inflow.groups):
        tally.count(part)
        problems += _conflicts(work, part)
        change.facts.update(statement.about for statement in part.statements)
        change.things.update(thing.iri for thing in part.entities)
        change.things.update(description.about for description in part.descriptions)
        work.insert(v.GRAPH_STATED, to_rdf(part))
    if problems:
        raise InputError(problems)
    work.insert(v.GRAPH_STATED, extra)
    _label_once(work, change.things)
    _count_revision(work)
    return tally, change


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
    return replace(said, status="ended", period=parse_period(f"{start}/{day}"), present_tense=False, until=None)


def remove(work: Transaction, source: m.Iri) -> Change:
    """Take out everything that a source said, and what only it kept alive; return what was touched."""
    change = Change()
    change.facts.update(_about_copies(work, source))
    _take_out(work, source, change)
    _label_once(work, change.things)
    _count_revision(work)
    return change


def conflict(known: Any, new: Any, where: str) -> Problem:
    """Return the problem of one identifier used for two facts or accounts; ``where`` names the other place."""
    if type(known) is not type(new):
        differing = "the kind differs"
    else:
        names = [name for name in new.__dataclass_fields__ if getattr(known, name) != getattr(new, name)]
        differing = f"{listed(names)} differ{'s' if len(names) == 1 else ''}"
    message = f"means another fact in {where}: {differing}"
    return Problem(message, "give one of them another key, or make both say the same", field=new.iri)


def _count_revision(work: Transaction) -> None:
    work.set_stamp(replace(work.stamp, revision=work.stamp.revision + 1))


def _conflicts(work: Transaction, data: m.Dataset) -> Iterator[Problem]:
    for identity in data.identities:
        for known in from_rdf(work.triples(v.GRAPH_STATED, identity.iri)).identities:
            if known != identity:
                yield conflict(known, identity, _sources_of(work, identity.iri))


def _sources_of(store: Store, about: m.Iri) -> str:
    found = set(store.objects(set(store.subjects(_ABOUT, about)), _STATED_IN))
    return listed(sorted(map(local_name, found))) or "this store"


# --- taking out -----------------------------------------------------------------------------------------


def _about_copies(store: Store, source: m.Iri) -> set[m.Iri]:
    """Return what the copies of a source are about: they speak for it, and have its day."""
    copies, ahead = set[m.Iri](), {source}
    while ahead := set(store.subjects(v.pg("copyOf"), ahead)) - copies:
        copies |= ahead
    return set(store.objects(set(store.subjects(_STATED_IN, copies)), _ABOUT))


def _take_out(work: Transaction, source: m.Iri, change: Change) -> None:
    """Delete what a source said, then what nothing refers to any more."""
    accounts = set(work.subjects(_STATED_IN, source))
    parts = {*work.objects(accounts, _PARTS), *work.objects(source, _COMPLETENESS)}
    typed = work.triples(v.GRAPH_STATED, accounts, v.RDF + "type", RDF_TYPES[m.Description])
    described = set(work.objects([t.subject for t in typed], _ABOUT))
    change.things.update(described)
    change.facts.update(*components(work, set(work.objects(accounts, _ABOUT)) - described))
    change.gone.update(accounts)
    loose = _delete(work, {source, *accounts, *parts})
    while loose:
        loose = _delete(work, {node for node in loose if _is_unused(work, node)})


def _delete(work: Transaction, nodes: Iterable[m.Iri]) -> set[m.Iri]:
    """Delete all triples of some nodes; return the nodes to which they led."""
    triples = list(work.triples(v.GRAPH_STATED, list(nodes)))
    work.delete(v.GRAPH_STATED, triples)
    return {triple.object.value for triple in triples if isinstance(triple.object, NamedNode)}


def _is_unused(store: Store, node: m.Iri) -> bool:
    """Say whether a fact is one of which nobody says anything, or a territory or thing to which nothing refers."""
    triples = list(store.triples(v.GRAPH_STATED, node))
    if not set(v.FACTS).isdisjoint(kinds_in(triples).get(node, ())):
        said = store.holds(v.GRAPH_STATED, list(store.subjects(_ABOUT, node)), _MODALITY)
        return not (said or store.holds(v.GRAPH_STATED, None, _KEEPING, node))
    if any(triple.predicate.value in (_LABEL, _INCLUDES) for triple in triples):
        return not store.holds(v.GRAPH_STATED, None, None, node)
    return False


def _label_once(work: Transaction, things: Iterable[m.Iri]) -> None:
    """Give things the least of the spellings that sources use, whatever the order they came in."""
    for thing in things:
        told = list(work.subjects(_ABOUT, thing))
        names = {t.object.value for t in work.triples(v.GRAPH_STATED, told, v.pg("name"))}
        labels = set(work.triples(v.GRAPH_STATED, thing, _LABEL))
        wanted = {Triple(NamedNode(thing), NamedNode(_LABEL), Literal(min(names)))} if names else labels
        work.delete(v.GRAPH_STATED, labels - wanted)
        work.insert(v.GRAPH_STATED, wanted - labels)
