"""What an RDF file says and nobody reads: noted, so that nothing is passed over in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from partnergraph import vocabulary as v
from partnergraph.axes import AXES
from partnergraph.derive import REFERENCE_FILES
from partnergraph.derive.writing import described
from partnergraph.errors import Problem
from partnergraph.model import Dataset
from partnergraph.names import nearest
from partnergraph.resources import ontology_path
from partnergraph.terms import PREFIXES, Axis, terms

MADE = (v.GRAPH_DERIVED, v.GRAPH_REFERENCE)
"""Graphs that a store makes itself."""
NAMELESS = "_:"
"""Stands for graphs that are blank nodes."""
SHIPPED = (v.REGION, *(v.PREFIXES[axis.name] for axis in AXES), v.STATUS, v.EVENT_KIND, v.READING, v.NS)
OF_DESCRIPTIONS = {
    *(v.pg(name) for name in ("maker", "brand", "series", "wikidata", "lei")),
    v.SKOS + "altLabel",
    v.FOAF + "homepage",
}
"""Properties of things that follow from what a source says in a description of them."""

_PROPERTIES = frozenset((*v.OBJECT_PROPERTIES, *v.DATATYPE_PROPERTIES))
_TERMS = frozenset((*_PROPERTIES, *v.CLASSES))
_TYPE = v.RDF + "type"


def notes(
    file: str, triples: list[Triple], stated: Iterable[Triple], extra: Iterable[Triple], data: Dataset
) -> Iterator[Problem]:
    """Yield what to know of a file that was read.

    ``triples``: all of it outside of the graphs in `MADE`; ``stated``: those that a store does not make itself;
    ``extra``: those of them that are no part of the values ``data``.
    """
    stated = list(stated)
    found = [*_left_out(triples, stated, data), *_ours(triples), *_unknown(stated), *_not_read(stated, extra)]
    for (field, value, message), hint in dict(found).items():
        yield Problem(message, hint, file=file, field=field, value=value, severity="warning")


def notes_of_graphs(file: str, graphs: Counter[str], made: int) -> Iterator[Problem]:
    """Yield what to know of the graphs of a file.

    ``graphs``: how many triples each holds, "" the default one; ``made``: how many triples of others are such as a
    store makes itself.
    """
    made += sum(graphs[graph] for graph in MADE)
    if made:
        many = f"{made:,} triples are left out, which partnergraph makes itself"
        hint = f"what a source states belongs in the graph <{v.GRAPH_STATED}>, or in none"
        yield Problem(many, hint, file=file, severity="warning")
    others = sorted(graphs.keys() - {"", v.GRAPH_STATED, *MADE})
    if others:
        one = "a graph without a name" if others[0] == NAMELESS else f"the graph <{others[0]}>"
        which = f"{len(others):,} named graphs are" if len(others) > 1 else f"{one} is"
        hint = "graphs are not kept apart; pg:statedIn says which source states what"
        yield Problem(f"{which} read as stated", hint, file=file, severity="warning")


_Note = tuple[tuple[str, str | None, str], str]


def _left_out(triples: list[Triple], stated: list[Triple], data: Dataset) -> Iterator[_Note]:
    """Yield properties of things that no description in the file gives them."""
    loose = {triple for triple in triples if triple.predicate.value in OF_DESCRIPTIONS}.difference(stated)
    if loose:
        loose.difference_update(described(data.descriptions, {thing.iri: thing.name for thing in data.entities}))
    hint = "say it in a pg:Description of the thing: pg:alias for another name, pg:website for its page"
    for triple in sorted(loose, key=str):
        yield (_name(triple), _text(triple), "is not read there"), hint


def _ours(triples: list[Triple]) -> Iterator[_Note]:
    """Yield what is said of our own regions, terms and vocabulary and is not what we say."""
    found = [triple for triple in triples if str(triple.subject)[1:].startswith(SHIPPED)]
    shipped = _shipped() if found else frozenset()
    for triple in found:
        if triple not in shipped:
            why = "is left out: what has an address of partnergraph's is not described elsewhere"
            yield (_name(triple), _text(triple), why), "give it an address of your own"


@lru_cache(maxsize=1)
def _shipped() -> frozenset[Triple]:
    names = (*REFERENCE_FILES, "partnergraph.ttl", "alignments.ttl")
    return frozenset(
        quad.triple for name in names for quad in parse(path=str(ontology_path(name)), format=RdfFormat.TURTLE)
    )


def _unknown(stated: list[Triple]) -> Iterator[_Note]:
    """Yield terms in our namespaces that we do not have, each once."""
    used = {triple.predicate.value for triple in stated}
    used |= {triple.object.value for triple in stated if isinstance(triple.object, NamedNode)}
    for iri in sorted(used):
        if iri.startswith(v.NS) and (name := iri.removeprefix(v.NS)) not in _TERMS:
            near = [f"pg:{found}" for found in nearest(name, _TERMS)]
            hint = f"nearest: {', '.join(near)}" if near else "the README of the ontology lists the vocabulary"
            yield (f"pg:{name}", None, "is no term of the vocabulary, and is not read"), hint
        for axis, prefix in PREFIXES.items():
            if iri.startswith(prefix) and iri not in terms().labels and not _is_tag(axis, iri):
                known = [label.rpartition("/")[2] for label in terms().labels if label.startswith(prefix)]
                near = nearest(iri.removeprefix(prefix), known)
                hint = f"nearest: {', '.join(near)}" if near else "'partnergraph terms' lists them"
                yield (f"<{iri}>", None, f"is no {axis.replace('-', ' ')} that is known"), hint


def _is_tag(axis: Axis, iri: str) -> bool:
    """Whether a term is a language tag, written as tags are, that need not be listed."""
    tag = iri.removeprefix(v.LANGUAGE)
    return axis == "language" and terms().by_tag(tag) == iri


def _not_read(stated: list[Triple], extra: Iterable[Triple]) -> Iterator[_Note]:
    """Yield properties of ours that stand on a node of which they are not read."""
    territories = {t.subject for t in stated if t.object == NamedNode(v.pg("Territory"))}
    for triple in extra:
        if triple.predicate.value.removeprefix(v.NS) in _PROPERTIES and triple.subject not in territories:
            hint = "what a source says of something stands on a pg:Statement or pg:Description that is pg:about it"
            yield (_name(triple), _text(triple), "is not read there"), hint


def _name(triple: Triple) -> str:
    subject, predicate = triple.subject.value, triple.predicate.value  # type: ignore[union-attr]
    short = next((f"{p}:{predicate.removeprefix(s)}" for p, s in v.PREFIXES.items() if predicate.startswith(s)), None)
    return f"{subject} {short or predicate}"


def _text(triple: Triple) -> str | None:
    return triple.object.value if isinstance(triple.object, NamedNode | Literal) else None
