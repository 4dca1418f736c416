"""The shipped trees of fields of use, channels, acts, statuses and event kinds, with the user's own terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, TypeAlias

from partnergraph import languages
from partnergraph import vocabulary as v
from partnergraph.axes import AXES, TermAxis
from partnergraph.errors import PhraseError, UnknownNameError
from partnergraph.model import Iri, Term
from partnergraph.names import fold, local_name, nearest
from partnergraph.resources import ontology_path

Axis: TypeAlias = TermAxis | Literal["status", "event-kind"]

PREFIXES: dict[Axis, str] = {
    **{axis.name: f"{v.W3ID}{axis.name}/" for axis in AXES},
    "status": v.STATUS,
    "event-kind": v.EVENT_KIND,
}


@dataclass(frozen=True, slots=True)
class Terms:
    """Names and broader terms of all axes. ``broader`` has every *placed* term, roots mapped to ``None``."""

    labels: Mapping[Iri, str]
    broader: Mapping[Iri, Iri | None]
    by_name: Mapping[tuple[Axis, str], Iri] = field(repr=False)

    def find(self, axis: Axis, name: str) -> Iri:
        """Return the term called ``name`` (code, label, alias or IRI). Raises `UnknownNameError` with near ones.

        >>> terms().find("field", "Smartphones").rsplit("/", 1)[-1]
        'smartphone'
        """
        if name in self.labels and any(axis == one and name == iri for (one, _), iri in self.by_name.items()):
            return name
        found = self.by_name.get((axis, fold(name)))
        if found is None and axis == "language":
            found = self.by_tag(name)
        if found is None:
            known = [known_name for known_axis, known_name in self.by_name if known_axis == axis]
            raise UnknownNameError({"event-kind": "event kind"}.get(axis, axis), name, nearest(name, known))
        return found

    def by_tag(self, tag: str) -> Iri | None:
        """Return the term of a language tag that is not listed; ``None`` where it is none."""
        known = {iri.removeprefix(v.LANGUAGE) for iri in self.labels if iri.startswith(v.LANGUAGE)}
        try:
            return languages.parse_tag(tag, known).iri
        except PhraseError:
            return None

    def with_own(self, own: Iterable[Term]) -> Terms:
        """Return these terms and the user's own."""
        labels, broader, by_name = dict(self.labels), dict(self.broader), dict(self.by_name)
        for term in own:
            labels[term.iri] = term.name
            for name in (term.name, local_name(term.iri), term.iri):
                by_name.setdefault((term.scheme, fold(name)), term.iri)
            if term.broader is not None:
                broader[term.iri] = term.broader
        return Terms(labels, broader, by_name)


@lru_cache(maxsize=1)
def terms() -> Terms:
    """Return the shipped trees, read once from ``ontology/schemes.ttl``."""
    from pyoxigraph import RdfFormat, parse

    labels: dict[Iri, str] = {}
    broader: dict[Iri, Iri | None] = {}
    names: dict[tuple[Axis, str], Iri] = {}
    axis_of = {prefix: axis for axis, prefix in PREFIXES.items()}
    for quad in parse(path=str(ontology_path("schemes.ttl")), format=RdfFormat.TURTLE):
        iri, predicate, obj = quad.subject.value, quad.predicate.value, quad.object.value
        prefix, _, code = iri.rpartition("/")
        axis = axis_of.get(prefix + "/")
        if axis is None:
            continue
        if predicate == v.SKOS + "prefLabel":
            labels[iri] = obj
            broader.setdefault(iri, None)
            names[axis, fold(obj)] = names[axis, fold(code)] = iri
        elif predicate == v.SKOS + "altLabel":
            names.setdefault((axis, fold(obj)), iri)
        elif predicate == v.SKOS + "broader":
            broader[iri] = obj
    return Terms(labels, broader, names)
