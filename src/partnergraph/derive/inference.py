"""The shipped rules in Python: what follows from facts, one closed group of linked facts after another.

``ontology/rules`` is the reference; a test holds both equal. Here the same conclusions cost a few
microseconds a statement, because a fact follows from its own statements and from the facts linked to it by
partnership, parent and until. A group must be closed under those links.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha1
from typing import Any, NamedTuple, TypeAlias

from pyoxigraph import Literal, Triple

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.rdf import EDTF_TEXT, RULE, named

Day: TypeAlias = str
"""A day as it is written; no rule asks whether it exists."""

_OPEN = frozenset(("planned", "tentative", "conditional"))
_OVER = frozenset(("ended", "expired"))
_SPOKEN = frozenset(("fact", "disclosure"))
_LASTING = (m.Partnership, m.Commitment, m.Ownership)
_DAY_WITHOUT_YEAR = re.compile(r"XXXX-[0-9][0-9]-[0-9][0-9]")
_HOLDS: tuple[m.Edge, ...] = ("latest-start", "earliest-end")
_LIMITS: tuple[m.Edge, ...] = ("earliest-start", "latest-end")
_BEGUN: tuple[m.Edge, ...] = ("latest-start",)
_LASTED: tuple[m.Edge, ...] = ("earliest-end",)
_ENDS: tuple[m.Edge, ...] = ("earliest-end", "latest-end")


class Bound(NamedTuple):
    """A bound that a rule finds: of ``about``, because of ``origin``, a statement or another bound."""

    rule: str
    about: m.Iri
    edge: m.Edge
    day: Day | None
    origin: m.Iri
    rests_on: frozenset[m.Iri]
    readings: frozenset[str]

    @property
    def iri(self) -> m.Iri:
        """The name of the bound: bounds of one rule and origin are one, and join what they rest on."""
        return f"{self.about}-{self.edge}-{sha1(f'{self.rule} {self.origin}'.encode()).hexdigest()[:12]}"


_NONE: frozenset[str] = frozenset()


@dataclass(slots=True)
class Group:
    """Facts that nothing outside is linked to, what is said of each, and the bounds that follow."""

    identities: dict[m.Iri, m.Identity] = field(default_factory=dict)
    said: defaultdict[m.Iri, list[m.Statement]] = field(default_factory=lambda: defaultdict(list))
    bounds: defaultdict[m.Iri, dict[m.Iri, Bound]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, data: m.Dataset) -> Group:
        """Gather what a dataset says; it must be closed under links."""
        group = cls({identity.iri: identity for identity in data.identities})
        for statement in data.statements:
            group.said[statement.about].append(statement)
        return group

    def add(self, bound: Bound) -> None:
        """Keep a bound; one of the same name rests on what both rest on."""
        bounds, iri = self.bounds[bound.about], bound.iri
        known = bounds.get(iri)
        if known is not None:
            bound = bound._replace(rests_on=known.rests_on | bound.rests_on, readings=known.readings | bound.readings)
        bounds[iri] = bound

    def stated(self, about: m.Iri, edges: Collection[m.Edge]) -> Iterator[tuple[m.Iri, m.Edge, Day]]:
        """Yield (statement, edge, day) for what is affirmed as a fact."""
        for statement in self.said.get(about, ()):
            if statement.period is not None and statement.modality == "fact" and not statement.denied:
                for edge in edges:
                    day = getattr(statement.period, edge.replace("-", "_"))
                    if day is not None:
                        yield statement.iri, edge, day.isoformat()

    def inherit(
        self, rule: str, about: m.Iri, source: m.Iri, edges: Collection[m.Edge], because: m.Iri | None = None
    ) -> Iterator[Bound]:
        """Yield the bounds that a fact has from another, under the reading of the rule, if it is one."""
        more = frozenset((because,)) if because else _NONE
        reading = frozenset((rule,)) if rule in _READINGS else _NONE
        for statement, edge, day in self.stated(source, edges):
            yield Bound(rule, about, edge, day, statement, more | {statement}, reading)
        for iri, known in self.bounds.get(source, {}).items():
            if known.edge in edges and known.day is not None:
                yield Bound(rule, about, known.edge, known.day, iri, known.rests_on | more, known.readings | reading)


_READINGS = frozenset(("coextensive", "ends-with"))


def conclusions(group: Group, sources: Mapping[m.Iri, m.Source]) -> Iterator[Triple]:
    """Yield the derived triples of a group's facts and statements; ``sources``: those that they name."""
    documents = _Documents(sources)
    for about, statements in group.said.items():
        yield from _voices(statements, documents)
        yield from _agreed(about, statements)
    for rule in _RULES:
        for bound in list(rule(group, documents)):
            group.add(bound)
    for bounds in group.bounds.values():
        for iri, bound in bounds.items():
            yield from _bound_triples(iri, bound)


