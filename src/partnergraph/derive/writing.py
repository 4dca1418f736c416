"""What `partnergraph.inference` concludes, as triples; and what descriptions say of things, lifted onto them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from pyoxigraph import Literal, Triple

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.inference import Agreed, Conclusion, Said, Version
from partnergraph.rdf import EDTF_TEXT, RULE, date_literal, named, to_rdf

_VOICES: Final = {voice: named(v.pg(f"{voice}By")) for voice in ("affirmed", "denied", "foreseen")}
_AGREED: Final[dict[str, tuple[Any, Any]]] = {
    "subject": (named(v.pg("agreedSubject")), named),
    "field": (named(v.pg("agreedField")), named),
    "act": (named(v.pg("agreedAct")), named),
    "territory": (named(v.pg("agreedTerritory")), RULE.write),
    "period": (named(v.pg("agreedPeriod")), EDTF_TEXT.write),
}
_ALT_LABEL = named(v.SKOS + "altLabel")
_VERSION_OF, _LABEL = named(v.pg("versionOf")), v.RDFS + "label"
_TYPE, _DERIVED_BOUND = named(v.RDF + "type"), named(v.pg("DerivedBound"))
_BOUND_OF, _EDGE, _DAY = (named(v.pg(name)) for name in ("boundOf", "edge", "day"))
_ENDLESS, _RESTS_ON, _UNDER = (named(v.pg(name)) for name in ("endless", "restsOn", "underReading"))
_EDGE_LITERALS = {edge: Literal(edge) for edge in m.EDGES}
_TRUE = Literal(True)
_day_literal = lru_cache(maxsize=1 << 14)(date_literal)

_ORDER: Final = (
    "term-runs",
    "renews",
    "kept",
    "completed-date",
    "first-release",
    "coextensive",
    "ends-with",
    "continues",
)
"""The readings that bounds need, in the order of the rules: each adds its own to what it takes over."""


def written(conclusions: Iterable[Conclusion]) -> Iterator[Triple]:
    """Yield the triples of conclusions."""
    for conclusion in conclusions:
        match conclusion:
            case Said(statement, voice, source):
                yield Triple(named(statement), _VOICES[voice], named(source))
            case Agreed(about, axis, value):
                predicate, write = _AGREED[axis]
                yield Triple(named(about), predicate, write(value))
            case Version():
                yield from _version_triples(conclusion)
            case m.DerivedBound():
                yield from _bound_triples(conclusion)


def _version_triples(version: Version) -> Iterator[Triple]:
    """Yield a version with what is said of it.

    It has no label and its accounts have no type: they are found by whoever follows the links, and listed nowhere.
    """
    node = named(version.iri)
    yield Triple(node, _VERSION_OF, named(version.of))
    yield from (t for t in to_rdf([version.commitment]) if t.predicate.value != _LABEL)
    for said in version.accounts:
        account = named(said.iri)
        yield from (t for t in to_rdf([said]) if t.subject != account or t.predicate != _TYPE)


def bound_iri(bound: m.DerivedBound) -> m.Iri:
    """Return the name of a bound's node: what it bounds, which edge, the day, and the readings in their order.

    >>> bound_iri(m.DerivedBound(about="urn:c1", edge="earliest-end", day=None, readings=frozenset({"continues"})))
    'urn:c1-earliest-end-endless-continues'
    """
    readings = (reading for reading in _ORDER if reading in bound.readings)
    return "-".join((bound.about, bound.edge, bound.day.isoformat() if bound.day else "endless", *readings))


def _bound_triples(bound: m.DerivedBound) -> Iterator[Triple]:
    node = named(bound_iri(bound))
    yield Triple(node, _TYPE, _DERIVED_BOUND)
    yield Triple(node, _BOUND_OF, named(bound.about))
    yield Triple(node, _EDGE, _EDGE_LITERALS[bound.edge])
    yield Triple(node, _ENDLESS, _TRUE) if bound.day is None else Triple(node, _DAY, _day_literal(bound.day))
    yield from (Triple(node, _RESTS_ON, named(basis)) for basis in sorted(bound.rests_on))
    yield from (Triple(node, _UNDER, named(v.READING + reading)) for reading in sorted(bound.readings))


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