def described(descriptions: Iterable[m.Description], labels: Mapping[m.Iri, str]) -> Iterator[Triple]:
    """Yield what descriptions say of things, lifted onto them; ``labels``: the things' names."""
    for description in descriptions:
        thing = named(description.about)
        names = [*description.aliases, *({description.name} - {labels.get(description.about, description.name)})]
        yield from (Triple(thing, _ALT_LABEL, Literal(name)) for name in names)
        if description.lei is not None:
            yield Triple(thing, named(v.pg("lei")), Literal(description.lei))
        for predicate, iris in (
            (v.FOAF + "homepage", (description.website,)),
            (v.pg("wikidata"), (description.wikidata,)),
            (v.pg("series"), (description.series,)),
            (v.pg("maker"), description.makers),
            (v.pg("brand"), description.brands),
        ):
            yield from (Triple(thing, named(predicate), named(iri)) for iri in iris if iri is not None)


# --- who says it ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Documents:
    """Sources, and what stands behind their copies."""

    sources: Mapping[m.Iri, m.Source]
    roots: dict[m.Iri, m.Iri | None] = field(default_factory=dict)

    def original(self, source: m.Iri) -> m.Iri | None:
        """Return the source itself, or that of which it is in the end a copy; nothing in a circle of copies."""
        if source not in self.roots:
            seen: set[m.Iri] = set()
            at: m.Iri | None = source
            while at is not None and at not in seen and (above := self._copied(at)) is not None:
                seen.add(at)
                at = above
            self.roots[source] = None if at in seen else at
        return self.roots[source]

    def _copied(self, source: m.Iri) -> m.Iri | None:
        document = self.sources.get(source)
        return document.copy_of if document is not None else None

    def day(self, source: m.Iri) -> Day | None:
        """Return the day of a source; a copy is dated by its original."""
        document = self.sources.get(self._copied(source) or source)
        return document.date.isoformat() if document is not None and document.date is not None else None


def _voices(statements: list[m.Statement], documents: _Documents) -> Iterator[Triple]:
    """Rules 05, 06 and 07: who affirms, who denies, and who foresees what nobody affirms."""
    affirmed = False
    for said in statements:
        root = documents.original(said.source)
        if root is not None and said.modality in _SPOKEN and said.status not in _OPEN:
            affirmed = affirmed or not said.denied
            yield Triple(named(said.iri), _DENIED_BY if said.denied else _AFFIRMED_BY, named(root))
    if affirmed:
        return
    for said in statements:
        root = documents.original(said.source)
        foreseen = said.modality == "plan" or (said.modality in _SPOKEN and said.status in _OPEN)
        if root is not None and foreseen and not said.denied:
            yield Triple(named(said.iri), _FORESEEN_BY, named(root))


def _agreed(about: m.Iri, statements: list[m.Statement]) -> Iterator[Triple]:
    """Rules 80: the values that every source gives that says anything of the kind as a fact."""
    facts = [said for said in statements if said.modality == "fact"]
    if len(facts) == 1:
        (said,) = facts
        for predicate, write, values in _AGREED if not said.denied else ():
            yield from [Triple(named(about), predicate, write(value)) for value in values(said)]
        return
    for predicate, write, values in _AGREED:
        speaking = [(said, given) for said in facts if (given := values(said))]
        if speaking:
            common = set(speaking[0][1]).intersection(*(given for _, given in speaking[1:]))
            affirmed = {value for said, given in speaking if not said.denied for value in given}
            agreed = (value for value in speaking[0][1] if value in common and value in affirmed)
            yield from (Triple(named(about), predicate, write(value)) for value in agreed)


# --- bounds: one function for each rule file, in their order -----------------------------------------------


def _lasting(group: Group) -> Iterator[m.Statement]:
    for about, statements in group.said.items():
        if isinstance(group.identities.get(about), _LASTING):
            yield from (said for said in statements if said.modality == "fact" and not said.denied)


def _present_tense(group: Group, documents: _Documents) -> Iterator[Bound]:
    for said in _lasting(group):
        if said.present_tense or said.status == "in-force":
            day = documents.day(said.source)
            for edge in _HOLDS if day is not None else ():
                yield Bound("present-tense", said.about, edge, day, said.iri, frozenset((said.iri,)), _NONE)


def _as_of(group: Group, documents: _Documents) -> Iterator[Bound]:
    for said in _lasting(group):
        source, period = documents.sources.get(said.source), said.period
        day = source.as_of if source is not None else None
        if day is None:
            continue
        if period is not None:
            ended = period.earliest_end or period.latest_end or period.planned_end
            if ended or (period.earliest_start is not None and period.earliest_start > day):
                continue
        for edge in _HOLDS:
            yield Bound("as-of", said.about, edge, day.isoformat(), said.iri, frozenset((said.iri,)), _NONE)


def _completed_date(group: Group, documents: _Documents) -> Iterator[Bound]:
    reading = frozenset(("completed-date",))
    for said in (one for statements in group.said.values() for one in statements):
        if said.denied or said.period is None or "XXXX" not in said.period.edtf:
            continue
        issued = documents.day(said.source)
        for side, words in zip(("start", "end"), said.period.edtf.split("/", 1), strict=False):
            fits = _DAY_WITHOUT_YEAR.fullmatch(words) and issued is not None
            if fits and (words != "XXXX-02-29" or isleap(int(issued[:4]))):  # type: ignore[index]
                for edge in _edges(side):
                    day = issued[:4] + words[4:]  # type: ignore[index]
                    yield Bound("completed-date", said.about, edge, day, said.iri, frozenset((said.iri,)), reading)


def _edges(side: str) -> tuple[m.Edge, m.Edge]:
    return ("earliest-start", "latest-start") if side == "start" else ("earliest-end", "latest-end")


def _first_release(group: Group, _: _Documents) -> Iterator[Bound]:
    released: defaultdict[m.Iri, list[tuple[Day, m.Iri]]] = defaultdict(list)
    for release in group.identities.values():
        if isinstance(release, m.Release) and release.partnership is not None:
            planned = {said.iri for said in group.said.get(release.iri, ()) if said.status == "planned"}
            for said, _edge, day in group.stated(release.iri, _BEGUN):
                if said not in planned:
                    released[release.partnership].append((day, said))
    for partnership, days in released.items():
        first = min(days)[0]
        for day, said in days:
            if day == first:
                yield Bound("first-release", partnership, "latest-start", day, said, frozenset((said,)), _FIRST_RELEASE)


_FIRST_RELEASE = frozenset(("first-release",))


def _members(group: Group) -> Iterator[tuple[m.Commitment, m.Iri]]:
    for fact in group.identities.values():
        if isinstance(fact, m.Commitment) and fact.partnership is not None:
            yield fact, fact.partnership


def _partnership_contains(group: Group, _: _Documents) -> Iterator[Bound]:
    for commitment, partnership in _members(group):
        yield from group.inherit("partnership-contains", partnership, commitment.iri, _HOLDS)


def _inside_partnership(group: Group, _: _Documents) -> Iterator[Bound]:
    for commitment, partnership in _members(group):
        yield from group.inherit("inside-partnership", commitment.iri, partnership, _LIMITS)


def _until_partnership_ends(group: Group, _: _Documents) -> Iterator[Bound]:
    for said in _affirmed(group):
        if said.until is not None:
            yield from group.inherit("until-partnership-ends", said.about, said.until, _ENDS, because=said.iri)


def _coextensive(group: Group, _: _Documents) -> Iterator[Bound]:
    for said in _affirmed(group):
        partnership = getattr(group.identities.get(said.about), "partnership", None)
        if said.coextensive and partnership is not None:
            yield from group.inherit("coextensive", said.about, partnership, _HOLDS, because=said.iri)


def _affirmed(group: Group) -> Iterator[m.Statement]:
    for statements in group.said.values():
        yield from (said for said in statements if said.modality == "fact" and not said.denied)


def _ends_with(group: Group, _: _Documents) -> Iterator[Bound]:
    for commitment, partnership in _members(group):
        periods = [said.period for said in group.said.get(commitment.iri, ()) if said.period is not None]
        if not any(p.earliest_end or p.latest_end or p.planned_end or p.endless for p in periods):
            yield from group.inherit("ends-with", commitment.iri, partnership, _LASTED)


def _sublicences(group: Group) -> Iterator[tuple[m.Iri, m.Iri]]:
    """Yield (sublicence, a commitment above it), however many steps up."""
    for fact in group.identities.values():
        above, at = set(), getattr(fact, "parent", None)
        while at is not None and at not in above:
            above.add(at)
            yield fact.iri, at
            at = getattr(group.identities.get(at), "parent", None)


def _inside_parent(group: Group, _: _Documents) -> Iterator[Bound]:
    for below, above in _sublicences(group):
        yield from group.inherit("inside-parent", below, above, _LIMITS)


def _continues(group: Group, _: _Documents) -> Iterator[Bound]:
    for about in dict.fromkeys((*group.said, *group.bounds)):
        statements = group.said.get(about, ())
        ended = any(said.status in _OVER for said in statements)
        periods = [said.period for said in statements if said.period is not None]
        if ended or any(p.latest_end or p.planned_end for p in periods):
            continue
        for found in group.inherit("continues", about, about, _LASTED):
            yield found._replace(day=None, readings=found.readings | _CONTINUES)


_CONTINUES = frozenset(("continues",))

_RULES: tuple[Callable[[Group, _Documents], Iterator[Bound]], ...] = (
    _present_tense, _as_of, _completed_date, _first_release, _partnership_contains, _inside_partnership,
    _until_partnership_ends, _coextensive, _ends_with, _inside_parent, _continues,
)  # fmt: skip


# --- triples -------------------------------------------------------------------------------------------------

_AFFIRMED_BY, _DENIED_BY, _FORESEEN_BY = (named(v.pg(name)) for name in ("affirmedBy", "deniedBy", "foreseenBy"))
_ALT_LABEL = named(v.SKOS + "altLabel")
_TYPE, _DERIVED_BOUND = named(v.RDF + "type"), named(v.pg("DerivedBound"))
_BOUND_OF, _EDGE, _DAY = (named(v.pg(name)) for name in ("boundOf", "edge", "day"))
_ENDLESS, _RESTS_ON, _UNDER = (named(v.pg(name)) for name in ("endless", "restsOn", "underReading"))
_EDGE_LITERALS = {edge: Literal(edge) for edge in m.EDGES}
_TRUE = Literal(True)
_XSD_DATE = named(v.XSD + "date")

_AGREED: tuple[tuple[Any, Callable[[Any], Any], Callable[[m.Statement], Collection[Any]]], ...] = (
    (named(v.pg("agreedSubject")), named, lambda said: said.subjects),
    (named(v.pg("agreedField")), named, lambda said: said.fields),
    (named(v.pg("agreedAct")), named, lambda said: said.acts),
    (named(v.pg("agreedTerritory")), RULE.write, lambda said: said.territory),
    (named(v.pg("agreedPeriod")), EDTF_TEXT.write, lambda said: (said.period.edtf,) if said.period else ()),
)


@lru_cache(maxsize=1 << 14)
def _day_literal(day: Day) -> Literal:
    return Literal(day, datatype=_XSD_DATE)


def _bound_triples(iri: m.Iri, bound: Bound) -> Iterator[Triple]:
    node = named(iri)
    yield Triple(node, _TYPE, _DERIVED_BOUND)
    yield Triple(node, _BOUND_OF, named(bound.about))
    yield Triple(node, _EDGE, _EDGE_LITERALS[bound.edge])
    yield Triple(node, _ENDLESS, _TRUE) if bound.day is None else Triple(node, _DAY, _day_literal(bound.day))
    yield from (Triple(node, _RESTS_ON, named(basis)) for basis in sorted(bound.rests_on))
    yield from (Triple(node, _UNDER, named(v.READING + reading)) for reading in sorted(bound.readings))
